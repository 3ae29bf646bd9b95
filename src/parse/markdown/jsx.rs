//! Tags and expressions of JSX: `<Tabs items={["a", "b"]} open>`, `{' '}`, `{/* … */}`.
//!
//! Where an expression ends is found as a parser of JavaScript would, as far as strings, templates and brackets go.

use std::{borrow::Cow, fmt::Write};

/// A tag, in HTML or JSX.
pub(super) struct Tag<'a> {
    /// Empty for a fragment: `<>`.
    pub name: &'a str,
    pub closing: bool,
    pub self_closing: bool,
    pub attributes: Vec<(&'a str, Value<'a>)>,
    /// In bytes.
    pub length: usize,
}

pub(super) enum Value<'a> {
    Nothing,
    /// As written between the quotes.
    Quoted(&'a str),
    /// What is between the braces.
    Expression(&'a str),
}

impl<'a> Tag<'a> {
    /// The tag at the beginning of `text`. Without one: how many bytes were read to know.
    pub fn read(text: &'a str) -> Result<Self, usize> {
        let mut reader = Reader { text, at: 1 };
        reader.tag().ok_or(reader.at)
    }

    /// Whether it is one of JSX only, which the parser of Markdown does not take for a tag.
    pub fn is_foreign(&self) -> bool {
        let is_expression = |(_, value): &(&str, Value<'_>)| matches!(value, Value::Expression(_));
        self.name.is_empty()
            || self.name.contains(['.', ':', '_'])
            || self.attributes.iter().any(is_expression)
    }

    /// Its name, as the parser of Markdown takes it.
    pub fn plain_name(&self) -> Cow<'a, str> {
        plain_name(self.name)
    }

    /// The tag in HTML, on one line: an expression that is not simply a text, or several, is left out.
    pub fn to_html(&self) -> String {
        if self.name.is_empty() {
            return String::new();
        }
        let mut html = format!("<{}{}", if self.closing { "/" } else { "" }, self.plain_name());
        for (name, value) in &self.attributes {
            let value: Cow<'_, str> = match value {
                Value::Nothing => "".into(),
                Value::Quoted(text) => text.replace('"', "&quot;").into(),
                Value::Expression(code) => match texts(code) {
                    Some(texts) => texts.join("\n").replace('&', "&amp;").replace('"', "&quot;").into(),
                    None => continue,
                },
            };
            // A line break would end the tag for the parser of Markdown.
            let value = value.replace('\r', "").replace('\n', "&#10;");
            write!(html, " {name}=\"{value}\"").expect("a string takes all");
        }
        html.push_str(if self.self_closing { "/>" } else { ">" });
        html
    }
}

pub(super) fn plain_name(name: &str) -> Cow<'_, str> {
    if name.contains(['.', ':', '_']) { name.replace(['.', ':', '_'], "-").into() } else { name.into() }
}

/// What an expression says if it is a string, or a list of strings.
pub(super) fn texts(code: &str) -> Option<Vec<String>> {
    let code = code.trim();
    if let Some(list) = code.strip_prefix('[') {
        let list = list.strip_suffix(']')?;
        let mut texts = Vec::new();
        let mut rest = list.trim_start();
        while !rest.is_empty() {
            let (text, length) = string(rest)?;
            texts.push(text);
            rest = rest[length..].trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        }
        return Some(texts);
    }
    let (text, length) = string(code)?;
    (length == code.len()).then(|| vec![text])
}

/// The string at the beginning of `code`, and its length in bytes.
fn string(code: &str) -> Option<(String, usize)> {
    let quote = code.chars().next().filter(|c| "\"'`".contains(*c))?;
    let mut text = String::new();
    let mut chars = code.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                '\n' => {}
                c => text.push(c),
            },
            // A template with something to work out.
            '$' if quote == '`' && code[at + 1..].starts_with('{') => return None,
            c if c == quote => return Some((text, at + 1)),
            c => text.push(c),
        }
    }
    None
}

