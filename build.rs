//! The default theme is embedded in the binary: a file that is added to it must lead to a new build.
//!
//! The classes that its styles and scripts go by are listed, since no entry may use them.

#![expect(clippy::disallowed_methods, reason = "works on the program's own source")]

use std::{
    collections::BTreeSet,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

#[allow(clippy::print_stdout, reason = "that is how a build script speaks to Cargo")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=static");
    println!("cargo:rerun-if-changed=src/serve/server");
    println!("cargo:rerun-if-changed=src/base/theme");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut classes = BTreeSet::new();
    for folder in ["static", "src/serve/server"] {
        add_classes(Path::new(folder), &mut classes)?;
    }
    let lines: String = classes.iter().map(|class| format!("{class}\n")).collect();
    Ok(fs::write(out.join("theme-classes.txt"), lines)?)
}

/// Adds the classes that the styles and scripts below a folder go by: whatever stands there after a dot, and what looks like a
/// class in a script's text. Names of one letter are left out: they colour code.
fn add_classes(folder: &Path, classes: &mut BTreeSet<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            add_classes(&path, classes)?;
            continue;
        }
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("css") => classes.extend(selected(&fs::read_to_string(&path)?)),
            Some("js") => {
                let script = fs::read_to_string(&path)?;
                let texts = script.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
                classes.extend(texts.flat_map(selected));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The names that follow a dot.
fn selected(text: &str) -> impl Iterator<Item = String> {
    text.split('.').skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(rest.len());
        let is_name = end > 1 && rest.starts_with(|c: char| c.is_ascii_alphabetic());
        is_name.then(|| rest[..end].to_owned())
    })
}
