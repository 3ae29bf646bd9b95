//! `site.toml` → [`Config`], with every problem in the file reported at once.

use std::{collections::BTreeMap, ops::RangeInclusive, sync::Arc};

use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Level},
        source::{Source, Span},
    },
    parse::{
        front_matter,
        kind::{self, Column, Kind, KindField, Kinds, Shape},
        markdown::MarkdownConfig,
        notation::{self, Wrong},
        value::{FieldCodes, Fields, Key, Node, Spanned, Value},
    },
};

mod shapes;
pub mod theme;

/// The site's settings. Every field has its default when `site.toml` is empty.
#[derive(Clone, Debug, Hash)]
pub struct Config {
    pub title: String,
    pub description: String,
    /// Where the site will stand, with a closing slash: `https://example.org/repo/`.
    pub base_url: Option<String>,
    /// A BCP 47 tag.
    pub language: String,
    pub author: Option<String>,
    /// The repository's web address, without a closing slash.
    pub repository: Option<String>,
    /// The branch that edit links lead to.
    pub branch: String,
    /// The site's folder in the repository, with a closing slash unless empty.
    pub repository_folder: String,
    /// Names of top-level sections and entries in the order of the navigation; the others follow.
    pub navigation: Vec<Spanned<String>>,
    /// What the home page offers first.
    pub actions: Vec<Action>,
    pub kinds: Kinds,
    pub tags: BTreeMap<String, TagConfig>,
    pub markdown: MarkdownConfig,
    /// What absolute links may begin with that is no folder: `/docs/`.
    pub link_prefixes: Vec<String>,
    /// Whether all files of `content/` are published as they are, those that run script among them.
    pub trusts_assets: bool,
    pub levels: Levels,
    /// After how many months an entry's `reviewed` date is stale.
    pub review_months: i32,
    /// Whether pages explain the terms that they use.
    pub definitions: bool,
    /// Whether browsers keep what was read, for when there is no connection.
    pub offline: bool,
    /// How many entries one page shows at most; 0 for no such pages.
    pub one_page: usize,
    pub external: ExternalConfig,
    pub theme: theme::ThemeConfig,
}

/// What a key of `site.toml` holds, as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    Text,
    Texts,
    Boolean,
    /// A whole number, at least the first and at most the second.
    Number(i32, i32),
    Url,
    RawHtml,
    /// `safe` or `trusted`.
    Assets,
    Shape,
    /// What an argument of a shape holds.
    Form,
    /// Text, a number, or true or false.
    Value,
    Actions,
    Colour,
    Navigation,
    WebLinks,
    /// A table with keys of its own.
    Section,
    /// A table of tables, whose names the site chooses.
    Sections,
}

/// A key of `site.toml`, for those who ask about it.
pub struct ConfigKey {
    /// With dots; `*` is a name that the site chooses.
    pub path: &'static str,
    pub form: KeyForm,
    pub doc: &'static str,
}

/// A century.
const MOST_MONTHS: i32 = 1200;
/// More make no page that anybody would open.
const MOST_ON_ONE_PAGE: i32 = 500;
/// A decade.
const MOST_DAYS: i32 = 3650;

