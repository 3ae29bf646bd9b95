//! What is said on the terminal, by the only module that writes there.
//!
//! Nobody may be listening: the reader went away (`nexus check 2>&1 | head -1`), or the disk behind a log is full. That is no
//! reason to end, and changes no exit code. And what is said holds names from pull requests: a control character in one could
//! move the cursor or hide a line, so they are shown as `\u{1b}`.

use std::{borrow::Cow, fmt::Display, io::Write as _};

/// Says a line on standard error.
pub fn say(text: impl Display) {
    say_shown(visible(&text.to_string(), Lines::Kept));
}

/// As [`say`], for text whose foreign parts are [`visible`] already, and that may have colours.
pub fn say_shown(text: impl Display) {
    let line = format!("{text}\n");
    // In one piece, so that threads do not speak into one another. Whoever does not listen misses it.
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// Says a line on standard output, for scripts that wait for it; those who do not listen are no reason to end.
pub fn say_out(text: impl Display) {
    let line = format!("{text}\n");
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
}

/// What becomes of line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// In a text.
    Kept,
    /// In the name of a file.
    Shown,
}

/// A text in which what a terminal would obey, or not show, is written out.
pub fn visible(text: &str, lines: Lines) -> Cow<'_, str> {
    let is_shown = |c: char| match c {
        '\n' | '\t' => lines == Lines::Kept,
        // Marks that turn the direction of what follows: the letters of another name show in an order that is not theirs.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        c => !c.is_control(),
    };
    if text.chars().all(is_shown) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| if is_shown(c) { c.to_string() } else { c.escape_unicode().to_string() };
    Cow::Owned(text.chars().map(shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_obeys_no_name() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}\u{9b}c", Lines::Shown), "a\\u{1b}[31mb\\u{7}\\u{9b}c");
        assert_eq!(visible("a\nb\tc\rd", Lines::Kept), "a\nb\tc\\u{d}d");
        assert_eq!(visible("a\nb", Lines::Shown), "a\\u{a}b");
        assert_eq!(visible("a\u{202e}dm.b", Lines::Kept), "a\\u{202e}dm.b");
        assert!(matches!(visible("Größe 漢字 ‘a’ → b", Lines::Shown), Cow::Borrowed(_)));
    }
}
