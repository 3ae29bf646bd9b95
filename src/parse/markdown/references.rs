//! References to what is not defined: `[text][label]` without a line `[label]: …`, and `[^note]` without its footnote. They are
//! shown as they are written.
//!
//! Prose has brackets too, so what could be an index (`a[0][1]`) or a lone word in brackets is left alone.

use std::{cell::LazyCell, ops::Range};

use pulldown_cmark::{BrokenLink, Event, LinkType};

use super::{Item, Pass};
use crate::base::{diagnostic::Code, names::Names};

/// A reference without its definition, as the parser meets it.
pub(super) struct Undefined {
    /// From the first bracket to the last.
    pub range: Range<usize>,
    label: String,
}

impl Undefined {
    /// `start` is where the parsed text begins in the file. Nothing for a lone word in brackets.
    pub(super) fn new(link: &BrokenLink<'_>, start: usize) -> Option<Self> {
        let is_sure = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
        is_sure.then(|| Self {
            range: link.span.start + start..link.span.end + start,
            label: link.reference.trim().to_owned(),
        })
    }
}

/// Reports what is not defined; `defined` are the labels of links that are.
pub(super) fn report(pass: &mut Pass<'_, '_>, mut undefined: Vec<Undefined>, defined: &[String]) {
    undefined.sort_by_key(|reference| (reference.range.start, reference.range.end));
    undefined.dedup_by_key(|reference| reference.range.start);
    let names = LazyCell::new(|| Names::new(defined.iter().map(String::as_str)));
    for Undefined { range, label } in undefined {
        if is_index(&pass.source.text, &range, &label) {
            continue;
        }
        // The label stands in the last brackets.
        let at = pass.source.text[range.clone()].rfind(&label).map_or(range.start, |at| range.start + at);
        let problem = pass
            .problem(Code::BrokenReference, at..at + label.len(), format!("the reference `{label}` is not defined"))
            .did_you_mean_one_of(&label, &names)
            .help(format!(
                "write on a line of its own where it leads: `[{label}]: ../file.md`; if it is no link, put a backslash before the bracket"
            ));
        pass.report(problem);
    }
    for (label, range) in undefined_notes(pass) {
        let problem = pass.problem(Code::Footnote, range, format!("there is no footnote `{label}`")).help(
            format!("write on a line of its own what it says: `[^{label}]: …`; if it is no footnote, put a backslash before the bracket"),
        );
        pass.report(problem);
    }
}

/// Footnotes that are referred to and not there: the parser leaves them as text, in three pieces.
fn undefined_notes(pass: &Pass<'_, '_>) -> Vec<(String, Range<usize>)> {
    let text = |at: usize| match pass.items.get(at) {
        Some((Item::Event(Event::Text(text)), _)) => Some(&**text),
        _ => None,
    };
    let label = |at: usize| {
        let label = text(at)?.strip_prefix('^')?;
        let is_plain = label.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
        // `[^a-z]` is a pattern.
        (is_plain && !label.is_empty() && !label.contains("a-z")).then(|| label.to_owned())
    };
    (1..pass.items.len())
        .filter(|at| text(at - 1) == Some("[") && text(at + 1) == Some("]"))
        .filter_map(|at| Some((label(at)?, pass.items[at].1.clone())))
        .collect()
}

/// Whether brackets belong to what stands before them, or hold a mere number or sign.
fn is_index(text: &str, range: &Range<usize>, label: &str) -> bool {
    let before = text[..range.start].chars().next_back();
    let is_joined = before.is_some_and(|c| c.is_alphanumeric() || "_)]['\"".contains(c));
    is_joined || !label.chars().any(char::is_alphabetic) || label.contains(['(', ')', '=', ':', '\n'])
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn what_is_not_defined_is_told() {
        check(
            "See [redis][rediss], [Redis][], ![a][b] and c[^why]. [d][redis] [e]\n\n[redis]: r.md\n",
            expect![[r#"
                <p>See [redis][rediss], <a to="r.md">Redis</a>, ![a][b] and c[^why]. <a to="r.md">d</a> [e]</p>
                1:13 broken-reference: the reference `rediss` is not defined
                1:38 broken-reference: the reference `b` is not defined
                1:47 footnote: there is no footnote `why`
            "#]],
        );
    }

    #[test]
    fn brackets_of_prose_are_no_references() {
        check(
            "[^a-z]+ [^*] a[i][j] [0][1] [x] \\[a][b] `[a][b]` f(x)[k][l] [ ][ ]\n",
            expect![[r#"
            <p>[^a-z]+ [^*] a[i][j] [0][1] [x] [a][b] <code>[a][b]</code> f(x)[k][l] [ ][ ]</p>
        "#]],
        );
    }
}
