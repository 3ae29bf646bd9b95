//! Links and images: each gets a hole for its target, which the site fills in once all pages are known.
//!
//! An image that stands alone in its paragraph and has a title is a figure with that caption:
//!
//! ```text
//! ![Two servers and a cache between them](cache.svg "A cache in front of the database")
//! ```

use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Hole, Item, Pass, inside, plain_text};
use serde::{Deserialize, Serialize};

use crate::base::{diagnostic::Code, escape::escape, path::SourcePath};

/// A link or an image as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub kind: LinkKind,
    /// The target as written: `../concepts/caching.md#cache-aside`.
    pub target: String,
    /// Where the target stands in the file.
    pub range: Range<usize>,
    /// The file, if it is another one than the page's: a fragment that the page includes.
    pub origin: Option<SourcePath>,
}

impl Hash for Link {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { kind, target, range: _, origin } = self;
        (kind, target, origin).hash(state);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LinkKind {
    Link,
    /// `[[name]]`: the target is an entry's name and not a path.
    Wiki,
    Image,
    /// `![[name]]`: the target is a picture's name.
    Embed,
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.has(|event| matches!(event, Event::Start(Tag::Image { .. } | Tag::Link { .. }))) {
        return;
    }
    let mut items = pass.take_items().into_iter();
    while let Some((item, range)) = items.next() {
        match item {
            Item::Event(Event::Start(Tag::Image { dest_url, title, .. })) => {
                let content = inside(items.as_slice());
                let (length, alt) = (content.len(), plain_text(content));
                items.by_ref().take(length + 1).for_each(drop);
                if !title.is_empty() && is_alone(pass, items.as_slice()) {
                    // The caption takes the paragraph's place.
                    pass.items.pop();
                    items.next();
                    pass.html("<figure>", range.clone());
                    write_image(pass, &alt, &dest_url, "", range.clone());
                    pass.html(format!("<figcaption>{}</figcaption></figure>\n", escape(&title)), range);
                } else {
                    write_image(pass, &alt, &dest_url, &title, range);
                }
            }
            Item::Event(Event::Start(Tag::Link { link_type, dest_url, title, .. })) => {
                pass.html("<a", range.clone());
                let dest = if link_type == LinkType::Email {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.to_string()
                };
                let kind = match link_type {
                    LinkType::WikiLink { .. } => LinkKind::Wiki,
                    _ => LinkKind::Link,
                };
                hole(pass, kind, &dest, range.clone());
                pass.html(format!("{}>", title_attribute(&title)), range.clone());
                if link_type == (LinkType::WikiLink { has_pothole: false }) {
                    pass.keep(Item::Hole(Hole::Title(pass.markdown.links.len() - 1)), range);
                    // The name stands for the text of the link as long as no page is known.
                    items.next();
                }
            }
            Item::Event(Event::End(TagEnd::Link)) => pass.html("</a>", range),
            other => pass.keep(other, range),
        }
    }
}

/// Whether what has just been taken is all that its paragraph holds; `rest` is what follows.
fn is_alone(pass: &Pass<'_, '_>, rest: &[(Item<'_>, Range<usize>)]) -> bool {
    matches!(pass.items.last(), Some((Item::Event(Event::Start(Tag::Paragraph)), _)))
        && matches!(rest.first(), Some((Item::Event(Event::End(TagEnd::Paragraph)), _)))
}

fn write_image(pass: &mut Pass<'_, '_>, alt: &str, dest: &str, title: &str, range: Range<usize>) {
    if alt.is_empty() {
        missing_alt(pass, range.clone());
    }
    pass.html("<img", range.clone());
    hole(pass, LinkKind::Image, dest, range.clone());
    size_hole(pass, range.clone());
    let title = title_attribute(title);
    pass.html(format!(" alt=\"{}\"{title} loading=\"lazy\" decoding=\"async\">", escape(alt)), range);
}

/// Leaves a hole for the size of the image whose target was the last hole.
pub(super) fn size_hole(pass: &mut Pass<'_, '_>, range: Range<usize>) {
    pass.keep(Item::Hole(Hole::Size(pass.markdown.links.len() - 1)), range);
}

pub(super) fn missing_alt(pass: &mut Pass<'_, '_>, range: Range<usize>) {
    let problem = pass.problem(Code::MissingAlt, range, "the image has no alternative text").help(
        "say what it shows: `![Requests per second over a day](…)`; for mere decoration write `<img alt=\"\" src=\"…\">`",
    );
    pass.report(problem);
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
    pass.markdown.links.push(Link { kind, target: target.to_owned(), range: place, origin: None });
}

fn title_attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn image_alone_with_a_title_has_a_caption() {
        check(
            "![a](b.png \"C & d\")\n\n- ![a](b.png 'C')\n\n  ![](b.png)\n\ntext ![a](b.png 'C')\n",
            expect![[r#"
                <figure><img to="b.png" size alt="a" loading="lazy" decoding="async"><figcaption>C &amp; d</figcaption></figure>
                <ul>
                <li><figure><img to="b.png" size alt="a" loading="lazy" decoding="async"><figcaption>C</figcaption></figure>
                <p><img to="b.png" size alt="" loading="lazy" decoding="async"></p>
                </li>
                </ul>
                <p>text <img to="b.png" size alt="a" title="C" loading="lazy" decoding="async"></p>
                5:3 missing-alt: the image has no alternative text
            "#]],
        );
    }

    #[test]
    fn raw_image_keeps_its_own_size() {
        check(
            "<img src=a.png width=9 alt=''> <img src=b.png>\n",
            expect![[r#"
            <p><img to="a.png" width="9" alt=""> <img to="b.png" size alt=""></p>
            1:32 missing-alt: the image has no alternative text
        "#]],
        );
    }
}
