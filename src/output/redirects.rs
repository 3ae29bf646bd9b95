//! Pages at old addresses (`aliases`) that lead to the new ones.

use super::{Claims, Output, PageRef, View, cards};
use crate::{
    base::path::UrlPath,
    output::context::{Detail, PageInputs},
    site::Redirect,
};

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    for (at, redirect) in view.site.redirects.iter().enumerate() {
        outputs.insert(redirect.path.clone(), Output::Page(PageRef::Redirect(at)));
    }
}

pub(super) fn inputs(view: &View<'_>, at: usize) -> PageInputs {
    let Redirect { path, page, .. } = &view.site.redirects[at];
    let link = cards::page_link(view.site, *page);
    let title = link.title.clone();
    let mut inputs = view.page("redirect", &UrlPath::new(path.as_str()), title, Detail::Redirect(link));
    inputs.page.canonical = view.absolute(&view.site.page(*page).url);
    inputs.page.index = false;
    inputs
}
