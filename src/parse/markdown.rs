//! Markdown → finished HTML with holes, and all that the text says about itself.
//!
//! Takes one file's body and the Markdown options; returns a [`Text`], which only its own page and search need, and
//! [`Markdown`], which is what the rest of the site sees of it; adds diagnostics. Looks at nothing else: where a link leads and
//! how a code block is coloured is filled into the holes later.
//!
//! The text becomes a list of `Item`s; each of `PASSES` replaces what it is about by HTML or holes, in the order of
//! that table; `html` writes what is left, which is plain CommonMark.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
    hash::{Hash, Hasher},
    mem,
    ops::Range,
};

use pulldown_cmark::{BrokenLink, Event, Options, Parser};

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        escape::escape,
        path::{SourcePath, is_fragment, stem},
        source::{Source, Span},
    },
    parse::highlight::CodeBlock,
};

mod abbreviations;
mod alerts;
mod autolinks;
mod block_ids;
mod blocks;
mod classes;
mod code;
mod colons;
mod components;
mod containers;
mod diagrams;
mod emoji;
mod expressions;
mod footnotes;
mod foreign;
mod generated;
mod gist;
mod headings;
mod html;
mod includes;
mod jsx;
mod links;
mod lists;
mod math;
mod mdx;
mod options;
mod plain;
mod prose;
mod raw_html;
mod references;
mod rewritten;
mod sentences;
mod shapes;
pub mod shingles;
mod stand_in;
mod tables;
mod tasks;
mod text;
mod wiki;

pub use code::Excerpt;
pub(crate) use containers::is_container;
pub use gist::Gist;
pub use headings::{Heading, Numbered, is_word, slug, unique};
pub use includes::{Include, with_parts};
pub use links::{Link, LinkKind};
pub use options::MarkdownConfig;
pub use plain::plain;
pub(crate) use raw_html::is_harmless_element;
pub use sentences::Sentence;
pub use shapes::ShapeUse;
pub use text::Section;

use blocks::Block;
use containers::Containers;
use references::Undefined;
use rewritten::Rewritten;

/// What the site sees of a text. Its hash leaves out where things stand in the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Markdown {
    /// The text of the heading at the very beginning that is the entry's title. It is not in the body: a page shows its title itself.
    pub first_heading: Option<String>,
    /// The ids that this heading would have: links to them lead to the top of the page.
    pub title_ids: Vec<String>,
    /// The headings, in order.
    pub outline: Vec<Heading>,
    /// All ids that a link's `#anchor` can lead to.
    pub ids: BTreeSet<String>,
    /// Links and images, in order of their holes.
    pub links: Vec<Link>,
    /// The words of links, and the sentences around them, in the order of the links' places.
    pub sentences: Vec<Sentence>,
    /// Texts to include, in order of their holes.
    pub includes: Vec<Include>,
    /// Code blocks that show a file, in order.
    pub excerpts: Vec<Excerpt>,
    /// Shapes of the site's own, in order of their holes.
    pub shapes: Vec<ShapeUse>,
    /// Whether there are formulas.
    pub has_math: bool,
    /// How most of the text is written; nothing where that is not clear.
    pub direction: Option<Direction>,
}

/// How lines of text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// As the attribute `dir` names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Markdown {
    /// What a link is called, and its sentence.
    pub fn sentence(&self, link: &Link) -> Option<&Sentence> {
        // The place of a link in an included fragment is one in another file.
        if link.origin.is_some() {
            return None;
        }
        let before = self.sentences.partition_point(|sentence| sentence.link.start <= link.range.start);
        let last = self.sentences[..before].last()?;
        last.link.contains(&link.range.start).then_some(last)
    }
}

impl Hash for Markdown {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            first_heading,
            title_ids,
            outline,
            ids,
            links,
            // Each stands for its link's place.
            sentences: _,
            includes,
            excerpts,
            shapes,
            has_math,
            direction,
        } = self;
        (first_heading, title_ids, outline, ids, links, includes, excerpts, shapes).hash(state);
        (has_math, direction).hash(state);
        links.iter().filter_map(|link| self.sentence(link)).for_each(|Sentence { link: _, name, text }| {
            (name, text).hash(state);
        });
    }
}

