//! The finished files of an output folder by the digest of their bytes, compressed.
//!
//! For a machine that has the cache and not the output, as a CI that restores one: what did not change is not made again but
//! unpacked. A store may be older than the site: what it lacks is made as ever. It is written anew by a build that makes much of
//! the output, and left alone by one that makes little.

use std::{
    collections::{BTreeMap, HashSet},
    mem,
    sync::{Mutex, OnceLock},
};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::{
    compression::Compression,
    store::{Stored, Writer},
};
use crate::base::{digest::Digest, folder::Folder, mutex::lock, path::OutPath};

/// Larger files are media, which do not get smaller and are no work to make.
const LARGEST: usize = 1 << 20;

/// Files of an output folder, each with the digest of its bytes.
pub type Files = BTreeMap<OutPath, Digest>;

/// The blobs of one output folder.
pub struct BlobStore {
    root: Utf8PathBuf,
    name: String,
    /// What an earlier build left; read when it is asked for first.
    old: OnceLock<Option<Stored>>,
    new: Mutex<New>,
    compression: Compression,
}

/// The store that this build makes.
#[derive(Default)]
struct New {
    /// Nothing before the first file that is made.
    writer: Option<Writer>,
    has: HashSet<Digest>,
    files: Files,
    /// How many of them were in the output folder.
    kept: usize,
    /// How many had to be made.
    made: usize,
}

impl BlobStore {
    /// That of the output folder `out` of the site at `root`.
    pub fn new(root: &Utf8Path, out: &Utf8Path) -> Self {
        Self {
            root: root.to_owned(),
            name: format!("files-{}", Digest::of_bytes(out.as_str().as_bytes()).short()),
            old: OnceLock::new(),
            new: Mutex::default(),
            compression: Compression::default(),
        }
    }

    /// Whether all of these files are here.
    pub fn has_all(&self, files: &Files) -> bool {
        self.old().is_some_and(|old| files.values().all(|digest| old.has(*digest)))
    }

    /// Puts these files into `folder`. Returns whether all are there, and hold what they have to.
    ///
    /// # Errors
    /// If the folder cannot be read or written.
    pub fn unpack(&self, files: &Files, folder: &dyn Folder) -> anyhow::Result<bool> {
        let put = |(path, digest): (&OutPath, &Digest)| match self.find(*digest) {
            Some(bytes) => Ok(folder.put(path, &bytes)? == *digest),
            None => Ok(false),
        };
        files.par_iter().map(put).try_reduce(|| true, |a, b| Ok(a && b))
    }

    /// `folder`, with what is in the store at hand, and what goes there noted for the next one.
    /// `count`: how many files that will be.
    pub fn around<'a>(&'a self, folder: &'a dyn Folder, count: usize) -> Packing<'a> {
        Packing { store: self, folder, count }
    }

    /// Stores what went through [`Packing`], if that was much of the output. Returns all files that went through it.
    pub fn save(&self) -> Files {
        let New { writer, has: _, files, kept, made } = mem::take(&mut *lock(&self.new));
        if let Some(writer) = writer.filter(|_| made > 0 && !is_left_alone(kept, files.len())) {
            writer.finish();
        }
        files
    }

    fn old(&self) -> Option<&Stored> {
        self.old.get_or_init(|| Stored::open(&self.root, &self.name)).as_ref()
    }

    /// The bytes of a file that an earlier build left.
    fn find(&self, digest: Digest) -> Option<Vec<u8>> {
        self.compression.decompress(self.old()?.find(digest)?, LARGEST).ok()
    }

    /// Notes a file that is not in the output folder yet. `count`: how many files go there in all.
    fn add(&self, path: &OutPath, digest: Digest, bytes: &[u8], count: usize) {
        let is_new = {
            let mut new = lock(&self.new);
            new.files.insert(path.clone(), digest);
            !is_left_alone(new.kept, count) && bytes.len() <= LARGEST && new.has.insert(digest)
        };
        // What cannot be compressed is made again.
        let Some(packed) = is_new.then(|| self.compression.compress(bytes).ok()).flatten() else { return };
        let mut new = lock(&self.new);
        if new.writer.is_none() {
            new.writer = Writer::begin(&self.root, &self.name);
        }
        if let Some(writer) = &mut new.writer {
            writer.add(digest, &packed);
        }
    }
}

/// Whether a build that keeps so many of its files makes no new store.
fn is_left_alone(kept: usize, count: usize) -> bool {
    kept * 2 > count
}

/// An output folder in front of its blobs.
pub struct Packing<'a> {
    store: &'a BlobStore,
    folder: &'a dyn Folder,
    count: usize,
}

impl Folder for Packing<'_> {
    fn keep(&self, path: &OutPath, digest: Digest) -> anyhow::Result<bool> {
        if self.folder.keep(path, digest)? {
            let mut new = lock(&self.store.new);
            new.kept += 1;
            new.files.insert(path.clone(), digest);
            return Ok(true);
        }
        // A folder that holds files of the last build lacks what has changed since, which is made sooner than the store is read.
        if lock(&self.store.new).kept > 0 {
            return Ok(false);
        }
        let Some(bytes) = self.store.find(digest) else { return Ok(false) };
        // A damaged one would be found out by its digest, and made.
        let holds = self.folder.put(path, &bytes)?;
        self.store.add(path, holds, &bytes, self.count);
        Ok(holds == digest)
    }

    fn put(&self, path: &OutPath, bytes: &[u8]) -> anyhow::Result<Digest> {
        let digest = self.folder.put(path, bytes)?;
        lock(&self.store.new).made += 1;
        self.store.add(path, digest, bytes, self.count);
        Ok(digest)
    }
}
