//! Documents → the site: every page with its address, its place and its relations to the others.
//!
//! `assemble` is the first stage that sees all pages at once. Its values are complete when it returns; what does not fit
//! together is a diagnostic, and the rest of the site stands all the same.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{
            CONTENT, SourcePath, UrlPath, address, encode_url, file_name, is_landing, page_address, parent,
        },
        source::Span,
    },
    parse::{
        document::Document,
        front_matter,
        kind::{self, Emptiness, Kind, KindValues},
        markdown::Text,
        yaml,
    },
    settings::config::Config,
    site::{
        graph::Graph,
        resolve::{Catalog, Target},
    },
};

mod actions;
mod addresses;
mod assets;
mod collections;
mod excerpts;
mod filling;
pub mod glossary;
pub mod graph;
mod includes;
mod made;
pub mod nav;
mod one_page;
pub mod pictures;
mod places;
pub mod rename;
pub mod resolve;
mod shapes;

/// Files by path, with their content.
pub type Files = BTreeMap<String, Arc<[u8]>>;

pub use actions::Action;
pub use addresses::Redirect;
pub use assets::Assets;
pub use filling::{DrawShape, Filling, Place, Tools};
use glossary::Glossary;
pub use made::Made;
pub use one_page::{OnePage, Whole};
pub use shapes::{ShapeContext, ShapeLink, ShapeValue};

/// What a site is assembled from.
pub struct Parts<'a> {
    pub config: Arc<Config>,
    /// In the order of their paths.
    pub documents: Vec<Arc<Document>>,
    /// The text of a document, for those that are made of several files.
    pub text: &'a dyn Fn(&Document) -> Arc<Text>,
    /// All files beside the entries, by path below `content/`.
    pub assets: Files,
    /// Files that are published as they are, by path in the output.
    pub statics: BTreeSet<String>,
    /// Entries with a later `date` are left out.
    pub today: Date,
    /// Whether drafts and later entries are part of the site.
    pub drafts: bool,
}

/// All pages, and how they hang together. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    pub config: Arc<Config>,
    /// In the order of their paths.
    pub pages: Arc<[Arc<Page>]>,
    /// The first one is the site as a whole.
    pub sections: Arc<[Section]>,
    pub graph: Arc<Graph>,
    /// What the site's concepts are called.
    pub glossary: Arc<Glossary>,
    /// What nexus makes of it besides entries, sections and tags.
    made: Arc<BTreeSet<Made>>,
    /// Sections and learning paths that there is one page of.
    pub one_pages: Arc<BTreeMap<Whole, OnePage>>,
    /// By the last part of their address.
    pub tags: Arc<BTreeMap<String, Tag>>,
    /// What the home page offers first.
    pub actions: Arc<[Action]>,
    /// Files beside the entries that are published, by path below `content/`.
    pub assets: Arc<Files>,
    /// How large pictures are, by path: width and height.
    sizes: Arc<HashMap<String, (usize, usize)>>,
    /// The texts of code blocks that show a file, by page and block.
    excerpts: Arc<HashMap<(PageId, usize), Arc<str>>>,
    /// Old addresses, and the pages that they lead to.
    pub redirects: Arc<[Redirect]>,
    pub left_out: Arc<[LeftOut]>,
}

/// The index of a page in `Site::pages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PageId(pub usize);

/// The index of a section in `Site::sections`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub usize);

impl SectionId {
    /// The site as a whole.
    pub const ROOT: Self = Self(0);
}

/// An entry, or the landing page of a section.
#[derive(Clone)]
pub struct Page {
    pub document: Arc<Document>,
    /// The file, below `content/`: `technologies/redis.md`.
    pub file: String,
    /// How references name the page: `technologies/redis`, `technologies` for a landing page, empty for the home page.
    pub path: String,
    pub url: UrlPath,
    pub title: String,
    pub kind: Arc<Kind>,
    /// The values of the kind's own fields.
    pub values: KindValues,
    pub section: SectionId,
    /// Whether it is its section's landing page.
    pub is_landing: bool,
}

impl Page {
    /// What the navigation calls it.
    pub fn nav_title(&self) -> &str {
        self.document.front_matter.nav_title.as_deref().unwrap_or(&self.title)
    }
}

