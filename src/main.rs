//! Parses the arguments, runs the command, and says by its exit code how that went.

use std::process::ExitCode;

use clap::Parser;
use nexus::{
    base::terminal::say,
    cli::{Cli, Command},
    commands::{self, Failure},
};

/// Faster than the system's allocator where many threads allocate small pieces, as rendering does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Has the system give memory in pages of 4 KB.
///
/// The allocator asks for 2 MB at a time, all of which the system clears before the first byte is used: a sixth of a build's
/// memory, and more time than larger pages save. What the process starts inherits this, and a browser should not.
fn use_small_pages() {
    // Where it cannot be set, all is as well but for time and memory.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let root = &cli.root;
    if !matches!(&cli.command, Command::Serve(args) if args.open) {
        use_small_pages();
    }
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
                say(message);
            }
            ExitCode::from(code)
        }
    }
}
