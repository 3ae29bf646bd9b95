//! Which entry or file a name means: `[[redis]]`, `[[databases/redis]]`, `![[cache.png]]`, `related: [redis]`.
//!
//! The rules are Obsidian's where it has some: a name is the last part of a path, or several of them; capitals count only
//! where nothing fits exactly; and of namesakes the nearest is meant ([`nearest`]).

use std::{cmp::Reverse, collections::HashMap};

use super::{Catalog, Found, Spot, Target, is_other_file, left_out, plain_name};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        names::Names,
        path::{entry_path, file_name, normalize, parent},
        source::Span,
    },
    parse::markdown::{Link, LinkKind},
    site::PageId,
};

/// So many namesakes are compared for one link; who has more has to write a path. Otherwise as many links as namesakes would be
/// quadratic work.
const MOST_NAMESAKES: usize = 256;

/// What has a name in lower case: entries by the last part of their path, files by theirs.
#[derive(Default)]
pub(super) struct ByName<'a> {
    pages: HashMap<String, Vec<PageId>>,
    files: HashMap<String, Vec<&'a str>>,
}

impl<'a> ByName<'a> {
    pub(super) fn new(catalog: &Catalog<'a>) -> Self {
        let mut names = Self::default();
        for (last, pages) in &catalog.by_last_part {
            names.pages.entry(last.to_lowercase()).or_default().extend(pages);
        }
        // Entries whose names differ in capitals come together in no certain order.
        names.pages.values_mut().for_each(|pages| pages.sort_unstable());
        for path in catalog.assets.keys() {
            names.files.entry(file_name(path).to_lowercase()).or_default().push(path);
        }
        names
    }
}

