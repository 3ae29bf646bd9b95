//! Headings: their ids, by GitHub's rule, and the outline. A level-1 heading at the very beginning is the title.

use std::{
    collections::{BTreeSet, HashMap},
    hash::{Hash, Hasher},
    ops::Range,
};

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use unicode_normalization::char::is_combining_mark;

use super::{Body, Hole, Item, Items, Naming, Pass, classes, emoji, inside, plain_text};
use serde::{Deserialize, Serialize};

use crate::{
    base::{diagnostic::Code, escape::escape},
    parse::yaml,
};

/// A heading of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    pub id: String,
    pub text: String,
    pub range: Range<usize>,
}

impl Hash for Heading {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { level, id, text, range: _ } = self;
        (level, id, text).hash(state);
    }
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let mut items = pass.take_items();
    take_title(pass, &mut items);
    let mut items = items.into_iter();
    while let Some((item, range)) = items.next() {
        match item {
            Item::Event(Event::Start(Tag::Heading { level, id, classes, .. })) => {
                let text = plain_text(inside(items.as_slice()));
                let class = classes::attribute(pass, &classes.join(" "), &range);
                open(pass, level, id.as_deref(), &class, text, range);
            }
            Item::Event(Event::End(TagEnd::Heading(_))) => {
                let heading = pass.markdown.outline.last().expect("its start came before");
                let label = format!("\" aria-label=\"Link to section: {}\">#</a></h", escape(&heading.text));
                let link = Body::from(" <a class=\"anchor\" href=\"#").id(&heading.id).then(label);
                pass.html(link.hole(Hole::Level(heading.level)).then(">\n"), range);
            }
            other => pass.keep(other, range),
        }
    }
}

fn open(
    pass: &mut Pass<'_, '_>,
    level: HeadingLevel,
    id: Option<&str>,
    class: &str,
    text: String,
    range: Range<usize>,
) {
    if level == HeadingLevel::H1 {
        let (message, help) = match pass.markdown.first_heading {
            Some(_) => ("a second heading of level 1", "a page has one title; begin this line with `##`"),
            None => (
                "a heading of level 1 that is not at the beginning",
                "the title is the field `title`, or a heading of level 1 before all text; begin this line with `##`",
            ),
        };
        let problem = pass.problem(Code::ExtraTitle, range.clone(), message).help(help);
        pass.report(problem);
    }
    let level = (level as u8).max(2);
    // GitHub makes the id from what is written: `rocket-start` of `:rocket: Start`.
    let wanted = id.map_or_else(|| slug(&text), |id| id.split_whitespace().collect());
    let id = unique(&pass.markdown.ids, &mut pass.numbered, wanted);
    pass.markdown.ids.insert(id.clone());
    let text = emoji::replace(&text);
    let start = Body::from("<h").hole(Hole::Level(level)).then(" id=\"").id(&id);
    pass.html(start.then(format!("\"{class}>")), range.clone());
    pass.markdown.outline.push(Heading { level, id, text, range });
}

/// Takes the title off the beginning; comments, other raw HTML and pictures (badges) may stand before it, but no text.
///
/// The title is a heading of level 1. Where nothing else names the entry, a heading of another level is taken for it, if it is
/// the only one of its level: of several, each names its own part.
fn take_title(pass: &mut Pass<'_, '_>, items: &mut Items<'_>) {
    let mut pictures = 0;
    let mut is_no_text = |item: &Item<'_>| match item {
        Item::Html(_) | Item::Hole(Hole::Link(_) | Hole::Size(_) | Hole::Scope) => true,
        Item::Event(Event::Start(Tag::Image { .. })) => {
            pictures += 1;
            true
        }
        Item::Event(Event::End(TagEnd::Image)) => {
            pictures -= 1;
            true
        }
        Item::Event(
            Event::Start(Tag::Paragraph | Tag::Link { .. } | Tag::HtmlBlock)
            | Event::End(TagEnd::Paragraph | TagEnd::Link | TagEnd::HtmlBlock)
            | Event::SoftBreak
            | Event::HardBreak,
        ) => true,
        Item::Event(_) | Item::Hole(_) | Item::Open(_) | Item::Close => pictures > 0,
    };
    let Some(start) = items.iter().position(|(item, _)| !is_no_text(item)) else { return };
    let Item::Event(Event::Start(Tag::Heading { level, id, .. })) = &items[start].0 else { return };
    let is_same = |(item, _): &(Item<'_>, Range<usize>)| matches!(item, Item::Event(Event::Start(Tag::Heading { level: other, .. })) if other == level);
    let is_only = || !items[start + 1..].iter().any(is_same);
    if *level != HeadingLevel::H1 && (pass.naming == Naming::FrontMatter || !is_only()) {
        return;
    }
    let id = id.as_ref().map(ToString::to_string);
    let heading = inside(&items[start + 1..]);
    let end = start + 1 + heading.len();
    let text = plain_text(heading);
    if text.is_empty() {
        return;
    }
    if *level != HeadingLevel::H1 {
        let range = items[start].1.clone();
        let problem = pass
            .problem(Code::MissingTitle, range, format!("the title is a heading of level {}", *level as u8))
            .help(format!(
                "write it as `# {text}`, or put `title: {}` into the front matter",
                yaml::scalar(&text)
            ));
        pass.report(problem);
    }
    pass.markdown.title_ids.extend(id.into_iter().chain([slug(&text)]));
    pass.markdown.first_heading = Some(emoji::replace(&text));
    items.drain(start..=end);
}

