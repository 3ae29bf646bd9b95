//! Footnotes, as GitHub has them: numbered in the order in which the text refers to them, all at the end.

use std::{collections::HashMap, mem, ops::Range};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, Item, Items, Pass};
use crate::base::diagnostic::Code;

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let is_one = |event: &Event<'_>| {
        matches!(event, Event::FootnoteReference(_) | Event::Start(Tag::FootnoteDefinition(_)))
    };
    if !pass.has(is_one) {
        return;
    }
    let mut definitions = take_definitions(pass);
    let mut order: Vec<String> = Vec::new();
    let mut uses: HashMap<String, usize> = HashMap::new();
    let items = pass.take_items();
    number(pass, items, &mut order, &mut uses);
    let mut notes = Vec::new();
    let mut at = 0;
    // A footnote can refer to further ones, so the list grows while it is written.
    while at < order.len() {
        let body = definitions.remove(&order[at]).map(|(items, _)| items).unwrap_or_default();
        let before = mem::take(&mut pass.items);
        number(pass, body, &mut order, &mut uses);
        notes.push(mem::replace(&mut pass.items, before));
        at += 1;
    }
    write_notes(pass, notes, &order, &uses);
    let mut unused: Vec<_> = definitions.into_iter().map(|(label, (_, range))| (range, label)).collect();
    unused.sort_by_key(|(range, _)| range.start);
    for (range, label) in unused {
        let problem = pass
            .problem(
                Code::Footnote,
                range.start..range.start + label.len() + 3,
                format!("nothing refers to the footnote `{label}`"),
            )
            .help(format!("refer to it with `[^{label}]`, or remove it; it is not shown"));
        pass.report(problem);
    }
}

/// Takes the definitions out of the text: label → content and place.
fn take_definitions<'a>(pass: &mut Pass<'a, '_>) -> HashMap<String, (Items<'a>, Range<usize>)> {
    let mut definitions = HashMap::new();
    let mut current: Option<(String, Items<'a>, Range<usize>)> = None;
    for (item, range) in pass.take_items() {
        match item {
            Item::Event(Event::Start(Tag::FootnoteDefinition(label))) => {
                current = Some((label.to_string(), Vec::new(), range));
            }
            Item::Event(Event::End(TagEnd::FootnoteDefinition)) => {
                if let Some((label, items, range)) = current.take() {
                    definitions.entry(label).or_insert((items, range));
                }
            }
            other => match &mut current {
                Some((_, items, _)) => items.push((other, range)),
                None => pass.keep(other, range),
            },
        }
    }
    definitions
}

/// Replaces references by their numbers.
fn number<'a>(
    pass: &mut Pass<'a, '_>,
    items: Items<'a>,
    order: &mut Vec<String>,
    uses: &mut HashMap<String, usize>,
) {
    for (item, range) in items {
        let Item::Event(Event::FootnoteReference(label)) = item else {
            pass.keep(item, range);
            continue;
        };
        let at = match order.iter().position(|known| **known == *label) {
            Some(at) => at + 1,
            None => {
                order.push(label.to_string());
                order.len()
            }
        };
        let count = uses.entry(label.to_string()).or_insert(0);
        *count += 1;
        let number = format!("{}{at}", pass.scope);
        let start = Body::from("<sup class=\"footnote-ref\" id=\"").id(&reference_id(&number, *count));
        let link = start.then("\"><a href=\"#").id(&format!("fn-{number}"));
        pass.html(link.then(format!("\" role=\"doc-noteref\">{at}</a></sup>")), range);
    }
}

fn reference_id(number: &str, count: usize) -> String {
    if count == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{count}") }
}

fn write_notes<'a>(
    pass: &mut Pass<'a, '_>,
    notes: Vec<Items<'a>>,
    order: &[String],
    uses: &HashMap<String, usize>,
) {
    if order.is_empty() {
        return;
    }
    let end = pass.source.text.len();
    pass.html("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n", end..end);
    for (index, (note, label)) in notes.into_iter().zip(order).enumerate() {
        let number = format!("{}{}", pass.scope, index + 1);
        let mut back = Body::default();
        for count in 1..=uses[label] {
            let which = if count == 1 { String::new() } else { format!(" {count}") };
            let link = Body::from(" <a class=\"footnote-back\" href=\"#").id(&reference_id(&number, count));
            let label = format!("\" role=\"doc-backlink\" aria-label=\"Back to the text{which}\">↩</a>");
            back.push(&link.then(label));
        }
        pass.html(Body::from("<li id=\"").id(&format!("fn-{number}")).then("\">"), end..end);
        let last = note.len().saturating_sub(1);
        let in_paragraph = matches!(note.last(), Some((Item::Event(Event::End(TagEnd::Paragraph)), _)));
        for (index, (item, range)) in note.into_iter().enumerate() {
            if index == last && in_paragraph {
                pass.html(mem::take(&mut back), range.clone());
            }
            pass.keep(item, range);
        }
        pass.html(back.then("</li>\n"), end..end);
    }
    pass.html("</ol></section>\n", end..end);
}
