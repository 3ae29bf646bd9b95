//! What the last complete build of a site came to, remembered under the digest of all that went into it.
//!
//! If that is the same again, and the output folder still holds what was written there, nothing has to be planned to say
//! the same again. One output folder remembers one build.

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use crate::{
    cache,
    config::Config,
    diagnostic::{Diagnostic, Level},
    digest::Digest,
    output::Output,
    session::Plan,
    site::Why,
};

/// All that a build says, but what it wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
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

impl Built {
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

    /// What a build into the folder `out` of the site at `root` came to, whose inputs had the digest `inputs`.
    pub fn recall(root: &Utf8Path, out: &Utf8Path, inputs: Digest) -> Option<Self> {
        cache::load_one(root, &name(out), inputs, |bytes| serde_json::from_slice(bytes).ok())
    }

    /// Keeps this for the next build.
    pub fn keep(&self, root: &Utf8Path, out: &Utf8Path, inputs: Digest) {
        // What cannot be written down is worked out again.
        let Ok(bytes) = serde_json::to_vec(self) else { return };
        cache::save_one(root, &name(out), inputs, &bytes);
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
