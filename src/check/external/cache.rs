//! What is known of external links: `external-links.json` beside `site.toml`, which is committed with the site.
//!
//! It holds the addresses that were there, each with the day on which they were asked for. What was not there is not kept:
//! the next run asks again. Addresses are in order, one per line, so that changes of it are easy to read and to merge.

#![expect(clippy::disallowed_methods, reason = "this module keeps a file of its own beside the site's")]

use std::{collections::BTreeMap, fs, io::ErrorKind};

use anyhow::{Context, Result};
use camino::Utf8Path;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub const FILE: &str = "external-links.json";

#[derive(Default)]
pub struct Cache {
    known: BTreeMap<String, Known>,
    /// The text of the file.
    text: String,
}

/// An address that was there.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Known {
    found: String,
    /// Where it has moved for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
}

impl Cache {
    /// Reads the file; one that is not there holds nothing.
    pub fn read(root: &Utf8Path) -> Result<Self> {
        let text = match fs::read_to_string(root.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).with_context(|| format!("cannot read `{FILE}`")),
        };
        let known = serde_json::from_str(&text)
            .with_context(|| format!("cannot read `{FILE}`; without it all addresses are asked for again"))?;
        Ok(Self { known, text })
    }

    /// Drops the addresses of which `is_old` says so. It gets the day on which they were found.
    pub fn forget(&mut self, is_old: impl Fn(&str, Date) -> bool) {
        self.known.retain(|url, known| known.found.parse().is_ok_and(|found| !is_old(url, found)));
    }

    pub fn knows(&self, url: &str) -> bool {
        self.known.contains_key(url)
    }

    pub fn add(&mut self, url: String, today: Date, moved: Option<String>) {
        self.known.insert(url, Known { found: today.to_string(), moved });
    }

    /// Addresses that have moved for good, and where to.
    pub fn moved(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known.iter().filter_map(|(url, known)| Some((url.as_str(), known.moved.as_deref()?)))
    }

    /// Writes the file, if anything in it has changed.
    pub fn write(&self, root: &Utf8Path) -> Result<()> {
        let mut text = String::from("{");
        for (at, (url, known)) in self.known.iter().enumerate() {
            let end = if at == 0 { "\n" } else { ",\n" };
            text.push_str(&format!(
                "{end}  {}: {}",
                serde_json::to_string(url)?,
                serde_json::to_string(known)?
            ));
        }
        text.push_str("\n}\n");
        let is_needed = !(self.known.is_empty() && self.text.is_empty());
        if is_needed && text != self.text {
            fs::write(root.join(FILE), &text).with_context(|| format!("cannot write `{FILE}`"))?;
        }
        Ok(())
    }
}
