//! Files that are to have other paths → the texts in which everything that named them names them anew.
//!
//! Takes the assembled site, its texts and the new paths; returns the new text of each entry that changes, by its new
//! path. Every link and reference leads where it led before. What cannot be rewritten where it stands (a target written
//! with escapes, a name in `site.toml`) is left; whoever asks assembles the new site and sees whether it still holds.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use pulldown_cmark::{Options, Parser};

use crate::{
    base::path::{
        CONTENT, SourcePath, entry_path, file_name, is_landing, is_markdown, normalize, page_address, parent,
        relative, stem,
    },
    parse::value::Spanned,
    site::{
        Page, PageId, Site,
        resolve::{Target, link_path},
    },
};

/// New paths by old ones, below `content/`: entries and other files.
pub type Moves = BTreeMap<String, String>;

type Edits = Vec<(Range<usize>, String)>;

/// The new texts, by new path.
pub fn rewrite<'a>(
    site: &Site,
    moves: &Moves,
    text: impl Fn(&SourcePath) -> Option<&'a str>,
) -> BTreeMap<SourcePath, String> {
    let names = Names::new(site, moves);
    let mut texts = BTreeMap::new();
    for id in site.page_ids() {
        let page = site.page(id);
        let Some(before) = text(&page.document.source) else { continue };
        let mut edits = links(&names, id, before);
        edits.extend(references(&names, page, before));
        edits.extend(files(&names, page, before));
        edits.extend(alias(&names, page, before));
        let after = edited(before, edits);
        if after != before {
            texts.insert(SourcePath::new(format!("{CONTENT}/{}", names.file(&page.file))), after);
        }
    }
    texts
}

/// How files and pages are called, before and after.
struct Names<'a> {
    site: &'a Site,
    moves: &'a Moves,
    by_path: HashMap<&'a str, &'a Page>,
    /// Pages by the last part of their path, before.
    by_last_part: HashMap<&'a str, Vec<&'a Page>>,
    /// How many pages have a last part, after.
    last_parts: HashMap<String, usize>,
}

impl<'a> Names<'a> {
    fn new(site: &'a Site, moves: &'a Moves) -> Self {
        let pages = || site.pages.iter().map(|page| &**page);
        let addresses = pages().map(|page| (page.url.as_str().trim_end_matches('/'), page));
        let by_path = addresses.chain(pages().map(|page| (page.path.as_str(), page))).collect();
        let mut names =
            Self { site, moves, by_path, by_last_part: HashMap::new(), last_parts: HashMap::new() };
        for page in pages() {
            names.by_last_part.entry(file_name(&page.path)).or_default().push(page);
            *names.last_parts.entry(file_name(&names.path(page)).to_owned()).or_default() += 1;
        }
        names
    }

    fn file(&self, old: &str) -> String {
        self.moves.get(old).map_or_else(|| old.to_owned(), Clone::clone)
    }

    /// As [`Page::path`], after.
    fn path(&self, page: &Page) -> String {
        entry_path(&self.file(&page.file)).to_owned()
    }

    /// As the page's address without its closing slash, after.
    fn address(&self, page: &Page) -> String {
        let path = self.path(page);
        match &page.document.front_matter.slug {
            Some(slug) if !is_landing(&self.file(&page.file)) && !path.is_empty() => {
                page_address(&path, Some(&slug.value)).as_str().trim_end_matches('/').to_owned()
            }
            _ => path,
        }
    }

    /// A folder moves if all that is in it does.
    fn folder(&self, old: &str) -> String {
        let inside = |file: &&String| file.strip_prefix(old).is_some_and(|rest| rest.starts_with('/'));
        let mut news = self.moves.iter().filter(|(file, _)| inside(file)).map(|(file, new)| {
            let below = &file[old.len()..];
            new.strip_suffix(below)
        });
        let stays =
            self.site.pages.iter().any(|page| inside(&&page.file) && !self.moves.contains_key(&page.file));
        match news.next().flatten() {
            Some(first) if !stays && news.all(|new| new == Some(first)) => first.to_owned(),
            _ => old.to_owned(),
        }
    }

    /// The path of a file as a page writes it, after; nothing if it stays.
    fn path_of_file(&self, page: &Page, written: &str) -> Option<String> {
        let before = normalize(parent(&page.file), written).filter(|_| !written.contains("://"))?;
        self.leading(page, written, &before, &self.file(&before))
    }

