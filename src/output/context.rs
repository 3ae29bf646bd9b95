//! What a template may see: one typed structure per variable.
//!
//! Takes nothing and knows nothing of the site: `output` fills these types in, `render` hands them to Tera.
//! Every type is `Hash`, and the digest of a page is the digest of these values; so a value that a template
//! can see cannot be left out of the memo's key (design §3).
//!
//! **Addresses.** Every `url` is site-relative (`technologies/redis/index.html`, no leading slash). A template
//! writes `{{ root }}{{ x.url }}`: `root` leads from the page at hand to the site's root (`../../`), which keeps
//! each link relative and lets shared parts, like the navigation, be the same for all pages.

use serde::Serialize;

use crate::base::digest::{Digest, Shared};

/// Everything that one page is rendered from.
#[derive(Clone, Debug, Hash)]
pub struct PageInputs {
    /// The name of the template to render, for instance `entry.html`.
    pub template: String,
    /// From this page to the site's root: empty for pages at the root, else `../` per level.
    /// Absolute (`/repo/`) only for `404.html`, which a server shows under any address.
    pub root: String,
    /// The site as a whole: the same for every page.
    pub site: Shared<SiteContext>,
    /// The sidebar: the same for every page of a top-level section.
    pub nav: Shared<Vec<NavItem>>,
    /// What every page has.
    pub page: PageContext,
    /// What the Markdown of the entry, of the landing page or of all parts of the page becomes, by the digest of all that goes
    /// into it; the HTML itself is made when the page is rendered. Nothing for pages without one.
    pub body: Option<Digest>,
    /// What this type of page has besides; one variable named after the type.
    pub detail: Detail,
}

/// The part of the inputs that depends on the type of the page.
#[derive(Clone, Debug, Hash)]
pub enum Detail {
    Home(HomeContext),
    Entry(Box<EntryContext>),
    Section(SectionContext),
    /// All tags, by name.
    Tags(Vec<TagContext>),
    Tag(TagContext),
    /// All terms, by letter.
    Glossary(Vec<GlossaryGroup>),
    /// What changed, by month.
    Changes(Vec<ChangesGroup>),
    /// Everybody, by name.
    People(Vec<PersonContext>),
    Person(PersonContext),
    OnePage(OnePageContext),
    /// The page that the search link leads to without script: all entries, by section.
    Search(Vec<NavItem>),
    /// A page at an old address: the new one.
    Redirect(Link),
    /// The page for addresses that do not exist: where to go instead.
    Missing(Vec<Link>),
    /// In place of a page that is not at hand without a connection.
    Offline,
}

/// `site`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SiteContext {
    pub title: String,
    pub description: String,
    /// A BCP 47 tag, for instance `en`.
    pub language: String,
    /// `ltr` or `rtl`, from the language.
    pub direction: &'static str,
    pub author: Option<String>,
    /// Absolute, with a closing slash; absent when `base_url` is not set.
    pub base_url: Option<String>,
    /// The repository's web address, without a closing slash.
    pub repository: Option<String>,
    /// The site-relative address of the home page.
    pub home_url: String,
    /// The entries of the header's navigation: the top-level sections in order.
    pub sections: Vec<Link>,
    pub tags_url: Option<String>,
    /// Absent in a site without concepts.
    pub glossary_url: Option<String>,
    /// Absent where no entry states a date.
    pub changes_url: Option<String>,
    /// Absent where no entry names its authors.
    pub people_url: Option<String>,
    /// The Atom feed; absent without `base_url`.
    pub feed_url: Option<String>,
    pub search_url: String,
    /// The script that keeps what was read, for when there is no connection; absent unless the site wants it.
    pub worker_url: Option<String>,
    /// Site-relative addresses of the theme's own files, by their name below `static/` (`theme.css`).
    pub assets: std::collections::BTreeMap<String, String>,
    /// What `[theme]` sets.
    pub theme: ThemeContext,
    /// The name and version of the generator, for `<meta name="generator">`.
    pub generator: &'static str,
    /// Whether the page is part of a live preview (`nexus serve`).
    pub preview: bool,
}

