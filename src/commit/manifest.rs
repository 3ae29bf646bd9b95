//! Remembers which files of an output folder nexus wrote, and with which bytes.
//!
//! The manifest says what the folder holds; the journal, in the same format, what a commit in progress is about to make
//! of it. A file is ours only if one of them lists it.

use std::{collections::BTreeMap, fs, io::ErrorKind};

use anyhow::{Context, Result};
use camino::{Utf8Component, Utf8Path};
use serde::{Deserialize, Serialize};

use super::{CommitError, disk::Disk, place::Place, tree::is_empty};
use crate::base::{
    digest::Digest,
    path::{OutPath, is_plain},
};

/// Changes whenever the format does; a manifest of another version is not trusted.
const VERSION: u32 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Manifest {
    version: u32,
    /// The folder's name to its site, for people who look into the file.
    out: String,
    pub files: BTreeMap<OutPath, Entry>,
}

/// The bytes that nexus wrote to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    pub length: u64,
    pub digest: Digest,
}

/// What is known about an output folder when a commit starts.
pub struct Claim {
    pub manifest: Manifest,
    /// What an interrupted commit was about to make of the folder.
    pub journal: Option<Manifest>,
}

impl Entry {
    pub fn new(length: usize, digest: Digest) -> Self {
        Self { length: length as u64, digest }
    }
}

impl Manifest {
    /// That of a folder in which nothing is ours.
    pub fn empty(place: &Place) -> Self {
        Self::new(place, BTreeMap::new())
    }

    pub fn new(place: &Place, files: BTreeMap<OutPath, Entry>) -> Self {
        Self { version: VERSION, out: place.name.clone(), files }
    }

    /// What tells two states of the folder apart.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.files)
    }

    /// The size of all files together.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|entry| entry.length).sum()
    }

    pub fn save(&self, disk: &Disk, path: &Utf8Path) -> Result<()> {
        disk.replace(path, &serde_json::to_vec(self)?)
    }
}

/// Finds out whether the output folder is ours to write to, which it is if it is empty or we have begun to write to it before.
/// Returns whether it is empty.
///
/// # Errors
/// [`CommitError::Unsafe`] if it holds files and nothing says that it is ours.
pub fn guard(place: &Place) -> Result<bool, CommitError> {
    if is_empty(&place.out)? {
        return Ok(true);
    }
    for record in [place.manifest(), place.journal()] {
        if record.try_exists().with_context(|| format!("cannot read `{record}`"))? {
            return Ok(false);
        }
    }
    Err(place.refuse("it is not empty and nexus did not make it; empty it, or choose another folder"))
}

/// As [`guard`], and learns what is known about the folder.
///
/// # Errors
/// As [`guard`], and if what is known cannot be trusted.
pub fn claim(place: &Place) -> Result<Claim, CommitError> {
    // What was in the folder once does not matter when it is empty, not even if the record of it is damaged.
    let (manifest, journal) = match guard(place)? {
        true => (None, None),
        false => (load(place, &place.manifest())?, load(place, &place.journal())?),
    };
    let manifest = manifest.unwrap_or_else(|| Manifest::empty(place));
    Ok(Claim { manifest, journal })
}

fn load(place: &Place, path: &Utf8Path) -> Result<Option<Manifest>, CommitError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let error = anyhow::Error::new(error).context(format!("cannot read `{path}`"));
            return Err(error.into());
        }
    };
    parse(place, &text).map(Some).map_err(|error| {
        place.refuse(format!(
            "the record of what nexus wrote there, `{path}`, cannot be trusted ({error:#}); empty the folder and build again"
        ))
    })
}

fn parse(place: &Place, text: &[u8]) -> Result<Manifest> {
    #[derive(Deserialize)]
    struct Header {
        version: u32,
    }
    #[derive(Deserialize)]
    struct Record {
        version: u32,
        files: BTreeMap<String, Entry>,
    }
    // Another version may look altogether different, and should be called that.
    let record = serde_json::from_slice(text).or_else(|error| match serde_json::from_slice(text) {
        Ok(Header { version }) if version != VERSION => Ok(Record { version, files: BTreeMap::new() }),
        _ => Err(error),
    });
    let Record { version, files } = record?;
    anyhow::ensure!(version == VERSION, "its version is {version}, not {VERSION}");
    let files = files.into_iter().map(|(path, entry)| {
        anyhow::ensure!(is_below(&path), "`{path}` is no path below the folder");
        Ok((OutPath::new(path), entry))
    });
    Ok(Manifest::new(place, files.collect::<Result<_>>()?))
}

/// Whether a path stays below the folder that it is joined to, on this system.
pub fn is_below(path: &str) -> bool {
    is_plain(path)
        && Utf8Path::new(path).components().all(|component| matches!(component, Utf8Component::Normal(_)))
}
