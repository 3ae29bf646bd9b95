//! The site as it was assembled last, and whether it has to be assembled again.
//!
//! Most edits change an entry's own text, and nothing that addresses, navigation, relations or other pages are made of: the
//! entry keeps its *interface* ([`Document::interface`]). Then all that was assembled stands, with the new document in its place.

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::{
    base::{
        diagnostic::Diagnostic,
        digest::Digest,
        path::{SourcePath, is_fragment},
    },
    check::{self, Checked},
    load::Snapshot,
    output::{Common, Outputs, Preview, Statics, View, template::Templates},
    parse::{document::Document, markdown::Text},
    settings::config::Config,
    site::{self, Parts, Site},
    timings::{Recorder, Work},
};

/// A site, with all that follows from the interfaces of its documents and from the files that are no entries.
#[derive(Clone)]
pub struct Assembled {
    pub site: Site,
    pub statics: Arc<Statics>,
    pub templates: Arc<Templates>,
    pub common: Arc<Common>,
    pub outputs: Arc<Outputs>,
    /// What is wrong with it, but for what single files tell.
    pub problems: Arc<[Diagnostic]>,
    documents: Arc<[Arc<Document>]>,
    /// The digest of the files that are no entries.
    non_entry_digest: Digest,
}

/// How a site is wanted.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub today: Date,
    pub drafts: bool,
    pub preview: Preview,
}

impl Assembled {
    /// Assembles the site of a snapshot, of which `documents` are the entries. `text` gives a document's text.
    pub fn new(
        snapshot: &Snapshot,
        config: Arc<Config>,
        documents: &[Arc<Document>],
        text: &dyn Fn(&Document) -> Arc<Text>,
        wanted: Wanted,
        recorder: &Recorder,
    ) -> Self {
        let statics = || Statics::new(&snapshot.statics, &config.theme);
        let (statics, mut problems) = recorder.stage(Work::Theme, statics);
        let templates = || Templates::new(snapshot.templates.clone());
        let (templates, template_problems) = recorder.stage(Work::Theme, templates);
        problems.extend(template_problems);
        let parts = Parts {
            config,
            documents: documents.to_vec(),
            text,
            assets: snapshot.assets.clone(),
            statics: statics.paths().map(str::to_owned).collect(),
            today: wanted.today,
            drafts: wanted.drafts,
        };
        let (site, site_problems) = recorder.stage(Work::Assemble, || site::assemble(parts));
        problems.extend(site_problems);
        let checked = Checked { site: &site, templates: &templates, today: wanted.today };
        problems.extend(recorder.stage(Work::Check, || check::run(&checked)));
        let lay_out = || {
            let common = Common::new(&site, &statics, wanted.preview);
            let (outputs, collisions) = View { site: &site, statics: &statics, common: &common }.outputs();
            (common, outputs, collisions)
        };
        let (common, outputs, collisions) = recorder.stage(Work::Outputs, lay_out);
        problems.extend(collisions);
        Self {
            site,
            statics: Arc::new(statics),
            templates: Arc::new(templates),
            common: Arc::new(common),
            outputs: Arc::new(outputs),
            problems: problems.into(),
            documents: documents.into(),
            non_entry_digest: snapshot.non_entry_digest(),
        }
    }

    /// The same for another snapshot and its documents; nothing if the site has to be assembled again.
    pub fn with(&self, snapshot: &Snapshot, documents: &[Arc<Document>]) -> Option<Self> {
        if documents.len() != self.documents.len() || snapshot.non_entry_digest() != self.non_entry_digest {
            return None;
        }
        let pairs = self.documents.iter().zip(documents);
        let changed: Vec<_> = pairs.filter(|(old, new)| !Arc::ptr_eq(old, new)).collect();
        if !changed.iter().all(|(old, new)| is_alike(old, new)) {
            return None;
        }
        let changed: FxHashMap<&SourcePath, &Arc<Document>> =
            changed.into_iter().map(|(_, new)| (&new.source, new)).collect();
        // Their places have moved.
        if self.problems.iter().any(|problem| problem.files().any(|file| changed.contains_key(file))) {
            return None;
        }
        Some(Self { site: self.site.with(&changed), documents: documents.into(), ..self.clone() })
    }
}

/// Whether a document can take the place of an older one. What is made of several texts shows on all pages that include it.
fn is_alike(old: &Document, new: &Document) -> bool {
    !is_fragment(&new.source) && new.markdown.includes.is_empty() && old.interface() == new.interface()
}
