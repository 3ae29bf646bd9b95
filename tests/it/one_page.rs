//! A section or a learning path on one page: all texts in order, ids that nothing shares, links that stay on the page.

use std::collections::BTreeSet;

use crate::common::Site;

/// An entry with everything that has an id or refers to one.
fn entry(title: &str, other: &str) -> String {
    format!(
        "---\ntitle: {title}\ndescription: About it.\n---\n\
         Here[^1] and in [its part](#part), [the other]({other}.md), [a part of it]({other}.md#part), [[{other}#part]], \
         [outside](../out.md#own) and [a file](data.csv).\n\n\
         ## Part\n\n### Below\n\n<h4 id=\"raw\">Raw</h4>\n\n\
         <table><tr><th id=\"head\">H</th></tr><tr><td headers=\"head\">c</td></tr></table>\n\n\
         <!-- quiz -->\n- [x] this\n- [ ] that\n\n\
         ```mermaid\nflowchart LR\n  A --> B\n```\n\n[^1]: A note.\n"
    )
}

fn site(settings: &str) -> Site {
    Site::empty()
        .file("site.toml", format!("title = \"Hub\"\nbase_url = \"https://e.org/\"\n{settings}"))
        .file(
            "content/s/index.md",
            "---\ntitle: Section\ndescription: S.\n---\n## Introduction\n\n[A](a.md#part)\n",
        )
        .file("content/s/a.md", entry("A", "b"))
        .file("content/s/b.md", entry("B", "a"))
        .file("content/s/data.csv", "1")
        .file("content/s/t/index.md", "---\ntitle: Below\ndescription: T.\n---\n[up](../index.md)\n")
        .file("content/s/t/c.md", "---\ntitle: C\ndescription: C.\n---\n[A](../a.md)\n")
        .file("content/out.md", "---\ntitle: Out\ndescription: O.\n---\n## Own\n\ntext\n")
        .file(
            "content/p.md",
            "---\ntitle: Path\ndescription: P.\nkind: path\nsteps: [out, s/t/c, s/a]\n---\n[C](s/t/c.md)\n",
        )
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(&start).skip(1).map(|rest| rest.split('"').next().expect("a value ends")).collect()
}

fn main_part(page: &str) -> &str {
    let start = page.find("<main").expect("a page has one");
    &page[start..page.find("</main>").expect("it ends")]
}

#[test]
fn all_texts_stand_in_order_below_headings_of_their_own() {
    let site = site("one_page = 10\n");
    site.run(["build"]).succeeds();
    let page = site.read("public/s/one-page/index.html");
    let headings = [
        "<h1 id=\"part-0\">Section",
        "<h2 id=\"part-0-introduction\"",
        "<h2 id=\"part-1\">",
        "<h3 id=\"part-1-part\"",
        "<h4 id=\"part-1-below\"",
        "<h5 id=\"part-1-raw\">Raw <a class=\"anchor\"",
        "<h2 id=\"part-2\">",
        "<h2 id=\"part-3\">",
        "<h2 id=\"part-4\">",
    ];
    let places: Vec<usize> =
        headings.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text} in {page}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    // The entry's own page is as it was.
    let own = site.read("public/s/a/index.html");
    assert!(
        own.contains("<h2 id=\"part\">Part")
            && own.contains("<h4 id=\"raw\">Raw <a class=\"anchor\"")
            && own.contains("headers=\"head\"")
    );
    let path = site.read("public/p/one-page/index.html");
    let places = ["Out</a></h2>", "C</a></h2>", "A</a></h2>"].map(|text| path.find(text).expect(text));
    assert!(places.is_sorted(), "steps in their order: {places:?}");
}

#[test]
fn ids_are_unique_and_every_reference_finds_its_own() {
    let site = site("one_page = 10\n");
    site.run(["build"]).succeeds();
    let page = site.read("public/s/one-page/index.html");
    let page = main_part(&page);
    let ids = values(page, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    let local = values(page, "href")
        .into_iter()
        .filter_map(|href| href.strip_prefix('#'))
        .filter(|id| !id.starts_with("i-"));
    let cells = values(page, "headers");
    assert_eq!(cells, ["part-1-head", "part-2-head"]);
    let drawn = page.split("url(#").skip(1).map(|rest| rest.split(')').next().expect("it ends"));
    let mut count = 0;
    for id in local.chain(cells).chain(drawn).chain(values(page, "aria-labelledby")) {
        count += 1;
        assert!(unique.contains(id), "nothing has the id {id}: {ids:?}");
    }
    assert!(count > 30, "{count}");
    let quizzes: Vec<&str> = values(page, "name");
    assert_eq!(quizzes, ["part-1-quiz-1", "part-1-quiz-1", "part-2-quiz-1", "part-2-quiz-1"]);
}

#[test]
fn links_to_what_the_page_shows_stay_on_it() {
    let site = site("one_page = 10\n");
    site.run(["build"]).succeeds();
    let page = site.read("public/s/one-page/index.html");
    let links = |text: &str| {
        let end = format!("\">{text}</a>");
        let ends = page.match_indices(&end).map(|(at, _)| at);
        ends.map(|at| page[..at].rsplit("href=\"").next().unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(links("its part"), ["#part-1-part", "#part-2-part"]);
    assert_eq!(links("the other"), ["#part-2", "#part-1"]);
    assert_eq!(links("a part of it"), ["#part-2-part", "#part-1-part"]);
    assert_eq!(links("B: Part"), ["#part-2-part"]);
    assert_eq!(links("outside"), ["../../out/index.html#own"; 2]);
    assert_eq!(links("a file"), ["../../s/data.csv"; 2]);
    assert_eq!(links("up"), ["#part-0"]);
}

#[test]
fn search_engines_are_sent_to_the_section() {
    let site = site("one_page = 10\n");
    site.run(["build"]).succeeds();
    let page = site.read("public/s/one-page/index.html");
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(page.contains("<link rel=\"canonical\" href=\"https://e.org/s/\">"), "{page}");
    assert!(!site.read("public/sitemap.xml").contains("one-page"));
    let link = "index.html\">Print or read on one page</a>";
    assert!(
        site.read("public/s/index.html").contains(link) && site.read("public/p/index.html").contains(link)
    );
}

#[test]
fn only_a_site_that_wants_them_has_them_and_only_small_ones() {
    let has = |site: &Site| {
        site.run(["build"]).succeeds();
        let pages = ["s", "s/t", "p"]
            .map(|path| site.tree("public").contains_key(&format!("{path}/one-page/index.html")));
        assert_eq!(site.read("public/s/index.html").contains("on one page"), pages[0]);
        pages
    };
    assert_eq!(has(&site("")), [false; 3]);
    assert_eq!(has(&site("one_page = 4\n")), [true, false, true]);
    // The section has four parts, the path three; the section below has one only.
    assert_eq!(has(&site("one_page = 3\n")), [false, false, true]);
    // An entry has its address whatever the settings say.
    let taken = site("one_page = 4\n")
        .file("content/s/one-page.md", "---\ntitle: Mine\ndescription: M.\n---\ntext\n");
    taken.run(["build"]).succeeds();
    assert!(taken.read("public/s/one-page/index.html").contains("Mine"));
    assert!(!taken.read("public/s/index.html").contains("on one page"));
    site("one_page = 1000\n").run(["build"]).fails(2).says("write a whole number from 0 to 500");
}
