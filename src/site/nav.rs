//! The order of the navigation.

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{SourcePath, file_name},
        source::Span,
    },
    settings::config::Config,
    site::{Child, LeftOut, Page, PageId, Section, SectionId, Site},
};

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
        let file = SourcePath::new("site.toml");
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
                Child::Page(page) => (Some(*page), pages[page.0].nav_title()),
                Child::Section(section) => (sections[section.0].landing, sections[section.0].title.as_str()),
            };
            let title = page.map_or(title, |page| pages[page.0].nav_title());
            let order = page.and_then(|page| pages[page.0].document.front_matter.order);
            let wanted = wanted.filter(|_| at == 0).unwrap_or(usize::MAX);
            (wanted, order.unwrap_or(i64::MAX), sort_key(title), name(child, sections))
        });
        sections[at].children = children;
    }
}

/// What a title is sorted by: without regard to capitals, and with numbers by their value, so that 24.2 comes before 24.15.
pub fn sort_key(title: &str) -> String {
    const WIDTH: usize = 12;
    let lower = title.to_lowercase();
    let mut key = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = &rest[start..];
        let digits = &digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())];
        key.push_str(&rest[..start]);
        key.push_str(&format!("{:0>WIDTH$}", digits.trim_start_matches('0')));
        rest = &rest[start + digits.len()..];
    }
    key + rest
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

/// Of each page, those before and behind it in its top-level section.
pub fn neighbours(site: &Site) -> Vec<[Option<PageId>; 2]> {
    let mut neighbours = vec![[None; 2]; site.pages.len()];
    for section in site.subsections(SectionId::ROOT).chain([SectionId::ROOT]) {
        for pair in sequence(site, section).windows(2) {
            neighbours[pair[0].0][1] = Some(pair[1]);
            neighbours[pair[1].0][0] = Some(pair[0]);
        }
    }
    neighbours
}

/// All pages, in the order of the navigation.
pub fn reading_order(site: &Site) -> Vec<PageId> {
    let sections = site.subsections(SectionId::ROOT).chain([SectionId::ROOT]);
    sections.flat_map(|section| sequence(site, section)).collect()
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[test]
    fn numbers_are_sorted_by_their_value() {
        let mut titles =
            ["Version 24.15.0", "version 24.2.0", "Version 100", "Version", "9 lives", "10 lives", "007"];
        titles.sort_by_cached_key(|title| sort_key(title));
        assert_eq!(
            titles,
            ["007", "9 lives", "10 lives", "Version", "version 24.2.0", "Version 24.15.0", "Version 100"]
        );
    }
}
