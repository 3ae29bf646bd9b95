//! Components of MDX and Vue: some are read as what they are called, of the others the tags are left out.
//!
//! A component is a tag with a capital letter: `<Aside type="tip">`. What it holds is Markdown.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::{
    Body, Item, LinkKind, Pass,
    alerts::Kind,
    blocks::{Block, Fold},
    links,
    raw_html::scan::RawTag,
};
use crate::base::{diagnostic::Code, escape::escape};

/// Whether a name is one of a component: `Tabs`, `Tabs.Tab`, `FAQ`. What runs is never one, however it is written.
pub(super) fn is_name(name: &str) -> bool {
    const NEVER: [&str; 11] = [
        "script", "style", "iframe", "frame", "frameset", "object", "applet", "base", "meta", "noscript",
        "portal",
    ];
    let mut chars = name.chars();
    let is_capital = chars.next().is_some_and(|c| c.is_ascii_uppercase());
    // `<BR>` is an element.
    let is_mixed = chars.any(|c| c.is_ascii_lowercase() || c == '.');
    let lower = name.to_ascii_lowercase();
    is_capital && !NEVER.contains(&&*lower) && (is_mixed || !super::raw_html::is_element(&lower))
}

/// What a component is read as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Its kind is that of its attribute `type`, or this one, or its name.
    Alert(&'static str),
    Tabs,
    Tab,
    Details,
    /// A title, which can be a link, a description, and what it holds.
    Card,
    /// A link around what it holds.
    Link,
    /// The text of its attribute `text`.
    Text,
    /// The code of its attribute `code`.
    Code,
    Video,
    /// What it holds, and nothing else.
    Plain,
}

impl Meaning {
    /// Whether it can be part of a line of text.
    fn is_inline(self) -> bool {
        matches!(self, Self::Link | Self::Text)
    }
}

fn meaning(name: &str) -> Option<Meaning> {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    Some(match &*name {
        "aside" | "callout" | "admonition" | "alert" => Meaning::Alert("note"),
        "note" | "info" | "tip" | "important" | "warning" | "caution" | "danger" | "hint" | "check" => {
            Meaning::Alert("")
        }
        "tabs" | "codegroup" | "tabgroup" => Meaning::Tabs,
        "tabitem" | "tab" | "tabstab" | "tabpanel" => Meaning::Tab,
        "details" | "accordion" | "collapse" | "expandable" => Meaning::Details,
        "card" | "step" | "linkcard" => Meaning::Card,
        "linkbutton" | "link" => Meaning::Link,
        "badge" => Meaning::Text,
        "code" => Meaning::Code,
        "youtube" => Meaning::Video,
        "steps" | "cardgrid" | "cardgroup" | "cards" | "filetree" | "fragment" | "accordiongroup" => {
            Meaning::Plain
        }
        _ => return None,
    })
}

/// Whether what a component holds is blocks even where it begins on the line of the tag.
pub(super) fn holds_blocks(name: &str) -> bool {
    meaning(name).is_some_and(|meaning| !meaning.is_inline())
}

/// Whether this is one of several tabs.
pub(super) fn is_tab(name: &str) -> bool {
    meaning(name) == Some(Meaning::Tab)
}

