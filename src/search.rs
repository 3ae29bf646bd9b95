//! The search index: pages → the files that the script in the browser reads.
//!
//! Takes what [`Page`] holds of every page and gives files by name, which are written out when they are asked for. The same
//! pages give the same bytes on any number of threads, whatever was remembered, and one edited page changes only the
//! files that hold its words and texts.
//!
//! Every file is a call of one function with the file's data, so that it works as a script (from disk, where nothing
//! else may be loaded) and as text (where a page's policy forbids scripts that were added later).
//!
//! | file | holds |
//! |---|---|
//! | `root.js` | where shards begin and what their files are called, what can be filtered by |
//! | `t/NAME.js` | a range of terms, and where each occurs |
//! | `b/NAME.js` | where one very common term occurs, by and large |
//! | `dt/NAME.js`, `df/…`, `dr/…` | in a large site: a range of the list of files in `t`, `f`, `r` |
//! | `f/NAME.js`, `r/NAME.js` | a range of the dictionary of words, and of words spelt backwards |
//! | `p/NAME/N-M.js` | the M-th part of the texts of the N-th page of a block |
//!
//! All files but the root are named after their content, those of texts by blocks of pages.

use std::{collections::BTreeMap, iter, sync::Arc};

use rayon::prelude::*;
use serde::Serialize;

use crate::base::digest::Digest;

mod codec;
mod format;
mod indexer;
mod kin;
mod lists;
mod names;
mod page;
mod postings;
mod shards;
mod spelling;
mod state;
mod tables;
mod texts;
mod tokens;
mod top_postings;
mod varint;

pub use page::{Page, Section};
pub use state::IndexState;

use names::Names;
use spelling::Dictionaries;
use tables::{Listed, Table};

/// The version of the files' format, which the script checks.
const FORMAT: u32 = 5;
/// Pages whose texts share a name, at most: an edit renames so many pages' texts, and the root is shorter by as much.
const BLOCK: usize = 32;
/// One of so many pages ends such a block of pages.
const ENDS: usize = 16;
/// Bytes of lists from which on these blocks grow with a site, so that the root, which lists them, does not. A site of
/// 30,000 entries of some length has as many.
const LARGE: usize = 64 << 20;
/// Sections that an entry has at most, unless it is a collection.
const COLLECTION: u32 = 80;
/// The file that leads to all others.
pub const ROOT: &str = "root.js";

