//! A site's plan: everything about it but the bytes of its pages, which are made one by one or all at once.

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock, atomic::Ordering},
};

use rayon::prelude::*;

use super::{
    AT_A_TIME,
    memory::{LastIndex, Memory, Page},
    texts::Texts,
};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Level},
        digest::Digest,
        folder::Folder,
        mutex::lock,
        path::{OutPath, SourcePath},
        source::Span,
    },
    output::{
        Common, Output, Outputs, PageRef, Statics, View,
        context::PageInputs,
        render::{Bodies, Renderer},
        search_index,
        template::Templates,
    },
    parse::{
        document::Document,
        highlight::{self, CodeBlock},
        markdown::Text,
    },
    search,
    site::{DrawShape, Filling, PageId, Place, ShapeContext, Site, Tools},
    timings::{Block, Recorder, Subject, TimedFolder, Work},
};

/// Everything about a site but the bytes of its pages.
pub struct Plan {
    pub site: Site,
    pub(super) texts: Texts,
    pub outputs: Arc<Outputs>,
    /// With the level that each has in this run, in the order of files and places.
    pub diagnostics: Vec<(Level, Diagnostic)>,
    pub(super) templates: Arc<Templates>,
    pub(super) statics: Arc<Statics>,
    pub(super) common: Arc<Common>,
    pub(super) memory: Arc<Memory>,
    pub(super) recorder: Recorder,
    /// Made when it is asked for first.
    pub(super) index: OnceLock<(Arc<search_index::Pages>, search::Index)>,
}

