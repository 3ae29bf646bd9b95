//! Where the links of small sites lead: each as `file: target → what it leads to`, then what is reported.

use std::{collections::BTreeMap, sync::Arc};

use expect_test::{Expect, expect};
use jiff::civil::date;

use super::{Target, other_form, scheme, split, tag_slug};
use crate::{
    base::{
        digest::Digest,
        path::{CONTENT, SourcePath},
        source::Source,
    },
    parse::document,
    settings::config::Config,
    site::{Parts, Site, assemble},
};

/// Files below `content/`; those that are not Markdown are assets, and those below `static/` statics.
fn site(files: &[(&str, &str)], config: Config) -> (Site, Vec<crate::base::diagnostic::Diagnostic>) {
    let mut files = files.to_vec();
    files.sort_unstable();
    let is_entry = |path: &str| path.ends_with(".md");
    let parsed: Vec<_> = files
        .iter()
        .filter(|(path, _)| is_entry(path))
        .map(|(path, text)| {
            let source = Source::new(SourcePath::new(format!("{CONTENT}/{path}")), text);
            document::parse(&source, &config.markdown, Digest::of(path))
        })
        .collect();
    let texts: BTreeMap<String, Arc<_>> = parsed
        .iter()
        .map(|(document, text)| (document.source.as_str().to_owned(), Arc::new(text.clone())))
        .collect();
    let others = || files.iter().filter(|(path, _)| !is_entry(path));
    let assets = others().filter(|(path, _)| !path.starts_with("static/"));
    let statics = others().filter_map(|(path, _)| path.strip_prefix("static/"));
    let parts = Parts {
        documents: parsed.iter().map(|(document, _)| Arc::new(document.clone())).collect(),
        text: &|document| Arc::clone(&texts[document.source.as_str()]),
        assets: assets.map(|(path, text)| ((*path).to_owned(), text.as_bytes().into())).collect(),
        statics: statics.map(str::to_owned).collect(),
        today: date(2026, 12, 1),
        drafts: false,
        config: Arc::new(config),
    };
    assemble(parts)
}

#[track_caller]
fn check_with(config: Config, files: &[(&str, &str)], expected: Expect) {
    let (site, problems) = site(files, config);
    let mut shown = String::new();
    for id in site.page_ids() {
        let page = site.page(id);
        for (link, target) in page.document.markdown.links.iter().zip(&site.graph.targets[id.0]) {
            let hash = |anchor: &Option<String>| anchor.as_ref().map_or(String::new(), |a| format!("#{a}"));
            let target = match target {
                Target::Page { page, anchor } => format!("{}{}", site.page(*page).file, hash(anchor)),
                Target::Section(section) => format!("{}/", site.section(*section).path),
                Target::File { path, suffix } => format!("file {path}{suffix}"),
                Target::External(url) => url.clone(),
                Target::Broken => "nothing".to_owned(),
            };
            shown.push_str(&format!("{}: {} → {target}\n", page.file, link.target));
        }
    }
    let ignored = ["missing-title", "duplicate-title", "missing-alt"];
    for problem in problems.iter().filter(|problem| !ignored.contains(&problem.code.name())) {
        let place = problem.span.as_ref().map_or("", |span| span.file.below(CONTENT).unwrap_or_default());
        let fix = if problem.fix.is_some() { " (fix)" } else { "" };
        shown.push_str(&format!("{place} {}: {}{fix}\n", problem.code, problem.message));
    }
    expected.assert_eq(&shown);
}

#[track_caller]
fn check(files: &[(&str, &str)], expected: Expect) {
    check_with(Config::default(), files, expected);
}

