//! What a session remembers from one build to the next: one line for each memo.

use std::{
    borrow::Cow,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use camino::Utf8Path;
use serde::{Serialize, de::DeserializeOwned};

use super::texts;
use crate::{
    base::{diagnostic::Code, digest::Digest, mutex::lock},
    memory::{
        Codec, Memo, Renew, Table,
        store::{Stored, Writer},
    },
    output::search_index,
    parse::{document::Document, highlight::Colours},
    search,
    site::glossary,
    timings::Counts,
};

pub struct Memory {
    /// By a file's path, its digest and the Markdown options.
    pub documents: Memo<Arc<Document>>,
    /// By the key of their documents.
    pub texts: Arc<texts::Memoized>,
    /// By a code block.
    pub colours: Memo<Colours>,
    /// By the templates and all that a page shows.
    pub pages: Memo<Page>,
    /// The terms of the glossary in a text, by the digests of both.
    pub uses: Memo<Arc<[glossary::Use]>>,
    /// How much two texts are alike, by the digests of both.
    pub likeness: Memo<usize>,
    pub index: Mutex<LastIndex>,
    /// How many pages were read for the index.
    pub indexed: AtomicUsize,
}

/// A page that was made.
#[derive(Clone)]
pub struct Page {
    pub digest: Digest,
    /// Nothing where the output folder holds them.
    pub bytes: Option<Arc<[u8]>>,
}

/// The search index made last.
#[derive(Default)]
pub struct LastIndex {
    pub kept: Arc<search::IndexState>,
    /// What it was made of, if that was in this session.
    pub pages: Option<Arc<search_index::Pages>>,
}

/// The name of the search index in the cache.
const INDEX: &str = "index";

impl Default for Memory {
    fn default() -> Self {
        Self {
            documents: stored("documents", Renew::Seldom, read_document, |document| encoded(&**document)),
            texts: Arc::default(),
            colours: stored(
                "colours",
                Renew::Always,
                |bytes| Some(bytes.into()),
                |colours| colours.as_ref().into(),
            ),
            pages: stored("pages", Renew::Always, read_page, |page| page.digest.as_ref().into()),
            uses: stored(
                "uses",
                Renew::Seldom,
                |bytes| Some(decoded::<Vec<_>>(bytes)?.into()),
                |uses| encoded(&**uses),
            ),
            likeness: stored("likeness", Renew::Seldom, decoded, encoded),
            index: Mutex::default(),
            indexed: AtomicUsize::default(),
        }
    }
}

impl Memory {
    fn tables(&self) -> [&dyn Table; 6] {
        let Self { documents, texts, colours, pages, uses, likeness, index: _, indexed: _ } = self;
        [documents, &**texts, colours, pages, uses, likeness]
    }

    /// Takes over what an earlier run of the program stored for the site at `root`.
    pub fn load(&self, root: &Utf8Path) {
        let load_index =
            || search::IndexState::from_bytes(Stored::open(root, INDEX)?.find(Digest::of(INDEX))?);
        let load_tables = || self.tables().iter().for_each(|table| table.load(root));
        let (kept, ()) = rayon::join(load_index, load_tables);
        if let Some(kept) = kept {
            lock(&self.index).kept = Arc::new(kept);
        }
    }

    /// Stores what this build asked for.
    pub fn save(&self, root: &Utf8Path) {
        if self.pages.found() > 0 {
            // A page that was not rendered did not ask for the colours of its code; another template would.
            self.colours.use_all();
        }
        self.tables().iter().for_each(|table| table.save(root));
        let kept = Arc::clone(&lock(&self.index).kept);
        if kept.is_worth_storing()
            && let Some(mut writer) = Writer::begin(root, INDEX)
        {
            writer.add(Digest::of(INDEX), &kept.to_bytes());
            writer.finish();
        }
    }

    /// Forgets what the builds since the last call did not ask for.
    pub fn sweep(&self) {
        self.tables().iter().for_each(|table| table.sweep());
    }

    /// How often each stage really worked.
    pub fn worked(&self) -> Counts {
        Counts {
            // Whatever is parsed gives a text.
            parsed: self.texts.parsed(),
            rendered: self.pages.computed(),
            highlighted: self.colours.computed(),
            indexed: self.indexed.load(Ordering::Relaxed),
        }
    }

    /// What was found again in place of work, where there was one build.
    pub fn found(&self) -> Counts {
        Counts {
            parsed: self.documents.found(),
            rendered: self.pages.found(),
            highlighted: self.colours.found(),
            indexed: lock(&self.index).kept.count().saturating_sub(self.indexed.load(Ordering::Relaxed)),
        }
    }
}

fn stored<V: Clone>(
    name: &'static str,
    renew: Renew,
    read: fn(&[u8]) -> Option<V>,
    write: fn(&V) -> Cow<'_, [u8]>,
) -> Memo<V> {
    Memo::stored(Codec { name: name.into(), renew, read, write })
}

/// A document, but for one with a drawing that took too long, perhaps because the machine was busy.
fn read_document(bytes: &[u8]) -> Option<Arc<Document>> {
    decoded(bytes).filter(|document: &Document| !document.has(Code::EndlessDiagram)).map(Arc::new)
}

fn read_page(bytes: &[u8]) -> Option<Page> {
    Some(Page { digest: Digest::try_from(bytes).ok()?, bytes: None })
}

fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

fn encoded<T: Serialize + ?Sized>(value: &T) -> Cow<'_, [u8]> {
    postcard::to_stdvec(value).expect("what is remembered can be written").into()
}
