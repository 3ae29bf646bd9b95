//! Links that leave the site: whether there is something at their end.
//!
//! Takes an assembled site, asks for every address once, and returns a diagnostic for every place that has a dead or a moved
//! one. What was found is kept in a file of the site, so that the next run need not ask again. No other module uses the network,
//! and only `check --external` uses this one.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use anyhow::{Result, bail};
use camino::Utf8Path;
use jiff::civil::Date;

use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        path::SourcePath,
        source::Span,
    },
    parse::kind::Shape,
    site::{PageId, Site, resolve::Target},
};

mod ask;
mod cache;

use ask::Answer;
use cache::Cache;

/// If this many hosts are asked and none answers, the network is to blame.
const MANY_HOSTS: usize = 3;

/// What came of a check.
#[derive(Debug, Default)]
pub struct External {
    pub diagnostics: Vec<Diagnostic>,
    /// How many addresses there are.
    pub addresses: usize,
    /// How many of them were asked for now.
    pub asked: usize,
    /// Addresses of which nobody can tell, each with the reason.
    pub unknown: Vec<(String, String)>,
}

/// Addresses, with every place that has one.
type Places = BTreeMap<String, Vec<Place>>;

/// Where an address stands.
struct Place {
    span: Span,
    /// What is behind the address, with its `#`.
    anchor: String,
    /// Whether the file has the address there letter by letter.
    is_exact: bool,
}

/// Checks every external link of the site.
///
/// # Errors
/// If the file of what is known cannot be read or written, or if there seems to be no network.
pub fn check(root: &Utf8Path, site: &Site, today: Date) -> Result<External> {
    let places = places(site);
    let mut cache = Cache::read(root)?;
    cache.forget(|url, found| {
        let age = found.until(today).map_or(i32::MAX, |span| span.get_days());
        !places.contains_key(url) || !(0..site.config.external.days).contains(&age)
    });
    let open: Vec<&str> = places.keys().map(String::as_str).filter(|url| !cache.knows(url)).collect();
    let answers = ask::all(&open);
    refuse_without_network(&answers)?;
    let mut external = External { addresses: places.len(), asked: open.len(), ..External::default() };
    for (url, answer) in answers {
        match answer {
            Answer::Found { moved } => cache.add(url, today, moved),
            Answer::Dead(why) => {
                let message = format!("there is nothing at `{url}`: {why}");
                external.diagnostics.extend(places[&url].iter().map(|place| dead(place, &message)));
            }
            Answer::Unreachable(why) => {
                let message = format!("`{url}` cannot be reached: {why}");
                external.diagnostics.extend(places[&url].iter().map(|place| dead(place, &message)));
            }
            Answer::Unknown(why) => external.unknown.push((url, why)),
        }
    }
    for (url, new) in cache.moved() {
        external.diagnostics.extend(places[url].iter().map(|place| moved(place, url, new)));
    }
    cache.write(root)?;
    Ok(external)
}

fn refuse_without_network(answers: &BTreeMap<String, Answer>) -> Result<()> {
    let hosts: BTreeSet<&str> = answers.keys().map(|url| ask::host(url)).collect();
    let mut reasons = answers.iter().map(|(url, answer)| match answer {
        Answer::Unreachable(why) => Some((url, why)),
        _ => None,
    });
    match reasons.next().flatten() {
        Some((url, why)) if hosts.len() >= MANY_HOSTS && reasons.all(|reason| reason.is_some()) => {
            bail!("no external link can be reached: is there a network? (`{url}`: {why})")
        }
        _ => Ok(()),
    }
}

fn dead(place: &Place, message: &str) -> Diagnostic {
    Diagnostic::new(Code::DeadLink, place.span.clone(), message).help(
        "link to where it is now, or to an archived copy; addresses not to ask for are listed under `[external] exclude` in site.toml",
    )
}

fn moved(place: &Place, url: &str, new: &str) -> Diagnostic {
    let anchor = if new.contains('#') { "" } else { &place.anchor };
    let to = format!("{new}{anchor}");
    let problem = Diagnostic::new(Code::MovedLink, place.span.clone(), format!("`{url}` has moved for good"))
        .label(format!("it is at `{to}` now"))
        .help(format!("link to `{to}`"));
    if place.is_exact && can_follow(url, new) {
        problem.fix(format!("link to `{to}`"), place.span.range(), to)
    } else {
        problem
    }
}

/// Whether a new address may be written without asking: it is as safe as the old one, has nothing that means something in
/// Markdown or YAML, and is not a mere home page, where hosts like to send what they no longer have.
fn can_follow(old: &str, new: &str) -> bool {
    let path = |url: &str| url.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&+;=%".contains(c);
    is_web(new)
        && (!old.starts_with("https:") || new.starts_with("https:"))
        && new.chars().all(is_plain)
        && (path(old).is_empty() || !path(new).is_empty())
}

/// Every address that an entry links to or names in its front matter, without its anchor.
fn places(site: &Site) -> Places {
    let mut places = Places::new();
    let mut add = |source: &SourcePath, url: &str, range: &Range<usize>| {
        let is_exact = range.len() == url.len() && is_web(url);
        let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
        let at = url.find('#').unwrap_or(url.len());
        let (url, anchor) = url.split_at(at);
        if is_web(url) && !site.config.external.excludes(url) {
            let span = Span::new(source, range.clone());
            let place = Place { span, anchor: anchor.to_owned(), is_exact };
            places.entry(url.to_owned()).or_default().push(place);
        }
    };
    for (at, page) in site.pages.iter().enumerate() {
        let document = &page.document;
        for (link, target) in document.markdown.links.iter().zip(&site.graph.targets[PageId(at).0]) {
            if let Target::External(url) = target {
                add(link.origin.as_ref().unwrap_or(&document.source), url, &link.range);
            }
        }
        let fields = page.values.iter().filter(|(field, _)| field.shape == Shape::Url);
        let image = document.front_matter.image.iter();
        for value in fields.flat_map(|(_, values)| values).chain(image) {
            add(&document.source, &value.value, &value.range);
        }
    }
    places
}

fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}
