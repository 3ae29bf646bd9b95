//! `nexus theme`, and what `[theme]` in site.toml makes of the default theme.

use crate::common::{Run, Site};
use nexus::base::{colour::Colour, theme};

#[test]
fn theme_files_are_listed_with_what_they_are() {
    let list = Site::empty().run(["theme", "eject"]).succeeds().stdout;
    assert_eq!(list.lines().count(), theme::files().len());
    assert!(
        list.lines()
            .any(|line| line.starts_with("templates/tag.html ") && line.ends_with("The entries of a tag."))
    );
}

#[test]
fn ejected_file_is_the_default_and_changes_nothing() {
    let site = Site::new();
    site.run(["build"]).succeeds();
    let before = site.tree("public");
    for name in
        ["footer.html", "nexus/header.html", "templates/base.html", "theme/10-base.css", "favicon.svg"]
    {
        site.run(["theme", "eject", name]).succeeds();
    }
    for file in theme::files() {
        if site.path(&file.path).exists() {
            assert_eq!(site.read(&file.path).as_bytes(), file.bytes, "{}", file.path);
        }
    }
    assert!(site.path("static/theme/10-base.css").exists());
    site.run(["build", "--strict"]).succeeds();
    assert_eq!(site.tree("public"), before);
    let run = site.run(["theme", "diff"]).succeeds().says("`templates/base.html` is the default");
    assert_eq!(run.stdout, "");
}

#[test]
fn ejecting_never_overwrites_unasked() {
    let site = Site::new().file("templates/footer.html", "<p>mine</p>");
    site.run(["theme", "eject", "footer.html"])
        .fails(2)
        .says("exists already")
        .says("nexus theme diff templates/footer.html");
    assert_eq!(site.read("templates/footer.html"), "<p>mine</p>");
    let permissions = || std::fs::metadata(site.path("templates/footer.html")).unwrap().permissions();
    let before = permissions();
    site.run(["theme", "eject", "footer.html", "--force"]).succeeds();
    assert!(site.read("templates/footer.html").contains("site-footer"));
    assert_eq!(permissions(), before, "others who could read it still can");
    site.run(["theme", "eject", "foter.html"]).fails(2).says("did you mean `footer.html`?");
    Site::empty().run(["theme", "eject", "footer.html"]).fails(2).says("there is no site.toml");
}

#[test]
fn diff_shows_what_the_site_changed() {
    let site = Site::new();
    site.run(["theme", "diff"]).succeeds().says("replaces no file");
    site.run(["theme", "eject", "tag.html"]).succeeds();
    site.write("templates/tag.html", site.read("templates/tag.html").replace(">Tag<", ">Topic<"));
    site.write("templates/base.html", "{% extends \"nexus/base.html\" %}\n");
    site.write("static/favicon.svg", [0xff, 0xfe]);
    let run = site.run(["theme", "diff"]).succeeds();
    assert!(run.stdout.starts_with("--- a/templates/tag.html\n+++ b/templates/tag.html\n"), "{}", run.stdout);
    assert!(run.stdout.contains(">Tag</span></p>\n+"), "{}", run.stdout);
    let run = run.says("`templates/base.html` builds upon the default").says("`static/favicon.svg` differs");
    run.says("3 files in place of the theme's");
    let one = site.run(["theme", "diff", "base.html"]).succeeds();
    assert_eq!(one.stdout, "");
    site.run(["theme", "diff", "home.html"]).fails(2).says("has no `home.html` of its own");
}

/// A site whose settings end with `[theme]` and these keys.
fn themed(keys: &str) -> Site {
    Site::new()
        .file("site.toml", format!("title = \"Hub\"\n[theme]\n{keys}"))
        .file("content/s/a.md", "---\ntitle: A\n---\n## One\n\n## Two\n")
}

/// The theme's stylesheet as it is published.
fn stylesheet(site: &Site) -> String {
    let assets = site.tree("public/assets");
    let (_, bytes) = assets
        .iter()
        .find(|(name, _)| name.starts_with("theme.") && name.ends_with(".css"))
        .expect("a stylesheet");
    String::from_utf8_lossy(bytes).into_owned()
}

fn check(site: &Site) -> Run {
    site.run(["check"])
}

