//! Formulas in LaTeX → MathML: `$a^2$`, `` $`a^2`$ ``, `$$…$$` and blocks of code in the language `math`.
//!
//! As on GitHub: the dollar signs must stand at the border of a word, so `$5 and $6` is text. A formula with an error is
//! shown as it is written, and reported.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use pulldown_latex::{
    Parser, Storage,
    config::{DisplayMode, RenderConfig},
    push_mathml,
};

use super::{
    Body, Item, Items, Pass,
    generated::{self, Rules},
    stand_in,
};
use crate::base::{diagnostic::Code, escape::escape};

/// Formulas longer or nested deeper than this are not written by people.
const LONGEST: usize = 8 * 1024;
const DEEPEST: usize = 1_500;
/// The parser calls itself; what is nested deeper than this gets a stack of its own.
const SHALLOW: usize = 24;
const STACK: usize = 64 * 1024 * 1024;

/// Definitions of commands: one can call itself without end.
const DEFINITIONS: [&str; 6] =
    ["\\def", "\\gdef", "\\let", "\\newcommand", "\\renewcommand", "\\providecommand"];

const ELEMENTS: [&str; 27] = [
    "math",
    "mrow",
    "mi",
    "mo",
    "mn",
    "ms",
    "mtext",
    "mspace",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mfrac",
    "msqrt",
    "mroot",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
    "mstyle",
    "menclose",
    "none",
];
const ATTRIBUTES: [&str; 29] = [
    "class",
    "display",
    "displaystyle",
    "scriptlevel",
    "mathvariant",
    "stretchy",
    "symmetric",
    "form",
    "fence",
    "separator",
    "lspace",
    "rspace",
    "width",
    "height",
    "depth",
    "voffset",
    "linethickness",
    "accent",
    "accentunder",
    "minsize",
    "maxsize",
    "movablelimits",
    "largeop",
    "columnspan",
    "rowspan",
    "notation",
    "columnalign",
    "rowspacing",
    "dir",
];

/// Whether the parser took dollar signs inside words for those of a formula: `US$5 *a month* or US$60`.
pub(super) fn has_prices(items: &Items<'_>, text: &str) -> bool {
    let is_price = |(item, range): &(Item<'_>, Range<usize>)| {
        matches!(item, Item::Event(Event::InlineMath(_))) && !is_formula(text, range)
    };
    items.iter().any(is_price)
}

/// The text from `start` on with no dollar signs but those of formulas, so that what stands between the others is read as
/// Markdown. Every byte stays at its place.
pub(super) fn without_prices(items: &Items<'_>, text: &str, start: usize) -> String {
    let formulas = items.iter().filter_map(|(item, range)| match item {
        Item::Event(Event::InlineMath(_)) if is_formula(text, range) => Some(range.clone()),
        Item::Event(Event::DisplayMath(_)) => Some(range.clone()),
        _ => None,
    });
    let mut masked = String::with_capacity(text.len() - start);
    let (mut at, sign) = (start, stand_in::unused(text));
    for formula in formulas {
        mask(&text[at..formula.start], sign, &mut masked);
        at = formula.end;
        masked.push_str(&text[formula]);
    }
    mask(&text[at..], sign, &mut masked);
    masked
}

fn mask(plain: &str, sign: &str, out: &mut String) {
    for piece in plain.split_inclusive('$') {
        match piece.strip_suffix('$') {
            Some(before) if !before.ends_with('\\') => out.extend([before, sign]),
            _ => out.push_str(piece),
        }
    }
}