/// All keys but those below `[check]`, which are the codes.
pub const KEYS: &[ConfigKey] = {
    use KeyForm::{
        Actions, Assets, Boolean, Colour, Form, Navigation, Number, RawHtml, Section, Sections, Shape, Text,
        Texts, Url, Value, WebLinks,
    };
    const fn key(path: &'static str, form: KeyForm, doc: &'static str) -> ConfigKey {
        ConfigKey { path, form, doc }
    }
    &[
        key("title", Text, "The name of the site."),
        key("description", Text, "One sentence, for search engines and the home page."),
        key("base_url", Url, "Where the site will stand: `https://OWNER.github.io/REPOSITORY/`."),
        key("language", Text, "The language of the entries, as a BCP 47 tag: `en`, `pt-BR`."),
        key("author", Text, "Who answers for the site."),
        key("repository", Text, "The repository's web address, for edit links."),
        key("branch", Text, "The branch that edit links lead to; `main` if nothing is said."),
        key("repository_folder", Text, "The site's folder in the repository, if it is not the top."),
        key(
            "navigation",
            Texts,
            "Folders and entries of the top level in the order of the navigation; the others follow.",
        ),
        key(
            "offline",
            Boolean,
            "Whether pages that were read can be read again without a connection; `false` if nothing is said.",
        ),
        key(
            "one_page",
            Number(0, MOST_ON_ONE_PAGE),
            "One page to print or read of each section and path of at most so many entries; none if nothing is said.",
        ),
        key("home", Section, "The home page."),
        key("home.actions", Actions, "What the home page offers first."),
        key("theme", Section, "How the default theme looks."),
        key("theme.accent", Colour, "The colour of links and buttons: `#7a1fa2` or `oklch(0.45 0.19 310)`."),
        key(
            "theme.accent_dark",
            Colour,
            "The same for the dark theme; a lighter shade of `accent` if nothing is said.",
        ),
        key("theme.logo", Text, "A picture before the site's name, by its path below `static/`."),
        key("theme.logo_dark", Text, "The logo for the dark theme."),
        key("theme.logo_alt", Text, "What the logo says; with it, it takes the place of the site's name."),
        key("theme.favicon", Text, "The icon of the site, by its path below `static/`."),
        key(
            "theme.navigation",
            Navigation,
            "Where sections and pages are listed; `sidebar` if nothing is said.",
        ),
        key("theme.links", WebLinks, "Web addresses in the header and the footer."),
        key("theme.fonts", Section, "Fonts of the site's own."),
        key("theme.fonts.text", Texts, "The files of the font for text, by their paths below `static/`."),
        key("theme.fonts.headings", Texts, "The files of the font for headings."),
        key("theme.fonts.code", Texts, "The files of the font for code."),
        key("theme.footer", Section, "The end of every page."),
        key("theme.footer.text", Text, "A sentence, such as a licence."),
        key("theme.footer.links", WebLinks, "Web addresses in the footer."),
        key("markdown", Section, "How entries are read."),
        key("markdown.smart_punctuation", Boolean, "Typographic quotes, dashes and ellipses."),
        key("links", Section, "How links in entries are read."),
        key(
            "links.prefix",
            Texts,
            "What links from the top may begin with that is no folder of `content/`, such as `/docs/`.",
        ),
        key("security", Section, "What entries may hold."),
        key(
            "security.raw_html",
            RawHtml,
            "`safe` keeps harmless elements, `escape` shows all raw HTML as text.",
        ),
        key(
            "security.assets",
            Assets,
            "`safe` publishes files of `content/` that no browser runs, `trusted` all of them; `safe` if nothing is said.",
        ),
        key(
            "security.link_schemes",
            Texts,
            "The schemes that links may have; `http`, `https`, `mailto` and `tel` if nothing is said.",
        ),
        key("tags", Sections, "The registered tags, by name."),
        key("tags.*.label", Text, "How the tag is shown."),
        key("tags.*.description", Text, "What the tag is about, for its page."),
        key("tags.*.synonyms", Texts, "Other names of the same topic: `k8s` for `kubernetes`."),
        key("tags.*.parent", Text, "The tag whose topic this one is a part of: `databases` for `redis`."),
        key("kinds", Sections, "Kinds of entry of the site's own, and changes of the built-in ones."),
        key("kinds.*.label", Text, "How the kind is shown."),
        key("kinds.*.folder", Text, "The folder below `content/` whose entries are of this kind."),
        key("kinds.*.fields", Section, "The kind's own fields, each with what it holds."),
        key("kinds.*.fields.*", Shape, "What the field holds."),
        key("kinds.*.required", Texts, "The fields that every entry of the kind must have."),
        key("kinds.*.table", Texts, "The columns of the section page's table; cards if there are none."),
        key(
            "kinds.*.compare",
            Texts,
            "The columns of the page that compares a section's entries; no page if there are none.",
        ),
        key(
            "shapes",
            Sections,
            "Blocks of the site's own, each with a template `templates/shapes/NAME.html`.",
        ),
        key("shapes.*.description", Text, "What the shape is for."),
        key("shapes.*.arguments", Sections, "What an entry says about it: `:::NAME{argument=value}`."),
        key("shapes.*.arguments.*.type", Form, "What the argument holds."),
        key("shapes.*.arguments.*.of", Texts, "What an argument of the type `choice` can be."),
        key(
            "shapes.*.arguments.*.required",
            Boolean,
            "Whether each use has to say it; `false` if nothing is said.",
        ),
        key("shapes.*.arguments.*.default", Value, "What it is where a use does not say."),
        key("shapes.*.arguments.*.help", Text, "What messages say about it."),
        key("review", Section, "How entries are kept up to date."),
        key(
            "review.months",
            Number(1, MOST_MONTHS),
            "After how many months an entry's `reviewed` date is stale; 12 if nothing is said.",
        ),
        key("glossary", Section, "How the terms of concepts are explained."),
        key(
            "glossary.definitions",
            Boolean,
            "Whether the first use of a term on a page shows its definition; `true` if nothing is said.",
        ),
        key("external", Section, "How `check --external` asks for links that leave the site."),
        key(
            "external.days",
            Number(0, MOST_DAYS),
            "How many days what was found counts; 30 if nothing is said.",
        ),
        key(
            "external.exclude",
            Texts,
            "Addresses not to ask for, by how they begin; `*` stands for any text.",
        ),
        key("check", Section, "The level of each problem: `error`, `warn` or `off`."),
    ]
};

