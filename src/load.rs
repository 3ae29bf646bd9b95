//! The only place that reads the site's files: one snapshot per build, each file read once.
//!
//! A snapshot can be taken anew over an older one, or with the [`FileIndex`] of an earlier run: a file that did not change is not
//! read again. What cannot be read is a diagnostic; the snapshot holds the rest.

#![expect(clippy::disallowed_methods, reason = "this is the module that reads")]

mod entry;
mod file;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    sync::Arc,
};

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use jiff::{ZonedDateTime, civil::Date};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        digest::Digest,
        path::{CONTENT, SourcePath, TEMPLATES, is_markdown},
        source::Source,
    },
    memory::{FileIndex, Look, Stat},
};

pub use entry::Entry;

/// The settings' file; a folder that holds one is a site.
pub const CONFIG: &str = "site.toml";
/// The folder of static files.
pub const STATIC: &str = "static";

/// A site's files at one moment.
#[derive(Clone)]
pub struct Snapshot {
    pub config: Option<Source>,
    /// Entries, in the order of their paths.
    pub entries: Arc<Vec<Entry>>,
    /// Other files below `content/`, by path below it.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    pub templates: Vec<Source>,
    /// Files below `static/`, by path below it.
    pub statics: BTreeMap<String, Arc<[u8]>>,
    pub problems: Vec<Diagnostic>,
    /// The digest of each file.
    digests: BTreeMap<SourcePath, Digest>,
    /// What is known of the files on disk.
    index: Arc<FileIndex>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self::over(Arc::new(FileIndex::new(INDEX, FileIndex::SETTLE)))
    }
}

/// The name of the entries' index in the cache.
const INDEX: &str = "sources";

/// The place of a file among entries, which are in the order of their paths.
pub fn find(entries: &[Entry], path: &SourcePath) -> Option<usize> {
    entries.binary_search_by(|entry| entry.path.cmp(path)).ok()
}

/// A file that a scan found.
struct Found {
    path: SourcePath,
    file: Utf8PathBuf,
    stat: Option<Stat>,
}

impl Found {
    fn new(path: SourcePath, file: Utf8PathBuf, meta: &fs::Metadata) -> Self {
        Self { path, file, stat: Stat::of(meta) }
    }

    fn is_entry(&self) -> bool {
        self.path.below(CONTENT).is_some_and(is_markdown)
    }
}

/// A file's content.
#[derive(Clone)]
enum Content {
    Entry(Entry),
    Text(Source),
    Bytes(Arc<[u8]>, Digest),
}

impl Content {
    fn digest(&self) -> Digest {
        match self {
            Self::Entry(entry) => entry.digest,
            Self::Text(source) => source.digest,
            Self::Bytes(_, digest) => *digest,
        }
    }
}

/// Reads the site below `root`. `before` is an older snapshot of it, or an empty one.
pub fn snapshot(root: &Utf8Path, before: &Snapshot) -> Snapshot {
    snapshot_unless(root, before, &mut || false).expect("it is never cancelled")
}

/// As [`snapshot`], or nothing if `should_cancel` says on the way that something else has to be done first.
pub fn snapshot_unless(
    root: &Utf8Path,
    before: &Snapshot,
    should_cancel: &mut dyn FnMut() -> bool,
) -> Option<Snapshot> {
    let look = before.index.look_at_all();
    let mut problems = Vec::new();
    let found = scan(root, &mut problems, should_cancel)?;
    let misread = before.misread();
    let contents: Vec<_> = found
        .par_iter()
        .map(|found| match before.unchanged(found, &look).filter(|_| !misread.contains(&found.path)) {
            Some(content) => Ok((content, None)),
            None => read_and_record(found, &look),
        })
        .collect();
    let mut snapshot = Snapshot { problems, ..Snapshot::over(Arc::clone(&before.index)) };
    for (found, content) in found.into_iter().zip(contents) {
        match content {
            Ok((content, problem)) => {
                snapshot.problems.extend(problem);
                snapshot.add(found, content);
            }
            Err(problem) => snapshot.problems.push(*problem),
        }
    }
    Some(snapshot)
}

impl Snapshot {
    /// An empty one. Those that are taken over it do not read what `index` knows.
    pub fn over(index: Arc<FileIndex>) -> Self {
        Self {
            config: None,
            entries: Arc::default(),
            assets: BTreeMap::new(),
            templates: Vec::new(),
            statics: BTreeMap::new(),
            problems: Vec::new(),
            digests: BTreeMap::new(),
            index,
        }
    }

    /// What is known of the files on disk.
    pub fn index(&self) -> &FileIndex {
        &self.index
    }

