//! Classes that an entry gives to its elements: all but those that the theme's styles and scripts go by.
//!
//! A link of the theme's class `find` would be taken for the one that opens the search, and a box of its class `dialog` for a
//! part of the page around the entry. What else the theme goes by, data attributes, no entry can set.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use super::Pass;
use crate::base::{diagnostic::Code, escape::escape};

/// `build.rs` gathers them from the theme's files.
static THEME: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!(concat!(env!("OUT_DIR"), "/theme-classes.txt")).lines().collect());

/// The attribute for the classes that are kept, with a space before it, or nothing. Reports the others.
pub(super) fn attribute(pass: &mut Pass<'_, '_>, classes: &str, range: &Range<usize>) -> String {
    let (theme, kept): (Vec<&str>, Vec<&str>) =
        classes.split_whitespace().partition(|name| THEME.contains(name));
    for name in theme {
        let problem = pass
            .problem(
                Code::UnknownHtml,
                range.clone(),
                format!("the class `{name}` is one of the theme's; it is left out"),
            )
            .help("give it a name of your own");
        pass.report(problem);
    }
    if kept.is_empty() { String::new() } else { format!(" class=\"{}\"", escape(&kept.join(" "))) }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use include_dir::{Dir, include_dir};

    use super::super::tests::{check, run};

    #[test]
    fn class_of_the_theme_is_left_out_and_reported() {
        check(
            "<a class=\"find wide\" href=\"https://e.org/\">x</a>\n\n## x {.theme-button .own}\n\n<div class=\"tabs\">\n</div>\n",
            expect![[r##"
                <p><a class="wide" to="https://e.org/">x</a></p>
                <h2 id="x" class="own">x <a class="anchor" href="#x" aria-label="Link to section: x">#</a></h2>
                <div>
                </div>
                1:1 unknown-html: the class `find` is one of the theme's; it is left out
                5:1 unknown-html: the class `tabs` is one of the theme's; it is left out
                3:1 unknown-html: the class `theme-button` is one of the theme's; it is left out
            "##]],
        );
    }

    /// The classes in selectors of a script: `nexus.each(".code:has(.folded)", …)`.
    fn hooks(script: &str) -> Vec<&str> {
        const CALLS: [&str; 8] =
            ["each", "find", "querySelector", "querySelectorAll", "closest", "matches", "contains", "toggle"];
        let mut hooks = Vec::new();
        for call in CALLS {
            for (at, _) in script.match_indices(&format!("{call}(\"")) {
                let selector = script[at + call.len() + 2..].split('"').next().unwrap();
                hooks.extend(
                    selector.split(|c: char| !c.is_ascii_alphanumeric() && !".-_".contains(c)).filter_map(
                        |part| {
                            let (_, name) = part.split_once('.')?;
                            Some(name)
                        },
                    ),
                );
            }
        }
        hooks
    }

    #[test]
    fn no_entry_can_set_a_class_that_a_script_goes_by() {
        static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");
        let files = THEME.dirs().flat_map(Dir::files);
        let scripts = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "js"));
        let scripts = scripts
            .filter_map(|file| file.contents_utf8())
            .chain([include_str!("../../serve/server/live.js")]);
        let scripts: Vec<&str> = scripts.collect();
        let hooks: Vec<&str> = scripts.iter().flat_map(|script| hooks(script)).collect();
        assert!(hooks.len() > 40 && hooks.contains(&"find"), "{hooks:?}");
        for hook in hooks {
            let (_, _, shown) = run(&format!("t\n\n## h {{.{hook}}}\n\n<i class=\"{hook}\">x</i>\n"));
            assert!(!shown.contains(&format!("class=\"{hook}\"")), "{hook}: {shown}");
        }
    }
}
