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

use super::{Failure, Outcome, exit, exit_code, open_as, strictness, tell, tell_failure};
use crate::{
    built::{Built, LeftOut},
    cli::{Build, Format, Report},
    commit::{self, CommitError, Folder, Nowhere, Target, Written},
    diagnostic::{Diagnostic, Level},
    digest::Digest,
    output::Preview,
    pack::Pack,
    report::{self, plural},
    session::{Counts, Session},
    terminal::say,
    timings::{self, Facts, Recorder, Work},
};

pub fn run(root: &Utf8Path, args: &Build) -> Outcome {
    tell_failure(build(root, args), args.report.format(), |why| Result {
        ok: false,
        error: Some(why),
        diagnostics: Vec::new(),
        summary: None,
    })
}

fn build(root: &Utf8Path, args: &Build) -> Outcome {
    let recorder = if args.timings { Recorder::on() } else { Recorder::default() };
    let prepare = |session: Session| session.recorded(recorder.clone());
    match build_once(root, args, |session| prepare(session).knowing())? {
        Some(()) => Ok(()),
        // What is read as a whole at the beginning is of one piece.
        None => build_once(root, args, prepare).map(drop),
    }
}

/// Builds; unless entries changed while they were read, in which case nothing is written or told.
fn build_once(
    root: &Utf8Path,
    args: &Build,
    prepare: impl FnOnce(Session) -> Session,
) -> std::result::Result<Option<()>, Failure> {
    let began = Instant::now();
    let session = open_as(root, &args.base, strictness(&args.levels), Preview::No, prepare)?;
    let recorder = session.recorder();
    let root = super::site_root(root)?;
    let out = root.join(&args.out);
    let target = Target { root: &root, out: &out };
    commit::guard(target).map_err(refused)?;
    let inputs = session.digest();
    let pack = Pack::new(&root, &args.out);
    let finish = |built: &Built, written: &Written| {
        succeed(&session, args, built, written, began)?;
        report_timings(recorder, &session, written).map(Some)
    };
    let fails = |diagnostics: &[(Level, Diagnostic)]| match session.is_torn() {
        true => Ok(None),
        false => fail(&session, diagnostics, &args.report).map(Some),
    };
    if let Some(built) = recorder.stage(Work::Recall, || Built::recall(&root, &args.out, inputs)) {
        let check = || commit::check(target, built.holds);
        if let Some(written) = recorder.stage(Work::Compare, check).map_err(refused)? {
            return finish(&built, &written);
        }
        let unpack = || unpack(target, &pack, built.holds);
        if let Some(written) = recorder.stage(Work::Commit, unpack).map_err(refused)? {
            return finish(&built, &written);
        }
    }
    // What is known of the output folder is read meanwhile: much of the planning keeps one core busy only.
    let (opened, plan) = thread::scope(|scope| {
        let opened = scope.spawn(|| commit::open(target));
        session.recall();
        let plan = session.plan();
        (opened.join().expect("opening does not panic"), plan)
    });
    let mut diagnostics = plan.diagnostics.clone();
    if plan.has_broken_templates() {
        // What would be rendered with others in their place tells nothing.
        return fails(&diagnostics);
    }
    let progress = progress(plan.outputs.len());
    let done = || progress.inc(1);
    if plan.has_errors() {
        diagnostics.extend(plan.produce_all(&Nowhere, &done).map_err(|error| refused(error.into()))?);
        progress.finish_and_clear();
        return fails(&diagnostics);
    }
    let paths = plan.paths();
    let fill = |folder: &dyn Folder| {
        let problems = plan.produce_all(&pack.around(folder, paths.len()), &done)?;
        let is_sound = problems.is_empty();
        diagnostics.extend(problems);
        Ok(is_sound && !session.is_torn())
    };
    let written = recorder.stage(Work::Commit, || commit::commit(opened?, &paths, fill));
    progress.finish_and_clear();
    let Some(written) = written.map_err(refused)? else {
        return fails(&diagnostics);
    };
    session.keep();
    pack.keep(written.holds);
    let built = Built::new(&plan, diagnostics, written.holds);
    built.keep(&root, &args.out, inputs);
    finish(&built, &written)
}

/// Makes the output folder hold what a build left there once, after which it held `holds`; nothing if the pack does not know.
fn unpack(target: Target, pack: &Pack, holds: Digest) -> std::result::Result<Option<Written>, CommitError> {
    let Some(files) = pack.files(holds) else { return Ok(None) };
    let paths = files.keys().cloned().collect();
    commit::commit(commit::open(target)?, &paths, |folder| pack.unpack(&files, folder))
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
fn succeed(session: &Session, args: &Build, built: &Built, written: &Written, began: Instant) -> Outcome {
    let summary = Summary::new(built, written, session.counts(), args.out.as_str(), began.elapsed());
    let text = summary.text(&built.diagnostics);
    let format = args.report.format();
    tell(session, &args.report, &built.diagnostics, |diagnostics| Result {
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

fn fail(session: &Session, diagnostics: &[(Level, Diagnostic)], how: &Report) -> Outcome {
    let code = exit_code(diagnostics);
    tell(session, how, diagnostics, |diagnostics| Result {
        ok: false,
        error: None,
        diagnostics,
        summary: None,
    })?;
    if matches!(how.format(), Format::Json | Format::Sarif) {
        return Err(Failure { code, message: None });
    }
    Err(Failure::new(code, format!("{}; nothing was written", report::tally(diagnostics))))
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
    fn new(built: &'a Built, written: &Written, work: Counts, out: &'a str, took: Duration) -> Self {
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
