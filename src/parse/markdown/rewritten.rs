//! A file's text as the parser shall read it, and where each piece of it is in the file.
//!
//! Some marks of other tools lie across what CommonMark takes for blocks. They are written anew before the text is parsed;
//! all places that are found then are those of the file again.

use std::{borrow::Cow, ops::Range};

pub(super) struct Rewritten<'a> {
    pub text: Cow<'a, str>,
    /// In order, without gaps in `text`.
    pieces: Vec<Piece>,
}

/// Text that comes from one part of the file.
struct Piece {
    /// Where it begins in the text.
    start: usize,
    /// Where it comes from.
    origin: Range<usize>,
    /// Whether it is there as it is here.
    is_copy: bool,
}

impl<'a> Rewritten<'a> {
    /// The text of the file from byte `start` on, as it is.
    pub fn unchanged(text: &'a str, start: usize) -> Self {
        Self {
            text: text[start..].into(),
            pieces: vec![Piece { start: 0, origin: start..text.len(), is_copy: true }],
        }
    }

    pub fn empty() -> Self {
        Self { text: String::new().into(), pieces: Vec::new() }
    }

    /// Adds a part of the file as it is.
    pub fn copy(&mut self, file: &str, part: Range<usize>) {
        let text = &file[part.clone()];
        match self.pieces.last_mut() {
            Some(last) if last.is_copy && last.origin.end == part.start => last.origin.end = part.end,
            _ => self.add(text, part, true),
        }
        self.text.to_mut().push_str(text);
    }

    /// Adds text that takes the place of a part of the file.
    pub fn write(&mut self, text: &str, part: Range<usize>) {
        self.add(text, part, false);
        self.text.to_mut().push_str(text);
    }

    fn add(&mut self, text: &str, origin: Range<usize>, is_copy: bool) {
        if !text.is_empty() {
            self.pieces.push(Piece { start: self.text.len(), origin, is_copy });
        }
    }

    /// Whether it comes from several parts of the file.
    pub fn is_split(&self) -> bool {
        self.pieces.len() > 1
    }

    /// The parts of a range of the text that come from different parts of the file.
    pub fn split(&self, range: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.pieces.partition_point(|piece| piece.start <= range.start);
        let borders =
            self.pieces[first..].iter().map(|piece| piece.start).take_while(|start| *start < range.end);
        let ends = borders.chain([range.end]);
        ends.scan(range.start, |start, end| Some(std::mem::replace(start, end)..end))
    }

    /// Where a range of the text is in the file.
    pub fn place(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.origin(range.start).start;
        // What ends is the last byte.
        let end = if range.is_empty() { start } else { self.origin(range.end - 1).end };
        start..end.max(start)
    }

    /// Where a byte of the text comes from.
    fn origin(&self, at: usize) -> Range<usize> {
        let after = self.pieces.partition_point(|piece| piece.start <= at);
        let Some(piece) = after.checked_sub(1).and_then(|index| self.pieces.get(index)) else { return 0..0 };
        if piece.is_copy {
            let place = (piece.origin.start + (at - piece.start)).min(piece.origin.end);
            place..(place + 1).min(piece.origin.end)
        } else {
            piece.origin.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rewritten;

    #[test]
    fn places_are_those_of_the_file() {
        let file = "import x\n\n  <Tip>\n  text\n";
        let mut text = Rewritten::empty();
        text.copy(file, 9..10);
        text.write("<Tip>\n\n", 12..18);
        text.copy(file, 20..25);
        assert_eq!(text.text, "\n<Tip>\n\ntext\n");
        assert_eq!(text.place(&(8..12)), 20..24);
        assert_eq!(text.place(&(1..6)), 12..18);
        assert_eq!(text.place(&(13..13)), 25..25);
        let parts: Vec<_> = text.split(&(0..11)).collect();
        assert_eq!(parts, [0..1, 1..8, 8..11]);
        assert_eq!(Rewritten::unchanged(file, 10).place(&(2..5)), 12..15);
    }
}
