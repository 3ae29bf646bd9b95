//! Values of the common fields that need more than their type: dates, times, tags, names of people, addresses.

use jiff::civil::Date;

use super::{filled, names};
use crate::{
    base::diagnostic::{Code, Diagnostic},
    parse::{
        value::{Fields, Spanned, Value},
        yaml,
    },
};

pub(super) fn tags(fields: &mut Fields<'_>) -> Vec<Spanned<String>> {
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
pub(super) fn date(fields: &mut Fields<'_>, name: &'static str) -> Option<Spanned<Date>> {
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

pub(super) fn minutes(fields: &mut Fields<'_>, name: &'static str) -> Option<u32> {
    let text = fields.text(name)?;
    let time = count_minutes(&text.value);
    if time.is_none() {
        let problem = fields
            .problem(text.range, format!("`{name}` must be a time, not `{}`", text.value))
            .help("write it as `30m`, `1h` or `1h30m`");
        fields.report(problem);
    }
    time
}

/// `1h30m` → 90; the units may be spelled out (`2 hours`, `45 min`). Nothing for anything else, or for no time at all.
fn count_minutes(text: &str) -> Option<u32> {
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

pub(super) fn slug(fields: &mut Fields<'_>) -> Option<Spanned<String>> {
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
pub(super) fn authors(fields: &mut Fields<'_>) -> Vec<String> {
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
pub(super) fn aliases(fields: &mut Fields<'_>) -> (Vec<Spanned<String>>, Vec<String>) {
    let is_address = |text: &Spanned<String>| text.value.contains('/') || !text.value.trim().contains(' ');
    let (addresses, names): (Vec<_>, Vec<_>) = fields.texts("aliases").into_iter().partition(is_address);
    (addresses, names.into_iter().map(|text| text.value).collect())
}
