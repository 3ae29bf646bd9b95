//! How the site's links are written, which only shows in all of them together.
//!
//! Takes all links; returns what the single ones are read by. A relative address (`../caching/`) may be meant from the
//! folder of its file, as GitHub reads it, or from the address of its page, as browsers do: those that can be read in one way
//! only tell how the others are meant. And where many absolute addresses lead somewhere without their first parts
//! (`/docs/caching`), these parts are where the texts were published.

use std::collections::BTreeMap;

use super::{Catalog, scheme, split};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{CONTENT, decode_url, is_markdown, normalize, parent},
        source::Span,
    },
    parse::markdown::{Link, LinkKind},
    settings::config::Config,
    site::Page,
};

/// As many links make a prefix that nobody wrote into site.toml.
const ENOUGH: usize = 5;
/// A prefix has at most so many parts: `/docs/{{version}}/`.
const MOST_PARTS: usize = 3;
/// As many places are named of a problem that many links share.
const PLACES: usize = 3;

#[derive(Default)]
pub(super) struct Habits {
    /// Links that can be read from the file's folder only, and from the page's address only.
    by_folder: usize,
    by_address: usize,
    /// What absolute addresses may begin with, without slashes around it.
    pub prefixes: Vec<String>,
    /// What is to be said of the site's links as a whole.
    pub problems: Vec<Diagnostic>,
}

impl Habits {
    pub fn new(catalog: &Catalog<'_>, config: &Config) -> Self {
        let mut habits = Self::default();
        let own = [config.base_path()].into_iter().chain(config.link_prefixes.iter().map(String::as_str));
        let own = own.map(|prefix| prefix.trim_matches('/')).filter(|prefix| !prefix.is_empty());
        habits.prefixes = own.map(str::to_owned).collect();
        let mut seen = Seen::default();
        for page in catalog.pages {
            for link in &page.document.markdown.links {
                if matches!(link.kind, LinkKind::Link | LinkKind::Image) {
                    habits.see(catalog, page, link, &mut seen);
                }
            }
        }
        habits.conclude(seen, catalog);
        habits
    }

    /// Whether an address that can be read in two ways is read from the page's address.
    pub fn prefers_address(&self, path: &str) -> bool {
        match self.by_address.cmp(&self.by_folder) {
            std::cmp::Ordering::Equal => path.ends_with('/'),
            order => order.is_gt(),
        }
    }

    fn see(&mut self, catalog: &Catalog<'_>, page: &Page, link: &Link, seen: &mut Seen) {
        let target = link.target.trim();
        let (path, _, anchor) = split(target);
        if path.is_empty() || is_markdown(path) || scheme(target).is_some() || target.starts_with("//") {
            return;
        }
        let path = decode_url(path).unwrap_or_else(|| path.to_owned());
        let source = link.origin.as_ref().unwrap_or(&page.document.source);
        let place = || Span::new(source, link.range.clone());
        if let Some(path) = path.strip_prefix('/') {
            if let Some(prefix) = self.unknown_prefix(catalog, path, seen) {
                seen.prefixes.entry(prefix).or_default().add(place);
            }
            return;
        }
        let (folder, address) = bases(page, link);
        let read = |base: &str| catalog.spot(&normalize(base, &path)?, true);
        match (read(folder), read(address)) {
            (Some(one), Some(other)) if one != other => {
                let anchor = anchor.map(|anchor| decode_url(anchor).unwrap_or_else(|| anchor.to_owned()));
                if catalog.has(&one, anchor.as_deref()) == catalog.has(&other, anchor.as_deref()) {
                    seen.either.add(|| (place(), path.clone()));
                }
            }
            (Some(_), None) if folder != address => {
                self.by_folder += 1;
                seen.folder_only.add(place);
            }
            (None, Some(_)) => self.by_address += 1,
            _ => {}
        }
    }

    /// What an absolute address leads somewhere without, if it leads nowhere as it is.
    fn unknown_prefix(&self, catalog: &Catalog<'_>, path: &str, seen: &mut Seen) -> Option<String> {
        let full = normalize("", path)?;
        let leads = |full: &str| catalog.spot(full, true).is_some();
        if leads(&full) || self.without_prefix(&full).any(leads) {
            return None;
        }
        *seen.absolute.entry(full.split('/').next()?.to_owned()).or_default() += 1;
        let mut cuts = full.match_indices('/').take(MOST_PARTS).map(|(at, _)| at);
        cuts.find(|at| leads(&full[at + 1..])).map(|at| full[..at].to_owned())
    }

