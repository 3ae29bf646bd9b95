//! The heading that an anchor meant which is no longer there: renamed, reordered or misspelt.
//!
//! Nothing is remembered from earlier builds: what a heading was called shows in the anchor itself, and so a fresh clone says the
//! same as a machine that has built the site before. Words are compared, so that `#cache-invalidation` finds
//! `#invalidating-the-cache`, as well as letters.

use super::only_near;
use crate::diagnostic::nearest;

/// What share of the letters must be in words that both have, to say it, and to mend it unasked.
const LIKELY: f64 = 0.5;
const SURE: f64 = 0.7;
/// How much less like it every other heading must be then.
const APART: f64 = 0.2;

/// What an anchor that is not there may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant<'a> {
    Surely(&'a str),
    Perhaps(&'a str),
    Unknown,
}

/// Which of the `ids` of a page an anchor means.
pub(super) fn meant<'a>(anchor: &str, ids: impl Iterator<Item = &'a str> + Clone) -> Meant<'a> {
    if let Some(id) = only_near(anchor, ids.clone()) {
        return Meant::Surely(id);
    }
    let mut scores: Vec<(f64, &str)> = ids.clone().map(|id| (likeness(anchor, id), id)).collect();
    // Of two equally like it the one that sorts first.
    scores.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    let second = scores.get(1).map_or(0.0, |(score, _)| *score);
    match scores.first() {
        Some((score, id)) if *score >= SURE && *score - second >= APART => Meant::Surely(id),
        Some((score, id)) if *score >= LIKELY => Meant::Perhaps(id),
        _ => nearest(anchor, ids).map_or(Meant::Unknown, Meant::Perhaps),
    }
}

/// The share of letters that stand in words which both have, from 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let (a, mut b) = (words(a), words(b));
    let total: usize = a.iter().chain(&b).map(|word| word.chars().count()).sum();
    let mut shared = 0;
    for word in a {
        if let Some(at) = b.iter().position(|other| is_alike(word, other)) {
            shared += word.chars().count() + b.remove(at).chars().count();
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of letters are small")]
    let share = shared as f64 / total.max(1) as f64;
    share
}

fn words(id: &str) -> Vec<&str> {
    id.split(['-', '_']).filter(|word| !word.is_empty()).collect()
}

/// Whether two words are the same but for their ending or a slip, which hardly ever is in the first letter (`setting` and
/// `getting` are two words).
fn is_alike(a: &str, b: &str) -> bool {
    let longer = a.chars().count().max(b.chars().count());
    let stem = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    a == b
        || (stem >= 4 && stem * 2 > longer)
        || (longer >= 5 && stem >= 1 && strsim::osa_distance(a, b) == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(anchor: &str, ids: &[&str], expected: Meant<'_>) {
        assert_eq!(meant(anchor, ids.iter().copied()), expected);
    }

    #[test]
    fn renamed_heading_is_found_by_its_words() {
        let ids = ["invalidating-the-cache", "memory", "cache-aside"];
        check("cache-invalidation", &ids, Meant::Surely("invalidating-the-cache"));
        check("expiry", &["how-keys-expire", "memory"], Meant::Perhaps("how-keys-expire"));
        check("step-2-deploy", &["deploy", "build"], Meant::Surely("deploy"));
        check("setting-up", &["getting-started", "memory"], Meant::Unknown);
    }

    #[test]
    fn slip_is_found_by_its_letters() {
        check("evction", &["eviction", "memory"], Meant::Surely("eviction"));
    }

    #[test]
    fn of_two_alike_none_is_sure() {
        check("setup", &["setup-1", "setup-2"], Meant::Perhaps("setup-1"));
        check(
            "install-redis",
            &["install-redis-on-linux", "install-redis-on-macos"],
            Meant::Perhaps("install-redis-on-linux"),
        );
    }
}
