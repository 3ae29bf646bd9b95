//! Looks at a site's files whenever they may have changed.
//!
//! Takes a session; calls back after each change. The system's events are a wake-up and never the truth: some get lost
//! where many come at once, and some file systems send none. So there is a look at all files every now and then even
//! without an event, and soon after each; the files that events name are looked at before, since there are few of them and
//! somebody is waiting, and a look at all is broken off for them. Invariant: a change is seen after three times the rest at the
//! latest, whatever becomes of the events.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use camino::{Utf8Path, Utf8PathBuf};
use notify::{
    ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};

use crate::{
    base::{
        path::{self, SourcePath},
        terminal::say,
    },
    load,
    session::Session,
};

/// The folders that a site is made of; what lies elsewhere (the output, `.git`, `target`) wakes nobody.
const FOLDERS: [&str; 3] = [path::CONTENT, path::TEMPLATES, load::STATIC];

/// Editors save in several steps; this long after the last one, they are through.
const QUIET: Duration = Duration::from_millis(8);
/// Where events never cease, look at the files after this long nevertheless.
const PATIENCE: Duration = Duration::from_millis(200);
/// Between two looks at the files without an event.
const REST: Duration = Duration::from_secs(2);
/// The same where events do not work.
const REST_WITHOUT_EVENTS: Duration = Duration::from_millis(500);
/// Between the last event that named its files and the look at all of them.
const SOON: Duration = Duration::from_millis(300);
/// A look at a large site takes its time; looking may take up no more than this share of it (1 in …).
const SHARE: u32 = 30;

/// A look that is due can be put off for so many times the rest.
const PUT_OFF: u32 = 3;

/// Looks at a session's files again and again, for as long as the process lives. `on_change` is called after each look
/// that found something else than the one before.
pub fn run(root: &Utf8Path, session: &mut Session, mut on_change: impl FnMut(&Session)) -> ! {
    let mut watch = Watch::new(root);
    let mut rest = Duration::ZERO;
    // When the last look at all files began.
    let mut looked = Instant::now();
    loop {
        let began = Instant::now();
        // Whoever saves a file meanwhile is waiting and goes first; but no look is put off for long.
        let can_wait = looked.elapsed() < rest * PUT_OFF;
        if let Some(changed) = session.refresh_unless(&mut || can_wait && watch.is_woken()) {
            looked = began;
            rest = watch.rest(began.elapsed());
            if changed {
                on_change(session);
            }
        }
        // What changed in the meantime has left its wake-up.
        let mut files = watch.wait(rest);
        while let Some(changed) = files.and_then(|files| session.refresh_files(&files)) {
            if changed {
                on_change(session);
            }
            if looked.elapsed() > rest {
                break;
            }
            files = watch.wait(SOON);
        }
    }
}

/// The watched folders of a site.
struct Watch {
    root: Utf8PathBuf,
    /// Nothing if the system has no events for us.
    watcher: Option<RecommendedWatcher>,
    wakeups: Receiver<Wakeup>,
    /// One that came and was not acted upon yet.
    next: Option<Wakeup>,
    /// Those of [`FOLDERS`] whose events arrive.
    watched: BTreeSet<&'static str>,
}

#[derive(Debug, PartialEq, Eq)]
enum Wakeup {
    /// These files may have changed.
    Changed(BTreeSet<SourcePath>),
    /// Any file may have changed.
    Lost,
    /// One of the watched folders itself came or went; a watch does not outlive its folder.
    Replaced,
    /// Events will be missing from now on.
    Failed(String),
}

impl Watch {
    fn new(root: &Utf8Path) -> Self {
        let (sender, wakeups) = mpsc::channel();
        let place = root.to_owned();
        let handler = move |event: notify::Result<Event>| {
            if let Some(wakeup) = wakeup(&place, event) {
                // The receiver is gone only when the process ends.
                let _ = sender.send(wakeup);
            }
        };
        let mut watch =
            Self { root: root.to_owned(), watcher: None, wakeups, next: None, watched: BTreeSet::new() };
        let watcher = notify::recommended_watcher(handler).and_then(|mut watcher| {
            watcher.watch(root.as_std_path(), RecursiveMode::NonRecursive)?;
            Ok(watcher)
        });
        match watcher {
            Ok(watcher) => watch.watcher = Some(watcher),
            Err(error) => watch.give_up(&error.to_string()),
        }
        watch.follow();
        watch
    }

