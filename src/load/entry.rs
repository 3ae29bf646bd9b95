//! An entry of a snapshot, whose text may be on disk only.
//!
//! In most builds most entries are parsed already and their pages made, and all that is wanted of them is the digest.

use std::sync::{Arc, OnceLock};

use camino::Utf8PathBuf;

use super::file;
use crate::base::{
    diagnostic::{Code, Diagnostic},
    digest::Digest,
    path::SourcePath,
    source::{Source, Span},
};

/// An entry: its digest, and its text once somebody asked for it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Entry {
    pub path: SourcePath,
    pub digest: Digest,
    text: Arc<Text>,
}

#[derive(Debug)]
struct Text {
    source: OnceLock<Result<Source, Box<Diagnostic>>>,
    file: Utf8PathBuf,
}

impl Entry {
    /// One whose digest is known, and which is read from `file` when somebody asks for its text.
    pub(super) fn known(path: SourcePath, digest: Digest, file: Utf8PathBuf) -> Self {
        Self { path, digest, text: Arc::new(Text { source: OnceLock::new(), file }) }
    }

    /// The entry with its text.
    ///
    /// # Errors
    /// If it cannot be read any more, or is not what its digest is of.
    pub fn read(&self) -> Result<&Source, Box<Diagnostic>> {
        let read = || {
            let bytes = file::read(&self.text.file)
                .map_err(|error| file::unreadable(&self.path, &error.to_string()))?;
            let (source, _) = file::entry(&self.path, bytes);
            if source.digest == self.digest { Ok(source) } else { Err(self.changed()) }
        };
        self.text.source.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// The same at another place.
    pub(super) fn moved(&self, path: SourcePath) -> Self {
        match self.read() {
            Ok(source) => Source { path, ..source.clone() }.into(),
            Err(problem) => {
                let text = Text { source: OnceLock::from(Err(problem)), file: self.text.file.clone() };
                Self { path, digest: self.digest, text: Arc::new(text) }
            }
        }
    }

    /// Whether it was not read yet.
    #[cfg(test)]
    pub fn is_unread(&self) -> bool {
        self.text.source.get().is_none()
    }

    fn changed(&self) -> Box<Diagnostic> {
        let message = format!("`{}` changed while the site was being built", self.path);
        Box::new(Diagnostic::new(Code::Unreadable, Span::start_of(&self.path), message).help("build again"))
    }
}

impl From<Source> for Entry {
    fn from(source: Source) -> Self {
        let (path, digest) = (source.path.clone(), source.digest);
        Self {
            path,
            digest,
            text: Arc::new(Text { source: OnceLock::from(Ok(source)), file: Utf8PathBuf::new() }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the tests write what is read")]

    use std::{fs, time::Duration};

    use tempfile::TempDir;

    use super::*;
    use crate::{
        load::{Snapshot, snapshot},
        memory::FileIndex,
    };

    /// A site with one entry that did not change of late.
    fn site(text: &str) -> (TempDir, Utf8PathBuf) {
        let dir = TempDir::new().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        fs::create_dir(root.join("content")).unwrap();
        fs::write(root.join("content/a.md"), text).unwrap();
        // The clock of a file system may stand still for some milliseconds.
        std::thread::sleep(Duration::from_millis(30));
        (dir, root)
    }

    /// A run of the program: a first snapshot, after which what is known of the files is stored.
    fn run(root: &Utf8PathBuf) -> (Snapshot, usize) {
        let index = Arc::new(FileIndex::new("sources", Duration::ZERO));
        index.load(root);
        let snapshot = snapshot(root, &Snapshot::over(Arc::clone(&index)));
        index.save(root);
        (snapshot, index.recorded())
    }

    #[test]
    #[cfg(unix)]
    fn known_entry_is_read_when_its_text_is_wanted() {
        let (_dir, root) = site("\u{feff}# One");
        let (first, read) = run(&root);
        assert_eq!(read, 1);
        let (second, read) = run(&root);
        assert_eq!(read, 0);
        let entry = &second.entries[0];
        assert!(entry.is_unread());
        assert_eq!(entry.digest, first.entries[0].digest);
        assert!(second.is_same(&first));
        assert_eq!(&*entry.read().unwrap().text, "# One");
        fs::write(root.join("content/a.md"), "# Three").unwrap();
        assert_eq!(&*run(&root).0.entries[0].read().unwrap().text, "# Three", "it has another stat");
    }

    #[test]
    #[cfg(unix)]
    fn entry_that_changes_before_its_text_is_read_is_a_problem() {
        for change in [Some("# Two"), None] {
            let (_dir, root) = site("# One");
            run(&root);
            let (second, _) = run(&root);
            match change {
                Some(text) => fs::write(root.join("content/a.md"), text).unwrap(),
                None => fs::remove_file(root.join("content/a.md")).unwrap(),
            }
            let problem = second.entries[0].read().unwrap_err();
            assert_eq!(problem.code, Code::Unreadable);
        }
    }
}
