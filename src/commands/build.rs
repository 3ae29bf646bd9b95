//! `nexus build`: the whole pipeline, committed.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

use camino::Utf8Path;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::{Failure, Outcome, exit, exit_code, open, strictness, tell, tell_failure};
use crate::{
    cli::{Build, Format},
    commit::{self, CommitError, Nowhere, Target, Written},
    diagnostic::{Diagnostic, Level},
    output::{Output, Preview},
    report::{self, plural},
    session::{Plan, Session},
    site::{LeftOut, Why},
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
    let began = Instant::now();
    let session = open(root, &args.base, strictness(&args.levels), Preview::No)?;
    let root = super::site_root(root)?;
    let out = root.join(&args.out);
    let target = Target { root: &root, out: &out };
    commit::guard(target).map_err(refused)?;
    session.recall();
    let plan = session.plan();
    let mut diagnostics = plan.diagnostics.clone();
    if plan.has_broken_templates() {
        // What would be rendered with others in their place tells nothing.
        return fail(&session, &diagnostics, args.report.format());
    }
    let progress = progress(plan.outputs.len());
    let done = || progress.inc(1);
    if plan.has_errors() {
        diagnostics.extend(plan.produce_all(&Nowhere, &done).map_err(|error| refused(error.into()))?);
        progress.finish_and_clear();
        return fail(&session, &diagnostics, args.report.format());
    }
    let written = commit::commit(target, &plan.paths(), |folder| {
        let problems = plan.produce_all(folder, &done)?;
        let is_sound = problems.is_empty();
        diagnostics.extend(problems);
        Ok(is_sound)
    });
    progress.finish_and_clear();
    let Some(written) = written.map_err(refused)? else {
        return fail(&session, &diagnostics, args.report.format());
    };
    session.keep();
    let summary = Summary::new(&plan, &written, args.out.as_str(), began.elapsed());
    let text = summary.text(&diagnostics, &plan.site.left_out);
    let format = args.report.format();
    tell(&session, format, &diagnostics, |diagnostics| Result {
        ok: true,
        error: None,
        diagnostics,
        summary: Some(summary),
    })?;
    if matches!(format, Format::Json | Format::Sarif) {
        return Ok(());
    }
    for note in &written.notes {
        eprintln!("note: {note}");
    }
    eprintln!("{text}");
    Ok(())
}

fn fail(session: &Session, diagnostics: &[(Level, Diagnostic)], format: Format) -> Outcome {
    let code = exit_code(diagnostics);
    tell(session, format, diagnostics, |diagnostics| Result {
        ok: false,
        error: None,
        diagnostics,
        summary: None,
    })?;
    if matches!(format, Format::Json | Format::Sarif) {
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
struct Result {
    ok: bool,
    /// Why nothing was written, where that is no diagnostic.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    diagnostics: Vec<report::Record>,
    summary: Option<Summary>,
}

#[derive(Serialize)]
struct Summary {
    out: String,
    pages: usize,
    files: usize,
    written: usize,
    unchanged: usize,
    deleted: usize,
    left_out: Vec<LeftOutRecord>,
    milliseconds: u64,
}

#[derive(Serialize)]
struct LeftOutRecord {
    file: String,
    why: String,
}

impl Summary {
    fn new(plan: &Plan, written: &Written, out: &str, took: Duration) -> Self {
        let left_out = plan.site.left_out.iter();
        Self {
            out: out.to_owned(),
            pages: plan.outputs.values().filter(|output| matches!(output, Output::Page(_))).count(),
            files: plan.outputs.len(),
            written: written.written,
            unchanged: written.unchanged,
            deleted: written.deleted,
            left_out: left_out
                .map(|entry| LeftOutRecord { file: entry.source.to_string(), why: why(entry) })
                .collect(),
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn text(&self, diagnostics: &[(Level, Diagnostic)], left_out: &[LeftOut]) -> String {
        let mut text = format!(
            "built {} in {}: {} written, {} unchanged",
            plural(self.pages, "page"),
            duration(self.milliseconds),
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
        for entry in left_out {
            text.push_str(&format!("\nleft out: {} ({})", entry.source, why(entry)));
        }
        if !left_out.is_empty() {
            text.push_str("\n  help: `--drafts` includes them");
        }
        text
    }
}

fn why(entry: &LeftOut) -> String {
    match entry.why {
        Why::Draft => "a draft".to_owned(),
        Why::Later(date) => format!("dated {date}"),
    }
}

fn duration(milliseconds: u64) -> String {
    if milliseconds < 1000 {
        format!("{milliseconds} ms")
    } else {
        format!("{:.1} s", milliseconds as f64 / 1000.0)
    }
}
