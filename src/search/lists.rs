//! Sorted lists in shards: the terms, or words, of one file each.
//!
//! After an edit those shards are made anew of which a list is another one; the others are shared with the state before,
//! with what is known of their files.

use std::{
    iter, mem,
    ops::Range,
    slice,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{
    postings::{self, FrequentTerm, ListStats, PostingLists, Postings, Renumbering},
    shards::{self, Chunker, Size},
};
use crate::base::digest::Digest;

/// How large files of terms are.
pub const TERMS: Size = Size { least: 2000, most: 5500, one_in: 16 };
/// Postings of so many bytes are a file of their own, so that they burden no neighbour.
const COMMON: usize = 4000;

/// All terms of a site, in order, each with where it occurs; or other words, each with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    shards: Vec<Arc<Shard>>,
    size: Size,
}

/// The terms of one file.
#[derive(Debug, Default)]
pub struct Shard {
    /// Without the data of common terms.
    pub lists: PostingLists,
    /// Which of them are common.
    pub common: Vec<(usize, Arc<FrequentTerm>)>,
    /// Of the file, as [`Chunker`] counts it.
    pub length: usize,
    /// The names of other files that the file has in it, and its digest with them, once it is known.
    pub file: OnceLock<(String, Digest)>,
}

impl PartialEq for Shard {
    fn eq(&self, other: &Self) -> bool {
        (&self.lists, &self.common, self.length) == (&other.lists, &other.common, other.length)
    }
}

impl Eq for Shard {}

impl Shard {
    pub fn iter(&self) -> impl Iterator<Item = Postings<'_>> {
        let mut common = self.common.iter().peekable();
        self.lists.iter().enumerate().map(move |(at, list)| match common.next_if(|(place, _)| *place == at) {
            Some((_, common)) => Postings { data: &common.data, common: Some(common), ..list },
            None => list,
        })
    }

    fn add(&mut self, list: &Postings<'_>) {
        if !is_common(list) {
            return self.lists.add(list);
        }
        let new = || Arc::new(FrequentTerm { data: list.data.to_owned(), file: OnceLock::new() });
        self.common.push((self.lists.count(), list.common.map_or_else(new, Arc::clone)));
        self.lists.add(&Postings { data: "", ..*list });
    }

    fn first(&self) -> Option<Postings<'_>> {
        self.iter().next()
    }

    fn first_term(&self) -> &str {
        self.first().map_or("", |list| list.term)
    }

    fn last_term(&self) -> &str {
        self.lists.count().checked_sub(1).map_or("", |last| self.lists.get(last).term)
    }
}

impl Lists {
    /// Cuts lists that follow one another in order.
    pub fn new(size: Size, parts: Vec<PostingLists>) -> Self {
        let mut builder = Builder::new(size);
        for part in parts {
            part.iter().for_each(|list| builder.push(&list));
        }
        builder.finish()
    }

    pub fn from_shards(size: Size, shards: Vec<Shard>) -> Self {
        Self { shards: shards.into_iter().map(Arc::new).collect(), size }
    }

    pub fn shards(&self) -> &[Arc<Shard>] {
        &self.shards
    }

