//! Where files of the output go: a folder on the disk, or what stands between it and the one who makes them.

use crate::base::{digest::Digest, path::OutPath};

/// Where the files of the output go.
pub trait Folder: Sync {
    /// Leaves a file as it is if the folder holds it with bytes of this digest, and says whether it does. If so, nobody has
    /// to make them.
    ///
    /// # Errors
    /// If the folder cannot be read.
    fn keep(&self, path: &OutPath, digest: Digest) -> anyhow::Result<bool>;

    /// Makes a file hold these bytes, whose digest it returns.
    ///
    /// # Errors
    /// If the disk refuses.
    fn put(&self, path: &OutPath, bytes: &[u8]) -> anyhow::Result<Digest>;
}

/// Takes everything and writes nothing, for a run that can only tell what is wrong.
pub struct Nowhere;

impl Folder for Nowhere {
    fn keep(&self, _: &OutPath, _: Digest) -> anyhow::Result<bool> {
        Ok(false)
    }

    fn put(&self, _: &OutPath, bytes: &[u8]) -> anyhow::Result<Digest> {
        Ok(Digest::of_bytes(bytes))
    }
}