    /// How long to wait without an event, when a look at the files took this long.
    fn rest(&self, look: Duration) -> Duration {
        let rest = if self.watcher.is_some() { REST } else { REST_WITHOUT_EVENTS };
        rest.max(look * SHARE)
    }

    /// Whether an event has come that nobody has waited for yet.
    fn is_woken(&mut self) -> bool {
        self.next = self.next.take().or_else(|| self.wakeups.try_recv().ok());
        self.next.is_some()
    }

    /// Returns after an event, once the files have come to rest, or without one after `rest`; with the files that may have
    /// changed, if the events say all of them.
    fn wait(&mut self, rest: Duration) -> Option<BTreeSet<SourcePath>> {
        let next = self.next.take().map_or_else(|| self.wakeups.recv_timeout(rest), Ok);
        let files = match next {
            Ok(wakeup) => {
                let files = self.take(wakeup);
                self.settle(files)
            }
            Err(RecvTimeoutError::Timeout) => None,
            // Without a watcher nobody sends.
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(rest);
                None
            }
        };
        self.follow();
        files
    }

    /// Takes events until they cease.
    fn settle(&mut self, mut files: Option<BTreeSet<SourcePath>>) -> Option<BTreeSet<SourcePath>> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let Ok(wakeup) = self.wakeups.recv_timeout(QUIET) else { break };
            let more = self.take(wakeup);
            files = files.zip(more).map(|(mut files, more)| {
                files.extend(more);
                files
            });
        }
        files
    }

    fn take(&mut self, wakeup: Wakeup) -> Option<BTreeSet<SourcePath>> {
        match wakeup {
            Wakeup::Changed(files) => return Some(files),
            Wakeup::Lost => {}
            Wakeup::Replaced => self.watched.clear(),
            Wakeup::Failed(why) => self.give_up(&why),
        }
        None
    }

    /// Watches the folders that exist and are not watched yet.
    fn follow(&mut self) {
        for folder in FOLDERS {
            let path = self.root.join(folder);
            if self.watched.contains(folder) || !path.is_dir() {
                continue;
            }
            let Some(watcher) = &mut self.watcher else { return };
            // It knows nothing of a folder that went and came again, which is no mistake.
            let _ = watcher.unwatch(path.as_std_path());
            match watcher.watch(path.as_std_path(), RecursiveMode::Recursive) {
                Ok(()) => {
                    self.watched.insert(folder);
                }
                // It went away again between the two looks.
                Err(_) if !path.is_dir() => {}
                Err(error) => self.give_up(&error.to_string()),
            }
        }
    }

    /// Goes on without events; says so once, since nobody asks a second time.
    fn give_up(&mut self, why: &str) {
        if self.watcher.take().is_some() || self.watched.is_empty() {
            say(format_args!(
                "note: the system does not tell when files change ({why}); nexus looks by itself, every {} ms",
                REST_WITHOUT_EVENTS.as_millis()
            ));
        }
    }
}

