//! What links and references lead to: a page, a file, an address elsewhere, or a diagnostic.
//!
//! Runs once all pages are known, so no later stage has to patch HTML. One filter for every address in an entry.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    sync::{Arc, Mutex, OnceLock},
};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        mutex::lock,
        names::Names,
        path::{
            CONTENT, SourcePath, UrlPath, decode_url, entry_path, file_name, folder_name, is_fragment,
            is_markdown, normalize, parent, relative, stem,
        },
        source::Span,
    },
    parse::{
        document::Document,
        front_matter::FrontMatter,
        markdown::{Heading, Link, LinkKind, is_word},
        value::Spanned,
    },
    settings::config::Config,
    site::{Assets, Files, LeftOut, Page, PageId, Section, SectionId, Why},
};

mod anchors;
mod cases;
mod expressions;
mod habits;
mod headings;
mod names;
mod paths;

use anchors::Loose;
use cases::{ByLower, Cased};
use habits::Habits;
use names::ByName;
use paths::{Meant, Paths};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Page {
        page: PageId,
        anchor: Option<String>,
    },
    /// The page of a section that has no landing page of its own.
    Section(SectionId),
    /// A file of the output, and what follows its path (`?x`, `#y`).
    File {
        path: String,
        suffix: String,
    },
    External(String),
    /// Reported; the text stays, without a link.
    Broken,
}

/// All that can be linked to, by the names that people give it.
pub struct Catalog<'a> {
    pages: &'a [Page],
    by_file: HashMap<&'a str, PageId>,
    by_path: HashMap<&'a str, PageId>,
    by_last_part: HashMap<&'a str, Vec<PageId>>,
    /// By title, synonym and alias, in lower case.
    by_term: HashMap<String, Vec<PageId>>,
    sections: HashMap<&'a str, SectionId>,
    section_paths: Vec<&'a str>,
    assets: &'a Files,
    /// Files beside the entries that are not published, and why.
    withheld: &'a BTreeMap<String, String>,
    statics: &'a BTreeSet<String>,
    left_out: HashMap<&'a str, Why>,
    habits: Habits,
    /// The ids of each page, once a link has one that is not quite there.
    loose: Vec<OnceLock<Loose>>,
    by_lower: OnceLock<ByLower>,
    by_name: OnceLock<ByName<'a>>,
    suggestions: Suggestions<'a>,
}

/// What is made of the names when the first broken link asks for it.
#[derive(Default)]
struct Suggestions<'a> {
    entries: OnceLock<Paths<'a>>,
    assets: OnceLock<Paths<'a>>,
    /// Assets and the site's static files.
    files: OnceLock<Paths<'a>>,
    names: OnceLock<Names>,
    /// The only page with an alias, by the alias; nothing if there are several.
    aliases: OnceLock<HashMap<&'a str, Option<&'a str>>>,
    ids: Mutex<HashMap<PageId, Arc<Names>>>,
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spot {
    Page(PageId),
    Section(SectionId),
    File(String),
}

