//! A site in a temporary folder, and the program run on it: `Site::new().file(…).run(["build"]).fails(1)`.

#![allow(dead_code, reason = "each test file uses its part of this")]
#![allow(clippy::disallowed_methods, reason = "tests look at files and write them")]

pub mod hub;
pub mod random;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Mutex, MutexGuard},
};

use nexus::{
    base::{
        diagnostic::{Diagnostic, Level},
        digest::Digest,
        folder::Folder,
        path::OutPath,
    },
    session::Plan,
};
use tempfile::TempDir;

pub struct Site {
    folder: TempDir,
}

/// What a run of the program gave.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Site {
    /// A site with settings and a home page.
    pub fn new() -> Self {
        Self::empty()
            .file("site.toml", "title = \"Hub\"\n")
            .file("content/index.md", "---\ntitle: Hub\n---\nHello.\n")
    }

    /// [`hub::files`].
    pub fn hub(entries: usize) -> Self {
        hub::files(entries).into_iter().fold(Self::empty(), |site, (path, text)| site.file(&path, text))
    }

    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it was made")
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file, and the folders that it is in.
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// All files below a folder, by path below it.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path(folder))
    }

    pub fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Run {
        self.run_with(args, |_| {})
    }

    pub fn run_with<'a>(
        &self,
        args: impl IntoIterator<Item = &'a str>,
        set: impl FnOnce(&mut Command),
    ) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nexus"));
        command.args(args).current_dir(self.root()).env("NO_COLOR", "1");
        set(&mut command);
        let Output { status, stdout, stderr } = command.output().expect("the program runs");
        Run {
            code: status.code().unwrap_or(-1),
            stdout: String::from_utf8(stdout).expect("UTF-8"),
            stderr: String::from_utf8(stderr).expect("UTF-8"),
        }
    }
}

impl Run {
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn fails(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "`{text}` is not in:\n{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn does_not_say(self, text: &str) -> Self {
        assert!(!self.stderr.contains(text), "`{text}` is in:\n{}", self.stderr);
        self
    }
}

/// All files below a folder, by path below it.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// An output folder in memory.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<OutPath, Held>>);

struct Held {
    bytes: Vec<u8>,
    /// Whether it belongs to the site that filled the folder last.
    is_current: bool,
}

impl Memory {
    /// Fills the folder with what a plan makes, and with nothing else. Returns the problems.
    pub fn fill(&self, plan: &Plan) -> Vec<(Level, Diagnostic)> {
        self.lock().values_mut().for_each(|held| held.is_current = false);
        let problems = plan.produce_all(self, &|| {}).expect("memory takes everything");
        self.lock().retain(|_, held| held.is_current);
        problems
    }

    /// The files as text, by path.
    pub fn files(&self) -> BTreeMap<String, String> {
        let text = |held: &Held| String::from_utf8_lossy(&held.bytes).into_owned();
        self.lock().iter().map(|(path, held)| (path.to_string(), text(held))).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<OutPath, Held>> {
        self.0.lock().expect("no test goes on after a panic")
    }
}

impl Folder for Memory {
    fn keep(&self, path: &OutPath, digest: Digest) -> anyhow::Result<bool> {
        let mut files = self.lock();
        let held = files.get_mut(path).filter(|held| Digest::of_bytes(&held.bytes) == digest);
        Ok(held.map(|held| held.is_current = true).is_some())
    }

    fn put(&self, path: &OutPath, bytes: &[u8]) -> anyhow::Result<Digest> {
        self.lock().insert(path.clone(), Held { bytes: bytes.to_vec(), is_current: true });
        Ok(Digest::of_bytes(bytes))
    }
}
