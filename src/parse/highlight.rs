//! Code blocks → coloured HTML.
//!
//! Takes a block as it is written and returns first its colours, which are worth remembering, then its whole figure. Colours are classes of one letter, which the theme's
//! stylesheet knows; a run of text that has none, or the same as its neighbour, costs nothing.

use std::{
    cell::RefCell,
    collections::HashMap,
    ops::RangeInclusive,
    sync::{Arc, LazyLock},
};

use serde::{Deserialize, Serialize};
use syntect::{
    easy::ScopeRegionIterator,
    parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet},
};

use crate::base::{
    digest::Digest,
    escape::{escape, escape_into},
};

mod lines;
mod names;

use lines::{Lines, State, StateId};
use names::ALIASES;

/// A code block as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodeBlock {
    /// As written, in lower case: `python`.
    pub language: Option<String>,
    /// What the block shows: most often a file's name.
    pub title: Option<String>,
    /// Whether lines are numbered.
    pub numbered: bool,
    /// Highlighted lines, from 1.
    pub highlighted: Vec<RangeInclusive<usize>>,
    /// Lines shown as added and as removed.
    pub added: Vec<RangeInclusive<usize>>,
    pub removed: Vec<RangeInclusive<usize>>,
    /// Lines that are folded away until a reader wants them.
    pub folded: Vec<RangeInclusive<usize>>,
    /// Whether long lines are broken.
    pub wrapped: bool,
    pub text: String,
}

impl CodeBlock {
    /// The last of the lines that are to look otherwise than the others.
    pub fn last_line_named(&self) -> Option<usize> {
        let named = [&self.highlighted, &self.added, &self.removed, &self.folded];
        named.into_iter().flatten().map(|lines| *lines.end()).max()
    }
}

/// Lines longer than this stay plain: minified code is not read, and grammars take very long over it.
const LONGEST_LINE: usize = 16 * 1024;

/// Names of languages for people, where the grammar's own is clumsy.
const LABELS: [(&str, &str); 9] = [
    ("Bourne Again Shell (bash)", "Shell"),
    ("JavaScript (Babel)", "JavaScript"),
    ("TypeScriptReact", "TSX"),
    ("HTTP Request and Response", "HTTP"),
    ("Git Ignore", ".gitignore"),
    ("DotENV", ".env"),
    ("Highlight non-printables", "Text"),
    ("Plain Text", "Text"),
    ("Requirements.txt", "requirements.txt"),
];

/// The class of each scope, the most specific first; an empty class stops the search (`keyword.operator` is a keyword
/// that needs no colour, code inside a string is no string).
const CLASSES: [(&str, &str); 34] = [
    ("comment", "c"),
    ("meta.interpolation", ""),
    ("constant.character.escape", "n"),
    ("constant.numeric", "n"),
    ("constant.language", "n"),
    ("constant", "n"),
    ("entity.name.function", "f"),
    ("variable.function", "f"),
    ("support.function", "b"),
    ("entity.name.tag", "g"),
    ("entity.name.section", "g"),
    ("entity.other.attribute-name", "v"),
    ("entity.other.inherited-class", "t"),
    ("entity.name", "t"),
    ("support.type.property-name", "v"),
    ("support.type", "b"),
    ("support.class", "t"),
    ("support.constant", "n"),
    ("support", "b"),
    ("storage", "k"),
    ("keyword.operator.logical", "k"),
    ("keyword.operator.word", "k"),
    ("keyword.operator", ""),
    ("keyword", "k"),
    ("variable.language", "b"),
    ("variable.parameter", "v"),
    ("variable.annotation", "f"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.heading", "g"),
    ("meta.annotation", "f"),
    ("string", "s"),
    ("punctuation.definition.string", "s"),
    ("punctuation.definition.comment", "c"),
];

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);
/// Grammars by their names and extensions in lower case. Where several have the same, the last one counts, and an extension
/// more than a name, as in `SyntaxSet::find_syntax_by_token`, which looks at all of them every time.
static GRAMMARS: LazyLock<HashMap<String, &SyntaxReference>> = LazyLock::new(|| {
    let syntaxes = SYNTAXES.syntaxes().iter();
    let names = syntaxes.clone().map(|syntax| (&syntax.name, syntax));
    let extensions =
        syntaxes.flat_map(|syntax| syntax.file_extensions.iter().map(move |name| (name, syntax)));
    names.chain(extensions).map(|(name, syntax)| (name.to_ascii_lowercase(), syntax)).collect()
});
static SCOPES: LazyLock<Vec<(Scope, usize)>> = LazyLock::new(|| {
    let scope = |name| Scope::new(name).expect("a scope of the table above");
    let paint = |class| PAINTS.iter().position(|paint| *paint == class).expect("every class is a paint");
    CLASSES.iter().map(|(name, class)| (scope(name), paint(*class))).collect()
});

