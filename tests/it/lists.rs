//! Pages that list entries: what changed, people, the feed, and lists that go over several pages.

use crate::common::Site;

/// A hub with so many entries in one section, all of one tag.
fn long(count: usize) -> Site {
    let site = Site::new().file("content/many/index.md", "---\ntitle: Many\n---\nOf many.\n");
    for at in 0..count {
        let difficulty = if at % 2 == 0 { "beginner" } else { "advanced" };
        site.write(
            &format!("content/many/e{at:03}.md"),
            format!("---\ntitle: Entry {at:03}\ntags: [one]\ndifficulty: {difficulty}\n---\nText.\n"),
        );
    }
    site
}

/// The entries that a page has as cards.
fn cards(page: &str) -> Vec<&str> {
    let links = page.split("class=\"card-title\"><a href=\"").skip(1);
    links.filter_map(|rest| rest.split("\">").nth(1)?.split('<').next()).collect()
}

#[test]
fn long_section_goes_over_several_pages() {
    let site = long(120);
    site.run(["build"]).succeeds();
    let pages: Vec<String> = ["", "page/2/", "page/3/"]
        .iter()
        .map(|part| site.read(&format!("public/many/{part}index.html")))
        .collect();
    let mut all: Vec<&str> = pages.iter().flat_map(|page| cards(page)).collect();
    assert_eq!(pages.iter().map(|page| cards(page).len()).collect::<Vec<_>>(), [50, 50, 20]);
    assert_eq!((all[0], all[59], all[60]), ("Entry 000", "Entry 118", "Entry 001"), "beginners first");
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 120);
    assert!(pages[0].contains("Of many.") && !pages[1].contains("Of many."), "the text is on the first page");
    assert!(pages[1].contains("<title>Many (2) · "));
    assert!(pages[1].contains("rel=\"prev\" href=\"../../../many/index.html\""), "{}", pages[1]);
    assert!(pages[1].contains("rel=\"next\" href=\"../../../many/page/3/index.html\""));
    assert!(!site.path("public/many/page/4").exists());
    assert_eq!(cards(&site.read("public/tags/one/page/3/index.html")).len(), 20);
}

#[test]
fn short_list_is_one_page() {
    let site = long(50);
    site.run(["build"]).succeeds();
    let page = site.read("public/many/index.html");
    assert!(!page.contains("class=\"paging\""));
    assert!(!site.path("public/many/page").exists());
}

#[test]
fn sidebar_of_a_large_section_shows_the_entries_around() {
    let site = long(120);
    site.run(["build"]).succeeds();
    let page = site.read("public/many/e050/index.html");
    let sidebar =
        page.split("id=\"nx-sidebar\"").nth(1).expect("a sidebar").split("</nav>").next().expect("its end");
    assert_eq!(sidebar.matches(">Entry ").count(), 40);
    assert!(sidebar.contains("href=\"../../many/e050/index.html\" aria-current=\"page\""), "{sidebar}");
    assert!(sidebar.contains(">Overview</a>"));
}

#[test]
fn very_many_sections_are_on_the_home_page_only() {
    let site = Site::new();
    for at in 0..30 {
        for name in ["a", "b", "c"] {
            site.write(&format!("content/s{at:02}/{name}.md"), format!("---\ntitle: {name}\n---\n"));
        }
    }
    site.run(["build"]).succeeds();
    let page = site.read("public/s25/a/index.html");
    assert!(!page.contains("s20/index.html"), "{page}");
    assert!(page.contains("<a href=\"../../index.html#nx-home-sections\">All sections</a>"));
    assert!(site.read("public/index.html").contains("s29/index.html"));
}

const DATED: [(&str, &str); 4] = [
    ("content/a.md", "---\ntitle: A & B\nupdated: 2026-02-03\ndate: 2025-01-01\nauthors: [Ada]\n---\n"),
    (
        "content/b.md",
        "---\ntitle: New one\ndate: 2026-02-01\nauthors: [ada, Grace]\ntags: [x]\ndescription: D.\n---\n",
    ),
    ("content/c.md", "---\ntitle: Old one\ndate: 2025-12-31\n---\n"),
    ("content/d.md", "---\ntitle: Without a date\n---\n"),
];

