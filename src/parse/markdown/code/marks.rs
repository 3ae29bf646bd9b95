//! Comments in code that mark its lines: `// highlight-next-line` (Docusaurus), `// [!code ++]` (VitePress), and lines of Rust that mdBook
//! hides.
//!
//! Takes a block; gives its text without these comments, and marks the lines that they are about.

use std::ops::RangeInclusive;

use crate::parse::highlight::CodeBlock;

/// How comments begin and end, in one language or another.
const COMMENTS: [(&str, &str); 8] =
    [("{/*", "*/}"), ("<!--", "-->"), ("/*", "*/"), ("//", ""), ("#", ""), ("--", ""), (";", ""), ("%", "")];

/// What becomes of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Highlight,
    Add,
    Remove,
    /// Words in the line, which have no marks here.
    Nothing,
}

/// What a comment says.
enum Says {
    /// Of how many lines, beginning with its own, or with the next if it has nothing else.
    Mark(Mark, usize),
    Begin(Mark),
    End,
}

pub(super) fn apply(block: &mut CodeBlock) {
    if is_rust(block) && block.text.lines().any(is_hidden) {
        hide_lines(block);
    }
    let is_text = matches!(block.language.as_deref(), Some("md" | "markdown" | "mdx" | "text" | "markdoc"));
    if is_text || !["highlight-", "[!code "].iter().any(|mark| block.text.contains(mark)) {
        return;
    }
    let mut text = String::with_capacity(block.text.len());
    let (mut number, mut open) = (1, None);
    for line in std::mem::take(&mut block.text).split_inclusive('\n') {
        let Some((before, says, own_line)) = comment(line) else {
            add(block, open.map(|mark| (mark, number..=number)));
            text.push_str(line);
            number += 1;
            continue;
        };
        match says {
            Says::Mark(mark, count) => add(block, Some((mark, number..=number + count - 1))),
            Says::Begin(mark) => open = Some(mark),
            Says::End => open = None,
        }
        if !own_line {
            text.push_str(before.trim_end());
            text.push('\n');
            number += 1;
        }
    }
    block.text = text;
}

fn add(block: &mut CodeBlock, marked: Option<(Mark, RangeInclusive<usize>)>) {
    match marked {
        Some((Mark::Highlight, lines)) => block.highlighted.push(lines),
        Some((Mark::Add, lines)) => block.added.push(lines),
        Some((Mark::Remove, lines)) => block.removed.push(lines),
        Some((Mark::Nothing, _)) | None => {}
    }
}

/// The code before a comment that marks lines, what that says, and whether it has the line for itself.
fn comment(line: &str) -> Option<(&str, Says, bool)> {
    let code = line.trim_end();
    if let Some(at) = code.rfind("[!code ") {
        let (inner, after) = code[at + "[!code ".len()..].split_once(']')?;
        let before = code[..at].trim_end();
        let (open, close) = COMMENTS.iter().find(|(open, _)| before.ends_with(open))?;
        let is_end = after.trim() == *close || (close.is_empty() && after.trim().is_empty());
        let before = &before[..before.len() - open.len()];
        return is_end.then_some((before, says_code(inner)?, before.trim().is_empty()));
    }
    let text = code.trim_start();
    let (open, close) = COMMENTS.iter().find(|(open, _)| text.starts_with(open))?;
    let says = match text[open.len()..].strip_suffix(close)?.trim() {
        "highlight-next-line" => Says::Mark(Mark::Highlight, 1),
        "highlight-start" => Says::Begin(Mark::Highlight),
        "highlight-end" => Says::End,
        _ => return None,
    };
    Some(("", says, true))
}