/// How each name of a language is coloured. A block's name is looked up three times.
static STYLES: LazyLock<HashMap<&str, Style>> = LazyLock::new(|| {
    let grammars = GRAMMARS.iter().map(|(name, syntax)| (name.as_str(), Style::Grammar(syntax)));
    let mut styles: HashMap<&str, Style> = grammars.collect();
    styles.extend(names::CONSOLE.split_whitespace().map(|name| (name, Style::Console)));
    let plain = [names::PLAIN, names::WITHOUT].into_iter().flat_map(str::split_whitespace);
    styles.extend(plain.map(|name| (name, Style::Plain)));
    let aliases = ALIASES.iter().filter_map(|(name, alias)| Some((*name, GRAMMARS.get(alias.grammar)?)));
    styles.extend(aliases.map(|(name, syntax)| (name, Style::Grammar(syntax))));
    styles
});

/// How a language is coloured.
#[derive(Clone, Copy)]
enum Style {
    Plain,
    /// A terminal session: lines with a prompt are commands, the others output.
    Console,
    Grammar(&'static SyntaxReference),
}

/// Whether blocks in `language` are shown as they should be; `language` is in lower case.
pub fn is_known(language: &str) -> bool {
    style(language).is_some()
}

/// All names of languages, for suggestions.
pub fn languages() -> impl Iterator<Item = &'static str> {
    let tokens =
        SYNTAXES.syntaxes().iter().flat_map(|syntax| syntax.file_extensions.iter().map(String::as_str));
    let aliases = ALIASES.keys().copied();
    let plain = [names::PLAIN, names::CONSOLE, names::WITHOUT].into_iter().flat_map(str::split_whitespace);
    let common = ["python", "javascript", "typescript", "rust", "ruby", "kotlin", "csharp", "markdown"];
    tokens.chain(plain).chain(aliases).chain(common)
}

fn style(language: &str) -> Option<Style> {
    STYLES.get(language).copied()
}

/// What a language is called for people.
fn label(language: &str, style: Style) -> &'static str {
    if let Some(label) = ALIASES.get(language).and_then(|alias| alias.label) {
        return label;
    }
    match style {
        Style::Grammar(syntax) => LABELS
            .iter()
            .find(|(name, _)| *name == syntax.name)
            .map_or(syntax.name.as_str(), |(_, label)| label),
        Style::Console => "Console",
        Style::Plain => "Text",
    }
}

/// The block as a figure: caption, and one element per line. `colours` are those of [`colours`]; where they do not fit the
/// text, it is shown without.
pub fn figure(block: &CodeBlock, colours: &[u8]) -> String {
    let language = block.language.as_deref().unwrap_or("text");
    let style = style(language).unwrap_or(Style::Plain);
    let label = label(language, style);
    let classes: String = [(block.numbered, " numbered"), (block.wrapped, " code-wrapped")]
        .iter()
        .filter_map(|(is, class)| is.then_some(*class))
        .collect();
    let mut out = format!("<figure class=\"code{classes}\" data-lang=\"{}\">", escape(language));
    let name = match &block.title {
        Some(title) => {
            out.push_str(&format!(
                "<figcaption><span class=\"code-title\">{}</span></figcaption>",
                escape(title)
            ));
            title
        }
        None => {
            if block.language.is_some() && !matches!(style, Style::Plain) {
                out.push_str(&format!(
                    "<figcaption><span class=\"code-lang\">{}</span></figcaption>",
                    escape(label)
                ));
            }
            label
        }
    };
    out.push_str(&format!("<pre tabindex=\"0\" role=\"group\" aria-label=\"Code: {}\"><code>", escape(name)));
    write_lines(&mut out, block, colours);
    out.push_str("</code></pre></figure>\n");
    out
}

