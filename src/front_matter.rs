//! The block at the top of an entry, in YAML, TOML or JSON → [`FrontMatter`].
//!
//! Reads the fields that every entry has. What a kind of entry has besides stays in `rest` until the entry's kind is
//! known, which takes the site's configuration (`kind::read_fields`).

use std::ops::Range;

use jiff::civil::Date;

use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::{Code, Diagnostic},
    kind::{self, Kinds},
    markdown,
    notation::{self, Wrong},
    path::CONTENT,
    source::{Source, Span},
    value::{FieldCodes, Fields, Key, Node, Spanned, Value},
    yaml::{self, YamlError},
};

mod block;
mod foreign;
mod names;

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
        None => misplaced(source, kinds, problems),
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

/// A file that does not begin with a front matter, but seems to have one: its fields as far as they can be read, and where the
/// body begins.
fn misplaced(source: &Source, kinds: &Kinds, problems: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let text = &*source.text;
    let problem = |range: Range<usize>, message: &str| {
        Diagnostic::new(Code::MisplacedFrontMatter, Span::new(&source.path, range), message)
    };
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next().unwrap_or_default();
    let first = start..start + line.trim_end().len();

    // A rule below empty lines is one, unless fields follow.
    if start > 0
        && let Some(block) = block::find(&text[start..]).filter(|block| block.is_closed)
        && begins_with_field(&text[start..][block.text.clone()], block.notation)
    {
        let found = problem(first, "the front matter is not in the first line")
            .help("remove what stands before it")
            .fix("remove the empty lines", 0..start, "");
        // That GitHub knows YAML in the first line only is no trouble for other notations.
        problems.extend((block.notation == Notation::Yaml).then_some(found));
        let text = block.text.start + start..block.text.end + start;
        return read_block(source, Block { text, body: block.body + start, ..block }, kinds, problems);
    }
    let end = text.find("\n---\n").or_else(|| text.find("\n---\r\n"));
    if let Some(end) = end.filter(|end| is_block_of_fields(&text[..*end])) {
        let found = problem(first, "the front matter has no beginning")
            .help("write a line that holds only `---` above it")
            .fix("write `---` above it", 0..0, "---\n");
        problems.push(found);
        let body = text[end + 1..].find('\n').map_or(text.len(), |line| end + 1 + line + 1);
        let block = Block { notation: Notation::Yaml, text: 0..end + 1, body, is_closed: true };
        return read_block(source, block, kinds, problems);
    }
    (FrontMatter::default(), 0)
}

/// Whether a text begins with a field that entries have.
fn begins_with_field(text: &str, notation: Notation) -> bool {
    let sign = if notation == Notation::Toml { '=' } else { ':' };
    let name = text.split_once(sign).map(|(name, _)| name.trim_end());
    let is_foreign =
        |name: &str| foreign::find(name).is_some_and(|foreign| matches!(foreign.meaning, Meaning::Is(_)));
    name.is_some_and(|name| FIELDS.contains(&name) || is_foreign(name))
}

