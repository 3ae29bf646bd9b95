//! Looks at what an output folder holds, without following links.

use std::{
    collections::BTreeSet,
    fs::{self, Metadata},
    io::ErrorKind,
};

use anyhow::{Context, Result};
use camino::Utf8Path;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{manifest::Entry, place::Place};
use crate::{
    base::{
        digest::Digest,
        path::{OutPath, parent},
    },
    memory::{Look, Stat},
};

/// The folders that a set of paths lies in, each looked at once.
pub struct Tree<'a> {
    place: &'a Place,
    index: Look<'a>,
    folders: FxHashMap<&'a str, Found>,
}

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    File {
        /// In bytes.
        length: u64,
        stat: Option<Stat>,
    },
    Folder,
    /// A symbolic link, something below one, or a device: nothing that nexus writes.
    Foreign,
}

impl<'a> Tree<'a> {
    pub fn look(place: &'a Place, index: Look<'a>, paths: impl Iterator<Item = &'a OutPath>) -> Result<Self> {
        let mut names = BTreeSet::new();
        paths.for_each(|path| enter_folders_of(path.as_str(), &mut names));
        let mut levels: Vec<Vec<&str>> = Vec::new();
        for name in names {
            let level = name.matches('/').count();
            levels.resize_with(levels.len().max(level + 1), Vec::new);
            levels[level].push(name);
        }
        let mut folders = FxHashMap::from_iter([("", look_at(&place.out)?)]);
        // What is above a folder is known before the folder is looked at.
        for level in levels {
            let found = level.into_par_iter().map(|name| match folders[parent(name)] {
                Found::Folder => Ok((name, look_at(&place.out.join(name))?)),
                above => Ok((name, below(above))),
            });
            let found: Vec<_> = found.collect::<Result<_>>()?;
            folders.extend(found);
        }
        Ok(Self { place, index, folders })
    }

    /// What is where a folder of the paths should be.
    ///
    /// # Panics
    /// If none of the paths lies in that folder.
    pub fn folder(&self, name: &str) -> Found {
        self.folders[name]
    }

    pub fn find(&self, path: &OutPath) -> Result<Found> {
        match self.folder(parent(path.as_str())) {
            Found::Folder => look_at(&self.place.file(path)),
            above => Ok(below(above)),
        }
    }

    /// Whether a file holds the bytes of `entry`.
    pub fn holds(&self, path: &OutPath, found: Found, entry: &Entry) -> Result<bool> {
        let Found::File { length, stat } = found else { return Ok(false) };
        if length != entry.length {
            return Ok(false);
        }
        if let Some(digest) = self.index.digest(path.as_str(), stat) {
            return Ok(digest == entry.digest);
        }
        let file = self.place.file(path);
        let bytes = fs::read(&file).with_context(|| format!("cannot read `{file}`"))?;
        let digest = Digest::of_bytes(&bytes);
        self.index.record(path.as_str(), stat, digest);
        Ok(digest == entry.digest)
    }
}

/// The folders above a path, innermost first, without the output folder itself.
pub fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(parent(path)), |folder| Some(parent(folder)))
        .take_while(|folder| !folder.is_empty())
}

/// Enters the folders above a path, up to those that are there already.
pub fn enter_folders_of<'a>(path: &'a str, folders: &mut BTreeSet<&'a str>) {
    folders_above(path).take_while(|folder| folders.insert(folder)).for_each(drop);
}

/// What is at a path below something that is no folder.
fn below(above: Found) -> Found {
    match above {
        Found::Foreign => Found::Foreign,
        _ => Found::Nothing,
    }
}

/// What is at a path, whatever is above it.
pub fn look_at(path: &Utf8Path) -> Result<Found> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(kind(&metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) => Err(error).with_context(|| format!("cannot read `{path}`")),
    }
}

fn kind(metadata: &Metadata) -> Found {
    match metadata.file_type() {
        kind if kind.is_dir() => Found::Folder,
        kind if kind.is_file() => Found::File { length: metadata.len(), stat: Stat::of(metadata) },
        _ => Found::Foreign,
    }
}

/// Whether a folder holds nothing, or does not exist.
pub fn is_empty(folder: &Utf8Path) -> Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("cannot read the folder `{folder}`")),
    }
}
