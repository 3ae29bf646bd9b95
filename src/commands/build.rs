//! `nexus build`: the whole pipeline, committed.

use std::{
    io::IsTerminal,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use camino::Utf8Path;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::{Failure, Outcome, exit, exit_code, open_as, report_failure, report_to, strictness};
use crate::{
    base::{
        diagnostic::{Diagnostic, Level},
        folder::{Folder, Nowhere},
        terminal::say,
    },
    cli::{Build, Format, Report},
    commit::{self, CommitError, Target, Written},
    memory::blobs::BlobStore,
    output::Preview,
    report::{self, plural},
    session::{BuildRecord, LeftOut, Plan, Session},
    timings::{self, Counts, Facts, Recorder, Work},
};

pub fn run(root: &Utf8Path, args: &Build) -> Outcome {
    report_failure(build(root, args), args.report.format(), |why| Result {
        ok: false,
        error: Some(why),
        diagnostics: Vec::new(),
        summary: None,
    })
}

fn build(root: &Utf8Path, args: &Build) -> Outcome {
    let began = Instant::now();
    let recorder = if args.timings { Recorder::on() } else { Recorder::default() };
    let prepare = |session: Session| session.recorded(recorder.clone()).indexed();
    let session = open_as(root, &args.base, strictness(&args.levels), Preview::No, prepare)?;
    let root = super::site_root(root)?;
    let out = root.join(&args.out);
    commit::guard(Target { root: &root, out: &out }).map_err(refused)?;
    let blobs = BlobStore::new(&root, &args.out);
    let build = OneBuild { session: &session, args, root: &root, out: &out, blobs };
    let (record, written) = match build.again().map_err(refused)? {
        Some(again) => again,
        None => build.anew()?,
    };
    succeed(&session, args, &record, &written, began)?;
    report_timings(&recorder, &session, &written)
}

/// What is wrong with templates, and what was written, if anything was.
type Produced = (Vec<(Level, Diagnostic)>, Option<Written>);

/// One run of `nexus build`.
struct OneBuild<'a> {
    session: &'a Session,
    args: &'a Build,
    root: &'a Utf8Path,
    /// Absolute.
    out: &'a Utf8Path,
    blobs: BlobStore,
}

impl OneBuild<'_> {
    /// What an earlier build of the same inputs came to, if the output folder holds its files, or gets them from the cache.
    fn again(&self) -> std::result::Result<Option<(BuildRecord, Written)>, CommitError> {
        let recorder = self.session.recorder();
        let load = || BuildRecord::load(self.root, &self.args.out, self.session.digest());
        let Some(record) = recorder.stage(Work::Recall, load) else { return Ok(None) };
        let checked = recorder.stage(Work::Compare, || commit::check(self.target(), record.holds))?;
        let written = match checked {
            Some(written) => Some(written),
            None => recorder.stage(Work::Commit, || self.unpack(&record))?,
        };
        Ok(written.map(|written| (record, written)))
    }

    /// Makes the output folder hold what an earlier build left there; nothing if the cache lacks some of it.
    fn unpack(&self, record: &BuildRecord) -> std::result::Result<Option<Written>, CommitError> {
        let files = record.files(self.root, &self.args.out).filter(|files| self.blobs.has_all(files));
        let Some(files) = files else { return Ok(None) };
        let paths = files.keys().cloned().collect();
        commit::commit(commit::open(self.target())?, &paths, |folder| self.blobs.unpack(&files, folder))
    }

    /// Plans the site, and makes the output folder hold it.
    fn anew(&self) -> std::result::Result<(BuildRecord, Written), Failure> {
        let Self { session, args, root, .. } = self;
        // What is known of the output folder is read meanwhile: much of the planning keeps one core busy only.
        let (opened, plan) = thread::scope(|scope| {
            let opened = scope.spawn(|| commit::open(self.target()));
            session.load();
            let plan = session.plan();
            (opened.join().expect("opening does not panic"), plan)
        });
        let mut diagnostics = plan.diagnostics.clone();
        // With other templates in the place of broken ones, pages would say nothing more.
        if !plan.has_broken_templates() {
            let produced = self.produce(&plan, opened);
            let (problems, written) = produced.map_err(refused)?;
            diagnostics.extend(problems);
            if let Some(written) = written {
                session.save();
                let files = self.blobs.save();
                let record = BuildRecord::new(&plan, diagnostics, written.holds);
                record.save(root, &args.out, session.digest(), &files);
                return Ok((record, written));
            }
        }
        Err(fail(session, &diagnostics, &args.report))
    }

    /// Produces all outputs, into the output folder if nothing is wrong.
    fn produce(
        &self,
        plan: &Plan,
        opened: std::result::Result<commit::Opened, CommitError>,
    ) -> std::result::Result<Produced, CommitError> {
        let progress = progress(plan.outputs.len());
        let done = || progress.inc(1);
        if plan.has_errors() {
            let problems = plan.produce_all(&Nowhere, &done)?;
            progress.finish_and_clear();
            return Ok((problems, None));
        }
        let paths = plan.paths();
        let mut problems = Vec::new();
        let fill = |folder: &dyn Folder| {
            problems = plan.produce_all(&self.blobs.around(folder, paths.len()), &done)?;
            Ok(problems.is_empty())
        };
        let commit = || commit::commit(opened?, &paths, fill);
        let written = self.session.recorder().stage(Work::Commit, commit);
        progress.finish_and_clear();
        Ok((problems, written?))
    }

    fn target(&self) -> Target<'_> {
        Target { root: self.root, out: self.out }
    }
}