    /// The terms from `start` on and before `end`.
    pub fn between(&self, start: &str, end: &str) -> impl Iterator<Item = Postings<'_>> {
        let first = self.shards.partition_point(|shard| shard.last_term() < start);
        let lists = self.shards[first..].iter().flat_map(|shard| shard.iter());
        lists.skip_while(move |list| list.term < start).take_while(move |list| list.term < end)
    }

    /// For each shard a text that is behind all words before it and not behind its first.
    pub fn starts(&self) -> Vec<String> {
        let before = iter::once("").chain(self.shards.iter().map(|shard| shard.last_term()));
        before.zip(&self.shards).map(|(last, shard)| shards::start(last, shard.first_term())).collect()
    }

    /// The size of all postings, in bytes.
    pub fn bytes(&self) -> usize {
        let common = |shard: &Shard| shard.common.iter().map(|(_, common)| common.data.len()).sum::<usize>();
        self.shards.iter().map(|shard| shard.lists.data.len() + common(shard)).sum()
    }

    /// The lists of the pages that are still there, and of new ones. `complete` says that `new` has all lists that are others
    /// than they were.
    pub fn update(
        &self,
        numbers: &Renumbering<'_>,
        (new, new_numbers): (&PostingLists, &Renumbering<'_>),
        complete: bool,
    ) -> Self {
        let keeps = |list: &Postings<'_>| numbers.keep(list);
        self.merge(new, (!complete).then_some(&keeps), |old, new, out| {
            postings::interleave((old, numbers), (new, new_numbers), out)
        })
    }

    /// With these lists in the place of those of the same terms; one without a page is left out.
    pub fn replace(&self, new: &PostingLists) -> Self {
        self.merge(new, None, |_, new, out| {
            out.push_str(new.data);
            ListStats { pages: new.pages, last: new.last, named: new.named }
        })
    }

    /// Of both, what `combine` writes where there is a new list, or an old one is not as it was.
    fn merge(
        &self,
        new: &PostingLists,
        is_same: Option<&(dyn Fn(&Postings<'_>) -> bool + Sync)>,
        combine: impl Fn(&Postings<'_>, &Postings<'_>, &mut String) -> ListStats + Sync,
    ) -> Self {
        let none = Arc::default();
        let shards = if self.shards.is_empty() { slice::from_ref(&none) } else { &self.shards };
        let mut ranges = vec![0..0; shards.len()];
        spread(new, 0..new.count(), shards, &mut ranges);
        let knows_all = is_same.is_none();
        let is_same = |list: &Postings<'_>| is_same.is_none_or(|is_same| is_same(list));
        let make = |(shard, range): (&Arc<Shard>, Range<usize>)| {
            if range.is_empty() && (knows_all || shard.iter().all(|list| is_same(&list))) {
                return None;
            }
            let mut made = Builder::new(self.size);
            let mut data = String::new();
            for lists in postings::pair(shard.iter(), range.map(|at| new.get(at))) {
                match lists {
                    (Some(old), None) if is_same(&old) => made.push(&old),
                    (old, new) => {
                        let [old, new] = [old, new].map(Option::unwrap_or_default);
                        let term = if old.term.is_empty() { new.term } else { old.term };
                        data.clear();
                        let ListStats { pages, last, named } = combine(&old, &new, &mut data);
                        if pages > 0 {
                            made.push(&Postings { term, data: &data, pages, last, named, common: None });
                        }
                    }
                }
            }
            Some(made.finish().shards)
        };
        let made: Vec<Option<Vec<Arc<Shard>>>> = shards.par_iter().zip(ranges).map(make).collect();
        let mut builder = Builder::new(self.size);
        let mut at = 0;
        for same in made.chunk_by(|a, b| a.is_none() && b.is_none()) {
            let old = &shards[at..at + same.len()];
            builder.take(same[0].as_deref().unwrap_or(old));
            at += same.len();
        }
        builder.finish()
    }

    /// The shards that only one of two has, in order: of this one, and of the other.
    pub fn apart<'a>(&'a self, other: &'a Self) -> [Vec<&'a Shard>; 2] {
        let of = |lists: &Self| lists.shards.iter().map(Arc::as_ptr).collect::<FxHashSet<_>>();
        let known = [of(other), of(self)];
        let without = |lists: &'a Self, known: &FxHashSet<*const Shard>| {
            let apart = lists.shards.iter().filter(|shard| !known.contains(&Arc::as_ptr(shard)));
            apart.map(|shard| &**shard).collect()
        };
        [without(self, &known[0]), without(other, &known[1])]
    }
}

impl Default for Lists {
    fn default() -> Self {
        Self::from_shards(TERMS, Vec::new())
    }
}

/// Tells for each shard which of the new terms of a range come into it. What is before all that is known is of the first.
fn spread(new: &PostingLists, range: Range<usize>, shards: &[Arc<Shard>], ranges: &mut [Range<usize>]) {
    if range.is_empty() {
        return;
    }
    if let [only] = ranges {
        *only = range;
        return;
    }
    let middle = shards.len() / 2;
    let cut = new.lower_bound(shards[middle].first_term()).clamp(range.start, range.end);
    let (before, behind) = ranges.split_at_mut(middle);
    spread(new, range.start..cut, &shards[..middle], before);
    spread(new, cut..range.end, &shards[middle..], behind);
}

