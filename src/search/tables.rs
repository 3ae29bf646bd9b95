//! Lists of terms and words → files of one folder each, with their names, and what the root says of them.

use std::{borrow::Cow, cmp::Reverse, collections::BTreeMap};

use rayon::prelude::*;
use serde::Serialize;

use super::{
    call,
    inverted::Postings,
    kept::Kept,
    names::{LENGTH, Names},
    shards::{self, Shards, Size, cut},
};
use crate::digest::Digest;

/// Files of the postings of common terms that the root lists: those of the commonest. The names of others stand in the
/// terms' shards.
const LISTED: usize = 1000;
/// Files of one folder that the root lists. If there are more, it lists files that list them: a large site has these,
/// from about 30,000 entries on.
const FLAT: usize = 4000;
const LISTS: Size = Size { least: 1000, most: 3000, rarity: 16 };
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

enum Data {
    Shards(Vec<String>),
    /// The shards of the site's lists, with the names of the files that the root does not list.
    Terms(BTreeMap<Place, String>),
    /// The terms whose postings they are.
    Common(Vec<Place>),
}

/// Where a term is: its shard, and which of the shard's common terms it is.
type Place = (usize, usize);

impl Table {
    fn new(
        folder: &'static str,
        lists: Option<&'static str>,
        starts: &[String],
        data: Data,
        kept: &Kept,
    ) -> Self {
        let count = match &data {
            Data::Shards(_) | Data::Terms(_) => starts.len(),
            Data::Common(terms) => terms.len(),
        };
        let digests: Vec<Digest> =
            (0..count).into_par_iter().map(|number| data.digest(number, kept)).collect();
        let mut known = Names::default();
        let names: String = digests.iter().map(|digest| known.name(*digest)).collect();
        let lists = lists.filter(|_| count > FLAT).map(|folder| {
            let lists = cut(starts.iter().map(String::as_str).zip(split(&names)), LISTS);
            Box::new(Self::shards(folder, None, lists, kept))
        });
        let listed = starts.len();
        let starts = shards::table(starts.iter().map(String::as_str));
        Self { folder, starts, names, listed, digests, data, lists }
    }

    /// A table of shards, and the folder of the files that list them, if there are many.
    pub fn shards(folder: &'static str, lists: Option<&'static str>, shards: Shards, kept: &Kept) -> Self {
        Self::new(folder, lists, &shards.starts, Data::Shards(shards.texts), kept)
    }

    /// The terms whose postings are files of their own: in order, but those that the root lists first.
    pub fn common(kept: &Kept) -> Self {
        let shards = kept.lists.shards().iter().enumerate();
        let mut common: Vec<Place> =
            shards.flat_map(|(shard, of)| (0..of.common.len()).map(move |at| (shard, at))).collect();
        common.sort_by_key(|place| Reverse(kept.common(*place).data.len()));
        let listed = common.len().min(LISTED);
        common[..listed].sort_unstable();
        common[listed..].sort_unstable();
        let starts: Vec<String> =
            common[..listed].iter().map(|place| kept.common(*place).term.to_owned()).collect();
        Self::new("b", None, &starts, Data::Common(common), kept)
    }

    /// The terms, of which some have their postings in the files of `common`.
    pub fn terms(kept: &Kept, common: &Self) -> Self {
        let Data::Common(places) = &common.data else { unreachable!("it is the table of common terms") };
        let names = places.iter().copied().zip(split(&common.names).map(str::to_owned));
        let unlisted = names.skip(common.listed).collect();
        Self::new("t", Some("dt"), &kept.lists.starts(), Data::Terms(unlisted), kept)
    }

    /// What the root says of it.
    pub fn listed(&self) -> Listed<'_> {
        let Self { starts, names, listed, .. } = self.lists.as_deref().unwrap_or(self);
        Listed { starts, names: &names[..listed * LENGTH], lists: self.lists.is_some() }
    }

    /// What a file holds.
    pub fn file(&self, number: usize, kept: &Kept) -> Vec<u8> {
        call(&self.data.get(number, kept))
    }

    /// In the order of what they hold.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        split(&self.names).map(|name| format!("{}/{name}.js", self.folder))
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        split(&self.names).position(|own| own == name)
    }
}

