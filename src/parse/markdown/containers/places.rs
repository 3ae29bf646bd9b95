//! Places in a text: its lines, and the attributes that are written in it.

use std::ops::Range;

/// Where the value of an attribute is.
pub(super) fn attribute(text: &str, place: &Range<usize>, name: &str) -> Option<Range<usize>> {
    let is_it = |key: &Option<Range<usize>>| key.clone().is_some_and(|key| text[key] == *name);
    attributes(text, place.clone()).into_iter().find(|(key, _)| is_it(key)).map(|(_, value)| value)
}

/// The attributes in `place`: where the name and the value of each are. `open "a b" type=tip` has two values without a name.
pub(in crate::parse::markdown) fn attributes(
    text: &str,
    place: Range<usize>,
) -> Vec<(Option<Range<usize>>, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = place.start;
    loop {
        let rest = trimmed(text, at..place.end);
        if rest.is_empty() {
            return found;
        }
        let length = text[rest.clone()].find(|c: char| c.is_whitespace() || "=\"`".contains(c));
        let word = rest.start..length.map_or(rest.end, |length| rest.start + length);
        if text[word.end..rest.end].starts_with('=') {
            let (value, end) = value(text, word.end + 1..rest.end);
            found.push((Some(word), value));
            at = end;
        } else if word.is_empty() {
            let (value, end) = value(text, rest);
            found.push((None, value));
            at = end;
        } else {
            at = word.end;
            found.push((None, word));
        }
    }
}

/// The value that begins in a place, without its quotation marks, and where it ends with them.
fn value(text: &str, place: Range<usize>) -> (Range<usize>, usize) {
    let Some(quote) = text[place.clone()].chars().next().filter(|c| "\"'`".contains(*c)) else {
        let length = text[place.clone()].find(char::is_whitespace);
        let end = length.map_or(place.end, |length| place.start + length);
        return (place.start..end, end);
    };
    let start = place.start + 1;
    match text[start..place.end].find(quote) {
        Some(length) => (start..start + length, start + length + 1),
        None => (start..place.end, place.end),
    }
}

/// A range without the white space at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let written = &text[range.clone()];
    let start = range.start + (written.len() - written.trim_start().len());
    start..start + written.trim().len()
}

/// The lines after the one that byte `at` is on, without their line breaks.
pub(super) fn lines_below(text: &str, at: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = at;
    let starts = std::iter::from_fn(move || {
        next += text[next..].find('\n')? + 1;
        Some(next)
    });
    starts.map(|start| {
        let line = text[start..].lines().next().unwrap_or_default();
        start..start + line.len()
    })
}
