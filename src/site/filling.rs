//! What a page's text has holes for.
//!
//! Takes the site; returns a [`Filling`], which with the text and the colours of its code gives the page's body. Since
//! nothing else of the site goes into a body, the digests of text and filling tell whether it changed, and no text has to be
//! at hand for that.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use super::{OnePage, PageId, Site, glossary::Use};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        escape::{escape, escape_into},
        path::{encode_url, file_name},
        source::Span,
    },
    parse::{
        highlight::CodeBlock,
        markdown::{Hole, LinkKind, ShapeUse, Text},
        shape::Given,
    },
    site::{
        resolve::Target,
        shapes::{ShapeContext, ShapeLink, ShapeValue},
    },
};

/// Where a text is shown.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// On the page of its own.
    Own,
    /// On one page with others.
    Among(&'a OnePage),
}

/// What goes into the holes of one page's text.
#[derive(Debug, Default, Hash)]
pub struct Filling {
    /// What ids begin with.
    scope: String,
    /// How many levels headings are moved down.
    deeper: u8,
    /// By link: the attribute with its target, with a space before it; empty for a broken one.
    targets: Vec<String>,
    /// By link: what the target of a wiki link calls itself, as HTML.
    titles: Vec<String>,
    /// By link: width and height of the picture.
    sizes: Vec<Option<(usize, usize)>>,
    /// In the order of the running text.
    definitions: Vec<Definition>,
    /// The texts that code blocks take from files, by block.
    excerpts: Vec<(usize, Arc<str>)>,
    /// What the templates of shapes see, in the order of the text, and where each is used.
    shapes: Vec<(ShapeContext, Span)>,
    /// How many bytes these templates may write.
    room: usize,
}

/// Draws a shape around its content, which is HTML.
pub type DrawShape<'a> = dyn Fn(&ShapeContext, &str) -> Result<String, Box<Diagnostic>> + 'a;

/// What a body is made with besides its text.
pub struct Tools<'t> {
    /// A code block as HTML.
    pub figure: &'t dyn Fn(&CodeBlock) -> Arc<str>,
    pub shape: &'t DrawShape<'t>,
}

/// A term that is explained where it stands.
#[derive(Debug, Hash)]
struct Definition {
    /// Where in the running text the term stands.
    place: Range<usize>,
    address: String,
    title: String,
    description: String,
}

impl Filling {
    /// What goes into the holes of a page's text. `uses`: the terms in its running text, in order.
    pub(super) fn new(site: &Site, id: PageId, place: Place<'_>, uses: &[Use]) -> Self {
        let page = site.page(id);
        let view = Viewpoint::new(site, id, place);
        let mut filling = Self { definitions: view.definitions(id, uses), ..Self::default() };
        if let Place::Among(one) = place {
            filling.scope = one.id(id).map(|id| format!("{id}-")).unwrap_or_default();
            filling.deeper = u8::from(one.introduction != Some(id));
        }
        for (index, link) in page.document.markdown.links.iter().enumerate() {
            let target = &site.graph.targets[id.0][index];
            let name = match link.kind {
                LinkKind::Link | LinkKind::Wiki => "href",
                LinkKind::Image | LinkKind::Embed => "src",
            };
            let address = view.address(target);
            let attribute = address.map(|address| format!(" {name}=\"{}\"", escape(&address)));
            filling.targets.push(attribute.unwrap_or_default());
            filling.titles.push(match link.kind {
                LinkKind::Wiki => escape(&site.wiki_title(id, index)),
                LinkKind::Link | LinkKind::Image | LinkKind::Embed => String::new(),
            });
            filling.sizes.push(match target {
                Target::File { path, .. } => site.sizes.get(path).copied(),
                _ => None,
            });
        }
        let excerpts = page.document.markdown.excerpts.iter();
        filling.excerpts = excerpts
            .filter_map(|excerpt| Some((excerpt.code, Arc::clone(site.excerpts.get(&(id, excerpt.code))?))))
            .collect();
        filling.shapes = page.document.markdown.shapes.iter().map(|used| view.shape(id, used)).collect();
        filling.room = if filling.shapes.is_empty() { 0 } else { page.document.room };
        filling
    }

