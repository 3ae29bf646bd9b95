//! Wiki links: `[[redis]]`, `[[redis|text]]`, `[[redis#expiry]]` become links to what is called so, and `![[cache.png|300]]` is the
//! picture of that name, 300 pixels wide.
//!
//! Only text that CommonMark leaves as text can become one: `[[1]](url)` stays the link that it is. In a table the bar is
//! written `\|`. Without a text of its own the link shows the title of its target. Of an entry or a sound that is to be shown in the
//! text (`![[redis]]`) there is a link.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::{Item, Items, LinkKind, Pass, links};
use crate::base::{
    diagnostic::Code,
    escape::escape,
    path::{file_name, is_markdown},
};

/// The endings of pictures.
const PICTURES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico"];

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
    let parts = Parts::of(run.drain(..).map(|(item, range)| (text(&item).len(), range)));
    let mut at = 0;
    for link in links {
        let place = parts.source_place(link.start);
        if pass.source.text[..place].ends_with('\\') {
            continue;
        }
        push_text(pass, &joined[at..link.start], &parts, at);
        let range = place..parts.source_place(link.end - 1) + 1;
        match joined[link.clone()].strip_prefix('!') {
            Some(embed) => write_embed(pass, &embed[2..embed.len() - 2], range),
            None => write(pass, &joined[link.start + 2..link.end - 2], range),
        }
        at = link.end;
    }
    push_text(pass, &joined[at..], &parts, at);
}

/// Where in `text` links stand, with their brackets, and the `!` before those that show what they lead to.
fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("[[").map(|start| at + start) {
        let Some(end) = text[start..].find("]]").map(|end| start + end) else { break };
        // Of `[[ [[a]]` the inner two brackets count.
        let start = start + text[start..end].rfind("[[").unwrap_or(0);
        let inner = &text[start + 2..end];
        let name = inner.split_once('|').map_or(inner, |(name, _)| name);
        // More brackets mean something else, and so does a space before a name: `[[ -f x ]]`.
        let is_alone = !text[..start].ends_with('[') && !text[end + 2..].starts_with(']');
        if is_alone
            && name.trim_start() == name
            && !name.trim().is_empty()
            && !inner.contains(['[', ']', '\n'])
        {
            let is_embed = text[..start].ends_with('!');
            found.push(start - usize::from(is_embed)..end + 2);
        }
        at = end + 2;
    }
    found
}

/// Where the parts of a text stand that was joined: the byte behind each in the joined text, and its place in the file.
struct Parts(Vec<(usize, Range<usize>)>);

impl Parts {
    /// Of the length and the place of each.
    fn of(parts: impl Iterator<Item = (usize, Range<usize>)>) -> Self {
        let mut end = 0;
        let with_end = |(length, range)| {
            end += length;
            (end, range)
        };
        Self(parts.map(with_end).collect())
    }

    /// Where byte `at` of the joined text stands in the file.
    fn source_place(&self, at: usize) -> usize {
        let index = self.0.partition_point(|(end, _)| *end <= at);
        let Some((_, range)) = self.0.get(index) else {
            return self.0.last().map_or(0, |(_, range)| range.end);
        };
        let start = index.checked_sub(1).map_or(0, |before| self.0[before].0);
        (range.start + (at - start)).min(range.end)
    }
}

fn push_text(pass: &mut Pass<'_, '_>, text: &str, parts: &Parts, at: usize) {
    if !text.is_empty() {
        let range = parts.source_place(at)..parts.source_place(at + text.len() - 1) + 1;
        pass.keep(Item::Event(Event::Text(CowStr::from(text.to_owned()))), range);
    }
}

/// The name and the text of what stands between the brackets; a bar may be escaped outside of tables too.
fn name_and_text(inner: &str) -> (&str, Option<&str>) {
    match inner.split_once('|') {
        Some((name, text)) => {
            let text = text.trim();
            (name.trim_end_matches('\\').trim(), (!text.is_empty()).then_some(text))
        }
        None => (inner.trim(), None),
    }
}

fn write(pass: &mut Pass<'_, '_>, inner: &str, range: Range<usize>) {
    let (name, text) = name_and_text(inner);
    write_link(pass, name, text, range);
}

