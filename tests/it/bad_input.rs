//! Bad input: a clear message at its place, all problems in one run, the exit code that `--help` lists, and the old output
//! as it was, byte for byte.

use crate::common::Site;

/// Builds a good site, breaks it, builds again, and gives that run. The output must not have changed.
fn broken(break_it: impl FnOnce(&Site)) -> crate::common::Run {
    let site = Site::new().file("content/a.md", "---\ntitle: A\n---\ntext\n");
    site.run(["build"]).succeeds();
    let before = site.tree("public");
    break_it(&site);
    let run = site.run(["build"]);
    assert_eq!(site.tree("public"), before, "a failed build changed the output");
    run
}

#[test]
fn unclosed_front_matter() {
    broken(|site| site.write("content/b.md", "---\ntitle: B\n\ntext\n"))
        .fails(1)
        .says("error[unclosed-front-matter]")
        .says("content/b.md:1:1")
        .says("close it with a line that holds only `---`");
}

#[test]
fn of_two_entries_at_one_address_the_one_with_a_slug_is_told() {
    let site = Site::new();
    site.write("content/a.md", "---\ntitle: A\nslug: redis\n---\ntext\n");
    site.write("content/redis.md", "---\ntitle: Redis\n---\ntext\n");
    let told = "error[duplicate-url]: `content/redis.md` is already published at `redis/index.html`";
    site.run(["check"]).fails(1).says(told).says("content/a.md:3:7");
}

#[test]
fn author_without_a_letter_has_no_page() {
    let site = Site::new().file("content/a.md", "---\ntitle: A\nauthors: [\"?\", Ada]\n---\ntext\n");
    site.run(["build"]).succeeds();
    let people: Vec<String> = site.tree("public/people").into_keys().collect();
    assert_eq!(people, ["ada/index.html", "index.html"]);
    assert!(site.read("public/a/index.html").contains("?"));
}

#[test]
fn unreadable_front_matter_is_one_problem() {
    let entry = "---\ntitle: A: b\nproblem: x\n---\n\n## Overview\n\ntext\n";
    broken(|site| site.write("content/challenges/b.md", entry))
        .fails(1)
        .says("error[yaml-syntax]")
        .says("error: 1 error; nothing was written");
}

#[test]
fn yaml_syntax_error() {
    broken(|site| site.write("content/b.md", "---\ndescription: x\ntitle: Redis: a cache\n---\n"))
        .fails(1)
        .says("error[yaml-syntax]")
        .says("content/b.md:3:")
        .says("put quotes around the text: `title: \"Redis: a cache\"`");
}

#[test]
fn wrong_type() {
    broken(|site| site.write("content/b.md", "---\ntitle: B\ndate: tomorrow\ndraft: 1\n---\n"))
        .fails(1)
        .says("error[wrong-type]: `date` must be a date, not `tomorrow`")
        .says("content/b.md:3:7")
        .says("content/b.md:4:8");
}

#[test]
fn missing_title() {
    broken(|site| site.write("content/b.md", "just text\n"))
        .fails(1)
        .says("error[missing-title]")
        .says("content/b.md:1:1")
        .says("`title: B`");
}

#[test]
fn unknown_kind() {
    broken(|site| site.write("content/b.md", "---\ntitle: B\nkind: technolgy\n---\n"))
        .fails(1)
        .says("error[unknown-kind]")
        .says("content/b.md:3:7")
        .says("did you mean `technology`?");
}

#[test]
fn two_files_with_one_address() {
    broken(|site| site.write("content/b.md", "---\ntitle: B\nslug: a\n---\n"))
        .fails(1)
        .says("error[duplicate-url]")
        .says("content/b.md:3:7")
        .says("content/a.md");
    broken(|site| {
        site.write("content/c/index.md", "---\ntitle: C\n---\n");
        site.write("content/c/README.md", "---\ntitle: C\n---\n");
    })
    .fails(1)
    .says("error[duplicate-index]")
    .says("keep one of");
}

#[test]
fn broken_link() {
    broken(|site| {
        site.write("content/caching.md", "---\ntitle: Caching\n---\n");
        let text = "See [A](cachng.md) and [A](a.md#nope) and ![p](p.png).";
        site.write("content/b.md", format!("---\ntitle: B\n---\n{text}\n"));
    })
    .fails(1)
    .says("error[broken-link]: no entry at `cachng.md`")
    .says("content/b.md:4:9")
    .says("did you mean `caching.md`?")
    .says("error[broken-anchor]: `a.md` has no heading `#nope`")
    .says("error[missing-asset]: no file at `p.png`")
    .says("3 errors; nothing was written");
}

