//! MDX, and components in Markdown: laid out so that the parser of CommonMark sees the blocks that MDX sees.
//!
//! What is code for MDX's compiler is left out: `import` and `export`, comments in braces, and strings in braces become their
//! text. A component's tag on a line of its own gets empty lines around it, and what it holds is moved to its own column, so
//! that it is not taken for code. What a component means is decided later, by [`components`].
//!
//! ```text
//! import { Tabs } from 'x'          ⏎
//!                                   <Tabs>
//! <Tabs>                            ⏎
//!   <TabItem label={'npm'}>    →    <TabItem label="npm">
//!     Text                          ⏎
//!   </TabItem>                      Text
//! </Tabs>                           …
//! ```

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;

use super::{
    components,
    jsx::{self, Tag},
    rewritten::Rewritten,
};
use crate::base::{
    diagnostic::{Code, Diagnostic},
    source::{Source, Span},
};

/// Containers in one another beyond this are not moved.
const DEEPEST: usize = 64;
/// Elements whose text is no Markdown.
const VERBATIM: [&str; 4] = ["pre", "script", "style", "textarea"];
/// Elements whose text can be blocks of Markdown.
const BLOCKS: [&str; 16] = [
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "figcaption",
    "figure",
    "li",
    "p",
    "section",
    "summary",
    "td",
    "th",
];
/// Further elements that begin a block.
const OTHER_BLOCKS: [&str; 15] = [
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "ul", "table", "tbody", "thead", "tr", "colgroup",
    "caption",
];
/// How often a text may be read for tags and expressions that have no end.
const ROUNDS: usize = 4;

/// The text of a file from byte `start` on, laid out for the parser.
pub(super) fn lay_out<'a>(source: &'a Source, start: usize, problems: &mut Vec<Diagnostic>) -> Rewritten<'a> {
    let file = &*source.text;
    let is_mdx = source.path.as_str().ends_with(".mdx");
    if !is_mdx && !may_have_components(&file[start..]) {
        return Rewritten::unchanged(file, start);
    }
    let layout = Layout {
        source,
        file,
        is_mdx,
        closed: closed(&file[start..]),
        at: start,
        out: Rewritten::empty(),
        open: Vec::new(),
        shift: 0,
        lists: Vec::new(),
        after_blank: true,
        in_code: false,
        fence: None,
        spans: Vec::new(),
        spans_end: start,
        fuel: ROUNDS * (file.len() - start) + 1024,
        told: HashSet::new(),
        problems,
    };
    layout.run()
}

/// Whether there is anything to do in a file that is not MDX. Most files have nothing.
fn may_have_components(text: &str) -> bool {
    MARKS.is_match(text) || text.starts_with("import ") || text.starts_with("export ")
}

/// What files have that there is something to do in: components begin with a capital letter.
static MARKS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let others = [
        "{:",
        "%%",
        "[TOC]",
        "[[toc]]",
        "[[_TOC_]]",
        "{/*",
        "{' '}",
        "{\" \"}",
        "={",
        " markdown>",
        " markdown=",
        "\nimport ",
        "\nexport ",
    ];
    let components = ('A'..='Z').map(|letter| format!("<{letter}"));
    AhoCorasick::new(components.chain(others.map(str::to_owned))).expect("a few short patterns")
});

/// The names of components that some tag closes.
pub(super) fn closed(text: &str) -> HashSet<&str> {
    let names = text.match_indices("</").filter_map(|(at, _)| {
        let rest = &text[at + 2..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.:".contains(c))?;
        components::is_name(&rest[..end]).then(|| &rest[..end])
    });
    names.collect()
}

/// What takes the place of a mark in a line.
enum Replacement {
    Nothing,
    Tag(String),
    /// A part of the file in which no sign means anything.
    Literal(Range<usize>),
}

/// A component, or an element, that holds blocks.
struct Container<'a> {
    name: &'a str,
    /// The column of its tags, as it is written out.
    column: usize,
    /// By how many columns its tags were moved.
    shift: usize,
    /// How many lists were open around it.
    lists: usize,
    /// Whether its first line is still to come.
    is_empty: bool,
}

