//! The only place that changes a site's own files, for `check --fix` and `mv`.
//!
//! Takes what a file was and what it is to be. Writes files below `content/` only, never through a symbolic link, each
//! whole or not at all, and refuses a file that is no longer what it was when it was read.

#![expect(
    clippy::disallowed_methods,
    reason = "this module writes the site's files, and compares before it does"
)]

use std::{fs, io::Write as _};

use anyhow::{Context as _, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use tempfile::NamedTempFile;

use crate::path::{CONTENT, SourcePath};

const BOM: &[u8] = "\u{feff}".as_bytes();

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
    let folder = path.parent().expect("below the root");
    let permissions = fs::metadata(&path).with_context(|| format!("cannot read `{file}`"))?.permissions();
    // Hidden, so that a preview does not take it for a file of the site.
    let mut new = tempfile::Builder::new()
        .prefix(".nexus-")
        .tempfile_in(folder)
        .with_context(|| format!("cannot write to the folder `{folder}`"))?;
    write(&mut new, mark, after).with_context(|| format!("cannot write `{file}`"))?;
    fs::set_permissions(new.path(), permissions).with_context(|| format!("cannot write `{file}`"))?;
    new.persist(&path).with_context(|| format!("cannot write `{file}`"))?;
    Ok(())
}

fn write(file: &mut NamedTempFile, mark: &[u8], text: &str) -> std::io::Result<()> {
    file.write_all(mark)?;
    file.write_all(text.as_bytes())?;
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
