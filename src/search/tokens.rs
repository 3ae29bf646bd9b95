//! Text → the tokens that it is found by.
//!
//! The same rules stand in `static/search/10-tokens.js`, for what readers type; `tests/search/tokens.json` holds the two
//! together. Nothing here depends on a language: a token is a folded word, a part of an identifier, or two characters of a
//! script that is written without spaces.
//!
//! 1. Text is folded (compatibility forms, no marks) and cut at white space into *chunks*.
//! 2. Runs of a dense script give each pair of neighbours; one character alone gives itself.
//! 3. The rest gives *sigils* (`--flag`, `@name`, `#[name`, `name!`, `c++`), and by identifier its whole without
//!    punctuation, the segments between dots, the words between hyphens and underscores, and camel-case parts.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::base::script::{is_dense, is_settled, is_settled_dense};

/// Longer tokens are digests or data, which nobody types.
const LONGEST: usize = 48;
/// An identifier of more segments is a listing, not a name.
const MOST_SEGMENTS: usize = 8;

/// Calls `emit` with each token, in order; a token twice where the text has it twice.
pub fn tokens(text: &str, emit: &mut dyn FnMut(&str)) {
    let folded = fold(text);
    let mut tokens = Tokens { seen: Vec::new(), buffer: String::new(), emit };
    for chunk in folded.split_whitespace() {
        if is_plain(chunk) {
            (tokens.emit)(chunk);
        } else if let Some(word) = settled(chunk) {
            (tokens.emit)(word);
        } else if chunk.is_ascii() || !chunk.chars().any(is_dense) {
            tokens.chunk(chunk);
        } else {
            for run in runs(chunk) {
                if run.starts_with(is_dense) { tokens.pairs(run) } else { tokens.chunk(run) }
            }
        }
    }
}

/// The words of a name, folded and in lower case: what the length of a title is counted in. Dense scripts count pairs.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let chunks = folded.split(|c| !is_word(c)).filter(|chunk| !chunk.is_empty());
    let mut words = Vec::new();
    for run in chunks.flat_map(runs) {
        if run.starts_with(is_dense) {
            Tokens { seen: Vec::new(), buffer: String::new(), emit: &mut |pair| words.push(pair.to_owned()) }
                .pairs(run);
        } else {
            words.push(lower(run));
        }
    }
    words
}

/// Compatibility forms and marks are dropped, so that `ﬁ`, `é` and `ｆｕｌｌ` are found by what a keyboard has.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // ASCII is as it has to be, and composes with nothing that is kept.
        let (plain, after) = rest.split_at(rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len()));
        let (other, after) = after.split_at(after.find(|c: char| c.is_ascii()).unwrap_or(after.len()));
        folded.push_str(plain);
        rest = after;
        if other.chars().all(|c| is_settled(c) || is_settled_dense(c)) {
            folded.push_str(other);
            continue;
        }
        let kept = other.nfkd().filter(|c| !is_dropped(*c)).map(|c| if c == '\u{2010}' { '-' } else { c });
        folded.extend(kept.nfc());
    }
    folded.into()
}

/// Marks that readers leave out (Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels), and what has no width.
///
/// Behind U+E000 no letter is left by then but a few rare ideographs, and marks such as those of emoji. The script, which counts in
/// UTF-16, would sort them behind those beyond U+FFFF, and not find either.
fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{591}'..='\u{5c7}'
            | '\u{640}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'
            | '\u{e000}'..='\u{ffff}'
    )
}

fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// A lower-case word as most are, which is its own only token.
fn is_plain(chunk: &str) -> bool {
    chunk.len() <= LONGEST && chunk.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Lower case, with the two forms of sigma as one.
fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase().replace('ς', "σ") }
}

/// A chunk cut where it goes over from a dense script to another, or back.
fn runs(chunk: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    let mut dense = None;
    for (at, c) in chunk.char_indices() {
        if dense.is_some_and(|dense| dense != is_dense(c)) {
            runs.push(&chunk[start..at]);
            start = at;
        }
        dense = Some(is_dense(c));
    }
    runs.push(&chunk[start..]);
    runs
}

struct Tokens<'a> {
    /// What the identifier at hand gave already: each of its tokens counts once.
    seen: Vec<String>,
    buffer: String,
    emit: &'a mut dyn FnMut(&str),
}