/// A folder of entries.
pub struct Section {
    /// Below `content/`; empty for the site as a whole.
    pub path: String,
    pub url: UrlPath,
    pub title: String,
    pub landing: Option<PageId>,
    pub parent: Option<SectionId>,
    /// Entries and sections directly in it, in the order of the navigation.
    pub children: Vec<Child>,
    /// How many entries are in it and in the sections below it.
    pub count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Child {
    Page(PageId),
    Section(SectionId),
}

/// A topic with its entries, in the order of their titles.
#[derive(Default)]
pub struct Tag {
    /// As the entries name it first.
    pub name: String,
    pub pages: Vec<PageId>,
    /// Its own entries and those of all tags below it.
    pub all_pages: Vec<PageId>,
    /// The topic that this one is a part of, by the last part of its address.
    pub parent: Option<String>,
    /// The topics that are part of this one.
    pub children: Vec<String>,
}

/// An entry that is not part of the site, and why.
pub struct LeftOut {
    pub source: SourcePath,
    pub file: String,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Draft,
    /// Its date is still to come.
    Later(Date),
    /// The day on which it expires has come.
    Expired(Date),
}

/// Assembles the site.
pub fn assemble(parts: Parts<'_>) -> (Site, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let includes::Expanded { mut entries, loose } = includes::expand(&parts, &mut problems);
    let loose = collections::take(loose, &parts.documents, &mut entries, &mut problems);
    let (documents, left_out) = published(&parts, &entries);
    let assets = assets::sort(&parts.assets, parts.config.trusts_assets);
    let mut sections = make_sections(&documents);
    let pages = make_pages(&parts.config, documents, &mut sections, &mut problems);
    name_sections(&mut sections, &pages);
    nav::order(&parts.config, &mut sections, &pages, &left_out, &mut problems);
    assets.report(&pages, &mut problems);
    let made = addresses::made(&pages, &sections, &parts);
    let redirects = addresses::redirects(&pages, &mut problems);
    let catalog = Catalog::new(&parts.config, &pages, &sections, &assets, &parts.statics, &left_out);
    let actions = actions::resolve(&parts.config, &catalog, &sections, &mut problems);
    let graph = graph::build(&pages, &catalog, &parts.config, &mut problems);
    problems.extend(catalog.habits());
    for fragment in &loose {
        catalog.check_links(fragment, &parts.config, &mut problems);
    }
    let tags = make_tags(&parts.config, &pages);
    let sizes = pictures::sizes(&graph, &assets.published);
    let excerpts = excerpts::take(&pages, &parts.assets, &mut problems);
    let mut site = Site {
        config: parts.config,
        glossary: Arc::new(Glossary::new(&pages)),
        made: Arc::new(made),
        one_pages: Arc::default(),
        pages: pages.into_iter().map(Arc::new).collect(),
        sections: sections.into(),
        graph: Arc::new(graph),
        tags: Arc::new(tags),
        actions: actions.into(),
        assets: Arc::new(assets.published),
        excerpts: Arc::new(excerpts),
        sizes: Arc::new(sizes),
        redirects: redirects.into(),
        left_out: left_out.into(),
    };
    site.one_pages = Arc::new(one_page::make(&site));
    (site, problems)
}

impl Site {
    /// The site with other documents, by file, in the place of those that have the same interface.
    pub fn with(&self, documents: &FxHashMap<&SourcePath, &Arc<Document>>) -> Self {
        let page = |page: &Arc<Page>| match documents.get(&page.document.source) {
            Some(&document) => Arc::new(Page { document: Arc::clone(document), ..Page::clone(page) }),
            None => Arc::clone(page),
        };
        Self { pages: self.pages.iter().map(page).collect(), ..self.clone() }
    }