/// Whether postings are a file of their own.
fn is_common(list: &Postings<'_>) -> bool {
    list.data.len() >= COMMON
}

/// How many bytes of a list are in its shard's file.
fn size(list: &Postings<'_>) -> usize {
    if is_common(list) { 1 } else { list.data.len() }
}

/// Takes lists in order, and cuts them into shards.
struct Builder {
    shards: Vec<Arc<Shard>>,
    /// The shard that is not full yet; empty behind one that was taken as it was.
    open: Shard,
    /// Counts the last shard, be it open or not.
    chunker: Chunker,
    last: String,
}

impl Builder {
    fn new(size: Size) -> Self {
        let chunker = Chunker::new(size);
        Self { shards: Vec::new(), open: Shard::default(), chunker, last: String::new() }
    }

    fn push(&mut self, list: &Postings<'_>) {
        if self.chunker.begins(&self.last, list.term, size(list)) {
            self.close();
            self.chunker.begin(list.term, size(list));
        } else {
            if self.open.lists.count() == 0 {
                let before = self.shards.pop().expect("a shard is counted");
                self.open.lists.clone_from(&before.lists);
                self.open.common.clone_from(&before.common);
            }
            self.chunker.add(&self.last, list.term, size(list));
        }
        self.open.add(list);
        self.last.clear();
        self.last.push_str(list.term);
    }

    /// Takes shards that follow one another: as they are from the first one on that is cut where it was.
    fn take(&mut self, mut shards: &[Arc<Shard>]) {
        while let [shard, rest @ ..] = shards {
            let first = shard.first();
            if first.is_some_and(|first| self.chunker.begins(&self.last, first.term, size(&first))) {
                break;
            }
            shard.iter().for_each(|list| self.push(&list));
            shards = rest;
        }
        let Some(last) = shards.last() else { return };
        self.close();
        self.shards.extend_from_slice(shards);
        self.chunker.length = last.length;
        self.last.clear();
        self.last.push_str(last.last_term());
    }

    fn close(&mut self) {
        let Shard { lists, common, .. } = &mut self.open;
        if lists.count() > 0 {
            // The copies take no more room than they need.
            let (lists, common) = (lists.clone(), mem::take(common));
            let length = self.chunker.length;
            self.shards.push(Arc::new(Shard { lists, common, length, file: OnceLock::new() }));
            self.open.lists.clear();
        }
    }

    fn finish(mut self) -> Lists {
        self.close();
        Lists { shards: self.shards, size: self.chunker.size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { least: 200, most: 600, one_in: 8 };

    fn words() -> Vec<String> {
        let mut words: Vec<String> =
            (0..2000u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
        words.sort();
        words
    }

    fn posting_lists(words: &[String]) -> PostingLists {
        let mut all = PostingLists::default();
        words.iter().for_each(|word| all.add_word(word, Some("a")));
        all
    }

    fn lists(words: &[String]) -> Lists {
        Lists::new(SIZE, vec![posting_lists(words)])
    }

    #[test]
    fn one_more_word_changes_one_shard() {
        let words = words();
        let before = lists(&words);
        let mut more = words.clone();
        more.push("7777new".to_owned());
        more.sort();
        let after = lists(&more);
        let changed = after.shards.iter().filter(|shard| !before.shards.contains(shard)).count();
        assert!(before.shards.len() > 20, "{}", before.shards.len());
        assert!(changed <= 2, "{changed}");

        let again = before.replace(&posting_lists(&["7777new".to_owned()]));
        assert!(again == after);
        let [gone, made] = before.apart(&again);
        assert_eq!((gone.len(), made.len()), (changed, changed));
        let mut without = PostingLists::default();
        without.add_word("7777new", None);
        assert!(again.replace(&without) == before);
    }

    #[test]
    fn starts_part_the_words() {
        let words = words();
        let lists = lists(&words);
        for (shard, start) in lists.shards.iter().zip(lists.starts()).skip(1) {
            let first = shard.first_term();
            let before = words.iter().rfind(|word| word.as_str() < first).unwrap();
            assert!(*start <= *first && **before < *start, "{before} < {start} <= {first}");
        }
    }
}
