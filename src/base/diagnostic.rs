//! Problems found in a site: what is wrong, where, and what to do.
//!
//! Each stage returns its diagnostics beside its value; nothing stops at the first one. [`Code`] lists every kind of
//! problem there is, with the level it has unless `[check]` in `site.toml` says otherwise; its doc comments are what
//! `nexus explain CODE` prints.

use std::{fmt, ops::Range};

use serde::{Deserialize, Serialize};

pub use crate::base::names::nearest;
use crate::base::{names::Names, path::SourcePath, source::Span};

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    pub code: Code,
    /// Lower case, no full stop: `no entry at `concepts/cachng.md``.
    pub message: String,
    /// Absent for problems of the site as a whole.
    pub span: Option<Span>,
    /// Said at the span itself: `did you mean `../concepts/caching.md`?`.
    pub label: Option<String>,
    /// Other places that belong to the problem, each with what it is.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
    /// A change that mends the problem and can be made without asking.
    pub fix: Option<Fix>,
    /// What this and other problems come from, if the message does not say so: `there is no folder `content/docs/``.
    pub cause: Option<String>,
}

/// A change of the file that a problem is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// What it does: `rename it to `description``.
    pub title: String,
    /// What takes the place of which bytes; the ranges do not overlap.
    pub edits: Vec<(Range<usize>, String)>,
}

impl Diagnostic {
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::global(code, message) }
    }

    /// A problem without a place.
    pub fn global(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span: None,
            label: None,
            related: Vec::new(),
            help: None,
            fix: None,
            cause: None,
        }
    }

    /// One problem that many places have, told at the first of them; nothing if there is none.
    pub fn group(code: Code, places: Vec<Span>, message: &str) -> Option<Self> {
        const SHOWN: usize = 3;
        let message = match places.len() {
            1 => message.to_owned(),
            count => format!("{message} ({count} times)"),
        };
        let mut places = places.into_iter();
        let problem = Self::new(code, places.next()?, message);
        Some(places.take(SHOWN - 1).fold(problem, |problem, place| problem.related(place, "here, too")))
    }

    /// What it comes from, which other problems of the same code may come from too; nothing if each has to be mended by itself.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref().or_else(|| self.code.names_its_cause().then_some(&*self.message))
    }

    /// The files that it names places in.
    pub fn files(&self) -> impl Iterator<Item = &SourcePath> {
        self.span.iter().chain(self.related.iter().map(|(span, _)| span)).map(|span| &span.file)
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    #[must_use]
    pub fn cause_is(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// A fix of one edit in the problem's file.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, range: Range<usize>, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits: vec![(range, text.into())] });
        self
    }

    /// Says the nearest of `names` at the span, if one is near enough to `name` to be meant.
    #[must_use]
    pub fn did_you_mean<'a>(self, name: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.meant(nearest(name, names))
    }

    /// As [`Diagnostic::did_you_mean`], for names of which many questions are asked.
    #[must_use]
    pub fn did_you_mean_one_of(self, name: &str, names: &Names) -> Self {
        self.meant(names.nearest(name).map(|near| near.name))
    }

    /// Says the name that is meant at the span, if it is known.
    #[must_use]
    pub fn meant(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.label(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    Off,
    Warn,
    Error,
}

impl Level {
    /// The name in `site.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// What kind of input a problem is in; it decides the exit code and whether `--lenient` may pass over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Entries and their assets (exit code 1).
    Content,
    /// Templates (exit code 1, never lenient: nothing can be rendered).
    Template,
    /// `site.toml` (exit code 2).
    Config,
    /// Files that cannot be read (exit code 3).
    Io,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $origin:ident, $level:ident;)+) => {
        /// The kinds of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All codes, in the order of this file.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The name in messages and in `site.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            pub fn origin(self) -> Origin {
                match self { $(Code::$name => Origin::$origin,)+ }
            }

            pub fn default_level(self) -> Level {
                match self { $(Code::$name => Level::$level,)+ }
            }

            /// Whether problems with the same message have one cause: a field that is not known, a file that is not there.
            pub fn names_its_cause(self) -> bool {
                NAMES_ITS_CAUSE.contains(&self)
            }

            /// Whether only `check --external` reports it, which depends on others than the site.
            pub fn is_external(self) -> bool {
                matches!(self, Self::DeadLink | Self::MovedLink)
            }

            /// Whether a comment in an entry may allow it (see `allow.rs`).
            pub fn can_be_allowed(self) -> bool {
                self.origin() == Origin::Content && !NEVER_ALLOWED.contains(&self)
            }

            /// What `nexus explain` prints: the doc comment.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc, "\n",)+),)+ }
            }
        }
    };
}

