//! `[theme]` of `site.toml` → [`ThemeConfig`]: how the default theme looks without a line of CSS.
//!
//! Takes the keys of the table; an accent that cannot be read everywhere is reported with the nearest shade that can. Whether the
//! files exist that it names is seen where files are known.

use crate::{
    base::{
        colour::{
            Colour,
            accent::{self, Scheme},
        },
        diagnostic::{Code, Diagnostic},
    },
    parse::value::{Fields, Spanned, Value},
};

#[derive(Clone, Debug, Default, Hash)]
pub struct ThemeConfig {
    pub accent: Option<Accent>,
    /// Below `static/`, as are all files here.
    pub logo: Option<Spanned<String>>,
    pub logo_dark: Option<Spanned<String>>,
    /// What the logo says; with it, the logo takes the place of the site's name.
    pub logo_alt: Option<String>,
    pub favicon: Option<Spanned<String>>,
    pub navigation: Navigation,
    /// Web addresses in the header, and in the footer.
    pub links: Vec<WebLink>,
    pub fonts: Fonts,
    pub footer: Footer,
}

/// A colour for each theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Accent {
    pub light: Colour,
    pub dark: Colour,
}

/// Where the sections and pages are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Navigation {
    /// In a column beside the text, and the sections in the header.
    #[default]
    Sidebar,
    /// The sections in the header alone; on small screens everything behind the menu button.
    Top,
    /// Nowhere but on the pages themselves.
    None,
}

impl Navigation {
    pub const ALL: [(&'static str, Self); 3] =
        [("sidebar", Self::Sidebar), ("top", Self::Top), ("none", Self::None)];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, value)| *value == self).map_or("sidebar", |(name, _)| *name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WebLink {
    pub text: String,
    pub url: String,
}

/// The files of each family; none where the theme's own font stays.
#[derive(Clone, Debug, Default, Hash)]
pub struct Fonts {
    pub text: Vec<Spanned<String>>,
    pub headings: Vec<Spanned<String>>,
    pub code: Vec<Spanned<String>>,
}

#[derive(Clone, Debug, Default, Hash)]
pub struct Footer {
    pub text: Option<String>,
    pub links: Vec<WebLink>,
}

pub(super) fn read(theme: &mut Fields<'_>) -> ThemeConfig {
    let accent = read_accent(theme);
    let logo = theme.text("logo");
    let logo_dark = theme.text("logo_dark");
    let logo_alt = theme.text("logo_alt");
    if logo.is_none()
        && let Some(other) = logo_dark.as_ref().or(logo_alt.as_ref())
    {
        let problem = theme
            .problem(other.range.clone(), "this is about a logo, and there is none")
            .help("name its file, too: `logo = \"logo.svg\"` for `static/logo.svg`");
        theme.report(problem);
    }
    ThemeConfig {
        accent,
        logo,
        logo_dark,
        logo_alt: logo_alt.map(|text| text.value),
        favicon: theme.text("favicon"),
        navigation: theme.choice("navigation", &Navigation::ALL).unwrap_or_default(),
        links: read_links(theme),
        fonts: theme
            .section("fonts", |fonts| Fonts {
                text: fonts.texts("text"),
                headings: fonts.texts("headings"),
                code: fonts.texts("code"),
            })
            .unwrap_or_default(),
        footer: theme
            .section("footer", |footer| Footer {
                text: footer.text("text").map(|text| text.value),
                links: read_links(footer),
            })
            .unwrap_or_default(),
    }
}

fn read_accent(theme: &mut Fields<'_>) -> Option<Accent> {
    let light = read_colour(theme, "accent", Scheme::Light);
    let dark = read_colour(theme, "accent_dark", Scheme::Dark);
    match (light, dark) {
        (Some(light), dark) => Some(Accent { light, dark: dark.unwrap_or_else(|| accent::dark_of(light)) }),
        (None, Some(dark)) => {
            // The other way round, from what can be read in the dark.
            let tone = dark.tone(0.45, 0.2);
            Some(Accent { light: accent::readable(tone, Scheme::Light).unwrap_or(tone), dark })
        }
        (None, None) => None,
    }
}

/// A colour, which is reported if it cannot be read on all grounds of its theme.
fn read_colour(theme: &mut Fields<'_>, name: &'static str, scheme: Scheme) -> Option<Colour> {
    let text = theme.text(name)?;
    let Some(colour) = Colour::parse(&text.value) else {
        let problem = theme
            .problem(text.range, format!("`{}` cannot be `{}`", theme.path(name), text.value))
            .help("write a colour as `#7a1fa2` or `oklch(0.45 0.19 310)`");
        theme.report(problem);
        return None;
    };
    let contrast = accent::contrast(colour, scheme);
    if contrast < accent::TEXT {
        let message = format!(
            "`{}` is hard to read as a link in the {} theme: a contrast of {:.1} to 1, where {} is the least",
            text.value,
            scheme.name(),
            (contrast * 10.0).floor() / 10.0,
            accent::TEXT
        );
        let mut problem = Diagnostic::new(Code::AccentContrast, theme.span(text.range), message);
        if let Some(shade) = accent::readable(colour, scheme) {
            problem = problem
                .label(format!("the nearest shade that passes is `{shade}`"))
                .help(format!("write `{name} = \"{shade}\"`"));
        }
        theme.report(problem);
    }
    Some(colour)
}

/// `links`: a list of `{ text = …, url = … }`.
fn read_links(fields: &mut Fields<'_>) -> Vec<WebLink> {
    let Some((_, node)) = fields.take("links") else { return Vec::new() };
    let Value::List(items) = node.value else {
        fields.wrong_type::<()>("links", "a list of `{ text = …, url = … }`", &node);
        return Vec::new();
    };
    let mut links = Vec::new();
    for item in items {
        let range = item.range.clone();
        let Some(map) = fields.to_map("links", item) else { continue };
        let (text, url) = fields.nested("links", map, |link| (link.text("text"), link.text("url")));
        let (Some(text), Some(url)) = (text, url) else {
            let problem = fields
                .problem(range, "a link needs `text` and `url`")
                .help("for instance `{ text = \"Chat\", url = \"https://chat.example.org/\" }`");
            fields.report(problem);
            continue;
        };
        if !["https://", "http://", "mailto:"].iter().any(|scheme| url.value.starts_with(scheme)) {
            let problem = fields.problem(url.range, format!("`{}` is no web address", url.value)).help(
                "begin it with `https://` or `mailto:`; pages of the site are in its navigation already",
            );
            fields.report(problem);
            continue;
        }
        links.push(WebLink { text: text.value, url: url.value });
    }
    links
}
