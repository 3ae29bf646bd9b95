//! The handbook in `docs/` is a site that builds, and it mentions all there is to know.

use std::path::Path;

use crate::common::Site;
use clap::CommandFactory as _;
use nexus::{
    base::diagnostic::Code,
    cli::Cli,
    parse::{front_matter, kind},
};

const HANDBOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");

/// The text of a section of the handbook.
fn text(part: &str) -> String {
    let files = crate::common::tree(&Path::new(HANDBOOK).join("content").join(part));
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
    for (path, bytes) in crate::common::tree(Path::new(HANDBOOK)) {
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
fn every_field_of_another_tool_stands_in_the_handbook() {
    use front_matter::Meaning::{Is, Nothing, Says};
    let text = text("entries");
    for foreign in front_matter::FOREIGN {
        let told = match foreign.meaning {
            Is(ours) | Says(ours, _) => format!("| `{}` | {} | `{ours}` |", foreign.name, foreign.tools),
            Nothing => format!("`{}`", foreign.name),
        };
        assert!(text.contains(&told), "docs/content/entries/ lacks {told}");
    }
}

#[test]
fn every_deviation_from_the_specifications_is_told() {
    let handbook = text("markdown");
    let (_, told) = handbook.split_once("## Differences from the specifications").expect("the section");
    let kept = include_str!("../spec/deviations.md");
    let kinds: Vec<&str> = kept.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert!(kinds.len() >= 4, "{kinds:?}");
    for kind in kinds {
        assert!(told.contains(&format!("\n| {kind} |")), "{kind}");
    }
}

#[test]
fn every_field_of_front_matter_is_mentioned() {
    mentions("entries", "fields", front_matter::FIELDS.iter().map(ToString::to_string));
    for kind in kind::built_in().into_values() {
        mentions("entries", "kinds", [kind.name.clone()]);
        let fields = kind.fields.iter().map(|field| field.name.clone());
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
        for (path, bytes) in crate::common::tree(&root.join(folder)) {
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

/// The types that templates see: the fields of each, as templates name them.
fn context_types() -> std::collections::BTreeMap<String, Vec<String>> {
    let mut types = std::collections::BTreeMap::new();
    for file in ["src/output/context.rs", "src/site/shapes.rs"] {
        let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
        for part in source.expect("the types").split("pub struct ").skip(1) {
            let Some((name, rest)) = part.split_once(" {\n") else { continue };
            let body = rest.split("\n}").next().unwrap_or_default();
            let fields = body.lines().filter_map(|line| line.strip_prefix("    pub ")?.split_once(':'));
            let fields = fields.map(|(field, _)| field.trim_start_matches("r#").to_owned()).collect();
            types.insert(name.to_owned(), fields);
        }
    }
    types
}

/// Where the handbook describes a type: from these words to the next heading, or to the end of the paragraph or row.
const DESCRIBED: [(&str, &str); 36] = [
    ("SiteContext", "### `site`\n"),
    ("ThemeContext", "### `site.theme`\n"),
    ("LogoContext", "| `logo` |"),
    ("FileLink", "A file has"),
    ("WebLink", "A web link has"),
    ("PageContext", "### `page`\n"),
    ("Paging", "A place in a list"),
    ("Link", "| link |"),
    ("Relation", "| relation |"),
    ("Backlink", "| backlink |"),
    ("NavItem", "| navigation item |"),
    ("OutlineItem", "| outline item |"),
    ("KindContext", "| kind |"),
    ("DateContext", "| date |"),
    ("PathPlace", "| place in a path |"),
    ("Part", "| part |"),
    ("Fact", "| fact |"),
    ("FactValue", "| fact value |"),
    ("Card", "### Card\n"),
    ("SectionCard", "### Section card\n"),
    ("PathCard", "### Path card\n"),
    ("EntryContext", "## `entry`"),
    ("HomeContext", "## `home`"),
    ("SectionContext", "## `section`"),
    ("TableContext", "`table` has"),
    ("RowContext", "A row has"),
    ("TagContext", "A tag has"),
    ("OnePageContext", "The map `one_page` has"),
    ("OnePagePart", "A part has"),
    ("GlossaryGroup", "A group of terms has"),
    ("GlossaryTerm", "A term has"),
    ("ChangesGroup", "A month has"),
    ("Change", "A change has"),
    ("PersonContext", "A person has"),
    ("ShapeContext", "## The template of a shape"),
    ("ShapeLink", "type `link` has"),
];

#[test]
fn every_field_that_templates_see_is_described_where_its_type_is() {
    let path = Path::new(HANDBOOK).join("content/themes/context.md");
    let text = std::fs::read_to_string(path).expect("the page");
    let types = context_types();
    let described: Vec<&str> = DESCRIBED.iter().map(|(name, _)| *name).chain(["PageInputs"]).collect();
    let others: Vec<&String> = types.keys().filter(|name| !described.contains(&name.as_str())).collect();
    assert!(
        others.is_empty(),
        "docs/content/themes/context.md does not describe {others:?}; name its place in this test"
    );
    let mut wrong = Vec::new();
    for (name, start) in DESCRIBED {
        let at = text.find(start).unwrap_or_else(|| panic!("context.md has no {start:?}"));
        let rest = &text[at + start.len()..];
        let end = match start.as_bytes()[0] {
            b'#' => rest.find("\n## ").into_iter().chain(rest.find("\n### ")).min(),
            b'|' => rest.find('\n'),
            _ => rest.find("\n\n"),
        };
        let part = &rest[..end.unwrap_or(rest.len())];
        for field in &types[name] {
            if !part.contains(&format!("`{field}`")) {
                wrong.push(format!("{name}: `{field}` is not described"));
            }
        }
        // What begins a row of a table is a field.
        let rows = part.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" | "));
        for field in rows.flat_map(|(fields, _)| fields.split(", ")).map(|field| field.trim_matches('`')) {
            if start.starts_with('#') && !types[name].iter().any(|known| known == field) {
                wrong.push(format!("{name}: `{field}` does not exist"));
            }
        }
    }
    for variable in ["root", "site", "nav", "page", "body"] {
        assert!(text.contains(&format!("| `{variable}` |")), "{variable}");
    }
    assert!(wrong.is_empty(), "docs/content/themes/context.md: {wrong:#?}");
}
