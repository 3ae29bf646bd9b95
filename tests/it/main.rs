//! What the program does, from outside: one module for each thing that it promises, one binary to link.

#![allow(clippy::disallowed_methods, reason = "tests look at files and write them")]

#[path = "../common/mod.rs"]
mod common;

mod authoring;
mod bad_input;
mod build;
mod checks;
mod docs;
mod external;
mod fix;
mod formats;
mod glossary;
mod lists;
mod mistakes;
mod mv;
mod offline;
mod one_page;
mod other_tools;
mod schema;
mod scripts;
mod search_index;
#[cfg(unix)]
mod serve;
mod shapes;
mod spec;
mod theme;
mod tidy;
mod timings;
mod trust;
mod warm;
mod work;
