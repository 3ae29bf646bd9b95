//! What stays known of a text that is not at hand: enough to tell whether it changed, and what its page says about it.

use super::{
    Text,
    shingles::{Sketch, sketch},
};
use serde::{Deserialize, Serialize};

use crate::base::digest::Digest;

/// What a text comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gist {
    /// What the text is remembered under: the digest of all that it is made of.
    pub digest: Digest,
    /// Words outside and inside code blocks.
    pub words: usize,
    pub code_words: usize,
    pub parts: Vec<Part>,
    /// Whether nothing stands before the first heading.
    pub begins_with_heading: bool,
    pub sketch: Sketch,
}

/// What stands below one heading, up to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The index of the heading in the outline; nothing for the text before the first one.
    pub heading: Option<usize>,
    /// Six hexadecimal digits that change with the text.
    pub digest: String,
}

impl Gist {
    pub fn of(text: &Text, digest: Digest) -> Self {
        let parts = text.sections.iter().map(|section| {
            let digest = Digest::of_bytes(format!("{}\0{}", section.text, section.code).as_bytes());
            Part { heading: section.heading, digest: digest.short()[..6].to_owned() }
        });
        Self {
            digest,
            words: text.words,
            code_words: text.code_words,
            parts: parts.collect(),
            begins_with_heading: text.sections.first().is_some_and(|first| first.text.trim().is_empty()),
            sketch: sketch(text),
        }
    }
}
