//! Names, and which of them a misspelt one means.
//!
//! Names are put in order and in lower case once. A few are all compared with what is asked for; of many only those are that
//! have its rarest runs of three letters, and never more than a fixed number. So each question takes about the same time, however
//! many names there are, and the answer does not depend on the order in which they were given.

use std::collections::HashMap;

/// How many names are compared with one that is asked for, and how many are looked at to find them.
const MOST_COMPARED: usize = 128;
const MOST_LOOKED_AT: usize = 2048;
/// A longer name (in characters) is no slip of the hand, and comparing takes the square of its length.
const LONGEST: usize = 100;

/// Names to be found by their like.
#[derive(Default)]
pub struct Names {
    /// Each once, in order.
    names: Vec<Name>,
    /// Which names have a run of three letters, if there are too many to compare all.
    by_run: HashMap<[char; 3], Vec<u32>>,
}

struct Name {
    written: Box<str>,
    folded: Folded,
}

/// A name as it is compared.
struct Folded {
    /// In lower case.
    text: String,
    length: usize,
    /// A bit for each letter that it has, of 64 classes.
    letters: u64,
}

/// The name that is most like another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest<'a> {
    pub name: &'a str,
    /// How many letters are wrong, missing, too many or swapped, ignoring case.
    pub distance: usize,
    /// Whether no other name is near.
    pub is_only: bool,
}

impl Names {
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        let names: Vec<Name> = names
            .into_iter()
            .map(|name| Name { written: name.into(), folded: Folded::new(name) })
            .filter(|name| name.folded.length <= LONGEST)
            .collect();
        let mut by_run: HashMap<[char; 3], Vec<u32>> = HashMap::new();
        if names.len() > MOST_COMPARED {
            for (at, name) in (0_u32..).zip(&names) {
                for run in name.folded.runs() {
                    by_run.entry(run).or_default().push(at);
                }
            }
        }
        Self { names, by_run }
    }

    /// The name that is most like `name`, if it is alike enough to be what was meant.
    ///
    /// Restricted Damerau–Levenshtein distance of at most a third of the length (at least 1), ignoring case; of two equally near
    /// the one that begins with the same letter, and then the one that sorts first.
    pub fn nearest(&self, name: &str) -> Option<Nearest<'_>> {
        let asked = Folded::new(name);
        let compared = self.like(&asked, |other| asked.may_be_near(&other.folded)).into_iter();
        let near = compared.filter_map(|other| Some((asked.likeness(&other.folded)?, &*other.written)));
        let near: Vec<(Likeness, &str)> = near.collect();
        let (likeness, name) = near.iter().min()?;
        Some(Nearest { name, distance: likeness.distance, is_only: near.len() == 1 })
    }

    /// Names that have something in common with `name`, those that have its rarest runs of letters first; all if they are few.
    pub fn alike(&self, name: &str) -> impl Iterator<Item = &str> {
        self.like(&Folded::new(name), |_| true).into_iter().map(|name| &*name.written)
    }

    fn like(&self, asked: &Folded, is_wanted: impl Fn(&Name) -> bool) -> Vec<&Name> {
        if self.by_run.is_empty() {
            return self.names.iter().filter(|name| is_wanted(name)).collect();
        }
        let mut lists: Vec<&Vec<u32>> = asked.runs().filter_map(|run| self.by_run.get(&run)).collect();
        lists.sort_by_key(|list| list.len());
        let mut found: Vec<u32> = Vec::new();
        for at in lists.into_iter().flatten().take(MOST_LOOKED_AT) {
            if is_wanted(&self.names[*at as usize]) && !found.contains(at) {
                found.push(*at);
                if found.len() == MOST_COMPARED {
                    break;
                }
            }
        }
        found.into_iter().map(|at| &self.names[at as usize]).collect()
    }
}

/// The one of `names` that is most like `name`, by the rule of [`Names::nearest`]. For one question; many are asked of [`Names`].
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = Folded::new(name);
    let near = names.into_iter().filter_map(|name| Some((asked.likeness(&Folded::new(name))?, name)));
    near.min().map(|(_, name)| name)
}

