//! Info strings: what is written after the language of a code block.
//!
//! Takes the text after a fence; returns what it says, and what in it says nothing. Each tool has attributes of its own; those
//! that mean the same as ours are read, those that only concern the tool (`twoslash`, `editable`, `"words"` and `/patterns/` to mark)
//! are passed over.

use std::ops::RangeInclusive;

use crate::parse::highlight::CodeBlock;

/// What is written after a fence.
#[derive(Default)]
pub(super) struct Info {
    pub block: CodeBlock,
    /// The language as it is written.
    pub language: Option<String>,
    pub tab: Option<String>,
    pub file: Option<String>,
    pub faults: Vec<Fault>,
}

/// Something that says nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// No attribute of ours, nor one of another tool that is known.
    Unknown(String),
    /// It needs a value: `title="…"`.
    NoValue(String),
    /// It should name lines: as it is written, and what stands for the lines.
    NoLines(String, String),
}

/// A piece of an info string.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Word(&'a str),
    Value(&'a str, &'a str),
    /// What is between braces.
    Braces(&'a str),
    /// What is between brackets.
    Label(&'a str),
    /// A text or a pattern whose places in the code are to be marked.
    Mark,
}

/// Words of other tools that change nothing here, or that only their tools can do.
const PASSED_OVER: &str = "collapse compile_fail copy copyable does_not_compile editable editor eval hangingIndent hidden ignore inline \
     live mdbook-runnable metastring no-copy no-line-numbers no-lineno no-transpile no_run nocheck nocopy noeval noInline \
     noplaypen noplayground norun not_desired_behavior open panics preserveIndent readonly runnable should_panic test \
     test_harness transpile twoslash validate";
const PASSED_OVER_WITH_VALUE: &str = "anchorlinenos class collapse collapseStyle data-start diff firstLine frame from id icon lang \
     lineNumberStart linenostart lineNumbersStart lineos ln lineanchors preserveIndent repo source src start startFrom startLine \
     startLineNumber style theme url useDiffSyntax";

/// Whether one of words with spaces between is this one.
fn is_one(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

pub(super) fn read(text: &str) -> Info {
    let mut info = Info::default();
    let text = text.trim();
    let end = text.find(|c: char| c.is_whitespace() || ",{[".contains(c)).unwrap_or(text.len());
    let (first, mut rest) = text.split_at(end);
    if first.contains('=') || first.starts_with(['"', '\'']) {
        rest = text;
    } else {
        // VitePress: `ts:line-numbers`; others: `js:app.js`.
        let (language, more) = match first.split_once(':') {
            Some((language, more)) if !language.is_empty() && !more.starts_with(':') => (language, more),
            _ => (first, ""),
        };
        info.language = (!language.is_empty()).then(|| language.to_owned());
        match more {
            _ if more.starts_with("line-numbers") => info.block.numbered = true,
            _ if more.contains(['.', '/']) => info.block.title = Some(more.to_owned()),
            _ => {}
        }
    }
    info.read_pieces(rest, false);
    info
}

/// Whether an info string makes its block a tab.
pub(super) fn has_tab(text: &str) -> bool {
    text.contains("tab=") && read(text).tab.is_some()
}

impl Info {
    /// `braced`: between the braces of another tool, where its words are nobody's mistake.
    fn read_pieces(&mut self, mut rest: &str, braced: bool) {
        while let Some((piece, tail)) = piece(rest) {
            rest = tail;
            let fault = match piece {
                Piece::Word(word) => self.word(word, braced),
                Piece::Value(word, value) => self.value(word, value, braced),
                Piece::Braces(inner)
                    if inner.trim_start().starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c)) =>
                {
                    self.lines(inner)
                }
                Piece::Braces(inner) => {
                    self.read_pieces(inner, true);
                    None
                }
                Piece::Label(label) => {
                    self.block.title.get_or_insert_with(|| label.to_owned());
                    None
                }
                Piece::Mark => None,
            };
            self.faults.extend(fault.filter(|_| !braced));
        }
    }

    fn word(&mut self, word: &str, braced: bool) -> Option<Fault> {
        match word {
            "numbered" | "linenums" | "lineNumbers" | "line-numbers" | "showLineNumbers" | "linenos"
            | "number-lines" | "numberLines" | ".line-numbers" | ".numberLines" => self.block.numbered = true,
            "wrap" | "softwrap" => self.block.wrapped = true,
            "fold" => return Some(Fault::NoLines(word.to_owned(), word.to_owned())),
            "title" | "tab" | "file" | "hl_lines" => return Some(Fault::NoValue(word.to_owned())),
            // `{.python .annotate}`, ```` ```{r} ````.
            _ if braced => {
                let is_language = self.language.is_none() && !word.starts_with(['#', '=']);
                let name = word.trim_start_matches('.');
                self.language = self.language.take().or_else(|| is_language.then(|| name.to_owned()));
            }
            _ if is_one(PASSED_OVER, word)
                || word.starts_with("ignore-")
                || word.starts_with("edition20") => {}
            // `,E0382`: what the compiler says of it.
            _ if word.strip_prefix('E').is_some_and(|code| code.parse::<u16>().is_ok()) => {}
            _ if word.starts_with(':') || word.starts_with('.') => {}
            _ => return Some(Fault::Unknown(word.to_owned())),
        }
        None
    }

    fn value(&mut self, word: &str, value: &str, braced: bool) -> Option<Fault> {
        let block = &mut self.block;
        let names_lines = value.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let is_off = matches!(value, "false" | "no" | "off" | "{false}");
        let no_lines = || Fault::NoLines(format!("{word}=\"{value}\""), value.to_owned());
        match word {
            "title" | "filename" | "fileName" | "name" | "caption" | "displayName" | "header" => {
                block.title = Some(value.to_owned());
            }
            "file" if braced => block.title = Some(value.to_owned()),
            "file" => self.file = Some(value.to_owned()),
            "tab" => self.tab = Some(value.to_owned()),
            "numbered" | "linenums" | "lineNumbers" | "showLineNumbers" | "linenos" | "number-lines" => {
                block.numbered = !is_off;
            }
            "wrap" => block.wrapped = !is_off,
            "fold" => return (!lines_into(value, |lines, _| block.folded.push(lines))).then(no_lines),
            "hl_lines" => {
                return (!lines_into(value, |lines, _| block.highlighted.push(lines))).then(no_lines);
            }
            "hide_lines" if names_lines => {
                lines_into(value, |lines, _| block.folded.push(lines));
            }
            "highlight" | "mark" | "lines" | "data-line" | "emphasize-lines" | "focus" if names_lines => {
                lines_into(value, |lines, _| block.highlighted.push(lines));
            }
            "ins" | "add" | "added" if names_lines => {
                lines_into(value, |lines, _| block.added.push(lines));
            }
            "del" | "rem" | "remove" | "removed" if names_lines => {
                lines_into(value, |lines, _| block.removed.push(lines));
            }
            // Texts and patterns to mark.
            "ins" | "del" | "mark" | "add" | "rem" | "highlight" | "focus" | "hide_lines" => {}
            _ if braced || is_one(PASSED_OVER_WITH_VALUE, word) => {}
            _ => return Some(Fault::Unknown(word.to_owned())),
        }
        None
    }

    /// `2,5-7,+8,-9`.
    fn lines(&mut self, inner: &str) -> Option<Fault> {
        let block = &mut self.block;
        let found = lines_into(inner, |lines, sign| match sign {
            Some('+') => block.added.push(lines),
            Some(_) => block.removed.push(lines),
            None => block.highlighted.push(lines),
        });
        let written = format!("{{{inner}}}");
        (!found).then(|| Fault::NoLines(written.clone(), written))
    }
}

