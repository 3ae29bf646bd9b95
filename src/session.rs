//! A site at work: its files, its settings for this run, and what is remembered from one build to the next.
//!
//! [`Session::plan`] is the pipeline up to the map of outputs; [`Plan::produce`] runs one of them, [`Plan::produce_all`]
//! all. `build`, `serve` and `check` differ only in what they do with a plan.

mod assembled;
mod memory;
mod plan;
mod record;
mod texts;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;
use rayon::prelude::*;

use self::{
    assembled::{Assembled, Wanted},
    memory::Memory,
    texts::Texts,
};
pub use self::{
    plan::Plan,
    record::{BuildRecord, LeftOut},
};
pub use crate::check::judge::Strictness;
use crate::{
    base::{
        diagnostic::Diagnostic,
        digest::Digest,
        mutex::lock,
        path::{CONTENT, SourcePath},
        source::Source,
    },
    check::{
        self, Checked,
        judge::{Allows, judge},
    },
    load::{self, Snapshot},
    output::Preview,
    parse::document::{self, Document},
    settings::config::{self, Config},
    timings::{Counts, Recorder, Work},
};

/// How many entries or pages a thread takes at once. It takes so many in order, though others have nothing left to do.
const AT_A_TIME: usize = 16;

/// How a site is to be built this time.
#[derive(Clone, Debug)]
pub struct Options {
    /// The site's folder, absolute.
    pub root: Utf8PathBuf,
    /// In place of the one in `site.toml`.
    pub base_url: Option<String>,
    pub drafts: bool,
    pub strictness: Strictness,
    pub preview: Preview,
    pub today: Date,
}

/// A site's files, and what is remembered between its builds.
pub struct Session {
    options: Options,
    snapshot: Snapshot,
    /// The site of the last plan.
    assembled: Mutex<Option<Assembled>>,
    assemblies: AtomicUsize,
    memory: Arc<Memory>,
    recorder: Recorder,
}

impl Session {
    pub fn new(options: Options) -> Self {
        Self {
            options,
            snapshot: Snapshot::default(),
            assembled: Mutex::default(),
            assemblies: AtomicUsize::default(),
            memory: Arc::default(),
            recorder: Recorder::default(),
        }
    }

    /// The same session, of whose work `recorder` takes notes.
    pub fn recorded(self, recorder: Recorder) -> Self {
        Self { recorder, ..self }
    }

    /// What takes notes of this session's work.
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// The same session, which reads no entry that did not change since an earlier run of the program before somebody wants its
    /// text.
    pub fn indexed(self) -> Self {
        self.snapshot.index().load(&self.options.root);
        self
    }

    /// Takes over what an earlier run of the program remembered.
    pub fn load(&self) {
        self.recorder.stage(Work::Recall, || self.memory.load(&self.options.root));
    }

    /// Stores for the next run what this one was asked for.
    pub fn save(&self) {
        self.recorder.stage(Work::Keep, || {
            self.memory.save(&self.options.root);
            self.snapshot.index().save(&self.options.root);
        });
    }

    /// The digest of all that a build depends on, but the program.
    pub fn digest(&self) -> Digest {
        let Options { root: _, base_url, drafts, strictness, preview, today } = &self.options;
        Digest::of(&(self.snapshot.digest(), base_url, drafts, strictness, preview, today))
    }

    /// Reads the site's files again. Returns whether any of them changed.
    pub fn refresh(&mut self) -> bool {
        self.refresh_unless(&mut || false).expect("it is never cancelled")
    }

    /// As [`Session::refresh`]; nothing, and nothing changes, if `should_cancel` says on the way that something else has to be
    /// done first.
    pub fn refresh_unless(&mut self, should_cancel: &mut dyn FnMut() -> bool) -> Option<bool> {
        let load = || load::snapshot_unless(&self.options.root, &self.snapshot, should_cancel);
        let snapshot = self.recorder.stage(Work::Load, load)?;
        let changed = !snapshot.is_same(&self.snapshot);
        self.snapshot = snapshot;
        Some(changed)
    }

    /// Reads these files again, and no others. Returns whether any changed; nothing if [`Session::refresh`] has to tell.
    pub fn refresh_files(&mut self, files: &BTreeSet<SourcePath>) -> Option<bool> {
        self.snapshot.reload(&self.options.root, files)
    }

    /// A session on the same files with other texts in some of the entries, which are not written.
    pub fn edited(&self, texts: &BTreeMap<SourcePath, String>) -> Self {
        self.moved(&BTreeMap::new(), texts)
    }

    /// As [`Session::edited`], with files at other places (below `content/`) too. The texts go by the new places.
    pub fn moved(&self, moves: &BTreeMap<String, String>, texts: &BTreeMap<SourcePath, String>) -> Self {
        let snapshot = self.snapshot.edited(moves, texts);
        Self {
            options: self.options.clone(),
            snapshot,
            assembled: Mutex::default(),
            assemblies: AtomicUsize::default(),
            memory: Arc::clone(&self.memory),
            recorder: self.recorder.clone(),
        }
    }

    /// All files below `content/`, by path below it, in order.
    pub fn content_files(&self) -> Vec<String> {
        let entries = self.snapshot.entries.iter().filter_map(|source| source.path.below(CONTENT));
        let mut files: Vec<String> =
            entries.chain(self.snapshot.assets.keys().map(String::as_str)).map(str::to_owned).collect();
        files.sort_unstable();
        files
    }