/// `site.theme`.
#[derive(Clone, Debug, Default, Hash, Serialize)]
pub struct ThemeContext {
    pub logo: Option<LogoContext>,
    pub favicon: FileLink,
    /// `sidebar`, `top` or `none`.
    pub navigation: &'static str,
    /// Web addresses for the header and the footer.
    pub links: Vec<WebLink>,
    /// A sentence for the footer.
    pub footer: Option<String>,
    /// Web addresses for the footer alone.
    pub footer_links: Vec<WebLink>,
    /// Fonts that every page needs at once.
    pub preload: Vec<FileLink>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct LogoContext {
    pub url: String,
    /// For the dark theme.
    pub dark_url: Option<String>,
    /// Stands for the site's name; absent if the name stands beside the logo.
    pub alt: Option<String>,
    /// In CSS pixels, if the file tells.
    pub width: Option<usize>,
    pub height: Option<usize>,
}

/// A file of the site, and its media type.
#[derive(Clone, Debug, Default, Hash, Serialize)]
pub struct FileLink {
    /// Site-relative.
    pub url: String,
    pub r#type: &'static str,
}

/// A link that leaves the site.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct WebLink {
    pub title: String,
    /// Complete as it is.
    pub url: String,
}

/// One place in the sidebar; `children` is empty for an entry.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NavItem {
    pub title: String,
    pub url: String,
    pub children: Vec<NavItem>,
}

/// `page`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PageContext {
    /// `home`, `entry`, `section`, `comparison`, `tags`, `tag`, `glossary`, `changes`, `people`, `person`, `one-page`, `search`, `missing`, `offline` or `redirect`.
    pub r#type: &'static str,
    pub title: String,
    /// Of the entry, if it is not the site's: `fr`.
    pub language: Option<String>,
    /// That of the language, or of a text that is written the other way than the site: `ltr` or `rtl`.
    pub direction: Option<&'static str>,
    pub description: Option<String>,
    /// Site-relative, as links are written (`technologies/redis/index.html`).
    pub url: String,
    /// Absolute; absent when `base_url` is not set.
    pub canonical: Option<String>,
    /// The address of an image for previews elsewhere: absolute, or absent.
    pub image: Option<String>,
    /// The top-level section that the page is in: its address.
    pub section_url: Option<String>,
    /// From the home page down to the page's section; the page itself is not in it.
    pub breadcrumbs: Vec<Link>,
    /// The headings of the body, nested by level; empty where the outline is switched off, or where there is only one.
    pub outline: Vec<OutlineItem>,
    /// Where the page stands in a list that goes over several pages; absent if all of it is on this one.
    pub paging: Option<Paging>,
    /// Where all texts of the section or path stand on one page; absent if there is no such page.
    pub one_page_url: Option<String>,
    /// Where the source can be edited; absent without `repository`.
    pub edit_url: Option<String>,
    /// Where a problem with this page can be reported; absent without `repository`.
    pub report_url: Option<String>,
    /// Whether the body has formulas, which need their own style sheet.
    pub math: bool,
    /// Whether search engines may list the page.
    pub index: bool,
}

/// The template of a page that asks for no other.
pub fn ordinary_template(page_type: &str) -> String {
    format!("{page_type}.html")
}

/// A page among those that a long list goes over.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Paging {
    /// From 1.
    pub number: usize,
    pub count: usize,
    /// Site-relative addresses.
    pub previous: Option<String>,
    pub next: Option<String>,
    /// The first page, the last one and those around this one, by number; `…` with an empty address for a gap.
    pub pages: Vec<Link>,
}

/// A link to a page of the site.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct Link {
    pub title: String,
    pub url: String,
}

/// A link to a page, and a note on why it is there.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct Relation {
    pub title: String,
    pub url: String,
    pub note: Option<String>,
}

