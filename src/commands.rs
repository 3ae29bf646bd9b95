//! The commands. Each puts stages together and says what came of it; none has logic of its own.

use std::{fs::OpenOptions, io::Write as _, mem::ManuallyDrop};

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};

use crate::{
    base::{
        diagnostic::{Diagnostic, Level, Origin},
        terminal::{say, say_shown},
    },
    cli::{Base, Format, Levels, Report},
    commit::git_index,
    load,
    output::Preview,
    report::{self, Colour, Texts},
    session::{Options, Session, Strictness},
    settings::config,
};

pub mod build;
pub mod check;
pub mod completions;
pub mod explain;
pub mod init;
pub mod mv;
pub mod new;
pub mod schema;
pub mod serve;
pub mod theme;

/// Exit codes, as `nexus --help` lists them.
pub mod exit {
    pub const CONTENT: u8 = 1;
    pub const USAGE: u8 = 2;
    pub const IO: u8 = 3;
    pub const UNSAFE: u8 = 4;
    pub const LOCKED: u8 = 5;
    pub const INTERRUPTED: u8 = 130;
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct Failure {
    pub code: u8,
    /// What to say at last; nothing if all is said.
    pub message: Option<String>,
}

impl Failure {
    fn new(code: u8, message: impl std::fmt::Display) -> Self {
        Self { code, message: Some(format!("error: {message}")) }
    }

