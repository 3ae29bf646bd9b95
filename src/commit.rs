//! Writes the output: the changed files, whole or not at all.
//!
//! Takes the bytes of every output, one by one as they are made, and makes the output folder hold exactly them, beside
//! whatever others have put there. At every moment, even when the process dies, each file is whole-old or whole-new, and a
//! file that nexus did not write is never touched.
//!
//! The order keeps that promise: take the lock → learn what an interrupted commit left (`heal`) → write the files that differ
//! into a temporary folder beside their places (`stage`) → work out what is to be done (`compare`) → write down what the
//! folder is going to hold, the *journal* → move the new files to their places → delete what is no longer part of the
//! site → rename the journal, which says what the folder holds now, to be the *manifest*. Both live in `.nexus/` beside
//! `site.toml`, never in what gets published.

#![expect(clippy::disallowed_methods, reason = "this is the module that writes")]

pub mod amend;
mod apply;
mod compare;
mod disk;
pub mod fix;
pub mod git_index;
mod heal;
mod lock;
mod manifest;
mod place;
mod stage;
#[cfg(test)]
mod tests;
mod tree;

use std::{collections::BTreeSet, fmt, time::Duration};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use self::{
    disk::Disk,
    lock::Lock,
    manifest::Claim,
    place::Place,
    stage::Stage,
    tree::{Found, Tree, look_at},
};
use crate::{
    base::{digest::Digest, folder::Folder, path::OutPath},
    memory::FileIndex,
};

/// Which site to write, and where.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The folder that holds `site.toml` and `.nexus/`.
    pub root: &'a Utf8Path,
    /// The output folder, absolute or relative to the current folder. It need not exist.
    pub out: &'a Utf8Path,
}

/// What a commit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or hold new bytes.
    pub written: usize,
    /// Files that already held their bytes and were not touched.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer part of the site.
    pub deleted: usize,
    pub bytes_written: u64,
    pub bytes_unchanged: u64,
    /// The digest of what the folder holds of ours now.
    pub holds: Digest,
    /// What a person should know though nothing is wrong, such as a file that was kept because somebody changed it.
    pub notes: Vec<String>,
}

