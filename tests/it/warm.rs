//! What a session remembers never shows: after any edits its output and diagnostics equal those of a fresh build, and an
//! edit of one entry's prose renders that entry and nothing else.

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::common::{Memory, Site, random::Random, tree};
use camino::Utf8PathBuf;
use nexus::{
    base::{diagnostic::Code, path::SourcePath},
    load,
    output::Preview,
    session::{Options, Session, Strictness},
};

fn session(site: &Site) -> Session {
    Session::new(Options {
        root: Utf8PathBuf::from_path_buf(site.root()).expect("UTF-8"),
        base_url: None,
        drafts: false,
        strictness: Strictness::Lenient,
        preview: Preview::No,
        today: load::today(),
    })
}

/// The output and the diagnostics, as text. `folder` is what the builds before it left.
fn build(session: &mut Session, folder: &Memory) -> (BTreeMap<String, String>, Vec<String>) {
    session.refresh();
    let plan = session.plan();
    let problems = folder.fill(&plan);
    let problems = plan.diagnostics.iter().chain(&problems).map(|problem| format!("{problem:?}")).collect();
    session.sweep();
    (folder.files(), problems)
}

const FILES: [&str; 8] =
    ["a.md", "b.md", "s/index.md", "s/a.md", "s/b.md", "s/t/a.md", "challenges/c.md", "README.md"];

fn entry(random: &mut Random) -> String {
    let title = random.pick(&["Redis", "Caching", "One: two", "\"Quoted\"", ""]);
    let extra = random.pick(&[
        "tags: [x, y]\n",
        "prerequisites: [a]\n",
        "related: [s/b, nope]\n",
        "draft: true\n",
        "slug: other\n",
        "order: 1\naliases: [/old]\n",
        "problem: p\nsolution: s\n",
        "titel: x\n",
        "date: 2999-01-01\n",
        "template: own.html\n",
        "kind: concept\nsynonyms: [text, heading]\ndescription: D\n",
        "",
    ]);
    let body = random.pick(&[
        "\"text\" -- more\n",
        "[a](a.md) [b](s/b.md#part) ![i](i.png)\n",
        "[one way](a.md) and [another](s/b.md)\n",
        "## Part\n\n```python\nx = 1\n```\n",
        "## Part\n\n[up](../a.md) <b>x</b>\n",
        "# Heading\n\nnote[^1]\n\n[^1]: Foot.\n",
    ]);
    match random.below(12) {
        0 => format!("---\ntitle: {title}\n"),
        1 => body.to_owned(),
        _ => format!("---\ntitle: {title}\n{extra}---\n{body}"),
    }
}

fn edit(site: &Site, random: &mut Random) {
    let file = format!("content/{}", random.pick(&FILES));
    match random.below(16) {
        // Most edits are of prose: what is below moves, and nothing else changes.
        10.. if site.path(&file).exists() => {
            let text = site.read(&file);
            let at = text.rfind("---\n").map_or(0, |at| at + 4);
            let more = random.pick(&[
                "More prose.\n\n",
                "A [b](s/b.md) link.\n\n",
                "[More](a.md).\n\n",
                "```\n",
                "$x$ and text\n\n",
            ]);
            site.write(&file, format!("{}{more}{}", &text[..at], &text[at..]));
        }
        0 if site.path(&file).exists() => site.remove(&file),
        1 => site.write("content/i.png", random.pick(&["one", "two"])),
        2 => site.write(
            "templates/own.html",
            random.pick(&["{{ page.title }}", "{{ nope }}", "{{ entry.kind.label }}"]),
        ),
        3 => site.write("static/x.txt", random.pick(&["1", "2"])),
        4 => {
            let more = random.pick(&[
                "language = \"ar\"\n",
                "navigation = [\"s\"]\n",
                "base_url = \"https://e.org/r\"\n",
                "[markdown]\nsmart_punctuation = true\n",
                "one_page = 3\n",
                "",
            ]);
            site.write("site.toml", format!("title = \"Hub\"\n{more}"));
        }
        _ => site.write(&file, entry(random)),
    }
}

