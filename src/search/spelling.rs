//! The dictionaries that misspelt words are looked up in: all words from their front, and from their back.
//!
//! A word with one mistake has its first or its last letters right, so it lies near the right word in one of the two.
//! Each word carries how common it is, so that the likelier of two corrections is known without asking further.

use rayon::prelude::*;

use super::{
    lists::{Lists, Shard},
    postings::{self, PostingLists, Postings},
    shards::Size,
    varint,
};
use crate::base::script::is_dense;

/// How large the files are.
const WORDS: Size = Size { least: 4000, most: 12000, one_in: 16 };
/// A word is in the dictionary from so many letters on.
const SHORTEST: usize = 4;

/// All words, each with how common it is.
#[derive(Debug)]
pub struct Dictionaries {
    pub forward: Lists,
    /// The words spelt backwards.
    pub backward: Lists,
}

impl Dictionaries {
    pub fn new(lists: &Lists) -> Self {
        let lists = lists.shards().par_iter().flat_map_iter(|shard| shard.iter());
        let words: Vec<Word<'_>> = lists.filter_map(|list| Some((list.term, Some(weight(&list)?)))).collect();
        let [forward, backward] = both(&words).map(|words| Lists::new(WORDS, vec![words]));
        Self { forward, backward }
    }

    /// Those of `now`, if these are those of `before`.
    pub fn update(&self, before: &Lists, now: &Lists) -> Self {
        let lists = |shards: Vec<_>| shards.into_iter().flat_map(|shard: &Shard| shard.iter());
        let [gone, made] = before.apart(now).map(lists);
        let mut words: Vec<Word<'_>> = Vec::new();
        for (old, new) in postings::pair(gone, made) {
            let [was, is] = [old, new].map(|list| list.and_then(|list| weight(&list)));
            if was != is {
                words.extend(old.or(new).map(|list| (list.term, is)));
            }
        }
        let [forward, backward] = both(&words);
        Self { forward: self.forward.replace(&forward), backward: self.backward.replace(&backward) }
    }
}

/// A word and its weight; none if it is in no dictionary.
type Word<'a> = (&'a str, Option<u32>);

/// The words as lists, and those of the words spelt backwards.
fn both(words: &[Word<'_>]) -> [PostingLists; 2] {
    let mut backward: Vec<(String, Option<u32>)> =
        words.par_iter().map(|(word, weight)| (word.chars().rev().collect(), *weight)).collect();
    backward.par_sort_unstable();
    let backward = lists(backward.iter().map(|(word, weight)| (word.as_str(), *weight)));
    [lists(words.iter().copied()), backward]
}

fn lists<'a>(words: impl Iterator<Item = Word<'a>>) -> PostingLists {
    let mut all = PostingLists::default();
    let mut data = String::new();
    for (word, weight) in words {
        data.clear();
        let data = weight.map(|weight| {
            varint::push(&mut data, weight);
            &*data
        });
        all.add_word(word, data);
    }
    all
}

/// How common a word is: twice the binary logarithm of the number of pages, and one more for a word of titles and headings.
/// None if the dictionary does not have it.
fn weight(list: &Postings<'_>) -> Option<u32> {
    let is_known = (list.pages > 1 || list.named) && is_word(list.term);
    is_known.then(|| list.pages.ilog2() * 2 + u32::from(list.named))
}

/// Words of letters alone. Dense scripts have no spelling to get wrong.
fn is_word(term: &str) -> bool {
    term.chars().nth(SHORTEST - 1).is_some()
        && term.chars().all(|c| c.is_alphanumeric() && !is_dense(c))
        && !term.bytes().all(|byte| byte.is_ascii_digit())
}
