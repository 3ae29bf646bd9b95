//! The page that the search link leads to where there is no script: all entries, by section.

use super::{Claims, Output, PageRef, View, sidebar};
use crate::{
    base::path::UrlPath,
    output::context::{Detail, PageInputs},
    site::SectionId,
};

/// With more entries the page lists the sections only, whose own pages have the entries.
const LONGEST: usize = 400;

pub(super) fn url() -> UrlPath {
    UrlPath::new("search/")
}

pub(super) fn outputs(_: &View<'_>, outputs: &mut Claims) {
    outputs.insert(url().out_path(), Output::Page(PageRef::Search));
}

pub(super) fn inputs(view: &View<'_>) -> PageInputs {
    let small = view.site.section(SectionId::ROOT).count <= LONGEST;
    let sections = sidebar::items(view.site, SectionId::ROOT, &|_| small);
    view.page("search", &url(), "All pages", Detail::Search(sections))
}
