//! Lines of other tools that begin or end a block.
//!
//! | written | from |
//! |---|---|
//! | `:::note Title`, `:::note[Title]{…}` … `:::` | Docusaurus, Starlight, VitePress, MyST |
//! | `!!! note "Title"`, `??? note`, `=== "Tab"`, and lines indented by four spaces | MkDocs |
//! | `/// note \| Title` … `///` | MkDocs with pymdownx.blocks |
//! | `{{< alert >}}` … `{{< /alert >}}` | Hugo |
//! | `== Tab`, `@tab Tab` in `:::tabs` | VitePress, VuePress |
//! | `:::NAME{argument=value}` … `:::`, `::NAME{argument=value}` | the site's own shapes |

use std::ops::Range;

use super::{
    names::{self, Shape},
    places::{attribute, lines_below, trimmed},
    shortcodes,
};
use crate::parse::{
    markdown::{alerts::Kind, blocks::Fold},
    shape::Shapes,
};

/// A line that begins or ends a block, or is one.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// From its first sign to the end of its last line, without the line break.
    pub range: Range<usize>,
    pub says: Says,
    /// Whether it is within a block of HTML, which it ends.
    pub in_html: bool,
    /// The first byte of the mark that ends what this one begins, or begins what this one ends.
    pub partner: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Says {
    /// Begins a block that a mark with the same fence ends.
    Open(Fence, Opening),
    Close(Fence),
    /// Begins a block whose content is indented by four spaces.
    Indented(Opening),
    /// Begins the next of the tabs around it, whose label is here.
    Part(Range<usize>),
    /// A picture or a film.
    Leaf(Leaf),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fence {
    /// How many there are.
    Colons(usize),
    Slashes(usize),
    /// The name of the shortcode.
    Shortcode(String),
}

#[derive(Clone, Debug)]
pub(super) struct Opening {
    pub shape: Shape,
    /// Where its name is.
    pub name: Range<usize>,
    /// Where its title is, if it has one; an empty range says that it wants none.
    pub title: Option<Range<usize>>,
    /// Where the arguments of one of the site's own are.
    pub own: Option<Own>,
}

/// Where the parts of a shape of the site's own are behind its name.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// What is between the braces; empty if there are none.
    pub arguments: Range<usize>,
    /// What is on the line besides.
    pub surplus: Range<usize>,
}

/// A block without content, made of what is written in the file in these places.
#[derive(Clone, Debug)]
pub(super) enum Leaf {
    Figure {
        target: Range<usize>,
        alt: Option<Range<usize>>,
        caption: Option<Range<usize>>,
        link: Option<Range<usize>>,
    },
    /// A film, by its address.
    Film(String),
    /// What mkdocstrings puts the documentation of into its place: `package.Class`.
    Call(Range<usize>),
    /// One of the site's own.
    Shape(Opening),
}

impl Mark {
    /// Whether its content is indented.
    pub(super) fn is_indented(&self) -> bool {
        matches!(self.says, Says::Indented(_))
    }

    /// Changes all places.
    pub(super) fn place(&mut self, change: &dyn Fn(&mut Range<usize>)) {
        change(&mut self.range);
        match &mut self.says {
            Says::Open(_, opening) | Says::Indented(opening) | Says::Leaf(Leaf::Shape(opening)) => {
                change(&mut opening.name);
                opening.title.iter_mut().for_each(change);
                if let Some(Own { arguments, surplus }) = &mut opening.own {
                    [arguments, surplus].into_iter().for_each(change);
                }
            }
            Says::Part(label) | Says::Leaf(Leaf::Call(label)) => change(label),
            Says::Leaf(Leaf::Figure { target, alt, caption, link }) => {
                change(target);
                [alt, caption, link].into_iter().flatten().for_each(change);
            }
            Says::Leaf(Leaf::Film(_)) | Says::Close(_) => {}
        }
    }

    pub(super) fn opening(&self) -> Option<&Opening> {
        match &self.says {
            Says::Open(_, opening) | Says::Indented(opening) => Some(opening),
            Says::Close(_) | Says::Part(_) | Says::Leaf(_) => None,
        }
    }
}

