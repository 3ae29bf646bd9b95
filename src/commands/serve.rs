//! `nexus serve`.
use super::{Failure, Outcome};
use crate::cli::Serve;
use camino::Utf8Path;
pub fn run(_root: &Utf8Path, _args: &Serve) -> Outcome {
    Err(Failure::usage("not yet"))
}
