//! What the home page offers first: the places that `[home]` in `site.toml` names.

use super::{Section, SectionId};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{SourcePath, UrlPath},
        source::Span,
    },
    settings::config::Config,
    site::resolve::Catalog,
};

/// A button of the home page and where it leads.
pub struct Action {
    pub text: String,
    pub url: UrlPath,
}

/// Resolves the actions; one that leads nowhere is a diagnostic in `site.toml`.
pub(super) fn resolve(
    config: &Config,
    catalog: &Catalog<'_>,
    sections: &[Section],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Action> {
    let mut actions = Vec::new();
    for action in &config.actions {
        let name = action.to.value.as_str();
        let section = |id: SectionId| sections[id.0].url.clone();
        let url = catalog.page_url(name).or_else(|| catalog.section(name).map(section));
        match url {
            Some(url) => actions.push(Action { text: action.text.clone(), url }),
            None => problems.push(
                Diagnostic::new(
                    Code::ConfigValue,
                    Span::new(&SourcePath::new("site.toml"), action.to.range.clone()),
                    format!("no entry or folder is called `{name}`"),
                )
                .did_you_mean(name, catalog.names())
                .help("name it by its path below `content/` without `.md`, or by the last part of it"),
            ),
        }
    }
    actions
}
