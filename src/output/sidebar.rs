//! What a sidebar shows of the navigation: all of a small site, of a large one what is near the page at hand.

use crate::{
    output::context::NavItem,
    site::{Child, SectionId, Site, link},
};

/// A site with at most this many entries shows all of them in every sidebar; a larger one those of the section at hand,
/// so that pages do not grow with the site.
const SMALL_SITE: usize = 80;

/// Of a section with more entries than that in and below it, a sidebar shows so many at once.
const RUN: usize = 40;

/// With more top-level sections, pages link to the first ones only, and to the home page for the others.
const MANY_SECTIONS: usize = 20;
const FIRST_SECTIONS: usize = 12;

/// The pages that have one sidebar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// All of a small site.
    Site,
    /// Those of a top-level section, or those at the root.
    Section(SectionId),
    /// In a large top-level section, those of a section directly and of one of its runs of entries.
    Run(SectionId, usize),
}

/// Which sidebar a page has that stands at `position` among the entries of `section`.
pub fn place(site: &Site, section: SectionId, position: usize) -> Place {
    let top = site.top_level(section).unwrap_or(SectionId::ROOT);
    let all = site.section(SectionId::ROOT).count;
    let entries = if top == SectionId::ROOT { site.entries(top).count() } else { site.section(top).count };
    let large = entries > SMALL_SITE;
    match () {
        () if all <= SMALL_SITE => Place::Site,
        () if large => Place::Run(section, position / RUN),
        () => Place::Section(top),
    }
}

/// Every place that a page can have.
pub fn places(site: &Site) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for section in site.section_ids() {
        let entries = site.entries(section).count();
        let runs = (0..=entries.saturating_sub(1) / RUN).map(|run| place(site, section, run * RUN));
        places.extend(runs);
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// The sections that every page links to; of very many only the first.
pub fn main_sections(site: &Site) -> impl Iterator<Item = SectionId> {
    let many = site.subsections(SectionId::ROOT).count() > MANY_SECTIONS;
    site.subsections(SectionId::ROOT).take(if many { FIRST_SECTIONS } else { MANY_SECTIONS })
}

/// How many levels of sections a list of the site shows within each other. A component of Tera may use itself 20 times, and a
/// site's own templates need some of them.
const DEEPEST: usize = 12;

/// The sidebar of the pages at a place: the top-level sections, and the entries of this one or, on a small site, all. What
/// is left out of a large section is on its page.
pub fn sidebar(site: &Site, place: Place) -> Vec<NavItem> {
    let (section, run) = match place {
        Place::Site => return items(site, SectionId::ROOT, &|_| true),
        Place::Section(section) => (section, None),
        Place::Run(section, run) => (section, Some(run)),
    };
    let open = site.ancestry(section);
    let main: Vec<SectionId> = main_sections(site).collect();
    let mut items = Vec::new();
    for child in run_of(site, SectionId::ROOT, run.filter(|_| section == SectionId::ROOT)) {
        match child {
            Child::Section(id) if !(main.contains(&id) || open.contains(&id)) => {}
            Child::Section(id) if open.contains(&id) && run.is_some() => {
                items.push(opened(site, id, &open, (section, run)));
            }
            Child::Section(id) if open.contains(&id) => items.push(item(site, child, &|_| true)),
            _ => items.push(item(site, child, &|_| false)),
        }
    }
    limited(items, DEEPEST)
}

/// A section of a large one on the way to `current`: the sections in it, and of the last one a run of entries.
fn opened(site: &Site, id: SectionId, open: &[SectionId], current: (SectionId, Option<usize>)) -> NavItem {
    let mut children = Vec::new();
    for child in run_of(site, id, Some(current.1.filter(|_| current.0 == id).unwrap_or(0))) {
        match child {
            Child::Section(section) if open.contains(&section) => {
                children.push(opened(site, section, open, current));
            }
            _ => children.push(item(site, child, &|_| false)),
        }
    }
    NavItem { title: site.section_nav_title(id).to_owned(), url: link(&site.section(id).url), children }
}

/// The children of a section: all, or the sections and one run of the entries.
fn run_of(site: &Site, id: SectionId, run: Option<usize>) -> Vec<Child> {
    let mut position = 0;
    let is_shown = |child: &&Child| match child {
        Child::Section(_) => true,
        Child::Page(_) => {
            position += 1;
            run.is_none_or(|run| (position - 1) / RUN == run)
        }
    };
    site.section(id).children.iter().filter(is_shown).copied().collect()
}

/// Everything below `section`, with the children of those top-level sections that `open` says.
pub fn items(site: &Site, section: SectionId, open: &dyn Fn(SectionId) -> bool) -> Vec<NavItem> {
    limited(children(site, section, open), DEEPEST)
}

/// The same items without what is more than so many levels deep. Such a section is a link to its page, which has the rest.
fn limited(items: Vec<NavItem>, levels: usize) -> Vec<NavItem> {
    let limit = |item: NavItem| NavItem {
        children: if levels == 1 { Vec::new() } else { limited(item.children, levels - 1) },
        ..item
    };
    items.into_iter().map(limit).collect()
}

fn children(site: &Site, section: SectionId, open: &dyn Fn(SectionId) -> bool) -> Vec<NavItem> {
    site.section(section).children.iter().map(|child| item(site, *child, open)).collect()
}

fn item(site: &Site, child: Child, open: &dyn Fn(SectionId) -> bool) -> NavItem {
    match child {
        Child::Page(page) => {
            let page = site.page(page);
            NavItem { title: page.nav_title().to_owned(), url: link(&page.url), children: Vec::new() }
        }
        Child::Section(id) => {
            let section = site.section(id);
            let children = if open(id) { children(site, id, &|_| true) } else { Vec::new() };
            NavItem { title: site.section_nav_title(id).to_owned(), url: link(&section.url), children }
        }
    }
}