impl<'a> Catalog<'a> {
    pub fn new(
        config: &Config,
        pages: &'a [Page],
        sections: &'a [Section],
        assets: &'a Assets,
        statics: &'a BTreeSet<String>,
        left_out: &'a [LeftOut],
    ) -> Self {
        let ids = || pages.iter().enumerate().map(|(at, page)| (PageId(at), page));
        let mut by_last_part: HashMap<&str, Vec<PageId>> = HashMap::new();
        for (id, page) in ids() {
            // A page that its front matter puts elsewhere is still called as its file.
            let names = [file_name(&page.path), file_name(entry_path(&page.file))];
            by_last_part.entry(names[0]).or_default().push(id);
            if names[0] != names[1] {
                by_last_part.entry(names[1]).or_default().push(id);
            }
        }
        let mut by_term: HashMap<String, Vec<PageId>> = HashMap::new();
        for (id, page) in ids() {
            let FrontMatter { synonyms, aliases, .. } = &page.document.front_matter;
            // In Obsidian an alias is another name.
            let aliases = aliases.iter().map(|alias| alias.value.trim_matches('/'));
            for term in synonyms.iter().map(String::as_str).chain([page.title.as_str()]).chain(aliases) {
                let pages = by_term.entry(term.to_lowercase()).or_default();
                if pages.last() != Some(&id) {
                    pages.push(id);
                }
            }
        }
        let addresses = ids().map(|(id, page)| (page.url.as_str().trim_end_matches('/'), id));
        let mut catalog = Self {
            by_file: ids().map(|(id, page)| (page.file.as_str(), id)).collect(),
            // A path wins over a slug of the same name.
            by_path: addresses.chain(ids().map(|(id, page)| (page.path.as_str(), id))).collect(),
            by_last_part,
            by_term,
            sections: sections
                .iter()
                .enumerate()
                .map(|(at, section)| (section.path.as_str(), SectionId(at)))
                .collect(),
            section_paths: sections.iter().map(|section| section.path.as_str()).collect(),
            left_out: left_out.iter().map(|entry| (entry.file.as_str(), entry.why)).collect(),
            pages,
            assets: &assets.published,
            withheld: &assets.withheld,
            statics,
            habits: Habits::default(),
            loose: pages.iter().map(|_| OnceLock::new()).collect(),
            by_lower: OnceLock::new(),
            by_name: OnceLock::new(),
            suggestions: Suggestions::default(),
        };
        catalog.habits = Habits::new(&catalog, config);
        catalog
    }

    /// What is to be said of the site's links as a whole.
    pub fn habits(&self) -> impl Iterator<Item = Diagnostic> {
        self.habits.problems.iter().cloned()
    }

    /// Where a link in `from` leads.
    pub fn link(&self, from: PageId, link: &Link, config: &Config, problems: &mut Vec<Diagnostic>) -> Target {
        self.resolved(Some(from), &self.pages[from.0].document.source, link, config, problems)
    }

    /// Reports the links of a text that is on no page. One to a heading of its own page is nothing to report.
    pub fn check_links(&self, document: &Document, config: &Config, problems: &mut Vec<Diagnostic>) {
        for link in &document.markdown.links {
            self.resolved(None, &document.source, link, config, problems);
        }
    }

    fn resolved(
        &self,
        from: Option<PageId>,
        source: &SourcePath,
        link: &Link,
        config: &Config,
        problems: &mut Vec<Diagnostic>,
    ) -> Target {
        let source = link.origin.as_ref().unwrap_or(source);
        let folder = parent(source.below(CONTENT).unwrap_or_default());
        let span = Span::new(source, link.range.clone());
        let target = link.target.trim();
        if matches!(link.kind, LinkKind::Wiki | LinkKind::Embed) {
            let file = source.below(CONTENT).unwrap_or_default();
            return self.wiki_link(from, file, link, &span, problems);
        }
        if let Some(meaning) = expressions::read(target) {
            return self.expression(from, &meaning, link, &span, problems);
        }
        if target.starts_with("//") {
            return Target::External(target.to_owned());
        }
        if let Some(scheme) = scheme(target) {
            if config.markdown.link_schemes.iter().any(|allowed| *allowed == scheme.to_ascii_lowercase()) {
                return Target::External(target.to_owned());
            }
            problems.push(
                Diagnostic::new(Code::UnsafeLink, span, format!("links with `{scheme}:` are not allowed"))
                    .help("link to an entry, a file of the site or a web address; `link_schemes` under `[security]` in site.toml lists what else is allowed"),
            );
            return Target::Broken;
        }
        let (path, query, anchor) = split(target);
        let anchor = anchor.map(|anchor| decode_url(anchor).unwrap_or_else(|| anchor.to_owned()));
        if path.is_empty() {
            return match from {
                Some(from) => self.anchored(from, anchor, link, &span, problems),
                None => Target::Broken,
            };
        }
        let path = decode_url(path).unwrap_or_else(|| path.to_owned());
        let readings = self.readings(from, folder, &path, link);
        let Some(first) = readings.first() else {
            problems.push(
                Diagnostic::new(Code::UnsafeLink, span, format!("`{path}` leads out of the content folder"))
                    .help("link to an entry or a file below `content/`, or to a full web address"),
            );
            return Target::Broken;
        };
        let mut there = readings.iter().filter_map(|full| self.spot(full, is_published(&path)));
        let (one, other) = (there.next(), there.next());
        // Where both of two readings lead somewhere, the one that has the heading is meant.
        let has = |spot: &Option<Spot>| spot.as_ref().is_some_and(|spot| self.has(spot, anchor.as_deref()));
        let one = if has(&other) && !has(&one) { other } else { one };
        let spot = one.or_else(|| {
            let (spot, problem) =
                readings.iter().find_map(|full| self.but_for_case(link, folder, full, &span))?;
            problems.push(problem);
            Some(spot)
        });
        match spot {
            Some(spot) => self.reach(spot, anchor, query, link, &span, problems),
            None => {
                problems.push(self.broken(link, folder, &path, first, span));
                Target::Broken
            }
        }
    }

