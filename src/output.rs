//! What the site consists of: a map from output path to a pure function of its inputs.
//!
//! `outputs` names every file; [`View::inputs`] gives a page's inputs, when and if somebody wants its bytes. One file per
//! kind of output.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

use crate::{
    base::{
        diagnostic::Diagnostic,
        digest::{Digest, Shared},
        path::{OutPath, UrlPath, encode_url},
    },
    output::context::{
        Detail, Link, NavItem, OutlineItem, PageContext, PageInputs, SiteContext, ordinary_template,
    },
    parse::markdown::{Direction, Heading},
    site::{Made, PageId, Place, SectionId, Site, Whole, link, nav},
};

mod appearance;
mod assets;
mod cards;
mod changes;
mod claims;
mod compact;
mod comparison;
pub mod context;
mod entry;
mod feed;
mod glossary;
mod home;
mod missing;
pub mod offline;
mod one_page;
mod paging;
mod people;
mod redirects;
pub mod render;
mod robots;
mod search;
pub mod search_index;
mod section;
mod sidebar;
mod sitemap;
mod statics;
mod tags;
pub mod template;

use claims::Claims;
pub use statics::Statics;

/// One file of the output.
#[derive(Clone, Debug)]
pub enum Output {
    /// A page, rendered with a template when it is asked for.
    Page(PageRef),
    /// Bytes as they are.
    Bytes(Arc<[u8]>),
    /// A file of the search index, by its name. All of them are made when the first is asked for.
    Index(String),
}

/// A page of the site, of whatever type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PageRef {
    Home,
    Entry(PageId),
    /// The part of a section's entries, counted from 1; so it is with all lists.
    Section(SectionId, usize),
    /// A section's entries side by side.
    Comparison(SectionId, usize),
    Tags(usize),
    Tag(String, usize),
    Glossary(usize),
    Changes(usize),
    People(usize),
    Person(String, usize),
    /// All texts of a section or path.
    OnePage(Whole),
    Search,
    Missing,
    /// In place of a page that is not at hand without a connection.
    Offline,
    /// A redirect, by its place in `Site::redirects`.
    Redirect(usize),
}

impl PageRef {
    /// The entry or landing page whose text the page shows.
    pub fn document(&self, site: &Site) -> Option<PageId> {
        match self {
            Self::Entry(id) => Some(*id),
            Self::Section(id, 1) => site.section(*id).landing,
            Self::Home => site.section(SectionId::ROOT).landing,
            Self::Section(..)
            | Self::Comparison(..)
            | Self::Tags(_)
            | Self::Tag(..)
            | Self::Glossary(_)
            | Self::Changes(_)
            | Self::People(_)
            | Self::Person(..)
            | Self::OnePage(_)
            | Self::Search
            | Self::Missing
            | Self::Offline
            | Self::Redirect(_) => None,
        }
    }
}

pub type Outputs = BTreeMap<OutPath, Output>;

/// Gives the digest of all that goes into the body that a page's text becomes at a place.
pub type BodyDigest<'a> = dyn Fn(PageId, Place<'_>) -> Digest + 'a;

/// Every kind of output.
const OUTPUTS: [fn(&View<'_>, &mut Claims); 19] = [
    home::outputs,
    entry::outputs,
    section::outputs,
    comparison::outputs,
    one_page::outputs,
    tags::outputs,
    glossary::outputs,
    changes::outputs,
    people::outputs,
    feed::outputs,
    search::outputs,
    search_index::outputs,
    missing::outputs,
    offline::outputs,
    redirects::outputs,
    sitemap::outputs,
    robots::outputs,
    assets::outputs,
    statics::outputs,
];

/// The site as outputs see it.
pub struct View<'a> {
    pub site: &'a Site,
    pub statics: &'a Statics,
    pub common: &'a Common,
}

/// What many pages share, made once for a site.
pub struct Common {
    context: Shared<SiteContext>,
    sidebars: HashMap<sidebar::Place, Shared<Vec<NavItem>>>,
    /// The place of each page among the entries of its section.
    positions: Vec<usize>,
    /// Of each page, those before and behind it.
    neighbours: Vec<[Option<PageId>; 2]>,
    /// Worked out when a page first asks for them: most do not.
    changes: OnceLock<Vec<PageId>>,
    people: OnceLock<people::People>,
    comparisons: OnceLock<BTreeMap<SectionId, comparison::Comparison>>,
}

impl Common {
    /// `preview`: whether the pages are for `nexus serve`, and connect to it.
    pub fn new(site: &Site, statics: &Statics, preview: Preview) -> Self {
        let sidebars = sidebar::places(site)
            .into_iter()
            .map(|place| (place, Shared::new(sidebar::sidebar(site, place))))
            .collect();
        let mut positions = vec![0; site.pages.len()];
        for section in site.section_ids() {
            site.entries(section).enumerate().for_each(|(at, page)| positions[page.0] = at);
        }
        let context = Shared::new(site_context(site, statics, preview));
        Self {
            context,
            sidebars,
            positions,
            neighbours: nav::neighbours(site),
            changes: OnceLock::new(),
            people: OnceLock::new(),
            comparisons: OnceLock::new(),
        }
    }
}

