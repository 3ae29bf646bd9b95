//! Sorted lists in shards: the terms, or words, of one file each.
//!
//! After an edit those shards are made anew of which a list is another one; the others are shared with the state before,
//! with what is known of their files.

use std::{
    iter, slice,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{
    inverted::{self, Inverted, Numbers, Postings, Tally},
    shards::{self, Cutter, Size},
};
use crate::digest::Digest;

/// How large files of terms are.
pub const TERMS: Size = Size { least: 2000, most: 5500, rarity: 16 };
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
    pub lists: Inverted,
    /// Which of them are common: their postings are files of their own.
    pub common: Vec<Common>,
    /// Of the file, as [`Cutter`] counts it.
    pub length: usize,
    /// The digest of the file, once it is known.
    pub file: OnceLock<Digest>,
}

/// A common term.
#[derive(Debug)]
pub struct Common {
    /// Where it is in its shard.
    pub at: usize,
    /// The digest of the file of its postings, once it is known.
    pub file: OnceLock<Digest>,
}

impl PartialEq for Shard {
    fn eq(&self, other: &Self) -> bool {
        (&self.lists, self.length) == (&other.lists, other.length)
    }
}

impl Eq for Shard {}

impl Shard {
    pub fn new(lists: Inverted, length: usize) -> Self {
        let common = lists.iter().enumerate().filter(|(_, list)| is_common(list));
        let common = common.map(|(at, _)| Common { at, file: OnceLock::new() }).collect();
        Self { common, lists, length, file: OnceLock::new() }
    }

    fn first(&self) -> &str {
        self.lists.iter().next().map_or("", |list| list.term)
    }

    fn last(&self) -> &str {
        self.lists.count().checked_sub(1).map_or("", |last| self.lists.get(last).term)
    }
}

impl Lists {
    /// Cuts lists that follow one another in order.
    pub fn new(size: Size, parts: Vec<Inverted>) -> Self {
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
        let first = self.shards.partition_point(|shard| shard.last() < start);
        let lists = self.shards[first..].iter().flat_map(|shard| shard.lists.iter());
        lists.skip_while(move |list| list.term < start).take_while(move |list| list.term < end)
    }

    /// For each shard a text that is behind all words before it and not behind its first.
    pub fn starts(&self) -> Vec<String> {
        let before = iter::once("").chain(self.shards.iter().map(|shard| shard.last()));
        before.zip(&self.shards).map(|(last, shard)| shards::start(last, shard.first())).collect()
    }

    /// The size of all postings, in bytes.
    pub fn bytes(&self) -> usize {
        self.shards.iter().map(|shard| shard.lists.data.len()).sum()
    }

