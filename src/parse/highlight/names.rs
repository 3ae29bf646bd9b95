//! What languages are called: a name as people write it → the grammar at hand that reads it best.

use std::{collections::HashMap, sync::LazyLock};

/// Names of blocks without colours.
pub(super) const PLAIN: &str = "mermaid text txt plain plaintext plain-text none nothing nohighlight no-highlight raw output ascii \
     ascii-art stdout stderr result response error ansi tree treeview filetree file-tree dir directory url uri";
/// Names of terminal sessions.
pub(super) const CONSOLE: &str =
    "console shell-session shellsession terminal sh-session bash-session zsh-session console-session";

/// Languages that are well known, and for which there is no grammar like theirs.
pub(super) const WITHOUT: &str = "abap abnf ahk alloy apl autohotkey autoit ballerina basic bicep bnf capnp cel cobol codeowners \
     cucumber cue cypher d2 dataview dbml dhall ebnf factor feature flatbuffers flux forth gherkin gn isabelle jade jsonpath kql \
     kusto lucene meson moonscript nu nushell peg pkl plantuml prisma prolog promql pug puml query redis sas smalltalk smithy \
     sparql spirv squirrel stata svgbob thrift tla tlaplus ttl turtle vega vega-lite wit wren xpath xquery";

/// Other names of a language, by its grammar.
const SAME: [(&str, &str); 37] = [
    ("apache conf", "apache apacheconf"),
    ("arm assembly", "armasm aarch64"),
    ("bash", "shell zsh ksh csh tcsh dash shellscript sh-vue curl"),
    ("bat", "batch dos dosbatch winbatch"),
    ("clojure", "clojurescript"),
    ("cs", "csharp dotnet"),
    ("css", "postcss pcss"),
    ("diff", "udiff"),
    ("dockerfile", "docker containerfile"),
    ("dot", "graphviz"),
    ("elixir", "iex"),
    ("f#", "fsharp fs f-sharp"),
    ("f90", "fortran fortran90 fortran95"),
    ("gd", "gdscript"),
    ("gitignore", "ignore dockerignore npmignore"),
    ("go", "golang"),
    ("groff", "roff"),
    ("hcl", "opentofu nomad"),
    ("html", "vue-html html5"),
    ("html (eex)", "eex heex leex"),
    ("http", "https"),
    ("ini", "conf cnf config dosini editorconfig npmrc systemd service"),
    ("js", "js-nolint node nodejs dataviewjs mongo mongodb mongosh es6"),
    ("json", "jsonc json5 jsonl ndjson geojson webmanifest json-ld jsonld importmap json-with-comments"),
    ("jsx", "javascriptreact"),
    ("lean", "lean4"),
    ("makefile", "mk just justfile"),
    ("nasm", "assembly x86asm x86 gas"),
    ("objective-c", "objc objectivec obj-c"),
    ("objective-c++", "objcpp objectivecpp obj-c++"),
    ("perl", "perl5"),
    ("powershell", "pwsh posh ps"),
    ("python", "py3 python3 pycon python-repl ipython doctest"),
    ("re", "regex regexp"),
    (
        "sql",
        "postgres postgresql psql pgsql plpgsql plsql mysql mariadb sqlite sqlite3 tsql t-sql mssql oracle bigquery snowflake \
         redshift clickhouse duckdb hive hiveql",
    ),
    ("viml", "vimscript"),
    ("yaml", "docker-compose compose k8s kubernetes helm ansible openapi cloudformation base"),
];

