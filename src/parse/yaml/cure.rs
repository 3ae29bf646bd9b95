//! A text that is not YAML → its most likely mistake, with the line as it should be.
//!
//! Takes the text and the line at which the parser stopped; returns the first of the usual mistakes whose correction
//! gets the parser past that line. A correction is therefore never a guess that does not help.

use std::ops::Range;

use super::parse_nodes;
use crate::base::source;

/// A mistake and its correction.
#[derive(Debug, PartialEq, Eq)]
pub struct Cure {
    /// What is wrong: `a tab`.
    pub cause: &'static str,
    /// Where.
    pub place: Range<usize>,
    /// What to do, with the corrected line.
    pub help: String,
    /// The correction, if nothing else can have been meant.
    pub edit: Option<(Range<usize>, String)>,
}

/// A correction of one line that may be the right one.
struct Attempt {
    cause: &'static str,
    what: &'static str,
    /// Within the line.
    place: Range<usize>,
    line: String,
    certain: bool,
}

/// Lines above the one where the parser stopped that are looked at: an open quote is noticed far behind.
const FAR: usize = 40;

/// Mistakes of one line, the most telling first.
const MISTAKES: [fn(&str) -> Option<Attempt>; 7] =
    [curly_quotes, space_behind_colon, unquoted, open_quote, open_bracket, no_colon, indentation];

/// The mistake that stopped the parser at byte `at`, if it is one of the usual ones.
pub fn find(text: &str, at: usize) -> Option<Cure> {
    if let Some(cure) = tabs(text) {
        return Some(cure);
    }
    let stopped = source::position(text, at).line;
    let lines = lines(text);
    let upward = lines.iter().take(stopped).rev().take(FAR);
    for (start, line) in upward {
        for mistake in MISTAKES {
            let Some(attempt) = mistake(line) else { continue };
            let range = *start..start + line.len();
            if helps(text, &range, &attempt.line, stopped) {
                let edit = attempt.certain.then(|| (range, attempt.line.clone()));
                return Some(Cure {
                    cause: attempt.cause,
                    place: start + attempt.place.start..start + attempt.place.end,
                    help: format!("{}: `{}`", attempt.what, attempt.line.trim()),
                    edit,
                });
            }
        }
    }
    None
}

/// As [`find`], for a text that is YAML but no map: a key without its colon's space makes one line of text of it.
pub fn find_in_text(text: &str, at: usize) -> Option<Cure> {
    let line = lines(text).into_iter().find(|(start, line)| start + line.len() >= at)?;
    let attempt = space_behind_colon(line.1)?;
    let range = line.0..line.0 + line.1.len();
    Some(Cure {
        cause: attempt.cause,
        place: line.0 + attempt.place.start..line.0 + attempt.place.end,
        help: format!("{}: `{}`", attempt.what, attempt.line.trim()),
        edit: Some((range, attempt.line)),
    })
}

/// The lines with their places, without their ends.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        at += line.len();
        (at - line.len(), line.trim_end_matches(['\n', '\r']))
    });
    lines.collect()
}

/// Whether the text can be read with that line in place of what is in `range`, at least further than now.
fn helps(text: &str, range: &Range<usize>, line: &str, stopped: usize) -> bool {
    let new = format!("{}{line}{}", &text[..range.start], &text[range.end..]);
    match parse_nodes(&new) {
        Ok(_) => true,
        Err(error) => {
            // An error that is found at the end of the text says nothing of the lines before.
            let place = error.place(&new);
            source::position(&new, place).line > stopped && place < new.trim_end().len()
        }
    }
}

/// Tabs at the beginning of lines; all of them, since one never comes alone.
fn tabs(text: &str) -> Option<Cure> {
    let is_indented = |line: &str| line[..line.len() - line.trim_start().len()].contains('\t');
    let lines: Vec<(usize, &str)> = lines(text).into_iter().filter(|(_, line)| is_indented(line)).collect();
    let (first, last) = (lines.first()?, lines.last()?);
    let range = first.0..last.0 + last.1.len();
    let mended: Vec<String> = text[range.clone()]
        .split('\n')
        .map(|line| {
            let body = line.trim_start();
            format!("{}{body}", line[..line.len() - body.len()].replace('\t', "  "))
        })
        .collect();
    let mended = mended.join("\n");
    parse_nodes(&format!("{}{mended}{}", &text[..range.start], &text[range.end..])).ok()?;
    Some(Cure {
        cause: "a tab, which YAML does not take for a space",
        place: first.0..first.0 + first.1.len() - first.1.trim_start().len(),
        help: format!("replace the tab by spaces: `{}`", mended.lines().next().unwrap_or_default()),
        edit: Some((range, mended)),
    })
}