/// GitHub's rule for the id of a heading: lower case, each space a hyphen, and of all else only what belongs to words
/// ([`is_word`]) and hyphens.
pub fn slug(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c => (c == '-' || is_word(c)).then_some(c),
        })
        .collect()
}

/// Whether a character belongs to a word, as GitHub's `\p{Word}` has it: letters, the marks of many scripts (Mn, Mc, Me), decimal
/// digits (Nd) and connectors (Pc). So `²` and `½` (No) do not.
pub fn is_word(c: char) -> bool {
    const CONNECTORS: [char; 10] = ['_', '‿', '⁀', '⁔', '︳', '︴', '﹍', '﹎', '﹏', '＿'];
    // Numbers of Ethiopia and New Tai Lue that are part of names, and yet are no decimal digits.
    let is_digit = || {
        c.is_numeric()
            && unicode_ident::is_xid_continue(c)
            && !matches!(c, '\u{1369}'..='\u{1371}' | '\u{19DA}')
    };
    c.is_alphabetic() || is_combining_mark(c) || is_digit() || CONNECTORS.contains(&c)
}

/// The last number that each name got to be unique.
pub type Numbered = HashMap<String, usize>;

/// As GitHub makes ids unique: `-1`, `-2`, … after the second, third, … of a name. `numbered` remembers where to go on, since an
/// id that is taken stays so.
pub fn unique(taken: &BTreeSet<String>, numbered: &mut Numbered, id: String) -> String {
    let id = if id.is_empty() { "section".to_owned() } else { id };
    if !taken.contains(&id) {
        return id;
    }
    let last = numbered.entry(id.clone()).or_default();
    loop {
        *last += 1;
        let id = format!("{id}-{last}");
        if !taken.contains(&id) {
            return id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::run, slug};

    #[test]
    fn title_may_stand_behind_comments_and_anchors() {
        for before in [
            "<!-- x -->\n\n",
            "<a id=\"old\"></a>\n\n",
            "<!-- x -->\n\n<a id=\"x\"></a>\n<a id='y'></a>\n\n",
            "![](x.png)\n\n",
            "[![build](x.png)](https://e.org)\n![more](y.png)\n\n",
            "<a href=\"x\"></a>\n\n",
        ] {
            let (markdown, _, shown) = run(&format!("{before}# Title\n\ntext\n"));
            assert_eq!(markdown.first_heading.as_deref(), Some("Title"), "{before}: {shown}");
        }
        for before in ["text\n\n", "![](x.png) text\n\n", "    code\n\n", "[text](x)\n\n"] {
            assert_eq!(run(&format!("{before}# Title\n")).0.first_heading, None, "{before}");
        }
    }

    #[test]
    fn lower_heading_is_the_title_if_it_is_the_only_one_of_its_level() {
        let title = |text: &str| run(text).0.first_heading;
        assert_eq!(title("## A\n\ntext\n\n### B\n\n### C\n").as_deref(), Some("A"));
        assert_eq!(title("### A\n\ntext\n\n### B\n"), None);
        assert_eq!(title("text\n\n## A\n"), None);
        assert_eq!(title("# A\n\n# B\n").as_deref(), Some("A"));
        assert!(run("## Error: a: b\n").0.title_ids.contains(&"error-a-b".to_owned()));
    }

    #[test]
    fn slug_follows_githubs_rule() {
        assert_eq!(slug("Cache-aside with Redis!"), "cache-aside-with-redis");
        assert_eq!(slug("CI/CD & `tests`"), "cicd--tests");
        assert_eq!(slug("Ünïcode 日本 x_y"), "ünïcode-日本-x_y");
        assert_eq!(slug("x² and ½ of ④, Ⅷ"), "x-and--of--ⅷ", "digits of other kinds are dropped");
        assert_eq!(slug("a‿b＿c · ፩ ٣ ３"), "a‿b＿c---٣-３");
    }

    /// The marks of a script are part of its words.
    #[test]
    fn slug_keeps_marks() {
        for (text, id) in [
            ("ตั้งค่า", "ตั้งค่า"),
            ("ট্যাগ যোগ করুন", "ট্যাগ-যোগ-করুন"),
            ("ट्याग!", "ट्याग"),
            ("தமிழ் (மொழி)", "தமிழ்-மொழி"),
            ("ភាសាខ្មែរ", "ភាសាខ្មែរ"),
            ("مُحَمَّد؟", "مُحَمَّد"),
            ("e\u{301}t\u{e9}", "e\u{301}t\u{e9}"),
        ] {
            assert_eq!(slug(text), id);
        }
    }
}