    /// The target that a link to something has.
    fn reach(
        &self,
        spot: Spot,
        anchor: Option<String>,
        query: &str,
        link: &Link,
        span: &Span,
        problems: &mut Vec<Diagnostic>,
    ) -> Target {
        match spot {
            Spot::Page(id) => self.anchored(id, anchor, link, span, problems),
            Spot::Section(section) => {
                problems.extend(anchor_of_section(self.section_paths[section.0], anchor, span));
                Target::Section(section)
            }
            Spot::File(path) => {
                let hash = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
                Target::File { path, suffix: format!("{query}{hash}") }
            }
        }
    }

    /// The paths below `content/` that an address may mean, the likeliest first.
    fn readings(&self, from: Option<PageId>, folder: &str, path: &str, link: &Link) -> Vec<String> {
        // Zola writes paths of files from the top in this way.
        if let Some(full) = path.strip_prefix("@/") {
            return normalize("", full).into_iter().collect();
        }
        let from_folder = normalize(folder, path);
        if path.starts_with('/') {
            let Some(full) = from_folder else { return Vec::new() };
            let shorter: Vec<String> = self.habits.without_prefix(&full).map(str::to_owned).collect();
            return [full].into_iter().chain(shorter).collect();
        }
        let address = from.map(|from| habits::bases(&self.pages[from.0], link).1);
        let from_address =
            address.filter(|_| !is_markdown(path)).and_then(|address| normalize(address, path));
        let mut both = [from_folder, from_address];
        if self.habits.prefers_address(path) {
            both.reverse();
        }
        both.into_iter().flatten().collect()
    }

    /// Whether an anchor is an id there, at least but for capitals and punctuation.
    fn has(&self, spot: &Spot, anchor: Option<&str>) -> bool {
        let (Spot::Page(page), Some(anchor)) = (spot, anchor) else { return false };
        let markdown = &self.pages[page.0].document.markdown;
        markdown.ids.contains(anchor) || self.loose(*page).find(anchor).is_some()
    }

    /// What is at a path below `content/`; `published`: or at this address of the site.
    fn spot(&self, full: &str, published: bool) -> Option<Spot> {
        let page = self.page_at(full).map(Spot::Page);
        page.or_else(|| self.section_at(full).map(Spot::Section)).or_else(|| {
            let is_file = self.assets.contains_key(full) || (published && self.statics.contains(full));
            is_file.then(|| Spot::File(full.to_owned()))
        })
    }

    /// The only thing whose path differs from `full` in capitals alone.
    fn but_for_case(&self, link: &Link, folder: &str, full: &str, span: &Span) -> Option<(Spot, Diagnostic)> {
        let by_lower = self.by_lower.get_or_init(|| ByLower::new(self));
        let found =
            [Some(full), other_form(full)].into_iter().flatten().find_map(|path| by_lower.find(path))?;
        let Cased { spot, cure, .. } = found;
        let what = if matches!(spot, Spot::File(_)) { "file" } else { "entry" };
        let message = format!("no {what} at `{full}`, but one at `{cure}`");
        let is_absolute = link.target.trim_start().starts_with('/');
        let path = if is_absolute { format!("/{cure}") } else { relative(folder, cure) };
        let problem = Diagnostic::new(Code::CaseMismatch, span.clone(), message)
            .label(format!("did you mean `{path}`?"))
            .help("capitals and small letters are different letters on GitHub and on the web");
        let (old, ..) = split(link.target.trim_end());
        let place = written_place(link, 0..old.len()).filter(|_| old.contains('.'));
        let problem = match place {
            Some(range) => problem.fix(format!("link to `{path}`"), range, link_path(&path)),
            None => problem,
        };
        Some((spot.clone(), problem))
    }

