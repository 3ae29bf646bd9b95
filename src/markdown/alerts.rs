//! GitHub's alerts: a block quote that begins with `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`.
//!
//! With a sign behind the bracket an alert folds: `[!NOTE]- Why?` begins folded, `[!NOTE]+` unfolded; a title of its own may
//! follow. `[!HINT]` and `[!SOLUTION]` always fold, and what is in them is not part of the text that search shows.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::{Item, Items, Pass, inside};
use crate::{diagnostic::Code, escape::escape};

/// A kind of alert: how it is written, and its title.
struct Kind {
    mark: &'static str,
    name: &'static str,
    title: &'static str,
    icon: &'static str,
}

const KINDS: [Kind; 7] = [
    Kind { mark: "NOTE", name: "note", title: "Note", icon: "note" },
    Kind { mark: "TIP", name: "tip", title: "Tip", icon: "tip" },
    Kind { mark: "IMPORTANT", name: "important", title: "Important", icon: "important" },
    Kind { mark: "WARNING", name: "warning", title: "Warning", icon: "warning" },
    Kind { mark: "CAUTION", name: "caution", title: "Caution", icon: "caution" },
    Kind { mark: "HINT", name: "hint", title: "Hint", icon: "tip" },
    Kind { mark: "SOLUTION", name: "solution", title: "Solution", icon: "check" },
];

/// Whether what has this name is kept out of the text that search shows.
pub(super) fn is_spoiler(name: &str) -> bool {
    matches!(name, "hint" | "solution")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    No,
    Closed,
    Open,
}

/// The first line of an alert that pulldown-cmark takes for a plain quote.
struct Opening {
    kind: &'static Kind,
    fold: Fold,
    title: String,
    /// Where the line ends in the file.
    end: usize,
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.has(|event| matches!(event, Event::Start(Tag::BlockQuote(_)))) {
        return;
    }
    let mut items = pass.take_items().into_iter();
    let mut closing: Vec<Option<&str>> = Vec::new();
    let mut skip_to = 0;
    while let Some((item, range)) = items.next() {
        match item {
            Item::Event(Event::Start(Tag::BlockQuote(kind))) => {
                let opening = match kind {
                    Some(kind) => {
                        Some(Opening { kind: of_github(kind), fold: Fold::No, title: String::new(), end: 0 })
                    }
                    None => opening(pass, items.as_slice()),
                };
                let Some(opening) = opening else {
                    closing.push(None);
                    pass.keep(Item::Event(Event::Start(Tag::BlockQuote(None))), range);
                    continue;
                };
                skip_to = skip_to.max(opening.end);
                closing.push(Some(begin(pass, &opening, range)));
            }
            Item::Event(Event::End(TagEnd::BlockQuote(kind))) => match closing.pop().flatten() {
                Some(end) => pass.html(end, range),
                None => pass.keep(Item::Event(Event::End(TagEnd::BlockQuote(kind))), range),
            },
            // The rest of the first line, up to and with its line break.
            Item::Event(Event::Text(_) | Event::SoftBreak | Event::HardBreak) if range.start < skip_to => {}
            Item::Event(Event::End(TagEnd::Paragraph)) if is_empty_paragraph(&pass.items) => {
                pass.items.pop();
            }
            other => pass.keep(other, range),
        }
    }
}

/// Whether the last thing written is the beginning of a paragraph: its only line was the title.
fn is_empty_paragraph(items: &Items<'_>) -> bool {
    matches!(items.last(), Some((Item::Event(Event::Start(Tag::Paragraph)), _)))
}

/// Writes the beginning of an alert, and returns its end.
fn begin(pass: &mut Pass<'_, '_>, opening: &Opening, range: Range<usize>) -> &'static str {
    let Kind { name, title, icon, .. } = opening.kind;
    if is_spoiler(name) {
        pass.unsearched.push(range.clone());
    }
    let title = if opening.title.is_empty() { (*title).to_owned() } else { escape(&opening.title) };
    let title = format!("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{icon}\"/></svg>{title}");
    if opening.fold == Fold::No {
        pass.html(
            format!("<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"),
            range,
        );
        return "</div>\n";
    }
    let open = if opening.fold == Fold::Open { " open" } else { "" };
    pass.html(
        format!(
            "<details class=\"alert alert-{name}\"{open}><summary class=\"alert-title\">{title}</summary>\n"
        ),
        range,
    );
    "</details>\n"
}

