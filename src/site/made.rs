//! Pages that nexus makes of what the entries say, where there is something to say and the site has nothing of its own
//! at the same address.

use super::{Page, Parts, glossary};
use crate::base::path::UrlPath;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Made {
    /// The entries by the day of their last change.
    Changes,
    /// The same for feed readers.
    Feed,
    Glossary,
    /// Who wrote what.
    People,
}

impl Made {
    pub const ALL: [Self; 4] = [Self::Changes, Self::Feed, Self::Glossary, Self::People];

    pub fn url(self) -> UrlPath {
        match self {
            Self::Changes => UrlPath::new("changes/"),
            Self::Feed => UrlPath::new("feed.xml"),
            Self::Glossary => glossary::url(),
            Self::People => UrlPath::new("people/"),
        }
    }

    /// Whether readers look at it, as programs do not.
    pub fn is_page(self) -> bool {
        self != Self::Feed
    }

    /// Whether the site has anything for it.
    pub(super) fn has_matter(self, pages: &[Page], parts: &Parts) -> bool {
        let entries = || pages.iter().filter(|page| !page.is_landing);
        match self {
            Self::Changes => entries().any(|page| page.document.front_matter.changed().is_some()),
            // A feed holds absolute addresses.
            Self::Feed => parts.config.base_url.is_some() && Self::Changes.has_matter(pages, parts),
            Self::Glossary => pages.iter().any(glossary::is_concept),
            Self::People => entries().any(|page| !page.document.front_matter.authors.is_empty()),
        }
    }
}
