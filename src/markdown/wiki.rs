//! Wiki links: `[[redis]]`, `[[redis|text]]`, `[[redis#expiry]]` become links to what is called so.
//!
//! Only text that CommonMark leaves as text can become one: `[[1]](url)` stays the link that it is. In a table the bar is
//! written `\|`. Without a text of its own the link shows the title of its target.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::{Item, Items, Pass};

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.source.text.contains("[[") {
        return;
    }
    let mut inside = 0_usize;
    let mut run: Items<'_> = Vec::new();
    for (item, range) in pass.take_items() {
        if inside == 0 && matches!(item, Item::Event(Event::Text(_))) {
            run.push((item, range));
            continue;
        }
        finish(pass, &mut run);
        match &item {
            Item::Event(Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_))) => {
                inside += 1;
            }
            Item::Event(Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock)) => inside -= 1,
            _ => {}
        }
        pass.keep(item, range);
    }
    finish(pass, &mut run);
}

/// Gives back a run of text, which may have been parted at brackets, with the links that are in it.
fn finish<'a>(pass: &mut Pass<'a, '_>, run: &mut Items<'a>) {
    let text = |item: &Item<'a>| match item {
        Item::Event(Event::Text(text)) => text.to_string(),
        _ => String::new(),
    };
    let joined: String = run.iter().map(|(item, _)| text(item)).collect();
    let links = find(&joined);
    if links.is_empty() {
        pass.items.append(run);
        return;
    }
    let parts: Vec<(String, Range<usize>)> =
        run.drain(..).map(|(item, range)| (text(&item), range)).collect();
    let mut at = 0;
    for link in links {
        let place = source_place(&parts, link.start);
        if pass.source.text[..place].ends_with('\\') {
            continue;
        }
        push_text(pass, &joined[at..link.start], &parts, at);
        write(pass, &joined[link.start + 2..link.end - 2], place..source_place(&parts, link.end - 1) + 1);
        at = link.end;
    }
    push_text(pass, &joined[at..], &parts, at);
}

/// Where in `text` links stand, with their brackets.
fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("[[").map(|start| at + start) {
        let Some(end) = text[start..].find("]]").map(|end| start + end) else { break };
        // Of `[[ [[a]]` the inner two brackets count.
        let start = start + text[start..end].rfind("[[").unwrap_or(0);
        let inner = &text[start + 2..end];
        let name = inner.split('|').next().unwrap_or_default();
        // More brackets, or those of an image, mean something else.
        let is_alone = !text[..start].ends_with(['[', '!']) && !text[end + 2..].starts_with(']');
        let is_name =
            is_alone && !name.is_empty() && name.trim() == name && !inner.contains(['[', ']', '\n']);
        if is_name {
            found.push(start..end + 2);
        }
        at = end + 2;
    }
    found
}

/// Where byte `at` of the joined parts stands in the file.
fn source_place(parts: &[(String, Range<usize>)], at: usize) -> usize {
    let mut before = 0;
    for (text, range) in parts {
        if at < before + text.len() {
            return (range.start + (at - before)).min(range.end);
        }
        before += text.len();
    }
    parts.last().map_or(0, |(_, range)| range.end)
}

fn push_text(pass: &mut Pass<'_, '_>, text: &str, parts: &[(String, Range<usize>)], at: usize) {
    if !text.is_empty() {
        let range = source_place(parts, at)..source_place(parts, at + text.len() - 1) + 1;
        pass.keep(Item::Event(Event::Text(CowStr::from(text.to_owned()))), range);
    }
}

fn write(pass: &mut Pass<'_, '_>, inner: &str, range: Range<usize>) {
    let (name, text) = match inner.split_once('|') {
        Some((name, text)) if !text.trim().is_empty() => (name, Some(text.trim())),
        Some((name, _)) => (name, None),
        None => (inner, None),
    };
    let link = Tag::Link {
        link_type: LinkType::WikiLink { has_pothole: text.is_some() },
        dest_url: name.trim().to_owned().into(),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    };
    let shown = CowStr::from(text.unwrap_or(name).to_owned());
    pass.keep(Item::Event(Event::Start(link)), range.clone());
    pass.keep(Item::Event(Event::Text(shown)), range.clone());
    pass.keep(Item::Event(Event::End(TagEnd::Link)), range);
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn names_in_double_brackets_are_links() {
        check(
            "see [[redis]] &amp; [[redis#Cache expiry|the <text>]], [[a_b]] [[x|]].\n\n| [[a\\|b]] |\n|---|\n",
            expect![[r#"
                <p>see <a to="redis">{redis}</a> &amp; [[redis#Cache expiry|the &lt;text&gt;]], <a to="a_b">{a_b}</a> <a to="x">{x}</a>.</p>
                <div class="table" tabindex="0" role="group" aria-label="Table 1"><table>
                <thead>
                <tr><th scope="col"><a to="a">b</a></th></tr>
                </thead>
                </table></div>
                1:46 unknown-html: `<text>` is not kept; it is shown as text
            "#]],
        );
    }

    #[test]
    fn commonmark_and_code_stay() {
        check(
            "[[1]](url) [[a]][b] \\[[x]] [[ -f y ]] [[1, 2], [3]] `[[c]]` [[*e*]] [[[in]]] [[open\n\n[b]: u\n",
            expect![[r#"
                <p><a to="url">[1]</a> <a to="u">[a]</a> [[x]] [[ -f y ]] [[1, 2], [3]] <code>[[c]]</code> [[<em>e</em>]] [[[in]]] [[open</p>
            "#]],
        );
    }
}
