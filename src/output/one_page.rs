//! A section or a learning path with the texts of all its entries, to print or to read in one go.
//!
//! It says nothing that the entries' own pages do not say, so search engines are sent to the section or the path.

use super::{BodyDigest, Claims, Output, PageRef, View, cards};
use crate::{
    base::digest::Digest,
    output::context::{Detail, OnePageContext, OnePagePart, PageInputs},
    site::{OnePage, PageId, Place, Site, Whole, link},
};

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    for (whole, page) in view.site.one_pages.iter() {
        outputs.insert(page.url.out_path(), Output::Page(PageRef::OnePage(*whole)));
    }
}

/// The address of the page that shows all of a section or path, if there is one.
pub(super) fn url(view: &View<'_>, whole: Whole) -> Option<String> {
    view.site.one_pages.get(&whole).map(|page| link(&page.url))
}

pub(super) fn inputs(view: &View<'_>, whole: Whole, body: &BodyDigest<'_>) -> PageInputs {
    let site = view.site;
    let one = &site.one_pages[&whole];
    let (of, section) = match whole {
        Whole::Section(id) => (cards::section_link(site, id), id),
        Whole::Path(id) => (cards::page_link(site, id), site.page(id).section),
    };
    let url = match whole {
        Whole::Section(id) => &site.section(id).url,
        Whole::Path(id) => &site.page(id).url,
    };
    let detail = OnePageContext {
        of: of.clone(),
        id: one.introduction.and_then(|page| one.id(page)),
        parts: one.parts.iter().map(|id| part(site, one, *id)).collect(),
    };
    let mut inputs = view.page("one-page", &one.url, of.title.clone(), Detail::OnePage(detail));
    let position = match whole {
        Whole::Section(_) => 0,
        Whole::Path(id) => view.common.positions[id.0],
    };
    view.place_in(&mut inputs, section, position);
    if let Whole::Path(_) = whole {
        inputs.page.breadcrumbs.push(of);
    }
    let introduction = one.introduction.map(|id| site.page(id));
    inputs.page.description = introduction.and_then(|page| page.document.front_matter.description.clone());
    let texts = || one.introduction.iter().chain(&one.parts);
    let bodies: Vec<Digest> = texts().map(|id| body(*id, Place::Among(one))).collect();
    inputs.body = Some(Digest::of(&bodies));
    inputs.page.math = texts().any(|id| site.page(*id).document.markdown.has_math);
    inputs.page.canonical = view.absolute(url);
    inputs.page.index = false;
    inputs
}

fn part(site: &Site, one: &OnePage, id: PageId) -> OnePagePart {
    OnePagePart { id: one.id(id).expect("it is a part of the page"), entry: cards::card(site, id) }
}
