//! Entries of one kind with the same title, below the same folder of `content/`: those of other folders are in another language, of
//! another version, or about something else. Landing pages are told apart by their folders.

use std::collections::{HashMap, hash_map::Entry};

use super::{Checked, title_place, top_folder};
use crate::{
    base::diagnostic::{Code, Diagnostic},
    site::Page,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(&str, String, &str), &Page> = HashMap::new();
    // A title that had to be guessed is reported as missing.
    for (_, page) in checked.entries().filter(|(_, page)| page.document.title().is_some()) {
        match first.entry((top_folder(&page.file), page.title.trim().to_lowercase(), &page.kind.name)) {
            Entry::Vacant(place) => {
                place.insert(page);
            }
            Entry::Occupied(known) => problems.push(
                Diagnostic::new(
                    Code::DuplicateTitle,
                    title_place(page),
                    format!("`{}` has the title `{}` too", known.get().file, page.title),
                )
                .related(title_place(known.get()), "the first one")
                .cause_is(format!("more than one entry has the title `{}`", page.title.trim()))
                .help("give each its own title: what does this one say that the other does not?"),
            ),
        }
    }
}
