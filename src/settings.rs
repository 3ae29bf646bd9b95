//! The settings of a site, and what can be written in them and in front matter.

pub mod config;
pub mod schema;
