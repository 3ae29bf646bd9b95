//! Old addresses, and the pages that nexus makes where the site has nothing of its own at their address.
//!
//! Who publishes a file that several claim is decided once all outputs are known (`output/claims.rs`).

use std::collections::BTreeSet;

use super::{Made, Page, PageId, Parts, Section};
use crate::base::{
    diagnostic::{Code, Diagnostic},
    path::{OutPath, UrlPath, is_short, parent},
    source::Span,
};

/// An address from before, and the page that it leads to now.
#[derive(Clone, Debug)]
pub struct Redirect {
    pub path: OutPath,
    pub page: PageId,
    /// Which of the page's `aliases` names it; behind the last of them, its `slug`.
    pub alias: usize,
}

impl Redirect {
    /// The place of the alias in the page's front matter.
    pub fn span(&self, page: &Page) -> Span {
        let front_matter = &page.document.front_matter;
        let alias = front_matter.aliases.get(self.alias).or(front_matter.slug.as_ref());
        Span::new(&page.document.source, alias.map_or(0..0, |alias| alias.range.clone()))
    }
}

/// What nexus makes of this site: a page that the site has itself gives way to that.
pub(super) fn made(pages: &[Page], sections: &[Section], parts: &Parts<'_>) -> BTreeSet<Made> {
    let own = pages.iter().map(|page| &page.url).chain(sections.iter().map(|section| &section.url));
    let own: BTreeSet<String> =
        own.map(|url| url.out_path().to_string()).chain(parts.statics.iter().cloned()).collect();
    let is_free = |made: &Made| !own.contains(made.url().out_path().as_str());
    Made::ALL.into_iter().filter(|made| is_free(made) && made.has_matter(pages, parts)).collect()
}

/// The old addresses of all pages, in the order of the pages.
pub(super) fn redirects(pages: &[Page], problems: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let front_matter = &page.document.front_matter;
        // A folder's page stays at the folder's address; the one that it asks for leads there.
        let asked = front_matter
            .slug
            .iter()
            .filter(|slug| page.is_landing && slug.value.len() > 1 && slug.value.starts_with('/'));
        let folder = parent(page.url.as_str().trim_end_matches('/'));
        for (number, alias) in front_matter.aliases.iter().chain(asked).enumerate() {
            let Some(path) = alias_path(folder, &alias.value) else {
                let span = Span::new(&page.document.source, alias.range.clone());
                let message = format!("`{}` is no address of this site", alias.value);
                problems.push(
                    Diagnostic::new(Code::WrongType, span, message)
                        .help("write an old address as a path: `/old/place/`"),
                );
                continue;
            };
            if !is_short(path.as_str()) {
                let span = Span::new(&page.document.source, alias.range.clone());
                let message = "the old address is too long for the name of a file";
                problems.push(
                    Diagnostic::new(Code::WrongType, span, message)
                        .help("leave it out: no page can be published there"),
                );
                continue;
            }
            // An entry's own address leads to it anyway.
            if path != page.url.out_path() {
                redirects.push(Redirect { path, page: PageId(at), alias: number });
            }
        }
    }
    redirects
}

/// `/old/place`, `old/place/` and `old/place.html` → the file at that address; `../place` is relative to `folder`, the address
/// that the page's own is below.
fn alias_path(folder: &str, alias: &str) -> Option<OutPath> {
    let folder = if alias.trim().starts_with('.') { folder } else { "" };
    let plain = crate::base::path::normalize(folder, alias.trim())?;
    let refused = alias.contains("://") || alias.contains(['?', '#', '\\', '\0']);
    if refused || plain.is_empty() {
        return None;
    }
    let is_file = plain.ends_with(".html") && !alias.ends_with('/');
    Some(UrlPath::new(if is_file { plain } else { format!("{plain}/") }).out_path())
}
