//! Files beside the entries: they keep their relative place, so that a link to one works on GitHub and on the site.

use std::sync::Arc;

use super::{Output, Outputs, View};
use crate::path::OutPath;

pub(super) fn outputs(view: &View<'_>, outputs: &mut Outputs) {
    for (path, bytes) in &*view.site.assets {
        outputs.insert(OutPath::new(path.clone()), Output::Bytes(Arc::clone(bytes)));
    }
}
