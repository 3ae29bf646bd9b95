//! Remembers results under the digest of their inputs.
//!
//! Takes a digest and a function; returns what the function gave, now or before. Results that one generation (one
//! build) did not ask for are dropped at its end, so a memo never holds more than two builds' worth.

use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicUsize, Ordering},
};

use rustc_hash::FxHashMap;

use crate::{digest::Digest, mutex::lock};

const PARTS: usize = 16;

/// A table of results of one kind. `V` is cheap to clone (an `Arc`).
pub struct Memo<V> {
    /// Each entry is in one of them, so that threads seldom wait for one another.
    parts: [Mutex<FxHashMap<Digest, Entry<V>>>; PARTS],
    generation: AtomicUsize,
    computed: AtomicUsize,
    /// How many results came from an earlier run.
    remembered: AtomicUsize,
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
        }
    }
}

impl<V: Clone> Memo<V> {
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

    /// Ends a generation: drops what was not asked for in it.
    pub fn sweep(&self) {
        let generation = self.generation.fetch_add(1, Ordering::Relaxed);
        self.parts().for_each(|mut part| part.retain(|_, entry| entry.used_in == generation));
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
