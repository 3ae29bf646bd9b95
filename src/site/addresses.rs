//! Every file of the output belongs to one source: two for one address are a diagnostic.

use std::collections::{BTreeMap, BTreeSet};

use super::{Made, Page, PageId, Parts, Section};
use crate::{
    diagnostic::{Code, Diagnostic},
    path::{CONTENT, OutPath, SourcePath, UrlPath, is_short},
    source::Span,
};

/// Files that nexus itself makes for every site.
const OWN: [&str; 6] =
    ["404.html", "sitemap.xml", "robots.txt", ".nojekyll", "search/index.html", "tags/index.html"];

/// Those for a site that can be read without a connection.
const OFFLINE: [&str; 2] = ["offline/index.html", "worker.js"];

/// Who publishes a file, for messages.
struct Owner {
    what: String,
    span: Option<Span>,
    help: Option<&'static str>,
}

const HELP: &str = "rename one of the files, or give one of the entries another `slug`";

/// What addresses are for that no file of the site claims.
pub(super) struct Free {
    /// Old addresses.
    pub redirects: BTreeMap<OutPath, PageId>,
    /// What nexus makes of this site, where the site has nothing of its own at the same address.
    pub made: BTreeSet<Made>,
}

/// Reports every address that is taken twice, and returns the redirects, which give way to everything else.
///
/// Addresses that differ in case only are taken as one: they are the same file on many systems.
pub(super) fn check(
    pages: &[Page],
    sections: &[Section],
    parts: &Parts,
    problems: &mut Vec<Diagnostic>,
) -> Free {
    let mut owners: BTreeMap<String, Owner> = BTreeMap::new();
    let own = || Owner { what: "a page that nexus makes".to_owned(), span: None, help: None };
    let offline = OFFLINE.iter().filter(|_| parts.config.offline);
    for path in OWN.iter().chain(offline) {
        owners.insert((*path).to_owned(), own());
    }
    for path in &parts.statics {
        claim(
            &mut owners,
            path,
            Owner { what: format!("the file `static/{path}`"), span: None, help: None },
            problems,
        );
    }
    // Of two entries, the one with a `slug` is the one to be changed.
    let (named, others): (Vec<&Page>, Vec<&Page>) =
        pages.iter().partition(|page| page.document.front_matter.slug.is_some());
    for page in others.into_iter().chain(named) {
        let span = match &page.document.front_matter.slug {
            Some(slug) => Span::new(&page.document.source, slug.range.clone()),
            None => Span::start_of(&page.document.source),
        };
        let owner = Owner { what: format!("`{}`", page.document.source), span: Some(span), help: None };
        claim(&mut owners, page.url.out_path().as_str(), owner, problems);
    }
    for section in sections.iter().filter(|section| section.landing.is_none()) {
        let owner = Owner {
            what: format!("the folder `{CONTENT}/{}`", section.path),
            span: None,
            help: Some("move the entry into the folder, as its `index.md`"),
        };
        claim(&mut owners, section.url.out_path().as_str(), owner, problems);
    }
    for path in parts.assets.keys() {
        let source = SourcePath::new(format!("{CONTENT}/{path}"));
        let owner = Owner { what: format!("`{source}`"), span: Some(Span::start_of(&source)), help: None };
        claim(&mut owners, path, owner, problems);
    }
    let mut made = BTreeSet::new();
    for page in Made::ALL {
        let path = page.url().out_path().to_string();
        if !owners.contains_key(&path) && page.has_matter(pages, parts) {
            owners.insert(path, own());
            made.insert(page);
        }
    }
    Free { redirects: redirects(pages, owners, problems), made }
}

fn claim(owners: &mut BTreeMap<String, Owner>, path: &str, owner: Owner, problems: &mut Vec<Diagnostic>) {
    let Some(first) = owners.get(&path.to_lowercase()) else {
        owners.insert(path.to_lowercase(), owner);
        return;
    };
    let message = format!("{} is already published at `{path}`", first.what);
    let problem = match (&owner.span, &first.span) {
        (Some(span), Some(other)) => {
            Diagnostic::new(Code::DuplicateUrl, span.clone(), message).related(other.clone(), "the first one")
        }
        (Some(span), None) => Diagnostic::new(Code::DuplicateUrl, span.clone(), message),
        (None, Some(other)) => Diagnostic::new(
            Code::DuplicateUrl,
            other.clone(),
            format!("{} and this file would both be published at `{path}`", owner.what),
        ),
        (None, None) => Diagnostic::global(
            Code::DuplicateUrl,
            format!("{} and {} would both be published at `{path}`", owner.what, first.what),
        ),
    };
    problems.push(problem.help(owner.help.unwrap_or(HELP)));
}

fn redirects(
    pages: &[Page],
    mut owners: BTreeMap<String, Owner>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<OutPath, PageId> {
    let mut redirects = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        for alias in &page.document.front_matter.aliases {
            let span = Span::new(&page.document.source, alias.range.clone());
            let Some(path) = alias_path(&alias.value) else {
                problems.push(
                    Diagnostic::new(
                        Code::WrongType,
                        span,
                        format!("`{}` is no address of this site", alias.value),
                    )
                    .help("write an old address as a path: `/old/place/`"),
                );
                continue;
            };
            if !is_short(path.as_str()) {
                problems.push(
                    Diagnostic::new(
                        Code::WrongType,
                        span,
                        "the old address is too long for the name of a file",
                    )
                    .help("leave it out: no page can be published there"),
                );
                continue;
            }
            if path == page.url.out_path() {
                continue;
            }
            let before = problems.len();
            let owner = Owner {
                what: format!("a redirect to `{}`", page.document.source),
                span: Some(span),
                help: Some(
                    "remove the alias: an old address can lead here only if nothing is published there",
                ),
            };
            claim(&mut owners, path.as_str(), owner, problems);
            if problems.len() == before {
                redirects.insert(path, PageId(at));
            }
        }
    }
    redirects
}

/// `/old/place`, `old/place/` and `old/place.html` → the file at that address.
fn alias_path(alias: &str) -> Option<OutPath> {
    let plain = crate::path::normalize("", alias.trim())?;
    let refused = alias.contains("://") || alias.contains(['?', '#', '\\', '\0']);
    if refused || plain.is_empty() {
        return None;
    }
    let is_file = plain.ends_with(".html") && !alias.ends_with('/');
    Some(UrlPath::new(if is_file { plain } else { format!("{plain}/") }).out_path())
}