codes! {
    /// A file of the site cannot be read, or a template or `site.toml` is not UTF-8 text.
    ///
    /// Check that the file exists, that you may read it, and that your editor saves it as UTF-8.
    Unreadable = "unreadable", Io, Error;
    /// A symbolic link leads to a file that the site does not publish, to a folder, or to nothing. It is not followed.
    ///
    /// A link in `content/` may lead to a visible file in `content/` or `static/`, one in `static/` or `templates/` to a file of
    /// the same folder. So a pull request cannot publish other files of the repository or of the machine. Copy the file.
    LinkOutside = "link-outside", Content, Error;
    /// A named pipe, a socket or a device among the files of the site. It is left out.
    ///
    /// Whoever opens one may wait for ever. A site is made of ordinary files.
    SpecialFile = "special-file", Content, Error;
    /// The name of a file is not UTF-8 text, so it has no address. The file is left out.
    FileName = "file-name", Content, Error;
    /// An entry is not saved as UTF-8. It is read as what it most probably is: UTF-16 with its mark, else Windows-1252.
    ///
    /// Letters may be wrong, and `--fix` changes nothing in it. Save the file as UTF-8; most editors offer that when saving.
    Encoding = "encoding", Content, Error;

    /// `site.toml` is not valid TOML.
    ConfigSyntax = "config-syntax", Config, Error;
    /// A key that `site.toml` does not have.
    ConfigKey = "config-key", Config, Error;
    /// A value in `site.toml` has the wrong type, or is not one of the values allowed.
    ConfigValue = "config-value", Config, Error;
    /// The accent colour in `[theme]` has too little contrast with what it stands on.
    ///
    /// Links, badges and buttons are written in it, on the page, in boxes and in alerts. Text needs a contrast of 4.5 to 1 (WCAG 2.2,
    /// success criterion 1.4.3). Take the shade that the message names: the nearest one of the same hue that has it.
    AccentContrast = "accent-contrast", Config, Error;
    /// The file of a font in `[theme.fonts]` is so large that readers on slow lines wait for it.
    ///
    /// Fonts hold thousands of characters that a site does not use. Keep those of its languages, as WOFF2.
    HeavyFont = "heavy-font", Config, Warn;

    /// A template cannot be parsed, or fails while a page is rendered.
    ///
    /// The place is the template's own line; the entry that was being rendered is named beside it.
    Template = "template", Template, Error;
    /// An entry asks for a template that does not exist.
    MissingTemplate = "missing-template", Content, Error;

    /// The front matter begins with `---` (or `+++`) but no second line like it ends it.
    ///
    /// ```text
    /// ---
    /// title: Redis
    /// ---
    /// ```
    UnclosedFrontMatter = "unclosed-front-matter", Content, Error;
    /// The front matter does not begin with a `---` in the first line.
    ///
    /// Other tools take empty lines before it; GitHub and nexus do not.
    MisplacedFrontMatter = "misplaced-front-matter", Content, Error;
    /// The front matter is not valid YAML, or not valid TOML (`+++`) or JSON (`{`) if it is written in that.
    ///
    /// Frequent causes: a colon followed by a space inside an unquoted text (`title: Redis: a cache`; put quotes around
    /// it), a tab (use spaces), a missing space behind a colon, an open quote or bracket. Where one of them is the cause, the
    /// message shows the corrected line.
    YamlSyntax = "yaml-syntax", Content, Error;
    /// The same key stands twice in the front matter.
    DuplicateKey = "duplicate-key", Content, Error;
    /// A text in the front matter stands between typographic quotes (`“Redis”`), which YAML takes for letters.
    ///
    /// Word processors and phones write them by themselves. Write straight quotes (`"Redis"`), or none.
    CurlyQuotes = "curly-quotes", Content, Warn;
    /// A front matter field has a value of the wrong type.
    ///
    /// A truth value is `true` or `false`, a date `2026-11-20`, a list `[a, b]`. A value that YAML reads as something else
    /// becomes text between quotes: `version: "1.10"`.
    WrongType = "wrong-type", Content, Error;
    /// A front matter field that nexus does not know.
    ///
    /// Most often a misspelling. A site can give a kind of entry fields of its own under `[kinds]` in `site.toml`.
    UnknownField = "unknown-field", Content, Warn;
    /// A front matter name from another tool; it works, but ours is the one that is documented.
    ForeignField = "foreign-field", Content, Warn;
    /// An entry has neither a `title` nor a first heading to take it from.
    MissingTitle = "missing-title", Content, Error;
    /// A kind of entry that is neither built in nor defined under `[kinds]` in `site.toml`.
    UnknownKind = "unknown-kind", Content, Error;
    /// A field that the entry's kind requires is missing.
    MissingField = "missing-field", Content, Error;

    /// A file beside the entries that a browser may run at the site's address, or that a host takes for settings.
    ///
    /// `content/` comes from pull requests, so HTML, XML, scripts, and an SVG that holds a script are not published from there.
    /// Such a file can still be shown as code (```` ```js file="app.js" ````). One that you trust belongs below `static/`;
    /// `assets = "trusted"` under `[security]` in `site.toml` publishes all files of `content/` as they are.
    ActiveFile = "active-file", Content, Error;
    /// An entry, its front matter, or what it takes from other files is larger than a page can be.
    ///
    /// An entry has at most 4 MiB, its front matter 64 KiB, and its quotes and lists are nested at most 100 deep. By what it includes and by the files that its code blocks show, it may
    /// become 50 times as large as it is, and always 1 MiB each.
    TooLarge = "too-large", Content, Error;
    /// A text in another format than Markdown, which nexus does not read: it is published as it is.
    ///
    /// reStructuredText, AsciiDoc and Org have converters to Markdown, Pandoc for instance.
    UnreadFile = "unread-file", Content, Warn;
    /// Markdown files in a folder whose name begins with `_` that no entry includes, so that nobody can read them.
    ///
    /// Such a folder holds fragments, to be included in entries. Files that are meant as pages belong in a folder without the `_`.
    UnusedFragment = "unused-fragment", Content, Warn;

    /// Two files would be published at the same address.
    ///
    /// Rename one of them, or give it another `slug`.
    DuplicateUrl = "duplicate-url", Content, Error;
    /// A folder has more than one landing page (`index.md`, `_index.md`, `README.md`).
    DuplicateIndex = "duplicate-index", Content, Error;

    /// A link leads to an entry or a page that does not exist.
    ///
    /// A link to another entry is the relative path of its file (`../concepts/caching.md`); it then works on GitHub
    /// and on the site alike.
    BrokenLink = "broken-link", Content, Error;
    /// A link names a file that is there, but with other capitals (`Redis.md` for `redis.md`).
    ///
    /// On Windows and macOS such a link works, on GitHub and on most web servers it does not.
    CaseMismatch = "case-mismatch", Content, Error;
    /// A link leads to an entry that is left out of the site: a draft, or one with a date in the future.
    HiddenLink = "hidden-link", Content, Error;
    /// A link's `#anchor` is not an id on the page that it leads to.
    BrokenAnchor = "broken-anchor", Content, Error;
    /// A link's `#anchor` is an id of the page but for capitals or punctuation (`#Cache_Expiry` for `#cache-expiry`).
    ///
    /// The link leads there on the site. GitHub and other tools want the id itself, which `nexus check --fix` writes.
    InexactAnchor = "inexact-anchor", Content, Warn;
    /// Relative links that lead to one page from the folder of their file, and to another from the address of their page.
    ///
    /// GitHub reads `../caching/` from the file's folder, a browser from the address of the page, which is one level deeper. nexus reads
    /// them as those links of the site that can be read in one way only, or else as browsers do if they end in a slash. A path
    /// with `.md` at its end can be read in one way only.
    AmbiguousLink = "ambiguous-link", Content, Warn;
    /// Many links begin with a folder that is not there (`/docs/…`), and lead somewhere without it.
    ///
    /// Texts that were published below an address of their own have such links. Name it in site.toml:
    ///
    /// ```text
    /// [links]
    /// prefix = "/docs/"
    /// ```
    LinkPrefix = "link-prefix", Content, Warn;
    /// There is nothing at an address that an entry links to, or no host answers there. Only `check --external` reports it.
    ///
    /// What may pass is tried again, and a host that wants a login (401, 403), is asked too often (429) or has a trouble of
    /// its own (5xx) is not held against the link. Addresses that no reader can reach, or that should not be asked for, stand
    /// under `[external] exclude` in `site.toml`.
    DeadLink = "dead-link", Content, Warn;
    /// An address that an entry links to has moved for good (301, 308). Only `check --external` reports it.
    ///
    /// The old one works as long as its host redirects. The message has the new one.
    MovedLink = "moved-link", Content, Warn;
    /// An image or a linked file that does not exist.
    MissingAsset = "missing-asset", Content, Error;
    /// A link that would leave the content folder, or whose scheme is not allowed (`javascript:`, `data:`).
    UnsafeLink = "unsafe-link", Content, Error;
    /// A reference (`prerequisites`, `related`, `technologies`, …) names no entry.
    UnknownReference = "unknown-reference", Content, Error;
    /// A reference's last part names more than one entry.
    AmbiguousReference = "ambiguous-reference", Content, Error;
    /// Entries that require each other, directly or round a corner.
    PrerequisiteCycle = "prerequisite-cycle", Content, Error;
    /// A tag that `[tags]` in `site.toml` does not register. Off unless `[check]` says `unknown-tag = "error"`.
    UnknownTag = "unknown-tag", Content, Off;
    /// A tag that `[tags]` in `site.toml` registers as a synonym of another one. The entry is listed under that.
    TagSynonym = "tag-synonym", Content, Warn;
    /// A tag that one entry has, and that is spelt almost like a tag of other entries.
    ///
    /// `api` and `apis`, or `ci-cd` and `ci_cd`, become two tag pages, and a reader of one misses what is on the other.
    SimilarTag = "similar-tag", Content, Warn;
    /// A tag that only one entry has, so that its page lists nothing else.
    ///
    /// Off unless `[check]` says otherwise: in a young hub most tags are waiting for their second entry.
    LonelyTag = "lonely-tag", Content, Off;
    /// Two entries of the same kind, below the same folder of `content/`, have the same title; search results and lists cannot tell
    /// them apart.
    DuplicateTitle = "duplicate-title", Content, Warn;
    /// An entry whose text is almost that of another one.
    ///
    /// At least four fifths of the runs of five words are the same in both. Readers cannot know which one to trust, and a
    /// correction of one is missing in the other: merge them, and name the old address under `aliases`.
    NearDuplicate = "near-duplicate", Content, Warn;
    /// An entry without a `description`, in a site where most entries have one.
    ///
    /// Lists, search engines and previews elsewhere show it. In a site that does not write descriptions nothing is said.
    MissingDescription = "missing-description", Content, Warn;
    /// No other entry links to this one or names it in its front matter, so that only the lists lead there.
    ///
    /// Off unless `[check]` says otherwise: it is a question of the whole hub and not of one pull request.
    Orphan = "orphan", Content, Off;
    /// An entry that leads to no other: no link in its text, no reference in its front matter.
    ///
    /// Off unless `[check]` says otherwise, as `orphan`.
    DeadEnd = "dead-end", Content, Off;
    /// The steps of a learning path stand in an order that contradicts their prerequisites.
    PathOrder = "path-order", Content, Warn;
    /// Nobody has checked the entry for a long time, by its `reviewed` date.
    ///
    /// How long is `[review] months` in `site.toml`, 12 if it does not say. Entries without `reviewed` are not concerned.
    StaleReview = "stale-review", Content, Warn;
    /// An entry uses the name of a concept, or one of its `synonyms`, and leads to that concept nowhere.
    ///
    /// Off unless `[check]` says otherwise: the glossary explains the first use of a term by itself.
    UnlinkedTerm = "unlinked-term", Content, Off;

    /// Raw HTML that a page may not hold: scripts, styles, frames, forms, event handlers.
    ///
    /// Entries come from pull requests, so active content in them is an error. Harmless elements (`<details>`, `<kbd>`,
    /// `<sub>`, `<figure>`, …) are kept.
    UnsafeHtml = "unsafe-html", Content, Error;
    /// Raw HTML that nexus does not keep; it is shown as text.
    UnknownHtml = "unknown-html", Content, Warn;
    /// An image without alternative text: who does not see it does not learn what it shows.
    ///
    /// Write what the image says, between the brackets: `![Requests per second over a day](load.svg)`. An image that is mere
    /// decoration is written as `<img alt="" src="…">`.
    MissingAlt = "missing-alt", Content, Warn;
    /// A code block has no end, so all that follows is code.
    ///
    /// It ends with a line of as many backticks or tildes as it begins with, and of nothing else.
    UnclosedCode = "unclosed-code", Content, Warn;
    /// A code block's language is not known; the block is shown without colours.
    UnknownLanguage = "unknown-language", Content, Warn;
    /// A second heading of level 1 in a body; a page has one.
    ExtraTitle = "extra-title", Content, Warn;
    /// A heading skips a level: `####` behind `##`.
    ///
    /// Readers who listen to a page find their way by the levels of its headings (WCAG 2.2, technique H42).
    HeadingOrder = "heading-order", Content, Warn;
    /// Markup of another tool that nexus does not have; it is shown as it is written, or, around a text, left out.
    ForeignMarkup = "foreign-markup", Content, Warn;
    /// A code block with `file="…"` names a file that is not text, or a region that the file does not have.
    ///
    /// A region begins with a comment `region: NAME` and ends with a comment `endregion`:
    ///
    /// ```text
    /// # region: retry
    /// @retry(times=3)
    /// # endregion
    /// ```
    MissingRegion = "missing-region", Content, Error;
    /// A shape of the site's own (`:::NAME{…}`) with an argument that it does not have, without one that it needs, or with a
    /// value of another type.
    ///
    /// `[shapes.NAME]` in `site.toml` says what it takes. Until it is mended, only its content is shown.
    Shape = "shape", Content, Error;
    /// A formula that cannot be read as LaTeX; it is shown as it is written.
    Math = "math", Content, Error;
    /// A Mermaid diagram that nexus cannot draw; its source is shown instead.
    ///
    /// It may ask for too much: 500 edges (as in Mermaid), 32 KiB, a Gantt chart of 200 years, a packet of 4,096 bits are most.
    Diagram = "diagram", Content, Warn;
    /// The drawing of a Mermaid diagram did not end within ten seconds, and goes on until the program ends.
    ///
    /// That is a mistake of the program. Write the diagram in another way, or leave it out, and report it.
    EndlessDiagram = "endless-diagram", Content, Error;
    /// A text that an entry includes does not exist, includes itself, or does not fit in.
    ///
    /// A link by itself with the title `include` stands for the text that it leads to:
    ///
    /// ```text
    /// [How to set up Redis](../_shared/redis.md "include")
    /// ```
    ///
    /// Such a text is a Markdown file in a folder whose name begins with `_`; it is no page of its own.
    Include = "include", Content, Error;
    /// Markup of nexus that is used in a way that has no meaning: a tab without a second one, steps without a list.
    Markup = "markup", Content, Warn;
    /// A footnote reference without its definition, or a definition that nothing refers to.
    Footnote = "footnote", Content, Warn;
    /// A reference link `[text][label]` whose label is not defined; it is shown as it is written.
    BrokenReference = "broken-reference", Content, Warn;

    /// A comment `<!-- nexus: … -->` that nexus does not understand, or that names a code which does not exist or may
    /// not be allowed.
    ///
    /// `<!-- nexus: allow broken-link -->` allows a problem in the block that follows; in a line with other text, in
    /// that line; at the top of the body, in the whole file. Several codes are separated by commas, and a reason may
    /// follow in parentheses.
    UnknownAllow = "unknown-allow", Content, Warn;
    /// A comment `<!-- nexus: allow CODE -->` where there is no such problem.
    ///
    /// Remove it: the next mistake of that kind should be seen.
    UnusedAllow = "unused-allow", Content, Warn;
}

