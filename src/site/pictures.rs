//! How large pictures are: the bytes of those that pages show → width and height in CSS pixels.
//!
//! A browser that knows both keeps the place free while the picture loads. A file that tells no size has none here.

use std::collections::HashMap;

use super::{Files, Graph, Target};

pub(super) fn sizes(graph: &Graph, files: &Files) -> HashMap<String, (usize, usize)> {
    let mut sizes = HashMap::new();
    for target in graph.targets.iter().flatten() {
        if let Target::File { path, .. } = target
            && !sizes.contains_key(path)
            && let Some(size) = files.get(path).and_then(|bytes| size(path, bytes))
        {
            sizes.insert(path.clone(), size);
        }
    }
    sizes
}

/// The size of one picture, by the bytes and the name of its file.
pub fn size(path: &str, bytes: &[u8]) -> Option<(usize, usize)> {
    let extension = path.rsplit_once('.')?.1.to_ascii_lowercase();
    let size = match extension.as_str() {
        "svg" => svg_size(&String::from_utf8_lossy(&bytes[..bytes.len().min(16 * 1024)]))?,
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "ico" => {
            imagesize::blob_size(bytes).map(|size| (size.width, size.height)).ok()?
        }
        _ => return None,
    };
    (size.0 > 0 && size.1 > 0).then_some(size)
}

/// The size that the root element states in pixels, else that of its view box.
fn svg_size(text: &str) -> Option<(usize, usize)> {
    let root = &text[text.find("<svg")?..];
    let root = &root[..root.find('>')?];
    let stated = |name| pixels(attribute(root, name)?);
    if let (Some(width), Some(height)) = (stated("width"), stated("height")) {
        return Some((width, height));
    }
    let mut numbers = attribute(root, "viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
    Some((pixels(numbers.next()?)?, pixels(numbers.next()?)?))
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.match_indices(name).find_map(|(at, _)| {
        let before = element[..at].ends_with(char::is_whitespace);
        let value = element[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| before && matches!(c, '"' | '\''))?;
        value[1..].split(quote).next()
    })
}

/// A length in pixels, rounded; nothing for other units.
fn pixels(length: &str) -> Option<usize> {
    let number: f64 = length.trim().trim_end_matches("px").parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    (1.0..=100_000.0).contains(&number).then(|| number.round() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_states_its_size_or_has_a_view_box() {
        let size = |root: &str| svg_size(&format!("<?xml version='1.0'?>\n{root}<rect width=\"1\"/></svg>"));
        assert_eq!(size("<svg width=\"20px\" height='10.4'>"), Some((20, 10)));
        assert_eq!(size("<svg stroke-width='3' width='100%' viewBox='0 0 24,48.6'>"), Some((24, 49)));
        assert_eq!(size("<svg>"), None);
        assert_eq!(size("<svg width='1e9' height='-4'>"), None);
    }

    #[test]
    fn damaged_picture_has_no_size() {
        assert_eq!(size("a.png", b"\x89PNG\r\n\x1a\n"), None);
        assert_eq!(size("a.svg", b"not a picture"), None);
        assert_eq!(size("a.pdf", b"%PDF"), None);
    }
}
