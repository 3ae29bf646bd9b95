//! The search index of 100,000 pages, made of generated text. Run by hand:
//!
//! ```console
//! $ NEXUS_MANY=/tmp/many cargo test --release --test measured many -- --ignored --nocapture
//! $ node tests/search/cost.mjs /tmp/many /tmp/many/queries.json
//! ```
//!
//! The second line counts what a reader's first query costs; it takes the search's script from `/tmp/many/assets`, to which
//! that of any built site is copied before. `rank.mjs` and `score.mjs` tell what is found.

use std::{
    fs,
    io::{Error, ErrorKind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use nexus::{
    base::digest::Digest,
    search::{Files, Index, IndexState, Page, Pages, ROOT, Section},
};

const PAGES: usize = 100_000;
const SECTIONS: usize = 5;
/// Words of a section.
const WORDS: u32 = 120;
/// Different words: what English texts of 60 million words have, by Heaps' law.
const VOCABULARY: f64 = 200_000.0;
/// Different sections, which pages have in ever new combinations.
const TEXTS: usize = 20_000;
/// Bytes of memory that the index may be made in.
const MEMORY: u64 = 3_000_000_000;

/// Numbers that look like chance and are the same each time (splitmix64).
fn chance(seed: u64) -> u64 {
    let mut number = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A word by its rank, made of syllables; frequent ones are short.
fn word(rank: u64) -> String {
    let mut number = rank + 1;
    let mut text = String::new();
    while number > 0 {
        let syllable = chance(number * 31 + text.len() as u64);
        text.push(char::from(b"bcdfghjklmnprstvwz"[(syllable % 18) as usize]));
        text.push(char::from(b"aeiou"[(syllable / 18 % 5) as usize]));
        text.push(char::from(b"nrslt"[(number % 5) as usize]));
        number /= 24;
    }
    text
}

/// So many words after one another, as often as Zipf's law has it. Names begin with rarer ones.
fn text(seed: u64, words: u32, rarest_first: u32) -> String {
    let share = |at: u32| {
        let uniform = (chance(seed * 1000 + u64::from(at)) % 1_000_000) as f64 / 1e6;
        if at < rarest_first { 0.45 + uniform * 0.5 } else { uniform }
    };
    (0..words).map(|at| word(VOCABULARY.powf(share(at)) as u64)).collect::<Vec<_>>().join(" ")
}

struct Generated {
    titles: Vec<String>,
    headings: Vec<String>,
    texts: Vec<String>,
    keys: Vec<Digest>,
}

impl Generated {
    fn new() -> Self {
        let all = |count: usize, base: u64, words, rarest| {
            (0..count).map(|at| text(base + at as u64, words, rarest)).collect()
        };
        Self {
            titles: all(PAGES, 1 << 40, 3, 2),
            headings: all(TEXTS, 1 << 41, 3, 1),
            texts: all(TEXTS, 0, WORDS, 0),
            keys: (0..PAGES).map(|number| Digest::of(&number)).collect(),
        }
    }
}

impl Pages for Generated {
    fn keys(&self) -> &[Digest] {
        &self.keys
    }

    fn page(&self, number: usize, take: &mut dyn FnMut(&Page<'_>)) {
        let section = |at: usize| {
            let own = chance((number * SECTIONS + at) as u64) as usize % TEXTS;
            let (id, heading, level) =
                if at == 0 { ("", "", 1) } else { (&*self.headings[own], &*self.headings[own], 2) };
            Section { id, heading, level, text: &self.texts[own], code: "" }
        };
        take(&Page {
            url: format!("part-{}/page-{number}/index.html", number / 300),
            title: &self.titles[number],
            trail: vec!["Part"],
            facets: vec![("kind", ["concept", "guide", "challenge"][number % 3].to_owned())],
            sections: (0..SECTIONS).map(section).collect(),
            ..Page::default()
        });
    }
}

/// Writes files below a folder, and counts their bytes.
struct Folder {
    root: PathBuf,
    bytes: AtomicU64,
}

impl Files for Folder {
    type Error = Error;

    fn keep(&self, _: &str, _: Digest) -> Result<bool, Error> {
        Ok(false)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<Digest, Error> {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().ok_or(ErrorKind::InvalidInput)?)?;
        fs::write(path, bytes)?;
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(Digest::of_bytes(bytes))
    }
}

/// The most memory that the process has had, in bytes.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("needs Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number of kB") * 1000
}

#[test]
#[ignore = "takes a minute and a release build: see above"]
fn index_of_100_000_pages() {
    let out = PathBuf::from(std::env::var_os("NEXUS_MANY").expect("NEXUS_MANY names a folder"));
    let pages = Generated::new();
    let generated = most_memory();
    let begin = Instant::now();
    let kept = Arc::new(IndexState::default().update(&pages, None));
    let index = Index::new(kept, None);
    println!("made in {:.1} s", begin.elapsed().as_secs_f64());
    let folder = Folder { root: out.join("search"), bytes: AtomicU64::new(0) };
    index.write(&pages, &folder).expect("the folder can be written");
    let root = fs::metadata(folder.root.join(ROOT)).expect("it was written").len();
    write_queries(&pages, &out.join("queries.json"));
    println!(
        "written after {:.1} s, {} MB",
        begin.elapsed().as_secs_f64(),
        folder.bytes.into_inner() / 1_000_000
    );
    println!(
        "root: {root} bytes; memory: {} MB, {} of them the texts",
        most_memory() / 1_000_000,
        generated / 1_000_000
    );
    assert!(most_memory() - generated < MEMORY, "{} bytes", most_memory());
}

/// Titles, two of their words, and one of their words with one of the page's text.
fn write_queries(pages: &Generated, path: &Path) {
    let query = |at: usize| {
        let number = at * 997 % PAGES;
        let title: Vec<&str> = pages.titles[number].split(' ').collect();
        let mut word = String::new();
        pages.page(number, &mut |page| {
            word = page.sections[1].text.split(' ').nth(7).expect("is longer").to_owned();
        });
        let query = match at % 3 {
            0 => title.join(" "),
            1 => title[..2].join(" "),
            _ => format!("{} {word}", title[0]),
        };
        let class = ["title", "words", "both"][at % 3];
        format!(
            r#"{{"id":"{at}","class":"{class}","query":"{query}","expect":["part-{}/page-{number}"]}}"#,
            number / 300
        )
    };
    let queries: Vec<String> = (0..150).map(query).collect();
    fs::write(path, format!("[{}]", queries.join(",\n"))).expect("the folder can be written");
}
