//! A site at work: its files, its settings for this run, and what is remembered from one build to the next.
//!
//! [`Session::plan`] is the pipeline up to the map of outputs; [`Plan::produce`] runs one of them, [`Plan::produce_all`]
//! all. `build`, `serve` and `check` differ only in what they do with a plan.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

pub use crate::judge::Strictness;
use crate::{
    assembled::{Assembled, Wanted},
    cache::{self, Renew},
    check::{self, Checked},
    commit::Folder,
    config::{self, Config},
    context::PageInputs,
    diagnostic::{Code, Diagnostic, Level},
    digest::Digest,
    document::{self, Document},
    highlight::{self, Colours},
    judge::{Allows, judge},
    load::{self, Known, Snapshot},
    markdown::Text,
    memo::Memo,
    mutex::lock,
    output::{Common, Output, Outputs, PageRef, Preview, Statics, View, search_index},
    path::{CONTENT, OutPath, SourcePath},
    render::{Bodies, Renderer},
    search,
    site::{Filling, PageId, Place, Site, glossary},
    source::Span,
    template::Templates,
    texts::{self, Texts},
    timings::{Block, Recorder, Subject, TimedFolder, Work},
};

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

/// What is remembered between builds.
pub struct Session {
    options: Options,
    snapshot: Snapshot,
    /// The site of the last plan.
    assembled: Mutex<Option<Assembled>>,
    assemblies: AtomicUsize,
    memos: Arc<Memos>,
    recorder: Recorder,
}

/// The names of what is remembered from run to run.
const COLOURS: &str = "colours";
const DOCUMENTS: &str = "documents";
const LIKENESS: &str = "likeness";
const USES: &str = "terms";
const WRITTEN: &str = "pages";
const INDEX: &str = "index";

/// A file's bytes, or what is wrong with the template that it is rendered with.
type PageResult = Result<Arc<[u8]>, Box<Diagnostic>>;

#[derive(Default)]
struct Memos {
    documents: Memo<Arc<Document>>,
    texts: Arc<texts::Memoized>,
    colours: Memo<Colours>,
    pages: Memo<PageResult>,
    /// The digest of each page that went into the output.
    written: Memo<Digest>,
    index: Mutex<LastIndex>,
    /// How many pages were read for it.
    indexed: AtomicUsize,
    /// The terms of the glossary in a text.
    uses: Memo<Arc<[glossary::Use]>>,
    /// How much two texts are alike.
    likeness: Memo<usize>,
}

/// The search index made last.
#[derive(Default)]
struct LastIndex {
    kept: Arc<search::Kept>,
    /// What it was made of, if that was in this session.
    pages: Option<Arc<search_index::Pages>>,
}

/// Everything about a site but the bytes of its pages.
pub struct Plan {
    pub site: Site,
    texts: Texts,
    pub outputs: Arc<Outputs>,
    /// With the level that each has in this run, in the order of files and places.
    pub diagnostics: Vec<(Level, Diagnostic)>,
    templates: Arc<Templates>,
    statics: Arc<Statics>,
    common: Arc<Common>,
    memos: Arc<Memos>,
    recorder: Recorder,
    /// Made when it is asked for first.
    index: OnceLock<(Arc<search_index::Pages>, search::Index)>,
}

/// How often each stage really worked, since the session began.
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

