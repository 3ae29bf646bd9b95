//! The house is in order: imports point downward only, texts name what exists.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The layers of `src/`, from the base up; a module imports from its own layer and those below. As in ARCHITECTURE.md.
const LAYERS: [&[&str]; 10] = [
    &[
        "path",
        "digest",
        "folder",
        "mutex",
        "names",
        "escape",
        "script",
        "theme",
        "colour",
        "git_index",
        "terminal",
    ],
    &["memory", "source", "diagnostic"],
    &["value", "yaml", "notation", "kind", "highlight", "context", "template", "report", "fix"],
    &["front_matter", "markdown", "config", "allow"],
    &["document", "schema"],
    &["site", "nav", "resolve", "graph", "rename"],
    &["check", "judge", "search"],
    &["output", "render"],
    &["load", "commit", "amend", "external", "session", "timings"],
    &["watch", "server", "cli", "commands"],
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
fn imports_point_downward() {
    let layer: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(at, names)| names.iter().map(move |name| (*name, at))).collect();
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        let own = module(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        let own_layer = *layer.get(own.as_str()).unwrap_or_else(|| panic!("`{own}` is in no layer"));
        for import in imports(&fs::read_to_string(&path).expect("a file")) {
            match layer.get(import.as_str()) {
                Some(at) if *at <= own_layer => {}
                Some(_) => wrong.push(format!("{} imports `{import}`, which is above it", path.display())),
                None => wrong.push(format!("{} imports `{import}`, which is in no layer", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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

#[test]
fn architecture_names_every_module() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for path in rust_files(&root().join("src")) {
        let name = module(&path);
        assert!(
            text.contains(&format!("`{name}`")) || text.contains(&format!("{name}.rs")),
            "`{name}` is missing"
        );
    }
}
