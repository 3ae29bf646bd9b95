//! Entries and sections as other pages show them.

use jiff::civil::Date;

use crate::{
    output::context::{Card, DateContext, KindContext, Link, SectionCard},
    parse::kind::Kind,
    site::{PageId, SectionId, Site, link},
};

pub(super) fn page_link(site: &Site, id: PageId) -> Link {
    let page = site.page(id);
    Link { title: page.title.clone(), url: link(&page.url) }
}

/// The study time of all steps of a path together, in minutes; nothing if no step states one.
pub(super) fn time_of(site: &Site, steps: &[PageId]) -> Option<u32> {
    let times = steps.iter().filter_map(|step| site.page(*step).document.front_matter.time);
    times.reduce(u32::saturating_add)
}

pub(super) fn page_links(site: &Site, ids: &[PageId]) -> Vec<Link> {
    ids.iter().map(|id| page_link(site, *id)).collect()
}

/// The root is called by what it is.
pub(super) fn section_link(site: &Site, id: SectionId) -> Link {
    let section = site.section(id);
    let title = if id == SectionId::ROOT { "Home".to_owned() } else { section.title.clone() };
    Link { title, url: link(&section.url) }
}

pub(super) fn card(site: &Site, id: PageId) -> Card {
    let page = site.page(id);
    let front_matter = &page.document.front_matter;
    Card {
        title: page.title.clone(),
        url: link(&page.url),
        description: front_matter.description.clone(),
        kind: kind(&page.kind),
        difficulty: front_matter.difficulty.map(crate::parse::front_matter::Difficulty::name),
        time: front_matter.time,
        updated: front_matter.updated.or(front_matter.date).map(date),
        status: front_matter.status.as_ref().map(|status| status.value.clone()),
    }
}

pub(super) fn section_card(site: &Site, id: SectionId) -> SectionCard {
    let section = site.section(id);
    let landing = section.landing.map(|page| site.page(page));
    SectionCard {
        title: section.title.clone(),
        url: link(&section.url),
        description: landing.and_then(|page| page.document.front_matter.description.clone()),
        count: site.section(id).count,
    }
}

pub(super) fn kind(kind: &Kind) -> KindContext {
    KindContext { name: kind.name.clone(), label: kind.label.clone() }
}

pub(super) fn date(date: Date) -> DateContext {
    DateContext { iso: date.to_string(), text: date.strftime("%-d %b %Y").to_string() }
}
