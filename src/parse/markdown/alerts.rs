//! Alerts: a block quote whose first line is `[!NOTE]`, or one of the other kinds below, in capitals or not.
//!
//! GitHub has five kinds, each alone on its line. Behind any of them may be a title in inline Markdown. With a sign behind the
//! bracket an alert folds: `[!NOTE]- Why?` begins folded, `[!NOTE]+` unfolded. `[!HINT]` and `[!SOLUTION]` always fold, and what is
//! in them is not part of the text that search shows. GitHub's older form, `**Note**` alone on the first line, is read too.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::{
    Item, Items, Pass,
    blocks::{Block, Fold},
    inside,
};
use crate::base::diagnostic::Code;

/// What an alert looks like: the name of its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look(pub &'static str);

impl Look {
    /// That of what folds and is no alert.
    pub(super) const DETAILS: Self = Self("");
}

/// A kind of alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// How it is written, in lower case.
    name: &'static str,
    /// What it is called if it has no title.
    title: &'static str,
    look: Look,
    icon: &'static str,
}

const fn kind(name: &'static str, title: &'static str, look: &'static str, icon: &'static str) -> Kind {
    Kind { name, title, look: Look(look), icon }
}

/// The kinds of nexus first, then those of Obsidian, MkDocs, Docusaurus and others, each with the look of the nearest of ours.
const KINDS: [Kind; 37] = [
    kind("note", "Note", "note", "note"),
    kind("tip", "Tip", "tip", "tip"),
    kind("important", "Important", "important", "important"),
    kind("warning", "Warning", "warning", "warning"),
    kind("caution", "Caution", "caution", "caution"),
    kind("hint", "Hint", "hint", "tip"),
    kind("solution", "Solution", "solution", "check"),
    kind("info", "Info", "note", "note"),
    kind("information", "Information", "note", "note"),
    kind("abstract", "Abstract", "note", "note"),
    kind("summary", "Summary", "note", "note"),
    kind("tldr", "TL;DR", "note", "note"),
    kind("todo", "To do", "note", "check"),
    kind("example", "Example", "note", "note"),
    kind("question", "Question", "note", "note"),
    kind("help", "Help", "note", "note"),
    kind("faq", "FAQ", "note", "note"),
    kind("quote", "Quote", "note", "note"),
    kind("cite", "Quote", "note", "note"),
    kind("seealso", "See also", "note", "note"),
    kind("nb", "NB", "note", "note"),
    kind("remember", "Remember", "important", "important"),
    kind("success", "Success", "tip", "check"),
    kind("check", "Check", "tip", "check"),
    kind("done", "Done", "tip", "check"),
    kind("recommended", "Recommended", "tip", "check"),
    kind("attention", "Attention", "warning", "warning"),
    kind("warn", "Warning", "warning", "warning"),
    kind("deprecated", "Deprecated", "warning", "warning"),
    kind("danger", "Danger", "caution", "caution"),
    kind("alert", "Alert", "caution", "caution"),
    kind("error", "Error", "caution", "caution"),
    kind("bug", "Bug", "caution", "caution"),
    kind("failure", "Failure", "caution", "caution"),
    kind("fail", "Failure", "caution", "caution"),
    kind("missing", "Missing", "caution", "caution"),
    kind("security", "Security", "caution", "caution"),
];

/// How many of them are ours.
const OWN: usize = 7;

/// How many of ours are GitHub's.
const GITHUBS: usize = 5;

/// Whether what has this name is kept out of the text that search shows.
pub(super) fn is_spoiler(name: &str) -> bool {
    matches!(name, "hint" | "solution")
}

impl Kind {
    pub(super) const NOTE: Self = KINDS[0];

    /// What can be unfolded, and is no alert.
    pub(super) const DETAILS: Self = kind("details", "Details", Look::DETAILS.0, "");

    /// The kind of a box of another tool: there a hint is a tip, and not the answer to an exercise.
    pub(super) fn of_box(name: &str) -> Option<Self> {
        match name.eq_ignore_ascii_case("hint") {
            true => Some(kind("hint", "Hint", "tip", "tip")),
            false => Self::named(name),
        }
    }

