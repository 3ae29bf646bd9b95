//! Where each term of many pages occurs, in little memory: the pages' own lists → the site's, and yesterday's → today's.
//!
//! A term's data are, for each page in order: five times the distance from the page before, plus two if the page as a
//! whole is about it, plus one if the number of sections follows, or plus four if nothing follows; then what `indexer`
//! wrote. That is how the files have it too. The result depends neither on how pages were put together nor on how many
//! threads there are.

use std::{
    cmp::Ordering,
    iter,
    ops::Range,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;

use super::{
    digits,
    indexer::{VALUES, is_name},
};
use crate::base::digest::Digest;

/// The terms of some pages, in order, each with where it occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inverted {
    /// All terms, one behind the other; so are their data.
    pub(super) terms: String,
    pub(super) data: String,
    pub(super) lists: Vec<List>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct List {
    /// Where the term ends in `terms`, and what is known of it in `data`.
    pub term_end: u32,
    pub data_end: u32,
    pub pages: u32,
    pub last: u32,
    pub named: bool,
}

/// A term of the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Postings<'a> {
    pub term: &'a str,
    pub data: &'a str,
    /// On how many pages it occurs, and the number of the last.
    pub pages: u32,
    pub last: u32,
    /// Whether it is in a title or heading.
    pub named: bool,
    /// What holds the data, if they are a file of their own.
    pub common: Option<&'a Arc<Common>>,
}

/// The postings of a common term, which are a file of their own.
#[derive(Debug)]
pub struct Common {
    pub data: String,
    /// The digest of the file, once it is known.
    pub file: OnceLock<Digest>,
}

impl PartialEq for Common {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

impl Eq for Common {}

impl Inverted {
    /// One with room for so many terms, and for texts of so many bytes.
    pub fn with_room(count: usize, terms: usize, data: usize) -> Self {
        Self {
            terms: String::with_capacity(terms),
            data: String::with_capacity(data),
            lists: Vec::with_capacity(count),
        }
    }

    pub fn count(&self) -> usize {
        self.lists.len()
    }

    pub fn get(&self, index: usize) -> Postings<'_> {
        let (term, data) = match index.checked_sub(1) {
            None => (0, 0),
            Some(before) => (self.lists[before].term_end, self.lists[before].data_end),
        };
        let List { term_end, data_end, pages, last, named } = self.lists[index];
        Postings {
            term: &self.terms[term as usize..term_end as usize],
            data: &self.data[data as usize..data_end as usize],
            pages,
            last,
            named,
            common: None,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Postings<'_>> {
        (0..self.count()).map(|index| self.get(index))
    }

    /// The index of the first term that is not before `term`.
    pub fn lower_bound(&self, term: &str) -> usize {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.get(middle).term < term { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Adds a term behind all others, as it is.
    pub fn add(&mut self, list: &Postings<'_>) {
        let Postings { term, data, pages, last, named, common: _ } = *list;
        self.data.push_str(data);
        self.end(term, Tally { pages, last, named });
    }

    /// Adds a word behind all others, with what is known of it besides pages; nothing is known of one that is gone.
    pub fn add_word(&mut self, word: &str, data: Option<&str>) {
        let pages = data.is_some().into();
        self.add(&Postings { term: word, data: data.unwrap_or_default(), pages, ..Postings::default() });
    }

    pub fn clear(&mut self) {
        self.terms.clear();
        self.data.clear();
        self.lists.clear();
    }

    /// Adds a term behind all others, if it occurs anywhere. `write` adds its data.
    pub fn push(&mut self, term: &str, write: impl FnOnce(&mut String) -> Tally) {
        let tally = write(&mut self.data);
        if tally.pages > 0 {
            self.end(term, tally);
        }
    }

    /// Ends the list of a term whose data are written.
    fn end(&mut self, term: &str, tally: Tally) {
        self.terms.push_str(term);
        let end = |text: &str| u32::try_from(text.len()).expect("an index has less than 4 GB");
        let (term_end, data_end) = (end(&self.terms), end(&self.data));
        let Tally { pages, last, named } = tally;
        self.lists.push(List { term_end, data_end, pages, last, named });
    }

    /// The terms of all parts, which follow one another in order.
    pub fn join(parts: Vec<Self>) -> Self {
        let size = |of: fn(&Self) -> usize| parts.iter().map(of).sum();
        let mut all = Self::with_room(
            size(|part| part.lists.len()),
            size(|part| part.terms.len()),
            size(|part| part.data.len()),
        );
        for part in parts {
            let base = |text: &str| u32::try_from(text.len()).expect("an index has less than 4 GB");
            let (terms, data) = (base(&all.terms), base(&all.data));
            all.terms.push_str(&part.terms);
            all.data.push_str(&part.data);
            all.lists.extend(part.lists.into_iter().map(|list| List {
                term_end: list.term_end + terms,
                data_end: list.data_end + data,
                ..list
            }));
        }
        all
    }
}

/// What is counted while the data of a term are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub pages: u32,
    pub last: u32,
    pub named: bool,
}

impl Tally {
    /// Writes the head of what is known of a page.
    pub fn enter(&mut self, out: &mut String, page: u32, flags: u32) {
        digits::push(out, (page - self.last) * HEADS + flags);
        self.last = page;
        self.pages += 1;
    }

