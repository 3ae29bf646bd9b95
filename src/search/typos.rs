//! The dictionaries that misspelt words are looked up in: all words from their front, and from their back.
//!
//! A word with one mistake has its first or its last letters right, so it lies near the right word in one of the two.
//! Each word carries how common it is, so that the likelier of two corrections is known without asking further.

use std::borrow::Cow;

use rayon::prelude::*;

use super::{digits, inverted::Postings, lists::Lists};
use crate::script::is_dense;

/// A word is in the dictionary from so many letters on.
const SHORTEST: usize = 4;

/// A word and how common it is.
pub type Word<'a> = (Cow<'a, str>, String);

/// The words, and the words spelt backwards. Both are sorted.
pub fn dictionaries(lists: &Lists) -> [Vec<Word<'_>>; 2] {
    let lists = lists.shards().par_iter().flat_map_iter(|shard| shard.lists.iter());
    let known = lists.filter(|list| (list.pages > 1 || list.named) && is_word(list.term));
    let forward: Vec<Word<'_>> = known.map(|list| (list.term.into(), weight(&list))).collect();
    let reversed = |(word, weight): &Word<'_>| (word.chars().rev().collect(), weight.clone());
    let mut backward: Vec<Word<'_>> = forward.iter().map(reversed).collect();
    backward.par_sort_unstable();
    [forward, backward]
}

/// Words of letters alone. Dense scripts have no spelling to get wrong.
fn is_word(term: &str) -> bool {
    term.chars().nth(SHORTEST - 1).is_some()
        && term.chars().all(|c| c.is_alphanumeric() && !is_dense(c))
        && !term.bytes().all(|byte| byte.is_ascii_digit())
}

/// Twice the binary logarithm of the number of pages, and one more for a word of titles and headings.
fn weight(list: &Postings<'_>) -> String {
    let mut text = String::new();
    digits::push(&mut text, list.pages.ilog2() * 2 + u32::from(list.named));
    text
}
