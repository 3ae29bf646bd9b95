//! A site that can be read without a connection has a worker, which knows what it needs, and a page for what is not at hand.

use crate::common::Site;

fn site(settings: &str) -> Site {
    Site::new().file("site.toml", format!("title = \"Hub\"\nbase_url = \"https://e.org/repo/\"\n{settings}"))
}

#[test]
fn worker_names_files_that_exist() {
    let site = site("offline = true\n");
    site.run(["build"]).succeeds();
    let worker = site.read("public/worker.js");
    let list =
        worker.strip_prefix("const FILES = ").and_then(|rest| rest.split_once(";\n")).expect("a list").0;
    let files: Vec<String> = serde_json::from_str(list).expect("JSON");
    assert_eq!(files[0], "offline/index.html");
    assert_eq!(files.len(), 6, "{files:?}");
    for file in &files {
        assert!(site.path(&format!("public/{file}")).exists(), "{file}");
    }
    let page = site.read("public/offline/index.html");
    assert!(
        page.contains("<meta name=\"robots\" content=\"noindex\">")
            && page.contains("data-worker=\"../worker.js\"")
    );
    assert!(page.contains("worker-src 'self';"));
    assert!(!site.read("public/sitemap.xml").contains("offline"));
    // Other files of the theme make another worker, which browsers notice.
    site.write("static/theme/99-own.css", "p { color: red; }");
    site.run(["build"]).succeeds();
    assert_ne!(site.read("public/worker.js"), worker);
}

#[test]
fn site_that_does_not_want_it_has_none_of_it() {
    let site = site("");
    site.run(["build"]).succeeds();
    let files = site.tree("public");
    assert!(
        !files.keys().any(|path| path.contains("worker") || path.contains("offline")),
        "{:?}",
        files.keys()
    );
    assert!(!site.read("public/index.html").contains("worker"));
}

#[test]
fn entry_at_the_address_of_the_page_is_reported() {
    let entry = "---\ntitle: Mine\n---\ntext\n";
    site("offline = true\n")
        .file("content/offline.md", entry)
        .run(["build"])
        .fails(1)
        .says("a page that nexus makes");
    site("").file("content/offline.md", entry).run(["build"]).succeeds();
}
