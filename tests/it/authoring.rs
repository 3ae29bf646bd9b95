//! What Markdown takes from other files of the site: code, pictures, fragments.

use crate::common::Site;

#[test]
fn code_comes_from_a_file() {
    let site = Site::new()
        .file(
            "content/t/examples/tasks.py",
            "import x\n\n# region: retry\n@retry\ndef f(): ...\n# endregion\n",
        )
        .file(
            "content/t/a.md",
            "---\ntitle: A\n---\n```file=\"examples/tasks.py#retry\"\nsee examples/tasks.py\n```\n\n\
             ```text file=/t/examples/tasks.py title=All\n```\n",
        );
    site.run(["build", "--strict"]).succeeds();
    let page = site.read("public/t/a/index.html");
    assert!(page.contains("<span class=\"code-title\">examples/tasks.py</span>"), "{page}");
    assert!(page.contains("data-lang=\"py\""), "{page}");
    assert!(page.contains("<span class=\"line\">import x\n</span>"), "{page}");
    assert_eq!(page.matches("retry").count(), 2, "once in each block");
    assert!(!page.contains("see examples") && !page.contains("# region"), "{page}");
}

#[test]
fn changed_file_changes_the_code() {
    let site = Site::new()
        .file("content/x.sh", "echo one\n")
        .file("content/a.md", "---\ntitle: A\n---\n```file=x.sh\n```\n");
    site.run(["build"]).succeeds();
    site.write("content/x.sh", "echo two\n");
    site.run(["build"]).succeeds();
    assert!(site.read("public/a/index.html").contains("two"));
}

#[test]
fn fragment_that_nothing_includes_is_checked() {
    let site = Site::new()
        .file("content/_f/loose.md", "[x](../nope.md) [y](#there) [[#there]]\n\n[in](in.md \"include\")\n")
        .file("content/_f/in.md", "[x](../none.md)\n")
        .file("content/_f/used.md", "[x](../used.md)\n")
        .file("content/a.md", "---\ntitle: A\n---\n[f](_f/used.md \"include\")\n");
    let run = site.run(["check"]).fails(1);
    for place in ["content/_f/loose.md:1:5", "content/_f/in.md:1:5", "content/_f/used.md:1:5"] {
        assert_eq!(run.stderr.matches(place).count(), 1, "{place}: {}", run.stderr);
    }
    assert_eq!(run.stderr.matches("error[").count(), 3, "{}", run.stderr);
}

#[test]
fn code_from_nowhere_is_an_error() {
    let site = Site::new()
        .file("content/x.py", "# region: retry\n# endregion\n")
        .file("content/x.bin", b"\xff\x00".as_slice())
        .file("secret.txt", "secret")
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n```py file=\"y.py\"\n```\n```py file=\"x.py#rety\"\n```\n```text file=x.bin\n```\n\
             ```text file=../secret.txt\n```\n",
        );
    site.run(["check"])
        .fails(1)
        .says("error[missing-asset]: no file at `y.py`")
        .says("content/a.md:4:13")
        .says("did you mean `x.py`?")
        .says("error[missing-region]: `x.py` has no region `rety`")
        .says("content/a.md:6:13")
        .says("did you mean `retry`?")
        .says("error[missing-region]: `x.bin` is not UTF-8 text")
        .says("error[unsafe-link]: `../secret.txt` leads out of the content folder");
}

#[test]
fn pictures_have_their_size_before_they_load() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0";
    let site = Site::new()
        .file("content/p.png", png.as_slice())
        .file("content/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30 20\"/>")
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n![p](p.png \"C\")\n\n![s](p.svg) ![e](https://e.org/x.png)\n",
        );
    site.run(["build", "--strict"]).succeeds();
    let page = site.read("public/a/index.html");
    assert!(page.contains("p.png\" width=\"640\" height=\"480\" alt=\"p\""), "{page}");
    assert!(page.contains("p.svg\" width=\"30\" height=\"20\" alt=\"s\""), "{page}");
    assert!(page.contains("x.png\" alt=\"e\""), "{page}");
}

