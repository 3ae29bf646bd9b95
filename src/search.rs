//! The search index: pages → the files that the script in the browser reads.
//!
//! Takes what [`Page`] holds of every page and returns files by name. The same pages give the same bytes on any number of
//! threads, and one edited page changes only the files that hold its words and texts.
//!
//! Every file is a call of one function with the file's data, so that it works as a script (from disk, where nothing
//! else may be loaded) and as text (where a page's policy forbids scripts that were added later).
//!
//! | file | holds |
//! |---|---|
//! | `root.js` | where shards begin and what their files are called, what can be filtered by |
//! | `t/NAME.js` | a range of terms, and where each occurs |
//! | `b/NAME.js` | where one very common term occurs |
//! | `f/NAME.js`, `r/NAME.js` | a range of the dictionary of words, and of words spelt backwards |
//! | `p/NAME/N-M.js` | the M-th part of the texts of page N |
//!
//! All files but the root are named after their content, those of texts by blocks of pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;
use serde::Serialize;

use crate::digest::Digest;

mod digits;
mod names;
mod page;
mod postings;
mod shards;
mod terms;
mod texts;
mod tokens;
mod typos;

pub use page::{Page, Section};
pub use terms::Terms;

use names::Names;
use postings::Postings;
use shards::{Shards, Size, cut};

/// The version of the files' format, which the script checks.
const FORMAT: u32 = 2;
const TERMS: Size = Size { least: 2000, most: 5500, rarity: 16 };
const WORDS: Size = Size { least: 4000, most: 12000, rarity: 16 };
/// Postings of so many bytes are a file of their own, so that they burden no neighbour.
const COMMON: usize = 4000;
/// What stands for the postings of such a term.
const ELSEWHERE: &str = "`";
/// Pages whose texts share a name: an edit renames so many pages' texts, and the root is shorter by as much.
const BLOCK: usize = 16;

/// Sections that an entry has at most, unless it is a collection.
const COLLECTION: usize = 80;

/// The files of the index, by name below `search/`.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// What the script reads first.
#[derive(Serialize)]
struct Root<'a> {
    format: u32,
    language: &'a str,
    repository: Option<&'a str>,
    pages: usize,
    sections: usize,
    /// The pages of very many sections.
    collections: Vec<usize>,
    terms: Table,
    common: Table,
    words: Table,
    reversed: Table,
    /// The names of the blocks of texts, one behind the other, and how many pages are in each.
    texts: String,
    block: usize,
    facets: &'a Facets<'a>,
}

/// Sorted words, and the names of the files that begin with them.
#[derive(Serialize)]
struct Table {
    starts: String,
    /// One behind the other.
    names: String,
}

/// By facet, the values and how many pages have each.
type Facets<'a> = BTreeMap<&'a str, BTreeMap<&'a str, usize>>;

/// A file's bytes and their digest.
type Digested = (Digest, Arc<[u8]>);

/// What is the same for all pages.
pub struct Settings<'a> {
    pub language: &'a str,
    /// The web address of the repository, where readers can ask for an entry.
    pub repository: Option<&'a str>,
}

/// Indexes one page.
pub fn terms(page: &Page<'_>) -> Terms {
    terms::of(page)
}

