//! YAML text → a tree of nodes with places. The only module that knows the YAML crate.

use std::{fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_yaml::{Error, Location, Spanned, options};

use crate::{
    base::source,
    parse::value::{Key, Node, Value},
};

mod cure;

pub use cure::quoted;

/// Why a text is not a front matter: what is wrong, where in the text, and what to do if that can be told.
#[derive(Debug)]
pub struct YamlError {
    pub message: String,
    pub range: Range<usize>,
    pub help: Option<String>,
    /// What takes the place of what, where that mends it for certain.
    pub edit: Option<(Range<usize>, String)>,
    pub duplicate_key: bool,
    /// Where a key that stands twice stands first.
    pub first: Option<Range<usize>>,
}

/// A text as the value of a field: in quotes where YAML would not take it as it is.
pub fn scalar(text: &str) -> String {
    match parse(&format!("x: {text}\n")).as_deref() {
        Ok([(_, Node { value: Value::Text(read), .. })]) if read == text => text.to_owned(),
        _ => quoted(text),
    }
}

/// Parses a YAML document whose top level is a map. An empty document is an empty map.
///
/// # Errors
/// The first syntax error: what follows one cannot be told apart from its consequences.
pub fn parse(text: &str) -> Result<Vec<(Key, Node)>, Box<YamlError>> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Vec::new());
    }
    let node = parse_nodes(text).map_err(|error| Box::new(error.explain(text)))?;
    match node.value {
        Value::Map(map) => Ok(map),
        _ => Err(Box::new(not_a_map(text, node.range))),
    }
}

/// The crate's error, from which the place and the message follow.
struct Refused(Error);

fn parse_nodes(text: &str) -> Result<Node, Refused> {
    let options = options! {
        strict_booleans: true,
        reject_unsupported_tags: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        non_finite_float_policy: options::NonFiniteFloatPolicy::AsString,
        merge_keys: options::MergeKeyPolicy::AsOrdinary,
        with_snippet: false,
    };
    let raw: Spanned<Raw> = serde_yaml::from_str_with_options(text, options).map_err(Refused)?;
    Ok(to_node(text, raw))
}

fn not_a_map(text: &str, range: Range<usize>) -> YamlError {
    let cure = cure::find_in_text(text, range.start);
    let (message, help, edit, range) = match cure {
        Some(cure) => (format!("not valid YAML: {}", cure.cause), Some(cure.help), cure.edit, cure.place),
        None => (
            "front matter must be a list of `key: value` lines".to_owned(),
            Some("write each field on a line of its own: `title: Redis`".to_owned()),
            None,
            range,
        ),
    };
    YamlError { message, range, help, edit, duplicate_key: false, first: None }
}

enum Raw {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawVisitor;

        impl<'de> Visitor<'de> for RawVisitor {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_none<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
                Ok(Raw::Bool(value))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
                Ok(Raw::Number)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
                Ok(Raw::Number)
            }

            fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
                Ok(Raw::Number)
            }

            fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
                Ok(Raw::Number)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
                Ok(Raw::Number)
            }

            fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
                Ok(Raw::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Raw::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Raw::Map(entries))
            }
        }

        deserializer.deserialize_any(RawVisitor)
    }
}

fn to_node(text: &str, raw: Spanned<Raw>) -> Node {
    let range = to_range(text, raw.referenced);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Bool(value) => Value::Bool(value),
        Raw::Number => Value::Number(text[range.clone()].trim().to_owned()),
        Raw::Text(value) => Value::Text(value),
        Raw::List(items) => Value::List(items.into_iter().map(|item| to_node(text, item)).collect()),
        Raw::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let range = to_range(text, key.referenced);
                    (Key { name: key.value, range }, to_node(text, value))
                })
                .collect(),
        ),
    };
    Node { value, range }
}

/// A collection's location covers its opening only; that is where a message about it belongs.
fn to_range(text: &str, location: Location) -> Range<usize> {
    let span = location.span();
    let (start, length) = match (span.byte_offset(), span.byte_len()) {
        (Some(start), Some(length)) => (usize_from(start), usize_from(length)),
        _ => (source::offset(text, usize_from(location.line()), usize_from(location.column())), 0),
    };
    let start = text.floor_char_boundary(start);
    let end = text.floor_char_boundary(start + length);
    start..start + text[start..end].trim_end().len()
}

fn usize_from(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX / 2)
}

impl Refused {
    fn range(&self, text: &str) -> Range<usize> {
        self.0.without_snippet().location().map_or(0..0, |location| to_range(text, location))
    }

    /// The byte at which the parser stopped.
    fn place(&self, text: &str) -> usize {
        self.range(text).start
    }

