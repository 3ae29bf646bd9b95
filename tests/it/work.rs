//! How much work a build does after a given edit, counted. Time depends on the machine, work on the program only.
//!
//! `UPDATE_EXPECT=1 cargo test --test it work` renews the table: read it before you commit it. A figure that grew is a cost for
//! everybody who builds a site.

use std::{collections::BTreeMap, fs};

use crate::common::{Site, hub};
use expect_test::expect;

const ENTRIES: usize = 45;
/// The entry that is edited.
const EDITED: usize = 37;

/// Lines of a table, one for each build.
#[derive(Default)]
struct Table(String);

impl Table {
    /// Builds, and adds what that took.
    fn build(&mut self, site: &Site, after: &str) {
        let before = if site.path("public").exists() { site.tree("public") } else { BTreeMap::new() };
        let run = site.run(["build", "--json"]).succeeds();
        let said: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let summary = &said["summary"];
        let count = |of: &serde_json::Value| of.as_u64().expect("a number");
        let work = ["parsed", "rendered", "highlighted", "indexed"].map(|name| count(&summary["work"][name]));
        let (written, deleted) = (count(&summary["written"]), count(&summary["deleted"]));
        let now = site.tree("public");
        let differ = now.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).count();
        assert_eq!(written, differ as u64, "the files that differ are written, and no other: {after}");
        // How many files a theme has is nobody's work.
        let written = if before.is_empty() { "all".to_owned() } else { written.to_string() };
        let [parsed, rendered, highlighted, indexed] = work;
        self.0.push_str(&format!(
            "{after:<24}{parsed:>7}{rendered:>9}{highlighted:>12}{indexed:>8}{written:>8}{deleted:>8}\n"
        ));
    }
}

fn edit(site: &Site, path: &str, change: impl FnOnce(String) -> String) {
    let text = site.read(path);
    let changed = change(text.clone());
    assert_ne!(text, changed);
    site.write(path, changed);
}

#[test]
fn work_of_a_build_after_an_edit() {
    let site = Site::hub(ENTRIES);
    let entry = hub::path(EDITED);
    let mut table = Table::default();
    table.build(&site, "nothing yet");
    table.build(&site, "no edit");
    edit(&site, &entry, |text| text + "\nOne more sentence.\n");
    table.build(&site, "prose");
    edit(&site, &entry, |text| text + "\n```python\nanswer = 42\n```\n");
    table.build(&site, "a code block");
    edit(&site, &entry, |text| text + "\n## One more heading\n\nText.\n");
    table.build(&site, "a heading");
    edit(&site, &entry, |text| text.replacen("title: ", "title: New ", 1));
    table.build(&site, "a title");
    edit(&site, &entry, |text| text.replacen("tags: [", "tags: [new, ", 1));
    table.build(&site, "a tag");
    site.write("content/s02/new.md", "---\ntitle: New\ndescription: One more.\n---\nText.\n");
    table.build(&site, "a new entry");
    site.remove("content/s02/new.md");
    table.build(&site, "an entry less");
    site.run(["theme", "eject", "footer.html"]).succeeds();
    table.build(&site, "a template, the same");
    edit(&site, "templates/footer.html", |text| text + "<!-- new -->");
    table.build(&site, "a template");
    fs::remove_dir_all(site.path("public")).expect("it was built");
    table.build(&site, "no output");
    fs::remove_dir_all(site.path("public")).expect("it was built");
    fs::remove_dir_all(site.path(".nexus/output")).expect("it was built");
    table.build(&site, "a cache and no more");
    let head = format!(
        "{:<24}{:>7}{:>9}{:>12}{:>8}{:>8}{:>8}\n",
        "after", "parsed", "rendered", "highlighted", "indexed", "written", "deleted"
    );
    expect![[r#"
        after                    parsed rendered highlighted indexed written deleted
        nothing yet                  49       68          61      49     all       0
        no edit                       0        0           0       0       0       0
        prose                        21        1           0       1      25      23
        a code block                 21        1           1       1      25      23
        a heading                    21        1           0       1      28      26
        a title                      49       68           0       1      96      27
        a tag                         1        3           0       1       6       1
        a new entry                  50       70           0       2      99      26
        an entry less                49       69           0       1      97      28
        a template, the same         49       69           0       1       0       0
        a template                   49       69           0       1      69       0
        no output                    49        0           0       1     all       0
        a cache and no more           0        0           0       0     all       0
    "#]]
    .assert_eq(&(head + &table.0));
}
