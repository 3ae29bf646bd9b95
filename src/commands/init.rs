//! `nexus init`: a small site that builds, with its GitHub workflow, and schemas for editors.

use std::{fs, io::Write as _};

use anyhow::Context as _;
use camino::Utf8Path;
use include_dir::{Dir, DirEntry, File, include_dir};

use super::{Failure, Outcome};
use crate::{base::terminal::say, cli::Init, load, parse::kind, report::plural, settings::schema};

const IGNORE: &str = ".gitignore";
static SKELETON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/commands/init/skeleton");

pub fn run(args: &Init) -> Outcome {
    if args.dir.as_str().is_empty() {
        return Err(Failure::usage(
            "the folder has no name\n  help: `nexus init .` makes a site in this one".to_owned(),
        ));
    }
    if args.dir.join(load::CONFIG).exists() {
        return Err(Failure::usage(format!(
            "`{}` is a site already\n  help: `nexus serve --root {}` shows it",
            args.dir, args.dir
        )));
    }
    let mut kept = Vec::new();
    let mut made = copy(&SKELETON, &args.dir, &mut kept)?;
    // The skeleton's `site.toml` and `.remarkrc.json` name these two.
    let schemas = [("site", schema::site()), ("entry", schema::entry(&kind::built_in(), None))];
    for (name, schema) in schemas {
        let text = serde_json::to_string_pretty(&schema).context("cannot write JSON")? + "\n";
        made += put(&args.dir.join(format!("schemas/{name}.schema.json")), text.as_bytes(), &mut kept)?;
    }
    for file in &kept {
        say(format_args!("note: kept `{file}`, which was there already"));
    }
    let missing = not_ignored(&args.dir)?;
    if !missing.is_empty() {
        let file = args.dir.join(IGNORE);
        say(format_args!(
            "note: add `{}` to `{file}`, or git takes what nexus makes",
            missing.join("` and `")
        ));
    }
    say(format_args!("made a new site in `{}`: {}", args.dir, plural(made, "file")));
    let quote = if args.dir.as_str().contains(' ') { "\"" } else { "" };
    say(format_args!("  next: `nexus serve --root {quote}{}{quote} --open`", args.dir));
    Ok(())
}

/// What git has to leave out, and does not, where the file that says so was there before.
#[expect(clippy::disallowed_methods, reason = "the folder is no site yet")]
fn not_ignored(site: &Utf8Path) -> anyhow::Result<Vec<&'static str>> {
    let file = site.join(IGNORE);
    let own = fs::read_to_string(&file).with_context(|| format!("cannot read `{file}`"))?;
    let wanted = SKELETON.get_file(IGNORE).and_then(File::contents_utf8).unwrap_or_default();
    Ok(wanted.lines().filter(|line| !own.lines().any(|own| own == *line)).collect())
}

/// Copies a folder; a file that exists is kept. Returns how many were made.
fn copy(from: &Dir<'_>, to: &Utf8Path, kept: &mut Vec<String>) -> anyhow::Result<usize> {
    let mut made = 0;
    for entry in from.entries() {
        let name = entry
            .path()
            .file_name()
            .and_then(|name| name.to_str())
            .context("the skeleton's names are UTF-8")?;
        let target = to.join(name);
        match entry {
            DirEntry::Dir(dir) => made += copy(dir, &target, kept)?,
            DirEntry::File(file) => made += put(&target, file.contents(), kept)?,
        }
    }
    Ok(made)
}

/// Makes a file, unless there is one. Returns how many were made.
fn put(target: &Utf8Path, content: &[u8], kept: &mut Vec<String>) -> anyhow::Result<usize> {
    let is_new = create(target, content)?;
    if !is_new {
        kept.push(target.to_string());
    }
    Ok(usize::from(is_new))
}

/// Makes a file and the folders that it is in; false if there is one already, which stays as it is.
pub(super) fn create(path: &Utf8Path, content: &[u8]) -> anyhow::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{folder}`"))?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => {
            file.write_all(content).with_context(|| format!("cannot write `{path}`"))?;
            Ok(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot make `{path}`")),
    }
}
