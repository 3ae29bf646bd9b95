//! `nexus check`: everything that can be wrong. Writes nothing, unless `--fix` asks for it.

use std::{collections::BTreeMap, mem};

use camino::Utf8Path;
use serde::Serialize;

use super::{Failure, Outcome, exit, exit_code, open, print, report_failure, report_to, strictness};
use crate::{
    base::{diagnostic::Diagnostic, path::SourcePath, terminal::say},
    check::external::{self, External},
    cli::{Check, Format, Report},
    commit::{amend, fix},
    output::Preview,
    report::{self, plural},
    session::{Plan, Session},
};

/// After so many rounds of fixes something goes in a circle.
const ROUNDS: usize = 10;

pub fn run(root: &Utf8Path, args: &Check) -> Outcome {
    report_failure(check(root, args), args.report.format(), |why| Result {
        ok: false,
        error: Some(why),
        diagnostics: Vec::new(),
    })
}

fn check(root: &Utf8Path, args: &Check) -> Outcome {
    let mut session = open(root, &args.base, strictness(&args.levels), Preview::No)?;
    if args.fix {
        let found = if args.external { ask(&session, &session.plan())?.diagnostics } else { Vec::new() };
        let changes = Changes::of(&session, found);
        if args.dry_run {
            return preview(&session, &changes);
        }
        changes.write(&session)?;
        session.refresh();
    }
    let mut plan = session.plan();
    if args.external {
        let found = ask(&session, &plan)?;
        tell_external(&found);
        plan = session.plan_with(found.diagnostics);
    }
    report(&session, &plan, &args.report)
}

/// Asks for the links that leave the site.
fn ask(session: &Session, plan: &Plan) -> std::result::Result<External, Failure> {
    external::check(session.root(), &plan.site, session.today())
        .map_err(|error| Failure::new(exit::IO, format!("{error:#}")))
}

/// Says what no diagnostic says.
fn tell_external(found: &External) {
    for (url, why) in &found.unknown {
        say(format_args!("cannot tell: {url} ({why})"));
    }
    let known = found.addresses - found.asked;
    say(format_args!("{}, {known} of them known already", plural(found.addresses, "external link")));
}

fn report(session: &Session, plan: &Plan, how: &Report) -> Outcome {
    let code = exit_code(&plan.diagnostics);
    report_to(session, how, &plan.diagnostics, |diagnostics| Result {
        ok: code == 0,
        error: None,
        diagnostics,
    })?;
    if matches!(how.format(), Format::Json | Format::Sarif) {
        return if code == 0 { Ok(()) } else { Err(Failure { code, message: None }) };
    }
    let tally = report::tally(&plan.diagnostics);
    if code != 0 {
        return Err(Failure::new(code, tally));
    }
    let found = if tally.is_empty() { "no problems".to_owned() } else { tally };
    say(format_args!("checked {}: {found}", plural(plan.site.pages.len(), "entry")));
    Ok(())
}

/// What fixes change.
struct Changes {
    texts: BTreeMap<SourcePath, String>,
    count: usize,
}

impl Changes {
    /// Works the changes out in memory, round by round: a mended front matter shows what is in it. What was `found` elsewhere
    /// has its places in the texts as they are, so its fixes belong to the first round.
    fn of(session: &Session, mut found: Vec<Diagnostic>) -> Self {
        let mut changes = Self { texts: BTreeMap::new(), count: 0 };
        for _ in 0..ROUNDS {
            let edited = session.edited(&changes.texts);
            let plan = edited.plan_with(mem::take(&mut found));
            let fixed = fix::apply(&plan.diagnostics, |file| edited.text(file));
            if fixed.texts.is_empty() {
                break;
            }
            changes.count += fixed.count;
            changes.texts.extend(fixed.texts);
        }
        changes
    }

    fn write(&self, session: &Session) -> Outcome {
        for (file, after) in &self.texts {
            let before = session.text(file).expect("it was read before it was edited");
            amend::replace(session.root(), file, before, after)?;
        }
        if self.count > 0 {
            say(format_args!(
                "fixed {} in {}",
                plural(self.count, "problem"),
                plural(self.texts.len(), "file")
            ));
        }
        Ok(())
    }
}

/// Shows what `--fix` would do.
fn preview(session: &Session, changes: &Changes) -> Outcome {
    for (file, after) in &changes.texts {
        let before = session.text(file).expect("it was read before it was edited");
        print(&fix::diff(file, before, after))?;
    }
    let rest = session.edited(&changes.texts).plan().diagnostics;
    let rest = if rest.is_empty() { "no problems".to_owned() } else { report::tally(&rest) };
    let (count, files) = (plural(changes.count, "problem"), plural(changes.texts.len(), "file"));
    say(format_args!("would fix {count} in {files}; what stays: {rest}"));
    Ok(())
}

#[derive(Serialize)]
struct Result {
    ok: bool,
    /// Why nothing could be checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    diagnostics: Vec<report::Record>,
}