/// Problems of entries that no comment in an entry may allow: readers are to be safe from pull requests, and every file
/// has to have a place.
const NEVER_ALLOWED: [Code; 13] = [
    Code::TooLarge,
    Code::EndlessDiagram,
    Code::ActiveFile,
    Code::UnsafeHtml,
    Code::UnsafeLink,
    Code::UnclosedFrontMatter,
    Code::MisplacedFrontMatter,
    Code::YamlSyntax,
    Code::DuplicateKey,
    Code::DuplicateUrl,
    Code::DuplicateIndex,
    Code::UnknownAllow,
    Code::UnusedAllow,
];

/// Codes whose message names what is to be mended, once for all places.
const NAMES_ITS_CAUSE: [Code; 19] = [
    Code::AmbiguousReference,
    Code::BrokenAnchor,
    Code::BrokenLink,
    Code::CaseMismatch,
    Code::DeadLink,
    Code::ForeignField,
    Code::ForeignMarkup,
    Code::HiddenLink,
    Code::MissingAsset,
    Code::MissingTemplate,
    Code::MovedLink,
    Code::TagSynonym,
    Code::UnknownField,
    Code::UnknownHtml,
    Code::UnknownKind,
    Code::UnknownLanguage,
    Code::UnknownReference,
    Code::UnknownTag,
    Code::UnsafeLink,
];

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_names_are_unique_and_explained() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.explanation().trim().len() > 20, "{code}");
        }
    }
}
