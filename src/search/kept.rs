//! What the index holds of a site's pages, from one build to the next: pages → where all their terms occur.
//!
//! Pages that are as they were are not read again; the lists are the same as if all had been.

use std::{collections::HashMap, sync::OnceLock};

use rayon::prelude::*;

use super::{
    Pages,
    indexer::Indexer,
    inverted::{self, Inverted},
    page::Page,
    texts,
};
use crate::digest::Digest;

/// Pages that are indexed together, at most: more of them share the work on common words, and need more memory.
const RUN: usize = 512;
/// Runs for each thread, so that none waits long for another.
const RUNS: usize = 4;

/// Pages that are read again in less time than a state is stored.
const FEW: usize = 32;

/// The state of an index.
#[derive(Debug, Default)]
pub struct Kept {
    pub(super) pages: Vec<KeptPage>,
    pub(super) lists: Inverted,
    /// Pages that came or went since it was stored.
    pub(super) unsaved: usize,
    /// Pages that were read to make it from the one before.
    pub(super) read: usize,
}

/// What is known of a page, besides its terms.
#[derive(Clone, Debug)]
pub(super) struct KeptPage {
    /// The digest of all that the index takes of it.
    pub key: Digest,
    /// The digest of what the files of its texts hold.
    pub texts: Digest,
    pub sections: u32,
    /// Of which some say that it is the last of those whose texts share a name.
    pub mark: u8,
    /// The number of files of its texts, and their digests once they are made.
    pub files: u32,
    pub digests: OnceLock<Box<[Digest]>>,
}

impl KeptPage {
    fn new(key: Digest, page: &Page<'_>) -> Self {
        let number = |count: usize| u32::try_from(count).expect("a page has fewer sections");
        Self {
            key,
            texts: texts::digest(page),
            sections: number(page.sections.len()),
            mark: page.mark(),
            files: page.files(),
            digests: OnceLock::new(),
        }
    }
}

impl Kept {
    /// The state for these pages, from an older one.
    pub fn update(&self, pages: &dyn Pages) -> Self {
        if self.pages.is_empty() {
            return Self::read_all(pages);
        }
        let keys: Vec<Digest> = (0..pages.count()).into_par_iter().map(|number| pages.key(number)).collect();
        let old: HashMap<Digest, usize> =
            self.pages.iter().enumerate().map(|(number, page)| (page.key, number)).collect();
        let mut numbers: Vec<Option<u32>> = vec![None; self.pages.len()];
        let mut changed = Vec::new();
        let mut now = Vec::with_capacity(keys.len());
        // Lists are read from front to back, so a page that went before another is as good as new.
        let mut next = 0;
        for (number, key) in keys.into_iter().enumerate() {
            now.push(match old.get(&key).filter(|old| **old >= next) {
                Some(at) => {
                    numbers[*at] = Some(to_number(number));
                    next = at + 1;
                    self.pages[*at].clone()
                }
                None => {
                    changed.push(number);
                    pages.read(number, |page| KeptPage::new(key, page))
                }
            });
        }
        let gone = numbers.iter().filter(|number| number.is_none()).count();
        let lists = if changed.is_empty() && gone == 0 {
            self.lists.clone()
        } else {
            let new = index(changed.len(), &|at, indexer| pages.read(changed[at], |page| indexer.add(page)));
            let places: Vec<Option<u32>> = changed.iter().map(|number| Some(to_number(*number))).collect();
            inverted::update((&self.lists, &numbers), (&new, &places))
        };
        Self { pages: now, lists, unsaved: self.unsaved + changed.len() + gone, read: changed.len() }
    }

    /// Whether it pays to store it: to read a few pages again costs less.
    pub fn is_worth_storing(&self) -> bool {
        self.unsaved > FEW
    }

    /// How many pages it knows.
    pub fn count(&self) -> usize {
        self.pages.len()
    }

    /// How many pages were read to make it from the one before.
    pub fn read(&self) -> usize {
        self.read
    }

    fn read_all(pages: &dyn Pages) -> Self {
        let count = pages.count();
        let kept: Vec<OnceLock<KeptPage>> = (0..count).map(|_| OnceLock::new()).collect();
        let lists = index(count, &|number, indexer| {
            pages.read(number, |page| {
                kept[number].get_or_init(|| KeptPage::new(pages.key(number), page));
                indexer.add(page);
            });
        });
        let pages = kept.into_iter().map(|page| page.into_inner().expect("every page was indexed")).collect();
        Self { pages, lists, unsaved: count, read: count }
    }
}

/// Indexes pages that count from 0. `add`: adds one.
fn index(count: usize, add: &(dyn Fn(usize, &mut Indexer) + Sync)) -> Inverted {
    let size = count.div_ceil(rayon::current_num_threads() * RUNS).clamp(1, RUN);
    let starts: Vec<usize> = (0..count).step_by(size).collect();
    let run = |start: &usize| {
        let mut indexer = Indexer::default();
        for number in *start..count.min(start + size) {
            add(number, &mut indexer);
        }
        (to_number(*start), indexer.finish())
    };
    inverted::concat(starts.par_iter().map(run).collect())
}

fn to_number(page: usize) -> u32 {
    u32::try_from(page).expect("a site has fewer pages")
}