    /// Whether one is the other with other documents: all that is known of pages besides is the same.
    pub fn is_like(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.graph, &other.graph)
    }

    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0]
    }

    /// What the navigation calls a section.
    pub fn section_nav_title(&self, id: SectionId) -> &str {
        let section = self.section(id);
        section.landing.map_or(section.title.as_str(), |page| self.page(page).nav_title())
    }

    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.pages.len()).map(PageId)
    }

    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> + use<> {
        (0..self.sections.len()).map(SectionId)
    }

    /// Whether this page is part of the site.
    pub fn makes(&self, made: Made) -> bool {
        self.made.contains(&made)
    }

    /// The sections from the outermost below the root down to `id`; none for the root.
    pub fn ancestry(&self, id: SectionId) -> Vec<SectionId> {
        let mut line = Vec::new();
        let mut at = Some(id);
        while let Some(section) = at.filter(|section| *section != SectionId::ROOT) {
            line.push(section);
            at = self.section(section).parent;
        }
        line.reverse();
        line
    }

    /// The section below the root that `id` is in; nothing for the root.
    pub fn top_level(&self, id: SectionId) -> Option<SectionId> {
        self.ancestry(id).first().copied()
    }

    /// The entries directly in a section.
    pub fn entries(&self, id: SectionId) -> impl Iterator<Item = PageId> {
        self.section(id).children.iter().filter_map(|child| match child {
            Child::Page(page) => Some(*page),
            Child::Section(_) => None,
        })
    }

    /// The sections directly in a section.
    pub fn subsections(&self, id: SectionId) -> impl Iterator<Item = SectionId> {
        self.section(id).children.iter().filter_map(|child| match child {
            Child::Section(section) => Some(*section),
            Child::Page(_) => None,
        })
    }

    /// What goes into the holes of a page's text. `uses`: the terms in it, if the site wants them explained.
    pub fn filling(&self, id: PageId, place: Place<'_>, uses: &[glossary::Use]) -> Filling {
        Filling::new(self, id, place, uses)
    }

    /// The text of the wiki link `links[index]`: the title of its target, with the heading that it names.
    fn wiki_title(&self, id: PageId, index: usize) -> String {
        match &self.graph.targets[id.0][index] {
            Target::Page { page, anchor } => {
                let page = self.page(*page);
                let mut outline = page.document.markdown.outline.iter();
                match outline.find(|heading| Some(&heading.id) == anchor.as_ref()) {
                    Some(heading) => format!("{}: {}", page.title, heading.text),
                    None => page.title.clone(),
                }
            }
            Target::Section(section) => self.section(*section).title.clone(),
            _ => self.page(id).document.markdown.links[index].target.clone(),
        }
    }

    /// What a link to `target` says on a page from which `root` leads to the site's root; nothing for a broken one.
    fn address(&self, root: &str, target: &Target) -> Option<String> {
        let anchored = |url: &UrlPath, anchor: &Option<String>| {
            let hash = anchor.as_ref().map(|anchor| format!("#{}", encode_url(anchor)));
            format!("{root}{}{}", link(url), hash.unwrap_or_default())
        };
        match target {
            Target::Page { page, anchor } => Some(anchored(&self.page(*page).url, anchor)),
            Target::Section(section) => Some(anchored(&self.section(*section).url, &None)),
            Target::File { path, suffix } => Some(format!("{root}{}{suffix}", encode_url(path))),
            Target::External(url) => Some(url.clone()),
            Target::Broken => None,
        }
    }
}

/// An address as links write it: with its file's name, so that it also works where no server adds that.
pub fn link(url: &UrlPath) -> String {
    encode_url(url.out_path().as_str())
}

/// Parts the documents into those that are published and those that are not.
fn published(parts: &Parts<'_>, all: &[Arc<Document>]) -> (Vec<Arc<Document>>, Vec<LeftOut>) {
    let mut left_out = Vec::new();
    let mut documents = Vec::new();
    for document in all {
        let front_matter = &document.front_matter;
        let why = match front_matter.date {
            _ if parts.drafts => None,
            _ if front_matter.draft => Some(Why::Draft),
            Some(date) if date > parts.today => Some(Why::Later(date)),
            _ => front_matter.expires.filter(|date| *date <= parts.today).map(Why::Expired),
        };
        match why {
            Some(why) => left_out.push(LeftOut {
                source: document.source.clone(),
                file: content_path(&document.source),
                why,
            }),
            None => documents.push(Arc::clone(document)),
        }
    }
    (documents, left_out)
}

fn content_path(source: &SourcePath) -> String {
    source.below(CONTENT).expect("documents lie below content/").to_owned()
}

