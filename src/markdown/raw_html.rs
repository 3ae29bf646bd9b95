//! Raw HTML: harmless elements are kept, everything else is shown as text and reported.
//!
//! Entries come from pull requests, so this is an allow-list. A kept element is written anew from its name and the
//! attributes allowed, and always closed within the Markdown block in which it was opened: no text of an entry can end
//! an element of the page around it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, Hole, Item, LinkKind, Pass, alerts, classes, links, prose};
use crate::{diagnostic::Code, escape::escape};

pub(super) mod scan;

use scan::{Piece, RawTag};

/// Elements that may stand in an entry.
const ALLOWED: [&str; 57] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
];
const ALLOWED_TOO: [&str; 4] = ["u", "ul", "var", "wbr"];

/// Whether an entry may hold the element of this name, in small letters.
pub(crate) fn is_harmless_element(name: &str) -> bool {
    ALLOWED.contains(&name) || ALLOWED_TOO.contains(&name)
}

/// Elements that run, load or send something: an error, because somebody may try.
const ACTIVE: [&str; 24] = [
    "applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link",
    "math", "meta", "noscript", "object", "option", "portal", "script", "select", "style", "svg", "template",
    "textarea", "video",
];

const VOID: [&str; 5] = ["br", "col", "hr", "img", "wbr"];

/// Elements that HTML itself closes when another begins; leaving them open is no mistake.
const CLOSES_ITSELF: [&str; 11] =
    ["p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup"];

/// What is open at a place of the text: an element of raw HTML, or a block or span of Markdown.
enum Open {
    Raw(String, Range<usize>),
    Markdown,
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let is_one = |event: &Event<'_>| {
        matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock))
    };
    if !pass.has(is_one) {
        return;
    }
    let mut open: Vec<Open> = Vec::new();
    let mut block: Option<Vec<(String, Range<usize>)>> = None;
    for (item, range) in pass.take_items() {
        match item {
            Item::Event(Event::Start(Tag::HtmlBlock)) => block = Some(Vec::new()),
            Item::Event(Event::End(TagEnd::HtmlBlock)) => {
                let lines = block.take().unwrap_or_default();
                raw(pass, &lines, &mut open);
            }
            Item::Event(Event::Html(text)) => match &mut block {
                Some(lines) => lines.push((text.to_string(), range)),
                None => raw(pass, &[(text.to_string(), range)], &mut open),
            },
            Item::Event(Event::InlineHtml(text)) => raw(pass, &[(text.to_string(), range)], &mut open),
            Item::Event(Event::Start(tag)) => {
                open.push(Open::Markdown);
                pass.keep(Item::Event(Event::Start(tag)), range);
            }
            Item::Event(Event::End(tag)) => {
                close_down_to_markdown(pass, &mut open, &range);
                open.pop();
                pass.keep(Item::Event(Event::End(tag)), range);
            }
            Item::Open(block) => {
                open.push(Open::Markdown);
                pass.keep(Item::Open(block), range);
            }
            Item::Close => {
                close_down_to_markdown(pass, &mut open, &range);
                open.pop();
                pass.keep(Item::Close, range);
            }
            other => pass.keep(other, range),
        }
    }
    let end = pass.source.text.len();
    close_down_to_markdown(pass, &mut open, &(end..end));
}

/// Handles a stretch of raw HTML, given line by line with the place of each line.
fn raw(pass: &mut Pass<'_, '_>, lines: &[(String, Range<usize>)], open: &mut Vec<Open>) {
    let text: String = lines.iter().map(|(line, _)| line.as_str()).collect();
    if !pass.config.raw_html {
        let range = lines.first().map_or(0..0, |(_, range)| range.clone());
        pass.html(escape(&text), range);
        return;
    }
    for (piece, at) in scan::pieces(&text) {
        let range = place(lines, at);
        match piece {
            Piece::Text(text) => pass.html(text_keeping_entities(text), range),
            Piece::Comment => {}
            Piece::Tag(tag) => element(pass, &tag, range, open),
        }
    }
}