impl Session {
    pub fn new(options: Options) -> Self {
        Self {
            options,
            snapshot: Snapshot::default(),
            assembled: Mutex::default(),
            assemblies: AtomicUsize::default(),
            memos: Arc::default(),
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

    /// The same session, which reads no entry whose digest an earlier build knew before somebody wants its text.
    pub fn knowing(self) -> Self {
        let known = Known::recall(&self.options.root, load::SETTLED);
        Self { snapshot: Snapshot::knowing(Arc::new(known)), ..self }
    }

    /// Whether an entry was not what it was known as, so that what was made of the site's files may be wrong.
    pub fn is_torn(&self) -> bool {
        self.snapshot.known().is_some_and(Known::is_torn)
    }

    /// Takes over what an earlier run of the program remembered.
    pub fn recall(&self) {
        self.recorder.stage(Work::Recall, || self.recall_all());
    }

    fn recall_all(&self) {
        let Memos { documents, colours, written, index, uses, likeness, .. } = &*self.memos;
        let root = &self.options.root;
        let recall_pages = || {
            cache::load(root, DOCUMENTS, documents, |bytes| {
                // What took too long may have done so because the machine was busy.
                decoded(bytes).filter(|document: &Document| !document.has(Code::EndlessDiagram)).map(Arc::new)
            });
            cache::load(root, COLOURS, colours, |bytes| Some(bytes.into()));
            cache::load(root, USES, uses, |bytes| Some(decoded::<Vec<_>>(bytes)?.into()));
            cache::load(root, LIKENESS, likeness, decoded);
            cache::load(root, WRITTEN, written, |bytes| Digest::try_from(bytes).ok());
        };
        let recall_index = || cache::load_one(root, INDEX, Digest::of(INDEX), search::Kept::from_bytes);
        let (kept, ()) = rayon::join(recall_index, recall_pages);
        if let Some(kept) = kept {
            lock(index).kept = Arc::new(kept);
        }
    }

    /// Keeps for the next run what this one was asked for.
    pub fn keep(&self) {
        self.recorder.stage(Work::Keep, || self.keep_all());
    }

    fn keep_all(&self) {
        let Memos { documents, colours, written, index, uses, likeness, .. } = &*self.memos;
        let root = &self.options.root;
        cache::save(root, DOCUMENTS, documents, Renew::Seldom, |document| encoded(&**document));
        cache::save(root, USES, uses, Renew::Seldom, |uses| encoded(&**uses));
        cache::save(root, LIKENESS, likeness, Renew::Seldom, encoded);
        if written.found() > 0 {
            // A page that was not rendered did not ask for the colours of its code; another template would.
            colours.use_all();
        }
        cache::save(root, COLOURS, colours, Renew::Always, |colours| colours.as_ref().into());
        cache::save(root, WRITTEN, written, Renew::Always, |digest| digest.as_ref().into());
        if let Some(known) = self.snapshot.known() {
            known.keep();
        }
        let kept = Arc::clone(&lock(index).kept);
        if kept.is_worth_storing() {
            cache::save_one(root, INDEX, Digest::of(INDEX), &kept.to_bytes());
        }
    }

    /// The digest of all that a build depends on, but the program.
    pub fn digest(&self) -> Digest {
        let Options { root: _, base_url, drafts, strictness, preview, today } = &self.options;
        Digest::of(&(self.snapshot.digest(), base_url, drafts, strictness, preview, today))
    }

    /// Reads the site's files again. Returns whether any of them changed.
    pub fn refresh(&mut self) -> bool {
        self.refresh_unless(&mut || false).expect("nobody is in a hurry")
    }

    /// As [`Session::refresh`]; nothing, and nothing changes, if `hurries` says on the way that something else has to be
    /// done first.
    pub fn refresh_unless(&mut self, hurries: &mut dyn FnMut() -> bool) -> Option<bool> {
        let load = || load::snapshot_unless(&self.options.root, &self.snapshot, hurries);
        let snapshot = self.recorder.stage(Work::Load, load)?;
        let changed = !snapshot.is_same(&self.snapshot);
        self.snapshot = snapshot;
        Some(changed)
    }

    /// Reads these files again, and no others. Returns whether any changed; nothing if [`Session::refresh`] has to tell.
    pub fn refresh_files(&mut self, files: &BTreeSet<SourcePath>) -> Option<bool> {
        self.snapshot.look_again(&self.options.root, files)
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
            memos: Arc::clone(&self.memos),
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
            likeness: &self.memos.likeness,
        };
        problems.extend(self.recorder.stage(Work::Check, || check::run_on_texts(&checked)));
        allows.left_out = site.left_out.iter().map(|entry| entry.source.clone()).collect();
        Plan {
            diagnostics: judge(problems, &allows, &config.levels, self.options.strictness),
            memos: Arc::clone(&self.memos),
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
        self.memos.documents.sweep();
        self.memos.texts.sweep();
        self.memos.colours.sweep();
        self.memos.pages.sweep();
        self.memos.written.sweep();
        self.memos.uses.sweep();
        self.memos.likeness.sweep();
    }

    pub fn counts(&self) -> Counts {
        Counts {
            // Whatever is parsed gives a text.
            parsed: self.memos.texts.parsed(),
            rendered: self.memos.pages.computed() + self.memos.written.computed(),
            highlighted: self.memos.colours.computed(),
            indexed: self.memos.indexed.load(Ordering::Relaxed),
        }
    }

    /// How often the site was assembled.
    pub fn assemblies(&self) -> usize {
        self.assemblies.load(Ordering::Relaxed)
    }

    /// What was found again in place of work, in a session that has built once.
    pub fn found(&self) -> Counts {
        let Memos { documents, texts: _, colours, pages, written, index, indexed, uses: _, likeness: _ } =
            &*self.memos;
        Counts {
            parsed: documents.found(),
            rendered: pages.found() + written.found(),
            highlighted: colours.found(),
            indexed: lock(index).kept.count().saturating_sub(indexed.load(Ordering::Relaxed)),
        }
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

    fn parse(&self, config: &Arc<Config>) -> (Vec<Arc<Document>>, Texts) {
        let Memos { documents, texts, .. } = &*self.memos;
        let entries = self.snapshot.entries.par_iter();
        let options = Digest::of(&config.markdown);
        let parsed = entries.map(|source| {
            let key = document::key(source, options);
            let document = documents.get(key, || {
                let (document, text) = texts::parse(source, config, key, &self.recorder);
                texts.insert(key, &Arc::new(text));
                Arc::new(document)
            });
            // A text lives as long as its document.
            texts.touch(key);
            document
        });
        let documents = parsed.collect();
        let entries = Arc::clone(&self.snapshot.entries);
        (documents, Texts::new(entries, Arc::clone(config), Arc::clone(texts), self.recorder.clone()))
    }
}

fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

fn encoded<T: Serialize + ?Sized>(value: &T) -> Cow<'_, [u8]> {
    postcard::to_stdvec(value).expect("what is remembered can be written").into()
}

/// What the documents allow.
fn allows(documents: &[Arc<Document>]) -> Allows {
    let with = documents.iter().filter(|document| !document.allows.is_empty());
    let by_file = with.map(|document| (document.source.clone(), document.allows.clone())).collect();
    Allows { by_file, ..Allows::default() }
}

impl Plan {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|(level, _)| *level == Level::Error)
    }