/// A section for every folder that has an entry in it or below it; parents come before their children.
fn make_sections(documents: &[Arc<Document>]) -> Vec<Section> {
    let mut folders = BTreeSet::from([String::new()]);
    for document in documents {
        let file = places::placed(document);
        let mut folder = parent(&file);
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            folder = parent(folder);
        }
    }
    let paths: Vec<String> = folders.into_iter().collect();
    let index: BTreeMap<&str, usize> =
        paths.iter().enumerate().map(|(at, path)| (path.as_str(), at)).collect();
    paths
        .iter()
        .map(|path| Section {
            path: path.clone(),
            url: address(path),
            title: kind::label(file_name(path)),
            landing: None,
            parent: (!path.is_empty()).then(|| SectionId(index[parent(path)])),
            children: Vec::new(),
            count: 0,
        })
        .collect()
}

fn make_pages(
    config: &Config,
    documents: Vec<Arc<Document>>,
    sections: &mut [Section],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::with_capacity(documents.len());
    let mut untitled = Vec::new();
    let places = places::Places::new(&documents, sections);
    for document in documents {
        let file = content_path(&document.source);
        let place = places.of(&file);
        let at = sections
            .binary_search_by(|section| section.path.as_str().cmp(&place.section))
            .expect("a section was made for every folder");
        let landing = place.is_landing;
        if landing {
            sections[at].landing = Some(PageId(pages.len()));
        } else if is_landing(&file) {
            report_second_landing(places.landing(&place.section), &document, problems);
        }
        let page = make_page(config, document, file, SectionId(at), &place, problems);
        if misses_title(&page) {
            untitled.push(PageId(pages.len()));
        }
        pages.push(page);
        if !landing {
            sections[at].children.push(Child::Page(PageId(pages.len() - 1)));
            sections[at].count += 1;
        }
    }
    places::settle(&mut pages, sections, problems);
    report_untitled(&pages, &untitled, problems);
    for at in 1..sections.len() {
        let parent = sections[at].parent.expect("only the first section has no parent");
        sections[parent.0].children.push(Child::Section(SectionId(at)));
    }
    for at in (1..sections.len()).rev() {
        let Section { parent, count, .. } = sections[at];
        sections[parent.expect("only the first section has no parent").0].count += count;
    }
    pages
}

fn report_second_landing(first: &str, second: &Document, problems: &mut Vec<Diagnostic>) {
    let names = (file_name(first), second.source.file_name());
    problems.push(
        Diagnostic::new(
            Code::DuplicateIndex,
            Span::start_of(&second.source),
            format!("the folder already has the landing page `{}`", names.0),
        )
        .related(Span::start_of(&SourcePath::new(format!("{CONTENT}/{first}"))), "the first one")
        .help(format!(
            "keep one of `{}` and `{}`; until then this one is an entry like others",
            names.0, names.1
        )),
    );
}

fn make_page(
    config: &Config,
    document: Arc<Document>,
    file: String,
    section: SectionId,
    place: &places::Of,
    problems: &mut Vec<Diagnostic>,
) -> Page {
    let (path, is_landing) = (place.path.as_str(), place.is_landing);
    let slug = document.front_matter.slug.as_ref().filter(|_| !is_landing);
    let url = page_address(path, slug.map(|slug| slug.value.as_str()));
    let kind = kind_of(config, &document, &place.file, is_landing, problems);
    let emptiness = if front_matter::is_unreadable(&document.diagnostics) {
        Emptiness::Unknown
    } else if document.front_matter.draft {
        Emptiness::Allowed
    } else {
        Emptiness::Missing
    };
    let values = kind::read_fields(
        &kind,
        &document.source,
        &document.front_matter.rest,
        front_matter::FIELDS,
        emptiness,
        problems,
    );
    Page {
        title: title_of(config, &document, path),
        path: path.to_owned(),
        url,
        kind,
        values,
        section,
        is_landing,
        file,
        document,
    }
}

fn kind_of(
    config: &Config,
    document: &Document,
    file: &str,
    is_landing: bool,
    problems: &mut Vec<Diagnostic>,
) -> Arc<Kind> {
    let implied = if is_landing { &config.kinds[kind::PAGE] } else { kind::implied(&config.kinds, file) };
    let Some(named) = &document.front_matter.kind else {
        let r#type = document.front_matter.r#type.as_ref();
        return r#type.and_then(|name| config.kinds.get(&name.value)).unwrap_or(implied).clone();
    };
    if let Some(kind) = config.kinds.get(&named.value) {
        return kind.clone();
    }
    let names: Vec<&str> = config.kinds.keys().map(String::as_str).collect();
    problems.push(
        Diagnostic::new(
            Code::UnknownKind,
            Span::new(&document.source, named.range.clone()),
            format!("no kind is called `{}`", named.value),
        )
        .did_you_mean(&named.value, names.iter().copied())
        .help(format!(
            "the kinds are `{}`; add others under `[kinds.NAME]` in site.toml",
            names.join("`, `")
        )),
    );
    implied.clone()
}

