//! Names in front matter: of people, and of places in the site.

use crate::base::path::{folder_name, normalize, stem};

/// Bytes of a whole address: what file systems take leaves room for the output folder before it.
const LONGEST: usize = 512;

/// The people that a text names, as other tools write them: `[Ada](https://e.org) (Team), [Grace](…)` → `Ada`, `Grace`;
/// `Ada <ada@e.org>` → `Ada`.
pub fn people(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        names.extend(before.rsplit_once('[').map(|(_, name)| name));
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    if names.is_empty() {
        names.push(match text.split_once('<') {
            Some((name, address)) if address.trim_end().ends_with('>') && address.contains('@') => name,
            _ => text,
        });
    }
    let names = names.into_iter().map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// Whether a text can be one part of an address.
pub fn is_part_of_address(text: &str) -> bool {
    let bad = |c: char| c.is_control() || c.is_whitespace() || "/\\?#%<>\":|*".contains(c);
    !text.is_empty()
        && !text.contains(bad)
        && !text.starts_with('.')
        && !text.eq_ignore_ascii_case("index.html")
}

/// A slug as it is kept: one part of an address, or a whole one with a slash at its beginning. Nothing if it can be neither.
pub fn slug(text: &str) -> Option<String> {
    if !text.contains('/') {
        return is_part_of_address(text).then(|| folder_name(text));
    }
    let path = normalize("", text.trim_start_matches('/'))?;
    let path = path.strip_suffix("index.html").or_else(|| path.strip_suffix(".html")).unwrap_or(&path);
    let path = stem(path).unwrap_or(path).trim_end_matches('/');
    if path.len() > LONGEST {
        return None;
    }
    let is_address = path.is_empty() || path.split('/').all(is_part_of_address);
    is_address.then(|| format!("/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_without_their_addresses() {
        for (text, found) in [
            ("Ada", &["Ada"][..]),
            ("[Ada L.](https://e.org/a) (Team), [Grace](https://e.org/g)", &["Ada L.", "Grace"]),
            ("Ada <ada@e.org>", &["Ada"]),
            ("A <3 B", &["A <3 B"]),
            (" ", &[]),
        ] {
            assert_eq!(people(text), found, "{text}");
        }
    }

    #[test]
    fn slugs_are_parts_of_addresses_or_whole_ones() {
        for (text, kept) in [
            ("redis", Some("redis")),
            ("a/b", Some("/a/b")),
            ("/a/b/", Some("/a/b")),
            ("/", Some("/")),
            ("/a/index.html", Some("/a")),
            ("/a/b.html", Some("/a/b")),
            ("../a", None),
            (&"a/".repeat(3000), None),
            ("a b", None),
            ("/a/:b/", None),
            ("index.html", None),
            (".a", None),
        ] {
            assert_eq!(slug(text).as_deref(), kept, "{text}");
        }
    }
}
