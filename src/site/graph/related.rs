//! Related entries, where an entry names none: those that share the rarest tags with it, are linked with it, or are of its kind.
//!
//! The same site gives the same answer: scores are whole numbers, and of two equal ones the first page wins.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{Graph, Related};
use crate::{
    settings::config::Config,
    site::{
        Page, PageId,
        resolve::{Target, tag_slug},
    },
};

/// How many are shown.
const MOST: usize = 4;
/// A tag that this many entries have says nothing about two of them.
const COMMON: usize = 200;
/// What a link between the two counts, in whichever direction, where a tag that only they share counts 100.
const LINK: u32 = 40;
/// What it counts that both are of one kind: of two that share as much, the one to compare with comes first.
const KIND: u32 = 5;

/// Fills in `graph.related` for the entries that name none themselves.
pub(super) fn complete(pages: &[Page], config: &Config, graph: &mut Graph) {
    let mut by_tag: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate().filter(|(_, page)| !page.is_landing) {
        for tag in slugs(page, config) {
            by_tag.entry(tag).or_default().push(PageId(at));
        }
    }
    let silent = |at: &usize| !pages[*at].is_landing && graph.related[*at].is_empty();
    let silent: Vec<usize> = (0..pages.len()).filter(silent).collect();
    let found: Vec<Vec<Related>> = silent
        .par_iter()
        .map(|&at| nearest(PageId(at), pages, &slugs(&pages[at], config), &by_tag, graph))
        .collect();
    for (at, related) in silent.into_iter().zip(found) {
        graph.related[at] = related;
    }
}

fn slugs(page: &Page, config: &Config) -> Vec<String> {
    let tags = page.document.front_matter.tags.iter();
    let mut slugs: Vec<String> = tags.map(|tag| tag_slug(config.canonical_tag(&tag.value))).collect();
    slugs.sort_unstable();
    slugs.dedup();
    slugs
}

fn nearest(
    id: PageId,
    pages: &[Page],
    tags: &[String],
    by_tag: &BTreeMap<String, Vec<PageId>>,
    graph: &Graph,
) -> Vec<Related> {
    let mut scores: HashMap<PageId, (u32, Vec<&String>)> = HashMap::new();
    for tag in tags {
        let having = &by_tag[tag];
        if having.len() > COMMON {
            continue;
        }
        let weight = 200 / u32::try_from(having.len()).expect("few, as just seen");
        for other in having.iter().filter(|other| **other != id) {
            let (score, shared) = scores.entry(*other).or_default();
            *score += weight;
            shared.push(tag);
        }
    }
    let linked = graph.targets[id.0].iter().filter_map(|target| match target {
        Target::Page { page, .. } => Some(*page),
        _ => None,
    });
    let linked: BTreeSet<PageId> = linked.chain(graph.backlinks[id.0].iter().map(|link| link.page)).collect();
    for (other, (score, _)) in &mut scores {
        *score += if linked.contains(other) { LINK } else { 0 };
        *score += if pages[other.0].kind.name == pages[id.0].kind.name { KIND } else { 0 };
    }
    let shown_already =
        |other: &PageId| graph.prerequisites[id.0].contains(other) || graph.unlocks[id.0].contains(other);
    let mut found: Vec<(PageId, (u32, Vec<&String>))> =
        scores.into_iter().filter(|(other, _)| !shown_already(other)).collect();
    found.sort_by(|(a, (score_a, _)), (b, (score_b, _))| score_b.cmp(score_a).then(a.cmp(b)));
    found.truncate(MOST);
    let related = |(page, (_, shared)): (PageId, (u32, Vec<&String>))| Related {
        page,
        shared: shared.into_iter().cloned().collect(),
    };
    found.into_iter().map(related).collect()
}
