//! Diagnostics → what a person reads in a terminal: code, place, the lines themselves, what to do.

use std::{borrow::Cow, fmt::Write as _, io::IsTerminal, ops::Range};

use annotate_snippets::{
    AnnotationKind, Group, Level as Mark, Origin, Renderer, Snippet, renderer::DecorStyle,
};

use super::{Message, Text, Texts, plural};
use crate::base::{
    diagnostic::{Diagnostic, Level},
    source::{Position, Span},
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

/// A message as it is shown in a terminal.
pub fn human(message: &Message<'_>, texts: &Texts<'_>, colour: Colour) -> String {
    let problem = message.problem;
    let title = visible(&message.title(), Lines::Kept).into_owned();
    let mark = match message.level {
        Level::Error => Mark::ERROR,
        Level::Warn | Level::Off => Mark::WARNING,
    };
    let problem = &shown(problem);
    let mut report = Group::with_title(mark.primary_title(&title).id(problem.code.name()));
    let own = problem.span.iter().map(|span| (span, problem.label.as_deref()));
    let places = own.chain(problem.related.iter().map(|(span, label)| (span, Some(label.as_str()))));
    for (index, (span, label)) in places.enumerate() {
        let Some(text) = texts.get(&span.file) else {
            report = report.element(Origin::path(path(span)));
            continue;
        };
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let Excerpt { shown, marked, place, is_whole } = Excerpt::of(&text, span);
        let snippet = Snippet::source(harmless(shown))
            .line_start(place.line)
            .annotation(kind.span(marked).label(label));
        report = match is_whole {
            true => report.element(snippet.path(path(span))),
            // What is cut has lost its column.
            false => report.element(at(span, place)).element(snippet),
        };
    }
    for span in message.places() {
        let place = texts.get(&span.file).map(|text| text.position(span.range().start));
        report = report.element(place.map_or_else(|| Origin::path(path(span)), |place| at(span, place)));
    }
    let rest = format!("and {} more", message.rest());
    if message.rest() > 0 {
        report = report.element(Mark::NOTE.message(&rest));
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

/// A file's path as a terminal may show it.
fn path(span: &Span) -> String {
    visible(span.file.as_str(), Lines::Shown).into_owned()
}

fn at(span: &Span, place: Position) -> Origin<'static> {
    Origin::path(path(span)).line(place.line).char_column(place.column)
}

/// What is shown of a file for a place in it.
struct Excerpt {
    /// The line in which the place begins; of a long one the part around it.
    shown: String,
    /// The part of `shown` that is meant.
    marked: Range<usize>,
    place: Position,
    /// Whether `shown` is the whole line.
    is_whole: bool,
}

/// Of a longer line (in bytes) only a part is shown: so much before the place, and so much from its beginning on.
const LONGEST_LINE: usize = 400;
const BEFORE: usize = 80;
const FROM_THERE: usize = 160;

impl Excerpt {
    fn of(text: &Text<'_>, span: &Span) -> Self {
        let range = span.range();
        let place = text.position(range.start);
        let line = text.lines.line(text.text, place.line);
        let within = |at: usize| line.floor_char_boundary(at.saturating_sub(text.lines.start(place.line)));
        let (start, end) = (within(range.start), within(range.end));
        if line.len() <= LONGEST_LINE {
            return Self { shown: line.to_owned(), marked: start..end, place, is_whole: true };
        }
        let first = line.floor_char_boundary(start.saturating_sub(BEFORE));
        let last = line.ceil_char_boundary(start + FROM_THERE);
        let (before, behind) = (if first > 0 { "…" } else { "" }, if last < line.len() { "…" } else { "" });
        let shown = format!("{before}{}{behind}", &line[first..last]);
        let moved = |at: usize| at.min(last) - first + before.len();
        Self { shown, marked: moved(start)..moved(end), place, is_whole: false }
    }
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

    use super::{
        super::{messages, record},
        *,
    };
    use crate::base::{diagnostic::Code, path::SourcePath};

    fn shown(problem: &Diagnostic, texts: &Texts<'_>) -> String {
        human(&messages(&[(Level::Error, problem.clone())])[0], texts, Colour::No)
    }

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
        let texts = Texts::new(|_| Some(text));
        expect![[r#"
            error[broken-link]: no entry at `concepts/cachng.md`
              ╭▸ content/technologies/redis.md:4:16
              │
            4 │ Read [caching](../concepts/cachng.md) first.
              │                ━━━━━━━━━━━━━━━━━━━━━ did you mean `../concepts/caching.md`?
              │
              ╰ help: x
        "#]]
        .assert_eq(&shown(&problem, &texts));
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
        for shown in [shown(&problem, &Texts::new(|_| Some(text))), shown(&problem, &Texts::new(|_| None))] {
            let bad = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
            assert!(!shown.contains(bad), "{shown:?}");
            assert!(shown.contains("content/a\\u{1b}[2J\\u{a}\\u{202e}.md"), "{shown}");
        }
    }

    #[test]
    fn long_line_is_shown_around_the_place() {
        let path = SourcePath::new("content/a.md");
        let text = format!("first\n{}[x](y.md){}\n", "é ".repeat(1000), " word".repeat(1000));
        let at = text.find("y.md").expect("in the text");
        let problem = Diagnostic::new(Code::BrokenLink, Span::new(&path, at..at + 4), "no entry at `y.md`");
        let shown = shown(&problem, &Texts::new(|_| Some(&text)));
        assert!(
            shown.contains("content/a.md:2:2005") && shown.contains("é [x](y.md) word") && shown.len() < 1000,
            "{shown}"
        );
    }

    #[test]
    fn problem_without_a_readable_file_names_it() {
        let path = SourcePath::new("content/a.md");
        let problem = Diagnostic::new(Code::Unreadable, Span::start_of(&path), "cannot read `content/a.md`");
        let shown = shown(&problem, &Texts::new(|_| None));
        assert!(shown.contains("content/a.md"), "{shown}");
    }

    #[test]
    fn one_cause_is_shown_with_its_places() {
        let text = "---\nfoo: 1\n---\n";
        let problem = |file: usize| {
            let span = Span::new(&SourcePath::new(format!("content/{file}.md")), 4..7);
            (Level::Warn, Diagnostic::new(Code::UnknownField, span, "no field `foo`").help("remove it"))
        };
        let problems: Vec<_> = (0..9).map(problem).collect();
        let messages = messages(&problems);
        assert_eq!(messages.len(), 1);
        expect![[r#"
            warning[unknown-field]: no field `foo` (9 places in 9 files)
              ╭▸ content/0.md:2:1
              │
            2 │ foo: 1
              │ ━━━
              ⸬  content/1.md:2:1
              ⸬  content/2.md:2:1
              ├ note: and 6 more
              ╰ help: remove it
        "#]]
        .assert_eq(&human(&messages[0], &Texts::new(|_| Some(text)), Colour::No));
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
