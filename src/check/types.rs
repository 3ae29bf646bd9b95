//! Entries that name their kind as other tools do, by `type`.

use super::Checked;
use crate::base::{
    diagnostic::{Code, Diagnostic},
    source::Span,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let mut unknown = Vec::new();
    for (_, page) in checked.pages() {
        let front_matter = &page.document.front_matter;
        let Some(name) = front_matter.r#type.as_ref().filter(|_| front_matter.kind.is_none()) else {
            continue;
        };
        let place = Span::new(&page.document.source, name.range.clone());
        if checked.site.config.kinds.contains_key(&name.value) {
            problems.push(
                Diagnostic::new(Code::ForeignField, place, "`type` is called `kind` here")
                    .help("rename it to `kind`; until then it is read as that"),
            );
        } else {
            unknown.push(place);
        }
    }
    let message = "`type` names a kind that the site does not have";
    problems.extend(Diagnostic::group(Code::ForeignField, unknown, message).map(|problem| {
        problem.help("remove the field; until then the entry is of the kind that its folder implies")
    }));
}
