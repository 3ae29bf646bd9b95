//! Entries whose `reviewed` date is older than the site allows.

use jiff::{Span as Time, civil::Date};

use super::Checked;
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        source::Span,
    },
    report::plural,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let months = checked.site.config.review_months;
    let oldest = checked.today.checked_sub(Time::new().months(i64::from(months))).unwrap_or(Date::MIN);
    for (_, page) in checked.pages() {
        let Some(reviewed) = &page.document.front_matter.reviewed else { continue };
        if reviewed.value < oldest {
            problems.push(
                Diagnostic::new(
                    Code::StaleReview,
                    Span::new(&page.document.source, reviewed.range.clone()),
                    format!("the last review is more than {} ago", plural(months as usize, "month")),
                )
                .help(format!(
                    "check that the entry is still right, then write `reviewed: {}`",
                    checked.today
                )),
            );
        }
    }
}
