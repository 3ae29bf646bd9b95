//! Paths at the borders: where a file comes from, where an output goes, how a link names it.
//!
//! All three are UTF-8, use `/` on every system, never start with `/` and never contain `.` or `..` segments, so that
//! none of them can lead out of the folder that it is relative to.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::digest::Digest;

/// The folder of entries, below the site's root.
pub const CONTENT: &str = "content";
/// The folder of the site's own templates.
pub const TEMPLATES: &str = "templates";

/// A site's file, relative to the site's root: `content/technologies/redis.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourcePath(String);

/// A file of the output, relative to the output folder: `technologies/redis/index.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct OutPath(String);

/// A page's address, relative to the site's root, with a closing slash unless it is a file's: `technologies/redis/`,
/// the empty string for the home page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct UrlPath(String);

impl SourcePath {
    /// # Panics
    /// If the path is absolute or has `.` or `..` segments: callers pass what `normalize` or a directory walk gave.
    pub fn new(path: impl Into<String>) -> Self {
        let path = path.into();
        debug_assert!(is_plain(&path), "not a plain relative path: {path:?}");
        Self(path)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below `folder`, or nothing if it is elsewhere: `technologies/redis.md` for `content`.
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }

    /// The folder that the file is in; empty at the root.
    pub fn parent(&self) -> &str {
        parent(&self.0)
    }

    pub fn file_name(&self) -> &str {
        file_name(&self.0)
    }

    /// The part of the name behind the last dot, in lower case.
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.file_name().rsplit_once('.')?;
        (!stem.is_empty()).then(|| extension.to_ascii_lowercase())
    }
}