/// Writes the beginning of a component, and returns its end. In a line of text it is one that has no blocks.
pub(super) fn open(
    pass: &mut Pass<'_, '_>,
    tag: &RawTag<'_>,
    is_inline: bool,
    range: &Range<usize>,
) -> Item<'static> {
    let value =
        |name: &str| tag.attributes.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str());
    let title = value("title").or_else(|| value("label")).unwrap_or_default();
    let nothing = Item::Html(Body::default());
    let Some(meaning) = meaning(tag.name).filter(|meaning| !is_inline || meaning.is_inline()) else {
        unknown(pass, tag, range);
        return nothing;
    };
    match meaning {
        Meaning::Alert(kind) => {
            let names = [value("type").unwrap_or_default(), kind, tag.name];
            alert(pass, &names, title, range);
            return Item::Close;
        }
        Meaning::Tabs => {
            pass.keep(Item::Open(Block::Tabs), range.clone());
            return Item::Close;
        }
        Meaning::Tab => {
            let name =
                value("label").or_else(|| value("title")).or_else(|| value("value")).unwrap_or_default();
            pass.keep(Item::Open(Block::Tab(name.to_owned())), range.clone());
            return Item::Close;
        }
        Meaning::Details => {
            let summary = value("summary").unwrap_or(title);
            pass.html(format!("<details><summary>{}</summary>\n", escape(summary)), range.clone());
            return Item::Html("</details>\n".into());
        }
        Meaning::Link => {
            if let Some(address) = value("href").or_else(|| value("to")).filter(|_| !tag.self_closing()) {
                begin_link(pass, address, range);
                return Item::Html("</a>".into());
            }
        }
        Meaning::Card => card(pass, title, value("href"), value("description"), range),
        Meaning::Text => pass.html(escape(value("text").unwrap_or_default()), range.clone()),
        Meaning::Code => code(pass, value("code"), value("lang"), value("title"), range),
        Meaning::Video => video(pass, value("id").unwrap_or_default(), range),
        Meaning::Plain => {}
    }
    nothing
}

fn alert(pass: &mut Pass<'_, '_>, names: &[&str], title: &str, range: &Range<usize>) {
    let Some(kind) = names.iter().find_map(|name| Kind::named(name)).or_else(|| Kind::named("note")) else {
        return;
    };
    let text = || vec![(Item::Event(Event::Text(title.to_owned().into())), range.clone())];
    kind.begin(pass, Fold::No, (!title.is_empty()).then(text), range.clone(), range.clone());
}

fn begin_link(pass: &mut Pass<'_, '_>, address: &str, range: &Range<usize>) {
    pass.html("<a", range.clone());
    links::hole(pass, LinkKind::Link, address, range.clone());
    pass.html(">", range.clone());
}

fn card(
    pass: &mut Pass<'_, '_>,
    title: &str,
    href: Option<&str>,
    description: Option<&str>,
    range: &Range<usize>,
) {
    if title.is_empty() {
        return;
    }
    pass.html("<p>", range.clone());
    match href {
        Some(address) => {
            begin_link(pass, address, range);
            pass.html(format!("{}</a>", escape(title)), range.clone());
        }
        None => pass.html(format!("<strong>{}</strong>", escape(title)), range.clone()),
    }
    let description = description.map(|text| format!(": {}", escape(text))).unwrap_or_default();
    pass.html(format!("{description}</p>\n"), range.clone());
}

fn code(
    pass: &mut Pass<'_, '_>,
    code: Option<&str>,
    lang: Option<&str>,
    title: Option<&str>,
    range: &Range<usize>,
) {
    let Some(code) = code else { return };
    let title = title.map(|title| format!(" title=\"{}\"", title.replace('"', "'"))).unwrap_or_default();
    let info = format!("{}{title}", lang.unwrap_or("text"));
    pass.keep(Item::Event(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info.into())))), range.clone());
    pass.keep(Item::Event(Event::Text(format!("{}\n", code.trim_end()).into())), range.clone());
    pass.keep(Item::Event(Event::End(TagEnd::CodeBlock)), range.clone());
}

fn video(pass: &mut Pass<'_, '_>, id: &str, range: &Range<usize>) {
    let address =
        if id.contains("://") { id.to_owned() } else { format!("https://www.youtube.com/watch?v={id}") };
    pass.html("<p>", range.clone());
    begin_link(pass, &address, range);
    pass.html(format!("{}</a></p>\n", escape(&address)), range.clone());
}