/// A text itself: what its page and the search index are made of.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Text {
    pub body: Body,
    /// The running text, in which the holes of that name have their places.
    pub prose: String,
    /// Code blocks, in order of their holes.
    pub code: Vec<CodeBlock>,
    /// The plain text by section, for search.
    pub sections: Vec<Section>,
    /// Words outside and inside code blocks.
    pub words: usize,
    pub code_words: usize,
}

impl Text {
    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        let Self { body: Body { html, holes }, prose, code, sections, words: _, code_words: _ } = self;
        let code: usize = code.iter().map(|block| size_of_val(block) + block.text.len()).sum();
        let section = |section: &Section| size_of_val(section) + section.text.len() + section.code.len();
        let sections: usize = sections.iter().map(section).sum();
        html.len() + size_of_val(&**holes) + prose.len() + code + sections
    }
}

/// What names the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The `title` of its front matter.
    FrontMatter,
    /// Its first heading.
    Heading,
}

/// HTML in which some pieces are still to be filled in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    pub html: String,
    /// Where in `html` each hole is, in order.
    pub holes: Vec<(usize, Hole)>,
}

/// A piece of a page that is known only once all pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Hole {
    /// The attribute that names the target of `links[_]`, with a space before it.
    Link(usize),
    /// What the target of the wiki link `links[_]` calls itself.
    Title(usize),
    /// The attributes that say how large the image of `links[_]` is, each with a space before it.
    Size(usize),
    /// The figure of `code[_]`.
    Code(usize),
    /// The text of `includes[_]`.
    Include(usize),
    /// The shape `shapes[_]`, whose content is what follows, up to the end that belongs to it.
    Shape(usize),
    /// The end of the shape that was begun last.
    EndShape,
    /// A piece of `prose`, from byte to byte.
    Prose { start: usize, end: usize },
    /// What ids on this page begin with, before each id and each reference to one: nothing, unless the text stands on one
    /// page with others.
    Scope,
    /// The level of a heading, which is lower where the text stands below a heading of its own.
    Level(u8),
}

impl From<String> for Body {
    fn from(html: String) -> Self {
        Self { html, holes: Vec::new() }
    }
}

impl From<&str> for Body {
    fn from(html: &str) -> Self {
        html.to_owned().into()
    }
}

impl Body {
    /// With finished HTML behind it.
    fn then(mut self, html: impl AsRef<str>) -> Self {
        self.html.push_str(html.as_ref());
        self
    }

    fn with(mut self, more: &Body) -> Self {
        self.push(more);
        self
    }

    fn hole(mut self, hole: Hole) -> Self {
        self.holes.push((self.html.len(), hole));
        self
    }

    /// With an id behind it, or what refers to one on the same page.
    fn id(self, id: &str) -> Self {
        self.hole(Hole::Scope).then(escape(id))
    }

    fn push(&mut self, more: &Body) {
        let start = self.html.len();
        self.html.push_str(&more.html);
        self.holes.extend(more.holes.iter().map(|&(place, hole)| (start + place, hole)));
    }

    /// The HTML with every hole filled by `fill`.
    pub fn fill(&self, mut fill: impl FnMut(Hole, &mut String)) -> String {
        let mut out = String::with_capacity(self.html.len() * 3 / 2);
        let mut at = 0;
        for &(place, hole) in &self.holes {
            out.push_str(&self.html[at..place]);
            fill(hole, &mut out);
            at = place;
        }
        out.push_str(&self.html[at..]);
        out
    }
}

/// Part of a text between two passes: still Markdown, or finished.
enum Item<'a> {
    Event(Event<'a>),
    Html(Body),
    Hole(Hole),
    /// Begins a block that Markdown does not have.
    Open(Block),
    /// Ends the one that was begun last.
    Close,
}

type Items<'a> = Vec<(Item<'a>, Range<usize>)>;