    /// What is to be written in a page for a path that led from it to `before`, and leads to `after` from where the page is then;
    /// nothing if it stays.
    fn leading(&self, page: &Page, written: &str, before: &str, after: &str) -> Option<String> {
        let own = self.file(&page.file);
        let folder = parent(&own);
        let is_absolute = written.starts_with('/');
        if before == after && (is_absolute || parent(&page.file) == folder) {
            return None;
        }
        Some(if is_absolute { format!("/{after}") } else { relative(folder, after) })
    }

    /// What a reference in front matter says, after; nothing if it stays.
    fn reference(&self, written: &str) -> Option<String> {
        let plain = written.trim().trim_matches('/');
        let name = stem(plain).unwrap_or(plain);
        let page = match (self.by_path.get(name), self.by_last_part.get(name).map(Vec::as_slice)) {
            (Some(page), _) | (None, Some([page])) => page,
            _ => return None,
        };
        let path = self.path(page);
        let last = file_name(&path);
        let unique = self.last_parts.get(last) == Some(&1);
        let new = if name.contains('/') || !unique { path.as_str() } else { last };
        (new != name).then(|| written.replacen(name, new, 1))
    }
}

/// The edits of a page's links: those to what moves, and if the page moves itself, its relative ones.
fn links(names: &Names<'_>, id: PageId, text: &str) -> Edits {
    let page = names.site.page(id);
    let targets = &names.site.graph.targets[id.0];
    let definitions = definitions(text);
    let mut edits = Edits::new();
    for (link, target) in page.document.markdown.links.iter().zip(targets) {
        let mut places: Vec<Range<usize>> = Vec::new();
        if text.get(link.range.clone()) == Some(&link.target) {
            places.push(link.range.clone());
        } else {
            // A link by reference: what is to change stands in the definition.
            let same = definitions.iter().filter(|place| text.get((*place).clone()) == Some(&link.target));
            places.extend(same.cloned());
        }
        for place in places {
            let is_wiki = text[..place.start].ends_with("[[");
            if let Some(edit) = relink(names, page, target, &link.target, place, is_wiki) {
                edits.push(edit);
            }
        }
    }
    edits
}

/// Where reference definitions (`[label]: target`) have their targets.
fn definitions(text: &str) -> Vec<Range<usize>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
    if !text.contains("]:") {
        return Vec::new();
    }
    let body = text.strip_prefix("---").and_then(|rest| rest.find("\n---")).map_or(0, |at| at + 7);
    let parser = Parser::new_ext(&text[body..], options);
    let found = parser.reference_definitions().iter().filter_map(|(_, definition)| {
        let span = definition.span.start + body..definition.span.end + body;
        let written = &text[span.clone()];
        let from = written.find("]:")? + 2;
        let at = span.start + from + written[from..].find(&*definition.dest)?;
        Some(at..at + definition.dest.len())
    });
    let mut found: Vec<Range<usize>> = found.collect();
    found.sort_by_key(|range| range.start);
    found
}

fn relink(
    names: &Names<'_>,
    page: &Page,
    target: &Target,
    written: &str,
    place: Range<usize>,
    is_wiki: bool,
) -> Option<(Range<usize>, String)> {
    let end = written.find(['#', '?']).unwrap_or(written.len());
    let old = &written[..end];
    // What a template engine would write is found by name, wherever it is.
    if old.is_empty() || old.starts_with("{{") || old.starts_with("{%") {
        return None;
    }
    let place = place.start..place.start + end;
    if is_wiki {
        return names.reference(old).map(|new| (place, new));
    }
    let (before, after) = match target {
        Target::Page { page: to, .. } => {
            let to = names.site.page(*to);
            if is_markdown(old) {
                (to.file.clone(), names.file(&to.file))
            } else {
                (to.url.as_str().trim_end_matches('/').to_owned(), names.address(to))
            }
        }
        Target::Section(section) => {
            let path = &names.site.section(*section).path;
            (path.clone(), names.folder(path))
        }
        Target::File { path, .. } => (path.clone(), names.file(path)),
        Target::External(_) | Target::Broken => return None,
    };
    let new = names.leading(page, old, &before, &after)?;
    let ending = ["/index.html", ".html", "/"].into_iter().find(|ending| old.ends_with(ending)).unwrap_or("");
    let new = if is_markdown(old) || matches!(target, Target::File { .. }) {
        new
    } else {
        format!("{new}{ending}")
    };
    let new = link_path(&new);
    (new != old).then_some((place, new))
}