#[test]
fn broken_template() {
    broken(|site| site.write("templates/entry.html", "line one\n{{ entry.nope.deeper }}\n"))
        .fails(1)
        .says("error[template]")
        .says("templates/entry.html:2:")
        .says("no field is called `nope`")
        .says("those that there are: authors, backlinks,")
        .says("it failed while rendering `a/index.html`")
        .says("content/a.md:2:8")
        .says("while this entry was rendered");
    broken(|site| site.write("templates/footer.html", "{{ page.titel }}"))
        .fails(1)
        .says("templates/footer.html:1:9")
        .says("did you mean `title`?")
        .says("1 error; nothing was written");
    broken(|site| site.write("templates/footer.html", "\n{% include \"icon.html\" %}"))
        .fails(1)
        .says("templates/footer.html:2:13")
        .says("did you mean `icons.html`?");
    broken(|site| site.write("templates/entry.html", "{% if %}")).fails(1).says("templates/entry.html:1:");
}

#[test]
fn unreadable_file() {
    broken(|site| site.write("templates/footer.html", b"x\n\xff\xfe\n"))
        .fails(3)
        .says("error[unreadable]: cannot read `templates/footer.html`: line 2 is not UTF-8 text")
        .says("save the file as UTF-8");
}

#[cfg(unix)]
#[test]
fn files_outside_the_site_are_not_published() {
    use std::os::unix::fs::symlink;
    let secret = tempfile::NamedTempFile::new().unwrap();
    broken(|site| symlink(secret.path(), site.path("content/secret.txt")).unwrap())
        .fails(1)
        .says("error[link-outside]")
        .says("content/secret.txt");
    broken(|site| symlink(site.path("nowhere"), site.path("content/gone.txt")).unwrap())
        .fails(1)
        .says("content/gone.txt");
}

#[test]
fn all_problems_in_one_run_in_the_order_of_files() {
    let run = broken(|site| {
        site.write("content/b.md", "---\ntitle: B\n");
        site.write("content/c.md", "no title\n");
        site.write(
            "content/d.md",
            "---\ntitle: D\nprerequisites: [zzz]\ntitel: x\n---\n[x](y.md) <script>1</script>\n",
        );
        site.write("templates/entry.html", "{% if %}");
    })
    .fails(1);
    let found: Vec<&str> = run
        .stderr
        .lines()
        .filter_map(|line| line.split_once('[').filter(|(level, _)| *level == "error" || *level == "warning"))
        .filter_map(|(_, rest)| rest.split_once(']').map(|(code, _)| code))
        .collect();
    assert_eq!(
        found,
        [
            "unclosed-front-matter",
            "missing-title",
            "unknown-reference",
            "unknown-field",
            "broken-link",
            "unsafe-html",
            "template"
        ],
        "{}",
        run.stderr
    );
}

#[test]
fn prerequisites_in_a_circle() {
    let site = Site::new()
        .file("content/a.md", "---\ntitle: A\nprerequisites: [b]\n---\n")
        .file("content/b.md", "---\ntitle: B\nprerequisites: [c]\n---\n")
        .file("content/c.md", "---\ntitle: C\nprerequisites: [a]\n---\n");
    site.run(["check"])
        .fails(1)
        .says("error[prerequisite-cycle]")
        .says("a → b → c → a")
        .says("content/c.md:3:17");
}

#[test]
fn entry_requires_itself() {
    Site::new()
        .file("content/c/a.md", "---\ntitle: A\nprerequisites: [c/b, a]\nrelated: [a]\n---\n")
        .file("content/c/b.md", "---\ntitle: B\n---\n")
        .run(["check"])
        .fails(1)
        .says("error[prerequisite-cycle]: the entry requires itself\n  ╭▸ content/c/a.md:3:22\n")
        .says("error: 1 error\n");
}

#[test]
fn settings() {
    let run =
        broken(|site| site.write("site.toml", "title = \"x\"\ntitel = 1\n[check]\nbroken-link = \"of\"\n"));
    run.fails(2)
        .says("error[config-key]: unknown key `titel`")
        .says("site.toml:2:1")
        .says("did you mean `title`?")
        .says("site.toml:4:15")
        .says("did you mean `off`?");
}

#[test]
fn no_site() {
    let site = Site::empty();
    site.run(["build"]).fails(2).says("nexus init").says("--root");
    site.run(["build", "--root", "nowhere"]).fails(2).says("nowhere");
    site.run(["buidl"]).fails(2);
    site.run(["build", "--strict", "--lenient"]).fails(2);
}

#[test]
fn unsafe_output_folders() {
    let site = Site::new().file("mine/notes.txt", "keep me");
    for out in ["mine", ".", "..", "content", "/", "content/out", "templates"] {
        site.run(["build", "--out", out]).fails(4).says("error:");
    }
    assert_eq!(site.read("mine/notes.txt"), "keep me");
    assert_eq!(site.tree("content").len(), 1);
}

