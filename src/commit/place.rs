//! Finds the output folder and refuses the ones that must never be written to, by their place alone.
//!
//! Whether a folder with files in it is ours is the manifest's question.

use std::{env, fs, io::ErrorKind};

use anyhow::{Context, Result};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::{CommitError, Target};
use crate::base::{digest::Digest, path::OutPath};

/// The site's own folders, relative to its root: what is in them is never output.
const SOURCES: [&str; 6] = ["content", "templates", "static", "src", ".git", ".nexus"];

/// The temporary folder inside the output: on the same file system, so that a rename into place is one step.
pub const PARTIAL: &str = ".nexus-partial";

/// An output folder that may be written to, and the folder of what is remembered about it.
pub struct Place {
    /// Absolute, without links.
    pub out: Utf8PathBuf,
    /// As the user wrote it, for messages.
    pub shown: Utf8PathBuf,
    /// What identifies the folder to its site: relative to the site's root if it is below, so that a site can be moved
    /// together with its output, otherwise absolute.
    pub name: String,
    /// The folder that holds `site.toml`.
    pub site: Utf8PathBuf,
    key: String,
    state: Utf8PathBuf,
}

impl Place {
    pub fn of(target: Target) -> Result<Self, CommitError> {
        let root = canonical(target.root)?;
        let refused = |why| CommitError::Unsafe { out: target.out.to_owned(), why };
        let out = match resolve(target.out)? {
            Resolved::Folder(out) => out,
            Resolved::Other(why) => return Err(refused(why)),
        };
        if let Some(why) = taboo(&root, &out)? {
            let why = format!("{why}; choose a folder of its own, such as `public`");
            return Err(refused(why));
        }
        let name = out.strip_prefix(&root).unwrap_or(&out).to_string();
        let key = Digest::of_bytes(name.as_bytes()).short();
        let state = root.join(".nexus/output").join(&key);
        Ok(Self { state, shown: target.out.to_owned(), out, name, site: root, key })
    }

    /// The name of something that belongs to this output folder.
    pub fn named(&self, what: &str) -> String {
        format!("{what}-{}", self.key)
    }

    /// The folder of what is remembered about this output folder.
    pub fn state(&self) -> &Utf8Path {
        &self.state
    }

    pub fn manifest(&self) -> Utf8PathBuf {
        self.state.join("manifest.json")
    }

    pub fn journal(&self) -> Utf8PathBuf {
        self.state.join("journal.json")
    }

    pub fn lock(&self) -> Utf8PathBuf {
        self.state.join("lock")
    }

    pub fn partial(&self) -> Utf8PathBuf {
        self.out.join(PARTIAL)
    }

    pub fn file(&self, path: &OutPath) -> Utf8PathBuf {
        self.out.join(path.as_str())
    }

    pub fn refuse(&self, why: impl Into<String>) -> CommitError {
        CommitError::Unsafe { out: self.shown.clone(), why: why.into() }
    }
}

enum Resolved {
    /// A folder, or nothing yet.
    Folder(Utf8PathBuf),
    /// Something that cannot be the output folder, and why.
    Other(String),
}

/// Follows links and `..` as the system would, also where the last folders do not exist yet.
fn resolve(path: &Utf8Path) -> Result<Resolved> {
    let absolute = camino::absolute_utf8(path).with_context(|| format!("cannot find the folder `{path}`"))?;
    let mut resolved = Utf8PathBuf::new();
    let mut components = absolute.components().peekable();
    while let Some(component) = components.next() {
        if component == Utf8Component::ParentDir {
            resolved.pop();
            continue;
        }
        resolved.push(component);
        let kind = match fs::symlink_metadata(&resolved) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("cannot read `{resolved}`")),
        };
        // A link on the way is a place's usual address (`/tmp` on macOS); a link as the folder itself may have been
        // put there by somebody else.
        let is_last = components.peek().is_none();
        if is_last && kind.is_symlink() {
            let why = "it is a symbolic link; name the folder that it leads to".to_owned();
            return Ok(Resolved::Other(why));
        }
        if is_last && !kind.is_dir() {
            let why = "it is not a folder; choose another name".to_owned();
            return Ok(Resolved::Other(why));
        }
        resolved = canonical(&resolved)?;
    }
    Ok(Resolved::Folder(resolved))
}

/// Says what a folder is, if it must never be the output.
fn taboo(root: &Utf8Path, out: &Utf8Path) -> Result<Option<String>> {
    if out.parent().is_none() {
        return Ok(Some("it is the root of the disk".to_owned()));
    }
    if let Some(home) = home()?.filter(|home| home.starts_with(out)) {
        return Ok(Some(holds(out, &home, "the home folder")));
    }
    if root.starts_with(out) {
        return Ok(Some(holds(out, root, "the site's root")));
    }
    for name in SOURCES {
        let source = match canonical_if_there(&root.join(name))? {
            Some(source) => source,
            None => root.join(name),
        };
        if source.starts_with(out) {
            return Ok(Some(holds(out, &source, &format!("the site's `{name}`"))));
        }
        if out.starts_with(&source) {
            return Ok(Some(format!("it is inside the site's `{name}`")));
        }
    }
    Ok(None)
}

fn holds(out: &Utf8Path, inner: &Utf8Path, what: &str) -> String {
    let relation = if out == inner { "is" } else { "contains" };
    format!("it {relation} {what}")
}

fn home() -> Result<Option<Utf8PathBuf>> {
    let home = env::home_dir().filter(|home| home.is_absolute());
    match home.map(Utf8PathBuf::from_path_buf) {
        Some(Ok(home)) => canonical_if_there(&home),
        // A folder whose name is not UTF-8 cannot be named as the output either.
        Some(Err(_)) | None => Ok(None),
    }
}

fn canonical(path: &Utf8Path) -> Result<Utf8PathBuf> {
    path.canonicalize_utf8().with_context(|| format!("cannot find the folder `{path}`"))
}

fn canonical_if_there(path: &Utf8Path) -> Result<Option<Utf8PathBuf>> {
    match path.canonicalize_utf8() {
        Ok(path) => Ok(Some(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot find the folder `{path}`")),
    }
}
