//! What a diagram may ask of the program that draws it.
//!
//! Takes a diagram's text, and what it was parsed to; returns how much work it is, or what is too much and what to write
//! instead. The renderer loops over numbers in the text (days, bits, rings) and lays graphs out in more than linear time, so
//! without limits a few lines of a pull request keep a build busy for ever. Each limit is far above what a reader can take in.

use std::collections::{BTreeMap, BTreeSet};

use mermaid_svg::{
    Diagram,
    ast::{
        ArchGroup, BlockItem, CompositeState, GanttDiagram, PacketDiagram, RadarDiagram, Subgraph, TaskEnd,
        TaskStart,
    },
};

/// Bytes of a diagram.
const LONGEST: usize = 32 * 1024;
const MOST_LINES: usize = 2_000;
/// Bytes of a line: the parsers read the rest of a line again for each word in it.
const LONGEST_LINE: usize = 4 * 1024;
/// As Mermaid's own `maxEdges`.
const MOST_EDGES: usize = 500;
/// `A & B --> C & D` makes an edge from each to each.
const MOST_JOINED: usize = 40;
/// Signs of generic types in a line of a class diagram: `List~int~`.
const MOST_TILDES: usize = 40;
/// Boxes within boxes.
const DEEPEST: usize = 20;
const MOST_BITS: u32 = 4_096;
const MOST_BITS_IN_ROW: u32 = 256;
const MOST_RINGS: u32 = 100;
/// What is drawn, where it is not what is written: points of a radar chart, what is in boxes that are drawn twice.
const MOST_ELEMENTS: usize = 5_000;
/// From the first to the last day of a chart, and of all its tasks together.
const MOST_YEARS: i64 = 200;
/// As [`MOST_YEARS`], of a chart that has something for each day.
const MOST_YEARS_BY_DAY: i64 = 30;
const MOST_EXCLUDED: usize = 400;
/// Of a diagram that is almost nothing.
pub(super) const SMALLEST_WORK: usize = 10;
/// The work of all diagrams of a file, as [`of_diagram`] measures it.
pub(super) const MOST_WORK: usize = 20_000;

/// What is too much in a diagram.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMuch {
    pub why: String,
    /// Counted from 1, if one line is to blame.
    pub line: Option<usize>,
    pub help: &'static str,
}

impl TooMuch {
    fn new(why: impl Into<String>, help: &'static str) -> Self {
        Self { why: why.into(), line: None, help }
    }

    fn at(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }
}

const SPLIT: &str = "split it into several diagrams";

/// The kind of a diagram, as the first line behind its settings names it: `flowchart`.
pub(super) fn kind(text: &str) -> &str {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("%%"));
    let first = match lines.next() {
        Some("---") => lines.skip_while(|line| *line != "---").nth(1),
        first => first,
    };
    first.and_then(|line| line.split_whitespace().next()).unwrap_or("diagram")
}

/// Refuses a text that would take long to parse. Gives how deep its boxes are nested.
pub(super) fn of_text(text: &str) -> Result<usize, TooMuch> {
    if text.len() > LONGEST {
        return Err(TooMuch::new(format!("it is longer than {} KiB", LONGEST / 1024), SPLIT));
    }
    let count = text.lines().count();
    if count > MOST_LINES {
        return Err(TooMuch::new(format!("it has {count} lines, and at most {MOST_LINES} are drawn"), SPLIT));
    }
    let kind = kind(text);
    let (mut depth, mut deepest) = (0_isize, 0);
    for (line, number) in text.lines().zip(1..) {
        of_line(kind, line).map_err(|problem| problem.at(number))?;
        depth = (depth + deeper(kind, line.trim())).max(0);
        deepest = deepest.max(depth.unsigned_abs());
        if deepest > DEEPEST {
            let why = format!("its boxes are nested deeper than {DEEPEST}");
            return Err(TooMuch::new(why, "draw what is inside in a diagram of its own").at(number));
        }
    }
    let ended = text.rfind("}%%").map_or(0, |at| text[..at].lines().count());
    match text.lines().zip(1..).skip(ended).find(|(line, _)| line.trim().starts_with("%%{")) {
        Some((_, number)) => Err(TooMuch::new("the directive has no end", "end it with `}%%`").at(number)),
        None => Ok(deepest),
    }
}

