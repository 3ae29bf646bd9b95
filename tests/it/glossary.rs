//! The names of concepts are terms: explained where a page uses them first, and listed in the glossary.

use crate::common::Site;

const CACHING: &str = "---\ntitle: Caching\ndescription: Keep \"results\" & reuse them.\nsynonyms: [cache, TTL]\n---\nCaching is a cache.\n";

fn site() -> Site {
    Site::new().file("content/concepts/caching.md", CACHING)
}

fn page(site: &Site, path: &str) -> String {
    site.run(["build", "--strict"]).succeeds();
    site.read(&format!("public/{path}/index.html"))
}

#[test]
fn first_use_of_a_term_has_its_definition() {
    let site = site().file(
        "content/a.md",
        "---\ntitle: A cache\n---\n## The cache\n\nA `cache`, a [cache](concepts/caching.md), a <cache>, a *Cache*; its ttl, its\nTTL.\n",
    );
    let site = site.file("site.toml", "title = \"Hub\"\n[check]\nunknown-html = \"off\"\n");
    let page = page(&site, "a");
    let definition = "<em><span class=\"term\"><a href=\"../concepts/caching/index.html\" aria-describedby=\"nx-term-1\">Cache</a>\
                      <span class=\"definition\" id=\"nx-term-1\" role=\"tooltip\"> <strong>Caching</strong> \
                      Keep &quot;results&quot; &amp; reuse them.</span></span></em>; its ttl, its\nTTL.";
    assert!(page.contains(definition), "{page}");
    assert_eq!(page.matches("class=\"term\"").count(), 1);
    let own = site.read("public/concepts/caching/index.html");
    assert!(!own.contains("class=\"term\""), "an entry does not explain itself");
}

#[test]
fn term_may_go_over_a_line_and_into_a_fragment() {
    let site = Site::new()
        .file(
            "content/concepts/a.md",
            "---\ntitle: Cache invalidation\ndescription: D.\nsynonyms: [快取]\n---\nx\n",
        )
        .file("content/_shared/f.md", "Of cache\ninvalidation.\n")
        .file("content/b.md", "---\ntitle: B\n---\n[f](_shared/f.md \"include\")\n\nCache invalidation.\n")
        .file("content/c.md", "---\ntitle: C\n---\n用快取。\n");
    let page = page(&site, "b");
    assert!(page.contains(">cache\ninvalidation</a>"), "{page}");
    assert_eq!(page.matches("class=\"term\"").count(), 1);
    assert!(site.read("public/c/index.html").contains(">快取</a>"));
}

#[test]
fn site_may_do_without_definitions() {
    let site = site()
        .file("site.toml", "title = \"Hub\"\n[glossary]\ndefinitions = false\n")
        .file("content/a.md", "---\ntitle: A\n---\nA cache.\n");
    assert!(page(&site, "a").contains("<p>A cache.</p>"));
    assert!(site.path("public/glossary/index.html").exists());
}

#[test]
fn concept_without_description_is_listed_only() {
    let site = Site::new()
        .file("content/concepts/a.md", "---\ntitle: Caching\n---\nx\n")
        .file("content/b.md", "---\ntitle: B\n---\nCaching.\n");
    assert!(page(&site, "b").contains("<p>Caching.</p>"));
    assert!(site.read("public/glossary/index.html").contains("Explained in its entry"));
}

#[test]
fn glossary_lists_all_names_by_letter() {
    let site = site()
        .file("content/concepts/b.md", "---\ntitle: Áb\ndescription: A.\n---\nx\n")
        .file("content/concepts/c.md", "---\ntitle: 12-factor\ndescription: T.\n---\nx\n")
        .file("content/concepts/d.md", "---\ntitle: aa\ndescription: A.\n---\nx\n");
    let page = page(&site, "glossary");
    let all: Vec<&str> = page.split("<dt id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(all, ["aa", "áb", "cache", "caching", "ttl", "12-factor"]);
    for part in [
        "<h2 id=\"letter-a\">A</h2>",
        "<dt id=\"caching\"><a href=\"../concepts/caching/index.html\">Caching</a></dt>",
        "<small>Also: cache, TTL</small>",
        "<dt id=\"ttl\">TTL</dt>\n      <dd>See <a href=\"#caching\">Caching</a></dd>",
        "<h2 id=\"letter-others\">Others</h2>",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    assert!(site.read("public/index.html").contains("<a href=\"glossary/index.html\">Glossary</a>"));
}

#[test]
fn page_of_the_site_takes_the_place_of_the_glossary() {
    let site = site().file("content/glossary.md", "---\ntitle: Words\n---\nOurs.\n");
    assert!(page(&site, "glossary").contains("Ours."));
    let site = Site::new();
    site.run(["build"]).succeeds();
    assert!(!site.path("public/glossary").exists(), "nor is there one without a term");
    assert!(!site.read("public/index.html").contains("Glossary"));
}

#[test]
fn synonym_is_a_name_to_link_by() {
    let site = site().file("content/a.md", "---\ntitle: A\nrelated: [ttl]\n---\n[[ttl]]\n");
    assert!(page(&site, "a").contains("<a href=\"../concepts/caching/index.html\">Caching</a>"));
}
