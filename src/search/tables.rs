//! Lists of terms and words → files of one folder each, with their names, and what the root says of them.

use std::{borrow::Cow, cmp::Reverse, collections::BTreeMap};

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::{
    call,
    lists::Lists,
    names::{LENGTH, Names},
    postings::{FrequentTerm, PostingLists},
    shards::{self, Size},
    top_postings::top_postings,
};
use crate::base::digest::Digest;

/// Files of the postings of common terms that the root lists: those of the commonest. The names of others stand in the
/// terms' shards.
const LISTED: usize = 1000;
/// Files of one folder that the root lists. If there are more, it lists files that list them: a large site has these,
/// from about 30,000 entries on.
const FLAT: usize = 4000;
const LISTS: Size = Size { least: 1000, most: 3000, one_in: 16 };
/// What stands for the postings of such a term, with the file's name behind it if the root does not list it.
const ELSEWHERE: &str = "`";

/// The files of one folder.
pub struct Table {
    pub folder: &'static str,
    /// Where each begins, as the root says it.
    starts: String,
    /// One behind the other. The first of them, one for each start, are listed in the root.
    names: String,
    listed: usize,
    pub digests: Vec<Digest>,
    data: Data,
    /// Files that list these, if there are many.
    pub lists: Option<Box<Table>>,
}

/// What the files are made of.
struct Data {
    lists: Lists,
    of: Of,
}

enum Of {
    /// A shard each. The names stand for the postings of common terms that the root does not list.
    Shards(BTreeMap<Place, String>),
    /// The postings of a common term each.
    FrequentTerm(Vec<Place>),
}

/// Where a term is: its shard, and which of the shard's common terms it is.
type Place = (usize, usize);

impl Table {
    fn new(folder: &'static str, lists: Option<&'static str>, starts: &[String], data: Data) -> Self {
        let count = match &data.of {
            Of::Shards(_) => starts.len(),
            Of::FrequentTerm(terms) => terms.len(),
        };
        let digests: Vec<Digest> = (0..count).into_par_iter().map(|number| data.digest(number)).collect();
        let mut known = Names::default();
        let names: String = digests.iter().map(|digest| known.name(*digest)).collect();
        let lists = lists.filter(|_| count > FLAT).map(|folder| {
            let mut all = PostingLists::default();
            for (start, name) in starts.iter().zip(split(&names)) {
                all.add_word(start, Some(name));
            }
            Box::new(Self::shards(folder, None, Lists::new(LISTS, vec![all])))
        });
        let listed = starts.len();
        let starts = shards::table(starts.iter().map(String::as_str));
        Self { folder, starts, names, listed, digests, data, lists }
    }

    /// A table of words, and the folder of the files that list its files, if there are many.
    pub fn shards(folder: &'static str, lists: Option<&'static str>, words: Lists) -> Self {
        let starts = words.starts();
        Self::new(folder, lists, &starts, Data { lists: words, of: Of::Shards(BTreeMap::new()) })
    }

    /// The terms whose postings are files of their own: in order, but those that the root lists first.
    pub fn common(lists: Lists) -> Self {
        let shards = lists.shards().iter().enumerate();
        let mut common: Vec<Place> =
            shards.flat_map(|(shard, of)| (0..of.common.len()).map(move |at| (shard, at))).collect();
        common.sort_by_key(|place| Reverse(postings(&lists, *place).data.len()));
        let listed = common.len().min(LISTED);
        common[..listed].sort_unstable();
        common[listed..].sort_unstable();
        let starts: Vec<String> =
            common[..listed].iter().map(|place| term(&lists, *place).to_owned()).collect();
        Self::new("b", None, &starts, Data { lists, of: Of::FrequentTerm(common) })
    }

    /// The terms, of which some have their postings in the files of `common`.
    pub fn terms(lists: Lists, common: &Self) -> Self {
        let Of::FrequentTerm(places) = &common.data.of else {
            unreachable!("it is the table of common terms")
        };
        let names = places.iter().copied().zip(split(&common.names).map(str::to_owned));
        let unlisted = names.skip(common.listed).collect();
        let starts = lists.starts();
        Self::new("t", Some("dt"), &starts, Data { lists, of: Of::Shards(unlisted) })
    }

    /// What the root says of it.
    pub fn listed(&self) -> Listed<'_> {
        let Self { starts, names, listed, .. } = self.lists.as_deref().unwrap_or(self);
        Listed { starts, names: &names[..listed * LENGTH], lists: self.lists.is_some() }
    }

    /// What a file holds.
    pub fn file(&self, number: usize) -> Vec<u8> {
        call(&self.data.get(number))
    }

    /// The numbers of all files and their names, in the order of what they hold. Terms with the same postings share one.
    pub fn files(&self) -> impl Iterator<Item = (usize, String)> {
        let mut known = FxHashSet::default();
        let files = split(&self.names).enumerate().filter(move |(_, name)| known.insert(*name));
        files.map(|(number, name)| (number, format!("{}/{name}.js", self.folder)))
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        split(&self.names).position(|own| own == name)
    }
}

/// Each of the names that stand one behind the other.
fn split(names: &str) -> impl Iterator<Item = &str> {
    (0..names.len() / LENGTH).map(|at| &names[at * LENGTH..(at + 1) * LENGTH])
}

