//! Code blocks: the info string behind the fence, and the hole that the coloured block fills later.
//!
//! ```text
//! ```python title="app/settings.py" numbered {2,5-7,+8,-9} wrap fold="1-4"
//! ```
//!
//! `{2}` highlights a line, `{+8}` shows it as added and `{-9}` as removed; `fold` puts lines away until they are wanted.
//! Blocks directly below one another that each have a `tab="pip"` become tabs. A block with
//! `file="examples/tasks.py#retry"` shows that region of that file in place of its own text.

use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::{Body, Hole, Item, Pass, blocks::Block, diagrams};
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        diagnostic::Code,
        names,
        path::{CONTENT, SourcePath, normalize, parent},
        source::Source,
    },
    parse::highlight::{self, CodeBlock},
};

mod info;
mod marks;

use info::{Fault, Info};

/// The attributes, for suggestions.
const ATTRIBUTES: [&str; 6] = ["file", "title", "numbered", "wrap", "fold", "tab"];

/// A file, or a region of it, that a code block shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The index of the block.
    pub code: usize,
    /// As written: relative to the entry's folder, or below `content/` with a slash before it.
    pub file: String,
    pub region: Option<String>,
    /// The last line that the block is to show otherwise.
    pub last_line: Option<usize>,
    /// Where both stand.
    pub range: Range<usize>,
    /// The file that it stands in, if it is another one than the page's.
    pub origin: Option<SourcePath>,
}

impl Hash for Excerpt {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { code, file, region, last_line, range: _, origin } = self;
        (code, file, region, last_line, origin).hash(state);
    }
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.has(|event| matches!(event, Event::Start(Tag::CodeBlock(_)))) {
        return;
    }
    let mut tabs = 0;
    let mut items = pass.take_items().into_iter().peekable();
    while let Some((item, range)) = items.next() {
        let Item::Event(Event::Start(Tag::CodeBlock(kind))) = item else {
            pass.keep(item, range);
            continue;
        };
        let Info { mut block, tab, file, .. } = match kind {
            CodeBlockKind::Fenced(info) => {
                report_unclosed(pass, &range);
                read_info(pass, &info, &range)
            }
            CodeBlockKind::Indented => Info::default(),
        };
        for (item, _) in items.by_ref() {
            match item {
                Item::Event(Event::Text(text)) => block.text.push_str(&text),
                Item::Event(Event::End(TagEnd::CodeBlock)) => break,
                _ => {}
            }
        }
        let next_is_tab = matches!(items.peek(), Some((Item::Event(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))), _)) if info::has_tab(info));
        if let Some(name) = &tab {
            if tabs == 0 {
                begin_tabs(pass, name, next_is_tab, &range);
            }
            tabs += 1;
            pass.keep(Item::Open(Block::Tab(name.clone())), range.clone());
        }
        marks::apply(&mut block);
        match (file, included(pass.source, &block.text)) {
            (Some(file), _) => take_excerpt(pass, &mut block, &file, &range),
            (None, Some((file, region))) => take_include(pass, &mut block, &file, region, &range),
            (None, None) => lines_beyond(pass, &block, &range),
        }
        let drawing = match block.language.as_deref() {
            Some("mermaid") => diagrams::draw(pass, &block, &range),
            _ => None,
        };
        let is_drawn = drawing.is_some();
        if let Some(drawing) = drawing {
            let figure = Body::from("<figure class=\"diagram\">").with(&drawing);
            pass.html(figure.then("<details><summary>Source</summary>\n"), range.clone());
        }
        pass.keep(Item::Hole(Hole::Code(pass.text.code.len())), range.clone());
        pass.text.code.push(block);
        if is_drawn {
            pass.html("</details></figure>\n", range.clone());
        }
        if tab.is_some() {
            pass.keep(Item::Close, range.clone());
            if !next_is_tab {
                tabs = 0;
                pass.keep(Item::Close, range);
            }
        }
    }
}

