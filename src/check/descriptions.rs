//! Entries without a description, in a site where most have one.
//!
//! A site that writes no descriptions at all has decided so; one entry among many has forgotten it.

use super::{Checked, title_place};
use crate::base::diagnostic::{Code, Diagnostic};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let (with, without): (Vec<_>, Vec<_>) = checked
        .entries()
        .map(|(_, page)| page)
        .partition(|page| page.document.front_matter.description.is_some());
    if with.len() <= without.len() {
        return;
    }
    for page in without {
        let readable = page.document.front_matter.title.is_some() || page.document.diagnostics.is_empty();
        // A front matter that cannot be read is reported already, and a draft is still to be written.
        if readable && !page.document.front_matter.draft {
            problems.push(
                Diagnostic::new(Code::MissingDescription, title_place(page), "the entry has no description")
                    .help("add `description: …` to the front matter: one sentence, for lists and search engines"),
            );
        }
    }
}