/// The next piece, and what follows.
fn piece(text: &str) -> Option<(Piece<'_>, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == ';');
    if let Some((inner, rest)) = between(text, '{', '}') {
        return Some((Piece::Braces(inner), rest));
    }
    if let Some((inner, rest)) = between(text, '[', ']') {
        return Some((Piece::Label(inner), rest));
    }
    if let Some((_, rest)) = quoted(text).or_else(|| pattern(text)) {
        return Some((Piece::Mark, rest));
    }
    let end = text.find(|c: char| c.is_whitespace() || ",={}".contains(c)).unwrap_or(text.len());
    // A brace that begins nothing is passed over.
    let (word, rest) = text.split_at(if end == 0 { text.chars().next()?.len_utf8() } else { end });
    match rest.strip_prefix('=') {
        Some(rest) => {
            let (value, rest) = value(word, rest);
            Some((Piece::Value(word, value), rest))
        }
        None => Some((Piece::Word(word), rest)),
    }
}

fn value<'a>(word: &str, text: &'a str) -> (&'a str, &'a str) {
    let enclosed = quoted(text).or_else(|| between(text, '{', '}')).or_else(|| between(text, '[', ']'));
    if let Some(found) = enclosed.or_else(|| pattern(text)) {
        return found;
    }
    let is_number = |c: char| c.is_ascii_digit() || c == '-' || c == ' ';
    let end = match word {
        // Zola: `hl_lines=2 4-5, linenos`.
        "hl_lines" | "hide_lines" => text.find(|c: char| !is_number(c)),
        // Laravel: `tab=GitHub Copilot (VS Code)`.
        "tab" if !text.contains('=') => None,
        _ => text.find(|c: char| c.is_whitespace() || c == ','),
    };
    let (value, rest) = text.split_at(end.unwrap_or(text.len()));
    (value.trim_end(), rest)
}

