//! A hub of any size that is the same everywhere, for tests and benches that count or measure work.

use std::fmt::Write as _;

use super::random::Random;

/// Entries of a section.
const SECTION: usize = 15;

const WORDS: [&str; 48] = [
    "a",
    "backend",
    "balances",
    "between",
    "broker",
    "cache",
    "client",
    "connection",
    "consumer",
    "deadline",
    "deployment",
    "each",
    "expires",
    "fails",
    "for",
    "from",
    "gateway",
    "handler",
    "in",
    "index",
    "invalidates",
    "latency",
    "limits",
    "lock",
    "message",
    "migration",
    "of",
    "or",
    "partition",
    "pool",
    "query",
    "queue",
    "reads",
    "replica",
    "request",
    "retries",
    "schema",
    "server",
    "session",
    "shard",
    "stores",
    "the",
    "throughput",
    "timeout",
    "to",
    "token",
    "transaction",
    "when",
];

/// Code with `N` where a number makes it unlike any other.
pub const CODE: [(&str, &str); 8] = [
    (
        "python",
        "from functools import lru_cache\n\n\nclass LoanN(Base):\n    \"\"\"A loan of a book.\"\"\"\n\n    limit: int = N\n\n    \
         @lru_cache(maxsize=128)\n    def due(self, days: int = 14) -> str:\n        # Holidays count, too.\n        if days > \
         self.limit:\n            raise ValueError(f\"at most {self.limit!r} days\")\n        return \", \".join(str(day) for \
         day in range(days))\n",
    ),
    (
        "yaml",
        "services:\n  webN:\n    image: \"nginx:1.27\"\n    ports: [\"80N:80\"]\n    environment:\n      - DEBUG=false\n      - \
         WORKERS=N\n    depends_on:\n      db: {condition: service_healthy}\n  # The data lives in a volume.\n  db:\n    image: \
         postgres:17\n    command: >\n      postgres -c max_connections=N\n",
    ),
    (
        "rust",
        "/// Counts what it is given.\n#[derive(Debug, Default)]\npub struct CounterN<'a> {\n    names: Vec<&'a str>,\n}\n\nimpl<'a> \
         CounterN<'a> {\n    pub fn add(&mut self, name: &'a str) -> usize {\n        self.names.push(name); // N of them\n        \
         self.names.iter().map(|name| name.len()).sum::<usize>() + N\n    }\n}\n",
    ),
    (
        "bash",
        "#!/usr/bin/env bash\nset -euo pipefail\nfor file in \"$@\"; do\n  if [ ! -f \"$file\" ]; then\n    echo \"no file $file\" \
         >&2\n    exit N\n  fi\n  grep -c 'errorN' \"$file\" | sort -rn | head -n 3\ndone\n",
    ),
    (
        "javascript",
        "import { readFile } from \"node:fs/promises\";\n\nexport async function loadN(path, { retries = N } = {}) {\n  try {\n    \
         const text = await readFile(path, \"utf8\");\n    return JSON.parse(text.replace(/\\/\\/.*$/gm, \"\"));\n  } catch (error) \
         {\n    if (retries > 0) return loadN(path, { retries: retries - 1 });\n    throw new Error(`cannot read ${path}`, { cause: \
         error });\n  }\n}\n",
    ),
    (
        "sql",
        "-- Members with late loans.\nSELECT m.id, m.name, count(*) AS late\nFROM members AS m\nJOIN loans AS l ON l.member_id = \
         m.id\nWHERE l.due < now() - INTERVAL 'N days' AND l.returned IS NULL\nGROUP BY m.id\nHAVING count(*) > N\nORDER BY late \
         DESC\nLIMIT 20;\n",
    ),
    (
        "json",
        "{\n  \"name\": \"serviceN\",\n  \"version\": \"1.N.0\",\n  \"private\": true,\n  \"retries\": [1, 2.5, N],\n  \
         \"limits\": {\"memory\": \"N MiB\", \"user\": null}\n}\n",
    ),
    (
        "console",
        "$ docker compose up --detach webN\n[+] Running N/N\n$ curl -s localhost:80N/health\n{\"status\":\"ok\"}\n",
    ),
];

/// The files of a site of `entries` entries with text, code, tables, lists, notes and links: by path, in order.
pub fn files(entries: usize) -> Vec<(String, String)> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut blocks = 0;
    let mut files = vec![
        (
            "site.toml".to_owned(),
            "title = \"Hub\"\ndescription = \"Made for measuring.\"\nbase_url = \"https://example.org/\"\n"
                .to_owned(),
        ),
        ("content/index.md".to_owned(), "---\ntitle: Hub\n---\nHello.\n".to_owned()),
    ];
    for number in 0..entries {
        if number % SECTION == 0 {
            let section = number / SECTION;
            let text = format!(
                "---\ntitle: Section {section}\ndescription: Number {section}.\n---\n{}\n",
                sentence(&mut random)
            );
            files.push((format!("content/s{section:02}/index.md"), text));
        }
        files.push((path(number), entry(number, entries, &mut random, &mut blocks)));
    }
    files
}

/// The path of an entry below the site's folder.
pub fn path(number: usize) -> String {
    format!("content/s{:02}/e{number:04}.md", number / SECTION)
}

fn entry(number: usize, entries: usize, random: &mut Random, blocks: &mut usize) -> String {
    let mut text = format!(
        "---\ntitle: {} {number}\ndescription: {}\ntags: [topic-{}, level-{}]\nupdated: 20{:02}-0{}-1{}\n---\n",
        words(random, 3),
        sentence(random),
        random.below(12),
        random.below(3),
        10 + random.below(14),
        1 + random.below(9),
        random.below(10),
    );
    let mut add = |part: String| {
        text.push('\n');
        text.push_str(&part);
        text.push('\n');
    };
    add(paragraph(random));
    for part in 1..=3 + random.below(3) {
        add(format!("## {} {part}", words(random, 3)));
        add(paragraph(random));
        match random.below(6) {
            0 => add(format!("- {}\n- {}\n- {}", sentence(random), sentence(random), sentence(random))),
            1 => add(format!(
                "| Name | Text |\n|---|---|\n| {} | {} |\n| {} | `x` |",
                word(random),
                sentence(random),
                word(random)
            )),
            2 => add(format!("> [!NOTE]\n> {}", sentence(random))),
            3 => {
                let other = path(random.below(entries));
                add(format!("See [{}](..{}).", words(random, 2), other.trim_start_matches("content")));
            }
            _ => {
                *blocks += 1;
                let (language, code) = CODE[random.below(CODE.len())];
                add(format!("```{language}\n{}```", code.replace('N', &blocks.to_string())));
            }
        }
    }
    text
}

fn word(random: &mut Random) -> &'static str {
    random.pick(&WORDS)
}

fn words(random: &mut Random, count: usize) -> String {
    let mut text = word(random).to_owned();
    text[..1].make_ascii_uppercase();
    for _ in 1..count {
        write!(text, " {}", word(random)).expect("a string takes everything");
    }
    text
}

fn sentence(random: &mut Random) -> String {
    let count = 6 + random.below(10);
    words(random, count) + "."
}

fn paragraph(random: &mut Random) -> String {
    let sentences: Vec<String> = (0..2 + random.below(3)).map(|_| sentence(random)).collect();
    let marked = format!("Use `{}` with **{}**.", word(random), words(random, 2));
    format!("{} {marked}", sentences.join(" "))
}