struct Layout<'a, 'p> {
    source: &'a Source,
    file: &'a str,
    is_mdx: bool,
    closed: HashSet<&'a str>,
    /// What is read next.
    at: usize,
    out: Rewritten<'a>,
    open: Vec<Container<'a>>,
    /// By how many columns lines are moved to the left.
    shift: usize,
    /// The columns at which the text of the open list items begins, as it is written out.
    lists: Vec<usize>,
    /// Whether the line before was empty.
    after_blank: bool,
    /// Whether the line before was indented code.
    in_code: bool,
    /// The sign and the length of the fence of the code that is open.
    fence: Option<(char, usize)>,
    /// Code in the paragraph that ends at `spans_end`.
    spans: Vec<Range<usize>>,
    spans_end: usize,
    /// How many bytes may still be read in vain.
    fuel: usize,
    /// What was reported of this file.
    told: HashSet<&'static str>,
    problems: &'p mut Vec<Diagnostic>,
}

impl<'a> Layout<'a, '_> {
    fn run(mut self) -> Rewritten<'a> {
        while self.at < self.file.len() {
            self.line();
        }
        self.out
    }

    /// Lays out the line that begins at `self.at`.
    fn line(&mut self) {
        let line = self.rest_of_line();
        let body = line.trim_start_matches([' ', '\t']);
        let width = columns(&line[..line.len() - body.len()]);
        if body.trim().is_empty() {
            self.copy_line();
            self.after_blank = true;
            return;
        }
        if let Some(fence) = self.fence {
            self.move_line(width);
            if closes(body, fence) {
                self.fence = None;
            }
            return;
        }
        self.first_line_of_container(width);
        let mut column = width.saturating_sub(self.shift);
        self.follow_lists(body, column);
        let is_far = column >= self.base() + 4 && (self.after_blank || self.in_code);
        if is_far && !self.is_mdx {
            self.in_code = true;
            self.after_blank = false;
            self.move_line(width);
            return;
        }
        self.in_code = false;
        if is_far {
            // MDX has no indented code.
            column = self.base();
        }
        if let Some(length) = self.statement(column, body) {
            self.at += length + (line.len() - body.len());
            return;
        }
        let start = self.at;
        self.at += line.len() - body.len();
        self.content(start, column);
    }

    /// Lays out what begins at `self.at`, up to the line's end at least; its line, or its indentation, begins at `start`.
    fn content(&mut self, mut start: usize, mut column: usize) {
        loop {
            let rest = self.rest_of_line();
            if rest.trim().is_empty() {
                self.at += rest.len();
                return;
            }
            if let Some(end) = self.comment(self.at).or_else(|| self.unseen(self.at)) {
                self.at = end;
                self.at += self.rest_of_line().len() - self.rest_of_line().trim_start_matches(' ').len();
                continue;
            }
            let Some(tag) = self.block_tag() else { break };
            column = self.block(&tag, column);
            start = self.at;
        }
        if let Some(fence) = opens(self.rest_of_line()) {
            self.fence = Some(fence);
        }
        self.after_blank = false;
        self.indent(start, column);
        self.text();
    }

    /// Finds how far the lines of a container are to be moved, by its first one.
    fn first_line_of_container(&mut self, width: usize) {
        let Some(container) = self.open.last_mut().filter(|container| container.is_empty) else { return };
        container.is_empty = false;
        self.shift += width.saturating_sub(self.shift).saturating_sub(container.column);
    }

    /// The column below which nothing is code by its indentation alone.
    fn base(&self) -> usize {
        let (around, column) =
            self.open.last().map_or((0, 0), |container| (container.lists, container.column));
        self.lists[around.min(self.lists.len())..].last().copied().unwrap_or(column)
    }

    /// Keeps track of the list items that a line is in.
    fn follow_lists(&mut self, body: &str, column: usize) {
        let around = self.open.last().map_or(0, |container| container.lists);
        let marker = marker(body);
        if self.after_blank || marker.is_some() {
            while self.lists.len() > around && self.lists.last().is_some_and(|&list| list > column) {
                self.lists.pop();
            }
        }
        if let Some(length) = marker.filter(|_| column < self.base() + 4) {
            self.lists.push(column + length);
        }
    }

    // ---- Statements and comments

    /// The length of an `import` or `export` at the beginning of `body`.
    fn statement(&mut self, column: usize, body: &str) -> Option<usize> {
        // Within a component a statement can only be one of MDX.
        let is_at_start = column == 0 && self.rest_of_line().len() == body.len();
        if !is_at_start || !self.after_blank || !(self.is_mdx || self.open.is_empty()) {
            return None;
        }
        if body.starts_with("import ") || body.starts_with("import{") {
            return import(body, &self.file[self.at..]);
        }
        let word = body.strip_prefix("export ")?.trim_start();
        const WORDS: [&str; 9] =
            ["const ", "let ", "var ", "function ", "default ", "class ", "async ", "{", "*"];
        if !WORDS.iter().any(|start| word.starts_with(start)) {
            return None;
        }
        let length = self.export();
        self.tell(
            "export",
            self.at..self.at + "export".len(),
            "`export` is code, which nexus does not run; it is left out",
            "write what it shows as Markdown",
        );
        Some(length)
    }

    /// The length of the `export` at `self.at`: to the first empty line outside of brackets, or, if they do not match, to the
    /// first empty line.
    fn export(&mut self) -> usize {
        let (mut depth, mut length, mut to_blank) = (0_isize, 0, None);
        for line in self.file[self.at..].split_inclusive('\n') {
            if line.trim().is_empty() {
                if depth <= 0 {
                    return length;
                }
                to_blank.get_or_insert(length);
            }
            if to_blank.is_some() && self.fuel < line.len() {
                break;
            }
            depth += line
                .chars()
                .map(|c| isize::from("([{".contains(c)) - isize::from(")]}".contains(c)))
                .sum::<isize>();
            length += line.len();
        }
        if depth > 0 {
            self.fuel = self.fuel.saturating_sub(length);
        }
        to_blank.filter(|_| depth > 0).unwrap_or(length)
    }

    /// Where the comment in braces that begins at `at` ends.
    fn comment(&mut self, at: usize) -> Option<usize> {
        let inner = self.file[at..].strip_prefix('{')?.trim_start().strip_prefix("/*")?;
        let rest = self.after(inner, "*/")?.trim_start().strip_prefix('}')?;
        Some(self.file.len() - rest.len())
    }

    /// Where a mark of kramdown, MkDocs or Obsidian that begins at `at` ends, if it shows nothing: `{: .note}`, `[TOC]`, `%% aside %%`.
    fn unseen(&self, at: usize) -> Option<usize> {
        let line = self.file[at..].lines().next()?;
        if let Some(toc) = ["[TOC]", "[[toc]]", "[[_TOC_]]"].into_iter().find(|toc| line.trim_end() == *toc) {
            return Some(at + toc.len());
        }
        if let Some(rest) = line.strip_prefix("{:") {
            let length = rest.find('}')?;
            let is_list = rest[..length].chars().all(|c| c.is_alphanumeric() || " \t.#:=\"'-_/%".contains(c));
            return is_list.then_some(at + 2 + length + 1);
        }
        let rest = line.strip_prefix("%%")?;
        let is_apart = self.file[..at].chars().next_back().is_none_or(char::is_whitespace);
        rest.find("%%").filter(|_| is_apart).map(|length| at + 2 + length + 2)
    }

    /// What follows the next `mark` of `text`.
    fn after(&mut self, text: &'a str, mark: &str) -> Option<&'a str> {
        if self.fuel == 0 {
            return None;
        }
        let found = text.find(mark).map(|at| &text[at + mark.len()..]);
        if found.is_none() {
            self.fuel = self.fuel.saturating_sub(text.len());
        }
        found
    }

    // ---- Tags

    fn tag(&mut self, at: usize) -> Option<Tag<'a>> {
        if self.fuel == 0 {
            return None;
        }
        match Tag::read(&self.file[at..]) {
            Ok(tag) => Some(tag),
            Err(read) => {
                self.fuel = self.fuel.saturating_sub(read);
                None
            }
        }
    }

    /// The tag at `self.at`, if it is one that is laid out as a block.
    fn block_tag(&mut self) -> Option<Tag<'a>> {
        if !self.file[self.at..].starts_with('<') {
            return None;
        }
        let tag = self.tag(self.at)?;
        let after = &self.file[self.at + tag.length..];
        let is_alone = after.lines().next().is_none_or(|rest| rest.trim().is_empty());
        let is_component = self.is_component(&tag);
        let closes = tag.closing && self.open.iter().any(|container| container.name == tag.name);
        let is_block = closes
            || (is_component && (is_alone || components::holds_blocks(tag.name)))
            || (takes_markdown(&tag) && BLOCKS.contains(&tag.name))
            || (self.is_mdx
                && is_alone
                && (self.after_blank || BLOCKS.contains(&tag.name))
                && !VERBATIM.contains(&tag.name));
        is_block.then_some(tag)
    }

    /// Whether a tag is one of a component: by its name alone it could be text, like `<T>`.
    fn is_component(&self, tag: &Tag<'_>) -> bool {
        components::is_name(tag.name) && (self.is_mdx || tag.self_closing || self.closed.contains(tag.name))
    }

    /// Writes a tag as a block, reads on behind it, and returns the column of what follows on the same line.
    fn block(&mut self, tag: &Tag<'a>, column: usize) -> usize {
        let range = self.at..self.at + tag.length;
        self.tell_of_expressions(tag, &range);
        let mut column = column;
        let begun = self.open.iter().rposition(|container| container.name == tag.name);
        if let Some(index) = begun.filter(|_| tag.closing) {
            let container = &self.open[index];
            (column, self.shift) = (container.column, container.shift);
            self.lists.truncate(container.lists);
            self.open.truncate(index);
        }
        // The paragraphs in it are ones themselves.
        let html = if tag.name == "p" { String::new() } else { tag.to_html() };
        self.lone_line(&html, column, &range);
        self.at = range.end;
        let rest = self.rest_of_line();
        let is_alone = rest.trim().is_empty();
        if !tag.closing && !tag.self_closing && self.open.len() < DEEPEST {
            let (lists, shift) = (self.lists.len(), self.shift);
            self.open.push(Container { name: tag.name, column, shift, lists, is_empty: is_alone });
        }
        if !is_alone {
            self.at += rest.len() - rest.trim_start().len();
        }
        self.after_blank = true;
        column
    }

    /// Writes a tag between empty lines.
    fn lone_line(&mut self, tag: &str, column: usize, range: &Range<usize>) {
        let text = &self.out.text;
        let before = if text.is_empty() || text.ends_with("\n\n") {
            ""
        } else if text.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        if tag.is_empty() {
            return self.out.write(before, range.start..range.start);
        }
        self.out.write(&format!("{before}{}", " ".repeat(column)), range.start..range.start);
        self.out.write(tag, range.clone());
        self.out.write("\n\n", range.end..range.end);
    }

    // ---- Text

    /// Writes text from `self.at` to the end of the line, or of a tag or comment that goes beyond it.
    fn text(&mut self) {
        // In MDX what follows such a line is Markdown.
        let is_html = self.is_mdx && self.is_block_of_html();
        let is_comment = self.fence.is_none() && self.file[self.at..].starts_with("<!--");
        self.text_of_line();
        if is_html {
            self.out.write("\n", self.at..self.at);
        }
        // A comment at the end of its line ends a block.
        self.after_blank = is_html || (is_comment && self.file[..self.at].trim_end().ends_with("-->"));
    }

    fn is_block_of_html(&mut self) -> bool {
        let is_tag = self.fence.is_none() && self.file[self.at..].starts_with('<');
        is_tag
            && self
                .tag(self.at)
                .is_some_and(|tag| BLOCKS.contains(&tag.name) || OTHER_BLOCKS.contains(&tag.name))
    }

    fn text_of_line(&mut self) {
        let is_code = self.fence.is_some() || self.file[self.at..].starts_with('>');
        let mut copied = self.at;
        let end = self.file.len();
        while self.at < end {
            self.find_spans();
            let is_sign = |byte: &u8| matches!(byte, b'{' | b'<' | b'%' | b'\n' | b'\\');
            let next =
                self.file.as_bytes()[self.at..].iter().position(is_sign).map_or(end, |found| self.at + found);
            let sign = self.file[next..].chars().next();
            self.at = next + usize::from(sign.is_some());
            if sign == Some('\n') || sign.is_none() {
                break;
            }
            if is_code || self.is_code(next) {
                continue;
            }
            if sign == Some('\\') {
                self.at +=
                    self.file[self.at..].chars().next().filter(|&c| c != '\n').map_or(0, char::len_utf8);
                continue;
            }
            let Some((replacement, to)) =
                (if matches!(sign, Some('{' | '%')) { self.braces(next) } else { self.inline_tag(next) })
            else {
                continue;
            };
            self.at = to;
            if let Some(replacement) = replacement {
                self.out.copy(self.file, copied..next);
                self.replace(replacement, next..to);
                copied = to;
            } else if self.ends_container(next) {
                self.out.copy(self.file, copied..next);
                self.at = next;
                return self.content(next, 0);
            }
        }
        self.out.copy(self.file, copied..self.at);
    }

    /// Whether the tag at `at` is the end of the innermost container.
    fn ends_container(&self, at: usize) -> bool {
        let Some(container) = self.open.last() else { return false };
        let rest = self.file[at..].strip_prefix("</").and_then(|rest| rest.strip_prefix(container.name));
        rest.is_some_and(|rest| rest.trim_start().starts_with('>'))
    }

    fn replace(&mut self, replacement: Replacement, range: Range<usize>) {
        match replacement {
            Replacement::Nothing => {}
            Replacement::Tag(tag) => self.out.write(&tag, range),
            Replacement::Literal(part) => {
                for (at, c) in self.file[part.clone()].char_indices() {
                    let at = part.start + at;
                    if c.is_ascii_punctuation() {
                        self.out.write("\\", at..at);
                    }
                    self.out.copy(self.file, at..at + c.len_utf8());
                }
            }
        }
    }

    /// What takes the place of braces at `at`, if anything, and where they end.
    fn braces(&mut self, at: usize) -> Option<(Option<Replacement>, usize)> {
        if let Some(end) = self.comment(at).or_else(|| self.unseen(at)) {
            // Attributes of a heading are those of Markdown without the colon.
            let line = self.file[..at].rfind('\n').map_or(0, |found| found + 1);
            if self.file[line..at].starts_with('#') && self.file[at..].starts_with("{:") {
                let attributes = format!("{{{}", &self.file[at + 2..end]);
                return Some((Some(Replacement::Tag(attributes)), end));
            }
            return Some((Some(Replacement::Nothing), end));
        }
        let text = &self.file[at..];
        if !text.starts_with('{') {
            return None;
        }
        if !self.is_mdx && !["{' '}", "{\" \"}"].iter().any(|space| text.starts_with(space)) || self.fuel == 0
        {
            return None;
        }
        let length = jsx::expression(text).map_err(|read| self.fuel = self.fuel.saturating_sub(read)).ok()?;
        let code = &text[1..length - 1];
        if let Some(literal) = literal(code) {
            let start = at + 1 + literal.start;
            return Some((Some(Replacement::Literal(start..start + literal.len())), at + length));
        }
        if !code.starts_with(['#', '.', ':']) && !code.trim().is_empty() {
            self.tell(
                "expression",
                at..at + length,
                "this is an expression of MDX, which nexus does not run; it is shown as it is written",
                "write what it says; a brace that is text needs a backslash before it",
            );
        }
        None
    }

    /// What takes the place of the tag at `at`, if anything, and where it ends.
    fn inline_tag(&mut self, at: usize) -> Option<(Option<Replacement>, usize)> {
        if let Some(comment) = self.file[at..].strip_prefix("<!--") {
            return self.after(comment, "-->").map(|rest| (None, self.file.len() - rest.len()));
        }
        let tag = self.tag(at)?;
        let end = at + tag.length;
        if VERBATIM.contains(&tag.name) && !tag.closing && !tag.self_closing {
            let closing = format!("</{}", tag.name);
            return self.after(&self.file[end..], &closing).map(|rest| (None, self.file.len() - rest.len()));
        }
        let is_ours = self.is_component(&tag)
            || tag.attributes.iter().any(|(_, value)| matches!(value, jsx::Value::Expression(_)));
        if tag.is_foreign() && (is_ours || (self.is_mdx && tag.name.is_empty())) {
            self.tell_of_expressions(&tag, &(at..end));
            return Some((Some(Replacement::Tag(tag.to_html())), end));
        }
        Some((None, end))
    }

    /// Finds the code in the paragraph that begins at `self.at`, unless it is known.
    fn find_spans(&mut self) {
        if self.at < self.spans_end || self.fence.is_some() {
            return;
        }
        let text = &self.file[self.at..];
        let lines = text.split_inclusive('\n').take_while(|line| !line.trim().is_empty());
        let end = lines.map(str::len).sum();
        self.spans = code_spans(&text[..end], self.at);
        self.spans_end = self.at + end.max(1);
    }

    fn is_code(&self, at: usize) -> bool {
        let next = self.spans.partition_point(|span| span.end <= at);
        self.spans.get(next).is_some_and(|span| span.start <= at)
    }

    // ---- Lines

    fn rest_of_line(&self) -> &'a str {
        let rest = &self.file[self.at..];
        &rest[..rest.find('\n').map_or(rest.len(), |at| at + 1)]
    }

    fn copy_line(&mut self) {
        let end = self.at + self.rest_of_line().len();
        self.out.copy(self.file, self.at..end);
        self.at = end;
    }

    /// Copies a line whose text begins at column `width`, moved.
    fn move_line(&mut self, width: usize) {
        let line = self.rest_of_line();
        let start = self.at;
        self.at += line.len() - line.trim_start_matches([' ', '\t']).len();
        self.indent(start, width.saturating_sub(self.shift));
        self.copy_line();
    }

    /// Writes the indentation of a line, which in the file is from `start` to `self.at`.
    fn indent(&mut self, start: usize, column: usize) {
        let written = &self.file[start..self.at];
        if columns(written) == column {
            self.out.copy(self.file, start..self.at);
        } else {
            self.out.write(&" ".repeat(column), start..self.at);
        }
    }

    // ---- Problems

    fn tell_of_expressions(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        let is_lost = |(name, value): &(&str, jsx::Value<'_>)| matches!(value, jsx::Value::Expression(code) if ["href", "src"].contains(name) && jsx::texts(code).is_none());
        if tag.attributes.iter().any(is_lost) {
            self.tell(
                "address",
                range.clone(),
                "the address is an expression of MDX, which nexus does not run; it is left out",
                "write the address itself",
            );
        }
    }

    /// Reports something once per file.
    fn tell(&mut self, what: &'static str, range: Range<usize>, message: &str, cure: &str) {
        if self.told.insert(what) {
            let span = Span::new(&self.source.path, range);
            self.problems.push(Diagnostic::new(Code::ForeignMarkup, span, message).help(cure));
        }
    }
}

