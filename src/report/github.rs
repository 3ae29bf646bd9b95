//! Diagnostics → what GitHub Actions shows: annotations at the lines of a pull request, and a job summary.
//!
//! An annotation is a *workflow command*, a line on standard output that the runner reads. A value in it may hold neither
//! a line break nor, among the properties, a colon or a comma; `escape` and `escape_property` are the runner's own
//! rules (actions/toolkit, `core/src/command.ts`).

use std::fmt::Write as _;

use super::{Message, Texts, json::record, messages, tally};
use crate::base::{
    diagnostic::{Diagnostic, Level},
    source::Span,
};

/// GitHub refuses a summary of more than 1 MiB.
const LONGEST_SUMMARY: usize = 900 * 1024;

/// A workflow command, without the line's end. `folder` leads from the repository's root to the site's, with a closing
/// slash unless it is empty.
pub fn annotation(message: &Message<'_>, folder: &str, texts: &Texts<'_>) -> String {
    let record = record(message.level, message.problem, texts);
    let mut properties = Vec::new();
    let mut add = |name: &str, value: &str| properties.push(format!("{name}={}", escape_property(value)));
    if let Some(file) = &record.file {
        add("file", &format!("{folder}{file}"));
    }
    if let (Some(line), Some(end_line)) = (record.line, record.end_line) {
        add("line", &line.to_string());
        add("endLine", &end_line.to_string());
        // Columns are allowed within one line only; the last one is part of what is marked.
        if let (Some(column), Some(end)) = (record.column, record.end_column.filter(|_| line == end_line)) {
            add("col", &column.to_string());
            add("endColumn", &end.saturating_sub(1).max(column).to_string());
        }
    }
    add("title", record.code);
    let command = match message.level {
        Level::Error => "error",
        Level::Warn | Level::Off => "warning",
    };
    format!("::{command} {}::{}", properties.join(","), escape(&text(message, texts)))
}

/// A message with its cure, and with where else it holds.
fn text(message: &Message<'_>, texts: &Texts<'_>) -> String {
    let mut text = message.title();
    let problem = message.problem;
    for more in [&problem.label, &problem.help].into_iter().flatten().chain(&elsewhere(message, texts)) {
        text.push('\n');
        text.push_str(more);
    }
    text
}

/// `also at content/b.md:3, content/c.md:3 and 9 more`.
fn elsewhere(message: &Message<'_>, texts: &Texts<'_>) -> Option<String> {
    let place = |span: &Span| match texts.get(&span.file) {
        Some(text) => format!("{}:{}", span.file, text.position(span.range().start).line),
        None => span.file.to_string(),
    };
    let places: Vec<String> = message.places().map(place).collect();
    let rest = if message.rest() > 0 { format!(" and {} more", message.rest()) } else { String::new() };
    (!places.is_empty()).then(|| format!("also at {}{rest}", places.join(", ")))
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

/// The job summary, in Markdown: all diagnostics in a table, errors first.
pub fn summary(diagnostics: &[(Level, Diagnostic)], texts: &Texts<'_>) -> String {
    let tally = tally(diagnostics);
    if tally.is_empty() {
        return "## nexus: no problems\n".to_owned();
    }
    let mut text = format!("## nexus: {tally}\n\n| | Place | Problem | What to do |\n|---|---|---|---|\n");
    let messages = messages(diagnostics);
    let errors = messages.iter().filter(|message| message.level == Level::Error);
    let others = messages.iter().filter(|message| message.level != Level::Error);
    for (index, message) in errors.chain(others).enumerate() {
        if text.len() > LONGEST_SUMMARY {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "\n… and {} more.", messages.len() - index);
            break;
        }
        text.push_str(&row(message, texts));
    }
    text
}

