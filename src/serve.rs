//! The live preview: what a browser asks for, and what tells that files have changed.

pub mod server;
pub mod watch;