/// What a pass works on.
struct Pass<'a, 'p> {
    source: &'a Source,
    config: &'a MarkdownConfig,
    naming: Naming,
    items: Items<'a>,
    markdown: Markdown,
    text: Text,
    /// Blocks of other tools around Markdown.
    containers: Containers,
    /// The last number that each heading's id got to be unique.
    numbered: Numbered,
    /// Words and what they stand for.
    abbreviations: Vec<(String, String)>,
    /// Parts of the file that search does not show: hints and solutions.
    unsearched: Vec<Range<usize>>,
    /// Parts of the file that are no running text.
    apart: Vec<Range<usize>>,
    /// What ids that nexus makes begin with: nothing, but for fragments, which stand on a page with others.
    scope: String,
    /// Where the lists begin that are quizzes.
    quizzes: Vec<usize>,
    /// How many there are so far.
    diagrams: usize,
    /// What it took to draw them, as [`diagrams`] measures it.
    diagram_work: usize,
    /// The names of components that were reported.
    components: HashSet<String>,
    /// The names of components that some tag closes.
    closed: HashSet<&'a str>,
    /// Whether the file is a component of Vue.
    is_vue: bool,
    problems: &'p mut Vec<Diagnostic>,
}

/// Every feature, in the order in which they see the text. A feature sees what those before it made of the text.
const PASSES: [fn(&mut Pass<'_, '_>); 22] = [
    containers::pass,
    foreign::pass,
    includes::pass,
    lists::pass,
    alerts::pass,
    raw_html::pass,
    abbreviations::define,
    tasks::pass,
    math::pass,
    wiki::pass,
    block_ids::pass,
    autolinks::pass,
    headings::pass,
    text::pass,
    sentences::pass,
    emoji::pass,
    abbreviations::pass,
    prose::pass,
    code::pass,
    links::pass,
    tables::pass,
    footnotes::pass,
];

/// Renders the part of `source` from byte `start` on.
pub fn render(
    source: &Source,
    start: usize,
    config: &MarkdownConfig,
    naming: Naming,
    problems: &mut Vec<Diagnostic>,
) -> (Markdown, Text) {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    options.set(Options::ENABLE_SMART_PUNCTUATION, config.smart_punctuation);
    let layout = mdx::lay_out(source, start, problems);
    let (marked, containers) = containers::read(&layout.text, 0, options, &config.shapes);
    let (plain, targets) = expressions::hide(&marked, 0);
    let text = colons::hide(Cow::Borrowed(&*plain), 0, &mut options);
    let masked;
    let mut parsed = parse(&text, 0, options);
    if math::has_prices(&parsed.items, &text) {
        masked = math::without_prices(&parsed.items, &text, 0);
        parsed = parse(&masked, 0, options);
        math::restore_prices(&mut parsed.items, &text);
    }
    colons::restore(&mut parsed.items, &plain, &text);
    expressions::restore(&mut parsed.items, &marked, &targets);
    parsed.place(&layout);
    let containers = containers.place(&layout);
    let Parsed { items, undefined, defined } = parsed;
    let mut pass = Pass {
        source,
        config,
        naming,
        items,
        markdown: Markdown::default(),
        text: Text::default(),
        containers,
        numbered: Numbered::new(),
        abbreviations: Vec::new(),
        unsearched: Vec::new(),
        apart: Vec::new(),
        scope: scope(&source.path),
        quizzes: Vec::new(),
        diagrams: 0,
        diagram_work: 0,
        components: HashSet::new(),
        closed: mdx::closed(&layout.text),
        is_vue: source.text.contains("<script setup"),
        problems,
    };
    references::report(&mut pass, undefined, &defined);
    for run in PASSES {
        run(&mut pass);
    }
    let Pass { items, markdown, mut text, .. } = pass;
    text.body = html::write(items);
    (markdown, text)
}

/// A text as the parser reads it.
struct Parsed<'a> {
    items: Items<'a>,
    undefined: Vec<Undefined>,
    /// The labels of references.
    defined: Vec<String>,
}