fn between(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let inner = text.strip_prefix(open)?;
    Some(inner.split_once(close).unwrap_or((inner, "")))
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    between(text, quote, quote)
}

/// `/pattern/`, with an end that nothing but a space or flags follow.
fn pattern(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('/')?;
    let ends = inner.match_indices('/').find(|(at, _)| {
        let after = inner[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        !inner[..*at].ends_with('\\')
            && (after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == ','))
    });
    ends.map(|(at, _)| (&inner[..at], inner[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic())))
}

/// Gives the ranges of `2,5-7,+8,-9` or `2 5-7`, each with its sign; false if these are no lines.
fn lines_into(text: &str, mut add: impl FnMut(RangeInclusive<usize>, Option<char>)) -> bool {
    let mut any = false;
    let parts = text.split([',', ' ', '"', '\'']).filter(|part| !part.is_empty());
    for part in parts {
        let sign = part.chars().next().filter(|c| matches!(c, '+' | '-'));
        let part = part.trim_start_matches(['+', '-']);
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.trim().parse(), last.trim().parse()) {
            (Ok(first), Ok(last)) if 1 <= first && first <= last => add(first..=last, sign),
            _ => return false,
        }
        any = true;
    }
    any
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(texts: &[&str], expected: Expect) {
        let shown = texts.iter().map(|text| {
            let Info { block, language, tab, file, faults } = read(text);
            let shown = format!("{block:?}, tab: {tab:?}, file: {file:?}");
            let parts = shown.trim_start_matches("CodeBlock { ").replace(" }", "");
            let empty = ["None", "false", "[]", "\"\""];
            let parts = parts
                .split(", ")
                .filter(|part| !empty.iter().any(|none| part.ends_with(&format!(": {none}"))));
            let faults: String = faults.iter().map(|fault| format!(" !{fault:?}")).collect();
            format!("{}: {}{faults}\n", language.unwrap_or_default(), parts.collect::<Vec<_>>().join(", "))
        });
        expected.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn lines_of_other_tools() {
        check(
            &[
                "js ins={1,3-4} del={5}",
                "js {2} \"mark me\" 'and me' /re[gG]?ex/ ins=\"x\" del=/y\\/z/",
                "js{1,3}",
                "ts:line-numbers {1}",
                "toml,hl_lines=3-4 8-9, linenos, linenostart=10, hide_lines=2 7",
                "go {linenos=table,hl_lines=[8,\"15-17\"],linenostart=199}",
                "{ .dockerfile .annotate hl_lines=\"9 11\" }",
                "py mark={2} focus={3}",
            ],
            expect![[r#"
                js: added: [1..=1, 3..=4], removed: [5..=5]
                js: highlighted: [2..=2]
                js: highlighted: [1..=1, 3..=3]
                ts: numbered: true, highlighted: [1..=1]
                toml: numbered: true, highlighted: [3..=4, 8..=9], folded: [2..=2, 7..=7]
                go: numbered: true, highlighted: [8..=8, 15..=17]
                dockerfile: highlighted: [9..=9, 11..=11]
                py: highlighted: [2..=2, 3..=3]
            "#]],
        );
    }

    #[test]
    fn titles_and_tabs_of_other_tools() {
        check(
            &[
                "vue [ComponentA.vue]",
                "js{3} [app.js]",
                "toml,name=content/_index.md",
                "js {file=\"x.js\"}",
                "js file=x.js",
                "js title='a b' showLineNumbers startLine=3",
                "js:src/app.js",
                "php tab=GitHub Copilot (VS Code)",
                "php tab=Pest numbered title=x",
            ],
            expect![[r#"
                vue: title: Some("ComponentA.vue")
                js: title: Some("app.js"), highlighted: [3..=3]
                toml: title: Some("content/_index.md")
                js: title: Some("x.js")
                js: file: Some("x.js")
                js: title: Some("a b"), numbered: true
                js: title: Some("src/app.js")
                php: tab: Some("GitHub Copilot (VS Code)")
                php: title: Some("x"), numbered: true, tab: Some("Pest")
            "#]],
        );
    }

    #[test]
    fn words_that_concern_the_tool_are_passed_over() {
        check(
            &[
                "rust,ignore,noplayground,edition2021,should_panic",
                "rust,editable compile_fail,E0382",
                "ts twoslash frame=\"none\" lang=\"js\"",
                "{r setup, echo=FALSE}",
                "{python}",
                "js {$} \"{title}\"",
                "js title",
                "js wrpa=3 wrpb {3a} fold {",
                "c++",
            ],
            expect![[r#"
                rust: 
                rust: 
                ts: 
                r: 
                python: 
                js: 
                js:  !NoValue("title")
                js:  !Unknown("wrpa") !Unknown("wrpb") !NoLines("{3a}", "{3a}") !NoLines("fold", "fold")
                c++: 
            "#]],
        );
    }
}
