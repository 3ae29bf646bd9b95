//! The files in `.nexus/cache/`: results of one run of the program for the next.
//!
//! A cache saves time and never matters otherwise. So a file that is damaged, or that another program wrote (the digests that
//! are its keys depend on the compiler), counts as none, and damage is told; and what cannot be written is not an error.
//! Each file is read at once:
//!
//! | bytes | |
//! |---|---|
//! | 8 | `nexus-c1` |
//! | 32 | the digest of the program |
//! | 32 | the digest of all that follows |
//! | 32, 4, n | for each result: its key, its length as a little-endian number, itself |

#![expect(clippy::disallowed_methods, reason = "this module reads and writes its own files")]

use std::{
    env,
    fs::{self, File},
    io::{BufWriter, Seek, SeekFrom, Write},
    ops::Range,
    sync::LazyLock,
};

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashMap;

use crate::base::{digest::Digest, terminal::say};

/// Below the site's folder. A CI that keeps this folder builds as fast as a machine that was never cleaned.
const FOLDER: &str = ".nexus/cache";
const MAGIC: &[u8; 8] = b"nexus-c1";
const HEADER: usize = 8 + 32 + 32;

/// The digest of this program, whatever version it calls itself; nothing if the system does not tell where it is.
static PROGRAM: LazyLock<Option<Digest>> = LazyLock::new(|| {
    let program = File::open(env::current_exe().ok()?).ok()?;
    Digest::of_reader(program).ok()
});

/// What an earlier run kept under a name.
pub struct Stored {
    pub(super) bytes: Vec<u8>,
    /// Where each result is in `bytes`.
    pub(super) places: FxHashMap<Digest, Range<usize>>,
}

impl Stored {
    /// Nothing if it is damaged, or if another program wrote it.
    pub fn open(root: &Utf8Path, name: &str) -> Option<Self> {
        let bytes = fs::read(file(root, name)).ok()?;
        let program = (*PROGRAM)?;
        let places = places(&bytes, program);
        if places.is_none() && !is_another_programs(&bytes, program) {
            say(format_args!("note: `{FOLDER}/{name}` is damaged; what it held is worked out again"));
        }
        Some(Self { places: places?.into_iter().collect(), bytes })
    }

    pub fn has(&self, key: Digest) -> bool {
        self.places.contains_key(&key)
    }

    pub fn find(&self, key: Digest) -> Option<&[u8]> {
        Some(&self.bytes[self.places.get(&key)?.clone()])
    }
}

/// Writes a file of the cache, result by result. Until [`Writer::finish`] the old one stays. Perhaps the disk is full: then half
/// a cache must not take what is left of it.
pub struct Writer {
    file: BufWriter<File>,
    /// Where it is written, and where it goes.
    new: Utf8PathBuf,
    place: Utf8PathBuf,
    digest: blake3::Hasher,
    program: Digest,
    /// Whether the disk refused something.
    failed: bool,
}

impl Writer {
    /// Nothing if there is no place to write to.
    pub fn begin(root: &Utf8Path, name: &str) -> Option<Self> {
        let program = (*PROGRAM)?;
        let place = file(root, name);
        let new = Utf8PathBuf::from(format!("{place}.new"));
        fs::create_dir_all(root.join(FOLDER)).ok()?;
        let file = BufWriter::with_capacity(1 << 18, File::create(&new).ok()?);
        let mut writer = Self { file, new, place, digest: blake3::Hasher::new(), program, failed: false };
        writer.write(&[0; HEADER]);
        Some(writer)
    }

    pub fn add(&mut self, key: Digest, value: &[u8]) {
        // Nothing that is remembered is that large; what were would be computed again.
        let Ok(length) = u32::try_from(value.len()) else { return };
        for bytes in [key.as_ref(), &length.to_le_bytes(), value] {
            self.digest.update(bytes);
            self.write(bytes);
        }
    }

    /// Puts the new file in the old one's place.
    pub fn finish(mut self) {
        let mut header = [0; HEADER];
        header[..8].copy_from_slice(MAGIC);
        header[8..40].copy_from_slice(self.program.as_ref());
        header[40..].copy_from_slice(self.digest.finalize().as_bytes());
        self.failed |= self.file.seek(SeekFrom::Start(0)).is_err();
        self.write(&header);
        if !self.failed && self.file.flush().is_ok() {
            // If that fails, the old one stays.
            let _ = fs::rename(&self.new, &self.place);
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.failed = self.failed || self.file.write_all(bytes).is_err();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // What is in its place is not there any more.
        let _ = fs::remove_file(&self.new);
    }
}

/// What an earlier run kept with [`save_one`] under `name` and `key`. `read`: bytes → result.
pub fn load_one<T>(
    root: &Utf8Path,
    name: &str,
    key: Digest,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Option<T> {
    read(Stored::open(root, name)?.find(key)?)
}

/// Keeps one result under `name`, in place of what is there.
pub fn save_one(root: &Utf8Path, name: &str, key: Digest, value: &[u8]) {
    let Some(mut writer) = Writer::begin(root, name) else { return };
    writer.add(key, value);
    writer.finish();
}

fn file(root: &Utf8Path, name: &str) -> Utf8PathBuf {
    root.join(FOLDER).join(name)
}

fn is_another_programs(bytes: &[u8], program: Digest) -> bool {
    bytes.get(8..40).is_some_and(|of| *of != *program.as_ref())
}

/// Where the entries of a file are, if it is whole and `program` wrote it.
fn places(bytes: &[u8], program: Digest) -> Option<Vec<(Digest, Range<usize>)>> {
    let (header, entries) = bytes.split_at_checked(HEADER)?;
    let is_ours = header[..8] == *MAGIC
        && header[8..40] == *program.as_ref()
        && header[40..] == *Digest::of_bytes(entries).as_ref();
    if !is_ours {
        return None;
    }
    let mut places = Vec::new();
    let mut at = HEADER;
    while at < bytes.len() {
        let key = Digest::try_from(bytes.get(at..at + 32)?).ok()?;
        let length = u32::from_le_bytes(bytes.get(at + 32..at + 36)?.try_into().ok()?);
        let end = at + 36 + usize::try_from(length).ok()?;
        bytes.get(at + 36..end)?;
        places.push((key, at + 36..end));
        at = end;
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_or_foreign_file_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        save_one(root, "x", Digest::of("key"), b"value");
        let whole = fs::read(file(root, "x")).unwrap();
        let program = PROGRAM.unwrap();
        assert_eq!(places(&whole, program).unwrap().len(), 1);
        assert!(places(&whole, Digest::of("another program")).is_none());
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert!(places(&damaged, program).is_none(), "byte {at}");
            assert!(places(&whole[..at], program).is_none(), "the first {at} bytes");
        }
    }

    #[test]
    fn what_is_not_finished_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let key = Digest::of("key");
        save_one(root, "x", key, b"value");
        let mut writer = Writer::begin(root, "x").unwrap();
        writer.add(key, b"another");
        drop(writer);
        assert_eq!(Stored::open(root, "x").unwrap().find(key), Some(&b"value"[..]));
        assert_eq!(fs::read_dir(root.join(FOLDER)).unwrap().count(), 1);
    }
}
