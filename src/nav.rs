//! The order of the navigation, and what the sidebar shows of it.

use crate::{
    config::Config,
    context::NavItem,
    diagnostic::{Code, Diagnostic},
    path::file_name,
    site::{Child, LeftOut, Page, PageId, Section, SectionId, Site, link},
    source::Span,
};

/// A site with at most this many entries shows all of them in every sidebar; a larger one those of the section at hand,
/// so that pages do not grow with the site.
const SMALL_SITE: usize = 80;

/// Puts the children of every section in order: as `navigation` in `site.toml` says for the top level, then by `order`,
/// then by title. A name in `navigation` that nothing has is a diagnostic.
pub fn order(
    config: &Config,
    sections: &mut [Section],
    pages: &[Page],
    left_out: &[LeftOut],
    problems: &mut Vec<Diagnostic>,
) {
    let name = |child: &Child, sections: &[Section]| match child {
        Child::Page(page) => file_name(&pages[page.0].path).to_owned(),
        Child::Section(section) => file_name(&sections[section.0].path).to_owned(),
    };
    let names: Vec<String> = sections[0].children.iter().map(|child| name(child, sections)).collect();
    // What has only drafts in it exists all the same.
    let hidden = |name: &str| {
        left_out.iter().any(|entry| entry.file.split(['/', '.']).next().is_some_and(|first| first == name))
    };
    let known = |name: &String| names.contains(name) || hidden(name);
    for wanted in config.navigation.iter().filter(|wanted| !known(&wanted.value)) {
        let file = crate::path::SourcePath::new("site.toml");
        problems.push(
            Diagnostic::new(
                Code::ConfigValue,
                Span::new(&file, wanted.range.clone()),
                format!("`content/` has no folder or entry `{}`", wanted.value),
            )
            .did_you_mean(&wanted.value, names.iter().map(String::as_str)),
        );
    }
    for at in 0..sections.len() {
        let mut children = std::mem::take(&mut sections[at].children);
        children.sort_by_cached_key(|child| {
            let wanted = config.navigation.iter().position(|wanted| wanted.value == name(child, sections));
            let (page, title) = match child {
                Child::Page(page) => (Some(*page), &pages[page.0].title),
                Child::Section(section) => (sections[section.0].landing, &sections[section.0].title),
            };
            let order = page.and_then(|page| pages[page.0].document.front_matter.order);
            let wanted = wanted.filter(|_| at == 0).unwrap_or(usize::MAX);
            (wanted, order.unwrap_or(i64::MAX), title.to_lowercase(), name(child, sections))
        });
        sections[at].children = children;
    }
}

/// The pages of a top-level section in reading order, the landing page first; those at the root for the root.
pub fn sequence(site: &Site, section: SectionId) -> Vec<PageId> {
    fn walk(site: &Site, section: SectionId, out: &mut Vec<PageId>) {
        out.extend(site.section(section).landing);
        for child in &site.section(section).children {
            match child {
                Child::Page(page) => out.push(*page),
                Child::Section(section) => walk(site, *section, out),
            }
        }
    }
    let mut pages = Vec::new();
    if section == SectionId::ROOT {
        pages.extend(site.entries(SectionId::ROOT));
    } else {
        walk(site, section, &mut pages);
    }
    pages
}

/// All pages, in the order of the navigation.
pub fn reading_order(site: &Site) -> Vec<PageId> {
    let sections = site.subsections(SectionId::ROOT).chain([SectionId::ROOT]);
    sections.flat_map(|section| sequence(site, section)).collect()
}

/// The sidebar of the pages in `current`: every top-level section, and the entries of this one or, on a small site, all.
pub fn sidebar(site: &Site, current: Option<SectionId>) -> Vec<NavItem> {
    let small = site.count(SectionId::ROOT) <= SMALL_SITE;
    items(site, SectionId::ROOT, &|section| small || Some(section) == current)
}

/// Everything below `section`, with the children of those top-level sections that `open` says.
pub fn items(site: &Site, section: SectionId, open: &dyn Fn(SectionId) -> bool) -> Vec<NavItem> {
    site.section(section)
        .children
        .iter()
        .map(|child| match child {
            Child::Page(page) => {
                let page = site.page(*page);
                NavItem { title: page.title.clone(), url: link(&page.url), children: Vec::new() }
            }
            Child::Section(id) => {
                let section = site.section(*id);
                let children = if open(*id) { items(site, *id, &|_| true) } else { Vec::new() };
                NavItem { title: section.title.clone(), url: link(&section.url), children }
            }
        })
        .collect()
}