#[test]
fn levels_can_be_changed() {
    let site = Site::new().file("content/b.md", "---\ntitle: B\nnope: 1\n---\n[x](y.md)\n");
    site.run(["check"]).fails(1).says("1 error, 1 warning");
    site.run(["check", "--strict"]).fails(1).says("2 errors");
    site.run(["build", "--lenient"]).succeeds().says("2 warnings");
    assert!(site.read("public/b/index.html").contains("<p><a>x</a></p>"), "the text of a broken link stays");
    site.write("site.toml", "title = \"Hub\"\n[check]\nbroken-link = \"off\"\nunknown-field = \"error\"\n");
    site.run(["check"]).fails(1).says("error[unknown-field]").does_not_say("broken-link");
}

#[test]
fn links_to_hidden_entries() {
    let site = Site::new()
        .file("content/a.md", "---\ntitle: A\n---\n[d](d.md) [l](l.md)\n")
        .file("content/d.md", "---\ntitle: D\ndraft: true\n---\n")
        .file("content/l.md", "---\ntitle: L\ndate: 2999-01-01\n---\n");
    site.run(["build"]).fails(1).says("error[hidden-link]").says("it is a draft").says("dated 2999-01-01");
    site.run(["build", "--drafts"]).succeeds();
    site.write("content/a.md", "---\ntitle: A\n---\n");
    let run = site.run(["build"]).succeeds();
    run.says("left out: content/d.md (a draft)")
        .says("left out: content/l.md (dated 2999-01-01)")
        .says("--drafts");
    assert!(!site.path("public/d").exists());
}

#[test]
fn machine_output_is_one_json_value() {
    let site = Site::new().file("content/b.md", "---\ntitle: B\n---\n[x](y.md)\n");
    for command in ["check", "build"] {
        let run = site.run([command, "--json"]).fails(1);
        let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(value["ok"], false);
        let problem = &value["diagnostics"][0];
        assert_eq!(problem["code"], "broken-link");
        assert_eq!(problem["file"], "content/b.md");
        assert_eq!((&problem["line"], &problem["column"]), (&4.into(), &5.into()));
    }
    site.write("content/b.md", "---\ntitle: B\n---\n");
    let run = site.run(["build", "--json"]).succeeds();
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(value["ok"], true);
    assert!(value["summary"]["pages"].as_u64().expect("a number") >= 4);
}

#[test]
fn mistakes_that_used_to_pass_or_panic() {
    let site = Site::new()
        .file("content/UPPER.MD", "---\ntitle: Upper\n---\n")
        .file("content/d.md", "---\ntitle: D\ndraft: true\n---\n")
        .file("content/hidden/x.md", "---\ntitle: X\ndraft: true\n---\n")
        .file("content/plain/p.md", "---\ntitle: P\n---\n")
        .file("content/challenges/c.md", "---\ntitle: C\nproblem: \"\"\nsolution: s\n---\n")
        .file("content/a.md", "---\ntitle: A\nimage: nope.png\nrelated: [d]\n---\n[p](plain/#nope)\n");
    site.write(
        "site.toml",
        "title = \"Hub\"\nnavigation = [\"hidden\", \"nowhere\"]\n\
         [home]\nactions = [{ text = \"Go\", to = \"nope\" }, { text = \"P\", to = \"p\" }]\n\
         [kinds.x]\nfields = { status = \"text\", own = \"text\" }\ntable = [\"own\", \"tags\", \"nosuch\"]\n",
    );
    let run = site.run(["check"]).fails(2);
    let run = run
        .says("site.toml:2:25")
        .says("site.toml:4:32")
        .says("no entry or folder is called `nope`")
        .says("`status` is a field that every entry has")
        .says("a table cannot show `nosuch`")
        .says("no file at `nope.png`")
        .says("`d` is left out of the site: it is a draft")
        .says("`plain/` has no heading `#nope`")
        .says("a challenge needs the field `problem`");
    assert_eq!(run.stderr.matches("error[").count(), 8, "{}", run.stderr);
}

#[test]
fn broken_template_is_told_once_and_with_its_place() {
    let site = Site::new()
        .file("content/a.md", "---\ntitle: A\ntemplate: own.html\n---\n")
        .file("templates/own.html", "{% extends \"base.html\" %}\n{% block foot %}x{% endblock %}\n");
    let run = site.run(["build"]).fails(1).says("templates/own.html:2:");
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
    site.write("templates/own.html", "{% if %}");
    let run = site.run(["build"]).fails(1).says("templates/own.html:1:");
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
}