/// Reads the first line of a quote that has just begun, if it is an alert of ours.
fn opening(pass: &mut Pass<'_, '_>, rest: &[(Item<'_>, Range<usize>)]) -> Option<Opening> {
    let ((Item::Event(Event::Start(Tag::Paragraph)), range), paragraph) = rest.split_first()? else {
        return None;
    };
    let line = pass.source.text[range.clone()].lines().next()?;
    let (mark, rest) = line.strip_prefix("[!")?.split_once(']')?;
    let place = range.start..range.start + mark.len() + 3;
    let Some(kind) = KINDS.iter().find(|kind| kind.mark.eq_ignore_ascii_case(mark)) else {
        if mark.chars().all(|c| c.is_ascii_alphabetic()) {
            unknown(pass, mark, place);
        }
        return None;
    };
    let (fold, title) = match rest.chars().next() {
        Some('-') => (Fold::Closed, &rest[1..]),
        Some('+') => (Fold::Open, &rest[1..]),
        _ if is_spoiler(kind.name) => (Fold::Closed, rest),
        _ => {
            titled(pass, kind, rest.trim(), place);
            return None;
        }
    };
    let end = range.start + line.len();
    // Text only: what follows on this line in other elements would be lost.
    let inline = inside(paragraph);
    let plain = inline.iter().take_while(|(_, range)| range.start < end);
    let is_plain = plain
        .clone()
        .all(|(item, _)| matches!(item, Item::Event(Event::Text(_) | Event::SoftBreak | Event::HardBreak)));
    if !is_plain {
        let problem = pass
            .problem(Code::Markup, place, "the title of an alert is plain text")
            .help("write the title without emphasis, code and links; until then this is a plain quote");
        pass.report(problem);
    }
    is_plain.then(|| Opening { kind, fold, title: title.trim().to_owned(), end: end + 1 })
}

fn unknown(pass: &mut Pass<'_, '_>, mark: &str, place: Range<usize>) {
    let problem = pass
        .problem(Code::Markup, place, format!("no alert is called `{mark}`"))
        .did_you_mean(mark, KINDS.iter().map(|kind| kind.mark))
        .help("the alerts are NOTE, TIP, IMPORTANT, WARNING, CAUTION, HINT and SOLUTION");
    pass.report(problem);
}

fn titled(pass: &mut Pass<'_, '_>, kind: &Kind, title: &str, place: Range<usize>) {
    let mark = kind.mark;
    let problem = pass
        .problem(Code::Markup, place, format!("`[!{mark}]` must stand on a line of its own"))
        .help(format!("GitHub shows it as a plain quote otherwise; an alert that folds may have a title: `[!{mark}]- {title}`"));
    pass.report(problem);
}

fn of_github(kind: BlockQuoteKind) -> &'static Kind {
    &KINDS[match kind {
        BlockQuoteKind::Note => 0,
        BlockQuoteKind::Tip => 1,
        BlockQuoteKind::Important => 2,
        BlockQuoteKind::Warning => 3,
        BlockQuoteKind::Caution => 4,
    }]
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn alerts_fold() {
        check(
            "> [!NOTE]- Why & how?\n> Because *so*.\n\n> [!tip]+\n>\n> - a\n\n> [!HINT]\n> Look.\n>\n> > quote\n",
            expect![[r##"
                <details class="alert alert-note"><summary class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Why &amp; how?</summary>
                <p>Because <em>so</em>.</p>
                </details>
                <details class="alert alert-tip" open><summary class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>Tip</summary>
                <ul>
                <li>a</li>
                </ul>
                </details>
                <details class="alert alert-hint"><summary class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>Hint</summary>
                <p>Look.</p>
                <blockquote>
                <p>quote</p>
                </blockquote>
                </details>
            "##]],
        );
    }

    #[test]
    fn what_is_no_alert_is_said() {
        check(
            "> [!INFO]\n> a\n\n> [!WARNIG]\n> b\n\n> [!NOTE] Title\n> c\n\n> [!x y]\n\n> [!NOTE]- a *b*\n",
            expect![[r#"
                <blockquote>
                <p>[!INFO]
                a</p>
                </blockquote>
                <blockquote>
                <p>[!WARNIG]
                b</p>
                </blockquote>
                <blockquote>
                <p>[!NOTE] Title
                c</p>
                </blockquote>
                <blockquote>
                <p>[!x y]</p>
                </blockquote>
                <blockquote>
                <p>[!NOTE]- a <em>b</em></p>
                </blockquote>
                1:3 markup: no alert is called `INFO`
                4:3 markup: no alert is called `WARNIG`
                7:3 markup: `[!NOTE]` must stand on a line of its own
                12:3 markup: the title of an alert is plain text
            "#]],
        );
    }
}
