//! `robots.txt`, which tells search engines of the sitemap, and `.nojekyll`, which tells GitHub Pages to publish files as
//! they are.

use super::{Claims, Output, View};
use crate::base::path::OutPath;

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(base) = &view.site.config.base_url {
        text.push_str(&format!("\nSitemap: {base}sitemap.xml\n"));
    }
    outputs.insert(OutPath::new("robots.txt"), Output::Bytes(text.into_bytes().into()));
    outputs.insert(OutPath::new(".nojekyll"), Output::Bytes(Vec::new().into()));
}
