//! Stylesheets and scripts without what only their readers need: lines that are comments, indentation, empty lines, and in
//! stylesheets the ends of lines.
//!
//! Works on lines, so it cannot change what a line says: a comment behind code stays, and a text over several lines is left
//! as it is.

/// A stylesheet on one line, without the spaces between its parts.
pub(super) fn stylesheet(text: &str) -> String {
    // Such a line goes on in the next one, in the midst of a text.
    if text.lines().any(|line| line.ends_with('\\')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for line in script(text).lines() {
        if line.starts_with('}') && out.ends_with(';') {
            out.pop();
        } else if !out.is_empty() && !out.ends_with(['{', '}', ';', ',', ':']) {
            out.push(' ');
        }
        let (line, brace) = line.strip_suffix(" {").map_or((line, ""), |line| (line, "{"));
        match line.split_once(": ") {
            Some((name, value)) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') => {
                out.extend([name, ":"]);
                squeeze(&mut out, value);
            }
            _ => squeeze(&mut out, line),
        }
        out.push_str(brace);
    }
    out
}

/// Adds a line without the spaces behind commas and around `>`, and without the zeros that begin numbers, but for those
/// inside a text.
fn squeeze(out: &mut String, line: &str) {
    // Where one sort of quotes may stand inside the other, or an address none has, the line stays.
    if line.contains("'") || line.contains("url(") || line.matches('"').count() % 2 == 1 {
        return out.push_str(line);
    }
    let mut parts = line.split('"');
    out.push_str(&without_zeros(&closer(parts.next().unwrap_or_default())));
    while let (Some(text), Some(rest)) = (parts.next(), parts.next()) {
        // The value of an attribute needs no quotes if it is a word.
        let is_word = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let quote = if is_word && out.ends_with('=') && rest.starts_with(']') { "" } else { "\"" };
        out.extend([quote, text, quote, &without_zeros(&closer(rest))]);
    }
}

fn closer(part: &str) -> String {
    part.replace(", ", ",").replace(" > ", ">").replace(" !important", "!important")
}

/// `0.5` as `.5`, wherever the zero begins the number.
fn without_zeros(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for (at, c) in part.char_indices() {
        let begins = out.ends_with([' ', ',', '(', ':', '-']) || out.is_empty();
        let rest = &part[at + c.len_utf8()..];
        let is_fraction =
            rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if !(c == '0' && begins && is_fraction) {
            out.push(c);
        }
    }
    out
}

/// The lines of `text` that a browser needs, in order.
pub(super) fn script(text: &str) -> String {
    // Inside such a text a line may look like a comment, and its indentation counts.
    if text.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        let whole = in_comment || line.starts_with("/*");
        if whole {
            in_comment = !line.contains("*/");
            if in_comment || line.ends_with("*/") {
                continue;
            }
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{script, stylesheet};

    #[test]
    fn only_whole_lines_of_comment_go() {
        assert_eq!(
            script("/* a */\n  b { /* c */\n\n    d: e;\n  }\n/* f\n g */\nh {}\n"),
            "b { /* c */\nd: e;\n}\nh {}\n"
        );
        assert_eq!(script("// a\nb(); // c\n/** d\n * e\n */\nf();"), "b(); // c\nf();\n");
        assert_eq!(script("/* a */ b {}\n"), "/* a */ b {}\n");
    }

    #[test]
    fn stylesheet_becomes_one_line() {
        let check = |text, expected| assert_eq!(stylesheet(text), expected);
        check(
            "a:hover,\nb {\n  color: red;\n  transition:\n    color 1s,\n    top 1s;\n}\n",
            "a:hover,b{color:red;transition:color 1s,top 1s}",
        );
        check("a\nb {\n  &:is(c, d) > e {\n  }\n}\n", "a b{&:is(c,d)>e{}}");
        check(
            "@media (min-width: 1rem) {\n  :root {\n    --a: \"b: c\";\n  }\n}\n",
            "@media (min-width: 1rem){:root{--a:\"b: c\"}}",
        );
        check("a {\n  b: \"c, d\", e;\n}\n", "a{b:\"c, d\",e}");
        check(
            "a[b=\"c-d\"],\n[e^=\"f:g\"] {\n  h: i !important;\n}\n",
            "a[b=c-d],[e^=\"f:g\"]{h:i!important}",
        );
        check(
            "a {\n  b: 0.5em 10.5pt -0.25rem calc(0.1em + 0.2em) c0.5;\n  d: \"0.5\";\n}\n",
            "a{b:.5em 10.5pt -.25rem calc(.1em + .2em) c0.5;d:\"0.5\"}",
        );
        check("a {\n  b: url(c-0.5/d, e);\n}\n", "a{b:url(c-0.5/d, e)}");
        check("a {\n  b: 'c, \"d', e;\n}\n", "a{b:'c, \"d', e}");
        check("a { content: \"\\\n  b\" }\n", "a { content: \"\\\n  b\" }\n");
    }

    #[test]
    fn text_over_several_lines_is_left_alone() {
        let text = "const a = `\n  // text\n`;\n// comment\n";
        assert_eq!(script(text), text);
        assert_eq!(script("  a(`b`);\n"), "a(`b`);\n");
    }
}