#[test]
fn accent_colours_the_theme_in_light_and_dark() {
    let site = themed("accent = \"#7a1fa2\"\n");
    site.run(["build", "--strict"]).succeeds();
    let css = stylesheet(&site);
    assert!(css.contains("@layer tokens{:root{--color-accent:light-dark(#7a1fa2,#"), "{css}");
    assert!(
        css.contains("--color-accent-soft:light-dark(#")
            && css.contains("--color-on-accent:light-dark(#ffffff,#")
    );
    assert!(
        css.find("--color-accent:light-dark(#0b6470").expect("the default")
            < css.find("#7a1fa2").expect("ours")
    );
    let page = site.read("public/s/a/index.html");
    assert!(!page.contains("<style") && !page.contains(" style="), "{page}");

    let both = themed("accent = \"oklch(0.45 0.19 310)\"\naccent_dark = \"#fb8\"\n");
    both.run(["build", "--strict"]).succeeds();
    assert!(stylesheet(&both).contains(",#ffbb88)"));
}

#[test]
fn accent_that_cannot_be_read_is_told_the_nearest_that_can() {
    let site = themed("accent = \"#63d0d8\"\naccent_dark = \"#0b6470\"\n");
    let run = check(&site)
        .fails(2)
        .says("error[accent-contrast]: `#63d0d8` is hard to read as a link in the light theme");
    let run = run
        .says("site.toml:3:10")
        .says("`#0b6470` is hard to read as a link in the dark theme")
        .says("site.toml:4:15");
    let shades: Vec<&str> =
        run.stderr.split("the nearest shade that passes is `").skip(1).map(|rest| &rest[..7]).collect();
    let [light, dark] = shades[..] else { panic!("{}", run.stderr) };
    check(&themed(&format!("accent = \"{light}\"\naccent_dark = \"{dark}\"\n"))).succeeds();
    let accepted =
        site.file("site.toml", "[theme]\naccent = \"#63d0d8\"\n[check]\naccent-contrast = \"off\"\n");
    accepted.run(["build"]).succeeds();
    assert!(stylesheet(&accepted).contains("light-dark(#63d0d8,"));
}

#[test]
fn values_that_are_none_are_told_what_to_write() {
    check(&themed("accent = \"teal\"\n")).fails(2).says("site.toml:3:10").says("write a colour as `#7a1fa2`");
    check(&themed("navigation = \"tpo\"\n")).fails(2).says("did you mean `top`?");
    check(&themed("logo_alt = \"Hub\"\n")).fails(2).says("site.toml:3:12").says("name its file, too");
    check(&themed("links = [{ text = \"x\", url = \"a/b\" }]\n")).fails(2).says("is no web address");
    check(&themed("accnt = \"#000\"\n")).fails(2).says("did you mean `accent`?");
    let site = themed("logo = \"lgoo.svg\"\nfavicon = \"icon.txt\"\n").file("static/logo.svg", "<svg/>");
    check(&site).fails(2).says("site.toml:3:8").says("did you mean `logo.svg`?").says("must name a picture");
}

#[test]
fn logo_icon_links_and_footer_stand_on_every_page() {
    let site = themed(
        "logo = \"logo.svg\"\nlogo_dark = \"dark.svg\"\nfavicon = \"i.png\"\n\
         links = [{ text = \"Chat\", url = \"https://chat.example.org/\" }]\n\
         footer = { text = \"Free <to> use.\", links = [{ text = \"CC BY\", url = \"https://e.org/by\" }] }\n",
    )
    .file("static/logo.svg", "<svg viewBox=\"0 0 40 20\"></svg>")
    .file("static/dark.svg", "<svg/>")
    .file("static/i.png", "");
    site.run(["build", "--strict"]).succeeds();
    for page in
        ["public/index.html", "public/s/index.html", "public/s/a/index.html", "public/search/index.html"]
    {
        let html = site.read(page);
        for part in [
            "logo.svg\" alt=\"\" width=\"40\" height=\"20\">",
            "<img class=\"logo logo-dark\"",
            "<span>Hub</span>",
            "i.png\" type=\"image/png\">",
            "<a href=\"https://chat.example.org/\">Chat</a>",
            "<p>Free &lt;to&gt; use.</p>",
            "<a href=\"https://e.org/by\">CC BY</a>",
        ] {
            assert!(html.contains(part), "{page}: {part}");
        }
    }
    site.write("site.toml", site.read("site.toml") + "logo_alt = \"The hub\"\n");
    site.run(["build"]).succeeds();
    let html = site.read("public/index.html");
    assert!(html.contains("alt=\"The hub\"") && !html.contains("<span>Hub</span>"), "{html}");
}

