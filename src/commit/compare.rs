//! Compares the output folder with what it should hold; the difference is the plan of a commit.
//!
//! Changes nothing. Whatever could destroy a file that nexus did not write is refused here, before the first change of a
//! file in its place.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::MAIN_SEPARATOR,
};

use anyhow::{Context, Result};
use rayon::prelude::*;
use walkdir::WalkDir;

use super::{
    CommitError,
    manifest::{Entry, Manifest, is_below},
    place::{PARTIAL, Place},
    stage::Staged,
    tree::{Found, Tree, enter_folders_of, folders_above},
};
use crate::base::path::{OutPath, parent};

/// What the folder should hold, by path.
pub type Outputs = BTreeMap<OutPath, Staged>;

/// What is to be done, and in which order: [`deletes`](Self::deletes) that make room, `clears`, `moves`, the other `deletes`,
/// `prunes`.
pub struct Plan<'a> {
    /// Files that are no longer part of the site; first those that make room for a file or a folder of the same name.
    pub deletes: Vec<&'a str>,
    /// How many of `deletes` make room.
    pub making_room: usize,
    /// Folders that become files; they hold nothing but empty folders once room is made.
    pub clears: Vec<&'a str>,
    /// What comes from the temporary folder: files, and whole folders that did not exist.
    pub moves: Vec<&'a str>,
    pub written: usize,
    pub bytes_written: u64,
    /// Folders that may be empty then, each after those inside it.
    pub prunes: Vec<&'a str>,
    pub unchanged: usize,
    /// What the folder holds afterwards.
    pub next: Manifest,
    pub notes: Vec<String>,
}

impl Plan<'_> {
    /// Whether the output folder stays as it is.
    pub fn is_idle(&self) -> bool {
        self.moves.is_empty() && self.deletes.is_empty() && self.prunes.is_empty()
    }

    fn make_room_first(&mut self, folders: &BTreeSet<&str>) {
        let clears: BTreeSet<&str> = self.clears.iter().copied().collect();
        let makes_room =
            |path: &&str| folders.contains(path) || folders_above(path).any(|folder| clears.contains(folder));
        let (room, rest): (Vec<_>, Vec<_>) = self.deletes.iter().partition(|path| makes_room(path));
        self.making_room = room.len();
        self.deletes = [room, rest].concat();
    }
}

/// What becomes of a file that the manifest lists and the site no longer has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leftover {
    Delete,
    /// Somebody changed it, so it is theirs now.
    Keep,
    Gone,
}

/// What is to be done for an output.
enum Task {
    Nothing(Entry),
    Write(Entry, Over),
    Refuse(String),
}

/// What a new file replaces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    NothingOrOurs,
    Changed,
    Folder,
}

/// The site's side and the disk's side of the comparison.
struct Sides<'a> {
    place: &'a Place,
    tree: &'a Tree<'a>,
    manifest: &'a Manifest,
    leftovers: BTreeMap<&'a str, Leftover>,
}

/// Works out how to make the folder of `manifest` hold `outputs`, which lie in `folders`.
///
/// # Errors
/// [`CommitError::Unsafe`] if files that nexus did not write are in the way, naming them.
pub fn compare<'a>(
    place: &'a Place,
    tree: &'a Tree<'a>,
    manifest: &'a Manifest,
    folders: &BTreeSet<&'a str>,
    outputs: &'a Outputs,
) -> Result<Plan<'a>, CommitError> {
    let leftovers = leftovers(tree, manifest, outputs)?;
    let sides = Sides { place, tree, manifest, leftovers };
    let tasks = outputs.par_iter().map(|(path, staged)| sides.task(path, staged));
    let tasks: Vec<Task> = tasks.collect::<Result<_>>()?;
    let mut refusals: Vec<String> = folders.iter().filter_map(|name| sides.refusal(name)).collect();
    refusals.extend(tasks.iter().filter_map(Task::refusal));
    if !refusals.is_empty() {
        return Err(refuse(place, &refusals));
    }
    Ok(sides.plan(folders, outputs, tasks))
}

/// The folders that the outputs lie in, each before those inside it.
///
/// # Errors
/// If the outputs cannot be a tree of files. Earlier stages see to that; here it would cost somebody's files.
pub fn folders_of(paths: &BTreeSet<OutPath>) -> Result<BTreeSet<&str>> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let name = path.as_str();
        anyhow::ensure!(is_below(name), "`{name}` is no path below the output folder");
        let is_free = name.split('/').next() != Some(PARTIAL);
        anyhow::ensure!(is_free, "`{PARTIAL}` is the name of the temporary folder: `{name}` cannot be there");
        enter_folders_of(name, &mut folders);
    }
    let clash = paths.iter().find(|path| folders.contains(path.as_str()));
    anyhow::ensure!(
        clash.is_none(),
        "`{}` is both a file and a folder of the output",
        clash.map_or("", |path| path.as_str())
    );
    Ok(folders)
}

fn leftovers<'a>(
    tree: &Tree,
    manifest: &'a Manifest,
    outputs: &Outputs,
) -> Result<BTreeMap<&'a str, Leftover>> {
    let listed = manifest.files.par_iter();
    let unlisted = listed.filter(|(path, _)| !outputs.contains_key(path));
    let leftovers = unlisted.map(|(path, entry)| {
        let found = tree.find(path)?;
        let leftover = match found {
            // A folder in its place is somebody else's, or that of an interrupted commit; the file itself is gone.
            Found::Nothing | Found::Folder => Leftover::Gone,
            _ if tree.holds(path, found, entry)? => Leftover::Delete,
            _ => Leftover::Keep,
        };
        Ok((path.as_str(), leftover))
    });
    leftovers.collect()
}

