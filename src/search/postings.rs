//! Where each term of many pages occurs, in little memory: the pages' own lists → the site's, and yesterday's → today's.
//!
//! What a term's data mean, [`super::format`] says; the files have it in the same form.
//!
//! Invariant: the lists depend neither on how pages were put together in runs nor on how many threads there are. Merging,
//! renumbering and taking over an edited page give, byte for byte, what indexing all pages at once would.

use std::{
    cmp::Ordering,
    iter,
    ops::Range,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;

use super::{
    format::{self, VALUES, is_name, split_header, values},
    varint,
};
use crate::base::digest::Digest;

/// The terms of some pages, in order, each with where it occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostingLists {
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
    pub common: Option<&'a Arc<FrequentTerm>>,
}

/// The postings of a common term, which are a file of their own.
#[derive(Debug)]
pub struct FrequentTerm {
    pub data: String,
    /// The digest of the file, once it is known.
    pub file: OnceLock<Digest>,
}

impl PartialEq for FrequentTerm {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

impl Eq for FrequentTerm {}

impl PostingLists {
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
        self.end(term, ListStats { pages, last, named });
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
    pub fn push(&mut self, term: &str, write: impl FnOnce(&mut String) -> ListStats) {
        let stats = write(&mut self.data);
        if stats.pages > 0 {
            self.end(term, stats);
        }
    }

    /// Ends the list of a term whose data are written.
    fn end(&mut self, term: &str, stats: ListStats) {
        self.terms.push_str(term);
        let end = |text: &str| u32::try_from(text.len()).expect("an index has less than 4 GB");
        let (term_end, data_end) = (end(&self.terms), end(&self.data));
        let ListStats { pages, last, named } = stats;
        self.lists.push(List { term_end, data_end, pages, last, named });
    }

    /// The terms of all parts, which follow one another in order.
    pub fn concat(parts: Vec<Self>) -> Self {
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
pub struct ListStats {
    pub pages: u32,
    pub last: u32,
    pub named: bool,
}

impl ListStats {
    /// Writes the head of what is known of a page.
    pub fn enter(&mut self, out: &mut String, page: u32, flags: u32) {
        varint::push(out, format::header(page - self.last, flags));
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
fn by_ranges(work: impl Fn(&str, Option<&str>) -> PostingLists + Sync) -> Vec<PostingLists> {
    let range = |at: usize| work(RANGES[at], RANGES.get(at + 1).copied());
    (0..RANGES.len()).into_par_iter().map(range).collect()
}

fn indices(lists: &PostingLists, start: &str, end: Option<&str>) -> Range<usize> {
    lists.lower_bound(start)..end.map_or(lists.count(), |end| lists.lower_bound(end))
}

/// Puts the terms of runs of pages together: parts that follow one another in order. A run's pages count from 0 in it, and
/// from its number here, so of a run's list only the first header changes, and the rest is copied as it is.
///
/// Takes O(n log r) for n terms of r runs, on all cores.
pub fn merge_runs(runs: Vec<(u32, PostingLists)>) -> Vec<PostingLists> {
    by_ranges(|start, end| {
        let mut found: Vec<(u64, &str, usize, usize)> = Vec::new();
        for (run, (_, lists)) in runs.iter().enumerate() {
            let terms = indices(lists, start, end).map(|at| (lists.get(at).term, at));
            found.extend(terms.map(|(term, at)| (prefix_key(term), term, run, at)));
        }
        // They come as sorted runs, which a stable sort merges.
        found.sort();
        let mut all = PostingLists::default();
        for same in found.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1) {
            all.push(same[0].1, |out| {
                let mut stats = ListStats::default();
                for (_, _, run, at) in same {
                    let (first, lists) = &runs[*run];
                    let Postings { data, pages, last, named, .. } = lists.get(*at);
                    let mut rest = Entries::new(data);
                    let (page, flags) = split_header(rest.number());
                    stats.enter(out, first + page, flags);
                    out.push_str(&data[rest.at..]);
                    stats.pages += pages - 1;
                    stats.last = first + last;
                    stats.named |= named;
                }
                stats
            });
        }
        all
    })
}

/// The first bytes as a number, which is in the same order and quicker to compare.
pub fn prefix_key(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(8);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

/// The number that each page has now, in the same order; none for pages that are gone.
pub struct Renumbering<'a> {
    numbers: &'a [Option<u32>],
    /// All pages before it and those from `until` on have the number that they had.
    from: usize,
    until: usize,
}

impl<'a> Renumbering<'a> {
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
pub fn differences(before: &PostingLists, now: &PostingLists) -> PostingLists {
    let mut all = PostingLists::default();
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
    (old, old_numbers): (&Postings<'_>, &Renumbering<'_>),
    (new, new_numbers): (&Postings<'_>, &Renumbering<'_>),
    out: &mut String,
) -> ListStats {
    let begin = out.len();
    let mut stats = ListStats::default();
    let mut new_entries = Entries::new(new.data).filter_map(|entry| new_numbers.renumber(entry)).peekable();
    let last = new_numbers.numbers.get(new.last as usize).copied().flatten();
    let until = old_numbers.until.max(last.map_or(0, |last| last as usize + 1));

    let mut entries = Entries::new(old.data);
    // Where all pages keep their numbers, there is no room for a new one.
    let mut count = entries.skip_before(old_numbers.from);
    out.push_str(&old.data[..entries.at]);
    stats.pages = count;
    stats.last = entries.page;

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
            stats.write(out, &new);
        }
        stats.write(out, &entry);
    }
    new_entries.for_each(|new| stats.write(out, &new));

    if let Some(entry) = next {
        stats.write(out, &entry);
        out.push_str(&old.data[entries.at..]);
        stats.pages += old.pages - count - 1;
        stats.last = old.last;
    }
    stats.named = if loses_name {
        Entries::new(&out[begin..]).any(|entry| entry.named)
    } else {
        old.named || new.named
    };
    stats
}

/// What a term's data say of one page.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub page: u32,
    pub flags: u32,
    pub places: &'a str,
    named: bool,
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
        varint::read(self.data.as_bytes(), &mut self.at)
    }

