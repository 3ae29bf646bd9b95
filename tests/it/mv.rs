//! `nexus mv`: whatever led to an entry leads there still, or nothing is changed.

use crate::common::Site;

fn site() -> Site {
    Site::new()
        .file(
            "content/technologies/redis.md",
            "---\ntitle: Redis\nrelated: [concepts/caching]\n---\n[c](../concepts/caching.md#expiry) [own](#h) ![p](img/p.png)\n\n## H\n",
        )
        .file("content/technologies/img/p.png", "p")
        .file("content/technologies/django.md", "---\ntitle: Django\nprerequisites: [redis]\n---\n[r](redis.md#h)\n")
        .file(
            "content/concepts/caching.md",
            "---\ntitle: Caching\nrelated: [\"technologies/redis\", '/technologies/redis.md']\n---\n## Expiry\n\n\
             [a](../technologies/redis.md \"T\") [b](/technologies/redis.md#h) [c](../technologies/redis/) [d](../technologies/redis.html)\n\n\
             [e][ref] [ref] <a href=\"../technologies/redis.md\">f</a> ![p](../technologies/img/p.png)\n\n\
             `[x](../technologies/redis.md)`\n\n[ref]: <../technologies/redis.md> \"T\"\n",
        )
        .file("content/paths/p.md", "---\ntitle: P\nsteps:\n  - technologies/redis\n  - django\n---\n")
}

#[test]
fn entry_moves_with_all_that_leads_there() {
    let site = site();
    site.run(["check"]).succeeds();
    site.run(["mv", "technologies/redis", "stores/key-value/redis-db.md"])
        .succeeds()
        .says("moved 1 file, and rewrote 3 entries that led there");
    assert_eq!(
        site.read("content/stores/key-value/redis-db.md"),
        "---\ntitle: Redis\nrelated: [concepts/caching]\naliases: [/technologies/redis/]\n---\n\
         [c](../../concepts/caching.md#expiry) [own](#h) ![p](../../technologies/img/p.png)\n\n## H\n"
    );
    assert_eq!(
        site.read("content/concepts/caching.md"),
        "---\ntitle: Caching\nrelated: [\"stores/key-value/redis-db\", '/stores/key-value/redis-db.md']\n---\n## Expiry\n\n\
         [a](../stores/key-value/redis-db.md \"T\") [b](/stores/key-value/redis-db.md#h) [c](../stores/key-value/redis-db/) [d](../stores/key-value/redis-db.html)\n\n\
         [e][ref] [ref] <a href=\"../stores/key-value/redis-db.md\">f</a> ![p](../technologies/img/p.png)\n\n\
         `[x](../technologies/redis.md)`\n\n[ref]: <../stores/key-value/redis-db.md> \"T\"\n"
    );
    assert_eq!(
        site.read("content/technologies/django.md"),
        "---\ntitle: Django\nprerequisites: [redis-db]\n---\n[r](../stores/key-value/redis-db.md#h)\n"
    );
    assert!(site.read("content/paths/p.md").contains("- stores/key-value/redis-db\n  - django"));
    site.run(["check"]).succeeds().says("no problems");
    site.run(["build"]).succeeds();
    assert!(
        site.read("public/technologies/redis/index.html").contains("stores/key-value/redis-db"),
        "it redirects"
    );
}

#[test]
fn alias_is_written_as_the_front_matter_is() {
    let (toml, json) =
        ("+++\ntitle = \"A\"\n[extra]\nx = 1\n+++\ntext\n", "{\n  \"title\": \"B\"\n}\ntext\n");
    let site = Site::new().file("content/a.md", toml).file("content/b.mdx", json);
    site.run(["mv", "a", "x/a"]).succeeds();
    site.run(["mv", "b", "x/b"]).succeeds();
    assert_eq!(
        site.read("content/x/a.md"),
        "+++\naliases = [\"/a/\"]\ntitle = \"A\"\n[extra]\nx = 1\n+++\ntext\n"
    );
    assert_eq!(site.read("content/x/b.mdx"), "{\n  \"aliases\": [\"/b/\"],\n  \"title\": \"B\"\n}\ntext\n");
    site.run(["mv", "x/a", "a2"]).succeeds();
    assert!(site.read("content/a2.md").contains("aliases = [\"/a/\", \"/x/a/\"]"));
}

#[test]
fn pictures_and_code_are_followed() {
    let site = Site::new()
        .file("content/a/e.md", "---\ntitle: E\nimage: \"a.png\"\n---\n```python file=\"a.py#x\"\n```\n")
        .file("content/a/a.png", "p")
        .file("content/a/a.py", "# region x\n1\n# endregion\n");
    site.run(["check"]).succeeds();
    site.run(["mv", "a/e", "b/c/e"]).succeeds();
    let entry = site.read("content/b/c/e.md");
    for part in ["image: \"../../a/a.png\"", "file=\"../../a/a.py#x\""] {
        assert!(entry.contains(part), "{entry}");
    }
    site.run(["mv", "a/a.png", "b/b.png"]).succeeds();
    site.run(["mv", "a/a.py", "b/b.py"]).succeeds();
    let entry = site.read("content/b/c/e.md");
    for part in ["image: \"../b.png\"", "file=\"../b.py#x\""] {
        assert!(entry.contains(part), "{entry}");
    }
    site.run(["build"]).succeeds();
}

