//! Anchors that are an id of the page but for capitals and punctuation: `#Cache_Expiry` for `cache-expiry`.
//!
//! Generators make ids by rules of their own, and people write them by hand. What differs in nothing else can mean one
//! heading only. A page's ids are indexed once, so that each anchor costs one look.

use std::collections::{BTreeSet, HashMap};

use crate::parse::markdown::is_word;

/// The ids of one page.
#[derive(Debug, Default)]
pub(super) struct Loose {
    /// By the id in lower case.
    lower: HashMap<String, Option<String>>,
    /// By its letters and digits alone. Nothing where several ids have the same.
    folded: HashMap<String, Option<String>>,
}

impl Loose {
    /// `titles` are the ids that the page's title would have; a heading of that name comes first.
    pub(super) fn new(ids: &BTreeSet<String>, titles: &[String]) -> Self {
        let mut loose = Self::default();
        for id in ids {
            let add = |map: &mut HashMap<_, _>, key| {
                map.entry(key).and_modify(|known| *known = None).or_insert_with(|| Some(id.clone()));
            };
            add(&mut loose.lower, id.to_lowercase());
            add(&mut loose.folded, fold(id));
        }
        for id in titles {
            loose.lower.entry(id.to_lowercase()).or_insert_with(|| Some(id.clone()));
            loose.folded.entry(fold(id)).or_insert_with(|| Some(id.clone()));
        }
        loose
    }

    /// The only id that an anchor can mean.
    pub(super) fn find(&self, anchor: &str) -> Option<&str> {
        // GitHub's own pages put this before each id.
        let anchor = anchor.strip_prefix("user-content-").unwrap_or(anchor);
        let folded = fold(anchor);
        if folded.is_empty() {
            return None;
        }
        let found = self.lower.get(&anchor.to_lowercase()).or_else(|| self.folded.get(&folded));
        found.and_then(Option::as_deref)
    }
}

fn fold(id: &str) -> String {
    id.chars().filter(|c| is_word(*c) && *c != '_').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_punctuation_do_not_count() {
        let ids = ["cache-expiry", "serverproxy", "a-b", "ab", "X", "x-1"].map(str::to_owned).into();
        let loose = Loose::new(&ids, &["the-title".to_owned()]);
        for (anchor, id) in [
            ("Cache-Expiry", Some("cache-expiry")),
            ("cache_expiry", Some("cache-expiry")),
            ("server-proxy", Some("serverproxy")),
            ("user-content-cache-expiry", Some("cache-expiry")),
            ("A-B", Some("a-b")),
            ("a.b", None),
            ("x", Some("X")),
            ("The Title", Some("the-title")),
            ("cache-expiries", None),
            ("--", None),
        ] {
            assert_eq!(loose.find(anchor), id, "{anchor}");
        }
    }
}
