//! A text as the set of its *shingles*, the runs of five words, by which texts that are almost the same are found.
//!
//! The hashes are fixed, so they are the same on every machine.

use super::Text;

/// Words in a shingle.
const WIDTH: usize = 5;
/// Shorter texts are alike by chance, so they have no shingles.
const FEWEST: usize = 60;
/// How many of the smallest hashes are looked at.
const SKETCH: usize = 4;

/// The smallest hashes of a text's shingles, each once; [`NONE`] where there are fewer.
pub type Sketch = [u64; SKETCH];

pub const NONE: u64 = u64::MAX;

pub fn sketch(text: &Text) -> Sketch {
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
pub fn shingles(text: &Text) -> Vec<u64> {
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
