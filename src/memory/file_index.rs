//! The digests of files that were read before, so that they need not be read again.
//!
//! A file is known again as git's index knows it: by its path, its size, its number, and the times at which its bytes and its
//! record changed. The last one cannot be set, so a file that was written over, or replaced, with the old size and time is not
//! taken for the old one. Where a system has no such time, every file is read.

use std::{
    borrow::Cow,
    fs::Metadata,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use camino::Utf8Path;

use super::memo::{Codec, Memo, Renew, Table as _};
use crate::base::digest::Digest;

/// What the system says of a file; times in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stat {
    /// In bytes.
    length: u64,
    number: u64,
    modified: i128,
    /// When the system's record of the file changed.
    changed: i128,
}

impl Stat {
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;

        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Some(Self {
            length: metadata.len(),
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

/// Digests of files, by path and [`Stat`].
pub struct FileIndex {
    digests: Memo<Digest>,
    /// How long a file has to be as it is before it is recorded: the clocks of file systems are coarse, and what changed just
    /// now may change again without another [`Stat`].
    settle: Duration,
    /// Whether all files were looked at once.
    has_looked: AtomicBool,
}

/// A look at files that began at one moment.
pub struct Look<'a> {
    index: &'a FileIndex,
    /// A file that changed later than this is not recorded, in nanoseconds since 1970.
    settled: i128,
}

impl FileIndex {
    /// Long enough for the clock of any file system.
    pub const SETTLE: Duration = Duration::from_secs(2);

    /// An empty index, which is stored under `name`.
    pub fn new(name: impl Into<Cow<'static, str>>, settle: Duration) -> Self {
        let codec = Codec {
            name: name.into(),
            renew: Renew::Seldom,
            read: |bytes| Digest::try_from(bytes).ok(),
            write: |digest| digest.as_ref().into(),
        };
        Self { digests: Memo::stored(codec), settle, has_looked: AtomicBool::new(false) }
    }

    /// Adds what an earlier run of the program recorded for the site at `root`.
    pub fn load(&self, root: &Utf8Path) {
        self.digests.load(root);
    }

    /// Stores what the last look found and recorded.
    pub fn save(&self, root: &Utf8Path) {
        self.digests.save(root);
    }

    /// Begins to look at files.
    pub fn look(&self) -> Look<'_> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let settled = now.saturating_sub(self.settle).as_nanos();
        Look { index: self, settled: i128::try_from(settled).unwrap_or_default() }
    }

    /// Begins to look at all files: forgets those that no look since the last such one saw.
    pub fn look_at_all(&self) -> Look<'_> {
        if self.has_looked.swap(true, Ordering::Relaxed) {
            self.digests.sweep();
        }
        self.look()
    }

    /// How many files were read and recorded.
    #[cfg(test)]
    pub fn recorded(&self) -> usize {
        self.digests.computed()
    }
}

impl Look<'_> {
    /// The digest of a file's content, if the file is known.
    pub fn digest(&self, path: &str, stat: Option<Stat>) -> Option<Digest> {
        self.index.digests.find(Self::key(path, stat?))
    }

    /// Records the digest of a file that was read after `stat` was asked for: had it changed in between, the next look would see
    /// another `stat`.
    pub fn record(&self, path: &str, stat: Option<Stat>, digest: Digest) {
        if let Some(stat) = stat.filter(|stat| stat.changed < self.settled) {
            self.index.digests.insert(Self::key(path, stat), digest);
        }
    }

    fn key(path: &str, stat: Stat) -> Digest {
        Digest::of(&(path, stat))
    }
}
