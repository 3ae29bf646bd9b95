//! Raw HTML: harmless elements are kept, everything else is shown as text and reported.
//!
//! Entries come from pull requests, so this is an allow-list. A kept element is written anew from its name and the
//! attributes allowed, and always closed within the Markdown block in which it was opened: no text of an entry can end
//! an element of the page around it.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::{Body, Hole, Item, LinkKind, Pass, alerts, blocks::Block, classes, components, links, prose};
use crate::base::{diagnostic::Code, escape::escape};

pub(super) mod scan;

use scan::{Piece, RawTag};

/// Elements that may stand in an entry.
const ALLOWED: [&str; 58] = [
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
    "h1",
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

/// How many elements within a heading are looked through for it.
const DEEPEST_IN_HEADING: usize = 8;

/// Elements that are written as another one, which does the same without a style of the theme; nothing leaves their tags out.
const READ_AS: [(&str, &str); 22] = [
    ("acronym", "abbr"),
    ("address", "div"),
    ("article", "div"),
    ("aside", "div"),
    ("big", ""),
    ("center", "div"),
    ("dir", "ul"),
    ("fieldset", "div"),
    ("font", ""),
    ("footer", "div"),
    ("header", "div"),
    ("hgroup", "div"),
    ("label", ""),
    ("legend", ""),
    ("main", "div"),
    ("nav", "div"),
    ("nobr", ""),
    ("picture", ""),
    ("section", "div"),
    ("source", ""),
    ("strike", "s"),
    ("tt", "code"),
];

/// What is open at a place of the text: an element of raw HTML, or a block or span of Markdown.
enum Open {
    Raw {
        name: String,
        /// What ends it.
        end: Item<'static>,
        range: Range<usize>,
        tabs: Option<Tabs>,
    },
    Markdown,
}

/// Tabs of a component that are open.
struct Tabs {
    /// Which item begins them.
    start: usize,
    /// Whether they hold anything but tabs: then they are shown one below the other.
    is_mixed: bool,
}

/// Takes note of something that is no tab.
fn is_no_tab(open: &mut [Open]) {
    if let Some(Open::Raw { tabs: Some(tabs), .. }) = open.last_mut() {
        tabs.is_mixed = true;
    }
}

/// Ends an element or a component.
fn end(pass: &mut Pass<'_, '_>, end: Item<'static>, tabs: Option<Tabs>, at: Range<usize>) {
    match tabs.filter(|tabs| tabs.is_mixed) {
        Some(Tabs { start, .. }) => pass.items[start].0 = Item::Html(Body::default()),
        None => pass.keep(end, at),
    }
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
                raw(pass, &lines, &mut open, Place::Block);
            }
            Item::Event(Event::Html(text)) => match &mut block {
                Some(lines) => lines.push((text.to_string(), range)),
                None => raw(pass, &[(text.to_string(), range)], &mut open, Place::Block),
            },
            Item::Event(Event::InlineHtml(text)) => {
                raw(pass, &[(text.to_string(), range)], &mut open, Place::Inline);
            }
            Item::Event(Event::Start(tag)) => {
                is_no_tab(&mut open);
                open.push(Open::Markdown);
                pass.keep(Item::Event(Event::Start(tag)), range);
            }
            Item::Event(Event::End(tag)) => {
                close_down_to_markdown(pass, &mut open, &range);
                open.pop();
                pass.keep(Item::Event(Event::End(tag)), range);
            }
            Item::Open(block) => {
                is_no_tab(&mut open);
                open.push(Open::Markdown);
                pass.keep(Item::Open(block), range);
            }
            Item::Close => {
                close_down_to_markdown(pass, &mut open, &range);
                open.pop();
                pass.keep(Item::Close, range);
            }
            other => {
                is_no_tab(&mut open);
                pass.keep(other, range);
            }
        }
    }
    let end = pass.source.text.len();
    close_down_to_markdown(pass, &mut open, &(end..end));
}