/// A file's bytes, or what is wrong with the template that it is rendered with.
pub type PageResult = Result<Arc<[u8]>, Box<Diagnostic>>;

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

    /// The bytes of the output at `path`.
    ///
    /// # Errors
    /// What is wrong with the template that it is rendered with, or with the entry that it shows.
    pub fn produce(&self, path: &OutPath, output: &Output) -> PageResult {
        let page = match output {
            Output::Bytes(bytes) => return Ok(Arc::clone(bytes)),
            Output::Index(name) => {
                return Ok(self.index_file(name).expect("only files of the index are named so").into());
            }
            Output::Page(page) => page,
        };
        let renderer = Renderer::new(&self.templates);
        let inputs = self.inputs(&self.view(), page);
        let key = renderer.key(&inputs);
        if let Some(Page { bytes: Some(bytes), .. }) = self.memory.pages.find(key) {
            return Ok(bytes);
        }
        let bytes: Arc<[u8]> = self.render(&renderer, path, page, &inputs)?.into_bytes().into();
        let digest = Digest::of_bytes(&bytes);
        self.memory.pages.insert(key, Page { digest, bytes: Some(Arc::clone(&bytes)) });
        Ok(bytes)
    }

    /// The paths of all files.
    pub fn paths(&self) -> BTreeSet<OutPath> {
        let index = self.index().1.names().map(|name| search_index::path(&name));
        let mut paths: Vec<OutPath> = self.outputs.keys().cloned().chain(index).collect();
        // A set is made quickly of what is in order.
        paths.par_sort_unstable();
        paths.into_iter().collect()
    }

    /// Puts all outputs into `folder`, on all cores. `done` is called after each. Returns what is wrong with templates, and with
    /// entries that cannot be read any more, in the order of the paths; a problem that many pages share is reported once.
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
        if let Some(problem) = self.texts.problem() {
            return Ok(vec![(Level::Error, problem)]);
        }
        let view = self.view();
        let renderer = Renderer::new(&self.templates);
        let put = |(path, output): &(&OutPath, &Output)| {
            let problem = match output {
                Output::Bytes(bytes) => folder.put(path, bytes).map(|_| None),
                Output::Index(_) => Ok(None),
                Output::Page(page) => self.put_page(&view, &renderer, page, folder, path),
            };
            done();
            problem
        };
        let outputs: Vec<_> = self.outputs.iter().collect();
        let put_all = || outputs.par_iter().with_max_len(AT_A_TIME).map(put).collect::<anyhow::Result<_>>();
        let results: Vec<Option<Box<Diagnostic>>> = self.recorder.stage(Work::Produce, put_all)?;
        let mut problems: Vec<(Diagnostic, Vec<&OutPath>)> = Vec::new();
        for ((path, _), problem) in outputs.into_iter().zip(results) {
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
        if let Some(made) = self.memory.pages.find(key)
            && folder.keep(path, made.digest)?
        {
            return Ok(None);
        }
        match self.render(renderer, path, page, &inputs) {
            Ok(html) => {
                let digest = folder.put(path, html.as_bytes())?;
                self.memory.pages.insert(key, Page { digest, bytes: None });
                Ok(None)
            }
            Err(problem) => Ok(Some(problem)),
        }
    }

    fn render(
        &self,
        renderer: &Renderer<'_>,
        path: &OutPath,
        page: &PageRef,
        inputs: &PageInputs,
    ) -> Result<String, Box<Diagnostic>> {
        let render = || renderer.render(inputs, &self.bodies(page, renderer, inputs)?);
        let html = self.recorder.time(Work::Render, || Subject::File(self.name(page, path)), render);
        let html = html.map_err(|problem| self.with_entry(problem, page))?;
        match self.texts.problem() {
            Some(problem) => Err(Box::new(problem)),
            None => Ok(html),
        }
    }

    /// A problem of a template with the entry that was being rendered.
    fn with_entry(&self, problem: Box<Diagnostic>, page: &PageRef) -> Box<Diagnostic> {
        let PageRef::Entry(id) = page else { return problem };
        let document = &self.site.page(*id).document;
        if problem.files().any(|file| *file == document.source) {
            return problem;
        }
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
            let mut last = lock(&self.memory.index);
            let texts = self.texts.clone();
            let text = Box::new(move |document: &Document| texts.get(document));
            let pages = Arc::new(search_index::Pages::new(&self.site, text, last.pages.as_deref()));
            let before = last.pages.as_deref().map(|pages| -> &dyn search::Pages { pages });
            let kept = Arc::new(last.kept.update(&*pages, before));
            self.memory.indexed.fetch_add(kept.read(), Ordering::Relaxed);
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
    fn bodies(
        &self,
        page: &PageRef,
        renderer: &Renderer<'_>,
        inputs: &PageInputs,
    ) -> Result<Bodies, Box<Diagnostic>> {
        let shape = |shape: &ShapeContext, body: &str| renderer.shape(inputs, shape, body);
        let PageRef::OnePage(whole) = page else {
            let own = page.document(&self.site).map(|id| self.body(id, Place::Own, &shape)).transpose()?;
            return Ok(Bodies { own: own.unwrap_or_default(), parts: Vec::new() });
        };
        let one = &self.site.one_pages[whole];
        let body = |id: &PageId| self.body(*id, Place::Among(one), &shape);
        Ok(Bodies {
            own: one.introduction.as_ref().map(body).transpose()?.unwrap_or_default(),
            parts: one.parts.iter().map(body).collect::<Result<_, _>>()?,
        })
    }

    fn body(&self, id: PageId, place: Place<'_>, shape: &DrawShape<'_>) -> Result<String, Box<Diagnostic>> {
        let figure = |block: &CodeBlock| {
            let subject = || {
                Subject::Block(Block {
                    file: self.site.page(id).document.source.to_string(),
                    language: block.language.clone().unwrap_or_else(|| "text".to_owned()),
                    first_line: block.text.lines().next().unwrap_or_default().chars().take(60).collect(),
                    bytes: block.text.len(),
                })
            };
            let colour = || self.recorder.time(Work::Highlight, subject, || highlight::colours(block));
            let colours = self.memory.colours.get(highlight::key(block), colour);
            highlight::figure(block, &colours).into()
        };
        self.filling(id, place).fill(&self.text(id), &Tools { figure: &figure, shape })
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
        self.site.filling(id, place, &self.memory.uses.get(key, uses))
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
