//! A text of one line with marks in it → the text without them, for places that show plain text.

use pulldown_cmark::{Event, Options, Parser};

/// Elements that are there for looks; others (`Vec<T>`) are taken for text.
const ELEMENTS: [&str; 20] = [
    "a", "abbr", "b", "big", "br", "code", "em", "i", "img", "kbd", "mark", "p", "s", "small", "span",
    "strong", "sub", "sup", "u", "wbr",
];

/// `A **fast** [cache](x.md)<br>` → `A fast cache`. Text without such marks stays as it is.
pub fn plain(text: &str) -> String {
    if !text.contains(['*', '_', '`', '[', '<', '&', '\\']) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    // A sign before it keeps it one paragraph, whatever it begins with.
    let line = format!(".{}", text.replace('\n', " "));
    for event in Parser::new_ext(&line, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(part) | Event::Code(part) => plain.push_str(&part),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::InlineHtml(html) if !is_element(&html) => plain.push_str(&html),
            Event::InlineHtml(html) if html.starts_with("<br") => plain.push(' '),
            _ => {}
        }
    }
    plain[1..].split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_element(html: &str) -> bool {
    let name = html.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    ELEMENTS.iter().any(|known| name[..end].eq_ignore_ascii_case(known)) || html.starts_with("<!--")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn marks_go_and_text_stays() {
        for (text, shown) in [
            ("A store, in memory.", "A store, in memory."),
            ("A **fast** [cache](x.md) of `code`<br>and <b>more</b>", "A fast cache of code and more"),
            ("snake_case and 2 * 3 * 4 < 5", "snake_case and 2 * 3 * 4 < 5"),
            ("A Vec<String> & more", "A Vec<String> & more"),
            ("A&nbsp;b &amp; c", "A b & c"),
            ("<p>In a block</p>", "In a block"),
            ("- a list", "- a list"),
        ] {
            assert_eq!(plain(text), shown);
        }
    }
}
