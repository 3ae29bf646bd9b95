//! Which files of an output folder were read before and held what they should, so that they need not be read again.
//!
//! A file is known again as git's index knows it: by its size, its number, and the times at which its bytes and its record
//! changed. The last one cannot be set, so a file that was written over, or replaced, with the old size and time has another
//! stamp. A system that tells no such time has no stamps, and every file is read.

use std::{
    fs::Metadata,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use camino::Utf8PathBuf;

use super::{manifest::Entry, place::Place};
use crate::{
    cache::{self, Renew},
    digest::Digest,
    memo::Memo,
    path::OutPath,
};

/// What tells two states of a file apart without reading it; times in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    number: u64,
    modified: i128,
    /// When the system's record of the file changed.
    changed: i128,
}

impl Stamp {
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;

        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Some(Self {
            number: metadata.ino(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    #[cfg(not(unix))]
    pub fn of(_: &Metadata) -> Option<Self> {
        None
    }
}

/// The files of one output folder that were read.
pub struct Seen {
    site: Utf8PathBuf,
    name: String,
    /// The digest of a path, a stamp and the bytes that belong to it.
    files: Memo<()>,
    /// A file that changed later is read, in nanoseconds since 1970.
    settled: i128,
}

impl Seen {
    /// What an earlier run saw. `settled`: how long a file has to stay as it is.
    pub fn recall(place: &Place, settled: Duration) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let settled = i128::try_from(now.saturating_sub(settled).as_nanos()).unwrap_or_default();
        let seen =
            Self { site: place.site.clone(), name: place.named("seen"), files: Memo::default(), settled };
        cache::load(&seen.site, &seen.name, &seen.files, |_| Some(()));
        seen
    }

    /// What a file is known by; nothing if its stamp cannot be trusted.
    pub fn mark(&self, path: &OutPath, stamp: Option<Stamp>, entry: &Entry) -> Option<Digest> {
        let stamp = stamp.filter(|stamp| stamp.changed < self.settled)?;
        Some(Digest::of(&(path, stamp, entry)))
    }

    pub fn knows(&self, mark: Digest) -> bool {
        self.files.find(mark).is_some()
    }

    /// Notes a file that was found to hold its bytes.
    pub fn note(&self, mark: Digest) {
        self.files.insert(mark, ());
    }

    /// How many files had to be read.
    #[cfg(test)]
    pub fn read(&self) -> usize {
        self.files.computed()
    }

    /// Keeps this for the next run.
    pub fn keep(&self) {
        cache::save(&self.site, &self.name, &self.files, Renew::Seldom, |()| [].as_slice().into());
    }
}
