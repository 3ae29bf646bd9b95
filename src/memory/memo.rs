//! Remembers results under the digest of their inputs.
//!
//! Takes a digest and a function; returns what the function gave, now or before. Results that one generation (one
//! build) did not ask for are dropped at its end, so a memo never holds more than two builds' worth. A memo with a
//! [`Codec`] can be stored for the next run of the program.

use std::{
    borrow::Cow,
    ops::Range,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
};

use camino::Utf8Path;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::store::{Stored, Writer};
use crate::base::{digest::Digest, mutex::lock};

const PARTS: usize = 16;
/// How many results are in memory as bytes while they are written.
const AT_ONCE: usize = 1024;
/// One in this many results has to change before a file is written that is seldom renewed.
const MANY: usize = 16;

/// A table of results of one kind. `V` is cheap to clone (an `Arc`).
pub struct Memo<V> {
    /// Each entry is in one of them, so that threads seldom wait for one another.
    parts: [Mutex<FxHashMap<Digest, Entry<V>>>; PARTS],
    generation: AtomicUsize,
    computed: AtomicUsize,
    /// How many results came from an earlier run.
    remembered: AtomicUsize,
    codec: Option<Codec<V>>,
}

/// How the results of a memo are stored.
pub struct Codec<V> {
    /// The file below `.nexus/cache/`.
    pub name: Cow<'static, str>,
    pub renew: Renew,
    /// Bytes → result; nothing if the result is not to be used again.
    pub read: fn(&[u8]) -> Option<V>,
    /// Result → bytes.
    pub write: fn(&V) -> Cow<'_, [u8]>,
}

/// When a file is written anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Renew {
    /// Whenever a result changed.
    Always,
    /// When many did: what is left out is worked out again by the next run, which takes less than writing all of it.
    Seldom,
}

/// A memo, whatever its results are.
pub trait Table: Sync {
    /// Takes over what an earlier run stored for the site at `root`.
    fn load(&self, root: &Utf8Path);

    /// Stores what this generation asked for, if that is not what was loaded.
    fn save(&self, root: &Utf8Path);

    /// Ends a generation: drops what was not asked for in it.
    fn sweep(&self);
}

type Part<'a, V> = MutexGuard<'a, FxHashMap<Digest, Entry<V>>>;

struct Entry<V> {
    value: V,
    used_in: usize,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self {
            parts: Default::default(),
            generation: AtomicUsize::new(0),
            computed: AtomicUsize::new(0),
            remembered: AtomicUsize::new(0),
            codec: None,
        }
    }
}

impl<V: Clone> Memo<V> {
    /// An empty memo that can be stored.
    pub fn stored(codec: Codec<V>) -> Self {
        Self { codec: Some(codec), ..Self::default() }
    }

    /// The result for `key`: remembered, or computed now by `compute`, which runs without the lock held.
    pub fn get(&self, key: Digest, compute: impl FnOnce() -> V) -> V {
        self.find(key).unwrap_or_else(|| {
            let value = compute();
            self.insert(key, value.clone());
            value
        })
    }

    /// The result for `key`, if it is remembered.
    pub fn find(&self, key: Digest) -> Option<V> {
        let generation = self.generation.load(Ordering::Relaxed);
        let mut entries = self.part(key);
        let entry = entries.get_mut(&key)?;
        entry.used_in = generation;
        Some(entry.value.clone())
    }

    /// Remembers a result that was just computed.
    pub fn insert(&self, key: Digest, value: V) {
        let used_in = self.generation.load(Ordering::Relaxed);
        self.computed.fetch_add(1, Ordering::Relaxed);
        self.part(key).insert(key, Entry { value, used_in });
    }

    /// Takes over results of an earlier run. They do not count as computed, and unless this generation asks for them, they
    /// are dropped at its end.
    pub fn remember(&self, results: Vec<(Digest, V)>) {
        self.remembered.store(results.len(), Ordering::Relaxed);
        for (key, value) in results {
            self.part(key).insert(key, Entry { value, used_in: usize::MAX });
        }
    }

    /// Counts every result as asked for in this generation.
    pub fn use_all(&self) {
        let generation = self.generation.load(Ordering::Relaxed);
        self.parts().for_each(|mut part| part.values_mut().for_each(|entry| entry.used_in = generation));
    }

    /// The results that this generation asked for so far.
    pub fn used(&self) -> Vec<(Digest, V)> {
        let mut all = Vec::new();
        self.each_used(|key, value| all.push((key, value.clone())));
        all
    }

    /// Calls `take` with each result that this generation asked for so far.
    pub fn each_used(&self, mut take: impl FnMut(Digest, &V)) {
        let generation = self.generation.load(Ordering::Relaxed);
        for part in self.parts() {
            let used = part.iter().filter(|(_, entry)| entry.used_in == generation);
            used.for_each(|(key, entry)| take(*key, &entry.value));
        }
    }

    /// How many results are from an earlier run.
    pub fn remembered(&self) -> usize {
        self.remembered.load(Ordering::Relaxed)
    }

    /// How many results were computed, or are from an earlier run and were not asked for in this generation: none if
    /// [`Self::used`] would return what was remembered, all of it and nothing else.
    pub fn changed(&self) -> usize {
        self.computed() + self.remembered().saturating_sub(self.found())
    }

