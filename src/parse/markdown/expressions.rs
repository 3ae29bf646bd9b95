//! Links whose target a template engine would write: `[Redis]({{< ref "redis" >}})`, `[Redis]({{ site.url }}/redis/)`.
//!
//! Such a target has spaces, so the parser sees no link. It reads a stand-in of the same length, and the link gets what is written
//! in the file; what that means is known once all pages are (`resolve/expressions.rs`).

use std::{borrow::Cow, ops::Range};

use pulldown_cmark::{CowStr, Event, Tag};

use super::{Item, Items};

/// Fills the stand-ins. A text that has it itself keeps its targets as they are.
const FILL: char = '\u{1b}';
/// As many bytes a target has at most, so that a long line is not read anew for each.
const LONGEST: usize = 400;

/// The text with stand-ins from byte `start` on, and where they are.
pub(super) fn hide(text: &str, start: usize) -> (Cow<'_, str>, Vec<Range<usize>>) {
    let found = if text.contains(FILL) { Vec::new() } else { find(text, start) };
    if found.is_empty() {
        return (text.into(), found);
    }
    let mut hidden = String::with_capacity(text.len());
    let mut done = 0;
    for Range { start, end } in found.iter().cloned() {
        hidden.push_str(&text[done..start]);
        hidden.push('<');
        hidden.extend(std::iter::repeat_n(FILL, end - start - 2));
        hidden.push('>');
        done = end;
    }
    hidden.push_str(&text[done..]);
    (hidden.into(), found)
}

/// Where targets are that begin with an expression and have a space in them.
fn find(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text[start..].match_indices("](") {
        let from = start + at + "](".len();
        let window = &text[from..text.floor_char_boundary(from + LONGEST)];
        let line = window.lines().next().unwrap_or_default();
        let Some(length) = expression(line) else { continue };
        let rest = &line[length..];
        let end = length + rest.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(rest.len());
        let is_new = found.last().is_none_or(|last| last.end <= from);
        // The stand-in has one byte at each end that may be parted from the rest.
        let is_plain = line[..end].ends_with(|c: char| c.is_ascii());
        if is_new && is_plain && line[..end].contains(' ') && line[end..].contains(')') {
            found.push(from..from + end);
        }
    }
    found
}

/// How long an expression at the beginning of a text is.
pub(super) fn expression(text: &str) -> Option<usize> {
    let close = if text.starts_with("{{") {
        "}}"
    } else if text.starts_with("{%") {
        "%}"
    } else {
        return None;
    };
    text.find(close).map(|at| at + close.len())
}

/// Gives what was read its targets back.
pub(super) fn restore(items: &mut Items<'_>, text: &str, hidden: &[Range<usize>]) {
    if hidden.is_empty() {
        return;
    }
    for (item, range) in items {
        let Item::Event(event) = item else { continue };
        let first = hidden.partition_point(|part| part.end <= range.start);
        let within = || hidden[first..].iter().take_while(|part| part.start < range.end);
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if dest_url.starts_with(FILL) =>
            {
                // The text of a link may hold a picture with a target of its own.
                let own = hidden[..hidden.partition_point(|part| part.end <= range.end)].last();
                if let Some(own) = own {
                    *dest_url = CowStr::from(text[own.clone()].to_owned());
                }
            }
            // The parser may have parted a stand-in.
            Event::Text(shown) if shown.len() == range.len() && within().next().is_some() => {
                if let Some(original) = text.get(range.clone()) {
                    *shown = CowStr::from(original.to_owned());
                }
            }
            Event::Text(shown) | Event::Code(shown) | Event::Html(shown) | Event::InlineHtml(shown)
                if shown.contains(FILL) =>
            {
                *shown = CowStr::from(filled(shown, within().map(|part| &text[part.clone()])));
            }
            _ => {}
        }
    }
}

/// A text with its stand-ins replaced, one by one.
fn filled<'t>(shown: &str, mut originals: impl Iterator<Item = &'t str>) -> String {
    let mut out = String::with_capacity(shown.len());
    let mut rest = shown;
    while let Some(at) = rest.find(FILL) {
        out.push_str(rest[..at].strip_suffix('<').unwrap_or(&rest[..at]));
        out.push_str(originals.next().unwrap_or_default());
        rest = rest[at..].trim_start_matches(FILL);
        rest = rest.strip_prefix('>').unwrap_or(rest);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::{check, run};

    #[test]
    fn expressions_are_targets() {
        check(
            "[*a*]({{< ref \"x.md#y\" >}}) [b]({{% relref \"x\" %}} \"T\") [c]({{ url }}/y) [d]({% link _docs/x.md %}) ![e]({{ \"/p.png\" | absURL }})\n\n[![f]({{ a }})]({{ b }})\n",
            expect![[r#"
                <p><a to="{{< ref \"x.md#y\" >}}"><em>a</em></a> <a to="{{% relref \"x\" %}}" title="T">b</a> <a to="{{ url }}/y">c</a> <a to="{% link _docs/x.md %}">d</a> <img to="{{ \"/p.png\" | absURL }}" size alt="e" loading="lazy" decoding="async"></p>
                <p><a to="{{ b }}"><img to="{{ a }}" size alt="f" loading="lazy" decoding="async"></a></p>
            "#]],
        );
        let (markdown, ..) = run("x [a]({{< ref \"x\" >}})\n");
        assert_eq!(markdown.links[0].range, 6..21);
    }

    #[test]
    fn code_and_what_is_no_link_stay() {
        check(
            "`[a]({{ b }})` x](  {{ c }}) y]({{ d }}) &amp; z]({{ é }}) [w]({{ e }}/é)\n\n```md\n[a]({{< ref \"x\" >}})\n```\n\n    [a]({{ b }})\n",
            expect![[r#"
                <p><code>[a]({{ b }})</code> x](  {{ c }}) y]({{ d }}) &amp; z]({{ é }}) [w]({{ e }}/é)</p>
                CodeBlock { language: Some("md"), text: "[a]({{< ref \"x\" >}})\n" }
                text: "[a]({{ b }})\n" }
            "#]],
        );
    }
}
