//! Diagnostics → what a person, a script or a review tool reads.

use std::{fmt::Write as _, io::IsTerminal};

use annotate_snippets::{
    AnnotationKind, Group, Level as Mark, Origin, Renderer, Snippet, renderer::DecorStyle,
};
use serde::Serialize;

use crate::{
    diagnostic::{Diagnostic, Level},
    path::SourcePath,
    source::{Position, Span, position},
};

/// Gives the text of a file that a diagnostic is about.
pub type Texts<'a> = dyn Fn(&SourcePath) -> Option<String> + 'a;

/// Whether the report may use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Yes,
    No,
}

impl Colour {
    /// As the terminal and the environment (`NO_COLOR`) say.
    pub fn of_stderr() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        if wanted && std::io::stderr().is_terminal() { Self::Yes } else { Self::No }
    }
}

/// A diagnostic as it is shown in a terminal: code, place, the lines themselves, what to do.
pub fn human(level: Level, problem: &Diagnostic, texts: &Texts<'_>, colour: Colour) -> String {
    let mark = match level {
        Level::Error => Mark::ERROR,
        Level::Warn | Level::Off => Mark::WARNING,
    };
    let mut report = Group::with_title(mark.primary_title(&problem.message).id(problem.code.name()));
    let sources: Vec<(&Span, Option<String>)> = problem
        .span
        .iter()
        .chain(problem.related.iter().map(|(span, _)| span))
        .map(|span| (span, texts(&span.file)))
        .collect();
    for (index, (span, text)) in sources.iter().enumerate() {
        let label = match index {
            0 if problem.span.is_some() => problem.label.as_deref(),
            _ => problem.related[index - usize::from(problem.span.is_some())].1.as_str().into(),
        };
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        match text {
            Some(text) => {
                let annotation = kind.span(within(text, span)).label(label);
                report =
                    report.element(Snippet::source(text).path(span.file.as_str()).annotation(annotation));
            }
            None => report = report.element(Origin::path(span.file.as_str())),
        }
    }
    if let Some(help) = &problem.help {
        report = report.element(Mark::HELP.message(help));
    }
    let renderer = match colour {
        Colour::Yes => Renderer::styled(),
        Colour::No => Renderer::plain(),
    };
    format!("{}\n", renderer.decor_style(DecorStyle::Unicode).render(&[report]))
}

/// The part of a span that the annotation marks: its first line, and at least one character where there is one.
fn within(text: &str, span: &Span) -> std::ops::Range<usize> {
    let range = span.range();
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = text.floor_char_boundary(range.end.min(line_end));
    start..end.max(start)
}

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

/// As [`human`], for scripts and for the preview's overlay.
pub fn record(level: Level, problem: &Diagnostic, texts: &Texts<'_>) -> Record {
    let text = problem.span.as_ref().and_then(|span| texts(&span.file));
    let place = |offset: fn(&std::ops::Range<usize>) -> usize| -> Option<Position> {
        let range = problem.span.as_ref()?.range();
        text.as_ref().map(|text| position(text, offset(&range)))
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
        source: start.and_then(|place| text.as_ref()?.lines().nth(place.line - 1).map(str::to_owned)),
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
    use expect_test::expect;

    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn report_shows_place_line_and_cure() {
        let path = SourcePath::new("content/technologies/redis.md");
        let text = "---\ntitle: Redis\n---\nRead [caching](../concepts/cachng.md) first.\n";
        let at = text.find("../").expect("in the text");
        let problem = Diagnostic::new(
            Code::BrokenLink,
            Span::new(&path, at..at + 21),
            "no entry at `concepts/cachng.md`",
        )
        .label("did you mean `../concepts/caching.md`?")
        .help("x");
        let texts = |_: &SourcePath| Some(text.to_owned());
        expect![[r#"
            error[broken-link]: no entry at `concepts/cachng.md`
              ╭▸ content/technologies/redis.md:4:16
              │
            4 │ Read [caching](../concepts/cachng.md) first.
              │                ━━━━━━━━━━━━━━━━━━━━━ did you mean `../concepts/caching.md`?
              │
              ╰ help: x
        "#]]
        .assert_eq(&human(Level::Error, &problem, &texts, Colour::No));
        let record = record(Level::Error, &problem, &texts);
        assert_eq!((record.line, record.column, record.end_column), (Some(4), Some(16), Some(37)));
    }

    #[test]
    fn problem_without_a_readable_file_names_it() {
        let path = SourcePath::new("content/a.md");
        let problem = Diagnostic::new(Code::Unreadable, Span::start_of(&path), "cannot read `content/a.md`");
        let shown = human(Level::Error, &problem, &|_| None, Colour::No);
        assert!(shown.contains("content/a.md"), "{shown}");
    }

    #[test]
    fn counts_are_words() {
        assert_eq!((plural(1, "page"), plural(2, "entry")), ("1 page".to_owned(), "2 entries".to_owned()));
    }
}
