//! Headings that skip a level. The title is level 1, so a body begins with level 2.
//!
//! Where a heading of another level had to serve as the title, which is reported as that, the levels begin with the
//! next one.

use super::Checked;
use crate::base::{
    diagnostic::{Code, Diagnostic},
    source::Span,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    for (_, page) in checked.pages() {
        let reported = page.document.diagnostics.iter().any(|problem| problem.code == Code::MissingTitle);
        let mut before = if reported { u8::MAX - 1 } else { 1 };
        for heading in &page.document.markdown.outline {
            if heading.level > before + 1 {
                let behind =
                    if before == 1 { "the title".to_owned() } else { format!("one of level {before}") };
                problems.push(
                    Diagnostic::new(
                        Code::HeadingOrder,
                        Span::new(&page.document.source, heading.range.clone()),
                        format!("a heading of level {} follows {behind}", heading.level),
                    )
                    .help(format!("begin it with `{}`", "#".repeat(usize::from(before) + 1))),
                );
            }
            before = heading.level;
        }
    }
}
