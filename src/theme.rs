//! The default theme: the templates and static files of this repository, embedded in the binary.
//!
//! A site's own files lie over it, file by file.

use include_dir::{Dir, DirEntry, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");
/// The scripts of `static/`, as `build.rs` made them small.
static SCRIPTS: Dir<'_> = include_dir!("$OUT_DIR/scripts");

/// The default templates: name and text.
pub fn templates() -> Vec<(&'static str, &'static str)> {
    files(&TEMPLATES)
        .into_iter()
        .map(|(path, bytes)| (path, std::str::from_utf8(bytes).expect("templates are text")))
        .collect()
}

/// The default static files: path and content, as they are written.
pub fn statics() -> Vec<(&'static str, &'static [u8])> {
    files(&STATIC)
}

/// One default static file, by its path.
pub fn static_file(path: &str) -> Option<&'static [u8]> {
    Some(STATIC.get_file(path)?.contents())
}

/// A script of the default theme as readers get it, by its path: without comments, and with short names.
pub fn small_script(path: &str) -> Option<&'static [u8]> {
    Some(SCRIPTS.get_file(path)?.contents())
}

fn files(dir: &'static Dir<'static>) -> Vec<(&'static str, &'static [u8])> {
    let mut found = Vec::new();
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => found.extend(files(dir)),
            DirEntry::File(file) => {
                found
                    .push((file.path().to_str().expect("the theme's file names are ASCII"), file.contents()));
            }
        }
    }
    found.sort_unstable_by_key(|(path, _)| *path);
    found
}