fn title_of(config: &Config, document: &Document, path: &str) -> String {
    match document.title() {
        Some(title) => title.to_owned(),
        None if path.is_empty() => config.title.clone(),
        None => kind::label(file_name(path)),
    }
}

fn misses_title(page: &Page) -> bool {
    // A front matter or a title that cannot be read is reported already; the title is not missing.
    let is_no_text =
        |problem: &Diagnostic| problem.code == Code::WrongType && problem.message.starts_with("`title` ");
    let problems = &page.document.diagnostics;
    page.document.title().is_none()
        && !page.path.is_empty()
        && !front_matter::is_unreadable(problems)
        && !problems.iter().any(is_no_text)
}

/// Reports entries without a title: one by one, but in a site where most have none as one problem, since there the names of the
/// files are meant to be the titles.
fn report_untitled(pages: &[Page], untitled: &[PageId], problems: &mut Vec<Diagnostic>) {
    const FEW: usize = 10;
    let place = |id: &PageId| Span::start_of(&pages[id.0].document.source);
    if untitled.len() > FEW && untitled.len() > pages.len() / 2 {
        let places = untitled.iter().map(place).collect();
        let message = "the entry has no title, and is called after its file";
        let problem = Diagnostic::group(Code::MissingTitle, places, message);
        problems.extend(problem.map(|problem| {
            problem.help("begin each file with its title, `# Title`; or set `missing-title = \"off\"` under `[check]` in site.toml")
        }));
        return;
    }
    problems.extend(untitled.iter().map(|id| {
        let title = yaml::scalar(&pages[id.0].title);
        Diagnostic::new(Code::MissingTitle, place(id), "the entry has no title")
            .help(format!("begin the file with a front matter: `---`, `title: {title}`, `---`"))
    }));
}

fn name_sections(sections: &mut [Section], pages: &[Page]) {
    for section in sections {
        if let Some(landing) = section.landing {
            section.title.clone_from(&pages[landing.0].title);
        }
    }
}

fn make_tags(config: &Config, pages: &[Page]) -> BTreeMap<String, Tag> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        for name in &page.document.front_matter.tags {
            let tag = take_tag(config, &mut tags, config.canonical_tag(&name.value));
            if !tag.pages.contains(&PageId(at)) {
                tag.pages.push(PageId(at));
            }
        }
    }
    let own: Vec<(String, Vec<PageId>)> =
        tags.iter().map(|(slug, tag)| (slug.clone(), tag.pages.clone())).collect();
    for (slug, own) in own {
        // Names that differ in case only share an address, so that the tags above one may come back to it.
        let mut line = vec![slug];
        while let Some(tag) = tags.get_mut(&line[line.len() - 1]) {
            tag.all_pages.extend(&own);
            match tag.parent.clone().filter(|above| !line.contains(above)) {
                Some(above) => line.push(above),
                None => break,
            }
        }
    }
    for tag in tags.values_mut() {
        for list in [&mut tag.pages, &mut tag.all_pages] {
            list.sort_by_cached_key(|page| (nav::sort_key(&pages[page.0].title), *page));
            list.dedup();
        }
        tag.children.sort_unstable();
    }
    tags
}

/// The tag of a name, and the tags above it, which are made with it.
fn take_tag<'a>(config: &Config, tags: &'a mut BTreeMap<String, Tag>, name: &str) -> &'a mut Tag {
    let slug = resolve::tag_slug(name);
    if !tags.contains_key(&slug) {
        let parent = config.tags.get(name).and_then(|tag| tag.parent.as_ref());
        let parent = parent.filter(|parent| resolve::tag_slug(parent) != slug);
        let above = parent.map(|parent| resolve::tag_slug(parent));
        tags.insert(slug.clone(), Tag { name: name.to_owned(), parent: above, ..Tag::default() });
        if let Some(parent) = parent {
            take_tag(config, tags, parent).children.push(slug.clone());
        }
    }
    tags.get_mut(&slug).expect("it was there, or has just been made")
}
