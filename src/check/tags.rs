//! Tags against those that `[tags]` in `site.toml` registers: unknown ones, for sites that switch the check on, and synonyms.

use super::Checked;
use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Level},
        source::Span,
    },
    parse::value::Spanned,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let config = &checked.site.config;
    if config.tags.is_empty() && config.levels.of(Code::UnknownTag) == Level::Off {
        return;
    }
    for (_, page) in checked.pages() {
        for tag in &page.document.front_matter.tags {
            let span = Span::new(&page.document.source, tag.range.clone());
            let name = config.canonical_tag(&tag.value);
            if !config.tags.contains_key(name) {
                problems.push(unknown(checked, &tag.value, span));
            } else if name != tag.value {
                problems.push(synonym(tag, name, span));
            }
        }
    }
}

fn unknown(checked: &Checked<'_>, tag: &str, span: Span) -> Diagnostic {
    let registered = checked.site.config.tags.keys().map(String::as_str);
    let is_bare = tag.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let key = if is_bare { tag.to_owned() } else { format!("{tag:?}") };
    Diagnostic::new(Code::UnknownTag, span, format!("the tag `{tag}` is not registered"))
        .did_you_mean(tag, registered)
        .help(format!("write a tag that is registered, or register this one: `[tags.{key}]` in site.toml"))
}

fn synonym(tag: &Spanned<String>, name: &str, span: Span) -> Diagnostic {
    let problem = Diagnostic::new(Code::TagSynonym, span, format!("`{}` is called `{name}` here", tag.value))
        .help(format!("write `{name}`"));
    // Between quotes or in a text with commas the place is another one.
    let is_plain = tag.range.len() == tag.value.len();
    if is_plain { problem.fix(format!("write `{name}`"), tag.range.clone(), name) } else { problem }
}
