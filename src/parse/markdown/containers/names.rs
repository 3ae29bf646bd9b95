//! What a container of some name becomes.
//!
//! [`shape`] is the only place where a name gets its meaning. Those that a site defines itself are known in [`of_site`].

use crate::parse::{
    markdown::{alerts::Kind, blocks::Fold},
    shape::Shapes,
};

/// What becomes of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Alert(Kind, Fold),
    /// Its parts are tabs.
    Tabs,
    /// Its parts are tabs whose content is code.
    CodeTabs,
    /// One of several tabs; `begins` says that those before it are no alternatives to it.
    Tab {
        begins: bool,
    },
    /// Its code blocks are tabs.
    CodeGroup,
    /// Its content is code in this language.
    Code(String),
    /// A tab whose content is code in this language.
    CodeTab(String),
    /// One of the site's own.
    Own,
    /// Nothing but its content.
    Plain,
    /// A name without meaning: nothing but its content, too.
    Unknown,
}

/// Names of containers that have looks elsewhere, or a purpose that nexus does not need.
const PLAIN: [&str; 15] = [
    "raw", "v-pre", "steps", "pageinfo", "center", "left", "right", "justify", "columns", "column", "row",
    "col", "div", "caption", "html",
];

/// What a container of this name becomes; capitals do not matter.
pub(super) fn shape(name: &str) -> Shape {
    let name = name.to_lowercase();
    match &*name {
        "details" | "collapse" | "expand" | "spoiler" | "dropdown" => {
            Shape::Alert(Kind::DETAILS, Fold::Closed)
        }
        "admonition" | "callout" | "notice" | "box" => Shape::Alert(Kind::NOTE, Fold::No),
        "tabs" | "tab-set" | "tabset" | "tabpane" | "tabbed" | "code-tabs" => Shape::Tabs,
        "tab" | "tab-item" | "tabitem" | "code-group-item" => Shape::Tab { begins: false },
        "code-group" => Shape::CodeGroup,
        name if PLAIN.contains(&name) => Shape::Plain,
        name => match Kind::of_box(name) {
            Some(kind) => Shape::Alert(kind, kind.fold()),
            None => Shape::Unknown,
        },
    }
}

/// What a container becomes that is written as those of the site are.
pub(super) fn of_site(name: &str, shapes: &Shapes) -> Shape {
    if shapes.contains_key(name) { Shape::Own } else { shape(name) }
}

/// All names, for suggestions.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    ["details", "tabs", "tab", "code-group"].into_iter().chain(Kind::names())
}

impl Shape {
    /// The shape with what an option says about it.
    pub(super) fn with_option(self, key: &str, value: &str) -> Self {
        match (self, key) {
            (Self::Alert(kind, fold), "type" | "kind" | "color" | "variant") => {
                let kind = Kind::of_box(value.trim_matches(['"', '\''])).unwrap_or(kind);
                Self::Alert(kind, fold)
            }
            (Self::Alert(kind, Fold::Closed), "open") if value.eq_ignore_ascii_case("true") => {
                Self::Alert(kind, Fold::Open)
            }
            (Self::Tab { .. }, "new") => Self::Tab { begins: value.eq_ignore_ascii_case("true") },
            (shape, _) => shape,
        }
    }
}