/// Parses a text that begins at byte `start` of its file.
fn parse(text: &str, start: usize, options: Options) -> Parsed<'_> {
    let mut undefined = Vec::new();
    let note = |link: BrokenLink<'_>| {
        undefined.extend(Undefined::new(&link, start));
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, options, Some(note));
    let defined = parser.reference_definitions().iter().map(|(label, _)| label.to_owned()).collect();
    let items = parser
        .into_offset_iter()
        .map(|(event, range)| (Item::Event(event), range.start + start..range.end + start))
        .collect();
    Parsed { items, undefined, defined }
}

impl<'a> Parsed<'a> {
    /// Gives everything its place in the file. A text that comes from several is several.
    fn place(&mut self, layout: &Rewritten<'_>) {
        if layout.is_split() {
            let parts = |(item, range): (Item<'a>, Range<usize>)| match item {
                Item::Event(Event::Text(text)) if text.len() == range.len() => {
                    let part = |part: Range<usize>| {
                        let text = text[part.start - range.start..part.end - range.start].to_owned();
                        (Item::Event(Event::Text(text.into())), part)
                    };
                    layout.split(&range).map(part).collect()
                }
                item => vec![(item, range)],
            };
            self.items = mem::take(&mut self.items).into_iter().flat_map(parts).collect();
        }
        self.items.iter_mut().for_each(|(_, range)| *range = layout.place(range));
        self.undefined.iter_mut().for_each(|reference| reference.range = layout.place(&reference.range));
    }
}

fn scope(path: &SourcePath) -> String {
    match is_fragment(path) {
        true => format!("{}-", slug(stem(path.file_name()).unwrap_or_default())),
        false => String::new(),
    }
}

impl<'a> Pass<'a, '_> {
    /// Whether there is anything of what a pass is about. Most texts have little of most features, and to take all items
    /// and give them back costs more than to look at them.
    fn has(&self, is: impl Fn(&Event<'a>) -> bool) -> bool {
        self.items.iter().any(|(item, _)| matches!(item, Item::Event(event) if is(event)))
    }

    /// The items, for the pass to give back those that it keeps.
    fn take_items(&mut self) -> Items<'a> {
        let room = Vec::with_capacity(self.items.len() + self.items.len() / 4);
        mem::replace(&mut self.items, room)
    }

    fn keep(&mut self, item: Item<'a>, range: Range<usize>) {
        self.items.push((item, range));
    }

    fn html(&mut self, html: impl Into<Body>, range: Range<usize>) {
        self.items.push((Item::Html(html.into()), range));
    }

    /// Begins a part of the file that is no running text; its end is not known yet.
    fn begin_apart(&mut self, at: usize) {
        self.apart.push(at..usize::MAX);
    }

    /// Ends the part that was begun last.
    fn end_apart(&mut self, at: usize) {
        if let Some(part) = self.apart.iter_mut().rev().find(|part| part.end == usize::MAX) {
            part.end = at;
        }
    }

    fn problem(&self, code: Code, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Span::new(&self.source.path, range), message)
    }

    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }
}

