//! The block at the top of an entry, in YAML, TOML or JSON → [`FrontMatter`].
//!
//! Reads the fields that every entry has. What a kind of entry has besides stays in `rest` until the entry's kind is
//! known, which takes the site's configuration (`kind::read_fields`).

use std::ops::Range;

use jiff::civil::Date;

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::CONTENT,
        source::{Source, Span},
    },
    parse::{
        kind::{self, Kinds},
        markdown,
        notation::{self, Wrong},
        value::{FieldCodes, Fields, Key, Node, Spanned, Value},
        yaml::{self, YamlError},
    },
};

mod block;
mod foreign;
mod misplaced;
mod names;
mod values;

use block::{Block, Notation};
pub use foreign::{FOREIGN, Foreign, Meaning};

/// Bytes of a front matter.
const LONGEST: usize = 64 * 1024;

/// What a field holds, as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    /// A list of texts, or one text.
    Texts,
    /// As `Texts`: names of entries.
    References,
    /// `2026-11-20`, or that with a time behind it.
    Date,
    Boolean,
    Integer,
    /// One part of an address.
    Slug,
    Difficulty,
    /// `1h30m`
    Minutes,
}

/// A field that every entry may have, for those who ask about it.
pub struct Field {
    pub name: &'static str,
    pub form: Form,
    /// The doc comment: each line begins with a space.
    pub doc: &'static str,
}

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $form:ident;)+) => {
        /// The fields that every entry may have.
        #[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
        pub struct FrontMatter {
            $($(#[doc = $doc])+ pub $name: $type,)+
            /// What other tools call a template: it is one here only if the site has it.
            pub layout: Option<Spanned<String>>,
            /// What other tools call a kind.
            pub r#type: Option<Spanned<String>>,
            /// Fields that are not among these, for the kind to read.
            pub rest: Vec<(Key, Node)>,
        }

        /// The names of the fields that every entry may have.
        pub const FIELDS: &[&str] = &[$(stringify!($name),)+];

        /// The same with what they hold and what they mean: the one source of `nexus schema` and `nexus explain`.
        pub const DOCUMENTED: &[Field] =
            &[$(Field { name: stringify!($name), form: Form::$form, doc: concat!($($doc, "\n",)+) },)+];
    };
}

fields! {
    /// The entry's name. Without it, the first level-1 heading is the title.
    title: Option<Spanned<String>> = Text;
    /// A shorter name for the navigation.
    nav_title: Option<String> = Text;
    /// One sentence: the lead of the page, and what lists and search engines show.
    description: Option<String> = Text;
    /// The kind of entry, if it is not the one that its folder implies.
    kind: Option<Spanned<String>> = Text;
    /// Topics, for the tag pages.
    tags: Vec<Spanned<String>> = Texts;
    /// Who wrote it.
    authors: Vec<String> = Texts;
    /// When it was published (`2026-11-20`). An entry with a date in the future is left out.
    date: Option<Date> = Date;
    /// When it was last changed in substance.
    updated: Option<Date> = Date;
    /// When somebody last checked that it is still right.
    reviewed: Option<Spanned<Date>> = Date;
    /// The first day on which the entry is no longer part of the site.
    expires: Option<Date> = Date;
    /// Leaves the entry out of the site, unless drafts are asked for.
    draft: bool = Boolean;
    /// The place among its neighbours: small numbers first, entries without one behind them by title.
    order: Option<i64> = Integer;
    /// The last part of the address, if not the file's name; with a slash (`/stores/redis`) the whole address.
    slug: Option<Spanned<String>> = Slug;
    /// Old addresses, which redirect here.
    aliases: Vec<Spanned<String>> = Texts;
    /// Other names of what the entry is about.
    synonyms: Vec<String> = Texts;
    /// `beginner`, `intermediate` or `advanced`.
    difficulty: Option<Difficulty> = Difficulty;
    /// Study time in minutes, written as `30m`, `1h` or `1h30m`.
    time: Option<u32> = Minutes;
    /// Entries to read before this one.
    prerequisites: Vec<Spanned<String>> = References;
    /// Entries to read beside this one.
    related: Vec<Spanned<String>> = References;
    /// Where a challenge or a project stands: `solved`, `open`, …
    status: Option<Spanned<String>> = Text;
    /// A picture for previews elsewhere.
    image: Option<Spanned<String>> = Text;
    /// The language of the entry, if it is not the site's: `fr`, `pt-BR`.
    lang: Option<Spanned<String>> = Text;
    /// Whether the page shows its outline.
    toc: Option<bool> = Boolean;
    /// Whether search finds the entry.
    search: Option<bool> = Boolean;
    /// Another template than the one for the type of page.
    template: Option<Spanned<String>> = Text;
}

impl FrontMatter {
    /// The template that the entry asks for, and whether it does so in our words.
    pub fn asked_template(&self) -> Option<(&Spanned<String>, bool)> {
        let layout = || self.layout.as_ref().map(|name| (name, false));
        self.template.as_ref().map(|name| (name, true)).or_else(layout)
    }

    /// The day of the last change that its author states.
    pub fn changed(&self) -> Option<Date> {
        self.updated.or(self.date)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Difficulty {
    Beginner,
    Intermediate,
    Advanced,
}

impl Difficulty {
    pub const ALL: [(&'static str, Self); 3] =
        [("beginner", Self::Beginner), ("intermediate", Self::Intermediate), ("advanced", Self::Advanced)];

    /// The name in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Beginner => "beginner",
            Self::Intermediate => "intermediate",
            Self::Advanced => "advanced",
        }
    }
}

/// Splits the front matter off an entry and reads it. Returns it and the offset at which the body begins. `kinds`: whose own
/// fields no other tool's are.
pub fn parse(source: &Source, kinds: &Kinds, problems: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let text = &*source.text;
    match block::find(text) {
        Some(block) if block.text.len() > LONGEST => {
            let place = Span::new(&source.path, 0..text.lines().next().unwrap_or_default().len());
            let kib = block.text.len().div_ceil(1024);
            let message = format!("the front matter has {kib} KiB, and at most {} are read", LONGEST / 1024);
            let problem = Diagnostic::new(Code::TooLarge, place, message);
            problems.push(problem.help("fields are short; what is long belongs into the body below it"));
            (FrontMatter::default(), block.body)
        }
        Some(block) => read_block(source, block, kinds, problems),
        None => misplaced::read(source, kinds, problems),
    }
}

/// Reads a front matter, and gives the offset at which the body begins.
fn read_block(
    source: &Source,
    block: Block,
    kinds: &Kinds,
    problems: &mut Vec<Diagnostic>,
) -> (FrontMatter, usize) {
    let (block, tree) = match tree(source, &block) {
        // What closes it may be part of the text.
        Err(_) if let Some((shorter, Ok(map))) = shorter(source, &block) => (shorter, Ok(map)),
        tree => (block, tree),
    };
    if !block.is_closed {
        problems.push(unclosed(source, block.notation));
    }
    let before = problems.len();
    let front_matter = match tree {
        Ok(mut map) => {
            for (_, node) in &mut map {
                remove_controls(source, node, problems);
                report_curly_quotes(source, node, problems);
            }
            read(source, map, kinds, problems)
        }
        Err(problem) => {
            problems.extend(block.is_closed.then_some(*problem));
            FrontMatter::default()
        }
    };
    if block.notation != Notation::Yaml {
        // They are written as YAML.
        problems[before..].iter_mut().for_each(|problem| problem.fix = None);
    }
    (front_matter, block.body)
}

type Tree = Result<Vec<(Key, Node)>, Box<Diagnostic>>;

fn shorter(source: &Source, block: &Block) -> Option<(Block, Tree)> {
    let shorter = block::shorter(&source.text, block)?;
    let tree = tree(source, &shorter);
    Some((shorter, tree))
}

/// The fields of a front matter with their places in the file.
fn tree(source: &Source, block: &Block) -> Tree {
    let Block { notation, text: range, .. } = block;
    let text = &source.text[range.clone()];
    let map = match notation {
        Notation::Yaml => {
            yaml::parse(text).map_err(|error| Box::new(unreadable(source, *error, range.start)))?
        }
        Notation::Toml => match notation::toml(text) {
            (map, wrong) if wrong.is_empty() => map,
            (_, wrong) => return Err(Box::new(ill_formed(source, block, &wrong[0]))),
        },
        Notation::Json => {
            notation::json(text).map_err(|wrong| Box::new(ill_formed(source, block, &wrong)))?
        }
    };
    Ok(shift(map, range.start))
}

fn unclosed(source: &Source, notation: Notation) -> Diagnostic {
    let start = source.text.lines().next().map_or(0, |line| line.trim_end().len());
    Diagnostic::new(
        Code::UnclosedFrontMatter,
        Span::new(&source.path, 0..start),
        "the front matter has no end",
    )
    .label("it begins here")
    .help(format!("close it with a line that holds only `{}`", notation.fence()))
}

/// A front matter in another notation than YAML that cannot be read.
fn ill_formed(source: &Source, block: &Block, wrong: &Wrong) -> Diagnostic {
    let name = block.notation.name();
    let place = wrong.range.start + block.text.start..wrong.range.end + block.text.start;
    let form = if block.notation == Notation::Toml { "`key = \"value\"`" } else { "`\"key\": \"value\",`" };
    Diagnostic::new(
        Code::YamlSyntax,
        Span::new(&source.path, place),
        format!("not valid {name}: {}", wrong.message),
    )
    .help(format!("in {name} a field is written as {form}"))
}

/// Whether the front matter of a file cannot be read, so that nothing can be said of its fields.
pub fn is_unreadable(problems: &[Diagnostic]) -> bool {
    let tells = |code: Code| {
        matches!(
            code,
            Code::UnclosedFrontMatter
                | Code::MisplacedFrontMatter
                | Code::YamlSyntax
                | Code::DuplicateKey
                | Code::TooLarge
        )
    };
    problems.iter().any(|problem| tells(problem.code))
}

/// Control characters are no text: a feed with one in it cannot be read at all.
fn remove_controls(source: &Source, node: &mut Node, problems: &mut Vec<Diagnostic>) {
    let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| remove_controls(source, item, problems)),
        Value::Map(fields) => {
            fields.iter_mut().for_each(|(_, field)| remove_controls(source, field, problems));
        }
        Value::Text(text) => {
            let Some(bad) = text.chars().find(|c| is_bad(*c)) else { return };
            text.retain(|c| !is_bad(c));
            let message = format!("the text has a control character, U+{:04X}", u32::from(bad));
            let span = Span::new(&source.path, node.range.clone());
            problems.push(Diagnostic::new(Code::WrongType, span, message).help("remove it"));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Typographic quotes around a text are part of it: a page would be called `“Redis”`, quotes and all.
fn report_curly_quotes(source: &Source, node: &Node, problems: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| report_curly_quotes(source, item, problems)),
        Value::Text(text) if source.text.get(node.range.clone()) == Some(text) => {
            let inner =
                text.strip_prefix(['“', '„', '‘']).and_then(|text| text.strip_suffix(['”', '“', '’', '‘']));
            let Some(inner) = inner.filter(|inner| !inner.contains(['“', '”', '\n'])) else { return };
            let straight = yaml::quoted(inner);
            problems.push(
                Diagnostic::new(
                    Code::CurlyQuotes,
                    Span::new(&source.path, node.range.clone()),
                    "typographic quotes are part of the text",
                )
                .help(format!("write straight quotes, or none: `{straight}`"))
                .fix(format!("write `{straight}`"), node.range.clone(), straight),
            );
        }
        _ => {}
    }
}

/// A front matter that is no YAML; places in it begin at byte `start` of the file.
fn unreadable(source: &Source, error: YamlError, start: usize) -> Diagnostic {
    let place = |range: Range<usize>| range.start + start..range.end + start;
    let code = if error.duplicate_key { Code::DuplicateKey } else { Code::YamlSyntax };
    let mut problem = Diagnostic::new(code, Span::new(&source.path, place(error.range)), error.message);
    problem.help = error.help;
    if let Some(first) = error.first {
        problem = problem.related(Span::new(&source.path, place(first)), "the first one");
    }
    match error.edit {
        Some((range, line)) => problem.fix(format!("write `{}`", line.trim()), place(range), line),
        None => problem,
    }
}

fn read(
    source: &Source,
    map: Vec<(Key, Node)>,
    kinds: &Kinds,
    problems: &mut Vec<Diagnostic>,
) -> FrontMatter {
    const CODES: FieldCodes = FieldCodes { unknown: Code::UnknownField, value: Code::WrongType };
    let own = own_fields(source, &map, kinds);
    let is_own = |name: &str| own.iter().any(|own| own == name);
    let map = foreign::ours(source, map, &is_own, problems);
    let mut fields = Fields::new(&source.path, CODES, map, problems);
    let plain = |texts: Vec<Spanned<String>>| texts.into_iter().map(|text| text.value);
    let (aliases, names) = values::aliases(&mut fields);
    let mut named = |name| if is_own(name) { None } else { foreign_text(&mut fields, name) };
    let (layout, r#type) = (named("layout"), named("type"));
    FrontMatter {
        title: filled(fields.text("title")),
        nav_title: filled(fields.text("nav_title")).map(|text| text.value),
        description: filled(fields.text("description")).map(|text| markdown::plain(&text.value)),
        kind: fields.text("kind"),
        tags: values::tags(&mut fields),
        authors: values::authors(&mut fields),
        date: values::date(&mut fields, "date").map(|date| date.value),
        updated: values::date(&mut fields, "updated").map(|date| date.value),
        reviewed: values::date(&mut fields, "reviewed"),
        expires: values::date(&mut fields, "expires").map(|date| date.value),
        draft: fields.boolean("draft").unwrap_or(false),
        order: fields.integer("order"),
        slug: values::slug(&mut fields),
        aliases,
        synonyms: plain(fields.texts("synonyms")).chain(names).collect(),
        difficulty: fields.choice("difficulty", &Difficulty::ALL),
        time: values::minutes(&mut fields, "time"),
        prerequisites: fields.texts("prerequisites"),
        related: fields.texts("related"),
        status: filled(fields.text("status")),
        image: filled(fields.text("image")),
        lang: filled(fields.text("lang")),
        toc: fields.boolean("toc"),
        search: fields.boolean("search"),
        template: filled(fields.text("template")),
        layout,
        r#type,
        rest: fields.rest().to_vec(),
    }
}

/// The fields that the entry's kind has besides those of all entries.
fn own_fields(source: &Source, map: &[(Key, Node)], kinds: &Kinds) -> Vec<String> {
    let named = map.iter().find(|(key, _)| key.name == "kind" || key.name == "type");
    let named = named.and_then(|(_, node)| node.value.as_text());
    let kind = kind::of(kinds, source.path.below(CONTENT).unwrap_or_default(), named);
    kind.map(|kind| kind.fields.iter().map(|field| field.name.clone()).collect()).unwrap_or_default()
}

/// A field of another tool; what is no text has a meaning there only.
fn foreign_text(fields: &mut Fields<'_>, name: &str) -> Option<Spanned<String>> {
    match fields.take_dynamic(name)?.1 {
        Node { value: Value::Text(text), range } => filled(Some(Spanned::new(text, range))),
        _ => None,
    }
}

/// An empty text is as good as none.
fn filled(text: Option<Spanned<String>>) -> Option<Spanned<String>> {
    text.filter(|text| !text.value.trim().is_empty())
}

/// Places in the block → places in the file.
fn shift(map: Vec<(Key, Node)>, by: usize) -> Vec<(Key, Node)> {
    map.into_iter()
        .map(|(key, node)| {
            let range = key.range.start + by..key.range.end + by;
            (Key { name: key.name, range }, shift_node(node, by))
        })
        .collect()
}

fn shift_node(node: Node, by: usize) -> Node {
    let value = match node.value {
        Value::List(items) => Value::List(items.into_iter().map(|item| shift_node(item, by)).collect()),
        Value::Map(map) => Value::Map(shift(map, by)),
        other => other,
    };
    Node { value, range: node.range.start + by..node.range.end + by }
}

#[cfg(test)]
mod tests;
