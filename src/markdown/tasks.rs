//! Task lists (GFM §5.3): `- [x] done`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Item, Items, Pass};

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let items = pass.take_items();
    let lists = task_lists(&items);
    let mut open = false;
    for (index, (item, range)) in items.into_iter().enumerate() {
        if open && ends_label(&item) {
            open = false;
            pass.html("</span></label>", range.clone());
        }
        match item {
            Item::Event(Event::Start(Tag::List(None))) if lists.contains(&index) => {
                pass.html("<ul class=\"tasks\">\n", range);
            }
            Item::Event(Event::TaskListMarker(done)) => {
                open = true;
                marker(pass, done, range);
            }
            other => pass.keep(other, range),
        }
    }
}

fn marker(pass: &mut Pass<'_, '_>, done: bool, range: Range<usize>) {
    let checked = if done { " checked" } else { "" };
    pass.html(format!("<label><input type=\"checkbox\" disabled{checked}> <span>"), range);
}

/// The indices of the lists that have a task directly in them.
fn task_lists(items: &Items<'_>) -> Vec<usize> {
    let mut open = Vec::new();
    let mut found = Vec::new();
    for (index, (item, _)) in items.iter().enumerate() {
        match item {
            Item::Event(Event::Start(Tag::List(_))) => open.push((index, false)),
            Item::Event(Event::TaskListMarker(_)) => {
                if let Some((_, tasks)) = open.last_mut() {
                    *tasks = true;
                }
            }
            Item::Event(Event::End(TagEnd::List(_))) => {
                found.extend(open.pop().filter(|(_, tasks)| *tasks).map(|(index, _)| index));
            }
            _ => {}
        }
    }
    found
}

/// A label holds only inline content: it ends with the item's first line, whatever follows in the item.
fn ends_label(item: &Item<'_>) -> bool {
    matches!(
        item,
        Item::Event(
            Event::End(TagEnd::Paragraph | TagEnd::Item)
                | Event::Start(
                    Tag::List(_)
                        | Tag::Paragraph
                        | Tag::BlockQuote(_)
                        | Tag::CodeBlock(_)
                        | Tag::Table(_)
                        | Tag::HtmlBlock
                )
                | Event::Rule
        )
    )
}
