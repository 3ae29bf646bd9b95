//! The plain text of an entry, by section: what search finds, and how many words there are to read.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Item, Pass};

/// The text below one heading, up to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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
            Item::Event(Event::Start(Tag::CodeBlock(_))) => in_code = true,
            Item::Event(Event::End(TagEnd::CodeBlock)) => {
                in_code = false;
                section.code.push('\n');
            }
            Item::Event(Event::Text(text)) if in_code => section.code.push_str(text),
            Item::Event(Event::Text(text) | Event::Code(text)) => section.text.push_str(text),
            Item::Event(Event::SoftBreak | Event::HardBreak) => section.text.push(' '),
            Item::Event(Event::End(tag)) if is_block(tag) => section.text.push('\n'),
            _ => {}
        }
    }
    let texts = sections.iter().map(|section| &section.text);
    let headings = pass.markdown.outline.iter().map(|heading| &heading.text);
    pass.text.words = texts.chain(headings).map(|text| words(text)).sum();
    pass.text.code_words = sections.iter().map(|section| words(&section.code)).sum();
    pass.text.sections = sections;
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
    let (mut spaced, mut dense) = (0, 0);
    let mut in_word = false;
    for c in text.chars() {
        let is_space = c.is_whitespace();
        spaced += usize::from(in_word && is_space);
        in_word = !is_space;
        dense += usize::from(
            matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'),
        );
    }
    spaced + usize::from(in_word) + dense / 2
}