impl View<'_> {
    /// Whether browsers keep what is read. A preview changes all the time.
    fn is_offline(&self) -> bool {
        self.common.context.worker_url.is_some()
    }

    /// The entries that state when they changed, the newest first.
    fn changes(&self) -> &[PageId] {
        self.common.changes.get_or_init(|| changes::newest(self.site))
    }

    fn people(&self) -> &people::People {
        self.common.people.get_or_init(|| people::people(self.site))
    }

    fn comparisons(&self) -> &BTreeMap<SectionId, comparison::Comparison> {
        self.common.comparisons.get_or_init(|| comparison::comparisons(self.site))
    }

    /// The name and kind of every file, and what two want to publish.
    pub fn outputs(&self) -> (Outputs, Vec<Diagnostic>) {
        let mut claims = Claims::default();
        for add in OUTPUTS {
            add(self, &mut claims);
        }
        claims.settle(self.site)
    }

    /// All that a page is rendered from. `body` gives the digest of a page's body.
    pub fn inputs(&self, page: &PageRef, body: &BodyDigest<'_>) -> PageInputs {
        match page {
            PageRef::Home => home::inputs(self, body),
            PageRef::Entry(id) => entry::inputs(self, *id, body),
            PageRef::Section(id, number) => section::inputs(self, *id, *number, body),
            PageRef::Comparison(id, number) => comparison::inputs(self, *id, *number),
            PageRef::Tags(number) => tags::all_inputs(self, *number),
            PageRef::Tag(slug, number) => tags::inputs(self, slug, *number),
            PageRef::Glossary(number) => glossary::inputs(self, *number),
            PageRef::Changes(number) => changes::inputs(self, *number),
            PageRef::People(number) => people::all_inputs(self, *number),
            PageRef::Person(slug, number) => people::inputs(self, slug, *number),
            PageRef::OnePage(whole) => one_page::inputs(self, *whole, body),
            PageRef::Search => search::inputs(self),
            PageRef::Missing => missing::inputs(self),
            PageRef::Offline => offline::inputs(self),
            PageRef::Redirect(at) => redirects::inputs(self, *at),
        }
    }

    /// The inputs of a page at `url`, to which each type of page adds its own.
    fn page(
        &self,
        r#type: &'static str,
        url: &UrlPath,
        title: impl Into<String>,
        detail: Detail,
    ) -> PageInputs {
        PageInputs {
            template: ordinary_template(r#type),
            root: url.out_path().to_root(),
            site: self.common.context.clone(),
            nav: self.common.sidebars[&sidebar::place(self.site, SectionId::ROOT, 0)].clone(),
            page: PageContext {
                r#type,
                title: title.into(),
                language: None,
                direction: None,
                description: None,
                url: link(url),
                canonical: self.absolute(url),
                image: None,
                section_url: None,
                breadcrumbs: Vec::new(),
                outline: Vec::new(),
                paging: None,
                one_page_url: None,
                edit_url: None,
                report_url: None,
                math: false,
                index: true,
            },
            body: None,
            detail,
        }
    }

    /// Places a page in the section that it is in: sidebar, header, breadcrumbs.
    /// `position`: where the page stands among the section's entries.
    fn place_in(&self, inputs: &mut PageInputs, section: SectionId, position: usize) {
        let ancestry = self.site.ancestry(section);
        inputs.nav = self.common.sidebars[&sidebar::place(self.site, section, position)].clone();
        if let Some(&top) = ancestry.first() {
            inputs.page.section_url = Some(link(&self.site.section(top).url));
        }
        let crumb = |id: &SectionId| cards::section_link(self.site, *id);
        inputs.page.breadcrumbs = [SectionId::ROOT].iter().chain(&ancestry).map(crumb).collect();
    }

    /// Adds what an entry's or a landing page's own file says.
    fn add_document(&self, inputs: &mut PageInputs, id: PageId, body: &BodyDigest<'_>) {
        let page = self.site.page(id);
        let front_matter = &page.document.front_matter;
        let config = &self.site.config;
        if let Some((template, _)) = front_matter.asked_template() {
            inputs.template.clone_from(&template.value);
        }
        let own = page.document.markdown.direction;
        // A text of names and code in a site from right to left need not be one from left to right.
        let is_other =
            own == Some(Direction::RightToLeft) && direction(&config.language) != Direction::RightToLeft;
        inputs.page.direction = own.filter(|_| is_other).map(Direction::name);
        if let Some(lang) = front_matter.lang.as_ref().filter(|lang| lang.value != config.language) {
            inputs.page.language = Some(lang.value.clone());
            inputs.page.direction = Some(direction(&lang.value).name());
        }
        inputs.body = Some(body(id, Place::Own));
        inputs.page.description.clone_from(&front_matter.description);
        inputs.page.image = front_matter.image.as_ref().and_then(|image| self.image(id, &image.value));
        inputs.page.math = page.document.markdown.has_math;
        inputs.page.index = front_matter.search != Some(false);
        let headings = &page.document.markdown.outline;
        if front_matter.toc.unwrap_or(headings.len() >= SHORT_OUTLINE) {
            inputs.page.outline = outline(headings);
        }
        if let Some(repository) = &config.repository {
            let file = format!("{}{}", config.repository_folder, page.document.source);
            let edit = if repository.contains("gitlab") { "-/edit" } else { "edit" };
            inputs.page.edit_url =
                Some(format!("{repository}/{edit}/{}/{}", encode_url(&config.branch), encode_url(&file)));
            let subject = query(&format!("Problem on the page “{}”", page.title));
            let body = query(&format!("File: {file}\n\nWhat is wrong:\n"));
            inputs.page.report_url = Some(format!("{repository}/issues/new?title={subject}&body={body}"));
        }
    }

    /// The absolute address of an image that an entry names.
    fn image(&self, id: PageId, name: &str) -> Option<String> {
        if name.starts_with("https://") || name.starts_with("http://") {
            return Some(name.to_owned());
        }
        let folder = crate::base::path::parent(&self.site.page(id).file);
        let path = crate::base::path::normalize(folder, name)?;
        self.site.config.base_url.as_ref().map(|base| format!("{base}{}", encode_url(&path)))
    }

    /// A page's address on the web; nothing without `base_url`.
    fn absolute(&self, url: &UrlPath) -> Option<String> {
        self.site.config.base_url.as_ref().map(|base| format!("{base}{}", encode_url(url.as_str())))
    }
}

