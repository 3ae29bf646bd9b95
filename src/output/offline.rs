//! Reading without a connection, where the site wants it: the page for what was not read before, and the script that keeps what
//! was. The script names the files that it needs at once; so it changes with them, and browsers fetch them then.

use super::{Claims, Output, PageRef, View};
use crate::{
    base::path::{OutPath, UrlPath},
    output::context::{Detail, PageInputs},
};

/// At the root: a worker serves the folder that it lies in, and those below.
pub(super) const WORKER: &str = "worker.js";

/// What a page loads besides, but the search.
const BUNDLES: [&str; 5] = ["early.js", "later.css", "later.js", "theme.css", "theme.js"];

pub fn url() -> UrlPath {
    UrlPath::new("offline/")
}

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    if !view.is_offline() {
        return;
    }
    outputs.insert(url().out_path(), Output::Page(PageRef::Offline));
    let bundles = view.statics.bundles().filter(|(name, _)| BUNDLES.contains(name));
    let page = url().out_path();
    let files: Vec<&str> =
        [page.as_str()].into_iter().chain(bundles.map(|(_, path)| path.as_str())).collect();
    let files = serde_json::to_string(&files).expect("paths are texts");
    let script = [format!("const FILES = {files};\n").as_bytes(), view.statics.worker()].concat();
    outputs.insert(OutPath::new(WORKER), Output::Bytes(script.into()));
}

pub(super) fn inputs(view: &View<'_>) -> PageInputs {
    let mut inputs = view.page("offline", &url(), "You are offline", Detail::Offline);
    inputs.page.canonical = None;
    inputs.page.index = false;
    inputs
}