/// Which runs of a text have which colour.
///
/// Runs in the order of the text, each a number in base 128 (low bits first, the high bit of a byte says that another
/// follows): the run's length in bytes times 16, plus the number of its class. No run crosses the end of a line.
/// So a block takes a tenth of its HTML, which matters where tens of thousands are remembered.
pub type Colours = Arc<[u8]>;

/// The class of each number in [`Colours`]: none, those of [`CLASSES`], and a terminal's prompt.
const PAINTS: [&str; 13] = ["", "c", "n", "f", "b", "g", "v", "t", "k", "i", "d", "s", "prompt"];
const PROMPT: usize = PAINTS.len() - 1;

/// What [`colours`] depends on.
pub fn key(block: &CodeBlock) -> Digest {
    Digest::of(&(&block.language, &block.text))
}

/// Colours a block's text. This is what takes the time; [`figure`] only writes it down.
pub fn colours(block: &CodeBlock) -> Colours {
    let mut runs = Runs::default();
    match style(block.language.as_deref().unwrap_or("text")) {
        // Text behind the last run has no colour.
        None | Some(Style::Plain) => {}
        Some(Style::Console) => {
            block.text.split_inclusive('\n').for_each(|line| colour_console_line(&mut runs, line))
        }
        Some(Style::Grammar(syntax)) => {
            // A piece of PHP without its opening tag would be HTML to the grammar.
            let is_piece = syntax.name == "PHP" && !block.text.contains("<?");
            let piece = GRAMMARS.get("php source").filter(|_| is_piece);
            let mut painter = Painter::new(piece.unwrap_or(&syntax));
            block.text.split_inclusive('\n').for_each(|line| painter.paint(&mut runs, line));
        }
    }
    runs.finish()
}

fn colour_console_line(runs: &mut Runs, line: &str) {
    for prompt in ["$ ", "# ", "> ", ">>> ", "... "] {
        if let Some(command) = line.strip_prefix(prompt) {
            runs.add(prompt.len(), PROMPT);
            runs.end();
            // Each command is a text of its own: a quote that is open in one must not colour the next.
            Painter::new(GRAMMARS["bash"]).paint(runs, command);
            return;
        }
    }
    runs.add(line.len(), 0);
    runs.end();
}

/// Writes [`Colours`].
#[derive(Default)]
struct Runs {
    bytes: Vec<u8>,
    /// The run that may still grow: its length and its class.
    open: (usize, usize),
}

impl Runs {
    fn add(&mut self, length: usize, class: usize) {
        if class != self.open.1 {
            self.end();
            self.open.1 = class;
        }
        self.open.0 += length;
    }

    /// Ends the run, as at the end of a line.
    fn end(&mut self) {
        let (length, class) = std::mem::take(&mut self.open);
        if length == 0 {
            return;
        }
        let mut rest = length << 4 | class;
        while rest >= 0x80 {
            self.bytes.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    fn finish(mut self) -> Colours {
        self.end();
        self.bytes.into()
    }
}

/// Reads [`Colours`]: lengths and classes.
fn runs(colours: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut bytes = colours.iter();
    std::iter::from_fn(move || {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = *bytes.next()?;
            value |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return Some((value >> 4, value & 0xf));
            }
        }
    })
}