    /// An absolute address without what such addresses may begin with.
    pub fn without_prefix<'b>(&'b self, full: &'b str) -> impl Iterator<Item = &'b str> {
        let below = |prefix: &String| full.strip_prefix(prefix.as_str())?.strip_prefix('/');
        self.prefixes.iter().filter_map(below)
    }

    fn conclude(&mut self, seen: Seen, catalog: &Catalog<'_>) {
        let Seen { absolute, prefixes, either, folder_only } = seen;
        for (prefix, found) in prefixes {
            let first = prefix.split('/').next().unwrap_or_default();
            let all = absolute.get(first).copied().unwrap_or_default();
            if found.count >= ENOUGH && found.count * 2 > all && catalog.spot(&prefix, true).is_none() {
                let message = format!(
                    "{} links begin with `/{prefix}/`, which is no folder here; they are followed without it",
                    found.count
                );
                let help = format!(
                    "put `prefix = \"/{prefix}/\"` under `[links]` in site.toml, so that all of them are"
                );
                self.problems.extend(found.problem(Code::LinkPrefix, message, help));
                self.prefixes.push(prefix);
            }
        }
        self.report_bases(either, folder_only);
    }

    fn report_bases(&mut self, either: Found<(Span, String)>, folder_only: Found<Span>) {
        let by_address = either.places.first().is_some_and(|(_, path)| self.prefers_address(path));
        let read =
            if by_address { "from the page's address, as browsers do" } else { "from the file's folder" };
        let help = "write the path of the file, which can be read in one way only: `../caching.md`";
        let message = format!(
            "{} two pages, one from the file's folder and one from the page's address; nexus reads them {read}",
            links(either.count, "can mean", "can mean")
        );
        let places = either.places.into_iter().map(|(place, _)| place).collect();
        let either = Found { count: either.count, places };
        self.problems.extend(either.problem(Code::AmbiguousLink, message, help.to_owned()));
        // Where links are meant as browsers read them, these lead elsewhere than their authors think: to another language, say.
        if self.by_address > self.by_folder {
            let message = format!(
                "{} nowhere from the page's address, which most others of the site are meant from; nexus reads them from the file's folder",
                links(folder_only.count, "leads", "lead")
            );
            self.problems.extend(folder_only.problem(Code::AmbiguousLink, message, help.to_owned()));
        }
    }
}

/// What was found in all links.
#[derive(Default)]
struct Seen {
    /// How many absolute addresses lead to nothing, by their first part.
    absolute: BTreeMap<String, usize>,
    /// Those that lead somewhere without some parts, by these.
    prefixes: BTreeMap<String, Found<Span>>,
    /// Relative ones that lead to different things from both bases.
    either: Found<(Span, String)>,
    folder_only: Found<Span>,
}

struct Found<T> {
    count: usize,
    places: Vec<T>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { count: 0, places: Vec::new() }
    }
}

impl<T> Found<T> {
    fn add(&mut self, place: impl FnOnce() -> T) {
        self.count += 1;
        if self.places.len() < PLACES {
            self.places.push(place());
        }
    }
}

impl Found<Span> {
    fn problem(self, code: Code, message: String, help: String) -> Option<Diagnostic> {
        let mut places = self.places.into_iter();
        let problem = Diagnostic::new(code, places.next()?, message).help(help);
        Some(places.fold(problem, |problem, place| problem.related(place, "another one")))
    }
}

fn links(count: usize, does: &str, they_do: &str) -> String {
    if count == 1 { format!("1 relative link {does}") } else { format!("{count} relative links {they_do}") }
}

/// The folder and the address that a relative link of a page may be meant from.
pub(super) fn bases<'a>(page: &'a Page, link: &'a Link) -> (&'a str, &'a str) {
    let source = link.origin.as_ref().unwrap_or(&page.document.source);
    let folder = parent(source.below(CONTENT).unwrap_or_default());
    (folder, page.url.as_str().trim_end_matches('/'))
}
