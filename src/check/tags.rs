//! Tags that `[tags]` in `site.toml` does not register, for sites that switch the check on.

use super::Checked;
use crate::{
    diagnostic::{Code, Diagnostic},
    source::Span,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let registered = &checked.site.config.tags;
    for page in &checked.site.pages {
        for tag in &page.document.front_matter.tags {
            if !registered.contains_key(checked.site.config.canonical_tag(&tag.value)) {
                let span = Span::new(&page.document.source, tag.range.clone());
                problems.push(
                    Diagnostic::new(
                        Code::UnknownTag,
                        span,
                        format!("the tag `{}` is not registered", tag.value),
                    )
                    .did_you_mean(&tag.value, registered.keys().map(String::as_str))
                    .help(format!("add `[tags.{}]` to site.toml", tag.value)),
                );
            }
        }
    }
}
