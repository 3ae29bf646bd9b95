//! Asks whether there is something at web addresses.
//!
//! Several hosts are asked at the same time, but each of them for one address after the other, with a pause between two
//! questions. What may be a passing trouble is tried again.

use std::{
    collections::{BTreeMap, VecDeque},
    io,
    sync::Mutex,
    thread,
    time::Duration,
};

use ureq::{Agent, http::StatusCode};

/// What there is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Something; and if it has moved for good, where to.
    Found { moved: Option<String> },
    /// Nothing, says the host.
    Dead(String),
    /// There is no such host, or it does not answer.
    Unreachable(String),
    /// The host does not say: it wants a login, takes us for an attack, or has a trouble of its own.
    Unknown(String),
}

/// Hosts that are asked at the same time.
const AT_ONCE: usize = 8;
/// Between two questions to the same host.
const PAUSE: Duration = Duration::from_millis(200);
/// Before each further attempt.
const BACKOFF: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];
const CONNECT: Duration = Duration::from_secs(10);
const LIMIT: Duration = Duration::from_secs(20);
/// As browsers have it.
const MOST_REDIRECTS: usize = 20;

/// Asks for all addresses.
pub fn all(urls: &[&str]) -> BTreeMap<String, Answer> {
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for url in urls {
        hosts.entry(host(url)).or_default().push(url);
    }
    let agent = agent();
    let threads = hosts.len().min(AT_ONCE);
    let queue: Mutex<VecDeque<Vec<&str>>> = Mutex::new(hosts.into_values().collect());
    let answers = Mutex::new(BTreeMap::new());
    let next = || queue.lock().expect("no thread panics with it").pop_front();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(urls) = next() {
                    for url in urls {
                        let answer = persistent(&agent, url);
                        answers.lock().expect("no thread panics with it").insert(url.to_owned(), answer);
                        thread::sleep(PAUSE);
                    }
                }
            });
        }
    });
    answers.into_inner().expect("no thread panics with it")
}

/// The host of an address, with its port.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn agent() -> Agent {
    Agent::config_builder()
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(LIMIT))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("nexus/", env!("CARGO_PKG_VERSION"), " (link check)"))
        .build()
        .into()
}

/// Asks, and asks again if the trouble may pass.
fn persistent(agent: &Agent, url: &str) -> Answer {
    let mut asked = follow(agent, url);
    for pause in BACKOFF {
        if !asked.may_pass {
            break;
        }
        thread::sleep(pause);
        asked = follow(agent, url);
    }
    asked.answer
}

/// An answer, and whether another one may come later.
struct Asked {
    answer: Answer,
    may_pass: bool,
}

/// Asks for an address and for those that it redirects to.
fn follow(agent: &Agent, url: &str) -> Asked {
    let sure = |answer| Asked { answer, may_pass: false };
    let mut at = url.to_owned();
    // Where the address has moved for good: as far as no redirect on the way is for now only.
    let mut moved = None;
    let mut for_good = true;
    for _ in 0..=MOST_REDIRECTS {
        let (status, location) = match question(agent, &at) {
            Ok(response) => response,
            Err(ureq::Error::BadUri(_) | ureq::Error::Http(_)) => {
                return sure(Answer::Dead(format!("`{at}` is no address")));
            }
            Err(error) => return Asked { answer: Answer::Unreachable(reason(&error)), may_pass: true },
        };
        let Some(location) = location.filter(|_| status.is_redirection()) else {
            return Asked { answer: meaning(status, moved), may_pass: status.is_server_error() };
        };
        at = resolved(&at, &location);
        for_good &= matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
        if for_good {
            moved = Some(at.clone());
        }
    }
    sure(Answer::Dead("it redirects in a circle".to_owned()))
}

/// Why nobody answers, for somebody who has not written this program.
fn reason(error: &ureq::Error) -> String {
    const CERTIFICATE: &str = "invalid peer certificate: ";
    match error {
        ureq::Error::HostNotFound => "there is no such host".to_owned(),
        ureq::Error::Timeout(_) => "it does not answer in time".to_owned(),
        ureq::Error::Io(error) => {
            let said = error.to_string();
            if let Some((_, why)) = said.split_once(CERTIFICATE) {
                return format!("browsers warn of it, because {}", mistrust(why));
            }
            if said.contains("lookup address") {
                return "there is no such host".to_owned();
            }
            if said.contains("InvalidContentType") {
                return "it does not speak HTTPS; perhaps it has `http://` only".to_owned();
            }
            match error.kind() {
                io::ErrorKind::ConnectionRefused => "the host refuses the connection".to_owned(),
                _ => said,
            }
        }
        error => error.to_string(),
    }
}