fn of_line(kind: &str, line: &str) -> Result<(), TooMuch> {
    let more_than = |sign: char, most: usize| line.matches(sign).nth(most).is_some();
    if line.len() > LONGEST_LINE {
        let why = format!("the line is longer than {} KiB", LONGEST_LINE / 1024);
        return Err(TooMuch::new(why, "break it into several lines"));
    }
    if matches!(kind, "flowchart" | "graph" | "flowchart-elk") && more_than('&', MOST_JOINED) {
        let why = format!("the line has more than {MOST_JOINED} `&`");
        return Err(TooMuch::new(
            why,
            "`&` makes an edge from each node to each; write a line for each group",
        ));
    }
    if kind.starts_with("classDiagram") && more_than('~', MOST_TILDES) {
        let why = format!("the line has more than {MOST_TILDES} `~`");
        return Err(TooMuch::new(why, "leave types inside types out"));
    }
    Ok(())
}

/// How many boxes more are open after a line, in kinds of diagram whose boxes are costly.
fn deeper(kind: &str, line: &str) -> isize {
    let count = |sign| line.matches(sign).count() as isize;
    match kind {
        "block" | "block-beta" if line == "block" || line.starts_with("block:") => 1,
        "block" | "block-beta" if line == "end" => -1,
        "zenuml" => count('{') - count('}'),
        kind if kind.starts_with("C4") => {
            let opens =
                line.ends_with('{') || ["Node", "Deployment_Node"].iter().any(|name| line.starts_with(name));
            isize::from(opens || line.contains("Boundary(")) - isize::from(line == "}")
        }
        _ => 0,
    }
}

/// How much work the drawing of a diagram is; about as many elements as it has. What is in a box is copied with it.
pub(super) fn of_diagram(text: &str, depth: usize, diagram: &Diagram) -> Result<usize, TooMuch> {
    let edges = edges(diagram);
    if edges > MOST_EDGES {
        return Err(TooMuch::new(format!("it has {edges} edges, and at most {MOST_EDGES} are drawn"), SPLIT));
    }
    let more = match diagram {
        Diagram::Gantt(chart) => of_gantt(chart)?,
        Diagram::Packet(packet) => of_packet(packet)?,
        Diagram::Radar(chart) => of_radar(chart)?,
        Diagram::Architecture(chart) => {
            let homes = chart.services.iter().map(|service| &service.parent);
            let homes: Vec<_> =
                homes.chain(chart.junctions.iter().map(|junction| &junction.parent)).collect();
            let inside = |group: &ArchGroup| {
                homes.iter().filter(|home| home.as_ref().is_some_and(|home| *home == group.id)).count()
            };
            of_elements(chart.groups.iter().map(inside).sum())?
        }
        Diagram::State(chart) => {
            let inside = |state: &CompositeState| state.regions.concat();
            of_boxes(chart.composites.iter().map(|state| (state.id.as_str(), inside(state))).collect())?
        }
        Diagram::Flowchart(chart) => {
            let inside = |graph: &Subgraph| graph.child_subgraph_ids.clone();
            of_boxes(chart.subgraphs.iter().map(|graph| (graph.id.as_str(), inside(graph))).collect())?
        }
        _ => 0,
    };
    Ok(SMALLEST_WORK + text.len() / 16 * (1 + depth) + edges * edges / 25 + more)
}

/// What is laid out in more than linear time.
fn edges(diagram: &Diagram) -> usize {
    fn of_blocks(items: &[BlockItem]) -> usize {
        let edges = items.iter().map(|item| match item {
            BlockItem::Edge(_) => 1,
            BlockItem::Group(group) => of_blocks(&group.items),
            _ => 0,
        });
        edges.sum()
    }
    match diagram {
        Diagram::Flowchart(chart) => chart.edges.len(),
        Diagram::State(chart) => chart.transitions.len(),
        Diagram::Class(chart) => chart.relations.len() + chart.notes.len(),
        Diagram::Er(chart) => chart.relations.len(),
        Diagram::Requirement(chart) => chart.relations.len(),
        Diagram::Architecture(chart) => chart.edges.len(),
        Diagram::C4(chart) => chart.relations.len(),
        Diagram::Block(chart) => of_blocks(&chart.items),
        Diagram::Sankey(chart) => chart.links.len(),
        _ => 0,
    }
}