    /// Whether it folds without being asked to.
    pub(super) fn fold(self) -> Fold {
        if is_spoiler(self.look.0) { Fold::Closed } else { Fold::No }
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|kind| kind.name)
    }

    /// The kind of this name, in capitals or not.
    pub(super) fn named(name: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.name.eq_ignore_ascii_case(name))
    }

    /// Begins an alert of this kind in `range`, with its title as inline items, with its own name if there are none, or without a
    /// title; `title_range` is where the title is in the file. What is begun ends with an [`Item::Close`].
    pub(super) fn begin<'a>(
        self,
        pass: &mut Pass<'a, '_>,
        fold: Fold,
        title: Option<Items<'a>>,
        title_range: Range<usize>,
        range: Range<usize>,
    ) {
        if is_spoiler(self.look.0) {
            pass.unsearched.push(range.clone());
        }
        pass.keep(Item::Open(Block::Alert(self.look, fold)), range.clone());
        let Some(title) = title else { return };
        pass.keep(Item::Open(Block::Title { icon: self.icon, fold }), range.clone());
        if title.is_empty() {
            pass.html(self.title, range.clone());
        }
        pass.items.extend(title);
        pass.apart.push(title_range.clone());
        pass.keep(Item::Close, title_range);
    }
}

/// The first line of a quote that is an alert.
struct Opening {
    kind: Kind,
    fold: Fold,
    /// Where the title is, if it has one.
    title: Range<usize>,
    /// What it is called if it has none, and the kind is not known.
    name: Option<String>,
    /// How many items of the quote are that line, with the start of their paragraph and the line break.
    length: usize,
    /// Where the paragraph ends that the line begins.
    end: usize,
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.has(|event| matches!(event, Event::Start(Tag::BlockQuote(_)))) {
        return;
    }
    let mut items = pass.take_items().into_iter();
    let mut are_alerts = Vec::new();
    while let Some((item, range)) = items.next() {
        match item {
            Item::Event(Event::Start(Tag::BlockQuote(Some(kind)))) => {
                are_alerts.push(true);
                of_github(kind).begin(pass, Fold::No, Some(Vec::new()), range.start..range.start, range);
            }
            Item::Event(Event::Start(Tag::BlockQuote(None))) => {
                let opening = opening(pass, items.as_slice());
                are_alerts.push(opening.is_some());
                match opening {
                    Some(opening) => begin(pass, opening, &mut items, range),
                    None => pass.keep(Item::Event(Event::Start(Tag::BlockQuote(None))), range),
                }
            }
            Item::Event(Event::End(TagEnd::BlockQuote(kind))) => match are_alerts.pop() {
                Some(true) => pass.keep(Item::Close, range),
                _ => pass.keep(Item::Event(Event::End(TagEnd::BlockQuote(kind))), range),
            },
            other => pass.keep(other, range),
        }
    }
}

fn of_github(kind: BlockQuoteKind) -> Kind {
    KINDS[match kind {
        BlockQuoteKind::Note => 0,
        BlockQuoteKind::Tip => 1,
        BlockQuoteKind::Important => 2,
        BlockQuoteKind::Warning => 3,
        BlockQuoteKind::Caution => 4,
    }]
}

/// Writes the beginning of an alert, and takes its first line from the items.
fn begin<'a>(
    pass: &mut Pass<'a, '_>,
    opening: Opening,
    items: &mut std::vec::IntoIter<(Item<'a>, Range<usize>)>,
    range: Range<usize>,
) {
    let Opening { kind, fold, title: place, name, length, end } = opening;
    let line = items.by_ref().take(length);
    let mut title: Items<'a> = line.filter_map(|(item, range)| part(item, range, &place)).collect();
    if let Some(name) = name.filter(|_| title.is_empty()) {
        title.push((Item::Event(Event::Text(name.into())), place.clone()));
    }
    kind.begin(pass, fold, Some(title), place, range);
    match items.as_slice().first() {
        // The line was all of its paragraph.
        Some((Item::Event(Event::End(TagEnd::Paragraph)), _)) => _ = items.next(),
        Some((_, next)) => {
            let range = next.start..end;
            pass.keep(Item::Event(Event::Start(Tag::Paragraph)), range);
        }
        None => {}
    }
}