/// What is wrong with a certificate, by what the TLS library calls it.
fn mistrust(why: &str) -> String {
    let known = [
        ("Expired", "its certificate has expired"),
        ("certificate expired", "its certificate has expired"),
        ("NotValidForName", "its certificate is for another host"),
        ("certificate not valid for name", "its certificate is for another host"),
        ("UnknownIssuer", "nobody known has signed its certificate"),
        ("CaUsedAsEndEntity", "it has signed its certificate itself"),
    ];
    let plain = known.iter().find(|(name, _)| why.contains(name)).map(|(_, plain)| (*plain).to_owned());
    plain.unwrap_or_else(|| format!("its certificate is not valid: {why}"))
}

/// The status of an address, and where it redirects to. Asks for the page itself only if the host has no answer to a question
/// about it.
fn question(agent: &Agent, url: &str) -> Result<(StatusCode, Option<String>), ureq::Error> {
    let url = encoded(url);
    let mut response = agent.head(&url).call()?;
    let is_answer = |status: StatusCode| status.is_success() || status.is_redirection();
    if !is_answer(response.status()) && response.status() != StatusCode::TOO_MANY_REQUESTS {
        response = agent.get(&url).call()?;
    }
    let location = response.headers().get("location").and_then(|value| value.to_str().ok());
    Ok((response.status(), location.map(str::to_owned)))
}

fn meaning(status: StatusCode, moved: Option<String>) -> Answer {
    match status.as_u16() {
        200..=399 => Answer::Found { moved },
        // 999 is what one large host says to programs.
        401 | 403 | 407 | 408 | 425 | 429 | 500..=999 => Answer::Unknown(status.to_string()),
        _ => Answer::Dead(status.to_string()),
    }
}

/// What a redirect from `base` means (RFC 3986 §5.2).
fn resolved(base: &str, location: &str) -> String {
    if location.contains("://") {
        return location.to_owned();
    }
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    if let Some(elsewhere) = location.strip_prefix("//") {
        return format!("{scheme}://{elsewhere}");
    }
    let host = host(base);
    let path = rest[host.len()..].split(['?', '#']).next().unwrap_or_default();
    let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
    let full = match location.chars().next() {
        Some('/') => location.to_owned(),
        Some('?') => format!("{path}{location}"),
        _ => format!("{folder}{location}"),
    };
    let end = full.find(['?', '#']).unwrap_or(full.len());
    format!("{scheme}://{host}{}{}", without_dots(&full[..end]), &full[end..])
}

/// A path that begins with a slash, without `.` and `..` (RFC 3986 §5.2.4).
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            _ => parts.push(part),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        parts.push("");
    }
    format!("/{}", parts.join("/"))
}

/// The address with what may not stand in one percent-encoded, and without its anchor.
fn encoded(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}') {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            out.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_lead_where_they_say() {
        let from = |location| resolved("https://e.org/a/b?c", location);
        assert_eq!(from("http://f.org/"), "http://f.org/");
        assert_eq!(from("//f.org/x"), "https://f.org/x");
        assert_eq!(from("/x"), "https://e.org/x");
        assert_eq!(from("x"), "https://e.org/a/x");
        assert_eq!(from("../x/./y?../z"), "https://e.org/x/y?../z");
        assert_eq!(from("../.."), "https://e.org/");
        assert_eq!(from("?d"), "https://e.org/a/b?d");
        assert_eq!(resolved("https://e.org", "x"), "https://e.org/x");
    }

    #[test]
    fn address_is_fit_to_be_sent() {
        assert_eq!(encoded("https://e.org/ü b?c=%20#d"), "https://e.org/%C3%BC%20b?c=%20");
        assert_eq!(host("https://e.org:8080?x"), "e.org:8080");
    }
}
