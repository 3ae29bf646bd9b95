//! The page for addresses that do not exist. A server shows it under any of them, so its links begin at the root. It does
//! not ask search engines to leave it out: they do, since it comes with status 404, and no page and no sitemap names it.

use super::{Claims, Output, PageRef, View};
use crate::{
    base::path::UrlPath,
    output::context::{Detail, PageInputs},
};

fn url() -> UrlPath {
    UrlPath::new("404.html")
}

pub(super) fn outputs(_: &View<'_>, outputs: &mut Claims) {
    outputs.insert(url().out_path(), Output::Page(PageRef::Missing));
}

pub(super) fn inputs(view: &View<'_>) -> PageInputs {
    let links = view.common.context.sections.clone();
    let mut inputs = view.page("missing", &url(), "Page not found", Detail::Missing(links));
    inputs.root = view.site.config.base_path().to_owned();
    inputs.page.canonical = None;
    inputs
}
