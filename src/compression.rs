//! Bytes in less room, by zstd, at hundreds of megabytes a second.
//!
//! Making a compressor costs as much as compressing a page, so they are kept for the next one.

use std::{io, sync::Mutex};

use zstd::bulk::{Compressor, Decompressor};

use crate::mutex::lock;

/// Zstandard's fastest but for those that hardly compress.
const LEVEL: i32 = 1;

/// What compresses and decompresses, from as many threads as like.
#[derive(Default)]
pub struct Compression {
    compressors: Mutex<Vec<Compressor<'static>>>,
    decompressors: Mutex<Vec<Decompressor<'static>>>,
}

impl Compression {
    /// # Errors
    /// If there is not enough memory.
    pub fn compress(&self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let spare = lock(&self.compressors).pop();
        let mut compressor = spare.map_or_else(|| Compressor::new(LEVEL), Ok)?;
        let packed = compressor.compress(bytes);
        lock(&self.compressors).push(compressor);
        packed
    }

    /// The bytes that were compressed to these; `most`: how many they are at most.
    ///
    /// # Errors
    /// If they are more, or `bytes` are damaged.
    pub fn decompress(&self, bytes: &[u8], most: usize) -> io::Result<Vec<u8>> {
        let spare = lock(&self.decompressors).pop();
        let mut decompressor = spare.map_or_else(Decompressor::new, Ok)?;
        let whole = decompressor.decompress(bytes, most);
        lock(&self.decompressors).push(decompressor);
        whole
    }
}