/// Handles a stretch of raw HTML, given line by line with the place of each line.
fn raw(pass: &mut Pass<'_, '_>, lines: &[(String, Range<usize>)], open: &mut Vec<Open>, at: Place) {
    let text: String = lines.iter().map(|(line, _)| line.as_str()).collect();
    if !pass.config.raw_html {
        let range = lines.first().map_or(0..0, |(_, range)| range.clone());
        pass.html(escape(&text), range);
        return;
    }
    let mut end = 0;
    let with_end = |(line, range): &(String, Range<usize>)| {
        end += line.len();
        Line { end, range: range.clone(), is_as_written: pass.source.text[range.clone()] == **line }
    };
    let places: Vec<Line> = lines.iter().map(with_end).collect();
    let pieces = scan::pieces(&text);
    let mut left_out: Option<&str> = None;
    for (index, (piece, written)) in pieces.iter().enumerate() {
        if let Some(name) = left_out {
            let is_end = matches!(piece, Piece::Tag(tag) if tag.closing && tag.name == name);
            left_out = left_out.filter(|_| !is_end);
            continue;
        }
        let range = place(&places, written.clone());
        match piece {
            Piece::Text(text) => {
                if !text.trim().is_empty() {
                    is_no_tab(open);
                }
                // A heading is one of Markdown, whose text is known.
                let is_heading = |entry: &Open| matches!(entry, Open::Raw { end: Item::Event(_), .. });
                let is_heading = open.iter().rev().take(DEEPEST_IN_HEADING).any(is_heading);
                match scan::plain(text).filter(|_| is_heading) {
                    Some(text) => pass.keep(Item::Event(Event::Text(text.into())), range),
                    None => pass.html(text_keeping_entities(text), range),
                }
            }
            Piece::Comment => {}
            Piece::Tag(tag) if is_of_vue(pass, tag) => {
                components::report(
                    pass,
                    tag.name,
                    "code of Vue, which nexus does not run; it is left out",
                    &range,
                );
                left_out = Some(tag.name);
            }
            Piece::Tag(tag) if at == Place::Block && is_whole_code(tag, &pieces[index + 1..]) => {
                report_refused(pass, tag, &tag.name.to_ascii_lowercase(), &range);
                left_out = Some(tag.name);
            }
            Piece::Tag(tag) if is_component(pass, tag) => component(pass, tag, range, open, at),
            Piece::Tag(tag) if at == Place::Block && is_whole_heading(tag, &pieces[index + 1..]) => {
                let (name, end) = open_heading(pass, tag, &range);
                open.push(Open::Raw { name, end, range, tabs: None });
            }
            Piece::Tag(tag) => element(pass, tag, range, open),
        }
    }
}

/// Where a line of raw HTML ends in the joined text, and where it stands in the file.
struct Line {
    end: usize,
    range: Range<usize>,
    /// Whether it was not laid out anew.
    is_as_written: bool,
}

/// Where a range of the lines' joined text stands in the file.
fn place(lines: &[Line], at: Range<usize>) -> Range<usize> {
    let index = lines.partition_point(|line| line.end <= at.start);
    let Some(Line { range, is_as_written, .. }) = lines.get(index) else {
        return lines.last().map_or(0..0, |line| line.range.end..line.range.end);
    };
    if !is_as_written {
        return range.clone();
    }
    let before = index.checked_sub(1).map_or(0, |last| lines[last].end);
    let start = range.start + (at.start - before);
    start..(start + at.len()).min(range.end.max(start))
}

/// Whether this is the name of an element of HTML that is kept or refused, in small letters.
pub(super) fn is_element(name: &str) -> bool {
    ALLOWED.contains(&name) || ALLOWED_TOO.contains(&name) || ACTIVE.contains(&name)
}

/// Whether a tag is one of a component: by its name alone it could be text, like `<T>`.
fn is_component(pass: &Pass<'_, '_>, tag: &RawTag<'_>) -> bool {
    components::is_name(tag.name) && (tag.closing || tag.self_closing() || pass.closed.contains(tag.name))
}

/// Whether a script or a style begins that is part of a component of Vue.
fn is_of_vue(pass: &Pass<'_, '_>, tag: &RawTag<'_>) -> bool {
    let is_marked = |tag: &RawTag<'_>| {
        tag.attributes.iter().any(|(name, _)| ["setup", "scoped", "module", "lang"].contains(name))
    };
    let is_one = matches!(tag.name, "script" | "style") && !tag.closing;
    is_one && (is_marked(tag) || pass.is_vue)
}

/// Whether a script or a style begins whose end comes next: nobody reads what is in between.
fn is_whole_code(tag: &RawTag<'_>, rest: &[(Piece<'_>, Range<usize>)]) -> bool {
    let is_one =
        |tag: &RawTag<'_>| ["script", "style"].iter().any(|name| tag.name.eq_ignore_ascii_case(name));
    let mut others = rest.iter().filter_map(|(piece, _)| match piece {
        Piece::Tag(tag) if is_one(tag) => Some(tag),
        _ => None,
    });
    is_one(tag) && !tag.closing && others.next().is_some_and(|next| next.closing && next.name == tag.name)
}

