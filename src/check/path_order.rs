//! Learning paths whose steps stand before what they require, directly or by way of entries that are not on the path.

use std::collections::{BTreeSet, HashMap};

use super::{Checked, place_of};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        source::Span,
    },
    parse::kind,
    site::{Page, PageId, Site},
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let site = checked.site;
    for (id, page) in checked.pages().filter(|(_, page)| page.kind.name == kind::PATH) {
        let steps = site.graph.named(id, STEPS);
        let at: HashMap<PageId, usize> = steps.iter().enumerate().map(|(at, step)| (*step, at)).collect();
        for (here, step) in steps.iter().enumerate() {
            for required in required(site, *step) {
                // A step that is required by one that it requires is a cycle, which is reported as that.
                let late = at.get(&required).is_some_and(|there| *there > here);
                if late && !self::required(site, required).contains(step) {
                    problems.push(report(site, page, *step, required));
                }
            }
        }
    }
}

const STEPS: &str = "steps";

/// All that an entry requires, directly and round corners.
fn required(site: &Site, of: PageId) -> BTreeSet<PageId> {
    let mut found = BTreeSet::new();
    let mut open = vec![of];
    while let Some(page) = open.pop() {
        open.extend(site.graph.prerequisites[page.0].iter().copied().filter(|page| found.insert(*page)));
    }
    found
}

fn report(site: &Site, path: &Page, step: PageId, required: PageId) -> Diagnostic {
    let (step, required) = (site.page(step), site.page(required));
    let written = path.values.iter().filter(|(field, _)| field.name == STEPS).flat_map(|(_, values)| values);
    Diagnostic::new(
        Code::PathOrder,
        Span::new(&path.document.source, place_of(written, step).unwrap_or(0..0)),
        format!("the step `{}` comes before `{}`, which it requires", step.path, required.path),
    )
    .help(format!("move `{}` before it, or take it out of the `prerequisites`", required.path))
}