    /// The body that `text` and this make.
    ///
    /// # Errors
    /// What is wrong with the template of a shape, or with what it makes of the text.
    pub fn fill(&self, text: &Text, tools: &Tools<'_>) -> Result<String, Box<Diagnostic>> {
        let mut number = 0;
        let mut frames = Frames { filling: self, tools, open: Vec::new(), room: self.room, problem: None };
        let body = text.body.fill(|hole, out| match hole {
            Hole::Prose { start, end } => self.explain(&text.prose, start..end, &mut number, out),
            Hole::Code(index) => out.push_str(&match self.excerpt(index) {
                Some(excerpt) => {
                    (tools.figure)(&CodeBlock { text: excerpt.to_string(), ..text.code[index].clone() })
                }
                None => (tools.figure)(&text.code[index]),
            }),
            Hole::Shape(index) => frames.open.push((index, out.len())),
            Hole::EndShape => frames.close(out),
            // Those that could be found are part of the body; the others are reported.
            Hole::Include(_) => {}
            Hole::Title(index) => out.push_str(&self.titles[index]),
            Hole::Size(index) => {
                if let Some((width, height)) = self.sizes[index] {
                    out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
                }
            }
            Hole::Link(index) => out.push_str(&self.targets[index]),
            Hole::Scope => out.push_str(&self.scope),
            Hole::Level(level) => out.push_str(&(level + self.deeper).min(6).to_string()),
        });
        match frames.problem {
            Some(problem) => Err(problem),
            None => Ok(body),
        }
    }

    fn excerpt(&self, block: usize) -> Option<&Arc<str>> {
        self.excerpts.iter().find(|(at, _)| *at == block).map(|(_, text)| text)
    }

    /// Writes a piece of running text, with its terms explained. `number` counts them over the page.
    fn explain(&self, prose: &str, piece: Range<usize>, number: &mut usize, out: &mut String) {
        let mut done = piece.start;
        let inside = |definition: &&Definition| {
            definition.place.start >= piece.start && definition.place.end <= piece.end
        };
        for Definition { place, address, title, description } in self.definitions.iter().filter(inside) {
            *number += 1;
            let id = format!("{}nx-term-{number}", self.scope);
            escape_into(out, &prose[done..place.start]);
            out.push_str(&format!(
                "<span class=\"term\"><a href=\"{address}\" aria-describedby=\"{id}\">{}</a>\
                 <span class=\"definition\" id=\"{id}\" role=\"tooltip\"> <strong>{}</strong> {}</span></span>",
                escape(&prose[place.clone()]),
                escape(title),
                escape(description),
            ));
            done = place.end;
        }
        escape_into(out, &prose[done..piece.end]);
    }
}

/// The shapes that are open while a body is filled.
struct Frames<'f> {
    filling: &'f Filling,
    tools: &'f Tools<'f>,
    /// Which each is, and where in the HTML its content begins.
    open: Vec<(usize, usize)>,
    /// How many bytes templates may still write: one that shows its content twice, in another one, in another one, would
    /// never end.
    room: usize,
    /// The first one; what follows it is not drawn.
    problem: Option<Box<Diagnostic>>,
}

impl Frames<'_> {
    /// Puts the shape that was opened last in the place of its content.
    fn close(&mut self, out: &mut String) {
        let Some((index, start)) = self.open.pop() else { return };
        if self.problem.is_some() {
            return;
        }
        let content = out.split_off(start);
        let (shape, place) = &self.filling.shapes[index];
        match (self.tools.shape)(shape, &content) {
            Ok(html) => match self.room.checked_sub(html.len()) {
                Some(left) => {
                    self.room = left;
                    out.push_str(&html);
                }
                None => self.problem = Some(Box::new(too_much(place))),
            },
            Err(problem) => {
                self.problem = Some(Box::new(problem.related(place.clone(), "while this shape was drawn")));
            }
        }
    }
}