/// A button on the home page.
#[derive(Clone, Debug, Hash)]
pub struct Action {
    pub text: String,
    /// An entry or a section, as in front matter.
    pub to: Spanned<String>,
}

#[derive(Clone, Debug, Default, Hash)]
pub struct TagConfig {
    pub label: Option<String>,
    pub description: Option<String>,
    /// Other names of the same topic (`k8s` for `kubernetes`); entries that have one are listed under the tag.
    pub synonyms: Vec<String>,
    /// The registered tag whose topic this one is a part of. No tag is above itself.
    pub parent: Option<String>,
}

/// How links that leave the site are checked.
#[derive(Clone, Debug, Hash)]
pub struct ExternalConfig {
    /// How many days what was found counts.
    pub days: i32,
    /// How addresses begin that are not asked for; `*` stands for any text.
    pub exclude: Vec<String>,
}

impl ExternalConfig {
    pub fn excludes(&self, url: &str) -> bool {
        self.exclude.iter().any(|pattern| begins_as(url, pattern))
    }
}

/// Whether a text begins as a pattern says, in which `*` stands for any text.
fn begins_as(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let rest = text.strip_prefix(parts.next().unwrap_or_default());
    let after = |rest: &str, part: &str| rest.find(part).map(|at| at + part.len());
    rest.is_some_and(|mut rest| {
        parts.all(|part| {
            after(rest, part).is_some_and(|at| {
                rest = &rest[at..];
                true
            })
        })
    })
}

/// The level of each code that `[check]` changes.
#[derive(Clone, Debug, Default, Hash)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    pub fn of(&self, code: Code) -> Level {
        self.0.get(code.name()).copied().unwrap_or_else(|| code.default_level())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Learning hub".to_owned(),
            description: String::new(),
            base_url: None,
            language: "en".to_owned(),
            author: None,
            repository: None,
            branch: "main".to_owned(),
            repository_folder: String::new(),
            navigation: Vec::new(),
            actions: Vec::new(),
            kinds: kind::built_in(),
            tags: BTreeMap::new(),
            markdown: MarkdownConfig::default(),
            link_prefixes: Vec::new(),
            trusts_assets: false,
            levels: Levels::default(),
            review_months: 12,
            definitions: true,
            offline: false,
            one_page: 0,
            external: ExternalConfig { days: 30, exclude: Vec::new() },
            theme: theme::ThemeConfig::default(),
        }
    }
}

const CODES: FieldCodes = FieldCodes { unknown: Code::ConfigKey, value: Code::ConfigValue };

/// Reads `site.toml`. What is wrong with it is reported and replaced by its default.
pub fn parse(source: &Source) -> (Config, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let (root, errors) = notation::toml(&source.text);
    for Wrong { message, range } in errors {
        let problem = Diagnostic::new(Code::ConfigSyntax, Span::new(&source.path, range), message);
        problems.push(
            problem.help("a line is `key = value`; texts stand between quotes, lists between brackets"),
        );
    }
    let mut config = Config::default();
    let mut fields = Fields::new(&source.path, CODES, root, &mut problems);
    read(&mut fields, &mut config);
    config.markdown.kinds.clone_from(&config.kinds);
    fields.finish();
    problems.sort_by_key(|problem| problem.span.as_ref().map(|span| span.range().start));
    (config, problems)
}