fn term(lists: &Lists, (shard, at): Place) -> &str {
    let shard = &lists.shards()[shard];
    shard.lists.get(shard.common[at].0).term
}

/// The postings of a common term.
fn postings(lists: &Lists, (shard, at): Place) -> &FrequentTerm {
    &lists.shards()[shard].common[at].1
}

impl Data {
    fn get(&self, number: usize) -> Cow<'_, str> {
        match &self.of {
            Of::FrequentTerm(terms) => top_postings(&postings(&self.lists, terms[number]).data),
            Of::Shards(unlisted) => {
                let shard = &self.lists.shards()[number];
                let mut data: Vec<Cow<'_, str>> = shard.lists.iter().map(|list| list.data.into()).collect();
                for (place, (at, _)) in shard.common.iter().enumerate() {
                    let name = unlisted.get(&(number, place)).map_or("", String::as_str);
                    data[*at] = format!("{ELSEWHERE}{name}").into();
                }
                let words = shard.lists.iter().zip(&data).map(|(list, data)| (list.term, &**data));
                shards::text(words, shard.length).into()
            }
        }
    }

    /// The digest of a file.
    fn digest(&self, number: usize) -> Digest {
        let make = || Digest::of_bytes(&call(&self.get(number)));
        match &self.of {
            Of::FrequentTerm(terms) => *postings(&self.lists, terms[number]).file.get_or_init(make),
            Of::Shards(unlisted) => {
                let names: String =
                    unlisted.range((number, 0)..(number + 1, 0)).map(|(_, name)| &**name).collect();
                let (known, digest) =
                    self.lists.shards()[number].file.get_or_init(|| (names.clone(), make()));
                if *known == names { *digest } else { make() }
            }
        }
    }
}

/// Sorted words, and the names of the files that begin with them.
#[derive(Serialize)]
pub struct Listed<'a> {
    starts: &'a str,
    names: &'a str,
    /// Whether these are files that list the others.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    lists: bool,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn words<'a>(words: impl Iterator<Item = (&'a str, &'a str)>) -> PostingLists {
        let mut all = PostingLists::default();
        words.for_each(|(word, data)| all.add_word(word, Some(data)));
        all
    }

    #[test]
    fn many_files_are_listed_by_files() {
        let size = Size { least: 1, most: 1, one_in: 1 };
        let table = |count: usize| {
            let all: Vec<String> = (0..count).map(|number| format!("{number:05}")).collect();
            let lists = Lists::new(size, vec![words(all.iter().map(|word| (word.as_str(), "a")))]);
            assert_eq!(lists.shards().len(), count);
            Table::shards("t", Some("dt"), lists)
        };
        let small = table(FLAT);
        assert!(small.lists.is_none() && !small.listed().lists);
        let large = table(FLAT + 1);
        let lists = large.lists.as_deref().expect("there are too many for the root");
        assert!(large.listed().lists && large.listed().names == lists.names);
        assert!(large.listed().names.len() * 20 < large.names.len());
        let texts = (0..lists.digests.len()).map(|number| lists.data.get(number).into_owned());
        let names: Vec<String> = texts
            .flat_map(|text| text.split(' ').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        assert_eq!(names, split(&large.names).collect::<Vec<_>>());
    }

    #[test]
    fn postings_that_the_root_does_not_list_are_named_by_their_terms() {
        let count = LISTED + 10;
        // The first ten terms have the shortest postings that are files of their own.
        let data: Vec<String> = (0..count).map(|at| "#".repeat(4000 + usize::from(at >= 10))).collect();
        let terms: Vec<String> = (0..count).map(|at| format!("{at:05}")).collect();
        let all = words(terms.iter().zip(&data).map(|(term, data)| (term.as_str(), data.as_str())));
        let lists = Lists::new(crate::search::lists::TERMS, vec![all]);
        let common = Table::common(lists.clone());
        assert_eq!(split(&common.names).count(), count);
        assert_eq!(common.listed().names.len(), LISTED * LENGTH);
        assert!(common.listed().starts.starts_with("#00010 "));
        let table = Table::terms(lists.clone(), &common);
        let first = table.data.get(0);
        assert!(
            first.starts_with(&format!("#00000 {ELSEWHERE}{} ", split(&common.names).nth(LISTED).unwrap()))
        );
        let last = table.data.get(table.digests.len() - 1);
        assert!(last.ends_with(&format!(" {ELSEWHERE} ")), "{last}");

        // Now it lists these ten, and others no longer, whose shards are as they were.
        let longer = "#".repeat(4002);
        let longer = words(terms[..10].iter().map(|term| (term.as_str(), longer.as_str())));
        let after = lists.replace(&longer);
        assert!(Arc::ptr_eq(&after.shards()[table.digests.len() - 1], lists.shards().last().unwrap()));
        let common = Table::common(after.clone());
        let table = Table::terms(after, &common);
        let last = table.data.get(table.digests.len() - 1);
        assert!(last.ends_with(&format!(" {ELSEWHERE}{} ", split(&common.names).last().unwrap())), "{last}");
        assert_eq!(*table.digests.last().unwrap(), Digest::of_bytes(&call(&last)));
    }
}
