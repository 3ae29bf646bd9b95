//! Entries that ask for a template which is not there.

use std::collections::BTreeMap;

use super::Checked;
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        source::Span,
    },
    output::context::ordinary_template,
    site::{Page, SectionId},
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let mut foreign = Vec::new();
    let mut missing: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for (_, page) in checked.pages() {
        let Some((name, is_ours)) = page.document.front_matter.asked_template() else { continue };
        let place = Span::new(&page.document.source, name.range.clone());
        let exists = checked.templates.is_for(&name.value, &ordinary_template(page_type(page)));
        match (exists, is_ours) {
            (true, true) => {}
            (true, false) => problems.push(
                Diagnostic::new(Code::ForeignField, place, "`layout` is called `template` here")
                    .help("rename it to `template`; until then it is read as that"),
            ),
            (false, true) => missing.entry(&name.value).or_default().push(place),
            (false, false) => foreign.push(place),
        }
    }
    for (name, places) in missing {
        let message = format!("there is no template `{name}` for this page");
        problems.extend(Diagnostic::group(Code::MissingTemplate, places, &message).map(|problem| {
            problem
                .did_you_mean(name, checked.templates.own_pages())
                .help(format!("add `templates/{name}`, or leave `template` out"))
        }));
    }
    let message = "`layout` names a template that the site does not have";
    problems.extend(Diagnostic::group(Code::ForeignField, foreign, message).map(|problem| {
        problem.help("remove the field; until then the page is shown as if it were not there")
    }));
}

fn page_type(page: &Page) -> &'static str {
    match (page.is_landing, page.section) {
        (false, _) => "entry",
        (true, SectionId::ROOT) => "home",
        (true, _) => "section",
    }
}