/// The pages of a site, in order.
pub trait Pages: Sync {
    /// For each page the digest of all that goes into it, which says whether it is as it was.
    fn keys(&self) -> &[Digest];
    /// Gives a page to `take`. What it is made of need not be held any longer.
    fn page(&self, number: usize, take: &mut dyn FnMut(&Page<'_>));
}

impl dyn Pages + '_ {
    /// What `take` makes of a page.
    fn read<T>(&self, number: usize, take: impl FnOnce(&Page<'_>) -> T) -> T {
        let (mut take, mut taken) = (Some(take), None);
        self.page(number, &mut |page| taken = take.take().map(|take| take(page)));
        taken.expect("a page is given")
    }
}

/// Where the files of an index go.
pub trait Files: Sync {
    type Error: Send;

    /// Leaves a file as it is if it is there with bytes of this digest, and says whether it is.
    ///
    /// # Errors
    /// If that cannot be told.
    fn keep(&self, name: &str, digest: Digest) -> Result<bool, Self::Error>;

    /// Makes a file hold these bytes, whose digest it returns.
    ///
    /// # Errors
    /// If it cannot be written.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<Digest, Self::Error>;
}

/// The index of a site: the names of all files, and what they are written from.
pub struct Index {
    kept: Arc<IndexState>,
    root: Vec<u8>,
    terms: Table,
    common: Table,
    words: Table,
    reversed: Table,
    texts: Texts,
}

/// The blocks of pages whose texts share a name: the name, the first page, the page behind the last.
struct Texts(Vec<(String, usize, usize)>);

impl Index {
    /// `repository`: its web address, where readers can ask for an entry.
    pub fn new(kept: Arc<IndexState>, repository: Option<&str>) -> Self {
        let Dictionaries { forward, backward } = kept.dictionaries();
        let common = Table::common(kept.lists.clone());
        let mut index = Self {
            terms: Table::terms(kept.lists.clone(), &common),
            words: Table::shards("f", Some("df"), forward.clone()),
            reversed: Table::shards("r", Some("dr"), backward.clone()),
            texts: Texts::new(&kept),
            root: Vec::new(),
            common,
            kept,
        };
        index.root = call(&index.root(repository));
        index
    }

    /// The names of all files.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let shards = self.tables().flat_map(Table::files).map(|(_, path)| path);
        let texts = self.texts.0.iter().flat_map(move |(name, first, end)| {
            (*first..*end).flat_map(move |page| {
                (0..self.kept.pages[page].files).map(move |part| text_name(name, page - first, part))
            })
        });
        iter::once(ROOT.to_owned()).chain(shards).chain(texts)
    }

    /// The bytes of a file, if there is one of this name.
    pub fn file(&self, name: &str, pages: &dyn Pages) -> Option<Vec<u8>> {
        if name == ROOT {
            return Some(self.root.clone());
        }
        let (folder, rest) = name.strip_suffix(".js")?.split_once('/')?;
        if let Some(table) = self.tables().find(|table| table.folder == folder) {
            return Some(table.file(table.position(rest)?));
        }
        let (block, file) = (folder == "p").then(|| rest.split_once('/'))??;
        let (place, part) = file.split_once('-')?;
        let (_, first, end) = self.texts.0.iter().find(|(name, ..)| name == block)?;
        let number = first + place.parse::<usize>().ok()?;
        let part = part.parse::<usize>().ok()?;
        // A number is written in one way only.
        let is_own = number < *end && text_name(block, number - first, u32::try_from(part).ok()?) == name;
        is_own.then(|| pages.read(number, |page| texts::files(page).get(part).map(call)))?
    }

    /// Writes all files, on all cores.
    ///
    /// # Errors
    /// The first one of `files`.
    pub fn write<F: Files>(&self, pages: &dyn Pages, files: &F) -> Result<(), F::Error> {
        // Most of the files, and the ones that stay: so it is known early how much of the index changed.
        self.texts.0.par_iter().try_for_each(|(name, first, end)| {
            (*first..*end)
                .try_for_each(|number| self.write_texts((name, number - first), number, pages, files))
        })?;
        for table in self.tables() {
            let all: Vec<(usize, String)> = table.files().collect();
            all.par_iter().try_for_each(|(number, path)| {
                if files.keep(path, table.digests[*number])? {
                    return Ok(());
                }
                files.put(path, &table.file(*number)).map(drop)
            })?;
        }
        files.put(ROOT, &self.root).map(drop)
    }

    /// Writes the texts of a page, which is at a place in a block, unless they are there.
    fn write_texts<F: Files>(
        &self,
        (block, place): (&str, usize),
        number: usize,
        pages: &dyn Pages,
        files: &F,
    ) -> Result<(), F::Error> {
        let kept = &self.kept.pages[number];
        let paths: Vec<String> = (0..kept.files).map(|part| text_name(block, place, part)).collect();
        if let Some(digests) = kept.digests.get() {
            let mut is_there = true;
            for (path, digest) in paths.iter().zip(digests) {
                is_there = is_there && files.keep(path, *digest)?;
            }
            if is_there {
                return Ok(());
            }
        }
        let digests: Result<Box<[Digest]>, _> = pages.read(number, |page| {
            let texts = texts::files(page);
            paths.iter().zip(&texts).map(|(path, text)| files.put(path, &call(text))).collect()
        });
        let digests = digests?;
        kept.digests.get_or_init(|| digests);
        Ok(())
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        let own = [&self.terms, &self.common, &self.words, &self.reversed];
        own.into_iter().flat_map(|table| iter::once(table).chain(table.lists.as_deref()))
    }

    fn root<'a>(&'a self, repository: Option<&'a str>) -> Root<'a> {
        let pages = &self.kept.pages;
        let collections = pages.iter().enumerate().filter(|(_, page)| page.sections > COLLECTION);
        Root {
            format: FORMAT,
            repository,
            pages: pages.len(),
            sections: pages.iter().map(|page| page.sections).sum(),
            collections: collections.map(|(number, _)| number).collect(),
            terms: self.terms.listed(),
            common: self.common.listed(),
            words: self.words.listed(),
            reversed: self.reversed.listed(),
            texts: self.texts.table(),
            facets: self.facets(),
        }
    }

    /// By facet, the values and how many pages have each. They are terms of their own.
    fn facets(&self) -> BTreeMap<&str, BTreeMap<&str, u32>> {
        let mut all: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        for list in self.kept.lists.between(":", ";") {
            if let Some((facet, value)) = list.term[1..].split_once('=') {
                all.entry(facet).or_default().insert(value, list.pages);
            }
        }
        all
    }
}

impl Texts {
    fn new(kept: &IndexState) -> Self {
        let factor = factor(kept.lists.bytes());
        let mut known = Names::default();
        let mut blocks = Vec::new();
        let mut first = 0;
        let ends = |mark: u8| usize::from(mark).is_multiple_of(ENDS * factor);
        for (number, page) in kept.pages.iter().enumerate() {
            let end = number + 1;
            if ends(page.mark) || end - first == BLOCK * factor || end == kept.pages.len() {
                let digests: Vec<u8> =
                    kept.pages[first..end].iter().flat_map(|page| page.texts.bytes()).copied().collect();
                blocks.push((known.name(Digest::of_bytes(&digests)), first, end));
                first = end;
            }
        }
        Self(blocks)
    }