    fn explain(self, text: &str) -> YamlError {
        let range = self.range(text);
        let error = self.0.without_snippet();
        if let Error::DuplicateMappingKey { key, .. } = error {
            let key = key.as_deref().unwrap_or("?");
            return YamlError {
                message: format!("the key `{key}` stands twice"),
                first: first_line_with(text, key).filter(|first| first.start < range.start),
                help: Some("keep one of the two lines".to_owned()),
                edit: None,
                duplicate_key: true,
                range,
            };
        }
        match cure::find(text, range.start) {
            Some(cure) => YamlError {
                message: format!("not valid YAML: {}", cure.cause),
                range: cure.place,
                help: Some(cure.help),
                edit: cure.edit,
                duplicate_key: false,
                first: None,
            },
            None => YamlError {
                message: plain_message(error),
                range,
                help: Some("each field is a line `key: value`; lists are written `[a, b]`".to_owned()),
                edit: None,
                duplicate_key: false,
                first: None,
            },
        }
    }
}

/// The key at the beginning of a line.
fn first_line_with(text: &str, key: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return Some(at..at + key.len());
        }
        at += line.len();
    }
    None
}

/// What parts of the crate's messages mean.
const JARGON: [(&str, &str); 6] = [
    ("deserialize null", "a name or text is missing; a `?` or `~` alone needs quotes"),
    ("comments must be separated", "a `#` begins a comment; a text with it needs quotes"),
    ("flow mapping", "a bracket or brace is not closed, or a comma is one too many"),
    ("flow sequence", "a bracket is not closed, or a comma is one too many"),
    ("unknown anchor", "a `*` at the beginning of a text needs quotes"),
    ("simple key", "a line without a colon and a space"),
];

/// The crate's message, without the place at its end, which the diagnostic shows by itself.
fn plain_message(error: &Error) -> String {
    let message = error.to_string();
    let message = message.lines().next().unwrap_or_default();
    if let Some((_, plain)) = JARGON.iter().find(|(jargon, _)| message.contains(jargon)) {
        return format!("not valid YAML: {plain}");
    }
    let cut = [" at line ", " at byte "].iter().filter_map(|mark| message.find(mark)).min();
    let message = match &message[..cut.unwrap_or(message.len())] {
        // Said of a type of Rust.
        message if message.contains("null into string") => "a key has no name",
        message => message,
    };
    format!("not valid YAML: {}", message.trim_end_matches(['.', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_places_and_numbers_their_spelling() {
        let text = "title: Redis\nversion: 1.10\ntags:\n  - a\n  - b c\n";
        let map = parse(text).expect("valid");
        let (key, title) = &map[0];
        assert_eq!(&text[key.range.clone()], "title");
        assert_eq!(&text[title.range.clone()], "Redis");
        assert_eq!(map[1].1.value, Value::Number("1.10".to_owned()));
        let Value::List(tags) = &map[2].1.value else { panic!("a list") };
        assert_eq!(&text[tags[1].range.clone()], "b c");
    }

    #[test]
    fn scalars_are_quoted_where_they_have_to_be() {
        for (text, written) in [
            ("Redis", "Redis"),
            ("A: b", "\"A: b\""),
            ("1.10", "\"1.10\""),
            (" a", "\" a\""),
            ("a #b", "\"a #b\""),
        ] {
            assert_eq!(scalar(text), written);
        }
    }

    #[test]
    fn yes_is_text() {
        let map = parse("draft: yes").expect("valid");
        assert_eq!(map[0].1.value, Value::Text("yes".to_owned()));
    }

    #[test]
    fn errors_point_at_their_line_and_say_the_cure() {
        let error = parse("a: 1\ntitle: Redis: a cache\n").expect_err("two colons");
        assert_eq!(source::position("a: 1\ntitle: Redis: a cache\n", error.range.start).line, 2);
        assert_eq!(error.help.as_deref(), Some("put quotes around the text: `title: \"Redis: a cache\"`"));
        let error = parse("a: 1\na: 2\n").expect_err("twice");
        assert_eq!(error.first, Some(0..1));
        assert_eq!(error.message, "the key `a` stands twice");
        assert!(parse("tags:\n\t- a\n").expect_err("tab").help.expect("a cure").contains("tab"));
    }

    #[test]
    fn messages_are_not_the_parsers() {
        for (text, jargon) in [
            ("a:\n- ?\n", "deserialize"),
            ("tags: [#redis]\n", "tokens"),
            ("tags: [a, , b]\n", "flow"),
            ("a: *x\n", "anchor"),
            ("? a\n", "Option"),
        ] {
            if let Err(error) = parse(text) {
                assert!(!error.message.contains(jargon), "{text:?}: {}", error.message);
                assert!(error.help.is_some());
            }
        }
    }

    #[test]
    fn hostile_input_is_refused_quickly() {
        assert!(parse(&format!("a: {}", "[".repeat(100_000))).is_err());
        assert!(parse("a: !ruby/object:X {}").is_err());
        assert!(parse("- a\n- b").is_err());
        assert_eq!(parse("# only a comment\n").expect("empty").len(), 0);
    }
}
