//! Colours: CSS notation → sRGB, contrast as WCAG 2.2 defines it, and other tones of a colour.
//!
//! Tones are found in Oklch (Björn Ottosson, 2020), where lightness can change and the hue stays what people see. A colour that
//! sRGB cannot show gets the nearest chroma that it can.

use std::fmt;

pub mod accent;

/// An opaque colour in sRGB, each part from 0 to 1. Two are equal if they are written alike.
#[derive(Clone, Copy, Debug)]
pub struct Colour([f64; 3]);

impl PartialEq for Colour {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Colour {}

impl std::hash::Hash for Colour {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes().hash(state);
    }
}

/// As CSS has it: `#0b6470`.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.bytes();
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Lightness from 0 to 1, chroma from 0 to about 0.4, hue in degrees.
#[derive(Clone, Copy, Debug)]
struct Oklch {
    lightness: f64,
    chroma: f64,
    hue: f64,
}

pub const WHITE: Colour = Colour([1.0; 3]);
pub const BLACK: Colour = Colour([0.0; 3]);

/// How fine the steps are in which a tone is looked for.
const STEP: f64 = 0.005;

impl Colour {
    /// Reads `#rgb`, `#rrggbb` or `oklch(L C H)`, L as a number from 0 to 1 or in percent; nothing if it is neither, or not opaque.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.strip_prefix('#') {
            Some(digits) => Self::from_hex(digits),
            None => Self::from_oklch(text.strip_prefix("oklch(")?.strip_suffix(')')?),
        }
    }

    fn from_hex(digits: &str) -> Option<Self> {
        let values: Option<Vec<u8>> = digits
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
            .collect();
        let bytes = match values?[..] {
            [r, g, b] => [r * 17, g * 17, b * 17],
            [a, b, c, d, e, f] => [a * 16 + b, c * 16 + d, e * 16 + f],
            _ => return None,
        };
        Some(Self(bytes.map(|byte| f64::from(byte) / 255.0)))
    }

    fn from_oklch(inside: &str) -> Option<Self> {
        let parts: Vec<&str> = inside.split_ascii_whitespace().collect();
        let [lightness, chroma, hue] = parts[..] else { return None };
        let scaled = |text: &str, whole: f64| match text.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0 * whole),
            None => text.parse().ok(),
        };
        let (lightness, chroma) = (scaled(lightness, 1.0)?, scaled(chroma, 0.4)?);
        let hue: f64 = hue.strip_suffix("deg").unwrap_or(hue).parse().ok()?;
        let fits = (0.0..=1.0).contains(&lightness) && (0.0..=0.5).contains(&chroma) && hue.is_finite();
        fits.then(|| Oklch { lightness, chroma, hue }.shown())
    }

    fn bytes(self) -> [u8; 3] {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "each part is from 0 to 1"
        )]
        self.0.map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8)
    }

    /// The contrast with another colour, from 1 to 21, of the colours as they are written.
    pub fn contrast(self, other: Self) -> f64 {
        let (own, other) = (self.luminance(), other.luminance());
        (own.max(other) + 0.05) / (own.min(other) + 0.05)
    }

    /// The least contrast with any of `grounds`.
    pub fn least_contrast(self, grounds: &[Self]) -> f64 {
        grounds.iter().map(|ground| self.contrast(*ground)).fold(f64::INFINITY, f64::min)
    }

    /// The relative luminance of WCAG 2.2.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.bytes().map(|byte| linear(f64::from(byte) / 255.0));
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The tone of this colour nearest to it whose contrast with each of `grounds` is at least `contrast`: itself, a darker or a
    /// lighter one. Nothing if no tone has it.
    pub fn nearest_with_contrast(self, contrast: f64, grounds: &[Self]) -> Option<Self> {
        let own = self.to_oklch();
        let steps = (1.0 / STEP).ceil() as i32;
        (0..=steps)
            .flat_map(|step| [own.lightness - f64::from(step) * STEP, own.lightness + f64::from(step) * STEP])
            .filter(|lightness| (0.0..=1.0).contains(lightness))
            .map(
                |lightness| {
                    if lightness == own.lightness { self } else { Oklch { lightness, ..own }.shown() }
                },
            )
            .find(|tone| tone.least_contrast(grounds) >= contrast)
    }

    /// This colour's hue in another lightness, with a chroma of at most `chroma`.
    pub fn tone(self, lightness: f64, chroma: f64) -> Self {
        let own = self.to_oklch();
        Oklch { lightness, chroma: own.chroma.min(chroma), hue: own.hue }.shown()
    }

    /// A part of this colour, from 0 to 1, and of another one the rest; mixed in Oklab, as `color-mix()` does.
    pub fn mix(self, part: f64, other: Self) -> Self {
        let (own, other) = (self.to_oklab(), other.to_oklab());
        let mixed = [0, 1, 2].map(|at| own[at] * part + other[at] * (1.0 - part));
        Self(from_oklab(mixed).map(|part| part.clamp(0.0, 1.0)))
    }

    fn to_oklab(self) -> [f64; 3] {
        let [r, g, b] = self.0.map(linear);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    fn to_oklch(self) -> Oklch {
        let [lightness, a, b] = self.to_oklab();
        Oklch { lightness, chroma: a.hypot(b), hue: b.atan2(a).to_degrees() }
    }
}

