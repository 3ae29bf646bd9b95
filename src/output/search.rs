//! The page that the search link leads to where there is no script: all entries, by section.

use super::{Output, Outputs, PageRef, View};
use crate::{
    context::{Detail, PageInputs},
    nav,
    path::UrlPath,
    site::SectionId,
};

pub(super) fn url() -> UrlPath {
    UrlPath::new("search/")
}

pub(super) fn outputs(_: &View<'_>, outputs: &mut Outputs) {
    outputs.insert(url().out_path(), Output::Page(PageRef::Search));
}

pub(super) fn inputs(view: &View<'_>) -> PageInputs {
    let sections = nav::items(view.site, SectionId::ROOT, &|_| true);
    let mut inputs = view.page("search", &url(), "All pages", Detail::Search(sections));
    inputs.page.index = false;
    inputs
}
