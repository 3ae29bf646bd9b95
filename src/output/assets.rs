//! Files beside the entries: they keep their relative place, so that a link to one works on GitHub and on the site.

use super::{Claims, View};

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    for (path, bytes) in &*view.site.assets {
        outputs.insert_asset(path, bytes);
    }
}