/// Notes that the block shows a file; the file also names the block, and its language, if nothing else does.
fn take_excerpt(pass: &mut Pass<'_, '_>, block: &mut CodeBlock, written: &str, range: &Range<usize>) {
    let (file, region) = match written.split_once('#') {
        Some((file, region)) => (file, Some(region.to_owned())),
        None => (written, None),
    };
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    block.language = block.language.take().or(extension.filter(|name| highlight::is_known(name)));
    block.title = block.title.take().or_else(|| Some(file.trim_start_matches(['.', '/']).to_owned()));
    let line = first_line(pass, range);
    let at = line.start + pass.source.text[line].rfind(written).unwrap_or(0);
    let code = pass.text.code.len();
    let range = at..at + written.len();
    let (file, last_line) = (file.to_owned(), block.last_line_named());
    pass.markdown.excerpts.push(Excerpt { code, file, region, last_line, range, origin: None });
}

/// The file below `content/` that a block of mdBook shows (`{{#rustdoc_include src/main.rs:here}}`), as it is written, and the part of it.
pub(super) fn included(source: &Source, text: &str) -> Option<(String, Option<String>)> {
    let inner = text.trim().strip_prefix("{{#")?.strip_suffix("}}")?;
    let (word, written) = inner.split_once(' ')?;
    let is_include = ["include", "rustdoc_include", "playground", "playpen"].contains(&word);
    let written = written.trim();
    let (file, region) = match written.split_once(':') {
        Some((file, region)) => (file, Some(region)),
        None => (written, None),
    };
    let folder = parent(source.path.below(CONTENT).unwrap_or_default());
    (is_include && !file.contains(['{', '\n']) && normalize(folder, file).is_some())
        .then(|| (file.to_owned(), region.map(str::to_owned)))
}

/// As [`take_excerpt`]; the block needs no title.
fn take_include(
    pass: &mut Pass<'_, '_>,
    block: &mut CodeBlock,
    file: &str,
    region: Option<String>,
    range: &Range<usize>,
) {
    let at = range.start + pass.source.text[range.clone()].find(file).unwrap_or(0);
    let excerpt = Excerpt {
        code: pass.text.code.len(),
        file: file.to_owned(),
        region,
        last_line: block.last_line_named(),
        range: at..at + file.len(),
        origin: None,
    };
    pass.markdown.excerpts.push(excerpt);
    block.text.clear();
}

fn begin_tabs(pass: &mut Pass<'_, '_>, name: &str, more: bool, range: &Range<usize>) {
    if !more {
        let problem = pass
            .problem(Code::Markup, first_line(pass, range), format!("the tab `{name}` stands alone"))
            .help("tabs are code blocks directly below one another, each with `tab=\"…\"`");
        pass.report(problem);
    }
    pass.keep(Item::Open(Block::Tabs), range.clone());
}

/// The first line of what stands in `range`.
/// Reports a block that nothing ends but the end of the text around it.
fn report_unclosed(pass: &mut Pass<'_, '_>, range: &Range<usize>) {
    let written = &pass.source.text[range.clone()];
    let Some(sign) = written.chars().next().filter(|sign| "`~".contains(*sign)) else { return };
    let fence: String = written.chars().take_while(|c| *c == sign).collect();
    // What stands for a fence is checked where it is read.
    if !matches!(sign, '`' | '~') {
        return;
    }
    let last = written.trim_end().lines().skip(1).last().unwrap_or_default();
    // Blocks within quotes have its signs before each line.
    let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
    if last.len() >= fence.len() && last.chars().all(|c| c == sign) {
        return;
    }
    let problem = pass
        .problem(Code::UnclosedCode, first_line(pass, range), "the code block has no end")
        .label("it begins here")
        .help(format!("end it with a line that holds only `{fence}`; until then all that follows is code"));
    pass.report(problem);
}

fn first_line(pass: &Pass<'_, '_>, range: &Range<usize>) -> Range<usize> {
    let line = pass.source.text[range.clone()].lines().next().unwrap_or_default();
    range.start..range.start + line.trim_end().len()
}

fn read_info(pass: &mut Pass<'_, '_>, written: &str, range: &Range<usize>) -> Info {
    let mut found = info::read(written);
    if let Some(language) = &found.language {
        let name = language.to_lowercase();
        if !highlight::is_known(&name) {
            unknown_language(pass, language, range);
        }
        found.block.language = Some(name);
    }
    for fault in &found.faults {
        report_fault(pass, fault, range);
    }
    found
}

