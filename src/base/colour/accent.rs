//! An accent colour → its tones for the light and the dark theme, and whether it can be read there.
//!
//! The grounds are those of the theme's own tokens, so a change of these is a change here.

use super::{BLACK, Colour, WHITE};
use crate::base::theme;

/// The contrast that text needs (WCAG 2.2, 1.4.3); more than parts of controls do (1.4.11).
pub const TEXT: f64 = 4.5;

/// Where the theme writes in the accent colour: links stand on the page, in boxes, alerts and marked parts.
const GROUNDS: [&str; 9] = [
    "background",
    "surface",
    "raised",
    "mark",
    "note-soft",
    "tip-soft",
    "important-soft",
    "warning-soft",
    "caution-soft",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn grounds(self) -> Vec<Colour> {
        GROUNDS.iter().map(|name| self.token(name)).collect()
    }

    /// One of the theme's own colours.
    fn token(self, name: &str) -> Colour {
        let tokens = theme::tokens();
        let start = format!("--color-{name}: light-dark(");
        let at =
            tokens.find(&start).map(|at| &tokens[at + start.len()..]).and_then(|rest| rest.split(')').next());
        let mut pair = at.expect("the theme has this token").split(", ");
        let colour = match self {
            Self::Light => pair.next(),
            Self::Dark => pair.nth(1),
        };
        colour.and_then(Colour::parse).expect("a token is a pair of hexadecimal colours")
    }
}

/// The least contrast that an accent has with what it stands on.
pub fn contrast(accent: Colour, scheme: Scheme) -> f64 {
    accent.least_contrast(&scheme.grounds())
}

/// The nearest shade of an accent that can be read wherever it stands.
pub fn readable(accent: Colour, scheme: Scheme) -> Option<Colour> {
    accent.nearest_with_contrast(TEXT, &scheme.grounds())
}

/// The shade for the dark theme of an accent that was chosen for the light one: as light as the theme's own.
pub fn dark_of(accent: Colour) -> Colour {
    let tone = accent.tone(0.8, 0.12);
    readable(tone, Scheme::Dark).unwrap_or(tone)
}

/// The accent as text and as a ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tones {
    pub accent: Colour,
    /// The ground of badges and of the current place, on which the accent is text.
    pub soft: Colour,
    /// Text on the accent.
    pub on: Colour,
}

impl Tones {
    pub fn new(accent: Colour, scheme: Scheme) -> Self {
        let background = scheme.token("background");
        let most = match scheme {
            Scheme::Light => 12,
            Scheme::Dark => 20,
        };
        let parts = (0..=most).rev().map(|percent| accent.mix(f64::from(percent) / 100.0, background));
        let soft = parts.clone().find(|soft| accent.contrast(*soft) >= TEXT).unwrap_or(background);
        let deep = accent.tone(0.22, 0.05);
        let order = match scheme {
            Scheme::Light => [WHITE, deep, BLACK],
            Scheme::Dark => [deep, WHITE, BLACK],
        };
        // One of black and white always has it.
        let on = order.into_iter().find(|on| accent.contrast(*on) >= TEXT).unwrap_or(BLACK);
        Self { accent, soft, on }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn own_accent_of_the_theme_can_be_read() {
        for scheme in [Scheme::Light, Scheme::Dark] {
            let accent = scheme.token("accent");
            assert!(contrast(accent, scheme) >= TEXT, "{scheme:?}: {}", contrast(accent, scheme));
        }
    }

    #[test]
    fn every_tone_of_any_hue_can_be_read() {
        for hue in (0..360).step_by(15) {
            for lightness in [0.2, 0.5, 0.75, 0.95] {
                let wished = colour(&format!("oklch({lightness} 0.2 {hue})"));
                for scheme in [Scheme::Light, Scheme::Dark] {
                    let accent = readable(wished, scheme).expect("a shade");
                    let tones = Tones::new(accent, scheme);
                    assert!(contrast(tones.accent, scheme) >= TEXT);
                    assert!(tones.accent.contrast(tones.soft) >= TEXT, "{wished} {tones:?}");
                    assert!(tones.accent.contrast(tones.on) >= TEXT, "{wished} {tones:?}");
                }
                assert!(contrast(dark_of(wished), Scheme::Dark) >= TEXT, "{wished}");
            }
        }
    }
}
