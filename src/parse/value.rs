//! Typed reading of what people write: front matter and `site.toml`, whichever the notation.
//!
//! `yaml` and `toml` text become one tree of [`Node`]s with their places; [`Fields`] reads a map of it field by field.
//! A wrong type is a diagnostic at the value, a key that nobody asked for one at the key, and reading goes on.

use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

use serde::{Deserialize, Serialize};

use crate::base::{
    diagnostic::{Code, Diagnostic},
    path::{CONTENT, SourcePath},
    source::Span,
};

/// A value and where it stands, in bytes of its file. As with all that has a place in a file, the place is no part of the
/// hash: what an entry says does not change when it moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub value: Value,
    pub range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub enum Value {
    Null,
    Bool(bool),
    /// A number as it is written, so that a version `1.10` stays `1.10` where text is wanted.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub name: String,
    pub range: Range<usize>,
}

/// A typed value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    pub value: T,
    pub range: Range<usize>,
}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { value, range: _ } = self;
        value.hash(state);
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { name, range: _ } = self;
        name.hash(state);
    }
}

impl<T: Hash> Hash for Spanned<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { value, range: _ } = self;
        value.hash(state);
    }
}

impl<T> Spanned<T> {
    pub fn new(value: T, range: Range<usize>) -> Self {
        Self { value, range }
    }
}

impl Value {
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The name of the type, with its article.
    fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// Which truth value people mean by a text.
fn meant(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "true" => Some(true),
        "no" | "n" | "off" | "false" => Some(false),
        _ => None,
    }
}

/// The codes that a reader of fields reports under.
#[derive(Clone, Copy)]
pub struct FieldCodes {
    pub unknown: Code,
    pub value: Code,
}

