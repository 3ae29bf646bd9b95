//! How many instructions the program takes for fixed work, within 5 % of the figures in `tests/instructions.txt`.
//!
//! Takes valgrind and a release build, so it runs only when it is asked for, as `tests/run` does:
//!
//! ```console
//! $ cargo test --release --test measured instructions -- --ignored
//! $ UPDATE_EXPECT=1 cargo test --release --test measured instructions -- --ignored   # records new figures: say why in the commit
//! ```
//!
//! Instructions hardly depend on the machine: there is one thread, no environment, and valgrind shows every program the same
//! processor, so that libraries choose the same routines. They do depend on the compiler, whose version is recorded too.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Output},
};

use crate::common::{Site, hub};

const ENTRIES: usize = 120;
/// How far a figure may be from the one that is recorded.
const TOLERANCE: f64 = 0.05;
/// The figures: the architecture and the name of the work, and the number of instructions.
const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/instructions.txt");

/// Runs the program in `root` and counts its instructions, on all threads.
fn count(root: &Path, args: &[&str]) -> u64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", env!("CARGO_BIN_EXE_nexus")]);
    command.args(args).current_dir(root).env_clear();
    command.envs(env::var_os("PATH").map(|path| ("PATH", path)));
    command.envs([("RAYON_NUM_THREADS", "1"), ("TZ", "UTC")]);
    let Output { status, stderr, .. } = command.output().expect("valgrind is installed");
    let said = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{said}");
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    collected
        .and_then(|(_, count)| count.trim().parse().ok())
        .unwrap_or_else(|| panic!("no figure in: {said}"))
}

fn measure() -> BTreeMap<String, u64> {
    let site = Site::hub(ENTRIES);
    let root = site.root();
    let mut counts = BTreeMap::new();
    let mut add = |work: &str, args: &[&str]| {
        counts.insert(format!("{} {work}", env::consts::ARCH), count(&root, args));
    };
    add("version", &["--version"]);
    add("check", &["check"]);
    add("cold-build", &["build"]);
    add("unchanged-build", &["build"]);
    let entry = hub::path(ENTRIES / 2);
    site.write(&entry, site.read(&entry) + "\nOne more sentence.\n");
    add("build-after-prose-edit", &["build"]);
    counts
}

fn compiler() -> String {
    let out = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("--version").output();
    String::from_utf8(out.expect("rustc runs").stdout).expect("UTF-8").trim().to_owned()
}

/// Lines of a name and a figure; others are comments.
fn recorded(record: &str) -> BTreeMap<String, u64> {
    let pairs = record.lines().filter_map(|line| line.rsplit_once(' '));
    pairs.filter_map(|(name, count)| Some((name.to_owned(), count.replace('_', "").parse().ok()?))).collect()
}

fn record(counts: &BTreeMap<String, u64>) -> String {
    let mut text = format!(
        "# Instructions of nexus for fixed work, by tests/measured/instructions.rs, which also says how to renew them.\n# {}\n",
        compiler()
    );
    for (name, count) in counts {
        writeln!(text, "{name} {count}").expect("a string takes everything");
    }
    text
}

#[test]
#[ignore = "takes valgrind and a release build: see above"]
fn instructions_are_as_recorded() {
    if cfg!(debug_assertions) {
        panic!("a debug build takes other instructions: add --release");
    }
    let known = fs::read_to_string(RECORD).unwrap_or_default();
    let mut counts = measure();
    let known_counts = recorded(&known);
    let mut wrong = Vec::new();
    for (name, count) in &counts {
        let Some(before) = known_counts.get(name) else {
            wrong.push(format!("{name}: {count}, nothing is recorded"));
            continue;
        };
        let change = *count as f64 / *before as f64 - 1.0;
        println!("{name}: {count}, {:+.2} %", change * 100.0);
        if change.abs() > TOLERANCE {
            wrong.push(format!("{name}: {count}, {:+.1} % of {before}", change * 100.0));
        }
    }
    if env::var_os("UPDATE_EXPECT").is_some() {
        let others =
            known_counts.into_iter().filter(|(name, _)| !counts.contains_key(name)).collect::<Vec<_>>();
        counts.extend(others);
        fs::write(RECORD, record(&counts)).expect("the record can be written");
        return;
    }
    assert!(
        wrong.is_empty(),
        "{}\nIf that is meant, or another compiler is the cause (this is {}; the record says what made it), renew the record:\n\
         UPDATE_EXPECT=1 cargo test --release --test measured instructions -- --ignored",
        wrong.join("\n"),
        compiler()
    );
}
