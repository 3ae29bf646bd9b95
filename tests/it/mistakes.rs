//! A pull request full of mistakes, `tests/mistakes/`: each is reported in one run, at its place, with a cure.
//!
//! `tests/mistakes/expected.txt` holds the findings. After a change, `UPDATE_EXPECT=1 cargo test --test it mistakes` writes
//! it anew; read the difference.

use std::{collections::BTreeSet, path::PathBuf};

use crate::common::Site;
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

/// A copy of the site.
fn site() -> Site {
    let site = Site::empty();
    for (path, bytes) in crate::common::tree(&folder()) {
        site.write(&path, bytes);
    }
    site
}

fn findings(site: &Site) -> Vec<Value> {
    let run = site.run(["check", "--json"]);
    let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
    value["diagnostics"].as_array().expect("a list").clone()
}

fn line(problem: &Value) -> String {
    let text = |key: &str| problem[key].as_str().unwrap_or_default();
    let number = |key: &str| problem[key].as_u64().unwrap_or_default();
    let fix = if problem["fix"].is_null() { "" } else { " (fix)" };
    format!(
        "{}:{}:{} {}{fix}: {}",
        text("file"),
        number("line"),
        number("column"),
        text("code"),
        text("message")
    )
}

#[test]
fn every_mistake_is_found_at_its_place() {
    let found: String = findings(&site()).iter().map(|problem| line(problem) + "\n").collect();
    let expected = folder().join("expected.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&expected, &found).unwrap();
    }
    let expected = std::fs::read_to_string(expected).expect("the golden file").replace("\r\n", "\n");
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found, expected);
}

#[test]
fn every_mistake_has_a_cure() {
    let problems = findings(&site());
    for problem in &problems {
        assert!(!problem["help"].is_null() || !problem["label"].is_null(), "{}", line(problem));
        assert!(problem["file"].is_string(), "{}", line(problem));
    }
    // Two entries with one kind of mistake say the same but for names and places.
    let kinds: BTreeSet<(String, String)> = problems
        .iter()
        .map(|problem| {
            let message = problem["message"].as_str().expect("a message");
            let plain: Vec<&str> = message.split('`').step_by(2).collect();
            (problem["code"].to_string(), plain.concat())
        })
        .collect();
    assert!(kinds.len() >= 60, "{} kinds", kinds.len());
}

#[test]
fn every_entry_has_its_mistake() {
    let problems = findings(&site());
    let with: BTreeSet<&str> = problems.iter().filter_map(|problem| problem["file"].as_str()).collect();
    let helpers = [
        "fine/",
        "one/",
        "places/first",
        "places/clash.md",
        "links/draft-of-it",
        "links/later",
        "whole/text.md",
    ];
    let others = [
        "references/basics",
        "references/advanced",
        "references/a-needs-b",
        "index.md",
        "places/two/index.md",
        "two/same",
    ];
    for path in site().tree("content").keys().filter(|path| path.ends_with(".md")) {
        let is_helper = helpers.iter().chain(&others).any(|helper| path.starts_with(helper));
        assert!(is_helper || with.contains(format!("content/{path}").as_str()), "nothing is found in {path}");
    }
}

/// Entries whose mistakes can all be mended are without any when they are.
#[test]
fn mended_entries_are_clean() {
    let site = site();
    site.remove("templates/section.html");
    site.write("site.toml", "title = \"Hub\"\n[tags.caching]\nsynonyms = [\"caches\"]\n[tags.storage]\n");
    loop {
        let problems = findings(&site);
        let hopeless: BTreeSet<&str> = problems
            .iter()
            .filter(|problem| problem["fix"].is_null())
            .map(|problem| problem["file"].as_str().expect("every mistake has its file"))
            .collect();
        if hopeless.is_empty() {
            assert!(problems.len() >= 12, "{problems:?}");
            break;
        }
        hopeless.iter().for_each(|file| site.remove(file));
    }
    site.run(["check", "--fix", "--strict"]).succeeds().says("no problems");
}

#[test]
fn what_can_be_mended_is_mended_at_once() {
    let site = site();
    let before = findings(&site);
    let fixable = before.iter().filter(|problem| !problem["fix"].is_null()).count();
    assert!(fixable >= 12, "{fixable}");
    site.run(["check", "--fix"]);
    let after = findings(&site);
    for problem in &after {
        assert!(problem["fix"].is_null(), "still there: {}", line(problem));
    }
    assert!(after.len() < before.len());
    let mended = site.tree("content");
    site.run(["check", "--fix"]);
    assert_eq!(site.tree("content"), mended, "a second run changes nothing");
}
