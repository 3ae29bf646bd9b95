//! Comments that allow a problem where it stands: `<!-- nexus: allow broken-link -->`.
//!
//! Takes one file; returns what its comments allow, and where. Whether a problem is really there is not known here;
//! `judge` puts the two together.
//!
//! ```text
//! <!-- nexus: allow CODE, CODE (why) -->
//! ```
//!
//! - On a line of its own before everything else in the body: for the whole file, front matter included.
//! - On a line of its own elsewhere: for the block that follows (a paragraph, a list, a table, a heading, …).
//! - In a line with other text: for that line.
//!
//! A comment in a code block is code. What protects readers (`unsafe-html`, `unsafe-link`), and what leaves nothing to
//! publish (a front matter without an end, two files at one address) cannot be allowed: entries come from pull requests.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use serde::{Deserialize, Serialize};

use crate::base::{
    diagnostic::{Code, Diagnostic},
    source::{Source, Span},
};

/// A problem that a comment allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allow {
    pub code: Code,
    /// Where the comment names the code.
    pub place: Range<usize>,
    /// The part of the file for which it holds; empty if nothing follows the comment.
    pub scope: Range<usize>,
}

/// Reads the comments in the body that begins at byte `body`.
pub fn read(source: &Source, body: usize, problems: &mut Vec<Diagnostic>) -> Vec<Allow> {
    let text = &*source.text;
    // Hardly any file has such a comment; the others are not parsed a second time.
    if !text[body..].contains("nexus:") {
        return Vec::new();
    }
    let mut allows = Vec::new();
    for (comment, scope) in comments(text, body) {
        for (code, place) in codes(source, comment, problems) {
            allows.push(Allow { code, place, scope: scope.clone() });
        }
    }
    allows
}

/// The comments that speak to nexus, each with the part of the file for which it holds.
fn comments(text: &str, body: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
    let mut found = Vec::new();
    // Comments on lines of their own, which wait for the block that follows.
    let mut waiting: Vec<Range<usize>> = Vec::new();
    let mut at_top = true;
    for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::HtmlBlock) => {
                let own: Vec<Range<usize>> = instructions(text, &range);
                if !is_only_comments(&text[range.clone()]) {
                    found.extend(waiting.drain(..).map(|comment| (comment, range.clone())));
                    found.extend(own.into_iter().map(|comment| (comment.clone(), line(text, &comment))));
                    at_top = false;
                } else if at_top {
                    found.extend(own.into_iter().map(|comment| (comment, 0..text.len())));
                } else {
                    waiting.extend(own);
                }
            }
            Event::InlineHtml(_) => {
                let own = instructions(text, &range).into_iter();
                found.extend(own.map(|comment| (comment.clone(), line(text, &comment))));
            }
            Event::Html(_) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(_) | Event::Rule => {
                found.extend(waiting.drain(..).map(|comment| (comment, range.clone())));
                at_top = false;
            }
            _ => {}
        }
    }
    found.extend(waiting.into_iter().map(|comment| (comment, text.len()..text.len())));
    found
}

/// What stands between `<!--` and `-->`, if it begins with `nexus:`.
fn instructions(text: &str, within: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while let Some(start) = text[at..within.end].find("<!--").map(|start| at + start + "<!--".len()) {
        let end = text[start..within.end].find("-->").map_or(within.end, |end| start + end);
        if text[start..end].trim_start().starts_with("nexus:") {
            found.push(start..end);
        }
        at = end;
    }
    found
}

fn is_only_comments(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some(comment) = rest.strip_prefix("<!--") {
        rest = comment.split_once("-->").map_or("", |(_, rest)| rest).trim_start();
    }
    rest.is_empty()
}

/// The lines that a range lies on.
fn line(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    start..text[range.end..].find('\n').map_or(text.len(), |at| range.end + at)
}

