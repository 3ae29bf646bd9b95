//! Whether an SVG file does anything but draw.
//!
//! As `<img>` an SVG never runs script; opened by its own address it does, at the site's origin. So a file is published only
//! if nothing in it runs: it is parsed as a browser parses it, entities resolved, and each element and attribute looked at.
//! What is drawn inside of `<foreignObject>` may hold the elements of HTML that entries may hold.

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use crate::parse::markdown::is_harmless_element;

const SVG: &str = "http://www.w3.org/2000/svg";
const HTML: &str = "http://www.w3.org/1999/xhtml";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Elements of SVG that run script, or hold what does. The names are compared in small letters.
const RUNNING: [&str; 11] = [
    "audio",
    "canvas",
    "embed",
    "handler",
    "iframe",
    "image-set",
    "listener",
    "object",
    "script",
    "source",
    "video",
];

/// Elements of HTML that drawing programs write, and that an entry may not hold because of what they look like only.
const DRAWN: [&str; 4] = ["body", "center", "font", "h1"];

/// More than any drawing has; a file that has more is none.
const MOST_NODES: u32 = 2_000_000;

/// # Errors
/// Which part of the file runs something, with its line, or why that cannot be told: ``it holds `<script>` (line 3)``.
pub(super) fn active_part(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let text = text.trim_start_matches('\u{feff}');
    if let Some(name) = declared_encoding(text)
        && !["utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"].contains(&name.as_str())
    {
        // A browser would read other letters than we do.
        return Err(format!("it says that it is in the encoding `{name}`; save it as UTF-8"));
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| format!("it is not well-formed XML, so what it runs cannot be told ({error})"))?;
    let prolog = &text[..document.root_element().range().start];
    let subset = internal_subset(prolog);
    if subset.contains("<!ATTLIST") || subset.contains('%') {
        return Err("its DOCTYPE defines attributes or parameter entities".to_owned());
    }
    for node in document.root().descendants() {
        if let Some(what) = active_in(node) {
            let line = document.text_pos_at(node.range().start).row;
            return Err(format!("it holds {what} (line {line})"));
        }
    }
    Ok(())
}

/// The part of a prolog between the brackets of its DOCTYPE, where entities are defined, or a little more.
fn internal_subset(prolog: &str) -> &str {
    let doctype = prolog.find("<!DOCTYPE").map_or("", |at| &prolog[at..]);
    let mut quote = None;
    for (at, letter) in doctype.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if letter == open => quote = None,
            (None, '>') => return "",
            (None, '[') => return doctype.rfind(']').map_or(&doctype[at..], |end| &doctype[at..end]),
            _ => {}
        }
    }
    ""
}

/// The encoding that an XML declaration names, in small letters.
fn declared_encoding(text: &str) -> Option<String> {
    let declaration = text.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(value[1..].split(quote).next()?.to_ascii_lowercase())
}

/// What a node runs; nothing if it only draws.
fn active_in(node: Node<'_, '_>) -> Option<String> {
    if let Some(instruction) = node.pi() {
        return (instruction.target == "xml-stylesheet")
            .then(|| "a style sheet of XML, which can run script".to_owned());
    }
    if !node.is_element() {
        return None;
    }
    let name = node.tag_name().name();
    let small = name.to_ascii_lowercase();
    let runs = match node.tag_name().namespace() {
        Some(HTML) => !is_harmless_element(&small) && !DRAWN.contains(&small.as_str()),
        Some(SVG) | None => RUNNING.contains(&small.as_str()),
        // Editors keep notes of their own in other namespaces, which browsers pass over.
        Some(_) => return None,
    };
    if runs {
        return Some(format!("`<{name}>`"));
    }
    node.attributes().find_map(|attribute| active_attribute(&small, &attribute))
}

fn active_attribute(element: &str, attribute: &Attribute<'_, '_>) -> Option<String> {
    if !matches!(attribute.namespace(), None | Some(XLINK | HTML | SVG)) {
        return None;
    }
    let name = attribute.name().to_ascii_lowercase();
    let value: String = attribute
        .value()
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect::<String>()
        .to_lowercase();
    let is_handler = name.starts_with("on");
    let runs = ["javascript:", "vbscript:", "livescript:"].iter().any(|scheme| value.contains(scheme));
    // Only what draws a picture may carry it along.
    let carries =
        name == "href" && value.starts_with("data:") && !["image", "feimage", "img"].contains(&element);
    let animates = name == "attributename" && (value.starts_with("on") || value.ends_with("href"));
    (is_handler || runs || carries || animates).then(|| format!("the attribute `{}`", attribute.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(inside: &str) -> Result<(), String> {
        active_part(
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
                 xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\">{inside}</svg>"
            )
            .as_bytes(),
        )
    }

    #[test]
    fn drawings_are_harmless() {
        for inside in [
            "<path d='M0 0'/><style>.a{fill:red}</style>",
            "<a xlink:href='https://example.org/'><text>x</text></a>",
            "<image href='data:image/png;base64,AAAA'/><use href='#a'/>",
            "<animate attributeName='r' values='1;2'/>",
            "<foreignObject><h:div style='color:red'><h:b>x</h:b></h:div></foreignObject>",
            "<i:path-effect onclick='never read'/><metadata/>",
        ] {
            assert_eq!(check(inside), Ok(()), "{inside}");
        }
        let doctype = "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' \
                       'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd' [<!ENTITY ns 'http://x/'>]><svg xmlns='http://www.w3.org/2000/svg'/>";
        assert_eq!(active_part(doctype.as_bytes()), Ok(()));
        // As Graphviz writes it.
        let comment = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"\n \
                       \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<!-- Title: %3 Pages: 1 [x] -->\n<svg xmlns='http://www.w3.org/2000/svg'/>";
        assert_eq!(active_part(comment.as_bytes()), Ok(()));
    }

    #[test]
    fn what_runs_is_found() {
        for inside in [
            "<script>alert(1)</script>",
            "<h:script>alert(1)</h:script>",
            "<x:script xmlns:x='http://www.w3.org/2000/svg'/>",
            "<path onload='x'/>",
            "<a xlink:href='java&#10;script:alert(1)'/>",
            "<a href=' JavaScript:alert(1)'/>",
            "<use href='data:image/svg+xml,x'/>",
            "<set attributeName='href' to='javascript:x'/>",
            "<set attributeName='onmouseover' to='x'/>",
            "<animate attributeName='xlink:href' values='a'/>",
            "<foreignObject><h:iframe src='x'/></foreignObject>",
            "<foreignObject><h:meta http-equiv='refresh'/></foreignObject>",
            "<foreignObject><iframe/></foreignObject>",
            "<path",
        ] {
            assert!(check(inside).is_err(), "{inside}");
        }
        for text in [
            "<!DOCTYPE svg [<!ENTITY s '<script>alert(1)</script>'>]><svg xmlns='http://www.w3.org/2000/svg'>&s;</svg>",
            "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'alert(1)'>]><svg xmlns='http://www.w3.org/2000/svg'/>",
            "<?xml version='1.0' encoding='UTF-7'?><svg xmlns='http://www.w3.org/2000/svg'/>",
            "<?xml-stylesheet type='text/xsl' href='x.xsl'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        ] {
            assert!(active_part(text.as_bytes()).is_err(), "{text}");
        }
        assert!(active_part(b"\xff\xfe<\0").is_err(), "UTF-16");
    }
}