    /// The page that a path below `content/` means: a file's, also with the ending of another kind of Markdown, an address, or
    /// an address with `.html`.
    fn page_at(&self, path: &str) -> Option<PageId> {
        let page = self.by_file.get(path).or_else(|| self.by_path.get(path));
        let page = page.or_else(|| self.by_path.get(other_form(path)?));
        // `a.md` where there is `a.mdx`, and the other way round.
        let twin = || {
            let id = self.by_path.get(entry_path(path))?;
            (is_markdown(path) && stem(&self.pages[id.0].file) == stem(path)).then_some(id)
        };
        page.or_else(twin).copied()
    }

    fn section_at(&self, path: &str) -> Option<SectionId> {
        self.sections.get(path).or_else(|| self.sections.get(other_form(path)?)).copied()
    }

    fn anchored(
        &self,
        page: PageId,
        anchor: Option<String>,
        link: &Link,
        span: &Span,
        problems: &mut Vec<Diagnostic>,
    ) -> Target {
        let markdown = &self.pages[page.0].document.markdown;
        let anchor = anchor.filter(|anchor| !anchor.is_empty() && !markdown.title_ids.contains(anchor));
        let Some(name) = &anchor else { return Target::Page { page, anchor: None } };
        if markdown.ids.contains(name) || name.starts_with(":~:text=") {
            return Target::Page { page, anchor };
        }
        if name.eq_ignore_ascii_case("top") {
            return Target::Page { page, anchor: None };
        }
        let place = link.target.find('#').and_then(|at| written_place(link, at + 1..link.target.len()));
        if let Some(id) = self.loose(page).find(name) {
            // In double brackets a heading is written as it reads.
            problems.extend((link.kind != LinkKind::Wiki).then(|| inexact(name, id, span, place)));
            let anchor = Some(id.to_owned()).filter(|id| !markdown.title_ids.contains(id));
            return Target::Page { page, anchor };
        }
        problems.push(self.broken_anchor(page, name, span, place));
        Target::Page { page, anchor: None }
    }

    /// The ids of a page, for anchors that are not quite there.
    fn loose(&self, page: PageId) -> &Loose {
        let markdown = &self.pages[page.0].document.markdown;
        self.loose[page.0].get_or_init(|| Loose::new(&markdown.ids, &markdown.title_ids))
    }

    fn broken_anchor(
        &self,
        page: PageId,
        name: &str,
        span: &Span,
        place: Option<Range<usize>>,
    ) -> Diagnostic {
        let Page { file, document, .. } = &self.pages[page.0];
        let markdown = &document.markdown;
        let message = format!("`{file}` has no heading `#{name}`");
        let problem = Diagnostic::new(Code::BrokenAnchor, span.clone(), message);
        let ids = self.ids(page);
        let meant = headings::meant(name, &ids);
        let label = |ids: &[&str]| format!("did you mean `{}`?", ids.join("` or `"));
        let problem = match (&meant, place) {
            (headings::Meant::Surely(id), Some(range)) => {
                problem.label(label(&[id])).fix(format!("link to `#{id}`"), range, *id)
            }
            (headings::Meant::Surely(id), None) => problem.label(label(&[id])),
            (headings::Meant::Perhaps(ids), _) => problem.label(label(ids)),
            (headings::Meant::Unknown, _) => problem,
        };
        problem.help(match meant {
            headings::Meant::Unknown if !markdown.outline.is_empty() => headings_of(&markdown.outline),
            _ => "a heading's anchor is its text in lower case, with hyphens for spaces and without punctuation"
                .to_owned(),
        })
    }

