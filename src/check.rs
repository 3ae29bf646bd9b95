//! The assembled site → diagnostics about what only shows in the whole. One file per check.

use crate::{diagnostic::Diagnostic, site::Site, template::Templates};

mod cycles;
mod tags;
mod templates;

/// What a check looks at.
pub struct Checked<'a> {
    pub site: &'a Site,
    pub templates: &'a Templates,
}

/// Every check. The order is that of the reports about the same place.
const CHECKS: [fn(&Checked<'_>, &mut Vec<Diagnostic>); 3] = [cycles::check, tags::check, templates::check];

/// Runs every check.
pub fn run(checked: &Checked<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for check in CHECKS {
        check(checked, &mut problems);
    }
    problems
}
