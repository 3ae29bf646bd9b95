//! Comparisons: a section's entries side by side, by the fields that tell those of their kind apart.

use std::collections::{BTreeMap, HashSet};

use super::{
    Claims, PageRef, View, cards, entry,
    paging::{self, Paged},
    section,
};
use crate::{
    base::path::UrlPath,
    output::context::{Detail, Link, PageInputs, SectionContext},
    parse::kind::Column,
    site::{PageId, SectionId, Site, link},
};

/// What a comparison shows, and where.
pub(super) struct Comparison {
    url: UrlPath,
    entries: Vec<PageId>,
    /// Those of the kind's that say something of at least two entries.
    columns: Vec<Column>,
}

/// Fewer columns compare nothing.
const LEAST_COLUMNS: usize = 2;

/// One for each section whose entries are of one kind that has something to compare.
pub(super) fn comparisons(site: &Site) -> BTreeMap<SectionId, Comparison> {
    let sections = site.section_ids().filter(|id| *id != SectionId::ROOT);
    let mut found: BTreeMap<_, _> = sections.filter_map(|id| Some((id, comparison(site, id)?))).collect();
    if !found.is_empty() {
        let taken: HashSet<&UrlPath> = site.pages.iter().map(|page| &page.url).collect();
        found.retain(|_, comparison| !taken.contains(&comparison.url));
    }
    found
}

fn comparison(site: &Site, id: SectionId) -> Option<Comparison> {
    let kind = section::kind_of(site, id).filter(|kind| !kind.compare.is_empty())?;
    let entries: Vec<PageId> = site.entries(id).collect();
    let says = |column: &&Column| {
        let with = entries.iter().filter(|page| !entry::field_values(site, **page, &column.field).is_empty());
        with.take(2).count() == 2
    };
    let columns: Vec<Column> = kind.compare.iter().filter(says).cloned().collect();
    let url = UrlPath::new(format!("{}compare/", site.section(id).url));
    (columns.len() >= LEAST_COLUMNS).then_some(Comparison { url, entries, columns })
}

impl Comparison {
    fn paged(&self) -> Paged {
        Paged::new(&self.url, self.entries.len(), paging::ENTRIES)
    }
}

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    for (id, comparison) in view.comparisons() {
        comparison.paged().outputs(outputs, |number| PageRef::Comparison(*id, number));
    }
}

/// The addresses of all comparisons, each where it begins.
pub(super) fn urls<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v UrlPath> {
    view.comparisons().values().map(|comparison| &comparison.url)
}

/// The comparison of a section's entries, if there is one.
pub(super) fn of(view: &View<'_>, id: SectionId) -> Option<Link> {
    let comparison = view.comparisons().get(&id)?;
    Some(Link { title: title(view.site, id), url: link(&comparison.url) })
}

fn title(site: &Site, id: SectionId) -> String {
    format!("{} compared", site.section(id).title)
}

pub(super) fn inputs(view: &View<'_>, id: SectionId, number: usize) -> PageInputs {
    let site = view.site;
    let comparison = &view.comparisons()[&id];
    let paged = comparison.paged();
    let shown = paged.part(&comparison.entries, number);
    let kind = section::kind_of(site, id).expect("a comparison is of one kind");
    let context = SectionContext {
        kind: Some(cards::kind(kind)),
        sections: Vec::new(),
        count: comparison.entries.len(),
        entries: shown.iter().map(|page| cards::card(site, *page)).collect(),
        table: Some(section::table(site, shown, &kind.label, &comparison.columns)),
        comparison: None,
    };
    let mut inputs = view.page("comparison", &comparison.url, title(site, id), Detail::Section(context));
    view.place_in(&mut inputs, id, 0);
    paged.place(view, &mut inputs, number);
    inputs
}
