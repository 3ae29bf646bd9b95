//! A request → its answer, without a socket in sight.
//!
//! Takes the request line and the `Host` header; returns status, type and body. Invariant: a body is an output of the site
//! or one of the preview's own files; no path from a request ever reaches the file system.

use std::{net::IpAddr, sync::Arc};

use super::edition::{Edition, Shown};
use crate::{
    escape::escape,
    path::{OutPath, decode_url, encode_url},
};

/// The preview's own addresses begin with it, whatever the site's base path.
const OWN: &str = "/_nexus/";
const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// What is read of a request.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub method: &'a str,
    /// As it stands in the request line.
    pub target: &'a str,
    pub host: Option<&'a str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub content_type: &'static str,
    pub location: Option<String>,
    /// The edition that the body is from.
    pub version: String,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    Bytes(Arc<[u8]>),
    /// The version of each edition from now on, as Server-Sent Events.
    Events,
}

/// The hosts that requests may name.
///
/// A page elsewhere can point a name of its own at this machine and read what is served here, drafts included (DNS
/// rebinding). Such a request names that host, so only names that nobody else owns are answered.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// As `--host` gives it.
    own: String,
}

impl Hosts {
    pub fn new(own: &str) -> Self {
        Self { own: own.trim_matches(['[', ']']).to_ascii_lowercase() }
    }

    /// Whether a `Host` header names this machine, with any port.
    fn allow(&self, header: &str) -> bool {
        let name = match header.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => header,
        };
        let name = name.to_ascii_lowercase();
        let is_bracketed = name.starts_with('[') && name.ends_with(']');
        let name = if is_bracketed { &name[1..name.len() - 1] } else { name.trim_end_matches('.') };
        match name.parse::<IpAddr>() {
            Ok(address) if address.is_ipv6() != is_bracketed => false,
            // A number cannot be pointed anywhere else.
            Ok(address) => address.is_loopback() || name == self.own || self.is_open(),
            Err(_) => name == "localhost" || name.ends_with(".localhost") || name == self.own,
        }
    }

    /// Whether the server listens on all addresses of this machine.
    fn is_open(&self) -> bool {
        self.own.parse::<IpAddr>().is_ok_and(|address| address.is_unspecified())
    }
}

/// Answers a request.
pub fn respond(edition: &Edition, hosts: &Hosts, request: &Request<'_>) -> Response {
    let answer = |status, body: &str| text(edition, status, PLAIN, body.as_bytes());
    if !request.host.is_some_and(|host| hosts.allow(host)) {
        let name = request.host.unwrap_or_default();
        let help = "open the address that `nexus serve` printed, or start it with `--host`";
        return answer(403, &format!("this preview does not answer to the host `{name}`: {help}\n"));
    }
    if !matches!(request.method, "GET" | "HEAD") {
        return answer(405, "only GET and HEAD are answered here\n");
    }
    let (path, query) = match request.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (request.target, None),
    };
    if let Some(name) = path.strip_prefix(OWN) {
        return own(edition, name, query.unwrap_or_default());
    }
    match locate(edition, path) {
        Place::Output(path) => output(edition, 200, &path),
        Place::Moved { status, path } => {
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            Response { location: Some(format!("{path}{query}")), ..answer(status, "") }
        }
        Place::Nowhere => output(edition, 404, &OutPath::new("404.html")),
    }
}

/// What stands at an address.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Output(OutPath),
    Moved { status: u16, path: String },
    Nowhere,
}

/// Finds an address's output, by the rules of GitHub Pages: `x/` is `x/index.html`, `x` is `x`, `x.html`, or leads to `x/`.
fn locate(edition: &Edition, path: &str) -> Place {
    let base = edition.base_path();
    let Some(below) = path.strip_prefix(base) else {
        return match path {
            // Never by 301: a browser would remember it for the next site on this port.
            "/" => Place::Moved { status: 302, path: base.to_owned() },
            path if base.strip_suffix('/') == Some(path) => {
                Place::Moved { status: 301, path: base.to_owned() }
            }
            _ => Place::Nowhere,
        };
    };
    let Some(below) = decode_url(below) else { return Place::Nowhere };
    let is_plain = |path: &str| path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let folder = below.strip_suffix('/').unwrap_or(&below);
    if !(below.is_empty() || is_plain(folder)) || below.contains('\0') {
        return Place::Nowhere;
    }
    if below.is_empty() || below.ends_with('/') {
        let index = format!("{below}index.html");
        return if edition.contains(&index) { Place::Output(OutPath::new(index)) } else { Place::Nowhere };
    }
    for file in [below.clone(), format!("{below}.html")] {
        if edition.contains(&file) {
            return Place::Output(OutPath::new(file));
        }
    }
    if edition.contains(&format!("{below}/index.html")) {
        return Place::Moved { status: 301, path: format!("{base}{}/", encode_url(&below)) };
    }
    Place::Nowhere
}

fn output(edition: &Edition, status: u16, path: &OutPath) -> Response {
    match edition.show(path) {
        Shown::Bytes(bytes) => text(edition, status, content_type(path.as_str()), bytes),
        Shown::Broken => text(edition, 500, HTML, stand_in("This page cannot be rendered yet").as_bytes()),
        Shown::Missing => text(edition, 404, HTML, stand_in("There is no such page").as_bytes()),
    }
}

/// The preview's own files.
fn own(edition: &Edition, name: &str, query: &str) -> Response {
    match name {
        "live.js" => text(edition, 200, content_type(name), SCRIPT.as_bytes()),
        "live.css" => text(edition, 200, content_type(name), STYLE.as_bytes()),
        "state" => {
            let page = query.strip_prefix("page=").and_then(decode_url);
            let place = page.map(|page| locate(edition, &page));
            let path = match &place {
                Some(Place::Output(path)) => Some(path),
                _ => None,
            };
            let json = serde_json::to_vec(&edition.state(path)).expect("plain data with text keys");
            text(edition, 200, "application/json", json)
        }
        "events" => Response { body: Body::Events, ..text(edition, 200, "text/event-stream", []) },
        _ => text(edition, 404, PLAIN, b"the preview has no such address\n".as_slice()),
    }
}

/// A page for where the site has none. It shows the errors as all pages do, and gives way as soon as there is a better one.
fn stand_in(title: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{OWN}live.css\">\n<script src=\"{OWN}live.js\" defer></script>\n</head>\n\
         <body class=\"stand-in\">\n<main>\n<h1>{title}</h1>\n\
         <p>It will appear here by itself when that changes.</p>\n</main>\n</body>\n</html>\n"
    )
}

fn text(edition: &Edition, status: u16, content_type: &'static str, body: impl Into<Arc<[u8]>>) -> Response {
    Response {
        status,
        content_type,
        location: None,
        version: edition.version.clone(),
        body: Body::Bytes(body.into()),
    }
}

const PLAIN: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

/// The type of a file by its name, as GitHub Pages has it for what sites are made of.
fn content_type(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref().unwrap_or_default() {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "atom" => "application/atom+xml",
        "rss" => "application/rss+xml",
        "txt" | "md" | "toml" | "yml" | "yaml" | "rs" | "py" | "sh" | "sql" | "graphql" => PLAIN,
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}
