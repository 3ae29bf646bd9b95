//! `[shapes.NAME]`: blocks of the site's own, with their arguments.
//!
//! ```toml
//! [shapes.price.arguments]
//! plan = { type = "choice", of = ["free", "team"], required = true, help = "the plan's name" }
//! cost = { type = "number", default = 0 }
//! ```

use crate::parse::{
    markdown,
    shape::{Argument, Form, Given, Shape, Shapes, is_name},
    value::{Fields, Key, Node, Spanned, Value},
};

pub(super) fn read(fields: &mut Fields<'_>, tables: Vec<(Key, Node)>) -> Shapes {
    let mut shapes = Shapes::new();
    for (key, node) in tables {
        let path = format!("shapes.{}", key.name);
        let Some(map) = fields.to_map(&path, node) else { continue };
        let arguments = fields.nested(&path, map, |shape| {
            shape.text("description");
            let arguments = shape.map("arguments").unwrap_or_default();
            arguments.into_iter().filter_map(|(key, node)| read_argument(shape, key, node)).collect()
        });
        if is_free(fields, &key, What::Shape) {
            shapes.insert(key.name.clone(), Shape { name: Spanned::new(key.name, key.range), arguments });
        }
    }
    shapes
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Shape,
    Argument,
}

/// Whether a name can be that of a shape or an argument; what it cannot be is reported.
fn is_free(fields: &mut Fields<'_>, key: &Key, what: What) -> bool {
    let name = &key.name;
    let (message, help) = if !is_name(name) {
        let what = if what == What::Shape { "a shape" } else { "an argument" };
        let message = format!("`{name}` cannot be the name of {what}");
        (message, "write small letters, digits, hyphens and underscores, a letter first")
    } else if what == What::Shape && markdown::is_container(name) {
        (format!("`{name}` is a container that every site has"), "give the shape another name")
    } else {
        return true;
    };
    let problem = fields.problem(key.range.clone(), message).help(help);
    fields.report(problem);
    false
}

fn read_argument(shape: &mut Fields<'_>, key: Key, node: Node) -> Option<Argument> {
    let path = format!("arguments.{}", key.name);
    let map = shape.to_map(&path, node)?;
    let argument = shape.nested(&path, map, |fields| {
        let choices = fields.take("of").map(|(at, node)| (at, fields.to_texts("of", node)));
        let required = fields.boolean("required").unwrap_or_default();
        let default = fields.take("default");
        let help = fields.text("help").map(|text| text.value);
        let form = read_form(fields, &key, choices.as_ref().map(|(at, _)| at))?;
        let choices = choices.into_iter().flat_map(|(_, texts)| texts).map(|text| text.value).collect();
        let name = key.name.clone();
        let mut argument = Argument { name, form, choices, required, default: None, help };
        argument.default = default.and_then(|(_, node)| read_default(fields, &argument, &node));
        Some(argument)
    });
    is_free(shape, &key, What::Argument).then_some(argument).flatten()
}

/// What an argument holds; nothing if that is not said, or is not possible. `of`: where it lists what it can be.
fn read_form(fields: &mut Fields<'_>, key: &Key, of: Option<&Key>) -> Option<Form> {
    let Some((_, node)) = fields.take("type") else {
        let names: Vec<&str> = Form::ALL.iter().map(|(name, _)| *name).collect();
        let problem = fields
            .problem(key.range.clone(), format!("the argument `{}` has no type", key.name))
            .help(format!("write `type = \"text\"`, or another one of `{}`", names.join("`, `")));
        fields.report(problem);
        return None;
    };
    let text = fields.to_text("type", node)?;
    let form = fields.to_choice("type", &text, &Form::ALL)?;
    let (range, message, help) = match (form, of) {
        (Form::Choice, None) => (
            key.range.clone(),
            format!("`{}` has nothing to choose from", key.name),
            "list what it can be: `of = [\"free\", \"team\"]`",
        ),
        (Form::Choice, Some(_)) | (_, None) => return Some(form),
        (_, Some(of)) => (
            of.range.clone(),
            "`of` is for arguments of the type `choice`".to_owned(),
            "remove it, or write `type = \"choice\"`",
        ),
    };
    let problem = fields.problem(range, message).help(help);
    fields.report(problem);
    (form != Form::Choice).then_some(form)
}

fn read_default(fields: &mut Fields<'_>, argument: &Argument, node: &Node) -> Option<Given> {
    let given = match (&node.value, argument.form) {
        (Value::Bool(value), Form::Boolean) => Some(Given::Boolean(*value)),
        (Value::Text(text), Form::Text | Form::Choice) => argument.read(text),
        (Value::Number(number), Form::Text | Form::Choice | Form::Number) => argument.read(number),
        _ => None,
    };
    let (message, help) = match given {
        _ if argument.required => {
            ("an argument that is required needs no default".to_owned(), "remove one of the two")
        }
        _ if argument.form == Form::Link => {
            ("a link has no default".to_owned(), "let the template write what it links to otherwise")
        }
        Some(given) => return Some(given),
        None => (format!("the default is not {}", argument.wanted()), "write a value of the argument's type"),
    };
    let problem = fields.problem(node.range.clone(), message).help(help);
    fields.report(problem);
    None
}
