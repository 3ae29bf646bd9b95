//! The texts of documents, parsed when something is made of them.
//!
//! A build that finds most documents in the cache needs the texts of those pages only that it renders or indexes. So texts are
//! in no cache: one that is wanted is parsed again. What was parsed is wanted two or three times and held until then; the texts
//! of a large site would be most of what a build needs memory for, so those that come late are held compressed.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use camino::Utf8Path;

use crate::{
    base::{diagnostic::Diagnostic, digest::Digest, mutex::lock, source::Source},
    load::{self, Entry},
    memory::{Memo, Table, compression::Compression},
    parse::{
        document::{self, Document},
        markdown::Text,
    },
    settings::config::Config,
    timings::{Recorder, Subject, Work},
};

/// The size of the texts that are held as they are, in bytes: those of a thousand entries.
const ROOM: usize = 16 << 20;

/// Texts, by what their documents are remembered under.
#[derive(Default)]
pub struct Memoized {
    texts: Memo<Held>,
    /// The size of those that are held as they are.
    whole: AtomicUsize,
    compression: Compression,
}

#[derive(Clone)]
enum Held {
    Whole(Arc<Text>),
    /// Compressed; `length` is how many bytes it takes when it is not.
    Packed {
        bytes: Arc<[u8]>,
        length: usize,
    },
}

impl Held {
    fn whole_size(&self) -> usize {
        match self {
            Self::Whole(text) => text.size(),
            Self::Packed { .. } => 0,
        }
    }
}

impl Memoized {
    pub fn insert(&self, key: Digest, text: &Arc<Text>) {
        let size = text.size();
        let held = if self.whole.fetch_add(size, Ordering::Relaxed) + size <= ROOM {
            Held::Whole(Arc::clone(text))
        } else {
            self.whole.fetch_sub(size, Ordering::Relaxed);
            self.pack(text)
        };
        self.texts.insert(key, held);
    }

    fn pack(&self, text: &Text) -> Held {
        let whole = postcard::to_stdvec(text).expect("a text can be written");
        let packed = self.compression.compress(&whole).expect("there is memory for less than a text takes");
        Held::Packed { bytes: packed.into(), length: whole.len() }
    }

    fn find(&self, key: Digest) -> Option<Arc<Text>> {
        match self.texts.find(key)? {
            Held::Whole(text) => Some(text),
            Held::Packed { bytes, length } => {
                let whole = self.compression.decompress(&bytes, length).expect("nobody changed it");
                Some(Arc::new(postcard::from_bytes(&whole).expect("it is what was written")))
            }
        }
    }

    /// Counts a text as asked for in this generation, if it is here.
    pub fn touch(&self, key: Digest) {
        self.texts.find(key);
    }

    /// How many texts were parsed.
    pub fn parsed(&self) -> usize {
        self.texts.computed()
    }
}

/// Texts are in no cache.
impl Table for Memoized {
    fn load(&self, _: &Utf8Path) {}

    fn save(&self, _: &Utf8Path) {}

    fn sweep(&self) {
        let mut stays = 0;
        self.texts.each_used(|_, held| stays += held.whole_size());
        self.whole.store(stays, Ordering::Relaxed);
        self.texts.sweep();
    }
}

/// The texts of one plan. Cheap to clone.
#[derive(Clone)]
pub struct Texts {
    entries: Arc<Vec<Entry>>,
    config: Arc<Config>,
    memo: Arc<Memoized>,
    recorder: Recorder,
    /// What is wrong with the first entry that could not be read when its text was asked for.
    problem: Arc<Mutex<Option<Diagnostic>>>,
}

impl Texts {
    /// `entries`: in the order of their paths.
    pub fn new(
        entries: Arc<Vec<Entry>>,
        config: Arc<Config>,
        memo: Arc<Memoized>,
        recorder: Recorder,
    ) -> Self {
        Self { entries, config, memo, recorder, problem: Arc::default() }
    }

    /// The text of a document. One that cannot be read any more is empty, and a [`Self::problem`] of these texts.
    ///
    /// # Panics
    /// If the document is none of this plan.
    pub fn get(&self, document: &Document) -> Arc<Text> {
        if let Some(joined) = &document.joined {
            return Arc::clone(joined);
        }
        let key = document.gist.digest;
        if let Some(text) = self.memo.find(key) {
            return text;
        }
        let at =
            load::find(&self.entries, &document.source).expect("a plan has the sources of its documents");
        match self.entries[at].read() {
            Ok(source) => {
                let text = Arc::new(parse(source, &self.config, key, &self.recorder).1);
                self.memo.insert(key, &text);
                text
            }
            Err(problem) => {
                lock(&self.problem).get_or_insert(*problem);
                Arc::default()
            }
        }
    }

    /// What is wrong with an entry whose text was asked for. If there is something, what was made of texts must not be used.
    pub fn problem(&self) -> Option<Diagnostic> {
        lock(&self.problem).clone()
    }
}

/// Parses a file, and takes note of the time that it took.
pub fn parse(source: &Source, config: &Config, key: Digest, recorder: &Recorder) -> (Document, Text) {
    let subject = || Subject::File(source.path.to_string());
    recorder.time(Work::Parse, subject, || document::parse(source, &config.markdown, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::path::SourcePath, settings::config::Config};

    #[test]
    fn text_that_comes_late_is_what_it_would_be() {
        let memoized = Memoized::default();
        let text = |number: usize| {
            let body = "Some `code`, and text.\n\n```rust {1}\nlet x = 1;\n```\n\n".repeat(ROOM >> 12);
            let source = Source::new(SourcePath::new("content/a.md"), &format!("# Text {number}\n\n{body}"));
            let key = Digest::of(&number);
            (key, Arc::new(parse(&source, &Config::default(), key, &Recorder::default()).1))
        };
        let texts: Vec<_> = (0..40).map(text).collect();
        texts.iter().for_each(|(key, text)| memoized.insert(*key, text));
        let is_whole = |key: Digest| matches!(memoized.texts.find(key), Some(Held::Whole(_)));
        assert!(is_whole(texts[0].0) && !is_whole(texts[39].0));
        for (key, text) in &texts {
            assert_eq!(format!("{:?}", memoized.find(*key).unwrap()), format!("{text:?}"));
        }
        // What a generation does not ask for makes room.
        memoized.sweep();
        memoized.touch(texts[39].0);
        memoized.sweep();
        assert_eq!(memoized.whole.load(Ordering::Relaxed), 0);
        memoized.insert(texts[0].0, &texts[0].1);
        assert!(is_whole(texts[0].0));
    }
}
