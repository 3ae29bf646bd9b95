//! Fields of other tools → ours.
//!
//! One table says what each comes to here; the handbook's table is held against it by a test. A name with a dot is a field in a
//! map: `sidebar.label` is Starlight's `sidebar: {label: …}`.

use super::names;
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        source::{Source, Span},
    },
    parse::value::{Key, Node, Value},
};

/// A field of another tool.
pub struct Foreign {
    pub name: &'static str,
    /// Who has it.
    pub tools: &'static str,
    pub meaning: Meaning,
}

/// What a field comes to here.
#[derive(Clone, Copy)]
pub enum Meaning {
    /// One of ours under another name.
    Is(&'static str),
    /// What one of ours says, in another way: the value that ours would have, if any.
    Says(&'static str, fn(&Value) -> Option<Value>),
    /// Nothing: it is about the other tool, or what it is about has no counterpart.
    Nothing,
}

use Meaning::{Is, Nothing, Says};

const fn of(name: &'static str, tools: &'static str, meaning: Meaning) -> Foreign {
    Foreign { name, tools, meaning }
}

/// Every field that is known. Of two that mean the same the first in the entry counts, and one of ours before both; lists are
/// joined.
pub const FOREIGN: &[Foreign] = &[
    of("author", "Hugo, Jekyll", Is("authors")),
    of("last_update.author", "Docusaurus", Is("authors")),
    of("summary", "Hugo", Is("description")),
    of("excerpt", "Jekyll", Is("description")),
    of("hero.tagline", "Starlight, VitePress", Is("description")),
    of("weight", "Hugo, Zola", Is("order")),
    of("nav_order", "Just the Docs", Is("order")),
    of("sidebar_position", "Docusaurus", Is("order")),
    of("sidebar.order", "Starlight", Is("order")),
    of("linkTitle", "Hugo", Is("nav_title")),
    of("sidebar_label", "Docusaurus", Is("nav_title")),
    of("sidebar.label", "Starlight", Is("nav_title")),
    of("date.created", "Material for MkDocs", Is("date")),
    of("publishDate", "Hugo", Is("date")),
    of("lastmod", "Hugo", Is("updated")),
    of("last_modified", "Jekyll", Is("updated")),
    of("last_modified_at", "Jekyll", Is("updated")),
    of("date.updated", "Material for MkDocs", Is("updated")),
    of("last_update.date", "Docusaurus", Is("updated")),
    of("lastUpdated", "Starlight, VitePress", Says("updated", text)),
    of("ms.date", "Microsoft Learn", Says("updated", us_date)),
    of("expiryDate", "Hugo", Is("expires")),
    of("level", "others", Is("difficulty")),
    of("redirect_from", "Jekyll", Is("aliases")),
    of("redirects", "Deno, Fumadocs", Is("aliases")),
    of("oldUrl", "Deno", Is("aliases")),
    of("keywords", "Docusaurus, Hugo", Is("tags")),
    of("categories", "Hugo, Jekyll", Is("tags")),
    of("category", "Jekyll", Is("tags")),
    of("taxonomies.tags", "Zola", Is("tags")),
    of("taxonomies.categories", "Zola", Is("tags")),
    of("taxonomies.authors", "Zola", Is("authors")),
    of("permalink", "Jekyll, Obsidian", Says("slug", address)),
    of("url", "Hugo", Says("slug", address)),
    of("path", "Zola", Says("slug", address)),
    of("id", "Docusaurus", Says("slug", name)),
    of("language", "others", Is("lang")),
    of("published", "Jekyll", Says("draft", not)),
    of("publish", "Obsidian", Says("draft", not)),
    of("unlisted", "Docusaurus", Says("search", not)),
    of("noindex", "others", Says("search", not)),
    of("search_exclude", "Just the Docs", Says("search", not)),
    of("search.exclude", "Material for MkDocs", Says("search", not)),
    of("pagefind", "Starlight", Says("search", no)),
    of("in_search_index", "Zola", Says("search", no)),
    of("hide_table_of_contents", "Docusaurus", Says("toc", not)),
    of("tableOfContents", "Starlight", Says("toc", no)),
    of("outline", "VitePress", Says("toc", no)),
    of("aside", "VitePress", Says("toc", no)),
    of("hide", "Material for MkDocs", Says("toc", hides_toc)),
    of("banner", "Starlight", Nothing),
    of("build", "Hugo", Nothing),
    of("cascade", "Hugo", Nothing),
    of("comments", "Jekyll, Material for MkDocs", Nothing),
    of("cssclasses", "Obsidian", Nothing),
    of("custom_edit_url", "Docusaurus", Nothing),
    of("displayed_sidebar", "Docusaurus", Nothing),
    of("editLink", "VitePress", Nothing),
    of("editUrl", "Starlight", Nothing),
    of("extra", "Zola", Nothing),
    of("features", "VitePress", Nothing),
    of("footer", "VitePress", Nothing),
    of("grand_parent", "Just the Docs", Nothing),
    of("has_children", "Just the Docs", Nothing),
    of("has_toc", "Just the Docs", Nothing),
    of("head", "Starlight, VitePress", Nothing),
    of("hero", "Starlight, VitePress", Nothing),
    of("hide_title", "Docusaurus", Nothing),
    of("insert_anchor_links", "Zola", Nothing),
    of("last_update", "Docusaurus", Nothing),
    of("menu", "Hugo", Nothing),
    of("mobile", "Obsidian", Nothing),
    of("nav_exclude", "Just the Docs", Nothing),
    of("navbar", "VitePress", Nothing),
    of("next", "Starlight, VitePress", Nothing),
    of("outputs", "Hugo", Nothing),
    of("page", "VitePress", Nothing),
    of("pageClass", "VitePress", Nothing),
    of("page_template", "Zola", Nothing),
    of("paginate_by", "Zola", Nothing),
    of("pagination_label", "Docusaurus", Nothing),
    of("pagination_next", "Docusaurus", Nothing),
    of("pagination_prev", "Docusaurus", Nothing),
    of("params", "Hugo", Nothing),
    of("parent", "Just the Docs", Nothing),
    of("prev", "Starlight, VitePress", Nothing),
    of("redirect_to", "Jekyll, Zola", Nothing),
    of("render", "Zola", Nothing),
    of("resources", "Hugo", Nothing),
    of("sidebar", "Starlight, VitePress", Nothing),
    of("sidebar_class_name", "Docusaurus", Nothing),
    of("sidebar_custom_props", "Docusaurus", Nothing),
    of("sitemap", "Hugo, Jekyll", Nothing),
    of("sort_by", "Zola", Nothing),
    of("taxonomies", "Zola", Nothing),
    of("titleTemplate", "VitePress", Nothing),
    of("toc_hide", "Docsy", Nothing),
    of("toc_max_heading_level", "Docusaurus", Nothing),
    of("toc_min_heading_level", "Docusaurus", Nothing),
    of("translationKey", "Hugo", Nothing),
];

/// Fields whose values are joined.
const LISTS: [&str; 3] = ["aliases", "authors", "tags"];

/// The table's row for a field.
pub fn find(name: &str) -> Option<&'static Foreign> {
    FOREIGN.iter().find(|foreign| foreign.name == name)
}

/// The fields as we call them, each with the key that it was written under. `own`: the fields that the entry's kind has, which
/// are those of no other tool.
pub fn ours(
    source: &Source,
    map: Vec<(Key, Node)>,
    own: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(Key, Node)> {
    let mut kept: Vec<(Key, Node)> = Vec::with_capacity(map.len());
    let mut read: Vec<(&'static str, Key, Node)> = Vec::new();
    for (key, node) in map {
        match node.value {
            _ if own(&key.name) => kept.push((key, node)),
            Value::Map(inner) if has_parts(&key.name, &inner) => {
                take_parts(source, inner, &key, &mut read, problems);
            }
            _ => match find(&key.name) {
                Some(foreign) => take(source, foreign, key, node, &mut read, problems),
                None => kept.push((key, node)),
            },
        }
    }
    for (ours, key, node) in read {
        let known = kept.iter_mut().find(|(key, node)| key.name == ours && node.value != Value::Null);
        match known {
            Some((_, known)) if LISTS.contains(&ours) => join(known, node),
            Some(_) => {}
            None => kept.push((Key { name: ours.to_owned(), ..key }, node)),
        }
    }
    kept
}

fn part(outer: &str, inner: &Key) -> Option<&'static Foreign> {
    find(&format!("{outer}.{}", inner.name))
}

/// Whether the table has any of the fields in a map of that name.
fn has_parts(name: &str, inner: &[(Key, Node)]) -> bool {
    inner.iter().any(|(key, _)| part(name, key).is_some())
}

fn take_parts(
    source: &Source,
    inner: Vec<(Key, Node)>,
    outer: &Key,
    read: &mut Vec<(&'static str, Key, Node)>,
    problems: &mut Vec<Diagnostic>,
) {
    for (key, node) in inner {
        if let Some(foreign) = part(&outer.name, &key) {
            take(source, foreign, key, node, read, problems);
        }
    }
}

fn take(
    source: &Source,
    foreign: &Foreign,
    key: Key,
    node: Node,
    read: &mut Vec<(&'static str, Key, Node)>,
    problems: &mut Vec<Diagnostic>,
) {
    if node.value == Value::Null {
        return;
    }
    let place = Span::new(&source.path, key.range.clone());
    let name = foreign.name;
    match foreign.meaning {
        Is(ours) => {
            let problem =
                Diagnostic::new(Code::ForeignField, place, format!("`{name}` is called `{ours}` here"))
                    .help(format!("rename it to `{ours}`; until then it is read as that"));
            // What is in a map, or would stand twice, cannot be renamed.
            let problem = match name.contains('.') || read.iter().any(|(known, ..)| *known == ours) {
                true => problem,
                false => problem.fix(format!("rename it to `{ours}`"), key.range.clone(), ours),
            };
            problems.push(problem);
            read.push((ours, key, node));
        }
        Says(ours, value) => {
            let message = format!("`{name}` of {} is `{ours}` here", foreign.tools);
            let help = format!("write `{ours}` in its place; until then it is read as far as it can be");
            problems.push(Diagnostic::new(Code::ForeignField, place, message).help(help));
            read.extend(value(&node.value).map(|value| (ours, key, Node { value, ..node })));
        }
        Nothing => problems.push(without_meaning(source, foreign, &key)),
    }
}

fn without_meaning(source: &Source, foreign: &Foreign, key: &Key) -> Diagnostic {
    Diagnostic::new(
        Code::ForeignField,
        Span::new(&source.path, key.range.clone()),
        format!("`{}` of {} has no meaning here", foreign.name, foreign.tools),
    )
    .help("remove it; until then it is left out")
}

/// Adds what a list, or a single value, holds.
fn join(known: &mut Node, more: Node) {
    let items = |node: Node| match node.value {
        Value::List(items) => items,
        Value::Text(ref text) if text.contains(',') => {
            let parts = text.split(',').map(|part| Value::Text(part.trim().to_owned()));
            parts.map(|value| Node { value, range: node.range.clone() }).collect()
        }
        _ => vec![node],
    };
    let first = Node { value: std::mem::replace(&mut known.value, Value::Null), range: known.range.clone() };
    known.value = Value::List(items(first).into_iter().chain(items(more)).collect());
}

fn text(value: &Value) -> Option<Value> {
    matches!(value, Value::Text(_)).then(|| value.clone())
}

fn not(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(value) => Some(Value::Bool(!value)),
        _ => None,
    }
}

/// `false` counts, whatever else it may be: `outline: [2, 3]`.
fn no(value: &Value) -> Option<Value> {
    (*value == Value::Bool(false)).then_some(Value::Bool(false))
}

/// `hide: [navigation, toc]`
fn hides_toc(value: &Value) -> Option<Value> {
    let Value::List(items) = value else { return None };
    let is_toc = |item: &Node| matches!(&item.value, Value::Text(text) if text == "toc");
    items.iter().any(is_toc).then_some(Value::Bool(false))
}

/// `05/20/2024` → `2024-05-20`
fn us_date(value: &Value) -> Option<Value> {
    let Value::Text(text) = value else { return None };
    match text.split('/').collect::<Vec<_>>()[..] {
        [month, day, year] => Some(Value::Text(format!("{year:0>4}-{month:0>2}-{day:0>2}"))),
        _ => Some(value.clone()),
    }
}

/// An address from the top of the site. One that is put together of other fields (`/:categories/:title/`) is none.
fn address(value: &Value) -> Option<Value> {
    let Value::Text(text) = value else { return None };
    let text = text.trim();
    let is_made = text.is_empty() || text.contains([':', '{', '?', '#']);
    (!is_made).then(|| Value::Text(format!("/{}", text.trim_start_matches('/'))))
}

/// A name that can be part of an address.
fn name(value: &Value) -> Option<Value> {
    let Value::Text(text) = value else { return None };
    let is_name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    (is_name(text) && names::is_part_of_address(text)).then(|| value.clone())
}

#[cfg(test)]
mod tests {
    use super::{super::FIELDS, *};

    #[test]
    fn every_row_is_needed_once_and_means_a_field_of_ours() {
        for (at, foreign) in FOREIGN.iter().enumerate() {
            assert!(!FIELDS.contains(&foreign.name), "{}", foreign.name);
            assert!(FOREIGN[..at].iter().all(|other| other.name != foreign.name), "{}", foreign.name);
            if let Is(ours) | Says(ours, _) = foreign.meaning {
                assert!(FIELDS.contains(&ours), "{ours}");
            }
        }
    }
}
