//! Lists with a purpose: a comment above a list says how it is shown; on GitHub it is the list that it is.
//!
//! ```text
//! <!-- steps -->      <!-- cards -->                       <!-- quiz -->             <!-- tabs -->
//! 1. Install it.      - [Redis](redis.md): a fast store    - [ ] wrong, because …    - **pip**
//! 2. Start it.        - [Celery](celery.md): a queue       - [x] right
//!                                                                                      Any content.
//! ```

use std::{collections::HashMap, ops::Range};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Item, Items, Pass, blocks::Block, inside, plain_text, sentences::is_inline};
use crate::base::diagnostic::{Code, nearest};

const SHAPES: [&str; 4] = ["steps", "cards", "quiz", "tabs"];

/// How a list or an item that has begun ends.
enum End {
    /// As Markdown.
    Plain,
    Html(&'static str),
    Block,
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.has(|event| matches!(event, Event::Start(Tag::HtmlBlock))) {
        return;
    }
    let items = pass.take_items();
    let shapes: Vec<Option<&str>> = (0..items.len()).map(|at| shape_at(pass, &items, at)).collect();
    let labels = labels(&items, &shapes);
    let mut next: Option<&str> = None;
    let mut closing: Vec<End> = Vec::new();
    let mut skip_to = 0;
    for (index, ((item, range), shape)) in items.into_iter().zip(shapes).enumerate() {
        if shape.is_some() {
            (next, skip_to) = (shape, index + 3);
        }
        if index < skip_to {
            continue;
        }
        match item {
            Item::Event(Event::Start(Tag::List(start))) => {
                closing.push(begin_list(pass, start, next.take(), range));
            }
            Item::Event(Event::Start(Tag::Item)) => {
                let end = labels.get(&index).map_or(End::Plain, |(label, length)| {
                    skip_to = index + 1 + length;
                    pass.keep(Item::Open(Block::Tab(label.clone())), range.clone());
                    End::Block
                });
                if matches!(end, End::Plain) {
                    pass.keep(Item::Event(Event::Start(Tag::Item)), range);
                }
                closing.push(end);
            }
            Item::Event(Event::End(tag @ (TagEnd::List(_) | TagEnd::Item))) => match closing.pop() {
                Some(End::Html(html)) => pass.html(html, range),
                Some(End::Block) => pass.keep(Item::Close, range),
                Some(End::Plain) | None => pass.keep(Item::Event(Event::End(tag)), range),
            },
            other => {
                next = None;
                pass.keep(other, range);
            }
        }
    }
}

fn begin_list(pass: &mut Pass<'_, '_>, start: Option<u64>, shape: Option<&str>, range: Range<usize>) -> End {
    let shape = match shape {
        Some("tabs") => {
            pass.keep(Item::Open(Block::Tabs), range);
            return End::Block;
        }
        Some(shape) if shape != "quiz" => shape,
        shape => {
            pass.quizzes.extend(shape.map(|_| range.start));
            pass.keep(Item::Event(Event::Start(Tag::List(start))), range);
            return End::Plain;
        }
    };
    let (begin, end) = match start {
        Some(1) => (format!("<ol class=\"list-{shape}\">\n"), "</ol>\n"),
        Some(start) => (format!("<ol class=\"list-{shape}\" start=\"{start}\">\n"), "</ol>\n"),
        None => (format!("<ul class=\"list-{shape}\">\n"), "</ul>\n"),
    };
    pass.html(begin, range);
    End::Html(end)
}

/// The labels of tabs: for the start of each item of such a list its first paragraph, and how many items that is.
fn labels(items: &Items<'_>, shapes: &[Option<&str>]) -> HashMap<usize, (String, usize)> {
    let mut labels = HashMap::new();
    for at in (0..items.len()).filter(|&at| shapes[at] == Some("tabs")) {
        let first = at + 4;
        let mut depth = 0_usize;
        for (index, (item, _)) in inside(&items[first..]).iter().enumerate() {
            match item {
                Item::Event(Event::Start(tag)) => {
                    if depth == 0 && *tag == Tag::Item {
                        let content = inside(&items[first + index + 1..]);
                        labels.insert(first + index, (plain_text(label(content)), label(content).len()));
                    }
                    depth += 1;
                }
                Item::Event(Event::End(_)) => depth -= 1,
                _ => {}
            }
        }
    }
    labels
}

/// The first paragraph of an item; in a tight list it is not marked as one.
fn label<'i, 'a>(content: &'i [(Item<'a>, Range<usize>)]) -> &'i [(Item<'a>, Range<usize>)] {
    if let Some((Item::Event(Event::Start(Tag::Paragraph)), _)) = content.first() {
        return &content[..inside(&content[1..]).len() + 2];
    }
    let is_block = |(item, _): &(Item<'_>, Range<usize>)| match item {
        Item::Event(Event::Start(tag)) => !is_inline(&tag.to_end()),
        Item::Event(Event::Rule) | Item::Open(_) => true,
        _ => false,
    };
    &content[..content.iter().position(is_block).unwrap_or(content.len())]
}

