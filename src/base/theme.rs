//! The default theme: the templates and static files of this repository, embedded in the binary.
//!
//! A site's own files lie over it, file by file.

use include_dir::{Dir, DirEntry, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");
/// The scripts of `static/`, small; `tests/it/scripts.rs` makes them and says how.
static SCRIPTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/base/theme/scripts");

/// A file of the theme that a site can replace.
pub struct ThemeFile {
    /// Where the site's own lies: `templates/base.html`.
    pub path: String,
    pub bytes: &'static [u8],
}

/// Every file of the theme, in the order of their paths.
pub fn files() -> Vec<ThemeFile> {
    let within = |folder: &str, dir| -> Vec<ThemeFile> {
        let found = files_in(dir).into_iter();
        found.map(|(path, bytes)| ThemeFile { path: format!("{folder}/{path}"), bytes }).collect()
    };
    let mut all = within("static", &STATIC);
    all.extend(within("templates", &TEMPLATES));
    all
}

impl ThemeFile {
    /// What it is, in one sentence: the first one of its first comment.
    pub fn about(&self) -> String {
        match self.path.as_str() {
            "static/favicon.svg" => return "The icon of the site.".to_owned(),
            "static/theme-math/OFL.txt" => return "The licence of the formulas' font.".to_owned(),
            "static/theme-math/stix-two-math-subset.woff2" => return "The formulas' font.".to_owned(),
            _ => {}
        }
        let text = std::str::from_utf8(self.bytes).unwrap_or_default();
        let marks = [("{#-", "-#}"), ("/*", "*/"), ("// ", "\n\n")];
        let comment = marks.iter().filter_map(|(open, close)| {
            let start = text.find(open)? + open.len();
            let length = text[start..].find(close).unwrap_or(text.len() - start);
            Some((start, &text[start..start + length]))
        });
        let first = comment.min_by_key(|(start, _)| *start).map_or("", |(_, comment)| comment);
        let lines = first.lines().map(|line| line.trim().trim_start_matches(['*', '/']).trim());
        let prose = lines.take_while(|line| !line.contains("const ")).collect::<Vec<_>>().join(" ");
        let prose = prose.trim();
        let end = prose.find(". ").unwrap_or(prose.len());
        format!("{}.", prose[..end].trim_end_matches('.'))
    }
}

/// The default templates: name and text.
pub fn templates() -> Vec<(&'static str, &'static str)> {
    files_in(&TEMPLATES)
        .into_iter()
        .map(|(path, bytes)| (path, std::str::from_utf8(bytes).expect("templates are text")))
        .collect()
}

/// The default static files: path and content, as they are written.
pub fn statics() -> Vec<(&'static str, &'static [u8])> {
    files_in(&STATIC)
}

/// One default static file, by its path.
pub fn static_file(path: &str) -> Option<&'static [u8]> {
    Some(STATIC.get_file(path)?.contents())
}

/// A script of the default theme as readers get it, by its path: without comments, and with short names.
pub fn small_script(path: &str) -> Option<&'static [u8]> {
    Some(SCRIPTS.get_file(path)?.contents())
}

/// The default stylesheet that holds the theme's colours, fonts and sizes.
pub fn tokens() -> &'static str {
    let file = STATIC.get_file("theme/00-tokens.css").expect("the theme has its tokens");
    file.contents_utf8().expect("stylesheets are text")
}

fn files_in(dir: &'static Dir<'static>) -> Vec<(&'static str, &'static [u8])> {
    let mut found = Vec::new();
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => found.extend(files_in(dir)),
            DirEntry::File(file) => {
                found
                    .push((file.path().to_str().expect("the theme's file names are ASCII"), file.contents()));
            }
        }
    }
    found.sort_unstable_by_key(|(path, _)| *path);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_says_what_it_is() {
        let files = files();
        assert!(files.len() > 50);
        for file in files {
            let about = file.about();
            let is_sentence = about.len() > 12 && about.len() < 240 && about.starts_with(char::is_uppercase);
            assert!(is_sentence, "{}: {about:?}", file.path);
        }
    }
}
