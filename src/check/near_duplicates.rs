//! Entries whose texts are almost the same.
//!
//! A text is the set of its *shingles*, the runs of five words; two texts are alike as far as their sets are (Jaccard:
//! what both have, divided by what either has). Comparing all pairs would take too long, so only those are compared
//! that share one of their smallest hashes, which texts alike enough do almost surely (Broder's min-wise hashing). The
//! hashes are fixed, so the answer is the same on every machine.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Checked, title_place};
use crate::{
    diagnostic::{Code, Diagnostic},
    markdown::Markdown,
    site::{Page, PageId},
};

/// Words in a shingle.
const WIDTH: usize = 5;
/// Shorter texts are alike by chance.
const FEWEST: usize = 60;
/// How many of the smallest hashes are looked up.
const SKETCH: usize = 4;
/// From how many hundredths on two texts are reported.
const ALIKE: usize = 80;

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let entries: Vec<(PageId, &Page)> = checked.entries().collect();
    let shingles: Vec<Vec<u64>> =
        entries.par_iter().map(|(_, page)| shingles(&page.document.markdown)).collect();
    let mut by_hash: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, hashes) in shingles.iter().enumerate() {
        for hash in hashes.iter().take(SKETCH) {
            by_hash.entry(*hash).or_default().push(at);
        }
    }
    let mut nearest: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for same in by_hash.values() {
        // Each with the one before it and with the first: a hundred copies of a text are a hundred findings, not 4950.
        for (index, &at) in same.iter().enumerate().skip(1) {
            for other in [same[0], same[index - 1]] {
                let alike = hundredths(&shingles[at], &shingles[other]);
                let known = nearest.get(&at).map_or(ALIKE - 1, |(alike, _)| *alike);
                if alike > known {
                    nearest.insert(at, (alike, other));
                }
            }
        }
    }
    for (at, (alike, other)) in nearest {
        problems.push(report(entries[at].1, entries[other].1, alike));
    }
}

fn report(page: &Page, other: &Page, alike: usize) -> Diagnostic {
    Diagnostic::new(
        Code::NearDuplicate,
        title_place(page),
        format!("the text is almost that of `{}` ({alike} % the same)", other.file),
    )
    .related(title_place(other), "the other one")
    .help("merge them, and name the address of the one that goes under `aliases` of the other")
}

/// The hashes of a text's shingles, sorted, each once; none for a short text.
fn shingles(markdown: &Markdown) -> Vec<u64> {
    if markdown.words < FEWEST {
        return Vec::new();
    }
    let texts = markdown.sections.iter().flat_map(|section| section.text.split_whitespace());
    let words: Vec<u64> = texts.map(hash).collect();
    let mut hashes: Vec<u64> =
        words.windows(WIDTH).map(|run| run.iter().fold(SEED, mix)).map(spread).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over the letters and digits of a word, in lower case.
fn hash(word: &str) -> u64 {
    let plain = word.bytes().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    plain
        .fold(SEED, |hash, byte| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3))
}

fn mix(hash: u64, word: &u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// Makes every bit depend on every other, so that the smallest hashes are a fair sample (the end of MurmurHash3).
fn spread(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
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