/// Languages that the grammar of another one reads well enough, with their names for people.
const LIKE: [(&str, &str, &str); 88] = [
    ("agda", "haskell", "Agda"),
    ("antlers", "twig", "Antlers"),
    ("apex", "java", "Apex"),
    ("arduino", "cpp", "Arduino"),
    ("ino", "cpp", "Arduino"),
    ("astro", "tsx", "Astro"),
    ("bazel", "python", "Bazel"),
    ("bzl", "python", "Starlark"),
    ("blade", "twig", "Blade"),
    ("cairo", "rust", "Cairo"),
    ("carbon", "cpp", "Carbon"),
    ("common-lisp", "lisp", "Common Lisp"),
    ("commonlisp", "lisp", "Common Lisp"),
    ("coq", "ocaml", "Coq"),
    ("cql", "sql", "CQL"),
    ("cshtml", "html", "Razor"),
    ("csproj", "xml", "XML"),
    ("cu", "cpp", "CUDA"),
    ("cuda", "cpp", "CUDA"),
    ("delphi", "pascal", "Delphi"),
    ("django", "jinja2", "Django"),
    ("edge", "twig", "Edge"),
    ("ejs", "erb", "EJS"),
    ("elisp", "lisp", "Emacs Lisp"),
    ("emacs-lisp", "lisp", "Emacs Lisp"),
    ("fennel", "lisp", "Fennel"),
    ("flow", "jsx", "Flow"),
    ("freemarker", "html", "FreeMarker"),
    ("ftl", "html", "FreeMarker"),
    ("gleam", "rust", "Gleam"),
    ("go-html-template", "twig", "Go template"),
    ("go-template", "twig", "Go template"),
    ("go-text-template", "twig", "Go template"),
    ("gohtml", "twig", "Go template"),
    ("gohtmltmpl", "twig", "Go template"),
    ("gotemplate", "twig", "Go template"),
    ("gotmpl", "twig", "Go template"),
    ("handlebars", "twig", "Handlebars"),
    ("haxe", "java", "Haxe"),
    ("hbs", "twig", "Handlebars"),
    ("hlsl", "glsl", "HLSL"),
    ("hy", "lisp", "Hy"),
    ("influxql", "sql", "InfluxQL"),
    ("janet", "clojure", "Janet"),
    ("latte", "twig", "Latte"),
    ("liquid", "twig", "Liquid"),
    ("luau", "lua", "Luau"),
    ("markdoc", "markdown", "Markdoc"),
    ("marko", "html", "Marko"),
    ("mdc", "markdown", "MDC"),
    ("mdx", "markdown", "MDX"),
    ("metal", "cpp", "Metal"),
    ("mlir", "llvm", "MLIR"),
    ("mojo", "python", "Mojo"),
    ("move", "rust", "Move"),
    ("mustache", "twig", "Mustache"),
    ("njk", "jinja2", "Nunjucks"),
    ("nunjucks", "jinja2", "Nunjucks"),
    ("octave", "matlab", "Octave"),
    ("opencl", "c", "OpenCL"),
    ("pde", "java", "Processing"),
    ("plist", "xml", "Property list"),
    ("processing", "java", "Processing"),
    ("qmd", "markdown", "Quarto"),
    ("raku", "perl", "Raku"),
    ("razor", "html", "Razor"),
    ("reason", "ocaml", "Reason"),
    ("rescript", "ocaml", "ReScript"),
    ("riot", "html", "Riot"),
    ("rmd", "markdown", "R Markdown"),
    ("scheme", "lisp", "Scheme"),
    ("shaderlab", "glsl", "ShaderLab"),
    ("smarty", "twig", "Smarty"),
    ("smt2", "lisp", "SMT-LIB"),
    ("starlark", "python", "Starlark"),
    ("sway", "rust", "Sway"),
    ("templ", "go", "templ"),
    ("tera", "jinja2", "Tera"),
    ("thymeleaf", "html", "Thymeleaf"),
    ("vala", "cs", "Vala"),
    ("vb", "asa", "Visual Basic"),
    ("vb.net", "asa", "Visual Basic"),
    ("vba", "asa", "VBA"),
    ("vbnet", "asa", "Visual Basic"),
    ("vbscript", "asa", "VBScript"),
    ("velocity", "html", "Velocity"),
    ("wat", "lisp", "WebAssembly"),
    ("xsl", "xml", "XSLT"),
];

/// A language that is read by the grammar of another name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alias {
    pub grammar: &'static str,
    /// For people, where the grammar is another language's.
    pub label: Option<&'static str>,
}

/// By the name in lower case.
pub(super) static ALIASES: LazyLock<HashMap<&str, Alias>> = LazyLock::new(|| {
    let same = SAME.iter().flat_map(|(grammar, names)| {
        names.split_whitespace().map(move |name| (name, Alias { grammar, label: None }))
    });
    let like = LIKE.iter().map(|(name, grammar, label)| (*name, Alias { grammar, label: Some(label) }));
    same.chain(like).collect()
});
