//! The search index: what it takes of the site's pages.
//!
//! Its files are known by name only once the index is made, which takes reading all texts. So the map of outputs holds the
//! one file that leads to the others, and `Plan::find` knows those.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{Claims, Output, View};
use crate::{
    base::{
        digest::Digest,
        path::{OutPath, UrlPath, file_name},
    },
    parse::{
        document::Document,
        front_matter::Difficulty,
        kind,
        markdown::{self, Heading, Text},
    },
    search::{self, Page, ROOT, Section},
    site::{
        self, PageId, SectionId, Site,
        resolve::{Target, tag_slug},
    },
};

/// The folder of the index's files.
pub const FOLDER: &str = "search";

pub(super) fn outputs(_: &View<'_>, outputs: &mut Claims) {
    outputs.insert(path(ROOT), Output::Index(ROOT.to_owned()));
}

/// Study times that readers have, in minutes: an entry is found by all that it fits into.
const TIMES: [(&str, u32); 5] = [("15m", 15), ("30m", 30), ("1h", 60), ("2h", 120), ("4h", 240)];

/// Where a file of the index lies.
pub fn path(name: &str) -> OutPath {
    OutPath::new(format!("{FOLDER}/{name}"))
}

/// Whether a path of the output, in small letters, is one that the index has or may come to have.
pub(super) fn is_own(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|name| name.starts_with('/') && name.ends_with(".js"))
}

/// Gives the text of a document.
pub type TextOf = Box<dyn Fn(&Document) -> Arc<Text> + Send + Sync>;

/// The pages that search finds, in the order of their paths; then sections that have no page of their own.
pub struct Pages {
    site: Site,
    text: TextOf,
    pages: Vec<PageId>,
    sections: Vec<SectionId>,
    links: Arc<Links>,
    keys: Vec<Digest>,
}

impl Pages {
    /// `before`: other pages that this may have most of its keys from.
    pub fn new(site: &Site, text: TextOf, before: Option<&Self>) -> Self {
        let is_found = |id: &PageId| site.page(*id).document.front_matter.search != Some(false);
        let is_plain = |id: &SectionId| site.section(*id).landing.is_none();
        let pages: Vec<PageId> = site.page_ids().filter(is_found).collect();
        let sections: Vec<SectionId> = site.section_ids().filter(is_plain).collect();
        let before = before.filter(|before| before.site.is_like(site) && before.pages == pages);
        let links = before.map_or_else(|| Arc::new(Links::new(site)), |before| Arc::clone(&before.links));
        let same = |number: usize, id: PageId| {
            let is_same = |before: &&Self| Arc::ptr_eq(&before.site.pages[id.0], &site.pages[id.0]);
            before.filter(is_same).map(|before| before.keys[number])
        };
        let key =
            |(number, id): (usize, &PageId)| same(number, *id).unwrap_or_else(|| key(site, &links, *id));
        let own = pages.par_iter().enumerate().map(key);
        let others = sections.par_iter().map(|id| section(site, *id).digest());
        let keys = own.chain(others).collect();
        Self { site: site.clone(), text, pages, sections, links, keys }
    }
}

/// The links that lead to each page: the pages that have them, and which of its links each is.
struct Links(Vec<Vec<(PageId, usize)>>);

impl Links {
    fn new(site: &Site) -> Self {
        let mut links = vec![Vec::new(); site.pages.len()];
        for (from, targets) in site.graph.targets.iter().enumerate() {
            for (at, target) in targets.iter().enumerate() {
                if let Target::Page { page: to, .. } = target
                    && to.0 != from
                {
                    links[to.0].push((PageId(from), at));
                }
            }
        }
        Self(links)
    }

    /// What links to a page are called, and how many pages call it so.
    fn names<'a>(&self, site: &'a Site, id: PageId) -> Vec<(&'a str, u32)> {
        let mut names: BTreeMap<&str, BTreeSet<PageId>> = BTreeMap::new();
        for (from, at) in &self.0[id.0] {
            let markdown = &site.page(*from).document.markdown;
            if let Some(sentence) = markdown.sentence(&markdown.links[*at]) {
                names.entry(&sentence.name).or_default().insert(*from);
            }
        }
        let count = |pages: BTreeSet<PageId>| u32::try_from(pages.len()).expect("a site has fewer pages");
        names.into_iter().map(|(name, pages)| (name, count(pages))).collect()
    }
}

impl search::Pages for Pages {
    fn keys(&self) -> &[Digest] {
        &self.keys
    }