/// Whether all lines of a text, which begins with a field, may be a front matter's: fields, and what is indented or listed below.
fn is_block_of_fields(text: &str) -> bool {
    let is_field = |line: &str| {
        line.split_once(':')
            .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)))
    };
    begins_with_field(text, Notation::Yaml)
        && text.lines().all(|line| line.starts_with([' ', '-', '#']) || is_field(line))
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
    let own = |map: &[(Key, Node)]| -> Vec<String> {
        let named = map.iter().find(|(key, _)| key.name == "kind" || key.name == "type");
        let named = named.and_then(|(_, node)| node.value.as_text());
        let kind = kind::of(kinds, source.path.below(CONTENT).unwrap_or_default(), named);
        kind.map(|kind| kind.fields.iter().map(|field| field.name.clone()).collect()).unwrap_or_default()
    };
    let own = own(&map);
    let is_own = |name: &str| own.iter().any(|own| own == name);
    let map = foreign::ours(source, map, &is_own, problems);
    let mut fields = Fields::new(&source.path, CODES, map, problems);
    let plain = |texts: Vec<Spanned<String>>| texts.into_iter().map(|text| text.value);
    let (aliases, names) = read_aliases(&mut fields);
    let mut named = |name| if is_own(name) { None } else { foreign_text(&mut fields, name) };
    let (layout, r#type) = (named("layout"), named("type"));
    FrontMatter {
        title: filled(fields.text("title")),
        nav_title: filled(fields.text("nav_title")).map(|text| text.value),
        description: filled(fields.text("description")).map(|text| markdown::plain(&text.value)),
        kind: fields.text("kind"),
        tags: read_tags(&mut fields),
        authors: read_authors(&mut fields),
        date: read_date(&mut fields, "date").map(|date| date.value),
        updated: read_date(&mut fields, "updated").map(|date| date.value),
        reviewed: read_date(&mut fields, "reviewed"),
        expires: read_date(&mut fields, "expires").map(|date| date.value),
        draft: fields.boolean("draft").unwrap_or(false),
        order: fields.integer("order"),
        slug: read_slug(&mut fields),
        aliases,
        synonyms: plain(fields.texts("synonyms")).chain(names).collect(),
        difficulty: fields.choice("difficulty", &Difficulty::ALL),
        time: read_minutes(&mut fields, "time"),
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

fn read_tags(fields: &mut Fields<'_>) -> Vec<Spanned<String>> {
    let mut tags = Vec::new();
    for text in fields.texts("tags") {
        if !text.value.contains(',') {
            tags.push(text);
            continue;
        }
        let names: Vec<&str> = text.value.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let problem = Diagnostic::new(
            Code::ForeignField,
            fields.span(text.range.clone()),
            "tags are a list, not a text with commas",
        )
        .help(format!("write `tags: [{}]`", names.join(", ")));
        fields.report(problem.fix("write a list", text.range.clone(), flow_list(&names)));
        tags.extend(names.into_iter().map(|name| Spanned::new(name.to_owned(), text.range.clone())));
    }
    tags.retain(|tag| !tag.value.trim().is_empty());
    tags
}

/// A YAML list in one line.
fn flow_list(names: &[&str]) -> String {
    let plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || "-_.+/ ".contains(c));
    let items: Vec<String> =
        names.iter().map(|name| if plain(name) { (*name).to_owned() } else { yaml::quoted(name) }).collect();
    format!("[{}]", items.join(", "))
}

/// A date, or the date of a date and time.
fn read_date(fields: &mut Fields<'_>, name: &'static str) -> Option<Spanned<Date>> {
    let (_, node) = fields.take(name)?;
    if !matches!(node.value, Value::Text(_) | Value::Number(_)) {
        return fields.wrong_type(name, "a date", &node);
    }
    let text = fields.to_text(name, node)?;
    let day = text
        .value
        .get(..10)
        .filter(|_| text.value.len() == 10 || text.value[10..].starts_with(['T', 't', ' ']));
    let date: Option<Date> = day.and_then(|day| day.parse().ok());
    if date.is_none() {
        let problem = fields
            .problem(text.range.clone(), format!("`{name}` must be a date, not `{}`", text.value))
            .help("write it as year, month, day: `2026-11-20`");
        fields.report(problem);
    }
    date.map(|date| Spanned::new(date, text.range))
}

fn read_minutes(fields: &mut Fields<'_>, name: &'static str) -> Option<u32> {
    let text = fields.text(name)?;
    let time = minutes(&text.value);
    if time.is_none() {
        let problem = fields
            .problem(text.range, format!("`{name}` must be a time, not `{}`", text.value))
            .help("write it as `30m`, `1h` or `1h30m`");
        fields.report(problem);
    }
    time
}

/// `1h30m` → 90; the units may be spelled out (`2 hours`, `45 min`). Nothing for anything else, or for no time at all.
fn minutes(text: &str) -> Option<u32> {
    let mut rest = text.trim();
    let mut total = 0_u32;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: u32 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "m" | "min" | "mins" | "minute" | "minutes" => 1,
            "h" | "hour" | "hours" => 60,
            _ => return None,
        };
        total = total.checked_add(count.checked_mul(unit)?)?;
        rest = rest[letters..].trim_start();
    }
    (total > 0).then_some(total)
}

fn read_slug(fields: &mut Fields<'_>) -> Option<Spanned<String>> {
    let slug = filled(fields.text("slug"))?;
    if let Some(value) = names::slug(&slug.value) {
        return Some(Spanned { value, ..slug });
    }
    let problem = fields.problem(slug.range, format!("`{}` cannot be part of an address", slug.value)).help(
        "a slug is one part of an address, for instance `redis-basics`, or all of it, `/stores/redis/`",
    );
    fields.report(problem);
    None
}

