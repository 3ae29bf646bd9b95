//! Ids of blocks, as Obsidian has them: ` ^quote-of-the-day` at the end of a paragraph or an item is the anchor `#^quote-of-the-day`.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Body, Item, Pass};

/// Shorter ones are powers in formulas without dollar signs (`x ^2`, `x ^n`).
const SHORTEST: usize = 4;

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.source.text.contains('^') {
        return;
    }
    let mut items = pass.take_items().into_iter().peekable();
    // Whether what comes now begins a line.
    let mut at_start = false;
    while let Some((item, range)) = items.next() {
        let ends_block = matches!(
            items.peek(),
            Some((Item::Event(Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_))), _))
        );
        let starts = matches!(
            item,
            Item::Event(Event::Start(Tag::Paragraph | Tag::Item) | Event::SoftBreak | Event::HardBreak)
        );
        match &item {
            Item::Event(Event::Text(text)) if ends_block => match id_at_end(text, at_start) {
                Some((before, id)) => {
                    let before = before.to_owned();
                    let id = id.to_owned();
                    write(pass, before, &id, range);
                }
                None => pass.keep(item, range),
            },
            _ => pass.keep(item, range),
        }
        at_start = starts;
    }
}

/// The text before an id, and the id with its sign.
fn id_at_end(text: &str, at_start: bool) -> Option<(&str, &str)> {
    let at = text.rfind('^')?;
    let (before, id) = text.split_at(at);
    let name = id[1..].trim_end();
    let is_apart = before.ends_with(' ') || (before.is_empty() && at_start);
    let is_id = name.len() >= SHORTEST && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (is_apart && is_id).then(|| (before.trim_end(), id.trim_end()))
}

fn write(pass: &mut Pass<'_, '_>, before: String, id: &str, range: Range<usize>) {
    let place = range.start + before.len()..range.end;
    if !before.is_empty() {
        pass.keep(Item::Event(Event::Text(CowStr::from(before))), range.start..place.start);
    }
    if pass.markdown.ids.insert(id.to_owned()) {
        pass.html(Body::from("<span id=\"").id(id).then("\"></span>"), place);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::{check, run};

    #[test]
    fn block_has_the_id_at_its_end() {
        check(
            "A text. ^b15695\n\n- item ^my-item\n\n> quote\n\n^after\n\nx ^2, x ^n, a^bcde and ^middle of it\n",
            expect![[r#"
                <p>A text.<span id="^b15695"></span></p>
                <ul>
                <li>item<span id="^my-item"></span></li>
                </ul>
                <blockquote>
                <p>quote</p>
                </blockquote>
                <p><span id="^after"></span></p>
                <p>x ^2, x ^n, a^bcde and ^middle of it</p>
            "#]],
        );
        assert!(run("A text. ^b15695\n").0.ids.contains("^b15695"));
    }
}
