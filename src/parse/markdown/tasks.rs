//! Task lists (GFM §5.3): `- [x] done`; and quizzes, which are task lists whose right answers are those that are done.
//!
//! Whether an answer is right shows when it is chosen; that takes a style sheet, but no script.

use std::{collections::BTreeMap, ops::Range};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, Item, Items, Pass};

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.has(|event| matches!(event, Event::TaskListMarker(_))) {
        return;
    }
    let items = pass.take_items();
    let lists = task_lists(&items);
    let mut open = false;
    // The lists around the item at hand; for a quiz, what its answers begin with.
    let mut around: Vec<Option<Body>> = Vec::new();
    let mut quizzes = 0;
    for (index, (item, range)) in items.into_iter().enumerate() {
        if open && ends_label(&item) {
            open = false;
            // The place of an end is that of the whole block.
            pass.end_apart(if matches!(item, Item::Event(Event::End(_))) { range.end } else { range.start });
            pass.html("</span></label>", range.clone());
        }
        match &item {
            Item::Event(Event::Start(Tag::List(_))) => {
                let is_quiz = pass.quizzes.contains(&range.start);
                quizzes += usize::from(is_quiz);
                around.push(is_quiz.then(|| {
                    question(&format!("{}{quizzes}", pass.scope), lists.get(&index).copied().unwrap_or(0))
                }));
            }
            Item::Event(Event::End(TagEnd::List(_))) => _ = around.pop(),
            _ => {}
        }
        match item {
            Item::Event(Event::Start(Tag::List(None))) if lists.contains_key(&index) && is_quiz(&around) => {
                pass.html("<ul class=\"list-quiz\">\n", range);
            }
            Item::Event(Event::Start(Tag::List(None))) if lists.contains_key(&index) => {
                pass.html("<ul class=\"tasks\">\n", range);
            }
            Item::Event(Event::TaskListMarker(done)) => {
                open = true;
                pass.begin_apart(range.start);
                match around.last() {
                    Some(Some(input)) => answer(pass, input, done, range),
                    _ => marker(pass, done, range),
                }
            }
            other => pass.keep(other, range),
        }
    }
}

fn marker(pass: &mut Pass<'_, '_>, done: bool, range: Range<usize>) {
    let checked = if done { " checked" } else { "" };
    pass.html(format!("<label><input type=\"checkbox\" disabled{checked}> <span>"), range);
}

fn is_quiz(around: &[Option<Body>]) -> bool {
    matches!(around.last(), Some(Some(_)))
}

/// What the answers of a quiz begin with: of several right ones each can be chosen, else only one.
fn question(number: &str, right: usize) -> Body {
    if right > 1 {
        "<input type=\"checkbox\">".into()
    } else {
        Body::from("<input type=\"radio\" name=\"").id(&format!("quiz-{number}")).then("\">")
    }
}

fn answer(pass: &mut Pass<'_, '_>, input: &Body, right: bool, range: Range<usize>) {
    let class = if right { "right" } else { "wrong" };
    let label = Body::from("<label>").with(input);
    pass.html(label.then(format!(" <span class=\"{class}\">")), range);
}

/// The indices of the lists that have a task directly in them, each with how many of its tasks are done.
fn task_lists(items: &Items<'_>) -> BTreeMap<usize, usize> {
    let mut open = Vec::new();
    let mut found = BTreeMap::new();
    for (index, (item, _)) in items.iter().enumerate() {
        match item {
            Item::Event(Event::Start(Tag::List(_))) => open.push((index, None)),
            Item::Event(Event::TaskListMarker(done)) => {
                if let Some((_, tasks)) = open.last_mut() {
                    *tasks.get_or_insert(0) += usize::from(*done);
                }
            }
            Item::Event(Event::End(TagEnd::List(_))) => {
                found.extend(open.pop().and_then(|(index, tasks)| Some((index, tasks?))));
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
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::DefinitionListTitle)
                | Event::Start(
                    Tag::List(_)
                        | Tag::Paragraph
                        | Tag::Heading { .. }
                        | Tag::DefinitionList
                        | Tag::BlockQuote(_)
                        | Tag::CodeBlock(_)
                        | Tag::Table(_)
                        | Tag::HtmlBlock
                )
                | Event::Rule
        ) | Item::Open(_)
            | Item::Close
    )
}
