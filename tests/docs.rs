//! The handbook in `docs/` is a site that builds, and it mentions all there is to know.

#![allow(clippy::disallowed_methods, reason = "tests look at files and write them")]

mod common;

use std::path::Path;

use clap::CommandFactory as _;
use common::Site;
use nexus::{cli::Cli, diagnostic::Code, front_matter, kind};

const HANDBOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");

/// The text of a section of the handbook.
fn text(part: &str) -> String {
    let files = common::tree(&Path::new(HANDBOOK).join("content").join(part));
    let pages = files.into_iter().filter(|(path, _)| path.ends_with(".md"));
    pages.map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8")).collect()
}

/// Fails with the names that a section of the handbook does not mention as code: `` `name` `` or `` `name …` ``.
#[track_caller]
fn mentions(part: &str, what: &str, names: impl IntoIterator<Item = String>) {
    let text = text(part);
    let is_there = |name: &str| text.contains(&format!("`{name}`")) || text.contains(&format!("`{name} "));
    let missing: Vec<String> = names.into_iter().filter(|name| !is_there(name)).collect();
    assert!(missing.is_empty(), "docs/content/{part} does not mention as code these {what}: {missing:?}");
}

#[test]
fn handbook_builds_without_a_warning() {
    let site = Site::empty();
    for (path, bytes) in common::tree(Path::new(HANDBOOK)) {
        if !path.starts_with("public/") && !path.starts_with(".nexus/") {
            site.write(&path, bytes);
        }
    }
    site.run(["build", "--strict"]).succeeds();
}

#[test]
fn every_diagnostic_stands_in_the_handbook_with_its_level() {
    let text = text("diagnostics");
    for code in Code::ALL {
        let entry = format!("### `{code}`\n\nDefault level: `{}`.", code.default_level().name());
        assert!(text.contains(&entry), "docs/content/diagnostics/ lacks this beginning of a part:\n{entry}");
    }
}

#[test]
fn every_field_of_front_matter_is_mentioned() {
    mentions("entries", "fields", front_matter::FIELDS.iter().map(ToString::to_string));
    for kind in kind::built_in().into_values() {
        mentions("entries", "kinds", [kind.name.clone()]);
        let fields = kind.fields.into_iter().map(|field| field.name);
        mentions("entries", &format!("fields of the kind `{}`", kind.name), fields);
    }
}

#[test]
fn every_token_of_the_theme_is_mentioned() {
    mentions("themes", "custom properties", tokens());
}

/// The custom properties that the theme offers to be changed.
fn tokens() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/theme/00-tokens.css");
    let css = std::fs::read_to_string(path).expect("the tokens");
    let names = css.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    let names: std::collections::BTreeSet<String> = names.map(|(name, _)| format!("--{name}")).collect();
    assert!(names.len() > 60, "{names:?}");
    names.into_iter().collect()
}

/// What a site can change by a custom property stands nowhere else.
#[test]
fn every_colour_font_and_size_of_text_is_a_token() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    let mut literal = Vec::new();
    for folder in ["theme", "later", "search"] {
        for (path, bytes) in common::tree(&root.join(folder)) {
            if !path.ends_with(".css") || path == "00-tokens.css" || path == "90-print.css" {
                continue;
            }
            let text = String::from_utf8(bytes).expect("UTF-8");
            let declarations =
                text.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once(": "));
            for (name, value) in declarations {
                let is_colour = value.contains('#') || value.contains("rgb(") || value.contains("hsl(");
                let is_size = ["font-size", "font", "border-radius"].contains(&name)
                    && ["rem", "px/", "rem/"]
                        .iter()
                        .any(|unit| value.contains(unit) && !value.contains("1.8rem"))
                    && !value.starts_with("1rem/");
                let is_family = name == "font-family" && !value.starts_with("var(") && value != "inherit";
                if is_colour || is_size || is_family {
                    literal.push(format!("{path}: {name}: {value}"));
                }
            }
        }
    }
    assert!(literal.is_empty(), "{literal:#?}");
}

#[test]
fn every_command_and_option_is_mentioned() {
    let mut cli = Cli::command();
    cli.build();
    let commands = [&cli].into_iter().chain(cli.get_subcommands());
    let options = commands.flat_map(|command| command.get_arguments().filter_map(|option| option.get_long()));
    mentions("configuration", "options", options.map(|name| format!("--{name}")));
    let names = cli.get_subcommands().map(|command| command.get_name());
    mentions("configuration", "commands", names.map(|name| format!("nexus {name}")));
}
