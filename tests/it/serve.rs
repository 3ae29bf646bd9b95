//! `nexus serve` as a browser meets it: the real program, on a site on disk, asked over plain sockets.
//!
//! Invariant of these tests: every wait has an end, and no process outlives its test.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

const NEXUS: &str = env!("CARGO_BIN_EXE_nexus");
/// The longest that a change may take to be seen, also on a machine that does other things at the same time.
const PATIENCE: Duration = Duration::from_secs(10);

/// A site on disk and the server that shows it.
struct Preview {
    dir: TempDir,
    process: Child,
    /// `127.0.0.1:4321`.
    address: String,
    base: String,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A new site.
fn site() -> TempDir {
    let dir = TempDir::new().unwrap();
    let made = Command::new(NEXUS).arg("init").arg(dir.path().join("site")).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    dir
}

fn command(dir: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(NEXUS);
    command.args(["serve", "--port", "0", "--root"]).arg(dir.path().join("site")).args(args);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Preview {
    fn of(dir: TempDir, args: &[&str]) -> Self {
        let mut process = command(&dir, args).spawn().unwrap();
        let mut line = String::new();
        // Either it says where it serves, or it ends; both end the wait.
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut errors = process.stderr.take().unwrap();
        let Some(url) = line.trim().strip_prefix("serving http://") else {
            let mut text = String::new();
            errors.read_to_string(&mut text).unwrap();
            panic!("{line}{text}");
        };
        // Nobody reads on, so the pipe would fill and stop it.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        let (address, base) = url.split_once('/').unwrap();
        Self { dir, process, address: address.to_owned(), base: format!("/{base}") }
    }

    fn start() -> Self {
        Self::of(site(), &[])
    }

    fn file(&self, path: &str) -> PathBuf {
        self.dir.path().join("site").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.file(path).parent().unwrap()).unwrap();
        fs::write(self.file(path), text).unwrap();
    }

    /// As editors save: a new file takes the place of the old one.
    fn save(&self, path: &str, text: &str) {
        let new = self.file(path).with_extension("md~");
        fs::write(&new, text).unwrap();
        fs::rename(new, self.file(path)).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.file(path)).unwrap()
    }

    fn ask(&self, method: &str, path: &str, host: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("an HTTP answer");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.address)
    }

    fn state(&self) -> Value {
        serde_json::from_str(&self.get("/_nexus/state").body).unwrap()
    }

    fn errors(&self) -> Vec<Value> {
        self.state()["errors"].as_array().unwrap().clone()
    }

    /// Waits for a page to hold a text.
    fn until_shown(&self, path: &str, text: &str) {
        self.until(&format!("{text:?} on {path}"), || self.get(path).body.contains(text));
    }

    fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let began = Instant::now();
        while !is_so() {
            assert!(began.elapsed() < PATIENCE, "waited in vain for {what}: {}", self.state());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Opens a stream of events and reads it up to its first one.
    fn events(&self) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET /_nexus/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let mut events = BufReader::new(stream);
        next_event(&mut events);
        events
    }

    fn interrupt(&mut self) -> ExitStatus {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(2), "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn next_event(events: &mut impl BufRead) -> String {
    let mut line = String::new();
    while !line.starts_with("data: ") {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0, "the stream has ended");
    }
    line
}

fn entry(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{text}\n")
}

const PAGE: &str = "/technologies/markdown/";
const SOURCE: &str = "content/technologies/markdown.md";

#[test]
fn edit_is_shown_and_announced() {
    let preview = Preview::start();
    assert_eq!(preview.get(PAGE).status, 200);
    let mut events = preview.events();
    let text = preview.read(SOURCE);
    preview.write(SOURCE, &format!("{text}\nwritten in place\n"));
    next_event(&mut events);
    preview.until_shown(PAGE, "written in place");
    preview.save(SOURCE, &format!("{text}\nsaved by renaming\n"));
    preview.until_shown(PAGE, "saved by renaming");
}