    /// Goes behind all pages before this one. Returns how many they are.
    fn skip_before(&mut self, page: usize) -> u32 {
        let mut count = 0;
        while self.at < self.data.len() {
            let begin = self.at;
            let (distance, flags) = split_header(self.number());
            if (self.page + distance) as usize >= page {
                self.at = begin;
                break;
            }
            self.page += distance;
            count += 1;
            for _ in 0..values(flags, || self.number()) {
                varint::skip(self.data.as_bytes(), &mut self.at);
            }
        }
        count
    }

    /// The next page. `see` gets what is told of it as a whole, which comes with `true`, and what is told of each section.
    pub fn read(&mut self, mut see: impl FnMut(bool, u32)) -> Option<Entry<'a>> {
        if self.at == self.data.len() {
            return None;
        }
        let (number, flags) = split_header(self.number());
        self.page += number;
        let start = self.at;
        let mut named = false;
        for at in 0..values(flags, || self.number()) {
            // The lowest digit tells it.
            let value = varint::lowest(self.data.as_bytes(), &mut self.at) % VALUES;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::format::{COUNTED, MENTION, WHOLE};

    /// A list of pages; what is known of each depends on its number and on `salt`.
    fn list(pages: &[u32], salt: u32) -> (String, ListStats) {
        let mut data = String::new();
        let mut stats = ListStats::default();
        for page in pages {
            write(&mut data, &mut stats, *page, page * 7 + salt);
        }
        (data, stats)
    }

    fn write(data: &mut String, stats: &mut ListStats, page: u32, value: u32) {
        let flags = [0, COUNTED, WHOLE, COUNTED | WHOLE, MENTION][value as usize % 5];
        stats.enter(data, page, flags);
        if flags & COUNTED != 0 {
            varint::push(data, 2);
        }
        for at in 0..values(flags, || 2) {
            let worth = (value + at) % VALUES;
            stats.named |= is_name(worth);
            varint::push(data, if at == 0 && flags & WHOLE != 0 { worth } else { at * VALUES + worth });
        }
    }

    fn postings<'a>((data, stats): &'a (String, ListStats)) -> Postings<'a> {
        let ListStats { pages, last, named } = *stats;
        Postings { data, pages, last, named, ..Postings::default() }
    }

    fn pages(data: &str) -> Vec<u32> {
        Entries::new(data).map(|entry| entry.page).collect()
    }

