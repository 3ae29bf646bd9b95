//! How the postings of a term are written: the one place that says what their characters mean.
//!
//! The postings are base-45 numbers ([`varint`]) without a separator; `static/search/20-index.js` reads them. For each page
//! that has the term, in order:
//!
//! | number | value | there |
//! |---|---|---|
//! | header | 5 × (page − the page before, from 0) + flags | always |
//! | count | how many sections have the term | with flag 1; without it, one has |
//! | whole | what the page as a whole is worth | with flag 2 |
//! | section | 15 × (section − the section before, from 0) + what it is worth | for each section |
//!
//! Flag 4 ([`MENTION`]) alone says that the page has the term and no more; nothing follows. What something is *worth* is a level
//! of how much the text is about the term (0 to 5), or, from [`NAMES`] on, a class of length of the name that has it.
//!
//! For example, `4)EJ` are the numbers 17, 6, 34 and 39. Page 3 (17 = 5 × 3 + 2) has the term in its title (6, the class of
//! titles of one word), and at level 4 in its section 2 (34 = 15 × 2 + 4). Page 10 (39 = 5 × 7 + 4) mentions it.
//!
//! Why headers are small: most lists are short, and nearly all of a list's bytes are headers of mentions. A distance below 9 is one
//! character with its flags.

use super::varint;

/// How many headers there are for pages of one distance: the flags are below it.
const HEADERS: u32 = 5;
/// The number of sections follows.
pub const COUNTED: u32 = 1;
/// What the page is worth as a whole follows.
pub const WHOLE: u32 = 2;
/// The page has the term somewhere; nothing follows.
pub const MENTION: u32 = 4;

/// The lower ends of the levels but the first, as shares of the most that a text can be about a term.
pub const LEVELS: [f32; 5] = [0.26, 0.36, 0.46, 0.58, 0.72];
/// The lengths of names, in words, up to which each class goes; a longer name is of one class more.
pub const NAME_LENGTHS: [usize; 8] = [1, 2, 3, 4, 5, 6, 8, 12];
/// The first class of names, which follow the levels.
pub const NAMES: u32 = LEVELS.len() as u32 + 1;
/// How many levels and classes of names there are. The base of `varint` is a multiple of it, so that the lowest digit of a section's
/// number tells what the section is worth.
pub const VALUES: u32 = 15;

/// Whether what was written for a section or a page says that the term is in its name.
pub fn is_name(number: u32) -> bool {
    number % VALUES >= NAMES
}

/// The header of a page that follows another one at this distance.
pub fn header(distance: u32, flags: u32) -> u32 {
    distance * HEADERS + flags
}

/// The distance and the flags in a header.
pub fn split_header(number: u32) -> (u32, u32) {
    (number / HEADERS, number % HEADERS)
}

/// How many numbers follow a header and the count: one for each section, and one for the page as a whole. `count` reads the
/// number of sections, where it follows.
pub fn values(flags: u32, count: impl FnOnce() -> u32) -> u32 {
    match flags {
        MENTION => 0,
        _ => u32::from(flags & WHOLE != 0) + if flags & COUNTED == 0 { 1 } else { count() },
    }
}

/// Writes what a section is worth.
pub fn push_section(out: &mut String, distance: u32, worth: u32) {
    varint::push(out, distance * VALUES + worth);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::postings::{Entries, ListStats};

    #[test]
    fn example_is_written_and_read() {
        let mut text = String::new();
        let mut stats = ListStats::default();
        stats.enter(&mut text, 3, WHOLE);
        varint::push(&mut text, NAMES);
        push_section(&mut text, 2, 4);
        stats.enter(&mut text, 10, MENTION);
        assert_eq!(text, "4)EJ");
        let mut seen = Vec::new();
        let mut entries = Entries::new(&text);
        let first = entries.read(|is_whole, worth| seen.push((is_whole, worth))).expect("page 3");
        assert_eq!((first.page, first.flags, seen), (3, WHOLE, vec![(true, NAMES), (false, 4)]));
        let second = entries.next().expect("page 10");
        assert_eq!((second.page, second.flags, second.places), (10, MENTION, ""));
        assert!(entries.next().is_none());
    }

    #[test]
    fn every_header_comes_back() {
        for distance in [0, 1, 8, 9, 1 << 20] {
            for flags in [0, COUNTED, WHOLE, COUNTED | WHOLE, MENTION] {
                assert_eq!(split_header(header(distance, flags)), (distance, flags));
            }
        }
        assert!(VALUES > NAMES + NAME_LENGTHS.len() as u32);
    }
}
