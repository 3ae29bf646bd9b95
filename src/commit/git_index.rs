//! Which files git tracks, as its index says; git itself is not started.
//!
//! The index is a list of entries in the order of their names (gitformat-index(5)):
//!
//! | bytes | |
//! |---|---|
//! | 4, 4, 4 | `DIRC`, the version (2, 3 or 4), the number of entries; all numbers are big-endian |
//! | 40 + n + 2 | for each entry: states and mode, the object's name (20 bytes with SHA-1, 32 with SHA-256), flags |
//! | 2 | more flags, from version 3 on if bit 14 of the flags is set |
//! | … | up to version 3: the name, and 1 to 8 zeros so that the entry is a multiple of 8 long |
//! | … | version 4: how many bytes of the name before to drop (a number in groups of 7 bits), what follows, a zero |

#![expect(clippy::disallowed_methods, reason = "this reads git's file, which is none of the site's")]

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

/// Whether git tracks anything in the folder `name` of `root`. An index that cannot be read tracks nothing.
pub fn tracks(root: &Utf8Path, name: &str) -> bool {
    let Some((top, index)) = find(root) else { return false };
    let Ok(below) = root.strip_prefix(&top) else { return false };
    let Ok(bytes) = fs::read(index) else { return false };
    let folder = if below == "" { format!("{name}/") } else { format!("{below}/{name}/") };
    [20, 32]
        .into_iter()
        .find_map(|length| names(&bytes, length))
        .is_some_and(|names| names.iter().any(|name| name.starts_with(folder.as_bytes())))
}

/// The top of the work tree that a folder is in, and its index.
fn find(root: &Utf8Path) -> Option<(Utf8PathBuf, Utf8PathBuf)> {
    root.ancestors().find_map(|top| {
        let git = top.join(".git");
        if git.is_dir() {
            return Some((top.to_owned(), git.join("index")));
        }
        // A work tree beside the repository, or a submodule, has a file that says where its folder is.
        let text = fs::read_to_string(&git).ok()?;
        let folder = text.trim().strip_prefix("gitdir: ")?;
        Some((top.to_owned(), top.join(folder).join("index")))
    })
}

/// The names of all entries, if the index has objects with names of this length.
fn names(bytes: &[u8], length: usize) -> Option<Vec<Vec<u8>>> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.get(..4)? != b"DIRC" {
        return None;
    }
    let version = number(4).filter(|version| (2..=4).contains(version))?;
    let mut names: Vec<Vec<u8>> = Vec::new();
    let mut at = 12;
    for _ in 0..number(8)? {
        let start = at;
        at += 40 + length;
        let has_more = *bytes.get(at)? & 0x40 != 0;
        at += if version >= 3 && has_more { 4 } else { 2 };
        let mut name = Vec::new();
        if version == 4 {
            let (drop, after) = varint(bytes, at)?;
            at = after;
            let before = names.last().map_or(&[][..], Vec::as_slice);
            name.extend_from_slice(before.get(..before.len().checked_sub(drop)?)?);
        }
        let end = at + bytes.get(at..)?.iter().position(|byte| *byte == 0)?;
        name.extend_from_slice(&bytes[at..end]);
        at = if version == 4 { end + 1 } else { start + (end - start) / 8 * 8 + 8 };
        if names.last().is_some_and(|before| *before > name) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

/// A number in groups of 7 bits, the highest first, each but the last with bit 7 set and one added to what precedes it.
fn varint(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut value = usize::from(bytes.get(at)? & 0x7f);
    while bytes.get(at)? & 0x80 != 0 {
        at += 1;
        value = value.checked_add(1)?.checked_mul(128)? + usize::from(bytes.get(at)? & 0x7f);
    }
    Some((value, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index as git writes it.
    fn index(version: u8, length: usize, entries: &[(usize, &str)]) -> Vec<u8> {
        let mut bytes = b"DIRC\0\0\0".to_vec();
        bytes.push(version);
        bytes.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
        for (drop, name) in entries {
            let start = bytes.len();
            bytes.extend(vec![1; 40 + length]);
            bytes.extend([0, 5]);
            if version == 4 {
                bytes.push(u8::try_from(*drop).unwrap());
            }
            bytes.extend(name.as_bytes());
            bytes.push(0);
            while version < 4 && !(bytes.len() - start).is_multiple_of(8) {
                bytes.push(0);
            }
        }
        bytes
    }

    #[track_caller]
    fn check(bytes: &[u8], length: usize, expected: &[&str]) {
        let found = names(bytes, length).expect("an index");
        let found: Vec<_> = found.iter().map(|name| std::str::from_utf8(name).unwrap()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_of_every_version_are_read() {
        let names = [".github/x.yml", ".nexus/cache/a", "content/index.md", "site.toml"];
        let plain = names.map(|name| (0, name));
        check(&index(2, 20, &plain), 20, &names);
        check(&index(3, 32, &plain), 32, &names);
        let shared =
            [(0, ".github/x.yml"), (12, "nexus/cache/a"), (14, "content/index.md"), (16, "site.toml")];
        check(&index(4, 20, &shared), 20, &names);
    }

    #[test]
    fn damaged_index_has_no_names() {
        let whole = index(2, 20, &[(0, "a"), (0, "b")]);
        for length in 0..whole.len() - 8 {
            assert_eq!(names(&whole[..length], 20), None, "{length}");
        }
        assert_eq!(varint(&[0x80, 0x00], 0), Some((128, 2)));
        assert_eq!(varint(&[0xff; 20], 0), None);
    }
}
