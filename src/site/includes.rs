//! Fragments: texts that several entries include.
//!
//! Takes all documents; returns those that are entries, with the fragments that they include spliced in, and the fragments that
//! nothing includes, whose links are checked all the same. A fragment is a
//! Markdown file in a folder whose name begins with `_`; it is no page of its own. Links and files in it are relative to it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::Parts;
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        digest::Digest,
        path::{CONTENT, SourcePath, is_fragment, normalize, parent, relative},
        source::Span,
    },
    parse::{
        document::Document,
        markdown::{Gist, Include, Markdown, Text, with_parts},
    },
};

/// Fragments may include others, but not deeper than this.
const DEEPEST: usize = 8;
/// More includes than this make no page: fragments that include each other many times over would never end.
const MOST: usize = 1_000;
/// What all pages of a site together may take from fragments, in bytes.
const MOST_OF_SITE: usize = 512 << 20;

/// The fragments, by path below `content/`.
type Fragments<'a> = BTreeMap<&'a str, &'a Arc<Document>>;

/// Entries, and fragments that no text includes.
pub(super) struct Expanded {
    pub entries: Vec<Arc<Document>>,
    pub loose: Vec<Arc<Document>>,
}

pub(super) fn expand(parts: &Parts<'_>, problems: &mut Vec<Diagnostic>) -> Expanded {
    let documents = &parts.documents;
    let below = |document: &'_ Arc<Document>| is_fragment(&document.source);
    let fragments: Fragments<'_> = documents
        .iter()
        .filter(|document| below(document))
        .filter_map(|document| Some((document.source.below(CONTENT)?, document)))
        .collect();
    let used: BTreeSet<String> = documents.iter().flat_map(|document| targets(document)).collect();
    let mut left = MOST_OF_SITE;
    let mut whole = |documents: &mut dyn Iterator<Item = &Arc<Document>>, problems: &mut Vec<Diagnostic>| {
        documents
            .map(|document| with_fragments(document, &fragments, parts.text, &mut left, problems))
            .collect()
    };
    let is_loose = |document: &&Arc<Document>| {
        below(document) && !document.source.below(CONTENT).is_some_and(|path| used.contains(path))
    };
    Expanded {
        entries: whole(&mut documents.iter().filter(|document| !below(document)), problems),
        loose: whole(&mut documents.iter().filter(is_loose), problems),
    }
}

/// The files that a document includes, by path below `content/`.
fn targets(document: &Document) -> impl Iterator<Item = String> {
    let folder = parent(document.source.below(CONTENT).unwrap_or_default());
    document.markdown.includes.iter().filter_map(move |include| normalize(folder, &include.target))
}

fn with_fragments(
    document: &Arc<Document>,
    fragments: &Fragments<'_>,
    text: &dyn Fn(&Document) -> Arc<Text>,
    left_of_site: &mut usize,
    problems: &mut Vec<Diagnostic>,
) -> Arc<Document> {
    match document.markdown.includes.is_empty() {
        true => Arc::clone(document),
        false => {
            let room = document.room.min(*left_of_site);
            let mut way = Way { around: Vec::new(), left: MOST, room, text, digests: Vec::new() };
            let (markdown, text) = spliced(document, fragments, &mut way, problems);
            *left_of_site -= room - way.room;
            let gist = Gist::of(&text, Digest::of(&way.digests));
            Arc::new(Document { markdown, gist, joined: Some(Arc::new(text)), ..(**document).clone() })
        }
    }
}

/// How an include was reached.
struct Way<'a> {
    /// The documents around it, each included in the one before.
    around: Vec<&'a SourcePath>,
    /// How many more the page may have.
    left: usize,
    /// How many bytes they may have.
    room: usize,
    text: &'a dyn Fn(&Document) -> Arc<Text>,
    /// Those of all texts on the way.
    digests: Vec<Digest>,
}

