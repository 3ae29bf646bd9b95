//! Diagnostics → JSON, for scripts and for the preview's overlay.

use serde::Serialize;

use super::Texts;
use crate::base::{
    diagnostic::{Diagnostic, Level},
    source::Position,
};

/// A diagnostic for scripts. Positions count from 1, columns in characters; `file` is absent for the site as a whole.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    pub code: &'static str,
    pub level: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What it and other problems of its code come from, if that is one thing to mend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What `--fix` would do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The source line, for a report without the file at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Record {
    /// Whether both are about the same problem at the same place.
    pub fn is_same(&self, other: &Self) -> bool {
        let place = |record: &Self| (record.code, record.line, record.column);
        place(self) == place(other) && self.file == other.file && self.message == other.message
    }
}

/// A diagnostic as a record.
pub fn record(level: Level, problem: &Diagnostic, texts: &Texts<'_>) -> Record {
    let text = problem.span.as_ref().and_then(|span| texts.get(&span.file));
    let place = |offset: fn(&std::ops::Range<usize>) -> usize| -> Option<Position> {
        let range = problem.span.as_ref()?.range();
        let text = text.as_ref()?;
        // A line break at the end of what is meant is not part of it.
        let end = range.start
            + text.text.get(range.clone()).unwrap_or_default().trim_end_matches(['\n', '\r']).len();
        Some(text.position(offset(&(range.start..end))))
    };
    let (start, end) = (place(|range| range.start), place(|range| range.end));
    Record {
        code: problem.code.name(),
        level: level.name(),
        message: problem.message.clone(),
        file: problem.span.as_ref().map(|span| span.file.to_string()),
        line: start.map(|place| place.line),
        column: start.map(|place| place.column),
        end_line: end.map(|place| place.line),
        end_column: end.map(|place| place.column),
        label: problem.label.clone(),
        help: problem.help.clone(),
        cause: problem.cause.clone(),
        fix: problem.fix.as_ref().map(|fix| fix.title.clone()),
        source: start.and_then(|place| Some(text.as_ref()?.line(place.line))),
    }
}
