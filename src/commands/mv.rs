//! `nexus mv`: another place for an entry or a folder, with every link and reference to it.
//!
//! Plans all changes, assembles the site as it would be in memory, and writes only if every link leads where it led
//! before and no error is new.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::{Failure, Outcome, open, print, show};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Level, nearest},
        path::{CONTENT, SourcePath, file_name, is_markdown, normalize, parent, stem},
        terminal::say,
    },
    cli::{Base, LIMIT, Mv},
    commit::{
        amend::{self, Change},
        fix,
    },
    output::Preview,
    report::plural,
    session::{Plan, Session, Strictness},
    site::{
        Site,
        rename::{self, Moves},
        resolve::Target,
    },
};

pub fn run(root: &Utf8Path, args: &Mv) -> Outcome {
    let base = Base { base_url: None, drafts: true };
    let session = open(root, &base, Strictness::Normal, Preview::No)?;
    let files = session.content_files();
    let moves = moves(&files, &args.old, &args.new)?;
    let before = session.plan();
    let texts = rename::rewrite(&before.site, &moves, |file| session.text(file));
    let after = session.moved(&moves, &texts);
    verify(&before, &after, &moves)?;
    if args.dry_run {
        preview(&session, &moves, &texts)?;
        return Ok(());
    }
    let changes = changes(&session, &moves, &texts);
    amend::change(session.root(), &changes)?;
    let rewritten =
        texts.keys().filter(|file| !moves.values().any(|new| file.below(CONTENT) == Some(new))).count();
    let (moved, rewritten) = (plural(moves.len(), "file"), plural(rewritten, "entry"));
    say(format_args!("moved {moved}, and rewrote {rewritten} that led there"));
    Ok(())
}

/// Which files move where. `old` and `new` may begin with `content/`, and leave out `.md`.
fn moves(files: &[String], old: &str, new: &str) -> Result<Moves, Failure> {
    let (old, into) = (below_content(old)?, new.ends_with('/'));
    let new = below_content(new)?;
    let is_file = |path: &str| files.iter().any(|file| file == path);
    let is_folder = |path: &str| files.iter().any(|file| file.starts_with(&format!("{path}/")));
    let entry = || files.iter().find(|file| stem(file) == Some(&old)).cloned();
    let old = if is_file(&old) { old.clone() } else { entry().unwrap_or_else(|| old.clone()) };
    if !is_file(&old) && !is_folder(&old) {
        let names = files.iter().map(|file| file_name(stem(file).unwrap_or(file)));
        let near = nearest(file_name(stem(&old).unwrap_or(&old)), names);
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::usage(format!("there is no `{CONTENT}/{old}`{hint}")));
    }
    let mut new = if into || is_folder(&new) { format!("{new}/{}", file_name(&old)) } else { new };
    if let Some((_, extension)) =
        old.rsplit_once('.').filter(|_| is_file(&old) && is_markdown(&old) && !is_markdown(&new))
    {
        new = format!("{new}.{extension}");
    }
    let new = new.trim_start_matches('/').to_owned();
    if new == old {
        return Err(Failure::usage(format!("`{CONTENT}/{old}` is there already")));
    }
    if new.starts_with(&format!("{old}/")) {
        return Err(Failure::usage(format!("`{CONTENT}/{old}` cannot be moved into itself")));
    }
    let moves: Moves = files
        .iter()
        .filter_map(|file| {
            let rest = file.strip_prefix(&old)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| (file.clone(), format!("{new}{rest}")))
        })
        .collect();
    // Names that differ in case only are one file on many systems.
    let taken = |new: &String| {
        files.iter().find(|file| file.to_lowercase() == new.to_lowercase() && !moves.contains_key(*file))
    };
    match moves.values().find_map(taken) {
        Some(file) => {
            Err(Failure::usage(format!("there is a `{CONTENT}/{file}` already; nothing was moved")))
        }
        None => Ok(moves),
    }
}

fn below_content(path: &str) -> Result<String, Failure> {
    let plain = path.strip_prefix("./").unwrap_or(path);
    let plain = plain.strip_prefix(CONTENT).filter(|rest| rest.starts_with('/')).unwrap_or(plain);
    let normal = normalize("", plain)
        .filter(|path| !path.is_empty() && !path.split('/').any(|part| part.starts_with('.')));
    normal.ok_or_else(|| Failure::usage(format!("`{path}` is no path below `{CONTENT}/`")))
}

