//! Diagrams: code blocks in the language `mermaid` → SVG, as GitHub draws them.
//!
//! The title that readers who do not see the drawing hear is the block's `title`, else what kind of diagram it is. The source
//! stays beside it, folded. A diagram that cannot be drawn is shown as its source, and reported.
//!
//! Diagrams are drawn for a light ground. On a dark one the theme's style sheet makes dark of light, for an author's own
//! colours too; so text has the same contrast on both.

use std::{borrow::Cow, collections::BTreeSet, ops::Range, process, sync::Mutex};

use mermaid_svg::{Diagram, ParseError, Theme};

use self::{
    drawing::Drawn,
    limits::{MOST_WORK, TooMuch},
};
use super::{
    Body, Pass,
    generated::{self, Rewritten, Rules},
};
use crate::{
    base::{diagnostic::Code, digest::Digest, escape::escape, mutex::lock, source::position, terminal::say},
    parse::highlight::CodeBlock,
};

mod drawing;
mod limits;

/// The exit code of a program that the system gives no more.
const EXIT: i32 = 3;

/// Texts whose drawing did not end. It still goes on, so none of them is tried twice in a run of the program.
static LEFT_BEHIND: Mutex<BTreeSet<Digest>> = Mutex::new(BTreeSet::new());

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
    let drawn = match pass.diagram_work > MOST_WORK {
        true => Err(NotDrawn::TooMuch(TooMuch {
            why: "the page has too many diagrams before it".to_owned(),
            line: None,
            help: "move some of them to another page",
        })),
        false => {
            let (source, start) = (pass.source.clone(), range.start);
            svg(&block.text, move || format!("{}:{}", source.path, position(&source.text, start).line))
        }
    };
    // What is refused was read all the same.
    pass.diagram_work += drawn.as_ref().map_or(limits::SMALLEST_WORK, |drawing| drawing.work);
    match drawn {
        Ok(Drawing { markup, .. }) => {
            pass.diagrams += 1;
            let title =
                block.title.clone().unwrap_or_else(|| format!("Diagram: {}", limits::kind(&block.text)));
            let rules = Rules {
                elements: &ELEMENTS,
                attributes: &ATTRIBUTES,
                recoloured: &RECOLOURED,
                prefix: format!("diagram-{}{}-", pass.scope, pass.diagrams),
                root: format!(" role=\"img\" aria-label=\"{}\"", escape(&title)),
            };
            let Rewritten { body, refused } = generated::rewrite(&markup, &rules);
            for value in refused.into_iter().collect::<BTreeSet<_>>() {
                let problem = pass
                    .problem(Code::Diagram, range.clone(), format!("`{value}` is left out of the diagram"))
                    .help("a colour is a name, `#0b6470` or `rgb(11, 100, 112)`; nothing in a diagram loads from elsewhere");
                pass.report(problem);
            }
            Some(body)
        }
        Err(reason) => {
            report(pass, reason, range);
            None
        }
    }
}

/// A diagram as SVG, as the renderer writes it.
struct Drawing {
    markup: String,
    /// As [`limits`] measures it.
    work: usize,
}

/// Why there is no drawing.
#[derive(Debug)]
enum NotDrawn {
    /// What is wrong with the text, and on which of its lines.
    Wrong(String, Option<usize>),
    TooMuch(TooMuch),
    LeftBehind,
}

fn report(pass: &mut Pass<'_, '_>, reason: NotDrawn, range: &Range<usize>) {
    let place =
        |line: Option<usize>| line.map_or(range.clone(), |line| line_of(&pass.source.text, range, line));
    let not_drawn = |why: String| format!("the diagram cannot be drawn: {why}");
    let problem = match reason {
        NotDrawn::Wrong(why, line) => pass
            .problem(Code::Diagram, place(line), not_drawn(why))
            .help("its source is shown instead; GitHub may draw more than nexus does"),
        NotDrawn::TooMuch(TooMuch { why, line, help }) => pass
            .problem(Code::Diagram, place(line), not_drawn(why))
            .help(format!("{help}; until then its source is shown")),
        NotDrawn::LeftBehind => pass
            .problem(Code::EndlessDiagram, range.clone(), "the drawing of this diagram does not end")
            .help(
                "write it in another way, or leave it out; and please report it, for no text should do that",
            ),
    };
    pass.report(problem);
}

/// The diagram as SVG. `place` says where it stands, for the message if all ends here.
fn svg(text: &str, place: impl Fn() -> String + Send + 'static) -> Result<Drawing, NotDrawn> {
    let depth = limits::of_text(text).map_err(NotDrawn::TooMuch)?;
    let digest = Digest::of_bytes(text.as_bytes());
    if lock(&LEFT_BEHIND).contains(&digest) {
        return Err(NotDrawn::LeftBehind);
    }
    let owned = text.to_owned();
    let starve = move || {
        say(format_args!(
            "error: {}: the drawing of this diagram takes all memory; nothing was written",
            place()
        ));
        process::exit(EXIT);
    };
    match drawing::draw(drawing::BOUNDS, move || render(&owned, depth), starve) {
        Drawn::Done(drawing) => drawing,
        Drawn::Failed => Err(NotDrawn::Wrong("it is too unusual".to_owned(), None)),
        Drawn::LeftBehind => {
            lock(&LEFT_BEHIND).insert(digest);
            Err(NotDrawn::LeftBehind)
        }
    }
}

