//! The examples of the CommonMark and GFM specifications, rendered and compared with what the specifications say.
//!
//! `tests/spec/run` fetches the examples and runs this. Both sides are brought to one form first: what only nexus adds to
//! an element (an anchor in a heading, a box round a table, attributes of images) is taken off. Every example that still
//! differs must be listed in `tests/spec/deviations.md` with its reason, and every one listed must differ.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
};

use nexus::{
    base::{escape::escape, path::SourcePath, source::Source},
    parse::markdown::{self, Hole, LinkKind, MarkdownConfig, Naming},
};

#[test]
#[ignore = "needs the examples: tests/spec/run"]
fn commonmark() {
    run("commonmark");
}

#[test]
#[ignore = "needs the examples: tests/spec/run"]
fn gfm() {
    run("gfm");
}

fn run(name: &str) {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/target/spec/{name}.json");
    let text = fs::read_to_string(&path).expect("`tests/spec/run` fetches the examples");
    let examples: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list of examples");
    assert!(examples.len() > 600, "{path} has only {} examples", examples.len());
    let listed = deviations(name);
    let mut report = String::new();
    for example in &examples {
        let number = example["example"].as_u64().expect("a number");
        let text = |key: &str| example[key].as_str().expect("a text");
        let (expected, found) = (normalize(text("html")), normalize(&render(text("markdown"))));
        match (expected == found, listed.contains(&number)) {
            (true, true) => writeln!(report, "{name} {number} is as the specification says; unlist it\n"),
            (false, false) => writeln!(
                report,
                "{name} {number} ({})\n{:?}\nexpected {expected}\nfound    {found}\n",
                text("section"),
                text("markdown")
            ),
            _ => Ok(()),
        }
        .expect("a string takes everything");
    }
    assert!(report.is_empty(), "{report}");
}

/// The numbers behind `NAME:` in the list of deviations.
fn deviations(name: &str) -> BTreeSet<u64> {
    let text = include_str!("../spec/deviations.md");
    let lines = text.lines().filter_map(|line| line.strip_prefix(&format!("- {name}: ")));
    lines.flat_map(|line| line.split(", ")).map(|number| number.parse().expect("a number")).collect()
}

/// The text as nexus renders it, with its holes filled as plainly as the specification does.
fn render(text: &str) -> String {
    // A heading at the beginning would be the title, which is not part of the body.
    let source = Source::new(SourcePath::new("content/a.md"), &format!("x\n\n{text}"));
    let (found, text) =
        markdown::render(&source, 0, &MarkdownConfig::default(), Naming::FrontMatter, &mut Vec::new());
    let html = text.body.fill(|hole, out| match hole {
        Hole::Link(index) => {
            let link = &found.links[index];
            let name = if link.kind == LinkKind::Image { "src" } else { "href" };
            write!(out, " {name}=\"{}\"", escape(&link.target)).expect("a string takes everything");
        }
        Hole::Code(index) => {
            let block = &text.code[index];
            let class = block.language.as_ref().map(|name| format!(" class=\"language-{}\"", escape(name)));
            writeln!(out, "<pre><code{}>{}</code></pre>", class.unwrap_or_default(), escape(&block.text))
                .expect("a string takes everything");
        }
        Hole::Prose { start, end } => out.push_str(&escape(&text.prose[start..end])),
        Hole::Level(level) => out.push_str(&level.to_string()),
        Hole::Scope | Hole::Title(_) | Hole::Size(_) | Hole::Include(_) | Hole::Shape(_) | Hole::EndShape => {
        }
    });
    html.strip_prefix("<p>x</p>\n").expect("it was put there").to_owned()
}

/// HTML as one line per element or text, with sorted attributes and without what only nexus adds.
fn normalize(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    let mut in_pre = false;
    let mut skip_to: Option<&str> = None;
    let mut text = String::new();
    while !rest.is_empty() {
        let Some((name, attributes, tail)) = tag(rest) else {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest[first..].find('<').map_or(rest.len(), |at| at + first);
            if skip_to.is_none() {
                text.push_str(&decode(&rest[..end]));
            }
            rest = &rest[end..];
            continue;
        };
        rest = tail;
        if let Some(end) = skip_to {
            skip_to = (name != end).then_some(end);
            continue;
        }
        if attributes.get("class").is_some_and(|class| class == "anchor") {
            skip_to = Some("/a");
            text.truncate(text.trim_end().len());
            continue;
        }
        // The box of a table, and the parts of a task that can be clicked.
        let is_box = matches!(name.as_str(), "div" | "/div" | "label" | "/label" | "span" | "/span");
        if is_box && !html.contains("<div>\n") {
            continue;
        }
        let plain = name.trim_start_matches('/');
        let is_block = BLOCKS.contains(&plain);
        push_text(&mut out, &mut text, in_pre, is_block);
        if plain == "pre" {
            in_pre = name == "pre";
        }
        let name = name.replace("h1", "h2");
        write!(out, "<{name}").expect("a string takes everything");
        for (key, value) in &attributes {
            if !is_ours(&name, key, value) {
                write!(out, " {key}={value:?}").expect("a string takes everything");
            }
        }
        out.push_str(if is_block { ">\n" } else { ">" });
    }
    push_text(&mut out, &mut text, false, true);
    out
}

const BLOCKS: [&str; 24] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "dl",
    "dt",
    "dd",
    "section",
    "br",
];

fn push_text(out: &mut String, text: &mut String, in_pre: bool, at_block: bool) {
    if in_pre {
        out.push_str(text);
    } else {
        let start = if out.ends_with('\n') || out.is_empty() { text.trim_start() } else { text.as_str() };
        out.push_str(if at_block { start.trim_end() } else { start });
    }
    text.clear();
    if at_block && !out.ends_with('\n') && !out.is_empty() {
        out.push('\n');
    }
}

/// Whether an attribute is one that nexus adds.
fn is_ours(name: &str, key: &str, value: &str) -> bool {
    match key {
        "loading" | "decoding" => name == "img",
        "id" => name.starts_with('h'),
        "scope" => name == "th",
        "class" => value == "tasks",
        _ => false,
    }
}

/// The element's tag at the beginning of `html`: its name, its attributes, and what follows.
fn tag(html: &str) -> Option<(String, BTreeMap<String, String>, &str)> {
    let inner = html.strip_prefix('<')?;
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
        return None;
    }
    let name_end = inner[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))? + 1;
    let (name, mut rest) = inner.split_at(name_end);
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if let Some(tail) = rest.strip_prefix("/>").or_else(|| rest.strip_prefix('>')) {
            return Some((name.to_ascii_lowercase(), attributes, tail));
        }
        let end = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c)).filter(|end| *end > 0)?;
        let key = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(tail) = rest.strip_prefix("=\"") {
            let end = tail.find('"')?;
            value = decode(&tail[..end]);
            rest = &tail[end + 1..];
        }
        let (key, value) = match (key.as_str(), value.as_str()) {
            ("href" | "src", value) => {
                (key, nexus::base::path::decode_url(value).unwrap_or_else(|| value.to_owned()))
            }
            // The specification states alignment as an attribute that HTML no longer has.
            ("align", "right") => ("class".to_owned(), "end".to_owned()),
            ("align", "left") => ("class".to_owned(), "start".to_owned()),
            ("align", value) => ("class".to_owned(), value.to_owned()),
            _ => (key, value),
        };
        attributes.insert(key, value);
    }
}

/// Text without character references, of which the specification and nexus write different ones.
fn decode(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (reference, plain)| text.replace(reference, plain))
}
