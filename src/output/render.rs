//! A page's inputs → its HTML.
//!
//! The only inputs are those in [`PageInputs`] and the templates: no template function reads the site.

use tera::{Context, Map, Value};

use crate::{
    base::{diagnostic::Diagnostic, digest::Digest},
    memory::Memo,
    output::{
        context::{Detail, PageInputs, ordinary_template},
        template::Templates,
    },
    parse::shape::Shape,
    site::{ShapeContext, ShapeValue},
};

/// What the texts that a page shows have become.
#[derive(Debug, Default)]
pub struct Bodies {
    /// What `PageInputs::body` stands for; empty if the page shows no text.
    pub own: String,
    /// Those of the parts, on a page that shows several.
    pub parts: Vec<String>,
}

/// Renders pages with one set of templates.
pub struct Renderer<'a> {
    templates: &'a Templates,
    /// Values that many pages share, converted once.
    shared: Memo<Value>,
}

impl<'a> Renderer<'a> {
    pub fn new(templates: &'a Templates) -> Self {
        Self { templates, shared: Memo::default() }
    }

    /// What a page is remembered under: all that goes into [`Renderer::render`].
    pub fn key(&self, inputs: &PageInputs) -> Digest {
        Digest::of(&(self.templates.digest, inputs))
    }

    /// Renders a page. `bodies` are the only variables that reach a page unescaped, so no template needs the `safe` filter.
    ///
    /// # Errors
    /// What is wrong with the template that it is rendered with.
    pub fn render(&self, inputs: &PageInputs, bodies: &Bodies) -> Result<String, Box<Diagnostic>> {
        let PageInputs { template, root: _, site: _, nav, page, body: _, detail } = inputs;
        let mut context = self.common(inputs);
        context.insert_value(
            "nav",
            self.shared
                .get(nav.digest(), || Value::from_serializable::<Vec<crate::output::context::NavItem>>(nav)),
        );
        context.insert_value("body", Value::safe_string(&bodies.own));
        match detail {
            Detail::Home(home) => context.insert("home", home),
            Detail::Entry(entry) => context.insert("entry", entry),
            Detail::Section(section) => context.insert("section", section),
            Detail::Tags(tags) => context.insert("tags", tags),
            Detail::Tag(tag) => context.insert("tag", tag),
            Detail::Glossary(groups) => context.insert("glossary", groups),
            Detail::Changes(groups) => context.insert("changes", groups),
            Detail::People(people) => context.insert("people", people),
            Detail::Person(person) => context.insert("person", person),
            Detail::OnePage(one_page) => {
                context.insert("one_page", one_page);
                let parts = bodies.parts.iter().map(|html| Value::safe_string(html));
                context.insert_value("bodies", parts.collect::<Vec<_>>().into());
            }
            Detail::Search(sections) => context.insert("search", sections),
            Detail::Redirect(target) => context.insert("redirect", target),
            Detail::Missing(links) => context.insert("missing", links),
            Detail::Offline => {}
        }
        let ordinary = ordinary_template(page.r#type);
        // What an entry asks for in vain is reported; its text is shown all the same.
        let template = if self.templates.is_for(template, &ordinary) { template } else { &ordinary };
        self.templates.render(template, &context)
    }

    /// Draws a shape around its content, which is HTML, on a page with these inputs. What an entry gave is escaped by the
    /// template, as all its variables are.
    ///
    /// # Errors
    /// What is wrong with the shape's template.
    pub fn shape(
        &self,
        inputs: &PageInputs,
        shape: &ShapeContext,
        body: &str,
    ) -> Result<String, Box<Diagnostic>> {
        let template = Shape::template(&shape.name);
        // That it is missing, or broken, is reported already.
        if !self.templates.has(&template) {
            return Ok(body.to_owned());
        }
        let mut context = self.common(inputs);
        let arguments = shape.arguments.iter().map(|(name, value)| (name.clone().into(), argument(value)));
        context.insert_value("arguments", arguments.collect::<Map>().into());
        context.insert_value("body", Value::safe_string(body));
        self.templates.render(&template, &context)
    }

    /// What the templates of pages and of shapes see.
    fn common(&self, inputs: &PageInputs) -> Context {
        let PageInputs { root, site, page, .. } = inputs;
        let mut context = Context::new();
        context.insert("root", root);
        context.insert_value(
            "site",
            self.shared
                .get(site.digest(), || Value::from_serializable::<crate::output::context::SiteContext>(site)),
        );
        context.insert("page", page);
        context
    }
}

fn argument(value: &ShapeValue) -> Value {
    match value {
        ShapeValue::Text(text) => Value::normal_string(text),
        // A whole number stays one, and a large one is near enough.
        ShapeValue::Number(number) => match (number.parse::<i64>(), number.parse::<f64>()) {
            (Ok(whole), _) => whole.into(),
            (_, Ok(number)) => number.into(),
            _ => Value::normal_string(number),
        },
        ShapeValue::Boolean(value) => (*value).into(),
        ShapeValue::Link(link) => Value::from_serializable(link),
        ShapeValue::None => Value::none(),
    }
}
