//! The command line: what may be typed, and what it means.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// A static site generator for learning hubs.
///
/// nexus reads Markdown entries from `content/`, checks them, and makes a fast, searchable site that works on GitHub Pages,
/// on any other host, and opened from disk.
#[derive(Debug, Parser)]
#[command(
    name = "nexus",
    version,
    max_term_width = 100,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit codes:\n  0    fine\n  1    problems in entries or templates\n  2    problems in the command line or site.toml\n  3    a file cannot be read or written\n  4    the output folder is not safe to write to\n  5    another nexus is at work in this site\n  130  interrupted\n\nBegin with `nexus init my-hub`, then `nexus serve --root my-hub --open`."
)]
pub struct Cli {
    /// The site's folder, which holds site.toml
    #[arg(long, global = true, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: Utf8PathBuf,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site for publishing
    ///
    /// Renders everything, and writes what has changed to the output folder: all of it or, if anything is wrong, nothing.
    /// Files in that folder that nexus did not write are never touched.
    Build(Build),
    /// Preview the site and reload the browser on every change
    ///
    /// Pages are rendered from memory when the browser asks for them; nothing is written. While an entry is broken, its last
    /// good version stays up under a message that shows the mistake.
    Serve(Serve),
    /// Check the site without building it
    ///
    /// Reports what `nexus build` would, short of rendering: front matter, links, anchors, references, the syntax of
    /// templates, and what shows in the hub as a whole. `nexus explain` lists all checks; `[check]` in site.toml sets their
    /// levels.
    Check(Check),
    /// Make a new site
    ///
    /// The folder gets a few entries, a site.toml and a GitHub workflow that publishes it. An existing file is never
    /// overwritten.
    Init(Init),
    /// Make a new entry
    ///
    /// The entry gets a valid skeleton in the folder of its kind: `nexus new technology "Redis"` makes
    /// content/technologies/redis.md. An existing file is never overwritten.
    New(New),
    /// Move an entry or a folder, and rewrite what leads there
    ///
    /// Every link and every reference to it is rewritten, its own relative links too, and the old address becomes one of its
    /// `aliases`, which redirect. Nothing is changed if anything would break.
    Mv(Mv),
    /// Copy files of the default theme into the site, or compare its own with them
    ///
    /// A template or static file of the site takes the place of the theme's file of the same name. `nexus theme eject` lists
    /// the theme's files, `nexus theme eject base.html` copies one, `nexus theme diff` shows what the site's own have changed.
    Theme(Theme),
    /// Explain a diagnostic or a field, or list them all
    Explain(Explain),
    /// Print a JSON Schema of the front matter or of site.toml
    ///
    /// For editors and other tools: `nexus schema technology`, `nexus schema site`; without a name, the front matter of any
    /// kind. In a site's folder, kinds of its own are part of it.
    Schema(Schema),
    /// Print a script that completes nexus's commands in a shell
    ///
    /// For bash: `nexus completions bash > ~/.local/share/bash-completion/completions/nexus`
    Completions(Completions),
    /// Print the manual page
    ///
    /// `nexus man > nexus.1`, then `man ./nexus.1`
    Man,
}

#[derive(Debug, Args)]
pub struct Build {
    /// The output folder, relative to the site's folder
    #[arg(long, value_name = "DIR", default_value = "public", value_hint = ValueHint::DirPath)]
    pub out: Utf8PathBuf,
    #[command(flatten)]
    pub base: Base,
    #[command(flatten)]
    pub levels: Levels,
    #[command(flatten)]
    pub report: Report,
    /// Write what the build spent its time on to .nexus/timings.html
    #[arg(long)]
    pub timings: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub base: Base,
    #[command(flatten)]
    pub levels: Levels,
    #[command(flatten)]
    pub report: Report,
    /// Ask for the links that leave the site, too; keep what is found in external-links.json
    #[arg(long)]
    pub external: bool,
    /// Correct what can be corrected without asking, then check again
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show the changes, and write nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// The port to listen on; the next free one is named if it is taken
    #[arg(long, value_name = "PORT", default_value_t = 4321)]
    pub port: u16,
    /// The address to listen on; anything but this machine's own shows your drafts to the network
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: String,
    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,
    #[command(flatten)]
    pub base: Base,
}

#[derive(Debug, Args)]
pub struct Base {
    /// Where the site will stand, in place of `base_url` in site.toml
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub base_url: Option<String>,
    /// Include drafts and entries with a date in the future
    #[arg(long)]
    pub drafts: bool,
}

#[derive(Debug, Args)]
pub struct Levels {
    /// Treat warnings as errors
    #[arg(long, conflicts_with = "lenient")]
    pub strict: bool,
    /// Treat errors in entries as warnings, and render each entry as far as it can be
    #[arg(long)]
    pub lenient: bool,
}

#[derive(Debug, Args)]
pub struct Report {
    /// How to print the diagnostics
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Human)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// How many messages to show in a terminal, errors first; 0 shows all
    #[arg(long, value_name = "COUNT", default_value_t = LIMIT)]
    limit: usize,
}

/// How many messages a terminal shows if nobody asks for more.
pub const LIMIT: usize = 200;

/// Who reads the diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A person, in a terminal
    Human,
    /// A script
    Json,
    /// GitHub Actions: annotations at the lines, and a job summary
    Github,
    /// Code scanning and editors: SARIF 2.1.0
    Sarif,
}

impl Report {
    pub fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// How many messages to show; nothing for all.
    pub fn limit(&self) -> Option<usize> {
        (self.limit > 0).then_some(self.limit)
    }
}

#[derive(Debug, Args)]
pub struct Init {
    /// The folder of the new site
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub struct New {
    /// The kind of entry: technology, concept, challenge, practice, guide, project, path, page, or one of the site's own
    pub kind: String,
    /// The entry's title
    pub title: String,
}

#[derive(Debug, Args)]
pub struct Mv {
    /// The entry, file or folder, below content/: technologies/redis.md, or technologies/redis
    #[arg(value_hint = ValueHint::AnyPath)]
    pub old: String,
    /// Where it is to be; with a slash at the end, the folder that it goes into
    #[arg(value_hint = ValueHint::AnyPath)]
    pub new: String,
    /// Show the changes, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Theme {
    #[command(subcommand)]
    pub action: ThemeAction,
}

#[derive(Debug, Subcommand)]
pub enum ThemeAction {
    /// Copy a default template or static file into the site; without FILE, list them
    ///
    /// A file that exists is left as it is.
    Eject {
        /// The file: templates/base.html, or base.html
        file: Option<String>,
        /// Put the default in the place of a file that exists
        #[arg(long, requires = "file")]
        force: bool,
    },
    /// Show how the site's own templates and static files differ from the defaults
    ///
    /// As a unified diff, from the default of this version to the site's own; after an update of nexus it shows what there
    /// is to bring together.
    Diff {
        /// One file only: templates/base.html, or base.html
        file: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The code, as it stands in brackets behind `error` or `warning`, or the name of a front matter field
    pub code: Option<String>,
}

#[derive(Debug, Args)]
pub struct Schema {
    /// A kind of entry, or `site` for site.toml
    #[arg(value_name = "KIND")]
    pub of: Option<String>,
}

#[derive(Debug, Args)]
pub struct Completions {
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
