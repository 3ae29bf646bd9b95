//! `nexus explain`: what a diagnostic means and what to do about it.

use super::{Failure, Outcome};
use crate::{
    cli::Explain,
    diagnostic::{Code, nearest},
};

pub fn run(args: &Explain) -> Outcome {
    let Some(name) = &args.code else {
        for code in Code::ALL {
            let first = code.explanation().lines().next().unwrap_or_default().trim();
            println!("{:22} {:5} {first}", code.name(), code.default_level().name());
        }
        return Ok(());
    };
    let Some(code) = Code::ALL.iter().find(|code| code.name() == name) else {
        let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::usage(format!(
            "no diagnostic is called `{name}`{hint}\n  help: `nexus explain` lists them all"
        )));
    };
    println!(
        "{} ({} unless `[check]` in site.toml says otherwise)\n",
        code.name(),
        code.default_level().name()
    );
    for line in code.explanation().lines() {
        println!("{}", line.strip_prefix(' ').unwrap_or(line));
    }
    Ok(())
}
