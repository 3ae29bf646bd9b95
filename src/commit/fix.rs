//! Fixes that diagnostics carry → the texts with them applied, and what that changes.
//!
//! Takes the diagnostics of one run and the texts that they are about; returns the new text of each file that changes.
//! Every byte that no edit names stays as it is. Edits that overlap an earlier one wait for the next run, which sees the
//! text as it is then.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token, UnifiedDiffConfig, UnifiedDiffPrinter};

use crate::base::{
    diagnostic::{Code, Diagnostic, Fix, Level},
    path::SourcePath,
};

/// What fixes make of files.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The new texts.
    pub texts: BTreeMap<SourcePath, String>,
    /// How many problems were mended.
    pub count: usize,
}

/// Applies the fixes of all diagnostics that can be applied together.
pub fn apply<'a>(
    diagnostics: &[(Level, Diagnostic)],
    text: impl Fn(&SourcePath) -> Option<&'a str>,
) -> Fixed {
    let mut by_file: BTreeMap<&SourcePath, Vec<&Fix>> = BTreeMap::new();
    for (_, problem) in diagnostics {
        if let (Some(span), Some(fix)) = (&problem.span, &problem.fix) {
            by_file.entry(&span.file).or_default().push(fix);
        }
    }
    let mut fixed = Fixed::default();
    // A text that may be another one than its author's is not written back.
    for (_, problem) in diagnostics.iter().filter(|(_, problem)| problem.code == Code::Encoding) {
        problem.files().for_each(|file| drop(by_file.remove(file)));
    }
    for (file, fixes) in by_file {
        let Some(before) = text(file) else { continue };
        let (after, count) = apply_to(before, &fixes);
        if after != before {
            fixed.texts.insert(file.clone(), after);
            fixed.count += count;
        }
    }
    fixed
}

/// Applies fixes to one text, each whole or not at all. Returns how many were applied too.
fn apply_to(before: &str, fixes: &[&Fix]) -> (String, usize) {
    let mut edits: Vec<&(std::ops::Range<usize>, String)> = Vec::new();
    let mut count = 0;
    for fix in fixes {
        let fits = fix.edits.iter().all(|(range, _)| {
            let apart = |(other, _): &&(std::ops::Range<usize>, String)| {
                range.end < other.start || other.end < range.start
            };
            before.get(range.clone()).is_some() && edits.iter().all(apart)
        });
        if fits {
            edits.extend(&fix.edits);
            count += 1;
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut after = String::with_capacity(before.len());
    let mut at = 0;
    for (range, new) in edits {
        after.push_str(&before[at..range.start]);
        after.push_str(new);
        at = range.end;
    }
    after.push_str(&before[at..]);
    (after, count)
}

/// The change of a file as a unified diff; it can be given to `git apply`.
pub fn diff(file: &SourcePath, before: &str, after: &str) -> String {
    let input = InternedInput::new(before, after);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let mut config = UnifiedDiffConfig::default();
    config.context_len(2);
    let hunks = diff.unified_diff(&Lines(&input.interner), config, &input).to_string();
    if hunks.is_empty() { hunks } else { format!("--- a/{file}\n+++ b/{file}\n{hunks}") }
}

/// Prints hunks as git does, also where the last line has no end.
struct Lines<'a>(&'a Interner<&'a str>);

impl Lines<'_> {
    fn write(&self, mut out: impl Write, mark: char, lines: &[Token]) -> fmt::Result {
        for line in lines {
            let line = self.0[*line];
            let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
            write!(out, "{mark}{line}{end}")?;
        }
        Ok(())
    }
}

impl UnifiedDiffPrinter for Lines<'_> {
    fn display_header(
        &self,
        mut out: impl Write,
        start_before: u32,
        start_after: u32,
        len_before: u32,
        len_after: u32,
    ) -> fmt::Result {
        // A range of one line has no length; one of none begins at the line before.
        let range = |start: u32, length: u32| match length {
            1 => (start + 1).to_string(),
            0 => format!("{start},0"),
            _ => format!("{},{length}", start + 1),
        };
        writeln!(out, "@@ -{} +{} @@", range(start_before, len_before), range(start_after, len_after))
    }

    fn display_context_token(&self, out: impl Write, token: Token) -> fmt::Result {
        self.write(out, ' ', &[token])
    }

    fn display_hunk(&self, mut out: impl Write, before: &[Token], after: &[Token]) -> fmt::Result {
        self.write(&mut out, '-', before)?;
        self.write(&mut out, '+', after)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::base::source::Span;

    fn check(before: &str, edits: &[(std::ops::Range<usize>, &str)]) -> (String, usize) {
        let file = SourcePath::new("content/a.md");
        let problems: Vec<(Level, Diagnostic)> = edits
            .iter()
            .map(|(range, new)| {
                let problem = Diagnostic::new(Code::BrokenLink, Span::new(&file, range.clone()), "x");
                (Level::Error, problem.fix("y", range.clone(), *new))
            })
            .collect();
        let mut fixed = apply(&problems, |_| Some(before));
        (fixed.texts.remove(&file).unwrap_or_else(|| before.to_owned()), fixed.count)
    }

    #[test]
    fn every_other_byte_stays() {
        assert_eq!(check("a\r\nb\r\nc", &[(3..4, "B"), (0..1, "A")]), ("A\r\nB\r\nc".to_owned(), 2));
        assert_eq!(check("é日", &[(2..5, "x")]), ("éx".to_owned(), 1));
    }

    #[test]
    fn overlapping_edits_wait() {
        assert_eq!(check("abcdef", &[(0..3, "X"), (2..4, "Y"), (5..6, "Z")]), ("XdeZ".to_owned(), 2));
        assert_eq!(check("ab", &[(0..1, "X"), (1..2, "Y")]), ("Xb".to_owned(), 1), "touching counts");
        assert_eq!(check("é", &[(1..2, "X")]), ("é".to_owned(), 0), "not within a character");
        assert_eq!(check("a", &[(0..9, "X")]), ("a".to_owned(), 0), "not behind the end");
    }

    #[test]
    fn diff_is_unified() {
        let file = SourcePath::new("content/a.md");
        expect![[r#"
            --- a/content/a.md
            +++ b/content/a.md
            @@ -1,3 +1,3 @@
             a
            -b
            +B
             c
            \ No newline at end of file
        "#]]
        .assert_eq(&diff(&file, "a\nb\nc", "a\nB\nc"));
    }

    #[test]
    fn lines_that_are_added_or_taken_away_have_their_places() {
        let file = SourcePath::new("content/a.md");
        let text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let changed = text.replace("8\n", "").replace("9\n", "9");
        expect![[r#"
            --- a/content/a.md
            +++ b/content/a.md
            @@ -1,2 +1,3 @@
            +0
             1
             2
            @@ -6,4 +7,3 @@
             6
             7
            -8
            -9
            +9
            \ No newline at end of file
        "#]]
        .assert_eq(&diff(&file, text, &format!("0\n{changed}")));
        expect![[r#"
            --- a/content/a.md
            +++ b/content/a.md
            @@ -0,0 +1 @@
            +a
        "#]]
        .assert_eq(&diff(&file, "", "a\n"));
        assert_eq!(diff(&file, "a", "a"), "");
    }
}
