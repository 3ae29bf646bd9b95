//! What a build promises: the same bytes whatever the threads, nothing written twice, other people's files left alone.

use std::{fs, path::Path, process::Command};

use crate::common::Site;

/// The hub of this repository, built into a folder of its own.
fn build_hub(out: &Path, threads: &str) {
    let run = Command::new(env!("CARGO_BIN_EXE_nexus"))
        .args(["build", "--root", env!("CARGO_MANIFEST_DIR"), "--strict", "--out"])
        .arg(out)
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .expect("the program runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn backlink_says_as_what_the_page_is_named() {
    let site = Site::new()
        .file("content/technologies/redis.md", "---\ntitle: Redis\n---\n")
        .file("content/technologies/valkey.md", "---\ntitle: Valkey\nalternatives: [redis]\nprerequisites: [redis]\n---\n")
        .file(
            "content/challenges/slow.md",
            "---\ntitle: Slow\nproblem: p\nsolution: s\ntechnologies: [redis]\nrelated: [redis]\n---\nUse [it](../technologies/redis.md).\n",
        )
        .file("content/paths/p.md", "---\ntitle: Path\nsteps: [redis]\n---\n")
        .file("content/technologies/only.md", "---\ntitle: Only\nprerequisites: [redis]\n---\n");
    site.run(["build", "--strict"]).succeeds();
    let page = site.read("public/technologies/redis/index.html");
    let list = page
        .split("nx-backlinks\">Linked from")
        .nth(1)
        .expect("backlinks")
        .split("</section>")
        .next()
        .expect("an end");
    let expected = [
        ">Slow</a> <small>Related, Solved with this</small> <small>Use it.</small></li>",
        ">Path</a> <small>Has this as a step</small></li>",
        ">Valkey</a> <small>Requires this, Alternative to this</small></li>",
    ];
    for item in expected {
        assert!(list.contains(item), "{item} is not in\n{list}");
    }
    assert_eq!(list.matches("<li>").count(), expected.len(), "what only requires it stands under Unlocks");
}

#[test]
fn wide_tag_lists_what_its_parts_list() {
    let site = Site::new()
        .file(
            "site.toml",
            "title = \"Hub\"\n[tags.data]\nlabel = \"Data\"\n[tags.databases]\nparent = \"data\"\n\
             [tags.redis]\nparent = \"databases\"\n[tags.C]\nparent = \"P\"\n[tags.P]\nparent = \"c\"\n[tags.c]\n",
        )
        .file("content/a.md", "---\ntitle: A\ntags: [redis, C]\n---\n")
        .file("content/b.md", "---\ntitle: B\ntags: [databases, redis]\n---\n");
    site.run(["build", "--strict"]).succeeds();
    let data = site.read("public/tags/data/index.html");
    assert!(data.contains("<span>2 entries</span>"), "{data}");
    assert!(
        data.contains("<a class=\"tag\" href=\"../../tags/databases/index.html\">Databases</a>"),
        "{data}"
    );
    let redis = site.read("public/tags/redis/index.html");
    let way = redis.split("breadcrumbs").nth(1).expect("breadcrumbs").split("</nav>").next().expect("an end");
    let (data, databases) = (way.find(">Data<").expect("in it"), way.find(">Databases<").expect("in it"));
    assert!(data < databases, "{way}");
    assert!(
        site.read("public/tags/index.html").contains("part of <a href=\"../tags/data/index.html\">Data</a>")
    );
}

#[test]
fn hub_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let outs: Vec<_> = ["1", "8", "8"]
        .iter()
        .enumerate()
        .map(|(at, threads)| {
            let out = folder.path().join(at.to_string());
            build_hub(&out, threads);
            crate::common::tree(&out)
        })
        .collect();
    assert!(outs[0].len() > 60, "the hub has {} files", outs[0].len());
    assert!(outs[0] == outs[1], "1 and 8 threads differ");
    assert!(outs[1] == outs[2], "two builds differ");
}

#[test]
fn hub_has_every_item_of_its_document() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_hub(&out, "2");
    let sections = [
        ("technologies", 9),
        ("concepts", 7),
        ("challenges", 5),
        ("practices", 7),
        ("collaboration", 2),
        ("about", 3),
    ];
    for (section, count) in sections {
        // What nexus makes of a section is no entry of it.
        let is_entry = |entry: &fs::DirEntry| {
            entry.path().is_dir() && !["one-page", "compare"].iter().any(|made| entry.file_name() == *made)
        };
        let entries = fs::read_dir(out.join(section)).unwrap().map(Result::unwrap);
        assert_eq!(entries.filter(is_entry).count(), count, "{section}");
    }
    let table = fs::read_to_string(out.join("challenges/index.html")).unwrap();
    for text in ["Challenge", "Description", "Solution", "APIs slowing down due to frequent queries"] {
        assert!(table.contains(text), "{text}");
    }
}

