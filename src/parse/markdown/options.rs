//! What the Markdown stage depends on beside the text.

use crate::parse::{
    kind::{self, Kinds},
    shape::Shapes,
};

/// All that the Markdown stage needs to know of the site.
#[derive(Clone, Debug, Hash, PartialEq, Eq)]
pub struct MarkdownConfig {
    /// Typographic quotes, dashes and ellipses.
    pub smart_punctuation: bool,
    /// Whether harmless raw HTML is kept; otherwise all of it is shown as text.
    pub raw_html: bool,
    /// The schemes that links may have.
    pub link_schemes: Vec<String>,
    /// What kinds of entry there are, each with fields of its own.
    pub kinds: Kinds,
    /// Blocks of the site's own.
    pub shapes: Shapes,
}

impl Default for MarkdownConfig {
    fn default() -> Self {
        Self {
            smart_punctuation: false,
            raw_html: true,
            link_schemes: ["http", "https", "mailto", "tel"].map(str::to_owned).to_vec(),
            kinds: kind::built_in(),
            shapes: Shapes::new(),
        }
    }
}
