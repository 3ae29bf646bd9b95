//! What everything stands on: paths, digests, texts with their places, problems, and the places where output goes.

pub mod colour;
pub mod diagnostic;
pub mod digest;
pub mod escape;
pub mod folder;
pub mod mutex;
pub mod names;
pub mod path;
pub mod script;
pub mod source;
pub mod terminal;
pub mod theme;