/// Gives what was read its dollar signs back.
pub(super) fn restore_prices(items: &mut Items<'_>, text: &str) {
    stand_in::restore(items, stand_in::unused(text), "$");
}

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    let is_one = |event: &Event<'_>| match event {
        Event::InlineMath(_) | Event::DisplayMath(_) => true,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => &**info == "math",
        _ => false,
    };
    report_unbalanced(pass);
    if !pass.has(is_one) {
        return;
    }
    let mut items = pass.take_items().into_iter();
    while let Some((item, range)) = items.next() {
        match item {
            Item::Event(Event::InlineMath(formula)) => {
                let formula =
                    formula.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or(&formula);
                let html = inline(pass, formula, DisplayMode::Inline, &range);
                pass.html(html, range);
            }
            Item::Event(Event::DisplayMath(formula)) => {
                let html = inline(pass, &formula, DisplayMode::Block, &range);
                pass.html(html, range);
            }
            Item::Event(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))) if &*info == "math" => {
                let mut formula = String::new();
                for (item, _) in items.by_ref() {
                    match item {
                        Item::Event(Event::Text(text)) => formula.push_str(&text),
                        Item::Event(Event::End(TagEnd::CodeBlock)) => break,
                        _ => {}
                    }
                }
                let html = block(pass, &formula, &range);
                pass.html(html, range);
            }
            other => pass.keep(other, range),
        }
    }
}

/// Reports formulas that the parser takes for text because their braces do not match.
fn report_unbalanced(pass: &mut Pass<'_, '_>) {
    let mut in_code = false;
    let mut found: Vec<(Range<usize>, &str)> = Vec::new();
    for (item, range) in &pass.items {
        match item {
            Item::Event(Event::Start(Tag::CodeBlock(_))) => in_code = true,
            Item::Event(Event::End(TagEnd::CodeBlock)) => in_code = false,
            Item::Event(Event::Text(text)) if !in_code && text.contains('$') => {
                let written = &pass.source.text[range.clone()];
                for (at, _) in written.match_indices('$') {
                    let at = range.start + at;
                    if found.last().is_none_or(|(last, _)| last.end <= at) {
                        found.extend(unbalanced(&pass.source.text, at));
                    }
                }
            }
            _ => {}
        }
    }
    for (range, why) in found {
        let problem = pass
            .problem(Code::Math, range, format!("the formula cannot be read: {why}"))
            .help("it is shown as it is written; every `{` needs its `}`, and a brace that is to be seen is written `\\{`");
        pass.report(problem);
    }
}

