//! The kinds of entry: what each is called, which folder implies it and which fields of its own it has.
//!
//! The built-in kinds stand in [`built_in`]; `[kinds.NAME]` in `site.toml` changes them or adds others.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{SourcePath, is_landing},
        source::Span,
    },
    parse::value::{FieldCodes, Fields, Key, Node, Spanned},
};

/// A kind of entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kind {
    /// As in front matter: `technology`.
    pub name: String,
    /// For people: `Technology`.
    pub label: String,
    /// The folder below `content/` whose entries are of this kind unless they say otherwise.
    pub folder: Option<String>,
    /// The kind's own fields, in the order in which pages show them.
    pub fields: Vec<KindField>,
    /// Columns of the section page's table, behind the entry's title; cards if there are none.
    pub table: Vec<Column>,
    /// Columns of the page that compares a section's entries; no such page if there are none.
    pub compare: Vec<Column>,
}

/// A field that entries of a kind have besides those that all have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KindField {
    pub name: String,
    pub shape: Shape,
    pub required: bool,
}

/// What a kind's own field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One line of text.
    Text,
    /// A list of texts.
    List,
    /// An `http` or `https` address.
    Url,
    /// Entries of this site, by path or by their unique last part; an unknown one is an error.
    References,
    /// Entries of this site where there are such, otherwise plain names.
    Names,
}

impl Shape {
    /// The names in `site.toml`.
    pub const ALL: [(&'static str, Self); 5] = [
        ("text", Self::Text),
        ("list", Self::List),
        ("url", Self::Url),
        ("references", Self::References),
        ("names", Self::Names),
    ];
}

/// A column of a section's table: a field under a heading.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    pub field: String,
    pub label: String,
}

/// Fields of every entry that a table can show besides the kind's own.
pub const COMMON_COLUMNS: [&str; 6] = ["description", "difficulty", "status", "tags", "time", "updated"];

/// All kinds of a site, by name.
pub type Kinds = BTreeMap<String, Arc<Kind>>;

/// The values of an entry's own fields, in the kind's order.
pub type KindValues = Vec<(KindField, Vec<Spanned<String>>)>;

/// The name of the kind that entries have when nothing says otherwise.
pub const PAGE: &str = "page";
/// The name of the kind whose `steps` make a learning path.
pub const PATH: &str = "path";

/// The kinds that every site has.
pub fn built_in() -> Kinds {
    use Shape::{List, Names, References, Text, Url};
    let kind = |name: &str, folder: Option<&str>, fields: &[(&str, Shape)]| Kind {
        name: name.to_owned(),
        label: label(name),
        folder: folder.map(str::to_owned),
        fields: fields
            .iter()
            .map(|&(field, shape)| KindField {
                name: field.trim_end_matches('*').to_owned(),
                shape,
                required: field.ends_with('*'),
            })
            .collect(),
        table: Vec::new(),
        compare: Vec::new(),
    };
    let columns = |columns: &[(&str, &str)]| {
        let column =
            |&(field, label): &(&str, &str)| Column { field: field.to_owned(), label: label.to_owned() };
        columns.iter().map(column).collect()
    };
    let mut challenge = kind(
        "challenge",
        Some("challenges"),
        &[("problem*", Text), ("solution*", Text), ("technologies", References), ("concepts", References)],
    );
    challenge.table = columns(&[
        ("problem", "Description"),
        ("solution", "Solution"),
        ("technologies", "Technologies"),
        ("status", "Status"),
    ]);
    let mut technology = kind(
        "technology",
        Some("technologies"),
        &[
            ("website", Url),
            ("repository", Url),
            ("version", Text),
            ("license", Text),
            ("category", Text),
            ("alternatives", Names),
        ],
    );
    technology.compare = columns(&[
        ("category", "Category"),
        ("description", "What it is"),
        ("alternatives", "Alternatives"),
        ("difficulty", "Difficulty"),
        ("time", "Time to study"),
        ("license", "License"),
        ("version", "Version"),
    ]);
    [
        technology,
        kind("concept", Some("concepts"), &[]),
        challenge,
        kind(
            "practice",
            Some("practices"),
            &[("when", Text), ("technologies", References), ("concepts", References)],
        ),
        kind(
            "guide",
            Some("guides"),
            &[("outcomes", List), ("technologies", References), ("tested_with", List)],
        ),
        kind(
            "project",
            Some("projects"),
            &[("repository", Url), ("demo", Url), ("technologies", References)],
        ),
        Kind { label: "Learning path".to_owned(), ..kind(PATH, Some("paths"), &[("steps*", References)]) },
        kind(PAGE, None, &[]),
    ]
    .into_iter()
    .map(|kind| (kind.name.clone(), Arc::new(kind)))
    .collect()
}