/// Where a range of the lines' joined text stands in the file.
fn place(lines: &[(String, Range<usize>)], at: Range<usize>) -> Range<usize> {
    let mut before = 0;
    for (line, range) in lines {
        if at.start < before + line.len() {
            let start = range.start + (at.start - before);
            return start..(start + at.len()).min(range.end.max(start));
        }
        before += line.len();
    }
    lines.last().map_or(0..0, |(_, range)| range.end..range.end)
}

fn element(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, range: Range<usize>, open: &mut Vec<Open>) {
    let name = tag.name.to_ascii_lowercase();
    if !is_harmless_element(&name) {
        refuse(pass, tag, &name, range);
        return;
    }
    if tag.closing {
        close(pass, &name, range, open);
        return;
    }
    open_element(pass, tag, &name, &range);
    let spoils = |value: &str| value.split_whitespace().any(alerts::is_spoiler);
    let is_spoiler = tag.attributes.iter().any(|(name, value)| *name == "class" && spoils(value));
    if name == "details" && (is_spoiler || pass.unsearched.iter().any(|part| part.end == usize::MAX)) {
        // Its end is not known yet. One within it is no text to find either.
        pass.unsearched.push(range.start..usize::MAX);
    }
    if prose::is_apart(&name) {
        pass.begin_apart(range.start);
    }
    if !VOID.contains(&name.as_str()) {
        open.push(Open::Raw(name, range));
    }
}

fn refuse(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, name: &str, range: Range<usize>) {
    if !tag.closing {
        let problem = if ACTIVE.contains(&name) {
            pass.problem(Code::UnsafeHtml, range.clone(), format!("`<{name}>` may not stand in an entry"))
                .help("remove it; an entry holds text, pictures and links, nothing that runs or loads")
        } else {
            pass.problem(
                Code::UnknownHtml,
                range.clone(),
                format!("`<{name}>` is not kept; it is shown as text"),
            )
            .help(format!("if it is text, write it as code: `` `<{name}>` ``"))
        };
        pass.report(problem);
    }
    pass.html(escape(tag.raw), range);
}

fn open_element(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, name: &str, range: &Range<usize>) {
    let has = |wanted: &str| tag.attributes.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    pass.html(Body::from("<").with(&element_name(name)), range.clone());
    for (attribute, value) in &tag.attributes {
        let attribute = attribute.to_ascii_lowercase();
        match (name, attribute.as_str()) {
            ("a", "href") => links::hole(pass, LinkKind::Link, value, range.clone()),
            ("img", "src") => {
                links::hole(pass, LinkKind::Image, value, range.clone());
                if !has("width") && !has("height") {
                    links::size_hole(pass, range.clone());
                }
            }
            (_, "class") => {
                let class = classes::attribute(pass, value, range);
                pass.html(class, range.clone());
            }
            (_, "id") if !value.is_empty() && !value.contains(char::is_whitespace) => {
                if pass.markdown.ids.insert(value.clone()) {
                    pass.html(Body::from(" id=\"").id(value).then("\""), range.clone());
                }
            }
            // Ids of other cells.
            ("td" | "th", "headers") => {
                let ids = value.split_whitespace().map(|id| Body::default().id(id));
                let ids = ids.reduce(|ids, id| ids.then(" ").with(&id)).unwrap_or_default();
                pass.html(Body::from(" headers=\"").with(&ids).then("\""), range.clone());
            }
            (_, attribute) if attribute.starts_with("on") => {
                let problem = pass
                    .problem(
                        Code::UnsafeHtml,
                        range.clone(),
                        format!("the attribute `{attribute}` runs script"),
                    )
                    .help("remove it");
                pass.report(problem);
            }
            (_, attribute) if is_allowed_attribute(name, attribute) => {
                pass.html(format!(" {attribute}=\"{}\"", escape(value)), range.clone());
            }
            // They say how a link opens, which is the reader's business.
            ("a", "target" | "rel") => {}
            _ => {
                let problem = pass
                    .problem(
                        Code::UnknownHtml,
                        range.clone(),
                        format!("the attribute `{attribute}` of `<{name}>` is left out"),
                    )
                    .help("remove it");
                pass.report(problem);
            }
        }
    }
    if name == "img" && !has("alt") {
        links::missing_alt(pass, range.clone());
        pass.html(" alt=\"\"", range.clone());
    }
    pass.html(">", range.clone());
}

