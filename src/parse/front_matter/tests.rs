use super::*;
use crate::base::{path::SourcePath, source::position};

fn check(text: &str) -> (FrontMatter, Vec<String>) {
    let source = Source::new(SourcePath::new("content/a.md"), text);
    let mut problems = Vec::new();
    let (front_matter, _) = parse(&source, &kind::built_in(), &mut problems);
    let problems = problems
        .iter()
        .map(|problem| {
            let place = position(text, problem.span.as_ref().expect("a place").range().start);
            format!("{}:{} {}: {}", place.line, place.column, problem.code, problem.message)
        })
        .collect();
    (front_matter, problems)
}

#[test]
fn front_matter_that_is_misplaced_is_read_and_what_is_none_is_text() {
    let code = "misplaced-front-matter";
    for (text, title, body) in [
        ("\n \n---\ntitle: A\n---\nB\n", Some("A"), "B\n"),
        ("title: A\ntags:\n- x\n---\nB\n", Some("A"), "B\n"),
        ("title: A\r\n---\r\nB\r\n", Some("A"), "B\r\n"),
    ] {
        let source = Source::new(SourcePath::new("content/a.md"), text);
        let mut problems = Vec::new();
        let (front_matter, start) = parse(&source, &kind::built_in(), &mut problems);
        let codes: Vec<String> = problems.iter().map(|problem| problem.code.to_string()).collect();
        assert_eq!(codes, [code], "{text:?}");
        assert_eq!(front_matter.title.map(|title| title.value).as_deref(), title, "{text:?}");
        assert_eq!(&text[start..], body, "{text:?}");
    }
    let toml = Source::new(SourcePath::new("content/a.md"), "\n+++\ntitle = \"A\"\n+++\nB\n");
    let mut problems = Vec::new();
    assert!(parse(&toml, &kind::built_in(), &mut problems).0.title.is_some() && problems.is_empty());
    for text in [
        "# A\n\n---\n\ntitle: B\n",
        "\n---\n\nNote: B\n---\n",
        "Note: A\n---\n",
        "title: A\n\ntext\n\n---\n",
        "",
    ] {
        let mut problems = Vec::new();
        let source = Source::new(SourcePath::new("content/a.md"), text);
        assert_eq!(parse(&source, &kind::built_in(), &mut problems).1, 0, "{text:?}");
        assert!(problems.is_empty(), "{text:?}");
    }
}

#[test]
fn toml_and_json_are_read_with_their_places() {
    let (fm, problems) = check(
        "+++\ntitle = \"A\"\ndate = 2024-02-03T10:00:00Z\nweight = 3\ndraft = \"yes\"\n[taxonomies]\ntags = [\"x\", \"y\"]\n+++  \nB",
    );
    assert_eq!(fm.title.expect("a title").value, "A");
    assert_eq!((fm.order, fm.tags.len()), (Some(3), 2));
    assert_eq!(fm.date.expect("a date").to_string(), "2024-02-03");
    assert_eq!(
        problems,
        [
            "4:1 foreign-field: `weight` is called `order` here",
            "7:1 foreign-field: `taxonomies.tags` is called `tags` here",
            "5:9 wrong-type: `draft` must be true or false"
        ]
    );
    let (fm, problems) = check("{\n\t\"title\": \"A \\u00e9\",\n\t\"tags\": [\"x\"], \"order\": \"a\"\n}\nB");
    assert_eq!((fm.title.expect("a title").value.as_str(), fm.tags.len()), ("A é", 1));
    assert_eq!(problems, ["3:26 wrong-type: `order` must be a whole number"]);
}

#[test]
fn mistakes_of_toml_and_json_have_their_places() {
    assert_eq!(
        check("+++\ntitle = \"A\n+++\nB\n").1,
        ["2:11 yaml-syntax: not valid TOML: invalid basic string, expected `\"`"]
    );
    assert_eq!(
        check("{\n  \"a\": 1\n  \"b\": 2\n}\nB\n").1,
        ["3:3 yaml-syntax: not valid JSON: expected `,` or `}`"]
    );
}

