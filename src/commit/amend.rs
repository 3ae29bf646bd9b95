//! The only place that changes a site's own files, for `check --fix`, `mv` and `theme eject --force`.
//!
//! Takes what a file was and what it is to be. Changes entries below `content/` only, never through a symbolic link, each
//! whole or not at all, and refuses one that is no longer what it was when it was read. [`overwrite`] alone asks nothing.

#![expect(
    clippy::disallowed_methods,
    reason = "this module writes the site's files, and compares before it does"
)]

use std::{fs, io::Write as _};

use anyhow::{Context as _, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use tempfile::NamedTempFile;

use crate::base::path::{CONTENT, SourcePath};

const BOM: &[u8] = "\u{feff}".as_bytes();

/// One step of a change of several files.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another text.
    Text { file: SourcePath, before: String, after: String },
    /// Another path, where no file is yet.
    Place { from: SourcePath, to: SourcePath },
}

impl Change {
    fn reversed(self) -> Self {
        match self {
            Self::Text { file, before, after } => Self::Text { file, before: after, after: before },
            Self::Place { from, to } => Self::Place { from: to, to: from },
        }
    }
}

/// Makes all changes, in order; if one fails, those before it are taken back.
///
/// # Errors
/// What failed. Then the files are as before.
pub fn change(root: &Utf8Path, changes: &[Change]) -> Result<()> {
    for (done, step) in changes.iter().enumerate() {
        let Err(error) = make(root, step) else { continue };
        for step in changes[..done].iter().rev() {
            make(root, &step.clone().reversed()).context("cannot take a change back")?;
        }
        return Err(error.context("nothing was changed"));
    }
    Ok(())
}

fn make(root: &Utf8Path, step: &Change) -> Result<()> {
    match step {
        Change::Text { file, before, after } => replace(root, file, before, after),
        Change::Place { from, to } => relocate(root, from, to),
    }
}