/// The text of a document with all that it includes.
fn spliced<'a>(
    document: &'a Document,
    fragments: &Fragments<'a>,
    way: &mut Way<'a>,
    problems: &mut Vec<Diagnostic>,
) -> (Markdown, Text) {
    way.around.push(&document.source);
    way.digests.push(document.gist.digest);
    let mut parts: Vec<Option<(SourcePath, Markdown, Text)>> = Vec::new();
    let mut ids: BTreeSet<String> = document.markdown.ids.clone();
    for include in &document.markdown.includes {
        let part = match find(document, include, fragments, way) {
            Ok(fragment) => {
                way.left -= 1;
                way.room -= fragment.size;
                let (markdown, text) = spliced(fragment, fragments, way, problems);
                problems.extend(taken_twice(document, include, &markdown, &mut ids));
                Some((fragment.source.clone(), markdown, text))
            }
            Err(problem) => {
                problems.push(*problem);
                None
            }
        };
        parts.push(part);
    }
    way.around.pop();
    with_parts(&document.markdown, &(way.text)(document), parts)
}

fn problem(document: &Document, include: &Include, code: Code, message: String) -> Diagnostic {
    Diagnostic::new(code, Span::new(&document.source, include.range.clone()), message)
}

fn find<'a>(
    document: &Document,
    include: &Include,
    fragments: &Fragments<'a>,
    way: &Way<'_>,
) -> Result<&'a Arc<Document>, Box<Diagnostic>> {
    let target = &include.target;
    let folder = parent(document.source.below(CONTENT).unwrap_or_default());
    let Some(path) = normalize(folder, target) else {
        return Err(problem(
            document,
            include,
            Code::UnsafeLink,
            format!("`{target}` leads out of the content folder"),
        )
        .help("a fragment lies below `content/`, in a folder whose name begins with `_`")
        .into());
    };
    let Some(fragment) = fragments.get(path.as_str()) else {
        let names: Vec<String> = fragments.keys().map(|path| relative(folder, path)).collect();
        return Err(problem(document, include, Code::Include, format!("no fragment at `{path}`"))
            .did_you_mean(target, names.iter().map(String::as_str))
            .help("a fragment is a Markdown file in a folder whose name begins with `_`; an entry cannot be included")
            .into());
    };
    let around = &way.around;
    if let Some(at) = around.iter().position(|source| **source == fragment.source) {
        let circle: Vec<&str> =
            around[at..].iter().map(|source| source.as_str()).chain([fragment.source.as_str()]).collect();
        return Err(problem(document, include, Code::Include, "the fragment includes itself".to_owned())
            .help(format!("break the circle: {}", circle.join(" → ")))
            .into());
    }
    if around.len() > DEEPEST {
        return Err(problem(
            document,
            include,
            Code::Include,
            format!("fragments are nested deeper than {DEEPEST}"),
        )
        .help("include the innermost ones in the entry itself")
        .into());
    }
    if way.left == 0 {
        return Err(problem(
            document,
            include,
            Code::Include,
            format!("the page has more than {MOST} includes"),
        )
        .help("fragments that include others many times over grow fast; include them in the entry itself")
        .into());
    }
    if fragment.size > way.room {
        return Err(problem(document, include, Code::TooLarge, "the page takes too much from other files".to_owned())
            .help("a page may become 50 times as large as its file, and 1 MiB; link to the fragment's text, or split the page")
            .into());
    }
    Ok(fragment)
}

/// Reports the first id of a fragment that the page has already.
fn taken_twice(
    document: &Document,
    include: &Include,
    part: &Markdown,
    ids: &mut BTreeSet<String>,
) -> Option<Diagnostic> {
    let twice = part.ids.iter().find(|id| ids.contains(*id)).cloned();
    ids.extend(part.ids.iter().cloned());
    let id = twice?;
    let message = format!("the fragment has the heading `#{id}`, which the page has already");
    Some(
        problem(document, include, Code::Include, message)
            .help("give one of the two another title, or an anchor of its own: `## Title {#anchor}`"),
    )
}
