//! The home page: the hub at a glance.

use std::cmp::Reverse;

use super::{Output, Outputs, PageRef, View, cards};
use crate::{
    context::{Card, Detail, HomeContext, Link, PageInputs, PathCard},
    digest::Digest,
    kind, nav,
    path::UrlPath,
    site::{PageId, SectionId, Site, link},
};

const RECENT: usize = 6;

pub(super) fn outputs(_: &View<'_>, outputs: &mut Outputs) {
    outputs.insert(UrlPath::new("").out_path(), Output::Page(PageRef::Home));
}

pub(super) fn inputs(view: &View<'_>, body: &dyn Fn(PageId) -> Digest) -> PageInputs {
    let site = view.site;
    let landing = site.section(SectionId::ROOT).landing;
    let title = landing.map_or(&site.config.title, |id| &site.page(id).title);
    let home = HomeContext {
        actions: actions(site),
        sections: site.subsections(SectionId::ROOT).map(|id| cards::section_card(site, id)).collect(),
        paths: paths(site).map(|id| path_card(site, id)).collect(),
        recent: recent(site),
    };
    let mut inputs = view.page("home", &UrlPath::new(""), title.clone(), Detail::Home(home));
    if let Some(id) = landing {
        view.add_document(&mut inputs, id, body);
    }
    if inputs.page.description.is_none() && !site.config.description.is_empty() {
        inputs.page.description = Some(site.config.description.clone());
    }
    inputs
}

fn actions(site: &Site) -> Vec<Link> {
    site.actions.iter().map(|action| Link { title: action.text.clone(), url: link(&action.url) }).collect()
}

/// The learning paths, in the order of the navigation.
fn paths(site: &Site) -> impl Iterator<Item = PageId> {
    let mut paths: Vec<PageId> =
        site.page_ids().filter(|id| site.page(*id).kind.name == kind::PATH).collect();
    let order = |id: &PageId| {
        let page = site.page(*id);
        let siblings = &site.section(page.section).children;
        (page.section, siblings.iter().position(|child| *child == crate::site::Child::Page(*id)))
    };
    paths.sort_by_key(order);
    paths.into_iter()
}

fn path_card(site: &Site, id: PageId) -> PathCard {
    let page = site.page(id);
    let steps = site.graph.named(id, "steps");
    let times = steps.iter().filter_map(|step| site.page(*step).document.front_matter.time);
    let time: u32 = times.sum();
    let front_matter = &page.document.front_matter;
    PathCard {
        title: page.title.clone(),
        url: link(&page.url),
        description: front_matter.description.clone(),
        difficulty: front_matter.difficulty.map(crate::front_matter::Difficulty::name),
        time: (time > 0).then_some(time),
        steps: cards::page_links(site, &steps),
    }
}

fn recent(site: &Site) -> Vec<Card> {
    let dated = |id: &PageId| {
        let front_matter = &site.page(*id).document.front_matter;
        front_matter.updated.or(front_matter.date)
    };
    let mut pages: Vec<PageId> =
        site.page_ids().filter(|id| !site.page(*id).is_landing && dated(id).is_some()).collect();
    let order = nav::reading_order(site);
    let place = |id: &PageId| order.iter().position(|page| page == id);
    pages.sort_by_cached_key(|id| (Reverse(dated(id)), place(id)));
    pages.iter().take(RECENT).map(|id| cards::card(site, *id)).collect()
}
