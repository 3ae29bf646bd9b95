//! Entries that no other entry leads to.
//!
//! The sidebar, the lists and the tag pages show every entry, so this looks at what people wrote: links in texts,
//! references in front matter, and the buttons of the home page. Landing pages, and entries beside the home page, are
//! what the navigation is made of; they are no orphans.

use super::{Checked, title_place};
use crate::{
    base::diagnostic::{Code, Diagnostic},
    site::SectionId,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let site = checked.site;
    let mut reached: Vec<bool> = site.graph.backlinks.iter().map(|links| !links.is_empty()).collect();
    for id in site.page_ids() {
        for to in checked.references(id) {
            reached[to.0] = true;
        }
    }
    let actions: Vec<&str> = site.config.actions.iter().map(|action| action.to.value.as_str()).collect();
    for (id, page) in checked.entries() {
        let offered = actions.iter().any(|to| to.trim_matches('/') == page.path);
        if !reached[id.0] && !offered && page.section != SectionId::ROOT {
            problems.push(
                Diagnostic::new(
                    Code::Orphan,
                    title_place(page),
                    format!("no entry leads to `{}`", page.file),
                )
                .help("link to it where a reader would need it, or name it under `related` there"),
            );
        }
    }
}
