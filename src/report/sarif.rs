//! Diagnostics → SARIF 2.1.0, which code scanning and editors read.
//!
//! Rules are the codes that occur, in the order of [`Code::ALL`], each with its explanation as help. SARIF wants a place
//! for every result, so a problem of the site as a whole is put at `site.toml`.

use serde_json::{Value, json};

use super::{Text, Texts};
use crate::base::{
    diagnostic::{Code, Diagnostic, Fix, Level},
    path::SourcePath,
    source::Span,
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A SARIF log of one run. `folder` leads from the repository's root to the site's, with a closing slash unless it is
/// empty.
pub fn sarif(diagnostics: &[(Level, Diagnostic)], folder: &str, texts: &Texts<'_>) -> Value {
    let occurs = |code: &&Code| diagnostics.iter().any(|(_, problem)| problem.code == **code);
    let codes: Vec<Code> = Code::ALL.iter().filter(occurs).copied().collect();
    let log = Log { codes: &codes, folder, texts };
    let results: Vec<Value> =
        diagnostics.iter().map(|(level, problem)| log.result(*level, problem)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "nexus",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

struct Log<'a, 't> {
    codes: &'a [Code],
    folder: &'a str,
    texts: &'a Texts<'t>,
}

impl Log<'_, '_> {
    fn result(&self, level: Level, problem: &Diagnostic) -> Value {
        let whole = Span::start_of(&SourcePath::new("site.toml"));
        let span = problem.span.as_ref().unwrap_or(&whole);
        let mut message = problem.message.clone();
        for more in [&problem.label, &problem.help].into_iter().flatten() {
            message.push_str(&format!("; {more}"));
        }
        let mut result = json!({
            "ruleId": problem.code.name(),
            "ruleIndex": self.codes.iter().position(|code| *code == problem.code),
            "level": name(level),
            "message": { "text": message },
            "locations": [{ "physicalLocation": self.place(span) }],
        });
        if !problem.related.is_empty() {
            let related = problem.related.iter().map(
                |(span, label)| json!({ "physicalLocation": self.place(span), "message": { "text": label } }),
            );
            result["relatedLocations"] = related.collect();
        }
        if let (Some(fix), Some(text)) = (&problem.fix, self.texts.get(&span.file)) {
            result["fixes"] = json!([self.fix(fix, span, &text)]);
        }
        result
    }

    fn place(&self, span: &Span) -> Value {
        let mut place = json!({ "artifactLocation": self.artifact(span) });
        if let Some(text) = self.texts.get(&span.file) {
            place["region"] = region(&text, &span.range());
        }
        place
    }

    fn artifact(&self, span: &Span) -> Value {
        let path = format!("{}{}", self.folder, span.file);
        json!({ "uri": crate::base::path::encode_url(&path), "uriBaseId": "%SRCROOT%" })
    }

    fn fix(&self, fix: &Fix, span: &Span, text: &Text<'_>) -> Value {
        let replacements = fix.edits.iter().map(|(range, new)| {
            json!({ "deletedRegion": region(text, range), "insertedContent": { "text": new } })
        });
        json!({
            "description": { "text": fix.title },
            "artifactChanges": [{
                "artifactLocation": self.artifact(span),
                "replacements": replacements.collect::<Vec<_>>(),
            }],
        })
    }
}

fn region(text: &Text<'_>, range: &std::ops::Range<usize>) -> Value {
    let (start, end) = (text.position(range.start), text.position(range.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn rule(code: Code) -> Value {
    let lines = code.explanation().lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let help = lines.collect::<Vec<_>>().join("\n");
    let short = help.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    json!({
        "id": code.name(),
        "shortDescription": { "text": short },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": name(code.default_level()), "enabled": code.default_level() != Level::Off },
    })
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Off => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the schema requires of the parts that are used, in the words of the specification's sections 3.13 to 3.56.
    fn check(log: &Value) {
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        for rule in rules {
            assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string());
        }
        for result in run["results"].as_array().expect("results") {
            let index = result["ruleIndex"].as_u64().expect("an index");
            assert_eq!(rules[usize::try_from(index).expect("small")]["id"], result["ruleId"]);
            assert!(
                ["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("a level"))
            );
            assert!(result["message"]["text"].is_string());
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["artifactLocation"]["uri"].is_string());
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(place["region"][key].as_u64().is_none_or(|at| at >= 1), "{place}");
            }
        }
    }

    #[test]
    fn log_holds_places_rules_and_fixes() {
        let file = SourcePath::new("content/a b.md");
        let problem = Diagnostic::new(Code::BrokenLink, Span::new(&file, 2..6), "no entry")
            .label("did you mean `z.md`?")
            .related(Span::new(&file, 0..1), "the first one")
            .fix("link to `z.md`", 2..6, "z.md");
        let problems = [(Level::Error, problem), (Level::Warn, Diagnostic::global(Code::Orphan, "x"))];
        let texts = Texts::new(|path| (path.as_str() != "site.toml").then_some("a\ny.md\n"));
        let log = sarif(&problems, "docs/", &texts);
        check(&log);
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["message"]["text"], "no entry; did you mean `z.md`?");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "docs/content/a%20b.md");
        assert_eq!((&place["region"]["startLine"], &place["region"]["endColumn"]), (&2.into(), &5.into()));
        let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(change["insertedContent"]["text"], "z.md");
        assert_eq!(sarif(&[], "", &texts)["runs"][0]["results"], json!([]));
    }
}