#[test]
fn any_edits_end_where_a_fresh_build_does() {
    for seed in 1..=6 {
        let mut random = Random(seed * 0x9E37_79B9);
        let site = Site::new();
        let (mut warm, folder) = (session(&site), Memory::default());
        for step in 0..25 {
            for _ in 0..=random.below(3) {
                edit(&site, &mut random);
            }
            let (files, problems) = build(&mut warm, &folder);
            let (fresh_files, fresh_problems) = build(&mut session(&site), &Memory::default());
            assert_eq!(problems, fresh_problems, "seed {seed}, step {step}");
            assert_eq!(files.keys().collect::<Vec<_>>(), fresh_files.keys().collect::<Vec<_>>());
            for (path, bytes) in &files {
                assert!(*bytes == fresh_files[path], "{path} differs: seed {seed}, step {step}");
            }
        }
    }
}

/// What a build by the program says, without how long it took and what it wrote.
fn said(site: &Site) -> String {
    let run = site.run(["build", "--lenient", "--format", "json"]);
    let mut said: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    if let Some(summary) = said["summary"].as_object_mut() {
        summary.retain(|key, _| {
            !["milliseconds", "written", "unchanged", "deleted", "work"].contains(&key.as_str())
        });
    }
    format!("{} {said:#}", run.code)
}

/// What somebody writes into the output.
const CHANGED: &str = "changed by hand";

/// Does to what earlier builds left what may happen to it.
fn disturb(site: &Site, random: &mut Random) {
    let left: Vec<String> =
        tree(&site.root()).into_keys().filter(|path| !path.starts_with("content/")).collect();
    let caches: Vec<&str> =
        left.iter().map(String::as_str).filter(|path| path.starts_with(".nexus/cache/")).collect();
    match random.below(5) {
        0 if !caches.is_empty() => {
            let file = random.pick(&caches);
            let mut bytes = fs::read(site.path(file)).expect("a file");
            let at = random.below(bytes.len());
            bytes[at] ^= 1;
            site.write(file, bytes);
        }
        1 if !caches.is_empty() => site.remove(random.pick(&caches)),
        2 => {
            let mut killed = Command::new(env!("CARGO_BIN_EXE_nexus"));
            let killed = killed.args(["build", "--lenient"]).current_dir(site.root());
            let mut killed = killed.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
            thread::sleep(Duration::from_millis(random.below(40) as u64));
            killed.kill().expect("it is ours");
            killed.wait().expect("it ends");
        }
        3 => {
            let pages: Vec<&str> =
                left.iter().map(String::as_str).filter(|path| path.starts_with("public/")).collect();
            if !pages.is_empty() {
                site.write(random.pick(&pages), CHANGED);
            }
        }
        _ => {}
    }
}

#[test]
fn builds_of_many_processes_end_where_a_fresh_one_does() {
    for seed in 1..=2 {
        let mut random = Random(seed * 0x51_7C_C1_B7);
        let site = Site::new();
        for step in 0..8 {
            for _ in 0..random.below(3) {
                edit(&site, &mut random);
            }
            disturb(&site, &mut random);
            if step % 3 == 2 {
                // Then files that did not change are known by their stamps.
                thread::sleep(nexus::memory::FileIndex::SETTLE + Duration::from_millis(100));
            }
            let fresh = Site::empty();
            for (path, bytes) in tree(&site.root()) {
                if !path.starts_with("public/") && !path.starts_with(".nexus/") {
                    fresh.write(&path, bytes);
                }
            }
            let wanted = said(&fresh);
            assert_eq!(said(&site), wanted, "seed {seed}, step {step}");
            assert_eq!(said(&site), wanted, "nothing changed: seed {seed}, step {step}");
            if wanted.starts_with('0') {
                let (mut files, wanted) = (site.tree("public"), fresh.tree("public"));
                // What somebody changed is theirs when the site no longer has it.
                files.retain(|path, bytes| wanted.contains_key(path) || bytes != CHANGED.as_bytes());
                assert!(files == wanted, "seed {seed}, step {step}");
            }
        }
    }
}

