//! The terms of the site: titles and synonyms of its concepts, and where a text uses them.
//!
//! A term is found as whole words, the longest of those that begin at a place. Scripts that are written without spaces have
//! no words to be whole. Case does not matter, but in words with a capital behind their first letter: `rest` is not `REST`.

use std::{cmp::Reverse, ops::Range, sync::OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::{Page, PageId};
use serde::{Deserialize, Serialize};

use crate::{
    base::{digest::Digest, path::UrlPath, script::is_dense},
    parse::markdown::{Hole, Text},
};

/// The kind of entry whose names are terms.
const CONCEPT: &str = "concept";

/// So many terms may take 3 KB each, to be found in half the time.
const FEW: usize = 2_000;

#[derive(Default)]
pub struct Glossary {
    /// In the order of the pages, the title before the synonyms.
    terms: Vec<Term>,
    /// Finds `terms`; made when it is needed first.
    finder: OnceLock<AhoCorasick>,
    digest: OnceLock<Digest>,
}

/// A name of a concept.
#[derive(Hash)]
struct Term {
    text: String,
    page: PageId,
}

/// A term that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    pub range: Range<usize>,
    /// The concept that it names.
    pub page: PageId,
}

impl Glossary {
    pub(super) fn new(pages: &[Page]) -> Self {
        let concepts = pages.iter().enumerate().filter(|(_, page)| is_concept(page));
        Self::of(concepts.flat_map(|(at, page)| names(page).map(move |name| (name.as_str(), PageId(at)))))
    }

    fn of<'a>(names: impl Iterator<Item = (&'a str, PageId)>) -> Self {
        let terms = names.map(|(name, page)| Term { text: spaced(name), page });
        Self { terms: terms.filter(|term| is_term(&term.text)).collect(), ..Self::default() }
    }

    /// What [`Self::uses`] depends on besides the text.
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of(&self.terms))
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms in the running text of a page, in order.
    pub fn uses_in(&self, text: &Text) -> Vec<Use> {
        let pieces = text.body.holes.iter().filter_map(|(_, hole)| match *hole {
            Hole::Prose { start, end } => Some(start..end),
            _ => None,
        });
        let uses = pieces.flat_map(|piece| {
            let found = self.uses(&text.prose[piece.clone()]).into_iter();
            found.map(move |Use { range, page }| Use {
                range: range.start + piece.start..range.end + piece.start,
                page,
            })
        });
        uses.collect()
    }

    /// The terms that a text uses, in order; none overlaps another.
    pub fn uses(&self, text: &str) -> Vec<Use> {
        if self.is_empty() {
            return Vec::new();
        }
        let finder = self.finder.get_or_init(|| {
            let kind = (self.terms.len() <= FEW).then_some(AhoCorasickKind::DFA);
            let folded = self.terms.iter().map(|term| folded(&term.text));
            let finder = AhoCorasick::builder().kind(kind).build(folded);
            finder.expect("the names of a site are fewer than an automaton can hold")
        });
        let folded = folded(text);
        let mut found: Vec<(Range<usize>, &Term)> = finder
            .find_overlapping_iter(&folded)
            .map(|found| (found.range(), &self.terms[found.pattern().as_usize()]))
            .filter(|(range, term)| is_whole(text, range) && is_written_so(&text[range.clone()], &term.text))
            .collect();
        // Of two concepts with the same name the first one is meant.
        found.sort_by_key(|(range, term)| (range.start, Reverse(range.end), term.page));
        let mut end = 0;
        found.retain(|(range, _)| {
            let is_free = range.start >= end;
            if is_free {
                end = range.end;
            }
            is_free
        });
        found.into_iter().map(|(range, term)| Use { range, page: term.page }).collect()
    }
}

/// The address of the page that lists all terms.
pub fn url() -> UrlPath {
    UrlPath::new("glossary/")
}

/// Whether the names of a page are terms.
pub fn is_concept(page: &Page) -> bool {
    page.kind.name == CONCEPT && !page.is_landing
}

fn names(page: &Page) -> impl Iterator<Item = &String> {
    std::iter::once(&page.title).chain(&page.document.front_matter.synonyms)
}

/// The text with one space wherever there is white space.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A single letter is no term, unless the letter is a word.
fn is_term(text: &str) -> bool {
    text.chars().any(is_dense) || text.chars().filter(|c| c.is_alphanumeric()).count() > 1
}

/// The text in lower case, with spaces for line breaks and every character at its place.
fn folded(text: &str) -> String {
    if text.is_ascii() && !text.contains(['\n', '\t']) {
        return text.to_ascii_lowercase();
    }
    text.chars().map(fold).collect()
}

fn fold(c: char) -> char {
    if c.is_ascii_whitespace() {
        return ' ';
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) if lower.len_utf8() == c.len_utf8() => lower,
        _ => c,
    }
}

/// Whether a place in a text begins and ends where a word does.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let joins = |before: Option<char>, behind: Option<char>| {
        before.is_some_and(is_letter) && behind.is_some_and(is_letter)
    };
    let (before, inside, behind) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
    !joins(before.chars().next_back(), inside.chars().next())
        && !joins(inside.chars().next_back(), behind.chars().next())
}

/// Whether a character is part of a word that spaces end.
fn is_letter(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && !is_dense(c)
}

/// Whether a text that is a term but for its case has the capitals that the term must have.
fn is_written_so(text: &str, term: &str) -> bool {
    let mut words = text.split_whitespace().zip(term.split(' '));
    words.all(|(word, wanted)| !wanted.chars().skip(1).any(char::is_uppercase) || word == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(terms: &[&str], text: &str, found: &[&str]) {
        let glossary = Glossary::of(terms.iter().enumerate().map(|(at, text)| (*text, PageId(at))));
        let uses: Vec<&str> = glossary.uses(text).into_iter().map(|found| &text[found.range]).collect();
        assert_eq!(uses, found, "{text}");
    }

    #[test]
    fn longest_term_of_whole_words_is_found() {
        let terms = ["cache", "Cache  invalidation", "invalidation rules"];
        check(&terms, "Cache\ninvalidation rules the caches.", &["Cache\ninvalidation"]);
        check(&terms, "cache_x xcache CACHE-aside cache", &["CACHE", "cache"]);
        check(&terms, "cache invalidations", &["cache"]);
    }

    #[test]
    fn capitals_of_an_abbreviation_matter() {
        check(&["REST API", "TTL", "await"], "the rest api, a Rest API, a REST Api: ttl", &[]);
        check(&["REST api", "TTL", "await"], "a REST API with a TTL. Await!", &["REST API", "TTL", "Await"]);
    }

    #[test]
    fn dense_scripts_need_no_spaces() {
        check(&["缓存", "Redis"], "用Redis做缓存层。", &["Redis", "缓存"]);
        check(&["캐시", "แคช"], "캐시는 ใช้แคชได้", &["캐시", "แคช"]);
    }

    #[test]
    fn places_are_those_of_the_text_in_every_script() {
        check(
            &["Übung", "İstanbul", "ΣΊΣΥΦΟΣ", "naïve"],
            "İ ẞ übung, İSTANBUL? Naïve!",
            &["übung", "İSTANBUL", "Naïve"],
        );
        check(&["N+1", "C"], "an n+1 query: N+1 in C", &["n+1", "N+1"]);
    }
}
