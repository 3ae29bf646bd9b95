//! What a pull request must not be able to do: run script at the site's address, take over a file of the output, publish a
//! file that the site does not publish, or make a build wait for ever.

use crate::common::Site;

/// A worker that would answer for every page of the site.
const WORKER: &str = "self.addEventListener('fetch', () => {});";

#[test]
fn files_that_run_script_are_not_published() {
    let site = Site::new()
        .file("content/w.html", "<!doctype html><script>navigator.serviceWorker.register('sw.js')</script>")
        .file("content/sw.js", WORKER)
        .file("content/a/p.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
        .file("content/a/drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>")
        .file("content/x.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'/>")
        .file("content/x.xml", "<x/>")
        .file("content/page", "<html><script>alert(1)</script></html>")
        .file("content/CNAME", "evil.example")
        .file("content/.well-known/assetlinks.json", "[]")
        .file("content/data.json", "{}");
    let run = site.run(["build"]).fails(1);
    for file in
        ["w.html", "sw.js", "a/p.svg", "x.xhtml", "x.xml", "page", "CNAME", ".well-known/assetlinks.json"]
    {
        assert!(
            run.stderr.contains(&format!("error[active-file]: `content/{file}` is not published")),
            "{file}: {}",
            run.stderr
        );
    }
    site.run(["build", "--lenient"]).succeeds();
    let tree = site.tree("public");
    for file in
        ["w.html", "sw.js", "a/p.svg", "x.xhtml", "x.xml", "page", "CNAME", ".well-known/assetlinks.json"]
    {
        assert!(!tree.contains_key(file), "{file}");
    }
    assert!(tree.contains_key("a/drawing.svg") && tree.contains_key("data.json"));
}

#[test]
fn trusted_files_are_published_and_the_build_says_so() {
    let site = Site::new()
        .file("site.toml", "title = \"Hub\"\n[security]\nassets = \"trusted\"\n")
        .file("content/demo.html", "<!doctype html><script src=demo.js></script>")
        .file("content/demo.js", "let x = 1;");
    for _ in 0..2 {
        let run = site.run(["build", "--strict"]).succeeds();
        assert!(
            run.stderr.contains("note: all files of `content/` are published as they are"),
            "{}",
            run.stderr
        );
    }
    assert!(site.tree("public").contains_key("demo.js"));
}

#[test]
fn script_that_an_entry_shows_as_code_is_no_mistake() {
    let site = Site::new()
        .file("content/a/one.md", "---\ntitle: One\n---\n```js file=\"app.js\"\n```\n")
        .file("content/a/app.js", "let shown = 1;\n");
    site.run(["build", "--strict"]).succeeds();
    assert!(site.read("public/a/one/index.html").contains("shown"));
    assert!(!site.tree("public").contains_key("a/app.js"));
    let site = site.file("content/a/two.md", "---\ntitle: Two\n---\n[The script](app.js)\n");
    let run = site.run(["build"]).fails(1);
    assert!(
        run.stderr.contains("`a/app.js` is not published: a browser or a server may run"),
        "{}",
        run.stderr
    );
}

/// A site that makes every kind of page that nexus makes.
fn everything() -> Site {
    Site::empty()
        .file("site.toml", "title = \"Hub\"\nbase_url = \"https://e.org/\"\none_page = 50\noffline = true\n")
        .file("content/index.md", "---\ntitle: Hub\n---\nHello.\n")
        .file("content/concepts/a.md", "---\ntitle: A\nkind: concept\ndescription: x\ntags: [t1]\nauthors: [Ann]\ndate: 2026-01-01\n---\nText.\n")
        .file("content/technologies/b.md", "---\ntitle: B\ntags: [t1]\ndate: 2026-01-02\n---\nText.\n")
        .file("content/technologies/c.md", "---\ntitle: C\n---\nText.\n")
}

#[test]
fn no_file_of_the_content_takes_the_place_of_an_output() {
    let site = everything();
    site.run(["build"]).succeeds();
    let before = site.tree("public");
    assert!(before.len() > 30, "{:?}", before.keys());
    for path in before.keys() {
        let mine = format!("content/{path}");
        site.write(&mine, "mine");
        let run = site.run(["build", "--out", "again", "--lenient"]);
        assert_eq!(run.code, 0, "{path}: {}", run.stderr);
        assert!(
            run.stderr.contains(&format!("content/{path}")) || path == ".nojekyll",
            "{path} is taken in silence: {}",
            run.stderr
        );
        let after = site.tree("again");
        assert_eq!(after.get(path), before.get(path), "{path}");
        assert_ne!(after.get(path).map(Vec::as_slice), Some(b"mine".as_slice()), "{path}");
        site.remove(&mine);
    }
    // What is no script is a matter of addresses alone.
    site.write("content/tags/t1/index.html/x.txt", "mine");
    site.run(["build"]).fails(1).says("is already published at `tags/t1/index.html/x.txt`");
}

#[test]
fn no_old_address_takes_the_place_of_an_output() {
    let addresses = [
        "/tags/t1/",
        "/people/ann/",
        "/people/",
        "/changes/",
        "/glossary/",
        "/search/",
        "/feed.xml",
        "/feed.xml/",
        "/search/root.js/",
        "/sitemap.xml/",
        "/technologies/",
        "/technologies/c/",
        "/404.html",
        "/concepts/one-page/",
        "/offline/",
        "/TAGS/T1/",
    ];
    for address in addresses {
        let site = everything();
        site.run(["build"]).succeeds();
        let before = site.tree("public");
        site.write(
            "content/technologies/b.md",
            format!("---\ntitle: B\ntags: [t1]\ndate: 2026-01-02\naliases: [{address}]\n---\nText.\n"),
        );
        let run = site.run(["build", "--out", "again", "--lenient"]).succeeds();
        let after = site.tree("again");
        if !before.keys().any(|path| path.starts_with(address.trim_matches('/'))) {
            continue;
        }
        assert!(run.stderr.contains("duplicate-url"), "{address}: {}", run.stderr);
        assert!(run.stderr.contains("content/technologies/b.md:5:11"), "{address}: {}", run.stderr);
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{address}");
    }
}

#[test]
fn entry_is_not_lost_to_a_page_that_nexus_makes() {
    let site = everything().file("content/tags/t1.md", "---\ntitle: My own page\n---\nMine.\n");
    site.run(["build"])
        .fails(1)
        .says("the page of the tag `t1` and this file would both be published at `tags/t1/index.html`");
    site.run(["build", "--lenient"]).succeeds();
    assert!(site.read("public/tags/t1/index.html").contains("Mine."));
}

#[test]
fn names_that_one_file_system_takes_for_one_are_one() {
    let site = Site::new()
        .file("content/e\u{301}.md", "---\ntitle: One\n---\n")
        .file("content/\u{e9}.md", "---\ntitle: Two\n---\n");
    site.run(["build"]).fails(1).says("error[duplicate-url]");
}

#[cfg(unix)]
mod unix {
    use std::{os::unix::fs::symlink, process::Command};

    use super::Site;

    #[test]
    fn links_are_followed_to_published_files_only() {
        let site = Site::new()
            .file(".git/config", "CANARY")
            .file(".env", "CANARY")
            .file("notes.txt", "CANARY")
            .file("content/.hidden/x.txt", "CANARY")
            .file("static/open.txt", "open")
            .file("content/a/real.txt", "open");
        let links = [
            ("content/git.txt", "../.git/config"),
            ("content/env.txt", "../.env"),
            ("content/notes.txt", "../notes.txt"),
            ("content/hidden.txt", ".hidden/x.txt"),
            ("content/folder", "a"),
            ("content/loop", "loop"),
            ("content/nothing.txt", "nowhere"),
            ("content/passwd.md", "/etc/passwd"),
            ("static/git.txt", "../.git/config"),
            ("static/inner.txt", "../content/a/real.txt"),
            ("templates/x.html", "../notes.txt"),
        ];
        std::fs::create_dir_all(site.path("templates")).expect("a folder");
        for (link, target) in links {
            symlink(target, site.path(link)).expect("a link");
        }
        symlink("../static/open.txt", site.path("content/open.txt")).expect("a link");
        symlink("a/real.txt", site.path("content/real.txt")).expect("a link");
        let run = site.run(["build"]).fails(1);
        for (link, _) in links {
            assert!(run.stderr.contains(&format!("the symbolic link `{link}`")), "{link}: {}", run.stderr);
        }
        let run = site.run(["build", "--lenient"]).succeeds();
        assert!(!run.stderr.contains("CANARY"), "{}", run.stderr);
        let tree = site.tree("public");
        assert!(tree.contains_key("open.txt") && tree.contains_key("real.txt"));
        for (path, bytes) in &tree {
            assert!(!String::from_utf8_lossy(bytes).contains("CANARY"), "{path}");
        }
    }

    #[test]
    fn settings_are_not_read_from_elsewhere() {
        let outside = Site::empty().file("secret", "CANARY = 1\nbroken\n");
        let site = Site::empty().file("content/index.md", "---\ntitle: x\n---\n");
        symlink(outside.path("secret"), site.path("site.toml")).expect("a link");
        let run = site.run(["build"]);
        assert_ne!(run.code, 0);
        assert!(!run.stderr.contains("CANARY"), "{}", run.stderr);
    }

    #[test]
    fn pipes_and_devices_are_named_and_left_out() {
        let site = Site::new().file("static/x.txt", "x").file("templates/y.txt", "y");
        for path in ["content/p.md", "content/p.bin", "static/p.bin", "templates/p.html"] {
            assert!(Command::new("mkfifo").arg(site.path(path)).status().expect("mkfifo").success());
        }
        symlink("/dev/zero", site.path("content/zero.bin")).expect("a link");
        symlink("p.bin", site.path("content/linked.bin")).expect("a link");
        std::os::unix::net::UnixListener::bind(site.path("content/socket")).expect("a socket");
        let run = site.run(["build"]).fails(1);
        for path in
            ["content/p.md", "content/p.bin", "static/p.bin", "templates/p.html", "content/linked.bin"]
        {
            assert!(
                run.stderr.contains(&format!("`{path}` is a named pipe, not a file")),
                "{path}: {}",
                run.stderr
            );
        }
        assert!(run.stderr.contains("`content/socket` is a socket, not a file"), "{}", run.stderr);
        site.run(["build", "--lenient"]).succeeds();
        assert!(site.tree("public").contains_key("x.txt"));
        let site = Site::empty().file("content/index.md", "x");
        assert!(Command::new("mkfifo").arg(site.path("site.toml")).status().expect("mkfifo").success());
        assert_ne!(site.run(["build"]).code, 0, "settings that are a pipe");
        let _ = crate::common::tree(&site.path("content"));
    }
}

#[test]
fn other_encodings_are_read_and_reported() {
    let site = Site::new()
        .file("content/latin.md", b"---\ntitle: Caf\xe9\n---\nna\xefve\n")
        .file("content/wide.md", b"\xff\xfe#\0 \0W\0i\0d\0e\0\n\0");
    let run = site.run(["build"]).fails(1);
    run.says("error[encoding]: `content/latin.md` is not saved as UTF-8; it is read as Windows-1252")
        .says("content/latin.md:2:11");
    for _ in 0..2 {
        let run = site.run(["build", "--lenient"]).succeeds();
        run.says("warning[encoding]");
    }
    assert!(site.read("public/latin/index.html").contains("naïve"));
    assert!(site.read("public/wide/index.html").contains("Wide"));
    site.run(["check", "--fix"]).fails(1);
    assert_eq!(site.tree("content")["latin.md"], b"---\ntitle: Caf\xe9\n---\nna\xefve\n");
}

#[test]
fn memory_that_git_tracks_is_not_believed() {
    let site = Site::new().file(".gitignore", ".nexus/\n/public\n");
    let git = |args: &[&str]| {
        let run = std::process::Command::new("git").args(args).current_dir(site.root()).output();
        assert!(run.expect("git").status.success(), "{args:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    site.run(["build"]).succeeds();
    site.run(["build"]).succeeds();
    git(&["add", "--force", ".nexus"]);
    for command in ["build", "check"] {
        site.run([command]).fails(4).says("git rm -r --cached .nexus");
    }
    git(&["rm", "-r", "--quiet", "--cached", ".nexus"]);
    site.run(["build"]).succeeds();
}
