//! Bytes in less room, by zstd, at hundreds of megabytes a second.
//!
//! Making a compressor costs as much as compressing a page, so they are kept for the next one.

use std::{io, sync::Mutex};

use zstd::bulk::{Compressor, Decompressor};

use crate::base::mutex::lock;

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
        with_spare(&self.compressors, || Compressor::new(LEVEL), |compressor| compressor.compress(bytes))
    }

    /// The bytes that were compressed to these; `most`: how many they are at most.
    ///
    /// # Errors
    /// If they are more, or `bytes` are damaged.
    pub fn decompress(&self, bytes: &[u8], most: usize) -> io::Result<Vec<u8>> {
        with_spare(&self.decompressors, Decompressor::new, |decompressor| {
            decompressor.decompress(bytes, most)
        })
    }
}

/// Works with a tool that nobody else works with, which is made only if all are in use.
fn with_spare<Tool, T>(
    spare: &Mutex<Vec<Tool>>,
    make: impl FnOnce() -> io::Result<Tool>,
    work: impl FnOnce(&mut Tool) -> io::Result<T>,
) -> io::Result<T> {
    let tool = lock(spare).pop();
    let mut tool = tool.map_or_else(make, Ok)?;
    let result = work(&mut tool);
    lock(spare).push(tool);
    result
}
