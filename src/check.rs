//! The assembled site → diagnostics about what only shows in the whole. One file per check.
//!
//! A check looks at the site and reports; it changes nothing, and what it finds does not depend on other checks.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Level},
        path::{SourcePath, file_name, stem},
        source::Span,
    },
    memory::Memo,
    output::template::Templates,
    parse::{markdown::Text, value::Spanned},
    site::{Page, PageId, Site},
};

mod cycles;
mod dead_ends;
mod descriptions;
pub mod external;
mod headings;
pub mod judge;
mod near_duplicates;
mod orphans;
mod path_order;
mod reviews;
mod shapes;
mod similar_tags;
mod tags;
mod templates;
mod terms;
mod titles;
mod types;
mod unread;

/// What a check looks at. Of a document's own text it sees the gist only, so that what it finds stays true while no entry
/// but in its text changes.
pub struct Checked<'a> {
    pub site: &'a Site,
    pub templates: &'a Templates,
    pub today: Date,
}

/// What a check of texts looks at.
pub struct Texts<'a> {
    pub whole: Checked<'a>,
    /// The text of a file, for what the parsed document no longer says.
    pub of_file: &'a (dyn Fn(&SourcePath) -> Option<&'a str> + Sync),
    /// The text of a page, parsed.
    pub of_page: &'a (dyn Fn(PageId) -> Arc<Text> + Sync),
    /// How much two texts are alike, in hundredths, under the digest of both.
    pub likeness: &'a Memo<usize>,
}

/// A check, and what it reports.
type Check = (&'static [Code], fn(&Checked<'_>, &mut Vec<Diagnostic>));
type TextCheck = (&'static [Code], fn(&Texts<'_>, &mut Vec<Diagnostic>));

/// Every check of the whole.
const CHECKS: [Check; 14] = [
    (&[Code::PrerequisiteCycle], cycles::check),
    (&[Code::UnknownTag, Code::TagSynonym], tags::check),
    (&[Code::SimilarTag, Code::LonelyTag], similar_tags::check),
    (&[Code::MissingTemplate, Code::ForeignField], templates::check),
    (&[Code::ConfigValue], shapes::check),
    (&[Code::ForeignField], types::check),
    (&[Code::UnreadFile], unread::check),
    (&[Code::DuplicateTitle], titles::check),
    (&[Code::MissingDescription], descriptions::check),
    (&[Code::Orphan], orphans::check),
    (&[Code::DeadEnd], dead_ends::check),
    (&[Code::PathOrder], path_order::check),
    (&[Code::StaleReview], reviews::check),
    (&[Code::HeadingOrder], headings::check),
];

/// Every check that reads texts.
const TEXT_CHECKS: [TextCheck; 2] =
    [(&[Code::NearDuplicate], near_duplicates::check), (&[Code::UnlinkedTerm], terms::check)];

/// Runs every check of the whole that reports something which is not off.
pub fn run(checked: &Checked<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (codes, check) in CHECKS {
        if checked.reports(codes) {
            check(checked, &mut problems);
        }
    }
    problems
}

/// The same for the checks that read texts.
pub fn run_on_texts(texts: &Texts<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (codes, check) in TEXT_CHECKS {
        if texts.whole.reports(codes) {
            check(texts, &mut problems);
        }
    }
    problems
}

impl Checked<'_> {
    /// Whether any of these is not off.
    fn reports(&self, codes: &[Code]) -> bool {
        codes.iter().any(|code| self.site.config.levels.of(*code) != Level::Off)
    }

    fn pages(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.site.page_ids().map(|id| (id, self.site.page(id)))
    }

    /// Entries, without the landing pages of folders.
    fn entries(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages().filter(|(_, page)| !page.is_landing)
    }

    /// The pages that a page names in its front matter.
    fn references(&self, id: PageId) -> impl Iterator<Item = PageId> {
        let graph = &self.site.graph;
        let facts = graph.facts[id.0].iter().flat_map(|(_, facts)| facts).filter_map(|fact| match fact {
            crate::site::graph::Fact::Page(page) => Some(*page),
            crate::site::graph::Fact::Text(_) | crate::site::graph::Fact::Url(_) => None,
        });
        // What is related by computation is not what the page says.
        let related = graph.related[id.0].iter().filter(|related| related.shared.is_empty());
        let named = graph.prerequisites[id.0].iter().copied().chain(related.map(|related| related.page));
        named.chain(facts).filter(move |to| *to != id)
    }
}

/// Where an entry's title stands: what a problem of the entry as a whole points at.
fn title_place(page: &Page) -> Span {
    match &page.document.front_matter.title {
        Some(title) => Span::new(&page.document.source, title.range.clone()),
        None => Span::start_of(&page.document.source),
    }
}

/// The folder of `content/` that a file is below: in many sites a language or a version.
fn top_folder(file: &str) -> &str {
    file.split_once('/').map_or("", |(top, _)| top)
}

/// Where, among names written in front matter, the one stands that means `page`.
fn place_of<'a>(
    names: impl IntoIterator<Item = &'a Spanned<String>>,
    page: &Page,
) -> Option<std::ops::Range<usize>> {
    let means = |name: &&Spanned<String>| {
        let name = name.value.trim().trim_matches('/');
        let name = stem(name).unwrap_or(name);
        name == page.path || name == file_name(&page.path) || name == page.url.as_str().trim_end_matches('/')
    };
    names.into_iter().find(means).map(|name| name.range.clone())
}