/// Refuses a move after which a link would lead elsewhere, or an error would be new.
fn verify(before: &Plan, after: &Session, moves: &Moves) -> Outcome {
    let plan = after.plan();
    let known = errors(&before.diagnostics, &|file| renamed(file, moves));
    let mut new = Vec::new();
    for (place, problems) in errors(&plan.diagnostics, &str::to_owned) {
        if problems.len() > known.get(&place).map_or(0, Vec::len) {
            new.extend(problems.into_iter().cloned());
        }
    }
    if !new.is_empty() {
        show(after, &new, Some(LIMIT));
        return Err(Failure::new(
            super::exit_code(&new),
            "nothing was moved: these errors would be new\n  help: correct their cause first, or choose another place",
        ));
    }
    let (old, new) = (leads(&before.site, &|file| renamed(file, moves)), leads(&plan.site, &str::to_owned));
    match old.iter().find(|(page, links)| new.get(*page) != Some(links)) {
        Some((page, _)) => Err(Failure::new(
            super::exit::CONTENT,
            format!(
                "nothing was moved: a link in `{CONTENT}/{page}` would lead elsewhere\n  help: write its target without escapes"
            ),
        )),
        None => Ok(()),
    }
}

fn renamed(file: &str, moves: &Moves) -> String {
    moves.get(file).map_or_else(|| file.to_owned(), Clone::clone)
}

type Errors<'a> = BTreeMap<(Code, String), Vec<&'a (Level, Diagnostic)>>;

/// The errors by code and file.
fn errors<'a>(diagnostics: &'a [(Level, Diagnostic)], name: &dyn Fn(&str) -> String) -> Errors<'a> {
    let mut errors = Errors::new();
    for entry in diagnostics.iter().filter(|(level, _)| *level == Level::Error) {
        let file = entry.1.span.as_ref().map_or("", |span| span.file.as_str());
        let file = file.strip_prefix(&format!("{CONTENT}/")).unwrap_or(file);
        errors.entry((entry.1.code, name(file))).or_default().push(entry);
    }
    errors
}

/// Where the links and references of each page lead, by file.
fn leads(site: &Site, name: &dyn Fn(&str) -> String) -> BTreeMap<String, Vec<String>> {
    let file = |id| name(&site.page(id).file);
    let pages = site.page_ids().map(|id| {
        let links = site.graph.targets[id.0].iter().map(|target| match target {
            Target::Page { page, anchor } => {
                format!("{}#{}", file(*page), anchor.as_deref().unwrap_or_default())
            }
            // A folder without a landing page is known by what is in it.
            Target::Section(section) => site.entries(*section).map(file).collect::<Vec<_>>().join(" "),
            Target::File { path, suffix } => format!("{}{suffix}", name(path)),
            Target::External(url) => url.clone(),
            Target::Broken => String::new(),
        });
        let required = site.graph.prerequisites[id.0].iter().map(|page| file(*page));
        (file(id), links.chain(required).collect())
    });
    pages.collect()
}

/// What is to be done on disk: texts at their old places first, then the files themselves.
fn changes(session: &Session, moves: &Moves, texts: &BTreeMap<SourcePath, String>) -> Vec<Change> {
    let old = |file: &SourcePath| {
        let below = file.below(CONTENT);
        let moved = moves.iter().find(|(_, new)| Some(new.as_str()) == below).map(|(old, _)| in_content(old));
        moved.unwrap_or_else(|| file.clone())
    };
    let replacements = texts.iter().filter_map(|(file, after)| {
        let file = old(file);
        let before = session.text(&file)?.to_owned();
        Some(Change::Text { file, before, after: after.clone() })
    });
    let renames = moves.iter().map(|(from, to)| Change::Place { from: in_content(from), to: in_content(to) });
    replacements.chain(renames).collect()
}

fn in_content(file: &str) -> SourcePath {
    SourcePath::new(format!("{CONTENT}/{file}"))
}

fn preview(session: &Session, moves: &Moves, texts: &BTreeMap<SourcePath, String>) -> Outcome {
    for (old, new) in moves {
        print(&format!("rename {CONTENT}/{old} => {CONTENT}/{new}\n"))?;
    }
    for change in changes(session, moves, texts) {
        if let Change::Text { file, before, after } = change {
            print(&fix::diff(&file, &before, &after))?;
        }
    }
    let folder = moves.values().next().map_or("", |new| parent(new));
    say(format_args!("would move {} to `{CONTENT}/{folder}`", plural(moves.len(), "file")));
    Ok(())
}
