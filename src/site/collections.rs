//! Folders whose names begin with `_`, as far as no entry includes what is in them.
//!
//! Most hold fragments. But Jekyll has its *collections* there: folders of pages, each with a front matter (`_posts`, `_docs`). A
//! folder at the top is one if no text includes any of its files, and most of them have what only a page has. What is neither included
//! nor a page is reported, once for each folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{content_path, places};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::is_fragment,
        source::Span,
    },
    parse::document::Document,
};

/// Folders of Jekyll's that hold no pages.
const PARTS: [&str; 7] = ["_data", "_drafts", "_includes", "_layouts", "_plugins", "_sass", "_site"];

/// Moves the pages of collections from `loose`, the fragments that nothing includes, to `entries`; returns the others.
pub(super) fn take(
    loose: Vec<Arc<Document>>,
    all: &[Arc<Document>],
    entries: &mut Vec<Arc<Document>>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Arc<Document>> {
    if loose.is_empty() {
        return loose;
    }
    let is_loose: BTreeSet<&str> = loose.iter().map(|document| document.source.as_str()).collect();
    let mut folders: BTreeMap<String, Holds> = BTreeMap::new();
    for document in all.iter().filter(|document| is_fragment(&document.source)) {
        let holds = folders.entry(top(document)).or_default();
        holds.included |= !is_loose.contains(document.source.as_str());
        match says_it_is_a_page(document) {
            true => holds.pages += 1,
            false => holds.others += 1,
        }
    }
    let is_collection = |document: &Arc<Document>| {
        let top = top(document);
        let Holds { included, pages, others } = folders[&top];
        top.starts_with('_') && !PARTS.contains(&top.as_str()) && !included && pages > others
    };
    let (pages, fragments): (Vec<_>, Vec<_>) = loose.into_iter().partition(is_collection);
    entries.extend(pages.into_iter().map(dated));
    entries.sort_by(|a, b| a.source.cmp(&b.source));
    report(&fragments, problems);
    fragments
}

/// What is in a folder at the top.
#[derive(Clone, Copy, Default)]
struct Holds {
    /// Whether a text includes any of its files.
    included: bool,
    /// Files that have what only a page has, and those that do not.
    pages: usize,
    others: usize,
}

/// The folder at the top that a document is in.
fn top(document: &Document) -> String {
    content_path(&document.source).split('/').next().unwrap_or_default().to_owned()
}

fn says_it_is_a_page(document: &Document) -> bool {
    let front_matter = &document.front_matter;
    front_matter.title.is_some() || front_matter.layout.is_some() || front_matter.slug.is_some()
}

/// A post has the date of its file's name.
fn dated(document: Arc<Document>) -> Arc<Document> {
    let file = content_path(&document.source);
    let date = places::post(&file[1..]).and_then(|(date, _)| date.parse().ok());
    match date.filter(|_| document.front_matter.date.is_none()) {
        Some(date) => {
            let mut document = Document::clone(&document);
            document.front_matter.date = Some(date);
            Arc::new(document)
        }
        None => document,
    }
}

fn report(fragments: &[Arc<Document>], problems: &mut Vec<Diagnostic>) {
    let mut folders: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for document in fragments {
        let file = content_path(&document.source);
        let end = file.split('/').scan(0, |end, part| {
            *end += part.len() + 1;
            Some((*end, part))
        });
        let end = end.into_iter().find(|(_, part)| part.starts_with('_')).map_or(0, |(end, _)| end);
        folders.entry(file[..end].to_owned()).or_default().push(Span::start_of(&document.source));
    }
    for (folder, places) in folders {
        let message = format!("no entry includes this text of `{folder}`, and it is no page");
        problems.extend(Diagnostic::group(Code::UnusedFragment, places, &message).map(|problem| {
            problem.help(
                "include it in an entry; if it is meant as a page, put it into a folder whose name does not begin with `_`",
            )
        }));
    }
}