#[test]
fn last_good_page_stays_while_its_source_is_broken() {
    let preview = Preview::start();
    let good = preview.get(PAGE).body;
    let text = preview.read(SOURCE);
    preview.write(SOURCE, "---\ntitle: [\n---\nbroken text\n");
    // On a busy machine the file is seen while it is still empty, which is another error.
    let is_seen = || preview.errors().iter().any(|error| error["code"] == "yaml-syntax");
    preview.until("the error", is_seen);
    let page = preview.get(PAGE);
    assert_eq!((page.status, page.body == good), (200, true));
    let error = &preview.errors()[0];
    assert_eq!(error["file"], SOURCE);
    assert!(error["line"].as_u64() > Some(0) && error["column"].as_u64() > Some(0), "{error}");
    assert!(!error["message"].as_str().unwrap().is_empty() && error["source"].is_string(), "{error}");
    preview.write(SOURCE, &text);
    preview.until("its end", || preview.errors().is_empty());
    assert!(preview.get(PAGE).body == good, "as before");
}

#[test]
fn errors_of_the_page_at_hand_come_first() {
    let preview = Preview::start();
    preview.write("content/concepts/a.md", "---\ntitle: A\n---\n[x](none.md)\n");
    preview.write("content/concepts/b.md", "---\ntitle: B\n---\n[x](none.md)\n");
    preview.until("both errors", || preview.errors().len() == 2);
    for name in ["a", "b"] {
        let state = preview.get(&format!("/_nexus/state?page=%2Fconcepts%2F{name}%2F")).body;
        let state: Value = serde_json::from_str(&state).unwrap();
        assert_eq!(state["errors"][0]["file"], format!("content/concepts/{name}.md"));
    }
}

#[test]
fn site_that_was_never_good_is_shown_as_far_as_it_goes() {
    let dir = site();
    fs::write(dir.path().join("site").join(SOURCE), entry("Markdown", "still here [x](none.md)")).unwrap();
    let preview = Preview::of(dir, &[]);
    assert!(preview.get(PAGE).body.contains("still here"));
    assert_eq!(preview.errors().len(), 1);
    preview.write(SOURCE, &entry("Markdown", "changed [x](none.md)"));
    preview.until_shown(PAGE, "changed");
}

#[test]
fn entries_come_go_and_move() {
    let preview = Preview::start();
    preview.write("content/new/deep/entry.md", &entry("New", "a new entry"));
    preview.until_shown("/new/deep/entry/", "a new entry");
    preview.write("content/new/deep/second.md", &entry("Second", "in a folder made before"));
    preview.until_shown("/new/deep/second/", "in a folder made before");
    fs::rename(preview.file("content/new/deep"), preview.file("content/new/moved")).unwrap();
    preview.until_shown("/new/moved/entry/", "a new entry");
    preview.until("the old address to go", || preview.get("/new/deep/entry/").status == 404);
    preview.write("content/new/moved/entry.md", &entry("New", "in a folder that moved"));
    preview.until_shown("/new/moved/entry/", "in a folder that moved");
    fs::remove_dir_all(preview.file("content/new")).unwrap();
    preview.until("the folder to go", || preview.get("/new/moved/entry/").status == 404);
    let missing = preview.get("/new/moved/entry/");
    assert!(missing.body.contains("Page not found"), "the site's own page");
}

#[test]
fn templates_and_settings_are_watched() {
    let preview = Preview::start();
    let template = "{% extends \"nexus/entry.html\" %}{% block main %}from a template{% endblock main %}";
    preview.write("templates/entry.html", template);
    preview.until_shown(PAGE, "from a template");
    preview
        .write("templates/entry.html", "{% extends \"nexus/entry.html\" %}{% block main %}{{ nothing.x }}");
    preview.until("the error", || !preview.errors().is_empty());
    assert_eq!(preview.errors()[0]["file"], "templates/entry.html");
    assert!(preview.get(PAGE).body.contains("from a template"));
    // This one is found only when a page is rendered with it.
    preview.write("templates/entry.html", "\n{{ nothing.x.y }}");
    preview.until("the other error", || {
        let page = preview.get(PAGE);
        assert!(page.body.contains("from a template"), "{}", page.body);
        preview.errors().first().is_some_and(|error| error["line"] == 2)
    });
    let never_seen = preview.get("/concepts/clear-titles/");
    assert!(never_seen.status == 500 && never_seen.body.contains("live.js"), "{}", never_seen.body);
    fs::remove_file(preview.file("templates/entry.html")).unwrap();
    preview.until("the default template", || !preview.get(PAGE).body.contains("from a template"));
    let settings = preview.read("site.toml").replace("My learning hub", "Another title");
    preview.write("site.toml", &settings);
    preview.until_shown(PAGE, "Another title");
    preview.write("static/note.txt", "one");
    preview.until_shown("/note.txt", "one");
    preview.write("static/note.txt", "two");
    preview.until_shown("/note.txt", "two");
    assert!(preview.state()["files"]["note.txt"].is_u64());
    fs::remove_file(preview.file("site.toml")).unwrap();
    preview.until("the error", || !preview.errors().is_empty());
    assert!(preview.get(PAGE).body.contains("Another title"));
}

