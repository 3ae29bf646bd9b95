//! The postings of a very common term → what of them is worth its bytes.
//!
//! A word that is on half of all pages tells little about any of them: of most it is enough to know that it is there. So a
//! long list keeps the details of the pages that are most about the term, and of the others only which they are.

use std::{borrow::Cow, cmp::Reverse};

use super::{
    indexer::{LEVELS, NAME_LENGTHS, VALUES},
    inverted::{Entries, Entry, MENTION, Tally},
};

/// Bytes of a list that are no burden: about 20 KB as hosts send it.
const LONGEST: usize = 48_000;
/// Bytes of details that a longer list has.
const DETAILS: usize = 18_000;

/// A list with fewer details, if it is long.
pub fn brief(list: &str) -> Cow<'_, str> {
    if list.len() <= LONGEST {
        return list.into();
    }
    let mut entries: Vec<(Reverse<u32>, Entry<'_>)> =
        Entries::new(list).map(|entry| (Reverse(worth(&entry)), entry)).collect();
    let mut room = DETAILS;
    entries.sort_by_key(|(worth, _)| *worth);
    for (_, entry) in &mut entries {
        room = room.saturating_sub(entry.places.len());
        if room == 0 {
            entry.flags = MENTION;
            entry.places = "";
        }
    }
    entries.sort_unstable_by_key(|(_, entry)| entry.page);
    let mut out = String::with_capacity(DETAILS + entries.len());
    let mut tally = Tally::default();
    entries.iter().for_each(|(_, entry)| tally.write(&mut out, entry));
    out.into()
}

/// How much a page is about a term: more if it is in a name, more in a shorter one.
fn worth(entry: &Entry<'_>) -> u32 {
    let levels = LEVELS.len() as u32;
    let longest = NAME_LENGTHS.len() as u32;
    let names = 2 * (levels + 1);
    let of = |number: u32| match (number % VALUES).checked_sub(levels + 1) {
        Some(class) => names + longest - class,
        None => number % VALUES + 1,
    };
    let (own, sections) = entry.values();
    let highest = sections.map(of).max().unwrap_or(0);
    match own.map_or(0, of) {
        own if own.max(highest) >= names => own.max(highest),
        own => own + highest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::digits;

    /// A list of so many pages: of every tenth the term is in a heading, in the others it is in the text of two sections.
    fn list(pages: u32) -> String {
        let mut out = String::new();
        let mut tally = Tally::default();
        for page in 0..pages {
            let is_named = page % 10 == 9;
            tally.enter(&mut out, page, u32::from(!is_named));
            let values: &[u32] = if is_named { &[VALUES + 8] } else { &[2, page % 5, VALUES] };
            values.iter().for_each(|value| digits::push(&mut out, *value));
        }
        out
    }

    #[test]
    fn short_list_stays_as_it_is() {
        let list = list(9000);
        assert!(list.len() < LONGEST && list.len() > DETAILS);
        assert!(matches!(brief(&list), Cow::Borrowed(same) if same == list));
    }

    #[test]
    fn long_list_has_all_pages_and_the_details_that_tell_most() {
        let long = list(30_000);
        let short = brief(&long);
        assert!(long.len() > 100_000 && short.len() <= 30_000 + DETAILS, "{}", short.len());
        let [before, after] = [&*long, &*short].map(|list| Entries::new(list).collect::<Vec<_>>());
        assert_eq!(after.len(), 30_000);
        let details = after.iter().map(|entry| entry.places.len()).sum::<usize>();
        assert!((DETAILS - 10..=DETAILS).contains(&details), "{details}");
        let mut least = [0, 0];
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before.page, after.page);
            if after.flags == MENTION {
                least[1] = least[1].max(worth(before));
            } else {
                assert_eq!((before.flags, before.places), (after.flags, after.places));
                least[0] = least[0].max(worth(before));
            }
        }
        assert!(least[0] > least[1], "{least:?}");
        let named = after.iter().filter(|entry| entry.page % 10 == 9);
        assert!(named.clone().count() == 3000 && named.clone().all(|entry| entry.flags != MENTION));
        assert_eq!(brief(&short).len(), short.len());
    }
}