impl Oklch {
    fn to_srgb(self) -> [f64; 3] {
        let (sin, cos) = self.hue.to_radians().sin_cos();
        from_oklab([self.lightness, self.chroma * cos, self.chroma * sin])
    }

    /// In sRGB, with less chroma if it must be.
    fn shown(self) -> Colour {
        let fits = |parts: [f64; 3]| parts.iter().all(|part| (-0.000_5..=1.000_5).contains(part));
        let (mut least, mut most) = (0.0, self.chroma);
        let mut parts = self.to_srgb();
        if !fits(parts) {
            for _ in 0..20 {
                let chroma = f64::midpoint(least, most);
                if fits(Self { chroma, ..self }.to_srgb()) { least = chroma } else { most = chroma }
            }
            parts = Self { chroma: least, ..self }.to_srgb();
        }
        Colour(parts.map(|part| part.clamp(0.0, 1.0)))
    }
}

/// From Oklab to sRGB, of which parts may lie outside 0 to 1.
fn from_oklab([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(encoded)
}

fn linear(part: f64) -> f64 {
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn encoded(part: f64) -> f64 {
    if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect(text)
    }

    #[test]
    fn notations_are_read() {
        assert_eq!(colour("#0AF").to_string(), "#00aaff");
        // The primaries in Oklch, as CSS Color 4 gives them.
        assert_eq!(colour("oklch(0.628 0.2577 29.23)").to_string(), "#ff0000");
        assert_eq!(colour("oklch(45.2% 0.3132 264.05deg)").to_string(), "#0000ff");
        assert_eq!(colour(" oklch(100% 0 0) "), WHITE);
        for text in [
            "red",
            "#12",
            "#12345g",
            "#11223344",
            "oklch(0.5 0.1)",
            "oklch(2 0 0)",
            "oklch(0.5 0.1 0 / 0.5)",
            "rgb(0 0 0)",
        ] {
            assert!(Colour::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((colour("#767676").contrast(WHITE) - 4.54).abs() < 0.005);
        assert!((colour("#777").contrast(WHITE) - 4.48).abs() < 0.005);
    }

    #[test]
    fn nearest_tone_passes_and_keeps_its_hue() {
        let pale = colour("#63d0d8");
        let tone = pale.nearest_with_contrast(4.5, &[WHITE]).expect("a tone");
        let contrast = tone.contrast(WHITE);
        assert!((4.5..4.75).contains(&contrast), "{tone} {contrast}");
        assert!((tone.to_oklch().hue - pale.to_oklch().hue).abs() < 3.0, "{tone}");
        let dark = colour("#0b6470");
        assert_eq!(dark.nearest_with_contrast(4.5, &[WHITE]), Some(dark), "itself if it passes");
        assert_eq!(dark.nearest_with_contrast(4.5, &[WHITE, BLACK, colour("#767676")]), None);
        for hue in 0..36 {
            let strong = Oklch { lightness: 0.7, chroma: 0.37, hue: f64::from(hue) * 10.0 }.shown();
            let tone = strong.nearest_with_contrast(4.5, &[WHITE]).expect("a tone");
            assert!(tone.contrast(WHITE) >= 4.5);
        }
    }

    #[test]
    fn mixing_is_between() {
        assert_eq!(WHITE.mix(1.0, BLACK), WHITE);
        assert_eq!(WHITE.mix(0.0, BLACK), BLACK);
        // color-mix(in oklab, white 50%, black)
        assert_eq!(WHITE.mix(0.5, BLACK).to_string(), "#636363");
    }
}