fn too_much(place: &Span) -> Diagnostic {
    Diagnostic::new(Code::TooLarge, place.clone(), "the page becomes too large by its shapes").help(
        "shapes may make a page 50 times as large as its file, and 1 MiB; use fewer of them in one another, or split the page",
    )
}

/// The page that a text is seen on: what its links say depends on it.
struct Viewpoint<'a> {
    site: &'a Site,
    place: Place<'a>,
    /// The way to the site's root.
    root: String,
}

impl<'a> Viewpoint<'a> {
    fn new(site: &'a Site, id: PageId, place: Place<'a>) -> Self {
        let url = match place {
            Place::Own => &site.page(id).url,
            Place::Among(one) => &one.url,
        };
        Self { site, place, root: url.out_path().to_root() }
    }

    /// What the template of a shape sees, and where it is used.
    fn shape(&self, id: PageId, used: &ShapeUse) -> (ShapeContext, Span) {
        let value = |given: &Given| match given {
            Given::Text(text) => Some(ShapeValue::Text(text.clone())),
            Given::Number(number) => Some(ShapeValue::Number(number.clone())),
            Given::Boolean(value) => Some(ShapeValue::Boolean(*value)),
            Given::Link(index) => {
                let target = &self.site.graph.targets[id.0][*index];
                let url = self.address(target)?;
                Some(ShapeValue::Link(ShapeLink { title: self.title(target, &url), url }))
            }
        };
        let of_site = &self.site.config.markdown.shapes;
        let names = of_site.get(&used.name).into_iter().flat_map(|shape| &shape.arguments);
        let arguments = names.map(|argument| {
            let value = used.arguments.get(&argument.name).and_then(value);
            (argument.name.clone(), value.unwrap_or(ShapeValue::None))
        });
        let arguments: BTreeMap<_, _> = arguments.collect();
        let source = used.origin.as_ref().unwrap_or(&self.site.page(id).document.source);
        (ShapeContext { name: used.name.clone(), arguments }, Span::new(source, used.range.clone()))
    }

    /// What a target calls itself.
    fn title(&self, target: &Target, url: &str) -> String {
        match target {
            Target::Page { page, .. } => self.site.page(*page).title.clone(),
            Target::Section(section) => self.site.section(*section).title.clone(),
            Target::File { path, .. } => file_name(path).to_owned(),
            Target::External(_) | Target::Broken => url.to_owned(),
        }
    }

    /// What a link to `target` says; nothing for a broken one.
    fn address(&self, target: &Target) -> Option<String> {
        if let (Place::Among(one), Target::Page { page, anchor }) = (self.place, target)
            && let Some(id) = one.id(*page)
        {
            return Some(match anchor {
                None => format!("#{id}"),
                // A piece of text, whatever ids there are.
                Some(text) if text.starts_with(":~:") => format!("#{id}{}", encode_url(text)),
                Some(anchor) => format!("#{id}-{}", encode_url(anchor)),
            });
        }
        self.site.address(&self.root, target)
    }

    /// The first use of each concept that has a definition, but of the page itself.
    fn definitions(&self, id: PageId, uses: &[Use]) -> Vec<Definition> {
        let mut explained = vec![id];
        let mut definitions = Vec::new();
        for found in uses {
            let concept = self.site.page(found.page);
            let Some(description) = &concept.document.front_matter.description else { continue };
            if explained.contains(&found.page) {
                continue;
            }
            explained.push(found.page);
            let target = Target::Page { page: found.page, anchor: None };
            definitions.push(Definition {
                place: found.range.clone(),
                address: self.address(&target).expect("a page has an address"),
                title: concept.title.clone(),
                description: description.clone(),
            });
        }
        definitions
    }
}
