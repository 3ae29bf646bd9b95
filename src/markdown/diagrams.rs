//! Diagrams: code blocks in the language `mermaid` → SVG, as GitHub draws them.
//!
//! The title that readers who do not see the drawing hear is the block's `title`, else what kind of diagram it is. The source
//! stays beside it, folded. A diagram that cannot be drawn is shown as its source, and reported.
//!
//! Diagrams are drawn for a light ground. On a dark one the theme's style sheet makes dark of light, for an author's own
//! colours too; so text has the same contrast on both.

use std::{borrow::Cow, ops::Range};

use mermaid_svg::{ParseError, RenderError, Theme};

use super::{
    Body, Pass,
    generated::{self, Rules},
};
use crate::{diagnostic::Code, escape::escape, highlight::CodeBlock};

/// Longer ones are not drawn: nobody reads them.
const LONGEST: usize = 32 * 1024;
/// The layout calls itself; it gets a stack that no text of that length uses up.
const STACK: usize = 256 * 1024 * 1024;

/// Fills on which dark text can be read.
const FILLS: [Cow<'static, str>; 8] = [
    Cow::Borrowed("#a5d8dc"),
    Cow::Borrowed("#f4d08f"),
    Cow::Borrowed("#cbb9ec"),
    Cow::Borrowed("#b3dda4"),
    Cow::Borrowed("#f5b5a9"),
    Cow::Borrowed("#a9c8f2"),
    Cow::Borrowed("#dcd48a"),
    Cow::Borrowed("#c9d2d6"),
];
/// Colours that cannot be set, and those that take their places: white text stands on them.
const RECOLOURED: [(&str, &str); 3] = [("#8a90dd", "#0b6470"), ("#534fbc", "#074750"), ("red", "#b3201c")];

const ELEMENTS: [&str; 22] = [
    "svg",
    "g",
    "defs",
    "marker",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "title",
    "desc",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "filter",
    "feDropShadow",
    "pattern",
];
const ATTRIBUTES: [&str; 61] = [
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "d",
    "dx",
    "dy",
    "points",
    "width",
    "height",
    "viewBox",
    "transform",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-miterlimit",
    "opacity",
    "font-family",
    "font-size",
    "font-weight",
    "font-style",
    "text-anchor",
    "text-decoration",
    "letter-spacing",
    "textLength",
    "lengthAdjust",
    "dominant-baseline",
    "alignment-baseline",
    "baseline-shift",
    "writing-mode",
    "marker-start",
    "marker-mid",
    "marker-end",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "orient",
    "refX",
    "refY",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "gradientTransform",
    "clip-path",
    "preserveAspectRatio",
    "stdDeviation",
    "flood-opacity",
];

/// The drawing of a block, or nothing but a diagnostic.
pub(super) fn draw(pass: &mut Pass<'_, '_>, block: &CodeBlock, range: &Range<usize>) -> Option<Body> {
    match svg(&block.text) {
        Ok(markup) => {
            pass.diagrams += 1;
            let title = block.title.clone().unwrap_or_else(|| format!("Diagram: {}", kind(&block.text)));
            let rules = Rules {
                elements: &ELEMENTS,
                attributes: &ATTRIBUTES,
                recoloured: &RECOLOURED,
                prefix: format!("diagram-{}{}-", pass.scope, pass.diagrams),
                root: format!(" role=\"img\" aria-label=\"{}\"", escape(&title)),
            };
            Some(generated::rewrite(&markup, &rules))
        }
        Err((why, line)) => {
            let place = line.map_or(range.clone(), |line| line_of(&pass.source.text, range, line));
            let problem = pass
                .problem(Code::Diagram, place, format!("the diagram cannot be drawn: {why}"))
                .help("its source is shown instead; GitHub may draw more than nexus does");
            pass.report(problem);
            None
        }
    }
}

/// The diagram as SVG.
///
/// # Errors
/// What is wrong with it, and on which of its lines.
fn svg(text: &str) -> Result<String, (String, Option<usize>)> {
    if text.len() > LONGEST {
        return Err(("it is too long".to_owned(), None));
    }
    let theme = theme();
    match generated::guarded(Some(STACK), || mermaid_svg::render_with(text, &theme)) {
        Some(Ok(svg)) => Ok(svg),
        Some(Err(RenderError::Parse(error))) => Err(match error {
            ParseError::Syntax { message, line, .. } => (message, Some(line)),
            ParseError::UnknownDiagramType(name) => {
                (format!("no kind of diagram is called `{name}`"), Some(1))
            }
            ParseError::Empty => ("it is empty".to_owned(), None),
            other => (other.to_string(), None),
        }),
        Some(Err(error)) => Err((error.to_string(), None)),
        None => Err(("it is too unusual".to_owned(), None)),
    }
}

/// The colours of the default theme, in light.
fn theme() -> Theme {
    let [text, line, accent, soft, raised] =
        ["#17222b", "#42515b", "#0b6470", "#e2f1f2", "#e9eff0"].map(Cow::Borrowed);
    Theme {
        fg: text,
        fg_muted: line.clone(),
        actor_fill: soft.clone(),
        actor_stroke: accent.clone(),
        lifeline: line.clone(),
        arrow_stroke: line.clone(),
        note_fill: "#fdf3df".into(),
        note_stroke: "#855100".into(),
        activation_fill: soft.clone(),
        activation_stroke: accent.clone(),
        frame_label_fill: raised.clone(),
        flow_node_fill: soft,
        flow_node_stroke: accent,
        flow_edge_stroke: line.clone(),
        flow_label_bg: raised,
        flow_cluster_fill: "#f5f8f8".into(),
        flow_cluster_stroke: line.clone(),
        pie_palette: Cow::Borrowed(&FILLS),
        cscale_palette: Cow::Borrowed(&FILLS),
        git_palette: Cow::Borrowed(&FILLS),
        xychart_palette: Cow::Borrowed(&FILLS),
        pie_stroke: Some(line),
        responsive: false,
        ..Theme::default()
    }
}

