//! Abbreviations: a line `*[HTML]: Hypertext Markup Language` explains the word wherever it stands on the page.
//!
//! [`define`] takes the definitions out of the text before it is counted and searched; [`pass`] marks the words behind that.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Item, Pass, inside};
use crate::escape::escape;

pub(super) fn define(pass: &mut Pass<'_, '_>) {
    if !pass.source.text.contains("*[") {
        return;
    }
    let items = pass.take_items();
    let mut skip_to = 0;
    let ends: Vec<Option<usize>> = (0..items.len())
        .map(|index| {
            let (Item::Event(Event::Start(Tag::Paragraph)), range) = &items[index] else { return None };
            let lines = pass.source.text[range.clone()].lines();
            let found: Option<Vec<_>> = lines.map(definition).collect();
            pass.abbreviations.extend(found?);
            Some(index + 1 + inside(&items[index + 1..]).len())
        })
        .collect();
    for (index, ((item, range), end)) in items.into_iter().zip(ends).enumerate() {
        if let Some(end) = end {
            skip_to = end + 1;
        }
        if index >= skip_to {
            pass.keep(item, range);
        }
    }
}

/// `*[HTML]: Hypertext Markup Language` → the word and its meaning.
fn definition(line: &str) -> Option<(String, String)> {
    let (word, meaning) = line.trim().strip_prefix("*[")?.split_once("]:")?;
    let (word, meaning) = (word.trim(), meaning.trim());
    (!word.is_empty() && !meaning.is_empty() && !word.contains('['))
        .then(|| (word.to_owned(), meaning.to_owned()))
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if pass.abbreviations.is_empty() {
        return;
    }
    // Of two that begin at the same place the longer one is meant.
    pass.abbreviations.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let mut inside = 0_usize;
    for (item, range) in pass.take_items() {
        match &item {
            Item::Event(Event::Start(Tag::Image { .. } | Tag::CodeBlock(_))) => inside += 1,
            Item::Event(Event::End(TagEnd::Image | TagEnd::CodeBlock)) => inside -= 1,
            Item::Event(Event::Text(text)) if inside == 0 => {
                mark(pass, text, range);
                continue;
            }
            _ => {}
        }
        pass.keep(item, range);
    }
}

/// Gives back a text with its abbreviations explained.
fn mark(pass: &mut Pass<'_, '_>, text: &str, range: Range<usize>) {
    let plain = |part: &str| Item::Event(Event::Text(CowStr::from(part.to_owned())));
    let mut done = 0;
    let mut at = 0;
    while at < text.len() {
        let free = !text[..at].ends_with(char::is_alphanumeric);
        let found = pass.abbreviations.iter().find(|(word, _)| {
            let rest = text[at..].strip_prefix(word.as_str());
            free && rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        });
        if let Some((word, meaning)) = found {
            let end = at + word.len();
            let html = format!("<abbr title=\"{}\">{}</abbr>", escape(meaning), escape(word));
            if done < at {
                pass.keep(plain(&text[done..at]), range.clone());
            }
            pass.html(html, range.clone());
            (at, done) = (end, end);
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    if done < text.len() {
        pass.keep(plain(&text[done..]), range);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn words_are_explained() {
        check(
            "HTML, HTMLX and `HTML` ![HTML](x) (HTML 5)\n\n*[HTML]: Hypertext \"Markup\"\n*[HTML 5]: new\n\n*[b]: c*d*\nx\n",
            expect![[r#"
                <p><abbr title="Hypertext &quot;Markup&quot;">HTML</abbr>, HTMLX and <code>HTML</code> <img to="x" size alt="HTML" loading="lazy" decoding="async"> (<abbr title="new">HTML 5</abbr>)</p>
                <p><em>[b]: c</em>d*
                x</p>
            "#]],
        );
    }
}
