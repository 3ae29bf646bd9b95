//! Which lines of a text are marks, and the text as the parser is to read it.
//!
//! In the parser's text each mark is a sign of Markdown, padded with spaces, so that every byte of the text keeps its place:
//!
//! | mark | read as |
//! |---|---|
//! | a line that begins, ends or is a block | a line across the page, `___`, which ends paragraphs, lists and tables |
//! | the same in a block of HTML | an empty line, which ends the block |
//! | a line before indented content | an item of a list with an empty heading, `+   #`, to which content belongs that is indented by four |
//! | a line around code | a fence, `~~~` |
//!
//! Whether a line is a mark, and not code or the middle of a comment, only the parser can tell, so the text is read without
//! marks first, then with those that were found, until no more come to light: content that is indented is code until its mark
//! is known.

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use pulldown_cmark::{Event, Options, Tag, TagEnd};

use super::{
    Marks,
    marks::{self, Fence, Mark, Says},
    names::Shape,
};
use crate::parse::{
    markdown::{Item, Items, parse},
    shape::Shapes,
};

/// How often a text is read to find marks: once for each level of indented blocks in one another, once to see that there are no
/// more, and some times for marks that turn out to be none.
const ROUNDS: usize = 10;

/// How deep containers may be in one another.
const DEEPEST: usize = 50;

/// Finds the marks from byte `start` on, and the text as the parser is to read it.
pub(super) fn read<'t>(
    text: &'t str,
    start: usize,
    mut options: Options,
    shapes: &Shapes,
) -> (Cow<'t, str>, Marks) {
    if !marks::any(&text[start..]) {
        return (text.into(), Marks::new());
    }
    // A colon would begin a definition.
    options.remove(Options::ENABLE_DEFINITION_LIST);
    let mut found = Marks::new();
    let mut refused: BTreeSet<usize> = BTreeSet::new();
    for round in 1..=ROUNDS {
        let kept = paired(&found);
        let masked = masked(text, &kept);
        let (new, lost) = compare(text, &parse(&masked[start..], start, options).items, &kept, shapes);
        let before = (found.len(), refused.len());
        refused.extend(&lost);
        found.extend(new.into_iter().map(|mark| (mark.range.start, mark)));
        found.retain(|at, _| !refused.contains(at));
        if lost.is_empty() && (round == ROUNDS || (found.len(), refused.len()) == before) {
            return (masked.into(), kept);
        }
    }
    (text.into(), Marks::new())
}

/// What is open: the first byte of its mark, its fence and its shape.
type Open = (usize, Fence, Shape);

/// The marks that have a meaning, given the others: ends that end something, and names without meaning only with their end.
fn paired(found: &Marks) -> Marks {
    let mut kept = found.clone();
    let mut open: Vec<Open> = Vec::new();
    let mut end = 0;
    for (at, mark) in found {
        // A mark may go over several lines, of which another may look like one of its own.
        if *at < end {
            kept.remove(at);
            continue;
        }
        end = mark.range.end;
        match &mark.says {
            Says::Open(..) if open.len() >= DEEPEST => _ = kept.remove(at),
            Says::Open(fence, opening) => {
                let in_code = open.last().is_some_and(|(.., around)| *around == Shape::CodeTabs);
                let shape = match &opening.shape {
                    Shape::CodeTab(_) if !in_code => Shape::Tab { begins: false },
                    shape => shape.clone(),
                };
                if let Some(Mark { says: Says::Open(_, kept), .. }) = kept.get_mut(at) {
                    kept.shape = shape.clone();
                }
                open.push((*at, fence.clone(), shape));
            }
            Says::Close(fence) => match partner(fence, &open) {
                Some(index) => {
                    let mut ended = open.drain(index..);
                    if let (Some((from, ..)), Some(mark)) = (ended.next(), kept.get_mut(at)) {
                        mark.partner = Some(from);
                        if let Some(mark) = kept.get_mut(&from) {
                            mark.partner = Some(*at);
                        }
                    }
                    ended.for_each(|lone| drop_lone(&mut kept, &lone));
                }
                None => _ = kept.remove(at),
            },
            Says::Part(_) if !open.last().is_some_and(|(.., around)| *around == Shape::Tabs) => {
                kept.remove(at);
            }
            Says::Part(_) | Says::Indented(_) | Says::Leaf(_) => {}
        }
    }
    open.iter().for_each(|lone| drop_lone(&mut kept, lone));
    kept
}

/// What has no end is no mark if its name has no meaning, or if it is a shortcode, which may be one without content.
fn drop_lone(kept: &mut Marks, (at, fence, shape): &Open) {
    if *shape == Shape::Unknown || matches!(fence, Fence::Shortcode(_)) {
        kept.remove(at);
    }
}

