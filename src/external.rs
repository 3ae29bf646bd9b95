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
    diagnostic::{Code, Diagnostic},
    kind::Shape,
    path::SourcePath,
    resolve::Target,
    site::{PageId, Site},
    source::Span,
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

/// Addresses, with every place that has one and the anchor behind it.
type Places = BTreeMap<String, Vec<(Span, String)>>;

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
            Answer::Dead(why) | Answer::Unreachable(why) => {
                external.diagnostics.extend(places[&url].iter().map(|(place, _)| dead(place, &url, &why)));
            }
            Answer::Unknown(why) => external.unknown.push((url, why)),
        }
    }
    for (url, new) in cache.moved() {
        external.diagnostics.extend(places[url].iter().map(|(place, anchor)| moved(place, url, new, anchor)));
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

fn dead(place: &Span, url: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::DeadLink, place.clone(), format!("there is nothing at `{url}`: {why}")).help(
        "link to where it is now, or to an archived copy; addresses not to ask for are listed under `[external] exclude` in site.toml",
    )
}

fn moved(place: &Span, url: &str, new: &str, anchor: &str) -> Diagnostic {
    let anchor = if new.contains('#') { "" } else { anchor };
    Diagnostic::new(Code::MovedLink, place.clone(), format!("`{url}` has moved for good"))
        .label(format!("it is at `{new}{anchor}` now"))
        .help(format!("link to `{new}{anchor}`"))
}

/// Every address that an entry links to or names in its front matter, without its anchor.
fn places(site: &Site) -> Places {
    let mut places = Places::new();
    let mut add = |source: &SourcePath, url: &str, range: &Range<usize>| {
        let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
        let at = url.find('#').unwrap_or(url.len());
        let (url, anchor) = url.split_at(at);
        if is_web(url) && !site.config.external.excludes(url) {
            places
                .entry(url.to_owned())
                .or_default()
                .push((Span::new(source, range.clone()), anchor.to_owned()));
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
