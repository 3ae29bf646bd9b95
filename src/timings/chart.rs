//! The chart of the report: what each thread did when, as SVG.
//!
//! A thread is cut into columns of equal time, and a column has the colour of what took most of it. So the chart is as large for
//! a hundred thousand pieces of work as for ten, and what is white was mostly idle.

use std::{fmt::Write as _, time::Duration};

use super::{
    Span, Work,
    page::duration,
    profile::{Profile, Segment},
};

const COLUMNS: usize = 600;
/// Pixels.
const LANE: usize = 48;
const BAR: usize = 20;
const AXIS: usize = 24;
/// Parts of the time axis.
const TICKS: u32 = 4;

/// Kinds of work that have a colour together; its name in the style is `g` and the number.
const GROUPS: [(&str, &[Work]); 7] = [
    ("read files and caches", &[Work::Load, Work::Recall]),
    ("parse", &[Work::Parse]),
    ("assemble and check", &[Work::Theme, Work::Assemble, Work::Check, Work::Outputs]),
    ("index for search", &[Work::Index]),
    ("render", &[Work::Produce, Work::Render]),
    ("highlight", &[Work::Highlight]),
    ("compare and write", &[Work::Compare, Work::Write, Work::Commit, Work::Keep]),
];

fn group(work: Work) -> usize {
    GROUPS.iter().position(|(_, works)| works.contains(&work)).expect("every work is in a group")
}

/// The chart and its legend.
pub fn chart(profile: &Profile<'_>, spans: &[Span], total: Duration) -> String {
    let height = profile.lanes.len() * LANE + AXIS;
    let mut out = format!(
        "<svg class=\"chart\" width=\"100%\" height=\"{height}\" role=\"img\" aria-label=\"What each thread did when\">\n"
    );
    for (row, (lane, segments)) in profile.lanes.iter().enumerate() {
        let top = row * LANE;
        let busy: Duration = segments.iter().map(|segment| segment.end - segment.begin).sum();
        let name = if *lane == 0 {
            "Stages".to_owned()
        } else {
            format!("Thread {lane}: {} busy", percent(busy, total))
        };
        let _ = writeln!(out, "<text x=\"0\" y=\"{}\">{name}</text>", top + 14);
        let _ = writeln!(
            out,
            "<rect class=\"lane\" x=\"0\" y=\"{}\" width=\"100%\" height=\"{BAR}\"/>",
            top + 20
        );
        for (first, end, group) in runs(&columns(segments, spans, total)) {
            let share = |column: usize| column as f64 * 100.0 / COLUMNS as f64;
            let at = |column: usize| {
                duration(total * u32::try_from(column).expect("few") / u32::try_from(COLUMNS).expect("few"))
            };
            let _ = writeln!(
                out,
                "<rect class=\"g{group}\" x=\"{:.2}%\" y=\"{}\" width=\"{:.2}%\" height=\"{BAR}\"><title>{}, {} to {}</title></rect>",
                share(first),
                top + 20,
                share(end - first),
                GROUPS[group].0,
                at(first),
                at(end),
            );
        }
    }
    for tick in 0..=TICKS {
        let anchor = match tick {
            0 => "start",
            TICKS => "end",
            _ => "middle",
        };
        let _ = writeln!(
            out,
            "<text class=\"tick\" x=\"{}%\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            tick * 100 / TICKS,
            height - 6,
            duration(total * tick / TICKS)
        );
    }
    out.push_str("</svg>\n<ul class=\"legend\">");
    for (number, (name, _)) in GROUPS.iter().enumerate() {
        let _ = write!(
            out,
            "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"g{number}\" width=\"12\" height=\"12\"/></svg> {name}</li>"
        );
    }
    out.push_str("</ul>\n");
    out
}

/// What took most of each column, if it was not idling.
fn columns(segments: &[Segment], spans: &[Span], total: Duration) -> Vec<Option<usize>> {
    let width = total.as_secs_f64().max(f64::MIN_POSITIVE) / COLUMNS as f64;
    let mut busy = vec![[0.0; GROUPS.len()]; COLUMNS];
    for segment in segments {
        let (begin, end) = (segment.begin.as_secs_f64() / width, segment.end.as_secs_f64() / width);
        let group = group(spans[segment.span].work);
        for (column, groups) in busy.iter_mut().enumerate().take(end.ceil() as usize).skip(begin as usize) {
            groups[group] += end.min(column as f64 + 1.0) - begin.max(column as f64);
        }
    }
    let most = |groups: [f64; GROUPS.len()]| {
        let idle = 1.0 - groups.iter().sum::<f64>();
        let (group, share) = groups.into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
        (share > 0.0 && share >= idle).then_some(group)
    };
    busy.into_iter().map(most).collect()
}

/// Neighbours of one colour: the first column, the one behind the last, the colour.
fn runs(columns: &[Option<usize>]) -> Vec<(usize, usize, usize)> {
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, group) in columns.iter().enumerate() {
        let Some(group) = *group else { continue };
        match runs.last_mut().filter(|(_, end, last)| *end == at && *last == group) {
            Some((_, end, _)) => *end = at + 1,
            None => runs.push((at, at + 1, group)),
        }
    }
    runs
}

pub fn percent(part: Duration, whole: Duration) -> String {
    format!("{:.0} %", part.as_secs_f64() * 100.0 / whole.as_secs_f64().max(f64::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timings::Subject;

    #[test]
    fn column_shows_what_took_most_of_it() {
        let ms = Duration::from_millis;
        let span =
            |work, begin, end| Span { lane: 1, work, begin: ms(begin), end: ms(end), subject: Subject::Site };
        // A column is 10 ms.
        let spans = [span(Work::Parse, 0, 25), span(Work::Write, 26, 40), span(Work::Render, 50, 53)];
        let segments: Vec<Segment> = spans
            .iter()
            .enumerate()
            .map(|(at, span)| Segment { span: at, begin: span.begin, end: span.end })
            .collect();
        let columns = columns(&segments, &spans, ms(10 * COLUMNS as u64));
        let (parse, write) = (group(Work::Parse), group(Work::Write));
        assert_eq!(columns[..6], [Some(parse), Some(parse), Some(parse), Some(write), None, None]);
        assert_eq!(runs(&columns), [(0, 3, parse), (3, 4, write)]);
    }
}
