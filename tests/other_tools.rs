//! Folders of Markdown that were written for other tools: each gives a site, nothing is lost in silence, and what they say in
//! their own words is understood.

#![allow(clippy::disallowed_methods, reason = "tests look at files and write them")]

mod common;

use common::Site;

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
    site.run(["build", "--strict"]).succeeds();
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
