//! Folders of Markdown that were written for other tools: each gives a site, nothing is lost in silence, and what they say in
//! their own words is understood.

use crate::common::Site;

fn entry(front_matter: &str, body: &str) -> String {
    format!("---\n{front_matter}\n---\n{body}\n")
}

#[test]
fn template_of_another_tool_is_told_once_and_the_text_is_shown() {
    let site = Site::new();
    for number in 0..5 {
        site.write(
            &format!("content/{number}.md"),
            entry(&format!("title: A{number}\nlayout: home"), "text"),
        );
    }
    site.write("content/x/index.md", entry("title: X\nlayout: section", "text of the section"));
    let run = site.run(["build"]).succeeds();
    let run = run
        .says("warning[foreign-field]: `layout` names a template that the site does not have (6 times)")
        .says("content/0.md:3:9");
    assert_eq!(run.stderr.matches("foreign-field]").count(), 1, "{}", run.stderr);
    assert!(site.read("public/3/index.html").contains("text"));
    assert!(site.read("public/x/index.html").contains("text of the section"));
}

#[test]
fn part_of_the_theme_is_no_template_of_a_page() {
    for name in ["redirect.html", "section.html", "home.html", "tag.html", "components.html", "none"] {
        let site =
            Site::new().file("content/a.md", entry(&format!("title: A\ntemplate: {name}"), "the text"));
        site.run(["build"]).fails(1).says("error[missing-template]").says("content/a.md:3:11");
        site.run(["build", "--lenient"]).succeeds();
        assert!(site.read("public/a/index.html").contains("the text"), "{name}");
    }
}

#[test]
fn layout_that_the_site_has_is_taken() {
    let site = Site::new()
        .file("content/a.md", entry("title: A\nlayout: own.html\ntype: concept", "the text"))
        .file(
            "templates/own.html",
            "{% extends \"nexus/entry.html\" %}{% block title %}own{% endblock title %}",
        );
    let run = site.run(["build"]).succeeds();
    run.says("`layout` is called `template` here").says("`type` is called `kind` here");
    assert!(site.read("public/a/index.html").contains("<title>own"));
}

#[test]
fn kind_of_another_tool_is_told_once() {
    let site = Site::new()
        .file("content/a.md", entry("title: A\ntype: docs", ""))
        .file("content/b.md", entry("title: B\ntype: docs", ""));
    let run = site.run(["check"]).succeeds();
    run.says("warning[foreign-field]: `type` names a kind that the site does not have (2 times)");
}

#[test]
fn names_that_no_file_system_takes_are_cut_or_left_out() {
    let (one, two) = ("a".repeat(300), format!("{}b", "a".repeat(299)));
    let letters = "漢".repeat(90);
    let deep = "x/".repeat(3000);
    let matter = format!(
        "title: A\nauthors: [{one}, {two}, {letters}]\ntags: [{one}, {two}, {letters}, index.html]\nslug: {one}\n\
         aliases: [/{one}/, /old/{two}.html, /{deep}, /good/]"
    );
    let site = Site::new().file("content/a.md", entry(&matter, "text"));
    site.run(["build"]).fails(1).says("the old address is too long").says("content/a.md:6:11");
    site.run(["build", "--lenient"]).succeeds();
    let files: Vec<String> = site.tree("public").into_keys().collect();
    let below = |folder: &str| {
        let depth = folder.matches('/').count() + 2;
        files.iter().filter(|file| file.starts_with(folder) && file.split('/').count() == depth + 1).count()
    };
    assert_eq!((below("people"), below("tags")), (3, 4), "{files:?}");
    assert!(files.iter().any(|file| file == "good/index.html"));
    let long = |file: &&String| file.starts_with("aaaa") && file.ends_with("/index.html");
    assert_eq!(files.iter().filter(long).count(), 1);
    assert!(site.read("public/tags/index-html/index.html").contains("Index.html"));
}

#[test]
fn entry_that_was_named_after_its_page_is_that_page() {
    let site = Site::new()
        .file("content/index.html.md", entry("title: Home", "the start"))
        .file("content/guide/index.html.md", entry("title: Guide", "the guide"))
        .file("content/a.html.md", entry("title: A", "[guide](guide/index.html)"))
        .file("content/b.md", entry("title: B\nslug: index.html", "text"));
    site.run(["build"]).fails(1).says("`index.html` cannot be part of an address").says("content/b.md:3:7");
    site.run(["build", "--lenient"]).succeeds();
    assert!(site.read("public/index.html").contains("the start"));
    assert!(site.read("public/guide/index.html").contains("the guide"));
    assert!(site.read("public/a/index.html").contains("href=\"../guide/index.html\""));
    assert!(site.read("public/b/index.html").contains("text"));
}

#[test]
fn alias_that_is_the_entrys_own_address_is_nothing_to_report() {
    let site = Site::new().file("content/a.md", entry("title: A\naliases: [/a/, /b/]", "text"));
    site.run(["check", "--strict"]).succeeds();
}

