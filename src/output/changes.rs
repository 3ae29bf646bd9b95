//! What changed: the entries by the day of their last change, the newest first, month by month.

use std::cmp::Reverse;

use super::{
    Claims, PageRef, View, cards,
    paging::{self, Paged},
};
use crate::{
    output::context::{Change, ChangesGroup, Detail, PageInputs},
    site::{Made, PageId, SectionId, Site},
};

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    if view.site.makes(Made::Changes) {
        paged(view).outputs(outputs, PageRef::Changes);
    }
}

fn paged(view: &View<'_>) -> Paged {
    Paged::new(&Made::Changes.url(), view.changes().len(), paging::ENTRIES)
}

pub(super) fn inputs(view: &View<'_>, number: usize) -> PageInputs {
    let paged = paged(view);
    let groups = groups(view.site, paged.part(view.changes(), number));
    let mut inputs = view.page("changes", &Made::Changes.url(), "What changed", Detail::Changes(groups));
    inputs.page.breadcrumbs = vec![cards::section_link(view.site, SectionId::ROOT)];
    paged.place(view, &mut inputs, number);
    inputs
}

/// The entries that state when they changed, the newest first; those of one day in the order of the files.
pub(super) fn newest(site: &Site) -> Vec<PageId> {
    let changed = |id: &PageId| site.page(*id).document.front_matter.changed();
    let mut pages: Vec<PageId> =
        site.page_ids().filter(|id| !site.page(*id).is_landing && changed(id).is_some()).collect();
    pages.sort_by_key(|id| Reverse(changed(id)));
    pages
}

fn groups(site: &Site, pages: &[PageId]) -> Vec<ChangesGroup> {
    let mut groups: Vec<ChangesGroup> = Vec::new();
    for page in pages {
        let front_matter = &site.page(*page).document.front_matter;
        let Some(date) = front_matter.changed() else { continue };
        let id = date.strftime("%Y-%m").to_string();
        let is_new = front_matter.updated.is_none_or(|updated| front_matter.date == Some(updated));
        let change = Change { entry: cards::card(site, *page), is_new };
        match groups.last_mut().filter(|group| group.id == id) {
            Some(group) => group.changes.push(change),
            None => {
                let title = date.strftime("%B %Y").to_string();
                groups.push(ChangesGroup { title, id, changes: vec![change] });
            }
        }
    }
    groups
}