#[test]
fn unchanged_files_are_not_written_again() {
    let site = Site::new().file("content/a.md", "---\ntitle: A\n---\none\n");
    site.run(["build"]).succeeds();
    let stamp = |path: &str| fs::metadata(site.path(path)).unwrap().modified().unwrap();
    let (home, entry) = (stamp("public/index.html"), stamp("public/a/index.html"));
    site.run(["build"]).succeeds().says("0 files written");
    assert_eq!((home, entry), (stamp("public/index.html"), stamp("public/a/index.html")));
    site.write("content/a.md", "---\ntitle: A\n---\ntwo\n");
    let before = site.tree("public");
    site.run(["build"]).succeeds();
    let after = site.tree("public");
    for (path, bytes) in &after {
        let may_change = path == "a/index.html" || path.starts_with("search/");
        assert!(may_change || before[path] == *bytes, "{path} changed");
    }
    assert_eq!(home, stamp("public/index.html"));
    assert_ne!(entry, stamp("public/a/index.html"));
}

#[test]
fn files_of_others_in_the_output_are_kept() {
    let site = Site::new().file("content/a.md", "---\ntitle: A\n---\n");
    site.run(["build"]).succeeds();
    site.write("public/CNAME", "hub.example.org");
    site.remove("content/a.md");
    site.run(["build"]).succeeds().says("deleted");
    assert_eq!(site.read("public/CNAME"), "hub.example.org");
    assert!(!site.path("public/a").exists(), "an empty folder is left");
}

#[test]
fn new_site_builds_without_a_warning() {
    let site = Site::empty();
    site.run(["init", "x"]).succeeds().says("nexus serve --root x");
    site.run(["build", "--root", "x", "--strict"]).succeeds();
    assert!(site.path("x/public/technologies/markdown/index.html").exists());
    assert!(site.path("x/.github/workflows/pages.yml").exists());
    site.run(["init", "x"]).fails(2).says("is a site already");
}

#[test]
fn new_site_tells_editors_what_there_is() {
    let site = Site::empty();
    site.run(["init", "x"]).succeeds();
    let schemas =
        [("schemas/site.schema.json", vec!["schema", "site"]), ("schemas/entry.schema.json", vec!["schema"])];
    for (path, args) in schemas {
        assert_eq!(site.read(&format!("x/{path}")), site.run(args).stdout, "{path}");
    }
    assert!(site.read("x/site.toml").starts_with("#:schema ./schemas/site.schema.json\n"));
    let remark: serde_json::Value = serde_json::from_str(&site.read("x/.remarkrc.json")).expect("JSON");
    assert!(
        remark.to_string().contains("\"./schemas/entry.schema.json\":[\"./content/**/*.md\"]"),
        "{remark}"
    );
}

#[test]
fn init_keeps_what_is_there() {
    let site = Site::empty().file("x/content/index.md", "mine");
    site.run(["init", "x"]).succeeds().says("kept `x/content/index.md`");
    assert_eq!(site.read("x/content/index.md"), "mine");

    let site = Site::empty().file(".gitignore", "target\n/public\n");
    site.run(["init", "."]).succeeds().says("add `/.nexus` to `./.gitignore`, or git takes what nexus makes");
    assert_eq!(site.read(".gitignore"), "target\n/public\n");
}

#[test]
fn init_needs_a_name_and_quotes_it() {
    let site = Site::empty();
    site.run(["init", ""]).fails(2).says("the folder has no name");
    let made = site.run(["init", "my hub"]).succeeds();
    made.says("nexus serve --root \"my hub\" --open").does_not_say(".gitignore");
}

#[test]
fn new_entry_lands_in_the_folder_of_its_kind() {
    let site = Site::new();
    for kind in ["technology", "concept", "challenge", "practice", "guide", "project", "path", "page"] {
        site.run(["new", kind, &format!("My \"first\" {kind}: a test")]).succeeds();
    }
    assert!(site.path("content/technologies/my-first-technology-a-test.md").exists());
    site.run(["build", "--drafts", "--strict"]).succeeds();
    assert!(site.read("public/challenges/index.html").contains("My &quot;first&quot; challenge: a test"));
    let before = site.read("content/my-first-page-a-test.md");
    site.run(["new", "page", "My \"first\" page: a test"]).fails(2).says("exists already");
    assert_eq!(site.read("content/my-first-page-a-test.md"), before);
    site.run(["new", "tecnology", "x"]).fails(2).says("did you mean `technology`?");
}

