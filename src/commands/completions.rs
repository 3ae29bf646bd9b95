//! `nexus completions` and `nexus man`: what shells and manuals want to know, from the command line's own definition.

use anyhow::Context as _;
use clap::CommandFactory;

use super::{Outcome, print};
use crate::cli::{Cli, Completions};

pub fn completions(args: &Completions) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "nexus", &mut script);
    print(&String::from_utf8_lossy(&script))
}

pub fn man() -> Outcome {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page).context("cannot make the manual page")?;
    print(&String::from_utf8_lossy(&page))
}