#[test]
fn damaged_cache_is_told_and_does_no_harm() {
    let site =
        Site::new().file("content/a.md", "---\ntitle: A\ndescription: D.\n---\n```python\nx = 1\n```\n");
    site.run(["build", "--strict"]).succeeds().does_not_say("note:");
    let (wanted, kept) = (site.tree("public"), site.tree(".nexus/cache"));
    let damage = |change: &dyn Fn(&mut Vec<u8>)| {
        for (name, bytes) in &kept {
            let mut bytes = bytes.clone();
            change(&mut bytes);
            site.write(&format!(".nexus/cache/{name}"), bytes);
        }
        site.run(["build", "--strict"]).succeeds()
    };
    for change in [
        &(|bytes: &mut Vec<u8>| *bytes.last_mut().expect("a byte") ^= 1) as &dyn Fn(&mut Vec<u8>),
        &Vec::clear,
    ] {
        let run = damage(change);
        // The pack is not read while nobody knows what it would be asked for.
        for name in kept.keys().filter(|name| !name.starts_with("files-")) {
            assert!(
                run.stderr.contains(&format!("note: `.nexus/cache/{name}` is damaged")),
                "{}",
                run.stderr
            );
        }
        site.run(["build", "--strict"]).succeeds().does_not_say("note:");
    }
    damage(&|bytes| bytes[8] ^= 1).does_not_say("note:");
    assert!(site.tree("public") == wanted);
}

