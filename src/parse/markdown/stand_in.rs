//! Stand-ins: signs that take the place of others while the parser reads a text, so that it sees no meaning in them.
//!
//! A stand-in is one byte, as what it stands for, so every byte of the text keeps its place.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

use super::{Item, Items};

/// Signs that mean as little in Markdown as a colon, and as much in an address.
const SIGNS: [&str; 3] = ["%", ";", "?"];

/// A sign that is not in the text. A text that has them all gets one that is in no text, but may be in no address either.
pub(super) fn unused(text: &str) -> &'static str {
    SIGNS.into_iter().find(|sign| !text.contains(sign)).unwrap_or("\u{1a}")
}

/// Puts `original` in the place of its stand-in again.
pub(super) fn restore(items: &mut Items<'_>, sign: &str, original: &str) {
    let restore = |text: &mut CowStr<'_>| {
        if text.contains(sign) {
            *text = CowStr::from(text.replace(sign, original));
        }
    };
    for (item, _) in items {
        let Item::Event(event) = item else { continue };
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text)
            | Event::Start(Tag::FootnoteDefinition(text) | Tag::CodeBlock(CodeBlockKind::Fenced(text))) => {
                restore(text);
            }
            Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
                restore(dest_url);
                restore(title);
            }
            _ => {}
        }
    }
}