/// Reports a component that nexus does not have, once per name.
fn unknown(pass: &mut Pass<'_, '_>, tag: &RawTag<'_>, range: &Range<usize>) {
    // The name as it is written: dots are hidden from the parser.
    let written = &pass.source.text[range.clone()];
    let name = written.trim_start_matches('<');
    let name =
        &name[..name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.:".contains(c)).unwrap_or(name.len())];
    let name = if name.is_empty() { tag.name } else { name }.to_owned();
    let what =
        if tag.self_closing() { "nothing is shown in its place" } else { "only what it holds is shown" };
    report(pass, &name, &format!("a component that nexus does not have; {what}"), range);
}

/// Reports what stays out of a page, once per name.
pub(super) fn report(pass: &mut Pass<'_, '_>, name: &str, what: &str, range: &Range<usize>) {
    if pass.components.insert(name.to_owned()) {
        let problem = pass
            .problem(Code::ForeignMarkup, range.clone(), format!("`<{name}>` is {what}"))
            .help("write what it shows as Markdown");
        pass.report(problem);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn components_are_read_as_what_they_are_called() {
        check(
            "<LinkCard title=\"A & b\" href=\"b.md\" description=\"c\" />\n\n<CardGrid>\n<Card title=\"d\" icon=\"x\">\ne\n</Card>\n</CardGrid>\n\n<Details summary=\"f\">\ng\n</Details>\n\n<Code code={`h\n i`} lang=\"js\" title=\"j.js\" />\n\n<YouTube id=\"k\" />\n\n<LinkButton href=\"l.md\">m</LinkButton> <Badge text=\"n\" />\n",
            expect![[r#"
                <p><a to="b.md">A &amp; b</a>: c</p>


                <p><strong>d</strong></p>

                <p>e</p>


                <details><summary>f</summary>

                <p>g</p>
                </details>

                CodeBlock { language: Some("js"), title: Some("j.js"), text: "h\n i\n" }

                <p><a to="https://www.youtube.com/watch?v=k">https://www.youtube.com/watch?v=k</a></p>

                <p><a to="l.md">m</a> n</p>
            "#]],
        );
    }

    #[test]
    fn code_of_vue_is_left_out() {
        check(
            "<script setup>\nimport { a } from 'b'\n\nif (a < 1) {}\n</script>\n\nc\n\n<style>\n.d {}\n</style>\n\n<iframe src=\"https://e.org/f\"></iframe>\n",
            expect![[r#"

                <p>c</p>

                <a to="https://e.org/f">https://e.org/f</a>
                1:1 foreign-markup: `<script>` is code of Vue, which nexus does not run; it is left out
                9:1 foreign-markup: `<style>` is code of Vue, which nexus does not run; it is left out
                13:1 unsafe-html: `<iframe>` may not stand in an entry
            "#]],
        );
        check(
            "<style>\n.d {}\n</style>\n",
            expect![[r#"

                1:1 unsafe-html: `<style>` may not stand in an entry
            "#]],
        );
    }

    #[test]
    fn unknown_component_is_reported_once() {
        check(
            "<PackageManagerTabs>\na\n</PackageManagerTabs>\n\n<PackageManagerTabs>b</PackageManagerTabs> c <Ui.Icon name={x} /> d\n",
            expect![[r#"

                <p>a</p>

                <p>b c  d</p>
                1:1 foreign-markup: `<PackageManagerTabs>` is a component that nexus does not have; only what it holds is shown
                5:46 foreign-markup: `<Ui.Icon>` is a component that nexus does not have; nothing is shown in its place
            "#]],
        );
    }

    #[test]
    fn component_is_closed_where_its_block_ends() {
        check(
            "<Tabs>\n\nx\n\n<TabItem label=\"y\">\nz\n</TabItem>\n</Tabs>\n\n- a <Tip>a\n\nb</Tip>\n\n<Script>x</Script>\n\n<Tabs>\n\nc\n",
            expect![[r#"

                <p>x</p>
                <section><p class="tab-name">y</p>

                <p>z</p>
                </section>


                <ul>
                <li>a a</li>
                </ul>
                <p>b</p>





                c
                10:5 foreign-markup: `<Tip>` is a component that nexus does not have; only what it holds is shown
                10:5 unknown-html: `<Tip>` is not closed in the block that it stands in
                12:2 unknown-html: `</Tip>` closes nothing here; it is left out
                14:1 unsafe-html: `<Script>` may not stand in an entry
                16:1 unknown-html: `<Tabs>` is not closed in the block that it stands in
            "#]],
        );
    }
}
