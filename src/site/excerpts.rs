//! Code blocks that show a file of the site: their text, or a diagnostic.
//!
//! Takes all pages and the files beside the entries; returns the texts of the blocks. A file comes from below
//! `content/` only. In a file, a region begins with a comment `region: NAME` and ends with a comment `endregion`; the
//! lines of these comments are never shown.

use std::{collections::HashMap, str, sync::Arc};

use super::{Files, Page, PageId};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::{CONTENT, normalize, parent, relative},
        source::Span,
    },
    parse::markdown::Excerpt,
};

/// How comments begin, in one language or another.
const COMMENTS: [&str; 9] = ["#", "//", "--", ";", "/*", "<!--", "%", "(*", "{/*"];

/// What all pages of a site together may show of files, in bytes.
const MOST_OF_SITE: usize = 512 << 20;

pub(super) fn take(
    pages: &[Page],
    files: &Files,
    problems: &mut Vec<Diagnostic>,
) -> HashMap<(PageId, usize), Arc<str>> {
    let mut texts = HashMap::new();
    let mut left_of_site = MOST_OF_SITE;
    for (at, page) in pages.iter().enumerate() {
        let all = page.document.room.min(left_of_site);
        let mut room = all;
        for excerpt in &page.document.markdown.excerpts {
            match read(page, excerpt, files, &mut room) {
                Ok(text) => {
                    problems.extend(line_beyond(page, excerpt, text.lines().count()));
                    texts.insert((PageId(at), excerpt.code), text.into());
                }
                Err(problem) => problems.push(*problem),
            }
        }
        left_of_site -= all - room;
    }
    texts
}

/// The files below `content/` that a page shows as code.
pub(super) fn files(page: &Page) -> impl Iterator<Item = String> {
    page.document.markdown.excerpts.iter().filter_map(|excerpt| path(page, excerpt))
}

/// The path of the file that a block shows; nothing for one outside of `content/`.
fn path(page: &Page, excerpt: &Excerpt) -> Option<String> {
    normalize(folder(page, excerpt), &excerpt.file)
}

/// The folder that a block's file is relative to: that of the text which the block is in.
fn folder<'a>(page: &'a Page, excerpt: &'a Excerpt) -> &'a str {
    let source = excerpt.origin.as_ref().unwrap_or(&page.document.source);
    parent(source.below(CONTENT).unwrap_or_default())
}

/// A line that the block is to show otherwise, and that the file does not have.
fn line_beyond(page: &Page, excerpt: &Excerpt, count: usize) -> Option<Diagnostic> {
    let last = excerpt.last_line.filter(|last| *last > count)?;
    let source = excerpt.origin.as_ref().unwrap_or(&page.document.source);
    let span = Span::new(source, excerpt.range.clone());
    Some(
        Diagnostic::new(Code::Markup, span, format!("the block has no line {last}"))
            .help(format!("what it takes from the file has {count} lines; they are counted from 1")),
    )
}

/// Files below the folder that a path is in, and no more than are quickly compared.
fn beside<'a>(path: &str, files: &'a Files) -> impl Iterator<Item = &'a str> {
    const MOST: usize = 500;
    let folder = match parent(path) {
        "" => String::new(),
        folder => format!("{folder}/"),
    };
    let below = files.range(folder.clone()..).map(|(path, _)| path.as_str());
    below.take_while(move |path| path.starts_with(&folder)).take(MOST)
}

/// What a block shows. It takes its size from `room`, and a part of the file's for the search of a region.
fn read(page: &Page, excerpt: &Excerpt, files: &Files, room: &mut usize) -> Result<String, Box<Diagnostic>> {
    let Excerpt { code: _, file, region, last_line: _, range, origin } = excerpt;
    let source = origin.as_ref().unwrap_or(&page.document.source);
    let folder = folder(page, excerpt);
    let problem = |code, message: String| Diagnostic::new(code, Span::new(source, range.clone()), message);
    let Some(path) = path(page, excerpt) else {
        return Err(problem(Code::UnsafeLink, format!("`{file}` leads out of the content folder"))
            .help("copy the file into `content/`; code is taken from there only")
            .into());
    };
    let Some(bytes) = files.get(&path) else {
        let names: Vec<String> = beside(&path, files).map(|path| relative(folder, path)).collect();
        return Err(problem(Code::MissingAsset, format!("no file at `{path}`"))
            .did_you_mean(file, names.iter().map(String::as_str))
            .help("`file` is the path of a file below `content/`, relative to the entry's folder")
            .into());
    };
    let mut take = |bytes: usize| {
        let too_much = || -> Box<Diagnostic> {
            problem(Code::TooLarge, "the page takes too much from other files".to_owned()).help(
                "a page may become 50 times as large as its file, and 1 MiB; show a region of a small file",
            )
            .into()
        };
        *room = room.checked_sub(bytes).ok_or_else(too_much)?;
        Ok::<(), Box<Diagnostic>>(())
    };
    take(if region.is_some() { bytes.len() / 16 } else { bytes.len() })?;
    let text = str::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).ok_or_else(|| {
        problem(Code::MissingRegion, format!("`{path}` is not UTF-8 text"))
            .help("only a text can be shown as code")
    })?;
    let Some(name) = region else { return Ok(without_markers(text)) };
    let taken = lines_of(text, name).or_else(|| region_of(text, name)).ok_or_else(|| {
        let names: Vec<&str> = text.lines().filter_map(begins).collect();
        problem(Code::MissingRegion, format!("`{path}` has no region `{name}`"))
            .did_you_mean(name, names)
            .help(format!(
                "mark it in the file with a comment `region: {name}` before it and `endregion` behind it"
            ))
    })?;
    take(taken.len())?;
    Ok(taken)
}

