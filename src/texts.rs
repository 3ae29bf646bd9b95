//! The texts of documents, parsed when something is made of them.
//!
//! A build that finds most documents in the cache needs the texts of those pages only that it renders or indexes. So texts are
//! in no cache: one that is wanted is parsed again.

use std::sync::Arc;

use crate::{
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
pub type Memoized = Memo<Arc<Text>>;

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
        self.memo.get(key, || {
            let at =
                load::find(&self.entries, &document.source).expect("a plan has the sources of its documents");
            Arc::new(parse(&self.entries[at], &self.config, key, &self.recorder).1)
        })
    }
}

/// Parses a file, and takes note of the time that it took.
pub fn parse(source: &Source, config: &Config, key: Digest, recorder: &Recorder) -> (Document, Text) {
    let subject = || Subject::File(source.path.to_string());
    recorder.time(Work::Parse, subject, || document::parse(source, &config.markdown, key))
}
