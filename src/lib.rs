//! nexus: a static site generator for learning hubs.
//!
//! The site is a map from output path to a pure function of its inputs. `nexus build` runs every function and commits the
//! bytes, `nexus serve` runs one when a browser asks for it, `nexus check` runs none. `ARCHITECTURE.md` tells the whole.

pub mod allow;
pub mod amend;
pub mod check;
pub mod cli;
pub mod colour;
pub mod commands;
pub mod commit;
pub mod config;
pub mod context;
pub mod diagnostic;
pub mod digest;
pub mod document;
pub mod escape;
pub mod external;
pub mod fix;
pub mod folder;
pub mod front_matter;
mod git_index;
pub mod graph;
pub mod highlight;
pub mod judge;
pub mod kind;
pub mod load;
pub mod markdown;
pub mod memory;
pub mod mutex;
pub mod names;
pub mod nav;
pub mod notation;
pub mod output;
pub mod path;
pub mod rename;
pub mod render;
pub mod report;
pub mod resolve;
pub mod schema;
pub mod script;
pub mod search;
pub mod server;
pub mod session;
pub mod site;
pub mod source;
pub mod template;
pub mod terminal;
pub mod theme;
pub mod timings;
pub mod value;
pub mod watch;
pub mod yaml;
