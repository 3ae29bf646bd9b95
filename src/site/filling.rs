//! What a page's text has holes for.
//!
//! Takes the site; returns a [`Filling`], which with the text and the colours of its code gives the page's body. Since
//! nothing else of the site goes into a body, the digests of text and filling tell whether it changed, and no text has to be
//! at hand for that.

use std::{ops::Range, sync::Arc};

use super::{PageId, Site, glossary::Use, link};
use crate::{
    escape::{escape, escape_into},
    highlight::CodeBlock,
    markdown::{Hole, LinkKind, Text},
    resolve::Target,
};

/// What goes into the holes of one page's text.
#[derive(Debug, Default, Hash)]
pub struct Filling {
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
    /// What goes into the holes of a page. `uses`: the terms in its running text, in order.
    pub(super) fn new(site: &Site, id: PageId, uses: &[Use]) -> Self {
        let page = site.page(id);
        let root = page.url.out_path().to_root();
        let mut filling = Self { definitions: definitions(site, id, &root, uses), ..Self::default() };
        for (index, link) in page.document.markdown.links.iter().enumerate() {
            let target = &site.graph.targets[id.0][index];
            let name = match link.kind {
                LinkKind::Link | LinkKind::Wiki => "href",
                LinkKind::Image => "src",
            };
            let address = site.address(&root, target);
            let attribute = address.map(|address| format!(" {name}=\"{}\"", escape(&address)));
            filling.targets.push(attribute.unwrap_or_default());
            filling.titles.push(match link.kind {
                LinkKind::Wiki => escape(&site.wiki_title(id, index)),
                LinkKind::Link | LinkKind::Image => String::new(),
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
        filling
    }

    /// The body that `text` and this make. `figure` gives a code block as HTML.
    pub fn fill(&self, text: &Text, figure: impl Fn(&CodeBlock) -> Arc<str>) -> String {
        let mut number = 0;
        text.body.fill(|hole, out| match hole {
            Hole::Prose { start, end } => self.explain(&text.prose, start..end, &mut number, out),
            Hole::Code(index) => out.push_str(&match self.excerpt(index) {
                Some(excerpt) => figure(&CodeBlock { text: excerpt.to_string(), ..text.code[index].clone() }),
                None => figure(&text.code[index]),
            }),
            // Those that could be found are part of the body; the others are reported.
            Hole::Include(_) => {}
            Hole::Title(index) => out.push_str(&self.titles[index]),
            Hole::Size(index) => {
                if let Some((width, height)) = self.sizes[index] {
                    out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
                }
            }
            Hole::Link(index) => out.push_str(&self.targets[index]),
        })
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
            let id = format!("nx-term-{number}");
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

/// The first use of each concept that has a definition, but of the page itself.
fn definitions(site: &Site, id: PageId, root: &str, uses: &[Use]) -> Vec<Definition> {
    let mut explained = vec![id];
    let mut definitions = Vec::new();
    for found in uses {
        let concept = site.page(found.page);
        let Some(description) = &concept.document.front_matter.description else { continue };
        if explained.contains(&found.page) {
            continue;
        }
        explained.push(found.page);
        definitions.push(Definition {
            place: found.range.clone(),
            address: format!("{root}{}", link(&concept.url)),
            title: concept.title.clone(),
            description: description.clone(),
        });
    }
    definitions
}
