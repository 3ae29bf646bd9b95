//! What the preview shows at one moment, and what it showed last.
//!
//! Takes a plan after each change; returns the bytes of an output. Invariant: a page that could be shown once stays up,
//! in its last good version, for as long as its file, or what all pages are made of, has an error.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use serde::Serialize;

use crate::{
    base::{
        diagnostic::Level,
        mutex::lock,
        path::{CONTENT, OutPath, SourcePath},
    },
    output::Output,
    report::{self, Record, Texts},
    session::Plan,
};

/// One state of the site, as the preview shows it.
pub struct Edition {
    /// Another one for each edition, also across two runs of the server.
    pub version: String,
    number: u64,
    newest: Arc<Plan>,
    /// The last plan without an error; what the pages with an error are made from.
    good_plan: Option<Arc<Plan>>,
    errors: Vec<Record>,
    warnings: usize,
    /// The number of the edition in which a file other than a page changed last, for those that did.
    files: BTreeMap<String, u64>,
    /// Pages whose template failed in this edition.
    failures: Mutex<BTreeMap<OutPath, Record>>,
    good: Arc<Good>,
}

/// The last bytes that a page had without an error.
type Good = Mutex<HashMap<OutPath, Arc<[u8]>>>;

/// What there is to show for a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Shown {
    Bytes(Arc<[u8]>),
    /// The page's template fails, and no good version is known.
    Broken,
    Missing,
}

/// What a browser asks for to bring itself up to date.
#[derive(Debug, Serialize)]
pub struct State<'a> {
    version: &'a str,
    base: &'a str,
    /// Whether the page is an older one, which has no error.
    kept: bool,
    errors: Vec<Record>,
    warnings: usize,
    files: &'a BTreeMap<String, u64>,
}

impl Edition {
    /// The first edition. `errors` are those among the plan's diagnostics.
    pub fn first(plan: Plan, errors: Vec<Record>) -> Self {
        let newest = Arc::new(plan);
        Self {
            version: version(1),
            number: 1,
            warnings: warnings(&newest),
            good_plan: errors.is_empty().then(|| Arc::clone(&newest)),
            newest,
            errors,
            files: BTreeMap::new(),
            failures: Mutex::default(),
            good: Arc::default(),
        }
    }

    /// The edition after this one.
    fn next(&self, plan: Plan, errors: Vec<Record>) -> Self {
        let newest = Arc::new(plan);
        let good_plan = if errors.is_empty() { Some(Arc::clone(&newest)) } else { self.good_plan.clone() };
        let number = self.number + 1;
        let mut files = self.files.clone();
        let changed = changed_files(&self.newest, &newest);
        files.extend(changed.map(|path| (path.to_string(), number)));
        Self {
            version: version(number),
            number,
            warnings: warnings(&newest),
            newest,
            good_plan,
            errors,
            files,
            failures: Mutex::default(),
            good: Arc::clone(&self.good),
        }
    }

    /// Whether pages with an error are shown as they were last without one.
    fn is_kept(&self) -> bool {
        !self.errors.is_empty() && self.good_plan.is_some()
    }

    /// Whether an error concerns every page: one in the settings or in a template, or one without a place.
    fn is_broken_as_a_whole(&self) -> bool {
        let in_an_entry = |error: &Record| {
            let file = error.file.as_deref().unwrap_or_default();
            file.strip_prefix(CONTENT).is_some_and(|rest| rest.starts_with('/'))
        };
        !self.errors.iter().all(in_an_entry)
    }

    /// The path below which the site stands, with slashes at both ends.
    pub fn base_path(&self) -> &str {
        let plan = self.good_plan.as_ref().filter(|_| self.is_broken_as_a_whole());
        plan.unwrap_or(&self.newest).site.config.base_path()
    }

    pub fn contains(&self, path: &str) -> bool {
        self.find(&OutPath::new(path)).is_some()
    }

    /// What there is to show for a path; a template that fails is remembered as an error of this edition.
    pub fn show(&self, path: &OutPath) -> Shown {
        let Some((plan, output)) = self.find(path) else { return Shown::Missing };
        match (plan.produce(path, &output), output) {
            (Ok(bytes), Output::Bytes(_) | Output::Index(_)) => Shown::Bytes(bytes),
            (Ok(bytes), Output::Page(_)) => {
                lock(&self.good).insert(path.clone(), Arc::clone(&bytes));
                Shown::Bytes(bytes)
            }
            (Err(problem), _) => {
                let texts = Texts::new(|file| plan.template(file));
                let mut record = report::record(Level::Error, &problem, &texts);
                let help = record.help.take().map_or_else(String::new, |help| format!("{help}; "));
                record.help = Some(format!("{help}it failed while rendering `{path}`"));
                lock(&self.failures).insert(path.clone(), record);
                lock(&self.good).get(path).cloned().map_or(Shown::Broken, Shown::Bytes)
            }
        }
    }