#[test]
fn navigation_is_where_it_is_wished() {
    let parts = |keys: &str| {
        let site = themed(keys);
        site.run(["build", "--strict"]).succeeds();
        let html = site.read("public/s/a/index.html");
        ["class=\"sidebar\"", "menu-button", "aria-label=\"Sections\"", "layout-plain"]
            .map(|part| html.contains(part))
    };
    assert_eq!(parts(""), [true, true, true, false]);
    assert_eq!(parts("navigation = \"top\"\n"), [true, true, true, true], "on small screens it stays a menu");
    assert_eq!(parts("navigation = \"none\"\n"), [false, false, false, true]);
}

#[test]
fn fonts_are_the_sites_own_and_never_hide_text() {
    let site = themed("fonts = { text = [\"f/a.woff2\", \"f/a-bold.woff2\"], code = \"f/c.ttf\" }\n")
        .file("static/f/a.woff2", "")
        .file("static/f/a-bold.woff2", "")
        .file("static/f/c.ttf", vec![0; 100_001]);
    site.run(["build"])
        .succeeds()
        .says("warning[heavy-font]: `static/f/c.ttf` has 100 KB")
        .says("site.toml:3:58");
    let css = stylesheet(&site);
    assert!(
        css.contains("src:url(\"../f/a-bold.woff2\");font-weight:700;font-style:normal;font-display:swap}"),
        "{css}"
    );
    assert!(
        css.contains("--font-text:\"Site Text\",system-ui,sans-serif;--font-code:\"Site Code\","),
        "{css}"
    );
    let html = site.read("public/s/a/index.html");
    let preload =
        "<link rel=\"preload\" href=\"../../f/a.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>";
    assert_eq!((html.matches(preload).count(), html.matches("rel=\"preload\"").count()), (1, 1), "{html}");
}

/// The files that a page of the handbook shows: the code blocks whose title is a path.
fn files_of_the_handbook(page: &str) -> Vec<(String, String)> {
    let path = format!("{}/docs/content/themes/{page}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the page");
    let mut files = Vec::new();
    for block in text.split("\n```").skip(1).step_by(2) {
        let (head, code) = block.split_once('\n').expect("a line with the language");
        if let Some((_, title)) = head.split_once("title=\"") {
            files.push((title.trim_end_matches('"').to_owned(), format!("{code}\n")));
        }
    }
    files
}

#[test]
fn second_theme_of_the_handbook_is_complete() {
    let files = files_of_the_handbook("second-theme.md");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    let site = Site::empty();
    site.run(["init", site.root().to_str().expect("UTF-8")]).succeeds();
    for (name, text) in &files {
        site.write(name, text);
    }
    site.run(["build", "--strict"]).succeeds();
    let pages = site.tree("public").into_iter().filter(|(path, _)| path.ends_with(".html"));
    let mut count = 0;
    for (path, bytes) in pages {
        let html = String::from_utf8(bytes).expect("UTF-8");
        if html.contains("http-equiv=\"refresh\"") {
            continue;
        }
        assert!(
            html.contains("<header class=\"masthead\">") && html.contains("class=\"colophon\""),
            "{path}"
        );
        assert!(!html.contains("id=\"nx-sidebar\"") && !html.contains("class=\"site-header\""), "{path}");
        count += 1;
    }
    assert!(count > 5, "{count}");
    let home = site.read("public/index.html");
    assert!(
        home.contains("<nav class=\"contents\"") && home.contains("technologies/markdown/index.html"),
        "{home}"
    );
    assert!(stylesheet(&site).contains(".masthead"));
}

#[test]
fn second_theme_of_the_handbook_can_be_read() {
    let (_, css) = files_of_the_handbook("second-theme.md").swap_remove(0);
    for dark in [false, true] {
        let colour = |name: &str| {
            let start = format!("--color-{name}: light-dark(");
            let rest = &css[css.find(&start).unwrap_or_else(|| panic!("{name}")) + start.len()..];
            let mut pair = rest.split(')').next().expect("an end").split(", ");
            Colour::parse(pair.nth(usize::from(dark)).expect("a pair")).expect("a colour")
        };
        for (text, grounds, least) in [
            ("text", &["background", "surface", "raised"][..], 7.0),
            ("text-soft", &["background", "surface", "raised"], 4.5),
            ("text-faint", &["background", "surface"], 4.5),
            ("accent", &["background", "surface", "raised", "accent-soft"], 4.5),
            ("on-accent", &["accent"], 4.5),
            ("control", &["background", "surface"], 3.0),
        ] {
            for ground in grounds {
                let contrast = colour(text).contrast(colour(ground));
                assert!(contrast >= least, "{text} on {ground}, dark: {dark}: {contrast:.2}");
            }
        }
    }
}
