//! Digests: what a result is remembered under.
//!
//! [`Digest::of`] hashes any `Hash` value with BLAKE3. Derived `Hash` covers every field of a type by construction, so
//! a new input cannot be forgotten in a memo's key. The bytes that `Hash` feeds depend on the compiler, so such digests
//! are of use to the same program only (`memory/store.rs` sees to that); everything else on disk uses [`Digest::of_bytes`].

use std::{
    array::TryFromSliceError,
    fmt,
    hash::{Hash, Hasher},
    io,
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A 256-bit BLAKE3 hash. Formats for people have it in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The digest of all bytes that `reader` gives.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of_reader(reader: impl io::Read) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(reader)?;
        Ok(Self(*hasher.finalize().as_bytes()))
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
        hexadecimal(&self.0[..8])
    }

    /// The digest that [`Display`](fmt::Display) writes as this; nothing if it writes none so.
    pub fn from_hexadecimal(text: &str) -> Option<Self> {
        let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Some(Self(bytes))
    }
}

/// Without the formatter, which is asked for every byte: an output folder has tens of thousands of digests.
fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&hexadecimal(&self.0))
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return <[u8; 32]>::deserialize(deserializer).map(Self);
        }
        // Digits need no escapes, so they can be read where they are.
        let text = <&str>::deserialize(deserializer)?;
        Self::from_hexadecimal(text).ok_or_else(|| de::Error::custom(format!("`{text}` is no digest")))
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
        f.write_str(&hexadecimal(&self.0))
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
    fn hexadecimal_is_read_as_it_is_written() {
        for value in 0..64 {
            let digest = Digest::of(&value);
            let text = digest.to_string();
            let bytes: Vec<String> = digest.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(text, bytes.concat());
            assert_eq!(digest.short(), text[..16]);
            assert_eq!(Digest::from_hexadecimal(&text), Some(digest));
            assert_eq!(Digest::from_hexadecimal(&text.to_uppercase()), None, "{text}");
            assert_eq!(Digest::from_hexadecimal(&text[2..]), None);
        }
    }

    #[test]
    fn digest_is_text_for_people_and_bytes_for_programs() {
        let digest = Digest::of("x");
        let json = serde_json::to_vec(&digest).unwrap();
        assert_eq!(json, format!("\"{digest}\"").into_bytes());
        assert_eq!(serde_json::from_slice::<Digest>(&json).unwrap(), digest);
        let bytes = postcard::to_stdvec(&digest).unwrap();
        assert_eq!(bytes, digest.bytes());
        assert_eq!(postcard::from_bytes::<Digest>(&bytes).unwrap(), digest);
        let error = serde_json::from_str::<Digest>("\"12\"").unwrap_err();
        assert_eq!(error.to_string(), "`12` is no digest");
    }

    #[test]
    fn shared_value_hashes_as_its_content() {
        let (a, b, c) = (Shared::new("x"), Shared::new("x"), Shared::new("y"));
        assert_eq!(Digest::of(&a), Digest::of(&b));
        assert_ne!(Digest::of(&a), Digest::of(&c));
    }
}