#[test]
fn front_matter_in_toml_and_json_is_read() {
    let site = Site::new()
        .file(
            "content/a.md",
            "+++\ntitle = \"Apples\"\ndescription = \"Of trees\"\norder = 2\n\n[taxonomies]\ntags = [\"fruit\"]\n+++   \n\n\
             First text.\n\n```toml\n+++\nx = 1\n+++\n```\n\nSecond.\n",
        )
        .file("content/b.md", "{\n\t\"title\": \"Pears\",\n\t\"tags\": [\"fruit\"]\n}\n\nThird.\n");
    site.run(["build"]).succeeds();
    let page = site.read("public/a/index.html");
    for text in ["<title>Apples", "Of trees", "First text.", "Second.", "tags/fruit/"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("title ="));
    let page = site.read("public/b/index.html");
    assert!(page.contains("<title>Pears") && page.contains("Third.") && !page.contains("&quot;tags&quot;"));
}

#[test]
fn front_matter_without_an_end_takes_no_text_away() {
    for text in [
        "+++\ntitle=\"E\"\n\nFirst words.\n```\n+++\n```\n\nLast words.\n",
        "---\ntitle: E\n\nFirst words.\n\nLast words.\n",
        "{\n  \"title\": \"E\",\n\nFirst words.\n\nLast words.\n",
    ] {
        let site = Site::new().file("content/e.md", text);
        site.run(["check"]).fails(1).says("unclosed-front-matter").says("content/e.md:1:1");
        site.run(["build", "--lenient"]).succeeds();
        let page = site.read("public/e/index.html");
        assert!(page.contains("First words.") && page.contains("Last words."), "{text}");
    }
}

#[test]
fn names_of_files_are_titles_where_most_entries_have_none() {
    let mut site = Site::new().file("content/named.md", "# Named\n\ntext\n");
    for number in 0..12 {
        site = site.file(&format!("content/Note {number}.md"), "### The rules\n\ntext\n\n### More\n\ntext\n");
    }
    let run = site.run(["build", "--lenient"]).succeeds();
    let run = run.says("the entry has no title, and is called after its file (12 times)");
    assert_eq!(run.stderr.matches("missing-title]").count(), 1, "{}", run.stderr);
    let page = site.read("public/Note 3/index.html");
    assert!(page.contains("<title>Note 3") && page.contains("id=\"the-rules\""));
}

#[test]
fn heading_that_is_the_title_is_found_by_its_words() {
    let site = Site::new()
        .file("content/a.md", "# The Title\n\ntext\n")
        .file("content/b.md", "# B\n\n[[a#The Title]] [a](a.md#the-title)\n");
    site.run(["check", "--strict"]).succeeds();
}

#[test]
fn markdown_under_other_names_is_read() {
    let site = Site::new()
        .file(
            "content/home/index.mdx",
            entry("title: Home", "[a](../a.mdx) [b](../b.md) [g](../guide/README.markdown)"),
        )
        .file("content/a.mdx", entry("title: A", "text of a"))
        .file("content/b.markdown", entry("title: B", "[a](a.md)"))
        .file("content/guide/README.markdown", entry("title: Guide", "text of the guide"))
        .file("content/n.Rmd", entry("title: N", "text of n"));
    site.run(["build", "--strict"]).succeeds();
    let home = site.read("public/home/index.html");
    for link in ["href=\"../a/index.html\"", "href=\"../b/index.html\"", "href=\"../guide/index.html\""] {
        assert!(home.contains(link), "{link}");
    }
    assert!(site.read("public/n/index.html").contains("text of n"));
    assert!(site.read("public/guide/index.html").contains("text of the guide"));
    assert!(!site.path("public/a.mdx").exists());
    site.write("content/a.md", entry("title: A2", ""));
    site.run(["check"]).fails(1).says("duplicate-url");
}

#[test]
fn texts_that_are_no_markdown_are_told_once() {
    let site = Site::new()
        .file("content/a.rst", "A\n=\n")
        .file("content/b/c.rst", "C\n=\n")
        .file("content/x.md", "# X\n");
    let run = site.run(["build"]).succeeds();
    run.says("warning[unread-file]: a text in reStructuredText is not read, only Markdown is (2 times)");
    assert!(site.path("public/b/c.rst").exists());
}

#[test]
fn collections_are_pages_and_fragments_are_none() {
    let site = Site::new()
        .file("content/_posts/2024-01-02-hello-world.md", entry("title: Hello", "first post"))
        .file("content/_docs/index.md", entry("title: Docs", "the docs"))
        .file("content/_docs/install.md", entry("title: Install\npermalink: /docs/setup/", "how to install"))
        .file("content/_docs/plain.md", "# Plain\n\nwords without a front matter\n")
        .file("content/_shared/used.md", "shared words\n")
        .file("content/_shared/unused.md", entry("title: Unused", "lost words"))
        .file("content/_drafts/soon.md", entry("title: Soon", "soon"))
        .file("content/x/_parts/p.md", "a part\n")
        .file("content/a.md", entry("title: A", "[x](_shared/used.md \"include\")\n\n[docs](/docs/setup/)"));
    let run = site.run(["build"]).succeeds();
    run.says("no entry includes this text of `_drafts/`").says("of `_shared/`").says("of `x/_parts/`");
    assert!(site.read("public/posts/hello-world/index.html").contains("2024"));
    assert!(site.read("public/docs/index.html").contains("the docs"));
    assert!(site.read("public/docs/setup/index.html").contains("how to install"));
    assert!(site.read("public/docs/plain/index.html").contains("words without a front matter"));
    assert!(site.read("public/a/index.html").contains("shared words"));
    for path in ["public/_shared", "public/shared", "public/drafts", "public/x"] {
        assert!(!site.path(path).exists(), "{path}");
    }
}