    /// Whether the site's own templates cannot be used as they are.
    pub fn has_broken_templates(&self) -> bool {
        self.diagnostics.iter().any(|(_, problem)| problem.code == Code::Template)
    }

    /// What is at a path: one of `outputs`, or a file of the search index.
    pub fn find(&self, path: &OutPath) -> Option<Output> {
        if let Some(output) = self.outputs.get(path) {
            return Some(output.clone());
        }
        let name = path.as_str().strip_prefix(search_index::FOLDER)?.strip_prefix('/')?;
        self.index_file(name).map(|_| Output::Index(name.to_owned()))
    }

    /// The bytes of one output.
    ///
    /// # Errors
    /// What is wrong with the template that it is rendered with.
    pub fn produce(&self, output: &Output) -> PageResult {
        let page = match output {
            Output::Bytes(bytes) => return Ok(Arc::clone(bytes)),
            Output::Index(name) => {
                return Ok(self.index_file(name).expect("only files of the index are named so").into());
            }
            Output::Page(page) => page,
        };
        let renderer = Renderer::new(&self.templates);
        let inputs = self.inputs(&self.view(), page);
        let made = || Ok(renderer.render(&inputs, &self.bodies(page))?.into_bytes().into());
        self.memos.pages.get(renderer.key(&inputs), made).map_err(|problem| self.with_entry(problem, page))
    }

    /// The paths of all files.
    pub fn paths(&self) -> BTreeSet<OutPath> {
        let index = self.index().1.names().map(|name| search_index::path(&name));
        let mut paths: Vec<OutPath> = self.outputs.keys().cloned().chain(index).collect();
        // A set is made quickly of what is in order.
        paths.par_sort_unstable();
        paths.into_iter().collect()
    }

