//! How pages relate: the links of their text, and the references of their front matter.

use rayon::prelude::*;

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        source::Span,
    },
    parse::{
        kind::{self, KindField, Shape},
        value::Spanned,
    },
    settings::config::Config,
    site::{
        Page, PageId,
        resolve::{Catalog, Target},
    },
};

mod related;

/// Relations by page: the vectors have one element for each of the site's pages.
#[derive(Debug, Default)]
pub struct Graph {
    /// Where each of the page's links leads, in the order of its text.
    pub targets: Vec<Vec<Target>>,
    pub prerequisites: Vec<Vec<PageId>>,
    /// The inverse of `prerequisites`.
    pub unlocks: Vec<Vec<PageId>>,
    /// Entries to read beside the page: those that it names, else those that share the most with it.
    pub related: Vec<Vec<Related>>,
    /// The pages that link here or name this one, each once, in the order of their paths. Those that only require it are among
    /// `unlocks`.
    pub backlinks: Vec<Vec<Backlink>>,
    /// The learning paths that the page is a step of, in the order of their files.
    pub paths: Vec<Vec<PageId>>,
    /// The fields of the page's kind, with what they name.
    pub facts: Vec<Vec<(KindField, Vec<Fact>)>>,
}

/// A page that another one is like.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Related {
    pub page: PageId,
    /// The tags that both have; none where the page names the other itself.
    pub shared: Vec<String>,
}

/// A page that links here, or names this page in its front matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Backlink {
    pub page: PageId,
    /// The sentence of the first link.
    pub sentence: Option<String>,
    /// As what the front matter names this page.
    pub ties: Vec<Tie>,
}

/// As what a page's front matter names another page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Tie {
    /// One of its `prerequisites`.
    Requires,
    Related,
    /// What a challenge is solved with.
    Solves,
    /// What a technology is an alternative to.
    Alternative,
    /// The value of another field, by the field's name.
    Field(String),
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
    let resolved: Vec<Resolved> =
        pages.par_iter().enumerate().map(|(at, _)| resolve(PageId(at), pages, catalog, config)).collect();
    for page in resolved {
        graph.targets.push(page.targets);
        graph.prerequisites.push(page.prerequisites);
        let named = page.related.into_iter();
        graph.related.push(named.map(|page| Related { page, shared: Vec::new() }).collect());
        graph.facts.push(page.facts);
        problems.extend(page.problems);
    }
    graph.unlocks = inverse(&graph.prerequisites);
    let steps = |(at, page): (usize, &Page)| match page.kind.name == kind::PATH {
        true => graph.named(PageId(at), "steps"),
        false => Vec::new(),
    };
    graph.paths = inverse(&pages.iter().enumerate().map(steps).collect::<Vec<_>>());
    graph.backlinks = backlinks(pages, &graph);
    related::complete(pages, config, &mut graph);
    graph
}

/// What one page says of others.
struct Resolved {
    targets: Vec<Target>,
    prerequisites: Vec<PageId>,
    related: Vec<PageId>,
    facts: Vec<(KindField, Vec<Fact>)>,
    problems: Vec<Diagnostic>,
}

fn resolve(id: PageId, pages: &[Page], catalog: &Catalog<'_>, config: &Config) -> Resolved {
    let page = &pages[id.0];
    let front_matter = &page.document.front_matter;
    let mut problems = Vec::new();
    let links = page.document.markdown.links.iter();
    let targets = links.map(|link| catalog.link(id, link, config, &mut problems)).collect();
    let mut references = |names: &[Spanned<String>]| {
        let mut found = Vec::new();
        for name in names {
            let page = catalog.reference(page, name, &mut problems);
            found.extend(page.filter(|page| *page != id && !found.contains(page)));
        }
        found
    };
    let prerequisites = references(&front_matter.prerequisites);
    let related = references(&front_matter.related);
    problems.extend(requires_itself(id, page, catalog));
    let facts = facts(page, catalog, &mut problems);
    check_image(page, catalog, &mut problems);
    Resolved { targets, prerequisites, related, facts, problems }
}

fn requires_itself(id: PageId, page: &Page, catalog: &Catalog<'_>) -> Option<Diagnostic> {
    let mut names = page.document.front_matter.prerequisites.iter();
    let own = names.find(|name| catalog.find_one(&name.value) == Some(id))?;
    let span = Span::new(&page.document.source, own.range.clone());
    let problem = Diagnostic::new(Code::PrerequisiteCycle, span, "the entry requires itself");
    Some(problem.help("remove it, so that there is an entry to begin with"))
}

/// The picture for previews elsewhere is a file of the site, or a full address.
fn check_image(page: &Page, catalog: &Catalog<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(image) = &page.document.front_matter.image else { return };
    let is_elsewhere = image.value.starts_with("https://") || image.value.starts_with("http://");
    if !is_elsewhere && catalog.asset(page, &image.value).is_none() {
        let span = Span::new(&page.document.source, image.range.clone());
        problems.push(
            Diagnostic::new(Code::MissingAsset, span, format!("no file at `{}`", image.value))
                .help("name a file relative to the entry's folder, or a full web address"),
        );
    }
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

fn backlinks(pages: &[Page], graph: &Graph) -> Vec<Vec<Backlink>> {
    let mut backlinks: Vec<Vec<Backlink>> = vec![Vec::new(); pages.len()];
    for (from, page) in pages.iter().enumerate() {
        let id = PageId(from);
        let ties = ties(page, id, graph);
        let links = page.document.markdown.links.iter().zip(&graph.targets[from]);
        let in_text = links.filter_map(|(link, target)| match target {
            Target::Page { page: to, .. } => Some((*to, Some(link))),
            _ => None,
        });
        // A page that only requires another one is among what that unlocks.
        let named = ties.iter().filter(|(_, tie)| *tie != Tie::Requires).map(|(to, _)| (*to, None));
        for (to, link) in in_text.chain(named) {
            if to == id || backlinks[to.0].last().is_some_and(|last| last.page == id) {
                continue;
            }
            let own = ties.iter().filter(|(named, _)| *named == to);
            let sentence = link.and_then(|link| page.document.markdown.sentence(link));
            backlinks[to.0].push(Backlink {
                page: id,
                sentence: sentence.map(|sentence| sentence.text.clone()),
                ties: own.map(|(_, tie)| tie.clone()).collect(),
            });
        }
    }
    backlinks
}

/// What a page's front matter names, and as what.
fn ties(page: &Page, id: PageId, graph: &Graph) -> Vec<(PageId, Tie)> {
    let required = graph.prerequisites[id.0].iter().map(|to| (*to, Tie::Requires));
    let related = graph.related[id.0].iter().map(|related| (related.page, Tie::Related));
    let mut ties: Vec<(PageId, Tie)> = required.chain(related).collect();
    for (field, facts) in &graph.facts[id.0] {
        let tie = match (page.kind.name.as_str(), field.name.as_str()) {
            ("challenge", "technologies" | "concepts") => Tie::Solves,
            ("technology", "alternatives") => Tie::Alternative,
            _ => Tie::Field(field.name.clone()),
        };
        for fact in facts {
            if let Fact::Page(to) = fact
                && !ties.contains(&(*to, tie.clone()))
            {
                ties.push((*to, tie.clone()));
            }
        }
    }
    ties
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
