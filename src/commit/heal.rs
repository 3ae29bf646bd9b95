//! Learns what an interrupted commit left behind, so that the commit that follows completes it.
//!
//! The journal was durable before the first byte went into the output, so every file there is one that the manifest or
//! the journal lists, or somebody else's. Which it is, its bytes tell. Nothing has to be replayed: once the manifest says
//! what is ours, the usual comparison finds what is left to do.

use anyhow::Result;
use rayon::prelude::*;

use super::{
    disk::Disk,
    manifest::{Claim, Manifest},
    place::Place,
    tree::{Found, Tree},
};
use crate::memory::FileIndex;

/// The manifest of what the folder holds, and whether an interrupted commit had to be healed for it.
pub fn heal(disk: &Disk, place: &Place, index: &FileIndex, claim: Claim) -> Result<(Manifest, bool)> {
    let Claim { manifest, journal } = claim;
    let Some(journal) = journal else {
        return Ok((manifest, false));
    };
    let merged = merge(place, index, manifest, &journal)?;
    merged.save(disk, &place.manifest())?;
    disk.remove_tree(&place.partial())?;
    disk.remove_file(&place.journal())?;
    Ok((merged, true))
}

/// Adds what the interrupted commit wrote to what was there before it.
fn merge(place: &Place, index: &FileIndex, mut manifest: Manifest, journal: &Manifest) -> Result<Manifest> {
    let tree = Tree::look(place, index.look(), journal.files.keys())?;
    let arrived = journal.files.par_iter().map(|(path, entry)| {
        let found = tree.find(path)?;
        // A file that did not arrive counts too, if it is new: its folder may have.
        let arrived = tree.holds(path, found, entry)?
            || (found == Found::Nothing && !manifest.files.contains_key(path));
        Ok(arrived.then(|| (path.clone(), *entry)))
    });
    let arrived: Vec<_> = arrived.collect::<Result<_>>()?;
    manifest.files.extend(arrived.into_iter().flatten());
    Ok(manifest)
}