#[test]
fn build_without_a_change_says_the_same_and_touches_nothing() {
    let site = Site::new()
        .file("content/a.md", "---\ntitel: A\n---\ntext\n")
        .file("content/b.md", "---\ntitle: B\ndraft: true\n---\ntext\n");
    let touched = || {
        let files = site.tree("public").into_keys().map(|path| site.path(&format!("public/{path}")));
        files
            .map(|path| fs::metadata(path).and_then(|file| file.modified()).expect("a time"))
            .collect::<Vec<_>>()
    };
    let shown = |stderr: &str| {
        let lines = stderr.lines().filter(|line| !line.starts_with("built "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let first = site.run(["build", "--lenient"]).succeeds().says("titel").says("left out: content/b.md");
    let before = touched();
    let second = site.run(["build", "--lenient"]).succeeds().says("0 files written");
    assert_eq!(shown(&second.stderr), shown(&first.stderr));
    assert_eq!(touched(), before);
    // What was said under other settings is not said again.
    site.run(["build"]).fails(1);
    site.run(["build", "--lenient", "--drafts"]).succeeds().does_not_say("left out");
    site.run(["build", "--lenient"]).succeeds().says("left out");
    // A file that somebody changed is as it was, and one that is gone is back.
    let page = site.read("public/a/index.html");
    site.write("public/a/index.html", page.replace("text", "tixt"));
    site.remove("public/404.html");
    site.run(["build", "--lenient"]).succeeds().says("2 files written").says("overwrote");
    assert_eq!(site.read("public/a/index.html"), page);
}

#[test]
fn output_that_is_gone_is_unpacked() {
    let site = Site::new()
        .file("content/a.md", "---\ntitle: A\n---\ntext\n")
        .file("content/b.md", "---\ntitle: B\n---\n```python\nx = 1\n```\n")
        .file("static/large.bin", "x".repeat(2 << 20));
    site.run(["build"]).succeeds().does_not_say(" 0 rendered");
    let whole = site.tree("public");
    let gone = || fs::remove_dir_all(site.path("public")).expect("it is there");
    // With a large file, which no pack holds, the site is planned; nothing is rendered.
    gone();
    site.run(["build"]).succeeds().says(" 0 rendered").says(", 0 unchanged");
    assert!(site.tree("public") == whole);
    site.remove("static/large.bin");
    site.run(["build"]).succeeds();
    let whole = site.tree("public");
    fs::remove_dir_all(site.path(".nexus")).expect("it is there");
    gone();
    site.run(["build"]).succeeds();
    for _ in 0..2 {
        gone();
        site.run(["build"]).succeeds().says(" 0 rendered").says(", 0 unchanged");
        assert!(site.tree("public") == whole);
    }
    gone();
    site.write("content/a.md", "---\ntitle: A\n---\nother\n");
    site.run(["build"]).succeeds().says(" 1 rendered");
    // A damaged pack is none.
    gone();
    let caches = tree(&site.path(".nexus/cache"));
    let pack = caches.keys().find(|name| name.starts_with("files-")).expect("a pack");
    let mut bytes = fs::read(site.path(&format!(".nexus/cache/{pack}"))).expect("a pack");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    site.write(&format!(".nexus/cache/{pack}"), bytes);
    site.run(["build"]).succeeds().says(&format!("{pack}` is damaged")).does_not_say(" 0 rendered");
    site.write("content/a.md", "---\ntitle: A\n---\ntext\n");
    site.run(["build"]).succeeds();
    assert!(site.tree("public") == whole);
}

#[test]
fn entry_with_a_problem_of_its_own_is_edited_as_quickly() {
    let text = |word: &str| format!("---\ntitle: B\n---\n![](https://e.org/x.png)\n\n{word} text\n");
    let site =
        Site::new().file("content/s/b.md", text("some")).file("content/s/c.md", "---\ntitle: C\n---\n");
    let (mut session, folder) = (session(&site), Memory::default());
    build(&mut session, &folder);
    let problems = |session: &Session| session.plan().diagnostics.len();
    assert_eq!(problems(&session), 1, "a picture without a text");
    site.write("content/s/b.md", text("other"));
    build(&mut session, &folder);
    assert_eq!(session.assemblies(), 1, "the site assembled");
    assert_eq!(problems(&session), 1, "it is reported once, as before");
}

#[test]
fn file_that_is_saved_as_utf8_again_is_no_problem_any_more() {
    let site = Site::new().file("content/a.md", b"---\ntitle: A\n---\nna\xefve\n");
    let mut session = session(&site);
    session.refresh();
    let count = |session: &Session| {
        session.plan().diagnostics.iter().filter(|(_, problem)| problem.code == Code::Encoding).count()
    };
    assert_eq!(count(&session), 1);
    site.write("content/a.md", "---\ntitle: A\n---\nna\u{ef}ve\n");
    // As the preview does after a save.
    if session.refresh_files(&[SourcePath::new("content/a.md")].into()).is_none() {
        session.refresh();
    }
    assert_eq!(count(&session), 0);
}

#[test]
fn edited_prose_renders_its_own_page_only() {
    let site = Site::new()
        .file("content/s/a.md", "---\ntitle: A\n---\n[b](b.md)\n\n```python\nx = 1\n```\n")
        .file("content/s/b.md", "---\ntitle: B\n---\n## Part\n\ntext\n")
        .file("content/s/c.md", "---\ntitle: C\n---\ntext\n");
    let (mut session, folder) = (session(&site), Memory::default());
    build(&mut session, &folder);
    let before = session.counts();
    site.write("content/s/b.md", "---\ntitle: B\n---\n## Part\n\nother text\n");
    build(&mut session, &folder);
    let after = session.counts();
    assert_eq!(after.parsed - before.parsed, 1, "documents parsed");
    assert_eq!(session.assemblies(), 1, "the site assembled");
    assert_eq!(after.rendered - before.rendered, 1, "pages rendered");
    assert_eq!(after.highlighted, before.highlighted, "code blocks coloured");
    site.write("content/s/b.md", "---\ntitle: New name\n---\n## Part\n\nother text\n");
    build(&mut session, &folder);
    assert!(session.counts().rendered - after.rendered > 3, "a title shows in every sidebar");
    assert_eq!(session.assemblies(), 2);
}

#[test]
fn files_that_are_named_are_read_at_once() {
    let site = Site::new().file("content/a.md", "---\ntitle: A\n---\none\n");
    let mut session = session(&site);
    session.refresh();
    let mut look =
        |files: &[&str]| session.refresh_files(&files.iter().map(|file| SourcePath::new(*file)).collect());
    assert_eq!(
        look(&["content/a.md", "content/a.md~"]),
        Some(false),
        "nothing changed, and a file of an editor"
    );
    site.write("content/a.md", "---\ntitle: A\n---\ntwo\n");
    assert_eq!(look(&["content/a.md"]), Some(true));
    assert_eq!(look(&["content/a.md"]), Some(false));
    site.write("content/b.md", "---\ntitle: B\n---\n");
    assert_eq!(look(&["content/a.md", "content/b.md"]), None, "a new file");
    assert_eq!(look(&["site.toml"]), None, "no entry");
    site.remove("content/a.md");
    assert_eq!(look(&["content/a.md"]), None, "a file that went");
    assert!(session.refresh(), "all of it");
    assert!(session.plan().outputs.keys().any(|path| path.as_str() == "b/index.html"));
}

#[test]
fn edited_prose_renders_the_pages_that_show_it_with_others_too() {
    let site = Site::new()
        .file("site.toml", "title = \"Hub\"\none_page = 9\n")
        .file("content/s/a.md", "---\ntitle: A\n---\ntext\n")
        .file("content/s/b.md", "---\ntitle: B\n---\ntext\n")
        .file("content/t/c.md", "---\ntitle: C\n---\ntext\n")
        .file("content/t/d.md", "---\ntitle: D\n---\ntext\n")
        .file("content/p.md", "---\ntitle: P\nkind: path\nsteps: [s/b, t/c]\n---\n");
    let (mut session, folder) = (session(&site), Memory::default());
    build(&mut session, &folder);
    let before = session.counts();
    site.write("content/s/b.md", "---\ntitle: B\n---\nother text\n");
    let (files, _) = build(&mut session, &folder);
    assert_eq!(session.counts().rendered - before.rendered, 3, "its own page, its section's and the path's");
    for page in ["s/b", "s/one-page", "p/one-page"] {
        assert!(files[&format!("{page}/index.html")].contains("<p>other text</p>"), "{page}");
    }
}

#[test]
fn definition_is_rendered_where_its_term_is_used() {
    let concept = |title: &str, description: &str, text: &str| {
        format!(
            "---\ntitle: {title}\ndescription: {description}\nkind: concept\nsearch: false\n---\n{text}\n"
        )
    };
    let site = Site::new()
        .file("content/s/a.md", concept("Cache", "One.", "text"))
        .file("content/t/b.md", "---\ntitle: B\n---\nA cache.\n")
        .file("content/t/c.md", "---\ntitle: C\n---\ntext\n");
    let (mut session, folder) = (session(&site), Memory::default());
    build(&mut session, &folder);
    let before = session.counts().rendered;
    site.write("content/s/a.md", concept("Cache", "One.", "other text"));
    build(&mut session, &folder);
    assert_eq!(session.counts().rendered - before, 1, "its own page");
    let before = session.counts().rendered;
    site.write("content/s/a.md", concept("Cache", "Two.", "other text"));
    let (files, _) = build(&mut session, &folder);
    assert!(files["t/b/index.html"].contains("</strong> Two.</span>"));
    // Its own page, its section, the glossary, and the one page that uses it.
    assert_eq!(session.counts().rendered - before, 4);
}

#[test]
fn shape_is_drawn_anew_without_reading_an_entry() {
    let define =
        |name: &str| format!("[shapes.{name}.arguments]\nx = {{ type = \"number\", default = 1 }}\n");
    let site = Site::new()
        .file("site.toml", define("card"))
        .file("content/a.md", "---\ntitle: A\n---\n:::card\ntext\n:::\n")
        .file("content/b.md", "---\ntitle: B\n---\ntext\n")
        .file("templates/shapes/card.html", "<i>{{ arguments.x }}{{ body }}</i>");
    let (mut session, folder) = (session(&site), Memory::default());
    let (files, _) = build(&mut session, &folder);
    assert!(files["a/index.html"].contains("<i>1<p>text</p>\n</i>"));
    let before = session.counts();
    site.write("templates/shapes/card.html", "<b>{{ arguments.x }}{{ body }}</b>");
    let (files, _) = build(&mut session, &folder);
    assert!(files["a/index.html"].contains("<b>1<p>text</p>\n</b>"));
    assert_eq!(session.counts().parsed, before.parsed, "documents know nothing of templates");
    site.write("site.toml", define("card").replace("= 1", "= 2"));
    let (files, _) = build(&mut session, &folder);
    assert!(files["a/index.html"].contains("<b>2<p>text</p>\n</b>"));
    site.write("site.toml", "");
    site.remove("templates/shapes/card.html");
    let (files, problems) = build(&mut session, &folder);
    assert!(files["a/index.html"].contains("<p>text</p>") && !files["a/index.html"].contains("<b>2"));
    assert!(problems.iter().any(|problem| problem.contains("no container is called `card`")), "{problems:?}");
}

#[test]
fn unchanged_site_does_no_work() {
    let site = Site::new().file("content/a.md", "---\ntitle: A\n---\n```sh\nls\n```\n");
    let (mut session, folder) = (session(&site), Memory::default());
    build(&mut session, &folder);
    let counts = session.counts();
    assert!(!session.refresh(), "nothing changed");
    build(&mut session, &folder);
    assert_eq!(session.counts(), counts);
}
