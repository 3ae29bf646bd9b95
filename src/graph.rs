//! How pages relate: the links of their text, and the references of their front matter.

use crate::{
    config::Config,
    diagnostic::Diagnostic,
    kind::{KindField, Shape},
    resolve::{Catalog, Target},
    site::{Page, PageId},
    value::Spanned,
};

/// Relations by page: the vectors have one element for each of the site's pages.
#[derive(Debug, Default)]
pub struct Graph {
    /// Where each of the page's links leads, in the order of its text.
    pub targets: Vec<Vec<Target>>,
    pub prerequisites: Vec<Vec<PageId>>,
    /// The inverse of `prerequisites`.
    pub unlocks: Vec<Vec<PageId>>,
    pub related: Vec<Vec<PageId>>,
    /// The pages whose text links here, each once, in the order of their paths.
    pub backlinks: Vec<Vec<PageId>>,
    /// The fields of the page's kind, with what they name.
    pub facts: Vec<Vec<(KindField, Vec<Fact>)>>,
}

/// A value of a kind's own field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    Text(String),
    Url(String),
    Page(PageId),
}

impl Graph {
    /// The entries that a field of the page names.
    pub fn named(&self, page: PageId, field: &str) -> Vec<PageId> {
        let facts = self.facts[page.0].iter().filter(|(own, _)| own.name == field);
        facts
            .flat_map(|(_, facts)| facts)
            .filter_map(|fact| match fact {
                Fact::Page(page) => Some(*page),
                Fact::Text(_) | Fact::Url(_) => None,
            })
            .collect()
    }
}

pub fn build(
    pages: &[Page],
    catalog: &Catalog<'_>,
    config: &Config,
    problems: &mut Vec<Diagnostic>,
) -> Graph {
    let mut graph = Graph::default();
    for (at, page) in pages.iter().enumerate() {
        let id = PageId(at);
        let front_matter = &page.document.front_matter;
        let links = page.document.markdown.links.iter();
        graph.targets.push(links.map(|link| catalog.link(id, link, config, problems)).collect());
        let mut references = |names: &[Spanned<String>]| {
            let mut found = Vec::new();
            for name in names {
                let page = catalog.reference(page, name, problems);
                found.extend(page.filter(|page| *page != id && !found.contains(page)));
            }
            found
        };
        graph.prerequisites.push(references(&front_matter.prerequisites));
        graph.related.push(references(&front_matter.related));
        graph.facts.push(facts(page, catalog, problems));
    }
    graph.unlocks = inverse(&graph.prerequisites);
    let linked: Vec<Vec<PageId>> = graph.targets.iter().map(|targets| linked_pages(targets)).collect();
    graph.backlinks = inverse(&linked);
    graph
}

fn facts(page: &Page, catalog: &Catalog<'_>, problems: &mut Vec<Diagnostic>) -> Vec<(KindField, Vec<Fact>)> {
    let mut facts = Vec::new();
    for (field, values) in &page.values {
        let found = values.iter().filter_map(|value| match field.shape {
            Shape::Text | Shape::List => Some(Fact::Text(value.value.clone())),
            Shape::Url => Some(Fact::Url(value.value.clone())),
            Shape::References => catalog.reference(page, value, problems).map(Fact::Page),
            Shape::Names => Some(match catalog.find_one(&value.value) {
                Some(page) => Fact::Page(page),
                None => Fact::Text(value.value.clone()),
            }),
        });
        facts.push((field.clone(), found.collect()));
    }
    facts
}

fn linked_pages(targets: &[Target]) -> Vec<PageId> {
    let pages = targets.iter().filter_map(|target| match target {
        Target::Page { page, .. } => Some(*page),
        _ => None,
    });
    let mut pages: Vec<PageId> = pages.collect();
    pages.sort_unstable();
    pages.dedup();
    pages
}

/// Turns every edge round; an edge from a page to itself is dropped.
fn inverse(edges: &[Vec<PageId>]) -> Vec<Vec<PageId>> {
    let mut inverse = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for to in targets.iter().filter(|to| to.0 != from) {
            inverse[to.0].push(PageId(from));
        }
    }
    inverse
}
