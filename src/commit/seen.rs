//! Which files of an output folder were read before and held what they should, so that they need not be read again.

use std::time::Duration;

use camino::Utf8PathBuf;

use super::{manifest::Entry, place::Place};
use crate::{
    cache::{self, Renew},
    digest::Digest,
    memo::Memo,
    path::OutPath,
    stamp::{self, Stamp},
};

/// The files of one output folder that were read.
pub struct Seen {
    site: Utf8PathBuf,
    name: String,
    /// The digest of a path, a stamp and the bytes that belong to it.
    files: Memo<()>,
    /// A file that changed later is read.
    settled: stamp::Moment,
}

impl Seen {
    /// What an earlier run saw. `settled`: how long a file has to stay as it is.
    pub fn recall(place: &Place, settled: Duration) -> Self {
        let settled = stamp::before_now(settled);
        let seen =
            Self { site: place.site.clone(), name: place.named("seen"), files: Memo::default(), settled };
        cache::load(&seen.site, &seen.name, &seen.files, |_| Some(()));
        seen
    }

    /// What a file is known by; nothing if its stamp cannot be trusted.
    pub fn mark(&self, path: &OutPath, stamp: Option<Stamp>, entry: &Entry) -> Option<Digest> {
        let stamp = stamp.filter(|stamp| stamp.is_older_than(self.settled))?;
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