    /// Writes all that is known of a page.
    pub fn write(&mut self, out: &mut String, entry: &Entry<'_>) {
        self.enter(out, entry.page, entry.flags);
        out.push_str(entry.places);
    }
}

/// Where ranges of terms begin, which are worked on at the same time; the first one begins with the first term.
const RANGES: [&str; 30] = [
    "", "0", "a", "b", "c", "ch", "co", "d", "e", "f", "g", "h", "i", "j", "l", "m", "n", "o", "p", "pr",
    "q", "r", "s", "st", "t", "u", "w", "{", "\u{3100}", "\u{6800}",
];

/// Calls `work` with the beginning and the end of each range.
fn by_ranges(work: impl Fn(&str, Option<&str>) -> Inverted + Sync) -> Vec<Inverted> {
    let range = |at: usize| work(RANGES[at], RANGES.get(at + 1).copied());
    (0..RANGES.len()).into_par_iter().map(range).collect()
}

fn indices(lists: &Inverted, start: &str, end: Option<&str>) -> Range<usize> {
    lists.lower_bound(start)..end.map_or(lists.count(), |end| lists.lower_bound(end))
}

/// Puts the terms of runs of pages together: parts that follow one another in order. A run's pages count from 0 in it, and
/// from its number here.
pub fn concat(runs: Vec<(u32, Inverted)>) -> Vec<Inverted> {
    by_ranges(|start, end| {
        let mut found: Vec<(u64, &str, usize, usize)> = Vec::new();
        for (run, (_, lists)) in runs.iter().enumerate() {
            let terms = indices(lists, start, end).map(|at| (lists.get(at).term, at));
            found.extend(terms.map(|(term, at)| (head(term), term, run, at)));
        }
        // They come as sorted runs, which a stable sort merges.
        found.sort();
        let mut all = Inverted::default();
        for same in found.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1) {
            all.push(same[0].1, |out| {
                let mut tally = Tally::default();
                for (_, _, run, at) in same {
                    let (first, lists) = &runs[*run];
                    let Postings { data, pages, last, named, .. } = lists.get(*at);
                    let mut rest = Entries::new(data);
                    let (page, flags) = head_of(rest.number());
                    tally.enter(out, first + page, flags);
                    out.push_str(&data[rest.at..]);
                    tally.pages += pages - 1;
                    tally.last = first + last;
                    tally.named |= named;
                }
                tally
            });
        }
        all
    })
}

/// The first bytes as a number, which is in the same order and quicker to compare.
pub fn head(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(8);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

/// The number that each page has now, in the same order; none for pages that are gone.
pub struct Numbers<'a> {
    numbers: &'a [Option<u32>],
    /// All pages before it and those from `until` on have the number that they had.
    from: usize,
    until: usize,
}

impl<'a> Numbers<'a> {
    pub fn new(numbers: &'a [Option<u32>]) -> Self {
        let is_other =
            |(page, number): (usize, &Option<u32>)| number.is_none_or(|number| number as usize != page);
        let from = numbers.iter().enumerate().position(is_other).unwrap_or(numbers.len());
        let until = numbers.iter().enumerate().rposition(is_other).map_or(from, |last| last + 1);
        Self { numbers, from, until }
    }

    /// An entry with the number that its page has now.
    fn renumber<'e>(&self, entry: Entry<'e>) -> Option<Entry<'e>> {
        self.numbers[entry.page as usize].map(|page| Entry { page, ..entry })
    }

    fn keeps(&self, page: usize) -> bool {
        !(self.from..self.until).contains(&page)
            || self.numbers[page].is_some_and(|number| number as usize == page)
    }

    /// Whether all pages of a list have the number that they had.
    pub fn keep(&self, list: &Postings<'_>) -> bool {
        let last = list.last as usize;
        if last < self.from || list.pages == 1 {
            return self.keeps(last);
        }
        let mut entries = Entries::new(list.data);
        entries.skip_before(self.from);
        entries
            .map(|entry| entry.page as usize)
            .take_while(|page| *page < self.until)
            .all(|page| self.keeps(page))
    }
}

/// The terms of both, in order, with what each of them has.
pub fn pair<'a>(
    a: impl Iterator<Item = Postings<'a>>,
    b: impl Iterator<Item = Postings<'a>>,
) -> impl Iterator<Item = (Option<Postings<'a>>, Option<Postings<'a>>)> {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    iter::from_fn(move || {
        let order = match (a.peek(), b.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.term.cmp(b.term),
        };
        Some((a.next_if(|_| order.is_le()), b.next_if(|_| order.is_ge())))
    })
}

