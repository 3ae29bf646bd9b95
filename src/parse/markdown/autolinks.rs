//! Bare addresses become links (GFM §6.9, autolinks): `https://…`, `http://…`, `www.…`, `somebody@example.org`.

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::{Item, Pass};

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.has(|event| matches!(event, Event::Text(text) if looks_like_address(text))) {
        return;
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]).url_must_have_scheme(false);
    let mut inside = 0_usize;
    for (item, range) in pass.take_items() {
        match &item {
            Item::Event(Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_))) => {
                inside += 1
            }
            Item::Event(Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock)) => inside -= 1,
            Item::Event(Event::Text(text)) if inside == 0 && looks_like_address(text) => {
                let text = text.clone();
                split(pass, &finder, &text, range);
                continue;
            }
            _ => {}
        }
        pass.keep(item, range);
    }
}

fn looks_like_address(text: &str) -> bool {
    text.contains("://") || text.contains("www.") || text.contains('@')
}

fn split(pass: &mut Pass<'_, '_>, finder: &LinkFinder, text: &str, range: std::ops::Range<usize>) {
    let owned = |part: &str| CowStr::from(part.to_owned());
    for span in finder.spans(text) {
        let part = span.as_str();
        let part_range = range.start + span.start()..range.start + span.end();
        let dest = match span.kind() {
            Some(LinkKind::Email) => Some(format!("mailto:{part}")),
            Some(_) if part.starts_with("http://") || part.starts_with("https://") => Some(part.to_owned()),
            Some(_) if part.starts_with("www.") => Some(format!("https://{part}")),
            _ => None,
        };
        let content = Item::Event(Event::Text(owned(part)));
        let Some(dest) = dest else {
            pass.keep(content, part_range);
            continue;
        };
        let link = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: dest.into(),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        };
        pass.keep(Item::Event(Event::Start(link)), part_range.clone());
        pass.keep(content, part_range.clone());
        pass.keep(Item::Event(Event::End(TagEnd::Link)), part_range);
    }
}
