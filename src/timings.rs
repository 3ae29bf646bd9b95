//! What a build spent its time on: notes taken while it works, and the report of `nexus build --timings` made of them.
//!
//! A [`Recorder`] goes down the pipeline with the session. One that is off, as it is unless somebody asks, looks at an `Option`
//! and takes no notes. No output depends on the notes, so this module may look at the clock.

mod chart;
mod page;
mod profile;

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use crate::{
    base::{digest::Digest, folder::Folder, mutex::lock, path::OutPath},
    commit::Written,
};

/// Where the report goes, below the site's folder.
pub const FILE: &str = ".nexus/timings.html";

/// What a piece of work is done for, in the order of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    Load,
    Recall,
    Parse,
    Theme,
    Assemble,
    Check,
    Outputs,
    Index,
    Produce,
    Render,
    Highlight,
    Compare,
    Write,
    Commit,
    Keep,
}

/// What a piece of work is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The site as a whole.
    Site,
    /// An entry, or a file of the output that shows none.
    File(String),
    Block(Block),
}

/// A code block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The entry that it is in.
    pub file: String,
    pub language: String,
    pub first_line: String,
    pub bytes: usize,
}

/// A piece of work: who did it, from when to when, since the recorder began.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    /// 0 is the main thread, which runs the stages; the others are those that share the work.
    lane: usize,
    work: Work,
    begin: Duration,
    end: Duration,
    subject: Subject,
}

/// Takes notes, if it is on.
#[derive(Clone, Default)]
pub struct Recorder(Option<Arc<Notes>>);

struct Notes {
    began: Instant,
    spans: Mutex<Vec<Span>>,
}

/// How often each stage worked, or found its result again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Documents.
    pub parsed: usize,
    /// Pages.
    pub rendered: usize,
    /// Code blocks.
    pub highlighted: usize,
    /// Pages that were read for the search index.
    pub indexed: usize,
}

/// What a build did, beside its time.
pub struct Facts<'a> {
    /// What was done, and what was found again instead.
    pub done: Counts,
    pub found: Counts,
    pub written: &'a Written,
}

/// An output folder, of whose work notes are taken.
pub struct TimedFolder<'a> {
    folder: &'a dyn Folder,
    recorder: &'a Recorder,
}

impl Recorder {
    /// One that is on.
    pub fn on() -> Self {
        Self(Some(Arc::new(Notes { began: Instant::now(), spans: Mutex::default() })))
    }

    /// Runs a stage of the pipeline.
    pub fn stage<T>(&self, work: Work, run: impl FnOnce() -> T) -> T {
        self.time(work, || Subject::Site, run)
    }

    /// Runs a piece of work. `subject` is asked only if somebody wants to know.
    pub fn time<T>(&self, work: Work, subject: impl FnOnce() -> Subject, run: impl FnOnce() -> T) -> T {
        let Some(notes) = &self.0 else { return run() };
        let begin = notes.began.elapsed();
        let result = run();
        let end = notes.began.elapsed();
        let lane = rayon::current_thread_index().map_or(0, |thread| thread + 1);
        let span = Span { lane, work, begin, end, subject: subject() };
        lock(&notes.spans).push(span);
        result
    }

    /// Writes the report for the site at `root`, and returns where it is; nothing if the recorder is off, which asks for no
    /// facts either.
    ///
    /// # Errors
    /// If the file cannot be written.
    #[expect(clippy::disallowed_methods, reason = "the report is no part of the output")]
    pub fn report<'a>(
        &self,
        root: &Utf8Path,
        facts: impl FnOnce() -> Facts<'a>,
    ) -> std::io::Result<Option<Utf8PathBuf>> {
        let Some(notes) = &self.0 else { return Ok(None) };
        let total = notes.began.elapsed();
        let spans = lock(&notes.spans);
        let file = root.join(FILE);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&file, page::page(&spans, total, &facts()))?;
        Ok(Some(file))
    }
}

impl<'a> TimedFolder<'a> {
    pub fn new(folder: &'a dyn Folder, recorder: &'a Recorder) -> Self {
        Self { folder, recorder }
    }
}

impl Folder for TimedFolder<'_> {
    fn keep(&self, path: &OutPath, digest: Digest) -> anyhow::Result<bool> {
        let subject = || Subject::File(path.to_string());
        self.recorder.time(Work::Compare, subject, || self.folder.keep(path, digest))
    }

    fn put(&self, path: &OutPath, bytes: &[u8]) -> anyhow::Result<Digest> {
        let subject = || Subject::File(path.to_string());
        self.recorder.time(Work::Write, subject, || self.folder.put(path, bytes))
    }
}