impl OutPath {
    /// # Panics
    /// In debug builds, if the path is absolute or has `.` or `..` segments.
    pub fn new(path: impl Into<String>) -> Self {
        let path = path.into();
        debug_assert!(is_plain(&path), "not a plain relative path: {path:?}");
        Self(path)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From this file to the site's root: `../../` for `technologies/redis/index.html`, empty for `index.html`.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }
}

impl UrlPath {
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that the address shows: an address with a closing slash shows its `index.html`.
    pub fn out_path(&self) -> OutPath {
        if self.0.is_empty() || self.0.ends_with('/') {
            OutPath::new(format!("{}index.html", self.0))
        } else {
            OutPath::new(self.0.clone())
        }
    }
}

macro_rules! display {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
display!(SourcePath, OutPath, UrlPath);

/// Joins a link's path to the folder that it is relative to and resolves `.` and `..`.
///
/// Nothing if the result would lie above the root. An absolute path (`/a/b`) starts at the root.
pub fn normalize(folder: &str, path: &str) -> Option<String> {
    let (start, path) = match path.strip_prefix('/') {
        Some(rest) => ("", rest),
        None => (folder, path),
    };
    let mut segments: Vec<&str> = start.split('/').filter(|s| !s.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

/// The path that leads from a folder to a file, both relative to the same root: `../concepts/caching.md`.
pub fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - common);
    format!("{up}{}", to[common.min(to.len() - 1)..].join("/"))
}

/// The part of a path before the last slash; empty if there is none.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// A name as a folder of the output may have it, beside the `index.html` of a page.
///
/// File systems take names of up to 255 bytes (Linux, macOS), and Windows counts fewer letters than bytes. What is longer is
/// cut, and ends with a digest of the whole, so that two long names stay apart.
pub fn folder_name(name: &str) -> String {
    const LONGEST: usize = 255;
    if name.eq_ignore_ascii_case("index.html") {
        return name.replace('.', "-");
    }
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let digest = Digest::of(name).to_string();
    let end = format!("-{}", &digest[..16]);
    format!("{}{end}", &name[..name.floor_char_boundary(LONGEST - end.len())])
}

/// The address of a page at a path of names, as it is published: `technologies/redis` → `technologies/redis/`.
pub fn address(path: &str) -> UrlPath {
    let names = path.split('/').filter(|name| !name.is_empty());
    UrlPath::new(names.map(|name| folder_name(name) + "/").collect::<String>())
}

/// How the names of Markdown files end, in small letters.
pub const MARKDOWN: [&str; 8] = ["md", "mdx", "markdown", "mdown", "mkd", "mkdn", "qmd", "rmd"];

/// Whether a file is written in Markdown, by its name: an entry, if it lies in `content/`.
pub fn is_markdown(file: &str) -> bool {
    stem(file).is_some()
}

/// A Markdown file without the ending of its name, in whichever case that is written; of `a.html.md` (Middleman) without both.
pub fn stem(file: &str) -> Option<&str> {
    let (stem, extension) = file.rsplit_once('.')?;
    let is_markdown = MARKDOWN.iter().any(|known| extension.eq_ignore_ascii_case(known));
    let stem = (is_markdown && !file_name(stem).is_empty()).then_some(stem)?;
    Some(stem.strip_suffix(".html").filter(|stem| !file_name(stem).is_empty()).unwrap_or(stem))
}

/// The address of the page of an entry at `path`. A slug takes the place of the path's last part, or with a slash at its beginning
/// of the whole.
pub fn page_address(path: &str, slug: Option<&str>) -> UrlPath {
    match slug {
        Some(slug) if slug.starts_with('/') => address(slug),
        Some(slug) => address(&format!("{}/{slug}", parent(path))),
        None => address(path),
    }
}

/// Whether an entry's file is its folder's landing page.
pub fn is_landing(file: &str) -> bool {
    stem(file_name(file)).is_some_and(|name| matches!(name, "index" | "_index" | "README"))
}

/// How entries are named by path: `technologies/redis`; a landing page has the path of its folder.
pub fn entry_path(file: &str) -> &str {
    if is_landing(file) { parent(file) } else { stem(file).unwrap_or(file) }
}

/// Whether a file is a fragment, to be included in entries: it lies in a folder whose name begins with `_`.
pub fn is_fragment(source: &SourcePath) -> bool {
    is_markdown(source.file_name()) && source.parent().split('/').any(|folder| folder.starts_with('_'))
}

/// The part of a path behind the last slash.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether a path is written as the paths here are: relative, with `/` between segments of which none is empty, `.` or `..`.
pub fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.contains('\0')
        && path.split('/').all(|segment| !segment.is_empty() && segment != "." && segment != "..")
}

/// Whether a file system takes the path: names of up to 255 bytes, and not so many that a path gets longer than what systems
/// read (4,096 bytes on Linux, 1,024 on macOS), with the output folder before it.
pub fn is_short(path: &str) -> bool {
    path.len() <= 768 && path.split('/').all(|segment| folder_name(segment).len() == segment.len())
}

/// Percent-encodes what a URL's path may not hold as it is (RFC 3986 §3.3), keeping `/` and letters of any script's
/// UTF-8 bytes encoded.
pub fn encode_url(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b'!' | b'$' | b'\'' | b'(' | b')' | b'*' | b'+' | b','
            | b';' | b'=' | b'@' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Decodes percent-encoding; nothing if the result is not UTF-8.
pub fn decode_url(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| path.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalize_resolves_dots_and_stays_below_the_root() {
        assert_eq!(normalize("a/b", "../c.md").as_deref(), Some("a/c.md"), "one level up");
        assert_eq!(normalize("a", "/c.md").as_deref(), Some("c.md"), "absolute");
        assert_eq!(normalize("a", "../../c.md"), None, "above the root");
        assert_eq!(normalize("", "./x//y").as_deref(), Some("x/y"));
    }

    #[test]
    fn relative_leads_from_a_folder_to_a_file() {
        assert_eq!(relative("technologies", "concepts/caching.md"), "../concepts/caching.md");
        assert_eq!(relative("a/b", "a/c.md"), "../c.md");
        assert_eq!(relative("", "a/c.md"), "a/c.md");
        assert_eq!(relative("a", "a/c.md"), "c.md");
    }

    #[test]
    fn markdown_has_many_endings() {
        for file in ["a/b.md", "a/b.MD", "a/b.mdx", "a/b.markdown", "a/b.Rmd", "a/b.html.md"] {
            assert_eq!(stem(file), Some("a/b"), "{file}");
        }
        for file in ["a/b.rst", "a.md/b", "a/.md", "md", "b.html"] {
            assert_eq!(stem(file), None, "{file}");
        }
        assert_eq!(entry_path("a/README.markdown"), "a");
        assert_eq!(entry_path("index.html.md"), "");
        assert_eq!(entry_path("a/.html.md"), "a/.html");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let (one, two) = ("é".repeat(200), "é".repeat(201));
        for name in [&one, &two, &"漢".repeat(90)] {
            let short = folder_name(name);
            assert!((230..=255).contains(&short.len()), "{short}");
            assert_eq!(folder_name(&short), short);
        }
        assert_ne!(folder_name(&one), folder_name(&two));
        assert_eq!(folder_name(&"x".repeat(255)).len(), 255, "as it is");
        assert_eq!(folder_name("Index.html"), "Index-html");
        assert!(is_short("a/b.html") && !is_short(&"a/".repeat(3000)) && !is_short(&"x".repeat(256)));
    }

    #[test]
    fn address_with_slash_shows_its_index() {
        assert_eq!(UrlPath::new("").out_path().as_str(), "index.html");
        assert_eq!(UrlPath::new("a/b/").out_path().as_str(), "a/b/index.html");
        assert_eq!(UrlPath::new("404.html").out_path().as_str(), "404.html");
        assert_eq!(OutPath::new("a/b/index.html").to_root(), "../../");
    }

    #[test]
    fn url_coding_is_reversible() {
        for text in ["a b/ü%?#&", "日本", "plain/path-1_2.md"] {
            assert_eq!(decode_url(&encode_url(text)).as_deref(), Some(text));
        }
        assert_eq!(encode_url("a b?#"), "a%20b%3F%23");
        assert_eq!(decode_url("%ff"), None, "not UTF-8");
        assert_eq!(decode_url("100%").as_deref(), Some("100%"), "a lone percent sign");
    }
}
