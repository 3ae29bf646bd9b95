//! The connections that are open, so that there are never too many of them.
//!
//! Invariant: at most [`MOST`] are open. One more ends the oldest; so clients that idle, or that do not read their answer, take
//! no place from those that ask.

use std::{
    collections::BTreeMap,
    net::{Shutdown, TcpStream},
    sync::{Arc, Mutex},
};

use crate::base::mutex::lock;

/// More than all tabs of a browser, fewer than threads begin to cost.
const MOST: usize = 256;

/// Open connections, by the order in which they came.
#[derive(Default)]
pub struct Connections(Mutex<Open>);

#[derive(Default)]
struct Open {
    sockets: BTreeMap<u64, Arc<TcpStream>>,
    next: u64,
}

/// A connection among those that are open; it leaves them when this is dropped.
pub struct Connection {
    pub socket: Arc<TcpStream>,
    number: u64,
    all: Arc<Connections>,
}

impl Connections {
    /// Takes a connection in, and ends the oldest if there are too many.
    pub fn take(self: &Arc<Self>, socket: TcpStream) -> Connection {
        let socket = Arc::new(socket);
        let mut open = lock(&self.0);
        if open.sockets.len() >= MOST {
            open.end_oldest();
        }
        let number = open.next;
        open.next += 1;
        open.sockets.insert(number, Arc::clone(&socket));
        Connection { socket, number, all: Arc::clone(self) }
    }

    /// Ends the oldest connection: the system has no room for another one.
    pub fn make_room(&self) {
        lock(&self.0).end_oldest();
    }
}

impl Open {
    fn end_oldest(&mut self) {
        if let Some((_, socket)) = self.sockets.pop_first() {
            // Its thread wakes up, finds it closed and ends. It may be closed already.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

impl Connection {
    /// Takes it from those that may be ended, for a stream that stays open.
    pub fn keep(&self) {
        lock(&self.all.0).sockets.remove(&self.number);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.keep();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Read as _,
        net::{TcpListener, TcpStream},
    };

    use super::*;

    #[test]
    fn one_too_many_ends_the_oldest() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let all = Arc::new(Connections::default());
        let mut pairs: Vec<(TcpStream, Connection)> = Vec::new();
        for _ in 0..=MOST {
            let client = TcpStream::connect(address).unwrap();
            pairs.push((client, all.take(listener.accept().unwrap().0)));
        }
        assert_eq!(lock(&all.0).sockets.len(), MOST);
        assert_eq!(pairs[0].0.read(&mut [0]).unwrap(), 0, "the oldest is closed");
        pairs.pop();
        assert_eq!(lock(&all.0).sockets.len(), MOST - 1, "one that ends leaves");
    }
}
