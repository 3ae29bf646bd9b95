//! Files beside the entries → those that are published, and those that are withheld.
//!
//! `content/` comes from pull requests, so this is an allow-list: pictures, sound, film, fonts, archives, documents, and
//! files that no browser takes for a page. What a browser may run at the site's address (HTML, XML, scripts, an SVG that
//! holds one) and what a host takes for its settings is withheld. `[security] assets = "trusted"` in `site.toml` publishes all.
//!
//! A withheld file can still be shown as code (`file="app.js"`); one that no entry shows is reported.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Files, Page, excerpts};
use crate::base::{
    diagnostic::{Code, Diagnostic},
    path::{CONTENT, SourcePath, file_name},
    source::Span,
};

mod svg;

/// Types that browsers draw, play, unpack or save, and never run.
const INERT: [&str; 77] = [
    // Pictures.
    "apng", "avif", "bmp", "cur", "gif", "heic", "heif", "ico", "jfif", "jpeg", "jpg", "jxl", "png", "tif",
    "tiff", "webp", // Sound and film.
    "3gp", "aac", "avi", "flac", "m4a", "m4v", "mid", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "oga",
    "ogg", "ogv", "opus", "srt", "vtt", "wav", "weba", "webm", // Fonts.
    "eot", "otf", "ttf", "woff", "woff2", // Archives.
    "7z", "rar", "tar", "tgz", "zip", // Documents and data.
    "csv", "doc", "docx", "epub", "geojson", "ics", "ipynb", "json", "jsonl", "md", "mmd", "odp", "ods",
    "odt", "parquet", "pdf", "ppt", "pptx", "rst", "rtf", "sqlite", "tex", "toml", "tsv", "txt", "xls",
    "xlsx", "yaml", "yml",
];

/// Types that browsers or servers run. In a name of several parts (`x.html.gz`, `x.php.txt`), some servers go by any of them.
const ACTIVE: [&str; 43] = [
    "appcache",
    "asp",
    "aspx",
    "atom",
    "cfm",
    "cgi",
    "cjs",
    "fcgi",
    "hta",
    "htc",
    "htm",
    "html",
    "js",
    "jsp",
    "jspx",
    "manifest",
    "mathml",
    "mht",
    "mhtml",
    "mjs",
    "mml",
    "phar",
    "php",
    "php3",
    "php4",
    "php5",
    "php7",
    "phtml",
    "rdf",
    "rss",
    "shtm",
    "shtml",
    "stm",
    "svgz",
    "swf",
    "wasm",
    "webmanifest",
    "xht",
    "xhtml",
    "xml",
    "xsd",
    "xsl",
    "xslt",
];

/// Files by which hosts are told what to do, at the top of the output or anywhere.
const SETTINGS: [&str; 9] = [
    "_headers",
    "_redirects",
    "_routes.json",
    "cname",
    "netlify.toml",
    "now.json",
    "staticwebapp.config.json",
    "vercel.json",
    "web.config",
];

/// How a page begins, for a browser that goes by the content where a type is not known (WHATWG MIME Sniffing, §7.1).
const BEGINNINGS: [&str; 19] = [
    "<!--",
    "<!doctype",
    "<?xml",
    "<a",
    "<b",
    "<body",
    "<br",
    "<div",
    "<font",
    "<h1",
    "<head",
    "<html",
    "<iframe",
    "<p",
    "<script",
    "<style",
    "<svg",
    "<table",
    "<title",
];

/// The folder of the web's own (RFC 8615): who writes there speaks for the whole host.
const WELL_KNOWN: &str = ".well-known/";

/// Files beside the entries, by path below `content/`.
pub struct Assets {
    pub published: Files,
    /// What is not published, and why.
    pub withheld: BTreeMap<String, String>,
}

/// Sorts all files. `is_trusted`: whether the site publishes them as they are.
pub(super) fn sort(files: &Files, is_trusted: bool) -> Assets {
    if is_trusted {
        return Assets { published: files.clone(), withheld: BTreeMap::new() };
    }
    let withheld: BTreeMap<String, String> =
        files.par_iter().filter_map(|(path, bytes)| Some((path.clone(), danger(path, bytes)?))).collect();
    let published = files.iter().filter(|(path, _)| !withheld.contains_key(*path));
    Assets { published: published.map(|(path, bytes)| (path.clone(), bytes.clone())).collect(), withheld }
}

