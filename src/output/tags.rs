//! Tags: one page for each, and one that lists them all.

use super::{
    Claims, PageRef, View, cards,
    paging::{self, Paged},
};
use crate::{
    base::path::UrlPath,
    output::context::{Detail, Link, PageInputs, TagContext},
    parse::kind,
    site::{Site, link, resolve::tag_slug},
};

/// The address of the page of all tags.
pub(super) fn url() -> UrlPath {
    UrlPath::new("tags/")
}

pub(super) fn tag_url(slug: &str) -> UrlPath {
    UrlPath::new(format!("tags/{slug}/"))
}

pub(super) fn tag_link(site: &Site, name: &str) -> Link {
    slug_link(site, &tag_slug(site.config.canonical_tag(name)))
}

fn slug_link(site: &Site, slug: &str) -> Link {
    Link { title: label(site, slug), url: link(&tag_url(slug)) }
}

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    if view.site.tags.is_empty() {
        return;
    }
    all_paged(view.site).outputs(outputs, PageRef::Tags);
    for slug in view.site.tags.keys() {
        paged(view.site, slug).outputs(outputs, |number| PageRef::Tag(slug.clone(), number));
    }
}

fn all_paged(site: &Site) -> Paged {
    Paged::new(&url(), site.tags.len(), paging::NAMES)
}

fn paged(site: &Site, slug: &str) -> Paged {
    Paged::new(&tag_url(slug), site.tags[slug].all_pages.len(), paging::ENTRIES)
}

pub(super) fn all_inputs(view: &View<'_>, number: usize) -> PageInputs {
    let paged = all_paged(view.site);
    let slugs: Vec<&String> = view.site.tags.keys().collect();
    let tags = paged.part(&slugs, number).iter().map(|slug| context(view.site, slug)).collect();
    let mut inputs = view.page("tags", &url(), "Tags", Detail::Tags(tags));
    inputs.page.breadcrumbs = vec![home(view.site)];
    paged.place(view, &mut inputs, number);
    inputs
}

pub(super) fn inputs(view: &View<'_>, slug: &str, number: usize) -> PageInputs {
    let site = view.site;
    let paged = paged(site, slug);
    let mut tag = context(site, slug);
    let pages = paged.part(&site.tags[slug].all_pages, number);
    tag.entries = pages.iter().map(|page| cards::card(site, *page)).collect();
    let (title, description) = (tag.label.clone(), tag.description.clone());
    let above = above(site, slug);
    let mut inputs = view.page("tag", &tag_url(slug), title, Detail::Tag(tag));
    inputs.page.description = description;
    inputs.page.breadcrumbs = vec![home(site), Link { title: "Tags".to_owned(), url: link(&url()) }];
    inputs.page.breadcrumbs.extend(above);
    paged.place(view, &mut inputs, number);
    inputs
}

/// The tags whose topic a tag is a part of, the widest first.
fn above(site: &Site, slug: &str) -> Vec<Link> {
    let mut line = vec![slug];
    while let Some(parent) = site.tags[line[line.len() - 1]].parent.as_deref() {
        if line.contains(&parent) {
            break;
        }
        line.push(parent);
    }
    line[1..].iter().rev().map(|slug| slug_link(site, slug)).collect()
}

fn home(site: &Site) -> Link {
    cards::section_link(site, crate::site::SectionId::ROOT)
}

fn context(site: &Site, slug: &str) -> TagContext {
    let tag = &site.tags[slug];
    let config = site.config.tags.get(&tag.name);
    TagContext {
        name: tag.name.clone(),
        label: label(site, slug),
        description: config.and_then(|tag| tag.description.clone()),
        url: link(&tag_url(slug)),
        count: tag.all_pages.len(),
        parent: tag.parent.as_ref().map(|parent| slug_link(site, parent)),
        children: tag.children.iter().map(|child| slug_link(site, child)).collect(),
        entries: Vec::new(),
    }
}

fn label(site: &Site, slug: &str) -> String {
    let Some(tag) = site.tags.get(slug) else { return slug.to_owned() };
    let configured = site.config.tags.get(&tag.name).and_then(|tag| tag.label.clone());
    configured.unwrap_or_else(|| kind::label(&tag.name))
}
