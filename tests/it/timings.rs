//! `nexus build --timings`: a report that is whole, adds up, loads nothing, and lets no name of the site become markup.

use crate::common::Site;

const FILE: &str = ".nexus/timings.html";

/// The rows of the table below a heading, as the texts of their cells and the numbers that they are sorted by.
fn rows(html: &str, heading: &str) -> Vec<Vec<(String, Option<f64>)>> {
    let (_, section) = html.split_once(&format!("<h2>{heading}</h2>")).expect("the heading");
    let (_, body) = section.split_once("<tbody>").expect("a table");
    let (body, _) = body.split_once("</tbody>").expect("its end");
    let cell = |cell: &str| {
        let (tag, rest) = cell.split_once('>').expect("a tag");
        let sort = tag
            .split_once("data-sort=\"")
            .map(|(_, rest)| rest.trim_end_matches('"').parse().expect("a number"));
        (rest.trim_end_matches("</td>").to_owned(), sort)
    };
    let row = |row: &str| row.split("<td").skip(1).map(cell).collect();
    body.lines()
        .filter(|line| line.starts_with("<tr>"))
        .map(|line| row(line.trim_end_matches("</tr>")))
        .collect()
}

/// Fails unless every element of a document is closed in order. What is in its script and style is no markup.
#[track_caller]
fn assert_is_whole(html: &str) {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1).filter(|tag| !tag.starts_with('!')) {
        let (tag, _) = tag.split_once('>').unwrap_or((tag, ""));
        let name = |tag: &str| tag.split([' ', '/']).next().unwrap_or_default().to_owned();
        let is_text = open.last().is_some_and(|name| name == "script" || name == "style");
        match tag.strip_prefix('/') {
            Some(closed) if !is_text || open.last() == Some(&name(closed)) => {
                assert_eq!(open.pop(), Some(name(closed)), "closed in order");
            }
            None if !is_text && !tag.ends_with('/') && name(tag) != "meta" => open.push(name(tag)),
            _ => {}
        }
    }
    assert_eq!(open, Vec::<String>::new());
}

#[test]
fn report_adds_up() {
    let site = Site::hub(20);
    site.run(["build", "--timings"]).succeeds().says("timings: ").says(FILE);
    let html = site.read(FILE);
    let work = rows(&html, "Work");
    let seconds = |column: usize| work.iter().filter_map(|row| row[column].1).sum::<f64>();
    let total = html
        .split_once("<dt>time</dt><dd>")
        .and_then(|(_, rest)| rest.split_once("</dd>"))
        .expect("a total")
        .0;
    let total: f64 = match total.split_once(' ').expect("a unit") {
        (number, "ms") => number.parse::<f64>().expect("a number") / 1000.0,
        (number, _) => number.parse().expect("a number"),
    };
    assert!(
        (seconds(2) - total).abs() < 0.006,
        "the stages and the rest are the whole: {} of {total}",
        seconds(2)
    );
    let piece = |name: &str| {
        work.iter().find(|row| row[0].0 == name).map(|row| (row[3].1.expect("a time"), row[4].1))
    };
    // 20 entries, 2 sections, the home page.
    assert_eq!(piece("parse entries").expect("entries were parsed").1, Some(23.0));
    let (highlight, blocks) = piece("highlight code blocks").expect("there are code blocks");
    let languages = rows(&html, "Languages");
    let sum = |column: usize| languages.iter().filter_map(|row| row[column].1).sum::<f64>();
    assert_eq!(Some(sum(1)), blocks);
    assert!((sum(3) - highlight).abs() < 1e-6);
    assert_eq!(rows(&html, "Slowest code blocks").len() as f64, sum(1), "all are few enough to be listed");
    let entries = rows(&html, "Slowest entries");
    let of_entries = entries.iter().filter_map(|row| row[3].1).sum::<f64>();
    assert!((of_entries - highlight).abs() < 1e-6, "a block belongs to an entry");
    for row in &entries {
        let [parse, render, colour, total] = [1, 2, 3, 4].map(|column: usize| row[column].1.expect("a time"));
        assert!((parse + render + colour - total).abs() < 1e-6, "{row:?}");
    }
    let written = site.tree("public").values().map(Vec::len).sum::<usize>() as f64 / 1024.0;
    assert!(
        html.contains(&format!("<dt>bytes written</dt><dd>{written:.1} KiB</dd>")),
        "{written} KiB were written"
    );
}

#[test]
fn report_tells_what_was_found_again() {
    let site = Site::hub(40);
    site.run(["build", "--timings"]).succeeds();
    let share = |name: &str| {
        let rows = rows(&site.read(FILE), "Found again");
        let row = rows.into_iter().find(|row| row[0].0 == name).expect("a row");
        (row[1].1.expect("a number"), row[2].1.expect("a number"))
    };
    let (rendered, found) = share("pages");
    assert!(rendered > 40.0 && found == 0.0);
    let file = crate::common::hub::path(3);
    site.write(&file, site.read(&file) + "\nMore.\n");
    site.run(["build", "--timings"]).succeeds();
    assert_eq!(share("pages"), (1.0, rendered - 1.0));
    assert_eq!(share("pages in the search index"), (1.0, 43.0));
    // Nothing is asked for when nothing changed.
    site.run(["build", "--timings"]).succeeds().says("0 rendered");
    assert_eq!(share("pages"), (0.0, 0.0));
    assert!(site.read(FILE).contains("<dt>files written</dt><dd>0 of "));
}

#[test]
fn report_loads_nothing_and_shows_names_as_text() {
    let block = "```python\n<script>alert(1)</script> & \"x\" = '</title>'\n```\n";
    let site = Site::new().file("content/a&b <i>.md", format!("---\ntitle: A\nslug: a\n---\n{block}"));
    site.run(["build", "--timings"]).succeeds();
    let html = site.read(FILE);
    assert!(html.contains("content/a&amp;b &lt;i&gt;.md"));
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; "));
    assert!(!html.contains("<i>"));
    assert_is_whole(&html);
    for loads in ["src=", "href=", "url(", "@import", "fetch(", "import(", " style=", " onclick="] {
        assert!(!html.contains(loads), "{loads}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn no_report_unless_asked() {
    let site = Site::hub(2);
    site.run(["build"]).succeeds().does_not_say("timings");
    assert!(!site.path(FILE).exists());
}
