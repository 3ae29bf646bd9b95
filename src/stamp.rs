//! What tells two states of a file apart without reading it.
//!
//! A file is known again as git's index knows it: by its size, its number, and the times at which its bytes and its record
//! changed. The last one cannot be set, so a file that was written over, or replaced, with the old size and time has another
//! stamp. A system that tells no such time has no stamps, and every file is read.

use std::{
    fs::Metadata,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// What tells two states of a file apart without reading it; times in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    number: u64,
    modified: i128,
    /// When the system's record of the file changed.
    changed: Moment,
}

/// A time of the system, in nanoseconds since 1970.
pub type Moment = i128;

/// So long ago.
pub fn before_now(ago: Duration) -> Moment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i128::try_from(now.saturating_sub(ago).as_nanos()).unwrap_or_default()
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

    /// Whether the file has been as it is since before a moment. The clocks of file systems are coarse: what changed just now may
    /// change again without another stamp.
    pub fn is_older_than(self, moment: Moment) -> bool {
        self.changed < moment
    }
}