impl Assets {
    /// Reports each file that is withheld and that no entry shows as code.
    pub fn report(&self, pages: &[Page], problems: &mut Vec<Diagnostic>) {
        let shown: BTreeSet<String> = pages.iter().flat_map(excerpts::files).collect();
        for (path, why) in self.withheld.iter().filter(|(path, _)| !shown.contains(*path)) {
            let source = SourcePath::new(format!("{CONTENT}/{path}"));
            let problem = Diagnostic::new(
                Code::ActiveFile,
                Span::start_of(&source),
                format!("`{source}` is not published: {why}"),
            );
            problems.push(problem.help(
                "move a file that you trust to `static/`; `assets = \"trusted\"` under `[security]` in site.toml publishes all files of `content/`",
            ));
        }
    }
}

/// Why a file may not be published; nothing if it may.
fn danger(path: &str, bytes: &[u8]) -> Option<String> {
    let name = file_name(path).to_lowercase();
    if path.to_lowercase().starts_with(WELL_KNOWN) {
        return Some("files in `.well-known` speak for the whole host".to_owned());
    }
    if SETTINGS.contains(&name.as_str()) {
        return Some("hosts take a file of this name for settings of the site".to_owned());
    }
    let extensions: Vec<&str> = name.split('.').skip(1).map(str::trim).collect();
    if let Some(active) = extensions.iter().find(|extension| ACTIVE.contains(*extension)) {
        return Some(format!("a browser or a server may run a file of the type `.{active}`"));
    }
    match extensions.last() {
        Some(&"svg") => svg::active_part(bytes).err(),
        Some(last) if INERT.contains(last) && !extensions.contains(&"svg") => None,
        _ => looks_like_page(bytes).then(|| "a browser may take it for a page, by how it begins".to_owned()),
    }
}

/// Whether the beginning of a file is that of HTML or XML.
fn looks_like_page(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    BEGINNINGS.iter().any(|tag| {
        let (Some(start), rest) = (bytes.get(..tag.len()), bytes.get(tag.len())) else { return false };
        // As the standard has it, a tag's name ends with a space or `>`; the others have no end.
        let is_whole = !tag[1..].bytes().all(|byte| byte.is_ascii_alphanumeric())
            || matches!(rest, Some(byte) if byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        start.eq_ignore_ascii_case(tag.as_bytes()) && is_whole
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_published(path: &str, bytes: &str) -> bool {
        danger(path, bytes.as_bytes()).is_none()
    }

    #[test]
    fn pictures_archives_and_texts_are_published() {
        for path in [
            "a.png",
            "a/b.JPG",
            "x.pdf",
            "x.tar.gz",
            "data.json",
            "v1.2.zip",
            "notes.txt",
            "Dockerfile",
            "x.py",
            "a.b.c",
        ] {
            assert!(is_published(path, "GIF89a"), "{path}");
        }
        assert!(is_published("x.py", "a <b> c"), "a tag that does not come first");
        assert!(is_published("x.json", "<html>"), "its type is known");
    }

    #[test]
    fn what_a_browser_or_a_server_runs_is_withheld() {
        for path in [
            "w.html",
            "sw.js",
            "a/x.XHTML",
            "x.xml",
            "x.html.gz",
            "x.php.txt",
            "x.js.",
            "x.html ",
            "x.svgz",
            "m.webmanifest",
            "CNAME",
            "deep/web.config",
            "_headers",
            ".well-known/security.txt",
            ".Well-Known/x.png",
        ] {
            assert!(!is_published(path, "GIF89a"), "{path}");
        }
    }

    #[test]
    fn unknown_type_is_judged_by_its_beginning() {
        for text in [
            "<!DOCTYPE html>",
            " \n<HTML>",
            "\u{feff}<script src=x>",
            "<svg/onload=x>",
            "<?xml version='1.0'?>",
            "<!-- x -->",
        ] {
            assert!(!is_published("x.unknown", text), "{text}");
            assert!(!is_published("LICENSE", text), "{text}");
            assert!(!is_published("x.svg.bak", text), "{text}");
        }
        for text in ["<stdio.h>", "<bold>", "< html>", "# <html>", "", "<"] {
            assert!(is_published("x.unknown", text), "{text}");
        }
    }

    #[test]
    fn trusted_files_are_all_published() {
        let files: Files = [("w.html".to_owned(), b"<html>".as_slice().into())].into();
        assert_eq!(sort(&files, true).published.len(), 1);
        assert_eq!(sort(&files, false).published.len(), 0);
    }
}