fn curly_quotes(line: &str) -> Option<Attempt> {
    let is_curly = |c: char| "“”„‟‘’‚‛".contains(c);
    let (_, at, value) = key_and_value(line)?;
    let inner = value.strip_prefix(is_curly)?.strip_suffix(is_curly)?;
    Some(Attempt {
        cause: "typographic quotes, which YAML takes for letters",
        what: "write straight quotes",
        place: at..line.trim_end().len(),
        line: format!("{}{}", &line[..at], quoted(inner)),
        certain: true,
    })
}

/// `title:Redis`, also as an item's first key.
fn space_behind_colon(line: &str) -> Option<Attempt> {
    let start = line.len() - line.trim_start_matches([' ', '-']).len();
    let key = line[start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')?;
    let colon = start + key;
    let rest = line[colon..].strip_prefix(':')?;
    if key == 0 || rest.is_empty() || rest.starts_with([' ', ':']) || rest.starts_with("//") {
        return None;
    }
    Some(Attempt {
        cause: "no space behind the colon",
        what: "put a space behind the colon",
        place: start..colon + 1,
        line: format!("{} {rest}", &line[..=colon]),
        certain: true,
    })
}

/// A text that holds what only a quoted one may: `title: Redis: a cache`, `title: @work`, `title: "a" and b`.
fn unquoted(line: &str) -> Option<Attempt> {
    let (_, at, value) = key_and_value(line)?;
    let certain = value.contains(": ") || value.starts_with(['@', '`', '%']);
    let special = certain
        || value.ends_with(':')
        || value.starts_with(['&', '*', '!', '|', '>', '"', '\'', '[', '{', ']', '}', ',']);
    let opens = value.starts_with(['"', '\'', '[', '{']);
    let whole = match value.chars().next() {
        Some('[') => value.ends_with(']') || !value.contains(']'),
        Some('{') => value.ends_with('}') || !value.contains('}'),
        // A quote that is closed before the end: the rest is not part of it.
        Some(quote @ ('"' | '\'')) => {
            value.len() == 1 || value.ends_with(quote) || !value[1..].contains(quote)
        }
        _ => false,
    };
    if !special || (opens && whole) {
        return None;
    }
    Some(Attempt {
        cause: "this text needs quotes: a sign in it means something else in YAML",
        what: "put quotes around the text",
        place: at..line.trim_end().len(),
        line: format!("{}{}", &line[..at], quoted(value)),
        certain: certain && !opens,
    })
}

/// `title: "Redis`, and `title: 'don't'`.
fn open_quote(line: &str) -> Option<Attempt> {
    let (_, at, value) = key_and_value(line)?;
    let quote = value.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let inner = value[1..].strip_suffix(quote).unwrap_or(&value[1..]);
    let inner = inner.replace("\\\"", "\"");
    Some(Attempt {
        cause: "a quote that is not closed, or closed too early",
        what: "close the quote at the end of the text",
        place: at..line.trim_end().len(),
        line: format!("{}{}", &line[..at], quoted(&inner)),
        certain: false,
    })
}

/// `tags: [a, b`.
fn open_bracket(line: &str) -> Option<Attempt> {
    let (_, at, value) = key_and_value(line)?;
    let close = match value.chars().next()? {
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    Some(Attempt {
        cause: "a bracket that is not closed",
        what: "close the bracket",
        place: at..line.trim_end().len(),
        line: format!("{}{close}", line.trim_end().trim_end_matches(',')),
        certain: false,
    })
}

/// `title Redis`.
fn no_colon(line: &str) -> Option<Attempt> {
    let key = line.split(' ').next().filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))?;
    (!key.is_empty() && !line.contains(':')).then(|| Attempt {
        cause: "a line without a colon",
        what: "write the field's name, a colon and its value",
        place: 0..line.trim_end().len(),
        line: format!("{key}: {}", line[key.len()..].trim()),
        certain: false,
    })
}

/// A line that stands further to the right than its neighbours.
fn indentation(line: &str) -> Option<Attempt> {
    let plain = line.trim_start_matches(' ');
    let depth = line.len() - plain.len();
    (depth > 0 && !plain.is_empty()).then(|| Attempt {
        cause: "this line does not begin where the lines around it do",
        what: "begin the line where the lines around it begin",
        place: 0..depth,
        line: if plain.starts_with("- ") && depth != 2 { format!("  {plain}") } else { plain.to_owned() },
        certain: false,
    })
}

/// A line's key, where its value begins, and the value without white space around it.
fn key_and_value(line: &str) -> Option<(&str, usize, &str)> {
    let colon = line
        .find(": ")
        .map(|at| at + 2)
        .or_else(|| line.trim_start().starts_with("- ").then(|| line.find("- ").map_or(0, |at| at + 2)))?;
    let at = colon + (line[colon..].len() - line[colon..].trim_start().len());
    let value = line[at..].trim_end();
    (!value.is_empty()).then(|| (line[..colon].trim(), at, value))
}