    fn page(&self, number: usize, take: &mut dyn FnMut(&Page<'_>)) {
        let Some(id) = self.pages.get(number) else {
            return take(&section(&self.site, self.sections[number - self.pages.len()]));
        };
        let own = self.site.page(*id);
        let text = (self.text)(&own.document);
        take(&Page { sections: sections(own, &text), ..page(&self.site, &self.links, *id) });
    }
}

fn key(site: &Site, links: &Links, id: PageId) -> Digest {
    let texts = site.page(id).document.gist.digest;
    Digest::of(&(texts, page(site, links, id).digest()))
}

/// A page without its sections.
fn page<'a>(site: &'a Site, links: &Links, id: PageId) -> Page<'a> {
    let page = site.page(id);
    let front_matter = &page.document.front_matter;
    let is_plain = page.is_landing || page.kind.name == kind::PAGE;
    let name = if page.is_landing { "" } else { file_name(&page.path) };
    Page {
        url: site::link(&page.url),
        title: &page.title,
        synonyms: front_matter.synonyms.iter().map(String::as_str).chain(opening(page)).collect(),
        trail: trail(site, page.section, page.is_landing),
        name,
        facets: facets(site, id),
        kind: if is_plain { [""; 2] } else { [&page.kind.name, &page.kind.label] },
        tags: front_matter.tags.iter().map(|tag| tag.value.as_str()).collect(),
        description: front_matter.description.as_deref().unwrap_or_default(),
        links: links.names(site, id),
        sections: Vec::new(),
    }
}

/// The heading that a page without a title begins with: it is as good as one.
fn opening(page: &site::Page) -> Option<&str> {
    let markdown = &page.document.markdown;
    let begins = page.document.title().is_none() && page.document.gist.begins_with_heading;
    begins.then(|| markdown.outline.first().map(|heading| heading.text.as_str()))?
}

fn section(site: &Site, id: SectionId) -> Page<'_> {
    let section = site.section(id);
    Page {
        url: site::link(&section.url),
        title: &section.title,
        trail: trail(site, id, true),
        sections: vec![Section { level: 1, ..Section::default() }],
        ..Page::default()
    }
}

/// The titles of the sections around a page; a section's own page is not in itself.
fn trail(site: &Site, section: SectionId, is_landing: bool) -> Vec<&str> {
    let mut trail: Vec<&str> =
        site.ancestry(section).into_iter().map(|id| site.section(id).title.as_str()).collect();
    if is_landing {
        trail.pop();
    }
    trail
}

fn facets(site: &Site, id: PageId) -> Vec<(&'static str, String)> {
    let page = site.page(id);
    let front_matter = &page.document.front_matter;
    let mut facets = Vec::new();
    if !page.is_landing && page.kind.name != kind::PAGE {
        facets.push(("kind", page.kind.name.clone()));
    }
    facets.extend(front_matter.difficulty.map(|level| ("difficulty", Difficulty::name(level).to_owned())));
    facets.extend(front_matter.tags.iter().map(|tag| ("tag", tag.value.clone())));
    let named = site
        .graph
        .named(id, "technologies")
        .into_iter()
        .chain((page.kind.name == "technology").then_some(id));
    facets.extend(named.map(|id| ("technology", address(&site.page(id).url).to_owned())));
    let times = TIMES.iter().filter(|(_, most)| front_matter.time.is_some_and(|time| time <= *most));
    facets.extend(times.map(|(name, _)| ("time", (*name).to_owned())));
    facets.extend(front_matter.status.iter().map(|status| ("status", status.value.clone())));
    // What is looked for is one word in lower case; so are the terms of the index.
    facets.into_iter().map(|(facet, value)| (facet, tag_slug(&value))).collect()
}

/// The last part of an address.
fn address(url: &UrlPath) -> &str {
    let path = url.as_str().trim_end_matches('/');
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn sections<'a>(page: &'a site::Page, text: &'a Text) -> Vec<Section<'a>> {
    let markdown = &page.document.markdown;
    let section = |own: &'_ markdown::Section| match own.heading.map(|index| &markdown.outline[index]) {
        Some(Heading { level, id, text, .. }) => (*level, id.as_str(), text.as_str()),
        None => (1, "", ""),
    };
    let sections = text.sections.iter().map(|own| {
        let (level, id, heading) = section(own);
        Section { id, heading, level, text: own.text.trim_end(), code: own.code.trim_end() }
    });
    sections.collect()
}