    /// Reads some files again, if they are entries that were there before and are there now. Returns whether any of them
    /// changed; nothing if only a look at all files can tell what did.
    pub fn reload(&mut self, root: &Utf8Path, files: &BTreeSet<SourcePath>) -> Option<bool> {
        let mut new = Vec::new();
        let misread = self.misread();
        for path in files {
            // Whether it is still wrong is for a look at all files to say.
            if misread.contains(path) {
                return None;
            }
            let file = root.join(path.as_str());
            let known = find(&self.entries, path);
            let (at, meta) = match (known, fs::symlink_metadata(&file)) {
                (Some(at), Ok(meta)) if meta.is_file() => (at, meta),
                // What an editor wrote on the way.
                (None, Err(_)) if !self.digests.contains_key(path) => continue,
                _ => return None,
            };
            let found = Found::new(path.clone(), file, &meta);
            match read(&found) {
                Ok((Content::Entry(entry), None)) => new.push((at, entry)),
                _ => return None,
            }
        }
        let mut changed = false;
        for (at, entry) in new {
            changed |= entry.digest != self.entries[at].digest;
            self.digests.insert(entry.path.clone(), entry.digest);
            Arc::make_mut(&mut self.entries)[at] = entry;
        }
        Some(changed)
    }

    /// Whether both hold the same files with the same content.
    pub fn is_same(&self, other: &Self) -> bool {
        self.digests == other.digests && self.problems == other.problems
    }

    /// The digest of what was read, and of what could not be.
    pub fn digest(&self) -> Digest {
        Digest::of(&(&self.digests, &self.problems))
    }

    /// The digest of the files that are no entries.
    pub fn non_entry_digest(&self) -> Digest {
        let texts = self.config.iter().chain(&self.templates);
        let texts: Vec<_> = texts.map(|source| (&source.path, source.digest)).collect();
        let others = self
            .assets
            .keys()
            .map(|path| (CONTENT, path))
            .chain(self.statics.keys().map(|path| (STATIC, path)));
        let digest =
            |folder: &str, path: &String| self.digests.get(&SourcePath::new(format!("{folder}/{path}")));
        let others: Vec<_> = others.map(|(folder, path)| (folder, path, digest(folder, path))).collect();
        Digest::of(&(texts, others))
    }

