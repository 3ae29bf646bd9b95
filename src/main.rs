//! Parses the arguments, runs the command, and says by its exit code how that went.

use std::process::ExitCode;

use clap::Parser;
use nexus::{
    cli::{Cli, Command},
    commands::{self, Failure},
};

/// Faster than the system's allocator where many threads allocate small pieces, as rendering does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let root = &cli.root;
    let outcome = match &cli.command {
        Command::Build(args) => commands::build::run(root, args),
        Command::Serve(args) => commands::serve::run(root, args),
        Command::Check(args) => commands::check::run(root, args),
        Command::Init(args) => commands::init::run(args),
        Command::New(args) => commands::new::run(root, args),
        Command::Mv(args) => commands::mv::run(root, args),
        Command::Theme(args) => commands::theme::run(root, args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Schema(args) => commands::schema::run(root, args),
        Command::Completions(args) => commands::completions::completions(args),
        Command::Man => commands::completions::man(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { code, message }) => {
            if let Some(message) = message {
                eprintln!("{message}");
            }
            ExitCode::from(code)
        }
    }
}