fn row(message: &Message<'_>, texts: &Texts<'_>) -> String {
    let problem = message.problem;
    let record = record(message.level, problem, texts);
    let place = match (record.file, record.line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (Some(file), None) => file,
        _ => String::new(),
    };
    let elsewhere = elsewhere(message, texts);
    let cure = [&problem.label, &problem.help, &elsewhere].into_iter().flatten().map(|text| cell(text));
    format!(
        "| {} | {} | {} (`{}`) | {} |\n",
        message.level.name(),
        cell(&place),
        cell(&message.title()),
        record.code,
        cure.collect::<Vec<_>>().join("; ")
    )
}

/// Text as it may stand in a cell: the summary is Markdown, and what it quotes comes from pull requests.
fn cell(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    // Code needs no escapes, and would show them; but only where it is sure what is code.
    let has_code = pieces.len() % 2 == 1 && !text.contains("``");
    let cells = pieces.iter().enumerate().map(|(at, piece)| match has_code && at % 2 == 1 {
        true => piece.replace(['\n', '\r'], " ").replace('|', "\\|"),
        false => escape_markdown(piece),
    });
    cells.collect::<Vec<_>>().join("`")
}

fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '[' | ']' | '!' | '*' | '_' | '@' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::base::{diagnostic::Code, path::SourcePath};

    const TEXT: &str = "a\n[x](y.md)\nb\n";

    fn problem(file: &str, range: std::ops::Range<usize>) -> Diagnostic {
        Diagnostic::new(Code::BrokenLink, Span::new(&SourcePath::new(file), range), "100 % | no\nentry")
            .help("a, b: c <x>")
    }

    fn check(level: Level, problem: &Diagnostic, folder: &str) -> String {
        let problems = [(level, problem.clone())];
        annotation(&messages(&problems)[0], folder, &Texts::new(|_| Some(TEXT)))
    }

    #[test]
    fn annotation_is_escaped_as_the_runner_reads_it() {
        expect!["::error file=docs/content/a%2Cb%3Ac.md,line=2,endLine=2,col=5,endColumn=8,title=broken-link::100 %25 | no%0Aentry%0Aa, b: c <x>"]
            .assert_eq(&check(Level::Error, &problem("content/a,b:c.md", 6..10), "docs/"));
        expect!["::warning file=content/a.md,line=1,endLine=2,title=broken-link::100 %25 | no%0Aentry%0Aa, b: c <x>"]
            .assert_eq(&check(Level::Warn, &problem("content/a.md", 0..4), ""));
        expect!["::warning title=orphan::x"].assert_eq(&check(
            Level::Warn,
            &Diagnostic::global(Code::Orphan, "x"),
            "",
        ));
    }

    #[test]
    fn summary_is_a_table_with_errors_first() {
        let problems =
            [(Level::Warn, problem("content/a.md", 0..1)), (Level::Error, problem("content/b.md", 2..3))];
        expect![[r#"
            ## nexus: 1 error, 1 warning

            | | Place | Problem | What to do |
            |---|---|---|---|
            | error | content/b.md:2 | 100 % \| no entry (`broken-link`) | a, b: c &lt;x> |
            | warn | content/a.md:1 | 100 % \| no entry (`broken-link`) | a, b: c &lt;x> |
        "#]]
        .assert_eq(&summary(&problems, &Texts::new(|_| Some(TEXT))));
        assert_eq!(cell("a `b[|<c>` [d]"), "a `b[\\|<c>` \\[d\\]");
        for doubtful in ["`a [b]", "``a`` [b] `", "`a` `[b]"] {
            assert!(cell(doubtful).contains("\\[b"), "{doubtful}");
        }
        assert_eq!(summary(&[], &Texts::new(|_| None)), "## nexus: no problems\n");
        let other =
            |at| Diagnostic { message: format!("100 % | no\nentry {at}"), ..problem("content/a.md", 0..1) };
        let many: Vec<_> = (0..20_000).map(|at| (Level::Warn, other(at))).collect();
        let long = summary(&many, &Texts::new(|_| None));
        assert!(long.len() < 1 << 20 && long.ends_with(" more.\n"), "{}", long.len());
    }
}