    /// The state as the page at `path` sees it: the errors in its own file come first.
    pub fn state(&self, path: Option<&OutPath>) -> State<'_> {
        let own = path.and_then(|path| self.source(path)).map(SourcePath::as_str);
        let mut errors = self.errors.clone();
        for (page, failure) in lock(&self.failures).iter() {
            let known = errors.iter_mut().find(|error| error.is_same(failure));
            match known {
                None => errors.push(failure.clone()),
                Some(error) if Some(page) == path => *error = failure.clone(),
                Some(_) => {}
            }
        }
        errors.sort_by_key(|error| !(error.file.is_some() && error.file.as_deref() == own));
        let base = self.base_path();
        let failed = path.is_some_and(|path| lock(&self.failures).contains_key(path));
        let older = |(plan, _): (&Plan, Output)| !std::ptr::eq(plan, &*self.newest);
        let kept = failed || path.and_then(|path| self.find(path)).is_some_and(older);
        State { version: &self.version, base, kept, errors, warnings: self.warnings, files: &self.files }
    }

    /// What a path is made from. A page whose own file has an error stays as it was last without one; the others are new.
    fn find(&self, path: &OutPath) -> Option<(&Plan, Output)> {
        let find = |plan: &'_ Arc<Plan>| plan.find(path);
        let new = find(&self.newest).map(|output| (&*self.newest, output));
        let Some(good_plan) = self.good_plan.as_ref().filter(|_| !self.errors.is_empty()) else { return new };
        let good = find(good_plan).map(|output| (&**good_plan, output));
        let is_broken = |(plan, output): &(&Plan, Output)| {
            let file = source(plan, output).map(SourcePath::as_str);
            file.is_some() && self.errors.iter().any(|error| error.file.as_deref() == file)
        };
        if self.is_broken_as_a_whole() || new.as_ref().is_some_and(is_broken) { good.or(new) } else { new }
    }

    /// The file that a page is written in.
    fn source(&self, path: &OutPath) -> Option<&SourcePath> {
        let (plan, output) = self.find(path)?;
        source(plan, &output)
    }
}

/// The file that a page is written in.
fn source<'a>(plan: &'a Plan, output: &Output) -> Option<&'a SourcePath> {
    let Output::Page(page) = output else { return None };
    let entry = page.document(&plan.site)?;
    Some(&plan.site.page(entry).document.source)
}

fn version(number: u64) -> String {
    format!("{}.{number}", std::process::id())
}

fn warnings(plan: &Plan) -> usize {
    plan.diagnostics.iter().filter(|(level, _)| *level == Level::Warn).count()
}

/// The files other than pages whose bytes are not what they were.
fn changed_files<'a>(before: &'a Plan, after: &'a Plan) -> impl Iterator<Item = &'a OutPath> {
    let bytes = |output: &'a Output| match output {
        Output::Bytes(bytes) => Some(bytes),
        // A reader of the index asks for it by its digest.
        Output::Page(_) | Output::Index(_) => None,
    };
    let outputs = (!Arc::ptr_eq(&before.outputs, &after.outputs)).then_some(&after.outputs);
    outputs.into_iter().flat_map(|outputs| outputs.iter()).filter_map(move |(path, output)| {
        let (new, old) = (bytes(output)?, before.outputs.get(path).and_then(bytes));
        let is_same = old.is_some_and(|old| Arc::ptr_eq(old, new) || old == new);
        (!is_same).then_some(path)
    })
}

/// The edition at hand, for all who serve it and all who wait for the next one.
pub struct Live {
    current: Mutex<Arc<Edition>>,
    changed: Condvar,
}

impl Live {
    pub fn new(first: Edition) -> Self {
        Self { current: Mutex::new(Arc::new(first)), changed: Condvar::new() }
    }

    pub fn current(&self) -> Arc<Edition> {
        Arc::clone(&lock(&self.current))
    }

    /// Puts a new plan in place. `errors` are those among its diagnostics. Returns whether the last good pages stay up
    /// because of them.
    pub fn publish(&self, plan: Plan, errors: Vec<Record>) -> bool {
        let next = Arc::new(self.current().next(plan, errors));
        let is_kept = next.is_kept();
        *lock(&self.current) = next;
        self.changed.notify_all();
        is_kept
    }

    /// Waits for another edition than `version`, and returns the one at hand after `timeout` at the latest.
    pub fn wait(&self, version: &str, timeout: Duration) -> Arc<Edition> {
        let current = lock(&self.current);
        let is_same = |current: &mut Arc<Edition>| current.version == version;
        let (current, _) = self
            .changed
            .wait_timeout_while(current, timeout, is_same)
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }
}
