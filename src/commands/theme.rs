//! `nexus theme`: which files the default theme has, copies of them for a site to change, and how its own differ.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Failure, Outcome, exit, init, no_site, print, site_root};
use crate::{
    base::{
        diagnostic::nearest,
        path::{SourcePath, TEMPLATES, file_name},
        terminal::say,
        theme::{self, ThemeFile},
    },
    cli::{Theme, ThemeAction},
    commit::{amend, fix},
    load::{self, Snapshot},
    report::plural,
};

pub fn run(root: &Utf8Path, args: &Theme) -> Outcome {
    match &args.action {
        ThemeAction::Eject { file: None, .. } => print(&list(&theme::files())),
        ThemeAction::Eject { file: Some(name), force } => eject(root, name, *force),
        ThemeAction::Diff { file } => diff(root, file.as_deref()),
    }
}

/// Every file with what it is.
fn list(files: &[ThemeFile]) -> String {
    let width = files.iter().map(|file| file.path.len()).max().unwrap_or(0);
    files.iter().map(|file| format!("{:width$}  {}\n", file.path, file.about())).collect()
}

/// Copies one file into the site.
fn eject(root: &Utf8Path, name: &str, force: bool) -> Outcome {
    let root = site(root)?;
    let files = theme::files();
    let file = find(&files, name)?;
    let target = root.join(&file.path);
    if !init::create(&target, file.bytes)? {
        if !force {
            return Err(Failure::usage(format!(
                "`{path}` exists already, and was left as it is\n  help: `nexus theme diff {path}` shows how it differs from \
                 the default\n  help: `nexus theme eject {path} --force` puts the default in its place",
                path = file.path
            )));
        }
        amend::overwrite(&target, &file.path, file.bytes)?;
    }
    say(format_args!("made `{}`: {}", file.path, file.about()));
    if file.path.starts_with(TEMPLATES) {
        let name = file_name(&file.path);
        say(format_args!(
            "  note: it stays as it is when nexus is updated; `{{% extends \"nexus/{name}\" %}}` changes a part only"
        ));
    }
    Ok(())
}

/// The site's folder, if there is a site.
fn site(root: &Utf8Path) -> Result<Utf8PathBuf, Failure> {
    let root = site_root(root)?;
    if root.join(load::CONFIG).exists() { Ok(root) } else { Err(no_site(&root)) }
}

/// The file that a name means: its path, or the end of it, with or without `nexus/` as templates have it.
fn find<'a>(files: &'a [ThemeFile], name: &str) -> Result<&'a ThemeFile, Failure> {
    let name = name.trim_start_matches("./").trim_start_matches("nexus/");
    let ends = |file: &&ThemeFile| {
        file.path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let mut found = files.iter().filter(ends);
    match (found.next(), found.next()) {
        (Some(file), None) => Ok(file),
        (Some(_), Some(_)) => {
            let all: Vec<&str> = files.iter().filter(ends).map(|file| file.path.as_str()).collect();
            Err(Failure::usage(format!("`{name}` is more than one file: write {}", all.join(" or "))))
        }
        (None, _) => {
            let last = file_name(name);
            let near = nearest(last, files.iter().map(|file| file_name(&file.path)));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Err(Failure::usage(format!(
                "the theme has no file `{name}`{hint}\n  help: `nexus theme eject` lists them all"
            )))
        }
    }
}

/// Shows how the site's own files differ from those that they take the place of.
fn diff(root: &Utf8Path, name: Option<&str>) -> Outcome {
    let root = site(root)?;
    let snapshot = load::snapshot(&root, &Snapshot::default());
    let own = own_files(&snapshot);
    let all = theme::files();
    let wanted: Vec<&ThemeFile> = match name {
        Some(name) => vec![find(&all, name)?],
        None => all.iter().collect(),
    };
    let mut replaced = 0;
    for file in wanted {
        let Some(bytes) = own.get(file.path.as_str()) else { continue };
        replaced += 1;
        match (std::str::from_utf8(file.bytes), std::str::from_utf8(bytes)) {
            (Ok(default), Ok(own)) if default == own => {
                say(format_args!("`{}` is the default: without it, the site is the same", file.path));
            }
            (_, Ok(own)) if own.contains(&format!("\"nexus/{}\"", file_name(&file.path))) => {
                say(format_args!("`{}` builds upon the default, and changes with it", file.path));
            }
            (Ok(default), Ok(own)) => print(&fix::diff(&SourcePath::new(&*file.path), default, own))?,
            _ => say(format_args!("`{}` differs from the default", file.path)),
        }
    }
    match (replaced, name) {
        (0, Some(name)) => Err(Failure::new(exit::USAGE, format!("the site has no `{name}` of its own"))),
        (0, None) => {
            say("the site replaces no file of the theme");
            Ok(())
        }
        _ => {
            say(format_args!("the site has {} in place of the theme's", plural(replaced, "file")));
            Ok(())
        }
    }
}

/// The site's templates and static files, by path.
fn own_files(snapshot: &Snapshot) -> BTreeMap<String, &[u8]> {
    let templates = snapshot.templates.iter().map(|source| (source.path.to_string(), source.text.as_bytes()));
    let statics = snapshot.statics.iter().map(|(path, bytes)| (format!("{}/{path}", load::STATIC), &**bytes));
    templates.chain(statics).collect()
}
