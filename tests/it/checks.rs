//! What only shows in the whole site: each check finds what it is about, at its place, and nothing where all is well.

use crate::common::Site;

/// Some words of running text, enough for texts to be compared.
const WORDS: &str = "A cache keeps answers that were expensive to get. The next request for the same answer takes it \
    from memory and never reaches the database. That is fast, but the answer can be old. So every cached answer has an \
    expiry, and whoever changes the data removes what no longer holds. Measure before and after: a cache that is \
    rarely hit costs memory, hides mistakes and makes the system harder to understand for everybody who works on it.";

/// The findings of `nexus check`, as `file:line:column code`, with every check switched on.
fn findings(site: &Site) -> Vec<String> {
    let levels = ["lonely-tag", "orphan", "dead-end", "unlinked-term"];
    found(site, &levels)
}

fn found(site: &Site, levels: &[&str]) -> Vec<String> {
    let levels: String = levels.iter().map(|code| format!("{code} = \"warn\"\n")).collect();
    site.write("site.toml", format!("title = \"Hub\"\n[check]\n{levels}"));
    let run = site.run(["check", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let diagnostics = value["diagnostics"].as_array().expect("a list");
    let shown = diagnostics.iter().map(|problem| {
        let text = |key: &str| problem[key].as_str().unwrap_or_default().to_owned();
        format!("{}:{}:{} {}", text("file"), problem["line"], problem["column"], text("code"))
    });
    shown.collect()
}

fn entry(front_matter: &str, body: &str) -> String {
    format!("---\n{front_matter}\n---\n{body}\n")
}

#[test]
fn same_title_in_one_kind() {
    let site = Site::new()
        .file("content/concepts/a.md", entry("title: Caching", ""))
        .file("content/concepts/b.md", entry("title: caching", ""))
        .file("content/technologies/c.md", entry("title: Caching", ""))
        // Another version of the same texts.
        .file("content/v1/a.md", entry("title: Same\nkind: concept", ""))
        .file("content/v2/a.md", entry("title: Same\nkind: concept", ""));
    assert_eq!(found(&site, &[]), ["content/concepts/b.md:2:8 duplicate-title"]);
}

#[test]
fn entries_that_nobody_links_to_and_that_link_to_nobody() {
    let site = Site::new()
        .file("content/concepts/a.md", entry("title: A\nrelated: [b]", ""))
        .file("content/concepts/b.md", entry("title: B", "[self](b.md) [out](https://e.org)"))
        .file("content/concepts/c.md", entry("title: C", "[b](b.md)"))
        .file("content/about.md", entry("title: About", "[c](concepts/c.md)"));
    assert_eq!(
        findings(&site),
        ["content/concepts/a.md:2:8 orphan", "content/concepts/b.md:2:8 dead-end"],
        "an entry beside the home page is part of the navigation"
    );
}

#[test]
fn descriptions_are_missing_only_where_others_have_them() {
    let site = Site::new()
        .file("content/a.md", entry("title: A\ndescription: x", ""))
        .file("content/b.md", entry("title: B", ""));
    assert_eq!(found(&site, &[]), [] as [&str; 0], "as many without as with");
    site.write("content/c.md", entry("title: C\ndescription: x", ""));
    assert_eq!(found(&site, &[]), ["content/b.md:2:8 missing-description"]);
}

#[test]
fn headings_that_skip_a_level() {
    let site = Site::new()
        .file("content/a.md", entry("title: A", "## a\n\n### b\n\n## c\n\n#### d\n\n##### e"))
        .file("content/b.md", entry("title: B", "### a"));
    assert_eq!(found(&site, &[]), ["content/a.md:10:1 heading-order", "content/b.md:4:1 heading-order"]);
    site.write("content/a.md", "## Title\n\n### a\n\n##### b\n");
    site.remove("content/b.md");
    assert_eq!(found(&site, &[]), ["content/a.md:1:1 missing-title", "content/a.md:5:1 heading-order"]);
}

#[test]
fn images_without_a_text() {
    let site = Site::new().file("content/p.png", "").file("content/a b.png", "").file(
        "content/a.md",
        entry(
            "title: A",
            "![](p.png) ![ ](p.png \"T\") ![x](p.png) ![](<a b.png>) ![][r] ![x][r]\n\n\
             <img src=\"p.png\"> <img src=\"p.png\" alt=\"\">\n\n[r]: p.png\n",
        ),
    );
    assert_eq!(
        found(&site, &[]),
        [
            "content/a.md:4:1 missing-alt",
            "content/a.md:4:12 missing-alt",
            "content/a.md:4:40 missing-alt",
            "content/a.md:4:55 missing-alt",
            "content/a.md:6:1 missing-alt",
        ]
    );
}

#[test]
fn tags_that_only_one_entry_has() {
    let site = Site::new()
        .file("content/a.md", entry("title: A\ntags: [databases, ci-cd, caching]", ""))
        .file("content/b.md", entry("title: B\ntags: [databases, ci-cd, caching]", ""))
        .file("content/c.md", entry("title: C\ntags: [database, ci_cd, cacheing, redis]", ""));
    assert_eq!(
        findings(&site).into_iter().filter(|found| found.contains("tag")).collect::<Vec<_>>(),
        [
            "content/c.md:3:8 similar-tag",
            "content/c.md:3:18 similar-tag",
            "content/c.md:3:25 similar-tag",
            "content/c.md:3:35 lonely-tag",
        ]
    );
    assert!(!found(&site, &[]).iter().any(|found| found.contains("lonely")), "off by itself");
}

#[test]
fn texts_that_are_almost_the_same() {
    let site = Site::new()
        .file("content/a.md", entry("title: A", WORDS))
        .file("content/b.md", entry("title: B", &WORDS.replace("rarely", "seldom")))
        .file("content/c.md", entry("title: C", &WORDS.split(' ').rev().collect::<Vec<_>>().join(" ")))
        .file("content/d.md", entry("title: D", &WORDS[..150]))
        .file("content/e.md", entry("title: E", &WORDS[..150]));
    assert_eq!(found(&site, &[]), ["content/b.md:2:8 near-duplicate"], "short texts are not compared");
    site.run(["check"]).succeeds().says("the text is almost that of `a.md`");
}

#[test]
fn reviews_grow_old() {
    let site = Site::new()
        .file("content/a.md", entry("title: A\nreviewed: 2019-02-28", ""))
        .file("content/b.md", entry("title: B\nreviewed: 2999-01-01", ""));
    assert_eq!(found(&site, &[]), ["content/a.md:3:11 stale-review"]);
    site.write("site.toml", "title = \"Hub\"\n[review]\nmonths = 1200\n");
    site.run(["check"]).succeeds().does_not_say("stale-review");
    site.write("site.toml", "title = \"Hub\"\n[review]\nmonths = 0\n");
    site.run(["check"]).fails(2).says("site.toml:3:10").says("from 1 to 1200");
}

#[test]
fn path_steps_before_what_they_require() {
    let site = Site::new()
        .file("content/concepts/a.md", entry("title: A\nprerequisites: [x]", ""))
        .file("content/concepts/x.md", entry("title: X\nprerequisites: [b]", ""))
        .file("content/concepts/b.md", entry("title: B", ""))
        .file("content/paths/p.md", entry("title: P\nsteps:\n  - concepts/a.md\n  - b", ""))
        .file("content/paths/q.md", entry("title: Q\nsteps: [b, a]", ""));
    assert_eq!(found(&site, &[]), ["content/paths/p.md:4:5 path-order"]);
    site.run(["check"]).says("the step `concepts/a` comes before `concepts/b`, which it requires");
}

#[test]
fn terms_without_a_link() {
    let site = Site::new()
        .file(
            "content/concepts/cache.md",
            entry("title: Cache\nsynonyms: [REST, cache hit]\nrelated: [x]", ""),
        )
        .file("content/x.md", entry("title: X\nrelated: [y]", "## Cache\n\nThe `cache` and the rest."))
        .file("content/y.md", entry("title: Y\nrelated: [x]", "## H\n\nMany a *Cache hit*, then a cache."))
        .file("content/z.md", entry("title: Z", "A cache, see [it](concepts/cache.md)."));
    assert_eq!(findings(&site), ["content/y.md:7:9 unlinked-term"]);
    assert_eq!(found(&site, &[]), [] as [&str; 0], "off by itself");
    site.write("content/y.md", entry("title: Y\nrelated: [x]", "About REST."));
    assert_eq!(findings(&site), ["content/y.md:5:7 unlinked-term"]);
}

#[test]
fn problems_are_allowed_where_they_stand() {
    let site = Site::new().file(
        "content/a.md",
        entry(
            "title: A\nnope: 1",
            "text\n\n<!-- nexus: allow broken-link (gone for good) -->\n[x](x.md)\n\n[y](y.md)\n\n\
             [z](z.md) <!-- nexus: allow broken-link -->\n",
        ),
    );
    assert_eq!(found(&site, &[]), ["content/a.md:3:1 unknown-field", "content/a.md:10:5 broken-link"]);
    site.write(
        "content/a.md",
        entry("title: A\nnope: 1", "<!-- nexus: allow unknown-field, broken-link -->\n[x](x.md)"),
    );
    assert_eq!(found(&site, &[]), [] as [&str; 0], "the whole file");
    site.write(
        "content/a.md",
        entry("title: A\ndraft: true", "<!-- nexus: allow broken-link -->\n[x](x.md)"),
    );
    assert_eq!(found(&site, &[]), [] as [&str; 0], "the links of a draft are not looked at");
}

#[test]
fn allowing_in_vain_is_reported() {
    let body =
        "text\n\n<!-- nexus: allow broken-link, brokn-link, unsafe-link, orphan -->\n[x](javascript:x)";
    let site = Site::new().file("content/a.md", entry("title: A", body));
    assert_eq!(
        found(&site, &[]),
        [
            "content/a.md:6:19 unused-allow",
            "content/a.md:6:32 unknown-allow",
            "content/a.md:6:44 unknown-allow",
            "content/a.md:7:5 unsafe-link",
        ],
        "a check that is off was not asked"
    );
    site.run(["check"]).fails(1).says("did you mean `broken-link`?").says("remove the comment");
}

#[test]
fn hub_has_no_finding() {
    let root = env!("CARGO_MANIFEST_DIR");
    let run = Site::empty().run(["--root", root, "check", "--strict"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn many_places_of_one_cause_are_one_message() {
    let lorem = (0..300).map(|at| format!("![](p{at}.png)\n\n")).collect::<String>();
    let mut site = Site::new().file("content/z.md", entry("title: Z\nfoo: 1", &lorem));
    for at in 0..20 {
        site = site.file(
            &format!("content/e{at}.md"),
            entry(&format!("title: E{at}\nfoo: 1"), &format!("[x](gone/here-{at}.md)")),
        );
    }
    let run = site.run(["check", "--lenient"]).succeeds();
    let run = run.says("warning[unknown-field]").says("(21 places in 21 files)").says("and 18 more");
    let run = run.says("there is no folder `content/gone/`, where links lead (20 places in 20 files)");
    let run = run.says("`--limit 0` shows all").says("641 warnings");
    let shown = |run: &crate::common::Run| run.stderr.matches("warning[").count();
    assert_eq!(shown(&run), 200);
    assert_eq!(shown(&site.run(["check", "--lenient", "--limit", "7"])), 7);
    assert_eq!(shown(&site.run(["check", "--lenient", "--limit", "0"])), 602);
    assert_eq!(found(&site, &[]).len(), 641, "scripts read every place");
    site.run(["check", "--limit", "1"]).fails(1).says("error[").does_not_say("warning[");
}
