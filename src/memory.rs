//! What is remembered between builds, in memory and in `.nexus/cache/`. Four ideas, and no others:
//!
//! - a [`FileIndex`] knows the digest of a file that it read before, from what the system says of the file;
//! - a [`Memo`] knows the result of a function, by the digest of its inputs;
//! - [`blobs`] are the finished files of an output folder, by the digest of their bytes, beside the record of the build that
//!   made them (`session::record`);
//! - the search index keeps what it is made of in a form of its own (`search::IndexState`).
//!
//! None of it matters for what a build gives: whatever is missing, damaged or of another program is worked out again.

pub mod blobs;
pub mod compression;
mod file_index;
mod memo;
pub mod store;

pub use file_index::{FileIndex, Look, Stat};
pub use memo::{Codec, Memo, Renew, Table};