#[test]
fn thousand_files_at_once_are_all_served() {
    let preview = Preview::start();
    for folder in 0..100 {
        for file in 0..10 {
            let path = format!("content/many/f{folder}/e{file}.md");
            preview.write(&path, &entry(&format!("Entry {folder} {file}"), &format!("text {folder}-{file}")));
        }
    }
    let all = || preview.get("/many/").body;
    preview.until("all entries", || all().matches(">10 entries<").count() == 100);
    for folder in (0..100).step_by(9) {
        let file = folder % 10;
        let page = preview.get(&format!("/many/f{folder}/e{file}/"));
        assert!(page.body.contains(&format!("text {folder}-{file}")), "{folder}");
    }
}

#[test]
fn only_hosts_of_this_machine_are_answered() {
    let preview = Preview::start();
    let answer = preview.ask("GET", "/", "evil.example");
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("evil.example") && !answer.body.contains("learning hub"), "{}", answer.body);
    assert_eq!(preview.ask("GET", "/_nexus/state", "evil.example:80").status, 403);
    assert_eq!(preview.ask("GET", "/", "localhost").status, 200);
}

#[test]
fn base_path_is_mimicked() {
    let preview = Preview::of(site(), &["--base-url", "https://example.org/repo/"]);
    assert_eq!(preview.base, "/repo/");
    let home = preview.get("/");
    assert!(home.status == 302 && home.head.contains("Location: /repo/\r\n"), "{}", home.head);
    assert_eq!(preview.get("/repo/technologies/markdown/").status, 200);
    let elsewhere = preview.get(PAGE);
    assert!(elsewhere.status == 404 && elsewhere.body.contains("Page not found"));
    assert!(elsewhere.body.contains("href=\"/repo/assets/theme."), "its links begin at the base");
}

#[test]
fn head_has_no_body_and_other_methods_are_refused() {
    let preview = Preview::start();
    let (get, head) = (preview.get(PAGE), preview.ask("HEAD", PAGE, &preview.address));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let length = format!("Content-Length: {}", get.body.len());
    assert!(head.head.contains(&length) && get.head.contains(&length), "{}", head.head);
    assert!(get.head.contains("Connection: close") && get.head.contains("Cache-Control: no-store"));
    let post = preview.ask("POST", PAGE, &preview.address);
    assert!(post.status == 405 && post.head.contains("Allow: GET, HEAD"), "{}", post.head);
}

#[test]
fn idle_connections_and_streams_keep_nobody_waiting() {
    let preview = Preview::start();
    let idle: Vec<TcpStream> = (0..40).map(|_| TcpStream::connect(&preview.address).unwrap()).collect();
    let streams: Vec<_> = (0..12).map(|_| preview.events()).collect();
    let began = Instant::now();
    for _ in 0..50 {
        assert_eq!(preview.get(PAGE).status, 200);
    }
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    drop((idle, streams));
}

/// Sends bytes as they are, and returns the status of the answer; nothing if the connection is closed without one.
fn raw(preview: &Preview, bytes: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(&preview.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}

#[test]
fn clients_that_send_or_read_nothing_stop_nobody() {
    let preview = Preview::start();
    preview.write("static/large.bin", &"x".repeat(8 * 1024 * 1024));
    preview.until("the large file", || preview.ask("HEAD", "/large.bin", &preview.address).status == 200);
    let host = preview.address.clone();
    let open = |text: &str| {
        let mut stream = TcpStream::connect(&preview.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    };
    let length = "Content-Length: 1000000\r\n\r\n";
    let mut held: Vec<TcpStream> = Vec::new();
    held.extend((0..300).map(|_| open("")));
    held.extend((0..300).map(|_| open("GET / HTTP/1.1\r\nHost: ")));
    held.extend((0..100).map(|_| open(&format!("POST / HTTP/1.1\r\nHost: {host}\r\n{length}"))));
    held.extend((0..60).map(|_| open(&format!("GET /large.bin HTTP/1.1\r\nHost: {host}\r\n\r\n"))));
    for _ in 0..30 {
        let began = Instant::now();
        assert_eq!(preview.get(PAGE).status, 200);
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    }
    let threads = fs::read_dir(format!("/proc/{}/task", preview.process.id()));
    assert!(threads.is_err() || threads.unwrap().count() < 320, "threads are bounded");
    drop(held);
}

#[test]
fn preview_recovers_where_there_was_no_room_for_files() {
    let dir = site();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 64; exec \"$0\" serve --port 0 --root \"$1\"", NEXUS]);
    command.arg(dir.path().join("site")).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (address, base) = line.trim().strip_prefix("serving http://").unwrap().split_once('/').unwrap();
    let preview = Preview { dir, process, address: address.to_owned(), base: format!("/{base}") };
    let held: Vec<_> = (0..128).map(|_| TcpStream::connect(&preview.address)).collect();
    assert_eq!(preview.get(PAGE).status, 200, "while they are open");
    drop(held);
    assert_eq!(preview.get(PAGE).status, 200, "after they have gone");
}