/// `++`, `--:3`, `highlight`, `word:x`.
fn says_code(inner: &str) -> Option<Says> {
    let (what, count) = inner.trim().split_once(':').unwrap_or((inner.trim(), "1"));
    let mark = match what {
        "++" => Mark::Add,
        "--" => Mark::Remove,
        "highlight" | "hl" | "focus" | "warning" | "error" | "info" => Mark::Highlight,
        "word" => return Some(Says::Mark(Mark::Nothing, 1)),
        _ => return None,
    };
    Some(Says::Mark(mark, count.parse().ok().filter(|count| (1..=10_000).contains(count)).unwrap_or(1)))
}

fn is_rust(block: &CodeBlock) -> bool {
    matches!(block.language.as_deref(), Some("rust" | "rs"))
}

/// Whether mdBook hides the line: its first sign is a `#` with a space behind it, or alone.
fn is_hidden(line: &str) -> bool {
    let line = line.trim();
    line == "#" || line.starts_with("# ")
}

/// Folds the lines that mdBook hides, and takes off the sign that hides them; `##` is a `#` there.
fn hide_lines(block: &mut CodeBlock) {
    let mut text = String::with_capacity(block.text.len());
    for (at, line) in std::mem::take(&mut block.text).split_inclusive('\n').enumerate() {
        let start = line.len() - line.trim_start_matches([' ', '\t']).len();
        let (indent, code) = line.split_at(start);
        let shown = if is_hidden(line) {
            block.folded.push(at + 1..=at + 1);
            code.strip_prefix("# ").or_else(|| code.strip_prefix('#'))
        } else {
            code.strip_prefix('#').filter(|rest| rest.starts_with('#'))
        };
        text.push_str(indent);
        text.push_str(shown.unwrap_or(code));
    }
    block.text = text;
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(language: &str, text: &str, expected: Expect) {
        let mut block =
            CodeBlock { language: Some(language.to_owned()), text: text.to_owned(), ..CodeBlock::default() };
        apply(&mut block);
        let CodeBlock { highlighted, added, removed, folded, text, .. } = block;
        expected
            .assert_eq(&format!("{text}hl {highlighted:?} ins {added:?} del {removed:?} fold {folded:?}\n"));
    }

    #[test]
    fn comments_mark_lines_and_go() {
        check(
            "js",
            "a\n// highlight-next-line\nb\n{/* highlight-start */}\nc\nd\n// highlight-end\ne // [!code ++]\nf // [!code --]\n  <g /> {/* [!code highlight] */}\nh # [!code focus:2]\ni\n// [!code ++:2]\nj\nk\n<p> <!-- [!code hl] -->\n",
            expect![[r#"
                a
                b
                c
                d
                e
                f
                  <g />
                h
                i
                j
                k
                <p>
                hl [2..=2, 3..=3, 4..=4, 7..=7, 8..=9, 12..=12] ins [5..=5, 10..=11] del [6..=6] fold []
            "#]],
        );
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        check(
            "js",
            "let x = \"[!code ++]\"\n// highlight-nothing\n// [!code what]\n// use highlight-next-line here\n",
            expect![[r#"
                let x = "[!code ++]"
                // highlight-nothing
                // [!code what]
                // use highlight-next-line here
                hl [] ins [] del [] fold []
            "#]],
        );
        check(
            "md",
            "// highlight-next-line\n",
            expect![[r#"
            // highlight-next-line
            hl [] ins [] del [] fold []
        "#]],
        );
    }

    #[test]
    fn lines_that_mdbook_hides_are_folded() {
        check(
            "rust",
            "# fn main() {\n#[derive(Debug)]\n#![allow(x)]\n    # let y = 1;\nlet x = 1;\n#\n## escaped\n# }\n",
            expect![[r#"
                fn main() {
                #[derive(Debug)]
                #![allow(x)]
                    let y = 1;
                let x = 1;

                # escaped
                }
                hl [] ins [] del [] fold [1..=1, 4..=4, 6..=6, 8..=8]
            "#]],
        );
        check(
            "sh",
            "# a comment\n",
            expect![[r#"
            # a comment
            hl [] ins [] del [] fold []
        "#]],
        );
    }
}
