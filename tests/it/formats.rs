//! The formats of `--format`: what machines read is whole, escaped, and the same in every run.

use crate::common::Site;

fn site() -> Site {
    Site::new()
        .file("content/a.md", "---\ntitle: A\nnope: 1\n---\n[x](b.md#nope)\n")
        .file("content/b.md", "---\ntitle: B\n---\n[y](yy.md)\n\n#### H\n")
}

#[test]
fn json_says_why_nothing_was_checked() {
    let run = Site::empty().run(["check", "--format", "json"]).fails(2);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(value["ok"], false);
    assert!(value["error"].as_str().expect("a text").starts_with("there is no site.toml"), "{value}");
    assert_eq!(value["diagnostics"], serde_json::json!([]));
}

#[test]
fn github_annotates_lines_and_writes_a_summary() {
    let site = site();
    for command in ["check", "build"] {
        let summary = site.path("summary.md");
        std::fs::write(&summary, "before\n").unwrap();
        let run = site.run_with([command, "--format", "github"], |command| {
            command.env("GITHUB_STEP_SUMMARY", &summary);
            command.env("GITHUB_WORKSPACE", site.root().parent().unwrap());
        });
        let run = run.fails(1);
        let folder = site.root().file_name().unwrap().to_string_lossy().into_owned();
        let lines: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(lines.len(), 4, "{}", run.stdout);
        let start = format!(
            "::warning file={folder}/content/a.md,line=3,endLine=3,col=1,endColumn=4,title=unknown-field::unknown field `nope`"
        );
        assert!(lines[0].starts_with(&start), "{}", lines[0]);
        assert!(lines[1].contains("title=broken-anchor::`b.md` has no heading `#nope`%0A"), "{}", lines[1]);
        let summary = std::fs::read_to_string(summary).unwrap();
        assert!(summary.starts_with("before\n## nexus: 2 errors, 2 warnings\n"), "{summary}");
        assert!(summary.contains("| error | content/b.md:4 |"), "{summary}");
    }
    site.run_with(["check", "--format", "github"], |command| {
        command.env_remove("GITHUB_STEP_SUMMARY");
    })
    .fails(1);
}

#[test]
fn sarif_has_a_rule_for_every_result() {
    let site = site();
    for command in ["check", "build"] {
        let run = site.run([command, "--format", "sarif"]).fails(1);
        let log: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let driver = &log["runs"][0]["tool"]["driver"];
        let results = log["runs"][0]["results"].as_array().expect("results");
        assert_eq!(results.len(), 4);
        for result in results {
            let rule = &driver["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(rule["help"]["text"].as_str().unwrap().len() > 20);
        }
        assert_eq!(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
    }
    let good = Site::new();
    let run = good.run(["build", "--format", "sarif"]).succeeds();
    assert!(run.stdout.contains("\"results\": []"), "{}", run.stdout);
    assert!(good.path("public/index.html").exists());
}

#[test]
fn two_runs_print_the_same_bytes() {
    let site = site();
    for format in ["human", "json", "github", "sarif"] {
        let run = |threads: &str| {
            let run = site.run_with(["check", "--format", format], |command| {
                command.env("RAYON_NUM_THREADS", threads).env_remove("GITHUB_STEP_SUMMARY");
            });
            (run.stdout, run.stderr)
        };
        assert_eq!(run("1"), run("4"), "{format}");
    }
}

#[test]
fn json_is_a_format_too() {
    let site = site();
    assert_eq!(site.run(["check", "--json"]).stdout, site.run(["check", "--format", "json"]).stdout);
    site.run(["check", "--json", "--format", "sarif"]).fails(2);
    site.run(["check", "--format", "xml"]).fails(2).says("github");
}

#[test]
fn many_problems_end_with_a_tally_by_code() {
    let links: String = (0..30).map(|n| format!("[x](x{n}.md)\n\n")).collect();
    let site = Site::new().file("content/a.md", format!("---\ntitle: A\nnope: 1\n---\n{links}"));
    site.run(["check"]).fails(1).says("31 problems in all:\n     30  broken-link\n      1  unknown-field\n");
}