/// Moves a file; folders are made as needed, and removed when nothing is left in them.
fn relocate(root: &Utf8Path, from: &SourcePath, to: &SourcePath) -> Result<()> {
    let (old, new) = (place(root, from)?, place(root, to)?);
    // The same file in other case is no other file.
    if fs::symlink_metadata(&new).is_ok() && old.as_str().to_lowercase() != new.as_str().to_lowercase() {
        bail!("there is a `{to}` already");
    }
    let folder = new.parent().expect("below the root");
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{folder}`"))?;
    fs::rename(&old, &new).with_context(|| format!("cannot move `{from}` to `{to}`"))?;
    let mut folder = old.parent();
    while let Some(empty) = folder.filter(|folder| *folder != root.join(CONTENT)) {
        // A folder that holds something stays.
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(())
}

/// Replaces the text of a file. `before` is the text without a byte order mark; a mark stays.
///
/// # Errors
/// If the file lies elsewhere, is not what it was, or cannot be written. Then it is as before.
pub fn replace(root: &Utf8Path, file: &SourcePath, before: &str, after: &str) -> Result<()> {
    let path = place(root, file)?;
    let bytes = fs::read(&path).with_context(|| format!("cannot read `{file}`"))?;
    let mark = if bytes.starts_with(BOM) { BOM } else { b"" };
    if &bytes[mark.len()..] != before.as_bytes() {
        bail!("`{file}` has changed in the meantime; nothing was written to it");
    }
    overwrite(&path, file.as_str(), &[mark, after.as_bytes()].concat())
}

/// Gives an existing file another content, whole or not at all; who may read it stays. `name` is what messages call it.
///
/// # Errors
/// If it cannot be written. Then it is as before.
pub fn overwrite(path: &Utf8Path, name: &str, content: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file is in a folder")?;
    let permissions = fs::metadata(path).with_context(|| format!("cannot read `{name}`"))?.permissions();
    // Hidden, so that a preview does not take it for a file of the site.
    let mut new = tempfile::Builder::new()
        .prefix(".nexus-")
        .tempfile_in(folder)
        .with_context(|| format!("cannot write to the folder `{folder}`"))?;
    write(&mut new, content).with_context(|| format!("cannot write `{name}`"))?;
    fs::set_permissions(new.path(), permissions).with_context(|| format!("cannot write `{name}`"))?;
    new.persist(path).with_context(|| format!("cannot write `{name}`"))?;
    Ok(())
}

fn write(file: &mut NamedTempFile, content: &[u8]) -> std::io::Result<()> {
    file.write_all(content)?;
    file.as_file().sync_all()
}

/// Where a file of the site lies, if it may be changed.
fn place(root: &Utf8Path, file: &SourcePath) -> Result<Utf8PathBuf> {
    if file.below(CONTENT).is_none() {
        bail!("`{file}` is not below `{CONTENT}/`; only entries are changed");
    }
    let mut path = root.to_owned();
    for part in file.as_str().split('/') {
        path.push(part);
        let is_link = fs::symlink_metadata(&path).is_ok_and(|meta| meta.file_type().is_symlink());
        if is_link {
            bail!("`{path}` is a symbolic link; nothing is written through it");
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root =
            Utf8PathBuf::from_path_buf(folder.path().canonicalize().expect("it was made")).expect("UTF-8");
        fs::create_dir(root.join("content")).expect("a folder");
        (folder, root)
    }

    #[test]
    fn mark_and_permissions_stay() {
        let (_folder, root) = site();
        let (path, file) = (root.join("content/a.md"), SourcePath::new("content/a.md"));
        fs::write(&path, "\u{feff}a\r\nb").expect("a file");
        replace(&root, &file, "a\r\nb", "A\r\nb").expect("it is as it was");
        assert_eq!(fs::read(&path).expect("a file"), "\u{feff}A\r\nb".as_bytes());
        assert_eq!(
            fs::read_dir(root.join("content")).expect("a folder").count(),
            1,
            "nothing is left behind"
        );
    }

    #[test]
    fn changed_file_is_refused() {
        let (_folder, root) = site();
        let (path, file) = (root.join("content/a.md"), SourcePath::new("content/a.md"));
        fs::write(&path, "mine").expect("a file");
        replace(&root, &file, "old", "new").expect_err("it has changed");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "mine");
        replace(&root, &SourcePath::new("site.toml"), "", "").expect_err("not content");
    }

    #[test]
    fn changes_are_made_all_or_none() {
        let (_folder, root) = site();
        fs::write(root.join("content/a.md"), "a").expect("a file");
        fs::write(root.join("content/b.md"), "b").expect("a file");
        let path = |name: &str| SourcePath::new(format!("content/{name}"));
        let text = Change::Text { file: path("a.md"), before: "a".to_owned(), after: "A".to_owned() };
        let moved = Change::Place { from: path("a.md"), to: path("sub/deep/a.md") };
        let taken = Change::Place { from: path("sub/deep/a.md"), to: path("b.md") };
        change(&root, &[text.clone(), moved.clone(), taken]).expect_err("`b.md` is taken");
        assert_eq!(fs::read_to_string(root.join("content/a.md")).expect("back again"), "a");
        assert!(!root.join("content/sub").exists(), "empty folders are removed");
        change(&root, &[text, moved]).expect("nothing is in the way");
        assert_eq!(fs::read_to_string(root.join("content/sub/deep/a.md")).expect("moved"), "A");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let (_folder, root) = site();
        fs::create_dir(root.join("other")).expect("a folder");
        fs::write(root.join("other/a.md"), "a").expect("a file");
        std::os::unix::fs::symlink(root.join("other/a.md"), root.join("content/a.md")).expect("a link");
        std::os::unix::fs::symlink(root.join("other"), root.join("content/sub")).expect("a link");
        for file in ["content/a.md", "content/sub/a.md"] {
            replace(&root, &SourcePath::new(file), "a", "b").expect_err("a link");
        }
        assert_eq!(fs::read_to_string(root.join("other/a.md")).expect("a file"), "a");
    }
}
