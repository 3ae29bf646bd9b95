//! Takes the files of the output one by one, as they are made, and writes those that differ into the temporary folder.
//!
//! So no more than a few of them are in memory at once, and writing goes on while others are made. The temporary folder has
//! the shape of the output: a folder that is new altogether comes to its place by one rename.

use std::sync::{Mutex, PoisonError};

use anyhow::{Error, Result};

use super::{
    Folder,
    compare::Outputs,
    disk::Disk,
    manifest::{Entry, Manifest},
    place::Place,
    tree::Tree,
};
use crate::base::{digest::Digest, mutex::lock, path::OutPath};

/// A file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    pub entry: Entry,
    /// Whether it is in the temporary folder; the others are in place already.
    pub is_new: bool,
}

pub struct Stage<'a> {
    disk: &'a Disk,
    place: &'a Place,
    manifest: &'a Manifest,
    tree: &'a Tree<'a>,
    outputs: Mutex<Outputs>,
    /// Whether there is a temporary folder.
    is_open: Mutex<bool>,
}

impl<'a> Stage<'a> {
    pub fn new(disk: &'a Disk, place: &'a Place, manifest: &'a Manifest, tree: &'a Tree<'a>) -> Self {
        Self { disk, place, manifest, tree, outputs: Mutex::default(), is_open: Mutex::default() }
    }

    /// Makes the temporary folder, when the first file needs it. The journal says that it is ours before it is there; so far
    /// nothing is going to be added to what the output holds.
    fn open(&self) -> Result<()> {
        let mut is_open = lock(&self.is_open);
        if !*is_open {
            Manifest::empty(self.place).save(self.disk, &self.place.journal())?;
            *is_open = true;
            self.disk.create_folders(&self.place.out)?;
            self.disk.create_folder(&self.place.partial())?;
        }
        Ok(())
    }

    fn enter(&self, path: &OutPath, entry: Entry, is_new: bool) {
        let mut outputs = lock(&self.outputs);
        outputs.insert(path.clone(), Staged { entry, is_new });
    }

    /// All files, and whether any is in the temporary folder.
    pub fn finish(self) -> (Outputs, bool) {
        let outputs = self.outputs.into_inner().unwrap_or_else(PoisonError::into_inner);
        (outputs, self.is_open.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Folder for Stage<'_> {
    fn keep(&self, path: &OutPath, digest: Digest) -> Result<bool> {
        let Some(entry) = self.manifest.files.get(path).filter(|entry| entry.digest == digest) else {
            return Ok(false);
        };
        let holds = self.tree.holds(path, self.tree.find(path)?, entry)?;
        if holds {
            self.enter(path, *entry, false);
        }
        Ok(holds)
    }

    fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<Digest> {
        let digest = Digest::of_bytes(bytes);
        let entry = Entry::new(bytes.len(), digest);
        let holds = self.tree.holds(path, self.tree.find(path)?, &entry)?;
        if !holds {
            self.open()?;
            let file = self.place.partial().join(path.as_str());
            if let Some(folder) = file.parent() {
                self.disk.create_folders(folder)?;
            }
            self.disk.write(&file, bytes)?;
        }
        self.enter(path, entry, !holds);
        Ok(digest)
    }
}

/// Takes back what was staged, so that a full disk leaves nothing behind.
pub fn give_up(disk: &Disk, place: &Place) -> Result<()> {
    disk.remove_tree(&place.partial())?;
    if place.journal().exists() { disk.remove_file(&place.journal()) } else { Ok(()) }
}

/// As [`give_up`], after an error.
pub fn give_up_after(disk: &Disk, place: &Place, error: Error) -> Error {
    match give_up(disk, place) {
        Ok(()) => error,
        Err(second) => error.context(format!("the next build has to tidy up, for {second:#}")),
    }
}
