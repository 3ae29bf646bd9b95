//! Which entries an earlier build read, so that this one reads only those whose text somebody asks for.
//!
//! Most entries are parsed already and their pages made, and all that is wanted of them is the digest. A text that is read later
//! has to be the one that the digest is of; where it is not, somebody changed the file in between, and what was made of it so
//! far counts for nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use camino::{Utf8Path, Utf8PathBuf};

use crate::{
    cache::{self, Renew},
    digest::Digest,
    memo::Memo,
    path::SourcePath,
    source::{Source, without_mark},
    stamp::{self, Moment, Stamp},
};

/// The file in the cache.
const NAME: &str = "sources";

/// The digests of the entries that were read.
pub struct Known {
    root: Utf8PathBuf,
    /// By the digest of the path, the size and the stamp.
    digests: Memo<Digest>,
    /// A file that changed later is read.
    settled: Moment,
    /// Whether a file was not what it was known as.
    is_torn: Arc<AtomicBool>,
}

impl Known {
    /// What an earlier build knew of the site at `root`. `settled`: how long a file has to stay as it is.
    pub fn recall(root: &Utf8Path, settled: Duration) -> Self {
        let settled = stamp::before_now(settled);
        let known =
            Self { root: root.to_owned(), digests: Memo::default(), settled, is_torn: Arc::default() };
        cache::load(root, NAME, &known.digests, |bytes| Digest::try_from(bytes).ok());
        known
    }

    /// What a file is known by; nothing if its stamp cannot be trusted.
    pub fn mark(&self, path: &SourcePath, length: u64, stamp: Option<Stamp>) -> Option<Digest> {
        let stamp = stamp.filter(|stamp| stamp.is_older_than(self.settled))?;
        Some(Digest::of(&(path, length, stamp)))
    }

    /// The entry in `file`, if it is known.
    pub fn find(&self, mark: Digest, path: &SourcePath, file: &Utf8Path) -> Option<Source> {
        let digest = self.digests.find(mark)?;
        let (file, is_torn) = (file.to_owned(), Arc::clone(&self.is_torn));
        let read = move || {
            let text = super::file::read(&file).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let text = text.unwrap_or_default();
            let text = without_mark(&text);
            if Digest::of_bytes(text.as_bytes()) != digest {
                is_torn.store(true, Ordering::Relaxed);
            }
            text.to_owned()
        };
        Some(Source::unread(path.clone(), digest, read))
    }

    /// Notes an entry that was read.
    pub fn note(&self, mark: Digest, digest: Digest) {
        self.digests.insert(mark, digest);
    }

    /// Whether a file was not what it was known as. If so, whatever was made of the site's files may be wrong.
    pub fn is_torn(&self) -> bool {
        self.is_torn.load(Ordering::Relaxed)
    }

    /// Keeps this for the next build.
    pub fn keep(&self) {
        cache::save(&self.root, NAME, &self.digests, Renew::Seldom, |digest| digest.as_ref().into());
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the tests write what is read")]

    use std::fs;

    use tempfile::TempDir;

    use super::*;
    use crate::load::{Snapshot, snapshot};

    /// A site with one entry, and what a build that knows `text` to be its text sees of it.
    fn site(text: &str) -> (TempDir, Utf8PathBuf, Arc<Known>) {
        let dir = TempDir::new().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        fs::create_dir(root.join("content")).unwrap();
        fs::write(root.join("content/a.md"), text).unwrap();
        let known = Arc::new(Known { settled: Moment::MAX, ..Known::recall(&root, Duration::ZERO) });
        (dir, root, known)
    }

    #[test]
    #[cfg(unix)]
    fn known_entry_is_read_when_its_text_is_wanted() {
        let (_dir, root, known) = site("\u{feff}# One");
        let look = || snapshot(&root, &Snapshot::knowing(Arc::clone(&known)));
        let (first, second) = (look(), look());
        assert_eq!(known.digests.computed(), 1, "it was read once");
        assert_eq!(format!("{:?}", second.entries[0].text), "\"unread\"");
        assert_eq!(second.entries[0].digest, first.entries[0].digest);
        assert!(second.is_same(&first));
        assert_eq!(&*second.entries[0].text, "# One");
        assert!(!known.is_torn());
        fs::write(root.join("content/a.md"), "# Three").unwrap();
        assert_eq!(&*look().entries[0].text, "# Three", "it has another stamp");
        assert!(!known.is_torn());
    }

    #[test]
    #[cfg(unix)]
    fn entry_that_changes_before_its_text_is_read_is_noticed() {
        for change in [Some("# Two"), None] {
            let (_dir, root, known) = site("# One");
            let look = || snapshot(&root, &Snapshot::knowing(Arc::clone(&known)));
            look();
            let second = look();
            match change {
                Some(text) => fs::write(root.join("content/a.md"), text).unwrap(),
                None => fs::remove_file(root.join("content/a.md")).unwrap(),
            }
            assert_eq!(&*second.entries[0].text, change.unwrap_or_default());
            assert!(known.is_torn());
        }
    }
}