fn render(text: &str, depth: usize) -> Result<Drawing, NotDrawn> {
    let diagram = mermaid_svg::parse(text).map_err(wrong)?;
    let work = limits::of_diagram(text, depth, &diagram).map_err(NotDrawn::TooMuch)?;
    // A line that says what day it is would make another page of the same text each day.
    let text = match diagram {
        Diagram::Gantt(_) => Cow::Owned(format!("{text}\ntodayMarker off")),
        _ => Cow::Borrowed(text),
    };
    // Parsed once more, for the settings before it go into the drawing.
    match mermaid_svg::render_with(&text, &theme()) {
        Ok(markup) => Ok(Drawing { markup, work }),
        Err(error) => Err(NotDrawn::Wrong(error.to_string(), None)),
    }
}

fn wrong(error: ParseError) -> NotDrawn {
    match error {
        ParseError::Syntax { message, line, .. } => NotDrawn::Wrong(message, Some(line)),
        ParseError::UnknownDiagramType(name) => {
            NotDrawn::Wrong(format!("no kind of diagram is called `{name}`"), Some(1))
        }
        ParseError::Empty => NotDrawn::Wrong("it is empty".to_owned(), None),
        other => NotDrawn::Wrong(other.to_string(), None),
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
        assert!(shown.contains("1:1 diagram: `url(http://x)` is left out of the diagram"), "{shown}");
        for bad in ["<script", "javascript", "style=", "onclick", "onload=\"", "<a ", "http"] {
            assert!(!svg.contains(bad), "{bad}: {svg}");
        }
    }

    /// Each kept the program busy, or its memory, or ended it.
    #[test]
    fn diagram_that_asks_for_too_much_is_refused_at_its_line() {
        let gantt = "gantt\ndateFormat YYYY-MM-DD\n";
        let twice =
            (0..40).map(|i| format!("state S{i} {{\nS{0}\n--\nS{0}\n}}\n", i + 1)).collect::<String>();
        let edges = |count: usize| (0..count).map(|i| format!("A-->n{i}\n")).collect::<String>();
        let cases = [
            format!(
                "{gantt}excludes weekends,monday,tuesday,wednesday,thursday,friday\nA :a, 2024-01-01, 3d"
            ),
            format!(
                "{gantt}weekend friday\nexcludes weekends,sunday,monday,tuesday,wednesday,thursday\nA :1d"
            ),
            format!("{gantt}A :a, 2024-01-01, 9999999999d"),
            format!("{gantt}A :a, 2024-01-01, 99999999y"),
            format!("{gantt}A :a, 2024-01-01, infd"),
            format!("{gantt}A :a, 2024-02-9999999999999, 1d"),
            format!("{gantt}A :a, 0001-01-01, 1d\nB :b, 9999-01-01, 1d"),
            format!("{gantt}tickInterval 1day\nA :a, 1950-01-01, 1d\nB :b, 2024-01-01, 1d"),
            "packet-beta\n0-999999999: \"x\"".to_owned(),
            "packet-beta\n+2147483648: \"c\"".to_owned(),
            "packet-beta\n0-4000: \"c\"\n0-4000: \"c\"".to_owned(),
            "---\nconfig:\n  packet:\n    bitsPerRow: 999999999\n---\npacket-beta\n0-3: \"a\"".to_owned(),
            "radar-beta\naxis a,b,c\ncurve x{1,2,3}\nticks 999999999".to_owned(),
            format!("radar-beta\n{}ticks 100\ngraticule polygon", "axis a,b,c,d,e,f,g,h,i,j\n".repeat(10)),
            format!("flowchart TD\n{}", edges(501)),
            format!("flowchart TD\n{}a --> {}b", "a & ".repeat(21), "b & ".repeat(21)),
            format!("stateDiagram-v2\n{}", edges(501)),
            format!("classDiagram\nA : x{}", "~a~ ".repeat(21)),
            "stateDiagram-v2\nstate X {\na --> X\n}".to_owned(),
            "flowchart TD\nsubgraph X\nsubgraph X\na\nend\nend".to_owned(),
            format!("stateDiagram-v2\n{twice}"),
            format!("architecture-beta\n{}", "group g(a)[A]\nservice s(a)[S] in g\n".repeat(100)),
            format!("block-beta\n{}", "block:a\n".repeat(21)),
            format!("C4Context\n{}", "Boundary(a, \"a\") {\n".repeat(21)),
            format!("zenuml\n{}", "A.x() {\n".repeat(21)),
            "flowchart TD\n%%{ a\nb".to_owned(),
            format!("flowchart TD\nA[{}]", "x".repeat(4_096)),
            format!("flowchart TD\n{}", "A\n".repeat(2_000)),
            format!("flowchart TD\n{}", "A[aaaaaaaaaaaaaaaa]\n".repeat(1_800)),
        ];
        let shown = cases.map(|diagram| {
            let (.., shown) = run(&format!("```mermaid\n{diagram}\n```\n"));
            shown.lines().last().unwrap_or_default().to_owned() + "\n"
        });
        expect![[r#"
            1:1 diagram: the diagram cannot be drawn: `excludes` leaves no day to work on
            1:1 diagram: the diagram cannot be drawn: `excludes` leaves no day to work on
            1:1 diagram: the diagram cannot be drawn: its tasks last longer than 200 years in all
            1:1 diagram: the diagram cannot be drawn: its tasks last longer than 200 years in all
            1:1 diagram: the diagram cannot be drawn: its tasks last longer than 200 years in all
            1:1 diagram: the diagram cannot be drawn: the date `2024-02-9999999999999` is out of range
            1:1 diagram: the diagram cannot be drawn: it spans 9998 years, and at most 200 are drawn
            1:1 diagram: the diagram cannot be drawn: it spans 74 years, and at most 30 are drawn
            1:1 diagram: the diagram cannot be drawn: it has bit 999999999, and bits from 0 to 4095 are drawn
            1:1 diagram: the diagram cannot be drawn: it has bit 2147483647, and bits from 0 to 4095 are drawn
            1:1 diagram: the diagram cannot be drawn: its fields overlap
            1:1 diagram: the diagram cannot be drawn: it has 999999999 bits in a row, and at most 256 are drawn
            1:1 diagram: the diagram cannot be drawn: it has 999999999 ticks, and at most 100 are drawn
            1:1 diagram: the diagram cannot be drawn: it has more than 5000 elements
            1:1 diagram: the diagram cannot be drawn: it has 501 edges, and at most 500 are drawn
            3:1 diagram: the diagram cannot be drawn: the line has more than 40 `&`
            1:1 diagram: the diagram cannot be drawn: it has 501 edges, and at most 500 are drawn
            3:1 diagram: the diagram cannot be drawn: the line has more than 40 `~`
            1:1 diagram: the diagram cannot be drawn: the box `X` is inside itself
            </details></figure>
            1:1 diagram: the diagram cannot be drawn: it has more than 5000 elements
            1:1 diagram: the diagram cannot be drawn: it has more than 5000 elements
            23:1 diagram: the diagram cannot be drawn: its boxes are nested deeper than 20
            23:1 diagram: the diagram cannot be drawn: its boxes are nested deeper than 20
            23:1 diagram: the diagram cannot be drawn: its boxes are nested deeper than 20
            3:1 diagram: the diagram cannot be drawn: the directive has no end
            3:1 diagram: the diagram cannot be drawn: the line is longer than 4 KiB
            1:1 diagram: the diagram cannot be drawn: it has 2002 lines, and at most 2000 are drawn
            1:1 diagram: the diagram cannot be drawn: it is longer than 32 KiB
        "#]].assert_eq(&shown.concat());
    }

    #[test]
    fn page_has_room_for_so_much_work() {
        let chart: String = (0..499).map(|i| format!("A-->n{i}\n")).collect();
        let (.., shown) = run(&format!("```mermaid\nflowchart TD\n{chart}```\n\n").repeat(4));
        assert_eq!(shown.matches("<svg").count(), 2);
        assert!(shown.contains("the page has too many diagrams before it"), "{shown}");
    }

    #[test]
    fn drawing_does_not_depend_on_the_day() {
        let (.., shown) = run("```mermaid\ngantt\nA :a, 1950-01-01, 2099-01-01\n```\n");
        assert!(shown.contains("<svg") && !shown.contains(">today<"), "{shown}");
    }

    #[test]
    fn diagram_within_the_limits_is_drawn() {
        let days = "gantt\ndateFormat YYYY-MM-DD\nexcludes weekends, 2024-12-25\ntickInterval 1week\n";
        let tasks: String = (0..100).map(|i| format!("T{i} :t{i}, 2024-01-01, 30d\n")).collect();
        for diagram in [
            format!("{days}{tasks}"),
            "gantt\ndateFormat DD.MM.YYYY HH:mm\nA :a, 31.12.2024 23:59, 2h".to_owned(),
            "gantt\ndateFormat HH:mm\nA :a, 17:49, 2m".to_owned(),
            "gantt\nA :a, 1848-01-01, 1918-11-11".to_owned(),
            "stateDiagram-v2\nstate X {\na --> Y\n}\nstate Y {\nb --> c\n}".to_owned(),
            "%%{init: {\n'theme': 'dark'\n}}%%\nflowchart TD\nA --> B".to_owned(),
            "---\ntitle: T\n---\nflowchart TD\nA[\"R&D\"] & B --> C".to_owned(),
            "erDiagram\nA ||--o{ B : x\nA ||--o{ C : x".to_owned(),
        ] {
            let (.., shown) = run(&format!("```mermaid\n{diagram}\n```\n"));
            assert!(shown.contains("<svg"), "{diagram}\n{shown}");
            assert!(!shown.contains("aria-label=\"Diagram: ---"), "{shown}");
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
                let _ = svg(&text, String::new);
            }
        }
    }
}