    /// The name of each and how many pages are in it.
    fn table(&self) -> String {
        let mut table = String::new();
        for (name, first, end) in &self.0 {
            table.push_str(name);
            varint::push(&mut table, u32::try_from(end - first).expect("a block is small"));
        }
        table
    }
}

/// What the script reads first.
#[derive(Serialize)]
struct Root<'a> {
    format: u32,
    repository: Option<&'a str>,
    pages: usize,
    sections: u32,
    /// The pages of very many sections: change logs and the like, where any words meet by chance.
    collections: Vec<usize>,
    terms: Listed<'a>,
    common: Listed<'a>,
    words: Listed<'a>,
    reversed: Listed<'a>,
    texts: String,
    facets: BTreeMap<&'a str, BTreeMap<&'a str, u32>>,
}

/// How much larger blocks of pages are than those of a smaller site: 1, 2, 4 and so on, so that it is seldom another one.
fn factor(bytes: usize) -> usize {
    bytes.div_ceil(LARGE).max(1).next_power_of_two()
}

fn text_name(block: &str, place: usize, part: u32) -> String {
    format!("p/{block}/{place}-{part}.js")
}

/// A file is a call with its data.
fn call(data: &(impl Serialize + ?Sized)) -> Vec<u8> {
    let mut bytes = b"nexusIndex(".to_vec();
    serde_json::to_writer(&mut bytes, data).expect("texts and numbers become JSON");
    bytes.extend_from_slice(b");\n");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that look like words, the same ones each time.
    fn text(seed: u32, count: u32) -> String {
        let word = |n: u32| {
            let mut number = (seed.wrapping_mul(31).wrapping_add(n * n)).wrapping_mul(2_654_435_761) >> 16;
            let mut word = String::new();
            while number > 0 {
                word.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
                number /= 20;
            }
            word
        };
        (0..count).map(word).collect::<Vec<_>>().join(" ")
    }

    fn texts() -> Vec<String> {
        (0..120).map(|seed| text(seed, 150)).collect()
    }

    struct Texts {
        texts: Vec<String>,
        keys: Vec<Digest>,
    }

    impl Texts {
        fn new(texts: &[String]) -> Self {
            Self { texts: texts.to_vec(), keys: texts.iter().map(Digest::of).collect() }
        }
    }

    impl Pages for Texts {
        fn keys(&self) -> &[Digest] {
            &self.keys
        }

        fn page(&self, number: usize, take: &mut dyn FnMut(&Page<'_>)) {
            let section = Section { level: 1, text: &self.texts[number], ..Section::default() };
            take(&Page {
                url: format!("{}/index.html", self.keys[number].short()),
                title: self.texts[number].split(' ').next().unwrap_or_default(),
                sections: vec![section],
                ..Page::default()
            });
        }
    }

    fn all(index: &Index, pages: &dyn Pages) -> BTreeMap<String, Vec<u8>> {
        let bytes = |name: &String| index.file(name, pages).unwrap_or_else(|| panic!("{name}"));
        index.names().map(|name| (name.clone(), bytes(&name))).collect()
    }

    fn index(texts: &[String]) -> BTreeMap<String, Vec<u8>> {
        let pages = Texts::new(texts);
        let index = Index::new(Arc::new(IndexState::default().update(&pages, None)), None);
        all(&index, &pages)
    }

    #[test]
    fn same_pages_give_the_same_bytes() {
        assert_eq!(index(&texts()), index(&texts()));
    }

    #[test]
    fn an_edit_changes_only_the_files_of_its_words() {
        let mut texts = texts();
        let before = index(&texts);
        texts[60].push_str(" zymurgy");
        let after = index(&texts);
        let new: Vec<&String> = after
            .iter()
            .filter(|(name, bytes)| before.get(*name) != Some(bytes))
            .map(|(name, _)| name)
            .collect();
        assert!(after.len() > 150, "{}", after.len());
        // The root, the shard that has the word, and the texts of the page's block.
        let in_folder = |folder: &str| new.iter().filter(|name| name.starts_with(folder)).count();
        assert_eq!((in_folder("root"), in_folder("t/")), (1, 1), "{new:?}");
        assert!((1..=BLOCK).contains(&in_folder("p/")), "{new:?}");
        assert_eq!(new.len(), 2 + in_folder("p/"), "{new:?}");
    }

    #[test]
    fn another_content_has_another_name() {
        let mut texts = texts();
        let before = index(&texts);
        texts[0].push('s');
        let after = index(&texts);
        for (name, bytes) in before.iter().filter(|(name, _)| *name != "root.js") {
            assert!(after.get(name).is_none_or(|other| other == bytes), "{name}");
        }
    }

    /// Adds, removes, edits, lengthens and moves pages; which ones depends on the seed alone.
    fn edit(texts: &mut Vec<String>, seed: u32) {
        let at = |step: u32, count: usize| (seed.wrapping_mul(2_654_435_761) >> step) as usize % count;
        match seed % 6 {
            0 => texts.insert(at(3, texts.len() + 1), text(seed, 80)),
            1 if texts.len() > 1 => drop(texts.remove(at(4, texts.len()))),
            2 => {
                let (from, to) = (at(5, texts.len()), at(9, texts.len()));
                texts.swap(from, to);
            }
            3 => texts.push(text(seed + 3, 60)),
            4 => {
                // The same words, which tell another thing of a text that is longer.
                let page = at(6, texts.len());
                let longer = format!("{} {}", texts[page], text(seed, 200));
                texts[page] = longer;
            }
            _ => {
                let page = at(6, texts.len());
                texts[page] = text(seed + 7, seed % 150);
            }
        }
    }

    /// The index is as one that is made of the pages when nothing is known.
    fn assert_is_fresh(kept: &Arc<IndexState>, pages: &Texts, when: u32) {
        let fresh = Arc::new(IndexState::default().update(pages, None));
        assert!(kept.lists == fresh.lists, "after {when}");
        let [index, fresh] = [kept, &fresh].map(|kept| Index::new(Arc::clone(kept), None));
        assert!(all(&index, pages) == all(&fresh, pages), "after {when}");
    }

    #[test]
    fn what_is_remembered_changes_no_byte() {
        let mut texts: Vec<String> = (0..40).map(|seed| text(seed, 60)).collect();
        let mut kept = Arc::<IndexState>::default();
        for seed in 0..120 {
            (0..=seed % 3).for_each(|step| edit(&mut texts, seed * 5 + step));
            let pages = Texts::new(&texts);
            kept = Arc::new(kept.update(&pages, None));
            assert_is_fresh(&kept, &pages, seed);
            let stored = IndexState::from_bytes(&kept.to_bytes()).unwrap();
            assert!(kept.lists == stored.lists, "after {seed}");
            kept = Arc::new(stored);
        }
    }

    #[test]
    fn an_edit_of_known_pages_changes_no_byte() {
        let mut texts: Vec<String> = (0..40).map(|seed| text(seed, 60)).collect();
        let mut before = Texts::new(&texts);
        let mut kept = Arc::new(IndexState::default().update(&before, None));
        for seed in 0..120 {
            // Sometimes a page comes or goes, too.
            (0..=seed % 3).for_each(|step| {
                let in_place = 4 + (seed + step) % 2 + seed * 18 + step * 6;
                edit(&mut texts, if seed % 7 == 6 { seed } else { in_place });
            });
            let pages = Texts::new(&texts);
            kept = Arc::new(kept.update(&pages, Some(&before)));
            assert_is_fresh(&kept, &pages, seed);
            before = pages;
        }
    }

    #[test]
    fn an_edit_leaves_what_it_does_not_change() {
        let mut texts = texts();
        let before = Texts::new(&texts);
        let kept = IndexState::default().update(&before, None);
        let words = kept.dictionaries().forward.clone();
        texts[60].push_str(" zymurgy");
        let now = kept.update(&Texts::new(&texts), Some(&before));
        let [gone, made] = kept.lists.apart(&now.lists);
        assert_eq!((gone.len(), made.len()), (1, 1));
        let [gone, made] = words.apart(&now.dictionaries().forward);
        assert_eq!((gone.len(), made.len()), (0, 0), "a word of one text is in no dictionary");
    }

    #[test]
    fn common_terms_are_remembered_too() {
        let mut texts: Vec<String> = (0..2200).map(|seed| format!("cache {}", text(seed, 3))).collect();
        let mut kept = Arc::<IndexState>::default();
        for seed in 0..6 {
            edit(&mut texts, seed * 4 + 3);
            let pages = Texts::new(&texts);
            kept = Arc::new(kept.update(&pages, None));
            assert!(kept.lists.shards().iter().any(|shard| !shard.common.is_empty()));
            assert_is_fresh(&kept, &pages, seed);
            kept = Arc::new(IndexState::from_bytes(&kept.to_bytes()).unwrap());
        }
    }

    #[test]
    fn hostile_texts_stay_data() {
        let files = index(&["</script><script>alert(1)</script> \u{2028} \" ) ; alert(2)".to_owned()]);
        for (name, bytes) in &files {
            let text = std::str::from_utf8(bytes).unwrap();
            let data = text.strip_prefix("nexusIndex(").and_then(|text| text.strip_suffix(");\n")).unwrap();
            serde_json::from_str::<serde_json::Value>(data).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}
