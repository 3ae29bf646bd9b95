//! Tags that one entry has alone: almost certainly misspelt if other entries have one that is spelt almost so.

use std::collections::HashMap;

use super::Checked;
use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Level},
        source::Span,
    },
    site::{PageId, Site},
};

/// Shorter tags are alike too easily: `npm` and `nvm`.
const LONG_ENOUGH: usize = 6;

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let site = checked.site;
    let shared = || site.tags.values().filter(|tag| tag.pages.len() > 1).map(|tag| tag.name.as_str());
    let by_core: HashMap<String, &str> = shared().map(|name| (core(name), name)).collect();
    for tag in site.tags.values() {
        let [page] = tag.pages[..] else { continue };
        // Where tags are registered, a slip is an unknown tag.
        let registered =
            site.config.tags.contains_key(&tag.name) || site.config.levels.of(Code::UnknownTag) != Level::Off;
        let like = by_core.get(&core(&tag.name)).copied();
        let like = like.or_else(|| shared().find(|other| is_slip(&tag.name, other)));
        let problem = match like.filter(|_| !registered) {
            Some(like) => Diagnostic::new(
                Code::SimilarTag,
                place(site, page, &tag.name),
                format!("`{}` is almost the tag `{like}` of other entries", tag.name),
            )
            .label(format!("did you mean `{like}`?"))
            .help("if they are two topics, register both under `[tags]` in site.toml"),
            None => Diagnostic::new(
                Code::LonelyTag,
                place(site, page, &tag.name),
                format!("no other entry has the tag `{}`", tag.name),
            )
            .help("use a tag that other entries have too, or leave it out"),
        };
        problems.push(problem);
    }
}

fn place(site: &Site, page: PageId, tag: &str) -> Span {
    let document = &site.page(page).document;
    let written = document.front_matter.tags.iter().find(|written| written.value == tag);
    Span::new(&document.source, written.map_or(0..0, |written| written.range.clone()))
}

/// What is left of a tag without case, separators and the ending of the plural.
fn core(tag: &str) -> String {
    let plain: String = tag.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    match plain.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
        _ => plain,
    }
}

/// One letter added, left out, changed or swapped, in a long word.
fn is_slip(tag: &str, other: &str) -> bool {
    tag.chars().count() >= LONG_ENOUGH && strsim::osa_distance(tag, other) == 1
}
