//! Work is linear in the text: of four times as much of anything, five times the work at most.
//!
//! Each pattern was quadratic once, on text as people have it or as a hostile pull request could. What is counted is the time that
//! the processor spent on this program's threads, so that other programs do not count, and a ratio that is too high is measured again.

use std::{fs, time::Duration};

use crate::common::Site;
use nexus::{
    output::Preview,
    report::{self, Colour, Texts},
    session::{Options, Session, Strictness},
};

/// How much more work four times the text may be. A quadratic pattern has 16; the rest is for what caches and the clock do.
const MOST: f64 = 7.0;
/// Less is not told from the noise.
const LEAST: Duration = Duration::from_millis(40);
/// How often a ratio that is too high is measured before it is believed.
const TRIES: usize = 4;

/// What it is, how much of it, and the files that have so much.
type Pattern = (&'static str, usize, fn(usize) -> Vec<(String, String)>);

const PATTERNS: [Pattern; 24] = [
    ("equal headings", 600, |n| one("## Same\n\n".repeat(n))),
    ("equal headings with ids", 600, |n| one("## Same {#y}\n\n".repeat(n))),
    ("broken anchors and headings", 300, |n| {
        one(each(n, |at| format!("## Part {at} of it\n\n[x](#paat-{at}-of-this)\n\n")))
    }),
    ("broken links and entries", 250, |n| {
        entries(n, |at| format!("[x](../old-{at}/nome-{at}-of-this.md)\n"))
    }),
    ("broken links with a prefix", 250, |n| entries(n, |at| format!("[x](/docs/name-{at}-of-it)\n"))),
    ("links to a name of many", 250, |n| {
        let overview = |at| {
            (format!("content/a{at}/overview.md"), "---\ntitle: O\n---\n[x](../b/overview.md)\n".to_owned())
        };
        (0..n).map(overview).collect()
    }),
    ("broken images and entries", 250, |n| entries(n, |at| format!("![x](nome-{at}.png)\n"))),
    ("broken wiki links and entries", 250, |n| entries(n, |at| format!("[[nome-{at}-of-this]]\n"))),
    ("ambiguous references", 200, |n| {
        let same = |at| (format!("content/a{at}/same.md"), "---\ntitle: S\n---\n[[same]]\n".to_owned());
        (0..n).map(same).collect()
    }),
    ("references to a name of many", 200, |n| {
        let same = |at| (format!("content/a{at}/same.md"), "---\ntitle: S\n---\n".to_owned());
        let link = |at| (format!("content/b{at}/link.md"), "---\ntitle: L\n---\n[[same]]\n".to_owned());
        (0..n).flat_map(|at| [same(at), link(at)]).collect()
    }),
    ("undefined references and definitions", 300, |n| {
        one(each(n, |at| format!("[a][name-{at}-of-this]\n\n[nome-{at}-of-it]: /u\n\n")))
    }),
    ("valid references", 1000, |n| {
        one(each(n, |at| format!("[r{at}]\n"))
            + "\n"
            + &each(n, |at| format!("[r{at}]: https://e.org/{at}\n")))
    }),
    ("undefined footnotes", 1000, |n| one("a[^b] ".repeat(n))),
    ("abbreviations and uses", 300, |n| {
        one(each(n, |at| format!("W{at}W ")) + "\n\n" + &each(n, |at| format!("*[W{at}W]: word\n")))
    }),
    ("wiki links in one block", 1000, |n| one("[[index]] ".repeat(n))),
    ("links in one block", 1000, |n| one("[a](index.md) ".repeat(n))),
    ("bare addresses in one block", 1000, |n| one("https://e.org/x ".repeat(n))),
    ("bare mail addresses in one block", 1000, |n| one("a@e.org ".repeat(n))),
    ("problems on one line", 300, |n| one("<blink> ".repeat(n))),
    ("problems on many lines", 300, |n| one("<blink>\n\n".repeat(n))),
    ("formulas with errors", 300, |n| one("a $\\foo$\n\n".repeat(n))),
    ("prices", 3000, |n| one("a$5 ".repeat(n))),
    ("comments that do not end", 3000, |n| one("<!-- ".repeat(n))),
    ("comments that allow", 200, |n| one("<!-- nexus: allow broken-link -->\n[x](y.md)\n\n".repeat(n))),
];

fn one(text: String) -> Vec<(String, String)> {
    vec![("content/a.md".to_owned(), format!("---\ntitle: A\n---\n{text}"))]
}

fn each(n: usize, text: impl Fn(usize) -> String) -> String {
    (0..n).map(text).collect()
}

fn entries(n: usize, text: impl Fn(usize) -> String) -> Vec<(String, String)> {
    let entry = |at| {
        (format!("content/parts/name-{at}-of-it.md"), format!("---\ntitle: Title {at}\n---\n{}", text(at)))
    };
    (0..n).map(entry).collect()
}

#[test]
fn four_times_the_text_is_five_times_the_work() {
    let only = std::env::var("NEXUS_PATTERN").unwrap_or_default();
    let none = (0..TRIES).map(|_| work(&[])).min().expect("tried");
    let mut failures = Vec::new();
    for (name, n, files) in PATTERNS.iter().filter(|(name, ..)| name.contains(&only)) {
        let (small, large) = (files(*n), files(4 * n));
        let mut best = (Duration::MAX, Duration::MAX);
        for _ in 0..TRIES {
            best = (best.0.min(work(&small)), best.1.min(work(&large)));
            if !is_too_much(best, none) {
                break;
            }
        }
        println!("{name}: {n} in {:?}, {} in {:?}", best.0, 4 * n, best.1);
        if is_too_much(best, none) {
            failures.push(*name);
        }
    }
    assert!(failures.is_empty(), "more than linear: {failures:?}");
}

/// Whether the larger of two sites took too much more than the smaller, of what both take more than one with `none` of it.
fn is_too_much((small, large): (Duration, Duration), none: Duration) -> bool {
    let (small, large) = (small.saturating_sub(none), large.saturating_sub(none));
    large > LEAST && large.as_secs_f64() / small.as_secs_f64().max(0.001) > MOST
}

/// What planning a site with these files takes, and reporting what is wrong in it.
fn work(files: &[(String, String)]) -> Duration {
    let site = files.iter().fold(Site::new(), |site, (path, text)| site.file(path, text));
    let mut session = Session::new(Options {
        root: camino::Utf8PathBuf::try_from(site.root()).expect("UTF-8"),
        base_url: None,
        drafts: false,
        strictness: Strictness::Normal,
        preview: Preview::No,
        today: jiff::civil::date(2026, 1, 1),
    });
    session.refresh();
    let began = spent();
    let plan = session.plan();
    let texts = Texts::new(|path| session.text(path));
    let record = |(level, problem): &(_, _)| report::record(*level, problem, &texts).message.len();
    let told: usize = plan.diagnostics.iter().map(record).sum();
    let report = |message: &report::Message<'_>| report::human(message, &texts, Colour::No).len();
    let shown: usize = report::messages(&plan.diagnostics).iter().map(report).sum();
    assert!(told + shown < 4000 * (1 + plan.diagnostics.len()), "messages grow with the site");
    spent() - began
}

/// What the threads of this process have had of the processor; where the system does not say, the time of day.
fn spent() -> Duration {
    let of_thread = |task: fs::DirEntry| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    match fs::read_dir("/proc/self/task") {
        Ok(tasks) => tasks.filter_map(|task| of_thread(task.ok()?)).sum(),
        Err(_) => std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970"),
    }
}