#[test]
fn what_is_no_request_is_refused_at_once() {
    let preview = Preview::start();
    let host = &preview.address;
    assert_eq!(raw(&preview, b"\x16\x03\x01\x02\x00"), Some(400), "TLS");
    assert_eq!(raw(&preview, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Some(505));
    let two = format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n");
    assert_eq!(raw(&preview, two.as_bytes()), Some(400), "two hosts");
    let folded = format!("GET / HTTP/1.1\r\n Host: {host}\r\n\r\n");
    assert_eq!(raw(&preview, folded.as_bytes()), Some(400));
    let absolute = format!("GET http://{host}{PAGE} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    assert_eq!(raw(&preview, absolute.as_bytes()), Some(200));
    let expects = format!("GET {PAGE} HTTP/1.1\r\nHost: {host}\r\nExpect: 100-continue\r\n\r\n");
    assert_eq!(raw(&preview, expects.as_bytes()), Some(200));
    let long = format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n", "x".repeat(64 * 1024));
    assert!(matches!(raw(&preview, long.as_bytes()), Some(431) | None));
}

#[test]
fn pages_of_other_sites_get_no_answer() {
    let preview = Preview::start();
    let host = &preview.address;
    let ask = |lines: &str, path: &str| {
        let text = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n");
        raw(&preview, text.as_bytes())
    };
    for site in ["cross-site", "same-site"] {
        for path in [PAGE, "/_nexus/state", "/_nexus/events"] {
            assert_eq!(
                ask(&format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: cors\r\n"), path),
                Some(403),
                "{site} {path}"
            );
        }
        let link =
            format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n");
        assert_eq!(ask(&link, PAGE), Some(200), "a link that a reader follows");
        let frame =
            format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n");
        assert_eq!(ask(&frame, PAGE), Some(403), "a frame");
    }
    assert_eq!(ask("Origin: https://evil.example\r\n", PAGE), Some(403));
    assert_eq!(ask(&format!("Origin: http://{host}\r\n"), PAGE), Some(200));
    assert_eq!(ask("Sec-Fetch-Site: same-origin\r\n", PAGE), Some(200));
    let head = preview.get(PAGE).head;
    for header in
        ["frame-ancestors 'self'", "Referrer-Policy: same-origin", "Cross-Origin-Opener-Policy: same-origin"]
    {
        assert!(head.contains(header), "{head}");
    }
}

#[test]
fn every_tab_is_told_of_an_edit() {
    let preview = Preview::start();
    let mut tabs: Vec<_> = (0..50).map(|_| preview.events()).collect();
    preview.save("content/technologies/markdown.md", &entry("Markdown", "told to all"));
    for tab in &mut tabs {
        next_event(tab);
    }
}

#[test]
fn taken_port_names_the_next_free_one() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let dir = site();
    let root = dir.path().join("site");
    let output = Command::new(NEXUS).args(["serve", "--port", &port, "--root"]).arg(root).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains(&format!("port {port} is taken; `--port ")), "{message}");
    assert!(message.contains("` is free"), "{message}");
}

#[test]
fn interrupt_ends_it_at_once() {
    let mut preview = Preview::start();
    let _events = preview.events();
    let _idle = TcpStream::connect(&preview.address).unwrap();
    assert_eq!(preview.interrupt().code(), Some(130));
}
