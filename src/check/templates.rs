//! Entries that ask for a template which is not there.

use super::Checked;
use crate::{
    diagnostic::{Code, Diagnostic},
    source::Span,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    for (_, page) in checked.pages() {
        let Some(template) = &page.document.front_matter.template else { continue };
        if !checked.templates.contains(&template.value) {
            let span = Span::new(&page.document.source, template.range.clone());
            problems.push(
                Diagnostic::new(
                    Code::MissingTemplate,
                    span,
                    format!("there is no template `{}`", template.value),
                )
                .did_you_mean(&template.value, checked.templates.names())
                .help(format!("add `templates/{}`, or leave `template` out", template.value)),
            );
        }
    }
}