/// What a comment says; nothing for a line that is something else.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    COMMENTS.iter().find_map(|mark| line.strip_prefix(mark)).map(str::trim_start)
}

/// The name of the region that a line begins; mdBook calls it an anchor.
fn begins(line: &str) -> Option<&str> {
    let text = comment(line)?;
    let ours = text.strip_prefix("region").and_then(|rest| rest.strip_prefix([':', ' ']));
    ours.or_else(|| text.strip_prefix("ANCHOR:"))?.split_whitespace().next()
}

fn ends(line: &str) -> bool {
    comment(line).is_some_and(|text| text.starts_with("endregion") || text.starts_with("ANCHOR_END"))
}

/// The lines that mdBook's `5`, `5:10`, `:10` or `5:` mean; nothing for a name.
fn lines_of(text: &str, region: &str) -> Option<String> {
    let (first, last) = region.split_once(':').unwrap_or((region, region));
    let number = |part: &str, none: usize| if part.is_empty() { Some(none) } else { part.parse().ok() };
    let (first, last) = (number(first, 1)?, number(last, usize::MAX)?);
    let lines = text.split_inclusive('\n').skip(first.saturating_sub(1));
    Some(lines.take(last.saturating_add(1).saturating_sub(first.max(1))).collect())
}

fn without_markers(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| begins(line).is_none() && !ends(line)).collect()
}

/// The lines of a region, moved to the left as far as all of them go.
fn region_of(text: &str, name: &str) -> Option<String> {
    let mut lines =
        text.split_inclusive('\n').skip_while(|line| begins(line) != Some(name)).skip(1).peekable();
    lines.peek()?;
    let mut depth = 1;
    let mut kept = Vec::new();
    for line in lines {
        match (begins(line), ends(line)) {
            (Some(_), _) => depth += 1,
            (None, true) => depth -= 1,
            (None, false) => kept.push(line),
        }
        if depth == 0 {
            break;
        }
    }
    let indents = kept.iter().filter(|line| !line.trim().is_empty());
    let indent =
        indents.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0);
    Some(kept.iter().map(|line| line.get(indent..).unwrap_or("\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASKS: &str = "import x\n# region: retry\n@retry\n#region inner\ndef f():\n    pass\n# endregion\n\n# endregion: retry\n\
                         class A:\n    // region method\n    a\n      b\n    // endregion\n";

    #[test]
    fn region_is_what_stands_between_its_comments() {
        assert_eq!(region_of(TASKS, "retry").as_deref(), Some("@retry\ndef f():\n    pass\n\n"));
        assert_eq!(region_of(TASKS, "inner").as_deref(), Some("def f():\n    pass\n"));
        assert_eq!(region_of(TASKS, "method").as_deref(), Some("a\n  b\n"));
        assert_eq!(region_of(TASKS, "none"), None);
    }

    #[test]
    fn mdbook_has_anchors_and_numbers() {
        let text = "a\n// ANCHOR: here\nb\n// ANCHOR_END: here\nc\n";
        assert_eq!(region_of(text, "here").as_deref(), Some("b\n"));
        assert_eq!(without_markers(text), "a\nb\nc\n");
        for (region, shown) in [
            ("1", Some("a\n")),
            ("3:4", Some("b\n// ANCHOR_END: here\n")),
            ("5:", Some("c\n")),
            (":1", Some("a\n")),
            ("here", None),
        ] {
            assert_eq!(lines_of(text, region).as_deref(), shown, "{region}");
        }
    }

    #[test]
    fn whole_file_comes_without_the_comments() {
        assert!(!without_markers(TASKS).contains("region"));
        assert_eq!(without_markers("- region: eu\n# regional\n"), "- region: eu\n# regional\n");
    }
}
