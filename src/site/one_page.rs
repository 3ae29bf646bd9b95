//! Sections and learning paths on one page each, for those who print or read on without turning pages.
//!
//! Which ones there are, and which texts each shows, is known when the site is assembled: links between the texts of one
//! page stay on it.

use std::collections::{BTreeMap, BTreeSet};

use super::{PageId, SectionId, Site};
use crate::{base::path::UrlPath, parse::kind};

/// What is shown on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whole {
    /// All entries of a section and of those below it.
    Section(SectionId),
    /// The steps of a learning path.
    Path(PageId),
}

/// A page that shows several texts.
#[derive(Debug)]
pub struct OnePage {
    pub url: UrlPath,
    /// The landing page's or the path's own text, which comes first.
    pub introduction: Option<PageId>,
    /// The entries, in the order of the navigation or of the steps. A section below is the part that begins it.
    pub parts: Vec<PageId>,
}

impl OnePage {
    /// The id of the place where a text begins, if it is on the page. It is also what the ids within the text begin with.
    pub fn id(&self, page: PageId) -> Option<String> {
        let number = match self.parts.iter().position(|part| *part == page) {
            Some(at) => at + 1,
            None if self.introduction == Some(page) => 0,
            None => return None,
        };
        Some(format!("part-{number}"))
    }
}

/// Those that the site asks for: of all sections and paths that have more than one part and not too many.
pub(super) fn make(site: &Site) -> BTreeMap<Whole, OnePage> {
    let most = site.config.one_page;
    if most == 0 {
        return BTreeMap::new();
    }
    let taken: BTreeSet<&UrlPath> = site.pages.iter().map(|page| &page.url).collect();
    let sections = site.section_ids().filter(|id| *id != SectionId::ROOT);
    let paths = site.page_ids().filter(|id| site.page(*id).kind.name == kind::PATH);
    let wholes = sections.map(Whole::Section).chain(paths.map(Whole::Path));
    let made = wholes.filter_map(|whole| Some((whole, one_page(site, whole, most)?)));
    made.filter(|(_, page)| !taken.contains(&page.url)).collect()
}

fn one_page(site: &Site, whole: Whole, most: usize) -> Option<OnePage> {
    let (url, introduction, parts) = match whole {
        Whole::Section(id) => {
            let mut parts = Vec::new();
            add_entries(site, id, most, &mut parts);
            (&site.section(id).url, site.section(id).landing, parts)
        }
        Whole::Path(id) => {
            let mut steps = site.graph.named(id, "steps");
            let mut seen = BTreeSet::from([id]);
            steps.retain(|step| seen.insert(*step));
            (&site.page(id).url, Some(id), steps)
        }
    };
    let is_wanted = (2..=most).contains(&parts.len());
    is_wanted.then(|| OnePage { url: UrlPath::new(format!("{url}one-page/")), introduction, parts })
}

/// Adds the entries of a section and of those below it, up to one more than may be.
fn add_entries(site: &Site, id: SectionId, most: usize, parts: &mut Vec<PageId>) {
    parts.extend(site.entries(id).take((most + 1).saturating_sub(parts.len())));
    for section in site.subsections(id) {
        if parts.len() > most {
            return;
        }
        parts.extend(site.section(section).landing);
        add_entries(site, section, most, parts);
    }
}