/// Whether pages are made for the live preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preview {
    No,
    Yes,
}

/// How a language is written.
fn direction(language: &str) -> Direction {
    let language = language.split(['-', '_']).next().unwrap_or_default();
    match language {
        "ar" | "fa" | "he" | "ur" | "ps" | "dv" | "ku" | "sd" | "ug" | "yi" => Direction::RightToLeft,
        _ => Direction::LeftToRight,
    }
}

fn site_context(site: &Site, statics: &Statics, preview: Preview) -> SiteContext {
    let config = &site.config;
    let made = |page: Made| site.makes(page).then(|| link(&page.url()));
    SiteContext {
        title: config.title.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        direction: direction(&config.language).name(),
        author: config.author.clone(),
        base_url: config.base_url.clone(),
        repository: config.repository.clone(),
        home_url: link(&UrlPath::new("")),
        sections: sections(site),
        tags_url: (!site.tags.is_empty()).then(|| link(&tags::url())),
        glossary_url: made(Made::Glossary),
        changes_url: made(Made::Changes),
        people_url: made(Made::People),
        feed_url: made(Made::Feed),
        search_url: link(&search::url()),
        worker_url: (config.offline && preview == Preview::No).then(|| offline::WORKER.to_owned()),
        assets: statics.bundles().map(|(name, path)| (name.to_owned(), path.to_string())).collect(),
        theme: statics.theme().clone(),
        generator: concat!("nexus ", env!("CARGO_PKG_VERSION")),
        preview: preview == Preview::Yes,
    }
}

/// The sections that every page links to: all of them, or the first ones and a way to the others.
fn sections(site: &Site) -> Vec<Link> {
    let section =
        |id| Link { title: site.section_nav_title(id).to_owned(), url: link(&site.section(id).url) };
    let mut sections: Vec<Link> = sidebar::main_sections(site).map(section).collect();
    if sections.len() < site.subsections(SectionId::ROOT).count() {
        let url = format!("{}#nx-home-sections", link(&UrlPath::new("")));
        sections.push(Link { title: "All sections".to_owned(), url });
    }
    sections
}

/// With fewer headings there is nothing to look over.
const SHORT_OUTLINE: usize = 2;

/// Headings as a tree. Where levels are skipped, a heading hangs below the nearest one above it.
fn outline(headings: &[Heading]) -> Vec<OutlineItem> {
    let mut items = Vec::new();
    let mut rest = headings;
    while let Some((first, below)) = rest.split_first() {
        let end = below.iter().position(|heading| heading.level <= first.level).unwrap_or(below.len());
        items.push(OutlineItem {
            id: first.id.clone(),
            title: first.text.clone(),
            children: outline(&below[..end]),
        });
        rest = &below[end..];
    }
    items
}

/// Encodes a text as the value of a query parameter.
fn query(text: &str) -> String {
    encode_url(text).replace(['&', '+', '=', ';'], "").replace('#', "%23")
}
