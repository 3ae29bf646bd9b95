//! The text of one file, and places in it.

use std::{ops::Range, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::base::{digest::Digest, path::SourcePath};

/// A text file of the site: its path, its text (UTF-8, without a byte order mark) and its digest.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: SourcePath,
    pub text: Arc<str>,
    pub digest: Digest,
}

impl Source {
    pub fn new(path: SourcePath, text: &str) -> Self {
        let text = without_mark(text);
        Self { path, digest: Digest::of_bytes(text.as_bytes()), text: text.into() }
    }
}

/// A text without the byte order mark that some editors put before it.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// A place: a file and a range of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    pub file: SourcePath,
    start: usize,
    end: usize,
}

impl Span {
    pub fn new(file: &SourcePath, range: Range<usize>) -> Self {
        Self { file: file.clone(), start: range.start, end: range.end.max(range.start) }
    }

    /// The start of a file, for what is wrong with the file as a whole.
    pub fn start_of(file: &SourcePath) -> Self {
        Self::new(file, 0..0)
    }

    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A position as editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// Where byte `offset` of `text` lies; the end of the text for a larger offset.
pub fn position(text: &str, offset: usize) -> Position {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// Where the lines of a text are, for many questions about one text: none takes longer at its end, or in a long line.
pub struct Lines {
    /// The byte at which each line starts.
    starts: Vec<usize>,
    /// How many characters there are before every [`STEP`]th byte.
    characters: Vec<usize>,
}

const STEP: usize = 256;

impl Lines {
    pub fn new(text: &str) -> Self {
        let starts = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut count = 0;
        let chunks = text.as_bytes().chunks(STEP).map(|chunk| {
            let before = count;
            count += characters(chunk);
            before
        });
        Self { starts, characters: chunks.collect() }
    }

    /// As [`position()`]; `text` is what the lines were made of.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let before = |at| self.characters_before(text, at);
        Position { line, column: before(offset) - before(self.starts[line - 1]) + 1 }
    }

    /// A line, counted from 1, without its end; `text` is what the lines were made of.
    pub fn line<'a>(&self, text: &'a str, line: usize) -> &'a str {
        let start = self.starts.get(line - 1).copied().unwrap_or(text.len());
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        text[start..end].trim_end_matches('\r')
    }

    /// The byte at which a line starts, counted from 1.
    pub fn start(&self, line: usize) -> usize {
        self.starts[line - 1]
    }

    fn characters_before(&self, text: &str, at: usize) -> usize {
        let chunk = at / STEP;
        self.characters.get(chunk).map_or_else(
            || {
                self.characters
                    .last()
                    .map_or(0, |before| before + characters(&text.as_bytes()[(chunk - 1) * STEP..at]))
            },
            |before| before + characters(&text.as_bytes()[chunk * STEP..at]),
        )
    }
}

/// How many characters begin in a piece of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

/// The byte offset of a position (`line` and `column` from 1, in characters); the end of the line or the text at most.
pub fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = match line {
        0 | 1 => 0,
        _ => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(at, _)| at + 1),
    };
    let rest = &text[start..];
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let within = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    start + within
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_and_offset_count_characters() {
        let text = "aé\nb日c\n";
        let at = text.find('c').expect("in the text");
        let place = position(text, at);
        assert_eq!((place.line, place.column), (2, 3));
        assert_eq!(offset(text, 2, 3), at);
        assert_eq!(offset(text, 9, 1), text.len(), "behind the end");
        assert_eq!(offset(text, 1, 99), "aé".len(), "behind the line's end");
    }

    #[test]
    fn lines_say_what_position_says() {
        for text in
            ["", "a", "a\n", "aé\nb日c\n\n", &"é日x\n".repeat(200), &"日".repeat(STEP), &"a".repeat(STEP * 2)]
        {
            let lines = Lines::new(text);
            for at in 0..text.len() + 2 {
                assert_eq!(lines.position(text, at), position(text, at), "{at} of {text:?}");
            }
        }
        let lines = Lines::new("a\r\nb");
        assert_eq!((lines.line("a\r\nb", 1), lines.line("a\r\nb", 2)), ("a", "b"));
    }
}