/// What an event means for us; nothing for most.
fn wakeup(root: &Utf8Path, event: notify::Result<Event>) -> Option<Wakeup> {
    let event = match event {
        Ok(event) => event,
        Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
            return Some(Wakeup::Failed(error.to_string()));
        }
        // On some systems a folder that goes takes its watch with it, and says so by an error.
        Err(_) => return Some(Wakeup::Replaced),
    };
    if event.need_rescan() {
        return Some(Wakeup::Lost);
    }
    // Our own reading makes such events.
    if matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write)) {
        return None;
    }
    let is_folder = |path: &Path| FOLDERS.iter().any(|folder| path == root.join(folder));
    let comes_or_goes = matches!(
        event.kind,
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(notify::event::ModifyKind::Name(_))
    );
    if comes_or_goes && event.paths.iter().any(|path| is_folder(path)) {
        return Some(Wakeup::Replaced);
    }
    let is_ours = |path: &Path| {
        path == root.join(load::CONFIG) || FOLDERS.iter().any(|folder| path.starts_with(root.join(folder)))
    };
    let ours: Vec<&Path> = event.paths.iter().map(|path| &**path).filter(|path| is_ours(path)).collect();
    let name =
        |path: &Path| Some(SourcePath::new(Utf8Path::from_path(path.strip_prefix(root).ok()?)?.as_str()));
    match ours.iter().map(|path| name(path)).collect() {
        _ if ours.is_empty() => None,
        Some(files) => Some(Wakeup::Changed(files)),
        None => Some(Wakeup::Lost),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the tests make the files that they watch")]

    use std::fs;

    use notify::event::{CreateKind, Flag, ModifyKind};
    use tempfile::TempDir;

    use super::*;

    fn event(kind: EventKind, path: &str) -> Option<Wakeup> {
        wakeup(Utf8Path::new("/site"), Ok(Event::new(kind).add_path(path.into())))
    }

    #[test]
    fn only_the_sites_own_files_wake() {
        let change = EventKind::Modify(ModifyKind::Any);
        let changed = |path: &str| Some(Wakeup::Changed(BTreeSet::from([SourcePath::new(path)])));
        assert_eq!(event(change, "/site/content/a/b.md"), changed("content/a/b.md"));
        assert_eq!(event(change, "/site/site.toml"), changed("site.toml"));
        for other in ["/site/public/index.html", "/site/.nexus/x", "/site/target/x", "/site/.git", "/site"] {
            assert_eq!(event(change, other), None, "{other}");
        }
        let read = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert_eq!(event(read, "/site/content/a.md"), None, "our own reading");
        let created = EventKind::Create(CreateKind::Folder);
        assert_eq!(event(created, "/site/static"), Some(Wakeup::Replaced));
    }

    #[test]
    fn lost_events_and_failures_wake() {
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(wakeup(Utf8Path::new("/site"), Ok(lost)), Some(Wakeup::Lost));
        let full = notify::Error::new(ErrorKind::MaxFilesWatch);
        let failed = wakeup(Utf8Path::new("/site"), Err(full));
        assert!(matches!(failed, Some(Wakeup::Failed(_))), "{failed:?}");
        let other = wakeup(Utf8Path::new("/site"), Err(notify::Error::generic("x")));
        assert_eq!(other, Some(Wakeup::Replaced));
    }

    #[test]
    fn look_at_all_files_is_broken_off_for_an_event() {
        let dir = TempDir::new().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        fs::create_dir(root.join("content")).unwrap();
        fs::write(root.join("content/entry.md"), "x").unwrap();
        let mut watch = Watch::new(&root);
        let before = load::snapshot(&root, &load::Snapshot::default());
        let mut look = || load::snapshot_unless(&root, &before, &mut || watch.is_woken()).is_some();
        assert!(look(), "nothing happened");
        fs::write(root.join("content/entry.md"), "xy").unwrap();
        let began = Instant::now();
        while look() {
            assert!(began.elapsed() < Duration::from_secs(5), "the event comes");
        }
        let files = watch.wait(Duration::from_secs(5)).unwrap();
        assert_eq!(files, BTreeSet::from([SourcePath::new("content/entry.md")]), "it is not lost");
    }

    /// Whether `change` ends a wait long before its time.
    fn wakes(watch: &mut Watch, change: impl FnOnce()) -> bool {
        change();
        let began = Instant::now();
        watch.wait(Duration::from_secs(10));
        began.elapsed() < Duration::from_secs(5)
    }

    #[test]
    fn folder_that_comes_later_or_again_is_watched() {
        let dir = TempDir::new().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        let mut watch = Watch::new(&root);
        let entry = root.join("content/entry.md");
        for _ in 0..2 {
            assert!(wakes(&mut watch, || fs::create_dir(root.join("content")).unwrap()), "the folder itself");
            assert!(wakes(&mut watch, || fs::write(&entry, "x").unwrap()), "a file in it");
            assert!(wakes(&mut watch, || fs::remove_dir_all(root.join("content")).unwrap()), "its end");
        }
    }

    #[test]
    fn without_events_the_files_are_looked_at_more_often() {
        let dir = TempDir::new().unwrap();
        let mut watch = Watch::new(Utf8Path::from_path(dir.path()).unwrap());
        watch.take(Wakeup::Failed("too many files".to_owned()));
        let began = Instant::now();
        watch.wait(Duration::from_millis(30));
        assert!(began.elapsed() >= Duration::from_millis(30), "it does not spin");
        assert_eq!(watch.rest(Duration::ZERO), REST_WITHOUT_EVENTS);
    }

    #[test]
    fn looking_takes_a_small_share_of_the_time() {
        let dir = TempDir::new().unwrap();
        let watch = Watch::new(Utf8Path::from_path(dir.path()).unwrap());
        assert_eq!(watch.rest(Duration::from_millis(1)), REST);
        assert_eq!(watch.rest(Duration::from_secs(1)), Duration::from_secs(30));
    }
}