/// The formula that begins with the dollar sign at `at`, if it surely is one (it has a command: `$5 and $6` has none) and
/// its braces do not match; and what is wrong with them.
fn unbalanced(text: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let mark = if text[at..].starts_with("$$") { "$$" } else { "$" };
    let inner = &text[at + mark.len()..];
    let formula = &inner[..inner.find(mark)?];
    if formula.contains("\n\n") {
        return None;
    }
    let range = at..at + formula.len() + 2 * mark.len();
    let is_escaped = text[..at].ends_with('\\');
    let is_tight = formula.trim() == formula && !formula.ends_with('\\');
    let has_command =
        formula.split('\\').skip(1).any(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
    if is_escaped || !(is_tight || mark == "$$") || !has_command || !stands_free(text, &range) {
        return None;
    }
    let plain = formula.replace("\\\\", "").replace("\\{", "").replace("\\}", "");
    let mut open = 0_usize;
    for c in plain.chars() {
        match c {
            '{' => open += 1,
            '}' if open == 0 => return Some((range, "a `}` has no `{` before it")),
            '}' => open -= 1,
            _ => {}
        }
    }
    (open > 0).then_some((range, "a `{` is not closed"))
}

/// Whether the parser is right to take a piece of text for a formula. One in backticks may touch words.
fn is_formula(text: &str, range: &Range<usize>) -> bool {
    let in_backticks = text[range.clone()].strip_prefix("$`").and_then(|rest| rest.strip_suffix("`$"));
    in_backticks.is_some_and(|formula| !formula.contains('`')) || stands_free(text, range)
}

/// Whether neither a letter nor a digit touches the dollar signs from outside.
fn stands_free(text: &str, range: &Range<usize>) -> bool {
    !text[..range.start].ends_with(char::is_alphanumeric)
        && !text[range.end..].starts_with(char::is_alphanumeric)
}

fn inline(pass: &mut Pass<'_, '_>, formula: &str, mode: DisplayMode, range: &Range<usize>) -> Body {
    match checked(pass, formula, mode, range) {
        Some(html) => html,
        None => format!("<code>{}</code>", escape(&pass.source.text[range.clone()])).into(),
    }
}

fn block(pass: &mut Pass<'_, '_>, formula: &str, range: &Range<usize>) -> Body {
    match checked(pass, formula, DisplayMode::Block, range) {
        Some(html) => Body::from("<div>").with(&html).then("</div>\n"),
        None => format!("<pre><code>{}</code></pre>\n", escape(formula)).into(),
    }
}

/// The formula as MathML; nothing, but a diagnostic, if it has an error.
fn checked(pass: &mut Pass<'_, '_>, formula: &str, mode: DisplayMode, range: &Range<usize>) -> Option<Body> {
    match mathml(formula, mode) {
        Ok(html) => {
            pass.markdown.has_math = true;
            Some(html)
        }
        Err(why) => {
            let problem = pass
                .problem(Code::Math, range.clone(), format!("the formula cannot be read: {why}"))
                .help("it is shown as it is written; a dollar sign that begins no formula is written `\\$`");
            pass.report(problem);
            None
        }
    }
}

/// The formula as MathML.
///
/// # Errors
/// What is wrong with it.
fn mathml(formula: &str, display_mode: DisplayMode) -> Result<Body, String> {
    let depth = depth(formula);
    if formula.len() > LONGEST || depth > DEEPEST {
        return Err("it is too long, or its brackets are nested too deep".to_owned());
    }
    if let Some(name) = DEFINITIONS.iter().find(|name| formula.contains(**name)) {
        return Err(format!("`{name}` defines a command, which formulas cannot do"));
    }
    let stack = (depth > SHALLOW).then_some(STACK);
    let rendered = generated::guarded(stack, || convert(formula, display_mode));
    let markup = rendered.unwrap_or_else(|| Err("it is too unusual".to_owned()))?;
    let rules = Rules {
        elements: &ELEMENTS,
        attributes: &ATTRIBUTES,
        recoloured: &[],
        prefix: String::new(),
        root: String::new(),
    };
    Ok(generated::rewrite(&markup, &rules).body)
}

fn convert(formula: &str, display_mode: DisplayMode) -> Result<String, String> {
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(formula, &storage).collect();
    let events = events.map_err(|error| reason(&error.to_string()))?;
    let mut markup = String::new();
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let events = events.into_iter().map(Ok::<_, pulldown_latex::ParserError>);
    push_mathml(&mut markup, events, config).map_err(|error| error.to_string())?;
    Ok(markup)
}

/// What the parser says, with the piece that it says it about: its message is drawn in boxes, over several lines.
fn reason(message: &str) -> String {
    let mut lines = message.lines();
    let what = lines.next().unwrap_or_default().trim_start_matches("parsing error: ");
    let lines: Vec<&str> = lines.collect();
    let place = lines.iter().position(|line| line.contains('^')).and_then(|marks| {
        let text: Vec<char> = lines.get(marks.checked_sub(1)?)?.chars().collect();
        let marked = lines[marks].chars().enumerate().filter(|(_, mark)| *mark == '^');
        let piece: String = marked.filter_map(|(at, _)| text.get(at)).collect();
        Some(piece.trim().to_owned()).filter(|piece| !piece.is_empty())
    });
    let what = PLAINER.iter().find(|(said, _)| what.starts_with(said)).map_or(what, |(_, plainer)| plainer);
    match place {
        Some(piece) => format!("{what}, at `{piece}`"),
        None => what.to_owned(),
    }
}

/// What the parser says of the usual mistakes, by how it begins, and the same for those who have not read it.
const PLAINER: [(&str, &str); 9] = [
    ("unknown primitive", "there is no such command"),
    ("unkown mathematical environment", "there is no such environment"),
    ("expected a token", "something is missing at the end"),
    ("expected an argument", "a command needs something in braces behind it"),
    ("unbalanced group found, expected", "something is not closed"),
    ("unbalanced group found, unexpected", "something is closed that was not opened"),
    ("trying to add a subscript", "two subscripts in a row; write `{a_b}_c`"),
    ("trying to add a superscript", "two superscripts in a row; write `{a^b}^c`"),
    ("unexpected math", "a dollar sign cannot stand in a formula"),
];

fn depth(formula: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in formula.bytes() {
        match byte {
            // A command can nest without brackets, too: `\sqrt\sqrt\sqrt`.
            b'{' | b'[' | b'(' | b'\\' | b'^' | b'_' => depth += 1,
            b'}' | b']' | b')' | b' ' | b'\n' | b'&' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn formulas_are_mathml() {
        check(
            "$a_1$ and $`\\frac{a}{b}`$ $$x < y$$ a$`x`$b\n\n```math\n\\text{<b>&}\n```\n",
            expect![[r#"
                <p><math display="inline"><msub><mi>a</mi><mn>1</mn></msub></math> and <math display="inline"><mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac></math> <math display="block"><mi>x</mi><mo>&lt;</mo><mi>y</mi></math> a<math display="inline"><mi>x</mi></math>b</p>
                <div><math display="block"><mtext>&lt;b&gt;&amp;</mtext></math></div>
            "#]],
        );
    }

    #[test]
    fn prices_are_text() {
        check(
            "$5 and $6, $5-$7, 20$ to 30$, a$b$c, \\$x$, `$x$`, US$5 *a month*, or US$60 [a](b$c) US$7 `a$b` $x$\n",
            expect![[r#"
                <p>$5 and $6, $5-$7, 20$ to 30$, a$b$c, $x$, <code>$x$</code>, US$5 <em>a month</em>, or US$60 <a to="b$c">a</a> US$7 <code>a$b</code> <math display="inline"><mi>x</mi></math></p>
            "#]],
        );
    }

    #[test]
    fn markup_between_prices_is_read_whatever_signs_the_text_has() {
        check(
            "US$5 **10 %** US$6 ~~`a$b`~~ <b title='$'>[^$]</b>\n\n[^$]: US$7\n",
            expect![[r##"
            <p>US$5 <strong>10 %</strong> US$6 <del><code>a$b</code></del> <b title="$"><sup class="footnote-ref" id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup></b></p>
            <section class="footnotes" role="doc-endnotes" aria-label="Footnotes"><ol>
            <li id="fn-1"><p>US$7 <a class="footnote-back" href="#fnref-1" role="doc-backlink" aria-label="Back to the text">↩</a></p>
            </li>
            </ol></section>
        "##]],
        );
    }

    #[test]
    fn formula_whose_braces_do_not_match_is_told_from_a_price() {
        check(
            "a $\\frac{1}{2$ b\n\n$x}\\ge 1$, $$\n\\sqrt{2$$\n\n$5 {and \\x $6, \\$\\frac{1$, $\\{\\alpha$, x$\\frac{1$, `$\\frac{1$`\n\n    $\\frac{1$\n",
            expect![[r#"
                <p>a $\frac{1}{2$ b</p>
                <p>$x}\ge 1$, $$
                \sqrt{2$$</p>
                <p>$5 {and \x $6, $\frac{1$, <math display="inline"><mo symmetric="false" stretchy="false">{</mo><mi>α</mi></math>, x$\frac{1$, <code>$\frac{1$</code></p>
                text: "$\\frac{1$\n" }
                1:3 math: the formula cannot be read: a `{` is not closed
                3:1 math: the formula cannot be read: a `}` has no `{` before it
                3:12 math: the formula cannot be read: a `{` is not closed
            "#]],
        );
    }

    #[test]
    fn error_shows_the_source() {
        check(
            "x $\\foo{<b>}$ y\n\n```math\n{a\n```\n",
            expect![[r#"
                <p>x <code>$\foo{&lt;b&gt;}$</code> y</p>
                <pre><code>{a
                </code></pre>
                1:3 math: the formula cannot be read: there is no such command, at `\foo{<b>}`
                3:1 math: the formula cannot be read: something is not closed, at `{a`
            "#]],
        );
    }

    #[test]
    fn hostile_formula_is_an_error_or_a_formula() {
        for piece in [
            "{",
            "\\sqrt",
            "\\sqrt{",
            "\\left(",
            "\\frac",
            "\\frac{a}",
            "\\begin{matrix}",
            "\\not",
            "\\sqrt[",
        ] {
            for count in [20, 200, 1_400, 10_000] {
                let _ = super::mathml(&piece.repeat(count), super::DisplayMode::Inline);
            }
        }
        assert!(super::mathml("\\def\\a{\\a\\a}\\a", super::DisplayMode::Inline).is_err());
    }
}
