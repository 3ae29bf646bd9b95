//! `nexus theme`, and what `[theme]` in site.toml makes of the default theme.

#![allow(clippy::disallowed_methods, reason = "tests look at files and write them")]

mod common;

use common::Site;
use nexus::theme;

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
    site.run(["theme", "eject", "footer.html", "--force"]).succeeds();
    assert!(site.read("templates/footer.html").contains("site-footer"));
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
