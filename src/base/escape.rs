//! The one place where text becomes HTML.

use std::io::{self, Write};

/// Appends `text` so that it is safe in an element's content and in a quoted attribute alike.
pub fn escape_into(out: &mut String, text: &str) {
    let mut rest = text;
    let is_special =
        |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | 0..=8 | 11 | 12 | 14..=31 | 127);
    while let Some(at) = rest.bytes().position(is_special) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            // No document may hold a control character, and an XML reader stops at one.
            _ => "\u{fffd}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// As [`escape_into`], into a new string.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

/// As [`escape_into`], in the form that the template engine calls.
///
/// # Errors
/// Those of `out`.
pub fn escape_to(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(escape(text).as_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_leaves_its_place() {
        assert_eq!(super::escape(r#"<a b="c" d='e'>&é"#), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;é");
    }

    #[test]
    fn no_document_holds_a_control_character() {
        assert_eq!(super::escape("a\0b\u{1b}c\td\ne\u{7f}"), "a\u{fffd}b\u{fffd}c\td\ne\u{fffd}");
    }
}
