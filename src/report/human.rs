//! Diagnostics → what a person reads in a terminal: code, place, the lines themselves, what to do.

use std::{borrow::Cow, fmt::Write as _, io::IsTerminal};

use annotate_snippets::{
    AnnotationKind, Group, Level as Mark, Origin, Renderer, Snippet, renderer::DecorStyle,
};

use super::{Texts, plural};
use crate::{
    diagnostic::{Diagnostic, Level},
    source::Span,
    terminal::{Lines, visible},
};

/// From how many diagnostics on a list says which codes they have.
const MANY: usize = 20;

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

/// A diagnostic as it is shown in a terminal.
pub fn human(level: Level, problem: &Diagnostic, texts: &Texts<'_>, colour: Colour) -> String {
    let mark = match level {
        Level::Error => Mark::ERROR,
        Level::Warn | Level::Off => Mark::WARNING,
    };
    let problem = &shown(problem);
    let mut report = Group::with_title(mark.primary_title(&problem.message).id(problem.code.name()));
    let sources: Vec<(&Span, Option<String>)> = problem
        .span
        .iter()
        .chain(problem.related.iter().map(|(span, _)| span))
        .map(|span| (span, texts(&span.file).map(harmless)))
        .collect();
    for (index, (span, text)) in sources.iter().enumerate() {
        let label = match index {
            0 if problem.span.is_some() => problem.label.as_deref(),
            _ => problem.related[index - usize::from(problem.span.is_some())].1.as_str().into(),
        };
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let path = visible(span.file.as_str(), Lines::Shown).into_owned();
        match text {
            Some(text) => {
                let annotation = kind.span(within(text, span)).label(label);
                report = report.element(Snippet::source(text).path(path).annotation(annotation));
            }
            None => report = report.element(Origin::path(path)),
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

/// A problem whose texts a terminal can obey in nothing.
fn shown(problem: &Diagnostic) -> Diagnostic {
    let text = |text: &str| visible(text, Lines::Kept).into_owned();
    let related = problem.related.iter().map(|(span, label)| (span.clone(), text(label)));
    Diagnostic {
        message: text(&problem.message),
        label: problem.label.as_deref().map(text),
        help: problem.help.as_deref().map(text),
        related: related.collect(),
        ..problem.clone()
    }
}

/// A file's text for the terminal. What is put in place of a letter has its length, for places are bytes; the renderer takes
/// care of the control characters of ASCII.
fn harmless(text: String) -> String {
    let is_bad =
        |c: char| !c.is_ascii() && matches!(visible(c.encode_utf8(&mut [0; 4]), Lines::Kept), Cow::Owned(_));
    let instead = |c: char| match c.len_utf8() {
        _ if !is_bad(c) => c,
        2 => '¤',
        _ => '\u{fffd}',
    };
    if text.chars().any(is_bad) { text.chars().map(instead).collect() } else { text }
}

/// The part of a span that the annotation marks: its first line, and at least one character where there is one.
fn within(text: &str, span: &Span) -> std::ops::Range<usize> {
    let range = span.range();
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = text.floor_char_boundary(range.end.min(line_end));
    start..end.max(start)
}

/// How many diagnostics of which code there are, the most frequent first; nothing if there are few.
pub fn by_code(diagnostics: &[(Level, Diagnostic)]) -> Option<String> {
    if diagnostics.len() <= MANY {
        return None;
    }
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for (_, problem) in diagnostics {
        match counts.iter_mut().find(|(_, code)| *code == problem.code.name()) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, problem.code.name())),
        }
    }
    counts.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    let mut text = format!("{} in all:", plural(diagnostics.len(), "problem"));
    for (count, code) in counts {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{count:>7}  {code}");
    }
    Some(format!("{text}\n  `nexus explain CODE` says more"))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{super::record, *};
    use crate::{diagnostic::Code, path::SourcePath};

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
    fn terminal_obeys_no_report() {
        let path = SourcePath::new("content/a\u{1b}[2J\n\u{202e}.md");
        let text = "a\u{9b}31m \u{202e}b \u{1b}[1m c x\n";
        let at = text.find('x').expect("in the text");
        let problem = Diagnostic::new(Code::BrokenLink, Span::new(&path, at..at + 1), "no `\u{7}`")
            .label("l\u{1b}")
            .help("h\u{9b}")
            .related(Span::start_of(&path), "r\u{8}");
        for shown in [
            human(Level::Error, &problem, &|_| Some(text.to_owned()), Colour::No),
            human(Level::Error, &problem, &|_| None, Colour::No),
        ] {
            let bad = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
            assert!(!shown.contains(bad), "{shown:?}");
            assert!(shown.contains("content/a\\u{1b}[2J\\u{a}\\u{202e}.md"), "{shown}");
        }
    }

    #[test]
    fn problem_without_a_readable_file_names_it() {
        let path = SourcePath::new("content/a.md");
        let problem = Diagnostic::new(Code::Unreadable, Span::start_of(&path), "cannot read `content/a.md`");
        let shown = human(Level::Error, &problem, &|_| None, Colour::No);
        assert!(shown.contains("content/a.md"), "{shown}");
    }

    #[test]
    fn long_list_ends_with_its_codes() {
        let problem = |code| (Level::Warn, Diagnostic::global(code, "x"));
        let mut problems = vec![problem(Code::BrokenLink); 20];
        assert_eq!(by_code(&problems), None);
        problems.push(problem(Code::Orphan));
        problems.push(problem(Code::DeadEnd));
        expect![[r#"
            22 problems in all:
                 20  broken-link
                  1  dead-end
                  1  orphan
              `nexus explain CODE` says more"#]]
        .assert_eq(&by_code(&problems).expect("many"));
    }
}
