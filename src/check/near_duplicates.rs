//! Entries whose texts are almost the same.
//!
//! A text is the set of its *shingles*, the runs of five words; two texts are alike as far as their sets are (Jaccard:
//! what both have, divided by what either has). Comparing all pairs would take too long, so only those are compared
//! that share two of their smallest hashes, which texts alike enough do almost surely (Broder's min-wise hashing). The
//! hashes are fixed, so the answer is the same on every machine.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{Checked, title_place};
use crate::{
    diagnostic::{Code, Diagnostic},
    markdown::Text,
    site::{Page, PageId},
};

/// Words in a shingle.
const WIDTH: usize = 5;
/// Shorter texts are alike by chance.
const FEWEST: usize = 60;
/// How many of the smallest hashes are looked at.
const SKETCH: usize = 4;
/// From how many hundredths on two texts are reported.
const ALIKE: usize = 80;

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let entries: Vec<(PageId, &Page)> = checked.entries().collect();
    let text = |at: usize| (checked.page_text)(entries[at].0);
    let sketches: Vec<Sketch> = (0..entries.len()).into_par_iter().map(|at| sketch(&text(at))).collect();
    let pairs = candidates(&sketches);
    let looked_at: BTreeSet<usize> = pairs.iter().flat_map(|(at, other)| [*at, *other]).collect();
    let exact: HashMap<usize, Vec<u64>> =
        looked_at.into_par_iter().map(|at| (at, shingles(&text(at)))).collect();
    let mut nearest: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (at, other) in pairs {
        let alike = hundredths(&exact[&at], &exact[&other]);
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
    Diagnostic::new(
        Code::NearDuplicate,
        title_place(page),
        format!("the text is almost that of `{}` ({alike} % the same)", other.file),
    )
    .related(title_place(other), "the other one")
    .help("merge them, and name the address of the one that goes under `aliases` of the other")
}

/// The smallest hashes of a text's shingles, each once; [`NONE`] where there are fewer.
type Sketch = [u64; SKETCH];

const NONE: u64 = u64::MAX;

fn sketch(text: &Text) -> Sketch {
    let mut smallest = [NONE; SKETCH];
    each_shingle(text, |hash| {
        if hash < smallest[SKETCH - 1] && !smallest.contains(&hash) {
            smallest[SKETCH - 1] = hash;
            smallest.sort_unstable();
        }
    });
    smallest
}

/// The hashes of a text's shingles, sorted, each once.
fn shingles(text: &Text) -> Vec<u64> {
    let mut hashes = Vec::new();
    each_shingle(text, |hash| hashes.push(hash));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Calls `f` with the hash of every shingle; with none for a short text.
fn each_shingle(text: &Text, mut f: impl FnMut(u64)) {
    if text.words < FEWEST {
        return;
    }
    // The last words' hashes, and their sum, in which each counts by its place: what a word adds goes when it leaves.
    let mut run = [0_u64; WIDTH];
    let mut sum = 0_u64;
    let mut count = 0;
    for section in &text.sections {
        each_word(&section.text, |word| {
            let left = std::mem::replace(&mut run[count % WIDTH], word);
            sum = sum.wrapping_mul(PLACE).wrapping_add(word).wrapping_sub(left.wrapping_mul(LEAVING));
            count += 1;
            if count >= WIDTH {
                f(spread(sum));
            }
        });
    }
}

/// Calls `f` with the hash (FNV-1a) of the letters and digits of every word, in lower case.
fn each_word(text: &str, mut f: impl FnMut(u64)) {
    let (mut hash, mut in_word) = (SEED, false);
    for byte in text.bytes() {
        let letter = LETTERS[usize::from(byte)];
        if letter > OTHER {
            hash = (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3);
        }
        if letter != SPACE {
            in_word = true;
        } else if in_word {
            f(hash);
            (hash, in_word) = (SEED, false);
        }
    }
    if in_word {
        f(hash);
    }
}

const SPACE: u8 = 0;
const OTHER: u8 = 1;

/// What each byte counts: a letter or digit as itself, in lower case, and all that is not ASCII as a letter.
const LETTERS: [u8; 256] = {
    let mut letters = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        let own = byte as u8;
        if own.is_ascii_whitespace() {
            letters[byte] = SPACE;
        } else if own.is_ascii_alphanumeric() || !own.is_ascii() {
            letters[byte] = own.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
/// What a word's hash counts more at one place than at the next.
const PLACE: u64 = 0x517c_c1b7_2722_0a95;
const LEAVING: u64 = PLACE.wrapping_pow(WIDTH as u32);

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
