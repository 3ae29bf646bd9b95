//! A request → its answer, without a socket in sight.
//!
//! Takes a request's head; returns status, type and body. Invariant: a body is an output of the site
//! or one of the preview's own files; no path from a request ever reaches the file system.

use std::{net::IpAddr, sync::Arc};

use super::{
    edition::{Edition, Shown},
    head::{Head, Refusal},
};
use crate::base::{
    escape::escape,
    path::{OutPath, decode_url, encode_url},
};

/// The preview's own addresses begin with it, whatever the site's base path.
const OWN: &str = "/_nexus/";
const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

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
pub fn respond(edition: &Edition, hosts: &Hosts, request: &Head) -> Response {
    let answer = |status, body: &str| text(edition, status, PLAIN, body.as_bytes());
    if !hosts.allow(&request.host) {
        let help = "open the address that `nexus serve` printed, or start it with `--host`";
        let name = &request.host;
        return answer(403, &format!("this preview does not answer to the host `{name}`: {help}\n"));
    }
    if is_foreign(request) {
        return answer(403, "this preview does not answer to pages of other sites\n");
    }
    if !matches!(&*request.method, "GET" | "HEAD") {
        return answer(405, "only GET and HEAD are answered here\n");
    }
    let (path, query) = match request.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (&*request.target, None),
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

/// Whether a page of another site asks. A browser would keep the answer from it, but it need not be given. A reader who follows a
/// link from there, or types the address, asks by himself.
fn is_foreign(request: &Head) -> bool {
    let [site, mode, dest] = request.fetch.each_ref().map(Option::as_deref);
    let navigates = mode == Some("navigate") && dest.is_none_or(|dest| dest == "document");
    let is_other_site = matches!(site, Some("cross-site" | "same-site")) && !navigates;
    let own = format!("http://{}", request.host);
    is_other_site || request.origin.as_ref().is_some_and(|origin| !origin.eq_ignore_ascii_case(&own))
}

/// The answer to what is no request.
pub(super) fn refused(edition: &Edition, refusal: &Refusal) -> Response {
    text(edition, refusal.status, PLAIN, format!("{}\n", refusal.why).into_bytes())
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

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the tests make the site that is served")]

    use std::fs;

    use camino::Utf8PathBuf;
    use tempfile::TempDir;

    use super::*;
    use crate::{
        load,
        output::Preview,
        session::{Options, Session, Strictness},
    };

    /// A site with an entry, an asset with a name to encode, and a file that is served without its extension.
    fn edition(base_url: Option<&str>) -> Edition {
        let dir = TempDir::new().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        let files = [
            ("site.toml", "title = \"A site\""),
            ("content/index.md", "---\ntitle: Home\n---\nwelcome"),
            ("content/guides/one.md", "---\ntitle: One\n---\nthe first guide"),
            ("content/guides/a ü.txt", "an asset"),
            ("static/plain.html", "<p>plain</p>"),
        ];
        for (path, text) in files {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        let mut session = Session::new(Options {
            root,
            base_url: base_url.map(str::to_owned),
            drafts: false,
            strictness: Strictness::Normal,
            preview: Preview::Yes,
            today: load::today(),
        });
        session.refresh();
        let plan = session.plan();
        assert!(!plan.has_errors(), "{:?}", plan.diagnostics);
        Edition::first(plan, Vec::new())
    }

    fn ask(edition: &Edition, method: &str, target: &str, host: Option<&str>) -> Response {
        let head = Head {
            method: method.to_owned(),
            target: target.to_owned(),
            host: host.unwrap_or_default().to_owned(),
            ..Head::default()
        };
        respond(edition, &Hosts::new("127.0.0.1"), &head)
    }

    fn get(edition: &Edition, target: &str) -> Response {
        ask(edition, "GET", target, Some("localhost:4321"))
    }

    fn body(response: &Response) -> String {
        match &response.body {
            Body::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Body::Events => "events".to_owned(),
        }
    }

    #[test]
    fn only_names_that_nobody_else_owns_are_answered() {
        let local = Hosts::new("127.0.0.1");
        for host in ["localhost", "LOCALHOST:80", "localhost.", "127.0.0.1:4321", "127.0.0.2", "[::1]:4321"] {
            assert!(local.allow(host), "{host}");
        }
        assert!(local.allow("docs.localhost:4321"));
        let foreign =
            ["", ":80", "evil.example", "localhost.evil.example", "evillocalhost", "192.168.0.7:80"];
        for host in foreign.into_iter().chain(["127.0.0.1.evil.example", "::1", "[127.0.0.1]", "[::1", "1:x"])
        {
            assert!(!local.allow(host), "{host:?}");
        }
        assert!(Hosts::new("my.machine").allow("My.Machine:80"));
        assert!(Hosts::new("0.0.0.0").allow("192.168.0.7:80"), "listens on all of this machine's addresses");
        assert!(!Hosts::new("0.0.0.0").allow("evil.example"));
    }

    #[test]
    fn foreign_host_learns_nothing() {
        let edition = edition(None);
        for target in ["/", "/guides/one/", "/_nexus/state", "/_nexus/events"] {
            for host in [Some("evil.example"), None] {
                let response = ask(&edition, "GET", target, host);
                assert_eq!(response.status, 403, "{target}");
                assert!(body(&response).contains("does not answer"), "{target}");
            }
        }
    }

    #[test]
    fn address_leads_to_its_output() {
        let edition = edition(None);
        for (target, text) in [
            ("/", "welcome"),
            ("/index.html", "welcome"),
            ("/guides/one/", "the first guide"),
            ("/guides/one/index.html?a=b", "the first guide"),
            ("/guides/%6Fne/", "the first guide"),
            ("/guides/a%20%C3%BC.txt", "an asset"),
            ("/plain", "<p>plain</p>"),
        ] {
            let response = get(&edition, target);
            assert_eq!(response.status, 200, "{target}");
            assert!(body(&response).contains(text), "{target}");
        }
        assert_eq!(get(&edition, "/guides/a%20%C3%BC.txt").content_type, PLAIN);
        assert_eq!(get(&edition, "/sitemap.xml").status, 404, "none without base_url");
        assert_eq!(get(&edition, "/favicon.svg").content_type, "image/svg+xml");
    }

    #[test]
    fn folder_without_its_slash_is_led_there() {
        let edition = edition(None);
        for (target, location) in [
            ("/guides", "/guides/"),
            ("/guides/one?a=b&c", "/guides/one/?a=b&c"),
            ("/guides%2Fone", "/guides/one/"),
        ] {
            let response = get(&edition, target);
            assert_eq!((response.status, response.location.as_deref()), (301, Some(location)));
        }
        assert_eq!(get(&edition, "//guides").status, 404, "no other host is ever named");
    }

    #[test]
    fn no_path_leads_out_of_the_output() {
        let edition = edition(None);
        for target in [
            "/../site.toml",
            "/%2e%2e/site.toml",
            "/guides/../../site.toml",
            "/guides/..%2f..%2fsite.toml",
            "/guides/%2e%2e/index.html",
            "/guides\\..\\index.html",
            "//etc/passwd",
            "/%00",
            "/guides//one/",
            "/./index.html",
            "/%ff",
            "/%",
            "*",
            "http://localhost/",
            "/site.toml",
            "/content/index.md",
        ] {
            let response = get(&edition, target);
            assert_eq!(response.status, 404, "{target:?}");
            assert!(body(&response).contains("Page not found"), "{target:?}: the site's own page");
        }
    }

    #[test]
    fn site_stands_below_its_base_path() {
        let edition = edition(Some("https://example.org/a%20b/"));
        for (target, status, location) in [
            ("/", 302, Some("/a%20b/")),
            ("/a%20b", 301, Some("/a%20b/")),
            ("/a%20b/", 200, None),
            ("/a%20b/guides", 301, Some("/a%20b/guides/")),
            ("/guides/one/", 404, None),
            ("/_nexus/live.js", 200, None),
            ("/a%20b/_nexus/live.js", 404, None),
        ] {
            let response = get(&edition, target);
            assert_eq!((response.status, response.location.as_deref()), (status, location), "{target}");
        }
    }

    #[test]
    fn head_is_answered_like_get_and_nothing_else_is() {
        let edition = edition(None);
        for target in ["/", "/guides", "/none", "/_nexus/state"] {
            assert_eq!(ask(&edition, "HEAD", target, Some("localhost")), get(&edition, target), "{target}");
        }
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
            assert_eq!(ask(&edition, method, "/", Some("localhost")).status, 405, "{method}");
        }
    }

    #[test]
    fn own_addresses_are_answered() {
        let edition = edition(None);
        assert!(get(&edition, "/_nexus/live.js").content_type.starts_with("text/javascript"));
        assert!(get(&edition, "/_nexus/live.css").content_type.starts_with("text/css"));
        assert_eq!(get(&edition, "/_nexus/events").body, Body::Events);
        assert_eq!(get(&edition, "/_nexus/other").status, 404);
        let state: serde_json::Value =
            serde_json::from_str(&body(&get(&edition, "/_nexus/state?page=%2F"))).unwrap();
        assert_eq!(state["version"], edition.version);
        assert_eq!(state["errors"], serde_json::json!([]));
    }
}
