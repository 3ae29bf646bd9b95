//! `check --fix`: mends what can be mended without asking, keeps every other byte, and comes to rest.

use crate::common::Site;

/// Mends one entry, and gives what becomes of it.
fn mend(text: &str) -> String {
    let site = Site::new()
        .file("content/concepts/caching.md", "---\ntitle: Caching\n---\n## Cache-aside\n\n## Expiry\n")
        .file("content/concepts/a b (c).md", "---\ntitle: Odd\n---\n")
        .file("content/new/place.md", "---\ntitle: Place\naliases: [/old/name/]\n---\n")
        .file("content/img/p.png", "")
        .file("content/technologies/a.md", text);
    site.run(["check", "--fix"]);
    let once = site.read("content/technologies/a.md");
    let before = site.tree("content");
    site.run(["check", "--fix"]).does_not_say("fixed");
    assert_eq!(site.tree("content"), before, "a second run changes nothing");
    once
}

#[test]
fn links_to_moved_and_renamed_files() {
    let front = "---\ntitle: A\n---\n";
    for (broken, whole) in [
        ("[x](caching.md)", "[x](../concepts/caching.md)"),
        ("[x](../concepts/cachng.md#expiry \"T\")", "[x](../concepts/caching.md#expiry \"T\")"),
        ("[x](/technologies/caching.md?a#expiry)", "[x](/concepts/caching.md?a#expiry)"),
        ("[x](../concepts/Caching.md)", "[x](../concepts/caching.md)"),
        ("[x](../old/name.md)", "[x](../new/place.md)"),
        ("[x](<a b (c).md>)", "[x](<../concepts/a%20b%20%28c%29.md>)"),
        ("![x](p.png)", "![x](../img/p.png)"),
        ("[x](../concepts/caching.md#expirty)", "[x](../concepts/caching.md#expiry)"),
        // The heading was renamed.
        (
            "[x](../concepts/caching.md#the-cache-aside-pattern)",
            "[x](../concepts/caching.md#the-cache-aside-pattern)",
        ),
        ("[x](../concepts/caching.md#aside-cache)", "[x](../concepts/caching.md#cache-aside)"),
        // Nothing is changed where it is not clear what is meant, or where it is written in another place.
        ("[x](index.md)", "[x](index.md)"),
        ("[x](nothing-like-it.md)", "[x](nothing-like-it.md)"),
        ("[x](b.md)", "[x](b.md)"),
        ("[x](../new/plan.md)", "[x](../new/plan.md)"),
        ("[x][y]\n\n[y]: caching.md", "[x][y]\n\n[y]: caching.md"),
    ] {
        assert_eq!(mend(&format!("{front}{broken}\n")), format!("{front}{whole}\n"), "{broken}");
    }
}

#[test]
fn front_matter() {
    for (broken, whole) in [
        ("title: A\nsummary: s", "title: A\ndescription: s"),
        ("title: A\nkeywords: a, b c, \"d\"", "title: A\ntags: [a, b c, \"\\\"d\\\"\"]"),
        ("title: A\ntags: \"a, b\" # why", "title: A\ntags: [a, b] # why"),
        ("title:A\nweight: 3", "title: A\norder: 3"),
        ("title: A: b", "title: \"A: b\""),
        ("title: A\ntags:\n\t- a\n\t- b", "title: A\ntags:\n  - a\n  - b"),
        ("title: “A”\nsearch: no", "title: \"A\"\nsearch: false"),
    ] {
        assert_eq!(mend(&format!("---\n{broken}\n---\n")), format!("---\n{whole}\n---\n"), "{broken}");
    }
}

#[test]
fn synonyms_of_tags() {
    let site = Site::new()
        .file("site.toml", "title = \"Hub\"\n[tags.kubernetes]\nsynonyms = [\"k8s\"]\n")
        .file("content/a.md", "---\ntitle: A\ntags: [K8s, other]\n---\n");
    site.run(["check"]).succeeds().says("warning[tag-synonym]: `K8s` is called `kubernetes` here");
    site.run(["check", "--fix"]).succeeds();
    assert_eq!(site.read("content/a.md"), "---\ntitle: A\ntags: [kubernetes, other]\n---\n");
}

#[test]
fn every_other_byte_stays() {
    let before =
        "\u{feff}---\r\ntitle:A\r\nsummary: é  \r\n---\r\n\r\n  [x](caching.md)  \r\n\ttab\n\n\nno end";
    let after = "\u{feff}---\r\ntitle: A\r\ndescription: é  \r\n---\r\n\r\n  [x](../concepts/caching.md)  \r\n\ttab\n\n\nno end";
    assert_eq!(mend(before), after);
}

#[test]
fn dry_run_shows_the_change_and_writes_nothing() {
    let site = Site::new()
        .file("content/caching.md", "---\ntitle: B\n---\n")
        .file("content/a.md", "---\ntitle:A\nsummary: s\n---\n[x](cachng.md) [y](zzzz.md)\n");
    let before = site.tree("content");
    let run = site.run(["check", "--fix", "--dry-run"]).succeeds();
    assert_eq!(site.tree("content"), before);
    assert_eq!(
        run.stdout,
        "--- a/content/a.md\n+++ b/content/a.md\n@@ -1,5 +1,5 @@\n ---\n-title:A\n-summary: s\n+title: A\n+description: s\n ---\n\
         -[x](cachng.md) [y](zzzz.md)\n+[x](caching.md) [y](zzzz.md)\n"
    );
    run.says("would fix 3 problems in 1 file; what stays: 1 error");
    site.run(["check", "--dry-run"]).fails(2);
    let run = site.run(["check", "--fix"]).fails(1).says("fixed 3 problems in 1 file");
    run.says("no entry at `zzzz.md`").says("1 error");
}

#[test]
fn allowed_problems_are_not_mended() {
    let text = "---\ntitle: A\n---\n[x](cachng.md) <!-- nexus: allow broken-link -->\n";
    let site = Site::new().file("content/caching.md", "---\ntitle: C\n---\n").file("content/a.md", text);
    site.run(["check", "--fix"]).succeeds();
    assert_eq!(site.read("content/a.md"), text);
}
