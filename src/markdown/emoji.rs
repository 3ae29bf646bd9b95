//! Emoji by GitHub's short names: `:rocket:`.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Item, Pass};

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let mut in_code = false;
    for (item, _) in &mut pass.items {
        match item {
            Item::Event(Event::Start(Tag::CodeBlock(_))) => in_code = true,
            Item::Event(Event::End(TagEnd::CodeBlock)) => in_code = false,
            Item::Event(Event::Text(text)) if !in_code && text.contains(':') => {
                *text = CowStr::from(replace(text));
            }
            _ => {}
        }
    }
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
    use super::replace;

    #[test]
    fn short_names_become_emoji() {
        assert_eq!(replace(":rocket: a :+1::tada:"), "🚀 a 👍🎉");
        assert_eq!(replace("at 10:100:20, a:b:c, :nope: :",), "at 10:100:20, a:b:c, :nope: :");
    }
}
