//! JSON Schema (draft 7, which the checkers of editors know) for what people write: the front matter of each kind, and `site.toml`.
//!
//! Takes the site's kinds; returns schemas whose descriptions are the doc comments of `front_matter.rs` and the table of
//! `config.rs`. A schema is never stricter than nexus itself: what it refuses, `nexus check` reports too.

use serde_json::{Map, Value, json};

use crate::{
    base::diagnostic::Code,
    parse::{
        front_matter::{DOCUMENTED, Difficulty, Form},
        kind::{Kind, KindField, Kinds, Shape},
        shape,
    },
    settings::config::{self, KeyForm, theme::Navigation},
};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The front matter of one kind of entry, or of all kinds together.
pub fn entry(kinds: &Kinds, kind: Option<&Kind>) -> Value {
    let mut properties = Map::new();
    for field in DOCUMENTED {
        properties.insert(field.name.to_owned(), described(form(field.form), &text(field.doc)));
    }
    properties["kind"]["enum"] = kinds.keys().cloned().collect();
    let own: Vec<&KindField> = match kind {
        Some(kind) => kind.fields.iter().collect(),
        None => kinds.values().flat_map(|kind| &kind.fields).collect(),
    };
    for field in own {
        // Kinds that give one name to fields of different shapes: either will do.
        let new = shape(field.shape);
        let known = properties.remove(&field.name).filter(|known| *known != new);
        let value = known.map_or_else(|| new.clone(), |known| json!({ "anyOf": [known, new] }));
        properties.insert(field.name.clone(), value);
    }
    let title = match kind {
        Some(kind) => format!("Front matter of an entry of the kind `{}`", kind.name),
        None => "Front matter of an entry".to_owned(),
    };
    let mut schema = json!({
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    let required = kind.map(|kind| kind.fields.iter().filter(|field| field.required));
    let required: Vec<&str> = required.into_iter().flatten().map(|field| field.name.as_str()).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// `site.toml`.
pub fn site() -> Value {
    let mut root = object();
    for key in config::KEYS {
        let mut at = &mut root;
        let (path, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
        for part in path.split('.').filter(|part| !part.is_empty()) {
            // `*` is a name that the site chooses.
            at = if part == "*" {
                &mut at["additionalProperties"]
            } else {
                &mut at["properties"].as_object_mut().expect("an object has them")[part]
            };
        }
        let value = described(key_form(key.form), key.doc);
        if name == "*" {
            at["additionalProperties"] = value;
        } else {
            at["properties"][name] = value;
        }
    }
    let levels = Code::ALL.iter().map(|code| {
        let level = json!({ "enum": ["error", "warn", "off"], "default": code.default_level().name() });
        (code.name().to_owned(), described(level, &text(code.explanation())))
    });
    root["properties"]["check"]["properties"] = levels.collect::<Map<String, Value>>().into();
    root["$schema"] = DRAFT.into();
    root["title"] = "The settings of a site".into();
    root
}

fn object() -> Value {
    json!({ "type": "object", "properties": {}, "additionalProperties": false })
}

/// Text, or a number that is taken as it is written.
fn scalar() -> Value {
    json!({ "type": ["string", "number"] })
}

fn list() -> Value {
    json!({ "anyOf": [scalar(), { "type": "array", "items": scalar() }] })
}

fn form(form: Form) -> Value {
    match form {
        Form::Text => scalar(),
        Form::Texts | Form::References => list(),
        Form::Date => json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}([Tt ].*)?$" }),
        Form::Boolean => json!({ "type": "boolean" }),
        Form::Integer => json!({ "type": "integer" }),
        Form::Slug => {
            json!({ "type": ["string", "number"], "pattern": "^[^.\\\\?#%<>\":|*\\s][^\\\\?#%<>\":|*\\s]*$" })
        }
        Form::Difficulty => json!({ "enum": Difficulty::ALL.map(|(name, _)| name) }),
        Form::Minutes => {
            json!({ "type": "string", "pattern": "^(\\s*\\d+\\s*(m|min|mins|minutes?|h|hours?))+\\s*$" })
        }
    }
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Text => scalar(),
        Shape::Url => described(json!({ "type": "string", "pattern": "^https?://" }), "A web address."),
        Shape::List => list(),
        Shape::References => {
            described(list(), "Entries of this site: by path below `content/`, or by the last part of it.")
        }
        Shape::Names => described(list(), "Names; those of entries become links."),
    }
}

fn key_form(form: KeyForm) -> Value {
    match form {
        KeyForm::Text => scalar(),
        KeyForm::Texts => list(),
        KeyForm::Boolean => json!({ "type": "boolean" }),
        KeyForm::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        KeyForm::Url => json!({ "type": "string", "pattern": "^https?://" }),
        KeyForm::Assets => json!({ "enum": ["safe", "trusted"] }),
        KeyForm::RawHtml => json!({ "enum": ["safe", "escape"] }),
        KeyForm::Shape => json!({ "enum": Shape::ALL.map(|(name, _)| name) }),
        KeyForm::Form => json!({ "enum": shape::Form::ALL.map(|(name, _)| name) }),
        KeyForm::Value => json!({ "type": ["string", "number", "boolean"] }),
        KeyForm::Colour => {
            json!({ "type": "string", "pattern": "^\\s*(#([0-9A-Fa-f]{3}){1,2}|oklch\\(.*\\))\\s*$" })
        }
        KeyForm::Navigation => json!({ "enum": Navigation::ALL.map(|(name, _)| name) }),
        KeyForm::WebLinks => links("url"),
        KeyForm::Section => object(),
        KeyForm::Sections => json!({ "type": "object", "additionalProperties": object() }),
        KeyForm::Actions => links("to"),
    }
}

/// A list of texts, each with where it leads.
fn links(target: &str) -> Value {
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": { "text": scalar(), target: scalar() },
            "required": ["text", target],
            "additionalProperties": false,
        },
    })
}