impl Tokens<'_> {
    fn pairs(&mut self, run: &str) {
        let mut characters = run.chars();
        let mut last = characters.next();
        let mut alone = true;
        for next in characters {
            self.buffer.clear();
            self.buffer.extend(last);
            self.buffer.push(next);
            (self.emit)(&self.buffer);
            last = Some(next);
            alone = false;
        }
        if alone {
            (self.emit)(run);
        }
    }

    fn chunk(&mut self, chunk: &str) {
        if let Some(word) = simple(chunk) {
            self.buffer.clear();
            self.buffer.push_str(word);
            self.buffer.make_ascii_lowercase();
            (self.emit)(&self.buffer);
            return;
        }
        if chunk.contains(['-', '@', '#', '$', '.', '!', '+']) {
            let sigils = [leading_sigil(chunk), bang(chunk), trailing_sigil(chunk)];
            sigils.into_iter().flatten().filter(|sigil| fits(sigil)).for_each(|sigil| (self.emit)(&sigil));
        }
        let kept = |c: char| is_word(c) || matches!(c, '_' | '.' | ':' | '-' | '+' | '#' | '\'' | '’');
        chunk.split(|c| !kept(c)).filter(|name| !name.is_empty()).for_each(|name| self.identifier(name));
    }

    fn identifier(&mut self, name: &str) {
        if is_plain(name) {
            (self.emit)(name);
            return;
        }
        self.seen.clear();
        let segments: Vec<&str> = name
            .split(['.', ':'])
            .map(without_possessive)
            .filter(|segment| segment.contains(is_word))
            .collect();
        if (2..=MOST_SEGMENTS).contains(&segments.len()) {
            self.add(segments.iter().map(|segment| compact(segment)).collect());
        }
        for segment in segments {
            self.add(compact(segment));
            if is_plain(segment) {
                continue;
            }
            let words: Vec<&str> = segment.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
            if words.len() > 1 {
                words.iter().for_each(|word| self.add(lower(word)));
            }
            for word in words.into_iter().filter(|word| !is_plain(word)) {
                let parts = camel_parts(word);
                if parts.len() > 1 {
                    let long = parts.into_iter().filter(|part| part.chars().nth(1).is_some());
                    long.for_each(|part| self.add(lower(part)));
                }
            }
        }
    }

    fn add(&mut self, token: String) {
        if fits(&token) && !self.seen.contains(&token) {
            (self.emit)(&token);
            self.seen.push(token);
        }
    }
}

/// Whether it is short enough for somebody to type it.
pub fn fits(token: &str) -> bool {
    !token.is_empty() && (token.len() <= LONGEST || token.chars().count() <= LONGEST)
}

/// A word with at most a capital at its start and punctuation around it, which has no other tokens.
fn simple(chunk: &str) -> Option<&str> {
    let is_opening = |byte: &u8| matches!(byte, b'(' | b'"' | b'\'' | b'`' | b'[' | b'{' | b'<' | b',');
    let is_closing = |byte: &u8| {
        matches!(byte, b',' | b';' | b':' | b'.' | b')' | b'?' | b'"' | b'`' | b']' | b'}' | b'>')
    };
    let bytes = chunk.as_bytes();
    let start = bytes.iter().position(|byte| !is_opening(byte))?;
    let end = bytes.iter().rposition(|byte| !is_closing(byte)).filter(|last| *last >= start)? + 1;
    let word = &bytes[start..end];
    let plain = word.len() <= LONGEST
        && word[0].is_ascii_alphabetic()
        && word[1..].iter().all(u8::is_ascii_lowercase);
    plain.then(|| &chunk[start..end])
}

/// The word of a chunk that is small letters of another script with punctuation around it, which has no other tokens.
fn settled(chunk: &str) -> Option<&str> {
    let is_around = |c: char| {
        c.is_ascii_punctuation()
            || matches!(c, '،' | '؛' | '؟' | '।' | '«' | '»' | '“' | '”' | '„' | '…' | '–' | '—')
    };
    let word = chunk.trim_matches(is_around);
    (word.chars().all(is_settled) && fits(word)).then_some(word)
}

fn without_possessive(segment: &str) -> &str {
    segment.strip_suffix("'s").or_else(|| segment.strip_suffix("’s")).unwrap_or(segment)
}

/// The letters and digits alone, in lower case: `max_age`, `max-age` and `maxAge` are one.
fn compact(segment: &str) -> String {
    if segment.is_ascii() {
        let kept = segment.bytes().filter(u8::is_ascii_alphanumeric);
        return kept.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    lower(&segment.chars().filter(|c| is_word(*c)).collect::<String>())
}

/// `--flag`, `-f`, `@name`, `#[name`, `$name`, `.name` at the start of a chunk, behind opening punctuation.
fn leading_sigil(chunk: &str) -> Option<String> {
    let chunk = chunk.trim_start_matches(['(', '"', '\'', '`', '[', '{', '<', ',']);
    let sigil = ["--", "-", "@", "#[", "$", "."].into_iter().find(|sigil| chunk.starts_with(sigil))?;
    let rest = &chunk[sigil.len()..];
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')))
        .unwrap_or(rest.len());
    let name = rest[..end].trim_end_matches(['.', '-', '_']);
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts && (sigil != "-" || name.len() <= 2)).then(|| format!("{sigil}{}", name.to_ascii_lowercase()))
}

/// `name!` where an opening bracket or the end follows: a macro.
fn bang(chunk: &str) -> Option<String> {
    let (before, after) = chunk.split_once('!')?;
    if !(after.is_empty() || after.starts_with(['(', '[', '{'])) {
        return None;
    }
    let start = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let name =
        start.map_or(before, |at| &before[at..]).trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    (!name.is_empty()).then(|| format!("{}!", name.replace('_', "").to_ascii_lowercase()))
}