/// Writes the report of `--timings`, if that was asked for, and says where it is.
fn report_timings(recorder: &Recorder, session: &Session, written: &Written) -> Outcome {
    let facts = || Facts { done: session.counts(), found: session.found(), written };
    let report = recorder.report(session.root(), facts);
    let file = report.with_context(|| format!("`{}` cannot be written", timings::FILE))?;
    if let Some(file) = file {
        say(format_args!("timings: {file}"));
    }
    Ok(())
}

/// Says what a build came to.
fn succeed(
    session: &Session,
    args: &Build,
    built: &BuildRecord,
    written: &Written,
    began: Instant,
) -> Outcome {
    let summary = Summary::new(built, written, session.counts(), args.out.as_str(), began.elapsed());
    let text = summary.text(&built.diagnostics);
    let format = args.report.format();
    report_to(session, &args.report, &built.diagnostics, |diagnostics| Result {
        ok: true,
        error: None,
        diagnostics,
        summary: Some(summary),
    })?;
    if matches!(format, Format::Json | Format::Sarif) {
        return Ok(());
    }
    for note in built.loosened.iter().chain(&written.notes) {
        say(format_args!("note: {note}"));
    }
    say(text);
    Ok(())
}

/// Reports what is wrong; why the build failed.
fn fail(session: &Session, diagnostics: &[(Level, Diagnostic)], how: &Report) -> Failure {
    let code = exit_code(diagnostics);
    let told = report_to(session, how, diagnostics, |diagnostics| Result {
        ok: false,
        error: None,
        diagnostics,
        summary: None,
    });
    match told {
        Err(failure) => failure,
        Ok(()) if matches!(how.format(), Format::Json | Format::Sarif) => Failure { code, message: None },
        Ok(()) => Failure::new(code, format!("{}; nothing was written", report::tally(diagnostics))),
    }
}

fn refused(error: CommitError) -> Failure {
    let code = match error {
        CommitError::Unsafe { .. } => exit::UNSAFE,
        CommitError::Locked { .. } => exit::LOCKED,
        CommitError::Io(_) => exit::IO,
    };
    Failure::new(code, error)
}

/// A bar on a terminal, nothing in a pipe.
fn progress(count: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let style =
        ProgressStyle::with_template("{spinner} rendering {bar:32} {pos}/{len}").expect("a valid template");
    ProgressBar::new(count as u64).with_style(style)
}

/// What `--json` prints.
#[derive(Serialize)]
struct Result<'a> {
    ok: bool,
    /// Why nothing was written, where that is no diagnostic.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    diagnostics: Vec<report::Record>,
    summary: Option<Summary<'a>>,
}

#[derive(Serialize)]
struct Summary<'a> {
    out: &'a str,
    pages: usize,
    files: usize,
    written: usize,
    unchanged: usize,
    deleted: usize,
    work: Counts,
    left_out: &'a [LeftOut],
    milliseconds: u64,
}

impl<'a> Summary<'a> {
    fn new(built: &'a BuildRecord, written: &Written, work: Counts, out: &'a str, took: Duration) -> Self {
        Self {
            out,
            pages: built.pages,
            files: built.files,
            written: written.written,
            unchanged: written.unchanged,
            deleted: written.deleted,
            work,
            left_out: &built.left_out,
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn text(&self, diagnostics: &[(Level, Diagnostic)]) -> String {
        let mut text = format!(
            "built {} in {}: {} rendered, {} written, {} unchanged",
            plural(self.pages, "page"),
            duration(self.milliseconds),
            self.work.rendered,
            plural(self.written, "file"),
            self.unchanged
        );
        if self.deleted > 0 {
            text.push_str(&format!(", {} deleted", self.deleted));
        }
        text.push_str(&format!(", in {}/", self.out.trim_end_matches('/')));
        let tally = report::tally(diagnostics);
        if !tally.is_empty() {
            text.push_str(&format!(" ({tally})"));
        }
        for LeftOut { file, why } in self.left_out {
            text.push_str(&format!("\nleft out: {file} ({why})"));
        }
        if !self.left_out.is_empty() {
            text.push_str("\n  help: `--drafts` includes them");
        }
        text
    }
}

fn duration(milliseconds: u64) -> String {
    if milliseconds < 1000 {
        format!("{milliseconds} ms")
    } else {
        format!("{:.1} s", milliseconds as f64 / 1000.0)
    }
}