impl<'a> Catalog<'a> {
    fn by_name(&self) -> &ByName<'a> {
        self.by_name.get_or_init(|| ByName::new(self))
    }

    /// The entry that a name means in a text of the file `from`, below `content/`.
    pub(super) fn called(&self, from: &str, name: &str) -> Found<PageId> {
        let paths = |page: &PageId| {
            let page = &self.pages[page.0];
            [page.path.as_str(), entry_path(&page.file)]
        };
        let name = plain_name(name);
        if let Some(page) = self.beside(from, name) {
            return Found::One(page);
        }
        let last = file_name(name);
        let exact = self.by_last_part.get(last).into_iter().flatten().take(MOST_NAMESAKES);
        let mut found: Vec<PageId> =
            exact.copied().filter(|page| paths(page).iter().any(|path| is_end(path, name))).collect();
        if found.is_empty() {
            found.extend(self.by_path.get(name));
        }
        if found.is_empty() {
            let lower = name.to_lowercase();
            let pages =
                self.by_name().pages.get(file_name(&lower)).into_iter().flatten().take(MOST_NAMESAKES);
            found.extend(
                pages
                    .copied()
                    .filter(|page| paths(page).iter().any(|path| is_end(&path.to_lowercase(), &lower))),
            );
        }
        if found.is_empty() {
            found.extend(self.by_term.get(&name.to_lowercase()).into_iter().flatten());
        }
        nearest(from, found.into_iter().map(|page| (self.pages[page.0].file.as_str(), page)).collect())
    }

    /// The entry of this name in the folder of a file: the nearest that there can be, found without a look at its namesakes.
    fn beside(&self, from: &str, name: &str) -> Option<PageId> {
        if name.contains('/') {
            return None;
        }
        let folder = parent(from);
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let files = ["md", "mdx"].map(|ending| self.by_file.get(&*format!("{path}.{ending}")));
        match files {
            [Some(page), None] | [None, Some(page)] => Some(*page),
            _ => None,
        }
    }

    /// The file that a name means in a text of the file `from`; a path may also be relative to its folder.
    fn file_called(&self, from: &str, name: &str) -> Option<&'a str> {
        let name = name.trim().trim_start_matches('/');
        let relative = normalize(parent(from), name).and_then(|path| self.assets.get_key_value(&path));
        if let Some((path, _)) = relative {
            return Some(path);
        }
        let lower = name.to_lowercase();
        let files = self.by_name().files.get(file_name(&lower)).into_iter().flatten().take(MOST_NAMESAKES);
        let found = files.copied().filter(|path| is_end(&path.to_lowercase(), &lower));
        match nearest(from, found.map(|path| (path, path)).collect()) {
            Found::One(path) => Some(path),
            // The same picture in several places is as good in each.
            Found::Several(paths) => paths.first().copied(),
            Found::None => None,
        }
    }

    /// Where `[[name#anchor]]` and `![[name]]` lead; the anchor may also be a heading as it is written, or several, each within the one
    /// before.
    pub(super) fn wiki_link(
        &self,
        from: Option<PageId>,
        file: &str,
        link: &Link,
        span: &Span,
        problems: &mut Vec<Diagnostic>,
    ) -> Target {
        let target = link.target.trim();
        let (name, anchor) = match target.split_once('#') {
            Some((name, anchor)) => (name.trim(), Some(anchor.trim())),
            None => (target, None),
        };
        let spot = match name {
            "" => from.map(Spot::Page),
            name => self.spot_called(file, name, link.kind, span, problems),
        };
        match spot {
            Some(Spot::Page(page)) => {
                let last = anchor.map(|anchor| anchor.rsplit('#').next().unwrap_or(anchor).trim().to_owned());
                self.anchored(page, last, link, span, problems)
            }
            Some(Spot::Section(section)) => Target::Section(section),
            Some(Spot::File(path)) => {
                // Obsidian has `#icon` and the like behind a picture; of a document it is the page.
                let suffix = anchor.filter(|_| link.kind == LinkKind::Wiki);
                Target::File { path, suffix: suffix.map(|anchor| format!("#{anchor}")).unwrap_or_default() }
            }
            None => Target::Broken,
        }
    }

    fn spot_called(
        &self,
        file: &str,
        name: &str,
        kind: LinkKind,
        span: &Span,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Spot> {
        let path = || self.file_called(file, name).map(|path| Spot::File(path.to_owned()));
        let no_file = || {
            Diagnostic::new(Code::MissingAsset, span.clone(), format!("no file is called `{name}`"))
                .help("put it below `content/`, beside the entry for instance")
        };
        if kind == LinkKind::Embed {
            return path().or_else(|| {
                problems.push(no_file());
                None
            });
        }
        let relative = name.starts_with('.').then(|| normalize(parent(file), name)).flatten();
        let name = relative.as_deref().unwrap_or(name);
        match self.called(file, name) {
            Found::One(page) => Some(Spot::Page(page)),
            Found::Several(pages) => {
                problems.push(self.ambiguous(name, &pages, span));
                pages.first().copied().map(Spot::Page)
            }
            Found::None => {
                let section = self.section_at(plain_name(name)).map(Spot::Section);
                section.or_else(path).or_else(|| {
                    let is_file = is_other_file(file_name(name));
                    problems.push(if is_file { no_file() } else { self.unknown_name(name, span) });
                    None
                })
            }
        }
    }

    pub(super) fn ambiguous(&self, name: &str, pages: &[PageId], span: &Span) -> Diagnostic {
        const MOST: usize = 6;
        let paths: Vec<&str> = pages.iter().take(MOST).map(|page| self.pages[page.0].path.as_str()).collect();
        let more = if pages.len() > MOST { ", …" } else { "" };
        let message = format!("more than one entry is called `{name}`");
        Diagnostic::new(Code::AmbiguousReference, span.clone(), message)
            .help(format!("write one of `{}`{more}", paths.join("`, `")))
    }

    pub(super) fn unknown_name(&self, name: &str, span: &Span) -> Diagnostic {
        match self.hidden(name) {
            Some(why) => left_out(name, why, span.clone()),
            None => Diagnostic::new(Code::UnknownReference, span.clone(), format!("no entry is called `{name}`"))
                .did_you_mean_one_of(plain_name(name), self.suggestions.names.get_or_init(|| Names::new(self.names())))
                .help(
                    "name an entry by its path below `content/` without `.md`, by the last part of it, or by a synonym",
                ),
        }
    }
}

/// Whether a path ends with the parts of a name.
fn is_end(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// Of several things, the one that is nearest to a file: in its folder; else, of those that do not lie in another top folder, the
/// one with the shortest path; of these the one that shares most folders with it.
fn nearest<T: Copy>(from: &str, mut found: Vec<(&str, T)>) -> Found<T> {
    let top = |path: &str| path.split_once('/').map(|(top, _)| top.to_owned());
    let shared = |path: &str| from.split('/').zip(path.split('/')).take_while(|(a, b)| a == b).count();
    narrow(&mut found, |path| parent(path) != parent(from));
    narrow(&mut found, |path| top(path).is_some_and(|other| Some(other) != top(from)));
    narrow(&mut found, |path| path.matches('/').count());
    narrow(&mut found, |path| Reverse(shared(path)));
    match found[..] {
        [] => Found::None,
        [(_, one)] => Found::One(one),
        _ => Found::Several(found.into_iter().map(|(_, one)| one).collect()),
    }
}

/// Keeps those of whose paths `key` is the least.
fn narrow<T, K: Ord>(found: &mut Vec<(&str, T)>, key: impl Fn(&str) -> K) {
    if let Some(least) = found.iter().map(|(path, _)| key(path)).min() {
        found.retain(|(path, _)| key(path) == least);
    }
}
