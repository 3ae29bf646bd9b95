//! Markup of other tools that nexus does not have: a warning at its place, so that nothing is lost unseen.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Item, Pass, code};
use crate::base::diagnostic::Code;

/// What to do about a box that cannot be read.
const BOX: &str =
    "the handbook's page on other tools says how it is written; GitHub shows alerts, too: `> [!NOTE]`";
/// What to write in place of an include.
const FILE: &str = "a code block takes a file by ` ```file=\"a.py#region\" `, and a link by itself with the title `include` a text";
/// What to write in place of an attribute list.
const ATTRIBUTES: &str = "remove it; a picture has the size of its file, or the one that you write: `<img src=\"…\" alt=\"…\" width=\"200\">`";
const NOTHING: &str =
    "it is shown as it is written; the handbook's page on Markdown says what to use instead";

/// How a piece of foreign markup begins, what it is, and what to do.
const MARKS: [(&str, &str, &str); 12] = [
    ("!!! ", "a box of MkDocs without content", BOX),
    ("??? ", "a box of MkDocs without content", BOX),
    ("???+ ", "a box of MkDocs without content", BOX),
    ("/// ", "a block of MkDocs that nexus cannot read", BOX),
    ("{{#", "an include of mdBook, which nexus does not have", FILE),
    (":::", "a line of a container that nexus cannot read", BOX),
    ("=== \"", "a tab of MkDocs that nexus cannot read", "indent what is in it by four spaces"),
    ("{{<", "a shortcode of Hugo, which nexus does not have", NOTHING),
    ("{{%", "a shortcode of Hugo, which nexus does not have", NOTHING),
    ("{%", "a template tag, which nexus does not have", NOTHING),
    ("{*", "an include of MkDocs, which nexus does not have", FILE),
    ("{{", "a template expression, which nexus does not have", NOTHING),
];

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let mut problems = Vec::new();
    let mut in_code = false;
    let mut line_start = true;
    for (item, range) in &pass.items {
        let Item::Event(event) = item else { continue };
        match event {
            Event::Start(Tag::CodeBlock(_)) => (in_code, line_start) = (true, true),
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(_) | Event::SoftBreak | Event::HardBreak => line_start = true,
            Event::Text(text) => {
                // An mdBook include stands inside a code block as well, and takes the code with it.
                let marks = if in_code { &MARKS[4..5] } else { &MARKS[..] };
                let at_start = text.trim_start();
                let is_taken = in_code && code::included(pass.source, text).is_some();
                let found =
                    marks.iter().find(|(mark, ..)| line_start && at_start.starts_with(mark) && !is_taken);
                if let Some((mark, what, cure)) = found {
                    let start = range.start + (text.len() - at_start.len());
                    problems.push((start..start + mark.trim_end().len(), *what, *cure));
                } else if let Some((start, length)) = attribute_list(text, range.start, &pass.source.text) {
                    problems.push((
                        start..start + length,
                        "an attribute list of MkDocs, which nexus does not have",
                        ATTRIBUTES,
                    ));
                }
                line_start = text.ends_with('\n');
            }
            _ => line_start = false,
        }
    }
    for (range, what, cure) in problems {
        let problem = pass.problem(Code::ForeignMarkup, range, format!("this is {what}")).help(cure);
        pass.report(problem);
    }
}

/// `{.external-link target=_blank}` directly behind a link or an image.
fn attribute_list(text: &str, start: usize, source: &str) -> Option<(usize, usize)> {
    let inner = text.strip_prefix('{')?;
    let length = text.find('}')? + 1;
    let behind_link = source[..start].ends_with(')') || source[..start].ends_with(']');
    (behind_link && inner.trim_start().starts_with(|c: char| c.is_ascii_alphabetic() || ".#:".contains(c)))
        .then_some((start, length))
}
