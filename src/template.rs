//! Templates: the site's own over the default ones, parsed and checked.
//!
//! A default template is called `nexus/NAME`. Where a name without that prefix is used, the site's own file answers, and
//! the default one if there is none; so a site can replace a file, or extend `nexus/NAME`.

use std::collections::BTreeSet;

use tera::{Context, Error, ErrorKind, ReportError, Tera};

use crate::{
    diagnostic::{Code, Diagnostic},
    digest::Digest,
    escape::escape_to,
    path::SourcePath,
    source::{self, Source, Span},
    theme,
};

/// The folder of a site's own templates.
pub const FOLDER: &str = "templates";
const DEFAULT: &str = "nexus/";

/// All templates of a site.
pub struct Templates {
    tera: Tera,
    names: BTreeSet<String>,
    /// The site's own, to find places in them.
    sources: Vec<Source>,
    /// Of all texts, the default ones' included.
    pub digest: Digest,
}

impl Templates {
    /// Parses the default templates and the site's own. Every file with a mistake is reported; while there is one, the
    /// default templates alone are used.
    pub fn new(sources: Vec<Source>) -> (Self, Vec<Diagnostic>) {
        let own: Vec<(String, &str)> = sources
            .iter()
            .map(|source| {
                (source.path.below(FOLDER).unwrap_or(source.path.as_str()).to_owned(), &*source.text)
            })
            .collect();
        let defaults: Vec<(String, &str)> =
            theme::templates().into_iter().map(|(name, text)| (format!("{DEFAULT}{name}"), text)).collect();
        let mut problems = Vec::new();
        for ((name, text), source) in own.iter().zip(&sources) {
            if let Err(error) = engine().add_raw_template(name, text)
                && let ErrorKind::SyntaxError(report) = error.kind()
            {
                problems.push(at(source, report));
            }
        }
        let mut tera = engine();
        tera.add_raw_templates(defaults.clone()).expect("the default templates are tested");
        if problems.is_empty() {
            let mut whole = engine();
            match whole.add_raw_templates(defaults.iter().chain(&own).cloned()) {
                Ok(()) => tera = whole,
                Err(error) => problems.push(explain(&error, &sources)),
            }
        }
        let digest = Digest::of(&(&defaults, &own));
        // One with a mistake exists all the same.
        let broken = own.iter().map(|(name, _)| name.clone());
        let loaded = tera.get_template_names().map(|name| name.trim_start_matches(DEFAULT).to_owned());
        let names = loaded.chain(broken).collect();
        (Self { tera, names, sources, digest }, problems)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.tera.contains_template(name) || self.names.contains(name)
    }

    /// The names that an entry can ask for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The text of one of the site's own, for messages about it.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        self.sources.iter().find(|source| source.path == *path).map(|source| &*source.text)
    }

    /// Renders the template `name`.
    ///
    /// # Errors
    /// What is wrong, at the template's own line; boxed, since it is large and rare.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, Box<Diagnostic>> {
        self.tera.render(name, context).map_err(|error| Box::new(explain(&error, &self.sources)))
    }
}

/// An engine that escapes whatever it writes, under any template's name.
fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([""]);
    tera.set_escape_fn(escape_to);
    tera.set_fallback_prefixes([DEFAULT]).expect("no template is loaded yet");
    tera
}

fn explain(error: &Error, sources: &[Source]) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            match sources.iter().find(|source| source.path.below(FOLDER) == Some(report.filename())) {
                Some(source) => at(source, report),
                None => Diagnostic::global(
                    Code::Template,
                    format!(
                        "in the template `{}`, line {}: {}",
                        report.filename(),
                        report.span().start_line,
                        plain(report.message())
                    ),
                ),
            }
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("the template extends `{parent}`, which does not exist");
            let problem = match sources.iter().find(|source| source.path.below(FOLDER) == Some(current)) {
                Some(source) => {
                    let start = source.text.find(parent.as_str()).unwrap_or(0);
                    Diagnostic::new(
                        Code::Template,
                        Span::new(&source.path, start..start + parent.len()),
                        message,
                    )
                }
                None => Diagnostic::global(Code::Template, message),
            };
            problem.help("the default templates are called `nexus/NAME`, for instance `nexus/base.html`")
        }
        _ => locate(plain(&error.to_string()), sources),
    }
}

