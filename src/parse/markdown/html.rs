//! Items → HTML with holes: what no pass has replaced is plain CommonMark.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, Item, Items};
use crate::base::escape::escape_into;

pub(super) fn write(items: Items<'_>) -> Body {
    let mut body = Body::default();
    let mut open = Vec::new();
    for (item, _) in items {
        match item {
            Item::Html(html) => body.push(&html),
            Item::Hole(hole) => body.holes.push((body.html.len(), hole)),
            Item::Event(event) => write_event(&mut body.html, event),
            Item::Open(block) => {
                body.push(&block.begin());
                open.push(block.end());
            }
            Item::Close => body.push(&open.pop().unwrap_or_default()),
        }
    }
    body
}

fn write_event(out: &mut String, event: Event<'_>) {
    match event {
        Event::Start(tag) => write_start(out, &tag),
        Event::End(tag) => write_end(out, &tag),
        Event::Text(text) => escape_into(out, &text),
        Event::Code(code) => {
            out.push_str("<code>");
            escape_into(out, &code);
            out.push_str("</code>");
        }
        Event::SoftBreak => out.push('\n'),
        Event::HardBreak => out.push_str("<br>\n"),
        Event::Rule => out.push_str("<hr>\n"),
        // A pass has replaced these; should one be left, it is shown as text.
        Event::Html(text)
        | Event::InlineHtml(text)
        | Event::FootnoteReference(text)
        | Event::InlineMath(text)
        | Event::DisplayMath(text) => escape_into(out, &text),
        Event::TaskListMarker(done) => out.push_str(if done { "[x] " } else { "[ ] " }),
    }
}

fn write_start(out: &mut String, tag: &Tag<'_>) {
    match tag {
        Tag::List(Some(start)) if *start != 1 => {
            out.push_str(&format!("<ol start=\"{start}\">\n"));
        }
        Tag::List(Some(_)) => out.push_str("<ol>\n"),
        Tag::List(None) => out.push_str("<ul>\n"),
        Tag::BlockQuote(_) => out.push_str("<blockquote>\n"),
        other => {
            if let Some(name) = element(&other.to_end()) {
                out.extend(["<", name, ">"]);
            }
        }
    }
}

fn write_end(out: &mut String, tag: &TagEnd) {
    match tag {
        TagEnd::List(true) => out.push_str("</ol>\n"),
        TagEnd::List(false) => out.push_str("</ul>\n"),
        TagEnd::BlockQuote(_) => out.push_str("</blockquote>\n"),
        other => {
            if let Some(name) = element(other) {
                let inline = matches!(name, "em" | "strong" | "del" | "sub" | "sup");
                out.extend(["</", name, if inline { ">" } else { ">\n" }]);
            }
        }
    }
}

/// The element for a tag that is the same at its start and its end.
fn element(tag: &TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Item => "li",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        TagEnd::Subscript => "sub",
        TagEnd::Superscript => "sup",
        TagEnd::DefinitionList => "dl",
        TagEnd::DefinitionListTitle => "dt",
        TagEnd::DefinitionListDefinition => "dd",
        _ => return None,
    })
}
