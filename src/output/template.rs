//! Templates: the site's own over the default ones, parsed and checked.
//!
//! A default template is called `nexus/NAME`. Where a name without that prefix is used, the site's own file answers, and
//! the default one if there is none; so a site can replace a file, or extend `nexus/NAME`.

use std::collections::BTreeSet;

use tera::{Context, Error, ErrorKind, Kwargs, ReportError, State, Tera};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        digest::Digest,
        escape::escape_to,
        path::{SourcePath, TEMPLATES},
        source::{self, Source, Span},
        theme,
    },
    parse::shape,
};

const DEFAULT: &str = "nexus/";

/// All templates of a site.
pub struct Templates {
    tera: Tera,
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
                (source.path.below(TEMPLATES).unwrap_or(source.path.as_str()).to_owned(), &*source.text)
            })
            .collect();
        let defaults: Vec<(String, &str)> =
            theme::templates().into_iter().map(|(name, text)| (format!("{DEFAULT}{name}"), text)).collect();
        let mut problems = Vec::new();
        for ((name, text), source) in own.iter().zip(&sources) {
            if let Err(error) = engine().add_raw_template(name, text)
                && let ErrorKind::SyntaxError(report) = error.kind()
            {
                problems.push(at(source, report, &sources));
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
        (Self { tera, sources, digest }, problems)
    }

    /// Whether a page can be rendered with the template `name`, where it would be with `ordinary`: the parts of the theme, and
    /// its templates for pages of other types, know nothing of its text.
    pub fn is_for(&self, name: &str, ordinary: &str) -> bool {
        let name = name.strip_prefix(DEFAULT).unwrap_or(name);
        name == ordinary || self.own_pages().any(|own| own == name)
    }

    /// The names that an entry can ask for: the site's own templates that take the place of none of the theme's.
    pub fn own_pages(&self) -> impl Iterator<Item = &str> {
        let theirs: BTreeSet<&str> = theme::templates().into_iter().map(|(name, _)| name).collect();
        let own = self.sources.iter().filter_map(|source| source.path.below(TEMPLATES));
        own.filter(move |name| !theirs.contains(name) && !is_of_shape(name))
    }

    /// Those of shapes that the site has: where each is, and the name of its shape.
    pub fn shapes(&self) -> impl Iterator<Item = (&SourcePath, &str)> {
        self.sources.iter().filter_map(|source| {
            let name = source.path.below(TEMPLATES)?.strip_prefix(shape::FOLDER)?.strip_prefix('/')?;
            let name = name.strip_suffix(".html").filter(|name| !name.contains('/'))?;
            Some((&source.path, name))
        })
    }

    /// Whether a template can be rendered: one of the site's own cannot while any of them is broken.
    pub fn has(&self, name: &str) -> bool {
        self.tera.get_template_names().any(|known| known == name)
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

/// Whether a template draws a shape, or is a part of such.
fn is_of_shape(name: &str) -> bool {
    name.strip_prefix(shape::FOLDER).is_some_and(|rest| rest.starts_with('/'))
}

/// An engine that escapes whatever it writes, under any template's name.
fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.register_filter("duration", |minutes: u32, _: Kwargs, _: &State<'_>| duration(minutes));
    tera.autoescape_on([""]);
    tera.set_escape_fn(escape_to);
    tera.set_fallback_prefixes([DEFAULT]).expect("no template is loaded yet");
    tera
}

fn explain(error: &Error, sources: &[Source]) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            match sources.iter().find(|source| source.path.below(TEMPLATES) == Some(report.filename())) {
                Some(source) => at(source, report, sources),
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
            let problem = match sources.iter().find(|source| source.path.below(TEMPLATES) == Some(current)) {
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
    let span = places
        .min_by_key(|(source, ..)| &source.path)
        .map(|(source, start, length)| Span::new(&source.path, start..start + length));
    worded(span, message, sources)
}

fn at(source: &Source, report: &ReportError, sources: &[Source]) -> Diagnostic {
    let span = report.span();
    let start = source::offset(&source.text, span.start_line, span.start_col + 1);
    // What is missing at the end is shown on the last line that has something.
    let start = start.min(source.text.trim_end().len().saturating_sub(1));
    let end = source::offset(&source.text, span.end_line, span.end_col + 1);
    worded(Some(Span::new(&source.path, start..end)), plain(report.message()), sources)
}

/// The problem that a message of the engine's tells, with a cure where one is known.
fn worded(span: Option<Span>, message: String, sources: &[Source]) -> Diagnostic {
    let problem = |message: String| match &span {
        Some(span) => Diagnostic::new(Code::Template, span.clone(), message),
        None => Diagnostic::global(Code::Template, message),
    };
    if let Some((what, name, known)) = unknown(&message, sources) {
        let names = known.iter().map(String::as_str);
        return problem(format!("no {what} is called `{name}`"))
            .did_you_mean(&name, names)
            .help(format!("those that there are: {}", known.join(", ")));
    }
    let help = if message.contains("end of input") {
        "something is not closed: `{% if … %}` needs `{% endif %}`, `{% for … %}` its `{% endfor %}`, `{{` its `}}`"
    } else {
        "templates are written in Tera, and see the variables that the handbook's page on templates lists"
    };
    problem(message).help(help)
}

/// If the engine's message is about a name that it does not know: what it would be, the name, and those that there are.
fn unknown(message: &str, sources: &[Source]) -> Option<(&'static str, String, Vec<String>)> {
    const WHAT: [(&str, &str); 5] = [
        ("field", "field"),
        ("variable", "variable"),
        ("unknown template", "template"),
        ("unknown component", "component"),
        ("block", "block of the template that is extended"),
    ];
    let (start, what) = WHAT.iter().find(|(start, _)| message.starts_with(&format!("{start} `")))?;
    let (name, rest) = message[start.len() + 2..].split_once('`')?;
    let listed = rest.split_once(": ").map(|(_, names)| names.split(", ").map(str::to_owned).collect());
    let mut known: Vec<String> = match *start {
        "field" | "variable" => listed?,
        "unknown template" => {
            let defaults = theme::templates().into_iter().map(|(name, _)| name.to_owned());
            let own = sources.iter().filter_map(|source| source.path.below(TEMPLATES).map(str::to_owned));
            defaults.chain(own).collect::<BTreeSet<_>>().into_iter().collect()
        }
        "unknown component" => declared("component", sources),
        _ if rest.contains("not defined") => declared("block", sources),
        _ => return None,
    };
    // Where it is used, it may look declared.
    known.retain(|other| other != name);
    Some((what, name.to_owned(), known))
}

/// The names of all blocks, or components, of all templates.
fn declared(what: &str, sources: &[Source]) -> Vec<String> {
    let start = format!("{{% {what} ");
    let defaults = theme::templates().into_iter().map(|(_, text)| text);
    let texts = defaults.chain(sources.iter().map(|source| &*source.text));
    let names = texts.flat_map(|text| text.split(start.as_str()).skip(1)).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        rest[..end].to_owned()
    });
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The engine's message in the style of ours: one line, lower case, no full stop.
fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim_end_matches('.');
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let mut chars = line.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => "the template cannot be used".to_owned(),
    }
}

