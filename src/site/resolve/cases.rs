//! Paths that are there but for capitals: `Concepts/Caching.md` for `concepts/caching.md`.

use std::collections::HashMap;

use super::{Catalog, PageId, SectionId, Spot};

/// All that can be linked to by a path, by that in lower case; nothing where there are several.
#[derive(Default)]
pub(super) struct ByLower(HashMap<String, Option<Cased>>);

/// What is at a path, and how it is written.
pub(super) struct Cased {
    written: String,
    pub spot: Spot,
    /// The path that a link should have.
    pub cure: String,
}

impl ByLower {
    pub(super) fn new(catalog: &Catalog<'_>) -> Self {
        let mut all = Self::default();
        for (at, page) in catalog.pages.iter().enumerate() {
            for written in [page.file.as_str(), page.path.as_str(), page.url.as_str().trim_end_matches('/')] {
                all.add(written, Spot::Page(PageId(at)), page.file.clone());
            }
        }
        for (path, SectionId(at)) in &catalog.sections {
            all.add(path, Spot::Section(SectionId(*at)), format!("{path}/"));
        }
        for path in catalog.assets.keys().chain(catalog.statics) {
            all.add(path, Spot::File(path.clone()), path.clone());
        }
        all
    }

    fn add(&mut self, written: &str, spot: Spot, cure: String) {
        let cased = Cased { written: written.to_owned(), spot, cure };
        match self.0.get_mut(&written.to_lowercase()) {
            None => {
                self.0.insert(written.to_lowercase(), Some(cased));
            }
            // A page comes before the section of the same path.
            Some(Some(known)) if known.written == written || known.spot == cased.spot => {}
            Some(known) => *known = None,
        }
    }

    pub(super) fn find(&self, path: &str) -> Option<&Cased> {
        self.0.get(&path.to_lowercase())?.as_ref()
    }
}
