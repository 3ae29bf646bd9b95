//! A request's head: bytes from a socket → what is asked, or why it is refused.
//!
//! Invariant: reading ends. A head has [`LONGEST`] bytes at most, and all of it has to come before a deadline, however slowly
//! its bytes drip. No body is ever read: nothing here asks for one.

use std::{
    io::{self, Read as _},
    net::TcpStream,
    time::{Duration, Instant},
};

/// Longer ones are refused; browsers send about one kilobyte.
const LONGEST: usize = 16 * 1024;
/// More lines than this are refused.
const MOST_LINES: usize = 64;

/// What is read of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// Whom the request is for, by its `Host`.
    pub host: String,
    pub origin: Option<String>,
    /// `Sec-Fetch-Site`, `Sec-Fetch-Mode` and `Sec-Fetch-Dest`: how a browser came to ask (W3C Fetch Metadata).
    pub fetch: [Option<String>; 3],
}

/// Why a request is not answered, with the status that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub why: &'static str,
}

const fn refuse<T>(status: u16, why: &'static str) -> Result<T, Refusal> {
    Err(Refusal { status, why })
}

/// Reads a head within `patience`.
///
/// # Errors
/// If the client has gone, or says nothing at all; there is nobody to answer then.
pub fn read(mut socket: &TcpStream, patience: Duration) -> io::Result<Result<Head, Refusal>> {
    let deadline = Instant::now() + patience;
    let mut bytes = Vec::with_capacity(2048);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(refuse(408, "the request did not come to its end"));
        }
        socket.set_read_timeout(Some(left))?;
        let mut more = [0; 2048];
        match socket.read(&mut more) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => bytes.extend_from_slice(&more[..count]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return if bytes.is_empty() {
                    Err(error)
                } else {
                    Ok(refuse(408, "the request did not come to its end"))
                };
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        match parse(&bytes) {
            Ok(None) if bytes.len() > LONGEST => return Ok(refuse(431, "the request is too long")),
            Ok(None) => {}
            Ok(Some(head)) => return Ok(Ok(head)),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
}

/// What a head says; nothing if more of it is to come.
fn parse(bytes: &[u8]) -> Result<Option<Head>, Refusal> {
    let mut lines = [httparse::EMPTY_HEADER; MOST_LINES];
    let mut request = httparse::Request::new(&mut lines);
    match request.parse(bytes) {
        Ok(status) if status.is_partial() => return Ok(None),
        Ok(_) => {}
        Err(httparse::Error::Version) => return refuse(505, "this preview speaks HTTP/1.1"),
        Err(httparse::Error::TooManyHeaders) => return refuse(431, "the request has too many lines"),
        Err(_) => return refuse(400, "this is no HTTP request"),
    }
    let lines = |name: &'static str| {
        let named = request.headers.iter().filter(move |line| line.name.eq_ignore_ascii_case(name));
        named.map(|line| std::str::from_utf8(line.value).map(|value| value.trim().to_owned()))
    };
    let line = |name| lines(name).next().and_then(Result::ok);
    let mut hosts = lines("Host");
    let (Some(Ok(host)), None) = (hosts.next(), hosts.next()) else {
        return refuse(400, "a request names its host once");
    };
    let target = request.path.unwrap_or_default();
    let (host, target) = absolute(target).unwrap_or((host, target.to_owned()));
    Ok(Some(Head {
        method: request.method.unwrap_or_default().to_owned(),
        target,
        host,
        origin: line("Origin"),
        fetch: ["Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"].map(line),
    }))
}

/// The host and the path of a target in absolute form, which counts before the `Host` line (RFC 9112 §3.2.2).
fn absolute(target: &str) -> Option<(String, String)> {
    let rest =
        target.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://")).map(|_| &target[7..])?;
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let path = if rest[at..].starts_with('/') { rest[at..].to_owned() } else { format!("/{}", &rest[at..]) };
    Some((rest[..at].to_owned(), path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(text: &str) -> u16 {
        match parse(text.as_bytes()) {
            Ok(None) => 0,
            Ok(Some(_)) => 200,
            Err(refusal) => refusal.status,
        }
    }

    #[test]
    fn head_says_what_is_asked() {
        let text = "GET /a?b HTTP/1.1\r\nHost: localhost:4321\r\nOrigin: http://x\r\nSec-Fetch-Site: cross-site\r\n\r\nrest";
        let head = parse(text.as_bytes()).expect("sound").expect("whole");
        assert_eq!((&*head.method, &*head.target, &*head.host), ("GET", "/a?b", "localhost:4321"));
        assert_eq!(head.origin.as_deref(), Some("http://x"));
        assert_eq!(head.fetch, [Some("cross-site".to_owned()), None, None]);
    }

    #[test]
    fn target_may_be_absolute() {
        let of = |target: &str| {
            let text = format!("GET {target} HTTP/1.1\r\nHost: other\r\n\r\n");
            let head = parse(text.as_bytes()).expect("sound").expect("whole");
            (head.host, head.target)
        };
        assert_eq!(of("http://localhost:1/x?y"), ("localhost:1".to_owned(), "/x?y".to_owned()));
        assert_eq!(of("HTTP://localhost"), ("localhost".to_owned(), "/".to_owned()));
        assert_eq!(of("/http://x"), ("other".to_owned(), "/http://x".to_owned()));
    }

    #[test]
    fn what_is_no_request_is_refused_at_once() {
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\n"), 0, "more is to come");
        assert_eq!(status("GET / HTTP/1.1\r\n\r\n"), 400, "no host");
        assert_eq!(status("GET / HTTP/1.1\r\nHost: localhost\r\nhost: evil\r\n\r\n"), 400, "two hosts");
        assert_eq!(status("GET / HTTP/1.1\r\n Host: a\r\n\r\n"), 400, "a folded line");
        assert_eq!(status("GET / HTTP/1.1\r\nX: a\r\n b\r\nHost: a\r\n\r\n"), 400, "a folded line");
        assert_eq!(status("\u{16}\u{3}\u{1}"), 400, "TLS");
        assert_eq!(status("PRI * HTTP/2.0\r\n\r\n"), 505, "HTTP/2");
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(100))), 431, "many lines");
    }
}