/// A text in double quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::parse;
    use crate::base::source::position;

    /// Line, column and cure of the mistake, and what the text is if it is mended without asking.
    fn check(text: &str, expected: Expect) {
        let error = parse(text).expect_err(text);
        let place = position(text, error.range.start);
        let shown =
            format!("{}:{} {}\n{}\n", place.line, place.column, error.message, error.help.expect("a cure"));
        let mended = error.edit.map(|(range, line)| {
            let text = format!("{}{line}{}", &text[..range.start], &text[range.end..]);
            assert!(parse(&text).is_ok(), "{text}");
            text
        });
        expected.assert_eq(&format!("{shown}{}", mended.unwrap_or_default()));
    }

    #[test]
    fn the_usual_mistakes_get_the_corrected_line() {
        check(
            "a: 1\ntitle: Redis: a \"fast\" cache\nb: 2\n",
            expect![[r#"
            2:8 not valid YAML: this text needs quotes: a sign in it means something else in YAML
            put quotes around the text: `title: "Redis: a \"fast\" cache"`
            a: 1
            title: "Redis: a \"fast\" cache"
            b: 2
        "#]],
        );
        check(
            "title: @work\n",
            expect![[r#"
            1:8 not valid YAML: this text needs quotes: a sign in it means something else in YAML
            put quotes around the text: `title: "@work"`
            title: "@work"
        "#]],
        );
        check(
            "title: \"Redis\" and friends\n",
            expect![[r#"
            1:8 not valid YAML: this text needs quotes: a sign in it means something else in YAML
            put quotes around the text: `title: "\"Redis\" and friends"`
        "#]],
        );
        check(
            "tags:\n\t- a\n\t- b\n",
            expect![[r#"
                2:1 not valid YAML: a tab, which YAML does not take for a space
                replace the tab by spaces: `  - a`
                tags:
                  - a
                  - b
            "#]],
        );
        check(
            "a: 1\ntitle:Redis\nb: 2\n",
            expect![[r#"
            2:1 not valid YAML: no space behind the colon
            put a space behind the colon: `title: Redis`
            a: 1
            title: Redis
            b: 2
        "#]],
        );
        check(
            "title:Redis\n",
            expect![[r#"
            1:1 not valid YAML: no space behind the colon
            put a space behind the colon: `title: Redis`
            title: Redis
        "#]],
        );
        check(
            "title:Redis\ntags: [a]\n",
            expect![[r#"
            1:1 not valid YAML: no space behind the colon
            put a space behind the colon: `title: Redis`
            title: Redis
            tags: [a]
        "#]],
        );
        check(
            "title: \"Redis\ntags: [a]\nb: 1\n",
            expect![[r#"
            1:8 not valid YAML: a quote that is not closed, or closed too early
            close the quote at the end of the text: `title: "Redis"`
        "#]],
        );
        check(
            "title: 'don't'\nb: 1\n",
            expect![[r#"
            1:8 not valid YAML: a quote that is not closed, or closed too early
            close the quote at the end of the text: `title: "don't"`
        "#]],
        );
        check(
            "a: 1\ntags: [a, b\ntitle: x\n",
            expect![[r#"
            2:7 not valid YAML: a bracket that is not closed
            close the bracket: `tags: [a, b]`
        "#]],
        );
        check(
            "title: x\n  description: y\n",
            expect![[r#"
            2:1 not valid YAML: this line does not begin where the lines around it do
            begin the line where the lines around it begin: `description: y`
        "#]],
        );
        check(
            "tags:\n  - a\n   - b\n - c\n",
            expect![[r#"
            4:1 not valid YAML: this line does not begin where the lines around it do
            begin the line where the lines around it begin: `- c`
        "#]],
        );
        check(
            "title: “Redis: a cache”\n",
            expect![[r#"
            1:8 not valid YAML: typographic quotes, which YAML takes for letters
            write straight quotes: `title: "Redis: a cache"`
            title: "Redis: a cache"
        "#]],
        );
        check(
            "title: x\nlist:\n  - a: b: c\n",
            expect![[r#"
            3:8 not valid YAML: this text needs quotes: a sign in it means something else in YAML
            put quotes around the text: `- a: "b: c"`
            title: x
            list:
              - a: "b: c"
        "#]],
        );
        check(
            "title: x\ndescription\ntags: [a]\n",
            expect![[r#"
                2:1 not valid YAML: a line without a colon
                write the field's name, a colon and its value: `description:`
            "#]],
        );
    }
}
