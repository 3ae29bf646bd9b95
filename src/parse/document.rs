//! One file, parsed: `Source → Document`.
//!
//! Looks at nothing but its own file and the Markdown options, and cannot fail: a broken file yields what can be read of
//! it, and diagnostics.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        digest::Digest,
        path::{self, SourcePath},
        source::{Source, Span},
    },
    parse::{
        allow::{self, Allow},
        front_matter::{self, FrontMatter},
        markdown::{self, Gist, Markdown, MarkdownConfig, Naming, Text},
    },
};

/// An entry as far as its own file tells, without its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    pub source: SourcePath,
    pub front_matter: FrontMatter,
    pub markdown: Markdown,
    pub gist: Gist,
    /// The text, where it is made of several files.
    #[serde(skip)]
    pub joined: Option<Arc<Text>>,
    /// Problems that the text allows.
    pub allows: Vec<Allow>,
    pub diagnostics: Vec<Diagnostic>,
    /// About how many bytes its text takes.
    pub size: usize,
    /// How many bytes it may take from other files: fragments, and as many again of code.
    pub room: usize,
}

/// A page may become this many times as large as its file by what it takes from others.
const GROWTH: usize = 50;
/// Each page has room for this much, and for multiples of it.
const SMALLEST_ROOM: usize = 1 << 20;
/// Larger entries are not read: a page of that size opens in no browser in time.
const LARGEST: usize = 4 << 20;
/// Quotes in quotes and lists in lists.
const DEEPEST: usize = 100;

impl Document {
    /// The digest of all that the rest of the site is made of. Two documents of one file that share it differ at most in their
    /// own texts, and in where things stand in the file.
    pub fn interface(&self) -> Digest {
        let Self {
            source,
            front_matter,
            markdown,
            gist: _,
            joined: _,
            allows: _,
            diagnostics,
            size: _,
            room,
        } = self;
        // One that cannot be read has a title for that reason alone.
        let codes: Vec<Code> = diagnostics.iter().map(|problem| problem.code).collect();
        Digest::of(&(source, front_matter, markdown, codes, room))
    }

    /// Whether there is a problem of this kind in it.
    pub fn has(&self, code: Code) -> bool {
        self.diagnostics.iter().any(|problem| problem.code == code)
    }

    /// The name of the entry: the title of its front matter, else its first heading.
    pub fn title(&self) -> Option<&str> {
        let title = self.front_matter.title.as_ref().map(|title| title.value.as_str());
        title.or(self.markdown.first_heading.as_deref())
    }
}

/// Parses a file. `key`: what it is remembered under.
pub fn parse(source: &Source, config: &MarkdownConfig, key: Digest) -> (Document, Text) {
    let mut diagnostics = Vec::new();
    let (front_matter, body) = front_matter::parse(source, &config.kinds, &mut diagnostics);
    // The home page is named by the site, if it does not name itself.
    let is_home = source.path.parent() == path::CONTENT && path::is_landing(source.path.as_str());
    // A fragment needs no name.
    let needs_none = is_home || path::is_fragment(&source.path);
    let is_named = front_matter.title.is_some() || front_matter::is_unreadable(&diagnostics);
    let naming = if is_named || needs_none { Naming::FrontMatter } else { Naming::Heading };
    let written = source.text.len();
    let refused = too_large(source).or_else(|| too_deep(source, body));
    let body = if refused.is_some() { written } else { body };
    diagnostics.extend(refused);
    let (markdown, text) = markdown::render(source, body, config, naming, &mut diagnostics);
    let allows = allow::read(source, body, &mut diagnostics);
    let gist = Gist::of(&text, key);
    let source = source.path.clone();
    let (size, room) = (text.size(), (written * GROWTH).next_multiple_of(SMALLEST_ROOM).max(SMALLEST_ROOM));
    (Document { source, front_matter, markdown, gist, joined: None, allows, diagnostics, size, room }, text)
}

/// What is wrong with a file that is too large to be read.
fn too_large(source: &Source) -> Option<Diagnostic> {
    let mib = |bytes: usize| format!("{:.1} MiB", bytes as f64 / (1 << 20) as f64);
    let written = source.text.len();
    let message = format!("the file has {}, and an entry at most {}", mib(written), mib(LARGEST));
    let problem = Diagnostic::new(Code::TooLarge, Span::start_of(&source.path), message);
    (written > LARGEST)
        .then(|| problem.help("split it into several entries; until then its page has no text"))
}

/// What is wrong with a text whose quotes and lists are nested too deep: each letter of it could open another one, and a page
/// of such boxes takes hundreds of times the memory of its file, here and in a browser.
fn too_deep(source: &Source, body: usize) -> Option<Diagnostic> {
    let mut at = body;
    for line in source.text[body..].split_inclusive('\n') {
        if line.len() > DEEPEST && opened(line) > DEEPEST {
            let message = format!("quotes and lists are nested deeper than {DEEPEST}");
            let place = Span::new(&source.path, at..at + DEEPEST);
            let problem = Diagnostic::new(Code::TooLarge, place, message);
            return Some(problem.help("nest them less; until then the page has no text"));
        }
        at += line.len();
    }
    None
}

/// How many quotes and list items a line opens. A line of signs alone (`* * *`) is a rule.
fn opened(line: &str) -> usize {
    let mut rest = line.trim_start();
    let mut count = 0;
    let mut has_quote = false;
    loop {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let item = match rest.len() - digits.len() {
            0 => rest.strip_prefix(['-', '*', '+']),
            _ => digits.strip_prefix(['.', ')']),
        };
        let item = item.filter(|rest| rest.starts_with([' ', '\t']));
        let quote = rest.strip_prefix('>');
        has_quote |= quote.is_some();
        let Some(inside) = quote.or(item) else { break };
        count += 1;
        rest = inside.trim_start_matches([' ', '\t']);
    }
    if has_quote || !rest.trim_end().is_empty() { count } else { 0 }
}

/// What a document is remembered under: all that goes into [`parse`]. `text`: the digest of the file's text; `config`: that of
/// the Markdown options.
pub fn key(path: &SourcePath, text: Digest, config: Digest) -> Digest {
    Digest::of(&(path, text, config))
}
