//! Shapes without a template, and templates of shapes that `site.toml` does not define.

use super::Checked;
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{SourcePath, TEMPLATES},
        source::Span,
    },
    parse::shape::{FOLDER, Shape},
};

pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let shapes = &checked.site.config.markdown.shapes;
    let drawn: Vec<(&SourcePath, &str)> = checked.templates.shapes().collect();
    for (name, shape) in shapes {
        if drawn.iter().any(|(_, drawn)| drawn == name) {
            continue;
        }
        let place = Span::new(&SourcePath::new("site.toml"), shape.name.range.clone());
        let path = format!("{}/{}", TEMPLATES, Shape::template(name));
        let unused = drawn.iter().map(|(_, name)| *name).filter(|name| !shapes.contains_key(*name));
        let problem =
            Diagnostic::new(Code::ConfigValue, place, format!("the shape `{name}` has no template"));
        problems.push(
            problem
                .did_you_mean(name, unused)
                .help(format!("write `{path}`, for instance `<div>{{{{ body }}}}</div>`")),
        );
    }
    for (path, name) in drawn.into_iter().filter(|(_, name)| !shapes.contains_key(*name)) {
        let problem = Diagnostic::new(
            Code::ConfigValue,
            Span::start_of(path),
            format!("`site.toml` defines no shape `{name}`"),
        );
        problems.push(problem.did_you_mean(name, shapes.keys().map(String::as_str)).help(format!(
            "add `[shapes.{name}]` there; a part of other templates belongs outside of `{}/{FOLDER}/`",
            TEMPLATES
        )));
    }
}