/// Why the output was not written.
#[derive(Debug)]
pub enum CommitError {
    /// Writing could destroy what nexus did not write. Nothing was changed.
    Unsafe {
        out: Utf8PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// Another process is writing to the same folder. Nothing was changed.
    Locked {
        out: Utf8PathBuf,
        /// The other process, if it could be told.
        holder: Option<u32>,
    },
    /// The disk refused. Each file is whole-old or whole-new, and the next commit completes what is missing.
    Io(anyhow::Error),
}

/// Refuses an output folder that must not be written to, before any work is done. Changes nothing.
///
/// Refused are the root of the disk, the home folder, the site's root and everything above them, the site's sources, a
/// symbolic link, and a folder that holds files but was not made by nexus. A record of one that was made by nexus is read by
/// [`open()`] only, which refuses a damaged one.
///
/// # Errors
/// [`CommitError::Unsafe`] if it is refused, [`CommitError::Io`] if it cannot be told.
pub fn guard(target: Target) -> Result<(), CommitError> {
    manifest::guard(&Place::of(target)?)?;
    Ok(())
}

/// Whether the output folder holds what a commit left there, whose [`Written::holds`] was `holds`, byte for byte. If so, this
/// is what a commit of the same files would say. Changes nothing there.
///
/// # Errors
/// As [`open()`].
pub fn check(target: Target, holds: Digest) -> Result<Option<Written>, CommitError> {
    if !Place::of(target)?.manifest().exists() {
        return Ok(None);
    }
    let Opened { place, claim: Claim { manifest, journal }, index, _lock } = open(target)?;
    let digest = manifest.digest();
    if journal.is_some() || digest != holds || look_at(&place.partial())? != Found::Nothing {
        return Ok(None);
    }
    let tree = Tree::look(&place, index.look(), manifest.files.keys())?;
    let is_whole = manifest.files.par_iter().try_fold(
        || true,
        |so_far, (path, entry)| Ok::<_, anyhow::Error>(so_far && tree.holds(path, tree.find(path)?, entry)?),
    );
    let is_whole = is_whole.try_reduce(|| true, |a, b| Ok(a && b))?;
    index.save(&place.site);
    let unchanged = manifest.files.len();
    Ok(is_whole.then(|| Written {
        written: 0,
        unchanged,
        deleted: 0,
        bytes_written: 0,
        bytes_unchanged: manifest.bytes(),
        holds: digest,
        notes: Vec::new(),
    }))
}

/// An output folder that this process alone may write to, and what is known of it.
pub struct Opened {
    place: Place,
    claim: Claim,
    index: FileIndex,
    _lock: Lock,
}

/// Begins a commit. What is to be written need not be known yet.
///
/// # Errors
/// See [`CommitError`]. What [`guard`] refuses is refused here too, and so is a damaged record of what nexus wrote.
pub fn open(target: Target) -> Result<Opened, CommitError> {
    open_on(&Disk::default(), target)
}

fn open_on(disk: &Disk, target: Target) -> Result<Opened, CommitError> {
    let place = Place::of(target)?;
    disk.create_folders(place.state())?;
    let _lock = Lock::take(&place)?;
    let claim = manifest::claim(&place)?;
    let index = index_of(&place, FileIndex::SETTLE);
    Ok(Opened { place, claim, index, _lock })
}

/// What an earlier run knew of the files of an output folder. `settle`: how long a file has to be as it is.
fn index_of(place: &Place, settle: Duration) -> FileIndex {
    let index = FileIndex::new(place.named("seen"), settle);
    index.load(&place.site);
    index
}

/// Makes the output folder hold the files at `paths` and nothing else that nexus wrote. `fill` brings all of them, from as
/// many threads as it likes; unless it returns `true` in the end, nothing changes and there is nothing to tell.
///
/// # Errors
/// See [`CommitError`]. Files in the way that nexus did not write are refused.
pub fn commit(
    opened: Opened,
    paths: &BTreeSet<OutPath>,
    fill: impl FnOnce(&dyn Folder) -> anyhow::Result<bool>,
) -> Result<Option<Written>, CommitError> {
    commit_on(&Disk::default(), opened, paths, fill)
}

fn commit_on(
    disk: &Disk,
    opened: Opened,
    paths: &BTreeSet<OutPath>,
    fill: impl FnOnce(&dyn Folder) -> anyhow::Result<bool>,
) -> Result<Option<Written>, CommitError> {
    let Opened { place, claim, index, _lock } = opened;
    let (manifest, healed) = heal::heal(disk, &place, &index, claim)?;
    let folders = compare::folders_of(paths)?;
    // Healing has removed ours.
    if look_at(&place.partial())? != Found::Nothing {
        return Err(compare::refuse(&place, &[compare::not_ours(place::PARTIAL)]));
    }
    let tree = Tree::look(&place, index.look(), paths.iter().chain(manifest.files.keys()))?;
    let stage = Stage::new(disk, &place, &manifest, &tree);
    let filled = fill(&stage);
    let (outputs, is_staging) = stage.finish();
    let plan = match filled {
        Ok(true) => compare::compare(&place, &tree, &manifest, &folders, &outputs).map(Some),
        Ok(false) => Ok(None),
        Err(error) => Err(error.into()),
    };
    let plan = match plan {
        Ok(Some(plan)) => plan,
        Err(CommitError::Io(error)) if is_staging => {
            return Err(stage::give_up_after(disk, &place, error).into());
        }
        ended => {
            if is_staging {
                stage::give_up(disk, &place)?;
            }
            return ended.map(|_| None);
        }
    };
    apply::apply(disk, &place, &manifest, &plan, is_staging)?;
    index.save(&place.site);
    let healed = healed.then(|| "healed an interrupted build".to_owned());
    Ok(Some(Written {
        written: plan.written,
        unchanged: plan.unchanged,
        deleted: plan.deletes.len(),
        bytes_written: plan.bytes_written,
        bytes_unchanged: plan.next.bytes() - plan.bytes_written,
        holds: plan.next.digest(),
        notes: healed.into_iter().chain(plan.notes).collect(),
    }))
}

impl From<anyhow::Error> for CommitError {
    fn from(error: anyhow::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for CommitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsafe { out, why } => write!(f, "refusing to write into `{out}`: {why}"),
            Self::Locked { out, holder } => {
                f.write_str("another build")?;
                if let Some(process) = holder {
                    write!(f, " (process {process})")?;
                }
                write!(f, " is writing into `{out}`: wait until it is done")
            }
            Self::Io(error) => write!(f, "{error:#}"),
        }
    }
}

// No `source`: the message of `Io` holds its whole chain, and a reporter that walks sources would print it twice.
impl std::error::Error for CommitError {}