/// The kind of an entry: the one that it names, else that of its folder; nothing if there are no kinds.
pub fn of<'a>(kinds: &'a Kinds, path: &str, named: Option<&str>) -> Option<&'a Arc<Kind>> {
    let implied = || match is_landing(path) {
        true => kinds.get(PAGE),
        false => kinds.contains_key(PAGE).then(|| implied(kinds, path)),
    };
    named.and_then(|name| kinds.get(name)).or_else(implied)
}

/// The kind that an entry's folder implies: that of the innermost folder with a kind, else `page`.
///
/// `path` is relative to `content/`.
pub fn implied<'a>(kinds: &'a Kinds, path: &str) -> &'a Arc<Kind> {
    kinds
        .values()
        .filter_map(|kind| {
            let folder = kind.folder.as_deref()?;
            path.strip_prefix(folder)?.starts_with('/').then_some((folder.len(), kind))
        })
        .max_by_key(|(length, _)| *length)
        .map_or_else(|| &kinds[PAGE], |(_, kind)| kind)
}

/// A name for people, from one in a file: `tested_with` → `Tested with`.
pub fn label(name: &str) -> String {
    let words = name.replace(['_', '-'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => words,
    }
}

/// Reads an entry's own fields from what its common front matter left over; `known` are the common fields' names.
///
/// A missing required field is a diagnostic at the start of the entry's front matter.
pub fn read_fields(
    kind: &Kind,
    file: &SourcePath,
    rest: &[(Key, Node)],
    known: &[&'static str],
    emptiness: Emptiness,
    problems: &mut Vec<Diagnostic>,
) -> KindValues {
    const CODES: FieldCodes = FieldCodes { unknown: Code::UnknownField, value: Code::WrongType };
    let mut found = Vec::new();
    let mut missing = Vec::new();
    let mut fields = Fields::new(file, CODES, rest.to_vec(), problems);
    for field in &kind.fields {
        let Some((_, node)) = fields.take_dynamic(&field.name) else {
            if field.required {
                missing.push(&field.name);
            }
            continue;
        };
        let values: Vec<Spanned<String>> = match field.shape {
            Shape::Text => fields.to_text(&field.name, node).into_iter().collect(),
            Shape::Url => read_url(&mut fields, &field.name, node).into_iter().collect(),
            Shape::List | Shape::References | Shape::Names => fields.to_texts(&field.name, node),
        };
        if field.required && is_empty(&values) && emptiness == Emptiness::Missing {
            missing.push(&field.name);
        }
        found.push((field.clone(), values));
    }
    let own = kind.fields.iter().map(|field| field.name.as_str());
    let names: Vec<&str> = known.iter().copied().chain(own).collect();
    for (key, _) in fields.rest().to_vec() {
        let problem = Diagnostic::new(
            Code::UnknownField,
            Span::new(file, key.range),
            format!("unknown field `{}` in an entry of kind `{}`", key.name, kind.name),
        )
        .did_you_mean(&key.name, names.iter().copied())
        .help(format!("remove it, or add it to `[kinds.{}.fields]` in site.toml", kind.name));
        fields.report(problem);
    }
    for name in missing.into_iter().filter(|_| emptiness != Emptiness::Unknown) {
        let article = if kind.name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        problems.push(
            Diagnostic::new(
                Code::MissingField,
                Span::start_of(file),
                format!("{article} {} needs the field `{name}`", kind.name),
            )
            .help(format!("add `{name}: …` to the front matter")),
        );
    }
    found
}

/// What a required field without content counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptiness {
    Missing,
    /// In a draft, which is to be written yet.
    Allowed,
    /// Nothing is known of the fields, so none is missed.
    Unknown,
}

fn is_empty(values: &[Spanned<String>]) -> bool {
    values.iter().all(|value| value.value.trim().is_empty())
}

fn read_url(fields: &mut Fields<'_>, name: &str, node: Node) -> Option<Spanned<String>> {
    let url = fields.to_text(name, node).filter(|url| !url.value.trim().is_empty())?;
    if url.value.starts_with("https://") || url.value.starts_with("http://") {
        return Some(url);
    }
    let problem =
        fields.problem(url.range, format!("`{name}` must be a web address")).help("begin it with `https://`");
    fields.report(problem);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn innermost_folder_implies_the_kind() {
        let mut kinds = built_in();
        Arc::make_mut(kinds.get_mut("guide").expect("built in")).folder =
            Some("technologies/guides".to_owned());
        assert_eq!(implied(&kinds, "technologies/redis.md").name, "technology");
        assert_eq!(implied(&kinds, "technologies/guides/a.md").name, "guide");
        assert_eq!(implied(&kinds, "technologies.md").name, "page");
        assert_eq!(label("tested_with"), "Tested with");
        assert_eq!(label("_cy-env--x"), "Cy env x");
    }
}
