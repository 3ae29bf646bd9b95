//! What the index holds of a site's pages, from one build to the next: pages → where all their terms occur.
//!
//! Pages that are as they were are not read again; the lists are the same as if all had been.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{
    Pages,
    indexer::Indexer,
    lists::{Lists, TERMS},
    page::Page,
    postings::{self, PostingLists, Renumbering},
    spelling::Dictionaries,
    texts,
};
use crate::base::digest::Digest;

/// Pages that are indexed together, at most: more of them share the work on common words, and need more memory.
const RUN: usize = 512;
/// Runs for each thread, so that none waits long for another.
const RUNS: usize = 4;

/// Pages that are read again in less time than a state is stored.
const FEW: usize = 32;

/// The state of an index.
#[derive(Debug, Default)]
pub struct IndexState {
    pub(super) pages: Vec<Arc<PageState>>,
    pub(super) lists: Lists,
    /// Made when it is asked for first, and from the one before from then on.
    pub(super) dictionaries: OnceLock<Dictionaries>,
    /// Pages that came or went since it was stored.
    pub(super) unsaved: usize,
    /// Pages that were read to make it from the one before.
    pub(super) read: usize,
}

/// What is known of a page, besides its terms.
#[derive(Debug)]
pub(super) struct PageState {
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

impl PageState {
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

impl IndexState {
    /// The state for these pages, from that for older ones. If those are still at hand, what an edit changed is found without
    /// looking at all lists.
    pub fn update(&self, pages: &dyn Pages, before: Option<&dyn Pages>) -> Self {
        let same = Same::new(&self.pages, pages.keys());
        let (read_pages, new) =
            read(pages, &same.changed, |number, page| PageState::new(pages.keys()[number], page));
        let mut read_pages = read_pages.into_iter().map(Arc::new);
        let page = |at: &Option<usize>| match at {
            Some(at) => Arc::clone(&self.pages[*at]),
            None => read_pages.next().expect("what is not known was read"),
        };
        let now = same.known.iter().map(page).collect();
        let lists = self.lists(&same, new, before);
        let dictionaries = self.dictionaries.get().map(|known| known.update(&self.lists, &lists));
        Self {
            pages: now,
            lists,
            dictionaries: dictionaries.map_or_else(OnceLock::new, OnceLock::from),
            unsaved: self.unsaved + same.changed.len() + same.gone.len(),
            read: same.changed.len(),
        }
    }

    /// The lists of the same pages and of new ones, which are in parts, in order.
    fn lists(&self, same: &Same, new: Vec<PostingLists>, before: Option<&dyn Pages>) -> Lists {
        if self.pages.is_empty() {
            return Lists::new(TERMS, new);
        }
        let Same { numbers, changed, gone, .. } = same;
        if changed.is_empty() && gone.is_empty() {
            return self.lists.clone();
        }
        let places: Vec<Option<u32>> = changed.iter().map(|number| Some(to_number(*number))).collect();
        let (numbers, places) = (Renumbering::new(numbers), Renumbering::new(&places));
        let new = PostingLists::concat(new);
        let is_edit = |before: &&dyn Pages| {
            let is_known = |number: &usize| before.keys().get(*number) == Some(&self.pages[*number].key);
            gone == changed && gone.len() <= FEW && gone.iter().all(is_known)
        };
        match before.filter(is_edit) {
            Some(before) => {
                let old = PostingLists::concat(read(before, gone, |_, _| ()).1);
                let new = postings::differences(&old, &new);
                self.lists.update(&numbers, (&new, &places), true)
            }
            None => self.lists.update(&numbers, (&new, &places), false),
        }
    }

    pub(super) fn dictionaries(&self) -> &Dictionaries {
        self.dictionaries.get_or_init(|| Dictionaries::new(&self.lists))
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
}

/// Which pages are as they were.
struct Same {
    /// Of each page of now the number that it had, if it is the same.
    known: Vec<Option<usize>>,
    /// Of each page of before the number that it has, if it is the same.
    numbers: Vec<Option<u32>>,
    /// The pages of now, and those of before, that are not in the other.
    changed: Vec<usize>,
    gone: Vec<usize>,
}

impl Same {
    fn new(before: &[Arc<PageState>], keys: &[Digest]) -> Self {
        // Most pages are where they were; the others have to be looked for.
        let first = keys.iter().zip(before).take_while(|(key, page)| **key == page.key).count();
        let others = before.iter().enumerate().skip(first);
        let others: FxHashMap<Digest, usize> = others.map(|(number, page)| (page.key, number)).collect();
        let mut numbers: Vec<Option<u32>> = vec![None; before.len()];
        let mut changed = Vec::new();
        let mut known = Vec::with_capacity(keys.len());
        // Lists are read from front to back, so a page that went before another is as good as new.
        let mut next = 0;
        for (number, key) in keys.iter().enumerate() {
            let at = if number < first { Some(number) } else { others.get(key).copied() };
            let at = at.filter(|at| *at >= next);
            match at {
                Some(at) => {
                    numbers[at] = Some(to_number(number));
                    next = at + 1;
                }
                None => changed.push(number),
            }
            known.push(at);
        }
        let gone = (0..before.len()).filter(|number| numbers[*number].is_none()).collect();
        Self { known, numbers, changed, gone }
    }
}

/// Reads the pages of these numbers: what `keep` makes of each, and the terms of all in parts, in which the pages count from 0.
fn read<T: Send>(
    pages: &dyn Pages,
    numbers: &[usize],
    keep: impl Fn(usize, &Page<'_>) -> T + Sync,
) -> (Vec<T>, Vec<PostingLists>) {
    let size = numbers.len().div_ceil(rayon::current_num_threads() * RUNS).clamp(1, RUN);
    let run = |(at, numbers): (usize, &[usize])| {
        let mut indexer = Indexer::default();
        let read = |number: &usize| {
            pages.read(*number, |page| {
                indexer.add(page);
                keep(*number, page)
            })
        };
        let kept: Vec<T> = numbers.iter().map(read).collect();
        (kept, (to_number(at * size), indexer.finish()))
    };
    let (kept, runs): (Vec<_>, Vec<_>) =
        numbers.par_chunks(size).enumerate().with_max_len(1).map(run).unzip();
    (kept.into_iter().flatten().collect(), postings::merge_runs(runs))
}

fn to_number(page: usize) -> u32 {
    u32::try_from(page).expect("a site has fewer pages")
}