    /// The lists of the pages that are still there, and of new ones. `complete` says that `new` has all lists that are others
    /// than they were.
    pub fn update(
        &self,
        numbers: &Numbers<'_>,
        (new, new_numbers): (&Inverted, &Numbers<'_>),
        complete: bool,
    ) -> Self {
        let keeps = |list: &Postings<'_>| numbers.keep(list);
        self.merge(new, (!complete).then_some(&keeps), |old, new, out| {
            inverted::interleave((old, numbers), (new, new_numbers), out)
        })
    }

    /// With these lists in the place of those of the same terms; one without a page is left out.
    pub fn replace(&self, new: &Inverted) -> Self {
        self.merge(new, None, |_, new, out| {
            out.push_str(new.data);
            Tally { pages: new.pages, last: new.last, named: new.named }
        })
    }

    /// Of both, what `combine` writes where there is a new list, or an old one is not as it was.
    fn merge(
        &self,
        new: &Inverted,
        is_same: Option<&(dyn Fn(&Postings<'_>) -> bool + Sync)>,
        combine: impl Fn(&Postings<'_>, &Postings<'_>, &mut String) -> Tally + Sync,
    ) -> Self {
        let none = Arc::default();
        let shards = if self.shards.is_empty() { slice::from_ref(&none) } else { &self.shards };
        // What comes before all that is known is of the first shard.
        let firsts = shards.iter().skip(1).map(|shard| new.lower_bound(shard.first()));
        let begins: Vec<usize> = iter::once(0).chain(firsts).chain([new.count()]).collect();
        let knows_all = is_same.is_none();
        let is_same = |list: &Postings<'_>| is_same.is_none_or(|is_same| is_same(list));
        let make = |(at, shard): (usize, &Arc<Shard>)| {
            let range = begins[at]..begins[at + 1];
            if range.is_empty() && (knows_all || shard.lists.iter().all(|list| is_same(&list))) {
                return vec![Arc::clone(shard)];
            }
            let mut made = Inverted::default();
            for lists in inverted::pair(shard.lists.iter(), range.map(|at| new.get(at))) {
                match lists {
                    (Some(old), None) if is_same(&old) => made.add(&old),
                    (old, new) => {
                        let [old, new] = [old, new].map(Option::unwrap_or_default);
                        let term = if old.term.is_empty() { new.term } else { old.term };
                        made.push(term, |out| combine(&old, &new, out));
                    }
                }
            }
            Self::new(self.size, vec![made]).shards
        };
        let made: Vec<Vec<Arc<Shard>>> = shards.par_iter().enumerate().map(make).collect();
        let mut builder = Builder::new(self.size);
        made.iter().flatten().for_each(|shard| builder.take(shard));
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
    open: Inverted,
    /// Counts the last shard, be it open or not.
    cutter: Cutter,
    last: String,
}

impl Builder {
    fn new(size: Size) -> Self {
        let cutter = Cutter::new(size);
        Self { shards: Vec::new(), open: Inverted::default(), cutter, last: String::new() }
    }

    fn push(&mut self, list: &Postings<'_>) {
        if self.cutter.begins(&self.last, list.term, size(list)) {
            self.close();
            self.cutter.begin(list.term, size(list));
        } else {
            if self.open.count() == 0 {
                let before = self.shards.pop().expect("a shard is counted");
                self.open.clone_from(&before.lists);
            }
            self.cutter.add(&self.last, list.term, size(list));
        }
        self.open.add(list);
        self.last.clear();
        self.last.push_str(list.term);
    }

    /// Takes a shard as it is, if it is cut where it was.
    fn take(&mut self, shard: &Arc<Shard>) {
        let Some(first) = shard.lists.iter().next() else { return };
        if !self.cutter.begins(&self.last, first.term, size(&first)) {
            return shard.lists.iter().for_each(|list| self.push(&list));
        }
        self.close();
        self.shards.push(Arc::clone(shard));
        self.cutter.length = shard.length;
        self.last.clear();
        self.last.push_str(shard.last());
    }

    fn close(&mut self) {
        if self.open.count() > 0 {
            // The copy takes no more room than it needs.
            self.shards.push(Arc::new(Shard::new(self.open.clone(), self.cutter.length)));
            self.open.clear();
        }
    }

    fn finish(mut self) -> Lists {
        self.close();
        Lists { shards: self.shards, size: self.cutter.size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { least: 200, most: 600, rarity: 8 };

    fn words() -> Vec<String> {
        let mut words: Vec<String> =
            (0..2000u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
        words.sort();
        words
    }

    fn inverted(words: &[String]) -> Inverted {
        let mut all = Inverted::default();
        words.iter().for_each(|word| all.add_word(word, Some("a")));
        all
    }

    fn lists(words: &[String]) -> Lists {
        Lists::new(SIZE, vec![inverted(words)])
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

        let again = before.replace(&inverted(&["7777new".to_owned()]));
        assert!(again == after);
        let [gone, made] = before.apart(&again);
        assert_eq!((gone.len(), made.len()), (changed, changed));
        let mut without = Inverted::default();
        without.add_word("7777new", None);
        assert!(again.replace(&without) == before);
    }

    #[test]
    fn starts_part_the_words() {
        let words = words();
        let lists = lists(&words);
        for (shard, start) in lists.shards.iter().zip(lists.starts()).skip(1) {
            let first = shard.first();
            let before = words.iter().rfind(|word| word.as_str() < first).unwrap();
            assert!(*start <= *first && **before < *start, "{before} < {start} <= {first}");
        }
    }
}
