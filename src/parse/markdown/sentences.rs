//! What each link is called, and the sentence around it: what the page that it leads to says about who links there, and is found by.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use serde::{Deserialize, Serialize};

use super::{Item, Pass};

/// Longer sentences are cut at a word, with an ellipsis.
const LONGEST: usize = 160;

/// A link's words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sentence {
    /// Where the link as a whole stands in the file.
    pub link: Range<usize>,
    /// The link's own text, and the sentence around it, as plain text.
    pub name: String,
    pub text: String,
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let mut sentences = Vec::new();
    let mut block = String::new();
    // Links of the block at hand: where they stand in the file, and in the block's text.
    let mut links: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (item, range) in &pass.items {
        match item {
            Item::Event(Event::Start(Tag::Link { .. })) => {
                links.push((range.clone(), block.len()..block.len()));
            }
            Item::Event(Event::End(TagEnd::Link)) => {
                if let Some((_, place)) = links.last_mut() {
                    place.end = block.len();
                }
            }
            Item::Event(Event::Text(text) | Event::Code(text)) => block.push_str(text),
            Item::Event(Event::SoftBreak | Event::HardBreak) => block.push(' '),
            Item::Event(Event::Start(tag)) if !is_inline(&tag.to_end()) => {
                finish(&mut block, &mut links, &mut sentences)
            }
            Item::Event(Event::End(tag)) if !is_inline(tag) => finish(&mut block, &mut links, &mut sentences),
            Item::Open(_) | Item::Close => finish(&mut block, &mut links, &mut sentences),
            _ => {}
        }
    }
    finish(&mut block, &mut links, &mut sentences);
    sentences.sort_by_key(|sentence| sentence.link.start);
    pass.markdown.sentences = sentences;
}

fn finish(block: &mut String, links: &mut Vec<(Range<usize>, Range<usize>)>, sentences: &mut Vec<Sentence>) {
    if !links.is_empty() {
        let ends: Vec<usize> = ends(block).collect();
        sentences.extend(links.drain(..).map(|(link, place)| {
            let name = block[place.clone()].trim().to_owned();
            Sentence { link, name, text: around(block, &ends, place) }
        }));
    }
    block.clear();
}

/// Whether an element is part of a line of text.
pub(super) fn is_inline(tag: &TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong, Subscript, Superscript};
    matches!(tag, Emphasis | Image | Link | Strikethrough | Strong | Subscript | Superscript)
}

/// The sentence of `block` that `place` is in; `ends` are those of all sentences.
fn around(block: &str, ends: &[usize], place: Range<usize>) -> String {
    let before = ends.partition_point(|end| *end <= place.start);
    let start = before.checked_sub(1).map_or(0, |last| ends[last]);
    let behind = ends.partition_point(|end| *end <= place.end);
    let end = ends.get(behind).copied().unwrap_or(block.len());
    let sentence = block[start..end].trim();
    let Some((longest, _)) = sentence.char_indices().nth(LONGEST) else { return sentence.to_owned() };
    let cut = &sentence[..longest];
    let words = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{} …", cut[..words].trim_end())
}

/// The offsets behind the ends of sentences: a full stop and a space, or an ideographic full stop.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().filter_map(|(at, c)| {
        let behind = &text[at + c.len_utf8()..];
        match c {
            '.' | '!' | '?' if behind.starts_with(char::is_whitespace) => Some(at + 1),
            '。' | '！' | '？' => Some(at + c.len_utf8()),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::ends;

    fn around(block: &str, place: Range<usize>) -> String {
        super::around(block, &ends(block).collect::<Vec<_>>(), place)
    }

    #[test]
    fn sentence_is_the_one_around_the_link() {
        let block = "First one. See caching for more! Then another.";
        let at = block.find("caching").expect("in it");
        assert_eq!(around(block, at..at + 7), "See caching for more!");
        let long = format!("{} link {}", "word ".repeat(20), "word ".repeat(40));
        let at = long.find("link").expect("in it");
        assert!(around(&long, at..at + 4).ends_with("word …"));
    }
}