fn described(mut schema: Value, text: &str) -> Value {
    schema["description"] = text.into();
    schema
}

/// A doc comment as running text.
fn text(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{path, source::Source},
        parse::kind,
    };

    /// What is wrong with a value, by the part of JSON Schema that is used here.
    fn errors(schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let mut found = Vec::new();
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let own = match value {
            Value::String(_) => "string",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
            Value::Null => "null",
        };
        let fits = types.is_empty() || types.contains(&own) || (types.contains(&"integer") && value.is_i64());
        if !fits {
            found.push(format!("{at}: is {own}"));
        }
        if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
            found.push(format!("{at}: not one of the values"));
        }
        let any = schema["anyOf"].as_array();
        if any.is_some_and(|any| any.iter().all(|schema| !errors(schema, value, at).is_empty())) {
            found.push(format!("{at}: none of the forms"));
        }
        if let Some(items) = value.as_array().filter(|_| !schema["items"].is_null()) {
            found.extend(items.iter().flat_map(|item| errors(&schema["items"], item, at)));
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            match (&schema["properties"][name], &schema["additionalProperties"]) {
                (Value::Null, Value::Bool(false)) => found.push(format!("{at}.{name}: unknown")),
                (Value::Null, other) => found.extend(errors(other, value, &format!("{at}.{name}"))),
                (schema, _) => found.extend(errors(schema, value, &format!("{at}.{name}"))),
            }
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        found.extend(
            required.filter(|name| value[name].is_null()).map(|name| format!("{at}.{name}: missing")),
        );
        found
    }

    fn front_matter(yaml: &str) -> Value {
        serde_yaml::from_str(yaml).expect("valid YAML")
    }

    #[test]
    fn schema_of_a_kind_takes_and_refuses() {
        let kinds = kind::built_in();
        let schema = entry(&kinds, Some(&kinds["challenge"]));
        let good =
            front_matter("title: T\nproblem: p\nsolution: s\ntags: [a, 1]\ndifficulty: beginner\norder: 3\n");
        assert_eq!(errors(&schema, &good, ""), [] as [&str; 0]);
        let bad = front_matter("titel: T\nproblem: p\ntags: {a: b}\ndifficulty: easy\norder: x\n");
        assert_eq!(
            errors(&schema, &bad, ""),
            [
                ".difficulty: not one of the values",
                ".order: is string",
                ".tags: none of the forms",
                ".titel: unknown",
                ".solution: missing"
            ]
        );
        assert!(
            schema["properties"]["reviewed"]["description"]
                .as_str()
                .expect("a text")
                .starts_with("When somebody")
        );
    }

    #[expect(clippy::disallowed_methods, reason = "a test reads the hub")]
    #[test]
    fn hub_follows_its_schemas() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let kinds = kind::built_in();
        let all = entry(&kinds, None);
        let mut count = 0;
        for folder in std::fs::read_dir(root.join("content")).expect("the hub").flatten() {
            let files = std::fs::read_dir(folder.path()).into_iter().flatten().flatten();
            for file in files.filter(|file| path::is_markdown(&file.file_name().to_string_lossy())) {
                let text = std::fs::read_to_string(file.path()).expect("an entry");
                let Some(yaml) = text.strip_prefix("---\n").and_then(|text| text.split("\n---\n").next())
                else {
                    continue;
                };
                let path = format!("{}/x.md", folder.file_name().to_string_lossy());
                let kind = if path::is_landing(&file.path().to_string_lossy()) {
                    &kinds[kind::PAGE]
                } else {
                    kind::implied(&kinds, &path)
                };
                let value = front_matter(yaml);
                assert_eq!(
                    errors(&entry(&kinds, Some(kind)), &value, ""),
                    [] as [&str; 0],
                    "{:?}",
                    file.path()
                );
                assert_eq!(errors(&all, &value, ""), [] as [&str; 0], "{:?}", file.path());
                count += 1;
            }
        }
        assert!(count > 30, "{count}");
    }

    #[test]
    fn settings_are_those_that_are_read() {
        let text = "title = \"x\"\ndescription = \"x\"\nbase_url = \"https://e.org/\"\nlanguage = \"en\"\nauthor = \"x\"\n\
            repository = \"https://e.org/r\"\nbranch = \"main\"\nrepository_folder = \"docs\"\nnavigation = []\none_page = 60\noffline = true\n\
            [home]\nactions = [{ text = \"x\", to = \"y\" }]\n[markdown]\nsmart_punctuation = true\n\
            [theme]\naccent = \"#0b6470\"\naccent_dark = \"oklch(0.8 0.1 200)\"\nlogo = \"l.svg\"\nlogo_dark = \"d.svg\"\nlogo_alt = \"L\"\n\
            favicon = \"i.png\"\nnavigation = \"top\"\nlinks = [{ text = \"x\", url = \"https://e.org/\" }]\n\
            fonts = { text = \"a.woff2\", headings = [\"b.woff2\"], code = \"c.woff2\" }\nfooter = { text = \"x\", links = [] }\n\
            [links]\nprefix = \"/docs/\"\n[security]\nraw_html = \"safe\"\nassets = \"safe\"\nlink_schemes = [\"https\"]\n\
            [tags.a]\nlabel = \"A\"\ndescription = \"x\"\nsynonyms = [\"b\"]\nparent = \"b\"\n[tags.b]\n\
            [kinds.recipe]\nlabel = \"R\"\nfolder = \"r\"\nfields = { serves = \"text\" }\nrequired = [\"serves\"]\ntable = [\"serves\"]\ncompare = [\"serves\"]\n\
            [shapes.price]\ndescription = \"x\"\n[shapes.price.arguments]\nplan = { type = \"choice\", of = [\"a\"], default = \"a\", help = \"x\" }\n\
            cost = { type = \"number\", required = true }\n\
            [review]\nmonths = 6\n[glossary]\ndefinitions = true\n[external]\ndays = 7\nexclude = [\"x\"]\n[check]\nbroken-link = \"warn\"\n";
        let (_, problems) =
            config::parse(&Source::new(crate::base::path::SourcePath::new("site.toml"), text));
        assert_eq!(problems, []);
        let value: Value = toml::from_str(text).expect("valid TOML");
        assert_eq!(errors(&site(), &value, ""), [] as [&str; 0]);
        // Every key of the table stands in the text above, so the table has none that is not read.
        for key in config::KEYS {
            let name = key.path.rsplit('.').find(|part| *part != "*").expect("a name");
            assert!(text.contains(name), "{name}");
        }
        // What nexus knows at each level is what the table says.
        for (section, path) in [
            ("", ""),
            ("[home]\n", "home."),
            ("[theme]\n", "theme."),
            ("[theme.fonts]\n", "theme.fonts."),
            ("[theme.footer]\n", "theme.footer."),
            ("[markdown]\n", "markdown."),
            ("[security]\n", "security."),
            ("[review]\n", "review."),
            ("[glossary]\n", "glossary."),
            ("[external]\n", "external."),
            ("[tags.a]\n", "tags.*."),
            ("[kinds.a]\n", "kinds.*."),
            ("[shapes.a]\n", "shapes.*."),
            ("[shapes.a.arguments.x]\ntype = \"text\"\n", "shapes.*.arguments.*."),
        ] {
            let source = Source::new(
                crate::base::path::SourcePath::new("site.toml"),
                &format!("{section}zzzzzzzzzz = 1\n"),
            );
            let (_, problems) = config::parse(&source);
            let help = problems[0].help.clone().expect("the names");
            let known = help.strip_prefix("known here: ").expect("a list").split(", ");
            let mut known: Vec<&str> = known.collect();
            let below = |key: &&config::ConfigKey| {
                key.path.strip_prefix(path).is_some_and(|rest| !rest.contains('.') && rest != "*")
            };
            let mut listed: Vec<&str> =
                config::KEYS.iter().filter(below).map(|key| &key.path[path.len()..]).collect();
            known.sort_unstable();
            listed.sort_unstable();
            assert_eq!(known, listed, "{path}");
        }
    }
}