    /// The same files at other places (`moves`, below `content/`), then with other texts in some of the entries. Nothing is
    /// read or written.
    pub fn edited(&self, moves: &BTreeMap<String, String>, texts: &BTreeMap<SourcePath, String>) -> Self {
        let mut snapshot = self.clone();
        // What is known of files on disk says nothing of these.
        snapshot.digests.clear();
        let entries = Arc::make_mut(&mut snapshot.entries);
        for entry in &mut *entries {
            if let Some(new) = entry.path.below(CONTENT).and_then(|file| moves.get(file)) {
                *entry = entry.moved(SourcePath::new(format!("{CONTENT}/{new}")));
            }
            if let Some(text) = texts.get(&entry.path) {
                *entry = Source::new(entry.path.clone(), text).into();
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let assets = snapshot.assets.into_iter();
        snapshot.assets =
            assets.map(|(file, bytes)| (moves.get(&file).cloned().unwrap_or(file), bytes)).collect();
        snapshot
    }

    /// The content of a file that is known not to have changed. An entry's text may be read later, if at all.
    fn unchanged(&self, found: &Found, look: &Look<'_>) -> Option<Content> {
        let digest = look.digest(found.path.as_str(), found.stat)?;
        if self.digests.get(&found.path) == Some(&digest) {
            return self.content(&found.path, digest);
        }
        let entry = || Content::Entry(Entry::known(found.path.clone(), digest, found.file.clone()));
        found.is_entry().then(entry)
    }

    /// The files that something is wrong with. It is found when they are read, so they are read each time.
    fn misread(&self) -> HashSet<&SourcePath> {
        self.problems.iter().flat_map(Diagnostic::files).collect()
    }

    /// The text of a file, for messages about it.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        let sources = self.config.iter().chain(&self.templates);
        match find(&self.entries, path) {
            Some(at) => self.entries[at].read().ok().map(|source| &*source.text),
            None => sources.into_iter().find(|source| source.path == *path).map(|source| &*source.text),
        }
    }

    fn content(&self, path: &SourcePath, digest: Digest) -> Option<Content> {
        if let Some(at) = find(&self.entries, path) {
            return Some(Content::Entry(self.entries[at].clone()));
        }
        let texts = self.config.iter().chain(&self.templates);
        if let Some(source) = texts.into_iter().find(|source| source.path == *path) {
            return Some(Content::Text(source.clone()));
        }
        let bytes = match path.below(CONTENT) {
            Some(asset) => self.assets.get(asset),
            None => path.below(STATIC).and_then(|file| self.statics.get(file)),
        };
        bytes.map(|bytes| Content::Bytes(Arc::clone(bytes), digest))
    }

    fn add(&mut self, found: Found, content: Content) {
        self.digests.insert(found.path.clone(), content.digest());
        match content {
            Content::Text(source) if found.path.as_str() == CONFIG => self.config = Some(source),
            Content::Text(source) => self.templates.push(source),
            Content::Entry(entry) => Arc::make_mut(&mut self.entries).push(entry),
            Content::Bytes(bytes, _) => match found.path.below(CONTENT) {
                Some(path) => {
                    self.assets.insert(path.to_owned(), bytes);
                }
                None => {
                    let path = found.path.below(STATIC).unwrap_or(found.path.as_str()).to_owned();
                    self.statics.insert(path, bytes);
                }
            },
        }
    }
}

/// Finds every file of the site, in the order of their paths; nothing if something else has to be done first.
fn scan(
    root: &Utf8Path,
    problems: &mut Vec<Diagnostic>,
    should_cancel: &mut dyn FnMut() -> bool,
) -> Option<Vec<Found>> {
    let mut entries = Vec::new();
    let mut found = Vec::new();
    if let Ok(meta) = fs::symlink_metadata(root.join(CONFIG)) {
        match file::examine(root, &root.join(CONFIG), meta.is_symlink()) {
            Ok(config) => found.push(config),
            Err(problem) => problems.push(*problem),
        }
    }
    for folder in [CONTENT, TEMPLATES, STATIC] {
        let walk = WalkDir::new(root.join(folder)).follow_links(false);
        // Hidden files are an editor's or the system's; `.well-known` is the web's (RFC 8615).
        let visible = |entry: &walkdir::DirEntry| {
            let name = entry.file_name();
            entry.depth() == 0 || name == ".well-known" || !name.as_encoded_bytes().starts_with(b".")
        };
        for entry in walk.into_iter().filter_entry(visible) {
            if should_cancel() {
                return None;
            }
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => entries.push(entry),
                Err(error) if error.depth() == 0 => {} // the folder does not exist
                Err(error) => {
                    let place = error.path().map(|path| path.display().to_string()).unwrap_or_default();
                    let message = format!("cannot read `{place}`: {error}");
                    problems.push(Diagnostic::global(Code::Unreadable, message));
                }
            }
        }
    }
    // To ask the system for the state of a file takes longer than to find it.
    let examined: Vec<_> = entries.par_iter().map(|entry| examine(root, entry)).collect();
    for result in examined {
        match result {
            Ok(file) => found.push(file),
            Err(problem) => problems.push(*problem),
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Some(found)
}

fn examine(root: &Utf8Path, entry: &walkdir::DirEntry) -> Result<Found, Box<Diagnostic>> {
    let Some(path) = Utf8Path::from_path(entry.path()) else {
        let name = entry.path().display();
        let problem = Diagnostic::global(Code::FileName, format!("the file name `{name}` is not UTF-8"));
        return Err(Box::new(problem.help("rename the file")));
    };
    file::examine(root, path, entry.path_is_symlink())
}

/// As [`read`], and records what was read, if nothing is wrong with it.
fn read_and_record(found: &Found, look: &Look<'_>) -> Result<(Content, Option<Diagnostic>), Box<Diagnostic>> {
    let (content, problem) = read(found)?;
    if problem.is_none() {
        look.record(found.path.as_str(), found.stat, content.digest());
    }
    Ok((content, problem))
}

/// A file's content, and what is wrong with how it is saved.
fn read(found: &Found) -> Result<(Content, Option<Diagnostic>), Box<Diagnostic>> {
    let bytes = file::read(&found.file).map_err(|error| file::unreadable(&found.path, &error.to_string()))?;
    if found.is_entry() {
        let (source, problem) = file::entry(&found.path, bytes);
        return Ok((Content::Entry(source.into()), problem));
    }
    if file::is_template(&found.path) || found.path.as_str() == CONFIG {
        return Ok((Content::Text(file::text(&found.path, bytes)?), None));
    }
    let digest = Digest::of_bytes(&bytes);
    Ok((Content::Bytes(bytes.into(), digest), None))
}

/// Today, by the system's clock and time zone.
pub fn today() -> Date {
    ZonedDateTime::now().date()
}

/// The absolute path of the site's root.
///
/// # Errors
/// If there is no such folder.
pub fn root(path: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    path.canonicalize_utf8().with_context(|| format!("cannot open the folder `{path}`"))
}
