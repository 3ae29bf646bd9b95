//! Links whose target a template engine would write: Hugo's `{{< ref "redis.md#expiry" >}}`, Jekyll's `{% link redis.md %}`, and
//! expressions before a path (`{{ site.url }}/redis/`).

use super::{Catalog, Found, Spot, Target, split};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{CONTENT, normalize, parent},
        source::Span,
    },
    parse::markdown::Link,
    site::PageId,
};

/// What a target that begins with an expression means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning<'t> {
    /// The entry of a name or a path.
    Entry(&'t str),
    /// A path from the top.
    Path(&'t str),
    /// An expression, and the path after it.
    Unknown(&'t str, &'t str),
}

/// Nothing for a target that begins otherwise.
pub(super) fn read(target: &str) -> Option<Meaning<'_>> {
    let close = if target.starts_with("{{") {
        "}}"
    } else if target.starts_with("{%") {
        "%}"
    } else {
        return None;
    };
    let end = target.find(close)? + close.len();
    let (expression, rest) = target.split_at(end);
    let inner = expression.trim_matches(['{', '}', '<', '>', '%', '-', ' ']);
    let mut words = inner.split_whitespace();
    let meaning = match (words.next(), words.next()) {
        (Some("ref" | "relref"), Some(_)) => Meaning::Entry(first_text(inner)?),
        (Some("link"), Some(path)) => Meaning::Path(path.trim_matches(['"', '\''])),
        (Some("post_url"), Some(name)) => Meaning::Entry(name.trim_matches(['"', '\''])),
        _ => Meaning::Unknown(expression, rest),
    };
    Some(meaning)
}

/// What stands between the first quotes, or else the second word.
fn first_text(inner: &str) -> Option<&str> {
    match inner.find(['"', '\'', '`']) {
        Some(at) => inner[at + 1..].split(&inner[at..=at]).next(),
        None => inner.split_whitespace().nth(1),
    }
}

impl Catalog<'_> {
    pub(super) fn expression(
        &self,
        from: Option<PageId>,
        meaning: &Meaning<'_>,
        link: &Link,
        span: &Span,
        problems: &mut Vec<Diagnostic>,
    ) -> Target {
        let file = span.file.below(CONTENT).unwrap_or_default();
        let written = match *meaning {
            Meaning::Entry(written) | Meaning::Path(written) | Meaning::Unknown(_, written) => written,
        };
        let (path, query, anchor) = split(written);
        let folder = if matches!(meaning, Meaning::Entry(_)) { parent(file) } else { "" };
        let full = normalize(folder, path).filter(|_| !path.is_empty());
        let spot = full.as_deref().and_then(|full| self.spot(full, true)).or_else(|| match meaning {
            Meaning::Entry("") => None,
            Meaning::Entry(_) if path.is_empty() => from.map(Spot::Page),
            Meaning::Entry(_) => match self.called(file, path) {
                Found::One(page) => Some(Spot::Page(page)),
                Found::Several(_) | Found::None => None,
            },
            Meaning::Path(_) | Meaning::Unknown(..) => None,
        });
        // No part of the target can be corrected where it is written.
        let link = Link { target: written.to_owned(), range: 0..0, ..link.clone() };
        match (spot, meaning) {
            (Some(spot), _) => self.reach(spot, anchor.map(str::to_owned), query, &link, span, problems),
            (None, Meaning::Unknown(expression, _)) => {
                let message = format!(
                    "`{expression}` is a template expression, which nexus does not have; the link leads nowhere"
                );
                problems.push(
                    Diagnostic::new(Code::ForeignMarkup, span.clone(), message)
                        .help("write where it leads: the path of a file, or a full web address"),
                );
                Target::Broken
            }
            (None, Meaning::Entry(_) | Meaning::Path(_)) => {
                problems.push(self.unknown_name(path, span));
                Target::Broken
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_mean_entries_and_paths() {
        for (target, meaning) in [
            ("{{< ref \"x.md#y\" >}}", Some(Meaning::Entry("x.md#y"))),
            ("{{% relref path='/a/x' lang=\"de\" %}}", Some(Meaning::Entry("/a/x"))),
            ("{{<ref x>}}", Some(Meaning::Entry("x"))),
            ("{% link _docs/x.md %}", Some(Meaning::Path("_docs/x.md"))),
            ("{% post_url 2020-01-01-x %}", Some(Meaning::Entry("2020-01-01-x"))),
            ("{{ site.url }}/x/#y", Some(Meaning::Unknown("{{ site.url }}", "/x/#y"))),
            ("{{ open", None),
            ("a/{{ b }}", None),
        ] {
            assert_eq!(read(target), meaning, "{target}");
        }
    }
}
