//! Sections: what a folder holds, as cards or as a table made from front matter.

use super::{
    BodyDigest, Claims, PageRef, View, cards, comparison, entry, one_page,
    paging::{self, Paged},
};
use crate::{
    output::context::{Detail, PageInputs, RowContext, SectionContext, TableContext},
    parse::kind::{Column, Kind},
    site::{PageId, SectionId, Site, Whole},
};

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    for id in view.site.section_ids().filter(|id| *id != SectionId::ROOT) {
        paged(view.site, id).outputs(outputs, |number| PageRef::Section(id, number));
    }
}

fn paged(site: &Site, id: SectionId) -> Paged {
    Paged::new(&site.section(id).url, site.entries(id).count(), paging::ENTRIES)
}

pub(super) fn inputs(view: &View<'_>, id: SectionId, number: usize, body: &BodyDigest<'_>) -> PageInputs {
    let site = view.site;
    let section = site.section(id);
    let kind = kind_of(site, id);
    let paged = paged(site, id);
    let mut entries: Vec<PageId> = site.entries(id).collect();
    if entries.len() > paging::ENTRIES && kind.is_none_or(|kind| kind.table.is_empty()) {
        // Or each page would begin with beginners again.
        let difficulty = |id: &PageId| site.page(*id).document.front_matter.difficulty;
        entries.sort_by_key(|id| (difficulty(id).is_none(), difficulty(id)));
    }
    let shown = paged.part(&entries, number);
    let context = SectionContext {
        kind: kind.map(cards::kind),
        sections: match number {
            1 => site.subsections(id).map(|section| cards::section_card(site, section)).collect(),
            _ => Vec::new(),
        },
        count: entries.len(),
        entries: shown.iter().map(|page| cards::card(site, *page)).collect(),
        table: kind
            .filter(|kind| !kind.table.is_empty())
            .map(|kind| table(site, shown, &kind.label, &kind.table)),
        comparison: comparison::of(view, id),
    };
    let mut inputs = view.page("section", &section.url, section.title.clone(), Detail::Section(context));
    view.place_in(&mut inputs, id, 0);
    inputs.page.breadcrumbs.pop();
    if let Some(landing) = section.landing {
        view.add_document(&mut inputs, landing, body);
    }
    if number > 1 {
        inputs.body = None;
        inputs.page.outline.clear();
        inputs.page.math = false;
    }
    inputs.page.one_page_url = one_page::url(view, Whole::Section(id));
    paged.place(view, &mut inputs, number);
    inputs
}

/// The kind of a section's entries, if all are of the same.
pub(super) fn kind_of(site: &Site, id: SectionId) -> Option<&Kind> {
    let mut entries = site.entries(id).map(|page| &site.page(page).kind);
    let first = entries.next()?;
    entries.all(|kind| kind == first).then_some(first)
}

/// The entries as rows below `head`, which is what each of them is.
pub(super) fn table(site: &Site, shown: &[PageId], head: &str, columns: &[Column]) -> TableContext {
    let row = |page: PageId| RowContext {
        entry: cards::page_link(site, page),
        cells: columns.iter().map(|column| entry::field_values(site, page, &column.field)).collect(),
    };
    TableContext {
        head: head.to_owned(),
        columns: columns.iter().map(|column| column.label.clone()).collect(),
        rows: shown.iter().map(|page| row(*page)).collect(),
    }
}
