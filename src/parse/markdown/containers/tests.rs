use std::time::{Duration, Instant};

use expect_test::expect;

use crate::{
    base::{path::SourcePath, source::Source},
    parse::markdown::{
        Hole, MarkdownConfig, Naming, render,
        tests::{check, run},
    },
};

#[test]
fn containers_are_alerts() {
    check(
        ":::note Title *a* [b](c.md)\nText[^n]\n- d\n:::\n\n::: tip\n\n```sh\n:::\n```\n\n:::\n:::info[E] \nf\n:::\n:::warning{title=\"G h\" icon=\"x\"}\n:::\n::: {.callout-note}\ni\n:::\n\n[^n]: j\n",
        expect![[r##"
            <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Title <em>a</em> <a to="c.md">b</a></p>
            <p>Text<sup class="footnote-ref" id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup></p>
            <ul>
            <li>d</li>
            </ul>
            </div>
            <div class="alert alert-tip" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>Tip</p>
            CodeBlock { language: Some("sh"), text: ":::\n" }
            </div>
            <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>E</p>
            <p>f</p>
            </div>
            <div class="alert alert-warning" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-warning"/></svg>G h</p>
            </div>
            <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Note</p>
            <p>i</p>
            </div>
            <section class="footnotes" role="doc-endnotes" aria-label="Footnotes"><ol>
            <li id="fn-1"><p>j <a class="footnote-back" href="#fnref-1" role="doc-backlink" aria-label="Back to the text">↩</a></p>
            </li>
            </ol></section>
        "##]],
    );
}

#[test]
fn containers_stand_in_one_another_and_in_lists_and_quotes() {
    check(
        "::::caution\n:::details Why\na\n:::\n\nb\n::::\n\n1. c\n   :::danger\n   d\n\n   e\n   :::\n2. f\n\n> :::tip\n> g\n> :::\n\n:::note\n- h\n  :::\n\ni\n",
        expect![[r##"
            <div class="alert alert-caution" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-caution"/></svg>Caution</p>
            <details><summary>Why</summary>
            <p>a</p>
            </details>
            <p>b</p>
            </div>
            <ol>
            <li><p>c</p>
            <div class="alert alert-caution" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-caution"/></svg>Danger</p>
            <p>d</p>
            <p>e</p>
            </div>
            </li>
            <li><p>f</p>
            </li>
            </ol>
            <blockquote>
            <div class="alert alert-tip" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>Tip</p>
            <p>g</p>
            </div>
            </blockquote>
            <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Note</p>
            <ul>
            <li>h</li>
            </ul>
            </div>
            <p>i</p>
        "##]],
    );
}

#[test]
fn what_has_no_end_or_no_meaning_is_told() {
    check(
        "- :::note a\n  b\n\nc\n\n:::nowt\nd\n:::\n\n::: package.Class\n    options:\n\n:::\n\n:::other\n\n:::\n\n:::info\ne\n",
        expect![[r##"
            <ul>
            <li><div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>a</p>
            <p>b</p>
            </div>
            </li>
            </ul>
            <p>c</p>
            <p>d</p>
            <p><code>package.Class</code></p>
            text: "options:\n" }
            <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Info</p>
            <p>e</p>
            </div>
            1:3 markup: the container `note` has no end
            6:4 foreign-markup: no container is called `nowt`
            10:5 foreign-markup: this is a call of mkdocstrings, which nexus does not have
            15:4 foreign-markup: no container is called `other`
            19:1 markup: the container `info` has no end
        "##]],
    );
}

#[test]
fn marks_in_code_and_comments_stay() {
    check(
        "```\n:::note\n!!! note\n```\n\n    :::note\n    :::\n\n`:::note\n:::` x\n\n<!--\n:::note\n-->\n\n<pre>\n:::note\n:::\n</pre>\n",
        expect![[r#"
            text: ":::note\n!!! note\n" }
            text: ":::note\n:::\n" }
            <p><code>:::note :::</code> x</p>

            <pre>
            :::note
            :::
            </pre>
        "#]],
    );
}

#[test]
fn containers_end_html_tables_and_paragraphs() {
    check(
        "<div>\n\na\n</div>\n:::tip\nb\n| c |\n|---|\n| d |\n:::\n:::tip\n<div>\n:::\ne\n---\n",
        expect![[r##"
            <div>
            <p>a</p>
            </div>
            <div class="alert alert-tip" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>Tip</p>
            <p>b</p>
            <div class="table" tabindex="0" role="group" aria-label="Table 1"><table>
            <thead>
            <tr><th scope="col">c</th></tr>
            </thead>
            <tbody>
            <tr><td>d</td></tr>
            </tbody>
            </table></div>
            </div>
            <div class="alert alert-tip" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>Tip</p>
            <div>
            </div></div>
            <h2 id="e">e <a class="anchor" href="#e" aria-label="Link to section: e">#</a></h2>
            12:1 unknown-html: `<div>` is not closed in the block that it stands in
        "##]],
    );
}

#[test]
fn indented_content_is_markdown() {
    check(
        "Text\n!!! note \"A *b*\"\n    c[^n] [d][e]\n\n        code\n\n    ??? tip\n        f\n\n    [e]: g.md\n    [^n]: h\n\n???+ question inline end\n\n    - i\n\n        j\n\n!!! warning \"\"\n    k\n\n+ l\n\n!!! own-kind\n\n    m\n\n!!! Wow, n\n",
        expect![[r##"
            <p>Text</p>
            <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>A <em>b</em></p>
            <p>c<sup class="footnote-ref" id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup> <a to="g.md">d</a></p>
            text: "code\n" }
            <details class="alert alert-tip"><summary class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>Tip</summary>
            <p>f</p>
            </details>
            </div>
            <details class="alert alert-note" open><summary class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Question</summary>
            <ul>
            <li><p>i</p>
            <p>j</p>
            </li>
            </ul>
            </details>
            <div class="alert alert-warning" role="note"><p>k</p>
            </div>
            <ul>
            <li>l</li>
            </ul>
            <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>Own-kind</p>
            <p>m</p>
            </div>
            <p>!!! Wow, n</p>
            <section class="footnotes" role="doc-endnotes" aria-label="Footnotes"><ol>
            <li id="fn-1"><p>h <a class="footnote-back" href="#fnref-1" role="doc-backlink" aria-label="Back to the text">↩</a></p>
            </li>
            </ol></section>
            28:1 foreign-markup: this is a box of MkDocs without content
        "##]],
    );
}

#[test]
fn indented_tabs_hold_any_content() {
    check(
        "=== \":octicons-file-code-16: a `b`\"\n\n    ```sh\n    c\n\n    d\n    ```\n\n=== \"e\"\n    f\n\n    === \"g\"\n        h\n\n===! \"i\"\n\n    j\n\n1. k\n\n    === \"l\"\n\n        m\n\nn\n",
        expect![[r#"
            <div class="tabs">
            <section><p class="tab-name">a b</p>
            CodeBlock { language: Some("sh"), text: "c\n\nd\n" }
            </section>
            <section><p class="tab-name">e</p>
            <p>f</p>
            <div class="tabs">
            <section><p class="tab-name">g</p>
            <p>h</p>
            </section>
            </div>
            </section>
            </div>
            <div class="tabs">
            <section><p class="tab-name">i</p>
            <p>j</p>
            </section>
            </div>
            <ol>
            <li><p>k</p>
            <div class="tabs">
            <section><p class="tab-name">l</p>
            <p>m</p>
            </section>
            </div>
            </li>
            </ol>
            <p>n</p>
        "#]],
    );
}

#[test]
fn slashes_are_containers() {
    check(
        "//// tab | a\n\n/// note | T\n\nb\n\n///\n\n////\n\n//// tab | c\n\nd\n\n////\n\n/// details | e\n    type: warning\n    open: True\n\nf\n\n///\n\n/// summary of it\n",
        expect![[r##"
            <div class="tabs">
            <section><p class="tab-name">a</p>
            <div class="alert alert-note" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-note"/></svg>T</p>
            <p>b</p>
            </div>
            </section>
            <section><p class="tab-name">c</p>
            <p>d</p>
            </section>
            </div>
            <details class="alert alert-warning" open><summary class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-warning"/></svg>e</summary>
            <p>f</p>
            </details>
            <p>/// summary of it</p>
            25:1 foreign-markup: this is a block of MkDocs that nexus cannot read
        "##]],
    );
}

#[test]
fn parts_of_a_container_are_tabs() {
    check(
        ":::tabs key:x\n== a\nb\n== c\n- d\n:::\n\n::: code-tabs\n@tab:active e#f\n```sh\ng\n```\n:::\n\n::: code-group\n\n```sh [h]\ni\n```\n\n```js {1} [j.js]\nk\n```\n\n:::\n\n== no tab\n",
        expect![[r#"
            <div class="tabs">
            <section><p class="tab-name">a</p>
            <p>b</p>
            </section>
            <section><p class="tab-name">c</p>
            <ul>
            <li>d</li>
            </ul>
            </section>
            </div>
            <div class="tabs">
            <section><p class="tab-name">e</p>
            CodeBlock { language: Some("sh"), text: "g\n" }
            </section>
            </div>
            <div class="tabs">
            <section><p class="tab-name">h</p>
            CodeBlock { language: Some("sh"), text: "i\n" }
            </section>
            <section><p class="tab-name">j.js</p>
            CodeBlock { language: Some("js"), highlighted: [1..=1], text: "k\n" }
            </section>
            </div>
            <p>== no tab</p>
        "#]],
    );
}

#[test]
fn shortcodes_are_blocks() {
    check(
        "{{% alert title=\"A b\" color=\"warning\" %}}\nc **d**\n{{% /alert %}}\n\n{{< tabpane text=true >}}\n{{% tab header=\"e\" %}}\nf\n{{% /tab %}}\n{{% tab \"g\" %}}\nh\n{{% /tab %}}\n{{< /tabpane >}}\n\n{{< tabpane >}}\n{{< tab header=\"i\" lang=\"go\" >}}\n# j\n{{< /tab >}}\n{{< /tabpane >}}\n\n{{% notice tip \"k\" %}}\nl\n{{% /notice %}}\n\n{{< details \"m\" >}}\nn\n{{< /details >}}\n\n{{< figure\n  src=\"o.png\"\n  alt=\"p\" caption=\"q\" >}}\n\n{{< youtube w7Ft2ymGmfc >}}\n\n{{< alert >}} no end\n\n{{< other >}}\n",
        expect![[r##"
            <div class="alert alert-warning" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-warning"/></svg>A b</p>
            <p>c <strong>d</strong></p>
            </div>
            <div class="tabs">
            <section><p class="tab-name">e</p>
            <p>f</p>
            </section>
            <section><p class="tab-name">g</p>
            <p>h</p>
            </section>
            </div>
            <div class="tabs">
            <section><p class="tab-name">i</p>
            CodeBlock { language: Some("go"), text: "# j\n" }
            </section>
            </div>
            <div class="alert alert-tip" role="note"><p class="alert-title"><svg class="icon" aria-hidden="true"><use href="#i-tip"/></svg>k</p>
            <p>l</p>
            </div>
            <details><summary>m</summary>
            <p>n</p>
            </details>
            <figure><img to="o.png" size alt="p" loading="lazy" decoding="async"><figcaption>q</figcaption></figure>
            <p><a to="https://www.youtube.com/watch?v=w7Ft2ymGmfc">https://www.youtube.com/watch?v=w7Ft2ymGmfc</a></p>
            <p>{{&lt; alert &gt;}} no end</p>
            <p>{{&lt; other &gt;}}</p>
            34:1 foreign-markup: this is a template expression, which nexus does not have
            36:1 foreign-markup: this is a template expression, which nexus does not have
        "##]],
    );
}

#[test]
fn headings_search_text_and_places_are_those_of_the_file() {
    let text = "# T\n\n!!! note \"Title\"\n\n    ## H\n\n    [x](nowhere.md) word\n\n:::tip\n### I\n:::\n";
    let (markdown, rendered, _) = run(text);
    let headings: Vec<&str> = markdown.outline.iter().map(|heading| &*heading.text).collect();
    assert_eq!(headings, ["H", "I"]);
    assert_eq!(&text[markdown.links[0].range.clone()], "nowhere.md");
    assert_eq!(&text[markdown.outline[0].range.clone()], "## H\n");
    let sections: Vec<&str> = rendered.sections.iter().map(|section| &*section.text).collect();
    assert_eq!(sections, ["Title\n", "x word\n", ""]);
}

/// The elements that are open at the end of some HTML, or the first end that closes none; void ones aside.
fn unbalanced(html: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        if tag.ends_with('/') || matches!(name, "input" | "br" | "hr" | "img" | "use") {
            continue;
        }
        match tag.starts_with('/') {
            true if open.pop().as_deref() != Some(name) => return vec![format!("/{name}")],
            true => {}
            false => open.push(name.to_owned()),
        }
    }
    open
}

#[test]
fn any_marks_in_any_order_give_balanced_html_with_all_words() {
    let lines = [
        ":::note",
        ":::",
        "::::tip",
        "::::",
        ":::tabs",
        "== a",
        "!!! note",
        "??? tip \"b\"",
        "=== \"c\"",
        "/// tab | d",
        "///",
        "/// note",
        "{{% tab \"e\" %}}",
        "{{% /tab %}}",
        "{{< tabpane >}}",
        "{{< tab f >}}",
        "{{< /tab >}}",
        "{{< /tabpane >}}",
        "::: code-group",
        "```sh [g]",
        "```",
        "- word",
        "1. word",
        "+ word",
        "* word",
        "> word",
        "> [!tip] h",
        "word",
        "word",
        "word",
        "",
        "",
        "<div>",
        "</div>",
        "<details>",
        "</details>",
        "| i |",
        "|---|",
        "---",
        "<!-- tabs -->",
        "term",
        ": word",
        ":::unknown",
        "> :::note",
        "> :::",
        "- :::note",
    ];
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..2_000 {
        let mut text = String::from("start\n\n");
        for number in 0..3 + random(14) {
            let line = lines[random(lines.len())].replace("word", &format!("w{number}w"));
            text.push_str(&format!("{}{line}\n", " ".repeat([0, 0, 0, 2, 3, 4, 4, 8][random(8)])));
        }
        let (_, rendered, _) = run(&text);
        let code = |index: usize| rendered.code[index].text.clone();
        let html = rendered.body.fill(|hole, out| match hole {
            Hole::Prose { start, end } => out.push_str(&rendered.prose[start..end].replace('<', "")),
            Hole::Code(index) => out.push_str(&code(index).replace('<', "")),
            _ => {}
        });
        assert_eq!(unbalanced(&html), [""; 0], "{text}\n{html}");
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.ends_with('w') && word.starts_with('w'))
        {
            assert!(html.contains(word), "{word} is lost\n{text}\n{html}");
        }
    }
}

#[test]
fn hostile_containers_are_quick() {
    let n = 10_000;
    let texts = [
        ":::note\n".repeat(n),
        "::::x\n".repeat(n) + &"{{< /y >}}\n".repeat(n),
        ":::*a*".repeat(4 * n),
        "> :::note\n".repeat(n),
        "=== \"a\"\n    b\n\n".repeat(n),
        "{{< figure\n".repeat(n),
        "- ".repeat(n) + ":::note\n",
    ];
    for text in texts {
        let start = Instant::now();
        let source = Source::new(SourcePath::new("content/a.md"), &text);
        render(&source, 0, &MarkdownConfig::default(), Naming::Heading, &mut Vec::new());
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", &text[..12]);
    }
}
