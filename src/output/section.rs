//! Sections: what a folder holds, as cards or as a table made from front matter.

use super::{Output, Outputs, PageRef, View, cards, entry};
use crate::{
    context::{Detail, PageInputs, RowContext, SectionContext, TableContext},
    digest::Digest,
    kind::Kind,
    site::{PageId, SectionId, Site},
};

pub(super) fn outputs(view: &View<'_>, outputs: &mut Outputs) {
    for id in view.site.section_ids().filter(|id| *id != SectionId::ROOT) {
        outputs.insert(view.site.section(id).url.out_path(), Output::Page(PageRef::Section(id)));
    }
}

pub(super) fn inputs(view: &View<'_>, id: SectionId, body: &dyn Fn(PageId) -> Digest) -> PageInputs {
    let site = view.site;
    let section = site.section(id);
    let kind = kind_of(site, id);
    let context = SectionContext {
        kind: kind.map(cards::kind),
        sections: site.subsections(id).map(|section| cards::section_card(site, section)).collect(),
        entries: site.entries(id).map(|page| cards::card(site, page)).collect(),
        table: kind.filter(|kind| !kind.table.is_empty()).map(|kind| table(site, id, kind)),
    };
    let mut inputs = view.page("section", &section.url, section.title.clone(), Detail::Section(context));
    view.place_in(&mut inputs, id);
    inputs.page.breadcrumbs.pop();
    if let Some(landing) = section.landing {
        view.add_document(&mut inputs, landing, body);
    }
    inputs
}

/// The kind of a section's entries, if all are of the same.
fn kind_of(site: &Site, id: SectionId) -> Option<&Kind> {
    let mut entries = site.entries(id).map(|page| &site.page(page).kind);
    let first = entries.next()?;
    entries.all(|kind| kind == first).then_some(first)
}

fn table(site: &Site, id: SectionId, kind: &Kind) -> TableContext {
    let row = |page: PageId| RowContext {
        entry: cards::page_link(site, page),
        cells: kind.table.iter().map(|column| entry::field_values(site, page, &column.field)).collect(),
    };
    TableContext {
        head: kind.label.clone(),
        columns: kind.table.iter().map(|column| column.label.clone()).collect(),
        rows: site.entries(id).map(row).collect(),
    }
}
