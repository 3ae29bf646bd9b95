//! Concepts that an entry names but does not lead to.
//!
//! The terms are the titles and `synonyms` of entries of the kind `concept`. A term counts where it stands as whole words
//! in running text: not in code, in a heading, or inside a link. Case does not matter, but in abbreviations: `rest` is
//! not `REST`.

use std::collections::HashMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Checked;
use crate::{
    diagnostic::{Code, Diagnostic},
    resolve::Target,
    site::{Page, PageId},
    source::Span,
};

/// Terms by their first word.
type Terms = HashMap<String, Vec<(Vec<String>, PageId)>>;

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let terms = terms(checked);
    if terms.is_empty() {
        return;
    }
    for (id, page) in checked.entries() {
        let Some(text) = (checked.texts)(&page.document.source) else { continue };
        let mut seen: Vec<PageId> = vec![id];
        seen.extend(checked.references(id));
        seen.extend(checked.site.graph.targets[id.0].iter().filter_map(|target| match target {
            Target::Page { page, .. } => Some(*page),
            _ => None,
        }));
        for (at, part) in running_text(text) {
            for (range, concept) in uses(part, &terms) {
                if !seen.contains(&concept) {
                    seen.push(concept);
                    let range = at + range.start..at + range.end;
                    problems.push(report(page, checked.site.page(concept), &text[range.clone()], range));
                }
            }
        }
    }
}

fn report(page: &Page, concept: &Page, term: &str, range: std::ops::Range<usize>) -> Diagnostic {
    let path = crate::path::relative(crate::path::parent(&page.file), &concept.file);
    Diagnostic::new(
        Code::UnlinkedTerm,
        Span::new(&page.document.source, range),
        format!("`{term}` is explained in `{}`, which the entry does not link to", concept.file),
    )
    .help(format!("write `[{term}]({path})`"))
}

fn terms(checked: &Checked<'_>) -> Terms {
    let mut terms = Terms::new();
    for (id, page) in checked.entries().filter(|(_, page)| page.kind.name == "concept") {
        let names = std::iter::once(&page.title).chain(&page.document.front_matter.synonyms);
        for name in names {
            let words: Vec<String> = words(name).map(|(_, word)| plain(word)).collect();
            if let Some(first) = words.first() {
                terms.entry(first.clone()).or_default().push((words, id));
            }
        }
    }
    // The longest first: `cache invalidation` before `cache`.
    for found in terms.values_mut() {
        found.sort_by(|a, b| (b.0.len(), &a.0, a.1).cmp(&(a.0.len(), &b.0, b.1)));
    }
    terms
}

/// The pieces of text that are neither code, nor heading, nor inside a link, with their places.
fn running_text(text: &str) -> Vec<(usize, &str)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut pieces = Vec::new();
    let mut depth = 0;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) if is_apart(&tag) => depth += 1,
            Event::End(
                TagEnd::Heading(_)
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::CodeBlock
                | TagEnd::MetadataBlock(_),
            ) => depth -= 1,
            Event::Text(_) if depth == 0 => pieces.push((range.start, &text[range])),
            _ => {}
        }
    }
    pieces
}

fn is_apart(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Heading { .. }
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::CodeBlock(_)
            | Tag::MetadataBlock(_)
    )
}

/// The terms that a text uses, with their places.
fn uses(text: &str, terms: &Terms) -> Vec<(std::ops::Range<usize>, PageId)> {
    let words: Vec<(usize, String)> = words(text).map(|(at, word)| (at, plain(word))).collect();
    let mut found = Vec::new();
    let mut next = 0;
    while next < words.len() {
        let rest = &words[next..];
        let here = terms.get(&rest[0].1).and_then(|candidates| {
            candidates.iter().find(|(term, _)| {
                term.len() <= rest.len() && term.iter().zip(rest).all(|(term, (_, word))| term == word)
            })
        });
        match here {
            Some((term, page)) => {
                let (last, word) = &rest[term.len() - 1];
                found.push((rest[0].0..(last + word.len()).min(text.len()), *page));
                next += term.len();
            }
            None => next += 1,
        }
    }
    found
}

/// A word in lower case, unless it is an abbreviation.
fn plain(word: &str) -> String {
    let is_abbreviation = word.chars().skip(1).any(char::is_uppercase);
    if is_abbreviation { word.to_owned() } else { word.to_lowercase() }
}

/// Words with their places: runs of letters, digits and underscores.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}