/// What marks begin with, in front of which a line has only white space and the signs of quotes and lists.
const BEGINNINGS: [&str; 10] = [":::", "!!!", "???", "===", "///", "{{<", "{{%", "== ", "@tab", "::"];

/// Whether a line of the text begins as a mark does.
pub(super) fn any(text: &str) -> bool {
    text.split('\n').any(|line| {
        let rest = line.trim_start_matches(may_be_in_front);
        BEGINNINGS.iter().any(|beginning| rest.starts_with(beginning))
    })
}

/// Whether a sign may be in front of a mark on its line.
fn may_be_in_front(c: char) -> bool {
    matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')' | '0'..='9')
}

/// The mark at byte `at` of the text, if there is one, on a line that begins at byte `start`; `in_html` says that the place is
/// in a block of HTML.
pub(super) fn at(text: &str, start: usize, at: usize, in_html: bool, shapes: &Shapes) -> Option<Mark> {
    let rest = &text[at..];
    let beginning = BEGINNINGS.into_iter().find(|beginning| rest.starts_with(beginning))?;
    let before = &text[start..at];
    if !is_start(before) {
        return None;
    }
    let line = at..at + rest.find('\n').unwrap_or(rest.len());
    let line = line.start..line.start + text[line].trim_end().len();
    let (says, end) = match beginning {
        ":::" => (colons(text, &line, shapes)?, line.end),
        "::" => (leaf(text, &line, shapes)?, line.end),
        "///" => slashes(text, &line)?,
        "!!!" | "???" if !in_html => (boxed(text, &line, before)?, line.end),
        "===" if !in_html => (tab(text, &line)?, line.end),
        "{{<" | "{{%" => shortcodes::read(text, &line)?,
        "== " | "@tab" => (part(text, &line), line.end),
        _ => return None,
    };
    Some(Mark { range: at..end, says, in_html, partner: None })
}

/// Whether what is in front of a mark on its line is white space, and signs of quotes and lists.
fn is_start(before: &str) -> bool {
    // Most of what is no start shows so in its first byte, and a line may be long.
    before.chars().all(may_be_in_front)
        && (before.is_empty() || before.ends_with([' ', '\t', '>']))
        && before.split_ascii_whitespace().all(|word| {
            let number = word.trim_end_matches(['.', ')']);
            let is_number = number.len() + 1 == word.len() && number.bytes().all(|c| c.is_ascii_digit());
            matches!(word, "-" | "*" | "+")
                || word.bytes().all(|c| c == b'>')
                || is_number && !number.is_empty()
        })
}

