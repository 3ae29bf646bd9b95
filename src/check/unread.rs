//! Texts in other formats than Markdown, which are published as they are.

use std::collections::BTreeMap;

use super::Checked;
use crate::base::{
    diagnostic::{Code, Diagnostic},
    path::{CONTENT, SourcePath},
    source::Span,
};

/// How the names of such files end.
const FORMATS: [(&str, &str); 6] = [
    ("adoc", "AsciiDoc"),
    ("asciidoc", "AsciiDoc"),
    ("org", "Org"),
    ("rst", "reStructuredText"),
    ("rdoc", "RDoc"),
    ("textile", "Textile"),
];

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let mut places: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for path in checked.site.assets.keys() {
        let file = SourcePath::new(format!("{CONTENT}/{path}"));
        let format = file.extension().and_then(|end| FORMATS.iter().find(|(known, _)| *known == end));
        if let Some((_, format)) = format {
            places.entry(format).or_default().push(Span::start_of(&file));
        }
    }
    for (format, places) in places {
        let message = format!("a text in {format} is not read, only Markdown is");
        problems.extend(Diagnostic::group(Code::UnreadFile, places, &message).map(|problem| {
            problem.help("convert it to Markdown; until then it is published as it is, for download")
        }));
    }
}