/// The name as it is written in a tag: that of a heading depends on where the text is shown.
fn element_name(name: &str) -> Body {
    let level = name.strip_prefix('h').and_then(|level| level.parse().ok());
    level.map_or_else(|| name.into(), |level| Body::from("h").hole(Hole::Level(level)))
}

fn is_allowed_attribute(name: &str, attribute: &str) -> bool {
    match attribute {
        "title" | "lang" | "dir" | "aria-label" | "aria-hidden" => true,
        "alt" | "width" | "height" | "loading" => name == "img",
        "open" => name == "details",
        "colspan" | "rowspan" | "scope" => matches!(name, "td" | "th"),
        "span" => matches!(name, "col" | "colgroup"),
        "datetime" => matches!(name, "time" | "ins" | "del"),
        "start" | "reversed" | "type" => name == "ol",
        "value" => name == "li",
        _ => false,
    }
}

fn close(pass: &mut Pass<'_, '_>, name: &str, range: Range<usize>, open: &mut Vec<Open>) {
    let found = open
        .iter()
        .rev()
        .take_while(|entry| matches!(entry, Open::Raw(..)))
        .any(|entry| matches!(entry, Open::Raw(opened, _) if opened == name));
    if !found {
        if !CLOSES_ITSELF.contains(&name) {
            let problem = pass
                .problem(Code::UnknownHtml, range, format!("`</{name}>` closes nothing here; it is left out"))
                .help(format!("`<{name}>` must be opened in the same paragraph, list item or block"));
            pass.report(problem);
        }
        return;
    }
    while let Some(Open::Raw(opened, _)) = open.pop() {
        pass.html(Body::from("</").with(&element_name(&opened)).then(">"), range.clone());
        end_parts(pass, &opened, range.start);
        if opened == name {
            break;
        }
    }
}

/// Ends what search does not show and what is no running text, if that is what the element was.
fn end_parts(pass: &mut Pass<'_, '_>, name: &str, at: usize) {
    if prose::is_apart(name) {
        pass.end_apart(at);
    }
    let open = pass.unsearched.iter_mut().rev().find(|part| part.end == usize::MAX);
    if let Some(part) = open.filter(|_| name == "details") {
        part.end = at;
    }
}

fn close_down_to_markdown(pass: &mut Pass<'_, '_>, open: &mut Vec<Open>, at: &Range<usize>) {
    while let Some(Open::Raw(name, range)) = open.pop_if(|entry| matches!(entry, Open::Raw(..))) {
        pass.html(Body::from("</").with(&element_name(&name)).then(">"), at.clone());
        end_parts(pass, &name, at.end);
        if !CLOSES_ITSELF.contains(&name.as_str()) {
            let problem = pass
                .problem(
                    Code::UnknownHtml,
                    range,
                    format!("`<{name}>` is not closed in the block that it stands in"),
                )
                .help(format!("close it with `</{name}>`; it was closed at the block's end"));
            pass.report(problem);
        }
    }
}

/// Escapes text of raw HTML, in which `&amp;` and its like are already written out.
pub(super) fn text_keeping_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&escape(&rest[..at]));
        let entity = scan::entity_length(&rest[at..]);
        if entity > 0 {
            out.push_str(&rest[at..at + entity]);
            rest = &rest[at + entity..];
        } else {
            out.push_str("&amp;");
            rest = &rest[at + 1..];
        }
    }
    out.push_str(&escape(rest));
    out
}