fn dated() -> Site {
    DATED.iter().fold(Site::new(), |site, (path, text)| site.file(path, text))
}

#[test]
fn changes_are_listed_by_month() {
    let site = dated();
    site.run(["build"]).succeeds();
    let page = site.read("public/changes/index.html");
    let list = page.split("<main").nth(1).expect("main").split("</main>").next().expect("its end");
    let places: Vec<usize> =
        ["February 2026</h2>", "A &amp; B</a>", "New one</a>", "December 2025</h2>", "Old one</a>"]
            .iter()
            .map(|part| list.find(part).unwrap_or_else(|| panic!("{part} is not in\n{list}")))
            .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("<small>Updated</small>") && page.contains("<small>New</small>"));
    assert!(!list.contains("Without a date"));
    assert!(!site.path("public/feed.xml").exists(), "without a base URL there is no feed");
    assert!(site.read("public/index.html").contains("href=\"changes/index.html\""));
}

#[test]
fn feed_has_the_newest_entries() {
    let site = dated();
    site.run(["build", "--base-url", "https://example.org/hub/"]).succeeds();
    let feed = site.read("public/feed.xml");
    for part in [
        "<id>https://example.org/hub/</id>",
        "<link rel=\"self\" href=\"https://example.org/hub/feed.xml\"/>",
        "<updated>2026-02-03T00:00:00Z</updated>",
        "<title>A &amp; B</title>\n<id>https://example.org/hub/a/</id>",
        "<published>2026-02-01T00:00:00Z</published>",
        "<author><name>Grace</name>\n</author>",
        "<category term=\"x\"/>\n<summary>D.</summary>",
    ] {
        assert!(feed.contains(part), "{part} is not in\n{feed}");
    }
    assert_eq!(feed.matches("<entry>").count(), 3);
    let page = site.read("public/a/index.html");
    assert!(page.contains("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"../feed.xml\""));
}

#[test]
fn people_have_their_entries() {
    let site = dated();
    site.run(["build"]).succeeds();
    let all = site.read("public/people/index.html");
    assert_eq!(cards(&all), ["Ada", "Grace"], "names that differ in case are one person's");
    let ada = site.read("public/people/ada/index.html");
    assert_eq!(cards(&ada), ["A &amp; B", "New one"]);
    let entry = site.read("public/b/index.html");
    assert!(entry.contains("<a href=\"../people/grace/index.html\">Grace</a>"), "{entry}");
}

#[test]
fn pages_of_the_site_take_the_place_of_these() {
    let site = dated()
        .file("content/people.md", "---\ntitle: Ours\n---\n")
        .file("content/changes/index.md", "---\ntitle: Log\n---\nOurs.\n");
    site.run(["build"]).succeeds();
    assert!(site.read("public/people/index.html").contains("<h1>Ours</h1>"));
    assert!(!site.path("public/people/ada").exists());
    assert!(site.read("public/changes/index.html").contains("Ours."));
    let entry = site.read("public/a/index.html");
    assert!(entry.contains("<li>By Ada</li>"), "{entry}");
}

/// A hub with so many technologies, every second one a database.
fn technologies(count: usize) -> Site {
    let site = Site::new().file("content/technologies/index.md", "---\ntitle: Technologies\n---\n");
    for at in 0..count {
        let category = if at % 2 == 0 { "Database".to_owned() } else { format!("Tool {at}") };
        let fields =
            format!("category: {category}\nwebsite: https://e{at}.org\nalternatives: [e000, Other]\n");
        let text = format!("---\ntitle: Entry {at:03}\ndescription: Does {at}.\n{fields}---\nText.\n");
        site.write(&format!("content/technologies/e{at:03}.md"), text);
    }
    site
}

/// What stands in the heads of a page's table.
fn heads(page: &str) -> Vec<&str> {
    let cells = page.split("<th scope=\"col\">").skip(1);
    cells.map(|rest| rest.split("</th>").next().expect("a cell ends")).collect()
}

