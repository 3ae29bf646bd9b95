//! Abbreviations: a line `*[HTML]: Hypertext Markup Language` explains the word wherever it stands on the page.
//!
//! [`define`] takes the definitions out of the text before it is counted and searched; [`pass`] marks the words behind that.

use std::{cmp::Reverse, collections::HashSet, mem, ops::Range};

use aho_corasick::AhoCorasick;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Item, Pass, inside};
use crate::base::escape::escape;

pub(super) fn define(pass: &mut Pass<'_, '_>) {
    if !pass.source.text.contains("*[") {
        return;
    }
    let items = pass.take_items();
    let mut skip_to = 0;
    let ends: Vec<Option<usize>> = (0..items.len())
        .map(|index| {
            let (Item::Event(Event::Start(Tag::Paragraph)), range) = &items[index] else { return None };
            let lines = pass.source.text[range.clone()].lines();
            let found: Option<Vec<_>> = lines.map(definition).collect();
            pass.abbreviations.extend(found?);
            Some(index + 1 + inside(&items[index + 1..]).len())
        })
        .collect();
    for (index, ((item, range), end)) in items.into_iter().zip(ends).enumerate() {
        if let Some(end) = end {
            skip_to = end + 1;
        }
        if index >= skip_to {
            pass.keep(item, range);
        }
    }
}

/// `*[HTML]: Hypertext Markup Language` → the word and its meaning.
fn definition(line: &str) -> Option<(String, String)> {
    let (word, meaning) = line.trim().strip_prefix("*[")?.split_once("]:")?;
    let (word, meaning) = (word.trim(), meaning.trim());
    (!word.is_empty() && !meaning.is_empty() && !word.contains('['))
        .then(|| (word.to_owned(), meaning.to_owned()))
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if pass.abbreviations.is_empty() {
        return;
    }
    let Some(words) = Words::of(mem::take(&mut pass.abbreviations)) else { return };
    let mut inside = 0_usize;
    for (item, range) in pass.take_items() {
        match &item {
            Item::Event(Event::Start(Tag::Image { .. } | Tag::CodeBlock(_))) => inside += 1,
            Item::Event(Event::End(TagEnd::Image | TagEnd::CodeBlock)) => inside -= 1,
            Item::Event(Event::Text(text)) if inside == 0 => {
                mark(pass, &words, text, range);
                continue;
            }
            _ => {}
        }
        pass.keep(item, range);
    }
}

/// The words, all of which are found in one pass over a text.
struct Words {
    /// Each once, with what it stands for; the first definition counts.
    words: Vec<(String, String)>,
    finder: AhoCorasick,
}

impl Words {
    fn of(mut words: Vec<(String, String)>) -> Option<Self> {
        let mut known = HashSet::new();
        words.retain(|(word, _)| known.insert(word.clone()));
        // Fails only beyond 2^31 words, and then none is explained.
        let finder = AhoCorasick::new(words.iter().map(|(word, _)| word)).ok()?;
        Some(Self { words, finder })
    }

    /// Where in `text` words stand as a whole, in order, each with its number. Of those that begin at the same place the longest
    /// one is meant.
    fn uses(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let found =
            self.finder.find_overlapping_iter(text).map(|found| (found.range(), found.pattern().as_usize()));
        let is_whole = |range: &Range<usize>| {
            !text[..range.start].ends_with(char::is_alphanumeric)
                && !text[range.end..].starts_with(char::is_alphanumeric)
        };
        let mut uses: Vec<_> = found.filter(|(range, _)| is_whole(range)).collect();
        uses.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
        let mut end = 0;
        uses.retain(|(range, _)| {
            let is_free = range.start >= end;
            end = if is_free { range.end } else { end };
            is_free
        });
        uses
    }
}

/// Gives back a text with its abbreviations explained.
fn mark(pass: &mut Pass<'_, '_>, words: &Words, text: &str, range: Range<usize>) {
    let plain = |part: &str| Item::Event(Event::Text(CowStr::from(part.to_owned())));
    let mut done = 0;
    for (found, at) in words.uses(text) {
        let (word, meaning) = &words.words[at];
        if done < found.start {
            pass.keep(plain(&text[done..found.start]), range.clone());
        }
        pass.html(format!("<abbr title=\"{}\">{}</abbr>", escape(meaning), escape(word)), range.clone());
        done = found.end;
    }
    if done < text.len() {
        pass.keep(plain(&text[done..]), range);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn words_are_explained() {
        check(
            "HTML, HTMLX and `HTML` ![HTML](x) (HTML 5)\n\n*[HTML]: Hypertext \"Markup\"\n*[HTML 5]: new\n\n*[b]: c*d*\nx\n",
            expect![[r#"
                <p><abbr title="Hypertext &quot;Markup&quot;">HTML</abbr>, HTMLX and <code>HTML</code> <img to="x" size alt="HTML" loading="lazy" decoding="async"> (<abbr title="new">HTML 5</abbr>)</p>
                <p><em>[b]: c</em>d*
                x</p>
            "#]],
        );
    }
}