/// The terms of some pages as they are now, of which other things are known than before. Those that none of the pages has any
/// longer are among them, without a page.
pub fn differences(before: &Inverted, now: &Inverted) -> Inverted {
    let mut all = Inverted::default();
    for (old, new) in pair(before.iter(), now.iter()) {
        match (old, new) {
            (Some(old), Some(new)) if old.data == new.data => {}
            (_, Some(new)) => all.add(&new),
            (Some(old), None) => all.add_word(old.term, None),
            (None, None) => unreachable!("one of them has the term"),
        }
    }
    all
}

/// Writes the entries of two lists in the order of their new numbers. Those before and behind all that changed are not looked at.
pub fn interleave(
    (old, old_numbers): (&Postings<'_>, &Numbers<'_>),
    (new, new_numbers): (&Postings<'_>, &Numbers<'_>),
    out: &mut String,
) -> Tally {
    let begin = out.len();
    let mut tally = Tally::default();
    let mut new_entries = Entries::new(new.data).filter_map(|entry| new_numbers.renumber(entry)).peekable();
    let last = new_numbers.numbers.get(new.last as usize).copied().flatten();
    let until = old_numbers.until.max(last.map_or(0, |last| last as usize + 1));

    let mut entries = Entries::new(old.data);
    // Where all pages keep their numbers, there is no room for a new one.
    let mut count = entries.skip_before(old_numbers.from);
    out.push_str(&old.data[..entries.at]);
    tally.pages = count;
    tally.last = entries.page;

    let mut loses_name = false;
    let mut next = entries.next();
    while let Some(entry) = next.filter(|entry| (entry.page as usize) < until) {
        count += 1;
        next = entries.next();
        let Some(entry) = old_numbers.renumber(entry) else {
            loses_name |= entry.named;
            continue;
        };
        while let Some(new) = new_entries.next_if(|new| new.page < entry.page) {
            tally.write(out, &new);
        }
        tally.write(out, &entry);
    }
    new_entries.for_each(|new| tally.write(out, &new));

    if let Some(entry) = next {
        tally.write(out, &entry);
        out.push_str(&old.data[entries.at..]);
        tally.pages += old.pages - count - 1;
        tally.last = old.last;
    }
    tally.named = if loses_name {
        Entries::new(&out[begin..]).any(|entry| entry.named)
    } else {
        old.named || new.named
    };
    tally
}

/// What a term's data say of one page.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub page: u32,
    pub flags: u32,
    pub places: &'a str,
    named: bool,
}

/// How many heads there are for pages of one distance.
const HEADS: u32 = 5;
/// The head of a page that has the term somewhere: it is about it as little as can be.
pub const MENTION: u32 = 4;

/// How far a page is behind the one before, and what its head says besides.
fn head_of(number: u32) -> (u32, u32) {
    (number / HEADS, number % HEADS)
}

/// How many values follow a head: one for each section, and one for the page as a whole. `count` reads the number of
/// sections, where it follows.
fn values(flags: u32, count: impl FnOnce() -> u32) -> u32 {
    match flags {
        MENTION => 0,
        _ if flags & 1 == 0 => 1 + (flags >> 1),
        _ => count() + (flags >> 1),
    }
}

/// Reads the data of a term page by page.
pub struct Entries<'a> {
    data: &'a str,
    at: usize,
    page: u32,
}

impl<'a> Entries<'a> {
    pub fn new(data: &'a str) -> Self {
        Self { data, at: 0, page: 0 }
    }

    fn number(&mut self) -> u32 {
        digits::read(self.data.as_bytes(), &mut self.at)
    }

    /// Goes behind all pages before this one. Returns how many they are.
    fn skip_before(&mut self, page: usize) -> u32 {
        let mut count = 0;
        while self.at < self.data.len() {
            let begin = self.at;
            let (distance, flags) = head_of(self.number());
            if (self.page + distance) as usize >= page {
                self.at = begin;
                break;
            }
            self.page += distance;
            count += 1;
            for _ in 0..values(flags, || self.number()) {
                digits::skip(self.data.as_bytes(), &mut self.at);
            }
        }
        count
    }

    /// The next page. `see` gets what is told of it as a whole, which comes with `true`, and what is told of each section.
    pub fn read(&mut self, mut see: impl FnMut(bool, u32)) -> Option<Entry<'a>> {
        if self.at == self.data.len() {
            return None;
        }
        let (number, flags) = head_of(self.number());
        self.page += number;
        let start = self.at;
        let mut named = false;
        for at in 0..values(flags, || self.number()) {
            // The lowest digit tells it.
            let value = digits::lowest(self.data.as_bytes(), &mut self.at) % VALUES;
            named |= is_name(value);
            see(at == 0 && flags & 2 != 0, value);
        }
        Some(Entry { page: self.page, flags, places: &self.data[start..self.at], named })
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        self.read(|_, _| {})
    }
}
