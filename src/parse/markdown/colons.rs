//! Colons at the start of a line that begin no definition: `:rocket: go`, `:::note`.
//!
//! A definition is a colon and a space. The parser wants no space, so these colons are hidden from it by a
//! [stand-in](super::stand_in).

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Tag};

use super::{Item, Items, parse, stand_in};

/// How often a text is read to find such colons: one can come to light when another one is hidden.
const ROUNDS: usize = 4;

/// Hides such colons from byte `start` on. Where that does not succeed, the text has no definition lists.
pub(super) fn hide<'a>(mut text: Cow<'a, str>, start: usize, options: &mut Options) -> Cow<'a, str> {
    if !any(&text[start..]) {
        return text;
    }
    let sign = stand_in::unused(&text);
    for _ in 0..ROUNDS {
        let found = misread(&parse(&text[start..], start, *options).items, &text);
        if found.is_empty() {
            return text;
        }
        let mut hidden = String::with_capacity(text.len());
        let mut done = 0;
        for at in found {
            hidden.extend([&text[done..at], sign]);
            done = at + 1;
        }
        hidden.push_str(&text[done..]);
        text = hidden.into();
    }
    options.remove(Options::ENABLE_DEFINITION_LIST);
    text
}

/// Gives what was read its colons back, if `hidden` has some of `text` hidden.
pub(super) fn restore(items: &mut Items<'_>, text: &str, hidden: &str) {
    if text != hidden {
        stand_in::restore(items, stand_in::unused(text), ":");
    }
}

/// Whether a line begins with a colon that no space follows.
fn any(text: &str) -> bool {
    text.match_indices(':').any(|(at, _)| {
        let before = text[..at].trim_end_matches([' ', '\t', '>']);
        (before.is_empty() || before.ends_with('\n')) && !begins_definition(text, at)
    })
}

/// The colons without a space that the parser takes for definitions, in order.
fn misread(items: &Items<'_>, text: &str) -> Vec<usize> {
    let definitions = items.iter().filter_map(|(item, range)| {
        let is_one = matches!(item, Item::Event(Event::Start(Tag::DefinitionListDefinition)));
        is_one.then(|| Some(range.start + text[range.clone()].find(':')?)).flatten()
    });
    definitions.filter(|&colon| !begins_definition(text, colon)).collect()
}

fn begins_definition(text: &str, colon: usize) -> bool {
    text[colon + 1..].starts_with([' ', '\t'])
}
