//! Raw HTML text → tags, comments and text, with their places. Follows the grammar of CommonMark §6.6.

use std::ops::Range;

pub(in crate::parse::markdown) enum Piece<'a> {
    Text(&'a str),
    Comment,
    Tag(RawTag<'a>),
}

pub(in crate::parse::markdown) struct RawTag<'a> {
    /// All of it, as written.
    pub raw: &'a str,
    pub name: &'a str,
    pub closing: bool,
    /// Names as written; values without their quotes and with entities resolved; empty for those without a value.
    pub attributes: Vec<(&'a str, String)>,
}

impl RawTag<'_> {
    /// Whether it ends with a slash, which means something for a component only.
    pub fn self_closing(&self) -> bool {
        self.raw.ends_with("/>")
    }
}

/// Splits `text` at its tags and comments. What looks like a tag and is none is text.
pub(in crate::parse::markdown) fn pieces(text: &str) -> Vec<(Piece<'_>, Range<usize>)> {
    let mut pieces = Vec::new();
    let mut text_start = 0;
    let mut at = 0;
    // Behind it no comment ends, so that none is looked for again and again.
    let last_end = text.rfind("-->").unwrap_or_default();
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let comment = if start < last_end { comment(&text[start..]) } else { None };
        let Some((piece, length)) = comment.or_else(|| tag(&text[start..])) else {
            at = start + 1;
            continue;
        };
        if text_start < start {
            pieces.push((Piece::Text(&text[text_start..start]), text_start..start));
        }
        at = start + length;
        pieces.push((piece, start..at));
        text_start = at;
    }
    if text_start < text.len() {
        pieces.push((Piece::Text(&text[text_start..]), text_start..text.len()));
    }
    pieces
}

fn comment(text: &str) -> Option<(Piece<'_>, usize)> {
    let rest = text.strip_prefix("<!--")?;
    Some((Piece::Comment, rest.find("-->")? + "<!---->".len()))
}

fn tag(text: &str) -> Option<(Piece<'_>, usize)> {
    let mut at = 1;
    let closing = text[at..].starts_with('/');
    at += usize::from(closing);
    let name = take_while(&text[at..], |c| c.is_ascii_alphanumeric() || c == '-');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    at += name.len();
    let mut attributes = Vec::new();
    loop {
        at += take_while(&text[at..], char::is_whitespace).len();
        let rest = &text[at..];
        if rest.starts_with('>') || rest.starts_with("/>") {
            at += rest.find('>').expect("just seen") + 1;
            return Some((Piece::Tag(RawTag { raw: &text[..at], name, closing, attributes }), at));
        }
        let (attribute, length) = attribute(rest)?;
        attributes.push(attribute);
        at += length;
    }
}

fn attribute(text: &str) -> Option<((&str, String), usize)> {
    let name = take_while(text, |c| !c.is_whitespace() && !"\"'<>/=".contains(c));
    if name.is_empty() {
        return None;
    }
    let mut at = name.len();
    let spaces = take_while(&text[at..], char::is_whitespace).len();
    let Some(rest) = text[at + spaces..].strip_prefix('=') else {
        return Some(((name, String::new()), at));
    };
    at += spaces + 1;
    let spaces = take_while(rest, char::is_whitespace).len();
    at += spaces;
    let rest = &rest[spaces..];
    let (value, length) = match rest.chars().next()? {
        quote @ ('"' | '\'') => {
            let end = rest[1..].find(quote)?;
            (&rest[1..=end], end + 2)
        }
        _ => {
            let value = take_while(rest, |c| !c.is_whitespace() && !"\"'=<>`".contains(c));
            (value, value.len())
        }
    };
    Some(((name, unescape(value)), at + length))
}

fn take_while(text: &str, accept: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !accept(c)).unwrap_or(text.len())]
}

/// The length of a character reference at the beginning of `text`, or 0.
pub(in crate::parse::markdown) fn entity_length(text: &str) -> usize {
    let Some(end) = text.bytes().take(34).position(|b| b == b';') else { return 0 };
    let body = &text[1..end];
    let named = !body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric());
    let numeric = body.strip_prefix('#').is_some_and(|number| {
        let digits = number.strip_prefix(['x', 'X']);
        match digits {
            Some(hex) => !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()),
            None => !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()),
        }
    });
    if named || numeric { end + 1 } else { 0 }
}

/// A text without character references, if all of them are known.
pub(in crate::parse::markdown) fn plain(text: &str) -> Option<String> {
    let plain = unescape(text);
    let is_known = !plain.match_indices('&').any(|(at, _)| entity_length(&plain[at..]) > 0);
    is_known.then_some(plain)
}

/// Resolves character references, so that what is checked is what a browser would see (`&#106;avascript:`).
///
/// An unknown named one stays as it is; its `&` is escaped when the value is written.
fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = entity_length(rest);
        match (length > 0).then(|| resolve(&rest[1..length - 1])).flatten() {
            Some(c) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn resolve(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "colon" => Some(':'),
        "Tab" => Some('\t'),
        "NewLine" => Some('\n'),
        _ => None,
    }
}
