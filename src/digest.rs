//! Digests: what a result is remembered under.
//!
//! [`Digest::of`] hashes any `Hash` value with BLAKE3. Derived `Hash` covers every field of a type by construction, so
//! a new input cannot be forgotten in a memo's key. The bytes that `Hash` feeds depend on the compiler, so such digests
//! are of use to the same program only (`cache.rs` sees to that); everything else on disk uses [`Digest::of_bytes`].

use std::{
    array::TryFromSliceError,
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

/// A 256-bit BLAKE3 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest([u8; 32]);

impl Digest {
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    pub fn of<T: Hash + ?Sized>(value: &T) -> Self {
        let mut hasher = Blake3Hasher(blake3::Hasher::new());
        value.hash(&mut hasher);
        Self(*hasher.0.finalize().as_bytes())
    }

    /// The digest of some texts, which is the same for every compiler.
    pub fn of_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for text in texts {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        Self(*hasher.finalize().as_bytes())
    }

    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first eight bytes in hexadecimal: enough to tell versions of one file apart in its name.
    pub fn short(&self) -> String {
        let mut short = String::with_capacity(16);
        for byte in &self.0[..8] {
            for nibble in [byte >> 4, byte & 15] {
                short.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
        }
        short
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Digest {
    type Error = TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.short())
    }
}

struct Blake3Hasher(blake3::Hasher);

impl Hasher for Blake3Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let bytes = self.0.finalize();
        u64::from_le_bytes(bytes.as_bytes()[..8].try_into().expect("a hash has 32 bytes"))
    }
}

/// A value that many pages share, with its digest, so that it is hashed and converted once and not per page.
#[derive(Debug)]
pub struct Shared<T> {
    value: Arc<T>,
    digest: Digest,
}

impl<T: Hash> Shared<T> {
    pub fn new(value: T) -> Self {
        let digest = Digest::of(&value);
        Self { value: Arc::new(value), digest }
    }
}

impl<T> Shared<T> {
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), digest: self.digest }
    }
}

impl<T> std::ops::Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_tells_field_borders_apart() {
        assert_ne!(Digest::of(&("ab", "c")), Digest::of(&("a", "bc")));
        assert_eq!(Digest::of(&("ab", "c")), Digest::of(&("ab", "c")));
    }

    #[test]
    fn short_digest_is_how_the_whole_one_begins() {
        for value in 0..64 {
            let digest = Digest::of(&value);
            assert_eq!(digest.short(), digest.to_string()[..16]);
        }
    }

    #[test]
    fn shared_value_hashes_as_its_content() {
        let (a, b, c) = (Shared::new("x"), Shared::new("x"), Shared::new("y"));
        assert_eq!(Digest::of(&a), Digest::of(&b));
        assert_ne!(Digest::of(&a), Digest::of(&c));
    }
}