#[test]
fn refusal_is_json_too() {
    let site = Site::new().file("mine/x", "x");
    let run = site.run(["build", "--json", "--out", "mine"]).fails(4);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(value["ok"], false);
    assert!(value["error"].as_str().expect("a text").contains("mine"));
}

/// Small texts that others are put into many times over make gigabytes, if nothing stops them.
#[test]
fn page_takes_no_more_from_other_files_than_it_has_room_for() {
    let large = "word ".repeat(20_000);
    let include = "[x](_s/f.md \"include\")\n\n";
    let excerpt = "```text file=\"big.txt\"\n```\n\n";
    let region = "```text file=\"big.txt#a\"\n```\n\n";
    broken(|site| {
        site.write("content/_s/f.md", &large);
        site.write("content/b.md", format!("---\ntitle: B\n---\n{}", include.repeat(30)));
        site.write("content/big.txt", format!("{large}\n# region: a\nx\n# endregion\n"));
        site.write("content/c.md", format!("---\ntitle: C\n---\n{}", excerpt.repeat(30)));
        site.write("content/d.md", format!("---\ntitle: D\n---\n{}", region.repeat(300)));
        for level in 0..7 {
            let inside = format!("[x](l{}.md \"include\")\n\n", level + 1).repeat(12);
            site.write(&format!("content/_l/l{level}.md"), inside);
        }
        site.write("content/_l/l7.md", "word ".repeat(300));
        site.write("content/e.md", "---\ntitle: E\n---\n[x](_l/l0.md \"include\")\n");
    })
    .fails(1)
    .says("error[too-large]: the page takes too much from other files")
    .says("content/b.md:24:5")
    .says("content/c.md:34:15")
    .says("content/d.md:")
    .says("content/_l/l6.md:");
}

#[test]
fn entry_has_a_size() {
    broken(|site| {
        site.write("content/b.md", format!("---\ntitle: B\n---\n{}", "word [x](y.md)\n".repeat(300_000)));
        site.write("content/c.md", format!("---\ntitle: C\ntags: [{}]\n---\n", "a, ".repeat(22_000)));
        site.write("content/d.md", format!("---\ntitle: D\n---\n{}\n{}a", "* ".repeat(200), ">".repeat(101)));
        site.write("content/e.md", format!("---\ntitle: E\n---\n{}a", "- 1. > ".repeat(34)));
    })
    .fails(1)
    .says("error[too-large]: the file has 4.3 MiB, and an entry at most 4.0 MiB")
    .says("content/b.md:1:1")
    .says("error[too-large]: the front matter has 65 KiB, and at most 64 are read")
    .says("content/d.md:5:1")
    .says("error[too-large]: quotes and lists are nested deeper than 100")
    .says("content/e.md:")
    .says("error: 4 errors");
}

/// `nexus check 2>&1 | head -1`, and a log on a full disk: nobody listens, and all else is as ever.
#[cfg(target_os = "linux")]
#[test]
fn nobody_has_to_listen() {
    use std::{fs::File, process::Stdio};

    let site = Site::new().file("content/a.md", "---\ntitle: A\n---\n[x](gone.md)\n");
    let gone = || {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        Stdio::from(writer)
    };
    let full = || Stdio::from(File::options().write(true).open("/dev/full").expect("a full disk"));
    let code = |arguments: &[&str], out: Stdio, err: Stdio| {
        let run = site.run_with(arguments.iter().copied(), |command| {
            command.stdout(out).stderr(err);
        });
        run.code
    };
    assert_eq!(code(&["check", "--fix", "--dry-run"], gone(), gone()), 0);
    for command in [["check"].as_slice(), &["build"]] {
        assert_eq!(code(command, gone(), gone()), 1, "{command:?}");
        assert_eq!(code(command, Stdio::null(), full()), 1, "{command:?}");
    }
    site.write("content/a.md", "---\ntitle: A\n---\ntext\n");
    for command in
        [["check"].as_slice(), &["build"], &["explain", "math"], &["schema"], &["new", "concept", "b"]]
    {
        assert_eq!(code(command, gone(), gone()), 0, "{command:?}");
    }
    assert_eq!(code(&["build"], full(), full()), 0);
    assert!(site.read("public/a/index.html").contains("text"));
}

#[cfg(unix)]
#[test]
fn terminal_obeys_no_name() {
    let site = Site::new().file("content/a\u{1b}[31m\u{9b}2J.md", "---\ntitle: A\n---\n[x](gone.md)\n");
    let run = site.run(["check"]).fails(1).says("a\\u{1b}[31m\\u{9b}2J.md:4:");
    assert!(!run.stderr.contains(['\u{1b}', '\u{9b}']), "{:?}", run.stderr);
}
