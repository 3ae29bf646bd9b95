//! The report: one HTML file with its style, its script and its chart, which loads nothing.

use std::{fmt::Write as _, time::Duration};

use super::{
    Facts, Span, Work,
    chart::{chart, percent},
    profile::Profile,
};
use crate::base::{digest::Digest, escape::escape};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
/// Rows of the long tables.
const ENTRIES: usize = 100;
const BLOCKS: usize = 50;

/// A cell: what is shown, and the number that it is sorted by.
struct Cell {
    html: String,
    sort: Option<f64>,
}

pub fn page(spans: &[Span], total: Duration, facts: &Facts<'_>) -> String {
    let profile = Profile::new(spans);
    let mut main = String::new();
    main.push_str(&summary(total, facts));
    main.push_str(&chart(&profile, spans, total));
    main.push_str(&works(&profile, total));
    main.push_str(&reuse(facts));
    main.push_str(&entries(&profile));
    main.push_str(&languages(&profile));
    main.push_str(&blocks(&profile));
    // What comes from the site is escaped; should it not be, this lets no script of its own run.
    let nonce = Digest::of_bytes(main.as_bytes()).short();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'nonce-{nonce}'; \
         script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Timings of a build</title>\n<style nonce=\"{nonce}\">\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>Timings of a build</h1>\n{main}</main>\n<script nonce=\"{nonce}\">\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// The figures that one looks for first.
fn summary(total: Duration, Facts { done, found: _, written }: &Facts<'_>) -> String {
    let files = written.written + written.unchanged;
    let figures = [
        ("time", duration(total)),
        ("threads that share the work", rayon::current_num_threads().to_string()),
        ("documents parsed", done.parsed.to_string()),
        ("pages rendered", done.rendered.to_string()),
        ("code blocks highlighted", done.highlighted.to_string()),
        ("files written", format!("{} of {files}", written.written)),
        ("bytes written", bytes(written.bytes_written)),
        ("bytes kept", bytes(written.bytes_unchanged)),
        ("files deleted", written.deleted.to_string()),
    ];
    let items = figures.iter().map(|(name, figure)| format!("<div><dt>{name}</dt><dd>{figure}</dd></div>"));
    format!("<dl class=\"figures\">{}</dl>\n", items.collect::<String>())
}

fn name(work: Work) -> &'static str {
    match work {
        Work::Load => "read the site's files",
        Work::Recall => "read the caches",
        Work::Parse => "parse entries",
        Work::Theme => "prepare theme and templates",
        Work::Assemble => "assemble the site",
        Work::Check => "check the whole",
        Work::Outputs => "list the outputs",
        Work::Index => "index for search",
        Work::Produce => "wait for pages",
        Work::Render => "render pages",
        Work::Highlight => "highlight code blocks",
        Work::Compare => "compare files with the output",
        Work::Write => "write files",
        Work::Commit => "put files into place",
        Work::Keep => "write the caches",
    }
}

fn works(profile: &Profile<'_>, total: Duration) -> String {
    let mut rows: Vec<Vec<Cell>> = profile
        .works
        .iter()
        .map(|(work, cost)| {
            vec![
                text(name(*work)),
                time(cost.begin),
                time(cost.stage),
                time(cost.shared),
                number(cost.pieces),
            ]
        })
        .collect();
    let stages: Duration = profile.works.values().map(|cost| cost.stage).sum();
    let rest = total.saturating_sub(stages);
    rows.push(vec![text("the rest"), blank(), time(rest), blank(), blank()]);
    table(
        "Work",
        "A stage runs on the main thread and ends when all of its work is done. What the other threads share is listed for itself, \
         without what is inside it: a page without its code blocks.",
        &["Work", "Began at", "As a stage", "On other threads", "Pieces"],
        rows,
    )
}

fn reuse(Facts { done, found, .. }: &Facts<'_>) -> String {
    let rows = [
        ("documents", done.parsed, found.parsed),
        ("pages", done.rendered, found.rendered),
        ("code blocks", done.highlighted, found.highlighted),
        ("pages in the search index", done.indexed, found.indexed),
    ];
    let row = |(name, done, found): (&str, usize, usize)| {
        let share = if done + found == 0 { 0.0 } else { found as f64 * 100.0 / (done + found) as f64 };
        vec![
            text(name),
            number(done),
            number(found),
            Cell { html: format!("{share:.0} %"), sort: Some(share) },
        ]
    };
    table(
        "Found again",
        "What an earlier build remembered and this one asked for. A site in which nothing changed asks for none of it.",
        &["What", "Done", "Found again", "Share"],
        rows.into_iter().map(row).collect(),
    )
}