    /// The pipeline, from the files read last to the map of outputs.
    pub fn plan(&self) -> Plan {
        self.plan_with(Vec::new())
    }

    /// As [`Session::plan`], with problems that were found elsewhere.
    pub fn plan_with(&self, found: Vec<Diagnostic>) -> Plan {
        let snapshot = &self.snapshot;
        let mut problems = snapshot.problems.clone();
        problems.extend(found);
        let config = self.config(&mut problems);
        let (documents, texts) = self.recorder.stage(Work::Parse, || self.parse(&config));
        problems.extend(documents.iter().flat_map(|document| document.diagnostics.iter().cloned()));
        let mut allows = allows(&documents);
        let whole = self.assemble(&config, &documents, &texts);
        problems.extend(whole.problems.iter().cloned());
        let Assembled { site, statics, templates, common, outputs, .. } = whole;
        let checked = check::Texts {
            whole: Checked { site: &site, templates: &templates, today: self.options.today },
            of_file: &|path| snapshot.text(path),
            of_page: &|id| texts.get(&site.page(id).document),
            likeness: &self.memory.likeness,
        };
        problems.extend(self.recorder.stage(Work::Check, || check::run_on_texts(&checked)));
        problems.extend(texts.problem());
        allows.left_out = site.left_out.iter().map(|entry| entry.source.clone()).collect();
        Plan {
            diagnostics: judge(problems, &allows, &config.levels, self.options.strictness),
            memory: Arc::clone(&self.memory),
            recorder: self.recorder.clone(),
            index: OnceLock::new(),
            texts,
            site,
            outputs,
            templates,
            statics,
            common,
        }
    }

    /// The site of these documents: that of the last plan with new texts, if that is enough.
    fn assemble(&self, config: &Arc<Config>, documents: &[Arc<Document>], texts: &Texts) -> Assembled {
        let mut last = lock(&self.assembled);
        let again = last.as_ref().and_then(|last| last.with(&self.snapshot, documents));
        let whole = again.unwrap_or_else(|| {
            self.assemblies.fetch_add(1, Ordering::Relaxed);
            let Options { today, drafts, preview, .. } = self.options;
            let text = |document: &Document| texts.get(document);
            let wanted = Wanted { today, drafts, preview };
            Assembled::new(&self.snapshot, Arc::clone(config), documents, &text, wanted, &self.recorder)
        });
        *last = Some(whole.clone());
        whole
    }

    /// The text of a file of the site, for messages about it.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        self.snapshot.text(path)
    }

    /// The day that the site is made for.
    pub fn today(&self) -> Date {
        self.options.today
    }

    /// The site's folder.
    pub fn root(&self) -> &Utf8Path {
        &self.options.root
    }

    /// Whether the folder is a site at all.
    pub fn has_config(&self) -> bool {
        self.snapshot.config.is_some()
    }

    /// Forgets what the builds since the last call did not use.
    pub fn sweep(&self) {
        self.memory.sweep();
    }

    /// How often each stage really worked, since the session began.
    pub fn counts(&self) -> Counts {
        self.memory.worked()
    }

    /// How often the site was assembled.
    pub fn assemblies(&self) -> usize {
        self.assemblies.load(Ordering::Relaxed)
    }

    /// What was found again in place of work, in a session that has built once.
    pub fn found(&self) -> Counts {
        self.memory.found()
    }

    fn config(&self, problems: &mut Vec<Diagnostic>) -> Arc<Config> {
        let mut config = match &self.snapshot.config {
            Some(source) => {
                let (config, found) = config::parse(source);
                problems.extend(found);
                config
            }
            None => Config::default(),
        };
        if let Some(base_url) = &self.options.base_url {
            config.base_url = Some(base_url.clone());
        }
        Arc::new(config)
    }

    /// The documents of all entries. One that cannot be read any more is an empty document with a problem.
    fn parse(&self, config: &Arc<Config>) -> (Vec<Arc<Document>>, Texts) {
        let Memory { documents, texts, .. } = &*self.memory;
        let entries = Arc::clone(&self.snapshot.entries);
        let options = Digest::of(&config.markdown);
        let parse = |source: &Source, key| {
            let (document, text) = texts::parse(source, config, key, &self.recorder);
            texts.insert(key, &Arc::new(text));
            document
        };
        let parsed = entries.par_iter().with_max_len(AT_A_TIME).map(|entry| {
            let key = document::key(&entry.path, entry.digest, options);
            // A text lives as long as its document.
            texts.touch(key);
            if let Some(document) = documents.find(key) {
                return document;
            }
            match entry.read() {
                Ok(source) => {
                    let document = Arc::new(parse(source, key));
                    documents.insert(key, Arc::clone(&document));
                    document
                }
                Err(problem) => {
                    let mut document = parse(&Source::new(entry.path.clone(), ""), key);
                    document.diagnostics = vec![*problem];
                    Arc::new(document)
                }
            }
        });
        let documents = parsed.collect();
        (documents, Texts::new(entries, Arc::clone(config), Arc::clone(texts), self.recorder.clone()))
    }
}

/// What the documents allow.
fn allows(documents: &[Arc<Document>]) -> Allows {
    let with = documents.iter().filter(|document| !document.allows.is_empty());
    let by_file = with.map(|document| (document.source.clone(), document.allows.clone())).collect();
    Allows { by_file, ..Allows::default() }
}
