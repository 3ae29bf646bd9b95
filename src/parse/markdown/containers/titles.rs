//! Titles of boxes, and labels of tabs.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Tag};

use super::writing::Writer;
use crate::parse::markdown::{Item, Items, parse, plain_text};

impl<'a> Writer<'_, 'a, '_> {
    /// What is written in a place, as inline Markdown.
    pub(super) fn inline(&self, place: &Range<usize>) -> Items<'a> {
        let written = self.written(place);
        let mut options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
        options.set(Options::ENABLE_SMART_PUNCTUATION, self.pass.config.smart_punctuation);
        let mut items = parse(written, place.start, options).items;
        let paragraphs =
            items.iter().filter(|(item, _)| matches!(item, Item::Event(Event::Start(Tag::Paragraph))));
        if paragraphs.count() == 1 && matches!(items[0].0, Item::Event(Event::Start(Tag::Paragraph))) {
            items.pop();
            items.remove(0);
            return items;
        }
        if written.is_empty() {
            Vec::new()
        } else {
            vec![(Item::Event(Event::Text(written.into())), place.clone())]
        }
    }

    /// The label of a tab as plain text, without the names of icons that Material for MkDocs puts before it.
    pub(super) fn label(&self, place: Option<Range<usize>>) -> String {
        let label = place.map(|place| plain_text(&self.inline(&place))).unwrap_or_default();
        let is_icon = |word: &&str| {
            word.len() > 2 && word.starts_with(':') && word.ends_with(':') && word.contains('-')
        };
        let words: Vec<&str> = label.split_whitespace().filter(|word| !is_icon(word)).collect();
        if words.is_empty() { "Tab".to_owned() } else { words.join(" ") }
    }
}

/// The word with its first letter as a capital.
pub(super) fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The label that a code block in a group has in its info string, and the info string without it.
pub(super) fn labelled(info: &str) -> (String, String) {
    if let Some((before, rest)) = info.split_once('[')
        && let Some((label, after)) = rest.split_once(']')
    {
        return (label.trim().to_owned(), format!("{}{after}", before.trim_end()));
    }
    let quoted = |key: &str| info.split_once(key)?.1.split(['"', '\'']).next();
    let title = quoted("title=\"").or_else(|| quoted("title='")).or_else(|| quoted("filename=\""));
    let language = info.split([' ', '{', ',']).next().filter(|language| !language.is_empty());
    (title.or(language).unwrap_or("Code").to_owned(), info.to_owned())
}