/// The fields of a map, read one by one.
pub struct Fields<'a> {
    file: &'a SourcePath,
    codes: FieldCodes,
    /// `markdown.` for the keys below `[markdown]`, for messages.
    prefix: String,
    rest: Vec<(Key, Node)>,
    known: Vec<&'static str>,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    pub fn new(
        file: &'a SourcePath,
        codes: FieldCodes,
        map: Vec<(Key, Node)>,
        problems: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { file, codes, prefix: String::new(), rest: map, known: Vec::new(), problems }
    }

    /// The value of `name` and where its key stands, whatever its type; `null` counts as absent.
    pub fn take(&mut self, name: &'static str) -> Option<(Key, Node)> {
        self.known.push(name);
        self.take_dynamic(name)
    }

    /// As [`Fields::take`], for a name that is known only at run time (a kind's own field).
    pub fn take_dynamic(&mut self, name: &str) -> Option<(Key, Node)> {
        let at = self.rest.iter().position(|(key, _)| key.name == name)?;
        let (key, node) = self.rest.remove(at);
        (node.value != Value::Null).then_some((key, node))
    }

    pub fn text(&mut self, name: &'static str) -> Option<Spanned<String>> {
        let (_, node) = self.take(name)?;
        self.to_text(name, node)
    }

    /// The name of a key with those that it is below, as messages have it.
    pub fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub fn boolean(&mut self, name: &'static str) -> Option<bool> {
        let (_, node) = self.take(name)?;
        match node.value {
            Value::Bool(value) => Some(value),
            Value::Text(text) => {
                let problem = self
                    .problem(node.range.clone(), format!("`{}{name}` must be true or false", self.prefix))
                    .label("this is text");
                let problem = match meant(&text) {
                    // Only entries are mended unasked, not the settings.
                    Some(value) if self.file.below(CONTENT).is_some() => {
                        let text = format!("write `{value}`");
                        problem.help(text.clone()).fix(text, node.range, value.to_string())
                    }
                    Some(value) => problem.help(format!("write `{value}`")),
                    None => problem,
                };
                self.problems.push(problem);
                None
            }
            _ => self.wrong_type(name, "true or false", &node),
        }
    }

    pub fn integer(&mut self, name: &'static str) -> Option<i64> {
        let (_, node) = self.take(name)?;
        match &node.value {
            Value::Number(raw) if raw.parse::<i64>().is_ok() => raw.parse().ok(),
            _ => self.wrong_type(name, "a whole number", &node),
        }
    }

    /// A list of texts; a single text counts as a list of one.
    pub fn texts(&mut self, name: &'static str) -> Vec<Spanned<String>> {
        match self.take(name) {
            Some((_, node)) => self.to_texts(name, node),
            None => Vec::new(),
        }
    }

    /// One of a fixed set of values.
    pub fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(name)?;
        self.to_choice(name, &text, choices)
    }

    pub fn to_choice<T: Copy>(
        &mut self,
        name: &str,
        text: &Spanned<String>,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let names = || choices.iter().map(|(name, _)| *name);
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text.value) {
            return Some(*value);
        }
        let all = names().collect::<Vec<_>>().join("`, `");
        let problem = self
            .problem(text.range.clone(), format!("`{}{name}` cannot be `{}`", self.prefix, text.value))
            .help(format!("use one of `{all}`"))
            .did_you_mean(&text.value, names());
        self.problems.push(problem);
        None
    }

    pub fn map(&mut self, name: &'static str) -> Option<Vec<(Key, Node)>> {
        let (_, node) = self.take(name)?;
        self.to_map(name, node)
    }

    pub fn to_map(&mut self, name: &str, node: Node) -> Option<Vec<(Key, Node)>> {
        match node.value {
            Value::Map(map) => Some(map),
            _ => self.wrong_type(name, "a map", &node),
        }
    }

    /// The fields of a map below this one; `f` reads them, then unknown keys are reported.
    pub fn section<R>(&mut self, name: &'static str, f: impl FnOnce(&mut Fields<'_>) -> R) -> Option<R> {
        let map = self.map(name)?;
        Some(self.nested(name, map, f))
    }

    /// As [`Fields::section`], for a map at hand.
    pub fn nested<R>(
        &mut self,
        name: &str,
        map: Vec<(Key, Node)>,
        f: impl FnOnce(&mut Fields<'_>) -> R,
    ) -> R {
        let mut fields = Fields {
            prefix: format!("{}{name}.", self.prefix),
            ..Fields::new(self.file, self.codes, map, self.problems)
        };
        let result = f(&mut fields);
        fields.finish();
        result
    }

    pub fn to_text(&mut self, name: &str, node: Node) -> Option<Spanned<String>> {
        match node.value {
            Value::Text(text) => Some(Spanned::new(text, node.range)),
            Value::Number(raw) => Some(Spanned::new(raw, node.range)),
            _ => self.wrong_type(name, "text", &node),
        }
    }

    pub fn to_texts(&mut self, name: &str, node: Node) -> Vec<Spanned<String>> {
        match node.value {
            Value::List(items) => {
                let items = items.into_iter().filter(|item| item.value != Value::Null);
                items.filter_map(|item| self.to_text(name, item)).collect()
            }
            // YAML joins the lines of a list without these spaces to one text.
            Value::Text(ref text) if text.starts_with('-') && text.contains(" -") => {
                let problem = self
                    .problem(node.range.clone(), format!("`{}{name}` is one text, not a list", self.prefix))
                    .help("put a space behind each hyphen: `- first`");
                self.report(problem);
                Vec::new()
            }
            Value::Text(_) | Value::Number(_) => self.to_text(name, node).into_iter().collect(),
            _ => self.wrong_type(name, "a list of texts", &node).unwrap_or_default(),
        }
    }

    /// Reports a value of another type than `expected`; always nothing, for the caller to return.
    pub fn wrong_type<T>(&mut self, name: &str, expected: &str, node: &Node) -> Option<T> {
        let problem = self
            .problem(node.range.clone(), format!("`{}{name}` must be {expected}", self.prefix))
            .label(format!("this is {}", node.value.type_name()));
        self.problems.push(problem);
        None
    }

    /// A diagnostic about a value, to be added to and reported with [`Fields::report`].
    pub fn problem(&self, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.codes.value, Span::new(self.file, range), message)
    }

    pub fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// The fields that nobody has asked for so far.
    pub fn rest(&self) -> &[(Key, Node)] {
        &self.rest
    }

    /// Reports the fields that nobody asked for.
    pub fn finish(self) {
        for (key, _) in self.rest {
            let problem = Diagnostic::new(
                self.codes.unknown,
                Span::new(self.file, key.range),
                format!("unknown key `{}{}`", self.prefix, key.name),
            )
            .did_you_mean(&key.name, self.known.iter().copied());
            let problem = match problem.label {
                Some(_) => problem,
                None => problem.help(format!("known here: {}", self.known.join(", "))),
            };
            self.problems.push(problem);
        }
    }
}
