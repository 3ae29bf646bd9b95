//! HTTP over the output map: sockets on one side, [`respond()`] on the other.
//!
//! Takes a listening socket and the live site; returns nothing, and serves until the process ends. Invariant: an ordinary
//! request is answered at once, however many connections idle or listen for events.
//!
//! tiny_http needs some care for that. Its pool of threads may keep a connection waiting while idle ones hold the threads,
//! until the next connection arrives; so every ordinary answer ends its connection, and calls of our own come in a few
//! times a second. It stops to accept when the system refuses a socket once; so it is started again.

use std::{
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use tiny_http::{Request as HttpRequest, Server};

use edition::Live;
use respond::{Body, Hosts, Request, Response, respond};

use crate::terminal::say;

pub mod edition;
pub mod respond;

/// Threads for ordinary requests; a browser opens up to six connections at once.
const WORKERS: usize = 8;
/// Streams of events at a time, each on its own thread; browsers beyond that ask now and then instead.
const STREAMS: usize = 24;
/// After this long without an event a stream says that it is still there, which tells whether somebody listens.
const HEARTBEAT: Duration = Duration::from_secs(3);
/// Calls that wake tiny_http's pool: each frees one connection that waits for a thread.
const CALLS: usize = 4;
/// Between two rounds of calls.
const ROUND: Duration = Duration::from_millis(250);

/// What all connections share.
struct Service {
    live: Live,
    hosts: Hosts,
    streams: AtomicUsize,
}

/// Serves the live site on threads of its own. The live site is returned for those who publish to it.
pub fn start(listener: TcpListener, live: Live, hosts: Hosts) -> Handle {
    let service = Arc::new(Service { live, hosts, streams: AtomicUsize::new(0) });
    let handle = Handle(Arc::clone(&service));
    thread::spawn(move || {
        loop {
            if let Err(error) = serve(&listener, &service) {
                say(format_args!("note: the preview had to begin again: {error}"));
            }
            thread::sleep(ROUND);
        }
    });
    handle
}

/// A running server.
pub struct Handle(Arc<Service>);

impl Handle {
    pub fn live(&self) -> &Live {
        &self.0.live
    }
}

/// Serves until a connection cannot be accepted.
fn serve(listener: &TcpListener, service: &Arc<Service>) -> io::Result<()> {
    let address = reachable(listener.local_addr()?);
    let server = Server::from_listener(listener.try_clone()?, None).map_err(io::Error::other)?;
    let failed = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while !failed.load(Ordering::Relaxed) {
                    match server.recv() {
                        Ok(request) => answer(service, request),
                        Err(_) => failed.store(true, Ordering::Relaxed),
                    }
                }
                // Each worker that ends wakes the next one.
                server.unblock();
            });
        }
        while !failed.load(Ordering::Relaxed) {
            thread::sleep(ROUND);
            for _ in 0..CALLS {
                // The connection is its own purpose; where none can be made, the workers learn of it.
                drop(TcpStream::connect_timeout(&address, ROUND));
            }
        }
    });
    Ok(())
}

/// The address under which this machine reaches a socket of its own.
pub fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn answer(service: &Arc<Service>, request: HttpRequest) {
    let method = request.method().as_str().to_owned();
    let response = {
        let host = request.headers().iter().find(|header| header.field.equiv("Host"));
        let request = Request {
            method: &method,
            target: request.url(),
            host: host.map(|header| header.value.as_str()),
        };
        respond(&service.live.current(), &service.hosts, &request)
    };
    let out = request.into_writer();
    let with_body = method != "HEAD";
    // Whoever asked may be gone by now, which is no fault of ours.
    let _ = match &response.body {
        Body::Bytes(bytes) => send(out, &response, if with_body { bytes } else { &[] }, bytes.len()),
        Body::Events if with_body => open_stream(service, out, &response),
        Body::Events => send(out, &response, &[], 0),
    };
}

fn send(mut out: Box<dyn Write + Send>, response: &Response, body: &[u8], length: usize) -> io::Result<()> {
    send_head(&mut *out, response, Some(length))?;
    out.write_all(body)?;
    out.flush()
}

fn send_head(out: &mut dyn Write, response: &Response, length: Option<usize>) -> io::Result<()> {
    let Response { status, content_type, location, version, body: _ } = response;
    let status = tiny_http::StatusCode(*status);
    write!(out, "HTTP/1.1 {} {}\r\n", status.0, status.default_reason_phrase())?;
    write!(out, "Content-Type: {content_type}\r\nCache-Control: no-store\r\nConnection: close\r\n")?;
    // The one header of a page that its scripts can read.
    write!(out, "Server-Timing: nexus;desc=\"{version}\"\r\n")?;
    write!(out, "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n")?;
    if let Some(location) = location {
        write!(out, "Location: {location}\r\n")?;
    }
    if status.0 == 405 {
        out.write_all(b"Allow: GET, HEAD\r\n")?;
    }
    if let Some(length) = length {
        write!(out, "Content-Length: {length}\r\n")?;
    }
    out.write_all(b"\r\n")?;
    out.flush()
}

/// Starts a stream of events, unless there are too many.
fn open_stream(
    service: &Arc<Service>,
    mut out: Box<dyn Write + Send>,
    response: &Response,
) -> io::Result<()> {
    if service.streams.fetch_add(1, Ordering::Relaxed) >= STREAMS {
        service.streams.fetch_sub(1, Ordering::Relaxed);
        let busy = Response { status: 503, ..response.clone() };
        return send(out, &busy, &[], 0);
    }
    let (service, response) = (Arc::clone(service), response.clone());
    thread::spawn(move || {
        // It ends when nobody listens any more.
        let _ = stream(&service.live, &response, &mut *out);
        service.streams.fetch_sub(1, Ordering::Relaxed);
    });
    Ok(())
}

fn stream(live: &Live, response: &Response, out: &mut dyn Write) -> io::Result<()> {
    send_head(out, response, None)?;
    out.write_all(b"retry: 500\n\n")?;
    let mut version = String::new();
    loop {
        let current = live.wait(&version, HEARTBEAT).version.clone();
        if current == version {
            out.write_all(b":\n\n")?;
        } else {
            write!(out, "data: {current}\n\n")?;
            version = current;
        }
        out.flush()?;
    }
}
