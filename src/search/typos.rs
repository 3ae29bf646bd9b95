//! The dictionaries that misspelt words are looked up in: all words from their front, and from their back.
//!
//! A word with one mistake has its first or its last letters right, so it lies near the right word in one of the two.
//! Each word carries how common it is, so that the likelier of two corrections is known without asking further.

use super::{digits, postings::Postings};
use crate::script::is_dense;

/// A word is in the dictionary from so many letters on.
const SHORTEST: usize = 4;

/// The words and how common each is; the second list is spelt backwards. Both are sorted.
pub fn dictionaries(terms: &[Postings]) -> [Vec<(String, String)>; 2] {
    let known = terms.iter().filter(|list| is_word(&list.term) && (list.pages > 1 || list.named));
    let forward: Vec<(String, String)> = known.map(|list| (list.term.clone(), weight(list))).collect();
    let mut backward: Vec<(String, String)> =
        forward.iter().map(|(word, weight)| (word.chars().rev().collect(), weight.clone())).collect();
    backward.sort_unstable();
    [forward, backward]
}

/// Words of letters alone. Dense scripts have no spelling to get wrong.
fn is_word(term: &str) -> bool {
    term.chars().nth(SHORTEST - 1).is_some()
        && term.chars().all(|c| c.is_alphanumeric() && !is_dense(c))
        && !term.bytes().all(|byte| byte.is_ascii_digit())
}

/// Twice the binary logarithm of the number of pages, and one more for a word of titles and headings.
fn weight(list: &Postings) -> String {
    let mut text = String::new();
    digits::push(&mut text, list.pages.ilog2() * 2 + u32::from(list.named));
    text
}
