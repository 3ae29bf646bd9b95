//! Running text: what a reader reads in one go, in which the site explains its terms.
//!
//! Not part of it are headings, links, code, and all that a definition cannot stand in: labels of tasks, summaries, heads of
//! tables. Each piece leaves a hole; which of its words are terms is known once all pages are.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::{Hole, Item, Pass};

/// Elements of raw HTML whose text is no running text.
const APART: [&str; 15] =
    ["a", "abbr", "code", "dfn", "dt", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "samp", "summary", "th"];

/// Whether the text in a raw element stands apart from the running text.
pub(super) fn is_apart(element: &str) -> bool {
    APART.contains(&element)
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let apart = joined(std::mem::take(&mut pass.apart));
    let mut depth = 0_usize;
    let mut in_heading = false;
    let mut next = 0;
    // Where the piece at hand begins in the running text, and in the file.
    let mut piece: Option<(usize, Range<usize>)> = None;
    for (item, range) in pass.take_items() {
        let outline = &pass.markdown.outline;
        match &item {
            Item::Html(_) if outline.get(next).is_some_and(|heading| heading.range == range) => {
                in_heading = true;
                next += 1;
            }
            Item::Html(_) if next > 0 && outline[next - 1].range == range => in_heading = false,
            Item::Event(Event::Start(tag)) if stands_apart(&tag.to_end()) => depth += 1,
            Item::Event(Event::End(tag)) if stands_apart(tag) => depth -= 1,
            _ => {}
        }
        let text = match &item {
            _ if depth > 0 || in_heading || contains(&apart, range.start) => None,
            Item::Event(Event::Text(text)) => Some(&**text),
            Item::Event(Event::SoftBreak) => Some("\n"),
            _ => None,
        };
        let Some(text) = text else {
            finish(pass, &mut piece);
            pass.keep(item, range);
            continue;
        };
        let start = pass.text.prose.len();
        piece = match piece {
            Some((start, before)) => Some((start, before.start..range.end)),
            None => Some((start, range)),
        };
        pass.text.prose.push_str(text);
    }
    finish(pass, &mut piece);
}

fn finish(pass: &mut Pass<'_, '_>, piece: &mut Option<(usize, Range<usize>)>) {
    if let Some((start, range)) = piece.take() {
        let end = pass.text.prose.len();
        pass.keep(Item::Hole(Hole::Prose { start, end }), range);
    }
}

fn stands_apart(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::TableHead | TagEnd::DefinitionListTitle
    )
}

/// The ranges in order, those that overlap as one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

fn contains(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.start <= at)
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;

    #[track_caller]
    fn check(text: &str, pieces: &[&str]) {
        let (_, rendered, _) = run(text);
        let holes = rendered.body.holes.iter();
        let found: Vec<&str> = holes
            .filter_map(|(_, hole)| match *hole {
                super::Hole::Prose { start, end } => Some(&rendered.prose[start..end]),
                _ => None,
            })
            .collect();
        assert_eq!(found, pieces);
    }

    #[test]
    fn headings_links_and_code_are_no_running_text() {
        check(
            "# T\n\na\nb *c* `d` [e](f) ![g](h)\n\n## H *x*\n\ni\n\n    code\n",
            &["a\nb ", "c", " ", " ", " ", "i"],
        );
    }

    #[test]
    fn what_holds_no_definition_is_no_running_text() {
        check(
            "| a |\n|---|\n| b |\n\n- [ ] c\n- [x] d\n\n  e\n\nf <a href=\"x\">g *h* <kbd>i</kbd></a> j\n",
            &["b", "e", "f ", " j"],
        );
        check("<details>\n<summary>\n\na\n\n</summary>\n\nb\n\n</details>\n\nc\n: d\n", &["b", "d"]);
    }

    #[test]
    fn abbreviations_part_the_text() {
        check("a HTML b\n\n*[HTML]: Hypertext\n", &["a ", " b"]);
    }
}
