//! Static files: the theme's, with the site's own over them, file by file.
//!
//! `static/theme/*.css` are joined, in the order of their names, to one stylesheet, and `static/theme/*.js` to one script;
//! `early.js` stays apart, because it runs before the page is painted. `static/search/` and `static/later/` are joined
//! in the same way, and loaded when a reader is about to search, or to use what few readers use. The names of these files in
//! the output hold their digest, so that a browser never mixes versions. The theme's scripts are those that `tests/it/scripts.rs` made
//! small; of a site's own, lines of comment are left out, and in stylesheets the ends of lines. Every other file keeps its
//! path, and if the site made it, its bytes.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Claims, Output, View,
    appearance::{self, Appearance},
    compact,
};
use crate::{
    base::{diagnostic::Diagnostic, digest::Digest, path::OutPath, theme},
    output::context::ThemeContext,
    settings::config::theme::ThemeConfig,
};

/// The folders below `static/` whose files are joined, and the names of the results.
const JOINED: [(&str, &str, &str); 3] = [
    ("theme/", "theme.css", "theme.js"),
    ("search/", "search.css", "search.js"),
    ("later/", "later.css", "later.js"),
];
/// What `[theme]` sets, among the parts of the theme's stylesheet: behind the tokens.
const SETTINGS: &str = "theme/05-settings.css";
/// The script that keeps pages for reading without a connection. Only a site that wants it has it.
const WORKER: &str = "offline/worker.js";
/// The script that is not joined to the others.
const EARLY: &str = "early.js";

/// The static files of a site.
#[derive(Debug)]
pub struct Statics {
    /// By path in the output.
    files: BTreeMap<String, Arc<[u8]>>,
    /// By the name that templates use: path in the output and content.
    bundles: BTreeMap<&'static str, (OutPath, Arc<[u8]>)>,
    theme: ThemeContext,
    worker: Arc<[u8]>,
}

fn is_joined(path: &str) -> bool {
    let in_folder = JOINED.iter().any(|(folder, ..)| path.starts_with(folder));
    in_folder && (path.ends_with(".css") || path.ends_with(".js"))
}

impl Statics {
    /// Lays the site's own files, by path below `static/`, over the theme's, and gives the theme the looks that are set.
    pub fn new(own: &BTreeMap<String, Arc<[u8]>>, theme: &ThemeConfig) -> (Self, Vec<Diagnostic>) {
        let theirs = theme::statics().into_iter().map(|(path, bytes)| {
            let text = std::str::from_utf8(bytes).ok().filter(|_| path.ends_with(".css") && !is_joined(path));
            let bytes = match (theme::small_script(path), text) {
                (Some(script), _) => script.into(),
                (None, Some(text)) => compact::stylesheet(text).into_bytes().into(),
                (None, None) => bytes.into(),
            };
            (path.to_owned(), bytes)
        });
        let mut files: BTreeMap<String, Arc<[u8]>> = theirs.collect();
        // A copy of the theme's file is the theme's file.
        let is_theirs =
            |path: &str, bytes: &Arc<[u8]>| theme::static_file(path).is_some_and(|theirs| theirs == &**bytes);
        let changed = own.iter().filter(|(path, bytes)| !is_theirs(path, bytes));
        files.extend(changed.map(|(path, bytes)| (path.clone(), Arc::clone(bytes))));
        let (Appearance { stylesheet, context }, problems) = appearance::read(theme, &files);
        if !stylesheet.is_empty() {
            files.entry(SETTINGS.to_owned()).or_insert_with(|| stylesheet.into_bytes().into());
        }
        let worker = files.remove(WORKER).expect("it is one of the theme's");
        let (parts, files): (BTreeMap<_, _>, BTreeMap<_, _>) =
            files.into_iter().partition(|(path, _)| is_joined(path));
        let join = |folder: &str, compacted: fn(&str) -> String, accept: &dyn Fn(&str) -> bool| {
            let mut joined = Vec::new();
            let own = parts.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?, bytes)));
            for (_, bytes) in own.filter(|(name, _)| accept(name)) {
                match std::str::from_utf8(bytes) {
                    Ok(text) => joined.extend_from_slice(compacted(text).as_bytes()),
                    Err(_) => joined.extend_from_slice(bytes),
                }
                joined.push(b'\n');
            }
            joined
        };
        let mut bundles =
            BTreeMap::from([(EARLY, join(JOINED[0].0, compact::script, &|name| name == EARLY))]);
        for (folder, css, js) in JOINED {
            bundles.insert(css, join(folder, compact::stylesheet, &|name| name.ends_with(".css")));
            bundles.insert(js, join(folder, compact::script, &|name| name.ends_with(".js") && name != EARLY));
        }
        let bundles = bundles
            .into_iter()
            .map(|(name, bytes)| {
                let (stem, extension) = name.rsplit_once('.').expect("each has its extension");
                let digest = Digest::of_bytes(&bytes).short();
                (name, (OutPath::new(format!("assets/{stem}.{digest}.{extension}")), bytes.into()))
            })
            .collect();
        (Self { files, bundles, theme: context, worker }, problems)
    }

    /// The joined files: the name that templates use, and the path in the output.
    pub fn bundles(&self) -> impl Iterator<Item = (&'static str, &OutPath)> {
        self.bundles.iter().map(|(name, (path, _))| (*name, path))
    }

    /// What templates see of `[theme]`.
    pub fn theme(&self) -> &ThemeContext {
        &self.theme
    }

    /// The script that keeps pages.
    pub(super) fn worker(&self) -> &[u8] {
        &self.worker
    }

    /// The paths of all other files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    for (path, bytes) in &view.statics.files {
        outputs.insert_static(path, bytes);
    }
    for (path, bytes) in view.statics.bundles.values() {
        outputs.insert(path.clone(), Output::Bytes(Arc::clone(bytes)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(own: &[(&str, &[u8])]) -> String {
        let own = own.iter().map(|(path, bytes)| ((*path).to_owned(), Arc::from(*bytes))).collect();
        let (_, bytes) = &Statics::new(&own, &ThemeConfig::default()).0.bundles["search.js"];
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn scripts_are_small_unless_the_site_has_its_own() {
        let tokens = "search/10-tokens.js";
        let source = theme::static_file(tokens).unwrap();
        let theirs = search(&[]);
        assert!(!theirs.contains("MOST_SEGMENTS") && theirs.contains("nexusSearch"));
        assert_eq!(search(&[(tokens, source)]), theirs, "a copy that nobody changed");
        let own = [source, b"let MINE = 1;\n"].concat();
        let own = search(&[(tokens, &own)]);
        assert!(own.contains("MOST_SEGMENTS") && own.contains("let MINE = 1;\n"));
    }
}