/// The length of the expression at the beginning of `text`, with its braces. Without one: how many bytes were read to know.
pub(super) fn expression(text: &str) -> Result<usize, usize> {
    let mut reader = Reader { text, at: 0 };
    reader.braces().ok_or(reader.at).map(|_| reader.at)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn tag(&mut self) -> Option<Tag<'a>> {
        let closing = self.skip("/");
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || "-_.:".contains(c));
        let is_fragment = name.is_empty() && self.rest().starts_with('>');
        if !is_fragment && !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut attributes = Vec::new();
        loop {
            let spaces = self.take_while(char::is_whitespace);
            let self_closing = self.skip("/");
            if self.skip(">") {
                return Some(Tag { name, closing, self_closing, attributes, length: self.at });
            }
            if self_closing || (spaces.is_empty() && !self.rest().starts_with('{')) {
                return None;
            }
            if self.rest().starts_with('{') {
                // What it spreads is not known.
                self.braces()?;
                continue;
            }
            attributes.push(self.attribute()?);
        }
    }

    fn attribute(&mut self) -> Option<(&'a str, Value<'a>)> {
        let name = self.take_while(|c| !c.is_whitespace() && !"\"'<>/={}".contains(c));
        if name.is_empty() {
            return None;
        }
        if !self.skip("=") {
            return Some((name, Value::Nothing));
        }
        let value = match self.rest().chars().next()? {
            '{' => Value::Expression(self.braces()?),
            quote @ ('"' | '\'') => {
                self.at += 1;
                let value = self.take_while(|c| c != quote);
                self.at += 1;
                Value::Quoted(value)
            }
            _ => Value::Quoted(self.take_while(|c| !c.is_whitespace() && !"\"'=<>`".contains(c))),
        };
        (self.at <= self.text.len()).then_some((name, value))
    }

    /// Reads an expression in braces, and returns what is between them.
    fn braces(&mut self) -> Option<&'a str> {
        let start = self.at + 1;
        let mut depth = 0_usize;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => {
                    self.at += 1;
                    return Some(&self.text[start..self.at - 1]);
                }
                '}' => depth -= 1,
                '"' | '\'' | '`' => {
                    self.at += 1;
                    self.string(c)?;
                    continue;
                }
                '/' if self.rest().starts_with("/*") => {
                    self.at += 2;
                    self.take_until("*/")?;
                    continue;
                }
                _ => {}
            }
            self.at += c.len_utf8();
        }
        None
    }

    /// Reads to the end of a string that has begun.
    fn string(&mut self, quote: char) -> Option<()> {
        while let Some(c) = self.rest().chars().next() {
            self.at += c.len_utf8();
            match c {
                '\\' => self.at += self.rest().chars().next()?.len_utf8(),
                '\n' if quote != '`' => return None,
                c if c == quote => return Some(()),
                _ => {}
            }
        }
        None
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, mark: &str) -> bool {
        let is_there = self.rest().starts_with(mark);
        self.at += if is_there { mark.len() } else { 0 };
        is_there
    }

    fn take_until(&mut self, end: &str) -> Option<()> {
        let found = self.rest().find(end);
        self.at = found.map_or(self.text.len(), |at| self.at + at + end.len());
        found.map(|_| ())
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !accept(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::{Tag, expression};

    fn html(text: &str) -> Option<String> {
        Tag::read(text).ok().map(|tag| tag.to_html())
    }

    #[test]
    fn tags_become_html() {
        assert_eq!(html("<Tabs>x").as_deref(), Some("<Tabs>"));
        assert_eq!(html("</Tabs.Tab>").as_deref(), Some("</Tabs-Tab>"));
        assert_eq!(
            html("<A\n  b={'x \"y\"'}\n  c={[\"1\", `2`]} d={f({a: '}'})} {...e} f='g' h\n/>").as_deref(),
            Some("<A b=\"x &quot;y&quot;\" c=\"1&#10;2\" f=\"g\" h=\"\"/>")
        );
        assert_eq!(html("<>").as_deref(), Some(""));
        for text in ["< a>", "<a b", "<a b=\"c>", "<1>", "<a b={c>", "<a b={'c\n'}>", "<a/b>"] {
            assert_eq!(html(text), None, "{text}");
        }
    }

    #[test]
    fn expressions_end_at_their_brace() {
        assert_eq!(expression("{' '} x"), Ok(5));
        assert_eq!(expression("{/* } ' */} x"), Ok(11));
        assert_eq!(expression("{a({b: `}`})} x"), Ok(13));
        assert_eq!(expression("{a"), Err(2));
    }
}
