//! The last resort around a renderer that does not end, or does not stop asking for memory.
//!
//! [`super::limits`] refuses what is known to take long; this is for what is not known. A thread cannot be stopped from
//! outside, and a build starts no process. So a drawing that takes too long is left behind: its diagram is an error, with
//! which a build ends, and the thread with it; the preview goes on, and does not try that text again. A drawing that takes
//! too much memory ends the program, while the system has some left.

use std::{
    panic::{self, UnwindSafe},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// How often the thread is looked after.
const TICK: Duration = Duration::from_millis(50);
/// The layout calls itself; it gets a stack that no text of the length that is allowed uses up.
const STACK: usize = 256 * 1024 * 1024;

/// What a drawing may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Looks at it, not time: a program that was asleep has not used any.
    pub ticks: u32,
    /// What the whole program's memory may grow by.
    pub bytes: u64,
}

/// A hundred times what the longest diagram within the limits takes.
pub(super) const BOUNDS: Bounds =
    Bounds { ticks: if cfg!(debug_assertions) { 2_000 } else { 200 }, bytes: 2 * 1024 * 1024 * 1024 };

/// What became of a drawing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Drawn<T> {
    Done(T),
    /// The renderer panicked, which no text should make it do.
    Failed,
    /// It goes on somewhere; nobody waits for it.
    LeftBehind,
}

/// Draws on a thread of its own. `starve` is called for as long as the memory is above its bound.
pub(super) fn draw<T: Send + 'static>(
    bounds: Bounds,
    draw: impl FnOnce() -> T + Send + UnwindSafe + 'static,
    starve: impl Fn() + Send + 'static,
) -> Drawn<T> {
    let (sender, receiver) = mpsc::channel();
    let before = memory();
    let is_hungry = move || match (before, memory()) {
        (Some(before), Some(now)) => now.saturating_sub(before) > bounds.bytes,
        _ => false,
    };
    // Nobody is there to take the drawing of one that was left behind.
    let work = move || drop(sender.send(panic::catch_unwind(draw).ok()));
    if thread::Builder::new().stack_size(STACK).spawn(work).is_err() {
        return Drawn::Failed;
    }
    for _ in 0..bounds.ticks {
        match receiver.recv_timeout(TICK) {
            Ok(Some(drawing)) => return Drawn::Done(drawing),
            Ok(None) | Err(RecvTimeoutError::Disconnected) => return Drawn::Failed,
            Err(RecvTimeoutError::Timeout) if is_hungry() => starve(),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    thread::spawn(move || {
        while let Err(RecvTimeoutError::Timeout) = receiver.recv_timeout(TICK) {
            if is_hungry() {
                starve();
            }
        }
    });
    Drawn::LeftBehind
}

/// The memory of this program in bytes, where the system tells it.
#[expect(
    clippy::disallowed_methods,
    reason = "no file of the site: the system tells about this process in it"
)]
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use std::{
        hint,
        sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    };

    use super::*;

    const SHORT: Bounds = Bounds { ticks: 4, bytes: u64::MAX };

    #[test]
    fn drawing_ends_fails_or_is_left_behind() {
        static ENOUGH: AtomicBool = AtomicBool::new(false);
        let endless = || {
            while !ENOUGH.load(Ordering::Relaxed) {
                hint::spin_loop();
            }
        };
        let nothing = || unreachable!("nothing is without bound here");
        assert_eq!(draw(BOUNDS, || 7, nothing), Drawn::Done(7));
        assert_eq!(draw(BOUNDS, || panic!("on purpose"), nothing), Drawn::<()>::Failed);
        assert_eq!(draw(SHORT, endless, nothing), Drawn::LeftBehind);
        ENOUGH.store(true, Ordering::Relaxed);
    }

    /// While it is waited for, and when it was left behind.
    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_watched_to_the_end() {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        static ENOUGH: AtomicBool = AtomicBool::new(false);
        let greedy = || {
            let held = vec![1_u8; 64 * 1024 * 1024];
            while !ENOUGH.load(Ordering::Relaxed) {
                thread::sleep(TICK);
            }
            held.len()
        };
        let bounds = Bounds { ticks: 8, bytes: 16 * 1024 * 1024 };
        let starve = || {
            CALLS.fetch_add(1, Ordering::Relaxed);
        };
        assert_eq!(draw(bounds, greedy, starve), Drawn::LeftBehind);
        let before = CALLS.load(Ordering::Relaxed);
        assert!(before > 0, "while it is waited for");
        thread::sleep(TICK * 8);
        assert!(CALLS.load(Ordering::Relaxed) > before, "and behind");
        ENOUGH.store(true, Ordering::Relaxed);
    }
}