/// `:::note[Title]{title="…"} Title`, or only colons.
fn colons(text: &str, line: &Range<usize>, shapes: &Shapes) -> Option<Says> {
    let count = text[line.clone()].bytes().take_while(|c| *c == b':').count();
    let fence = Fence::Colons(count);
    let rest = trimmed(text, line.start + count..line.end);
    if rest.is_empty() {
        return Some(Says::Close(fence));
    }
    let name = name(text, &rest)?;
    if name.start == rest.start && names::of_site(&text[name.clone()], shapes) == Shape::Own {
        return Some(Says::Open(fence, own(text, name, line.end)));
    }
    // MyST, Quarto: `:::{note}`, `:::{.callout-note}`.
    let in_braces = text[rest].starts_with('{');
    let mut rest = trimmed(text, name.end..line.end);
    let mut title = None;
    if in_braces {
        let braces = text[rest.clone()].find('}')?;
        title = attribute(text, &(rest.start..rest.start + braces), "title");
        rest = trimmed(text, rest.start + braces + 1..rest.end);
    } else if !text[name.end..line.end].starts_with([' ', '\t', '[', '{']) && !rest.is_empty() {
        let words = line.start + count..line.end;
        let call = trimmed(text, words);
        let is_call = text[call.clone()]
            .split('.')
            .all(|word| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_'));
        return is_call.then_some(Says::Leaf(Leaf::Call(call)));
    }
    if text[rest.clone()].starts_with('[') {
        let length = bracketed(&text[rest.clone()])?;
        title = Some(rest.start + 1..rest.start + length - 1);
        rest = trimmed(text, rest.start + length..rest.end);
    }
    if let Some((braces, others)) = braces(text, &rest) {
        title = attribute(text, &braces, "title").or(title);
        rest = others;
    }
    let title = title.or_else(|| (!rest.is_empty()).then_some(rest));
    let shape = names::shape(&text[name.clone()]);
    Some(Says::Open(fence, Opening { shape, name, title, own: None }))
}

/// `::NAME{argument=value}`: a shape of the site's own without content.
fn leaf(text: &str, line: &Range<usize>, shapes: &Shapes) -> Option<Says> {
    let rest = line.start + 2..line.end;
    let name = name(text, &rest).filter(|name| name.start == rest.start)?;
    (names::of_site(&text[name.clone()], shapes) == Shape::Own)
        .then(|| Says::Leaf(Leaf::Shape(own(text, name, line.end))))
}

/// A shape of the site's own, whose line ends at `end`.
fn own(text: &str, name: Range<usize>, end: usize) -> Opening {
    let rest = trimmed(text, name.end..end);
    let own = match text[rest.clone()].strip_prefix('{') {
        Some(inner) => {
            let close = closing_brace(inner).map_or(rest.end, |length| rest.start + 1 + length);
            let surplus = trimmed(text, (close + 1).min(rest.end)..rest.end);
            Own { arguments: rest.start + 1..close, surplus }
        }
        None => Own { arguments: rest.start..rest.start, surplus: rest },
    };
    Opening { shape: Shape::Own, name, title: None, own: Some(own) }
}

/// Where the brace is that closes what a text is in; those in quotation marks are part of a value.
fn closing_brace(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '}') => return Some(at),
            (None, '"' | '\'' | '`') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        None
    })
}

/// The name that a line begins with: a letter, then letters, digits, hyphens and underscores.
fn name(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let signs = text[line.clone()].len() - text[line.clone()].trim_start_matches(['{', '.']).len();
    let start = line.start + signs.min(2);
    let start = start + if text[start..line.end].starts_with("callout-") { "callout-".len() } else { 0 };
    let length = text[start..line.end].find(|c: char| !c.is_alphanumeric() && !"-_".contains(c));
    let end = length.map_or(line.end, |length| start + length);
    text[start..end].starts_with(char::is_alphabetic).then_some(start..end)
}

/// Braces at the beginning or the end of a line, and what else is on it.
fn braces(text: &str, line: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let written = &text[line.clone()];
    if written.starts_with('{') {
        let end = line.start + written.find('}')?;
        return Some((line.start + 1..end, trimmed(text, end + 1..line.end)));
    }
    let start = line.start + written.strip_suffix('}')?.rfind('{')?;
    Some((start + 1..line.end - 1, trimmed(text, line.start..start)))
}

