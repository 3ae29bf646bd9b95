//! Includes: a link by itself with the title `include` stands for the text that it leads to.
//!
//! ```text
//! [How to set up Redis](../_shared/redis.md "include")
//! ```
//!
//! On GitHub it is a link to that text. Here it leaves a hole; which text it is, is known once all files are.

use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, Excerpt, Hole, Item, Link, Markdown, Pass, Section, Text, inside};
use serde::{Deserialize, Serialize};

use crate::base::path::SourcePath;

/// A text to include, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Include {
    pub target: String,
    /// Where it stands in the file.
    pub range: Range<usize>,
}

impl Hash for Include {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { target, range: _ } = self;
        (target).hash(state);
    }
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let is_one =
        |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { title, .. }) if &**title == "include");
    if !pass.has(is_one) {
        return;
    }
    let items = pass.take_items();
    let found: Vec<Option<(usize, String)>> = (0..items.len())
        .map(|at| {
            let (Item::Event(Event::Start(Tag::Paragraph)), _) = &items[at] else { return None };
            let Item::Event(event @ Event::Start(Tag::Link { dest_url, .. })) = &items.get(at + 1)?.0 else {
                return None;
            };
            if !is_one(event) {
                return None;
            }
            let end = at + 3 + inside(&items[at + 2..]).len();
            matches!(items.get(end)?.0, Item::Event(Event::End(TagEnd::Paragraph)))
                .then(|| (end, dest_url.to_string()))
        })
        .collect();
    let mut skip_to = 0;
    for (index, ((item, range), include)) in items.into_iter().zip(found).enumerate() {
        if let Some((end, target)) = include {
            skip_to = end + 1;
            pass.keep(Item::Hole(Hole::Include(pass.markdown.includes.len())), range.clone());
            let written = &pass.source.text[range.clone()];
            let at = range.start + written.rfind(&target).unwrap_or(0);
            let range = at..(at + target.len()).min(range.end);
            pass.markdown.includes.push(Include { target, range });
        }
        if index >= skip_to {
            pass.keep(item, range);
        }
    }
}

/// A text with its includes in it: for each its file and its text, or nothing if there is none.
pub fn with_parts(
    markdown: &Markdown,
    text: &Text,
    parts: Vec<Option<(SourcePath, Markdown, Text)>>,
) -> (Markdown, Text) {
    let mut whole = Whole {
        markdown: Markdown { includes: Vec::new(), ..markdown.clone() },
        text: Text { body: Body::default(), ..text.clone() },
    };
    let mut parts: Vec<_> = parts.into_iter().map(Some).collect();
    let mut done = 0;
    let mut headings_added = 0;
    for &(place, hole) in &text.body.holes {
        let body = &mut whole.text.body;
        body.html.push_str(&text.body.html[done..place]);
        done = place;
        let Hole::Include(index) = hole else {
            body.holes.push((body.html.len(), hole));
            continue;
        };
        if let Some((file, part, text)) = parts.get_mut(index).and_then(Option::take).flatten() {
            let before = markdown.includes[index].range.start;
            let own = markdown.outline.iter().filter(|heading| heading.range.start < before).count();
            headings_added += whole.insert(&file, part, text, own + headings_added);
        }
    }
    whole.text.body.html.push_str(&text.body.html[done..]);
    (whole.markdown, whole.text)
}

/// A text that others are put into.
struct Whole {
    markdown: Markdown,
    text: Text,
}

impl Whole {
    /// Appends a text to the body, and puts its headings behind the first `at`. Returns how many it has.
    fn insert(&mut self, file: &SourcePath, part: Markdown, part_text: Text, at: usize) -> usize {
        let Self { markdown, text } = self;
        let (links, code, start) = (markdown.links.len(), text.code.len(), text.body.html.len());
        let shapes = markdown.shapes.len();
        let prose = text.prose.len();
        text.prose.push_str(&part_text.prose);
        text.body.html.push_str(&part_text.body.html);
        text.body.holes.extend(part_text.body.holes.iter().map(|(place, hole)| {
            let hole = match *hole {
                Hole::Link(index) => Hole::Link(index + links),
                Hole::Title(index) => Hole::Title(index + links),
                Hole::Size(index) => Hole::Size(index + links),
                Hole::Code(index) => Hole::Code(index + code),
                Hole::Include(index) => Hole::Include(index),
                Hole::Shape(index) => Hole::Shape(index + shapes),
                Hole::Prose { start, end } => Hole::Prose { start: start + prose, end: end + prose },
                Hole::EndShape | Hole::Scope | Hole::Level(_) => *hole,
            };
            (start + place, hole)
        }));
        let origin = |known: Option<SourcePath>| known.or_else(|| Some(file.clone()));
        markdown
            .links
            .extend(part.links.into_iter().map(|link| Link { origin: origin(link.origin), ..link }));
        text.code.extend(part_text.code);
        markdown.shapes.extend(part.shapes.into_iter().map(|used| used.moved(links, file)));
        markdown.excerpts.extend(part.excerpts.into_iter().map(|excerpt| Excerpt {
            code: excerpt.code + code,
            origin: origin(excerpt.origin),
            ..excerpt
        }));
        markdown.ids.extend(part.ids);
        markdown.has_math |= part.has_math;
        text.words += part_text.words;
        text.code_words += part_text.code_words;
        let count = part.outline.len();
        markdown.outline.splice(at..at, part.outline);
        self.insert_sections(part_text.sections, count, at);
        count
    }

    /// Puts sections behind the first `at`, whose headings are `count` more in the outline.
    fn insert_sections(&mut self, sections: Vec<Section>, count: usize, at: usize) {
        let own = &mut self.text.sections;
        for section in &mut *own {
            section.heading =
                section.heading.map(|heading| if heading >= at { heading + count } else { heading });
        }
        let mut sections = sections.into_iter();
        // What stands before the first heading belongs to the section that includes it.
        if let (Some(first), Some(own)) = (sections.next(), own.get_mut(at)) {
            own.text.push_str(&first.text);
            own.code.push_str(&first.code);
        }
        let place = (at + 1).min(own.len());
        let moved =
            sections.map(|section| Section { heading: section.heading.map(|own| own + at), ..section });
        own.splice(place..place, moved);
    }
}