/// Names a few of the reasons, so that the message stays readable when a whole site is in the way.
pub fn refuse(place: &Place, refusals: &[String]) -> CommitError {
    let mut why = refusals[..refusals.len().min(3)].join(", ");
    if let more @ 1.. = refusals.len().saturating_sub(3) {
        why += &format!(", and {more} more");
    }
    place.refuse(why + "; move what you want to keep out of the folder, delete the rest, and build again")
}

impl Task {
    fn refusal(&self) -> Option<String> {
        match self {
            Self::Refuse(why) => Some(why.clone()),
            Self::Nothing(_) | Self::Write(..) => None,
        }
    }
}

impl<'a> Sides<'a> {
    fn task(&self, path: &OutPath, Staged { entry, is_new }: &Staged) -> Result<Task> {
        let entry = *entry;
        if !is_new {
            return Ok(Task::Nothing(entry));
        }
        let found = self.tree.find(path)?;
        if self.tree.folder(parent(path.as_str())) == Found::Foreign {
            let why = format!("`{path}` would be written through a symbolic link");
            return Ok(Task::Refuse(why));
        }
        match found {
            Found::Nothing => Ok(Task::Write(entry, Over::NothingOrOurs)),
            Found::Folder => self.task_over_folder(path, entry),
            Found::File { .. } | Found::Foreign => self.task_over_file(path, found, entry),
        }
    }

    fn task_over_file(&self, path: &OutPath, found: Found, entry: Entry) -> Result<Task> {
        let Some(ours) = self.manifest.files.get(path) else {
            return Ok(Task::Refuse(not_ours(path.as_str())));
        };
        let over = match self.tree.holds(path, found, ours)? {
            true => Over::NothingOrOurs,
            false => Over::Changed,
        };
        Ok(Task::Write(entry, over))
    }

    /// A folder may become a file if all the files in it are ours and about to be deleted.
    fn task_over_folder(&self, path: &OutPath, entry: Entry) -> Result<Task> {
        let folder = self.place.file(path);
        for item in WalkDir::new(&folder) {
            let item = item.with_context(|| format!("cannot read the folder `{folder}`"))?;
            let name = item.path().strip_prefix(&self.place.out)?.to_string_lossy();
            if !item.file_type().is_dir() && !self.is_deleted(&name.replace(MAIN_SEPARATOR, "/")) {
                return Ok(Task::Refuse(not_ours(&name)));
            }
        }
        Ok(Task::Write(entry, Over::Folder))
    }

    /// Why a folder of the outputs cannot be one.
    fn refusal(&self, folder: &str) -> Option<String> {
        let blocked = matches!(self.tree.folder(folder), Found::File { .. }) && !self.is_deleted(folder);
        blocked.then(|| not_ours(folder))
    }

    fn is_deleted(&self, path: &str) -> bool {
        self.leftovers.get(path) == Some(&Leftover::Delete)
    }

    fn plan(self, folders: &BTreeSet<&'a str>, outputs: &'a Outputs, tasks: Vec<Task>) -> Plan<'a> {
        let mut plan = self.plan_leftovers(folders);
        let mut moves = BTreeSet::new();
        let mut files = Vec::with_capacity(outputs.len());
        for (path, task) in outputs.keys().zip(tasks) {
            let entry = match task {
                Task::Nothing(entry) => {
                    plan.unchanged += 1;
                    entry
                }
                Task::Write(entry, over) => {
                    plan.written += 1;
                    plan.bytes_written += entry.length;
                    moves.insert(self.moved_with(path.as_str()));
                    match over {
                        Over::NothingOrOurs => {}
                        Over::Changed => plan.notes.push(self.note("overwrote", path.as_str())),
                        Over::Folder => plan.clears.push(path.as_str()),
                    }
                    entry
                }
                Task::Refuse(_) => continue,
            };
            files.push((path.clone(), entry));
        }
        plan.next.files = files.into_iter().collect();
        plan.moves = moves.into_iter().collect();
        plan.make_room_first(folders);
        plan
    }

    /// What has to be moved so that a new file comes to its place: the outermost folder that does not exist, or itself.
    fn moved_with<'p>(&self, path: &'p str) -> &'p str {
        let missing = |folder: &&str| self.tree.folder(folder) != Found::Folder;
        folders_above(path).filter(missing).last().unwrap_or(path)
    }

    /// The part of the plan that does not depend on the bytes of the outputs.
    fn plan_leftovers(&self, folders: &BTreeSet<&'a str>) -> Plan<'a> {
        let exists = |name: &str| self.tree.folder(name) == Found::Folder;
        let mut emptied = BTreeSet::new();
        let leaving = self.left(Leftover::Delete).chain(self.left(Leftover::Gone));
        leaving.for_each(|path| enter_folders_of(path, &mut emptied));
        emptied.retain(|name| exists(name) && !folders.contains(name));
        let kept = self.left(Leftover::Keep);
        Plan {
            deletes: self.left(Leftover::Delete).collect(),
            making_room: 0,
            clears: Vec::new(),
            moves: Vec::new(),
            written: 0,
            bytes_written: 0,
            prunes: emptied.into_iter().rev().collect(),
            unchanged: 0,
            next: Manifest::empty(self.place),
            notes: kept.map(|path| self.note("kept", path)).collect(),
        }
    }

    fn left(&self, wanted: Leftover) -> impl Iterator<Item = &'a str> {
        let leftovers = self.leftovers.iter();
        leftovers.filter_map(move |(path, leftover)| (*leftover == wanted).then_some(*path))
    }

    fn note(&self, what: &str, path: &str) -> String {
        let path = self.place.shown.join(path);
        format!("{what} `{path}`, which somebody changed since the last build")
    }
}

pub fn not_ours(path: &str) -> String {
    format!("`{path}` is in the way and not as nexus wrote it")
}
