//! `nexus completions` and `nexus man`: what shells and manuals want to know, from the command line's own definition.

use std::io;

use anyhow::Context as _;
use clap::CommandFactory;

use super::Outcome;
use crate::cli::{Cli, Completions};

pub fn completions(args: &Completions) -> Outcome {
    clap_complete::generate(args.shell, &mut Cli::command(), "nexus", &mut io::stdout());
    Ok(())
}

pub fn man() -> Outcome {
    clap_mangen::Man::new(Cli::command())
        .render(&mut io::stdout())
        .context("cannot print the manual page")?;
    Ok(())
}