/// A web address, with a closing slash.
fn read_url(fields: &mut Fields<'_>, name: &'static str, help: &str) -> Option<String> {
    let url = fields.text(name)?;
    let read = base_url(&url.value);
    if let Err(why) = read {
        let problem = fields.problem(url.range, format!("`{name}` {why}")).help(help);
        fields.report(problem);
    }
    read.ok()
}

fn read(fields: &mut Fields<'_>, config: &mut Config) {
    let text = |fields: &mut Fields<'_>, name| fields.text(name).map(|text| text.value);
    if let Some(title) = text(fields, "title") {
        config.title = title;
    }
    if let Some(description) = text(fields, "description") {
        config.description = description;
    }
    config.base_url = read_url(fields, "base_url", "for GitHub Pages: `https://OWNER.github.io/REPOSITORY/`");
    if let Some(language) = text(fields, "language") {
        config.language = language;
    }
    config.author = text(fields, "author");
    let repository = read_url(fields, "repository", "on GitHub: `https://github.com/OWNER/REPOSITORY`");
    config.repository = repository.map(|url| {
        let page = url.trim_end_matches('/');
        page.strip_suffix(".git").unwrap_or(page).to_owned()
    });
    if let Some(branch) = text(fields, "branch") {
        config.branch = branch;
    }
    if let Some(folder) = text(fields, "repository_folder") {
        let folder = folder.trim_matches('/');
        config.repository_folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    }
    config.navigation = fields.texts("navigation");
    config.offline = fields.boolean("offline").unwrap_or_default();
    let most = read_whole(fields, "one_page", "a number of entries", 0..=MOST_ON_ONE_PAGE);
    config.one_page = most.and_then(|most| usize::try_from(most).ok()).unwrap_or_default();
    fields.section("home", |home| config.actions = read_actions(home));
    if let Some(theme) = fields.section("theme", theme::read) {
        config.theme = theme;
    }
    fields.section("markdown", |markdown| read_markdown(markdown, &mut config.markdown));
    fields.section("links", |links| {
        config.link_prefixes = links.texts("prefix").into_iter().map(|text| text.value).collect();
    });
    fields.section("security", |security| {
        config.trusts_assets =
            security.choice("assets", &[("safe", false), ("trusted", true)]).unwrap_or_default();
        read_security(security, &mut config.markdown);
    });
    if let Some(tags) = fields.map("tags") {
        config.tags = read_tags(fields, tags);
    }
    if let Some(kinds) = fields.map("kinds") {
        read_kinds(fields, kinds, &mut config.kinds);
    }
    if let Some(tables) = fields.map("shapes") {
        config.markdown.shapes = shapes::read(fields, tables);
    }
    let months = fields
        .section("review", |review| read_whole(review, "months", "a number of months", 1..=MOST_MONTHS));
    if let Some(Some(months)) = months {
        config.review_months = months;
    }
    if let Some(Some(definitions)) = fields.section("glossary", |glossary| glossary.boolean("definitions")) {
        config.definitions = definitions;
    }
    fields.section("external", |external| {
        if let Some(days) = read_whole(external, "days", "a number of days", 0..=MOST_DAYS) {
            config.external.days = days;
        }
        config.external.exclude = external.texts("exclude").into_iter().map(|text| text.value).collect();
    });
    if let Some(check) = fields.map("check") {
        config.levels = read_levels(fields, check);
    }
}

/// Checks a base URL and gives it its closing slash.
///
/// # Errors
/// What is wrong with it, to be read behind its name.
pub fn base_url(url: &str) -> Result<String, &'static str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .ok_or("must begin with `https://` or `http://`")?;
    if rest.is_empty() || rest.starts_with('/') {
        return Err("has no host name");
    }
    if rest.contains(['?', '#', '"', '<', '>', ' ', '\\']) {
        return Err("must be a host name and a path, nothing more");
    }
    Ok(format!("{}/", url.trim_end_matches('/')))
}

impl Config {
    /// The registered name of a tag: of one of its synonyms, else the name itself.
    pub fn canonical_tag<'a>(&'a self, name: &'a str) -> &'a str {
        let has = |tag: &TagConfig| tag.synonyms.iter().any(|synonym| synonym.eq_ignore_ascii_case(name));
        self.tags.iter().find(|(_, tag)| has(tag)).map_or(name, |(canonical, _)| canonical)
    }