fn report_fault(pass: &mut Pass<'_, '_>, fault: &Fault, range: &Range<usize>) {
    let line = first_line(pass, range);
    let place = |written: &str| {
        let at = range.start + pass.source.text[line.clone()].rfind(written).unwrap_or(0);
        at..at + written.len()
    };
    let problem = match fault {
        Fault::Unknown(word) => pass
            .problem(Code::ForeignMarkup, place(word), format!("`{word}` has no effect on a code block"))
            .did_you_mean(word, ATTRIBUTES)
            .help(
                "after the language you can write: title=\"…\", numbered, {2,5-7,+8,-9}, wrap, fold=\"1-4\", tab=\"…\", file=\"…#region\"",
            ),
        Fault::NoValue(word) => pass
            .problem(Code::ForeignMarkup, place(word), format!("`{word}` of a code block needs a value"))
            .help(format!("write `{word}=\"…\"`")),
        Fault::NoLines(written, lines) => pass
            .problem(Code::Markup, place(lines), format!("`{written}` names no lines"))
            .help("lines are counted from 1: `fold=\"1-4,9\"`, `{2,5-7,+8,-9}`"),
    };
    pass.report(problem);
}

/// Reports lines that the block does not have. Those of a block that shows a file are not known yet.
fn lines_beyond(pass: &mut Pass<'_, '_>, block: &CodeBlock, range: &Range<usize>) {
    let count = block.text.lines().count();
    // An include of another tool stands for lines that nobody knows here; it is reported as what it is.
    if count == 1 && block.text.starts_with('{') {
        return;
    }
    let Some(last) = block.last_line_named().filter(|last| *last > count) else { return };
    let line = first_line(pass, range);
    let at = range.start + pass.source.text[line.clone()].rfind(&last.to_string()).unwrap_or(0);
    let problem = pass
        .problem(
            Code::Markup,
            at..(at + last.to_string().len()).min(line.end),
            format!("the block has no line {last}"),
        )
        .help(format!("its last line is {count}; lines are counted from 1"));
    pass.report(problem);
}

fn unknown_language(pass: &mut Pass<'_, '_>, language: &str, range: &Range<usize>) {
    let at = range.start + pass.source.text[range.clone()].find(language).unwrap_or(0);
    let problem = pass
        .problem(
            Code::UnknownLanguage,
            at..at + language.len(),
            format!("no language is called `{language}`"),
        )
        .meant(names::slip(language, highlight::languages()))
        .help("use `text` for a block without colours");
    pass.report(problem);
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::{check, run_problems};

    #[test]
    fn blocks_below_one_another_are_tabs() {
        check(
            "```sh tab=\"pip\"\na\n```\n\n```sh tab=<uv>\nb\n```\n```\nc\n```\n\n```sh tab=x\n```\ntext\n",
            expect![[r#"
                <div class="tabs">
                <section><p class="tab-name">pip</p>
                CodeBlock { language: Some("sh"), text: "a\n" }
                </section>
                <section><p class="tab-name">&lt;uv&gt;</p>
                CodeBlock { language: Some("sh"), text: "b\n" }
                </section>
                </div>
                text: "c\n" }
                <div class="tabs">
                <section><p class="tab-name">x</p>
                CodeBlock { language: Some("sh"), text: "" }
                </section>
                </div>
                <p>text</p>
                12:1 markup: the tab `x` stands alone
            "#]],
        );
    }

    #[test]
    fn suggestion_is_one_letter_off_and_no_other_language() {
        let label = |text: &str| {
            run_problems(text).into_iter().map(|problem| (problem.message, problem.label)).collect::<Vec<_>>()
        };
        assert_eq!(
            label("```pyhton\na\n```\n"),
            [("no language is called `pyhton`".to_owned(), Some("did you mean `python`?".to_owned()))]
        );
        assert_eq!(label("```qbs\na\n```\n"), [("no language is called `qbs`".to_owned(), None)]);
    }
}
