//! Emoji by GitHub's short names: `:rocket:`.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Item, Pass};
use crate::base::diagnostic::Code;

/// Shorter names are like too many others.
const LONG_ENOUGH: usize = 5;

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let texts = texts_with_names(pass);
    report_misspelt(pass, &texts);
    for at in texts {
        if let Item::Event(Event::Text(text)) = &mut pass.items[at].0 {
            *text = CowStr::from(replace(text));
        }
    }
}

/// The indices of the texts, code aside, that have two colons or more.
fn texts_with_names(pass: &Pass<'_, '_>) -> Vec<usize> {
    let mut in_code = false;
    let mut found = Vec::new();
    for (at, (item, _)) in pass.items.iter().enumerate() {
        match item {
            Item::Event(Event::Start(Tag::CodeBlock(_))) => in_code = true,
            Item::Event(Event::End(TagEnd::CodeBlock)) => in_code = false,
            Item::Event(Event::Text(text)) if !in_code && has_two_colons(text) => found.push(at),
            _ => {}
        }
    }
    found
}

fn has_two_colons(text: &str) -> bool {
    text.match_indices(':').nth(1).is_some()
}

/// Reports words between colons that are an emoji's name but for one letter.
fn report_misspelt(pass: &mut Pass<'_, '_>, texts: &[usize]) {
    let mut found = Vec::new();
    for &at in texts {
        let (Item::Event(Event::Text(text)), range) = &pass.items[at] else { continue };
        let before_code = matches!(pass.items.get(at + 1), Some((Item::Event(Event::Code(_)), _)));
        for (start, name) in names(text) {
            // A role of Sphinx: `:class:` and code behind it.
            let is_role = before_code && text.len() == start + name.len() + 1;
            let is_as_written = pass.source.text.get(range.clone()) == Some(text);
            if let Some(meant) = misspelt(name).filter(|_| !is_role && is_as_written) {
                let start = range.start + start;
                found.push((start..start + name.len(), name.to_owned(), meant));
            }
        }
    }
    for (place, name, meant) in found {
        let problem = pass
            .problem(Code::Markup, place, format!("no emoji is called `:{name}:`"))
            .label(format!("did you mean `:{meant}:`?"));
        pass.report(problem);
    }
}

/// Words between colons, with their places.
fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices(':').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(':')?;
        let name = &rest[..end];
        let is_apart = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == ':')
            && !rest[end + 1..].starts_with(|c: char| c.is_alphanumeric() || c == ':');
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c));
        (is_apart && is_name && !name.is_empty()).then_some((at + 1, name))
    })
}

/// The name that a word is but for one letter.
fn misspelt(name: &str) -> Option<&'static str> {
    if name.len() < LONG_ENOUGH || emojis::get_by_shortcode(name).is_some() {
        return None;
    }
    let all = emojis::iter().flat_map(emojis::Emoji::shortcodes);
    all.filter(|known| known.len() >= LONG_ENOUGH && strsim::osa_distance(known, name) == 1).min()
}

/// The text with every short name that there is replaced by its emoji.
pub(super) fn replace(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(':') {
        let name = &rest[start + 1..];
        let end =
            name.find(|c: char| !(c.is_ascii_alphanumeric() || "_+-".contains(c))).unwrap_or(name.len());
        let emoji = Some(&name[..end])
            .filter(|_| name[end..].starts_with(':') && !rest[..start].ends_with(char::is_alphanumeric))
            .and_then(emojis::get_by_shortcode);
        match emoji {
            Some(emoji) => {
                out.push_str(&rest[..start]);
                out.push_str(emoji.as_str());
                rest = &name[end + 1..];
            }
            None => {
                out.push_str(&rest[..start + 1 + end]);
                rest = &name[end..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{misspelt, names, replace};

    #[test]
    fn misspelt_names_are_told() {
        let found = |text| names(text).filter_map(|(_, name)| misspelt(name)).collect::<Vec<_>>();
        assert_eq!(found(":rokcet: :rocket: (:tadaa:)"), ["rocket"]);
        assert_eq!(found("a:rokcet: ::rokcet:: 10:20:30 :param: :rocket-ship: :note:"), [] as [&str; 0]);
    }

    #[test]
    fn short_names_become_emoji() {
        assert_eq!(replace(":rocket: a :+1::tada:"), "🚀 a 👍🎉");
        assert_eq!(replace("at 10:100:20, a:b:c, :nope: :",), "at 10:100:20, a:b:c, :nope: :");
    }
}