    fn usage(message: impl std::fmt::Display) -> Self {
        Self::new(exit::USAGE, message)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(exit::IO, format!("{error:#}"))
    }
}

type Outcome = Result<(), Failure>;

/// Says as JSON, if that is the format, why a command could not do its work; `result` makes the value that is printed of the
/// reason. A failure whose diagnostics are told has no message, and nothing is left to say.
fn report_failure<V: serde::Serialize>(
    outcome: Outcome,
    format: Format,
    result: impl FnOnce(String) -> V,
) -> Outcome {
    if let Err(Failure { message: Some(message), .. }) = &outcome
        && format == Format::Json
    {
        print_json(&result(message.trim_start_matches("error: ").to_owned()))?;
    }
    outcome
}

/// Opens the site in `root` and reads its files.
///
/// The session is not dropped at the end of the command, because the process ends then too: giving the memory of 10,000
/// entries back piece by piece takes as long as assembling their site.
fn open(
    root: &Utf8Path,
    base: &Base,
    strictness: Strictness,
    preview: Preview,
) -> Result<ManuallyDrop<Session>, Failure> {
    open_as(root, base, strictness, preview, |session| session)
}

/// What a build remembers is believed by the next one, so it must not come with the texts: a pull request could bring pages that no
/// entry says.
fn refuse_tracked_memory(root: &Utf8Path) -> Outcome {
    if !git_index::tracks(root, ".nexus") {
        return Ok(());
    }
    let what = "git tracks files in `.nexus/`, where nexus remembers what it built, and believes it";
    let cure = "take them out with `git rm -r --cached .nexus`, and add `.nexus/` to .gitignore";
    Err(Failure::new(exit::UNSAFE, format!("{what}\nhelp: {cure}")))
}

/// As [`open()`], after `prepare`.
fn open_as(
    root: &Utf8Path,
    base: &Base,
    strictness: Strictness,
    preview: Preview,
    prepare: impl FnOnce(Session) -> Session,
) -> Result<ManuallyDrop<Session>, Failure> {
    let base_url = match &base.base_url {
        Some(url) => Some(
            config::base_url(url)
                .map_err(|why| Failure::usage(format!("`--base-url {url}`: the address {why}")))?,
        ),
        None => None,
    };
    let site = site_root(root)?;
    refuse_tracked_memory(&site)?;
    let mut session = prepare(Session::new(Options {
        root: site,
        base_url,
        drafts: base.drafts,
        strictness,
        preview,
        today: load::today(),
    }));
    session.refresh();
    if !session.has_config() {
        return Err(no_site(root));
    }
    Ok(ManuallyDrop::new(session))
}

fn site_root(root: &Utf8Path) -> Result<Utf8PathBuf, Failure> {
    load::root(root).map_err(|error| Failure::usage(format!("{error:#}")))
}

fn no_site(root: &Utf8Path) -> Failure {
    let place = if root == "." { "this folder".to_owned() } else { format!("`{root}`") };
    Failure::usage(format!(
        "there is no site.toml in {place}\n  help: `nexus init DIR` makes a new site in DIR\n  \
         help: `nexus --root DIR …` works on the site in DIR"
    ))
}

fn strictness(levels: &Levels) -> Strictness {
    match levels {
        Levels { strict: true, .. } => Strictness::Strict,
        Levels { lenient: true, .. } => Strictness::Lenient,
        Levels { .. } => Strictness::Normal,
    }
}

/// Tells the diagnostics in a format; `json` gives the value that is printed for scripts.
fn report_to<V: serde::Serialize>(
    session: &Session,
    report: &Report,
    diagnostics: &[(Level, Diagnostic)],
    json: impl FnOnce(Vec<report::Record>) -> V,
) -> Outcome {
    let texts = Texts::new(|path| session.text(path));
    match report.format() {
        Format::Human => show(session, diagnostics, report.limit()),
        Format::Json => return print_json(&json(records(session, diagnostics))),
        Format::Github => {
            let folder = repository_folder(session);
            let messages = report::messages(diagnostics);
            let lines =
                messages.iter().map(|message| format!("{}\n", report::annotation(message, &folder, &texts)));
            print(&lines.collect::<String>())?;
            write_summary(&report::summary(diagnostics, &texts))?;
        }
        Format::Sarif => return print_json(&report::sarif(diagnostics, &repository_folder(session), &texts)),
    }
    Ok(())
}

/// The diagnostics as scripts read them.
fn records(session: &Session, diagnostics: &[(Level, Diagnostic)]) -> Vec<report::Record> {
    let texts = Texts::new(|path| session.text(path));
    diagnostics.iter().map(|(level, problem)| report::record(*level, problem, &texts)).collect()
}

/// Shows diagnostics in the terminal, with no more than `limit` messages.
fn show(session: &Session, diagnostics: &[(Level, Diagnostic)], limit: Option<usize>) {
    let colour = Colour::of_stderr();
    let texts = Texts::new(|path| session.text(path));
    let messages = report::messages(diagnostics);
    let count = messages.len();
    let shown = report::limited(messages, limit);
    for message in &shown {
        say_shown(report::human(message, &texts, colour));
    }
    if shown.len() < count {
        say(format_args!(
            "… and {}; `--limit 0` shows all\n",
            report::plural(count - shown.len(), "more message")
        ));
    }
    if let Some(list) = report::by_code(diagnostics) {
        say(format_args!("{list}\n"));
    }
}

/// The way from the repository's root to the site: as GitHub's runner says where the repository is, else none.
fn repository_folder(session: &Session) -> String {
    let workspace =
        std::env::var("GITHUB_WORKSPACE").ok().and_then(|path| load::root(path.as_str().into()).ok());
    let below =
        workspace.and_then(|workspace| Some(session.root().strip_prefix(workspace).ok()?.to_string()));
    match below {
        Some(folder) if !folder.is_empty() => format!("{}/", folder.replace('\\', "/")),
        _ => String::new(),
    }
}

/// Adds to the summary of a job on GitHub, if this is one.
fn write_summary(text: &str) -> anyhow::Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let written = OpenOptions::new().append(true).create(true).open(&path);
    written
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write the job summary `{}`", path.display()))
}

/// The exit code for diagnostics: what cannot be read weighs more than the settings, and they more than entries.
fn exit_code(diagnostics: &[(Level, Diagnostic)]) -> u8 {
    let errors = diagnostics.iter().filter(|(level, _)| *level == Level::Error);
    let codes = errors.map(|(_, problem)| match problem.code.origin() {
        Origin::Content | Origin::Template => exit::CONTENT,
        Origin::Config => exit::USAGE,
        Origin::Io => exit::IO,
    });
    codes.max().unwrap_or(0)
}

fn print_json(value: &impl serde::Serialize) -> Outcome {
    let text = serde_json::to_string_pretty(value).context("cannot write JSON")?;
    print(&format!("{text}\n"))
}

/// Prints to standard output. A reader that has enough and goes away is no failure.
fn print(text: &str) -> Outcome {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(exit::IO, format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}