    /// The path of the base URL with slashes at both ends: `/repo/`, or `/`.
    pub fn base_path(&self) -> &str {
        self.base_url
            .as_deref()
            .and_then(|url| url.split_once("://"))
            .and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]))
            .unwrap_or("/")
    }
}

fn read_actions(home: &mut Fields<'_>) -> Vec<Action> {
    let Some((_, node)) = home.take("actions") else { return Vec::new() };
    let Value::List(items) = node.value else {
        home.wrong_type::<()>("actions", "a list of `{ text = …, to = … }`", &node);
        return Vec::new();
    };
    let mut actions = Vec::new();
    for item in items {
        let range = item.range.clone();
        let Some(map) = home.to_map("actions", item) else { continue };
        let action = home.nested("actions", map, |action| (action.text("text"), action.text("to")));
        match action {
            (Some(text), Some(to)) => actions.push(Action { text: text.value, to }),
            _ => {
                let problem = home
                    .problem(range, "an action needs `text` and `to`")
                    .help("for instance `{ text = \"Start here\", to = \"technologies/python\" }`");
                home.report(problem);
            }
        }
    }
    actions
}

fn read_markdown(fields: &mut Fields<'_>, markdown: &mut MarkdownConfig) {
    if let Some(value) = fields.boolean("smart_punctuation") {
        markdown.smart_punctuation = value;
    }
}

fn read_security(fields: &mut Fields<'_>, markdown: &mut MarkdownConfig) {
    if let Some(value) = fields.choice("raw_html", &[("safe", true), ("escape", false)]) {
        markdown.raw_html = value;
    }
    let schemes = fields.texts("link_schemes");
    for scheme in &schemes {
        if ["javascript", "data", "vbscript"].contains(&scheme.value.to_ascii_lowercase().as_str()) {
            let problem = fields.problem(
                scheme.range.clone(),
                format!("`{}` runs as script in the reader's browser and cannot be allowed", scheme.value),
            );
            fields.report(problem);
            return;
        }
    }
    if !schemes.is_empty() {
        markdown.link_schemes = schemes.into_iter().map(|s| s.value.to_ascii_lowercase()).collect();
    }
}

fn read_tags(fields: &mut Fields<'_>, tags: Vec<(Key, Node)>) -> BTreeMap<String, TagConfig> {
    let mut parents: BTreeMap<String, Spanned<String>> = BTreeMap::new();
    let mut read: BTreeMap<String, TagConfig> = BTreeMap::new();
    for (key, node) in tags {
        let Some(map) = fields.to_map(&format!("tags.{}", key.name), node) else { continue };
        let tag = fields.nested(&format!("tags.{}", key.name), map, |tag| {
            parents.extend(tag.text("parent").map(|parent| (key.name.clone(), parent)));
            TagConfig {
                label: tag.text("label").map(|text| text.value),
                description: tag.text("description").map(|text| text.value),
                synonyms: tag.texts("synonyms").into_iter().map(|text| text.value).collect(),
                parent: None,
            }
        });
        read.insert(key.name, tag);
    }
    for (name, parent) in parents {
        match misplaced(&read, &name, &parent.value) {
            None => read.entry(name).or_default().parent = Some(parent.value),
            Some((what, cure)) => {
                let problem = fields.problem(parent.range, what).help(cure);
                let others = read.keys().map(String::as_str).filter(|other| *other != name);
                let is_known = read.contains_key(&parent.value);
                let problem = if is_known { problem } else { problem.did_you_mean(&parent.value, others) };
                fields.report(problem);
            }
        }
    }
    read
}

/// What is wrong with the parent of a tag, and the cure; the tags have those parents that are known to be right.
fn misplaced(tags: &BTreeMap<String, TagConfig>, name: &str, parent: &str) -> Option<(String, String)> {
    if !tags.contains_key(parent) {
        return Some((
            format!("no tag is registered as `{parent}`"),
            format!("add `[tags.{parent}]`, or name a tag that is there"),
        ));
    }
    let mut line = vec![name, parent];
    while let Some(next) = tags.get(line[line.len() - 1]).and_then(|tag| tag.parent.as_deref()) {
        line.push(next);
    }
    line[1..]
        .contains(&name)
        .then(|| ("the tag is above itself".to_owned(), format!("break the circle: {}", line.join(" → "))))
}