#[test]
fn what_only_looks_like_the_end_takes_no_text_away() {
    for text in ["+++\ntitle=\"E\"\n\nFirst…\n```\n+++\nx\n", "---\ntitle: E\n\nFirst…\n\n## H\n\n---\nx\n"]
    {
        let source = Source::new(SourcePath::new("content/a.md"), text);
        let mut problems = Vec::new();
        let (front_matter, start) = parse(&source, &kind::built_in(), &mut problems);
        assert_eq!(front_matter.title.expect("a title").value, "E", "{text:?}");
        assert!(text[start..].starts_with("\nFirst…"), "{text:?}");
        assert_eq!(problems[0].code, Code::UnclosedFrontMatter, "{text:?}");
    }
    assert!(check("---\ntitle: x\n\n# Heading\n").0.title.is_some());
}

#[test]
fn fields_are_typed() {
    let (fm, problems) = check(
        "---\ntitle: Redis\ntags: [cache, db]\ndate: 2026-11-20T10:00:00Z\ndifficulty: beginner\ntime: 1h30m\norder: 2\nwebsite: https://redis.io\n---\nbody",
    );
    assert_eq!(problems, [] as [&str; 0]);
    assert_eq!(fm.title.expect("a title").value, "Redis");
    assert_eq!(fm.time, Some(90));
    assert_eq!(fm.order, Some(2));
    assert_eq!(fm.date.expect("a date").to_string(), "2026-11-20");
    assert_eq!(fm.rest[0].0.name, "website");
}

#[test]
fn every_wrong_value_is_reported_at_its_place() {
    let (fm, problems) = check(
        "---\ntitle: [a]\ndate: tomorrow\ndraft: yes\norder: first\nslug: a?b\ntime: long\ndifficulty: easy\n---\n",
    );
    assert_eq!(
        problems,
        [
            "2:8 wrong-type: `title` must be text",
            "3:7 wrong-type: `date` must be a date, not `tomorrow`",
            "4:8 wrong-type: `draft` must be true or false",
            "5:8 wrong-type: `order` must be a whole number",
            "6:7 wrong-type: `a?b` cannot be part of an address",
            "8:13 wrong-type: `difficulty` cannot be `easy`",
            "7:7 wrong-type: `time` must be a time, not `long`",
        ]
    );
    assert!(fm.title.is_none());
}

#[test]
fn control_characters_are_no_text() {
    let (front_matter, problems) =
        check("---\ntitle: \"a\\0b\\u001b\"\ntags: [\"x\\x07y\", z]\nown: {a: \"\\b\"}\n---\n");
    assert_eq!(front_matter.title.expect("a title").value, "ab");
    assert_eq!(front_matter.tags[0].value, "xy");
    let told: Vec<_> = problems.iter().filter(|problem| problem.contains("control")).collect();
    assert_eq!(told.len(), 3, "{problems:?}");
    assert!(told[0].contains("the text has a control character, U+0000"), "{told:?}");
}

#[test]
fn curly_quotes_are_not_quotes() {
    let (_, problems) = check("---\ntitle: “Redis”\ntags: [‘a’, b]\ndescription: A “cache”\n---\n");
    assert_eq!(
        problems,
        [
            "2:8 curly-quotes: typographic quotes are part of the text",
            "3:8 curly-quotes: typographic quotes are part of the text"
        ]
    );
}

#[test]
fn foreign_names_work_with_a_warning() {
    let (fm, problems) = check("---\nsummary: s\nweight: 3\ntags: a, b\n---\n");
    assert_eq!((fm.description.as_deref(), fm.order, fm.tags.len()), (Some("s"), Some(3), 2));
    assert_eq!(problems.len(), 3, "{problems:?}");
}

