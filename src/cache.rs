//! What one run of the program remembers for the next: a file per memo, in `.nexus/cache/`.
//!
//! A cache saves time and never matters otherwise. So a file that is damaged, or that another program wrote (the digests that
//! are its keys depend on the compiler), counts as none, and damage is told; and what cannot be written is not an error.
//! Each file is read at once and written at once:
//!
//! | bytes | |
//! |---|---|
//! | 8 | `nexus-c1` |
//! | 32 | the digest of the program |
//! | 32 | the digest of all that follows |
//! | 32, 4, n | for each result, in the order of keys: its key, its length as a little-endian number, itself |

#![expect(clippy::disallowed_methods, reason = "this module reads and writes its own files")]

use std::{
    env, fs,
    sync::{Arc, LazyLock},
};

use camino::{Utf8Path, Utf8PathBuf};

use crate::{digest::Digest, memo::Memo};

/// Below the site's folder. A CI that keeps this folder builds as fast as a machine that was never cleaned.
const FOLDER: &str = ".nexus/cache";
const MAGIC: &[u8; 8] = b"nexus-c1";
const HEADER: usize = 8 + 32 + 32;

/// The digest of this program, whatever version it calls itself; nothing if the system does not tell where it is.
static PROGRAM: LazyLock<Option<Digest>> = LazyLock::new(|| {
    let bytes = fs::read(env::current_exe().ok()?).ok()?;
    Some(Digest::of_bytes(&bytes))
});

/// Fills `memo` with what an earlier run kept under `name` for the site at `root`.
pub fn load<V: Clone + for<'a> TryFrom<&'a [u8]>>(root: &Utf8Path, name: &str, memo: &Memo<V>) {
    let (Ok(bytes), Some(program)) = (fs::read(file(root, name)), *PROGRAM) else { return };
    match read(&bytes, program) {
        Some(entries) => memo.remember(entries),
        None if is_another_programs(&bytes, program) => {}
        None => eprintln!("note: `{FOLDER}/{name}` is damaged; what it held is worked out again"),
    }
}

/// Keeps what `memo` was asked for since its last sweep, if that is not what was loaded.
pub fn save<V: Clone + AsRef<[u8]>>(root: &Utf8Path, name: &str, memo: &Memo<V>) {
    let Some(program) = *PROGRAM else { return };
    if memo.is_as_remembered() {
        return;
    }
    let file = file(root, name);
    let new = Utf8PathBuf::from(format!("{file}.{}", std::process::id()));
    let written = fs::create_dir_all(root.join(FOLDER))
        .and_then(|()| fs::write(&new, write(memo.used(), program)))
        .and_then(|()| fs::rename(&new, &file));
    if written.is_err() {
        // Perhaps the disk is full: half a cache must not take what is left of it.
        let _ = fs::remove_file(&new);
    }
}

/// What an earlier run kept with [`save_one`] under `name` and `key`.
pub fn load_one(root: &Utf8Path, name: &str, key: Digest) -> Option<Arc<[u8]>> {
    let memo = Memo::default();
    load(root, name, &memo);
    memo.find(key)
}

/// Keeps one result under `name`, in place of what is there.
pub fn save_one(root: &Utf8Path, name: &str, key: Digest, value: Vec<u8>) {
    let memo = Memo::<Arc<[u8]>>::default();
    memo.insert(key, value.into());
    save(root, name, &memo);
}

fn file(root: &Utf8Path, name: &str) -> Utf8PathBuf {
    root.join(FOLDER).join(name)
}

fn write<V: AsRef<[u8]>>(mut entries: Vec<(Digest, V)>, program: Digest) -> Vec<u8> {
    entries.sort_unstable_by_key(|(key, _)| *key);
    let mut out = vec![0; HEADER];
    for (key, value) in &entries {
        let value = value.as_ref();
        // Nothing that is remembered is that large; what were would be computed again.
        let Ok(length) = u32::try_from(value.len()) else { continue };
        out.extend_from_slice(key.as_ref());
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(value);
    }
    let digest = Digest::of_bytes(&out[HEADER..]);
    out[..8].copy_from_slice(MAGIC);
    out[8..40].copy_from_slice(program.as_ref());
    out[40..HEADER].copy_from_slice(digest.as_ref());
    out
}

fn is_another_programs(bytes: &[u8], program: Digest) -> bool {
    bytes.get(8..40).is_some_and(|of| *of != *program.as_ref())
}

/// The entries of a file, if it is whole and `program` wrote it.
fn read<V: for<'a> TryFrom<&'a [u8]>>(bytes: &[u8], program: Digest) -> Option<Vec<(Digest, V)>> {
    let (header, mut rest) = bytes.split_at_checked(HEADER)?;
    let is_ours = header[..8] == *MAGIC
        && header[8..40] == *program.as_ref()
        && header[40..] == *Digest::of_bytes(rest).as_ref();
    if !is_ours {
        return None;
    }
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (key, after) = rest.split_at_checked(32)?;
        let (length, after) = after.split_at_checked(4)?;
        let length = u32::from_le_bytes(length.try_into().ok()?);
        let (value, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
        entries.push((Digest::try_from(key).ok()?, V::try_from(value).ok()?));
        rest = after;
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Value = Arc<[u8]>;

    fn value(text: &str) -> Value {
        text.as_bytes().into()
    }

    #[test]
    fn what_was_used_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let keys = ["a", "b", "c"].map(Digest::of);
        let first: Memo<Value> = Memo::default();
        first.get(keys[0], || value("dropped"));
        first.sweep();
        first.get(keys[1], || value(""));
        first.get(keys[2], || value("three"));
        save(root, "x", &first);

        let second: Memo<Value> = Memo::default();
        load(root, "x", &second);
        assert_eq!(second.find(keys[0]), None);
        assert_eq!(second.find(keys[1]), Some(value("")));
        assert_eq!(second.find(keys[2]), Some(value("three")));
        assert_eq!(second.computed(), 0);
        assert!(second.is_as_remembered());
    }

    #[test]
    fn unused_results_leave_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let keys = ["a", "b"].map(Digest::of);
        let first: Memo<Value> = Memo::default();
        for key in keys {
            first.get(key, || value("x"));
        }
        save(root, "x", &first);
        let second: Memo<Value> = Memo::default();
        load(root, "x", &second);
        second.find(keys[0]);
        assert!(!second.is_as_remembered());
        save(root, "x", &second);
        let third: Memo<Value> = Memo::default();
        load(root, "x", &third);
        assert_eq!(third.find(keys[1]), None);
    }

    #[test]
    fn damaged_or_foreign_file_counts_as_none() {
        let program = Digest::of("program");
        let whole = write(vec![(Digest::of("key"), value("value"))], program);
        assert_eq!(read::<Value>(&whole, program).unwrap().len(), 1);
        assert!(read::<Value>(&whole, Digest::of("another program")).is_none());
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert!(read::<Value>(&damaged, program).is_none(), "byte {at}");
            assert!(read::<Value>(&whole[..at], program).is_none(), "the first {at} bytes");
        }
    }
}
