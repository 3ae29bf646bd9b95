//! `nexus check`: everything that can be wrong, and nothing written.

use camino::Utf8Path;
use serde::Serialize;

use super::{Failure, Outcome, exit_code, open, strictness, tell};
use crate::{
    cli::{Check, Format},
    output::Preview,
    report::{self, plural},
};

pub fn run(root: &Utf8Path, args: &Check) -> Outcome {
    let session = open(root, &args.base, strictness(&args.levels), Preview::No)?;
    let plan = session.plan();
    let code = exit_code(&plan.diagnostics);
    let format = args.report.format();
    tell(&session, format, &plan.diagnostics, |diagnostics| Result { ok: code == 0, diagnostics })?;
    if matches!(format, Format::Json | Format::Sarif) {
        return if code == 0 { Ok(()) } else { Err(Failure { code, message: None }) };
    }
    let tally = report::tally(&plan.diagnostics);
    if code != 0 {
        return Err(Failure::new(code, tally));
    }
    let found = if tally.is_empty() { "no problems".to_owned() } else { tally };
    eprintln!("checked {}: {found}", plural(plan.site.pages.len(), "entry"));
    Ok(())
}

#[derive(Serialize)]
struct Result {
    ok: bool,
    diagnostics: Vec<report::Record>,
}
