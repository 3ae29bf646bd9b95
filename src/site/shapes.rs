//! What the templates of shapes see of their uses in a text.

use std::collections::BTreeMap;

use serde::Serialize;

/// What the template of a shape sees besides `root`, `site` and `page`: its `arguments` by name, and its `body`.
#[derive(Clone, Debug, Hash)]
pub struct ShapeContext {
    /// That of the shape, which says which template it is.
    pub(crate) name: String,
    pub arguments: BTreeMap<String, ShapeValue>,
}

/// Each of `arguments`.
#[derive(Clone, Debug, Hash)]
pub enum ShapeValue {
    Text(String),
    /// As it is written.
    Number(String),
    Boolean(bool),
    Link(ShapeLink),
    /// Not said.
    None,
}

/// The value of an argument of the type `link`; `url` is complete as it is.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ShapeLink {
    pub title: String,
    pub url: String,
}