/// How long the brackets are that a text begins with.
fn bracketed(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth == 1 => return Some(at + 1),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `!!! note inline end "Title"`, `??? note`, `???+ note`.
fn boxed(text: &str, line: &Range<usize>, before: &str) -> Option<Says> {
    let folds = text[line.start..].starts_with('?');
    let mut rest = line.start + 3..line.end;
    let is_open = folds && text[rest.clone()].starts_with('+');
    rest.start += usize::from(is_open);
    let fold = match (folds, is_open) {
        (false, _) => Fold::No,
        (true, false) => Fold::Closed,
        (true, true) => Fold::Open,
    };
    let (words, title) = quoted(text, trimmed(text, rest))?;
    let written = &text[words.clone()];
    let is_word = |c: char| c.is_alphanumeric() || "-_ ".contains(c);
    let first = written.split(' ').next().unwrap_or_default();
    let known = Kind::of_box(first);
    // Three signs may also be emphasis: then nothing is indented below them.
    if !written.chars().all(is_word) || words.is_empty() && title.is_none() {
        return None;
    }
    if known.is_none() && title.is_none() && !is_indented_below(text, line, before) {
        return None;
    }
    let shape = Shape::Alert(known.unwrap_or(Kind::NOTE), fold);
    let name = words.start..words.start + first.len();
    let title = title.or_else(|| (known.is_none() && !first.is_empty()).then(|| name.clone()));
    Some(Says::Indented(Opening { shape, name, title, own: None }))
}

/// `=== "Label"`, with signs that say whether it is chosen, and whether new tabs begin (`!`).
fn tab(text: &str, line: &Range<usize>) -> Option<Says> {
    let signs = line.start + 3..line.end;
    let count = text[signs.clone()].bytes().take_while(|c| b"!+".contains(c)).count();
    let begins = text[signs.start..signs.start + count].contains('!');
    let (rest, label) = quoted(text, trimmed(text, signs.start + count..line.end))?;
    let opening = Opening {
        shape: Shape::Tab { begins },
        name: line.start..line.start + 3,
        title: Some(label?),
        own: None,
    };
    rest.is_empty().then_some(Says::Indented(opening))
}

/// What is in front of the quotation marks that a line ends with, and what is in them, if there are any.
fn quoted(text: &str, line: Range<usize>) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let Some(start) = text[line.clone()].find('"') else { return Some((line, None)) };
    let start = line.start + start;
    let is_closed = start + 1 < line.end && text[line.clone()].ends_with('"');
    is_closed.then(|| (trimmed(text, line.start..start), Some(start + 1..line.end - 1)))
}

/// Whether the next line that is not empty is indented by four spaces more than this one.
fn is_indented_below(text: &str, line: &Range<usize>, before: &str) -> bool {
    let indent = |line: &str| -> usize {
        let width = |c| match c {
            ' ' => Some(1),
            '\t' => Some(4),
            _ => None,
        };
        line.chars().map_while(width).sum()
    };
    let mut below = lines_below(text, line.end).map(|line| &text[line]);
    let next = below.find(|line| !line.trim().is_empty()).unwrap_or_default();
    indent(next) >= indent(before) + 4
}

/// `/// note | Title`, or only slashes; and where it ends, for its options are on the lines below it.
fn slashes(text: &str, line: &Range<usize>) -> Option<(Says, usize)> {
    let count = text[line.clone()].bytes().take_while(|c| *c == b'/').count();
    let fence = Fence::Slashes(count);
    let rest = trimmed(text, line.start + count..line.end);
    if rest.is_empty() {
        return Some((Says::Close(fence), line.end));
    }
    let (name, title) = match text[rest.clone()].find('|') {
        Some(bar) => {
            (trimmed(text, rest.start..rest.start + bar), Some(trimmed(text, rest.start + bar + 1..rest.end)))
        }
        None => (rest, None),
    };
    let written = &text[name.clone()];
    if written.is_empty() || !written.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)) {
        return None;
    }
    let mut shape = names::shape(written);
    let mut end = line.end;
    for line in lines_below(text, line.end) {
        let option = &text[line.clone()];
        let Some((key, value)) = option.split_once(':').filter(|_| option.starts_with("    ")) else { break };
        if key.trim().is_empty() || !key.trim().bytes().all(|c| c.is_ascii_lowercase() || c == b'_') {
            break;
        }
        shape = shape.with_option(key.trim(), value.trim());
        end = line.end;
    }
    Some((Says::Open(fence, Opening { shape, name, title, own: None }), end))
}

/// `== Label`, `@tab Label`, `@tab:active Label#id`.
fn part(text: &str, line: &Range<usize>) -> Says {
    let sign = text[line.clone()].find([' ', '\t']).unwrap_or(line.len());
    let label = trimmed(text, line.start + sign..line.end);
    let end = text[label.clone()].rfind('#').filter(|at| *at > 0).map_or(label.end, |at| label.start + at);
    Says::Part(trimmed(text, label.start..end))
}
