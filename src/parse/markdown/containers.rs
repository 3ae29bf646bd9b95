//! Containers: blocks of other tools around Markdown, such as `:::note` … `:::` and `!!! note`, become blocks of ours.
//!
//! [`read`] finds the lines that begin and end them, and hides them from the parser as signs of Markdown at the same bytes, so
//! that the content is parsed in its place: with its references and footnotes, and every problem at its line and column.
//! [`pass`] then finds these signs among the items, and puts blocks in their place.

use std::{borrow::Cow, collections::BTreeMap, mem, ops::Range};

use pulldown_cmark::Options;

use super::{Pass, rewritten::Rewritten};
use crate::parse::shape::Shapes;

mod marks;
mod names;
mod places;
mod problems;
mod reading;
mod shortcodes;
mod titles;
mod writing;

use marks::Mark;
pub(super) use places::attributes;

/// Marks by their first byte.
type Marks = BTreeMap<usize, Mark>;

/// The marks of a text.
#[derive(Debug, Default)]
pub(super) struct Containers(Marks);

/// Whether every site has a container of this name.
pub(crate) fn is_container(name: &str) -> bool {
    names::shape(name) != names::Shape::Unknown
}

/// Finds the marks of a text from byte `start` on, and the text as the parser is to read it, each byte at its place.
pub(super) fn read<'t>(
    text: &'t str,
    start: usize,
    options: Options,
    shapes: &Shapes,
) -> (Cow<'t, str>, Containers) {
    let (text, marks) = reading::read(text, start, options, shapes);
    (text, Containers(marks))
}

impl Containers {
    /// The marks where they are in the file.
    pub fn place(self, layout: &Rewritten<'_>) -> Self {
        let marks = self.0.into_values().map(|mut mark| {
            mark.place(&|range: &mut Range<usize>| *range = layout.place(range));
            mark.partner = mark.partner.map(|at| layout.place(&(at..at + 1)).start);
            (mark.range.start, mark)
        });
        Self(marks.collect())
    }
}

/// Puts blocks in the place of the marks.
pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if pass.containers.0.is_empty() {
        return;
    }
    let Containers(marks) = mem::take(&mut pass.containers);
    let items = pass.take_items();
    writing::write(pass, &marks, items);
}

#[cfg(test)]
mod tests;