/// Finds the place of a message that has none, by the name that it quotes.
fn locate(message: String, sources: &[Source]) -> Diagnostic {
    let quoted = message.split(['`', '\'', '"']).nth(1).filter(|name| !name.is_empty());
    let places = quoted.into_iter().flat_map(|name| {
        sources.iter().filter_map(move |source| Some((source, source.text.find(name)?, name.len())))
    });
    match places.min_by_key(|(source, ..)| &source.path) {
        Some((source, start, length)) => {
            let span = Span::new(&source.path, start..start + length);
            Diagnostic::new(Code::Template, span, message)
        }
        None => Diagnostic::global(Code::Template, message),
    }
}

fn at(source: &Source, report: &ReportError) -> Diagnostic {
    let span = report.span();
    let start = source::offset(&source.text, span.start_line, span.start_col + 1);
    let end = source::offset(&source.text, span.end_line, span.end_col + 1);
    let message = plain(report.message());
    let help = if message.contains("end of input") {
        "something is not closed: `{% if … %}` needs `{% endif %}`, `{% for … %}` its `{% endfor %}`, `{{` its `}}`"
    } else {
        "templates are written in Tera, and see the variables that the handbook's page on templates lists"
    };
    Diagnostic::new(Code::Template, Span::new(&source.path, start..end), message).help(help)
}

/// The engine's message in the style of ours: one line, lower case, no full stop.
fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim_end_matches('.');
    let mut chars = line.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => "the template cannot be used".to_owned(),
    }
}

/// A place for a template that stands nowhere in the site.
pub fn path_of(name: &str) -> SourcePath {
    SourcePath::new(format!("{FOLDER}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(files: &[(&str, &str)]) -> (Templates, Vec<Diagnostic>) {
        Templates::new(files.iter().map(|(name, text)| Source::new(path_of(name), text)).collect())
    }

    #[test]
    fn site_template_extends_the_default_one() {
        let (templates, problems) =
            own(&[("tag.html", "{% extends \"nexus/tag.html\" %}"), ("x.txt", "{{ a }}")]);
        assert_eq!(problems, []);
        assert!(templates.contains("tag.html") && templates.contains("nexus/tag.html"));
        assert!(templates.contains("base.html"), "a default one, without its prefix");
        let mut context = Context::new();
        context.insert("a", "<b>");
        assert_eq!(
            templates.render("x.txt", &context).expect("renders"),
            "&lt;b&gt;",
            "escaped under any name"
        );
    }

    #[test]
    fn every_broken_template_is_reported_at_its_line() {
        let (_, problems) = own(&[("a.html", "line\n{% if %}"), ("b.html", "{{ x "), ("c.html", "fine")]);
        let places: Vec<String> = problems
            .iter()
            .map(|problem| {
                let span = problem.span.as_ref().expect("a place");
                let text = if span.file.as_str().ends_with("a.html") { "line\n{% if %}" } else { "{{ x " };
                format!("{}:{}", span.file, source::position(text, span.range().start).line)
            })
            .collect();
        assert_eq!(places, ["templates/a.html:2", "templates/b.html:1"]);
    }

    #[test]
    fn missing_parent_says_what_to_do() {
        let (_, problems) = own(&[("a.html", "{% extends \"bas.html\" %}")]);
        assert!(problems[0].message.contains("`bas.html`"), "{problems:?}");
        assert!(problems[0].help.is_some());
    }

    #[test]
    fn no_default_template_switches_escaping_off() {
        for (name, text) in theme::templates() {
            assert!(!text.contains("| safe") && !text.contains("|safe"), "{name}");
        }
    }
}
