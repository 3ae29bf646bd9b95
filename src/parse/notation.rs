//! TOML and JSON text → a tree of nodes with places, as `yaml` does it for YAML.
//!
//! A place is a range of bytes of the text. JSON is read by the YAML crate, which gives places: YAML 1.2 holds all of JSON.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::{
    base::source,
    parse::{
        value::{Key, Node, Value},
        yaml,
    },
};

/// Why a text is not what it should be, and where.
#[derive(Debug)]
pub struct Wrong {
    pub message: String,
    pub range: Range<usize>,
}

/// Parses a TOML document. What is wrong is left out of the tree.
pub fn toml(text: &str) -> (Vec<(Key, Node)>, Vec<Wrong>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let wrong = errors
        .iter()
        .map(|error| Wrong { message: error.message().to_lowercase(), range: error.span().unwrap_or(0..0) });
    (to_map(table.into_inner()), wrong.collect())
}

fn to_map(table: DeTable<'_>) -> Vec<(Key, Node)> {
    table
        .into_iter()
        .map(|(key, value)| {
            let range = key.span();
            (Key { name: key.into_inner().into_owned(), range }, to_node(value))
        })
        .collect()
}

fn to_node(value: toml::Spanned<DeValue<'_>>) -> Node {
    let range = value.span();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(to_node).collect()),
        DeValue::Table(table) => Value::Map(to_map(table)),
    };
    Node { value, range }
}

/// Parses a JSON object.
///
/// # Errors
/// The first mistake.
pub fn json(text: &str) -> Result<Vec<(Key, Node)>, Wrong> {
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let at = source::offset(text, error.line(), error.column());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_lowercase();
        return Err(Wrong { message, range: at..at });
    }
    // A tab in JSON is white space, which YAML wants as spaces.
    yaml::parse(&text.replace('\t', " "))
        .map_err(|error| Wrong { message: error.message, range: error.range })
}

/// Where the JSON object ends that a text begins with; nothing if it does not begin with a whole one.
pub fn json_end(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    Some(values.byte_offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_give_one_tree() {
        let toml_text = "title = \"A\"\nweight = 3\n[taxonomies]\ntags = [\"a\", \"b\"]\n";
        let json_text =
            "{\n\t\"title\": \"A\",\n\t\"weight\": 3, \"taxonomies\": {\"tags\": [\"a\", \"b\"]}\n}";
        let (tree, wrong) = toml(toml_text);
        assert!(wrong.is_empty());
        let other = json(json_text).expect("valid");
        assert_eq!(shape(&Value::Map(tree.clone())), shape(&Value::Map(other.clone())));
        assert_eq!(&toml_text[tree[0].0.range.clone()], "title");
        assert_eq!(&toml_text[tree[0].1.range.clone()], "\"A\"");
        assert_eq!(&json_text[other[1].1.range.clone()], "3");
    }

    fn shape(value: &Value) -> String {
        match value {
            Value::Map(map) => {
                map.iter().map(|(key, node)| format!("{}:{};", key.name, shape(&node.value))).collect()
            }
            Value::List(items) => items.iter().map(|item| shape(&item.value) + ",").collect(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn mistakes_have_a_place() {
        let (_, wrong) = toml("title = \"A\nb = 1\n");
        assert_eq!(source::position("title = \"A\nb = 1\n", wrong[0].range.start).line, 1);
        let wrong = json("{\n  \"a\": 1\n  \"b\": 2\n}").expect_err("a comma is missing");
        assert_eq!(wrong.message, "expected `,` or `}`");
        assert_eq!(json_end("{\"a\": {\"b\": 1}}\ntext"), Some(15));
        assert_eq!(json_end("{% raw %}"), None);
    }
}