fn of_packet(packet: &PacketDiagram) -> Result<usize, TooMuch> {
    let in_row = packet.config.bits_per_row;
    if in_row > MOST_BITS_IN_ROW {
        let why = format!("it has {in_row} bits in a row, and at most {MOST_BITS_IN_ROW} are drawn");
        return Err(TooMuch::new(why, "give a smaller `bitsPerRow`"));
    }
    let last = packet.fields.iter().map(|field| field.end).max().unwrap_or(0);
    // A field that goes beyond the largest number begins anew at 0.
    if last >= MOST_BITS || packet.fields.iter().any(|field| field.end < field.start) {
        let why = format!("it has bit {last}, and bits from 0 to {} are drawn", MOST_BITS - 1);
        return Err(TooMuch::new(why, "leave the payload out, or give it a few bits"));
    }
    let bits = packet.fields.iter().map(|field| field.end - field.start + 1).sum::<u32>();
    if bits > MOST_BITS {
        return Err(TooMuch::new("its fields overlap", "give each field bits of its own"));
    }
    Ok(last as usize)
}

fn of_radar(chart: &RadarDiagram) -> Result<usize, TooMuch> {
    let rings = chart.ticks.unwrap_or(5);
    if rings > MOST_RINGS {
        let why = format!("it has {rings} ticks, and at most {MOST_RINGS} are drawn");
        return Err(TooMuch::new(why, "write `ticks 5`"));
    }
    of_elements(chart.axes.len().saturating_mul(rings as usize + chart.curves.len()))
}

fn of_elements(count: usize) -> Result<usize, TooMuch> {
    if count > MOST_ELEMENTS {
        return Err(TooMuch::new(format!("it has more than {MOST_ELEMENTS} elements"), SPLIT));
    }
    Ok(count)
}

/// Boxes by name, and what is in them. The renderer goes through what is in a box, and in the boxes in it, wherever its name
/// stands; so a box that is in itself never ends, and one that stands twice in another that stands twice grows fast.
fn of_boxes(boxes: Vec<(&str, Vec<String>)>) -> Result<usize, TooMuch> {
    let names: Vec<&str> = boxes.iter().map(|(name, _)| *name).collect();
    let boxes: BTreeMap<&str, Vec<String>> = boxes.into_iter().collect();
    let mut sizes: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    let mut whole = 0_usize;
    for name in names {
        whole = whole.saturating_add(size_of(name, &boxes, &mut sizes)?);
    }
    of_elements(whole)
}

/// How much is in a box and in the boxes in it. A box whose size is being found out has none yet.
fn size_of<'a>(
    name: &'a str,
    boxes: &'a BTreeMap<&str, Vec<String>>,
    sizes: &mut BTreeMap<&'a str, Option<usize>>,
) -> Result<usize, TooMuch> {
    let Some(inside) = boxes.get(name) else { return Ok(1) };
    match sizes.get(name) {
        Some(Some(size)) => return Ok(*size),
        Some(None) => {
            let why = format!("the box `{name}` is inside itself");
            return Err(TooMuch::new(why, "give one of the two another name"));
        }
        None => {}
    }
    sizes.insert(name, None);
    let mut size = 1_usize;
    for name in inside {
        size = size.saturating_add(size_of(name, boxes, sizes)?);
    }
    sizes.insert(name, Some(size));
    Ok(size)
}