/// The plain text of inline items: what a reader would read aloud.
fn plain_text(items: &[(Item<'_>, Range<usize>)]) -> String {
    let mut text = String::new();
    for (item, _) in items {
        match item {
            Item::Event(Event::Text(part) | Event::Code(part)) => text.push_str(part),
            Item::Event(Event::SoftBreak | Event::HardBreak) => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// The items up to the end of what has just begun; `rest` is what follows its beginning.
fn inside<'i, 'a>(rest: &'i [(Item<'a>, Range<usize>)]) -> &'i [(Item<'a>, Range<usize>)] {
    let mut depth = 1;
    let end = rest.iter().position(|(item, _)| {
        match item {
            Item::Event(Event::Start(_)) => depth += 1,
            Item::Event(Event::End(_)) => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    &rest[..end.unwrap_or(rest.len().saturating_sub(1))]
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::base::{escape::escape_into, source::position};

    pub(super) fn run_problems(text: &str) -> Vec<Diagnostic> {
        let source = Source::new(SourcePath::new("content/a.md"), text);
        let mut problems = Vec::new();
        render(&source, 0, &MarkdownConfig::default(), Naming::Heading, &mut problems);
        problems
    }

    pub(super) fn run(text: &str) -> (Markdown, Text, String) {
        run_file("content/a.md", text)
    }

    pub(super) fn run_file(path: &str, text: &str) -> (Markdown, Text, String) {
        let source = Source::new(SourcePath::new(path), text);
        let mut problems = Vec::new();
        let (markdown, rendered) =
            render(&source, 0, &MarkdownConfig::default(), Naming::Heading, &mut problems);
        let mut shown = rendered.body.fill(|hole, out| match hole {
            Hole::Link(index) => out.push_str(&format!(" to={:?}", markdown.links[index].target)),
            Hole::Size(_) => out.push_str(" size"),
            Hole::Title(index) => out.push_str(&format!("{{{}}}", markdown.links[index].target)),
            Hole::Include(index) => out.push_str(&format!("{:?}\n", markdown.includes[index])),
            Hole::Shape(index) => out.push_str(&format!("{:?}\n", markdown.shapes[index])),
            Hole::EndShape => out.push_str("EndShape\n"),
            Hole::Code(index) => out.push_str(&show_code(&rendered.code[index])),
            Hole::Prose { start, end } => escape_into(out, &rendered.prose[start..end]),
            Hole::Scope => {}
            Hole::Level(level) => out.push_str(&level.to_string()),
        });
        for problem in problems {
            let place = position(text, problem.span.as_ref().expect("a place").range().start);
            shown.push_str(&format!(
                "{}:{} {}: {}\n",
                place.line, place.column, problem.code, problem.message
            ));
        }
        (markdown, rendered, shown)
    }

    /// The block, without what it does not say.
    fn show_code(block: &CodeBlock) -> String {
        let shown = format!("{block:?}\n");
        ["None", "false", "[]"].iter().fold(shown, |shown, nothing| {
            let parts = shown.split(", ").filter(|part| !part.ends_with(&format!(": {nothing}")));
            parts.collect::<Vec<_>>().join(", ")
        })
    }

    pub(super) fn check(text: &str, expected: Expect) {
        expected.assert_eq(&run(text).2);
    }

    #[test]
    fn first_heading_is_the_title_and_later_ones_move_down() {
        let (markdown, ..) = run("<!-- x -->\n# The *title*\n\ntext\n");
        assert_eq!(markdown.first_heading.as_deref(), Some("The title"));
        check(
            "# One\n\n# Two\n\n## Two\n\n### {#own .wide}\n",
            expect![[r##"
                <h2 id="two">Two <a class="anchor" href="#two" aria-label="Link to section: Two">#</a></h2>
                <h2 id="two-1">Two <a class="anchor" href="#two-1" aria-label="Link to section: Two">#</a></h2>
                <h3 id="own" class="wide"> <a class="anchor" href="#own" aria-label="Link to section: ">#</a></h3>
                3:1 extra-title: a second heading of level 1
            "##]],
        );
    }

    #[test]
    fn heading_of_another_level_names_the_entry_if_nothing_else_does() {
        check(
            "## Appendix A\n\ntext\n",
            expect![[r#"
                <p>text</p>
                1:1 missing-title: the title is a heading of level 2
            "#]],
        );
    }

    #[test]
    fn links_and_images_leave_holes() {
        check(
            "[a *b*](../x.md#y \"T\") ![p `q`](i.png) <https://e.org> see https://e.org/a_b. www.e.org\n",
            expect![[r#"
                <p><a to="../x.md#y" title="T">a <em>b</em></a> <img to="i.png" size alt="p q" loading="lazy" decoding="async"> <a to="https://e.org">https://e.org</a> see <a to="https://e.org/a_b">https://e.org/a_b</a>. <a to="https://www.e.org">www.e.org</a></p>
            "#]],
        );
        let (markdown, ..) = run("x\n\n[caching](../concepts/cachng.md) first");
        assert_eq!(markdown.links[0].range, 13..34);
    }

    #[test]
    fn code_blocks_keep_their_info() {
        check(
            "```Python title=\"a b.py\" numbered {2,5-7} wrpa\nx = 1\n```\n\n    plain\n",
            expect![[r#"
                CodeBlock { language: Some("python"), title: Some("a b.py"), numbered: true, highlighted: [2..=2, 5..=7], text: "x = 1\n" }
                text: "plain\n" }
                1:43 foreign-markup: `wrpa` has no effect on a code block
                1:40 markup: the block has no line 7
            "#]],
        );
        check(
            "```py wrap {+3-4,-6} fold='1-2 9'\n```\n",
            expect![[r#"
                CodeBlock { language: Some("py"), added: [3..=4], removed: [6..=6], folded: [1..=2, 9..=9], wrapped: true, text: "" }
                1:32 markup: the block has no line 9
            "#]],
        );
        check(
            "```py {3a} fold\n```\n",
            expect![[r#"
                CodeBlock { language: Some("py"), text: "" }
                1:7 markup: `{3a}` names no lines
                1:12 markup: `fold` names no lines
            "#]],
        );
    }

    #[test]
    fn emoji_at_the_start_of_a_line_is_no_definition() {
        check(
            "Text\n:rocket: go\n",
            expect![[r#"
            <p>Text
            🚀 go</p>
        "#]],
        );
    }

    #[test]
    fn colon_without_a_space_is_no_definition() {
        check(
            "term\n: definition\n\nText\n:::note Title\nmore `a\n:b` [l](x.md \"t\n:u\")\n:::\n\nlast\n: one\n:two\n",
            expect![[r##"
                <dl><dt>term</dt>
                <dd>definition</dd>
                </dl>
                <p>Text</p>
                <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Title</p>
                <p>more <code>a :b</code> <a to="x.md" title="t
                :u">l</a></p>
                </div>
                <dl><dt>last</dt>
                <dd>one
                :two</dd>
                </dl>
            "##]],
        );
    }

    #[test]
    fn gfm_blocks() {
        check(
            "> [!WARNING]\n> Mind **this**.\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n  - plain\n",
            expect![[r##"
                <div class="alert alert-warning" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-warning"/></svg>Warning</p>
                <p>Mind <strong>this</strong>.</p>
                </div>
                <div class="table" tabindex="0" role="group" aria-label="Table 1"><table>
                <thead>
                <tr><th scope="col">a</th><th scope="col" class="end">b</th></tr>
                </thead>
                <tbody>
                <tr><td>1</td><td class="end">2</td></tr>
                </tbody>
                </table></div>
                <ul class="tasks">
                <li><label><input type="checkbox" disabled checked> <span>done</span></label></li>
                <li><label><input type="checkbox" disabled> <span>open</span></label><ul>
                <li>plain</li>
                </ul>
                </li>
                </ul>
            "##]],
        );
    }

    #[test]
    fn definition_lists() {
        check(
            "term\n: *a*\n: b\n\nother\n\n: c\n\n  d\n\n: no list\n",
            expect![[r#"
            <dl><dt>term</dt>
            <dd><p><em>a</em></p>
            </dd>
            <dd><p>b</p>
            </dd>
            <dt>other</dt>
            <dd><p>c</p>
            <p>d</p>
            </dd>
            <dd><p>no list</p>
            </dd>
            </dl>
        "#]],
        );
    }

    #[test]
    fn footnotes_are_numbered_by_first_use() {
        check(
            "b[^b] a[^a] b[^b]\n\n[^a]: A.\n[^b]: B[^c].\n[^c]: C.\n[^d]: D.\n",
            expect![[r##"
                <p>b<sup class="footnote-ref" id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup> a<sup class="footnote-ref" id="fnref-2"><a href="#fn-2" role="doc-noteref">2</a></sup> b<sup class="footnote-ref" id="fnref-1-2"><a href="#fn-1" role="doc-noteref">1</a></sup></p>
                <section class="footnotes" role="doc-endnotes" aria-label="Footnotes"><ol>
                <li id="fn-1"><p>B<sup class="footnote-ref" id="fnref-3"><a href="#fn-3" role="doc-noteref">3</a></sup>. <a class="footnote-back" href="#fnref-1" role="doc-backlink" aria-label="Back to the text">↩</a> <a class="footnote-back" href="#fnref-1-2" role="doc-backlink" aria-label="Back to the text 2">↩</a></p>
                </li>
                <li id="fn-2"><p>A. <a class="footnote-back" href="#fnref-2" role="doc-backlink" aria-label="Back to the text">↩</a></p>
                </li>
                <li id="fn-3"><p>C. <a class="footnote-back" href="#fnref-3" role="doc-backlink" aria-label="Back to the text">↩</a></p>
                </li>
                </ol></section>
                6:1 footnote: nothing refers to the footnote `d`
            "##]],
        );
    }

    #[test]
    fn raw_html_is_an_allow_list() {
        check(
            "a <kbd class=k>x</kbd> <b onclick=\"p()\">b</b> <script>alert(1)</script> <foo-bar>y\n\n<details open>\n<summary>S &amp; T</summary>\n\ntext</div>\n\n</details>\n",
            expect![[r#"
                <p>a <kbd class="k">x</kbd> <b>b</b> &lt;script&gt;alert(1)&lt;/script&gt; &lt;foo-bar&gt;y</p>
                <details open="">
                <summary>S &amp; T</summary>
                <p>text</p>
                </details>
                1:24 unsafe-html: the attribute `onclick` runs script
                1:47 unsafe-html: `<script>` may not stand in an entry
                1:73 unknown-html: `<foo-bar>` is not kept; it is shown as text
                6:5 unknown-html: `</div>` closes nothing here; it is left out
            "#]],
        );
    }

    #[test]
    fn no_entry_can_end_an_element_of_the_page() {
        check(
            "</article></main>\n\n<div>\n\n- a <em>b\n\n</div></div>\n",
            expect![[r#"

                <div>
                <ul>
                <li>a <em>b</em></li>
                </ul>
                </div>
                1:1 unknown-html: `</div>` closes nothing here; it is left out
                1:11 unknown-html: `</div>` closes nothing here; it is left out
                5:5 unknown-html: `<em>` is not closed in the block that it stands in
                7:7 unknown-html: `</div>` closes nothing here; it is left out
            "#]],
        );
        check(
            "<a href=\"jav&#97;script:x\">l</a> <img src=x.png>\n",
            expect![[r#"
                <p><a to="javascript:x">l</a> <img to="x.png" size alt=""></p>
                1:34 missing-alt: the image has no alternative text
            "#]],
        );
    }

    #[test]
    fn foreign_markup_is_shown_and_reported() {
        check(
            "!!! note\n    text\n\n[a](b.md){.external-link}\n\n{% raw %}\n",
            expect![[r##"
                <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Note</p>
                <p>text</p>
                </div>
                <p><a to="b.md">a</a>{.external-link}</p>
                <p>{% raw %}</p>
                4:10 foreign-markup: this is an attribute list of MkDocs, which nexus does not have
                6:1 foreign-markup: this is a template tag, which nexus does not have
            "##]],
        );
    }

    #[test]
    fn text_is_kept_by_section() {
        let (_, text, _) = run("# T\n\nintro `c`\n\n## H\n\nbody\n\n```py\nx = 1\n```\n");
        assert_eq!(text.sections.len(), 2);
        assert_eq!(text.sections[0].text, "intro c\n");
        assert_eq!(text.sections[1].heading, Some(0));
        assert_eq!((text.words, text.code_words), (4, 3));
    }

    #[test]
    fn solutions_are_no_text_to_find() {
        let (_, text, _) =
            run("a\n\n> [!SOLUTION]\n> b\n\n<details class=\"hint\">\n\nc\n\n</details>\n\nd\n");
        assert_eq!(text.sections[0].text, "a\nd\n");
    }

    #[test]
    fn hostile_text_is_quick() {
        for text in [
            "[".repeat(50_000),
            "---\t".repeat(32_000),
            "<a ".repeat(50_000),
            "> ".repeat(20_000),
            "|".repeat(50_000),
        ] {
            run(&text);
        }
    }
}