fn read_kinds(fields: &mut Fields<'_>, tables: Vec<(Key, Node)>, kinds: &mut Kinds) {
    for (key, node) in tables {
        let path = format!("kinds.{}", key.name);
        let Some(map) = fields.to_map(&path, node) else { continue };
        let kind = kinds.entry(key.name.clone()).or_insert_with(|| {
            let label = kind::label(&key.name);
            let name = key.name;
            let (fields, table, compare) = Default::default();
            Arc::new(Kind { label, name, folder: None, fields, table, compare })
        });
        fields.nested(&path, map, |fields| read_kind(fields, Arc::make_mut(kind)));
    }
}

fn read_kind(fields: &mut Fields<'_>, kind: &mut Kind) {
    if let Some(label) = fields.text("label") {
        kind.label = label.value;
    }
    if let Some(folder) = fields.text("folder") {
        let folder = folder.value.trim_matches('/');
        kind.folder = (!folder.is_empty()).then(|| folder.to_owned());
    }
    for (key, node) in fields.map("fields").unwrap_or_default() {
        let Some(text) = fields.to_text(&key.name, node) else { continue };
        let Some(shape) = fields.to_choice(&format!("fields.{}", key.name), &text, &Shape::ALL) else {
            continue;
        };
        if front_matter::FIELDS.contains(&key.name.as_str()) {
            let problem = fields
                .problem(key.range, format!("`{}` is a field that every entry has", key.name))
                .help("give the kind's own field another name");
            fields.report(problem);
            continue;
        }
        match kind.fields.iter_mut().find(|field| field.name == key.name) {
            Some(field) => field.shape = shape,
            None => kind.fields.push(KindField { name: key.name, shape, required: false }),
        }
    }
    if let Some((_, node)) = fields.take("required") {
        let names = fields.to_texts("required", node);
        for field in &mut kind.fields {
            field.required = names.iter().any(|name| name.value == field.name);
        }
        for name in names {
            if !kind.fields.iter().any(|field| field.name == name.value) {
                let own = kind.fields.iter().map(|field| field.name.as_str());
                let problem = fields
                    .problem(name.range, format!("the kind has no field `{}`", name.value))
                    .did_you_mean(&name.value, own)
                    .help("name it under `fields` first");
                fields.report(problem);
            }
        }
    }
    if let Some((_, node)) = fields.take("table") {
        kind.table = read_columns(fields, kind, "table", node);
    }
    if let Some((_, node)) = fields.take("compare") {
        kind.compare = read_columns(fields, kind, "compare", node);
    }
}

fn read_columns(fields: &mut Fields<'_>, kind: &Kind, name: &'static str, node: Node) -> Vec<Column> {
    let own = kind.fields.iter().map(|field| field.name.as_str());
    let known: Vec<&str> = own.chain(kind::COMMON_COLUMNS).collect();
    let mut columns = Vec::new();
    for field in fields.to_texts(name, node) {
        if known.contains(&field.value.as_str()) {
            columns.push(Column { label: kind::label(&field.value), field: field.value });
            continue;
        }
        let problem = fields
            .problem(field.range, format!("a table cannot show `{}`", field.value))
            .did_you_mean(&field.value, known.iter().copied())
            .help(format!("a column is one of {}", known.join(", ")));
        fields.report(problem);
    }
    columns
}

/// A whole number within limits.
fn read_whole(
    fields: &mut Fields<'_>,
    name: &'static str,
    wanted: &str,
    limits: RangeInclusive<i32>,
) -> Option<i32> {
    let (_, node) = fields.take(name)?;
    let Value::Number(raw) = &node.value else {
        return fields.wrong_type(name, wanted, &node);
    };
    let number = raw.parse().ok().filter(|number| limits.contains(number));
    if number.is_none() {
        let problem = fields
            .problem(node.range, format!("`{}` cannot be `{raw}`", fields.path(name)))
            .help(format!("write a whole number from {} to {}", limits.start(), limits.end()));
        fields.report(problem);
    }
    number
}

