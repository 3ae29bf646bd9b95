//! Blocks that Markdown does not have: boxes, and tabs with any content.
//!
//! A pass that reads one writes [`Item::Open`](super::Item::Open), the content as items of any kind, and [`Item::Close`](super::Item::Close); the passes after it see the
//! content like any other, and what is opened in a block of raw HTML or Markdown is closed within it.
//!
//! ```text
//! Open(Alert), Open(Title), "Mind this", Close, <p>…</p>, Close
//! Open(Tabs), Open(Tab "pip"), <p>…</p>, Close, Open(Tab "uv"), <p>…</p>, Close, Close
//! ```
//!
//! Without script all tabs are there, each below its label.

use super::{Body, Hole, alerts::Look};
use crate::base::escape::escape;

/// A block around others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A box; a [`Block::Title`] comes first in it, if it has one.
    Alert(Look, Fold),
    /// The title of an alert, with the name of its icon; details have none. Holds inline items only.
    Title { icon: &'static str, fold: Fold },
    /// Alternatives to choose from. Holds tabs only.
    Tabs,
    /// One of them, with its label as plain text.
    Tab(String),
    /// The shape `shapes[_]` of the site's own, whose template draws it later.
    Shape(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// It cannot be folded.
    No,
    Closed,
    Open,
}

impl Block {
    /// The HTML before the content.
    pub(super) fn begin(&self) -> Body {
        let html = match self {
            Self::Shape(index) => return Body::default().hole(Hole::Shape(*index)),
            Self::Alert(Look(name), Fold::No) => {
                format!("<div class=\"alert alert-{name}\" role=\"note\">")
            }
            Self::Alert(Look::DETAILS, fold) => format!("<details{}>", fold.attribute()),
            Self::Alert(Look(name), fold) => {
                format!("<details class=\"alert alert-{name}\"{}>", fold.attribute())
            }
            Self::Title { icon: "", .. } => "<summary>".to_owned(),
            Self::Title { icon, fold } => {
                let name = if *fold == Fold::No { "p" } else { "summary" };
                format!(
                    "<{name} class=\"alert-title\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{icon}\"/></svg>"
                )
            }
            Self::Tabs => "<div class=\"tabs\">\n".to_owned(),
            Self::Tab(label) => format!("<section><p class=\"tab-name\">{}</p>\n", escape(label)),
        };
        html.into()
    }

    /// The HTML after it.
    pub(super) fn end(&self) -> Body {
        let html = match self {
            Self::Shape(_) => return Body::default().hole(Hole::EndShape),
            Self::Alert(_, Fold::No) | Self::Tabs => "</div>\n",
            Self::Alert(..) => "</details>\n",
            Self::Title { fold: Fold::No, .. } => "</p>\n",
            Self::Title { .. } => "</summary>\n",
            Self::Tab(_) => "</section>\n",
        };
        html.into()
    }
}

impl Fold {
    fn attribute(self) -> &'static str {
        if self == Self::Open { " open" } else { "" }
    }
}