/// Whether what an HTML element holds is Markdown, as kramdown and MkDocs write it.
fn takes_markdown(tag: &Tag<'_>) -> bool {
    tag.attributes.iter().any(|(name, value)| {
        let is_on = match value {
            jsx::Value::Nothing => true,
            jsx::Value::Quoted(value) => matches!(*value, "1" | "block" | "span"),
            jsx::Value::Expression(_) => false,
        };
        *name == "markdown" && is_on
    })
}

/// How wide white space is, with tab stops of four columns.
fn columns(white: &str) -> usize {
    white.chars().fold(0, |column, c| if c == '\t' { column / 4 * 4 + 4 } else { column + 1 })
}

/// The width of the marker of a list item, with the space after it.
fn marker(body: &str) -> Option<usize> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let sign = body[digits..].chars().next()?;
    let is_marker = if digits == 0 { "-*+".contains(sign) } else { digits < 10 && ".)".contains(sign) };
    let rest = &body[digits + sign.len_utf8()..];
    let spaces = rest.bytes().take_while(|&byte| byte == b' ').count();
    let is_empty = rest.trim().is_empty();
    (is_marker && (is_empty || spaces > 0))
        .then_some(digits + 1 + if is_empty || spaces > 4 { 1 } else { spaces })
}

/// The sign and the length of a code fence at the beginning of a line, which may be in a list item.
fn opens(line: &str) -> Option<(char, usize)> {
    let mut body = line.trim_start();
    while let Some(width) = marker(body) {
        body = body.get(width..)?.trim_start();
    }
    let sign = body.chars().next().filter(|c| "`~".contains(*c))?;
    let length = body.chars().take_while(|&c| c == sign).count();
    let is_fence = length >= 3 && (sign == '~' || !body[length..].contains('`'));
    is_fence.then_some((sign, length))
}