fn read_levels(fields: &mut Fields<'_>, check: Vec<(Key, Node)>) -> Levels {
    const LEVELS: [(&str, Level); 3] = [("error", Level::Error), ("warn", Level::Warn), ("off", Level::Off)];
    let mut levels = Levels::default();
    for (key, node) in check {
        let Some(code) = Code::ALL.iter().find(|code| code.name() == key.name) else {
            let problem = Diagnostic::new(
                Code::ConfigKey,
                fields.span(key.range),
                format!("no check is called `{}`", key.name),
            )
            .did_you_mean(&key.name, Code::ALL.iter().map(|code| code.name()))
            .help("`nexus explain` lists them all");
            fields.report(problem);
            continue;
        };
        let Some(text) = fields.to_text(&key.name, node) else { continue };
        if let Some(level) = fields.to_choice(&format!("check.{}", key.name), &text, &LEVELS) {
            levels.0.insert(code.name(), level);
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{path::SourcePath, source::position};

    fn read(text: &str) -> (Config, Vec<String>) {
        let source = Source::new(SourcePath::new("site.toml"), text);
        let (config, problems) = parse(&source);
        let problems = problems
            .iter()
            .map(|problem| {
                let place = position(text, problem.span.as_ref().expect("a place").range().start);
                let label = problem.label.as_deref().unwrap_or_default();
                format!("{}:{} {} {} {label}", place.line, place.column, problem.code, problem.message)
                    .trim()
                    .to_owned()
            })
            .collect();
        (config, problems)
    }

    #[test]
    fn all_problems_in_one_run() {
        let (config, problems) = read(
            "titel = \"x\"\nlanguage = 3\nbase_url = \"example.org\"\n[check]\nbroken-lnk = \"warn\"\nbroken-link = \"wran\"\n[markdown]\nsmart_punctuation = \"yes\"\n[kinds.recipe]\nfields = { serves = \"txt\" }\n",
        );
        assert_eq!(
            problems,
            [
                "1:1 config-key unknown key `titel` did you mean `title`?",
                "3:12 config-value `base_url` must begin with `https://` or `http://`",
                "5:1 config-key no check is called `broken-lnk` did you mean `broken-link`?",
                "6:15 config-value `check.broken-link` cannot be `wran` did you mean `warn`?",
                "8:21 config-value `markdown.smart_punctuation` must be true or false this is text",
                "10:21 config-value `kinds.recipe.fields.serves` cannot be `txt` did you mean `text`?",
            ]
        );
        assert_eq!(config.language, "3", "a number where text is wanted is taken as it is written");
    }

    #[test]
    fn syntax_error_has_its_place() {
        let (_, problems) = read("title = \"a\"\ndescription = \n");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("2:15 config-syntax"), "{problems:?}");
    }

    #[test]
    fn base_path_is_the_path_of_the_base_url() {
        let (config, problems) = read("base_url = \"https://a.github.io/repo\"");
        assert_eq!((config.base_path(), problems.len()), ("/repo/", 0));
        assert_eq!(config.base_url.as_deref(), Some("https://a.github.io/repo/"));
        assert_eq!(Config::default().base_path(), "/");
    }

    #[test]
    fn repository_is_the_address_of_its_page() {
        for url in ["https://github.com/a/b", "https://github.com/a/b/", "https://github.com/a/b.git"] {
            let (config, problems) = read(&format!("repository = \"{url}\""));
            assert_eq!((config.repository.as_deref(), problems.len()), (Some("https://github.com/a/b"), 0));
        }
        for url in ["github.com/a/b", "git@github.com:a/b.git"] {
            let (config, problems) = read(&format!("repository = \"{url}\""));
            assert_eq!(config.repository, None);
            assert_eq!(problems, ["1:14 config-value `repository` must begin with `https://` or `http://`"]);
        }
    }

    #[test]
    fn site_adds_and_changes_kinds() {
        let (config, problems) = read(
            "[kinds.technology]\nfolder = \"tools\"\n[kinds.recipe]\nfolder = \"recipes\"\nfields = { serves = \"text\" }\nrequired = [\"serves\"]\n",
        );
        assert_eq!(problems, [] as [&str; 0]);
        assert_eq!(config.kinds["technology"].folder.as_deref(), Some("tools"));
        assert!(config.kinds["recipe"].fields[0].required);
        assert_eq!(config.kinds["recipe"].label, "Recipe");
    }
}