/// What of that which is open an end belongs to: what was opened with as many signs, or else with fewer.
fn partner(fence: &Fence, open: &[Open]) -> Option<usize> {
    let fewer = |other: &Fence| match (other, fence) {
        (Fence::Colons(other), Fence::Colons(count)) | (Fence::Slashes(other), Fence::Slashes(count)) => {
            other < count
        }
        _ => false,
    };
    let exact = open.iter().rposition(|(_, other, _)| other == fence);
    exact.or_else(|| open.iter().rposition(|(_, other, _)| fewer(other)))
}

/// The text with its marks as signs of Markdown.
fn masked(text: &str, kept: &Marks) -> String {
    let bullet = bullet(text);
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for mark in kept.values() {
        masked.push_str(&text[done..mark.range.start]);
        let sign = sign(mark, kept, bullet);
        masked.push_str(sign);
        blank(&text[mark.range.start + sign.len()..mark.range.end], &mut masked);
        done = mark.range.end;
    }
    masked.push_str(&text[done..]);
    masked
}

/// What the parser reads in the place of a mark.
fn sign(mark: &Mark, kept: &Marks, bullet: &'static str) -> &'static str {
    let is_code = |mark: &Mark| {
        mark.opening().is_some_and(|opening| matches!(opening.shape, Shape::Code(_) | Shape::CodeTab(_)))
    };
    match &mark.says {
        _ if is_code(mark) => "~~~",
        Says::Close(_) if mark.partner.and_then(|from| kept.get(&from)).is_some_and(is_code) => "~~~",
        _ if mark.in_html => "",
        Says::Indented(_) => bullet,
        _ => "___",
    }
}

/// An item of a list with an empty heading, whose bullet is as far as possible none of another list, with which it would be one.
fn bullet(text: &str) -> &'static str {
    let is_free = |bullet: &&str| !text.contains(&format!("\n{} ", &bullet[..1]));
    ["+   #", "*   #", "-   #"].into_iter().find(is_free).unwrap_or("+   #")
}

/// Spaces for all but the line breaks, and what is in front of further lines.
fn blank(written: &str, out: &mut String) {
    let mut in_front = false;
    for c in written.chars() {
        match c {
            '\n' | '\r' => {
                in_front = true;
                out.push(c);
            }
            ' ' | '\t' | '>' if in_front => out.push(c),
            c => {
                in_front = false;
                out.extend(std::iter::repeat_n(' ', c.len_utf8()));
            }
        }
    }
}

/// The marks that the parser's items show and are not among the kept ones, and the kept ones that they do not show.
fn compare(text: &str, items: &Items<'_>, kept: &Marks, shapes: &Shapes) -> (Vec<Mark>, BTreeSet<usize>) {
    let mut new = Vec::new();
    let mut lost: BTreeSet<usize> =
        kept.values().filter(|mark| !mark.in_html).map(|mark| mark.range.start).collect();
    let mut in_code = false;
    let mut in_html = false;
    // The line at hand begins at the first, and no line break is between the last two.
    let (mut line, mut checked) = (0, 0);
    for (item, range) in items {
        let Item::Event(event) = item else { continue };
        match event {
            Event::Rule => _ = lost.remove(&range.start),
            Event::Start(Tag::Item) => _ = indented(text, range, kept).map(|at| lost.remove(&at)),
            Event::Start(Tag::CodeBlock(_)) => {
                in_code = true;
                if let Some(end) = kept.get(&range.start).and_then(|mark| mark.partner) {
                    lost.remove(&range.start);
                    if kept.get(&end).is_some_and(|end| end.range.end.abs_diff(range.end) <= 2) {
                        lost.remove(&end);
                    }
                }
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::HtmlBlock) => in_html = is_open_html(&text[range.clone()]),
            Event::End(TagEnd::HtmlBlock) => in_html = false,
            Event::Text(_) | Event::Html(_) => {
                lost.extend(kept.range(range.clone()).filter(|(_, mark)| mark.in_html).map(|(at, _)| *at));
                let written = text[range.clone()].trim_start();
                let at = range.end - written.len();
                let is_html = matches!(event, Event::Html(_));
                if in_code || is_html && !in_html || kept.contains_key(&at) || at < checked {
                    continue;
                }
                line = text[checked..at].rfind('\n').map_or(line, |end| checked + end + 1);
                checked = at;
                new.extend(
                    marks::at(text, line, at, is_html, shapes)
                        .filter(|mark| mark.range.len() >= 5 || !mark.is_indented()),
                );
            }
            _ => {}
        }
    }
    (new, lost)
}

/// The mark that an item of a list stands for.
pub(super) fn indented(text: &str, item: &Range<usize>, kept: &Marks) -> Option<usize> {
    let (at, mark) = kept.range(item.clone()).next()?;
    let is_first = text.get(item.start..*at).is_some_and(|before| before.trim().is_empty());
    (is_first && mark.is_indented()).then_some(*at)
}

/// Whether a block of HTML is one that an empty line ends.
fn is_open_html(written: &str) -> bool {
    let written = written.trim_start().as_bytes();
    let begins =
        |tag: &str| written.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()));
    !["<!", "<?", "<script", "<style", "<pre", "<textarea"].into_iter().any(begins)
}