#[test]
fn technologies_stand_side_by_side() {
    let site = technologies(4).file("site.toml", "title = \"Hub\"\nbase_url = \"https://e.org/\"\n");
    site.run(["build"]).succeeds();
    let page = site.read("public/technologies/compare/index.html");
    // No entry says anything of the other columns.
    assert_eq!(heads(&page), ["Technology", "Category", "What it is", "Alternatives"]);
    assert_eq!(page.matches("<th scope=\"row\">").count(), 4);
    assert!(
        page.contains("<a href=\"../../technologies/e000/index.html\">Entry 000</a></li>"),
        "an alternative is a link"
    );
    // One can be filtered by what entries share.
    assert!(page.contains("<select name=\"category\">") && page.contains("<option>Database</option>"));
    let link = "technologies/compare/index.html\">Technologies compared</a>";
    for from in ["technologies", "technologies/e001"] {
        assert!(site.read(&format!("public/{from}/index.html")).contains(link), "{from}");
    }
    assert!(site.read("public/sitemap.xml").contains("<loc>https://e.org/technologies/compare/</loc>"));
}

#[test]
fn difficulties_and_times_are_in_their_own_order() {
    let site = Site::new();
    let entries =
        [("intermediate", 90), ("advanced", 45), ("beginner", 90), ("advanced", 600), ("intermediate", 45)];
    for (at, (difficulty, minutes)) in entries.iter().enumerate() {
        let fields =
            format!("difficulty: {difficulty}\ntime: {minutes}m\nwebsite: https://e{at}.org\ncategory: C\n");
        let text = format!("---\ntitle: Entry {at}\ndescription: Does {at}.\n{fields}---\nText.\n");
        site.write(&format!("content/technologies/e{at}.md"), text);
    }
    site.run(["build"]).succeeds();
    let page = site.read("public/technologies/compare/index.html");
    let options: Vec<&str> =
        page.split("<option>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    let expected = ["C", "Beginner", "Intermediate", "Advanced", "45 min", "1 h 30 min", "10 h"];
    assert_eq!(options, expected, "by the alphabet, advanced and one hour would come first");
    let keys: Vec<&str> =
        page.split("data-sort=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(keys[..4], ["1", "000090", "2", "000045"], "what the script sorts by: difficulty and time");
}

#[test]
fn comparison_is_there_only_where_something_is_to_compare() {
    let has = |site: &Site| {
        site.run(["build"]).succeeds();
        let linked = site.read("public/technologies/index.html").contains(">Technologies compared</a>");
        assert_eq!(
            site.path("public/technologies/compare/index.html").exists(),
            linked || site.path("content/technologies/compare.md").exists()
        );
        linked
    };
    assert!(has(&technologies(2)));
    assert!(!has(&technologies(1)), "nothing to compare it with");
    assert!(!has(&technologies(2).file("site.toml", "[kinds.technology]\ncompare = []\n")));
    let mixed =
        technologies(2).file("content/technologies/n.md", "---\ntitle: N\nkind: concept\n---\ntext\n");
    assert!(!has(&mixed), "entries of another kind have other fields");
    assert!(!has(&technologies(2).file("content/technologies/compare.md", "---\ntitle: Mine\n---\ntext\n")));
    let own =
        technologies(2).file("site.toml", "[kinds.technology]\ncompare = [\"website\", \"category\"]\n");
    assert!(has(&own));
    assert_eq!(
        heads(&own.read("public/technologies/compare/index.html")),
        ["Technology", "Website", "Category"]
    );
    let wrong = technologies(2).file("site.toml", "[kinds.technology]\ncompare = [\"licence\"]\n");
    wrong.run(["build"]).fails(2).says("did you mean `license`");
}

#[test]
fn table_over_several_pages_says_that_its_filters_see_one() {
    let site = technologies(120);
    site.run(["build"]).succeeds();
    for (path, count) in [("", 50), ("page/3/", 20)] {
        let page = site.read(&format!("public/technologies/compare/{path}index.html"));
        assert!(page.contains(&format!("see the {count} rows on this page only")), "{path}");
        assert!(page.contains("search/index.html?kind=technology\">Search all 120</a>"), "{path}");
    }
    let short = technologies(50);
    short.run(["build"]).succeeds();
    assert!(!short.read("public/technologies/compare/index.html").contains("on this page only"));
}
