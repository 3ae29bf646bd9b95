//! Links and images: each gets a hole for its target, which the site fills in once all pages are known.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Hole, Item, Pass, end_of, plain_text};
use crate::escape::escape;

/// A link or an image as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    pub kind: LinkKind,
    /// The target as written: `../concepts/caching.md#cache-aside`.
    pub target: String,
    /// Where the target stands in the file.
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    Link,
    Image,
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let items = pass.take_items();
    let alts: Vec<Option<(usize, String)>> = items
        .iter()
        .enumerate()
        .map(|(index, (item, _))| {
            matches!(item, Item::Event(Event::Start(Tag::Image { .. }))).then(|| {
                let end = end_of(&items, index);
                (end, plain_text(&items[index..end]))
            })
        })
        .collect();
    let mut skip_to = 0;
    for (index, ((item, range), alt)) in items.into_iter().zip(alts).enumerate() {
        if index < skip_to {
            continue;
        }
        match item {
            Item::Event(Event::Start(Tag::Image { dest_url, title, .. })) => {
                let (end, alt) = alt.expect("made for every image above");
                pass.html("<img", range.clone());
                hole(pass, LinkKind::Image, &dest_url, range.clone());
                let title = title_attribute(&title);
                pass.html(format!(" alt=\"{}\"{title} loading=\"lazy\">", escape(&alt)), range);
                skip_to = end + 1;
            }
            Item::Event(Event::Start(Tag::Link { link_type, dest_url, title, .. })) => {
                pass.html("<a", range.clone());
                let dest = if link_type == LinkType::Email {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.to_string()
                };
                hole(pass, LinkKind::Link, &dest, range.clone());
                pass.html(format!("{}>", title_attribute(&title)), range);
            }
            Item::Event(Event::End(TagEnd::Link)) => pass.html("</a>", range),
            other => pass.keep(other, range),
        }
    }
}

/// Leaves a hole for the target of a link that is written somewhere in `range`.
pub(super) fn hole(pass: &mut Pass<'_, '_>, kind: LinkKind, target: &str, range: Range<usize>) {
    let index = pass.markdown.links.len();
    pass.keep(Item::Hole(Hole::Link(index)), range.clone());
    let written = &pass.source.text[range.clone()];
    let place = match written.rfind(target).filter(|_| !target.is_empty()) {
        Some(at) => range.start + at..range.start + at + target.len(),
        None => range,
    };
    pass.markdown.links.push(Link { kind, target: target.to_owned(), range: place });
}

fn title_attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) }
}