    /// Puts all outputs into `folder`, on all cores. `done` is called after each. Returns what is wrong with templates, in the
    /// order of the paths; one problem that many pages share is told once.
    ///
    /// # Errors
    /// If the folder cannot be read or written.
    pub fn produce_all(
        &self,
        folder: &dyn Folder,
        done: &(dyn Fn() + Sync),
    ) -> anyhow::Result<Vec<(Level, Diagnostic)>> {
        let folder = &TimedFolder::new(folder, &self.recorder);
        let (pages, index) = self.index();
        index.write(&**pages, &IndexFolder(folder))?;
        let view = self.view();
        let renderer = Renderer::new(&self.templates);
        let put = |(path, output): (&'_ OutPath, &'_ Output)| {
            let problem = match output {
                Output::Bytes(bytes) => folder.put(path, bytes).map(|_| None),
                Output::Index(_) => Ok(None),
                Output::Page(page) => self.put_page(&view, &renderer, page, folder, path),
            };
            done();
            problem
        };
        let put_all = || self.outputs.par_iter().map(put).collect::<anyhow::Result<_>>();
        let results: Vec<Option<Box<Diagnostic>>> = self.recorder.stage(Work::Produce, put_all)?;
        let mut problems: Vec<(Diagnostic, Vec<&OutPath>)> = Vec::new();
        for (path, problem) in self.outputs.keys().zip(results) {
            let Some(problem) = problem else { continue };
            let is_same =
                |known: &Diagnostic| (&known.span, &known.message) == (&problem.span, &problem.message);
            match problems.iter_mut().find(|(known, _)| is_same(known)) {
                Some((_, pages)) => pages.push(path),
                None => problems.push((*problem, vec![path])),
            }
        }
        Ok(problems.into_iter().map(|(problem, pages)| (Level::Error, name_pages(problem, &pages))).collect())
    }

    /// Puts a page into `folder`, unless it is there as it has to be. Returns what is wrong with its template.
    fn put_page(
        &self,
        view: &View<'_>,
        renderer: &Renderer<'_>,
        page: &PageRef,
        folder: &dyn Folder,
        path: &OutPath,
    ) -> anyhow::Result<Option<Box<Diagnostic>>> {
        let inputs = self.inputs(view, page);
        let key = renderer.key(&inputs);
        if let Some(digest) = self.memos.written.find(key)
            && folder.keep(path, digest)?
        {
            return Ok(None);
        }
        let render = || renderer.render(&inputs, &self.bodies(page));
        match self.recorder.time(Work::Render, || Subject::File(self.name(page, path)), render) {
            Ok(html) => {
                self.memos.written.insert(key, folder.put(path, html.as_bytes())?);
                Ok(None)
            }
            Err(problem) => Ok(Some(self.with_entry(problem, page))),
        }
    }

    /// A problem of a template with the entry that was being rendered.
    fn with_entry(&self, problem: Box<Diagnostic>, page: &PageRef) -> Box<Diagnostic> {
        let PageRef::Entry(id) = page else { return problem };
        let document = &self.site.page(*id).document;
        let title = document.front_matter.title.as_ref();
        let place = title.map_or_else(
            || Span::start_of(&document.source),
            |title| Span::new(&document.source, title.range.clone()),
        );
        Box::new(problem.related(place, "while this entry was rendered"))
    }

    /// The text of one of the site's templates, for messages about it.
    pub fn template(&self, path: &SourcePath) -> Option<&str> {
        self.templates.text(path)
    }

    /// The search index, and the pages that it is made of.
    fn index(&self) -> &(Arc<search_index::Pages>, search::Index) {
        let index = || {
            let mut last = lock(&self.memos.index);
            let texts = self.texts.clone();
            let text = Box::new(move |document: &Document| texts.get(document));
            let pages = Arc::new(search_index::Pages::new(&self.site, text, last.pages.as_deref()));
            let before = last.pages.as_deref().map(|pages| -> &dyn search::Pages { pages });
            let kept = Arc::new(last.kept.update(&*pages, before));
            self.memos.indexed.fetch_add(kept.read(), Ordering::Relaxed);
            *last = LastIndex { kept: Arc::clone(&kept), pages: Some(Arc::clone(&pages)) };
            (pages, search::Index::new(kept, self.site.config.repository.as_deref()))
        };
        self.index.get_or_init(|| self.recorder.stage(Work::Index, index))
    }

