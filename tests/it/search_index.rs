//! The search index of a site: what is in it, and when it is made.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes its own site, and fails where it cannot"
)]

use std::collections::BTreeMap;

use crate::common::Memory;
use camino::Utf8PathBuf;
use nexus::{
    base::path::OutPath,
    output::{Output, Preview},
    session::{Options, Plan, Session, Strictness},
};

const SITE: [(&str, &str); 6] = [
    ("site.toml", "title = \"Hub\"\nrepository = \"https://example.org/hub\"\n"),
    (
        "content/technologies/redis.md",
        "---\ntitle: Redis\ntags: [cache]\ndifficulty: beginner\ntime: 45m\nsynonyms: [Remote Dictionary]\n---\n\nStores `max_age`.\n\n## Expiry\n\n```python\ncache.set()\n```\n",
    ),
    (
        "content/guides/cache.md",
        "---\ntitle: Keep answers\ntechnologies: [technologies/redis]\n---\n\nText.\n",
    ),
    ("content/technologies/hidden.md", "---\ntitle: Hidden\nsearch: false\n---\n\nunfindable\n"),
    ("content/technologies/later.md", "---\ntitle: Later\ndraft: true\n---\n\nunfinished\n"),
    ("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n"),
];

fn plan(files: &[(&str, &str)]) -> (tempfile::TempDir, Plan) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut session = Session::new(Options {
        root: Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap(),
        base_url: None,
        drafts: false,
        strictness: Strictness::Normal,
        preview: Preview::No,
        today: jiff::civil::date(2026, 11, 23),
    });
    session.refresh();
    let plan = session.plan();
    (folder, plan)
}

/// The files of the index, by path.
fn index(plan: &Plan) -> BTreeMap<String, String> {
    let folder = Memory::default();
    let problems = folder.fill(plan);
    assert!(problems.is_empty(), "{problems:?}");
    let mut files = folder.files();
    files.retain(|path, _| path.starts_with("search/") && path.ends_with(".js"));
    files
}

#[test]
fn drafts_and_hidden_entries_stay_out() {
    let (_folder, plan) = plan(&SITE);
    let all: String = index(&plan).into_values().collect();
    for word in ["Redis", "max_age", "Expiry", "cache.set"] {
        assert!(all.contains(word), "{word}");
    }
    for word in ["unfindable", "Hidden", "unfinished", "Later"] {
        assert!(!all.contains(word), "{word}");
    }
}

/// Those who prefer Pagefind run it over the site.
#[test]
fn attributes_tell_pagefind_what_to_index() {
    let (_folder, plan) = plan(&SITE);
    let folder = Memory::default();
    folder.fill(&plan);
    let files = folder.files();
    let page = |path: &str| files[&format!("technologies/{path}/index.html")].clone();
    assert_eq!(page("redis").matches(" data-pagefind-body").count(), 2, "head and text");
    for filter in ["kind:technology", "difficulty:beginner"] {
        assert!(page("redis").contains(&format!("data-pagefind-filter=\"{filter}\"")), "{filter}");
    }
    assert!(!page("hidden").contains("data-pagefind-body"));
}

#[test]
fn root_tells_what_results_can_be_filtered_by() {
    let (_folder, plan) = plan(&SITE);
    let root = &index(&plan)["search/root.js"];
    let json = root.trim_start_matches("nexusIndex(").trim_end_matches(");\n");
    let root: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(root["facets"]["kind"]["technology"], 1);
    assert_eq!(root["facets"]["tag"]["cache"], 1);
    assert_eq!(root["facets"]["difficulty"]["beginner"], 1);
    assert_eq!(root["facets"]["technology"]["redis"], 2, "its own page, and the guide that names it");
    assert_eq!(root["facets"]["time"], serde_json::json!({ "1h": 1, "2h": 1, "4h": 1 }));
    assert_eq!(root["repository"], "https://example.org/hub");
}

#[test]
fn preview_finds_files_that_the_map_does_not_hold() {
    let (_folder, plan) = plan(&SITE);
    let files = index(&plan);
    for (path, text) in &files {
        let path = OutPath::new(path.clone());
        let output = plan.find(&path).unwrap_or_else(|| panic!("{path}"));
        assert!(matches!(output, Output::Index(_)), "{path}");
        assert_eq!(*plan.produce(&path, &output).unwrap(), *text.as_bytes());
    }
    assert!(files.len() > 5);
    assert!(plan.find(&OutPath::new("search/none/t/0.js")).is_none());
}