/// A page that links here or names this one in its front matter.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct Backlink {
    pub title: String,
    pub url: String,
    /// The sentence that links here; absent if only the front matter does.
    pub note: Option<String>,
    /// As what its front matter names this page (`Requires this`, `Alternative to this`); none if only its text does.
    pub relations: Vec<String>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct OutlineItem {
    pub id: String,
    pub title: String,
    pub children: Vec<OutlineItem>,
}

/// A kind of entry: its name in front matter (`technology`) and its label (`Technology`).
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct KindContext {
    pub name: String,
    pub label: String,
}

/// A calendar date: `iso` for machines (`2026-11-20`), `text` for people (`20 Nov 2026`).
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct DateContext {
    pub iso: String,
    pub text: String,
}

/// An entry as other pages show it: in lists, cards and tables.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Card {
    pub title: String,
    pub url: String,
    pub description: Option<String>,
    pub kind: KindContext,
    pub difficulty: Option<&'static str>,
    /// Study time in minutes, as the author states it.
    pub time: Option<u32>,
    pub updated: Option<DateContext>,
    pub status: Option<String>,
}

/// `home`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HomeContext {
    /// One or two links that the hero offers; the first is the main one.
    pub actions: Vec<Link>,
    pub sections: Vec<SectionCard>,
    /// At most twelve.
    pub paths: Vec<PathCard>,
    /// The section of the learning paths, if there are more.
    pub more_paths: Option<Link>,
    /// The entries that were updated last, newest first; at most six.
    pub recent: Vec<Card>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct SectionCard {
    pub title: String,
    pub url: String,
    pub description: Option<String>,
    /// Entries in the section and below.
    pub count: usize,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct PathCard {
    pub title: String,
    pub url: String,
    pub description: Option<String>,
    pub difficulty: Option<&'static str>,
    /// The sum of the steps' study times in minutes; absent if no step states one.
    pub time: Option<u32>,
    pub steps: Vec<Link>,
}

/// `entry`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct EntryContext {
    pub kind: KindContext,
    pub difficulty: Option<&'static str>,
    /// Study time in minutes, as the author states it; for a learning path without it, the sum of its steps'.
    pub time: Option<u32>,
    /// Reading time in minutes: 220 words a minute, a word of code counted half.
    pub reading_time: u32,
    pub date: Option<DateContext>,
    pub updated: Option<DateContext>,
    pub reviewed: Option<DateContext>,
    /// With the addresses of their pages.
    pub authors: Vec<FactValue>,
    pub draft: bool,
    pub status: Option<String>,
    pub tags: Vec<Link>,
    /// Entries to read before this one.
    pub prerequisites: Vec<Link>,
    /// Entries that name this one as a prerequisite.
    pub unlocks: Vec<Link>,
    /// With the reason, where the entry does not name them itself (`Shares caching, redis`).
    pub related: Vec<Relation>,
    /// Entries that link here or name this one.
    pub backlinks: Vec<Backlink>,
    /// In the entry's top-level section.
    pub previous: Option<Link>,
    pub next: Option<Link>,
    /// The learning paths that the entry is a step of.
    pub paths: Vec<PathPlace>,
    /// The parts of the text, for those who want to know what has changed since they read it.
    pub parts: Vec<Part>,
    /// The fields of the entry's kind (`website`, `problem`, …), in the kind's order.
    pub facts: Vec<Fact>,
    /// The page that compares the entry with the others of its section; absent if there is none.
    pub comparison: Option<Link>,
    /// A learning path's steps; empty for other kinds.
    pub steps: Vec<Card>,
}

/// Where an entry stands in a learning path.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PathPlace {
    pub title: String,
    pub url: String,
    /// From 1.
    pub step: usize,
    pub steps: usize,
    pub previous: Option<Link>,
    pub next: Option<Link>,
}

