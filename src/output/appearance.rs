//! `[theme]` and the static files → a stylesheet, what templates see, and what is wrong with the files that are named.
//!
//! The stylesheet is joined to the theme's own, in the layers that these have: it changes what all others build upon, and the
//! site's own stylesheets still win.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    base::{
        colour::accent::{Scheme, Tones},
        diagnostic::{Code, Diagnostic},
        path::{SourcePath, encode_url},
        source::Span,
    },
    output::context::{FileLink, LogoContext, ThemeContext},
    parse::value::Spanned,
    settings::config::theme::{Accent, Fonts, ThemeConfig, WebLink},
    site::pictures,
};

mod font;

/// By path in the output.
type Files = BTreeMap<String, Arc<[u8]>>;

/// Where the icon is that the theme brings with it.
const ICON: &str = "favicon.svg";
/// The most bytes of a font that readers on slow lines should have to wait for.
const HEAVY: usize = 100_000;

/// What `[theme]` makes of the theme.
#[derive(Debug, Default)]
pub(super) struct Appearance {
    /// Empty if nothing is set.
    pub stylesheet: String,
    pub context: ThemeContext,
}

pub(super) fn read(theme: &ThemeConfig, files: &Files) -> (Appearance, Vec<Diagnostic>) {
    let mut named = Named { files, problems: Vec::new() };
    let logo = theme.logo.as_ref().filter(|logo| named.picture("logo", logo));
    let logo_dark =
        theme.logo_dark.as_ref().filter(|logo| theme.logo.is_some() && named.picture("logo_dark", logo));
    let icon = theme.favicon.as_ref().filter(|icon| named.picture("favicon", icon));
    let fonts = Fonts {
        text: named.fonts("fonts.text", &theme.fonts.text),
        headings: named.fonts("fonts.headings", &theme.fonts.headings),
        code: named.fonts("fonts.code", &theme.fonts.code),
    };
    let mut stylesheet = String::new();
    if let Some(accent) = &theme.accent {
        stylesheet.push_str(&accent_rules(accent));
    }
    stylesheet.push_str(&font::rules(&fonts, files));
    if logo.is_some() {
        stylesheet.push_str(LOGO);
    }
    if logo_dark.is_some() {
        stylesheet.push_str(LOGO_DARK);
    }
    let context = ThemeContext {
        logo: logo.map(|logo| {
            let size = files.get(&logo.value).and_then(|bytes| pictures::size(&logo.value, bytes));
            LogoContext {
                url: encode_url(&logo.value),
                dark_url: logo_dark.map(|dark| encode_url(&dark.value)),
                alt: theme.logo_alt.clone(),
                width: size.map(|(width, _)| width),
                height: size.map(|(_, height)| height),
            }
        }),
        favicon: link(icon.map_or(ICON, |icon| &icon.value)),
        navigation: theme.navigation.name(),
        links: theme.links.iter().map(web_link).collect(),
        footer: theme.footer.text.clone(),
        footer_links: theme.footer.links.iter().map(web_link).collect(),
        // What every page shows first; code and further styles can wait.
        preload: [&fonts.text, &fonts.headings]
            .into_iter()
            .filter_map(|files| Some(link(&files.first()?.value)))
            .collect(),
    };
    (Appearance { stylesheet, context }, named.problems)
}

fn web_link(link: &WebLink) -> crate::output::context::WebLink {
    crate::output::context::WebLink { title: link.text.clone(), url: link.url.clone() }
}

fn link(path: &str) -> FileLink {
    FileLink { url: encode_url(path), r#type: media_type(path).unwrap_or_default() }
}

/// The media type of a picture or a font, by its name.
fn media_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "ico" => Some("image/x-icon"),
        "webp" => Some("image/webp"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        "woff2" => Some("font/woff2"),
        "woff" => Some("font/woff"),
        "ttf" => Some("font/ttf"),
        "otf" => Some("font/otf"),
        _ => None,
    }
}

fn accent_rules(accent: &Accent) -> String {
    let (light, dark) = (Tones::new(accent.light, Scheme::Light), Tones::new(accent.dark, Scheme::Dark));
    let tokens = [
        ("accent", light.accent, dark.accent),
        ("accent-soft", light.soft, dark.soft),
        ("on-accent", light.on, dark.on),
    ];
    let rules = tokens.map(|(name, light, dark)| format!("--color-{name}: light-dark({light}, {dark});\n"));
    format!("@layer tokens {{\n:root {{\n{}}}\n}}\n", rules.concat())
}

/// As high as the name beside it, or as the header where it takes the name's place.
const LOGO: &str = "@layer layout {
.logo {
inline-size: auto;
block-size: 2rem;
}
}
";

/// The reader's choice of theme is an attribute, the system's a media query.
const LOGO_DARK: &str = "@layer layout {
.logo-dark,
[data-theme=\"dark\"] .logo-light {
display: none;
}
[data-theme=\"dark\"] .logo-dark {
display: block;
}
@media (prefers-color-scheme: dark) {
:root:not([data-theme=\"light\"]) .logo-light {
display: none;
}
:root:not([data-theme=\"light\"]) .logo-dark {
display: block;
}
}
}
";

/// The files that settings name, and what is wrong with them.
struct Named<'a> {
    files: &'a Files,
    problems: Vec<Diagnostic>,
}

impl Named<'_> {
    /// Whether there is such a picture.
    fn picture(&mut self, key: &str, name: &Spanned<String>) -> bool {
        self.is_there(key, name, "image/", "a picture: SVG, PNG, WebP, JPEG or ICO")
    }

    /// Those files of a font that are there.
    fn fonts(&mut self, key: &str, names: &[Spanned<String>]) -> Vec<Spanned<String>> {
        let found: Vec<Spanned<String>> = names
            .iter()
            .filter(|name| self.is_there(key, name, "font/", "a font: WOFF2, WOFF, TTF or OTF"))
            .cloned()
            .collect();
        for name in &found {
            let size = self.files[&name.value].len();
            if size > HEAVY {
                let message = format!(
                    "`static/{}` has {} KB, and every reader has to load it",
                    name.value,
                    size / 1000
                );
                let help = "keep only the characters that the site uses, as WOFF2: \
                            `pyftsubset FILE --unicodes=U+0000-024F,U+2000-206F --flavor=woff2`";
                self.problems.push(Diagnostic::new(Code::HeavyFont, span(name), message).help(help));
            }
        }
        found
    }

    fn is_there(&mut self, key: &str, name: &Spanned<String>, kind: &str, wanted: &str) -> bool {
        let problem = if !media_type(&name.value).is_some_and(|media| media.starts_with(kind)) {
            Diagnostic::new(
                Code::ConfigValue,
                span(name),
                format!("`theme.{key}` must name {wanted}; this is `{}`", name.value),
            )
            .help("name such a file, by its path below `static/`")
        } else if !self.files.contains_key(&name.value) {
            Diagnostic::new(
                Code::ConfigValue,
                span(name),
                format!("there is no file `static/{}`", name.value),
            )
            .did_you_mean(&name.value, self.files.keys().map(String::as_str))
            .help("write its path below `static/`")
        } else {
            return true;
        };
        self.problems.push(problem);
        false
    }
}

fn span(name: &Spanned<String>) -> Span {
    Span::new(&SourcePath::new("site.toml"), name.range.clone())
}