#[test]
fn wiki_links_lead_where_references_do() {
    let site = Site::new()
        .file("content/t/redis.md", "---\ntitle: Redis\nsynonyms: [key-value store]\n---\n## Cache expiry\n")
        .file("content/t/sub/b.md", "---\ntitle: B\n---\n")
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n[[redis]] [[t/redis|x]] [[Key-value store]] [[redis#Cache expiry]] [[t]] [[#own]]\n\n## Own\n",
        );
    site.run(["build", "--strict"]).succeeds();
    let page = site.read("public/a/index.html");
    for link in [
        "<a href=\"../t/redis/index.html\">Redis</a> <a href=\"../t/redis/index.html\">x</a> <a href=\"../t/redis/index.html\">Redis</a>",
        "<a href=\"../t/redis/index.html#cache-expiry\">Redis: Cache expiry</a>",
        "<a href=\"../t/index.html\">T</a>",
        "<a href=\"../a/index.html#own\">A: Own</a>",
    ] {
        assert!(page.contains(link), "{link}\n{page}");
    }
    site.write("content/a.md", "---\ntitle: A\n---\n[[rediss]] [[redis#expiri]]\n");
    site.run(["check"])
        .fails(1)
        .says("error[unknown-reference]: no entry is called `rediss`")
        .says("content/a.md:4:3")
        .says("did you mean `redis`?")
        .says("error[broken-anchor]");
}

#[test]
fn formulas_bring_their_style_sheet() {
    let site = Site::new()
        .file("content/a.md", "---\ntitle: A\n---\n$a^2$\n")
        .file("content/b.md", "---\ntitle: B\n---\n$5 and $6\n");
    site.run(["build", "--strict"]).succeeds();
    let sheet = "<link rel=\"stylesheet\" href=\"../theme-math/math.css\">";
    assert!(site.read("public/a/index.html").contains(sheet));
    assert!(!site.read("public/b/index.html").contains("theme-math"));
    for file in ["math.css", "stix-two-math-subset.woff2", "OFL.txt"] {
        assert!(site.path("public/theme-math").join(file).exists(), "{file}");
    }
    site.write("content/a.md", "---\ntitle: A\n---\nx $\\foo$\n");
    site.run(["check"]).fails(1).says("error[math]").says("content/a.md:4:3").says("at `\\foo`");
}

#[test]
fn fragments_are_part_of_the_pages_that_include_them() {
    let site = Site::new()
        .file("content/t/_shared/x.py", "x = 1\n")
        .file(
            "content/t/_shared/setup.md",
            "# Set up\n\nIntro [b](../b.md)[^1].\n\n## Inside\n\n```file=x.py\n```\n\n[^1]: Note.\n\n[more](more.md \"include\")\n",
        )
        .file("content/t/_shared/more.md", "More text.\n")
        .file("content/t/b.md", "---\ntitle: B\n---\n")
        .file(
            "content/a.md",
            "---\ntitle: A\n---\nOwn[^1].\n\n## First\n\n[Set up](t/_shared/setup.md \"include\")\n\n## Last\n\n[^1]: Own note.\n",
        );
    site.run(["build", "--strict"]).succeeds();
    let page = site.read("public/a/index.html");
    for text in [
        "<h2 id=\"inside\">",
        "href=\"../t/b/index.html\">b</a>",
        "id=\"fn-1\"",
        "id=\"fn-setup-1\"",
        "<p>More text.</p>",
    ] {
        assert_eq!(page.matches(text).count(), 1, "{text}\n{page}");
    }
    let places = ["#first\"", "#inside\"", "#last\""].map(|id| page.find(id).expect("in the outline"));
    assert!(places.is_sorted(), "{places:?}");
    assert!(!site.path("public/t/_shared/setup").exists(), "a fragment is no page");
    site.write("content/t/_shared/more.md", "Other text.\n");
    site.run(["build"]).succeeds();
    assert!(site.read("public/a/index.html").contains("Other text."));
}

#[test]
fn includes_that_lead_nowhere_are_errors() {
    let site = Site::new()
        .file("content/_f/x.md", "[y](y.md \"include\")\n[gone](gone.md)\n")
        .file("content/_f/y.md", "[x](x.md \"include\")\n\n[gone](gone.md)\n")
        .file("content/b.md", "---\ntitle: B\n---\n## Part\n")
        .file("content/_f/part.md", "## Part\n")
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n[x](_f/z.md \"include\")\n\n[b](b.md \"include\")\n\n[o](../../o.md \"include\")\n\n\
             [y](_f/y.md \"include\")\n\n## Part\n\n[p](_f/part.md \"include\")\n",
        );
    site.run(["check"])
        .fails(1)
        .says("error[include]: no fragment at `_f/z.md`")
        .says("content/a.md:4:5")
        .says("did you mean `_f/x.md`?")
        .says("error[include]: no fragment at `b.md`")
        .says("error[unsafe-link]: `../../o.md` leads out of the content folder")
        .says("error[broken-link]: no page at `_f/gone.md`: what lies in a folder whose name begins with `_` has none")
        .says("content/_f/y.md:3:8")
        .says("the fragment has the heading `#part`");
    // Only a link by itself is an include.
    site.write("content/a.md", "---\ntitle: A\n---\nOne [x](_f/part.md \"include\")\n");
    site.run(["check"])
        .fails(1)
        .says("no page at `_f/part.md`")
        .says("write the link as a paragraph of its own");
    site.write("content/a.md", "---\ntitle: A\n---\n[y](_f/y.md \"include\")\n");
    site.write("content/_f/x.md", "[y](y.md \"include\")\n");
    site.run(["check"]).fails(1).says("content/_f/y.md → content/_f/x.md → content/_f/y.md");
}

#[test]
fn fragments_cannot_grow_without_end() {
    let mut site = Site::new().file("content/a.md", "---\ntitle: A\n---\n[f](_f/0.md \"include\")\n");
    for level in 0..8 {
        let next = format!("[f]({}.md \"include\")\n\n", level + 1);
        site = site.file(&format!("content/_f/{level}.md"), next.repeat(20));
    }
    site = site.file("content/_f/8.md", "text\n");
    site.run(["check"]).fails(1).says("error[include]: the page has more than 1000 includes");
}