/// Where a tag is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Block,
    Inline,
}

fn component(
    pass: &mut Pass<'_, '_>,
    tag: &RawTag<'_>,
    range: Range<usize>,
    open: &mut Vec<Open>,
    place: Place,
) {
    if tag.closing {
        close(pass, tag.name, range, open);
        return;
    }
    let is_tab = components::is_tab(tag.name) && matches!(open.last(), Some(Open::Raw { tabs: Some(_), .. }));
    if !is_tab {
        is_no_tab(open);
    }
    let start = pass.items.len();
    let finish = components::open(pass, tag, place == Place::Inline, &range);
    let has_tabs = matches!(pass.items.get(start), Some((Item::Open(Block::Tabs), _)));
    let tabs = has_tabs.then_some(Tabs { start, is_mixed: false });
    if tag.self_closing() {
        end(pass, finish, tabs, range);
    } else {
        open.push(Open::Raw { name: tag.name.to_owned(), end: finish, range, tabs });
    }
}

fn element(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, range: Range<usize>, open: &mut Vec<Open>) {
    is_no_tab(open);
    let mut name = tag.name.to_ascii_lowercase();
    if let Some((_, other)) = READ_AS.iter().find(|(element, _)| *element == name) {
        if other.is_empty() {
            return;
        }
        (*other).clone_into(&mut name);
    }
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
        let end = Item::Html(Body::from("</").with(&element_name(&name)).then(">"));
        open.push(Open::Raw { name, end, range, tabs: None });
    }
}

fn report_refused(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, name: &str, range: &Range<usize>) {
    let written = tag.name;
    let problem = if ACTIVE.contains(&name) {
        pass.problem(Code::UnsafeHtml, range.clone(), format!("`<{written}>` may not stand in an entry"))
            .help("remove it; an entry holds text, pictures and links, nothing that runs or loads")
    } else {
        pass.problem(
            Code::UnknownHtml,
            range.clone(),
            format!("`<{written}>` is not kept; it is shown as text"),
        )
        .help(format!("if it is text, write it as code: `` `<{written}>` ``"))
    };
    pass.report(problem);
}

fn refuse(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, name: &str, range: Range<usize>) {
    let is_embedded = ["iframe", "video", "audio", "embed"].contains(&name);
    if !tag.closing {
        report_refused(pass, tag, name, &range);
    }
    let source = tag.attributes.iter().find(|(name, value)| *name == "src" && value.starts_with("https://"));
    match source.filter(|_| is_embedded) {
        // What would be loaded into the page can be asked for.
        Some((_, address)) => {
            pass.html("<a", range.clone());
            links::hole(pass, LinkKind::Link, address, range.clone());
            pass.html(format!(">{}</a>", escape(address)), range);
        }
        None if is_embedded && tag.closing => {}
        // Of a control its text is left.
        None if ["button", "form", "input", "option", "select"].contains(&name) => {}
        None => pass.html(escape(tag.raw), range),
    }
}

/// Whether a heading begins that also ends in `rest`, with no other within.
fn is_whole_heading(tag: &RawTag<'_>, rest: &[(Piece<'_>, Range<usize>)]) -> bool {
    let mut tags = rest.iter().filter_map(|(piece, _)| match piece {
        Piece::Tag(tag) => Some(tag),
        _ => None,
    });
    !tag.closing
        && heading_level(tag.name).is_some_and(|level| {
            let next = tags.find(|tag| heading_level(tag.name).is_some());
            next.is_some_and(|next| next.closing && heading_level(next.name) == Some(level))
        })
}

fn heading_level(name: &str) -> Option<HeadingLevel> {
    let level: usize = name.strip_prefix(['h', 'H'])?.parse().ok()?;
    HeadingLevel::try_from(level).ok()
}

/// Begins a heading, which is in the outline like any other; returns its name and its end.
fn open_heading(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, range: &Range<usize>) -> (String, Item<'static>) {
    let level = heading_level(tag.name).unwrap_or(HeadingLevel::H2);
    let values = |wanted: &str| {
        let own = tag.attributes.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        own.flat_map(|(_, value)| value.split_whitespace())
            .map(|value| CowStr::from(value.to_owned()))
            .collect()
    };
    let (ids, classes): (Vec<_>, Vec<_>) = (values("id"), values("class"));
    let start = Tag::Heading { level, id: ids.into_iter().next(), classes, attrs: Vec::new() };
    pass.keep(Item::Event(Event::Start(start)), range.clone());
    (tag.name.to_ascii_lowercase(), Item::Event(Event::End(TagEnd::Heading(level))))
}

