//! Pages at old addresses (`aliases`) that lead to the new ones.

use super::{Output, Outputs, PageRef, View, cards};
use crate::{
    context::{Detail, PageInputs},
    path::{OutPath, UrlPath},
};

pub(super) fn outputs(view: &View<'_>, outputs: &mut Outputs) {
    for path in view.site.redirects.keys() {
        outputs.insert(path.clone(), Output::Page(PageRef::Redirect(path.clone())));
    }
}

pub(super) fn inputs(view: &View<'_>, path: &OutPath) -> PageInputs {
    let target = view.site.redirects[path];
    let link = cards::page_link(view.site, target);
    let title = link.title.clone();
    let mut inputs = view.page("redirect", &UrlPath::new(path.as_str()), title, Detail::Redirect(link));
    inputs.page.canonical = view.absolute(&view.site.page(target).url);
    inputs.page.index = false;
    inputs
}
