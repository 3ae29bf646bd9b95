//! Images without a text that stands in for them.

use super::Checked;
use crate::{
    diagnostic::{Code, Diagnostic},
    markdown::{Link, LinkKind},
    source::Span,
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    for (_, page) in checked.pages() {
        let source = &page.document.source;
        let mut images =
            page.document.markdown.links.iter().filter(|link| link.kind == LinkKind::Image).peekable();
        if images.peek().is_none() {
            continue;
        }
        let Some(text) = (checked.texts)(source) else { continue };
        for image in images.filter(|image| lacks_text(text, image)) {
            problems.push(
                Diagnostic::new(
                    Code::MissingAlt,
                    Span::new(source, image.range.clone()),
                    "the image has no text for those who cannot see it",
                )
                .help("say in the brackets what it shows, or `alt=\"\"` in `<img …>` if it is decoration"),
            );
        }
    }
}

/// Whether the image at this place has nothing in its brackets, or as raw HTML no `alt`.
fn lacks_text(text: &str, image: &Link) -> bool {
    let written = text.get(image.range.clone()).unwrap_or_default();
    if written.starts_with("![") {
        return is_empty_bracket(written.split_once(']').map_or("", |(start, _)| start));
    }
    let before = text.get(..image.range.start).unwrap_or_default();
    let line = &before[before.rfind("\n\n").map_or(0, |at| at + 2)..];
    if let Some(start) = line.trim_end_matches(['<', ' ', '\t', '\n']).strip_suffix("](") {
        return start.rfind("![").is_some_and(|at| is_empty_bracket(&start[at..]));
    }
    let Some(start) = before.rfind("<img").filter(|at| !before[*at..].contains('>')) else { return false };
    let tag = &text[start..text[start..].find('>').map_or(text.len(), |at| start + at)];
    !tag.split_whitespace().any(|part| part == "alt" || part.to_ascii_lowercase().starts_with("alt="))
}

fn is_empty_bracket(start: &str) -> bool {
    start.strip_prefix("![").is_some_and(|text| text.trim().is_empty())
}
