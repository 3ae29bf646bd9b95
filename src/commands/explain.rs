//! `nexus explain`: what a diagnostic or a field means and what to do about it.

use super::{Failure, Outcome, print};
use crate::{
    base::diagnostic::{Code, nearest},
    cli::Explain,
    parse::front_matter::DOCUMENTED,
};

pub fn run(args: &Explain) -> Outcome {
    let Some(name) = &args.code else {
        let mut list = String::new();
        for code in Code::ALL {
            let first = first_sentence(code.explanation());
            list.push_str(&format!("{:22} {:5} {first}\n", code.name(), code.default_level().name()));
        }
        list.push_str("\nFields of every entry's front matter:\n\n");
        for field in DOCUMENTED {
            list.push_str(&format!("{:22} {}\n", field.name, first_sentence(field.doc)));
        }
        return print(&list);
    };
    if let Some(field) = DOCUMENTED.iter().find(|field| field.name == name) {
        let head = format!("{} (a field of every entry's front matter)", field.name);
        return print(&documented(&head, field.doc));
    }
    let Some(code) = Code::ALL.iter().find(|code| code.name() == name) else {
        let names = Code::ALL.iter().map(|code| code.name());
        let near = nearest(name, names.chain(DOCUMENTED.iter().map(|field| field.name)));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::usage(format!(
            "no diagnostic and no field is called `{name}`{hint}\n  help: `nexus explain` lists them all"
        )));
    };
    let level = code.default_level().name();
    let head = format!("{} ({level} unless `[check]` in site.toml says otherwise)", code.name());
    print(&documented(&head, code.explanation()))
}

/// The first sentence of a doc comment, on one line.
fn first_sentence(doc: &str) -> String {
    let lines: Vec<&str> = doc.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let text = lines.join(" ");
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    text[..end].to_owned()
}

/// A doc comment below its head, as it is but for the space that each line begins with.
fn documented(head: &str, doc: &str) -> String {
    let lines = doc.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)));
    format!("{head}\n\n{}", lines.collect::<String>())
}
