//! The stages that take the time, one by one, on a generated hub.
//!
//! ```console
//! $ cargo bench                    # all
//! $ cargo bench -- highlight       # those whose name holds a word
//! ```
//!
//! `benches/compare` measures whole builds, beside other programs.

#[path = "../tests/common/mod.rs"]
mod common;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use common::{Site, hub};
use divan::{Bencher, counter::BytesCount};
use nexus::{
    base::{digest::Digest, folder::Nowhere, path::SourcePath},
    load::{self, Snapshot},
    output::Preview,
    parse::{
        document,
        highlight::{self, CodeBlock},
    },
    session::{Options, Session, Strictness},
    settings::config::Config,
};

const ENTRIES: usize = 200;

fn main() {
    divan::main();
}

/// A session that has read the site's files, and done nothing else.
fn session(site: &Site) -> Session {
    let mut session = Session::new(Options {
        root: Utf8PathBuf::from_path_buf(site.root()).expect("UTF-8"),
        base_url: None,
        drafts: false,
        strictness: Strictness::Normal,
        preview: Preview::No,
        today: load::today(),
    });
    session.refresh();
    session
}

#[divan::bench]
fn load(bencher: Bencher) {
    let site = Site::hub(ENTRIES);
    let root = Utf8PathBuf::from_path_buf(site.root()).expect("UTF-8");
    bencher.bench(|| load::snapshot(&root, &Snapshot::default()));
}

/// Files → documents, on one core.
#[divan::bench]
fn parse(bencher: Bencher) {
    let site = Site::hub(ENTRIES);
    let root = Utf8PathBuf::from_path_buf(site.root()).expect("UTF-8");
    let snapshot = load::snapshot(&root, &Snapshot::default());
    let sources: Vec<_> = snapshot.entries.iter().map(|entry| entry.read().expect("it is there")).collect();
    let markdown = Config::default().markdown;
    let options = Digest::of(&markdown);
    let bytes: usize = sources.iter().map(|source| source.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        let parsed = sources.iter().map(|source| {
            document::parse(source, &markdown, document::key(&source.path, source.digest, options))
        });
        parsed.collect::<Vec<_>>()
    });
}

/// Documents → site, diagnostics and outputs, after the title of an entry changed. (If none did, the site is remembered.)
#[divan::bench]
fn assemble(bencher: Bencher) {
    let site = Site::hub(ENTRIES);
    let session = session(&site);
    session.plan();
    let path = hub::path(ENTRIES / 2);
    let text = site.read(&path);
    let mut count = 0;
    let edited = || {
        count += 1;
        let text = text.replacen("title: ", &format!("title: {count} "), 1);
        session.edited(&BTreeMap::from([(SourcePath::new(&path), text)]))
    };
    bencher.with_inputs(edited).bench_local_values(|session| session.plan());
}

/// Pages → search index, nothing remembered.
#[divan::bench(sample_size = 1)]
fn index(bencher: Bencher) {
    let site = Site::hub(ENTRIES);
    bencher.with_inputs(|| session(&site).plan()).bench_refs(|plan| plan.paths());
}

/// Pages → HTML and the files of the index, with all code in colours already.
#[divan::bench]
fn render(bencher: Bencher) {
    let site = Site::hub(ENTRIES);
    let plan = session(&site).plan();
    let render = || plan.produce_all(&Nowhere, &|| {}).expect("nowhere takes everything");
    render();
    bencher.bench(render);
}

/// A code block → colours.
#[divan::bench(args = hub::CODE.iter().map(|(language, _)| language))]
fn highlight(bencher: Bencher, language: &str) {
    let (_, code) = hub::CODE.iter().find(|(name, _)| *name == language).expect("one of them");
    let block = CodeBlock {
        language: Some(language.to_owned()),
        text: code.replace('N', "1"),
        ..CodeBlock::default()
    };
    // Grammars are compiled when they are first used.
    highlight::colours(&block);
    bencher.counter(BytesCount::of_str(&block.text)).bench(|| highlight::colours(&block));
}