/// `c++`, `c#`.
fn trailing_sigil(chunk: &str) -> Option<String> {
    let chunk = chunk.trim_end_matches(['.', ',', ';', ':', ')', '?']);
    let name = chunk.strip_suffix("++").or_else(|| chunk.strip_suffix('#'))?;
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    plain.then(|| chunk.to_ascii_lowercase())
}

/// Cuts `HTTPServer2Error` into `HTTP`, `Server`, `2`, `Error`.
fn camel_parts(word: &str) -> Vec<&str> {
    #[derive(Clone, Copy, PartialEq)]
    enum Class {
        Upper,
        Lower,
        Number,
    }
    let class = |c: char| match c {
        _ if c.is_numeric() => Class::Number,
        _ if c.is_uppercase() => Class::Upper,
        _ => Class::Lower,
    };
    let classes: Vec<(usize, Class)> = word.char_indices().map(|(at, c)| (at, class(c))).collect();
    let mut parts = Vec::new();
    let mut start = 0;
    for (index, pair) in classes.windows(2).enumerate() {
        let next = classes.get(index + 2).map(|(_, class)| *class);
        let cut = match (pair[0].1, pair[1].1) {
            (Class::Number, Class::Number) | (Class::Upper | Class::Lower, Class::Lower) => false,
            (Class::Upper, Class::Upper) => next == Some(Class::Lower),
            _ => true,
        };
        if cut {
            parts.push(&word[start..pair[1].0]);
            start = pair[1].0;
        }
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        tokens(text, &mut |token| found.push(token.to_owned()));
        found
    }

    #[test]
    fn identifier_is_found_whole_and_by_its_parts() {
        assert_eq!(all("max_age"), ["maxage", "max", "age"]);
        assert_eq!(all("HTTPServerError,"), ["httpservererror", "http", "server", "error"]);
        assert_eq!(all("std::fs::File"), ["stdfsfile", "std", "fs", "file"]);
        assert_eq!(all("the cache's"), ["the", "cache"]);
    }

    #[test]
    fn sigils_are_tokens_of_their_own() {
        assert_eq!(all("`--no-cache`")[0], "--no-cache");
        assert_eq!(all("@app.get(\"/\")")[0], "@app.get");
        assert_eq!(all("#[derive(Debug)]"), ["#[derive", "derive", "debug"]);
        assert_eq!(all("vec![1]")[0], "vec!");
        assert_eq!(all("C++ and C#."), ["c++", "c", "and", "c#", "c"]);
    }

    #[test]
    fn dense_scripts_give_pairs() {
        assert_eq!(all("请求Body参数"), ["请求", "body", "参数"]);
        assert_eq!(all("データ"), ["デー", "ータ"]);
        assert_eq!(words("创建 API 网关"), ["创建", "api", "网关"]);
    }

    #[test]
    fn marks_and_forms_do_not_matter() {
        assert_eq!(all("Café ＦＵＬＬ ﬁle"), ["cafe", "full", "file"]);
        assert_eq!(all("مُحَمَّد"), ["محمد"]);
    }

    /// A word that a shortcut takes has the same tokens as without it.
    #[test]
    fn words_of_other_scripts_are_their_own_tokens() {
        for word in ["слово", "δοκιμη", "كتاب", "नमस्ते", "שלום"] {
            for text in [
                word.to_owned(),
                format!("«{word}»,"),
                format!("({word}!)"),
                format!("-{word}'s"),
                format!("@{word}…"),
            ] {
                let mut slow = Vec::new();
                let emit = &mut |token: &str| slow.push(token.to_owned());
                Tokens { seen: Vec::new(), buffer: String::new(), emit }.chunk(&text);
                assert_eq!(all(&text), slow, "{text}");
            }
        }
        assert_eq!(all("Слово мой «слово», सारा।"), ["слово", "мои", "слово", "सारा"]);
    }

    /// `NEXUS_BLESS=1 cargo test` writes the fixture that the script's tokenizer is held against.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the fixture is a file of the repository")]
    fn fixture_is_what_the_tokenizer_gives() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search/tokens.json");
        let texts: Vec<String> =
            serde_json::from_str::<Vec<(String, Vec<String>)>>(&std::fs::read_to_string(path).unwrap())
                .unwrap()
                .into_iter()
                .map(|(text, _)| text)
                .collect();
        let lines: Vec<String> =
            texts.iter().map(|text| serde_json::to_string(&(text, all(text))).unwrap()).collect();
        let fixture = format!("[\n{}\n]\n", lines.join(",\n"));
        if std::env::var_os("NEXUS_BLESS").is_some() {
            std::fs::write(path, &fixture).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(path).unwrap(),
            fixture,
            "run again with NEXUS_BLESS=1 and read it"
        );
    }
}
