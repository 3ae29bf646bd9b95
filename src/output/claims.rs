//! One table of claims: every file of the output has one owner, and a second claim on it is a diagnostic.
//!
//! Takes what every kind of output wants to publish; returns the outputs. Nothing is overwritten in silence: entries come
//! first, because no text may be lost, then files that the site's owner put below `static/`, then what nexus makes itself, and
//! last what a pull request could use to take an address over: redirects and files beside the entries.

use std::{collections::HashMap, sync::Arc};

use unicode_normalization::{UnicodeNormalization as _, is_nfc_quick};

use super::{Output, Outputs, PageRef, search_index};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{CONTENT, OutPath, SourcePath},
        source::Span,
    },
    site::{PageId, SectionId, Site},
};

/// Who wants to publish a file. Of two, the first one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    /// An entry or a landing page. Of two, the one with a `slug` is the one to be changed.
    Page { has_slug: bool, id: PageId },
    /// A folder without a landing page.
    Section(SectionId),
    /// A file below `static/`.
    Static,
    /// What nexus makes for every site, or of what the entries say.
    Made,
    /// An entry's old address, by its place in `Site::redirects`.
    Redirect(usize),
    /// A file beside the entries.
    Asset,
}

/// What has been claimed so far.
#[derive(Default)]
pub struct Claims(Vec<(Option<Owner>, OutPath, Output)>);

impl Claims {
    /// Claims a file whose owner follows from what it is: a page, or something that nexus makes.
    pub fn insert(&mut self, path: OutPath, output: Output) {
        self.0.push((None, path, output));
    }

    /// Claims a file below `static/` for the same path.
    pub fn insert_static(&mut self, path: &str, bytes: &Arc<[u8]>) {
        self.0.push((Some(Owner::Static), OutPath::new(path), Output::Bytes(Arc::clone(bytes))));
    }

    /// Claims a file beside the entries for the same path.
    pub fn insert_asset(&mut self, path: &str, bytes: &Arc<[u8]>) {
        self.0.push((Some(Owner::Asset), OutPath::new(path), Output::Bytes(Arc::clone(bytes))));
    }

    /// Gives each file to the first of those that claim it, and reports the others.
    pub fn settle(self, site: &Site) -> (Outputs, Vec<Diagnostic>) {
        let mut claims: Vec<(Owner, OutPath, Output)> = self
            .0
            .into_iter()
            .map(|(owner, path, output)| (owner.unwrap_or_else(|| owner_of(site, &output)), path, output))
            .collect();
        // Stable, so equal owners keep the order in which they were named.
        claims.sort_by_key(|(owner, ..)| *owner);
        let mut table = Table { site, taken: HashMap::new(), folders: HashMap::new(), problems: Vec::new() };
        let mut outputs = Outputs::new();
        for (owner, path, output) in claims {
            if table.grants(owner, &path, &output) {
                outputs.insert(path, output);
            }
        }
        (outputs, table.problems)
    }
}

fn owner_of(site: &Site, output: &Output) -> Owner {
    let page = |id: PageId| Owner::Page { has_slug: site.page(id).document.front_matter.slug.is_some(), id };
    let section = |id: SectionId| site.section(id).landing.map_or(Owner::Section(id), page);
    match output {
        Output::Page(PageRef::Entry(id)) => page(*id),
        Output::Page(PageRef::Home) => section(SectionId::ROOT),
        Output::Page(PageRef::Section(id, 1)) => section(*id),
        Output::Page(PageRef::Redirect(at)) => Owner::Redirect(*at),
        Output::Page(_) | Output::Bytes(_) | Output::Index(_) => Owner::Made,
    }
}

/// What is given away already, by keys that are equal where a file system may take two names for one.
struct Table<'a> {
    site: &'a Site,
    taken: HashMap<String, (Owner, String)>,
    /// Each folder that has a file, with the first one in it.
    folders: HashMap<String, (Owner, String)>,
    problems: Vec<Diagnostic>,
}

