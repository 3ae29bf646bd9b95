//! `nexus explain`: what a diagnostic means and what to do about it.

use super::{Failure, Outcome, print};
use crate::{
    cli::Explain,
    diagnostic::{Code, nearest},
};

pub fn run(args: &Explain) -> Outcome {
    let Some(name) = &args.code else {
        let mut list = String::new();
        for code in Code::ALL {
            let first = code.explanation().lines().next().unwrap_or_default().trim();
            list.push_str(&format!("{:22} {:5} {first}\n", code.name(), code.default_level().name()));
        }
        return print(&list);
    };
    let Some(code) = Code::ALL.iter().find(|code| code.name() == name) else {
        let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::usage(format!(
            "no diagnostic is called `{name}`{hint}\n  help: `nexus explain` lists them all"
        )));
    };
    let level = code.default_level().name();
    let mut text = format!("{} ({level} unless `[check]` in site.toml says otherwise)\n\n", code.name());
    for line in code.explanation().lines() {
        text.push_str(&format!("{}\n", line.strip_prefix(' ').unwrap_or(line)));
    }
    print(&text)
}
