//! What the program costs: counted work, instructions, memory. In a binary of its own, since a test here measures its process.

#![allow(clippy::disallowed_methods, reason = "tests write their own folders, and look at clocks")]

#[path = "../common/mod.rs"]
mod common;

mod growth;
mod instructions;
mod many;
