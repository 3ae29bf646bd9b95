//! `sitemap.xml` (sitemaps.org, version 0.9): the pages that search engines may list. It holds absolute addresses, so
//! there is none without `base_url`.

use super::{Claims, Output, View, comparison, search, tags};
use crate::{
    base::{
        escape::escape_into,
        path::{OutPath, UrlPath},
    },
    site::Made,
};

/// Addresses in one sitemap, by the protocol.
const LIMIT: usize = 50_000;

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    if view.site.config.base_url.is_none() {
        return;
    }
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                   <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    for (url, changed) in pages(view).into_iter().take(LIMIT) {
        xml.push_str("<url><loc>");
        escape_into(&mut xml, &view.absolute(&url).unwrap_or_default());
        xml.push_str("</loc>");
        if let Some(date) = changed {
            xml.push_str(&format!("<lastmod>{date}</lastmod>"));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    outputs.insert(OutPath::new("sitemap.xml"), Output::Bytes(xml.into_bytes().into()));
}

/// Addresses in order, each with the day of its last change.
fn pages(view: &View<'_>) -> Vec<(UrlPath, Option<jiff::civil::Date>)> {
    let site = view.site;
    let entries = site.pages.iter().filter(|page| page.document.front_matter.search != Some(false));
    let mut pages: Vec<_> = entries
        .map(|page| {
            let front_matter = &page.document.front_matter;
            (page.url.clone(), front_matter.updated.or(front_matter.date))
        })
        .collect();
    let plain = site.sections.iter().filter(|section| section.landing.is_none());
    pages.extend(plain.map(|section| (section.url.clone(), None)));
    let made = Made::ALL.into_iter().filter(|made| site.makes(*made) && made.is_page());
    pages.extend(made.map(|made| (made.url(), None)));
    pages.extend(comparison::urls(view).map(|url| (url.clone(), None)));
    pages.push((search::url(), None));
    if !site.tags.is_empty() {
        pages.push((tags::url(), None));
    }
    pages.extend(site.tags.keys().map(|slug| (tags::tag_url(slug), None)));
    pages.sort();
    pages
}
