//! `nexus check`: everything that can be wrong, and nothing written.

use camino::Utf8Path;
use serde::Serialize;

use super::{Failure, Outcome, exit_code, open, print_json, records, show, strictness};
use crate::{
    cli::Check,
    output::Preview,
    report::{self, plural},
};

pub fn run(root: &Utf8Path, args: &Check) -> Outcome {
    let session = open(root, &args.base, strictness(&args.levels), Preview::No)?;
    let plan = session.plan();
    let code = exit_code(&plan.diagnostics);
    if args.json {
        print_json(&Result { ok: code == 0, diagnostics: records(&session, &plan.diagnostics) })?;
        return if code == 0 { Ok(()) } else { Err(Failure { code, message: None }) };
    }
    show(&session, &plan.diagnostics);
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