/// What stands below a heading, up to the next one.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Part {
    /// The heading's id; empty for what stands before the first one.
    pub id: String,
    /// Six hexadecimal digits that change with the text.
    pub digest: String,
}

/// One field of an entry's kind: plain text, links into the site, or an external address.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Fact {
    /// The field's name, for instance `website`.
    pub name: String,
    /// The name for people, for instance `Tested with`.
    pub label: String,
    pub values: Vec<FactValue>,
}

/// `href` is absent for text; it is complete as it is for an external address (`external`), else site-relative.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct FactValue {
    pub text: String,
    pub href: Option<String>,
    pub external: bool,
    /// What values of this field are put in order by: `text`, but for times, dates and difficulties.
    pub sort_key: String,
}

impl FactValue {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { sort_key: text.clone(), text, href: None, external: false }
    }

    /// A text that is in order only by another one.
    pub fn keyed(text: impl Into<String>, sort_key: impl Into<String>) -> Self {
        Self { sort_key: sort_key.into(), ..Self::text(text) }
    }

    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..Self::text(text) }
    }
}

/// `section`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SectionContext {
    pub kind: Option<KindContext>,
    /// Sections directly below.
    pub sections: Vec<SectionCard>,
    /// How many entries are directly in it.
    pub count: usize,
    /// Those on this page, in navigation order; if they go over several pages and state their difficulty, by that first.
    pub entries: Vec<Card>,
    /// The entries as rows (challenges: *Challenge | Description | Solution*); absent if cards suit the kind.
    pub table: Option<TableContext>,
    /// The page that compares the entries; absent if there is none.
    pub comparison: Option<Link>,
}

/// A table made from front matter. `columns` are the headings after the first, which is the entry's link.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TableContext {
    /// The heading of the first column, for instance `Challenge`.
    pub head: String,
    pub columns: Vec<String>,
    pub rows: Vec<RowContext>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct RowContext {
    pub entry: Link,
    /// One per column: the values of the field, none if the entry does not have it.
    pub cells: Vec<Vec<FactValue>>,
}

/// `one_page`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct OnePageContext {
    /// The section or learning path.
    pub of: Link,
    /// Where links to it lead; absent if it has no text of its own.
    pub id: Option<String>,
    /// The texts themselves are in `bodies`, in the same order.
    pub parts: Vec<OnePagePart>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct OnePagePart {
    /// Where links to the entry lead.
    pub id: String,
    pub entry: Card,
}

/// `tag`, and each of `tags`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TagContext {
    pub name: String,
    pub label: String,
    pub description: Option<String>,
    pub url: String,
    /// How many entries it has, with those of the tags below it.
    pub count: usize,
    /// The tag whose topic this one is a part of.
    pub parent: Option<Link>,
    /// The tags whose topics are part of this one.
    pub children: Vec<Link>,
    /// On a tag's own page its entries; empty in the list of all tags.
    pub entries: Vec<Card>,
}

/// Each of `glossary`: the terms under one letter.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct GlossaryGroup {
    /// A capital letter, or `Others`.
    pub letter: String,
    pub id: String,
    pub terms: Vec<GlossaryTerm>,
}

/// A term: an entry's title with its definition, or another name of it with a reference there.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct GlossaryTerm {
    pub term: String,
    pub id: String,
    /// The entry; absent for another name.
    pub url: Option<String>,
    pub description: Option<String>,
    pub synonyms: Vec<String>,
    /// The term that this one is another name of.
    pub see: Option<Link>,
}

/// Each of `changes`: the entries that changed last in one month, the newest first.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ChangesGroup {
    /// `November 2026`.
    pub title: String,
    /// `2026-11`.
    pub id: String,
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct Change {
    pub entry: Card,
    /// Whether it was published then and has not changed since.
    pub is_new: bool,
}

/// `person`, and each of `people`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PersonContext {
    pub name: String,
    pub url: String,
    pub count: usize,
    /// On a person's own page; empty in the list of all.
    pub entries: Vec<Card>,
}