#[test]
fn there_and_back_changes_nothing_but_the_alias() {
    let site = site();
    let before = site.tree("content");
    site.run(["mv", "content/technologies/redis.md", "content/concepts/"]).succeeds();
    assert!(site.path("content/concepts/redis.md").exists());
    site.run(["mv", "concepts/redis.md", "technologies/redis"]).succeeds();
    let after = site.tree("content");
    for (file, text) in &before {
        if file == "technologies/redis.md" {
            let text = String::from_utf8(text.clone()).unwrap();
            let text = text.replace("caching]\n", "caching]\naliases: [/concepts/redis/]\n");
            assert_eq!(site.read("content/technologies/redis.md"), text);
        } else {
            assert_eq!(text, &after[file], "{file}");
        }
    }
    assert_eq!(before.len(), after.len());
}

#[test]
fn folder_moves_whole() {
    let site = site();
    site.write("site.toml", "title = \"Hub\"\n[kinds.technology]\nfolder = \"tools\"\n");
    site.run(["mv", "technologies", "tools/all"]).succeeds().says("moved 3 files, and rewrote 2 entries");
    assert!(!site.path("content/technologies").exists());
    assert!(site.path("content/tools/all/img/p.png").exists());
    assert!(
        site.read("content/tools/all/redis.md").contains("![p](img/p.png)"),
        "what moves along stays as it is"
    );
    assert!(site.read("content/concepts/caching.md").contains("![p](../tools/all/img/p.png)"));
    site.run(["check"]).succeeds().says("no problems");
}

#[test]
fn aliases_grow_in_their_own_style() {
    for (before, after) in [
        ("aliases: /x/", "aliases: [/x/, /b/]"),
        ("aliases: [/x/, '/y/']", "aliases: [/x/, '/y/', /b/]"),
        ("aliases:\n  - /x/\n  - /y/", "aliases:\n  - /x/\n  - /y/\n  - /b/"),
        ("tags: [a]", "tags: [a]\naliases: [/b/]"),
    ] {
        let site = Site::new().file("content/b.md", format!("---\ntitle: B\n{before}\n---\n"));
        site.run(["mv", "b", "c"]).succeeds();
        assert_eq!(site.read("content/c.md"), format!("---\ntitle: B\n{after}\n---\n"));
    }
    let site = Site::new().file("content/b.md", "# B\r\n");
    site.run(["mv", "b", "c"]).succeeds();
    assert_eq!(site.read("content/c.md"), "---\r\naliases: [/b/]\r\n---\r\n# B\r\n");
}

#[test]
fn nothing_changes_if_anything_would_break() {
    let site = site()
        .file("content/taken.md", "---\ntitle: T\n---\n")
        .file("content/ro.md", "---\ntitle: R\nslug: there\n---\n");
    let before = site.tree("content");
    for (old, new, code, says) in [
        ("technologies/redis", "taken", 2, "there is a `content/taken.md` already"),
        ("technologies/redis", "there", 1, "duplicate-url"),
        ("technologies/redis", "challenges/redis", 1, "needs the field `problem`"),
        ("technologies/redsi", "x", 2, "did you mean `redis`?"),
        ("technologies", "technologies/old", 2, "into itself"),
        ("technologies/redis", "../redis", 2, "no path below"),
        ("technologies/redis", ".hidden/redis", 2, "no path below"),
        ("taken", "taken.md", 2, "is there already"),
    ] {
        site.run(["mv", old, new]).fails(code).says(says);
        assert_eq!(site.tree("content"), before, "{old} {new}");
    }
    site.write("site.toml", "title = \"Hub\"\nnavigation = [\"taken\"]\n");
    site.run(["mv", "taken", "other"]).fails(2).says("has no folder or entry `taken`");
    site.write("content/taken.md", "---\ntitle: T\n---\n[x](technologies/redi&#115;.md)\n");
    site.run(["mv", "technologies/redis", "stores/redis"]).fails(1).says("nothing was moved");
    assert!(site.path("content/technologies/redis.md").exists());
}

#[test]
fn bare_names_stay_unambiguous() {
    let site = Site::new()
        .file("content/a/x.md", "---\ntitle: X\n---\n")
        .file("content/b/y.md", "---\ntitle: Y\n---\n")
        .file("content/c.md", "---\ntitle: C\nrelated: [x, y]\n---\n");
    site.run(["mv", "b/y", "b/x"]).succeeds();
    assert!(site.read("content/c.md").contains("related: [a/x, b/x]"));
    site.run(["check"]).succeeds();
}

#[test]
fn dry_run_shows_and_writes_nothing() {
    let site = site();
    let before = site.tree("content");
    let run = site.run(["mv", "technologies/redis", "stores/", "--dry-run"]).succeeds();
    assert_eq!(site.tree("content"), before);
    assert!(
        run.stdout.contains("rename content/technologies/redis.md => content/stores/redis.md\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("+[r](../stores/redis.md#h)\n"), "{}", run.stdout);
}