/// The edits of the names in a page's front matter.
fn references(names: &Names<'_>, page: &Page, text: &str) -> Edits {
    use crate::parse::kind::Shape;
    let front_matter = &page.document.front_matter;
    let own = page.values.iter().filter(|(field, _)| matches!(field.shape, Shape::References | Shape::Names));
    let written = front_matter.prerequisites.iter().chain(&front_matter.related);
    let mut edits = Edits::new();
    for name in written.chain(own.flat_map(|(_, values)| values)) {
        if let (Some(new), Some(place)) = (names.reference(&name.value), place(name, text)) {
            edits.push((place, new));
        }
    }
    edits
}

/// The edits of the paths of files that are no links: a page's picture, and code that it shows.
fn files(names: &Names<'_>, page: &Page, text: &str) -> Edits {
    let image = page.document.front_matter.image.iter();
    let image = image.filter_map(|image| Some((image.value.as_str(), place(image, text)?)));
    let excerpts = page.document.markdown.excerpts.iter().filter(|excerpt| excerpt.origin.is_none());
    let excerpts = excerpts.map(|excerpt| (excerpt.file.as_str(), excerpt.range.clone()));
    let all = image.chain(excerpts);
    all.filter_map(|(written, range)| {
        let at = range.start + text.get(range)?.find(written)?;
        Some((at..at + written.len(), names.path_of_file(page, written)?))
    })
    .collect()
}

/// Where a text stands without its quotes.
fn place(name: &Spanned<String>, text: &str) -> Option<Range<usize>> {
    let within = name.range.start + 1..name.range.end.saturating_sub(1).max(name.range.start + 1);
    [name.range.clone(), within].into_iter().find(|range| text.get(range.clone()) == Some(&name.value))
}

/// The edit that keeps a page's old address as one of its `aliases`.
fn alias(names: &Names<'_>, page: &Page, text: &str) -> Option<(Range<usize>, String)> {
    let (old, new) = (page.url.as_str().trim_end_matches('/').to_owned(), names.address(page));
    if old == new || old.is_empty() {
        return None;
    }
    // TOML and JSON have no text without quotes.
    let is_yaml = !text.starts_with("+++") && !text.starts_with('{');
    let old = format!("/{old}/");
    let written = if is_yaml { old.clone() } else { format!("\"{old}\"") };
    let aliases = &page.document.front_matter.aliases;
    // Back at a former address: the alias takes the place of the one that is now the page's own.
    if let Some(own) = aliases.iter().find(|alias| alias.value.trim_matches('/') == new) {
        return Some((place(own, text)?, old));
    }
    let Some(last) = aliases.last() else { return Some(new_field(text, &written)) };
    let line = text[..last.range.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..last.range.start];
    let end = last.range.end..last.range.end;
    if before.trim() == "-" {
        return Some((end, format!("\n{before}{written}")));
    }
    if before.contains('[') || aliases.len() > 1 {
        return Some((end, format!(", {written}")));
    }
    Some((last.range.clone(), format!("[{}, {written}]", &text[last.range.clone()])))
}

/// A line for the end of the front matter, or a front matter for a file without one.
fn new_field(text: &str, old: &str) -> (Range<usize>, String) {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // At the beginning, since a table may follow.
    if text.starts_with("+++")
        && let Some(line) = text.find('\n')
    {
        return (line + 1..line + 1, format!("aliases = [{old}]{newline}"));
    }
    if text.starts_with('{') {
        return (1..1, format!("{newline}  \"aliases\": [{old}],"));
    }
    let field = format!("aliases: [{old}]{newline}");
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let is_fence = line.trim_end() == "---";
        if index == 0 && !is_fence {
            break;
        }
        if index > 0 && (is_fence || line.trim_end() == "...") {
            return (at..at, field);
        }
        at += line.len();
    }
    (0..0, format!("---{newline}{field}---{newline}"))
}

fn edited(before: &str, mut edits: Edits) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    edits.dedup();
    let mut after = String::with_capacity(before.len());
    let mut at = 0;
    for (range, new) in edits {
        if range.start >= at {
            after.push_str(&before[at..range.start]);
            after.push_str(&new);
            at = range.end;
        }
    }
    after.push_str(&before[at..]);
    after
}