/// An item, or that part of a text, that is in `place`.
fn part<'a>(item: Item<'a>, range: Range<usize>, place: &Range<usize>) -> Option<(Item<'a>, Range<usize>)> {
    if place.start <= range.start && range.start < place.end {
        let is_break = matches!(item, Item::Event(Event::SoftBreak | Event::HardBreak));
        return (!is_break).then_some((item, range));
    }
    let Item::Event(Event::Text(text)) = item else { return None };
    let kept = text.get(place.start.checked_sub(range.start)?..)?.to_owned();
    (!kept.trim().is_empty()).then(|| (Item::Event(Event::Text(kept.into())), place.start..range.end))
}

/// Reads the first line of a quote that has just begun, if it is an alert that pulldown-cmark takes for a plain quote.
fn opening(pass: &mut Pass<'_, '_>, rest: &[(Item<'_>, Range<usize>)]) -> Option<Opening> {
    let ((Item::Event(Event::Start(Tag::Paragraph)), range), paragraph) = rest.split_first()? else {
        return None;
    };
    let line = pass.source.text[range.clone()].lines().next()?;
    let inline = inside(paragraph);
    let Some((written, behind)) = line.strip_prefix("[!").and_then(|line| line.split_once(']')) else {
        return older(inline, paragraph.get(inline.len() + 1), range);
    };
    // Obsidian: `[!note|wide]`.
    let name = written.split('|').next().unwrap_or_default().trim().to_owned();
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)) {
        return None;
    }
    let known = Kind::named(&name);
    let (fold, title) = match behind.chars().next() {
        Some('-') => (Fold::Closed, &behind[1..]),
        Some('+') => (Fold::Open, &behind[1..]),
        _ => (known.map_or(Fold::No, Kind::fold), behind),
    };
    let start = range.start + line.len() - title.trim_start().len();
    let title = start..start + title.trim().len();
    let place = range.start..range.start + written.len() + 3;
    let Some(length) = first_line(inline) else {
        unfinished(pass, place);
        return None;
    };
    if known.is_none() {
        unknown(pass, &name, place);
    }
    let kind = known.unwrap_or(KINDS[0]);
    let name = known.is_none().then_some(name);
    Some(Opening { kind, fold, title, name, length: length + 1, end: range.end })
}