#[test]
fn fields_of_other_tools_keep_their_meaning() {
    let (fm, _) = check(
        "---\nsidebar: {label: Short, order: 3}\nhide_table_of_contents: true\npublished: false\nms.date: 05/20/2024\n\
         redirects: [/old/]\naliases: [Old Name, /older/]\npermalink: /a/b.html\nlanguage: fr\nunlisted: true\n\
         keywords: k\ncategories: [c]\ntags: t\nexpiryDate: 2030-01-01\n\
         author: '[Ada](https://e.org) (Team)'\nhero: {tagline: 'A **bold** one', actions: []}\n---\n",
    );
    assert_eq!((fm.nav_title.as_deref(), fm.order, fm.toc), (Some("Short"), Some(3), Some(false)));
    assert_eq!((fm.draft, fm.search), (true, Some(false)));
    assert_eq!(fm.updated.expect("a date").to_string(), "2024-05-20");
    assert_eq!(fm.expires.expect("a date").to_string(), "2030-01-01");
    let values = |texts: &[Spanned<String>]| texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
    assert_eq!(values(&fm.aliases), ["/older/", "/old/"]);
    assert_eq!(values(&fm.tags), ["t", "k", "c"]);
    assert_eq!((fm.synonyms, fm.authors), (vec!["Old Name".to_owned()], vec!["Ada".to_owned()]));
    assert_eq!(fm.slug.expect("an address").value, "/a/b");
    assert_eq!((fm.lang.expect("one").value.as_str(), fm.description.as_deref()), ("fr", Some("A bold one")));
    assert_eq!(fm.rest, []);
}

#[test]
fn values_of_other_tools_that_say_nothing_change_nothing() {
    let (fm, problems) = check(
        "---\nlastUpdated: false\noutline: [2, 3]\ntableOfContents: {minHeadingLevel: 2}\npublish: true\npermalink: /:title/\n\
         authors:\n- name: Ada\n  url: https://e.org\n- Grace <g@e.org>\ndate: {created: 2024-01-02}\n---\n",
    );
    assert_eq!((fm.updated, fm.toc, fm.draft, fm.slug), (None, None, false, None));
    assert_eq!(fm.authors, ["Ada", "Grace"]);
    assert_eq!(fm.date.expect("a date").to_string(), "2024-01-02");
    assert!(problems.iter().all(|problem| problem.contains("foreign-field")), "{problems:?}");
    assert_eq!(check("---\ndate: [a]\n---\n").1, ["2:7 wrong-type: `date` must be a date"]);
}

#[test]
fn field_of_the_kind_is_no_other_tools() {
    let text = "---\ntitle: Redis\ncategory: store\n---\n";
    let read = |path: &str| {
        let source = Source::new(SourcePath::new(path), text);
        parse(&source, &kind::built_in(), &mut Vec::new()).0
    };
    let (technology, page) = (read("content/technologies/redis.md"), read("content/redis.md"));
    assert_eq!((technology.tags.len(), technology.rest.len()), (0, 1));
    assert_eq!((page.tags.len(), page.rest.len()), (1, 0));
}

#[test]
fn front_matter_needs_its_end_and_its_beginning() {
    let (_, problems) = check("---\ntitle: x\n\n# Heading\n");
    assert_eq!(problems, ["1:1 unclosed-front-matter: the front matter has no end"]);
    assert!(check("text\n---\n").1.is_empty());
    assert!(check("---\r\ntitle: x\r\n---\r\nbody").0.title.is_some(), "CRLF");
}

#[test]
fn field_list_is_complete() {
    let yaml: String = FIELDS.iter().map(|name| format!("{name}: {{}}\n")).collect();
    let (fm, problems) = check(&format!("---\n{yaml}---\n"));
    assert_eq!(fm.rest, [], "a field that is listed but not read");
    assert_eq!(problems.len(), FIELDS.len(), "{problems:#?}");
}

#[test]
fn date_of_another_type_is_a_date_all_the_same() {
    assert_eq!(
        check("---\ntitle: A\ndate: [2020-01-01]\n---\n").1,
        ["3:7 wrong-type: `date` must be a date"]
    );
}