/// Minutes for people: `90` → `1 h 30 min`.
pub fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// A place for a template that stands nowhere in the site.
pub fn path_of(name: &str) -> SourcePath {
    SourcePath::new(format!("{TEMPLATES}/{name}"))
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
        assert_eq!(templates.own_pages().collect::<Vec<_>>(), ["x.txt"], "not what takes the theme's place");
        assert!(templates.is_for("nexus/entry.html", "entry.html"));
        assert!(!templates.is_for("tag.html", "entry.html"));
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
    fn misspelt_names_are_told_the_nearest() {
        let check = |text: &str, what: &str, near: &str| {
            let (templates, mut problems) = own(&[("tag.html", text)]);
            problems.extend(templates.render("tag.html", &Context::new()).err().map(|problem| *problem));
            let problem = problems.first().expect("a problem");
            assert_eq!(problem.message, what);
            assert_eq!(problem.label.as_deref(), Some(format!("did you mean `{near}`?").as_str()));
            assert!(problem.help.as_deref().is_some_and(|help| help.contains(near)), "{problem:?}");
        };
        check("{% include \"foter.html\" %}", "no template is called `foter.html`", "footer.html");
        check("{{ <icn name=\"x\" /> }}", "no component is called `icn`", "icon");
        check(
            "{% extends \"nexus/tag.html\" %}{% block mian %}{% endblock %}",
            "no block of the template that is extended is called `mian`",
            "main",
        );
        check("{% set title = 1 %}{{ titel }}", "no variable is called `titel`", "title");
    }

    #[test]
    fn no_default_template_switches_escaping_off() {
        for (name, text) in theme::templates() {
            assert!(!text.contains("| safe") && !text.contains("|safe"), "{name}");
        }
    }
}
