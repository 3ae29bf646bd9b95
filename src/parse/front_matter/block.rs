//! Where the front matter of a file is, and in which notation: YAML between `---`, TOML between `+++` (Zola, Hugo), or a JSON
//! object (Hugo).
//!
//! No text is taken for front matter that is none: one without an end ends at its first empty line.

use std::ops::Range;

use crate::parse::notation::json_end;

/// How a front matter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    Yaml,
    Toml,
    Json,
}

impl Notation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
            Self::Json => "JSON",
        }
    }

    /// The line that opens and closes it.
    pub fn fence(self) -> &'static str {
        match self {
            Self::Yaml => "---",
            Self::Toml => "+++",
            Self::Json => "}",
        }
    }

    /// Whether a line may be part of a front matter: a field, or what is indented, listed or quoted below one.
    fn is_matter(self, line: &str) -> bool {
        let is_name = |name: &str| {
            let name = name.trim().trim_matches('"');
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        };
        let sign = if self == Self::Toml { '=' } else { ':' };
        let opens: &[char] =
            if self == Self::Toml { &['[', ']', '}', '"'] } else { &[' ', '\t', '-', '}', ']'] };
        line.starts_with(opens) || line.split_once(sign).is_some_and(|(name, _)| is_name(name))
    }
}

/// A front matter: the range of its text, without fences, and where the body begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub notation: Notation,
    pub text: Range<usize>,
    pub body: usize,
    pub is_closed: bool,
}

/// The front matter that a text begins with.
pub fn find(text: &str) -> Option<Block> {
    if text.starts_with('{') {
        return find_json(text);
    }
    let first = text.split_inclusive('\n').next()?;
    let notation =
        [Notation::Yaml, Notation::Toml].into_iter().find(|notation| notation.fence() == first.trim_end())?;
    let mut at = first.len();
    for line in text[first.len()..].split_inclusive('\n') {
        let end = line.trim_end();
        if end == notation.fence() || notation == Notation::Yaml && end == "..." {
            return Some(Block { notation, text: first.len()..at, body: at + line.len(), is_closed: true });
        }
        at += line.len();
    }
    let end = matter_end(text, first.len(), notation);
    Some(Block { notation, text: first.len()..end, body: end, is_closed: false })
}

/// One that is closed by what only looks like its end, or not at all: it ends before the first line that is none of its own.
/// `block` is what cannot be read.
pub fn shorter(text: &str, block: &Block) -> Option<Block> {
    let end = matter_end(text, block.text.start, block.notation);
    // Without an empty line below it, the next line is a field with a mistake.
    let is_end = text[end..].lines().next().is_some_and(|line| line.trim().is_empty());
    let is_shorter =
        end > block.text.start && end < block.text.end && is_end && block.notation != Notation::Json;
    is_shorter.then_some(Block { text: block.text.start..end, body: end, is_closed: false, ..*block })
}

/// The end of the lines from `start` on that may be a front matter's. An empty line ends it, unless a field follows.
fn matter_end(text: &str, start: usize, notation: Notation) -> usize {
    let mut end = start;
    let mut at = start;
    let mut was_empty = true;
    for line in text[start..].split_inclusive('\n') {
        let is_empty = line.trim().is_empty();
        let is_comment = line.starts_with('#') && !was_empty;
        if !(is_empty || is_comment || notation.is_matter(line.trim_end())) {
            break;
        }
        at += line.len();
        if !is_empty {
            end = at;
        }
        was_empty = is_empty;
    }
    end
}

fn find_json(text: &str) -> Option<Block> {
    let notation = Notation::Json;
    let is_object = text[1..].trim_start().starts_with(['"', '}']);
    if let Some(end) = json_end(text).filter(|_| is_object) {
        let rest = text[end..].find('\n').map_or(text.len(), |line| end + line + 1);
        // What follows in the same line is text.
        let body = if text[end..rest].trim().is_empty() { rest } else { end };
        return Some(Block { notation, text: 0..end, body, is_closed: true });
    }
    // An object whose first line is the bracket alone is hardly anything else.
    let first = text.lines().next()?;
    if first.trim_end() != "{" || !is_object {
        return None;
    }
    match text
        .find("\n}")
        .filter(|end| text[end + 2..].lines().next().is_none_or(|rest| rest.trim().is_empty()))
    {
        Some(end) => {
            let body = text[end + 2..].find('\n').map_or(text.len(), |line| end + 2 + line + 1);
            Some(Block { notation, text: 0..end + 2, body, is_closed: true })
        }
        None => Some(Block { notation, text: 0..0, body: 0, is_closed: false }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        match find(text) {
            Some(block) => format!(
                "{} {:?} then {:?}{}",
                block.notation.name(),
                &text[block.text.clone()],
                &text[block.body..],
                if block.is_closed { "" } else { ", unclosed" }
            ),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn notations_and_ends() {
        for (text, found) in [
            ("---\na: 1\n---  \nB\n", "YAML \"a: 1\\n\" then \"B\\n\""),
            ("+++\na = 1\n+++   \n\nB\n", "TOML \"a = 1\\n\" then \"\\nB\\n\""),
            ("+++\r\na = 1\r\n+++\r\nB", "TOML \"a = 1\\r\\n\" then \"B\""),
            ("{\n\"a\": 1\n}\nB\n", "JSON \"{\\n\\\"a\\\": 1\\n}\" then \"B\\n\""),
            ("{\"a\": 1} B\n", "JSON \"{\\\"a\\\": 1}\" then \" B\\n\""),
            ("{% raw %}\n", "none"),
            ("{: .x}\n", "none"),
            ("{/* note */}\n", "none"),
            ("# A\n", "none"),
            ("", "none"),
        ] {
            assert_eq!(check(text), found, "{text:?}");
        }
    }

    #[test]
    fn one_without_an_end_takes_no_text_with_it() {
        for (text, found) in [
            (
                "---\ntitle: x\n\n# Heading\n\ntext\n",
                "YAML \"title: x\\n\" then \"\\n# Heading\\n\\ntext\\n\", unclosed",
            ),
            ("+++\ntitle = \"E\"\n\nFirst\n", "TOML \"title = \\\"E\\\"\\n\" then \"\\nFirst\\n\", unclosed"),
            ("---\n\ntext only\n", "YAML \"\" then \"\\ntext only\\n\", unclosed"),
            ("{\n  \"a\": 1,\n\ntext\n", "JSON \"\" then \"{\\n  \\\"a\\\": 1,\\n\\ntext\\n\", unclosed"),
        ] {
            assert_eq!(check(text), found, "{text:?}");
        }
        let text = "+++\ntitle=\"E\"\n\n[extra]\nx = 1\n\nFirst…\n```\n+++\n";
        let block = shorter(text, &find(text).expect("one")).expect("shorter");
        assert_eq!(&text[block.body..], "\nFirst…\n```\n+++\n");
    }
}