    #[test]
    fn runs_become_the_lists_of_all_pages() {
        let run = |terms: &[(&str, &[u32])], first: u32| {
            let mut lists = PostingLists::default();
            for (term, pages) in terms {
                lists.push(term, |out| {
                    let mut stats = ListStats::default();
                    pages.iter().for_each(|page| write(out, &mut stats, page - first, *page));
                    stats
                });
            }
            lists
        };
        let whole = run(&[("a", &[0, 4]), ("b", &[1, 5, 90]), ("z", &[4])], 0);
        let runs = vec![
            (0, run(&[("a", &[0]), ("b", &[1])], 0)),
            (4, run(&[("a", &[4]), ("b", &[5, 90]), ("z", &[4])], 4)),
        ];
        assert_eq!(PostingLists::concat(merge_runs(runs)), whole);
    }

    #[test]
    fn pages_before_a_place_are_skipped() {
        let (data, _) = list(&[2, 3, 50, 51, 4000], 1);
        for (page, count, rest) in
            [(0, 0, vec![2, 3, 50, 51, 4000]), (3, 1, vec![3, 50, 51, 4000]), (51, 3, vec![51, 4000])]
        {
            let mut entries = Entries::new(&data);
            assert_eq!(entries.skip_before(page), count);
            assert_eq!(entries.map(|entry| entry.page).collect::<Vec<_>>(), rest);
        }
        let mut entries = Entries::new(&data);
        assert_eq!((entries.skip_before(5000), entries.next().is_none()), (5, true));
    }

    #[test]
    fn lists_are_kept_where_their_pages_keep_their_numbers() {
        // Page 3 is gone, page 4 takes its number, the others stay.
        let numbers = [Some(0), Some(1), Some(2), None, Some(3), Some(5)];
        let renumbering = Renumbering::new(&numbers);
        let keeps = |pages: &[u32]| renumbering.keep(&postings(&list(pages, 0)));
        assert!(keeps(&[0, 2]) && keeps(&[1]) && keeps(&[5]) && keeps(&[0, 5]));
        assert!(!keeps(&[3]) && !keeps(&[4]) && !keeps(&[0, 3, 5]) && !keeps(&[2, 4]));
    }

    /// Lists of random pages, some gone, some moved, some new: what is put together is what would be written at once.
    #[test]
    fn lists_are_interleaved_by_their_new_numbers() {
        let mut random = 7_u32;
        let mut below = |count: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 16) % count
        };
        for _ in 0..300 {
            let old_pages: Vec<u32> = (0..40).filter(|_| below(3) > 0).collect();
            let new_pages: Vec<u32> = (0..6).filter(|_| below(2) > 0).collect();
            let (old, new) = (list(&old_pages, 0), list(&new_pages, 3));
            // Each new page takes a place among the old ones, of which a few are gone.
            let mut order: Vec<(bool, u32)> =
                (0..40).filter(|_| below(12) > 0).map(|page| (false, page)).collect();
            for page in 0..6 {
                let least = order.iter().rposition(|(is_new, _)| *is_new).map_or(0, |at| at + 1);
                let at = least + below(u32::try_from(order.len() - least + 1).unwrap()) as usize;
                order.insert(at, (true, page));
            }
            let number =
                |is_new, page| order.iter().position(|found| *found == (is_new, page)).map(|at| at as u32);
            let old_numbers: Vec<Option<u32>> = (0..40).map(|page| number(false, page)).collect();
            let new_numbers: Vec<Option<u32>> = (0..6).map(|page| number(true, page)).collect();

            let mut out = String::new();
            let stats = interleave(
                (&postings(&old), &Renumbering::new(&old_numbers)),
                (&postings(&new), &Renumbering::new(&new_numbers)),
                &mut out,
            );
            let mut wanted = (String::new(), ListStats::default());
            for (at, (is_new, page)) in order.iter().enumerate() {
                let (pages, salt) = if *is_new { (&new_pages, 3) } else { (&old_pages, 0) };
                if pages.contains(page) {
                    write(&mut wanted.0, &mut wanted.1, at as u32, page * 7 + salt);
                }
            }
            assert_eq!(out, wanted.0, "{:?} {:?}", pages(&out), pages(&wanted.0));
            assert_eq!((stats.pages, stats.named), (wanted.1.pages, wanted.1.named));
            assert!(stats.pages == 0 || stats.last == wanted.1.last);
        }
    }
}
