//! Markup that another crate made of an entry's text → the same with known elements and attributes only.
//!
//! What those crates write depends on text from pull requests, so it is not trusted: every element is written anew from an
//! allow-list, every text is escaped anew, and every element that is opened is closed. No attribute of a kept element can
//! run script, load anything or carry styles.

use std::{panic, thread};

use super::{
    Body,
    raw_html::{
        scan::{self, Piece, RawTag},
        text_keeping_entities,
    },
};
use crate::escape::escape;

/// What may be kept.
pub(super) struct Rules<'a> {
    pub elements: &'a [&'a str],
    pub attributes: &'a [&'a str],
    /// Values that others take the place of.
    pub recoloured: &'a [(&'a str, &'a str)],
    /// Put before every id, so that no two pieces of a page have the same.
    pub prefix: String,
    /// Attributes of the outermost element, with a space before each.
    pub root: String,
}

/// Elements that vanish with all that is in them.
const VANISH: [&str; 4] = ["style", "script", "foreignObject", "annotation"];

pub(super) fn rewrite(markup: &str, rules: &Rules<'_>) -> Body {
    let mut out = Body { html: String::with_capacity(markup.len()), holes: Vec::new() };
    let mut open: Vec<&str> = Vec::new();
    let mut vanishing: Option<&str> = None;
    for (piece, _) in scan::pieces(markup) {
        match piece {
            Piece::Tag(tag) if vanishing.is_some() => {
                vanishing = vanishing.filter(|name| !(tag.closing && tag.name == *name));
            }
            Piece::Tag(tag) if VANISH.contains(&tag.name) => {
                vanishing = Some(tag.name).filter(|_| !tag.closing && !tag.raw.ends_with("/>"));
            }
            Piece::Tag(tag) if !rules.elements.contains(&tag.name) => {}
            Piece::Tag(tag) if tag.closing => {
                if open.contains(&tag.name) {
                    while let Some(name) = open.pop() {
                        out.html.push_str(&format!("</{name}>"));
                        if name == tag.name {
                            break;
                        }
                    }
                }
            }
            Piece::Tag(tag) => {
                let is_root = out.html.is_empty();
                begin(&mut out, &tag, rules);
                out.html.push_str(if is_root { &rules.root } else { "" });
                if tag.raw.ends_with("/>") {
                    out.html.push_str("/>");
                } else {
                    out.html.push('>');
                    open.push(tag.name);
                }
            }
            Piece::Text(text) if vanishing.is_none() => out.html.push_str(&text_keeping_entities(text)),
            Piece::Text(_) | Piece::Comment => {}
        }
    }
    for name in open.iter().rev() {
        out.html.push_str(&format!("</{name}>"));
    }
    out
}

fn begin(out: &mut Body, tag: &RawTag<'_>, rules: &Rules<'_>) {
    out.html.push_str(&format!("<{}", tag.name));
    for (name, value) in &tag.attributes {
        let written = match *name {
            "id" => Body::default().id(&format!("{}{value}", rules.prefix)),
            // A reference into the same drawing, and to nowhere else.
            _ if value.contains("url(") => match value.strip_prefix("url(#") {
                Some(id) => Body::from("url(#").id(&format!("{}{id}", rules.prefix)),
                None => continue,
            },
            name if rules.attributes.contains(&name) => {
                let other = rules.recoloured.iter().find(|(from, _)| from == value);
                escape(other.map_or(value.as_str(), |(_, to)| to)).into()
            }
            _ => continue,
        };
        out.push(&Body::from(format!(" {name}=\"")).with(&written).then("\""));
    }
}

/// Runs code of another crate on an entry's text, on a stack of a given size if it may need one. Nothing if it panics,
/// which no text should make it do.
pub(super) fn guarded<T: Send>(
    stack: Option<usize>,
    run: impl FnOnce() -> T + Send + panic::UnwindSafe,
) -> Option<T> {
    let Some(stack) = stack else { return panic::catch_unwind(run).ok() };
    thread::scope(|scope| thread::Builder::new().stack_size(stack).spawn_scoped(scope, run).ok()?.join().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_is_kept() {
        let rules = Rules {
            elements: &["svg", "g", "text"],
            attributes: &["fill", "stroke"],
            recoloured: &[("red", "#b3201c")],
            prefix: "d1-".into(),
            root: " role=\"img\"".into(),
        };
        let markup = "<svg style=\"x\" onload=\"y\" fill=\"a&quot;b\"><style>p{}</style><a href=\"javascript:x\"><g id=\"m\" stroke=\"red\" \
                      fill=\"url(#m)\" mask=\"url(https://x)\"/></a><text>1 < 2 &amp; <b>3</b></svg></g>";
        assert_eq!(
            rewrite(markup, &rules).html,
            "<svg fill=\"a&quot;b\" role=\"img\"><g id=\"d1-m\" stroke=\"#b3201c\" fill=\"url(#d1-m)\"/><text>1 &lt; 2 &amp; 3</text></svg>"
        );
    }
}