fn of_gantt(chart: &GanttDiagram) -> Result<usize, TooMuch> {
    let working = working_days(chart);
    if working == 0 {
        return Err(TooMuch::new("`excludes` leaves no day to work on", "leave one day of the week in"));
    }
    let excluded = chart.excludes.len();
    if excluded > MOST_EXCLUDED {
        let why = format!("it excludes {excluded} days, and at most {MOST_EXCLUDED} can be");
        return Err(TooMuch::new(why, "exclude days of the week in place of dates"));
    }
    let by_day = excluded > 0 || chart.tick_interval.is_some();
    let most = if by_day { MOST_YEARS_BY_DAY } else { MOST_YEARS };
    let tasks = || chart.sections.iter().flat_map(|section| &section.tasks);
    let days = tasks().map(|task| if let TaskEnd::Duration(days) = task.end { days.abs() } else { 0.0 });
    let days = days.sum::<f64>() * 7.0 / working as f64;
    let help = "shorten the tasks, or correct the dates; `dateFormat` says which number is the year";
    if days.is_nan() || days > most as f64 * 365.0 {
        return Err(TooMuch::new(format!("its tasks last longer than {most} years in all"), help));
    }
    let span = years(chart)?;
    if span > most {
        return Err(TooMuch::new(format!("it spans {span} years, and at most {most} are drawn"), help));
    }
    Ok(if by_day { (span as usize * 366 + days as usize) / 4 } else { 0 })
}

/// How many years there are between the dates of a chart.
fn years(chart: &GanttDiagram) -> Result<i64, TooMuch> {
    let mut years = BTreeSet::new();
    for task in chart.sections.iter().flat_map(|section| &section.tasks) {
        let start = if let TaskStart::Date(date) = &task.start { Some(date) } else { None };
        let end = if let TaskEnd::Date(date) = &task.end { Some(date) } else { None };
        for date in start.into_iter().chain(end) {
            let year = year(date, chart.date_format.as_deref()).ok_or_else(|| {
                TooMuch::new(format!("the date `{date}` is out of range"), "write it as `dateFormat` says")
            })?;
            years.insert(year);
        }
        // What has no date begins where the task before ends, and the first one with the year 1970.
        if years.is_empty() {
            years.insert(1970);
        }
    }
    Ok(years.last().zip(years.first()).map_or(0, |(last, first)| last - first))
}

/// How many days of a week are worked on.
fn working_days(chart: &GanttDiagram) -> usize {
    let is_friday = chart.weekend.as_deref().is_some_and(|day| day.trim().eq_ignore_ascii_case("friday"));
    let weekend = if is_friday { ["friday", "saturday"] } else { ["saturday", "sunday"] };
    let excluded: BTreeSet<String> =
        chart.excludes.iter().map(|day| day.trim().to_ascii_lowercase()).collect();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let is_free =
        |day: &&&str| excluded.contains(**day) || excluded.contains("weekends") && weekend.contains(*day);
    days.len() - days.iter().filter(is_free).count()
}

/// The year of a date, read as the renderer reads it: numbers in the order in which the format has their letters. Nothing if
/// a number is none of a calendar.
fn year(date: &str, format: Option<&str>) -> Option<i64> {
    let format = format.unwrap_or("YYYY-MM-DD");
    let place = |letters: &[char]| format.find(letters);
    let year = place(&['Y', 'y']);
    let days = [place(&['M']), place(&['D', 'd'])];
    let times = [place(&['H', 'h']), place(&['m']), place(&['s']), place(&['S'])];
    let is_full = year.is_some() && days.iter().all(Option::is_some);
    let has_time = times.iter().any(Option::is_some);
    let at = match year {
        Some(_) if is_full || has_time => {
            Some(days.iter().chain(&times).filter(|place| place.is_some() && **place < year).count())
        }
        None if has_time => None,
        _ => Some(0),
    };
    let digits = date.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let numbers: Vec<i64> = digits.map(|digits| digits.parse().unwrap_or(i64::MAX)).collect();
    let fits = |(index, number): (usize, &i64)| {
        let most = if Some(index) == at {
            9_999
        } else if index < 3 {
            99
        } else {
            999
        };
        *number <= most
    };
    if !numbers.iter().enumerate().all(fits) {
        return None;
    }
    // Without all of its numbers it is no date to the renderer.
    let needed = if is_full || !has_time { 3 } else { 1 };
    let year = at.filter(|_| numbers.len() >= needed).and_then(|at| numbers.get(at));
    Some(year.copied().unwrap_or(1970))
}
