//! The texts of documents, parsed when something is made of them.
//!
//! A build that finds most documents in the cache needs the texts of those pages only that it renders or indexes. So texts are
//! in no cache: one that is wanted is parsed again. One that was parsed is held compressed, for all of them together are most
//! of what a build needs memory for, and each is wanted two or three times.

use std::sync::Arc;

use crate::{
    compression::Compression,
    config::Config,
    digest::Digest,
    document::{self, Document},
    load,
    markdown::Text,
    memo::Memo,
    source::Source,
    timings::{Recorder, Subject, Work},
};

/// Texts, by what their documents are remembered under.
#[derive(Default)]
pub struct Memoized {
    texts: Memo<Packed>,
    compression: Compression,
}

/// A compressed text.
#[derive(Clone)]
struct Packed {
    bytes: Arc<[u8]>,
    /// How many bytes it takes when it is not.
    length: usize,
}

impl Memoized {
    pub fn insert(&self, key: Digest, text: &Text) {
        let whole = postcard::to_stdvec(text).expect("a text can be written");
        let packed = self.compression.compress(&whole).expect("there is memory for less than a text takes");
        self.texts.insert(key, Packed { bytes: packed.into(), length: whole.len() });
    }

    fn find(&self, key: Digest) -> Option<Text> {
        let Packed { bytes, length } = self.texts.find(key)?;
        let whole = self.compression.decompress(&bytes, length).expect("nobody changed it");
        Some(postcard::from_bytes(&whole).expect("it is what was written"))
    }

    /// Counts a text as asked for in this generation, if it is here.
    pub fn touch(&self, key: Digest) {
        self.texts.find(key);
    }

    /// As [`Memo::sweep`].
    pub fn sweep(&self) {
        self.texts.sweep();
    }

    /// How many texts were parsed.
    pub fn parsed(&self) -> usize {
        self.texts.computed()
    }
}

/// The texts of one plan.
pub struct Texts {
    entries: Arc<Vec<Source>>,
    config: Arc<Config>,
    memo: Arc<Memoized>,
    recorder: Recorder,
}

impl Texts {
    /// `entries`: in the order of their paths.
    pub fn new(
        entries: Arc<Vec<Source>>,
        config: Arc<Config>,
        memo: Arc<Memoized>,
        recorder: Recorder,
    ) -> Self {
        Self { entries, config, memo, recorder }
    }

    /// # Panics
    /// If the document is none of this plan.
    pub fn get(&self, document: &Document) -> Arc<Text> {
        if let Some(joined) = &document.joined {
            return Arc::clone(joined);
        }
        let key = document.gist.digest;
        if let Some(text) = self.memo.find(key) {
            return Arc::new(text);
        }
        let at =
            load::find(&self.entries, &document.source).expect("a plan has the sources of its documents");
        let (_, text) = parse(&self.entries[at], &self.config, key, &self.recorder);
        self.memo.insert(key, &text);
        Arc::new(text)
    }
}

/// Parses a file, and takes note of the time that it took.
pub fn parse(source: &Source, config: &Config, key: Digest, recorder: &Recorder) -> (Document, Text) {
    let subject = || Subject::File(source.path.to_string());
    recorder.time(Work::Parse, subject, || document::parse(source, &config.markdown, key))
}
