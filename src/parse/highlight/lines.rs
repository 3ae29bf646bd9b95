//! Remembers how lines of code are coloured.
//!
//! What a grammar says of a line depends on the line and on the grammar's state before it, on nothing else. In documentation half of
//! all lines of code were there before: brackets, imports, the steps that each guide begins with. So the runs of a line and the state
//! after it are kept in a table, which begins anew when it is full. What is found there is what would be computed, so it makes no
//! difference to a page what was seen before. Each thread has a table of its own, since the state of a grammar cannot go from one
//! thread to another.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use syntect::parsing::{ParseState, ScopeStack};

/// Lines that all threads together remember. They take 10 MB as a rule, and 25 MB if each is as long as it may be.
const LINES: usize = 1 << 16;
/// In bytes; longer lines are seldom repeated.
pub const LONGEST: usize = 200;
/// How many states have a number. A language has some dozens; here-documents and the like have one for each delimiter.
const STATES: usize = 2048;
/// How many of them may have the same scopes, and how many scopes a state may have.
const ALIKE: usize = 16;
const DEEPEST: usize = 40;

/// Where a grammar is between two lines.
#[derive(Clone, PartialEq, Eq)]
pub struct State {
    pub parser: ParseState,
    pub stack: ScopeStack,
}

/// The number of a [`State`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StateId(u32);

/// What one thread remembers.
pub struct Lines {
    /// By the hash of text and state.
    lines: FxHashMap<u64, Line>,
    limit: usize,
    states: Vec<State>,
    /// States by the hash of their scopes.
    alike: FxHashMap<u64, Vec<StateId>>,
}

struct Line {
    before: StateId,
    text: Box<str>,
    runs: Box<[u8]>,
    after: StateId,
}

impl Lines {
    /// The table of one of so many threads.
    pub fn new(threads: usize) -> Self {
        let limit = LINES.div_ceil(threads.max(1));
        Self { lines: FxHashMap::default(), limit, states: Vec::new(), alike: FxHashMap::default() }
    }

    /// Adds the line's runs to `runs`, and returns the state after it; nothing if the line is not remembered.
    pub fn find(&self, before: StateId, text: &str, runs: &mut Vec<u8>) -> Option<StateId> {
        let line = self.lines.get(&hash(&(before, text)))?;
        if line.before != before || *line.text != *text {
            return None;
        }
        runs.extend_from_slice(&line.runs);
        Some(line.after)
    }

    /// Remembers a line, unless it is too long.
    pub fn insert(&mut self, before: StateId, text: &str, runs: &[u8], after: StateId) {
        if text.len() > LONGEST {
            return;
        }
        if self.lines.len() == self.limit {
            self.lines.clear();
        }
        let line = Line { before, text: text.into(), runs: runs.into(), after };
        self.lines.insert(hash(&(before, text)), line);
    }

    /// The number of a state, which gets one if it has none; nothing if there are too many states.
    pub fn id(&mut self, state: &State) -> Option<StateId> {
        if let Some(known) = self.known_id(state) {
            return Some(known);
        }
        let alike = self.alike.entry(hash(state.stack.as_slice())).or_default();
        if self.states.len() == STATES || alike.len() == ALIKE || state.stack.len() > DEEPEST {
            return None;
        }
        let id = StateId(self.states.len() as u32);
        self.states.push(state.clone());
        alike.push(id);
        Some(id)
    }

    /// The number of a state that has one.
    pub fn known_id(&self, state: &State) -> Option<StateId> {
        let alike = self.alike.get(&hash(state.stack.as_slice()))?;
        alike.iter().copied().find(|id| &self.states[id.0 as usize] == state)
    }

    /// The state that has this number.
    pub fn state(&self, id: StateId) -> &State {
        &self.states[id.0 as usize]
    }
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_that_is_full_begins_anew() {
        let mut lines = Lines::new(LINES / 2);
        let (one, two) = (StateId(1), StateId(2));
        lines.insert(one, "a\n", &[1], two);
        lines.insert(two, "a\n", &[2], two);
        let find = |lines: &Lines, before| {
            let mut runs = Vec::new();
            lines.find(before, "a\n", &mut runs).map(|after| (runs, after))
        };
        assert_eq!(find(&lines, one), Some((vec![1], two)));
        assert_eq!(find(&lines, two), Some((vec![2], two)));
        lines.insert(one, "b\n", &[3], one);
        assert_eq!(find(&lines, one), None);
        lines.insert(one, &"c".repeat(LONGEST + 1), &[4], one);
        assert_eq!(lines.lines.len(), 1);
    }
}