/// The kind of a diagram, as its first line names it: `flowchart`.
fn kind(text: &str) -> &str {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("%%"));
    first.and_then(|line| line.split_whitespace().next()).unwrap_or("diagram")
}

/// Where line `line` of a fenced block in `range` stands, from 1.
fn line_of(source: &str, range: &Range<usize>, line: usize) -> Range<usize> {
    let mut start = range.start;
    for (at, text) in source[range.clone()].split_inclusive('\n').enumerate() {
        if at == line {
            let blank = text.len() - text.trim_start().len();
            return start + blank..start + text.trim_end().len().max(blank);
        }
        start += text.len();
    }
    range.clone()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{
        super::tests::{check, run},
        svg,
    };

    #[test]
    fn diagram_is_drawn_above_its_source() {
        check(
            "```mermaid title=\"A & B\"\npie\n\"A\" : 1\n```\n",
            expect![[r##"
                <figure class="diagram"><svg width="488" height="450" viewBox="0 0 488 450" font-family="sans-serif" font-size="14" role="img" aria-label="A &amp; B"><path d="M225 225L225 40A185 185 0 1 1 225 410Z" fill="#a5d8dc" stroke="#42515b" stroke-width="2"/><path d="M225 225L225 410A185 185 0 1 1 225 40Z" fill="#a5d8dc" stroke="#42515b" stroke-width="2"/><text x="225" y="363.75" text-anchor="middle" fill="#17222b" font-size="13">100%</text><circle cx="225" cy="225" r="185" fill="none" stroke="#42515b" stroke-width="2"/><rect x="418" y="214" width="14" height="14" fill="#a5d8dc"/><text x="438" y="226" fill="#17222b" font-size="13">A</text></svg><details><summary>Source</summary>
                CodeBlock { language: Some("mermaid"), title: Some("A & B"), text: "pie\n\"A\" : 1\n" }
                </details></figure>
            "##]],
        );
    }

    #[test]
    fn every_kind_of_the_handbook_is_drawn() {
        for diagram in [
            "flowchart TD\nA[Start] --> B{ok?}\nB -->|yes| C",
            "graph LR\nA --> B",
            "sequenceDiagram\nA->>B: Hi",
            "classDiagram\nAnimal <|-- Duck",
            "stateDiagram-v2\n[*] --> Still",
            "erDiagram\nCUSTOMER ||--o{ ORDER : places",
            "journey\nsection Work\nTea: 5: Me",
            "gantt\ndateFormat YYYY-MM-DD\nsection S\nA task :a1, 2024-01-01, 30d",
            "pie\n\"Dogs\" : 386",
            "quadrantChart\nx-axis Low --> High\nA: [0.3, 0.6]",
            "requirementDiagram\nrequirement r {\nid: 1\n}",
            "gitGraph\ncommit\nbranch dev\ncommit",
            "mindmap\n  root((m))\n    A",
            "timeline\n2002 : LinkedIn",
            "sankey-beta\nA,B,10",
            "xychart-beta\nx-axis [a, b]\nbar [1, 2]",
            "block-beta\na b",
            "C4Context\nPerson(a, \"A\")",
            "architecture-beta\nservice db(database)[D]",
        ] {
            let html = run(&format!("```mermaid\n{diagram}\n```\n")).2;
            assert!(html.contains("<figure class=\"diagram\"><svg "), "{diagram}\n{html}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_shown() {
        check(
            "- ```mermaid\n  flowchart LR\n  A --> B\n  C --- [[[\n  ```\n\n```mermaid\nflowhart LR\n```\n",
            expect![[r#"
                <ul>
                <li>CodeBlock { language: Some("mermaid"), text: "flowchart LR\nA --> B\nC --- [[[\n" }
                </li>
                </ul>
                CodeBlock { language: Some("mermaid"), text: "flowhart LR\n" }
                4:3 diagram: the diagram cannot be drawn: expected node identifier at: '[[['
                8:1 diagram: the diagram cannot be drawn: no kind of diagram is called `flowhart`
            "#]],
        );
    }

    #[test]
    fn diagrams_carry_no_script_style_or_link() {
        let text = "```mermaid\nflowchart LR\nA[\"<script>alert(1)</script><b>x</b>\"] --> B\nclick A href \"javascript:alert(1)\"\n\
                    click B call f()\nstyle A fill:url(http://x)\nlinkStyle 0 stroke:red\"onload=\"x\n```\n";
        let (.., shown) = super::super::tests::run(text);
        let svg = &shown[..shown.find("<details").expect("the source behind it")];
        for bad in ["<script", "javascript", "style=", "onclick", "onload=\"", "<a ", "http"] {
            assert!(!svg.contains(bad), "{bad}: {svg}");
        }
    }

    #[test]
    fn hostile_diagram_is_an_error_or_a_diagram() {
        for head in ["flowchart TD\n", "mindmap\n", "sequenceDiagram\n", "stateDiagram-v2\n", "block-beta\n"]
        {
            for piece in
                ["subgraph a\n", "a-->b\n", "[", "state a {\n", "  loop x\n", "A-->", "block:a\n", "  "]
            {
                let text = format!("{head}{}", piece.repeat(1_000));
                let _ = svg(&text);
            }
        }
    }
}
