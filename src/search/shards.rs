//! A sorted list of words → files that hold a range of it each, and the table of where each begins.
//!
//! Where one file ends and the next begins depends only on the words around that place, so that a word more or less
//! changes the file that it is in and leaves the others as they are.

use super::varint;
use crate::base::script::is_dense;

/// How large shards are, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub least: usize,
    pub most: usize,
    /// Between the two, one of so many places is the end of a shard.
    pub one_in: u32,
}

/// Says where a sorted list of words is cut.
#[derive(Clone, Copy, Debug)]
pub struct Chunker {
    pub size: Size,
    /// Of the shard so far, in bytes.
    pub length: usize,
}

impl Chunker {
    pub fn new(size: Size) -> Self {
        Self { size, length: 0 }
    }

    /// Whether a shard begins with `word`, of which so many bytes of data are known, and which follows `last`.
    pub fn begins(&self, last: &str, word: &str, data: usize) -> bool {
        let full = self.length + word.len() + data > self.size.most;
        let is_end = || shared(last, word) < 4 && mark(word).is_multiple_of(self.size.one_in);
        self.length == 0 || full || (self.length >= self.size.least && is_end())
    }

    /// Counts the first word of a shard.
    pub fn begin(&mut self, word: &str, data: usize) {
        self.length = 0;
        self.add("", word, data);
    }

    /// Counts a word that is in the same shard as `last`.
    pub fn add(&mut self, last: &str, word: &str, data: usize) {
        let rest: usize = word.chars().skip(shared(last, word)).map(char::len_utf8).sum();
        self.length += rest + data + "a  ".len();
    }
}

/// The text of one shard.
///
/// A word is written as the number of characters that it shares with the one before, the rest of it, a space, and what is
/// known of it with a space behind.
pub fn text<'a>(words: impl Iterator<Item = (&'a str, &'a str)>, length: usize) -> String {
    let mut text = String::with_capacity(length);
    let mut last = "";
    for (word, data) in words {
        write(&mut text, last, word);
        text.push_str(data);
        text.push(' ');
        last = word;
    }
    text
}

/// Sorted words as one text, each written as words are in a shard.
pub fn table<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut table = String::new();
    let mut last = "";
    for word in words {
        write(&mut table, last, word);
        last = word;
    }
    table
}

fn write(text: &mut String, last: &str, word: &str) {
    let shared = shared(last, word);
    varint::push(text, u32::try_from(shared).expect("words are short"));
    text.extend(word.chars().skip(shared));
    text.push(' ');
}

/// The number of characters at the start of both; of those that are one unit in JavaScript too.
fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b && a.len_utf16() == 1).count()
}

/// The shortest text that parts `word` from the word before it.
pub fn start(before: &str, word: &str) -> String {
    let same = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    word.chars().take(same + 1).collect()
}

/// A number that only depends on the first characters of the word (FNV-1a).
fn mark(word: &str) -> u32 {
    let length = if word.starts_with(is_dense) { 1 } else { 4 };
    let bytes = word.char_indices().nth(length).map_or(word, |(end, _)| &word[..end]).bytes();
    bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) >> 7
}