/// What the comment that begins at `at` makes of the list behind it.
fn shape_at(pass: &mut Pass<'_, '_>, items: &Items<'_>, at: usize) -> Option<&'static str> {
    let [
        (Item::Event(Event::Start(Tag::HtmlBlock)), _),
        (Item::Event(Event::Html(comment)), range),
        (Item::Event(Event::End(TagEnd::HtmlBlock)), _),
        (next, _),
    ] = items.get(at..at + 4).unwrap_or_default()
    else {
        return lonely(pass, items, at);
    };
    let word = comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let Some(shape) = SHAPES.into_iter().find(|shape| *shape == word) else {
        if let Some(meant) = nearest(word, SHAPES).filter(|_| is_list(next)) {
            let problem = pass
                .problem(Code::Markup, range.clone(), format!("no list is shown as `{word}`"))
                .label(format!("did you mean `{meant}`?"))
                .help("the comment above a list may say steps, cards, quiz or tabs");
            pass.report(problem);
        }
        return None;
    };
    let problem = match next {
        next if !is_list(next) => {
            Some(("there is no list below it", "the list must follow directly below the comment"))
        }
        Item::Event(Event::Start(Tag::List(None))) if shape == "steps" => {
            Some(("steps without numbers", "number them: `1. Install it`"))
        }
        _ => misfit(shape, inside(&items[at + 4..])),
    };
    if let Some((what, cure)) = problem {
        report(pass, range.clone(), shape, what, cure);
    }
    is_list(next).then_some(shape)
}

/// Reports a comment at the very end of the text, where no list can follow.
fn lonely(pass: &mut Pass<'_, '_>, items: &Items<'_>, at: usize) -> Option<&'static str> {
    let (Item::Event(Event::Start(Tag::HtmlBlock)), _) = items.get(at)? else { return None };
    let (Item::Event(Event::Html(comment)), range) = items.get(at + 1)? else { return None };
    let word = comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    if let Some(shape) = SHAPES.into_iter().find(|shape| *shape == word).filter(|_| at + 3 >= items.len()) {
        report(
            pass,
            range.clone(),
            shape,
            "there is no list below it",
            "the list must follow directly below the comment",
        );
    }
    None
}

fn report(pass: &mut Pass<'_, '_>, range: Range<usize>, shape: &str, what: &str, cure: &str) {
    let problem = pass.problem(Code::Markup, range, format!("`{shape}`: {what}")).help(cure);
    pass.report(problem);
}

fn is_list(item: &Item<'_>) -> bool {
    matches!(item, Item::Event(Event::Start(Tag::List(_))))
}

/// What a list lacks to be what it is meant to be, and the cure.
fn misfit(shape: &str, list: &[(Item<'_>, Range<usize>)]) -> Option<(&'static str, &'static str)> {
    let count = |is: fn(&Event<'_>) -> bool| {
        list.iter().filter(|(item, _)| matches!(item, Item::Event(event) if is(event))).count()
    };
    let entries = count(|event| matches!(event, Event::Start(Tag::Item)));
    match shape {
        "cards" if count(|event| matches!(event, Event::Start(Tag::Link { .. }))) < entries => Some((
            "a card without a link",
            "begin each item with a link: `- [Redis](redis.md): a fast store`",
        )),
        "quiz" if count(|event| matches!(event, Event::TaskListMarker(true))) == 0 => {
            Some(("no answer is right", "write the answers as tasks, the right ones as `- [x] …`"))
        }
        "tabs" if has_lone_label(list) => Some((
            "a tab without content",
            "the first paragraph of each item is its label; indent what belongs to it, below an empty line",
        )),
        _ => None,
    }
}

/// Whether an item of the list is nothing but its label.
fn has_lone_label(list: &[(Item<'_>, Range<usize>)]) -> bool {
    let mut depth = 0_usize;
    list.iter().enumerate().any(|(index, (item, _))| match item {
        Item::Event(Event::Start(_)) => {
            depth += 1;
            depth == 1 && {
                let content = inside(&list[index + 1..]);
                label(content).len() == content.len()
            }
        }
        Item::Event(Event::End(_)) => {
            depth -= 1;
            false
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn comment_says_how_a_list_is_shown() {
        check(
            "<!-- steps -->\n1. a\n   - b\n2. c\n\n<!-- cards -->\n\n- [r](r.md): text\n\n<!-- other -->\n- d\n",
            expect![[r#"
                <ol class="list-steps">
                <li>a<ul>
                <li>b</li>
                </ul>
                </li>
                <li>c</li>
                </ol>
                <ul class="list-cards">
                <li><a to="r.md">r</a>: text</li>
                </ul>

                <ul>
                <li>d</li>
                </ul>
            "#]],
        );
    }

    #[test]
    fn tabs_hold_any_content() {
        check(
            "<!-- tabs -->\n- **pip** & `x`\n\n  Text\n\n  <!-- steps -->\n  1. a\n\n- uv\n  ```sh\n  b\n  ```\n\nend\n\n<!-- tabs -->\n- a\n- b\n  - c\n",
            expect![[r#"
                <div class="tabs">
                <section><p class="tab-name">pip &amp; x</p>
                <p>Text</p>
                <ol class="list-steps">
                <li>a</li>
                </ol>
                </section>
                <section><p class="tab-name">uv</p>
                CodeBlock { language: Some("sh"), text: "b\n" }
                </section>
                </div>
                <p>end</p>
                <div class="tabs">
                <section><p class="tab-name">a</p>
                </section>
                <section><p class="tab-name">b</p>
                <ul>
                <li>c</li>
                </ul>
                </section>
                </div>
                16:1 markup: `tabs`: a tab without content
            "#]],
        );
    }

    #[test]
    fn quiz_can_be_answered() {
        check(
            "<!-- quiz -->\n- [ ] a *b*\n- [x] c\n\n  Because.\n\ntext\n\n<!-- quiz -->\n- [x] a\n- [x] c\n- [ ] d\n",
            expect![[r#"
                <ul class="list-quiz">
                <li><p><label><input type="radio" name="quiz-1"> <span class="wrong">a <em>b</em></span></label></p>
                </li>
                <li><p><label><input type="radio" name="quiz-1"> <span class="right">c</span></label></p>
                <p>Because.</p>
                </li>
                </ul>
                <p>text</p>
                <ul class="list-quiz">
                <li><label><input type="checkbox"> <span class="right">a</span></label></li>
                <li><label><input type="checkbox"> <span class="right">c</span></label></li>
                <li><label><input type="checkbox"> <span class="wrong">d</span></label></li>
                </ul>
            "#]],
        );
    }

    #[test]
    fn list_that_does_not_fit_is_said() {
        check(
            "<!-- step -->\n1. a\n\n<!-- steps -->\n- a\n\n<!-- cards -->\n- a\n\n<!-- quiz -->\n- [ ] a\n\n<!-- cards -->\n\ntext\n\n<!-- quiz -->\n",
            expect![[r#"

                <ol>
                <li>a</li>
                </ol>
                <ul class="list-steps">
                <li>a</li>
                </ul>
                <ul class="list-cards">
                <li>a</li>
                </ul>
                <ul class="list-quiz">
                <li><label><input type="radio" name="quiz-1"> <span class="wrong">a</span></label></li>
                </ul>

                <p>text</p>

                1:1 markup: no list is shown as `step`
                4:1 markup: `steps`: steps without numbers
                7:1 markup: `cards`: a card without a link
                10:1 markup: `quiz`: no answer is right
                13:1 markup: `cards`: there is no list below it
                17:1 markup: `quiz`: there is no list below it
            "#]],
        );
    }
}
