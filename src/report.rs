//! Diagnostics → what a person, a script or a review tool reads. One file per format.
//!
//! Takes diagnostics in their order and the texts that they are about; returns text. The same diagnostics give the same
//! bytes.

use std::fmt::Write as _;

use crate::{
    diagnostic::{Diagnostic, Level},
    path::SourcePath,
};

mod github;
mod human;
mod json;
mod sarif;

pub use github::{annotation, summary};
pub use human::{Colour, by_code, human};
pub use json::{Record, record};
pub use sarif::sarif;

/// Gives the text of a file that a diagnostic is about.
pub type Texts<'a> = dyn Fn(&SourcePath) -> Option<String> + 'a;

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
