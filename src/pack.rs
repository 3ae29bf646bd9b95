//! The finished files of an output folder, compressed, in the cache.
//!
//! For a machine that has the cache and not the output, as a CI that restores one: what did not change is not made again but
//! unpacked. A pack holds files by the digest of their bytes, so it may be older than the site: what it lacks is made as ever.
//! It is written anew by a build that makes much of the output, and left alone by one that makes little.

use std::{
    collections::{BTreeMap, HashSet},
    mem,
    sync::{Mutex, OnceLock},
};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::{
    cache::{Stored, Writer},
    commit::Folder,
    compression::Compression,
    digest::Digest,
    mutex::lock,
    path::OutPath,
};

/// Larger files are media, which do not get smaller and are no work to make.
const LARGEST: usize = 1 << 20;

/// Files of an output folder, each with the digest of its bytes.
pub type Files = BTreeMap<OutPath, Digest>;

/// The pack of one output folder.
pub struct Pack {
    root: Utf8PathBuf,
    name: String,
    /// What an earlier build left; read when it is asked for first.
    old: OnceLock<Option<Stored>>,
    new: Mutex<New>,
    compression: Compression,
}

/// The pack that this build makes.
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

impl Pack {
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

    /// The files of the build after which the output folder held `holds`, if the pack is of that one.
    pub fn files(&self, holds: Digest) -> Option<Files> {
        let mut rest = self.old()?.find(list_key(holds))?;
        let mut files = Files::new();
        while !rest.is_empty() {
            let (digest, after) = rest.split_at_checked(32)?;
            let (length, after) = after.split_first_chunk()?;
            let (path, after) = after.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
            files.insert(OutPath::new(str::from_utf8(path).ok()?), Digest::try_from(digest).ok()?);
            rest = after;
        }
        Some(files)
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

    /// `folder`, with what is in the pack at hand, and what goes there noted for the next pack.
    /// `count`: how many files that will be.
    pub fn around<'a>(&'a self, folder: &'a dyn Folder, count: usize) -> Packing<'a> {
        Packing { pack: self, folder, count }
    }

    /// Keeps what went through [`Packing`], after which the output folder holds `holds`, if that was much of it.
    pub fn keep(&self, holds: Digest) {
        let New { writer, has: _, files, kept, made } = mem::take(&mut *lock(&self.new));
        let Some(mut writer) = writer.filter(|_| made > 0 && !is_left_alone(kept, files.len())) else {
            return;
        };
        let mut list = Vec::new();
        for (path, digest) in &files {
            // No system has paths of that length.
            let Ok(length) = u32::try_from(path.as_str().len()) else { return };
            list.extend_from_slice(digest.as_ref());
            list.extend_from_slice(&length.to_le_bytes());
            list.extend_from_slice(path.as_str().as_bytes());
        }
        writer.add(list_key(holds), &list);
        writer.finish();
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

/// Whether a build that keeps so many of its files makes no new pack.
fn is_left_alone(kept: usize, count: usize) -> bool {
    kept * 2 > count
}

/// What the list of a pack's files is kept under.
fn list_key(holds: Digest) -> Digest {
    Digest::of(&("files", holds))
}

/// An output folder in front of its pack.
pub struct Packing<'a> {
    pack: &'a Pack,
    folder: &'a dyn Folder,
    count: usize,
}

impl Folder for Packing<'_> {
    fn keep(&self, path: &OutPath, digest: Digest) -> anyhow::Result<bool> {
        if self.folder.keep(path, digest)? {
            let mut new = lock(&self.pack.new);
            new.kept += 1;
            new.files.insert(path.clone(), digest);
            return Ok(true);
        }
        // A folder that holds files of the last build lacks what has changed since, which is made sooner than a pack is read.
        if lock(&self.pack.new).kept > 0 {
            return Ok(false);
        }
        let Some(bytes) = self.pack.find(digest) else { return Ok(false) };
        // A damaged one would be found out by its digest, and made.
        let holds = self.folder.put(path, &bytes)?;
        self.pack.add(path, holds, &bytes, self.count);
        Ok(holds == digest)
    }

    fn put(&self, path: &OutPath, bytes: &[u8]) -> anyhow::Result<Digest> {
        let digest = self.folder.put(path, bytes)?;
        lock(&self.pack.new).made += 1;
        self.pack.add(path, digest, bytes, self.count);
        Ok(digest)
    }
}
