//! Includes: a link by itself with the title `include` stands for the text that it leads to.
//!
//! ```text
//! [How to set up Redis](../_shared/redis.md "include")
//! ```
//!
//! On GitHub it is a link to that text. Here it leaves a hole; which text it is, is known once all files are.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Excerpt, Heading, Hole, Item, Link, Markdown, Pass, Section, inside};
use crate::path::SourcePath;

/// A text to include, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Include {
    pub target: String,
    /// Where it stands in the file.
    pub range: Range<usize>,
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

impl Markdown {
    /// The text with its includes in it: for each its file and its text, or nothing if there is none.
    pub fn with_parts(&self, parts: Vec<Option<(SourcePath, Self)>>) -> Self {
        let mut whole = Self { includes: Vec::new(), ..self.clone() };
        whole.body.html.clear();
        whole.body.holes.clear();
        let mut parts: Vec<_> = parts.into_iter().map(Some).collect();
        let mut done = 0;
        let mut headings_added = 0;
        for &(place, hole) in &self.body.holes {
            whole.body.html.push_str(&self.body.html[done..place]);
            done = place;
            let Hole::Include(index) = hole else {
                whole.body.holes.push((whole.body.html.len(), hole));
                continue;
            };
            if let Some((file, part)) = parts.get_mut(index).and_then(Option::take).flatten() {
                let before = self.includes[index].range.start;
                let own = self.outline.iter().filter(|heading| heading.range.start < before).count();
                headings_added += whole.insert(file, part, own + headings_added);
            }
        }
        whole.body.html.push_str(&self.body.html[done..]);
        whole
    }

    /// Appends a text to the body, and puts its headings behind the first `at`. Returns how many it has.
    fn insert(&mut self, file: SourcePath, part: Self, at: usize) -> usize {
        let (links, code, start) = (self.links.len(), self.code.len(), self.body.html.len());
        let prose = self.prose.len();
        self.prose.push_str(&part.prose);
        self.body.html.push_str(&part.body.html);
        self.body.holes.extend(part.body.holes.iter().map(|(place, hole)| {
            let hole = match *hole {
                Hole::Link(index) => Hole::Link(index + links),
                Hole::Title(index) => Hole::Title(index + links),
                Hole::Size(index) => Hole::Size(index + links),
                Hole::Code(index) => Hole::Code(index + code),
                Hole::Include(index) => Hole::Include(index),
                Hole::Prose { start, end } => Hole::Prose { start: start + prose, end: end + prose },
            };
            (start + place, hole)
        }));
        let origin = |known: Option<SourcePath>| known.or_else(|| Some(file.clone()));
        self.links.extend(part.links.into_iter().map(|link| Link { origin: origin(link.origin), ..link }));
        self.code.extend(part.code);
        self.excerpts.extend(part.excerpts.into_iter().map(|excerpt| Excerpt {
            code: excerpt.code + code,
            origin: origin(excerpt.origin),
            ..excerpt
        }));
        self.ids.extend(part.ids);
        self.has_math |= part.has_math;
        self.words += part.words;
        self.code_words += part.code_words;
        let count = part.outline.len();
        self.insert_sections(part.sections, part.outline, at);
        count
    }

    fn insert_sections(&mut self, sections: Vec<Section>, outline: Vec<Heading>, at: usize) {
        let count = outline.len();
        self.outline.splice(at..at, outline);
        for section in &mut self.sections {
            section.heading =
                section.heading.map(|heading| if heading >= at { heading + count } else { heading });
        }
        let mut sections = sections.into_iter();
        // What stands before the first heading belongs to the section that includes it.
        if let (Some(first), Some(own)) = (sections.next(), self.sections.get_mut(at)) {
            own.text.push_str(&first.text);
            own.code.push_str(&first.code);
        }
        let place = (at + 1).min(self.sections.len());
        let moved =
            sections.map(|section| Section { heading: section.heading.map(|own| own + at), ..section });
        self.sections.splice(place..place, moved);
    }
}
