//! Changes the disk, one operation at a time; each failure names its path.
//!
//! Every change that a commit makes goes through here, so that a test can stop it after any number of operations as a
//! killed process would.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
};

use anyhow::{Context, Result};
use camino::{Utf8Path, Utf8PathBuf};

#[derive(Default)]
pub struct Disk {
    /// Told before each change; when it fails, so does the change.
    pub before: Option<Before>,
}

/// Gets the path that changes, and the bytes that it is to hold.
pub type Before = Box<dyn Fn(&Utf8Path, &[u8]) -> Result<()> + Send + Sync>;

impl Disk {
    /// Creates a folder and those above it.
    pub fn create_folders(&self, path: &Utf8Path) -> Result<()> {
        self.before(path, &[])?;
        fs::create_dir_all(path).with_context(|| format!("cannot create the folder `{path}`"))
    }

    /// Creates a folder that does not exist yet, in one that does.
    pub fn create_folder(&self, path: &Utf8Path) -> Result<()> {
        self.before(path, &[])?;
        fs::create_dir(path).with_context(|| format!("cannot create the folder `{path}`"))
    }

    /// Writes a file that nobody reads before it is complete.
    pub fn write(&self, path: &Utf8Path, bytes: &[u8]) -> Result<()> {
        self.before(path, bytes)?;
        fs::write(path, bytes).with_context(|| format!("cannot write `{path}`"))
    }

    /// Replaces a file at once. When this returns, the new one outlives even a power cut.
    pub fn replace(&self, path: &Utf8Path, bytes: &[u8]) -> Result<()> {
        let new = beside(path);
        self.before(&new, bytes)?;
        let written = File::create(&new).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.with_context(|| format!("cannot write `{new}`"))?;
        self.rename_durably(&new, path)
    }

    pub fn rename(&self, from: &Utf8Path, to: &Utf8Path) -> Result<()> {
        self.before(to, &[])?;
        fs::rename(from, to).with_context(|| format!("cannot move `{from}` to `{to}`"))
    }

    /// Moves a file to another place in its folder. When this returns, the move outlives even a power cut.
    pub fn rename_durably(&self, from: &Utf8Path, to: &Utf8Path) -> Result<()> {
        self.rename(from, to)?;
        sync_folder_of(to)
    }

    pub fn remove_file(&self, path: &Utf8Path) -> Result<()> {
        self.before(path, &[])?;
        fs::remove_file(path).with_context(|| format!("cannot delete `{path}`"))
    }

    /// Removes an empty folder.
    pub fn remove_folder(&self, path: &Utf8Path) -> Result<()> {
        self.before(path, &[])?;
        fs::remove_dir(path).with_context(|| format!("cannot remove the folder `{path}`"))
    }

    /// Removes a folder with all that is in it, if it exists. Links are removed, not followed.
    pub fn remove_tree(&self, path: &Utf8Path) -> Result<()> {
        self.before(path, &[])?;
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove the folder `{path}`"))
            }
            _ => Ok(()),
        }
    }

    fn before(&self, path: &Utf8Path, bytes: &[u8]) -> Result<()> {
        self.before.as_ref().map_or(Ok(()), |told| told(path, bytes))
    }
}

/// Where the new version of a file is written before it takes the file's place.
fn beside(path: &Utf8Path) -> Utf8PathBuf {
    Utf8PathBuf::from(format!("{path}.new"))
}

/// Makes a rename in a folder durable. Only Unix can open a folder; elsewhere the file system orders renames itself.
fn sync_folder_of(path: &Utf8Path) -> Result<()> {
    if let Some(folder) = path.parent().filter(|_| cfg!(unix)) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .with_context(|| format!("cannot write the folder `{folder}`"))?;
    }
    Ok(())
}
