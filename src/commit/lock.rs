//! Lets one process at a time write to an output folder.

use std::{
    fs::{self, File, TryLockError},
    io::Write,
    process,
};

use anyhow::Context;
use camino::Utf8Path;

use super::{CommitError, place::Place};

/// Held until it is dropped; the system releases it even when the process is killed.
///
/// The file stays behind: were it removed, a process that waits for the old one and a process that makes a new one could
/// both believe that they hold the lock.
pub struct Lock {
    _file: File,
}

impl Lock {
    pub fn take(place: &Place) -> Result<Self, CommitError> {
        let path = place.lock();
        let open = File::options().create(true).truncate(false).write(true).open(&path);
        let file = open.with_context(|| format!("cannot open the lock `{path}`"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let (out, holder) = (place.shown.clone(), holder(&path));
                return Err(CommitError::Locked { out, holder });
            }
            Err(TryLockError::Error(error)) => {
                let error = anyhow::Error::new(error).context(format!("cannot lock `{path}`"));
                return Err(CommitError::Io(error));
            }
        }
        sign(&file).with_context(|| format!("cannot write the lock `{path}`"))?;
        Ok(Self { _file: file })
    }
}

/// Names this process in the lock, for the message that another one gives.
fn sign(mut file: &File) -> std::io::Result<()> {
    file.set_len(0)?;
    write!(file, "{}", process::id())
}

/// The process that holds the lock. Where a locked file cannot be read (Windows), nobody can tell.
fn holder(path: &Utf8Path) -> Option<u32> {
    match fs::read_to_string(path) {
        Ok(text) => text.trim().parse().ok(),
        Err(_) => None,
    }
}
