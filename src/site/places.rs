//! Where in the site an entry has its place: its section, its path, and whether it is the section's landing page.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Page, Section, content_path};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{address, entry_path, file_name, is_landing, page_address, parent, stem},
        source::Span,
    },
    parse::document::Document,
};

/// The place of an entry.
pub(super) struct Of {
    /// Its file as if no folder's name began with `_`.
    pub file: String,
    /// The path of its section.
    pub section: String,
    pub path: String,
    pub is_landing: bool,
}

/// The landing page of each section that has one.
pub(super) struct Places {
    /// The file, below `content/`, by the section's path.
    landings: BTreeMap<String, String>,
    /// The same the other way round.
    sections: BTreeMap<String, String>,
}

impl Places {
    /// Of several files that may be a section's landing page, `index` comes before `_index`, `README`, and another file whose
    /// address is the section's.
    pub fn new(documents: &[Arc<Document>], sections: &[Section]) -> Self {
        // Addresses that differ in case only are one on many systems.
        let named: BTreeMap<String, &str> =
            sections.iter().map(|section| (section.path.to_lowercase(), section.path.as_str())).collect();
        let mut best: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for document in documents {
            let file = placed(document);
            let slug = document.front_matter.slug.as_ref().filter(|_| !is_landing(&file));
            let url = page_address(entry_path(&file), slug.map(|slug| slug.value.as_str()));
            let path = url.as_str().trim_end_matches('/');
            let rank = match stem(file_name(&file)) {
                Some("index") => 0,
                Some("_index") => 1,
                Some("README") => 2,
                _ => 3,
            };
            let path = match (rank, named.get(&path.to_lowercase())) {
                (3, Some(section)) => section,
                (3, None) => continue,
                _ => entry_path(&file),
            };
            let candidate = (rank, content_path(&document.source));
            let known = best.entry(path.to_owned()).or_insert_with(|| candidate.clone());
            if candidate < *known {
                *known = candidate;
            }
        }
        let landings: BTreeMap<String, String> =
            best.into_iter().map(|(path, (_, file))| (path, file)).collect();
        let sections = landings.iter().map(|(path, file)| (file.clone(), path.clone())).collect();
        Self { landings, sections }
    }

    /// The file that is the landing page of a section; empty if there is none.
    pub fn landing(&self, section: &str) -> &str {
        self.landings.get(section).map_or("", String::as_str)
    }

    /// The place of the entry in a file below `content/`.
    pub fn of(&self, original: &str) -> Of {
        let file = placed_file(original).into_owned();
        if let Some(section) = self.sections.get(original) {
            return Of { file, section: section.clone(), path: section.clone(), is_landing: true };
        }
        let path = if is_landing(&file) { stem(&file).unwrap_or(&file) } else { entry_path(&file) };
        Of { section: parent(&file).to_owned(), path: path.to_owned(), is_landing: false, file }
    }
}

/// The file of a document below `content/`, as if no folder's name began with `_`.
pub(super) fn placed(document: &Document) -> String {
    placed_file(&content_path(&document.source)).into_owned()
}

/// A collection's file has its place where Jekyll has it: `_docs/a.md` at `docs/a.md`, `_posts/2024-01-02-a.md` at `posts/a.md`.
fn placed_file(file: &str) -> Cow<'_, str> {
    let Some(plain) = file.strip_prefix('_').filter(|plain| plain.contains('/')) else {
        return Cow::Borrowed(file);
    };
    match post(plain) {
        Some((_, name)) => Cow::Owned(format!("{}/{name}", parent(plain))),
        None => Cow::Borrowed(plain),
    }
}

/// The date and the name of a post, by its file: `posts/2024-01-02-a.md` → `2024-01-02`, `a.md`.
pub(super) fn post(file: &str) -> Option<(&str, &str)> {
    let name = file_name(file).as_bytes();
    let is_date = name.len() > 11
        && name[..11].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 | 10 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    (is_date && file.starts_with("posts/")).then(|| (&file_name(file)[..10], &file_name(file)[11..]))
}

/// Gives whole addresses (`slug: /a/b`) to the entries that ask for one, where no other page is. The others keep the address of
/// their file.
pub(super) fn settle(pages: &mut [Page], sections: &[Section], problems: &mut Vec<Diagnostic>) {
    let is_whole = |page: &Page| {
        let slug = page.document.front_matter.slug.as_ref();
        !page.is_landing && slug.is_some_and(|slug| slug.value.starts_with('/'))
    };
    let name = |url: &str| url.to_lowercase();
    let others = pages.iter().filter(|page| !is_whole(page)).map(|page| name(page.url.as_str()));
    let mut taken: BTreeSet<String> =
        others.chain(sections.iter().map(|section| name(section.url.as_str()))).collect();
    for page in pages.iter_mut().filter(|page| is_whole(page)) {
        if taken.insert(name(page.url.as_str())) {
            continue;
        }
        let slug = page.document.front_matter.slug.as_ref().expect("it is a whole address");
        page.url = address(&page.path);
        problems.push(
            Diagnostic::new(
                Code::DuplicateUrl,
                Span::new(&page.document.source, slug.range.clone()),
                format!("another page is already published at `{}`", slug.value),
            )
            .help(format!("ask for another address; until then the entry stays at `/{}`", page.url)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_have_their_place_without_the_underscore() {
        for (file, place) in [
            ("_docs/a.md", "docs/a.md"),
            ("_posts/2024-01-02-a.md", "posts/a.md"),
            ("_posts/a.md", "posts/a.md"),
            ("posts/2024-01-02-a.md", "posts/2024-01-02-a.md"),
            ("_index.md", "_index.md"),
            ("a/_b/c.md", "a/_b/c.md"),
        ] {
            assert_eq!(placed_file(file), place);
        }
    }
}
