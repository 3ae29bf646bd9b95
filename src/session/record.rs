//! The record of the last complete build of a site: what it said and which files it made, by the digest of all that went into it.
//!
//! If that digest is the same again, nothing has to be planned: the output folder holds the files, or they are put there again
//! from the [blobs](crate::memory::blobs). One output folder has one record.

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::Plan;
use crate::{
    base::{
        diagnostic::{Diagnostic, Level},
        digest::Digest,
        path::OutPath,
    },
    memory::{
        blobs::Files,
        store::{Stored, Writer},
    },
    output::Output,
    settings::config::Config,
    site::Why,
};

/// All that a build said, but how much it wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildRecord {
    pub diagnostics: Vec<(Level, Diagnostic)>,
    pub pages: usize,
    pub files: usize,
    pub left_out: Vec<LeftOut>,
    /// What the site's settings allow that is not safe with content from strangers.
    pub loosened: Vec<String>,
    /// The digest of what the output folder holds.
    pub holds: Digest,
}

/// An entry that is not part of the site, and why, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub file: String,
    pub why: String,
}

impl BuildRecord {
    pub fn new(plan: &Plan, diagnostics: Vec<(Level, Diagnostic)>, holds: Digest) -> Self {
        let left_out = plan.site.left_out.iter().map(|entry| LeftOut {
            file: entry.source.to_string(),
            why: match entry.why {
                Why::Draft => "a draft".to_owned(),
                Why::Later(date) => format!("dated {date}"),
                Why::Expired(date) => format!("expired since {date}"),
            },
        });
        Self {
            diagnostics,
            pages: plan.outputs.values().filter(|output| matches!(output, Output::Page(_))).count(),
            files: plan.outputs.len(),
            left_out: left_out.collect(),
            loosened: loosened(&plan.site.config),
            holds,
        }
    }

    /// The record of a build into the folder `out` of the site at `root`, whose inputs had the digest `inputs`.
    pub fn load(root: &Utf8Path, out: &Utf8Path, inputs: Digest) -> Option<Self> {
        serde_json::from_slice(Stored::open(root, &name(out))?.find(inputs)?).ok()
    }

    /// The files that this build made.
    pub fn files(&self, root: &Utf8Path, out: &Utf8Path) -> Option<Files> {
        let stored = Stored::open(root, &name(out))?;
        let files: Vec<(String, Digest)> = postcard::from_bytes(stored.find(self.holds)?).ok()?;
        Some(files.into_iter().map(|(path, digest)| (OutPath::new(path), digest)).collect())
    }

    /// Stores the record, with the files that the build made.
    pub fn save(&self, root: &Utf8Path, out: &Utf8Path, inputs: Digest, files: &Files) {
        let paths: Vec<(&str, Digest)> =
            files.iter().map(|(path, digest)| (path.as_str(), *digest)).collect();
        // What cannot be written down is worked out again.
        let (Ok(record), Ok(files)) = (serde_json::to_vec(self), postcard::to_stdvec(&paths)) else { return };
        let Some(mut writer) = Writer::begin(root, &name(out)) else { return };
        writer.add(inputs, &record);
        writer.add(self.holds, &files);
        writer.finish();
    }
}

fn loosened(config: &Config) -> Vec<String> {
    let assets = "all files of `content/` are published as they are, scripts among them \
                  (`assets = \"trusted\"` in site.toml)";
    config.trusts_assets.then(|| assets.to_owned()).into_iter().collect()
}

fn name(out: &Utf8Path) -> String {
    format!("built-{}", Digest::of_bytes(out.as_str().as_bytes()).short())
}