    fn broken(&self, link: &Link, folder: &str, written: &str, full: &str, span: Span) -> Diagnostic {
        if let Some(why) = self.left_out.get(full) {
            return left_out(full, *why, span);
        }
        if let Some(why) = self.withheld.get(full) {
            let message = format!("`{full}` is not published: {why}");
            return Diagnostic::new(Code::MissingAsset, span, message).help(
                "show it as a code block with `file=\"…\"`, or put a file that you trust below `static/`",
            );
        }
        if is_fragment(&SourcePath::new(format!("{CONTENT}/{full}"))) {
            let message =
                format!("no page at `{full}`: what lies in a folder whose name begins with `_` has none");
            return Diagnostic::new(Code::BrokenLink, span, message).help(
                "to show its text here, write the link as a paragraph of its own, with the title `\"include\"`",
            );
        }
        let name = file_name(full);
        let is_entry = link.kind != LinkKind::Image && !is_other_file(name);
        let (code, what) = if is_entry { (Code::BrokenLink, "entry") } else { (Code::MissingAsset, "file") };
        let meant = match self.renamed(full) {
            Some(file) if is_entry => Meant::Surely(file),
            _ => self.paths(is_entry, written).meant(full, span.file.below(CONTENT).unwrap_or_default()),
        };
        let problem = Diagnostic::new(code, span, format!("no {what} at `{full}`"));
        let problem = match self.missing_folder(full) {
            Some(folder) => {
                problem.cause_is(format!("there is no folder `{CONTENT}/{folder}/`, where links lead"))
            }
            None => problem,
        };
        let (Meant::Surely(found) | Meant::Perhaps(found)) = meant else {
            return problem.help(match written.starts_with('/') {
                true => "a link that begins with `/` is the path of a file below `content/`",
                false => "a link is the path of a file, relative to the folder of the entry that has it",
            });
        };
        let path = if written.starts_with('/') { format!("/{found}") } else { relative(folder, found) };
        let (old, _, _) = split(link.target.trim_end());
        let place = written_place(link, 0..old.len()).filter(|_| old.contains('.'));
        match (meant, place) {
            (Meant::Surely(_), Some(range)) => {
                let new = link_path(&path);
                problem.label(format!("did you mean `{path}`?")).fix(format!("link to `{path}`"), range, new)
            }
            _ => problem.label(format!("did you mean `{path}`?")),
        }
    }

