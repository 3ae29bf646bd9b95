//! The heading that an anchor meant which is no longer there: renamed, reordered or misspelt.
//!
//! Nothing is remembered from earlier builds: what a heading was called shows in the anchor itself, and so a fresh clone says the
//! same as a machine that has built the site before. Words are compared, so that `#cache-invalidation` finds
//! `#invalidating-the-cache`, as well as letters.

use super::paths::is_slip;
use crate::base::names::Names;

/// What share of the letters must be in words that both have, to say it.
const LIKELY: f64 = 0.5;
/// How much less like it every other heading must be, to mend it unasked.
const APART: f64 = 0.2;
/// Words that say nothing of what a heading is about.
const SMALL: [&str; 16] = [
    "a", "an", "and", "are", "for", "how", "in", "is", "of", "on", "or", "the", "to", "what", "with", "your",
];

/// What an anchor that is not there may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meant<'a> {
    /// What can be written in its place without asking.
    Surely(&'a str),
    /// One, or two that are equally like it.
    Perhaps(Vec<&'a str>),
    Unknown,
}

/// Which of the `ids` of a page an anchor means.
pub(super) fn meant<'a>(anchor: &str, ids: &'a Names) -> Meant<'a> {
    let alike: Vec<&str> = ids.alike(anchor).collect();
    let same: Vec<&str> = alike.iter().copied().filter(|id| letters(id) == letters(anchor)).collect();
    if let [id] = *same {
        return Meant::Surely(id);
    }
    let near = ids.nearest(anchor);
    if let Some(near) = near.filter(|near| near.is_only && is_one_slip(anchor, near.name)) {
        return Meant::Surely(near.name);
    }
    let mut scores: Vec<(f64, &str)> = alike.into_iter().map(|id| (likeness(anchor, id), id)).collect();
    scores.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    let score = |at: usize| scores.get(at).map_or(0.0, |(score, _)| *score);
    let best: Vec<&str> = scores.iter().take_while(|(s, _)| *s >= score(0)).map(|(_, id)| *id).collect();
    match best[..] {
        [id] if score(0) - score(1) >= APART && is_about_the_same(anchor, id) => Meant::Surely(id),
        [_] | [_, _] if score(0) >= LIKELY => Meant::Perhaps(best),
        _ => near
            .filter(|near| is_slip(anchor, near.name, near.distance))
            .map_or(Meant::Unknown, |near| Meant::Perhaps(vec![near.name])),
    }
}

/// An id without what is easily left out or put in.
fn letters(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two ids of six letters or more are the same but for one that is no digit, and that is not their ending: `#dates` can
/// be another heading than `#date` was.
fn is_one_slip(anchor: &str, id: &str) -> bool {
    let (a, b) = (letters(anchor), letters(id));
    a.chars().count() >= 6
        && strsim::osa_distance(&a, &b) == 1
        && is_slip(&a, &b, 1)
        && a.chars().next_back() == b.chars().next_back()
}

/// Whether two ids have the same words, in any order and with any endings, and more than one.
fn is_about_the_same(anchor: &str, id: &str) -> bool {
    let content = |id| words(id).into_iter().filter(|word| !SMALL.contains(word)).collect::<Vec<_>>();
    let (a, mut b) = (content(anchor), content(id));
    a.len() > 1
        && a.len() == b.len()
        && a.into_iter()
            .all(|word| b.iter().position(|other| is_alike(word, other)).map(|at| b.remove(at)).is_some())
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
    fn check(anchor: &str, ids: &[&str], expected: &Meant<'_>) {
        assert_eq!(meant(anchor, &Names::new(ids.iter().copied())), *expected, "{anchor}");
    }

    fn perhaps(id: &str) -> Meant<'_> {
        Meant::Perhaps(vec![id])
    }

    #[test]
    fn renamed_heading_is_found_by_its_words() {
        let ids = ["invalidating-the-cache", "memory", "cache-aside"];
        check("cache-invalidation", &ids, &Meant::Surely("invalidating-the-cache"));
        check("expiry", &["how-keys-expire", "memory"], &perhaps("how-keys-expire"));
        check("step-2-deploy", &["deploy", "build"], &perhaps("deploy"));
        check("setting-up", &["getting-started", "memory"], &Meant::Unknown);
    }

    #[test]
    fn slip_is_found_by_its_letters() {
        check("evction", &["eviction", "memory"], &Meant::Surely("eviction"));
        check(
            "server-proxy",
            &["serverproxy", "serverhttps", "server-options"],
            &Meant::Surely("serverproxy"),
        );
        check("Cache--Aside", &["cache-aside", "memory"], &Meant::Surely("cache-aside"));
    }

    #[test]
    fn what_may_be_another_heading_is_not_sure() {
        for (anchor, id) in [
            ("rule-accepted-if", "accepted"),
            ("assert-json-validation-errors", "validation-assertions"),
            ("method-filled", "method_field"),
            ("date", "dates"),
            ("cascade-1", "cascade"),
            ("step-1-build", "step-2-build"),
        ] {
            let names = Names::new([id, "memory"]);
            let meant = meant(anchor, &names);
            assert!(!matches!(meant, Meant::Surely(_)), "{anchor}: {meant:?}");
        }
    }

    #[test]
    fn of_two_alike_none_is_sure() {
        check("setup", &["setup-1", "setup-2"], &Meant::Perhaps(vec!["setup-1", "setup-2"]));
        let ids = ["install-redis-on-linux", "install-redis-on-macos"];
        check("install-redis", &ids, &Meant::Perhaps(ids.to_vec()));
        check("setup", &["setup-1", "setup-2", "setup-3"], &Meant::Unknown);
    }
}