/// The name that `name` is a slip of the hand for, among names that are not all there are: of a name with fewer than five letters
/// nothing is said, since another one is as near as any slip.
pub fn slip<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = Folded::new(name);
    if asked.length < 5 {
        return None;
    }
    let near = names.into_iter().filter_map(|name| Some((asked.likeness(&Folded::new(name))?, name)));
    let (likeness, name) = near.min()?;
    (likeness.distance <= asked.length / 5 && !likeness.begins_otherwise).then_some(name)
}

/// How near two names are; the nearest comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    distance: usize,
    begins_otherwise: bool,
}

impl Folded {
    fn new(name: &str) -> Self {
        let text = name.to_lowercase();
        let letters = text.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) % 64));
        Self { length: text.chars().count(), text, letters }
    }

    /// The greatest distance of a name that this one can mean.
    fn limit(&self) -> usize {
        (self.length / 3).max(1)
    }

    /// How near another name is, if it is near enough.
    fn likeness(&self, other: &Self) -> Option<Likeness> {
        if self.length.max(other.length) > LONGEST || !self.may_be_near(other) {
            return None;
        }
        let distance = strsim::osa_distance(&self.text, &other.text);
        let begins_otherwise = self.text.chars().next() != other.text.chars().next();
        (distance <= self.limit()).then_some(Likeness { distance, begins_otherwise })
    }

    /// Whether another name can be near enough: a quick look that never says no wrongly.
    fn may_be_near(&self, other: &Self) -> bool {
        let limit = self.limit();
        self.length.abs_diff(other.length) <= limit
            // A wrong letter is one that one name has and one that the other has.
            && (self.letters ^ other.letters).count_ones() as usize <= 2 * limit
    }

    /// Its runs of three letters, with two signs before the first and behind the last, so that short names have some too. Each once.
    fn runs(&self) -> impl Iterator<Item = [char; 3]> {
        let chars: Vec<char> =
            "\0\0".chars().chain(self.text.chars().take(LONGEST)).chain("\0\0".chars()).collect();
        let mut runs: Vec<[char; 3]> = chars.windows(3).map(|run| [run[0], run[1], run[2]]).collect();
        runs.sort_unstable();
        runs.dedup();
        runs.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], asked: &str, expected: Option<(&str, usize, bool)>) {
        let found = Names::new(names.iter().copied());
        let found = found.nearest(asked).map(|near| (near.name, near.distance, near.is_only));
        assert_eq!(found, expected, "{asked}");
    }

    #[test]
    fn nearest_name_is_near() {
        check(&["title", "tags"], "titel", Some(("title", 1, true)));
        check(&["redis"], "Redis", Some(("redis", 0, true)));
        check(&["title", "tags"], "zebra", None);
        check(&["a"; 3], &"a".repeat(1000), None);
    }

    #[test]
    fn slip_is_told_from_another_name() {
        let names = ["markdown", "markdn", "csharp", "hs", "typescript", "V", "python"];
        for other in ["mdx", "hbs", "vb", "fsharp", "markdoc", "pythons-x"] {
            assert_eq!(slip(other, names), None, "{other}");
        }
        assert_eq!((slip("pyton", names), slip("typescirpt", names)), (Some("python"), Some("typescript")));
    }

    #[test]
    fn of_equally_near_names_the_one_that_begins_alike_wins() {
        check(&["batch", "watch"], "match", Some(("batch", 1, false)));
        check(&["batch", "march"], "match", Some(("march", 1, false)));
    }

    #[test]
    fn among_many_the_same_is_found() {
        let many: Vec<String> =
            (0..2000).map(|n| format!("chapter-{n:04}")).chain(["vue".to_owned()]).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (asked, expected) in [("chpater-0815", "chapter-0815"), ("vuex", "vue"), ("veu", "vue")] {
            let names = Names::new(many.iter().copied());
            assert_eq!(names.nearest(asked).map(|near| near.name), Some(expected));
        }
    }

    #[test]
    fn question_looks_at_few_of_many_names() {
        let many: Vec<String> = (0..5000).map(|n| format!("chapter-{n:04}")).collect();
        let names = Names::new(many.iter().map(String::as_str));
        assert!(names.alike("chapter-x").count() <= MOST_COMPARED);
    }
}