/// Names of people; each may be a map with a `name`.
fn read_authors(fields: &mut Fields<'_>) -> Vec<String> {
    let Some((_, node)) = fields.take("authors") else { return Vec::new() };
    let nodes = match node.value {
        Value::List(items) => items,
        _ => vec![node],
    };
    let mut authors = Vec::new();
    for node in nodes {
        let named = match &node.value {
            Value::Map(map) => map.iter().find(|(key, _)| key.name == "name").map(|(_, node)| node.clone()),
            _ => Some(node.clone()),
        };
        match named {
            Some(name) => {
                let texts = fields.to_texts("authors", name);
                authors.extend(texts.iter().flat_map(|text| names::people(&text.value)));
            }
            None => drop(fields.wrong_type::<()>("authors", "a list of names", &node)),
        }
    }
    authors
}

/// Old addresses; and what is none, since it is written with spaces: other names, as Obsidian has them.
fn read_aliases(fields: &mut Fields<'_>) -> (Vec<Spanned<String>>, Vec<String>) {
    let is_address = |text: &Spanned<String>| text.value.contains('/') || !text.value.trim().contains(' ');
    let (addresses, names): (Vec<_>, Vec<_>) = fields.texts("aliases").into_iter().partition(is_address);
    (addresses, names.into_iter().map(|text| text.value).collect())
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
mod tests {
    use super::*;
    use crate::{path::SourcePath, source::position};

    fn check(text: &str) -> (FrontMatter, Vec<String>) {
        let source = Source::new(SourcePath::new("content/a.md"), text);
        let mut problems = Vec::new();
        let (front_matter, _) = parse(&source, &kind::built_in(), &mut problems);
        let problems = problems
            .iter()
            .map(|problem| {
                let place = position(text, problem.span.as_ref().expect("a place").range().start);
                format!("{}:{} {}: {}", place.line, place.column, problem.code, problem.message)
            })
            .collect();
        (front_matter, problems)
    }

    #[test]
    fn front_matter_that_is_misplaced_is_read_and_what_is_none_is_text() {
        let code = "misplaced-front-matter";
        for (text, title, body) in [
            ("\n \n---\ntitle: A\n---\nB\n", Some("A"), "B\n"),
            ("title: A\ntags:\n- x\n---\nB\n", Some("A"), "B\n"),
            ("title: A\r\n---\r\nB\r\n", Some("A"), "B\r\n"),
        ] {
            let source = Source::new(SourcePath::new("content/a.md"), text);
            let mut problems = Vec::new();
            let (front_matter, start) = parse(&source, &kind::built_in(), &mut problems);
            let codes: Vec<String> = problems.iter().map(|problem| problem.code.to_string()).collect();
            assert_eq!(codes, [code], "{text:?}");
            assert_eq!(front_matter.title.map(|title| title.value).as_deref(), title, "{text:?}");
            assert_eq!(&text[start..], body, "{text:?}");
        }
        let toml = Source::new(SourcePath::new("content/a.md"), "\n+++\ntitle = \"A\"\n+++\nB\n");
        let mut problems = Vec::new();
        assert!(parse(&toml, &kind::built_in(), &mut problems).0.title.is_some() && problems.is_empty());
        for text in [
            "# A\n\n---\n\ntitle: B\n",
            "\n---\n\nNote: B\n---\n",
            "Note: A\n---\n",
            "title: A\n\ntext\n\n---\n",
            "",
        ] {
            let mut problems = Vec::new();
            let source = Source::new(SourcePath::new("content/a.md"), text);
            assert_eq!(parse(&source, &kind::built_in(), &mut problems).1, 0, "{text:?}");
            assert!(problems.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn toml_and_json_are_read_with_their_places() {
        let (fm, problems) = check(
            "+++\ntitle = \"A\"\ndate = 2024-02-03T10:00:00Z\nweight = 3\ndraft = \"yes\"\n[taxonomies]\ntags = [\"x\", \"y\"]\n+++  \nB",
        );
        assert_eq!(fm.title.expect("a title").value, "A");
        assert_eq!((fm.order, fm.tags.len()), (Some(3), 2));
        assert_eq!(fm.date.expect("a date").to_string(), "2024-02-03");
        assert_eq!(
            problems,
            [
                "4:1 foreign-field: `weight` is called `order` here",
                "7:1 foreign-field: `taxonomies.tags` is called `tags` here",
                "5:9 wrong-type: `draft` must be true or false"
            ]
        );
        let (fm, problems) =
            check("{\n\t\"title\": \"A \\u00e9\",\n\t\"tags\": [\"x\"], \"order\": \"a\"\n}\nB");
        assert_eq!((fm.title.expect("a title").value.as_str(), fm.tags.len()), ("A é", 1));
        assert_eq!(problems, ["3:26 wrong-type: `order` must be a whole number"]);
    }

    #[test]
    fn mistakes_of_toml_and_json_have_their_places() {
        assert_eq!(
            check("+++\ntitle = \"A\n+++\nB\n").1,
            ["2:11 yaml-syntax: not valid TOML: invalid basic string, expected `\"`"]
        );
        assert_eq!(
            check("{\n  \"a\": 1\n  \"b\": 2\n}\nB\n").1,
            ["3:3 yaml-syntax: not valid JSON: expected `,` or `}`"]
        );
    }

    #[test]
    fn what_only_looks_like_the_end_takes_no_text_away() {
        for text in
            ["+++\ntitle=\"E\"\n\nFirst…\n```\n+++\nx\n", "---\ntitle: E\n\nFirst…\n\n## H\n\n---\nx\n"]
        {
            let source = Source::new(SourcePath::new("content/a.md"), text);
            let mut problems = Vec::new();
            let (front_matter, start) = parse(&source, &kind::built_in(), &mut problems);
            assert_eq!(front_matter.title.expect("a title").value, "E", "{text:?}");
            assert!(text[start..].starts_with("\nFirst…"), "{text:?}");
            assert_eq!(problems[0].code, Code::UnclosedFrontMatter, "{text:?}");
        }
        assert!(check("---\ntitle: x\n\n# Heading\n").0.title.is_some());
    }

    #[test]
    fn fields_are_typed() {
        let (fm, problems) = check(
            "---\ntitle: Redis\ntags: [cache, db]\ndate: 2026-11-20T10:00:00Z\ndifficulty: beginner\ntime: 1h30m\norder: 2\nwebsite: https://redis.io\n---\nbody",
        );
        assert_eq!(problems, [] as [&str; 0]);
        assert_eq!(fm.title.expect("a title").value, "Redis");
        assert_eq!(fm.time, Some(90));
        assert_eq!(fm.order, Some(2));
        assert_eq!(fm.date.expect("a date").to_string(), "2026-11-20");
        assert_eq!(fm.rest[0].0.name, "website");
    }

    #[test]
    fn every_wrong_value_is_reported_at_its_place() {
        let (fm, problems) = check(
            "---\ntitle: [a]\ndate: tomorrow\ndraft: yes\norder: first\nslug: a?b\ntime: long\ndifficulty: easy\n---\n",
        );
        assert_eq!(
            problems,
            [
                "2:8 wrong-type: `title` must be text",
                "3:7 wrong-type: `date` must be a date, not `tomorrow`",
                "4:8 wrong-type: `draft` must be true or false",
                "5:8 wrong-type: `order` must be a whole number",
                "6:7 wrong-type: `a?b` cannot be part of an address",
                "8:13 wrong-type: `difficulty` cannot be `easy`",
                "7:7 wrong-type: `time` must be a time, not `long`",
            ]
        );
        assert!(fm.title.is_none());
    }

    #[test]
    fn control_characters_are_no_text() {
        let (front_matter, problems) =
            check("---\ntitle: \"a\\0b\\u001b\"\ntags: [\"x\\x07y\", z]\nown: {a: \"\\b\"}\n---\n");
        assert_eq!(front_matter.title.expect("a title").value, "ab");
        assert_eq!(front_matter.tags[0].value, "xy");
        let told: Vec<_> = problems.iter().filter(|problem| problem.contains("control")).collect();
        assert_eq!(told.len(), 3, "{problems:?}");
        assert!(told[0].contains("the text has a control character, U+0000"), "{told:?}");
    }

    #[test]
    fn curly_quotes_are_not_quotes() {
        let (_, problems) = check("---\ntitle: “Redis”\ntags: [‘a’, b]\ndescription: A “cache”\n---\n");
        assert_eq!(
            problems,
            [
                "2:8 curly-quotes: typographic quotes are part of the text",
                "3:8 curly-quotes: typographic quotes are part of the text"
            ]
        );
    }

    #[test]
    fn foreign_names_work_with_a_warning() {
        let (fm, problems) = check("---\nsummary: s\nweight: 3\ntags: a, b\n---\n");
        assert_eq!((fm.description.as_deref(), fm.order, fm.tags.len()), (Some("s"), Some(3), 2));
        assert_eq!(problems.len(), 3, "{problems:?}");
    }

    #[test]
    fn fields_of_other_tools_keep_their_meaning() {
        let (fm, _) = check(
            "---\nsidebar: {label: Short, order: 3}\nhide_table_of_contents: true\npublished: false\nms.date: 05/20/2024\n\
             redirects: [/old/]\naliases: [Old Name, /older/]\npermalink: /a/b.html\nlanguage: fr\nunlisted: true\n\
             keywords: k\ncategories: [c]\ntags: t\nexpiryDate: 2030-01-01\n\
             author: '[Ada](https://e.org) (Team)'\nhero: {tagline: 'A **bold** one', actions: []}\n---\n",
        );
        assert_eq!((fm.nav_title.as_deref(), fm.order, fm.toc), (Some("Short"), Some(3), Some(false)));
        assert_eq!((fm.draft, fm.search), (true, Some(false)));
        assert_eq!(fm.updated.expect("a date").to_string(), "2024-05-20");
        assert_eq!(fm.expires.expect("a date").to_string(), "2030-01-01");
        let values =
            |texts: &[Spanned<String>]| texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
        assert_eq!(values(&fm.aliases), ["/older/", "/old/"]);
        assert_eq!(values(&fm.tags), ["t", "k", "c"]);
        assert_eq!((fm.synonyms, fm.authors), (vec!["Old Name".to_owned()], vec!["Ada".to_owned()]));
        assert_eq!(fm.slug.expect("an address").value, "/a/b");
        assert_eq!(
            (fm.lang.expect("one").value.as_str(), fm.description.as_deref()),
            ("fr", Some("A bold one"))
        );
        assert_eq!(fm.rest, []);
    }

    #[test]
    fn values_of_other_tools_that_say_nothing_change_nothing() {
        let (fm, problems) = check(
            "---\nlastUpdated: false\noutline: [2, 3]\ntableOfContents: {minHeadingLevel: 2}\npublish: true\npermalink: /:title/\n\
             authors:\n- name: Ada\n  url: https://e.org\n- Grace <g@e.org>\ndate: {created: 2024-01-02}\n---\n",
        );
        assert_eq!((fm.updated, fm.toc, fm.draft, fm.slug), (None, None, false, None));
        assert_eq!(fm.authors, ["Ada", "Grace"]);
        assert_eq!(fm.date.expect("a date").to_string(), "2024-01-02");
        assert!(problems.iter().all(|problem| problem.contains("foreign-field")), "{problems:?}");
        assert_eq!(check("---\ndate: [a]\n---\n").1, ["2:7 wrong-type: `date` must be a date"]);
    }

    #[test]
    fn field_of_the_kind_is_no_other_tools() {
        let text = "---\ntitle: Redis\ncategory: store\n---\n";
        let read = |path: &str| {
            let source = Source::new(SourcePath::new(path), text);
            parse(&source, &kind::built_in(), &mut Vec::new()).0
        };
        let (technology, page) = (read("content/technologies/redis.md"), read("content/redis.md"));
        assert_eq!((technology.tags.len(), technology.rest.len()), (0, 1));
        assert_eq!((page.tags.len(), page.rest.len()), (1, 0));
    }

    #[test]
    fn front_matter_needs_its_end_and_its_beginning() {
        let (_, problems) = check("---\ntitle: x\n\n# Heading\n");
        assert_eq!(problems, ["1:1 unclosed-front-matter: the front matter has no end"]);
        assert!(check("text\n---\n").1.is_empty());
        assert!(check("---\r\ntitle: x\r\n---\r\nbody").0.title.is_some(), "CRLF");
    }

    #[test]
    fn field_list_is_complete() {
        let yaml: String = FIELDS.iter().map(|name| format!("{name}: {{}}\n")).collect();
        let (fm, problems) = check(&format!("---\n{yaml}---\n"));
        assert_eq!(fm.rest, [], "a field that is listed but not read");
        assert_eq!(problems.len(), FIELDS.len(), "{problems:#?}");
    }

    #[test]
    fn date_of_another_type_is_a_date_all_the_same() {
        assert_eq!(
            check("---\ntitle: A\ndate: [2020-01-01]\n---\n").1,
            ["3:7 wrong-type: `date` must be a date"]
        );
    }
}
