//! `nexus new`: an entry with a valid skeleton, in the folder of its kind.

use camino::Utf8Path;

use super::{Failure, Outcome, init::create, open};
use crate::{
    base::{diagnostic::nearest, path::CONTENT, terminal::say},
    cli::{Base, New},
    output::Preview,
    parse::{
        kind::{self, Kind, Shape},
        markdown::slug,
        yaml::quoted,
    },
    session::Strictness,
};

/// The longest name that a file gets, in bytes.
const LONGEST: usize = 100;

pub fn run(root: &Utf8Path, args: &New) -> Outcome {
    let base = Base { base_url: None, drafts: true };
    let session = open(root, &base, Strictness::Normal, Preview::No)?;
    let config = session.plan().site.config;
    let Some(kind) = config.kinds.get(&args.kind) else {
        let names: Vec<&str> = config.kinds.keys().map(String::as_str).collect();
        let hint = nearest(&args.kind, names.iter().copied())
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::usage(format!(
            "no kind is called `{}`{hint}\n  help: the kinds are {}",
            args.kind,
            names.join(", ")
        )));
    };
    let name = slug(&args.title);
    if name.is_empty() {
        return Err(Failure::usage(format!(
            "the title `{}` has no letters to name a file after",
            args.title
        )));
    }
    let folder =
        kind.folder.as_ref().map_or_else(|| CONTENT.to_owned(), |folder| format!("{CONTENT}/{folder}"));
    // With room for the ending.
    let name = if name.len() > LONGEST {
        name[..name.floor_char_boundary(LONGEST)].trim_end_matches('-')
    } else {
        &*name
    };
    let path = root.join(folder).join(format!("{name}.md"));
    if !create(&path, skeleton(kind, &args.title).as_bytes())? {
        return Err(Failure::usage(format!("`{path}` exists already; it was not changed")));
    }
    say(format_args!("made `{path}`"));
    Ok(())
}

/// An entry that passes every check as it is, and says what to write.
fn skeleton(kind: &Kind, title: &str) -> String {
    let mut text = format!("---\ntitle: {}\ndescription: \"\"\ntags: []\n", quoted(title));
    if kind.folder.is_none() && kind.name != kind::PAGE {
        text.push_str(&format!("kind: {}\n", kind.name));
    }
    for field in kind.fields.iter().filter(|field| field.required) {
        let value = match field.shape {
            Shape::Text => "\"\"",
            Shape::Url => "https://example.org",
            Shape::List | Shape::References | Shape::Names => "[]",
        };
        text.push_str(&format!("{}: {value}\n", field.name));
    }
    text.push_str("draft: true\n---\n\n## Overview\n\nWhat it is, and why a reader needs it.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{digest::Digest, path::SourcePath, source::Source},
        parse::{document, front_matter, markdown::MarkdownConfig},
    };

    #[test]
    fn skeleton_of_every_kind_has_no_problem() {
        for kind in kind::built_in().values() {
            let text = skeleton(kind, "A \"quoted\": title \\ #1");
            let source = Source::new(SourcePath::new("content/x.md"), &text);
            let (document, _) = {
                let config = MarkdownConfig::default();
                let key = document::key(&source.path, source.digest, Digest::of(&config));
                document::parse(&source, &config, key)
            };
            let mut problems = document.diagnostics.clone();
            let rest = &document.front_matter.rest;
            kind::read_fields(
                kind,
                &source.path,
                rest,
                front_matter::FIELDS,
                kind::Emptiness::Allowed,
                &mut problems,
            );
            assert_eq!(problems, [], "{}", kind.name);
            assert_eq!(document.title(), Some("A \"quoted\": title \\ #1"));
        }
    }
}