#[test]
fn site_lays_its_own_files_over_the_theme() {
    let site = Site::new()
        .file(
            "templates/tag.html",
            "{% extends \"nexus/tag.html\" %}{% block title %}Own {{ tag.label }}{% endblock %}",
        )
        .file("static/theme/95-own.css", "body { --own: 1 }")
        .file("static/favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/a.md", "---\ntitle: A\ntags: [x]\n---\n![p](p.svg)\n")
        .file("content/p.svg", "<svg/>");
    site.run(["build"]).succeeds();
    assert!(site.read("public/tags/x/index.html").contains("<title>Own X</title>"));
    let styles = site.tree("public/assets");
    let style = styles
        .iter()
        .find(|(name, _)| name.starts_with("theme.") && name.ends_with(".css"))
        .expect("a stylesheet")
        .1;
    assert!(String::from_utf8_lossy(style).contains("--own: 1"));
    assert_eq!(site.read("public/favicon.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    assert_eq!(site.read("public/p.svg"), "<svg/>");
}

#[test]
fn addresses_are_relative_but_where_they_cannot_be() {
    let site = Site::new()
        .file("content/t/a.md", "---\ntitle: A\naliases: [/old/a, /old.html]\n---\n[b](b.md#part)\n")
        .file("content/t/b.md", "---\ntitle: B\nslug: bee\n---\n## Part\n");
    site.run(["build", "--base-url", "https://example.org/hub"]).succeeds();
    let page = site.read("public/t/a/index.html");
    assert!(page.contains("href=\"../../t/bee/index.html#part\""), "{page}");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://example.org/hub/t/a/\""), "{page}");
    assert!(site.read("public/old/a/index.html").contains("../../t/a/index.html"));
    assert!(site.read("public/old.html").contains("t/a/index.html"));
    assert!(site.read("public/404.html").contains("href=\"/hub/"));
    assert!(site.read("public/sitemap.xml").contains("<loc>https://example.org/hub/t/bee/</loc>"));
    assert!(site.read("public/robots.txt").contains("Sitemap: https://example.org/hub/sitemap.xml"));
    assert!(site.path("public/.nojekyll").exists());
}

#[test]
fn content_is_data() {
    let hostile = "---\ntitle: \"{{ site }}<script>alert(1)</script>\"\ndescription: \"\\\" onload=x <b>\"\n---\n\
                   {{ 7 * 7 }} {% include \"x\" %} [a](data:text/html,x) [b](JaVaScRiPt:x) <a href=\" javascript:x\">c</a>\n\
                   ![x](x.png\"onerror=alert(1))\n\n## \"><img src=x>\n\n```\"><b>\n</code></pre><script>\n```\n";
    let site = Site::new().file("content/a.md", hostile);
    site.run(["build", "--lenient"]).succeeds();
    let page = site.read("public/a/index.html");
    assert!(page.contains("{{ 7 * 7 }}"), "text of an entry is no template");
    for script in page.match_indices("<script").map(|(at, _)| &page[at..]) {
        assert!(script.starts_with("<script src="), "{}", &script[..60.min(script.len())]);
    }
    for bad in ["<b>", "<img src=\"x", "=\"javascript:", "=\" javascript:", "=\"data:text"] {
        assert!(!page.to_lowercase().contains(bad), "{bad}");
    }
}

#[test]
fn path_shows_its_steps_in_order_with_their_time() {
    let site = Site::new()
        .file("content/a.md", "---\ntitle: Later\ntime: 1h\nprerequisites: [b]\n---\n")
        .file("content/b.md", "---\ntitle: Sooner\ntime: 45m\n---\n")
        .file("content/paths/all.md", "---\ntitle: All\nsteps: [b, a]\n---\n")
        .file("content/paths/own.md", "---\ntitle: Own\nsteps: [b, a]\ntime: 3h\n---\n");
    site.run(["build", "--strict"]).succeeds();
    let article = |page: &str| {
        let html = site.read(&format!("public/{page}/index.html"));
        html.split_once("<article").expect("every entry has one").1.to_owned()
    };
    let path = article("paths/all");
    let places = ["1 h 45 min to study", "<li class=\"step\">", ">Sooner</a>", ">Later</a>"]
        .map(|part| path.find(part));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{path}");
    assert!(article("paths/own").contains("3 h to study"));
    let below = |page: &str, name: &str| article(page).split_once(name).expect("it is there").1.to_owned();
    assert!(below("a", "Before this:").contains(">Sooner</a>"));
    assert!(below("b", ">Unlocks</h2>").contains(">Later</a>"));
}

#[test]
fn entries_alike_are_those_with_rare_tags_links_and_the_same_kind() {
    let entry =
        |title: &str, tags: &str, text: &str| format!("---\ntitle: {title}\ntags: [{tags}]\n---\n{text}\n");
    let site = Site::new()
        .file("content/guides/one.md", entry("One", "wide, rare", "[Linked](../concepts/y-linked.md)"))
        .file("content/guides/kind.md", entry("Same kind", "wide", ""))
        .file("content/concepts/x-alike.md", entry("Rare tag", "rare", ""))
        .file("content/concepts/y-linked.md", entry("Is linked", "wide", ""))
        .file("content/concepts/z-links.md", entry("Links here", "wide", "[One](../guides/one.md)"))
        .file("content/concepts/other.md", entry("Neither", "wide", ""))
        .file("content/concepts/none.md", entry("No tag", "", "[One](../guides/one.md)"));
    site.run(["build"]).succeeds();
    let page = site.read("public/guides/one/index.html");
    let related =
        page.split("id=\"nx-related\"").nth(1).expect("a list").split("</section>").next().expect("its end");
    let reasons = [
        "Rare tag</a> <small>Shares Rare",
        "Is linked</a> <small>Shares Wide",
        "Links here</a>",
        "Same kind</a>",
    ];
    let places: Vec<_> = reasons.iter().map(|reason| related.find(reason)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{related}");
    assert!(!related.contains("Neither") && !related.contains("No tag"), "{related}");
}

#[test]
fn pages_say_who_links_to_them_and_what_is_like_them() {
    let site = Site::new()
        .file("site.toml", "title = \"Hub\"\n[tags.kubernetes]\nsynonyms = [\"k8s\"]\n")
        .file(
            "content/a.md",
            "---\ntitle: A\ntags: [k8s, x]\n---\nOne. See the [other *page*](b.md) first. Two.\n",
        )
        .file("content/b.md", "---\ntitle: B\ntags: [kubernetes]\nrelated: [c]\n---\n")
        .file("content/c.md", "---\ntitle: C\ntags: [y]\n---\n");
    site.run(["build"]).succeeds();
    let (a, b) = (site.read("public/a/index.html"), site.read("public/b/index.html"));
    assert!(b.contains(">A</a> <small>See the other page first.</small>"), "{b}");
    assert!(
        b.contains("<li><a href=\"../c/index.html\">C</a></li>"),
        "an entry's own choice needs no reason"
    );
    assert!(a.contains(">B</a> <small>Shares Kubernetes</small>"), "{a}");
    assert!(!site.path("public/tags/k8s").exists(), "a synonym has no page of its own");
}

#[test]
fn help_says_what_there_is() {
    let site = Site::empty();
    let help = site.run(["--help"]).succeeds().stdout;
    for text in ["build", "serve", "check", "init", "new", "explain", "Exit codes", "--root"] {
        assert!(help.contains(text), "{text}");
    }
    assert!(site.run(["explain"]).succeeds().stdout.contains("broken-link"));
    let list = site.run(["explain"]).stdout;
    let sentences = list.lines().filter(|line| !line.is_empty() && !line.ends_with(':'));
    for line in sentences {
        assert!(line.ends_with(['.', '…']), "a whole sentence: {line}");
    }
    assert!(site.run(["explain", "broken-link"]).succeeds().stdout.contains("GitHub"));
    site.run(["explain", "brokn-link"]).fails(2).says("did you mean `broken-link`?");
    assert!(site.run(["completions", "bash"]).succeeds().stdout.contains("_nexus"));
    assert!(site.run(["man"]).succeeds().stdout.contains(".TH"));
}

#[test]
fn folder_without_a_landing_page_gets_a_plain_one() {
    let site = Site::new().file("content/how-to/deep/a.md", "---\ntitle: A\n---\n");
    site.run(["build"]).succeeds();
    assert!(site.read("public/how-to/index.html").contains("How to"));
    assert!(site.read("public/how-to/deep/index.html").contains("../../how-to/deep/a/index.html"));
}

#[test]
fn folders_may_be_deep() {
    let folders: Vec<String> = (0..60).map(|depth| format!("f{depth}")).collect();
    let site = Site::new()
        .file(&format!("content/{}/deep.md", folders.join("/")), "---\ntitle: Deep\n---\nText.\n")
        .file("content/other/b.md", "---\ntitle: B\n---\n");
    site.run(["build", "--strict"]).succeeds();
    let page = format!("public/{}/deep/index.html", folders.join("/"));
    assert!(site.read(&page).contains("Text."));
    let last_shown = folders[..12].join("/");
    let home = site.read("public/index.html");
    assert!(home.contains(&format!("href=\"{last_shown}/index.html\"")), "{home}");
    assert!(!home.contains(&format!("href=\"{last_shown}/f12/index.html\"")));
}
