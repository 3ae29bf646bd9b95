//! The state of an index ⇄ bytes, for the cache of the next run.
//!
//! Renumbering are four bytes, little end first. What does not read as a whole counts as nothing.

use std::{
    slice,
    sync::{Arc, OnceLock},
};

use super::{
    lists::{Lists, Shard, TERMS},
    postings::{FrequentTerm, List, PostingLists},
    state::{IndexState, PageState},
};
use crate::base::digest::Digest;

impl IndexState {
    pub fn to_bytes(&self) -> Vec<u8> {
        let shards = self.lists.shards();
        let mut out = Vec::with_capacity(self.lists.bytes() * 2 + self.pages.len() * 256);
        number(&mut out, self.pages.len());
        for page in &self.pages {
            let PageState { key, texts, sections, mark, files, digests } = &**page;
            out.extend([key, texts].into_iter().flat_map(Digest::bytes));
            out.extend([*sections, *files].into_iter().flat_map(u32::to_le_bytes));
            out.push(*mark);
            put_digests(&mut out, digests.get().map_or(&[], |digests| digests));
        }
        number(&mut out, shards.len());
        for shard in shards {
            let Shard { lists: PostingLists { terms, data, lists }, common, length, file } = &**shard;
            number(&mut out, lists.len());
            for List { term_end, data_end, pages, last, named } in lists {
                out.extend([*term_end, *data_end, *pages, *last].into_iter().flat_map(u32::to_le_bytes));
                out.push((*named).into());
            }
            put_text(&mut out, terms);
            put_text(&mut out, data);
            number(&mut out, common.len());
            for (at, common) in common {
                number(&mut out, *at);
                put_text(&mut out, &common.data);
                put_digests(&mut out, common.file.get().map_or(&[], slice::from_ref));
            }
            number(&mut out, *length);
            let (names, file) =
                file.get().map_or(("", [].as_slice()), |(names, file)| (names, slice::from_ref(file)));
            put_text(&mut out, names);
            put_digests(&mut out, file);
        }
        out
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let count = bytes.number()?;
        let pages = (0..count).map(|_| page(&mut bytes).map(Arc::new)).collect::<Option<_>>()?;
        let count = bytes.number()?;
        let shards = (0..count).map(|_| shard(&mut bytes)).collect::<Option<_>>()?;
        let lists = Lists::from_shards(TERMS, shards);
        bytes.0.is_empty().then_some(Self { pages, lists, ..Self::default() })
    }
}

fn page(bytes: &mut Bytes<'_>) -> Option<PageState> {
    let [key, texts] = [bytes.digest()?, bytes.digest()?];
    let [sections, files] = [bytes.number()?, bytes.number()?];
    let mark = bytes.take(1)?[0];
    let digests: Box<[Digest]> = bytes.digests()?;
    let digests = once((!digests.is_empty()).then_some(digests));
    Some(PageState { key, texts, sections, mark, files, digests })
}

fn shard(bytes: &mut Bytes<'_>) -> Option<Shard> {
    let count = bytes.number()?;
    let lists = (0..count).map(|_| list(bytes)).collect::<Option<_>>()?;
    let [terms, data] = [bytes.text()?, bytes.text()?];
    let count = bytes.number()?;
    let common = (0..count).map(|_| common(bytes)).collect::<Option<_>>()?;
    let length = usize::try_from(bytes.number()?).ok()?;
    let (names, file) = (bytes.text()?, bytes.digests()?);
    let file = once(file.first().map(|file| (names, *file)));
    Some(Shard { lists: PostingLists { terms, data, lists }, common, length, file })
}

fn common(bytes: &mut Bytes<'_>) -> Option<(usize, Arc<FrequentTerm>)> {
    let at = usize::try_from(bytes.number()?).ok()?;
    let data = bytes.text()?;
    let file = once(bytes.digests()?.first().copied());
    Some((at, Arc::new(FrequentTerm { data, file })))
}

fn once<T>(value: Option<T>) -> OnceLock<T> {
    value.map_or_else(OnceLock::new, OnceLock::from)
}

fn list(bytes: &mut Bytes<'_>) -> Option<List> {
    let [term_end, data_end, pages, last] =
        [bytes.number()?, bytes.number()?, bytes.number()?, bytes.number()?];
    Some(List { term_end, data_end, pages, last, named: bytes.take(1)? == [1] })
}

fn put_digests(out: &mut Vec<u8>, digests: &[Digest]) {
    number(out, digests.len());
    out.extend(digests.iter().flat_map(Digest::bytes));
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

fn number(out: &mut Vec<u8>, number: usize) {
    out.extend(u32::try_from(number).expect("an index has less than 4 GB").to_le_bytes());
}

/// What is still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn digest(&mut self) -> Option<Digest> {
        Digest::try_from(self.take(32)?).ok()
    }

    fn digests(&mut self) -> Option<Box<[Digest]>> {
        (0..self.number()?).map(|_| self.digest()).collect()
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }
}