fn closes(body: &str, (sign, length): (char, usize)) -> bool {
    let body = body.trim_end();
    body.len() >= length && body.chars().all(|c| c == sign)
}

/// The length of an `import` at the beginning of `body`; it may go on in `text` to where it is from.
fn import(body: &str, text: &str) -> Option<usize> {
    let named = body["import".len()..].trim_start();
    if !named.starts_with(|c: char| c.is_alphanumeric() || "{*'\"_$".contains(c)) {
        return None;
    }
    let mut length = 0;
    for line in text.split_inclusive('\n').take(64).take_while(|line| !line.trim().is_empty()) {
        length += line.len();
        let end = line.split("//").next().filter(|before| !before.ends_with(':')).unwrap_or(line);
        let end = end.trim_end().trim_end_matches(';').trim_end();
        if end.ends_with(['\'', '"']) {
            let is_whole = named.starts_with(['\'', '"'])
                || text[..length].contains(" from ")
                || text[..length].contains("}from");
            return is_whole.then_some(length);
        }
    }
    None
}

/// Where code is in a paragraph that begins at byte `start`: backticks, up to as many backticks.
fn code_spans(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let begin = at + found;
        let length = text[begin..].bytes().take_while(|&byte| byte == b'`').count();
        let is_escaped = text[..begin].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1;
        runs.push((begin, length, is_escaped));
        at = begin + length;
    }
    // For each run the next one of the same length.
    let mut latest = std::collections::HashMap::new();
    let mut closers = vec![None; runs.len()];
    for (index, &(begin, length, _)) in runs.iter().enumerate().rev() {
        closers[index] = latest.insert(length, begin);
    }
    let mut spans: Vec<Range<usize>> = Vec::new();
    for (&(begin, length, is_escaped), closer) in runs.iter().zip(closers) {
        let is_inside = spans.last().is_some_and(|span| begin + start < span.end);
        if let Some(end) = closer.filter(|_| !is_inside && !is_escaped) {
            spans.push(begin + start..end + length + start);
        }
    }
    spans
}

