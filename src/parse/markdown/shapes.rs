//! Shapes in a text: `:::NAME{argument=value}` … `:::`, and `::NAME{argument=value}` for one without content.
//!
//! Takes what is between the braces; returns the values of all arguments, or diagnostics. A use with a mistake is no shape: its
//! content is shown as it is, and nothing of it is lost.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    hash::{Hash, Hasher},
    ops::Range,
};

use serde::{Deserialize, Serialize};

use super::{Link, LinkKind, Pass, containers::attributes};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::SourcePath,
    },
    parse::shape::{Argument, Form, Given, Shape},
};

/// A shape as an entry uses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapeUse {
    pub name: String,
    /// By name; those that are not said and have no default are missing.
    pub arguments: BTreeMap<String, Given>,
    /// Where it begins in the file.
    pub range: Range<usize>,
    /// The file, if it is another one than the page's.
    pub origin: Option<SourcePath>,
}

impl Hash for ShapeUse {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { name, arguments, range: _, origin } = self;
        (name, arguments, origin).hash(state);
    }
}

impl ShapeUse {
    /// The same in a text that has `before` other links before its own, and comes from `file` unless it says otherwise.
    pub(super) fn moved(mut self, before: usize, file: &SourcePath) -> Self {
        for given in self.arguments.values_mut() {
            if let Given::Link(index) = given {
                *index += before;
            }
        }
        self.origin.get_or_insert_with(|| file.clone());
        self
    }
}

/// Where the parts of a use are.
pub(super) struct Written {
    pub name: Range<usize>,
    /// What is between the braces; empty if there are none.
    pub arguments: Range<usize>,
    /// What is on the line besides.
    pub surplus: Range<usize>,
}

/// Takes note of the use of a shape, and gives its index; nothing if there is a mistake in it, which is reported.
pub(super) fn take(pass: &mut Pass<'_, '_>, written: &Written, range: Range<usize>) -> Option<usize> {
    let text = &*pass.source.text;
    let name = &text[written.name.clone()];
    let shape = pass.config.shapes.get(name)?;
    let mut reading = Reading { pass, shape, arguments: BTreeMap::new(), problems: Vec::new() };
    reading.form(written);
    for (key, value) in attributes(text, written.arguments.clone()) {
        reading.argument(key, value);
    }
    reading.complete(written);
    let Reading { arguments, problems, .. } = reading;
    if !problems.is_empty() {
        pass.problems.extend(problems);
        return None;
    }
    let links = &mut pass.markdown.links;
    let given = arguments.into_iter().map(|(name, (given, place))| {
        let given = match given {
            Read::Given(given) => given,
            Read::Link(target) => {
                links.push(Link { kind: LinkKind::Link, target, range: place, origin: None });
                Given::Link(links.len() - 1)
            }
        };
        (name, given)
    });
    let arguments = given.collect();
    pass.markdown.shapes.push(ShapeUse { name: name.to_owned(), arguments, range, origin: None });
    Some(pass.markdown.shapes.len() - 1)
}

/// A value that was read; a link is one of the text's as soon as all arguments are right.
enum Read {
    Given(Given),
    Link(String),
}

struct Reading<'r, 'a, 'p> {
    pass: &'r Pass<'a, 'p>,
    shape: &'r Shape,
    /// By name, with the place of the value.
    arguments: BTreeMap<String, (Read, Range<usize>)>,
    problems: Vec<Diagnostic>,
}

