//! HTTP over the output map: sockets on one side, [`respond()`] on the other.
//!
//! Takes a listening socket and the live site; returns nothing, and serves until the process ends. Invariant: an ordinary
//! request is answered at once, however many clients idle, drip, do not read or listen for events, and after the system had no
//! room for connections for a while.
//!
//! Of tiny_http these are its headers and what it calls each status. Accepting, reading and writing are our own: its loop ends
//! for good when the system has no room for a file once, its readers wait for bodies that never come, it sets no limit to
//! time or length, and its answers cannot say that they end the connection.

use std::{
    io::{self, Read as _, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tiny_http::{Header, StatusCode};

use connections::{Connection, Connections};
use edition::Live;
use respond::{Body, Hosts, Response, respond};

mod connections;
pub mod edition;
mod head;
pub mod respond;

/// Streams of events at a time, each on its own thread; browsers beyond that ask now and then instead.
const STREAMS: usize = 256;
/// After this long without an event a stream says that it is still there, which tells whether somebody listens.
const HEARTBEAT: Duration = Duration::from_secs(3);
/// How long a request may take to arrive, and a client to read a part of its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long what a client still sends is read, so that it gets to see the answer.
const FAREWELL: Duration = Duration::from_millis(500);
/// Between two tries where the system has no room for a connection.
const PAUSE: Duration = Duration::from_millis(20);

/// What all connections share.
struct Service {
    live: Live,
    hosts: Hosts,
    connections: Arc<Connections>,
    streams: AtomicUsize,
}

/// Serves the live site on threads of its own. The live site is returned for those who publish to it.
pub fn start(listener: TcpListener, live: Live, hosts: Hosts) -> Handle {
    let service =
        Arc::new(Service { live, hosts, connections: Arc::default(), streams: AtomicUsize::new(0) });
    let handle = Handle(Arc::clone(&service));
    thread::spawn(move || accept(&listener, &service));
    handle
}

/// A running server.
pub struct Handle(Arc<Service>);

impl Handle {
    pub fn live(&self) -> &Live {
        &self.0.live
    }
}

/// Accepts connections for ever, each on a thread of its own.
fn accept(listener: &TcpListener, service: &Arc<Service>) {
    loop {
        let Ok((socket, _)) = listener.accept() else {
            // Most often too many open files. Some end by themselves, and one is ended.
            service.connections.make_room();
            thread::sleep(PAUSE);
            continue;
        };
        let connection = service.connections.take(socket);
        let service = Arc::clone(service);
        // Where there is no room for a thread, the connection ends with the closure that it was moved into. Whoever asked may be
        // gone by now, which is no fault of ours.
        let _ = thread::Builder::new().spawn(move || drop(answer(&service, &connection)));
    }
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

fn answer(service: &Service, connection: &Connection) -> io::Result<()> {
    let socket = &*connection.socket;
    socket.set_write_timeout(Some(PATIENCE))?;
    let head = head::read(socket, PATIENCE)?;
    let response = {
        let edition = service.live.current();
        match &head {
            Ok(head) => respond(&edition, &service.hosts, head),
            Err(refusal) => respond::refused(&edition, refusal),
        }
    };
    let wants_body = head.is_ok_and(|head| head.method != "HEAD");
    match &response.body {
        Body::Bytes(bytes) => send(socket, &response, bytes, wants_body)?,
        Body::Events if !wants_body => send(socket, &response, &[], false)?,
        Body::Events if service.streams.fetch_add(1, Ordering::Relaxed) < STREAMS => {
            connection.keep();
            let ended = stream(&service.live, &response, socket);
            service.streams.fetch_sub(1, Ordering::Relaxed);
            return ended;
        }
        Body::Events => {
            service.streams.fetch_sub(1, Ordering::Relaxed);
            send(socket, &Response { status: 503, ..response.clone() }, &[], true)?;
        }
    }
    farewell(socket)
}

/// Closes a connection: a client that still sends would not see the answer if its bytes were left unread.
fn farewell(mut socket: &TcpStream) -> io::Result<()> {
    socket.shutdown(Shutdown::Write)?;
    let deadline = Instant::now() + FAREWELL;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        socket.set_read_timeout(Some(left))?;
        if socket.read(&mut [0; 4096])? == 0 {
            return Ok(());
        }
    }
}

fn send(socket: &TcpStream, response: &Response, body: &[u8], with_body: bool) -> io::Result<()> {
    let mut out = io::BufWriter::new(socket);
    send_head(&mut out, response, Some(body.len()))?;
    out.write_all(if with_body { body } else { &[] })?;
    out.flush()
}

/// The head of an answer. A stream of events has no length: it lasts until the connection ends.
fn send_head(out: &mut impl Write, response: &Response, length: Option<usize>) -> io::Result<()> {
    let status = StatusCode(response.status);
    write!(out, "HTTP/1.1 {} {}\r\n", status.0, status.default_reason_phrase())?;
    for header in headers(response) {
        write!(out, "{header}\r\n")?;
    }
    if let Some(length) = length {
        write!(out, "Content-Length: {length}\r\n")?;
    }
    out.write_all(b"Connection: close\r\n\r\n")
}

/// What every answer says besides its length.
fn headers(response: &Response) -> Vec<Header> {
    let mut headers = vec![
        header("Content-Type", response.content_type),
        header("Cache-Control", "no-store"),
        // The one header of a page that its scripts can read.
        header("Server-Timing", &format!("nexus;desc=\"{}\"", response.version)),
        header("X-Content-Type-Options", "nosniff"),
        header("Cross-Origin-Resource-Policy", "same-origin"),
        header("Cross-Origin-Opener-Policy", "same-origin"),
        header("Content-Security-Policy", "frame-ancestors 'self'"),
        header("Referrer-Policy", "same-origin"),
    ];
    headers.extend(response.location.iter().map(|location| header("Location", location)));
    headers.extend((response.status == 405).then(|| header("Allow", "GET, HEAD")));
    headers
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("encoded, so in ASCII")
}

fn stream(live: &Live, response: &Response, mut out: &TcpStream) -> io::Result<()> {
    send_head(&mut out, response, None)?;
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
    }
}