#[test]
fn file_beside_a_folder_of_its_name_is_its_landing_page() {
    let site = Site::new()
        .file("content/guide.md", entry("title: The guide", "words of the guide [one](guide/one.md)"))
        .file("content/guide/one.md", entry("title: One", "[up](../guide.md)"))
        .file("content/x/README.md", entry("title: Notes", "words of the notes"))
        .file("content/x/index.md", entry("title: X", "words of x"));
    site.run(["build", "--strict"])
        .fails(1)
        .says("the folder already has the landing page `index.md`")
        .does_not_say("duplicate-url");
    site.run(["build", "--lenient"]).succeeds();
    let page = site.read("public/guide/index.html");
    assert!(page.contains("words of the guide") && page.contains(">One<"));
    assert!(site.read("public/guide/one/index.html").contains("href=\"../../guide/index.html\""));
    assert!(site.read("public/x/index.html").contains("words of x"));
    assert!(site.read("public/x/README/index.html").contains("words of the notes"));
}

#[test]
fn entry_at_a_folders_address_is_its_landing_page() {
    let site = Site::empty()
        .file("site.toml", "title = \"Hub\"\n")
        .file("content/intro.md", entry("title: Intro\nslug: /", "words of the start [f](FAQ.md)"))
        .file("content/FAQ.md", entry("id: faq\ntitle: Questions", "words of the questions"))
        .file("content/faq/a.md", entry("title: A", "[all](../FAQ.md) [start](../intro.md)"));
    site.run(["build"]).succeeds();
    assert!(site.read("public/index.html").contains("words of the start"));
    let page = site.read("public/faq/index.html");
    assert!(page.contains("words of the questions") && page.contains(">A<"));
    assert!(site.read("public/faq/a/index.html").contains("href=\"../../faq/index.html\""));
}

#[test]
fn address_that_is_asked_for_is_given_where_it_is_free() {
    let site = Site::new()
        .file("content/a.md", entry("title: A\npermalink: /deep/er/a/", "words of a"))
        .file("content/b.md", entry("title: B\nslug: /", "words of b"))
        .file("content/c.md", entry("title: C\nslug: /deep/er/a", "words of c"))
        .file("content/d/index.md", entry("title: D\npermalink: /old/d/", "[a](/deep/er/a/)"))
        .file("content/e.md", entry("title: E\naliases: [../e-old, /x/e/]", ""))
        .file("content/f/g.md", entry("title: G\naliases: [../g-old]", ""));
    site.run(["check"]).fails(1).says("content/b.md:3:7").says("content/c.md:3:7");
    site.run(["build", "--lenient"]).succeeds();
    for (path, words) in
        [("deep/er/a", "words of a"), ("b", "words of b"), ("c", "words of c"), ("old/d", "d/index.html")]
    {
        assert!(site.read(&format!("public/{path}/index.html")).contains(words), "{path}");
    }
    assert!(site.path("public/g-old/index.html").exists());
}

#[test]
fn navigation_has_short_names_in_the_order_of_numbers() {
    let site = Site::new()
        .file("content/r/index.md", entry("title: All releases\nlinkTitle: Releases", ""))
        .file("content/r/a.md", entry("title: Version 24.15.0", ""))
        .file("content/r/b.md", entry("title: Version 24.2.0", ""))
        .file("content/r/c.md", entry("title: Zero\nsidebar:\n  label: Start\n  order: -1", ""));
    site.run(["build"]).succeeds();
    let page = site.read("public/r/c/index.html");
    let sidebar = page.split("<nav").find(|part| part.contains("24.15.0")).expect("a sidebar");
    let at = |text: &str| sidebar.find(text).unwrap_or_else(|| panic!("{text} is not in {sidebar}"));
    assert!(at(">Releases<") < at(">Start<") && at(">Start<") < at("24.2.0") && at("24.2.0") < at("24.15.0"));
    assert!(page.contains("<title>Zero"));
}

#[test]
fn entry_has_its_own_language_and_may_expire() {
    let site = Site::new()
        .file("content/a.md", entry("title: A\nlang: ar", "text"))
        .file("content/b.md", entry("title: B\nexpiryDate: 2020-01-01", "text"));
    site.run(["build"]).succeeds().says("left out: content/b.md (expired since 2020-01-01)");
    assert!(site.read("public/a/index.html").contains("lang=\"ar\" dir=\"rtl\""));
    assert!(!site.path("public/b").exists());
}
