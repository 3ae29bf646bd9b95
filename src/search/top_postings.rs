//! The postings of a very common term → what of them is worth its bytes.
//!
//! A word that is on half of all pages tells little about any of them: of most it is enough to know that it is there. So a
//! long list keeps the details of the pages that are most about the term, and of the others only which they are.

use std::borrow::Cow;

use super::{
    format::{MENTION, NAME_LENGTHS, NAMES},
    postings::{Entries, Entry, ListStats},
};

/// Bytes of a list that are no burden: about 20 KB as hosts send it.
const LONGEST: usize = 48_000;
/// Bytes of details that a longer list has.
const DETAILS: usize = 18_000;

/// A list with fewer details, if it is long.
pub fn top_postings(list: &str) -> Cow<'_, str> {
    if list.len() <= LONGEST {
        return list.into();
    }
    let mut entries: Vec<(usize, Entry<'_>)> = Vec::new();
    let mut sizes = [0; MOST + 1];
    let mut rest = Entries::new(list);
    while let Some((worth, entry)) = next(&mut rest) {
        sizes[worth] += entry.places.len();
        entries.push((worth, entry));
    }
    // Pages that are worth more than this keep their details; of those that are worth as much, the first ones.
    let mut room = DETAILS;
    let mut least = MOST;
    while least > 0 && sizes[least] < room {
        room -= sizes[least];
        least -= 1;
    }
    let mut out = String::with_capacity(DETAILS + entries.len());
    let mut stats = ListStats::default();
    for (worth, mut entry) in entries {
        if worth == least {
            room = room.saturating_sub(entry.places.len());
        }
        if worth < least || (worth == least && room == 0) {
            (entry.flags, entry.places) = (MENTION, "");
        }
        stats.write(&mut out, &entry);
    }
    out.into()
}

/// How many levels there are.
const LEVELS: usize = NAMES as usize;
/// The worth of a page that has the term for its name.
const MOST: usize = 2 * LEVELS + NAME_LENGTHS.len() + 1;

/// The next page, and how much it is about the term: more if that is in a name, more in a shorter one.
fn next<'a>(entries: &mut Entries<'a>) -> Option<(usize, Entry<'a>)> {
    let [mut own, mut highest] = [0, 0];
    let entry = entries.read(|is_whole, value| {
        let value = value as usize;
        // Classes of names, the shortest first, are behind the levels.
        let worth = if value < LEVELS { value + 1 } else { MOST + LEVELS - value };
        if is_whole { own = worth } else { highest = worth.max(highest) }
    })?;
    Some((if own.max(highest) > LEVELS { own.max(highest) } else { own + highest }, entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{format::VALUES, varint};

    /// A list of so many pages: of every tenth the term is in a heading, in the others it is in the text of two sections.
    fn list(pages: u32) -> String {
        let mut out = String::new();
        let mut stats = ListStats::default();
        for page in 0..pages {
            let is_named = page % 10 == 9;
            stats.enter(&mut out, page, u32::from(!is_named));
            let values: &[u32] = if is_named { &[VALUES + 8] } else { &[2, page % 5, VALUES] };
            values.iter().for_each(|value| varint::push(&mut out, *value));
        }
        out
    }

    #[test]
    fn short_list_stays_as_it_is() {
        let list = list(9000);
        assert!(list.len() < LONGEST && list.len() > DETAILS);
        assert!(matches!(top_postings(&list), Cow::Borrowed(same) if same == list));
    }

    #[test]
    fn long_list_has_all_pages_and_the_details_that_tell_most() {
        let long = list(30_000);
        let short = top_postings(&long);
        assert!(long.len() > 100_000 && short.len() <= 30_000 + DETAILS, "{}", short.len());
        let after: Vec<Entry<'_>> = Entries::new(&short).collect();
        assert_eq!(after.len(), 30_000);
        let details = after.iter().map(|entry| entry.places.len()).sum::<usize>();
        assert!((DETAILS - 10..=DETAILS).contains(&details), "{details}");
        let mut least = [0, 0];
        let mut before = Entries::new(&long);
        for after in &after {
            let (worth, before) = next(&mut before).unwrap();
            assert_eq!(before.page, after.page);
            if after.flags == MENTION {
                least[1] = least[1].max(worth);
            } else {
                assert_eq!((before.flags, before.places), (after.flags, after.places));
                least[0] = least[0].max(worth);
            }
        }
        assert!(least[0] > least[1], "{least:?}");
        let named = after.iter().filter(|entry| entry.page % 10 == 9);
        assert!(named.clone().count() == 3000 && named.clone().all(|entry| entry.flags != MENTION));
        assert_eq!(top_postings(&short).len(), short.len());
    }

    #[test]
    fn long_list_without_details_stays() {
        let mut list = String::new();
        let mut stats = ListStats::default();
        (0..50_000).for_each(|page| stats.enter(&mut list, page, MENTION));
        assert!(list.len() > LONGEST);
        assert_eq!(top_postings(&list), list);
    }
}
