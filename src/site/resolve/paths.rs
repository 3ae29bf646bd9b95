//! The file that a link means whose own is not there: moved, renamed, misspelt, with a folder too many or too few.
//!
//! Paths are compared by their parts from the end, in lower case and without extensions; a landing page is called as its folder.
//! All tails of all paths are in one table, made once, so a question takes the same time in any site. What is not clearly meant
//! is not suggested: of several files with the same tail the one nearest to the entry that has the link, or none.

use std::{collections::HashMap, sync::OnceLock};

use crate::base::{
    names::Names,
    path::{file_name, is_landing, parent},
};

/// Of more files with the same tail none is clearly meant, and comparing them all would take long.
const MOST: usize = 64;
/// Fewer letters are too like others to be a slip.
const SHORTEST: usize = 4;
/// Longer paths (in bytes) are not compared letter by letter.
const LONGEST: usize = 200;

/// What a path that leads nowhere may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant<'a> {
    /// What can be written in its place without asking.
    Surely(&'a str),
    Perhaps(&'a str),
    Unknown,
}

/// Files by what they are called.
pub(super) struct Paths<'a> {
    files: Vec<&'a str>,
    /// By each tail of their path: `x`, `guides/x`, `en/guides/x`.
    by_tail: HashMap<String, Vec<usize>>,
    /// The last parts, of all and by folder.
    names: OnceLock<Names>,
    by_folder: OnceLock<HashMap<String, Names>>,
}

impl<'a> Paths<'a> {
    pub fn new(files: impl Iterator<Item = &'a str>) -> Self {
        let mut files: Vec<&str> = files.collect();
        files.sort_unstable();
        files.dedup();
        let mut by_tail: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, file) in files.iter().enumerate() {
            let path = called(file);
            for tail in tails(&path) {
                by_tail.entry(tail.to_owned()).or_default().push(at);
            }
        }
        Self { files, by_tail, names: OnceLock::new(), by_folder: OnceLock::new() }
    }

    /// Which file a link to `full` means that the file `from` has.
    pub fn meant(&self, full: &str, from: &str) -> Meant<'a> {
        let path = called(full);
        let found = tails(&path).find_map(|tail| Some((tail, self.by_tail.get(tail)?)));
        let Some((tail, files)) = found else { return self.misspelt(full, &path) };
        // Of more none is clearly meant, but for one at the very place.
        let others = files.iter().take(MOST).map(|at| self.files[*at]).filter(|file| *file != from);
        let files = Namesakes { path: &path, tail, files: others.collect() };
        files.rest(full, from).or_else(|| files.only(full)).unwrap_or_else(|| files.nearest(from))
    }

    /// A name with a slip in it, in the same folder, or else anywhere.
    fn misspelt(&self, full: &str, path: &str) -> Meant<'a> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name.chars().count() < SHORTEST {
            return Meant::Unknown;
        }
        let beside = self.by_folder().get(folder).and_then(|names| names.nearest(name));
        if let Some(near) = beside.filter(|near| is_slip(name, near.name, near.distance)) {
            let tail =
                if folder.is_empty() { near.name.to_owned() } else { format!("{folder}/{}", near.name) };
            let file = self.by_tail.get(&tail).and_then(|files| {
                only(files.iter().map(|at| self.files[*at]).filter(|file| called(file) == tail))
            });
            return match file {
                Some(file) if near.is_only => certain(full, file),
                Some(file) => Meant::Perhaps(file),
                None => Meant::Unknown,
            };
        }
        let names = self.names.get_or_init(|| {
            Names::new(self.by_tail.keys().map(String::as_str).filter(|tail| !tail.contains('/')))
        });
        let near = names.nearest(name).filter(|near| near.is_only && is_slip(name, near.name, near.distance));
        let file = near.and_then(|near| only(self.by_tail.get(near.name)?.iter().map(|at| self.files[*at])));
        file.map_or(Meant::Unknown, Meant::Perhaps)
    }

    fn by_folder(&self) -> &HashMap<String, Names> {
        self.by_folder.get_or_init(|| {
            let paths: Vec<String> = self.files.iter().map(|file| called(file)).collect();
            let mut by_folder: HashMap<&str, Vec<&str>> = HashMap::new();
            for path in &paths {
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
                by_folder.entry(folder).or_default().push(name);
            }
            by_folder.into_iter().map(|(folder, names)| (folder.to_owned(), Names::new(names))).collect()
        })
    }
}

/// Files whose paths have the longest tail in common with one that leads nowhere.
struct Namesakes<'p, 'a> {
    path: &'p str,
    tail: &'p str,
    files: Vec<&'a str>,
}

