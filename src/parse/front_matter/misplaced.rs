//! A front matter that is not where it belongs: below empty lines, or without its first line.

use std::ops::Range;

use super::{
    FIELDS, FrontMatter,
    block::{self, Block, Notation},
    foreign::{self, Meaning},
    read_block,
};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        source::{Source, Span},
    },
    parse::kind::Kinds,
};

/// A file that does not begin with a front matter, but seems to have one: its fields as far as they can be read, and where the
/// body begins.
pub(super) fn read(source: &Source, kinds: &Kinds, problems: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let text = &*source.text;
    let problem = |range: Range<usize>, message: &str| {
        Diagnostic::new(Code::MisplacedFrontMatter, Span::new(&source.path, range), message)
    };
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next().unwrap_or_default();
    let first = start..start + line.trim_end().len();

    // A rule below empty lines is one, unless fields follow.
    if start > 0
        && let Some(block) = block::find(&text[start..]).filter(|block| block.is_closed)
        && begins_with_field(&text[start..][block.text.clone()], block.notation)
    {
        let found = problem(first, "the front matter is not in the first line")
            .help("remove what stands before it")
            .fix("remove the empty lines", 0..start, "");
        // That GitHub knows YAML in the first line only is no trouble for other notations.
        problems.extend((block.notation == Notation::Yaml).then_some(found));
        let text = block.text.start + start..block.text.end + start;
        return read_block(source, Block { text, body: block.body + start, ..block }, kinds, problems);
    }
    let end = text.find("\n---\n").or_else(|| text.find("\n---\r\n"));
    if let Some(end) = end.filter(|end| is_block_of_fields(&text[..*end])) {
        let found = problem(first, "the front matter has no beginning")
            .help("write a line that holds only `---` above it")
            .fix("write `---` above it", 0..0, "---\n");
        problems.push(found);
        let body = text[end + 1..].find('\n').map_or(text.len(), |line| end + 1 + line + 1);
        let block = Block { notation: Notation::Yaml, text: 0..end + 1, body, is_closed: true };
        return read_block(source, block, kinds, problems);
    }
    (FrontMatter::default(), 0)
}

/// Whether a text begins with a field that entries have.
fn begins_with_field(text: &str, notation: Notation) -> bool {
    let sign = if notation == Notation::Toml { '=' } else { ':' };
    let name = text.split_once(sign).map(|(name, _)| name.trim_end());
    let is_foreign =
        |name: &str| foreign::find(name).is_some_and(|foreign| matches!(foreign.meaning, Meaning::Is(_)));
    name.is_some_and(|name| FIELDS.contains(&name) || is_foreign(name))
}

/// Whether all lines of a text, which begins with a field, may be a front matter's: fields, and what is indented or listed below.
fn is_block_of_fields(text: &str) -> bool {
    let is_field = |line: &str| {
        line.split_once(':')
            .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)))
    };
    begins_with_field(text, Notation::Yaml)
        && text.lines().all(|line| line.starts_with([' ', '-', '#']) || is_field(line))
}