/// Each of the names that stand one behind the other.
fn split(names: &str) -> impl Iterator<Item = &str> {
    (0..names.len() / LENGTH).map(|at| &names[at * LENGTH..(at + 1) * LENGTH])
}

impl Data {
    fn get<'a>(&'a self, number: usize, kept: &'a Kept) -> Cow<'a, str> {
        match self {
            Self::Shards(texts) => texts[number].as_str().into(),
            Self::Common(terms) => kept.common(terms[number]).data.into(),
            Self::Terms(unlisted) => {
                let shard = &kept.lists.shards()[number];
                let mut data: Vec<Cow<'_, str>> = shard.lists.iter().map(|list| list.data.into()).collect();
                for (place, common) in shard.common.iter().enumerate() {
                    let name = unlisted.get(&(number, place)).map_or("", String::as_str);
                    data[common.at] = format!("{ELSEWHERE}{name}").into();
                }
                let words = shard.lists.iter().zip(&data).map(|(list, data)| (list.term, &**data));
                shards::text(words, shard.length).into()
            }
        }
    }

    /// The digest of a file.
    fn digest(&self, number: usize, kept: &Kept) -> Digest {
        let make = || Digest::of_bytes(&call(&self.get(number, kept)));
        match self {
            Self::Common(terms) => {
                let (shard, at) = terms[number];
                *kept.lists.shards()[shard].common[at].file.get_or_init(make)
            }
            // The names in it may be others next time.
            Self::Terms(unlisted) if unlisted.range((number, 0)..(number + 1, 0)).next().is_none() => {
                *kept.lists.shards()[number].file.get_or_init(make)
            }
            Self::Shards(_) | Self::Terms(_) => make(),
        }
    }
}

impl Kept {
    /// The postings of a common term.
    fn common(&self, (shard, at): Place) -> Postings<'_> {
        let shard = &self.lists.shards()[shard];
        shard.lists.get(shard.common[at].at)
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
    use super::*;
    use crate::search::{
        inverted::{Inverted, Tally},
        lists::Lists,
    };

    #[test]
    fn many_files_are_listed_by_files() {
        let table = |count: usize| {
            let starts = (0..count).map(|number| format!("{number:05}")).collect();
            let texts = (0..count).map(|number| format!("{number}")).collect();
            Table::shards("t", Some("dt"), Shards { texts, starts }, &Kept::default())
        };
        let small = table(FLAT);
        assert!(small.lists.is_none() && !small.listed().lists);
        let large = table(FLAT + 1);
        let lists = large.lists.as_deref().expect("there are too many for the root");
        assert!(large.listed().lists && large.listed().names == lists.names);
        assert!(large.listed().names.len() * 20 < large.names.len());
        let Data::Shards(texts) = &lists.data else { panic!("lists are shards") };
        let names: Vec<&str> = texts.iter().flat_map(|text| text.split(' ').skip(1).step_by(2)).collect();
        assert_eq!(names, split(&large.names).collect::<Vec<_>>());
    }

    #[test]
    fn postings_that_the_root_does_not_list_are_named_by_their_terms() {
        let count = LISTED + 10;
        // The first ten terms have the shortest postings that are files of their own.
        let data: Vec<String> = (0..count).map(|at| "a".repeat(4000 + usize::from(at >= 10))).collect();
        let mut lists = Inverted::default();
        for (at, data) in data.iter().enumerate() {
            lists.push(&format!("{at:05}"), |out| {
                out.push_str(data);
                Tally { pages: 1, last: 0, named: false }
            });
        }
        let kept = Kept { lists: Lists::new(vec![lists]), ..Kept::default() };
        let common = Table::common(&kept);
        assert_eq!(split(&common.names).count(), count);
        assert_eq!(common.listed().names.len(), LISTED * LENGTH);
        assert!(common.listed().starts.starts_with("a00010 "));
        let terms = Table::terms(&kept, &common);
        let first = terms.data.get(0, &kept);
        assert!(
            first.starts_with(&format!("a00000 {ELSEWHERE}{} ", split(&common.names).nth(LISTED).unwrap()))
        );
        let last = terms.data.get(kept.lists.shards().len() - 1, &kept);
        assert!(last.ends_with(&format!(" {ELSEWHERE} ")), "{last}");
    }
}
