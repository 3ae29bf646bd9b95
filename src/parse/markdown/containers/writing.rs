//! Puts blocks in the place of marks, among the items that the parser made of the text with signs in their place.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::{
    Marks,
    marks::{Leaf, Mark, Opening, Own, Says},
    names::Shape,
    reading,
    titles::{capitalized, labelled},
};
use crate::{
    base::source::Source,
    parse::markdown::{
        Item, Items, Pass,
        blocks::{Block, Fold},
        sentences::is_inline,
        shapes::{self, Written},
    },
};

/// What is open around the item at hand.
enum Frame {
    /// A block or span of Markdown, whose end is to come.
    Markdown(TagEnd),
    /// One whose end has been written already, because what ends a container around it is in it.
    Ended,
    /// A list, which is written as soon as it has an item of its own, and ended before an item that is a container.
    List {
        start: Option<u64>,
        range: Range<usize>,
        is_open: bool,
    },
    Container(Container),
}

struct Container {
    /// The first byte of its mark.
    at: usize,
    shape: Shape,
    ends: Ends,
    /// How many blocks it has opened.
    blocks: usize,
    /// Where a paragraph begins among the items that was opened for text that is in none: the text of a tight list is such.
    paragraph: Option<usize>,
}

/// What ends a container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// A mark.
    AtMark,
    /// The end of the item that it is.
    AtItem,
    /// The next tab, or the end of them all.
    AtPart,
    /// The end of the only block in it.
    AfterBlock,
}

pub(super) struct Writer<'w, 'a, 'p> {
    pub(super) pass: &'w mut Pass<'a, 'p>,
    pub(super) marks: &'w Marks,
    frames: Vec<Frame>,
    /// How many items there were when tabs ended last: another tab that begins there is one of them.
    after_tab: Option<usize>,
    /// How many items of the sign of a mark are still to come.
    skip: usize,
}

pub(super) fn write<'a>(pass: &mut Pass<'a, '_>, marks: &Marks, items: Items<'a>) {
    let end = pass.source.text.len();
    let mut writer = Writer { pass, marks, frames: Vec::new(), after_tab: None, skip: 0 };
    // Those of which the items show nothing, because they are empty lines.
    let mut hidden = marks.values().filter(|mark| mark.in_html).peekable();
    for (item, range) in items {
        let at = if matches!(item, Item::Event(Event::End(_))) { range.end } else { range.start };
        while let Some(mark) = hidden.next_if(|mark| mark.range.start < at) {
            writer.mark(mark);
        }
        writer.item(item, range);
    }
    hidden.for_each(|mark| writer.mark(mark));
    while let Some(frame) = writer.frames.pop() {
        writer.finish(frame, end, true);
    }
}

