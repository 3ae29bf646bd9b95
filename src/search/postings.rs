//! The terms of all pages → one list of terms, each with where it occurs.
//!
//! A term's postings are, for each page in order: four times the distance from the page before, plus two if the page as a
//! whole is about it, plus one if the number of sections follows; then what `terms` wrote. Works on ranges of
//! first letters at the same time; the result does not depend on how many threads there are.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{digits, terms::Terms};

/// A term of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postings {
    pub term: String,
    pub text: String,
    /// On how many pages it occurs.
    pub pages: usize,
    /// Whether it is in a title or heading.
    pub named: bool,
}

/// Where ranges of terms begin; the first one begins with the first term.
const RANGES: [&str; 30] = [
    "", "0", "a", "b", "c", "ch", "co", "d", "e", "f", "g", "h", "i", "j", "l", "m", "n", "o", "p", "pr",
    "q", "r", "s", "st", "t", "u", "w", "{", "\u{3100}", "\u{6800}",
];

/// Brings the terms of all pages together, in order. A page's number is its index.
pub fn merge(pages: &[Arc<Terms>]) -> Vec<Postings> {
    let ends = RANGES.iter().skip(1).map(Some).chain([None]);
    let ranges: Vec<_> = RANGES.iter().zip(ends).collect();
    let merged: Vec<Vec<Postings>> =
        ranges.into_par_iter().map(|(start, end)| merge_range(pages, start, end.copied())).collect();
    merged.into_iter().flatten().collect()
}

/// The list of one term while it grows.
struct Growing {
    postings: Postings,
    last: usize,
}

fn merge_range(pages: &[Arc<Terms>], start: &str, end: Option<&str>) -> Vec<Postings> {
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut lists: Vec<Growing> = Vec::new();
    for (page, terms) in pages.iter().enumerate() {
        let to = end.map_or(terms.count(), |end| terms.lower_bound(end));
        for term in (terms.lower_bound(start)..to).map(|index| terms.get(index)) {
            let number = *numbers.entry(term.text).or_insert_with(|| {
                let postings =
                    Postings { term: term.text.to_owned(), text: String::new(), pages: 0, named: false };
                lists.push(Growing { postings, last: 0 });
                lists.len() - 1
            });
            let Growing { postings, last } = &mut lists[number];
            let flags = usize::from(term.shape.whole) * 2 + usize::from(term.shape.counted);
            let head = u32::try_from((page - *last) * 4 + flags).expect("a site has fewer pages");
            digits::push(&mut postings.text, head);
            postings.text.push_str(term.places);
            postings.pages += 1;
            postings.named |= term.shape.named;
            *last = page;
        }
    }
    let mut lists: Vec<Postings> = lists.into_iter().map(|growing| growing.postings).collect();
    lists.sort_unstable_by(|a, b| a.term.cmp(&b.term));
    lists
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{page::Page, terms};

    #[test]
    fn lists_are_in_order_and_name_their_pages() {
        let titles = ["Zebra", "Cache", "Zebra cache"];
        let pages: Vec<_> =
            titles.map(|title| Arc::new(terms::of(&Page { title, ..Page::default() }))).into();
        let merged = merge(&pages);
        let found: Vec<_> =
            merged.iter().map(|list| (list.term.as_str(), list.pages, list.text.as_str())).collect();
        // Heads: page 1 is 1 * 4 + 3, page 2 is 1 * 4 + 3 more; no sections; titles of one and two words.
        assert_eq!(found, [("cache", 2, "haghah"), ("zebra", 2, "daglah"), ("zebracache", 1, "lah")]);
    }
}
