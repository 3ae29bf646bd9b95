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
//! | `root.js` | where shards begin, what can be filtered by, the folder of all other files |
//! | `t/N.js` | a range of terms, and where each occurs |
//! | `b/N.js` | where one very common term occurs |
//! | `f/N.js`, `r/N.js` | a range of the dictionary of words, and of words spelt backwards |
//! | `p/N-M.js` | the M-th part of the texts of page N |

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;
use serde::Serialize;

use crate::digest::Digest;

mod digits;
mod page;
mod postings;
mod shards;
mod terms;
mod texts;
mod tokens;
mod typos;

pub use page::{Page, Section};
pub use terms::Terms;

use postings::Postings;
use shards::{Shards, Size, cut};

/// The version of the files' format, which the script checks.
const FORMAT: u32 = 1;
const TERMS: Size = Size { least: 2000, most: 5500, rarity: 16 };
const WORDS: Size = Size { least: 3000, most: 9000, rarity: 16 };
/// Postings of so many bytes are a file of their own, so that they burden no neighbour.
const COMMON: usize = 2500;

/// Sections that an entry has at most, unless it is a collection.
const COLLECTION: usize = 80;

/// The files of the index, by name below `search/`.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// What the script reads first.
#[derive(Serialize)]
struct Root<'a> {
    format: u32,
    folder: &'a str,
    language: &'a str,
    repository: Option<&'a str>,
    pages: usize,
    sections: usize,
    /// The pages of very many sections.
    collections: Vec<usize>,
    terms: String,
    words: String,
    reversed: String,
    facets: &'a Facets<'a>,
}

/// By facet, the values and how many pages have each.
type Facets<'a> = BTreeMap<&'a str, BTreeMap<&'a str, usize>>;

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
    let mut files: Vec<(String, String)> = Vec::new();
    let shards = term_shards(&lists, &mut files);
    let [forward, backward] = typos::dictionaries(&lists)
        .map(|words| cut(words.iter().map(|(word, weight)| (&**word, &**weight)), WORDS));
    for (kind, shards) in [("t", &shards), ("f", &forward), ("r", &backward)] {
        let texts = shards.texts.iter().enumerate();
        files.extend(texts.map(|(number, text)| (format!("{kind}/{number}"), json(text))));
    }
    let texts: Vec<Vec<(String, String)>> =
        pages.par_iter().enumerate().map(|(number, page)| text_files(number, page)).collect();
    files.extend(texts.into_iter().flatten());
    let facets = facets(pages);
    let root = |folder: &str| {
        json(&Root {
            format: FORMAT,
            folder,
            language: settings.language,
            repository: settings.repository,
            pages: pages.len(),
            collections: collections(pages),
            sections: pages.iter().map(|page| page.sections.len()).sum(),
            terms: shards.table(),
            words: forward.table(),
            reversed: backward.table(),
            facets: &facets,
        })
    };
    finish(files, &root)
}

/// Cuts the terms into shards; common ones are moved to files of their own, which their shard names.
fn term_shards(lists: &[Postings], files: &mut Vec<(String, String)>) -> Shards {
    let data: Vec<String> = lists
        .iter()
        .map(|list| {
            if list.text.len() < COMMON {
                return list.text.clone();
            }
            // Named after the term, so that another common term does not change the name.
            let name = Digest::of_bytes(list.term.as_bytes()).short();
            files.push((format!("b/{name}"), json(&list.text)));
            format!("`{name}")
        })
        .collect();
    cut(lists.iter().zip(&data).map(|(list, data)| (&*list.term, &**data)), TERMS)
}

fn text_files(number: usize, page: &Page<'_>) -> Vec<(String, String)> {
    let texts = texts::files(page).into_iter().enumerate();
    texts.map(|(part, text)| (format!("p/{number}-{part}"), text)).collect()
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

fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).expect("texts and numbers become JSON")
}

/// Writes each file as a call; all but the root lie in a folder that is named after their content.
fn finish(files: Vec<(String, String)>, root: &dyn Fn(&str) -> String) -> Files {
    let mut calls: Vec<(String, Arc<[u8]>)> =
        files.into_par_iter().map(|(name, data)| (format!("{name}.js"), call(&data))).collect();
    calls.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut content = Vec::new();
    for (name, bytes) in &calls {
        content.extend_from_slice(name.as_bytes());
        content.extend_from_slice(Digest::of_bytes(bytes).short().as_bytes());
    }
    let folder = Digest::of_bytes(&[content, root("").into_bytes()].concat()).short();
    let mut files: Files =
        calls.into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)).collect();
    files.insert("root.js".to_owned(), call(&root(&folder)));
    files
}

fn call(data: &str) -> Arc<[u8]> {
    format!("nexusIndex({data});\n").into_bytes().into()
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
        let known: BTreeSet<&Arc<[u8]>> = before.values().collect();
        let changed: Vec<&String> =
            after.iter().filter(|(_, bytes)| !known.contains(bytes)).map(|(name, _)| name).collect();
        assert!(after.len() > 150, "{}", after.len());
        // The root names the new folder; one shard has the word, one file the text.
        assert_eq!(changed.len(), 3, "{changed:?}");
    }

    #[test]
    fn folder_changes_with_any_content() {
        let folder = |files: &Files| files.keys().next().unwrap().split('/').next().unwrap().to_owned();
        let mut texts = texts();
        let before = folder(&index(&texts));
        texts[0].push('s');
        assert_ne!(before, folder(&index(&texts)));
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
