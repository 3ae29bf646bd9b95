//! The home page: the hub at a glance.

use std::{cmp::Reverse, collections::HashMap};

use super::{BodyDigest, Claims, Output, PageRef, View, cards};
use crate::{
    base::path::UrlPath,
    output::context::{Card, Detail, HomeContext, Link, PageInputs, PathCard},
    parse::kind,
    site::{PageId, SectionId, Site, link, nav},
};

const RECENT: usize = 6;
const PATHS: usize = 12;

pub(super) fn outputs(_: &View<'_>, outputs: &mut Claims) {
    outputs.insert(UrlPath::new("").out_path(), Output::Page(PageRef::Home));
}

pub(super) fn inputs(view: &View<'_>, body: &BodyDigest<'_>) -> PageInputs {
    let site = view.site;
    let landing = site.section(SectionId::ROOT).landing;
    let title = landing.map_or(&site.config.title, |id| &site.page(id).title);
    let paths = paths(site);
    let home = HomeContext {
        actions: actions(site),
        sections: site.subsections(SectionId::ROOT).map(|id| cards::section_card(site, id)).collect(),
        paths: paths.iter().take(PATHS).map(|id| path_card(site, *id)).collect(),
        more_paths: paths.get(PATHS).map(|id| cards::section_link(site, site.page(*id).section)),
        recent: recent(view),
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
fn paths(site: &Site) -> Vec<PageId> {
    let mut paths: Vec<PageId> =
        site.page_ids().filter(|id| site.page(*id).kind.name == kind::PATH).collect();
    let order = |id: &PageId| {
        let page = site.page(*id);
        let siblings = &site.section(page.section).children;
        (page.section, siblings.iter().position(|child| *child == crate::site::Child::Page(*id)))
    };
    paths.sort_by_key(order);
    paths
}

fn path_card(site: &Site, id: PageId) -> PathCard {
    let page = site.page(id);
    let steps = site.graph.named(id, "steps");
    let front_matter = &page.document.front_matter;
    PathCard {
        title: page.title.clone(),
        url: link(&page.url),
        description: front_matter.description.clone(),
        difficulty: front_matter.difficulty.map(crate::parse::front_matter::Difficulty::name),
        time: cards::time_of(site, &steps),
        steps: cards::page_links(site, &steps),
    }
}

/// Of those of one day, the first in reading order.
fn recent(view: &View<'_>) -> Vec<Card> {
    let site = view.site;
    let changed = |id: &PageId| site.page(*id).document.front_matter.changed();
    let Some(last) = view.changes().iter().take(RECENT).next_back().and_then(changed) else {
        return Vec::new();
    };
    let mut pages: Vec<PageId> =
        view.changes().iter().copied().take_while(|id| changed(id) >= Some(last)).collect();
    let order: HashMap<PageId, usize> =
        nav::reading_order(site).into_iter().enumerate().map(|(at, page)| (page, at)).collect();
    pages.sort_by_key(|id| (Reverse(changed(id)), order.get(id)));
    pages.iter().take(RECENT).map(|id| cards::card(site, *id)).collect()
}
