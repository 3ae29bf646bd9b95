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
use crate::base::escape::escape;

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

/// What has been written anew.
pub(super) struct Rewritten {
    pub body: Body,
    /// Values that are left out, since they might load something.
    pub refused: Vec<String>,
}

/// Attributes that hold a colour.
const COLOURS: [&str; 3] = ["fill", "stroke", "stop-color"];
/// Functions of CSS that are colours.
const COLOUR_FUNCTIONS: [&str; 10] =
    ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color"];
/// Functions in other attributes.
const TRANSFORMS: [&str; 6] = ["translate", "scale", "rotate", "matrix", "skewX", "skewY"];

/// Elements that vanish with all that is in them.
const VANISH: [&str; 4] = ["style", "script", "foreignObject", "annotation"];

pub(super) fn rewrite(markup: &str, rules: &Rules<'_>) -> Rewritten {
    let mut refused = Vec::new();
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
                begin(&mut out, &tag, rules, &mut refused);
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
    Rewritten { body: out, refused }
}

fn begin(out: &mut Body, tag: &RawTag<'_>, rules: &Rules<'_>, refused: &mut Vec<String>) {
    out.html.push_str(&format!("<{}", tag.name));
    for (name, value) in &tag.attributes {
        let written = match *name {
            "id" => Body::default().id(&format!("{}{value}", rules.prefix)),
            // A reference into the same drawing, and to nowhere else.
            name if rules.attributes.contains(&name) && reference(value).is_some() => {
                let id = reference(value).expect("it is one");
                Body::from("url(#").id(&format!("{}{id}", rules.prefix)).then(")")
            }
            name if rules.attributes.contains(&name) && !loads_nothing(name, value) => {
                refused.push(value.clone());
                continue;
            }
            name if rules.attributes.contains(&name) => {
                let other = rules.recoloured.iter().find(|(from, _)| from == value);
                escape(other.map_or(value.as_str(), |(_, to)| to)).into()
            }
            _ => continue,
        };
        out.push(&Body::from(format!(" {name}=\"")).with(&written).then("\""));
    }
}

/// The id in `url(#id)`, which leads into the same drawing.
fn reference(value: &str) -> Option<&str> {
    let id = value.strip_prefix("url(#")?.strip_suffix(')')?;
    id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)).then_some(id)
}

/// Whether a value can load nothing. Browsers read attributes of SVG as CSS: with escapes (`u\72l`), in any case, and with
/// functions of every kind. So it is not what is forbidden that is looked for, but what is allowed.
fn loads_nothing(name: &str, value: &str) -> bool {
    let is_colour = COLOURS.contains(&name);
    let functions: &[&str] = if is_colour { &COLOUR_FUNCTIONS } else { &TRANSFORMS };
    let names_function = |(at, _)| {
        let before = value[..at].trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let is_apart = before.is_empty() || before.ends_with([' ', ',', ')', '\n']);
        is_apart && functions.contains(&&value[before.len()..at])
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "#.,%()+-/ ".contains(c);
    (!is_colour || value.chars().all(is_plain))
        && !value.contains(['\\', '@', ';', '{'])
        && !value.contains("/*")
        && value.match_indices('(').all(names_function)
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
            attributes: &["fill", "stroke", "font-family"],
            recoloured: &[("red", "#b3201c")],
            prefix: "d1-".into(),
            root: " role=\"img\"".into(),
        };
        let markup = "<svg style=\"x\" onload=\"y\" font-family=\"a&quot;b\"><style>p{}</style><a href=\"javascript:x\"><g id=\"m\" stroke=\"red\" \
                      fill=\"url(#m)\" mask=\"url(https://x)\"/></a><text>1 < 2 &amp; <b>3</b></svg></g>";
        assert_eq!(
            rewrite(markup, &rules).body.html,
            "<svg font-family=\"a&quot;b\" role=\"img\"><g id=\"d1-m\" stroke=\"#b3201c\" fill=\"url(#d1-m)\"/><text>1 &lt; 2 &amp; 3</text></svg>"
        );
    }

    #[test]
    fn value_that_might_load_something_is_left_out() {
        let rules = Rules {
            elements: &["g"],
            attributes: &["fill", "stroke", "transform", "font-family", "clip-path"],
            recoloured: &[],
            prefix: String::new(),
            root: String::new(),
        };
        let kept = |attribute: &str| rewrite(&format!("<g {attribute}/>"), &rules).refused.is_empty();
        for attribute in [
            "fill='none'",
            "fill='#f9f'",
            "stroke='rgba(1, 2.5, 30%, .5)'",
            "fill='hsl(120deg 10% 20% / 50%)'",
            "fill='url(#a-1)'",
            "transform='translate(1,2) rotate(-90 1 2),scale(2)'",
            "font-family='&quot;A B&quot;, sans-serif'",
        ] {
            assert!(kept(attribute), "{attribute}");
        }
        for attribute in [
            "fill='url(https://x/y.svg#a)'",
            "fill='URL(https://x/y.svg#a)'",
            "fill='Url(//x)'",
            "fill='u\\72l(https://x)'",
            "fill='url (#a)'",
            "fill='url(#a) url(https://x)'",
            "stroke='u/**/rl(https://x)'",
            "fill='image-set(\"https://x\" 1x)'",
            "fill='var(--x)'",
            "fill='\u{ff55}rl(https://x)'",
            "fill='rgb(1) src(\"https://x\")'",
            "clip-path='URL(https://x#a)'",
            "transform='url(https://x)'",
            "font-family='x; src: y'",
        ] {
            assert!(!kept(attribute), "{attribute}");
        }
    }
}
