//! Shapes of a site's own: typed arguments, a template, and content that stays data.

use crate::common::Site;

const SETTINGS: &str = "\
title = \"Hub\"
[shapes.price]
description = \"What a plan costs.\"
[shapes.price.arguments]
plan = { type = \"choice\", of = [\"free\", \"team\"], required = true, help = \"the name of the plan\" }
cost = { type = \"number\", default = 0 }
note = { type = \"text\" }
new = { type = \"boolean\" }
more = { type = \"link\" }
";

const TEMPLATE: &str = "\
<aside class=\"price\" data-plan=\"{{ arguments.plan }}\">
{%- if arguments.new %}<b>New</b>{% endif %}
<p>{{ arguments.cost * 2 }} on {{ site.title }}, {{ page.title }}</p>
{%- if arguments.note %}<p title=\"{{ arguments.note }}\">{{ arguments.note }}</p>{% endif %}
{%- if arguments.more %}<a href=\"{{ arguments.more.url }}\">{{ arguments.more.title }}</a>{% endif %}
{{ body }}</aside>
";

/// A site with the shape `price` and an entry with this text.
fn site(text: &str) -> Site {
    Site::empty()
        .file("site.toml", SETTINGS)
        .file("content/index.md", "---\ntitle: Hub\n---\n[A](s/a.md)\n")
        .file("content/s/a.md", format!("---\ntitle: A\n---\n{text}"))
        .file("content/b.md", "---\ntitle: About <B>\n---\n## Part\n\ntext\n")
        .file("templates/shapes/price.html", TEMPLATE)
}

/// The element that the template makes, on the entry's page.
fn drawn(site: &Site) -> String {
    let page = site.read("public/s/a/index.html");
    let start = page.find("<aside class=\"price\"").unwrap_or_else(|| panic!("no shape in {page}"));
    let end = page.rfind("</aside>\n").expect("it ends");
    page[start..end].to_owned()
}

#[test]
fn template_draws_what_an_entry_gives() {
    let site = site(
        ":::price{plan=team cost=1.25 new note=\"two words\" more=../b.md#part}\nSome **bold** text.\n\n- [B](../b.md)\n:::\n\nAfter.\n",
    );
    site.run(["build", "--strict"]).succeeds();
    assert_eq!(
        drawn(&site),
        "<aside class=\"price\" data-plan=\"team\"><b>New</b>\n<p>2.5 on Hub, A</p>\
         <p title=\"two words\">two words</p>\
         <a href=\"../../b/index.html#part\">About &lt;B&gt;</a>\n\
         <p>Some <strong>bold</strong> text.</p>\n<ul>\n<li><a href=\"../../b/index.html\">B</a></li>\n</ul>\n"
    );
}

#[test]
fn leaf_has_no_content_and_defaults_are_filled_in() {
    let site = site(
        "Before.\n\n::price{plan=\"free\"}\n\n- in a list\n\n  ::price{plan=team cost=7}\n\n> ::price{plan=free}\n",
    );
    site.run(["build", "--strict"]).succeeds();
    let page = site.read("public/s/a/index.html");
    assert_eq!(page.matches("<p>0 on Hub, A</p>").count(), 2);
    assert!(
        page.contains("<li><p>in a list</p>\n<aside class=\"price\" data-plan=\"team\">\n<p>14 on"),
        "{page}"
    );
}

#[test]
fn arguments_are_data() {
    let note = "{{ 7*7 }} {% raw %} <script>alert(1)</script> }";
    let site = site(&format!(
        "::price{{plan=team note='{note}'}}\n\n:::price{{plan=team note='\"'}}\n{{{{ 7*7 }}}} {{{{ site.title }}}}\n:::\n"
    ));
    site.run(["build", "--lenient"]).succeeds();
    let page = site.read("public/s/a/index.html");
    let safe = "{{ 7*7 }} {% raw %} &lt;script&gt;alert(1)&lt;/script&gt; }";
    assert!(page.contains(&format!("<p title=\"{safe}\">{safe}</p>")), "{page}");
    assert!(page.contains("<p title=\"&quot;\">&quot;</p>"), "{page}");
    assert!(page.contains("<p>{{ 7*7 }} {{ site.title }}</p>"), "{page}");
    assert!(!page.contains("<script>alert") && !page.contains(">49"));
    let links = self::site("::price{plan=team more=\"javascript:alert(1)\"}\n");
    links
        .run(["build"])
        .fails(1)
        .says("links with `javascript:` are not allowed")
        .says("content/s/a.md:4:25");
}

#[test]
fn arguments_are_checked_at_their_places() {
    let check = |text: &str, place: &str, wanted: &[&str]| {
        let run = site(&format!("{text}\nThe content.\n:::\n")).run(["check", "--strict"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        for wanted in wanted.iter().chain(&[format!("content/s/a.md:4:{place}").as_str()]) {
            assert!(run.stderr.contains(wanted), "`{wanted}` is not in:\n{}", run.stderr);
        }
    };
    check(":::price{plam=team}", "10", &["the shape `price` has no argument `plam`", "did you mean `plan`?"]);
    check(":::price{cost=1}", "4", &["the shape `price` needs `plan`", "the name of the plan"]);
    check(":::price", "4", &["the shape `price` needs `plan`"]);
    check(":::price{plan=taem}", "15", &["`plan` must be one of `free`, `team`", "did you mean `team`?"]);
    check(":::price{plan=team cost=much}", "25", &["`cost` must be a number"]);
    check(":::price{plan=team new=yes}", "24", &["`new` must be true or false"]);
    check(":::price{plan=team cost}", "20", &["`cost` has no value"]);
    check(":::price{plan=team plan=free}", "20", &["`plan` is given twice"]);
    check(":::price{plan=team more=nowhere.md}", "25", &["no entry at `s/nowhere.md`"]);
    check(":::price{plan=team", "9", &["the arguments have no end"]);
    check(":::price{plan=team} Title", "21", &["takes arguments in braces only"]);
    check(":::prise{plan=team}", "4", &["no container is called `prise`", "did you mean `price`?"]);
}

#[test]
fn use_with_a_mistake_keeps_its_content() {
    let site = site(":::price{plam=team}\nThe content.\n:::\n");
    site.run(["build", "--lenient"]).succeeds();
    let page = site.read("public/s/a/index.html");
    assert!(page.contains("<p>The content.</p>") && !page.contains("class=\"price\""), "{page}");
}

#[test]
fn definition_is_checked() {
    let check = |toml: &str, wanted: &[&str]| {
        let site = site("text\n").file("site.toml", format!("[shapes.price]\n{toml}\n"));
        let run = site.run(["check"]);
        assert_eq!(run.code, 2, "{toml}: {}", run.stderr);
        for wanted in wanted {
            assert!(run.stderr.contains(wanted), "`{wanted}` is not in:\n{}", run.stderr);
        }
    };
    check("args = 1", &["site.toml:2:1", "unknown key `shapes.price.args`"]);
    check("arguments.x = { type = \"txt\" }", &["did you mean `text`?"]);
    check("arguments.x = { required = true }", &["the argument `x` has no type"]);
    check("arguments.x = { type = \"choice\" }", &["`x` has nothing to choose from"]);
    check("arguments.x = { type = \"text\", of = [\"a\"] }", &["`of` is for arguments of the type `choice`"]);
    check("arguments.x = { type = \"number\", default = \"a\" }", &["the default is not a number"]);
    check("arguments.x = { type = \"link\", default = \"a\" }", &["a link has no default"]);
    check("arguments.x = { type = \"text\", default = \"a\", required = true }", &["needs no default"]);
    check("arguments.X = { type = \"text\" }", &["`X` cannot be the name of an argument"]);
    check("[shapes.note]", &["site.toml:2:9", "`note` is a container that every site has"]);
    check("[shapes.details]", &["`details` is a container that every site has"]);
    check(
        "[shapes.cost]",
        &["site.toml:2:9", "the shape `cost` has no template", "templates/shapes/cost.html"],
    );
}

#[test]
fn templates_are_checked() {
    let other = site("text\n").file("templates/shapes/prices.html", "{{ body }}");
    other.run(["check"]).fails(2).says("templates/shapes/prices.html:1:1").says("did you mean `price`?");
    let broken = site("text\n").file("templates/shapes/price.html", "{% if %}");
    broken.run(["build"]).fails(1).says("templates/shapes/price.html:1:");
    let failing = site("Text.\n\n:::price{plan=team}\ntext\n:::\n")
        .file("templates/shapes/price.html", "\n{{ arguments.plam }}");
    failing
        .run(["build"])
        .fails(1)
        .says("templates/shapes/price.html:2:")
        .says("content/s/a.md:6:1")
        .says("while this shape was drawn");
    let asked =
        site("text\n").file("content/c.md", "---\ntitle: C\ntemplate: shapes/price.html\n---\ntext\n");
    asked.run(["check"]).fails(1).says("there is no template `shapes/price.html` for this page");
}

#[test]
fn content_that_a_template_shows_twice_has_a_limit() {
    let text = ":::price{plan=team}\n".repeat(30) + &"x".repeat(1000) + "\n" + &":::\n".repeat(30);
    let site = site(&text).file("templates/shapes/price.html", "{{ body }}{{ body }}");
    site.run(["build"]).fails(1).says("the page becomes too large by its shapes").says("content/s/a.md:");
}

#[test]
fn fragments_and_pages_with_others_have_them_too() {
    let site = site("[x](_parts/p.md \"include\")\n\n[one](../b.md)\n\n::price{plan=free more=../b.md}\n")
        .file("content/s/_parts/p.md", "[two](../../index.md)\n\n::price{plan=team more=../../index.md}\n")
        .file("content/s/c.md", "---\ntitle: C\n---\ntext\n")
        .file("site.toml", format!("one_page = 5\n{SETTINGS}"));
    site.run(["build", "--strict"]).succeeds();
    let links = [("team", "", "Hub"), ("free", "b/", "About &lt;B&gt;")];
    for (page, root) in [("s/a", "../../"), ("s/one-page", "../../")] {
        let html = site.read(&format!("public/{page}/index.html"));
        for (plan, folder, title) in links {
            let part = html.split(&format!("data-plan=\"{plan}\"")).nth(1).expect("it is there");
            let link = format!("<a href=\"{root}{folder}index.html\">{title}</a>");
            assert!(part[..400.min(part.len())].contains(&link), "{page} {plan}: {part}");
        }
    }
}

#[test]
fn moved_entry_keeps_the_links_in_arguments() {
    let site = site("::price{plan=free more=../b.md}\n");
    site.run(["mv", "b", "t/b"]).succeeds();
    assert!(site.read("content/s/a.md").contains("::price{plan=free more=../t/b.md}"));
    site.run(["check", "--strict"]).succeeds();
}