    /// How many results were computed, not remembered, since the memo was made.
    pub fn computed(&self) -> usize {
        self.computed.load(Ordering::Relaxed)
    }

    /// How many of the results that this generation asked for were not computed, but remembered.
    pub fn found(&self) -> usize {
        self.count().saturating_sub(self.computed())
    }

    /// How many results this generation asked for.
    fn count(&self) -> usize {
        let mut count = 0;
        self.each_used(|_, _| count += 1);
        count
    }

    fn part(&self, key: Digest) -> Part<'_, V> {
        lock(&self.parts[usize::from(key.bytes()[0]) % PARTS])
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_, V>> {
        self.parts.iter().map(lock)
    }
}

impl<V: Clone + Send + Sync> Table for Memo<V> {
    fn load(&self, root: &Utf8Path) {
        let Some(codec) = &self.codec else { return };
        let Some(Stored { bytes, places }) = Stored::open(root, &codec.name) else { return };
        let value = |(key, place): (Digest, Range<usize>)| Some((key, (codec.read)(&bytes[place])?));
        self.remember(places.into_par_iter().filter_map(value).collect());
    }

    fn save(&self, root: &Utf8Path) {
        let Some(codec) = &self.codec else { return };
        let few = if codec.renew == Renew::Seldom { self.remembered() / MANY } else { 0 };
        if self.changed() <= few {
            return;
        }
        let mut entries = self.used();
        entries.sort_unstable_by_key(|(key, _)| *key);
        let Some(mut writer) = Writer::begin(root, &codec.name) else { return };
        for some in entries.chunks(AT_ONCE) {
            let bytes: Vec<_> = some.par_iter().map(|(_, value)| (codec.write)(value)).collect();
            some.iter().zip(bytes).for_each(|((key, _), bytes)| writer.add(*key, &bytes));
        }
        writer.finish();
    }

    fn sweep(&self) {
        let generation = self.generation.fetch_add(1, Ordering::Relaxed);
        self.parts().for_each(|mut part| part.retain(|_, entry| entry.used_in == generation));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    type Value = Arc<[u8]>;

    fn value(text: &str) -> Value {
        text.as_bytes().into()
    }

    fn stored(renew: Renew) -> Memo<Value> {
        Memo::stored(Codec {
            name: "x".into(),
            renew,
            read: |bytes| Some(bytes.into()),
            write: |value| (&**value).into(),
        })
    }

    #[test]
    fn result_is_computed_once_and_dropped_when_unused() {
        let memo = Memo::default();
        let key = Digest::of("input");
        assert_eq!(memo.get(key, || 1), 1);
        assert_eq!(memo.get(key, || 2), 1, "remembered");
        memo.sweep();
        assert_eq!(memo.get(key, || 3), 1, "used in the generation just ended");
        memo.sweep();
        memo.sweep();
        assert_eq!(memo.get(key, || 4), 4, "unused for a generation");
        assert_eq!(memo.computed(), 2);
    }

    #[test]
    fn what_was_used_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let keys = ["a", "b", "c"].map(Digest::of);
        let first = stored(Renew::Always);
        first.get(keys[0], || value("dropped"));
        first.sweep();
        first.get(keys[1], || value(""));
        first.get(keys[2], || value("three"));
        first.save(root);

        let second = stored(Renew::Always);
        second.load(root);
        assert_eq!(second.find(keys[0]), None);
        assert_eq!(second.find(keys[1]), Some(value("")));
        assert_eq!(second.find(keys[2]), Some(value("three")));
        assert_eq!(second.computed(), 0);
        assert_eq!(second.changed(), 0);
    }

    #[test]
    fn unused_results_leave_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let keys = ["a", "b"].map(Digest::of);
        let first = stored(Renew::Always);
        for key in keys {
            first.get(key, || value("x"));
        }
        first.save(root);
        let second = stored(Renew::Always);
        second.load(root);
        second.find(keys[0]);
        assert_ne!(second.changed(), 0);
        second.save(root);
        let third = stored(Renew::Always);
        third.load(root);
        assert_eq!(third.find(keys[1]), None);
    }

    #[test]
    fn little_that_changes_leaves_a_file_that_is_seldom_renewed() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let key = |number: usize| Digest::of(&number);
        let first = stored(Renew::Seldom);
        (0..MANY * 2).for_each(|number| assert_eq!(first.get(key(number), || value("x")), value("x")));
        first.save(root);
        let second = stored(Renew::Seldom);
        second.load(root);
        // One is new in the place of an old one, then two are.
        (1..=MANY * 2).for_each(|number| assert_eq!(second.get(key(number), || value("x")), value("x")));
        assert_eq!(second.changed(), 2);
        second.save(root);
        let is_kept = |number: usize| Stored::open(root, "x").unwrap().find(key(number)).is_some();
        assert!(is_kept(0) && !is_kept(MANY * 2));
        second.get(key(MANY * 3), || value("x"));
        second.save(root);
        assert!(!is_kept(0) && is_kept(MANY * 2) && is_kept(MANY * 3));
    }
}