impl Reading<'_, '_, '_> {
    fn problem(&self, place: Range<usize>, message: impl Into<String>) -> Diagnostic {
        self.pass.problem(Code::Shape, place, message)
    }

    fn written(&self, place: &Range<usize>) -> &str {
        &self.pass.source.text[place.clone()]
    }

    /// Looks at the line itself.
    fn form(&mut self, written: &Written) {
        let Written { name, arguments, surplus } = written;
        let in_name = self.written(name);
        let example = format!("`:::{in_name}{{argument=value other=\"two words\"}}`");
        let is_open = self.written(&(name.end..arguments.start)).ends_with('{')
            && !self.pass.source.text[arguments.end..].starts_with('}');
        let (place, message) = if is_open {
            (arguments.start - 1..arguments.end, "the arguments have no end".to_owned())
        } else if !surplus.is_empty() {
            (surplus.clone(), format!("the shape `{in_name}` takes arguments in braces only"))
        } else {
            return;
        };
        let problem = self.problem(place, message).help(format!("write {example} on one line"));
        self.problems.push(problem);
    }

    /// Reads `key=value`, or a word by itself.
    fn argument(&mut self, key: Option<Range<usize>>, value: Range<usize>) {
        let place = key.clone().unwrap_or_else(|| value.clone());
        let name = self.written(&place).to_owned();
        let Some(argument) = self.shape.arguments.iter().find(|argument| argument.name == name) else {
            return self.unknown(&name, place);
        };
        let written = self.written(&value).to_owned();
        let read = match (&key, argument.form) {
            // A word by itself says yes.
            (None, Form::Boolean) => Some(Read::Given(Given::Boolean(true))),
            (None, _) => None,
            (Some(_), Form::Link) => (!written.is_empty()).then_some(Read::Link(written.clone())),
            (Some(_), _) => argument.read(&written).map(Read::Given),
        };
        let Some(read) = read else {
            return self.wrong(argument, place, value, &written, key.is_some());
        };
        match self.arguments.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert((read, value));
            }
            Entry::Occupied(entry) => {
                let message = format!("`{}` is given twice", entry.key());
                let problem = self.problem(place, message).help("keep one of the two");
                self.problems.push(problem);
            }
        }
    }

    fn unknown(&mut self, name: &str, place: Range<usize>) {
        let names: Vec<&str> = self.shape.arguments.iter().map(|argument| argument.name.as_str()).collect();
        let known = match names.is_empty() {
            true => "it has none".to_owned(),
            false => format!("it has `{}`", names.join("`, `")),
        };
        let message = format!("the shape `{}` has no argument `{name}`", self.shape.name.value);
        let problem = self.problem(place, message).did_you_mean(name, names).help(known);
        self.problems.push(problem);
    }

    fn wrong(
        &mut self,
        argument: &Argument,
        key: Range<usize>,
        value: Range<usize>,
        written: &str,
        has_value: bool,
    ) {
        let Argument { name, choices, .. } = argument;
        let problem = match has_value {
            true => self
                .problem(value, format!("`{name}` must be {}", argument.wanted()))
                .did_you_mean(written, choices.iter().map(String::as_str)),
            false => self.problem(key, format!("`{name}` has no value")),
        };
        self.problems.push(problem.help(help(argument)));
    }

    /// Fills in what is not said, and reports what has to be.
    fn complete(&mut self, written: &Written) {
        let shape = self.shape;
        for Argument { name, default, .. } in &shape.arguments {
            if let Some(default) = default {
                let read = || (Read::Given(default.clone()), written.name.clone());
                self.arguments.entry(name.clone()).or_insert_with(read);
            }
        }
        let told = self.problems.len();
        for argument in shape.arguments.iter().filter(|argument| argument.required && told == 0) {
            if !self.arguments.contains_key(&argument.name) {
                let message = format!("the shape `{}` needs `{}`", shape.name.value, argument.name);
                let problem = self.problem(written.name.clone(), message).help(help(argument));
                self.problems.push(problem);
            }
        }
    }
}

/// How an argument is written, and what it is for.
fn help(argument: &Argument) -> String {
    let Argument { name, form, choices, help, .. } = argument;
    let example = match form {
        Form::Text => format!("{name}=\"…\""),
        Form::Number => format!("{name}=3"),
        Form::Boolean => format!("{name}=true"),
        Form::Choice => format!("{name}=\"{}\"", choices.first().map_or("", String::as_str)),
        Form::Link => format!("{name}=\"../folder/entry.md\""),
    };
    match help {
        Some(help) => format!("write `{example}`: {help}"),
        None => format!("write `{example}`: {}", argument.wanted()),
    }
}
