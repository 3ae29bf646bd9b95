//! The files of fonts → the rules that make them known to browsers, and the theme's families.
//!
//! A variable font serves all weights; that it is one, the file says in its list of tables. Any other says by its name which
//! weight and style it is for, as fonts are named everywhere: `Inter-BoldItalic.woff2`.

use super::Files;
use crate::{base::path::encode_url, parse::value::Spanned, settings::config::theme::Fonts};

/// The families: the token, the name of the font, and what stands in for it until it is there.
const FAMILIES: [(&str, &str, &str); 3] = [
    ("text", "Site Text", "system-ui, sans-serif"),
    ("heading", "Site Headings", "var(--font-text)"),
    ("code", "Site Code", "ui-monospace, Menlo, Consolas, monospace"),
];

pub(super) fn rules(fonts: &Fonts, files: &Files) -> String {
    let mut faces = String::new();
    let mut tokens = String::new();
    for ((token, family, fallback), names) in FAMILIES.iter().zip([&fonts.text, &fonts.headings, &fonts.code])
    {
        if names.is_empty() {
            continue;
        }
        faces.extend(names.iter().map(|name| face(family, name, files)));
        tokens.push_str(&format!("--font-{token}: \"{family}\", {fallback};\n"));
    }
    if faces.is_empty() {
        return String::new();
    }
    format!("{faces}@layer tokens {{\n:root {{\n{tokens}}}\n}}\n")
}

fn face(family: &str, name: &Spanned<String>, files: &Files) -> String {
    let bytes = files.get(&name.value).map_or(&[][..], |bytes| bytes);
    let stem = name.value.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let weight = if is_variable(bytes) { "100 900" } else { weight(&stem) };
    let style = if stem.contains("italic") || stem.contains("oblique") { "italic" } else { "normal" };
    let url = encode_url(&name.value);
    format!(
        "@font-face {{\nfont-family: \"{family}\";\nsrc: url(\"../{url}\");\nfont-weight: {weight};\nfont-style: {style};\nfont-display: swap;\n}}\n"
    )
}

/// By the words of font names; the longer ones first, since they hold the shorter.
fn weight(stem: &str) -> &'static str {
    const WORDS: [(&str, &str); 18] = [
        ("extralight", "200"),
        ("ultralight", "200"),
        ("semibold", "600"),
        ("demibold", "600"),
        ("extrabold", "800"),
        ("ultrabold", "800"),
        ("thin", "100"),
        ("light", "300"),
        ("medium", "500"),
        ("bold", "700"),
        ("black", "900"),
        ("heavy", "900"),
        ("-300", "300"),
        ("-500", "500"),
        ("-600", "600"),
        ("-700", "700"),
        ("-800", "800"),
        ("-900", "900"),
    ];
    WORDS.iter().find(|(word, _)| stem.contains(word)).map_or("400", |(_, weight)| weight)
}

/// Whether a font has the table of variable ones, `fvar`.
fn is_variable(bytes: &[u8]) -> bool {
    let count =
        |at: usize| bytes.get(at..at + 2).map_or(0, |pair| usize::from(pair[0]) << 8 | usize::from(pair[1]));
    let named = |start: usize, size: usize, count: usize| {
        (0..count)
            .any(|table| bytes.get(start + table * size..).is_some_and(|rest| rest.starts_with(b"fvar")))
    };
    match bytes.get(..4) {
        Some(b"wOF2") => has_fvar(bytes.get(48..).unwrap_or_default(), count(12)),
        Some(b"wOFF") => named(44, 20, count(12)),
        _ => named(12, 16, count(4)),
    }
}

/// Looks through the directory of a WOFF2 file (WOFF2 specification, 4.1): a byte whose lower six bits number a known table, or
/// are all set before a name; then the length, and for two tables by default a second one.
fn has_fvar(mut directory: &[u8], count: usize) -> bool {
    const FVAR: u8 = 47;
    const NAMED: u8 = 63;
    const TRANSFORMED: [u8; 2] = [10, 11];
    for _ in 0..count {
        let Some((flags, rest)) = directory.split_first() else { return false };
        directory = rest;
        let table = flags & 0x3f;
        if table == FVAR {
            return true;
        }
        if table == NAMED {
            directory = directory.get(4..).unwrap_or_default();
        }
        let version = flags >> 6;
        // For glyphs and their places 3 means untouched; for all other tables 0 does.
        let is_transformed = if TRANSFORMED.contains(&table) { version != 3 } else { version != 0 };
        for _ in 0..=usize::from(is_transformed) {
            let length =
                directory.iter().position(|byte| byte & 0x80 == 0).map_or(directory.len(), |at| at + 1);
            directory = &directory[length..];
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_is_that_of_the_name() {
        for (name, expected) in [
            ("inter-regular.woff2", "400"),
            ("inter-bolditalic.woff2", "700"),
            ("inter-semibold.ttf", "600"),
            ("inter-extralight.ttf", "200"),
            ("source-700.woff2", "700"),
        ] {
            assert_eq!(weight(name), expected, "{name}");
        }
    }

    #[test]
    fn variable_font_is_known_by_its_tables() {
        let mut sfnt = vec![0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0];
        sfnt.extend(b"cmap............");
        assert!(!is_variable(&sfnt));
        sfnt.extend(b"fvar............");
        assert!(is_variable(&sfnt));
        // cmap; glyf, transformed, with two lengths; a named one; fvar.
        let mut woff2 = b"wOF2".to_vec();
        woff2.resize(48, 0);
        woff2[13] = 4;
        woff2.extend([0, 0x82, 0x10, 10, 0x82, 0x10, 47, 63, b'T', b'e', b's', b't', 47, 47, 9]);
        assert!(is_variable(&woff2));
        woff2[13] = 3;
        assert!(!is_variable(&woff2));
        assert!(!is_variable(b"wOF2") && !is_variable(b""));
    }
}