/// How many items the first line of a paragraph has, with its break; nothing if emphasis, a link or the like goes beyond it.
fn first_line(paragraph: &[(Item<'_>, Range<usize>)]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, (item, _)) in paragraph.iter().enumerate() {
        match item {
            Item::Event(Event::Start(_)) => depth += 1,
            Item::Event(Event::End(_)) => depth -= 1,
            Item::Event(Event::SoftBreak | Event::HardBreak) => return (depth == 0).then_some(index + 1),
            _ => {}
        }
    }
    Some(paragraph.len())
}

/// Reads a first line that is nothing but the name of one of GitHub's kinds in bold. `next` is what follows the paragraph.
fn older(
    paragraph: &[(Item<'_>, Range<usize>)],
    next: Option<&(Item<'_>, Range<usize>)>,
    range: &Range<usize>,
) -> Option<Opening> {
    let [
        (Item::Event(Event::Start(Tag::Strong)), _),
        (Item::Event(Event::Text(name)), _),
        (Item::Event(Event::End(TagEnd::Strong)), _),
        rest @ ..,
    ] = paragraph
    else {
        return None;
    };
    let length = match (rest.first(), next) {
        (Some((Item::Event(Event::SoftBreak | Event::HardBreak), _)), _) => 5,
        (None, Some((next, _))) if !matches!(next, Item::Event(Event::End(TagEnd::BlockQuote(_)))) => 4,
        _ => return None,
    };
    let kind = Kind::named(name).filter(|kind| KINDS[..GITHUBS].contains(kind))?;
    let title = range.start..range.start;
    Some(Opening { kind, fold: Fold::No, title, name: None, length, end: range.end })
}

fn unknown(pass: &mut Pass<'_, '_>, name: &str, place: Range<usize>) {
    let problem = pass
        .problem(Code::Markup, place, format!("no alert is called `{name}`"))
        .did_you_mean(&name.to_lowercase(), Kind::names())
        .help(format!("it is shown as a note; the alerts are {}", own_names()));
    pass.report(problem);
}

/// The names of our own kinds, for messages.
fn own_names() -> String {
    let names: Vec<String> = KINDS[..OWN].iter().map(|kind| kind.name.to_uppercase()).collect();
    let (last, names) = names.split_last().expect("there are some");
    format!("{} and {last}", names.join(", "))
}

fn unfinished(pass: &mut Pass<'_, '_>, place: Range<usize>) {
    let problem = pass.problem(Code::Markup, place, "the title of an alert goes beyond its line").help(
        "end emphasis, links and code on the line that they begin on; until then this is a plain quote",
    );
    pass.report(problem);
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
    fn alerts_have_titles() {
        check(
            "> [!NOTE] Title\n> c\n\n> [!faq]- a *b* [[c]] `d`\n>\n> e\n\n> [!tip] Alone\n\n> [!Danger|x]  \n> - f\n> [!todo] g\n",
            expect![[r##"
                <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Title</p>
                <p>c</p>
                </div>
                <details class="alert alert-note"><summary class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>a <em>b</em> <a to="c">{c}</a> <code>d</code></summary>
                <p>e</p>
                </details>
                <div class="alert alert-tip" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>Alone</p>
                </div>
                <div class="alert alert-caution" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-caution"/></svg>Danger</p>
                <ul>
                <li>f
                [!todo] g</li>
                </ul>
                </div>
            "##]],
        );
    }

    #[test]
    fn raw_html_of_a_title_ends_in_it() {
        check(
            "> [!NOTE]- <div>\n> a</div></div>\n\nb\n",
            expect![[r##"
            <details class="alert alert-note"><summary class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg><div></div></summary>
            <p>a</p>
            </details>
            <p>b</p>
            1:12 unknown-html: `<div>` is not closed in the block that it stands in
            2:4 unknown-html: `</div>` closes nothing here; it is left out
            2:10 unknown-html: `</div>` closes nothing here; it is left out
        "##]],
        );
    }

    #[test]
    fn bold_name_is_the_older_form() {
        check(
            "> **Note**\n> a\n\n> **warning**\n>\n> b\n\n> **Note** c\n\n> **Warning**\n\n> **Danger**\n> d\n",
            expect![[r##"
                <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Note</p>
                <p>a</p>
                </div>
                <div class="alert alert-warning" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-warning"/></svg>Warning</p>
                <p>b</p>
                </div>
                <blockquote>
                <p><strong>Note</strong> c</p>
                </blockquote>
                <blockquote>
                <p><strong>Warning</strong></p>
                </blockquote>
                <blockquote>
                <p><strong>Danger</strong>
                d</p>
                </blockquote>
            "##]],
        );
    }

    #[test]
    fn what_is_no_alert_is_said() {
        check(
            "> [!WARNIG]\n> b\n\n> [!x y]\n\n> [!NOTE] a *b\n> c*\n\n> [!own-kind] T\n",
            expect![[r##"
                <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>WARNIG</p>
                <p>b</p>
                </div>
                <blockquote>
                <p>[!x y]</p>
                </blockquote>
                <blockquote>
                <p>[!NOTE] a <em>b
                c</em></p>
                </blockquote>
                <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>T</p>
                </div>
                1:3 markup: no alert is called `WARNIG`
                6:3 markup: the title of an alert goes beyond its line
                9:3 markup: no alert is called `own-kind`
            "##]],
        );
    }
}
