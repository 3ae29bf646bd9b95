//! The lists of a whole site, in shards: the terms of one file each.
//!
//! After an edit those shards are made anew that have a term of the page, as it was or as it is; the others are shared with the
//! state before, with what is known of their files.

use std::{
    slice,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;

use super::{
    inverted::{self, Inverted, Numbers, Postings},
    shards::{self, Cutter, Size},
};
use crate::digest::Digest;

const TERMS: Size = Size { least: 2000, most: 5500, rarity: 16 };
/// Postings of so many bytes are a file of their own, so that they burden no neighbour.
const COMMON: usize = 4000;

/// All terms of a site, in order, each with where it occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists(Vec<Arc<Shard>>);

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
    pub fn new(parts: Vec<Inverted>) -> Self {
        let mut builder = Builder::default();
        for part in parts {
            part.iter().for_each(|list| builder.push(&list));
        }
        builder.finish()
    }

    pub fn from_shards(shards: Vec<Shard>) -> Self {
        Self(shards.into_iter().map(Arc::new).collect())
    }

    pub fn shards(&self) -> &[Arc<Shard>] {
        &self.0
    }

    /// The terms from `start` on and before `end`.
    pub fn between(&self, start: &str, end: &str) -> impl Iterator<Item = Postings<'_>> {
        let first = self.0.partition_point(|shard| shard.last() < start);
        let lists = self.0[first..].iter().flat_map(|shard| shard.lists.iter());
        lists.skip_while(move |list| list.term < start).take_while(move |list| list.term < end)
    }

    /// Where each shard begins, as [`shards::cut`] tells it.
    pub fn starts(&self) -> Vec<String> {
        let before = std::iter::once("").chain(self.0.iter().map(|shard| shard.last()));
        before.zip(&self.0).map(|(last, shard)| shards::start(last, shard.first())).collect()
    }

    /// The size of all postings, in bytes.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|shard| shard.lists.data.len()).sum()
    }

    /// The lists of the pages that are still there, and of new ones.
    pub fn update(&self, numbers: &Numbers<'_>, (new, new_numbers): (&Inverted, &Numbers<'_>)) -> Self {
        let none = Arc::default();
        let shards = if self.0.is_empty() { slice::from_ref(&none) } else { &self.0 };
        // What comes before all that is known is of the first shard.
        let begin = |at: usize| match shards.get(at) {
            None => new.count(),
            Some(shard) => new.lower_bound(if at == 0 { "" } else { shard.first() }),
        };
        let make = |(at, shard): (usize, &Arc<Shard>)| {
            let range = begin(at)..begin(at + 1);
            let stays = range.is_empty() && shard.lists.iter().all(|list| numbers.keep(&list));
            (!stays).then(|| inverted::merge((&shard.lists, numbers), (new, range, new_numbers)))
        };
        let made: Vec<Option<Inverted>> = shards.par_iter().enumerate().map(make).collect();
        let mut builder = Builder::default();
        for (shard, made) in shards.iter().zip(made) {
            match made {
                Some(lists) => lists.iter().for_each(|list| builder.push(&list)),
                None => builder.take(shard),
            }
        }
        builder.finish()
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

impl Default for Builder {
    fn default() -> Self {
        let cutter = Cutter::new(TERMS);
        Self { shards: Vec::new(), open: Inverted::default(), cutter, last: String::new() }
    }
}

impl Builder {
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
        Lists(self.shards)
    }
}
