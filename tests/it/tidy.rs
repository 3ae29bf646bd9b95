//! The house is in order: imports point downward only, texts name what exists.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules of `src/` in the order of the pipeline; each imports from those before it. As in ARCHITECTURE.md and `lib.rs`.
const ORDER: [&str; 16] = [
    "base", "memory", "search", "report", "parse", "settings", "site", "output", "check", "load", "commit",
    "timings", "session", "cli", "serve", "commands",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Which module of `src/` a file belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).expect("below src/");
    let first = below.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules that a file imports by `crate::`, without its tests.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if !rest.starts_with('{') {
            found.push(name(rest));
            continue;
        }
        let mut depth = 0;
        let mut expect_name = false;
        for (at, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && (c == '{' || c == ',') {
                expect_name = true;
            } else if expect_name && c.is_alphabetic() {
                found.push(name(&rest[at..]));
                expect_name = false;
            }
        }
    }
    found
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn each_stage_imports_earlier_ones_only() {
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        let own = module(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        let own_place = place(&own).unwrap_or_else(|| panic!("`{own}` has no place"));
        for import in imports(&fs::read_to_string(&path).expect("a file")) {
            if place(&import).is_none_or(|place| place > own_place) {
                wrong.push(format!(
                    "{} imports `{import}`, which comes later or has no place",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_are_listed_in_their_order() {
    let list = |text: &str, before: &str, after: &str| -> Vec<String> {
        text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0.to_owned())).collect()
    };
    let library = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    assert_eq!(list(&library, "\npub mod ", ";"), ORDER);
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let table = text.split("\n## Layers\n").nth(1).and_then(|text| text.split("\n\n`lib.rs`").next());
    assert_eq!(list(table.expect("the table of layers"), "\n| `", "`"), ORDER);
}

#[test]
fn every_module_says_what_it_is_for() {
    for path in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&path).expect("a file");
        let first = text.lines().next().unwrap_or_default();
        let is_tests = path.file_name().is_some_and(|name| name == "tests.rs");
        assert!(is_tests || (first.starts_with("//! ") && first.len() > 20), "{}: {first}", path.display());
    }
}

/// Of the words that look like a file of the program, each is one.
#[test]
fn architecture_names_files_that_exist() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let names =
        text.split('`').skip(1).step_by(2).filter(|name| name.ends_with(".rs") && !name.contains("NAME"));
    let exists = |name: &&str| ["", "src"].iter().any(|folder| root().join(folder).join(name).is_file());
    let missing: Vec<&str> = names.filter(|name| !exists(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