fn open_element(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, name: &str, range: &Range<usize>) {
    let has = |wanted: &str| tag.attributes.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    pass.html(Body::from("<").with(&element_name(name)), range.clone());
    for (attribute, value) in &tag.attributes {
        let attribute = match *attribute {
            "className" => "class".to_owned(),
            other => other.to_ascii_lowercase(),
        };
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
            (_, "id") | ("a", "name") if !value.is_empty() && !value.contains(char::is_whitespace) => {
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
            // It has done its work before the text was parsed.
            (_, "markdown") => {}
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
    level.map_or_else(|| name.into(), |level: u8| Body::from("h").hole(Hole::Level(level.max(2))))
}

fn is_allowed_attribute(name: &str, attribute: &str) -> bool {
    match attribute {
        "title" | "lang" | "dir" | "aria-label" | "aria-hidden" => true,
        "alt" | "width" | "height" | "loading" => name == "img",
        "align" => matches!(name, "div" | "p" | "img" | "table" | "td" | "th" | "tr"),
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
        .take_while(|entry| matches!(entry, Open::Raw { .. }))
        .any(|entry| matches!(entry, Open::Raw { name: opened, .. } if opened == name));
    if !found {
        if !CLOSES_ITSELF.contains(&name) {
            let problem = pass
                .problem(Code::UnknownHtml, range, format!("`</{name}>` closes nothing here; it is left out"))
                .help(format!("`<{name}>` must be opened in the same paragraph, list item or block"));
            pass.report(problem);
        }
        return;
    }
    while let Some(Open::Raw { name: opened, end: finish, tabs, range: begun }) = open.pop() {
        let is_markdown = matches!(finish, Item::Event(_));
        // A heading of Markdown is in one place.
        end(pass, finish, tabs, if is_markdown { begun } else { range.clone() });
        if !is_markdown {
            end_parts(pass, &opened, range.start);
        }
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
    while let Some(Open::Raw { name, end: finish, range, tabs }) =
        open.pop_if(|entry| matches!(entry, Open::Raw { .. }))
    {
        let is_markdown = matches!(finish, Item::Event(_));
        end(pass, finish, tabs, at.clone());
        if !is_markdown {
            end_parts(pass, &name, at.end);
        }
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

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::{check, run};

    #[test]
    fn name_of_an_anchor_is_an_id() {
        check(
            "<a name=\"x\"></a>\n## H\n\n[y](#x) <a name=\"x\" href=\"z.md\">z</a>\n",
            expect![[r##"
            <p><a id="x"></a></p>
            <p><a to="#x">y</a> <a to="z.md">z</a></p>
            2:1 missing-title: the title is a heading of level 2
        "##]],
        );
    }

    #[test]
    fn heading_in_html_is_one_of_the_outline() {
        let (markdown, text, shown) = run(
            "<h1 align=\"center\">The <em>title</em></h1>\n\n<h2 id=\"a\" class=\"b\">A &amp; B</h2>\n\ntext\n\n<h3>\n<h4>C</h4>\n\nmore <h2>D</h2>\n",
        );
        assert_eq!(markdown.first_heading.as_deref(), Some("The title"), "{shown}");
        let outline: Vec<_> = markdown.outline.iter().map(|heading| (&*heading.id, &*heading.text)).collect();
        assert_eq!(outline, [("a", "A & B"), ("c", "C")], "{shown}");
        assert_eq!(text.sections[1].text, "text\n", "{shown}");
    }

    #[test]
    fn old_elements_are_read_as_new_ones() {
        check(
            "<center><font color=\"red\">a</font></center>\n\n<picture>\n<source srcset=\"b.webp\">\n<img src=\"b.png\" alt=\"b\" align=\"left\">\n</picture>\n\n<section>\n\nc <tt>d</tt>\n\n</section>\n\n<my-widget>e</my-widget>\n",
            expect![[r#"
                <div>a</div>


                <img to="b.png" size alt="b" align="left">

                <div>
                <p>c <code>d</code></p>
                </div>
                <p>&lt;my-widget&gt;e&lt;/my-widget&gt;</p>
                14:1 unknown-html: `<my-widget>` is not kept; it is shown as text
            "#]],
        );
    }
}