/// Where the text of a string is in an expression that is nothing else, and has nothing that is written as something else.
fn literal(code: &str) -> Option<Range<usize>> {
    let trimmed = code.trim();
    let start = code.len() - code.trim_start().len() + 1;
    let text = trimmed.get(1..trimmed.len().checked_sub(1)?)?;
    let is_plain = !text.contains(['\\', '\n'])
        && jsx::texts(trimmed).is_some_and(|texts| texts.len() == 1 && texts[0] == text);
    is_plain.then(|| start..start + text.len())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{
        super::tests::{check, run_file},
        lay_out,
    };
    use crate::base::{path::SourcePath, source::Source};

    fn check_mdx(text: &str, expected: Expect) {
        expected.assert_eq(&run_file("content/a.mdx", text).2);
    }

    #[test]
    fn statements_and_comments_are_left_out() {
        check(
            "import { A,\n  B } from 'x';\nimport C from \"y\"\n\nexport const d = {\n\n  e: 1,\n};\n\na {/* b\n\nc */} d{' '}e `{/* f */}`\n\n{/* g */}\n\nimport what you need\nfrom 'h'.\n\n    import I from 'j'\n",
            expect![[r#"
                <p>a  d e <code>{/* f */}</code></p>
                <p>import what you need
                from &#39;h&#39;.</p>
                text: "import I from 'j'\n" }
                5:1 foreign-markup: `export` is code, which nexus does not run; it is left out
            "#]],
        );
    }

    #[test]
    fn marks_that_show_nothing_are_left_out() {
        check(
            "# T\n\n## H {: #h }\n\na\n{: .lead #b}\n\n[TOC]\n\n1. c\n{:toc}\n\n*d*{: .e} 5%% f%% %% g %% `{: .h}` {:.i[j]}\n\n    {: .k}\n",
            expect![[r##"
                <h2 id="h">H <a class="anchor" href="#h" aria-label="Link to section: H">#</a></h2>
                <p>a</p>
                <ol>
                <li>c</li>
                </ol>
                <p><em>d</em> 5%% f%%  <code>{: .h}</code> {:.i[j]}</p>
                text: "{: .k}\n" }
            "##]],
        );
    }

    #[test]
    fn what_a_component_holds_is_markdown_at_its_own_column() {
        check(
            "<Tabs>\n    <TabItem label={'npm'}>\n        Text **a**\n        - b\n            ```sh\n            <C x={1}>\n              d\n            ```\n    </TabItem>\n    <TabItem label=\"pnpm\">e</TabItem>\n</Tabs>\n\n1. f\n\n   <Aside type=\"tip\" title=\"T\">\n     g\n   </Aside>\n2. h\n\n       code <Aside>\n",
            expect![[r##"
                <div class="tabs">

                <section><p class="tab-name">npm</p>

                <p>Text <strong>a</strong></p>
                <ul>
                <li>bCodeBlock { language: Some("sh"), text: "<C x={1}>\n  d\n" }
                </li>
                </ul>
                </section>

                <section><p class="tab-name">pnpm</p>

                <p>e</p>
                </section>

                </div>

                <ol>
                <li><p>f</p>
                <div class="alert alert-tip" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>T</p>

                <p>g</p>
                </div>

                </li>
                <li><p>h</p>
                text: "code <Aside>\n" }
                </li>
                </ol>
            "##]],
        );
    }

    #[test]
    fn name_of_a_type_is_text() {
        check(
            "A `Vec<T>` or Vec<T> or Box<Self>, <FAQ>x</FAQ> <BR>\n\n<U>\n",
            expect![[r#"
                <p>A <code>Vec&lt;T&gt;</code> or Vec&lt;T&gt; or Box&lt;Self&gt;, x <br></p>
                <u>
                </u>1:18 unknown-html: `<T>` is not kept; it is shown as text
                1:28 unknown-html: `<Self>` is not kept; it is shown as text
                1:36 foreign-markup: `<FAQ>` is a component that nexus does not have; only what it holds is shown
                3:1 unknown-html: `<u>` is not closed in the block that it stands in
            "#]],
        );
    }

    #[test]
    fn html_may_hold_markdown() {
        check(
            "<div markdown=\"1\" class=\"x\">\n**a**\n</div>\n\n<p markdown=\"1\">*b* [c](d.md)</p>\n\n<div>\n**e**\n</div>\n",
            expect![[r#"
                <div class="x">
                <p><strong>a</strong></p>
                </div>
                <p><em>b</em> <a to="d.md">c</a></p>
                <div>
                **e**
                </div>
            "#]],
        );
    }

    #[test]
    fn mdx_has_no_indented_code_and_no_raw_html() {
        check_mdx(
            "<details className=\"x\" style={{a: 1}}>\n<summary>a</summary>\n**b** {c.d} {`e*`} {}\n\n      f\n\n</details>\n\n<>\ng <a href={h}>i</a>\n</>\n\n<p>\n  j\n</p>\n",
            expect![[r#"
                <details class="x">
                <summary>a</summary>
                <p><strong>b</strong> {c.d} e* {}</p>
                <p>f</p>
                </details>
                <p>g <a>i</a></p>
                <p>j</p>
                3:7 foreign-markup: this is an expression of MDX, which nexus does not run; it is shown as it is written
                10:3 foreign-markup: the address is an expression of MDX, which nexus does not run; it is left out
            "#]],
        );
    }

    #[test]
    fn hostile_text_is_laid_out_quickly() {
        for text in [
            "<A b={\n".repeat(50_000),
            "<A b=\"\n".repeat(50_000),
            "{/* `\n".repeat(50_000),
            "<Ab>\n".repeat(20_000),
            "</Ab>\n<Ab>\n`".repeat(20_000),
            "\nexport const a = {\n".repeat(20_000),
            "\nexport const a = {".repeat(20_000),
            "\nimport a\n".repeat(20_000),
            "{'\n".repeat(50_000),
            "a <Ab>b</Ab> <!-- ".repeat(20_000),
            "<pre><A>\n".repeat(20_000),
            "- ".repeat(20_000) + "<Ab/>",
            "`".repeat(50_000) + "{",
            " ".repeat(50_000) + "<Ab>\n" + &"a\n".repeat(20_000),
        ] {
            for path in ["content/a.md", "content/a.mdx"] {
                lay_out(&Source::new(SourcePath::new(path), &text), 0, &mut Vec::new());
            }
        }
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = "import A from 'a'\n\n<Card>\n    See [x](y.md).\n\n    <Bb c={d} />\n</Card>\n";
        let (markdown, _, shown) = run_file("content/a.mdx", text);
        assert_eq!(&text[markdown.links[0].range.clone()], "y.md", "{shown}");
        assert!(shown.ends_with("6:5 foreign-markup: `<Bb>` is a component that nexus does not have; nothing is shown in its place\n"), "{shown}");
    }
}
