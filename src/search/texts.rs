//! The texts of a page as search results show them, in files of a few sections.
//!
//! A result loads only the file that its section is in; each file repeats what is known of the page.

use serde::Serialize;

use super::page::{Page, SECTIONS_PER_FILE, Section};
use crate::base::digest::Digest;

/// A file's content: address, title, trail, kind, then the sections as `[id, heading, text, code]`.
#[derive(Serialize)]
pub struct File<'a>(&'a str, &'a str, &'a [&'a str], [&'a str; 2], Vec<[&'a str; 4]>);

/// The files of one page.
pub fn files<'a>(page: &'a Page<'_>) -> Vec<File<'a>> {
    let mut files: Vec<Vec<[&str; 4]>> = Vec::new();
    for (section, number) in page.sections.iter().zip(page.section_numbers()) {
        let file = number as usize / SECTIONS_PER_FILE;
        files.resize_with(files.len().max(file + 1), Vec::new);
        files[file].push(fields(section));
    }
    let file = |sections| File(&page.url, page.title, &page.trail, page.kind, sections);
    files.into_iter().map(file).collect()
}

/// The digest of what the files hold; other files have another one.
pub fn digest(page: &Page<'_>) -> Digest {
    let count = page.trail.len().to_string();
    let own = [&count, page.url.as_str(), page.title].into_iter().chain(page.trail.iter().copied());
    Digest::of_texts(own.chain(page.kind).chain(page.sections.iter().flat_map(fields)))
}

fn fields<'a>(section: &Section<'a>) -> [&'a str; 4] {
    [section.id, section.heading, section.text, section.code]
}