    /// The first folder of a path, if there is nothing at all below it.
    fn missing_folder<'b>(&self, full: &'b str) -> Option<&'b str> {
        let (folder, _) = full.split_once('/')?;
        let inside = format!("{folder}/");
        let mut assets = self.assets.range(inside.clone()..);
        let has_assets = assets.next().is_some_and(|(path, _)| path.starts_with(&inside));
        (!has_assets && !self.sections.contains_key(folder)).then_some(folder)
    }

    /// The entry that a file which is no longer there was renamed to, if one says so by its `aliases`.
    fn renamed(&self, full: &str) -> Option<&'a str> {
        let aliases = self.suggestions.aliases.get_or_init(|| {
            let mut aliases: HashMap<&str, Option<&str>> = HashMap::new();
            for page in self.pages {
                for alias in &page.document.front_matter.aliases {
                    let known = aliases.entry(alias.value.trim_matches('/')).or_insert(Some(&page.file));
                    *known = known.filter(|file| *file == page.file);
                }
            }
            aliases
        });
        *aliases.get(stem(full)?)?
    }

    /// The files that a broken link, as it is written, can mean.
    fn paths(&self, is_entry: bool, written: &str) -> &Paths<'a> {
        let Suggestions { entries, assets, files, .. } = &self.suggestions;
        let own = || self.assets.keys().map(String::as_str);
        if is_entry {
            entries.get_or_init(|| Paths::new(self.pages.iter().map(|page| page.file.as_str())))
        } else if written.starts_with('/') {
            files.get_or_init(|| Paths::new(own().chain(self.statics.iter().map(String::as_str))))
        } else {
            assets.get_or_init(|| Paths::new(own()))
        }
    }

    /// The ids of a page, to find what a broken anchor means.
    fn ids(&self, page: PageId) -> Arc<Names> {
        let ids = || Names::new(self.pages[page.0].document.markdown.ids.iter().map(String::as_str)).into();
        Arc::clone(lock(&self.suggestions.ids).entry(page).or_insert_with(ids))
    }

    /// The entry that a reference in front matter names.
    pub fn reference(
        &self,
        from: &Page,
        name: &Spanned<String>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<PageId> {
        let span = Span::new(&from.document.source, name.range.clone());
        match self.called(&from.file, &name.value) {
            Found::One(page) => return Some(page),
            Found::Several(pages) => problems.push(self.ambiguous(&name.value, &pages, &span)),
            Found::None => problems.push(self.unknown_name(&name.value, &span)),
        }
        None
    }

    /// The address of the entry that a reference names, if there is one.
    pub fn page_url(&self, name: &str) -> Option<UrlPath> {
        self.find_one(name).map(|page| self.pages[page.0].url.clone())
    }

    /// The folder of a path below `content/`.
    pub fn section(&self, path: &str) -> Option<SectionId> {
        self.sections.get(plain_name(path)).copied()
    }

    /// The file below `content/` that an entry names by a relative path, if there is one.
    pub fn asset(&self, from: &Page, path: &str) -> Option<String> {
        let full = normalize(parent(&from.file), path)?;
        let exists =
            self.assets.contains_key(&full) || (path.starts_with('/') && self.statics.contains(&full));
        exists.then_some(full)
    }

    /// All names that a reference may have.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let paths = self.pages.iter().map(|page| page.path.as_str());
        let terms = self.by_term.keys().map(String::as_str);
        paths.clone().chain(paths.map(file_name)).chain(terms).filter(|name| !name.is_empty())
    }

    /// As [`Catalog::reference`], for a name that need not be an entry's: a path, or the last part of one if only one has that.
    pub fn find_one(&self, name: &str) -> Option<PageId> {
        let name = plain_name(name);
        let named = || match self.by_last_part.get(name).map(Vec::as_slice) {
            Some([page]) => Some(*page),
            _ => None,
        };
        self.by_path.get(name).copied().or_else(named)
    }

    /// Why a reference leads to nothing, if it names an entry that is left out.
    fn hidden(&self, name: &str) -> Option<Why> {
        let name = plain_name(name);
        let stem = |file: &str| file.rsplit_once('.').map_or(file.len(), |(stem, _)| stem.len());
        let named = self.left_out.iter().filter(|(file, _)| {
            let path = &file[..stem(file)];
            path == name || file_name(path) == name
        });
        named.map(|(file, why)| (*file, *why)).min_by_key(|(file, _)| *file).map(|(_, why)| why)
    }
}

fn left_out(name: &str, why: Why, span: Span) -> Diagnostic {
    let why = match why {
        Why::Draft => "a draft".to_owned(),
        Why::Later(date) => format!("dated {date}, which is still to come"),
        Why::Expired(date) => format!("expired since {date}"),
    };
    Diagnostic::new(Code::HiddenLink, span, format!("`{name}` is left out of the site: it is {why}"))
        .help("publish it, or remove the link")
}

/// The anchors that a page has, as a help.
fn headings_of(outline: &[Heading]) -> String {
    const MOST: usize = 6;
    let names: Vec<String> = outline.iter().take(MOST).map(|heading| format!("`#{}`", heading.id)).collect();
    let more = if outline.len() > MOST { ", …" } else { "" };
    format!("the page has {}{more}", names.join(", "))
}

/// Where part of a link's target stands in the file; nothing if it is not written there as it is.
fn written_place(link: &Link, part: Range<usize>) -> Option<Range<usize>> {
    let is_exact = link.range.len() == link.target.len();
    is_exact.then(|| link.range.start + part.start..link.range.start + part.end)
}

/// A path as a link may hold it: what would end the link is percent-encoded.
pub fn link_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '<' | '>' | '(' | ')' | '[' | ']' | '%' | '#' | '?' | '"' | '\\' | '`' | '*' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

enum Found<T> {
    One(T),
    Several(Vec<T>),
    None,
}

