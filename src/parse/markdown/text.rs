//! The plain text of an entry, by section: what search finds, and how many words there are to read.

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::{Direction, Item, Pass, blocks::Block};

/// The text below one heading, up to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Section {
    /// The index of the heading in the outline; nothing for the text before the first one.
    pub heading: Option<usize>,
    /// Without the heading's own text.
    pub text: String,
    pub code: String,
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let mut sections = vec![Section::default()];
    let mut in_code = false;
    let mut in_heading = false;
    let mut next = 0;
    for (item, range) in &pass.items {
        let outline = &pass.markdown.outline;
        let section = sections.last_mut().expect("begins with one");
        match item {
            Item::Html(_) if outline.get(next).is_some_and(|heading| heading.range == *range) => {
                sections.push(Section { heading: Some(next), ..Section::default() });
                in_heading = true;
                next += 1;
            }
            Item::Html(_) if next > 0 && outline[next - 1].range == *range => in_heading = false,
            _ if in_heading => {}
            _ if pass.unsearched.iter().any(|part| part.contains(&range.start)) => {}
            Item::Html(_) => section.text.push_str(shown(&pass.source.text[range.clone()])),
            Item::Event(Event::Start(Tag::CodeBlock(_))) => in_code = true,
            Item::Event(Event::End(TagEnd::CodeBlock)) => {
                in_code = false;
                section.code.push('\n');
            }
            Item::Event(Event::Text(text)) if in_code => section.code.push_str(text),
            Item::Event(Event::Text(text) | Event::Code(text)) => section.text.push_str(text),
            Item::Event(Event::SoftBreak | Event::HardBreak) => section.text.push(' '),
            // A list within an item is behind text that nothing has ended.
            Item::Event(Event::Start(Tag::List(_))) if !section.text.ends_with('\n') => {
                section.text.push('\n')
            }
            Item::Event(Event::End(tag)) if is_block(tag) => section.text.push('\n'),
            Item::Open(Block::Tab(label)) => section.text.extend([label, "\n"]),
            Item::Open(_) | Item::Close if !section.text.is_empty() && !section.text.ends_with('\n') => {
                section.text.push('\n')
            }
            _ => {}
        }
    }
    let texts = sections.iter().map(|section| &section.text);
    let headings = pass.markdown.outline.iter().map(|heading| &heading.text);
    pass.markdown.direction = direction(texts.clone());
    pass.text.words = texts.chain(headings).map(|text| words(text)).sum();
    pass.text.code_words = sections.iter().map(|section| words(&section.code)).sum();
    pass.text.sections = sections;
}

/// The direction of most letters. A text from left to right has none that are written the other way.
fn direction<'t>(texts: impl Iterator<Item = &'t String> + Clone) -> Option<Direction> {
    if texts.clone().all(|text| text.is_ascii()) {
        return texts.into_iter().any(|text| !text.is_empty()).then_some(Direction::LeftToRight);
    }
    let characters = || texts.clone().flat_map(|text| text.chars());
    let rtl = characters().filter(|c| is_rtl(*c) && c.is_alphabetic()).count();
    // Without any it is not asked what is a letter, but until there is one.
    if rtl == 0 {
        return characters().any(char::is_alphabetic).then_some(Direction::LeftToRight);
    }
    let all = characters().filter(|c| c.is_alphabetic()).count();
    (rtl * 2 > all).then_some(Direction::RightToLeft)
}

/// Whether a letter is one of Hebrew, Arabic or another script from right to left: by the blocks of Unicode that are reserved
/// for them (UAX #9, table 4).
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// What a piece that is HTML by now says, from how it is written: a formula in a line, or the end of a line.
fn shown(written: &str) -> &str {
    let formula = written.strip_prefix('$').and_then(|rest| rest.strip_suffix('$'));
    match formula.filter(|formula| !formula.starts_with('$')) {
        Some(formula) => formula.trim_matches('`'),
        None if written.starts_with("<br") => " ",
        None => "",
    }
}

fn is_block(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}

/// Words by white space; a run of Chinese, Japanese or Korean characters counts two characters a word.
fn words(text: &str) -> usize {
    let bytes = text.as_bytes();
    // Where words begin, as far as bytes tell, which the compiler compares many at a time.
    let is_space = |byte: u8| byte == b' ' || byte.wrapping_sub(b'\t') < 5;
    let begins =
        |(before, byte): (&u8, &u8)| u8::from(is_space(*before) & !is_space(*byte) & byte.is_ascii());
    let first = bytes.first().is_some_and(|byte| byte.is_ascii() && !is_space(*byte));
    let pairs = bytes.chunks(CHUNK).zip(bytes.get(1..).unwrap_or_default().chunks(CHUNK));
    let ascii: usize =
        pairs.map(|(before, at)| usize::from(before.iter().zip(at).map(begins).sum::<u8>())).sum();
    let (other, dense) = words_beyond_ascii(text);
    usize::from(first) + ascii + other + dense / 2
}

/// So many bytes that not more than 255 words can begin in them.
const CHUNK: usize = 255;

/// How many words begin with or behind a character that is not ASCII, and how many of these are of a dense script.
fn words_beyond_ascii(text: &str) -> (usize, usize) {
    let (mut words, mut dense) = (0, 0);
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| !byte.is_ascii()) {
        at += next;
        let mut is_behind_space = text[..at].chars().next_back().is_none_or(char::is_whitespace);
        let mut rest = text[at..].chars();
        for c in rest.by_ref() {
            let is_space = c.is_whitespace();
            // What begins behind white space of ASCII is counted with the bytes.
            words += usize::from(is_behind_space && !is_space);
            if c.is_ascii() {
                break;
            }
            is_behind_space = is_space;
            dense += usize::from(
                matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'),
            );
        }
        at = text.len() - rest.as_str().len();
    }
    (words, dense)
}

#[cfg(test)]
mod tests {
    use super::{super::tests::run, Direction, words};

    #[test]
    fn direction_is_that_of_most_letters() {
        for (text, expected) in [
            ("Some more text `مرحبا`", None),
            ("Text", Some(Direction::LeftToRight)),
            ("# عنوان\n\nمرحبا بكم Redis!", Some(Direction::RightToLeft)),
            ("123\n\n```\nx\n```", Some(Direction::LeftToRight)),
            ("日本", Some(Direction::LeftToRight)),
            ("", None),
        ] {
            assert_eq!(run(text).0.direction, expected, "{text}");
        }
    }

    #[test]
    fn words_stand_between_white_space_of_any_kind() {
        let pieces = ["a", "é", "…", " ", "\n", "\u{b}", "\u{a0}", "\u{3000}", "\u{2003}", "\u{1f}", "bc"];
        let mut seed = 1_u64;
        for length in 0..400 {
            let text: String = (0..length)
                .map(|_| {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    pieces[(seed >> 33) as usize % pieces.len()]
                })
                .collect();
            assert_eq!(words(&text), text.split_whitespace().count(), "{text:?}");
        }
        assert_eq!(words("日本語の 文"), 2 + 2);
    }
}