/// Makes all files. `terms` are those of the pages, one for one.
pub fn files(pages: &[Page<'_>], terms: &[Arc<Terms>], settings: &Settings<'_>) -> Files {
    let lists = postings::merge(terms);
    let [forward, backward] = typos::dictionaries(&lists)
        .map(|words| cut(words.iter().map(|(word, weight)| (&**word, &**weight)), WORDS));
    let (common, shards) = term_shards(&lists);
    let mut files = Files::new();
    let root = Root {
        format: FORMAT,
        language: settings.language,
        repository: settings.repository,
        pages: pages.len(),
        sections: pages.iter().map(|page| page.sections.len()).sum(),
        collections: collections(pages),
        terms: table("t", shards, &mut files),
        common: table("b", common, &mut files),
        words: table("f", forward, &mut files),
        reversed: table("r", backward, &mut files),
        texts: texts(pages, &mut files),
        block: BLOCK,
        facets: &facets(pages),
    };
    files.insert("root.js".to_owned(), call(&root));
    files
}

/// Cuts the terms into shards; where common ones occur is in files of their own.
fn term_shards(lists: &[Postings]) -> (Shards, Shards) {
    let (common, _): (Vec<&Postings>, Vec<&Postings>) = lists.iter().partition(|list| is_common(list));
    let common = Shards {
        texts: common.iter().map(|list| list.text.clone()).collect(),
        starts: common.iter().map(|list| list.term.clone()).collect(),
    };
    let data = |list| if is_common(list) { ELSEWHERE } else { list.text.as_str() };
    (common, cut(lists.iter().map(|list| (list.term.as_str(), data(list))), TERMS))
}

fn is_common(list: &Postings) -> bool {
    list.text.len() >= COMMON
}

/// Adds the shards' files, below a folder.
fn table(folder: &str, shards: Shards, files: &mut Files) -> Table {
    let starts = shards.table();
    let calls: Vec<Digested> = shards.texts.par_iter().map(|text| digested(call(text))).collect();
    let mut known = Names::default();
    let mut names = String::new();
    for (digest, bytes) in calls {
        let name = known.name(digest);
        files.insert(format!("{folder}/{name}.js"), bytes);
        names.push_str(&name);
    }
    Table { starts, names }
}

/// Adds the files of all texts, and gives the names of the blocks.
fn texts(pages: &[Page<'_>], files: &mut Files) -> String {
    let numbered: Vec<(usize, &Page<'_>)> = pages.iter().enumerate().collect();
    let blocks: Vec<Vec<(String, Digested)>> = numbered
        .par_chunks(BLOCK)
        .map(|block| {
            let file = |number: usize, part: usize, file: &texts::File<'_>| {
                (format!("{number}-{part}.js"), digested(call(file)))
            };
            let parts = block.iter().flat_map(|(number, page)| {
                texts::files(page)
                    .iter()
                    .enumerate()
                    .map(|(part, text)| file(*number, part, text))
                    .collect::<Vec<_>>()
            });
            parts.collect()
        })
        .collect();
    let mut known = Names::default();
    let mut names = String::new();
    for block in blocks {
        let digests: Vec<u8> = block.iter().flat_map(|(_, (digest, _))| digest.bytes()).copied().collect();
        let name = known.name(Digest::of_bytes(&digests));
        files.extend(block.into_iter().map(|(file, (_, bytes))| (format!("p/{name}/{file}"), bytes)));
        names.push_str(&name);
    }
    names
}

fn facets<'a>(pages: &'a [Page<'_>]) -> Facets<'a> {
    let mut facets = Facets::new();
    for page in pages {
        let own: BTreeSet<&(&str, String)> = page.facets.iter().collect();
        for (facet, value) in own {
            *facets.entry(facet).or_default().entry(value.as_str()).or_default() += 1;
        }
    }
    facets
}

/// Pages of more than [`COLLECTION`] sections: change logs and the like, where any words meet by chance.
fn collections(pages: &[Page<'_>]) -> Vec<usize> {
    let long = pages.iter().enumerate().filter(|(_, page)| page.sections.len() > COLLECTION);
    long.map(|(number, _)| number).collect()
}

/// A file is a call with its data.
fn call(data: &(impl Serialize + ?Sized)) -> Arc<[u8]> {
    let data = serde_json::to_string(data).expect("texts and numbers become JSON");
    format!("nexusIndex({data});\n").into_bytes().into()
}

fn digested(bytes: Arc<[u8]>) -> Digested {
    (Digest::of_bytes(&bytes), bytes)
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

    fn index(texts: &[String]) -> Files {
        let page = |(number, text): (usize, &String)| Page {
            url: format!("p{number}/index.html"),
            title: "A page",
            sections: vec![Section {
                level: 1,
                text: Box::leak(text.clone().into_boxed_str()),
                ..Section::default()
            }],
            ..Page::default()
        };
        let pages: Vec<Page<'_>> = texts.iter().enumerate().map(page).collect();
        let terms: Vec<Arc<Terms>> = pages.iter().map(|page| Arc::new(terms(page))).collect();
        files(&pages, &terms, &Settings { language: "en", repository: None })
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
        assert_eq!((in_folder("root"), in_folder("t/"), in_folder("p/")), (1, 1, BLOCK), "{new:?}");
        assert_eq!(new.len(), 2 + BLOCK, "{new:?}");
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
