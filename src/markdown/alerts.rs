//! GitHub's alerts: a block quote that begins with `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`.

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::{Item, Pass};

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    for (item, range) in pass.take_items() {
        match item {
            Item::Event(Event::Start(Tag::BlockQuote(Some(kind)))) => {
                let (name, title) = names(kind);
                pass.html(
                    format!(
                        "<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">\
                         <svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{name}\"/></svg>{title}</p>\n"
                    ),
                    range,
                );
            }
            Item::Event(Event::End(TagEnd::BlockQuote(Some(_)))) => pass.html("</div>\n", range),
            other => pass.keep(other, range),
        }
    }
}

fn names(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}