    fn index_file(&self, name: &str) -> Option<Vec<u8>> {
        let (pages, index) = self.index();
        index.file(name, &**pages)
    }

    fn view(&self) -> View<'_> {
        View { site: &self.site, statics: &self.statics, common: &self.common }
    }

    fn inputs(&self, view: &View<'_>, page: &PageRef) -> PageInputs {
        let digest = |id: PageId, place: Place<'_>| {
            Digest::of(&(self.site.page(id).document.gist.digest, self.filling(id, place)))
        };
        view.inputs(page, &digest)
    }

    /// The HTML of the texts that a page shows.
    fn bodies(&self, page: &PageRef) -> Bodies {
        let PageRef::OnePage(whole) = page else {
            let own = page.document(&self.site).map(|id| self.body(id, Place::Own));
            return Bodies { own: own.unwrap_or_default(), parts: Vec::new() };
        };
        let one = &self.site.one_pages[whole];
        let body = |id: &PageId| self.body(*id, Place::Among(one));
        Bodies {
            own: one.introduction.as_ref().map(body).unwrap_or_default(),
            parts: one.parts.iter().map(body).collect(),
        }
    }

    fn body(&self, id: PageId, place: Place<'_>) -> String {
        self.filling(id, place).fill(&self.text(id), |block| {
            let subject = || {
                Subject::Block(Block {
                    file: self.site.page(id).document.source.to_string(),
                    language: block.language.clone().unwrap_or_else(|| "text".to_owned()),
                    first_line: block.text.lines().next().unwrap_or_default().chars().take(60).collect(),
                    bytes: block.text.len(),
                })
            };
            let colour = || self.recorder.time(Work::Highlight, subject, || highlight::colours(block));
            let colours = self.memos.colours.get(highlight::key(block), colour);
            highlight::figure(block, &colours).into()
        })
    }

    /// The text of a page.
    fn text(&self, id: PageId) -> Arc<Text> {
        self.texts.get(&self.site.page(id).document)
    }

    /// What a page is called where work is told: the entry that it shows, or its own path.
    fn name(&self, page: &PageRef, path: &OutPath) -> String {
        let entry = page.document(&self.site).map(|id| self.site.page(id).document.source.to_string());
        entry.unwrap_or_else(|| path.to_string())
    }

    fn filling(&self, id: PageId, place: Place<'_>) -> Filling {
        let glossary = &self.site.glossary;
        if glossary.is_empty() || !self.site.config.definitions {
            return self.site.filling(id, place, &[]);
        }
        let key = Digest::of(&(self.site.page(id).document.gist.digest, glossary.digest()));
        let uses = || glossary.uses_in(&self.text(id)).into();
        self.site.filling(id, place, &self.memos.uses.get(key, uses))
    }
}

/// Where the output goes, as the search index sees it.
struct IndexFolder<'a>(&'a dyn Folder);

impl search::Files for IndexFolder<'_> {
    type Error = anyhow::Error;

    fn keep(&self, name: &str, digest: Digest) -> anyhow::Result<bool> {
        self.0.keep(&search_index::path(name), digest)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> anyhow::Result<Digest> {
        self.0.put(&search_index::path(name), bytes)
    }
}

/// Says on which pages a template failed.
fn name_pages(problem: Diagnostic, pages: &[&OutPath]) -> Diagnostic {
    let more = match pages.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let failed = format!("it failed while rendering `{}`{more}", pages[0]);
    let help = problem.help.as_ref().map_or_else(|| failed.clone(), |help| format!("{help}; {failed}"));
    problem.help(help)
}

/// A session that several threads use.
pub type SharedSession = Arc<Mutex<Session>>;
