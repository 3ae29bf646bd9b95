//! One file → what the rest of the site sees of it, and its text.

pub mod allow;
pub mod document;
pub mod front_matter;
pub mod highlight;
pub mod kind;
pub mod markdown;
pub mod notation;
pub mod shape;
pub mod value;
pub mod yaml;