impl<'a> Writer<'_, 'a, '_> {
    fn item(&mut self, item: Item<'a>, range: Range<usize>) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        match item {
            Item::Event(Event::Rule) if self.marks.contains_key(&range.start) => {
                self.mark(&self.marks[&range.start]);
            }
            Item::Event(Event::Start(Tag::List(start))) => {
                self.end_paragraph();
                self.frames.push(Frame::List { start, range, is_open: false });
            }
            Item::Event(Event::Start(Tag::Item)) => self.list_item(range),
            Item::Event(Event::Start(Tag::CodeBlock(kind))) => self.code(kind, range),
            Item::Event(Event::Start(tag)) => {
                self.begin_or_end_paragraph(is_inline(&tag.to_end()), &range);
                self.frames.push(Frame::Markdown(tag.to_end()));
                self.pass.keep(Item::Event(Event::Start(tag)), range);
            }
            Item::Event(Event::End(_)) => self.end(range),
            item => {
                let is_block = matches!(item, Item::Event(Event::Rule | Event::Html(_)));
                self.begin_or_end_paragraph(!is_block, &range);
                self.pass.keep(item, range);
            }
        }
    }

    /// Begins an item of a list, or the container that it stands for.
    fn list_item(&mut self, range: Range<usize>) {
        let mark = reading::indented(&self.pass.source.text, &range, self.marks).map(|at| &self.marks[&at]);
        if let Some(Frame::List { start, range: list, is_open }) = self.frames.last_mut() {
            let list = list.clone();
            match (mark, *is_open) {
                (Some(_), true) => {
                    self.pass.keep(Item::Event(Event::End(TagEnd::List(start.is_some()))), list);
                    *is_open = false;
                }
                (None, false) => {
                    self.pass.keep(Item::Event(Event::Start(Tag::List(*start))), list);
                    *is_open = true;
                }
                _ => {}
            }
        }
        let Some(mark) = mark else {
            self.frames.push(Frame::Markdown(TagEnd::Item));
            self.pass.keep(Item::Event(Event::Start(Tag::Item)), range);
            return;
        };
        // The beginning and the end of an empty heading.
        self.skip = 2;
        if let Some(opening) = mark.opening() {
            self.begin(mark, opening, Ends::AtItem, range);
        }
    }

    /// Begins a code block, which may be a tab.
    fn code(&mut self, kind: CodeBlockKind<'a>, range: Range<usize>) {
        self.end_paragraph();
        let in_group =
            matches!(self.frames.last(), Some(Frame::Container(Container { shape: Shape::CodeGroup, .. })));
        let mark = self.marks.get(&range.start);
        let kind = match (kind, mark.and_then(Mark::opening)) {
            (_, Some(Opening { shape: Shape::Code(language), .. })) => {
                CodeBlockKind::Fenced(language.clone().into())
            }
            (_, Some(Opening { shape: Shape::CodeTab(language), title, .. })) => {
                let label = self.label(title.clone());
                self.begin_tab(range.start, label, Ends::AfterBlock, false, range.clone());
                CodeBlockKind::Fenced(language.clone().into())
            }
            (CodeBlockKind::Fenced(info), None) if in_group => {
                let (label, info) = labelled(&info);
                self.begin_tab(range.start, label, Ends::AfterBlock, false, range.clone());
                CodeBlockKind::Fenced(info.into())
            }
            (kind, _) => kind,
        };
        self.frames.push(Frame::Markdown(TagEnd::CodeBlock));
        self.pass.keep(Item::Event(Event::Start(Tag::CodeBlock(kind))), range);
    }

    /// Ends the block or span of Markdown that was begun last, and containers that were begun in it.
    fn end(&mut self, range: Range<usize>) {
        while let Some(frame) = self.frames.pop() {
            match frame {
                Frame::Container(Container {
                    ends: Ends::AtMark | Ends::AtPart | Ends::AfterBlock, ..
                }) => {
                    self.finish(frame, range.end, true);
                }
                Frame::Markdown(tag) => {
                    self.pass.keep(Item::Event(Event::End(tag)), range.clone());
                    break;
                }
                frame => {
                    self.finish(frame, range.end, false);
                    break;
                }
            }
        }
        let is_over =
            |frame: &mut Frame| matches!(frame, Frame::Container(Container { ends: Ends::AfterBlock, .. }));
        if let Some(frame) = self.frames.pop_if(is_over) {
            self.finish(frame, range.end, false);
        }
    }

    /// Does what a mark says.
    fn mark(&mut self, mark: &Mark) {
        match &mark.says {
            Says::Open(_, opening) | Says::Indented(opening) => {
                let end = mark.partner.and_then(|end| self.marks.get(&end)).unwrap_or(mark).range.end;
                self.begin(mark, opening, Ends::AtMark, mark.range.start..end);
            }
            Says::Close(_) => self.close(mark),
            Says::Part(label) => self.part(mark, label.clone()),
            Says::Leaf(leaf) => {
                self.end_paragraph();
                self.leaf(leaf, &mark.range);
            }
        }
    }

    /// Begins a container; `range` is where it is with its content.
    fn begin(&mut self, mark: &Mark, opening: &Opening, ends: Ends, range: Range<usize>) {
        self.end_paragraph();
        let at = mark.range.start;
        let blocks = match &opening.shape {
            Shape::Alert(kind, fold) => {
                let place = opening.title.clone().unwrap_or(at..at);
                let is_bare = opening.title.as_ref().is_some_and(Range::is_empty) && *fold == Fold::No;
                let mut title = self.inline(&place);
                if opening.title.as_ref() == Some(&opening.name) {
                    title = vec![(
                        Item::Event(Event::Text(capitalized(self.written(&place)).into())),
                        place.clone(),
                    )];
                }
                kind.begin(self.pass, *fold, (!is_bare).then_some(title), place, range);
                1
            }
            Shape::Tab { begins } => {
                let label = self.label(opening.title.clone());
                self.begin_tab(at, label, ends, *begins, range);
                return;
            }
            Shape::Tabs | Shape::CodeTabs | Shape::CodeGroup => {
                self.after_tab = None;
                0
            }
            Shape::Own => usize::from(self.begin_own(opening, mark.range.clone())),
            Shape::Unknown => {
                self.unknown(opening);
                0
            }
            Shape::Plain | Shape::Code(_) | Shape::CodeTab(_) => 0,
        };
        let shape = opening.shape.clone();
        self.frames.push(Frame::Container(Container { at, shape, ends, blocks, paragraph: None }));
    }

    /// Begins a shape of the site's own, if it is used as it is defined.
    fn begin_own(&mut self, opening: &Opening, range: Range<usize>) -> bool {
        let Opening { name, own: Some(Own { arguments, surplus }), .. } = opening else { return false };
        let written = Written { name: name.clone(), arguments: arguments.clone(), surplus: surplus.clone() };
        let used = shapes::take(self.pass, &written, range.clone());
        if let Some(index) = used {
            self.pass.keep(Item::Open(Block::Shape(index)), range);
        }
        used.is_some()
    }

    /// Begins a tab, with those before it or alone.
    fn begin_tab(&mut self, at: usize, label: String, ends: Ends, is_first: bool, range: Range<usize>) {
        if !is_first && self.after_tab == Some(self.pass.items.len()) {
            self.pass.items.pop();
        } else {
            self.pass.keep(Item::Open(Block::Tabs), range.clone());
        }
        self.pass.keep(Item::Open(Block::Tab(label)), range);
        let shape = Shape::Tab { begins: is_first };
        self.frames.push(Frame::Container(Container { at, shape, ends, blocks: 2, paragraph: None }));
    }

    /// Begins the next tab of those around it.
    fn part(&mut self, mark: &Mark, label: Range<usize>) {
        self.end_paragraph();
        let is_part =
            |frame: &mut Frame| matches!(frame, Frame::Container(Container { ends: Ends::AtPart, .. }));
        if let Some(frame) = self.frames.pop_if(is_part) {
            self.finish(frame, mark.range.start, false);
        }
        if matches!(self.frames.last(), Some(Frame::Container(Container { shape: Shape::Tabs, .. }))) {
            let label = self.label(Some(label));
            self.begin_tab(mark.range.start, label, Ends::AtPart, false, mark.range.clone());
        } else {
            let written = Event::Text(self.written(&mark.range).into());
            self.pass.keep(Item::Event(Event::Start(Tag::Paragraph)), mark.range.clone());
            self.pass.keep(Item::Event(written), mark.range.clone());
            self.pass.keep(Item::Event(Event::End(TagEnd::Paragraph)), mark.range.clone());
        }
    }

    /// Ends the container that a mark ends, and lists that were begun in it.
    fn close(&mut self, mark: &Mark) {
        let is_it = |frame: &Frame| matches!(frame, Frame::Container(container) if Some(container.at) == mark.partner);
        let Some(index) = self.frames.iter().rposition(is_it) else { return };
        let can_end = |frame: &Frame| !matches!(frame, Frame::Markdown(tag) if *tag != TagEnd::Item);
        if !self.frames[index + 1..].iter().all(can_end) {
            return;
        }
        let mut ended = 0;
        while self.frames.len() > index + 1 {
            let Some(frame) = self.frames.pop() else { break };
            let is_lone = matches!(&frame, Frame::Container(container) if container.ends == Ends::AtMark);
            let is_of_markdown =
                !matches!(&frame, Frame::Container(container) if container.ends != Ends::AtItem);
            ended += usize::from(is_of_markdown);
            self.finish(frame, mark.range.start, is_lone);
        }
        if let Some(frame) = self.frames.pop() {
            self.finish(frame, mark.range.end, false);
        }
        self.frames.extend(std::iter::repeat_with(|| Frame::Ended).take(ended));
    }

    /// Writes the end of what was open; `is_lone` says that there is no mark that ends it.
    fn finish(&mut self, frame: Frame, at: usize, is_lone: bool) {
        match frame {
            Frame::Container(container) => {
                if is_lone && container.ends == Ends::AtMark {
                    self.unclosed(container.at);
                }
                self.finish_paragraph(container.paragraph);
                for _ in 0..container.blocks {
                    self.pass.keep(Item::Close, at..at);
                }
                self.after_tab =
                    matches!(container.shape, Shape::Tab { .. }).then_some(self.pass.items.len());
            }
            Frame::Markdown(tag) => self.pass.keep(Item::Event(Event::End(tag)), at..at),
            Frame::List { start, range, is_open: true } => {
                self.pass.keep(Item::Event(Event::End(TagEnd::List(start.is_some()))), range);
            }
            Frame::List { .. } | Frame::Ended => {}
        }
    }

    /// Sees to it that text directly in a container is in a paragraph, and nothing else is.
    fn begin_or_end_paragraph(&mut self, is_inline: bool, range: &Range<usize>) {
        if !is_inline {
            self.end_paragraph();
        } else if let Some(Frame::Container(Container { paragraph: paragraph @ None, .. })) =
            self.frames.last_mut()
        {
            *paragraph = Some(self.pass.items.len());
            self.pass.keep(Item::Event(Event::Start(Tag::Paragraph)), range.clone());
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(Frame::Container(container)) = self.frames.last_mut() {
            let paragraph = container.paragraph.take();
            self.finish_paragraph(paragraph);
        }
    }

    fn finish_paragraph(&mut self, begun: Option<usize>) {
        let Some(begun) = begun else { return };
        let end = self.pass.items.last().map_or(0, |(_, range)| range.end);
        let range = self.pass.items[begun].1.start..end;
        self.pass.items[begun].1 = range.clone();
        self.pass.keep(Item::Event(Event::End(TagEnd::Paragraph)), range);
    }

    pub(super) fn written(&self, range: &Range<usize>) -> &'a str {
        let source: &'a Source = self.pass.source;
        &source.text[range.clone()]
    }

    fn leaf(&mut self, leaf: &Leaf, range: &Range<usize>) {
        if let Leaf::Shape(opening) = leaf {
            if self.begin_own(opening, range.clone()) {
                self.pass.keep(Item::Close, range.clone());
            }
            return;
        }
        let mut event = Event::Text as fn(CowStr<'a>) -> Event<'a>;
        let link = |dest_url: CowStr<'a>| Tag::Link {
            link_type: LinkType::Inline,
            dest_url,
            title: "".into(),
            id: "".into(),
        };
        let mut around = vec![Tag::Paragraph];
        let text = match leaf {
            Leaf::Figure { target, alt, caption, link: address } => {
                let caption = caption.as_ref().map_or("", |caption| self.written(caption));
                around.extend(address.as_ref().map(|address| link(self.written(address).into())));
                let dest_url = self.written(target).into();
                around.push(Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url,
                    title: caption.into(),
                    id: "".into(),
                });
                CowStr::from(alt.as_ref().map_or(caption, |alt| self.written(alt)))
            }
            Leaf::Film(address) => {
                around.push(link(address.clone().into()));
                address.clone().into()
            }
            Leaf::Shape(_) => return,
            Leaf::Call(name) => {
                self.call(name.clone());
                event = Event::Code;
                self.written(name).into()
            }
        };
        let ends: Vec<TagEnd> = around.iter().rev().map(Tag::to_end).collect();
        let begin = around.into_iter().map(Event::Start);
        let events = begin.chain([event(text)]).chain(ends.into_iter().map(Event::End));
        self.pass.items.extend(events.map(|event| (Item::Event(event), range.clone())));
    }
}
