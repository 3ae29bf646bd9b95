//! Concepts that an entry names but does not lead to.
//!
//! A term counts where it stands in running text: not in code, in a heading, or inside a link.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Texts;
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        source::Span,
    },
    site::{Page, PageId, resolve::Target},
};

pub(super) fn check(texts: &Texts<'_>, problems: &mut Vec<Diagnostic>) {
    let checked = &texts.whole;
    let glossary = &checked.site.glossary;
    if glossary.is_empty() {
        return;
    }
    for (id, page) in checked.entries() {
        let Some(text) = (texts.of_file)(&page.document.source) else { continue };
        let mut seen: Vec<PageId> = vec![id];
        seen.extend(checked.references(id));
        seen.extend(checked.site.graph.targets[id.0].iter().filter_map(|target| match target {
            Target::Page { page, .. } => Some(*page),
            _ => None,
        }));
        for (at, part) in running_text(text) {
            for found in glossary.uses(part) {
                if !seen.contains(&found.page) {
                    seen.push(found.page);
                    let range = at + found.range.start..at + found.range.end;
                    problems.push(report(page, checked.site.page(found.page), &text[range.clone()], range));
                }
            }
        }
    }
}

fn report(page: &Page, concept: &Page, term: &str, range: std::ops::Range<usize>) -> Diagnostic {
    let path = crate::base::path::relative(crate::base::path::parent(&page.file), &concept.file);
    Diagnostic::new(
        Code::UnlinkedTerm,
        Span::new(&page.document.source, range),
        format!("`{term}` is explained in `{}`, which the entry does not link to", concept.file),
    )
    .help(format!("write `[{term}]({path})`"))
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