fn write_link(pass: &mut Pass<'_, '_>, name: &str, text: Option<&str>, range: Range<usize>) {
    let link = Tag::Link {
        link_type: LinkType::WikiLink { has_pothole: text.is_some() },
        dest_url: name.to_owned().into(),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    };
    let shown = CowStr::from(text.unwrap_or(name).to_owned());
    pass.keep(Item::Event(Event::Start(link)), range.clone());
    pass.keep(Item::Event(Event::Text(shown)), range.clone());
    pass.keep(Item::Event(Event::End(TagEnd::Link)), range);
}

/// A picture, or a link to anything else that was to be shown.
fn write_embed(pass: &mut Pass<'_, '_>, inner: &str, range: Range<usize>) {
    let (name, text) = name_and_text(inner);
    let file = file_name(name.split('#').next().unwrap_or(name));
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    if PICTURES.contains(&ending.to_ascii_lowercase().as_str()) {
        return write_picture(pass, name, stem, text, range);
    }
    // `#page=3` of a document is no name of it.
    let is_entry = ending.is_empty() || ending.contains(' ') || is_markdown(file);
    if is_entry {
        let problem = pass
            .problem(Code::ForeignMarkup, range.clone(), format!("the text of `{name}` is not shown here, only a link to it"))
            .help("write what the reader needs; a text that several entries show is a fragment, see the handbook");
        pass.report(problem);
    }
    write_link(pass, name, text.or_else(|| (!is_entry).then_some(file)), range);
}

/// `text` holds a size (`300`, `300x200`), or what the picture shows, or both with a bar between.
fn write_picture(pass: &mut Pass<'_, '_>, name: &str, stem: &str, text: Option<&str>, range: Range<usize>) {
    let (mut alt, mut size) = (None, None);
    for part in text.into_iter().flat_map(|text| text.split('|')).map(str::trim) {
        match size_of(part) {
            Some(found) => size = Some(found),
            None => alt = Some(part),
        }
    }
    pass.html("<img", range.clone());
    links::hole(pass, LinkKind::Embed, name, range.clone());
    match size {
        Some(size) => pass.html(size, range.clone()),
        None => links::size_hole(pass, range.clone()),
    }
    let alt = escape(alt.unwrap_or(stem));
    pass.html(format!(" alt=\"{alt}\" loading=\"lazy\" decoding=\"async\">"), range);
}

/// The attributes that `300` or `300x200` means.
fn size_of(text: &str) -> Option<String> {
    let number = |text: &str| text.parse::<u16>().ok();
    match text.split_once('x') {
        Some((width, height)) => {
            Some(format!(" width=\"{}\" height=\"{}\"", number(width)?, number(height)?))
        }
        None => Some(format!(" width=\"{}\"", number(text)?)),
    }
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
    fn pictures_are_shown_and_all_else_is_linked() {
        check(
            "![[a b.png]] ![[x/a.SVG#icon|300]] ![[a.webp|A cache|30x20]]\n\n![[Some entry#Part]] ![[a.ogg]] ![[b.pdf#page=3|the book]] ![[c.md]] \\![[d]]\n\n| ![[a.png\\|50]] |\n|---|\n",
            expect![[r#"
                <p><img to="a b.png" size alt="a b" loading="lazy" decoding="async"> <img to="x/a.SVG#icon" width="300" alt="a" loading="lazy" decoding="async"> <img to="a.webp" width="30" height="20" alt="A cache" loading="lazy" decoding="async"></p>
                <p><a to="Some entry#Part">{Some entry#Part}</a> <a to="a.ogg">a.ogg</a> <a to="b.pdf#page=3">the book</a> <a to="c.md">{c.md}</a> ![[d]]</p>
                <div class="table" tabindex="0" role="group" aria-label="Table 1"><table>
                <thead>
                <tr><th scope="col"><img to="a.png" width="50" alt="a" loading="lazy" decoding="async"></th></tr>
                </thead>
                </table></div>
                3:1 foreign-markup: the text of `Some entry#Part` is not shown here, only a link to it
                3:60 foreign-markup: the text of `c.md` is not shown here, only a link to it
            "#]],
        );
    }

    #[test]
    fn text_may_have_space_and_an_escape_before_it() {
        check(
            "[[Redis | store]] [[Redis\\|store]] [[#A#B|x]] [[Redis ]]\n",
            expect![[r##"
                <p><a to="Redis">store</a> <a to="Redis">store</a> <a to="#A#B">x</a> <a to="Redis">{Redis}</a></p>
            "##]],
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
