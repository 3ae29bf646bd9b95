//! Stylesheets and scripts without what only their readers need: lines that are comments, indentation, empty lines.
//!
//! Works on lines, so it cannot change what a line says: a comment behind code stays, and a script with a text over several
//! lines is left as it is.

/// The lines of `text` that a browser needs, in order.
pub(super) fn compact(text: &str) -> String {
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
    use super::compact;

    #[test]
    fn only_whole_lines_of_comment_go() {
        assert_eq!(
            compact("/* a */\n  b { /* c */\n\n    d: e;\n  }\n/* f\n g */\nh {}\n"),
            "b { /* c */\nd: e;\n}\nh {}\n"
        );
        assert_eq!(compact("// a\nb(); // c\n/** d\n * e\n */\nf();"), "b(); // c\nf();\n");
        assert_eq!(compact("/* a */ b {}\n"), "/* a */ b {}\n");
    }

    #[test]
    fn text_over_several_lines_is_left_alone() {
        let script = "const a = `\n  // text\n`;\n// comment\n";
        assert_eq!(compact(script), script);
        assert_eq!(compact("  a(`b`);\n"), "a(`b`);\n");
    }
}
