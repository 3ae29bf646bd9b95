//! Entries that lead to no other entry.

use super::{Checked, title_place};
use crate::{
    base::diagnostic::{Code, Diagnostic},
    site::{PageId, resolve::Target},
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    for (id, page) in checked.entries() {
        if !leads_on(checked, id) {
            problems.push(
                Diagnostic::new(
                    Code::DeadEnd,
                    title_place(page),
                    format!("`{}` leads to no other entry", page.file),
                )
                .help("link to what a reader may want next, or name it under `related`"),
            );
        }
    }
}

fn leads_on(checked: &Checked<'_>, id: PageId) -> bool {
    let links = checked.site.graph.targets[id.0].iter().any(|target| match target {
        Target::Page { page, .. } => *page != id,
        Target::Section(_) => true,
        Target::File { .. } | Target::External(_) | Target::Broken => false,
    });
    links || checked.references(id).next().is_some()
}
