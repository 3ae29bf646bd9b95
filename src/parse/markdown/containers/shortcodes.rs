//! Hugo's shortcodes that are blocks: `{{< alert title="…" >}}` … `{{< /alert >}}`, `{{< figure src="…" >}}`.
//!
//! Only one that has its lines to itself is read; what it means is what the most frequent themes (Docsy, Relearn, Book, Hextra)
//! mean by its name.

use std::ops::Range;

use super::{
    marks::{Fence, Leaf, Opening, Says},
    names::{self, Shape},
    places::{attribute, attributes, lines_below, trimmed},
};
use crate::parse::markdown::{alerts::Kind, blocks::Fold};

/// A shortcode may go over this many lines.
const LINES: usize = 20;

/// Reads the shortcode that begins a line, and says where it ends.
pub(super) fn read(text: &str, line: &Range<usize>) -> Option<(Says, usize)> {
    let end_sign = if text[line.start..].starts_with("{{<") { ">}}" } else { "%}}" };
    let end = end(text, line, end_sign)?;
    let inner = trimmed(text, line.start + 3..end - 3);
    if let Some(name) = text[inner.clone()].strip_prefix('/') {
        return Some((Says::Close(Fence::Shortcode(name.trim().to_owned())), end));
    }
    let length = text[inner.clone()].find(char::is_whitespace).unwrap_or(inner.len());
    let name = inner.start..inner.start + length;
    let says = block(text, &name, trimmed(text, name.end..inner.end), end_sign == "%}}")?;
    Some((says, end))
}

/// Where a shortcode ends, if nothing follows it on its last line.
fn end(text: &str, line: &Range<usize>, sign: &str) -> Option<usize> {
    let lines = std::iter::once(line.clone()).chain(lines_below(text, line.end).take(LINES));
    for line in lines {
        let line = trimmed(text, line);
        if line.is_empty() {
            return None;
        }
        if let Some(at) = text[line.clone()].find(sign) {
            let end = line.start + at + sign.len();
            return (end == line.end).then_some(end);
        }
    }
    None
}

fn block(text: &str, name: &Range<usize>, place: Range<usize>, is_markdown: bool) -> Option<Says> {
    let written = &text[name.clone()];
    let value = |names: &[&str]| names.iter().find_map(|name| attribute(text, &place, name));
    match written {
        "figure" | "img" | "image" => {
            let caption = value(&["caption", "title"]);
            let leaf = Leaf::Figure {
                target: value(&["src"])?,
                alt: value(&["alt"]),
                caption,
                link: value(&["link"]),
            };
            return Some(Says::Leaf(leaf));
        }
        "youtube" | "vimeo" => {
            let id = value(&["id"])
                .or_else(|| attributes(text, place.clone()).into_iter().next().map(|(_, id)| id))?;
            return film(written, &text[id]).map(|address| Says::Leaf(Leaf::Film(address)));
        }
        _ => {}
    }
    let mut unnamed =
        attributes(text, place.clone()).into_iter().filter(|(key, _)| key.is_none()).map(|(_, at)| at);
    let mut title = value(&["title", "header", "name", "label", "summary"]);
    let shape = match names::shape(written) {
        Shape::Alert(kind, fold) => {
            let kind_at = value(&["type", "color", "kind", "status", "level"]);
            let first = unnamed.next();
            let named = |at: &Range<usize>| Kind::of_box(&text[at.clone()]);
            let told = kind_at.as_ref().and_then(named);
            let other = told.or_else(|| first.as_ref().and_then(named));
            title = title.or(if told.is_none() && other.is_some() { unnamed.next() } else { first });
            let open = value(&["open"]).map(|at| text[at] == *"true");
            let fold = if open == Some(true) && fold == Fold::Closed { Fold::Open } else { fold };
            Shape::Alert(other.unwrap_or(kind), fold)
        }
        Shape::Tab { .. } => {
            title = title.or_else(|| unnamed.next());
            let language = value(&["lang", "codelang"]).map_or("", |at| &text[at]);
            match is_markdown {
                true => Shape::Tab { begins: false },
                false => Shape::CodeTab(language.to_owned()),
            }
        }
        // Docsy's hold code unless they say that they hold text.
        Shape::Tabs if written == "tabpane" && value(&["text"]).is_none_or(|at| text[at] != *"true") => {
            Shape::CodeTabs
        }
        Shape::Tabs => Shape::Tabs,
        Shape::Plain if place.is_empty() => Shape::Plain,
        _ if written == "highlight" => Shape::Code(unnamed.next().map_or("", |at| &text[at]).to_owned()),
        _ => return None,
    };
    let opening = Opening { shape, name: name.clone(), title, own: None };
    Some(Says::Open(Fence::Shortcode(written.to_owned()), opening))
}

/// The address of a film, if its id is one.
fn film(service: &str, id: &str) -> Option<String> {
    let is_id = !id.is_empty() && id.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_".contains(&c));
    let before = if service == "vimeo" { "https://vimeo.com/" } else { "https://www.youtube.com/watch?v=" };
    is_id.then(|| format!("{before}{id}"))
}