fn write_lines(out: &mut String, block: &CodeBlock, colours: &[u8]) {
    let mut runs = runs(colours);
    let is_diff = block.language.as_deref() == Some("diff");
    for (index, line) in block.text.split_inclusive('\n').enumerate() {
        out.push_str("<span class=\"line");
        for (ranges, class) in [
            (&block.highlighted, " hl"),
            (&block.added, " ins"),
            (&block.removed, " del"),
            (&block.folded, " folded"),
        ] {
            if ranges.iter().any(|range| range.contains(&(index + 1))) {
                out.push_str(class);
            }
        }
        out.push_str(match line.as_bytes() {
            [b'+', rest @ ..] if is_diff && !rest.starts_with(b"++") => " ins",
            [b'-', rest @ ..] if is_diff && !rest.starts_with(b"--") => " del",
            _ => "",
        });
        out.push_str("\">");
        let mut rest = line;
        while !rest.is_empty() {
            let (length, class) = runs.next().unwrap_or((rest.len(), 0));
            let (run, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            let class =
                if class == PROMPT { "prompt" } else { PAINTS.get(class).copied().unwrap_or_default() };
            if class.is_empty() {
                escape_into(out, run);
            } else {
                out.push_str("<span class=\"");
                out.push_str(class);
                out.push_str("\">");
                escape_into(out, run);
                out.push_str("</span>");
            }
            rest = after;
        }
        out.push_str("</span>");
    }
}

thread_local! {
    /// What is known of lines from other blocks.
    static LINES: RefCell<Lines> = RefCell::new(Lines::new(rayon::current_num_threads()));
}

/// Colours a text line by line.
struct Painter {
    /// Nothing if the grammar cannot go on.
    state: Option<State>,
    /// The number of the state before the next line, if it has one.
    id: Option<StateId>,
    /// Whether `state` is the one that has this number; it is not after lines that were remembered.
    is_current: bool,
    /// Whether the state may hold a long piece of the text, which would take too much room in the table.
    is_large: bool,
}

impl Painter {
    fn new(syntax: &SyntaxReference) -> Self {
        let state = State { parser: ParseState::new(syntax), stack: ScopeStack::new() };
        Self {
            id: LINES.with_borrow_mut(|lines| lines.id(&state)),
            state: Some(state),
            is_current: true,
            is_large: false,
        }
    }

    fn paint(&mut self, runs: &mut Runs, line: &str) {
        LINES.with_borrow_mut(|lines| self.paint_line(lines, runs, line));
    }

    fn paint_line(&mut self, lines: &mut Lines, runs: &mut Runs, line: &str) {
        if let Some(after) = self.id.and_then(|before| lines.find(before, line, &mut runs.bytes)) {
            self.id = Some(after);
            self.is_current = false;
            return;
        }
        if let Some(id) = self.id.filter(|_| !self.is_current) {
            self.state = Some(lines.state(id).clone());
        }
        self.is_current = true;
        let begin = runs.bytes.len();
        let is_whole = self.paint_runs(runs, line);
        runs.end();
        self.is_large |= line.len() > lines::LONGEST;
        let before = self.id.take();
        let id = |state| if self.is_large { lines.known_id(state) } else { lines.id(state) };
        self.id = self.state.as_ref().and_then(id);
        if let (true, Some(before), Some(after)) = (is_whole, before, self.id) {
            lines.insert(before, line, &runs.bytes[begin..], after);
        }
    }

    /// Returns whether the grammar said something of the whole line.
    fn paint_runs(&mut self, runs: &mut Runs, line: &str) -> bool {
        let Some(State { parser, stack }) = self.state.as_mut().filter(|_| line.len() <= LONGEST_LINE) else {
            runs.add(line.len(), 0);
            return false;
        };
        let Ok(ops) = parser.parse_line(line, &SYNTAXES) else {
            // A grammar that cannot go on leaves the rest of the block plain.
            self.state = None;
            runs.add(line.len(), 0);
            return false;
        };
        let (mut open, mut left) = (0, line.len());
        for (text, op) in ScopeRegionIterator::new(&ops, line) {
            if stack.apply(op).is_err() {
                // The runs of the next line must not be taken for this one's.
                runs.add(left, 0);
                return false;
            }
            left -= text.len();
            if text.is_empty() {
                continue;
            }
            if !text.trim().is_empty() {
                open = class_of(stack);
            }
            runs.add(text.len(), open);
        }
        true
    }
}

/// The class of the innermost scope that has one, as an index of [`PAINTS`].
fn class_of(stack: &ScopeStack) -> usize {
    thread_local! {
        static KNOWN: RefCell<HashMap<Scope, Option<usize>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        stack
            .as_slice()
            .iter()
            .rev()
            .find_map(|&scope| {
                *known.entry(scope).or_insert_with(|| {
                    SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
                })
            })
            .unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(language: &str, text: &str, expected: Expect) {
        let block =
            CodeBlock { language: Some(language.to_owned()), text: text.to_owned(), ..CodeBlock::default() };
        let figure = figure(&block, &colours(&block));
        let code = figure.split_once("<code>").expect("a block").1;
        expected.assert_eq(&code.replace("</span><span class=\"line", "</span>\n<span class=\"line"));
    }

    #[test]
    fn python_is_coloured_with_few_spans() {
        check(
            "python",
            "def f(x: int) -> str:  # why\n    return f\"a{x}b\" if x is not None else '<'\n",
            expect![[r#"
                <span class="line"><span class="k">def </span><span class="f">f</span>(<span class="v">x</span>: <span class="b">int</span>) -&gt; <span class="b">str</span>:  <span class="c"># why
                </span></span>
                <span class="line">    <span class="k">return f</span><span class="s">&quot;a</span>{x}<span class="s">b&quot; </span><span class="k">if </span>x <span class="k">is not </span><span class="n">None </span><span class="k">else </span><span class="s">&#39;&lt;&#39;
                </span></span></code></pre></figure>
            "#]],
        );
    }

    #[test]
    fn lines_look_as_their_state_has_it_not_as_they_did_before() {
        let block = |language: &str, text: &str| CodeBlock {
            language: Some(language.to_owned()),
            text: text.to_owned(),
            ..CodeBlock::default()
        };
        let blocks = [
            block("python", "import os\nx = 1\n"),
            block("python", "\"\"\"\nimport os\nx = 1\n\"\"\"\nimport os\n"),
            block("python", "import os\nx = 1\n\"\"\"\nimport os\n"),
            block("rust", "import os\nx = 1\n"),
            block("bash", "cat <<A\nfor x in $y; do\nB\nA\nfor x in $y; do\n"),
            block("bash", "cat <<B\nfor x in $y; do\nB\nA\nfor x in $y; do\n"),
            block("js", "let a = `\nlet a = `;\nlet a = 1;\n"),
        ];
        let fresh = |block: &CodeBlock| {
            let block = block.clone();
            std::thread::spawn(move || colours(&block)).join().expect("colours never fail")
        };
        let expected: Vec<Colours> = blocks.iter().map(fresh).collect();
        for order in [[0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0], [2, 5, 1, 4, 0, 6, 3]] {
            order.iter().for_each(|at| assert_eq!(colours(&blocks[*at]), expected[*at], "{at}"));
        }
    }

    #[test]
    fn console_prompts_stand_apart() {
        check(
            "console",
            "$ pip install \"x\nok <done>\n$ ls\n",
            expect![[r#"
            <span class="line"><span class="prompt">$ </span><span class="f">pip</span> install <span class="s">&quot;x
            </span></span>
            <span class="line">ok &lt;done&gt;
            </span>
            <span class="line"><span class="prompt">$ </span><span class="f">ls
            </span></span></code></pre></figure>
        "#]],
        );
    }

    #[test]
    fn diff_lines_are_marked() {
        check(
            "diff",
            "--- a\n+++ b\n-old\n+new\n same\n",
            expect![[r#"
            <span class="line">--- a
            </span>
            <span class="line">+++ b
            </span>
            <span class="line del"><span class="d">-old
            </span></span>
            <span class="line ins"><span class="i">+new
            </span></span>
            <span class="line"> same
            </span></code></pre></figure>
        "#]],
        );
    }

    #[test]
    fn lines_carry_their_marks() {
        let block = CodeBlock {
            highlighted: vec![1..=2],
            added: vec![2..=2],
            removed: vec![3..=3],
            folded: vec![4..=9],
            wrapped: true,
            text: "a\nb\nc\nd\n".to_owned(),
            ..CodeBlock::default()
        };
        expect![[r#"
            <figure class="code code-wrapped" data-lang="text"><pre tabindex="0" role="group" aria-label="Code: Text"><code><span class="line hl">a
            </span><span class="line hl ins">b
            </span><span class="line del">c
            </span><span class="line folded">d
            </span></code></pre></figure>
        "#]]
        .assert_eq(&figure(&block, &colours(&block)));
    }

    #[test]
    fn php_needs_no_tag() {
        check(
            "php",
            "$user->name = 'x'; // y\n",
            expect![[r#"
            <span class="line">$user-&gt;name = <span class="s">&#39;x&#39;</span>; <span class="c">// y
            </span></span></code></pre></figure>
        "#]],
        );
        check(
            "php",
            "<b><?php echo 1 ?></b>\n",
            expect![[r#"
            <span class="line">&lt;<span class="g">b</span>&gt;&lt;?php <span class="b">echo </span><span class="n">1 </span>?&gt;&lt;/<span class="g">b</span>&gt;
            </span></code></pre></figure>
        "#]],
        );
    }

    #[test]
    fn languages_have_names_of_their_own() {
        for (name, shown) in [
            ("objc", Some("Objective-C")),
            ("fsharp", Some("F#")),
            ("vb", Some("Visual Basic")),
            ("mdx", Some("MDX")),
            ("vue-html", Some("HTML")),
            ("blade", Some("Blade")),
            ("mysql", Some("SQL")),
            ("prisma", None),
            ("tree", None),
        ] {
            let block = CodeBlock { language: Some(name.to_owned()), ..CodeBlock::default() };
            let figure = figure(&block, &[]);
            let caption =
                figure.split_once("code-lang\">").map(|(_, rest)| &rest[..rest.find('<').unwrap_or(0)]);
            assert!(is_known(name), "{name}");
            assert_eq!(caption, shown, "{name}");
        }
    }

    #[test]
    fn unknown_language_is_plain_text() {
        assert!(!is_known("pyhton"));
        assert!(
            ["python", "console", "text", "dockerfile", "graphql", "rs", "shell"]
                .iter()
                .all(|name| is_known(name))
        );
        check(
            "pyhton",
            "a < b\n",
            expect![[r#"
            <span class="line">a &lt; b
            </span></code></pre></figure>
        "#]],
        );
    }

    #[test]
    fn every_suggested_language_is_known() {
        let unknown: Vec<&str> = languages().filter(|name| !is_known(&name.to_lowercase())).collect();
        assert_eq!(unknown, [] as [&str; 0]);
    }

    #[test]
    fn every_character_is_kept() {
        let text = "class A(B):\n\t'''doc & <tag>'''\n\tx = 'é日' + \"\\n\"\n\n\nno newline at the end";
        let block =
            CodeBlock { language: Some("python".into()), text: text.to_owned(), ..CodeBlock::default() };
        let figure = figure(&block, &colours(&block));
        let code = figure.split_once("<code>").expect("a block").1.split_once("</code>").expect("its end").0;
        let mut plain = String::new();
        let mut rest = code;
        while let Some(at) = rest.find('<') {
            plain.push_str(&rest[..at]);
            rest = &rest[at + rest[at..].find('>').expect("a tag's end") + 1..];
        }
        plain.push_str(rest);
        let plain = plain
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        assert_eq!(plain, text);
    }
}