/// A reference without what people add to it by habit: `/technologies/redis.md` → `technologies/redis`.
fn plain_name(name: &str) -> &str {
    let name = name.trim().trim_matches('/');
    stem(name).unwrap_or(name)
}

/// The path without what some addresses have at their end: `a/b.html` → `a/b`, `a/index.html` and `a/index` → `a`.
fn other_form(path: &str) -> Option<&str> {
    let plain = path.strip_suffix(".html");
    match plain.unwrap_or(path) {
        "index" => Some(""),
        path => path.strip_suffix("/index").or(plain),
    }
}

/// An anchor that leads to a heading, and is not its id.
fn inexact(name: &str, id: &str, span: &Span, place: Option<Range<usize>>) -> Diagnostic {
    let problem =
        Diagnostic::new(Code::InexactAnchor, span.clone(), format!("the anchor `#{name}` is `#{id}`"))
            .label(format!("did you mean `{id}`?"))
            .help("the link leads there all the same; GitHub and other tools want the anchor itself");
    match place {
        Some(range) => problem.fix(format!("link to `#{id}`"), range, id),
        None => problem,
    }
}

/// A section that is no page of an entry has no headings.
fn anchor_of_section(path: &str, anchor: Option<String>, span: &Span) -> Option<Diagnostic> {
    let name = anchor.filter(|anchor| !anchor.is_empty())?;
    let message = format!("`{path}/` has no heading `#{name}`");
    Some(
        Diagnostic::new(Code::BrokenAnchor, span.clone(), message)
            .help("the folder has no landing page of its own; add an `index.md` with that heading"),
    )
}

/// Whether a name is one of a file that is no entry. An address may have a dot too: `/api/x.y`.
fn is_other_file(name: &str) -> bool {
    const ENDINGS: [&str; 58] = [
        "7z", "avif", "bash", "bib", "bmp", "c", "cfg", "cpp", "cs", "css", "csv", "docx", "epub", "gif",
        "go", "gz", "h", "ico", "ini", "ipynb", "java", "jpeg", "jpg", "js", "json", "kt", "log", "lua",
        "m4a", "mov", "mp3", "mp4", "odt", "ogg", "pdf", "php", "png", "pptx", "ps1", "py", "rb", "rs", "sh",
        "sql", "svg", "tar", "tgz", "toml", "ts", "tsx", "txt", "wasm", "wav", "webm", "webp", "xlsx", "xml",
        "zip",
    ];
    const MORE: [&str; 9] = ["yaml", "yml", "jsx", "mjs", "cjs", "patch", "diff", "scss", "woff2"];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()) || MORE.contains(&ending.as_str()))
}

/// Whether a link may also be to a file that is published at an address, from `static/`.
fn is_published(path: &str) -> bool {
    path.starts_with('/')
}

/// The scheme of an absolute address (RFC 3986 §3.1), or nothing for a relative one.
fn scheme(target: &str) -> Option<&str> {
    // Browsers pass over white space and control characters in a scheme, so they end no scheme here either.
    let (scheme, _) = target.split_once(':')?;
    let plain =
        |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c) || c.is_whitespace() || c.is_control();
    (scheme.trim_start().starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(plain))
        .then_some(scheme)
}

/// Parts an address into its path, its query with the `?`, and its anchor without the `#`.
fn split(target: &str) -> (&str, &str, Option<&str>) {
    let (rest, anchor) = match target.split_once('#') {
        Some((rest, anchor)) => (rest, Some(anchor)),
        None => (target, None),
    };
    let query = rest.find('?').unwrap_or(rest.len());
    (&rest[..query], &rest[query..], anchor)
}

/// The last part of a tag's address.
pub fn tag_slug(name: &str) -> String {
    let words = name.trim().to_lowercase().replace('+', "-plus").replace('#', "-sharp");
    let slug: String = words.chars().map(|c| if is_word(c) || "-.".contains(c) { c } else { '-' }).collect();
    let slug = slug.trim_matches(['-', '.']);
    if slug.is_empty() { "tag".to_owned() } else { folder_name(slug) }
}

#[cfg(test)]
mod tests;
