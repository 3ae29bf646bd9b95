//! Entries whose texts are almost the same.
//!
//! Two texts are alike as far as the sets of their shingles are (Jaccard: what both have, divided by what either has).
//! Comparing all pairs would take too long, so only those are compared that share two of the smallest hashes in their
//! sketches, which texts alike enough do almost surely (Broder's min-wise hashing).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{Texts, title_place, top_folder};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        digest::Digest,
    },
    parse::markdown::shingles::{NONE, Sketch, shingles},
    site::{Page, PageId},
};

/// From how many hundredths on two texts are reported.
const ALIKE: usize = 80;

pub(super) fn check(texts: &Texts<'_>, problems: &mut Vec<Diagnostic>) {
    let entries: Vec<(PageId, &Page)> = texts.whole.entries().collect();
    let gist = |at: usize| &entries[at].1.document.gist;
    let text = |at: usize| (texts.of_page)(entries[at].0);
    let sketches: Vec<Sketch> = (0..entries.len()).map(|at| gist(at).sketch).collect();
    let pairs = candidates(&sketches);
    let key = |(at, other): (usize, usize)| Digest::of(&(gist(at).digest, gist(other).digest));
    let unknown = pairs.iter().filter(|pair| texts.likeness.find(key(**pair)).is_none());
    let looked_at: BTreeSet<usize> = unknown.flat_map(|(at, other)| [*at, *other]).collect();
    let exact: HashMap<usize, Vec<u64>> =
        looked_at.into_par_iter().map(|at| (at, shingles(&text(at)))).collect();
    let mut nearest: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (at, other) in pairs {
        let compared = || hundredths(&exact[&at], &exact[&other]);
        let alike = texts.likeness.get(key((at, other)), compared);
        let known = nearest.get(&at).map_or(ALIKE - 1, |(alike, _)| *alike);
        if alike > known {
            nearest.insert(at, (alike, other));
        }
    }
    for (at, (alike, other)) in nearest {
        problems.push(report(entries[at].1, entries[other].1, alike));
    }
}

/// Pairs worth comparing: those that share two of their smallest hashes, the later one first.
fn candidates(sketches: &[Sketch]) -> BTreeSet<(usize, usize)> {
    let hashes = |(at, sketch): (usize, &Sketch)| sketch.map(|hash| (hash, at));
    let mut by_hash: Vec<(u64, usize)> = sketches.iter().enumerate().flat_map(hashes).collect();
    by_hash.retain(|(hash, _)| *hash != NONE);
    by_hash.par_sort_unstable();
    let mut pairs = BTreeSet::new();
    for same in by_hash.chunk_by(|(a, _), (b, _)| a == b) {
        // Each with the one before it and with the first: a hundred copies of a text are a hundred pairs, not 4950.
        for (index, &(_, at)) in same.iter().enumerate().skip(1) {
            for (_, other) in [same[0], same[index - 1]] {
                let shared =
                    sketches[at].iter().filter(|hash| **hash != NONE && sketches[other].contains(hash));
                if shared.count() >= 2 {
                    pairs.insert((at, other));
                }
            }
        }
    }
    pairs
}

fn report(page: &Page, other: &Page, alike: usize) -> Diagnostic {
    let problem = Diagnostic::new(
        Code::NearDuplicate,
        title_place(page),
        format!("the text is almost that of `{}` ({alike} % the same)", other.file),
    );
    let (here, there) = (top_folder(&page.file), top_folder(&other.file));
    let problem = match here == there || here.is_empty() || there.is_empty() {
        true => problem,
        // Two versions, or a translation that is still to come.
        false => problem.cause_is(format!("entries of `{here}/` are almost those of `{there}/`")),
    };
    problem
    .related(title_place(other), "the other one")
    .help("make one entry of them; write the address of the one that you delete under `aliases` of the other, so that old links lead there")
}

/// How much of two sorted sets is in both, in hundredths of what is in either.
fn hundredths(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let either = a.len() + b.len() - both;
    (both * 100).checked_div(either).unwrap_or(0)
}
