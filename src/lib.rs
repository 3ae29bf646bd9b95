//! nexus: a static site generator for learning hubs.
//!
//! The site is a map from output path to a pure function of its inputs. `nexus build` runs every function and commits the
//! bytes, `nexus serve` runs one when a browser asks for it, `nexus check` runs none. `ARCHITECTURE.md` tells the whole.

// In the order of the pipeline: a module imports from those above it only (`tests/it/tidy.rs`). Blank lines keep the order.

// Ground.
pub mod base;

pub mod memory;

pub mod search;

pub mod report;

// Files → documents → the site → what it consists of, and what is wrong with it.
pub mod parse;

pub mod settings;

pub mod site;

pub mod output;

pub mod check;

// From the disk, and to it.
pub mod load;

pub mod commit;

pub mod timings;

// The line from left to right, and who asks for it.
pub mod session;

pub mod cli;

pub mod serve;

pub mod commands;
