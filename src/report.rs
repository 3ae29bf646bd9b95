//! Diagnostics → what a person, a script or a review tool reads. One file per format.
//!
//! Takes diagnostics in their order and the texts that they are about; returns text. The same diagnostics give the same
//! bytes.

use std::{cell::RefCell, collections::HashMap, fmt::Write as _, rc::Rc};

use crate::base::{
    diagnostic::{Diagnostic, Level},
    path::SourcePath,
    source::{Lines, Position},
};

mod github;
mod human;
mod json;
mod messages;
mod sarif;

pub use github::{annotation, summary};
pub use human::{Colour, by_code, human};
pub use json::{Record, record};
pub use messages::{Message, limited, messages};
pub use sarif::sarif;

/// The texts that diagnostics are about, each with where its lines are, which is worked out once.
pub struct Texts<'a> {
    find: Box<Find<'a>>,
    known: RefCell<HashMap<SourcePath, Option<Rc<Text<'a>>>>>,
}

type Find<'a> = dyn Fn(&SourcePath) -> Option<&'a str> + 'a;

/// A text, and where its lines are.
struct Text<'a> {
    text: &'a str,
    lines: Lines,
}

impl<'a> Texts<'a> {
    /// `find` gives the text of a file.
    pub fn new(find: impl Fn(&SourcePath) -> Option<&'a str> + 'a) -> Self {
        Self { find: Box::new(find), known: RefCell::default() }
    }

    fn get(&self, file: &SourcePath) -> Option<Rc<Text<'a>>> {
        if let Some(known) = self.known.borrow().get(file) {
            return known.clone();
        }
        let text = (self.find)(file).map(|text| Rc::new(Text { text, lines: Lines::new(text) }));
        self.known.borrow_mut().insert(file.clone(), text.clone());
        text
    }
}

impl Text<'_> {
    fn position(&self, offset: usize) -> Position {
        self.lines.position(self.text, offset)
    }

    /// A line, counted from 1.
    fn line(&self, line: usize) -> String {
        self.lines.line(self.text, line).to_owned()
    }
}

/// `3 errors, 1 warning`.
pub fn tally(diagnostics: &[(Level, Diagnostic)]) -> String {
    let count = |wanted| diagnostics.iter().filter(|(level, _)| *level == wanted).count();
    let mut text = String::new();
    for (count, name) in [(count(Level::Error), "error"), (count(Level::Warn), "warning")] {
        if count > 0 {
            let comma = if text.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(text, "{comma}{}", plural(count, name));
        }
    }
    text
}

/// `1 page`, `2 pages`, `2 entries`.
pub fn plural(count: usize, name: &str) -> String {
    match (count, name.strip_suffix('y')) {
        (1, _) => format!("1 {name}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {name}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_words() {
        assert_eq!((plural(1, "page"), plural(2, "entry")), ("1 page".to_owned(), "2 entries".to_owned()));
    }
}