impl<'a> Namesakes<'_, 'a> {
    /// The file whose whole path is left after a prefix too many: of one part only if no namesake is nearer to the entry.
    fn rest(&self, full: &str, from: &str) -> Option<Meant<'a>> {
        let file = only(self.files.iter().copied().filter(|file| called(file) == self.tail))?;
        let is_far = |file: &&str| shared_parts(from, file) == 0;
        (parts(self.tail) > 1 || self.files.iter().all(is_far)).then_some(())?;
        Some(if parts(self.tail) > 1 { certain(full, file) } else { Meant::Perhaps(file) })
    }

    /// The only file of that name.
    fn only(&self, full: &str) -> Option<Meant<'a>> {
        let [file] = self.files[..] else { return None };
        let is_clear = parts(self.tail) > 1
            || self.tail == self.path
            || self.tail.chars().count() >= SHORTEST
            || file_name(full).eq_ignore_ascii_case(file_name(file));
        Some(match is_clear {
            true if is_landing(full) => Meant::Perhaps(file),
            true => certain(full, file),
            false => Meant::Unknown,
        })
    }

    /// The one that shares most folders with the entry, or the only one whose folder is written almost like that.
    fn nearest(&self, from: &str) -> Meant<'a> {
        let folder =
            |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let written = folder(self.path);
        let is_like = |file: &&str| {
            let other = folder(&called(file));
            let distance = strsim::osa_distance(&written, &other);
            written.len() < LONGEST
                && other.len() < LONGEST
                && distance <= 2
                && is_slip(&written, &other, distance)
        };
        if let Some(file) = only(self.files.iter().copied().filter(is_like)) {
            return Meant::Perhaps(file);
        }
        let shared = |file: &str| shared_parts(from, file);
        // A name alone is clear only if there is one in the same top folder, which may be a language.
        let least = match parts(self.tail) > 1 || self.tail == self.path {
            true => self.files.iter().map(|file| shared(file)).max().unwrap_or_default().max(1),
            false => 1,
        };
        let near = only(self.files.iter().copied().filter(|file| shared(file) >= least));
        near.filter(|_| self.tail.chars().count() >= SHORTEST).map_or(Meant::Unknown, Meant::Perhaps)
    }
}

/// A file that is meant; it may take the place of the other unasked if it is of the same type.
fn certain<'a>(full: &str, file: &'a str) -> Meant<'a> {
    let extension =
        |path: &str| file_name(path).rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    if extension(full) == extension(file) { Meant::Surely(file) } else { Meant::Perhaps(file) }
}

/// Whether two names are the same but for a slip of the hand: a letter in four at most, and no digit, because `step-1` is not
/// `step-2`.
pub(super) fn is_slip(name: &str, other: &str, distance: usize) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    distance <= (name.chars().count() / 4).max(1) && digits(name) == digits(other)
}

/// A path as it is compared: in lower case, without the extension, a landing page as its folder.
fn called(path: &str) -> String {
    let path = path.trim_matches('/');
    let name = file_name(path);
    let path = match name.rsplit_once('.') {
        _ if is_landing(path) && !parent(path).is_empty() => parent(path),
        Some((stem, extension))
            if !stem.is_empty() && extension.starts_with(|c: char| c.is_ascii_alphabetic()) =>
        {
            &path[..path.len() - extension.len() - 1]
        }
        _ => path,
    };
    path.to_lowercase()
}

/// A path, and what is left of it without its first part, without its second, …
fn tails(path: &str) -> impl Iterator<Item = &str> {
    [0].into_iter().chain(path.match_indices('/').map(|(at, _)| at + 1)).map(|start| &path[start..])
}

fn parts(path: &str) -> usize {
    path.split('/').count()
}

/// How many folders two files are both below.
fn shared_parts(file: &str, other: &str) -> usize {
    parent(file).split('/').zip(parent(other).split('/')).take_while(|(a, b)| a == b && !a.is_empty()).count()
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 14] = [
        "index.md",
        "en/guides/caching.md",
        "en/guides/overview.md",
        "en/api/overview.md",
        "de/guides/caching.md",
        "de/guides/overview.md",
        "de/api/overview.md",
        "fr/guides/caching.md",
        "fr/guides/overview.md",
        "blog/building/tracks/concept-exercises.md",
        "building/tracks/concept-exercises.md",
        "building/product/concept-exercises.md",
        "blog/release-4.1.md",
        "setup/index.md",
    ];

    /// What a link in the file `from` means.
    #[track_caller]
    fn check(full: &str, from: &str, expected: Meant<'_>) {
        assert_eq!(Paths::new(FILES.into_iter()).meant(full, from), expected, "{full}");
    }

    #[test]
    fn prefix_too_many_is_left_out() {
        check("docs/en/guides/caching.md", "de/x.md", Meant::Surely("en/guides/caching.md"));
        check("docs/v2/de/api/overview", "en/x.md", Meant::Perhaps("de/api/overview.md"));
        let whole = "building/tracks/concept-exercises.md";
        check("docs/building/tracks/concept-exercises", "x.md", Meant::Perhaps(whole));
        check("docs/setup", "x.md", Meant::Perhaps("setup/index.md"));
    }

    #[test]
    fn language_too_few_is_that_of_the_entry() {
        check("guides/caching.md", "de/guides/x.md", Meant::Perhaps("de/guides/caching.md"));
        check("guides/caching", "fr/x.md", Meant::Perhaps("fr/guides/caching.md"));
        check("caching", "fr/x.md", Meant::Perhaps("fr/guides/caching.md"));
        check("fr/old/caching.md", "fr/x.md", Meant::Perhaps("fr/guides/caching.md"));
        check("fr/giudes/overview.md", "fr/x.md", Meant::Perhaps("fr/guides/overview.md"));
        // An entry does not mean itself.
        check("de/api/overview", "de/api/overview.md", Meant::Unknown);
        check("guides/caching", "blog/x.md", Meant::Unknown);
    }

    #[test]
    fn of_several_namesakes_none_is_clearly_meant() {
        check("old/overview.md", "blog/x.md", Meant::Unknown);
        check("en/old/overview.md", "en/guides/x.md", Meant::Unknown);
    }

    #[test]
    fn slip_is_mended_in_its_folder() {
        check("en/guides/cachng.md", "en/x.md", Meant::Surely("en/guides/caching.md"));
        check("en/guides/cachng", "en/x.md", Meant::Perhaps("en/guides/caching.md"));
        check("blog/release-4.2.md", "blog/x.md", Meant::Unknown);
        check("en/guides/nothing-like-it.md", "en/x.md", Meant::Unknown);
    }
}