#[test]
fn anchor_differs_in_capitals_or_punctuation_only() {
    check(
        &[
            (
                "a.md",
                "# A\n\n[1](b.md#Cache-Expiry) [2](b.md#cacheexpiry) [3](b.md#user-content-cache-expiry) [4](b.md#the-b!) [5](b.md#top) [6](b.md#else)\n",
            ),
            ("b.md", "# The B\n\n## Cache expiry\n"),
        ],
        expect![[r#"
            a.md: b.md#Cache-Expiry → b.md#cache-expiry
            a.md: b.md#cacheexpiry → b.md#cache-expiry
            a.md: b.md#user-content-cache-expiry → b.md#cache-expiry
            a.md: b.md#the-b! → b.md
            a.md: b.md#top → b.md
            a.md: b.md#else → b.md
            a.md inexact-anchor: the anchor `#Cache-Expiry` is `#cache-expiry` (fix)
            a.md inexact-anchor: the anchor `#cacheexpiry` is `#cache-expiry` (fix)
            a.md inexact-anchor: the anchor `#user-content-cache-expiry` is `#cache-expiry` (fix)
            a.md inexact-anchor: the anchor `#the-b!` is `#the-b` (fix)
            a.md broken-anchor: `b.md` has no heading `#else`
        "#]],
    );
}

/// Corpora A6: a page of another language answered to these links.
#[test]
fn relative_address_is_read_as_browsers_read_it() {
    check(
        &[
            ("contribute.md", "# C\n\n[1](../start/) [2](../start/#x)\n"),
            ("start.md", "# S\n\n[1](../contribute/)\n"),
            ("nl/contribute.md", "# C\n\n[1](../start/) [2](../only-english/) [3](./#here)\n\n## Here\n"),
            ("nl/start.md", "# S\n"),
            ("nl/index.md", "# NL\n"),
            ("only-english.md", "# O\n"),
        ],
        expect![[r#"
            contribute.md: ../start/ → start.md
            contribute.md: ../start/#x → start.md
            nl/contribute.md: ../start/ → nl/start.md
            nl/contribute.md: ../only-english/ → only-english.md
            nl/contribute.md: ./#here → nl/contribute.md#here
            start.md: ../contribute/ → contribute.md
            contribute.md broken-anchor: `start.md` has no heading `#x`
            nl/contribute.md ambiguous-link: 1 relative link can mean two pages, one from the file's folder and one from the page's address; nexus reads them from the page's address, as browsers do
            nl/contribute.md ambiguous-link: 1 relative link leads nowhere from the page's address, which most others of the site are meant from; nexus reads them from the file's folder
        "#]],
    );
}

#[test]
fn relative_address_is_read_from_the_folder_where_others_are() {
    check(
        &[
            ("a/x.md", "# X\n\n[1](../b/) [2](../b/y) [3](y/) [4](z)\n"),
            ("a/y.md", "# Y\n"),
            ("a/z.md", "# Z\n"),
            ("a/x/z.md", "# Z\n"),
            ("b/y.md", "# Y\n"),
        ],
        expect![[r#"
            a/x.md: ../b/ → b/
            a/x.md: ../b/y → b/y.md
            a/x.md: y/ → a/y.md
            a/x.md: z → a/z.md
            a/x.md ambiguous-link: 1 relative link can mean two pages, one from the file's folder and one from the page's address; nexus reads them from the file's folder
        "#]],
    );
}

#[test]
fn address_may_have_a_dot() {
    check(
        &[
            (
                "a.md",
                "# A\n\n[1](/api/x.y) [2](/api/x.y/) [3](/api/x.z) [4](api/data.json) [5](api/x.y.html) [6](api/) [7](api/index.html)\n",
            ),
            ("api/x.y.md", "# XY\n"),
        ],
        expect![[r#"
            a.md: /api/x.y → api/x.y.md
            a.md: /api/x.y/ → api/x.y.md
            a.md: /api/x.z → nothing
            a.md: api/data.json → nothing
            a.md: api/x.y.html → api/x.y.md
            a.md: api/ → api/
            a.md: api/index.html → api/
            a.md broken-link: no entry at `api/x.z`
            a.md missing-asset: no file at `api/data.json`
        "#]],
    );
}

#[test]
fn files_of_other_kinds_of_markdown_and_from_the_top() {
    check(
        &[
            (
                "a/b.md",
                "# B\n\n[1](c.mdx) [2](@/a/c.md#h) [3](/a/c.markdown) [4](c.mdx#H) [5](../a/index) [6](d.mdx)\n",
            ),
            ("a/c.md", "# C\n\n## H\n"),
        ],
        expect![[r#"
            a/b.md: c.mdx → a/c.md
            a/b.md: @/a/c.md#h → a/c.md#h
            a/b.md: /a/c.markdown → a/c.md
            a/b.md: c.mdx#H → a/c.md#h
            a/b.md: ../a/index → a/
            a/b.md: d.mdx → nothing
            a/b.md inexact-anchor: the anchor `#H` is `#h` (fix)
            a/b.md broken-link: no entry at `a/d.mdx`
        "#]],
    );
}

#[test]
fn other_capitals_lead_there_all_the_same() {
    check(
        &[
            ("a.md", "# A\n\n[1](B/C.md#h) [2](/b/C/) [3](B) ![4](P.PNG) [5](two.md)\n"),
            ("b/c.md", "# C\n\n## H\n"),
            ("p.png", ""),
            ("Two.md", "# T\n"),
            ("TWO.md", "# T\n"),
        ],
        expect![[r#"
            a.md: B/C.md#h → b/c.md#h
            a.md: /b/C/ → b/c.md
            a.md: B → b/
            a.md: P.PNG → file p.png
            a.md: two.md → nothing
            a.md case-mismatch: no entry at `B/C.md`, but one at `b/c.md` (fix)
            a.md case-mismatch: no entry at `b/C`, but one at `b/c.md`
            a.md case-mismatch: no entry at `B`, but one at `b/`
            a.md case-mismatch: no file at `P.PNG`, but one at `p.png` (fix)
            a.md broken-link: no entry at `two.md`
        "#]],
    );
}

#[test]
fn prefix_of_many_links_is_left_out() {
    let links = "# A\n\n[1](/docs/v1/b) [2](/docs/v1/b#h) [3](/docs/v1/b/) [4](/docs/v1/a) [5](/docs/v1/p.png) [6](/docs/v1/none) [7](/c/a)\n";
    let files = [("a.md", links), ("b.md", "# B\n\n## H\n"), ("c/b.md", "# B\n"), ("p.png", "")];
    check(
        &files,
        expect![[r#"
        a.md: /docs/v1/b → b.md
        a.md: /docs/v1/b#h → b.md#h
        a.md: /docs/v1/b/ → b.md
        a.md: /docs/v1/a → a.md
        a.md: /docs/v1/p.png → file p.png
        a.md: /docs/v1/none → nothing
        a.md: /c/a → nothing
        a.md broken-link: no entry at `docs/v1/none`
        a.md broken-link: no entry at `c/a`
        a.md link-prefix: 5 links begin with `/docs/v1/`, which is no folder here; they are followed without it
    "#]],
    );
    let config = Config { link_prefixes: vec!["/docs/v1/".to_owned()], ..Config::default() };
    check_with(
        config,
        &files[..3],
        expect![[r#"
        a.md: /docs/v1/b → b.md
        a.md: /docs/v1/b#h → b.md#h
        a.md: /docs/v1/b/ → b.md
        a.md: /docs/v1/a → a.md
        a.md: /docs/v1/p.png → nothing
        a.md: /docs/v1/none → nothing
        a.md: /c/a → nothing
        a.md missing-asset: no file at `docs/v1/p.png`
        a.md broken-link: no entry at `docs/v1/none`
        a.md broken-link: no entry at `c/a`
    "#]],
    );
    let config = Config { base_url: Some("https://e.org/docs/v1/".to_owned()), ..Config::default() };
    check_with(
        config,
        &[("a.md", "# A\n\n[1](/docs/v1/a/)\n")],
        expect![[r#"
        a.md: /docs/v1/a/ → a.md
    "#]],
    );
}

/// As in Obsidian: the namesake in the same folder, then the one with the shortest path; several parts; any capitals; aliases.
#[test]
fn names_mean_what_is_nearest() {
    check(
        &[
            ("en/plans.md", "# Plans\n"),
            ("en/sync/plans.md", "# Plans\n"),
            ("fr/a/plans.md", "# Plans\n"),
            ("fr/b/plans.md", "# Plans\n"),
            (
                "en/x.md",
                "---\naliases: [Other Name]\n---\n# X\n\n[[plans]] [[sync/plans]] [[SYNC/Plans]] [[./sync/plans]] [[fr/b/plans.md]]\n",
            ),
            ("fr/a/y.md", "# Y\n\n[[plans]] [[b/plans]] [[other name]] [[the z]]\n"),
            ("fr/z.md", "# The Z\n\n[[plans]] [[none]]\n"),
        ],
        expect![[r#"
            en/x.md: plans → en/plans.md
            en/x.md: sync/plans → en/sync/plans.md
            en/x.md: SYNC/Plans → en/sync/plans.md
            en/x.md: ./sync/plans → en/sync/plans.md
            en/x.md: fr/b/plans.md → fr/b/plans.md
            fr/a/y.md: plans → fr/a/plans.md
            fr/a/y.md: b/plans → fr/b/plans.md
            fr/a/y.md: other name → en/x.md
            fr/a/y.md: the z → fr/z.md
            fr/z.md: plans → fr/a/plans.md
            fr/z.md: none → nothing
            fr/z.md ambiguous-reference: more than one entry is called `plans`
            fr/z.md unknown-reference: no entry is called `none`
        "#]],
    );
}

#[test]
fn page_that_lies_elsewhere_is_called_as_its_file() {
    check(
        &[
            ("a.md", "# A\n\n[[Core plugins]] [[plugins/core Plugins]]\n"),
            ("Plugins/Core plugins.md", "---\npermalink: plugins\n---\n# Core\n"),
            ("Plugins/other.md", "# Other\n"),
        ],
        expect![[r#"
            a.md: Core plugins → Plugins/Core plugins.md
            a.md: plugins/core Plugins → Plugins/Core plugins.md
        "#]],
    );
}

#[test]
fn names_have_headings_and_blocks() {
    check(
        &[
            (
                "a.md",
                "# A\n\n[[b#The B]] [[b#Part: one!]] [[b#Part: one!#Within]] [[b#^abc-1]] [[#Own]] [[b#None]]\n\n## Own\n",
            ),
            ("b.md", "# The B\n\n## Part: one!\n\nText. ^abc-1\n\n### Within\n"),
        ],
        expect![[r#"
            a.md: b#The B → b.md
            a.md: b#Part: one! → b.md#part-one
            a.md: b#Part: one!#Within → b.md#within
            a.md: b#^abc-1 → b.md#^abc-1
            a.md: #Own → a.md#own
            a.md: b#None → b.md
            a.md broken-anchor: `b.md` has no heading `#None`
        "#]],
    );
}

#[test]
fn files_are_found_by_name() {
    check(
        &[
            (
                "a/x.md",
                "# X\n\n![[p.png]] ![[P.png|30]] ![[img/p.png]] ![[none.png]] [[doc.pdf]] ![[doc.pdf#page=3]] ![[q.svg#icon]] ![[y]] ![[z.mp4]]\n",
            ),
            ("a/y.md", "# Y\n"),
            ("a/p.png", ""),
            ("img/p.png", ""),
            ("files/doc.pdf", ""),
            ("files/q.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ],
        expect![[r#"
            a/x.md: p.png → file a/p.png
            a/x.md: P.png → file a/p.png
            a/x.md: img/p.png → file img/p.png
            a/x.md: none.png → nothing
            a/x.md: q.svg#icon → file files/q.svg
            a/x.md: doc.pdf → file files/doc.pdf
            a/x.md: doc.pdf#page=3 → file files/doc.pdf#page=3
            a/x.md: y → a/y.md
            a/x.md: z.mp4 → nothing
            a/x.md missing-asset: no file is called `none.png`
            a/x.md missing-asset: no file is called `z.mp4`
        "#]],
    );
}

#[test]
fn targets_of_template_engines_are_followed() {
    check(
        &[
            (
                "a/x.md",
                "# X\n\n[1]({{< ref \"y.md#Part\" >}}) [2]({{< relref \"/b/z\" >}}) [3]({{% ref \"z\" %}}) [4]({% link b/z.md %}) [5]({{ site.url }}/b/z/) [6]({{ site.url }}/none) [7]({{< ref \"none\" >}}) [8]({{site.url}}/a/y#part)\n",
            ),
            ("a/y.md", "# Y\n\n## Part\n"),
            ("b/z.md", "# Z\n"),
        ],
        expect![[r#"
            a/x.md: {{< ref "y.md#Part" >}} → a/y.md#part
            a/x.md: {{< relref "/b/z" >}} → b/z.md
            a/x.md: {{% ref "z" %}} → b/z.md
            a/x.md: {% link b/z.md %} → b/z.md
            a/x.md: {{ site.url }}/b/z/ → b/z.md
            a/x.md: {{ site.url }}/none → nothing
            a/x.md: {{< ref "none" >}} → nothing
            a/x.md: {{site.url}}/a/y#part → a/y.md#part
            a/x.md inexact-anchor: the anchor `#Part` is `#part`
            a/x.md foreign-markup: `{{ site.url }}` is a template expression, which nexus does not have; the link leads nowhere
            a/x.md unknown-reference: no entry is called `none`
        "#]],
    );
}

#[test]
fn schemes_are_found_as_browsers_find_them() {
    assert_eq!(scheme("https://e.org"), Some("https"));
    assert_eq!(scheme("java\nscript:x"), Some("java\nscript"));
    assert_eq!(scheme("a/b:c"), None);
    assert_eq!(scheme("#a:b"), None);
    assert_eq!(scheme("redis.md"), None);
}

#[test]
fn addresses_part() {
    assert_eq!(split("a.md?x=1#y"), ("a.md", "?x=1", Some("y")));
    assert_eq!(split("#y"), ("", "", Some("y")));
    assert_eq!(other_form("a/index.html"), Some("a"));
    assert_eq!(tag_slug("C++ & Friends"), "c-plus-plus---friends");
    assert_eq!(tag_slug("C#"), "c-sharp");
    assert_eq!(tag_slug("ट्याग"), "ट्याग");
}
