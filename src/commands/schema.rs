//! `nexus schema`: JSON Schema for editors and other tools.

use camino::Utf8Path;

use super::{Failure, Outcome, open, print_json};
use crate::{
    base::diagnostic::nearest,
    cli::{Base, Schema},
    load,
    output::Preview,
    parse::kind::{self, Kinds},
    session::Strictness,
    settings::schema,
};

pub fn run(root: &Utf8Path, args: &Schema) -> Outcome {
    if args.of.as_deref() == Some("site") {
        return print_json(&schema::site());
    }
    let kinds = kinds(root)?;
    let Some(name) = &args.of else { return print_json(&schema::entry(&kinds, None)) };
    let Some(kind) = kinds.get(name) else {
        let names: Vec<&str> = kinds.keys().map(String::as_str).chain(["site"]).collect();
        let hint = nearest(name, names.iter().copied())
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::usage(format!(
            "no kind is called `{name}`{hint}\n  help: there are schemas of {}",
            names.join(", ")
        )));
    };
    print_json(&schema::entry(&kinds, Some(kind)))
}

/// The kinds of the site at hand, or those that every site has.
fn kinds(root: &Utf8Path) -> Result<Kinds, Failure> {
    if !root.join(load::CONFIG).exists() {
        return Ok(kind::built_in());
    }
    let base = Base { base_url: None, drafts: true };
    let session = open(root, &base, Strictness::Normal, Preview::No)?;
    Ok(session.plan().site.config.kinds.clone())
}
