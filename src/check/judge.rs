//! Problems → those that are reported, each with its level, in the order of files and places.
//!
//! Takes all problems of a run, what comments in entries allow, and the site's levels. A comment that allows a problem
//! which is not there becomes a problem itself, so that comments do not outlive their cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Level, Origin},
        path::SourcePath,
        source::Span,
    },
    parse::allow::Allow,
    settings::config::Levels,
};

/// What becomes of the levels of diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strictness {
    /// As the codes and `[check]` say.
    Normal,
    /// Warnings are errors.
    Strict,
    /// Errors in entries are warnings.
    Lenient,
}

/// What comments in entries allow.
#[derive(Default)]
pub struct Allows {
    pub by_file: BTreeMap<SourcePath, Vec<Allow>>,
    /// Entries that are left out of the site, so that not all of their problems are known.
    pub left_out: BTreeSet<SourcePath>,
}

/// Gives each problem its level, drops those that are off or allowed, and puts them in order.
pub fn judge(
    problems: Vec<Diagnostic>,
    allows: &Allows,
    levels: &Levels,
    strictness: Strictness,
) -> Vec<(Level, Diagnostic)> {
    let level = |code: Code| match (levels.of(code), strictness) {
        (Level::Warn, Strictness::Strict) => Level::Error,
        (Level::Error, Strictness::Lenient) if code.origin() == Origin::Content => Level::Warn,
        (level, _) => level,
    };
    let mut judged: Vec<(Level, Diagnostic)> = permit(problems, allows, levels)
        .into_iter()
        .map(|problem| (level(problem.code), problem))
        .filter(|(level, _)| *level != Level::Off)
        .collect();
    judged.sort_by(|(_, a), (_, b)| (&a.span, a.code, &a.message).cmp(&(&b.span, b.code, &b.message)));
    judged.dedup();
    judged
}

/// Drops what is allowed, and adds a problem for every comment that allowed nothing.
fn permit(problems: Vec<Diagnostic>, allows: &Allows, levels: &Levels) -> Vec<Diagnostic> {
    let mut used: BTreeSet<(&SourcePath, usize)> = BTreeSet::new();
    let mut kept = Vec::with_capacity(problems.len());
    for problem in problems {
        let place = problem
            .span
            .as_ref()
            .and_then(|span| Some((allows.by_file.get_key_value(&span.file)?, span.range().start)));
        let Some(((file, allows), at)) = place else {
            kept.push(problem);
            continue;
        };
        let matching = allows.iter().enumerate().filter(|(_, allow)| {
            allow.code == problem.code && (allow.scope.contains(&at) || allow.scope.start == 0)
        });
        let matching: Vec<usize> = matching.map(|(index, _)| index).collect();
        if matching.is_empty() {
            kept.push(problem);
        }
        used.extend(matching.into_iter().map(|index| (file, index)));
    }
    for (file, allows) in allows.by_file.iter().filter(|(file, _)| !allows.left_out.contains(*file)) {
        let idle = allows.iter().enumerate().filter(|(index, allow)| {
            // A check that is off was not asked; and what others have on the web comes and goes.
            let is_asked = levels.of(allow.code) != Level::Off && !allow.code.is_external();
            !used.contains(&(file, *index)) && is_asked
        });
        kept.extend(idle.map(|(_, allow)| unused(file, allow)));
    }
    kept
}

fn unused(file: &SourcePath, allow: &Allow) -> Diagnostic {
    Diagnostic::new(
        Code::UnusedAllow,
        Span::new(file, allow.place.clone()),
        format!("there is no `{}` here to allow", allow.code),
    )
    .help("remove the comment; it holds for the block that follows, for its own line if that has other text, and for the whole file at the top")
}