fn entries(profile: &Profile<'_>) -> String {
    let row = |(file, cost): &(&str, super::profile::EntryCost)| {
        vec![code(file), time(cost.parse), time(cost.render), time(cost.highlight), time(cost.total())]
    };
    table(
        "Slowest entries",
        &shown(profile.entries.len(), ENTRIES, "entries and other pages"),
        &["File", "Parse", "Render", "Highlight", "Total"],
        profile.entries.iter().take(ENTRIES).map(row).collect(),
    )
}

fn languages(profile: &Profile<'_>) -> String {
    let all: Duration = profile.languages.iter().map(|(_, cost)| cost.time).sum();
    let row = |(language, cost): &(&str, super::profile::LanguageCost)| {
        let share = cost.time.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
        let speed = cost.time.as_secs_f64() * 1e6 / (cost.bytes as f64 / 1024.0).max(f64::MIN_POSITIVE);
        vec![
            code(language),
            number(cost.blocks),
            Cell { html: bytes(cost.bytes as u64), sort: Some(cost.bytes as f64) },
            time(cost.time),
            Cell { html: percent(cost.time, all), sort: Some(share) },
            Cell { html: format!("{speed:.0} µs"), sort: Some(speed) },
        ]
    };
    table(
        "Languages",
        "Of the code blocks that were highlighted.",
        &["Language", "Blocks", "Size", "Time", "Share", "For each KiB"],
        profile.languages.iter().map(row).collect(),
    )
}

fn blocks(profile: &Profile<'_>) -> String {
    let row = |(block, took): &(&super::Block, Duration)| {
        vec![
            code(&block.file),
            code(&block.language),
            code(&block.first_line),
            Cell { html: bytes(block.bytes as u64), sort: Some(block.bytes as f64) },
            time(*took),
        ]
    };
    table(
        "Slowest code blocks",
        &shown(profile.blocks.len(), BLOCKS, "code blocks"),
        &["File", "Language", "Begins with", "Size", "Time"],
        profile.blocks.iter().take(BLOCKS).map(row).collect(),
    )
}

fn shown(count: usize, limit: usize, what: &str) -> String {
    if count > limit {
        format!("The first {limit} of {count} {what}.")
    } else {
        format!("All {count} {what}.")
    }
}

/// A table that the script makes sortable, unless it is empty. `note` is text.
fn table(title: &str, note: &str, heads: &[&str], rows: Vec<Vec<Cell>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut out = format!("<section>\n<h2>{title}</h2>\n<p>{}</p>\n", escape(note));
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{title}\"><table><thead><tr>"
    );
    for (head, cell) in heads.iter().zip(&rows[0]) {
        let class = if cell.sort.is_some() { " class=\"number\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{head}</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for Cell { html, sort } in row {
            let _ = match sort {
                Some(sort) => write!(out, "<td class=\"number\" data-sort=\"{sort}\">{html}</td>"),
                None => write!(out, "<td>{html}</td>"),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n</section>\n");
    out
}

fn text(text: &str) -> Cell {
    Cell { html: escape(text), sort: None }
}

fn code(text: &str) -> Cell {
    Cell { html: format!("<code>{}</code>", escape(text)), sort: None }
}

fn number(number: usize) -> Cell {
    Cell { html: number.to_string(), sort: Some(number as f64) }
}

/// Nothing where no time was spent.
fn time(time: Duration) -> Cell {
    let html = if time.is_zero() { String::new() } else { duration(time) };
    Cell { html, sort: Some(time.as_secs_f64()) }
}

fn blank() -> Cell {
    Cell { html: String::new(), sort: None }
}

/// `1.23 s`, `12.3 ms`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

fn bytes(count: u64) -> String {
    let kibibytes = count as f64 / 1024.0;
    if count < 1024 {
        format!("{count} B")
    } else if kibibytes < 1024.0 {
        format!("{kibibytes:.1} KiB")
    } else {
        format!("{:.1} MiB", kibibytes / 1024.0)
    }
}
