//! Shapes: blocks of a site's own, `:::NAME{argument=value}` … `:::`, each with typed arguments and a template.
//!
//! `[shapes.NAME]` in `site.toml` defines them (`settings/config/shapes.rs`), an entry uses them (`parse/markdown/shapes.rs`), and the template
//! `shapes/NAME.html` draws them when a page is made. What an entry gives is data all the way: it never becomes a template.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::parse::value::Spanned;

/// The folder of their templates, below `templates/`.
pub const FOLDER: &str = "shapes";

/// All shapes of a site, by name.
pub type Shapes = BTreeMap<String, Shape>;

/// A shape as `site.toml` defines it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// With the place of its name in `site.toml`.
    pub name: Spanned<String>,
    /// In the order of `site.toml`.
    pub arguments: Vec<Argument>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Argument {
    pub name: String,
    pub form: Form,
    /// What it can be, if it is a [`Form::Choice`].
    pub choices: Vec<String>,
    pub required: bool,
    /// What it is where an entry does not say.
    pub default: Option<Given>,
    /// What messages say about it.
    pub help: Option<String>,
}

/// What an argument holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    Text,
    Number,
    Boolean,
    /// One of a list.
    Choice,
    /// What a link in an entry leads to: an entry, a file or a web address.
    Link,
}

impl Form {
    /// The names in `site.toml`.
    pub const ALL: [(&'static str, Self); 5] = [
        ("text", Self::Text),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("choice", Self::Choice),
        ("link", Self::Link),
    ];
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Given {
    Text(String),
    /// As it is written; it is a number.
    Number(String),
    Boolean(bool),
    /// The index of a link of the text.
    Link(usize),
}

impl Shape {
    /// The name of its template.
    pub fn template(name: &str) -> String {
        format!("{FOLDER}/{name}.html")
    }
}

impl Argument {
    /// What a value of it is, for messages.
    pub fn wanted(&self) -> String {
        match self.form {
            Form::Text => "text".to_owned(),
            Form::Number => "a number".to_owned(),
            Form::Boolean => "true or false".to_owned(),
            Form::Choice => format!("one of `{}`", self.choices.join("`, `")),
            Form::Link => "the path of an entry or a file, or a web address".to_owned(),
        }
    }

    /// The value that a text means; nothing if it means none. Where a link leads is for the site to say.
    pub fn read(&self, text: &str) -> Option<Given> {
        let is_number = || text.parse().is_ok_and(f64::is_finite);
        match self.form {
            Form::Text => Some(Given::Text(text.to_owned())),
            Form::Number => is_number().then(|| Given::Number(text.to_owned())),
            Form::Boolean => text.parse().ok().map(Given::Boolean),
            Form::Choice => {
                self.choices.iter().any(|choice| choice == text).then(|| Given::Text(text.to_owned()))
            }
            Form::Link => None,
        }
    }
}

/// Whether a text can be the name of a shape or of an argument: letters, digits, hyphens and underscores, a letter first.
pub fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_take_what_they_hold() {
        let text = |text: &str| Some(Given::Text(text.to_owned()));
        let number = |text: &str| Some(Given::Number(text.to_owned()));
        for (form, written, given) in [
            (Form::Text, "{{ 7 }}", text("{{ 7 }}")),
            (Form::Number, "1.50", number("1.50")),
            (Form::Number, "-3", number("-3")),
            (Form::Number, "inf", None),
            (Form::Number, "three", None),
            (Form::Boolean, "true", Some(Given::Boolean(true))),
            (Form::Boolean, "yes", None),
            (Form::Choice, "b c", text("b c")),
            (Form::Choice, "B C", None),
        ] {
            let choices = vec!["a".to_owned(), "b c".to_owned()];
            let name = "x".to_owned();
            let argument = Argument { name, form, choices, required: false, default: None, help: None };
            assert_eq!(argument.read(written), given, "{form:?} {written}");
        }
    }

    #[test]
    fn names_are_small_letters() {
        for (name, is) in [("price", true), ("price-2_x", true), ("Price", false), ("2x", false), ("", false)]
        {
            assert_eq!(is_name(name), is, "{name}");
        }
    }
}
