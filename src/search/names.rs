//! Content → the name of its file.
//!
//! A file is named after its content, so an edit gives new names to what it changes and to nothing else, and a browser
//! never takes an old file for a new one. Names are short, because the root lists them and they do not compress.

use rustc_hash::FxHashMap;

use crate::base::digest::Digest;

/// Characters of a name; `static/search/20-index.js` has the same number.
pub const LENGTH: usize = 5;
const CHARACTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The names of one folder's files.
#[derive(Debug, Default)]
pub struct Names {
    taken: FxHashMap<String, Digest>,
}

impl Names {
    /// The name for a content: the first piece of its digest that no other content here has taken.
    pub fn name(&mut self, content: Digest) -> String {
        let pieces = content.bytes().chunks_exact(LENGTH);
        let names = pieces.map(|piece| {
            piece.iter().map(|byte| char::from(CHARACTERS[usize::from(byte % 32)])).collect::<String>()
        });
        let free = |name: &String| self.taken.get(name).is_none_or(|taken| *taken == content);
        let name = names.into_iter().find(free).expect("six names of 25 bits are not all taken");
        self.taken.insert(name.clone(), content);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_named_once_and_two_contents_differ() {
        let mut names = Names::default();
        let digest = |number: u32| Digest::of_bytes(&number.to_le_bytes());
        let all: Vec<String> = (0..20_000).map(|number| names.name(digest(number))).collect();
        // 25 bits: some of so many contents begin alike.
        let plain: std::collections::BTreeSet<String> =
            (0..20_000).map(|number| Names::default().name(digest(number))).collect();
        assert!(plain.len() < all.len());
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
        assert_eq!(names.name(digest(7)), all[7]);
    }
}