impl Table<'_> {
    /// Whether the file is free. If so it is given away; if not, that is reported.
    fn grants(&mut self, owner: Owner, path: &OutPath, output: &Output) -> bool {
        let key = key(path.as_str());
        if owner != Owner::Made && search_index::is_own(&key) {
            self.report(owner, path, output, Owner::Made, "a file of the search index".to_owned());
            return false;
        }
        let parents = || key.match_indices('/').map(|(at, _)| &key[..at]);
        let first = self.taken.get(&key).or_else(|| self.folders.get(&key));
        if let Some((first, what)) = first.or_else(|| parents().find_map(|folder| self.taken.get(folder))) {
            let (first, what) = (*first, what.clone());
            // An address of an entry's own, in other letters, leads to it already.
            if let (Owner::Redirect(at), Owner::Page { id, .. }) = (owner, first)
                && self.site.redirects[at].page == id
            {
                return false;
            }
            self.report(owner, path, output, first, what);
            return false;
        }
        let what = self.what(owner, path, output);
        for folder in parents() {
            if !self.folders.contains_key(folder) {
                self.folders.insert(folder.to_owned(), (owner, what.clone()));
            }
        }
        self.taken.insert(key, (owner, what));
        true
    }

    fn report(&mut self, owner: Owner, path: &OutPath, output: &Output, first: Owner, first_what: String) {
        let what = self.what(owner, path, output);
        let span = |owner: Owner| self.span(owner, path);
        let problem = match (span(owner), span(first)) {
            (Some(span), other) => {
                let message = format!("{first_what} is already published at `{path}`");
                let problem = Diagnostic::new(Code::DuplicateUrl, span, message);
                other.into_iter().fold(problem, |problem, other| problem.related(other, "the first one"))
            }
            (None, Some(other)) => {
                let message = format!("{what} and this file would both be published at `{path}`");
                Diagnostic::new(Code::DuplicateUrl, other, message)
            }
            (None, None) => {
                let message = format!("{what} and {first_what} would both be published at `{path}`");
                Diagnostic::global(Code::DuplicateUrl, message)
            }
        };
        self.problems.push(problem.help(match owner {
            Owner::Section(_) => "move the entry into the folder, as its `index.md`",
            Owner::Redirect(_) => {
                "remove the alias: an old address can lead here only if nothing is published there"
            }
            _ => "rename one of the files, or give one of the entries another `slug`",
        }));
    }

    /// What an owner publishes, for messages.
    fn what(&self, owner: Owner, path: &OutPath, output: &Output) -> String {
        match (owner, output) {
            (Owner::Page { id, .. }, _) => format!("`{}`", self.site.page(id).document.source),
            (Owner::Section(id), _) => format!("the folder `{CONTENT}/{}`", self.site.section(id).path),
            (Owner::Static, _) => format!("the file `static/{path}`"),
            (Owner::Asset, _) => format!("`{CONTENT}/{path}`"),
            (Owner::Redirect(at), _) => {
                format!("a redirect to `{}`", self.site.page(self.site.redirects[at].page).document.source)
            }
            (Owner::Made, Output::Page(PageRef::Tag(slug, _))) => format!("the page of the tag `{slug}`"),
            (Owner::Made, Output::Page(PageRef::Person(slug, _))) => {
                format!("the page of the author `{slug}`")
            }
            (Owner::Made, Output::Page(_)) => "a page that nexus makes".to_owned(),
            (Owner::Made, _) => "a file that nexus makes".to_owned(),
        }
    }

    /// Where an owner's claim is written; nothing where no entry or file of the content makes it.
    fn span(&self, owner: Owner, path: &OutPath) -> Option<Span> {
        match owner {
            Owner::Page { id, .. } => {
                let document = &self.site.page(id).document;
                Some(match &document.front_matter.slug {
                    Some(slug) => Span::new(&document.source, slug.range.clone()),
                    None => Span::start_of(&document.source),
                })
            }
            Owner::Redirect(at) => {
                let redirect = &self.site.redirects[at];
                Some(redirect.span(self.site.page(redirect.page)))
            }
            Owner::Asset => Some(Span::start_of(&SourcePath::new(format!("{CONTENT}/{path}")))),
            Owner::Section(_) | Owner::Static | Owner::Made => None,
        }
    }
}

/// Names that differ in capitals or in Unicode form only are one file on some systems, so they are one here.
fn key(path: &str) -> String {
    let lower = path.to_lowercase();
    match is_nfc_quick(lower.chars()) {
        unicode_normalization::IsNormalized::Yes => lower,
        _ => lower.nfc().collect(),
    }
}