/// The codes that an instruction names. Whatever it says besides is reported.
fn codes(
    source: &Source,
    comment: Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(Code, Range<usize>)> {
    let text = &source.text[comment.clone()];
    let reason = text.find('(').unwrap_or(text.len());
    let colon = text.find(':').expect("an instruction begins with `nexus:`") + 1;
    let is_gap = |c: char| c.is_whitespace() || c == ',';
    let words = text[colon..reason].split(is_gap).filter(|word| !word.is_empty()).map(|word| {
        let at = comment.start + (word.as_ptr() as usize - text.as_ptr() as usize);
        (word, at..at + word.len())
    });
    let words: Vec<(&str, Range<usize>)> = words.collect();
    let report = |range: Range<usize>, message: String| {
        Diagnostic::new(Code::UnknownAllow, Span::new(&source.path, range), message)
    };
    let [("allow", _), names @ ..] = &words[..] else {
        let first = words.first().map_or(comment, |(_, range)| range.clone());
        let problem = report(first, "nexus does not understand this comment".to_owned());
        problems.push(problem.help("write `<!-- nexus: allow CODE -->`; `nexus explain` lists the codes"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, range) in names {
        match Code::ALL.iter().find(|code| code.name() == *name) {
            Some(code) if code.can_be_allowed() => found.push((*code, range.clone())),
            Some(code) => problems.push(
                report(range.clone(), format!("`{code}` cannot be allowed in an entry"))
                    .help("it would reach every reader: correct what it is about, and remove this comment"),
            ),
            None => problems.push(
                report(range.clone(), format!("no problem is called `{name}`"))
                    .did_you_mean(name, Code::ALL.iter().map(|code| code.name()))
                    .help("`nexus explain` lists the codes; a reason goes in parentheses"),
            ),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::SourcePath;

    /// What is allowed, as `code: text for which it holds`, and what is reported.
    fn check(text: &str) -> (Vec<String>, Vec<String>) {
        let source = Source::new(SourcePath::new("content/a.md"), text);
        let mut problems = Vec::new();
        let body = text.rfind("---\n").map_or(0, |at| at + 4);
        let allows = read(&source, body, &mut problems);
        let shown =
            allows.iter().map(|allow| format!("{}: {}", allow.code, text[allow.scope.clone()].trim_end()));
        (shown.collect(), problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn comment_holds_for_file_block_or_line() {
        let text = "---\nx: y\n---\n<!-- x -->\n<!-- nexus: allow broken-link -->\n\na\n";
        assert_eq!(check(text).0, [format!("broken-link: {}", text.trim_end())]);
        assert_eq!(
            check("a\n\n<!-- nexus: allow broken-link, missing-alt (generated) -->\nb\nc\n\nd\n").0,
            ["broken-link: b\nc", "missing-alt: b\nc"]
        );
        assert_eq!(
            check("a\nb <!-- nexus: allow footnote --> c\nd\n").0,
            ["footnote: b <!-- nexus: allow footnote --> c"]
        );
        assert_eq!(check("a\n\n- <!-- nexus: allow footnote -->\n\n  b\n- c\n").0, ["footnote: b"]);
        assert_eq!(check("a\n\n<!-- nexus: allow footnote -->\n").0, ["footnote: "], "nothing follows");
        assert_eq!(check("a\n\n<!--\n nexus: allow footnote\n-->\n\n## H\nb\n").0, ["footnote: ## H"]);
    }

    #[test]
    fn comment_in_code_is_code() {
        let text = "a\n\n```html\n<!-- nexus: allow footnote -->\n```\n\n`<!-- nexus: allow footnote -->`\n";
        assert_eq!(check(text), (vec![], vec![]));
    }

    #[test]
    fn what_is_not_understood_is_reported() {
        let text = "a\n\n<!-- nexus: alow footnote -->\n<!-- nexus: allow footnot -->\n<!-- nexus: allow unsafe-html -->\n";
        assert_eq!(
            check(text).1,
            [
                "nexus does not understand this comment",
                "no problem is called `footnot`",
                "`unsafe-html` cannot be allowed in an entry"
            ]
        );
    }
}
