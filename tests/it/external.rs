//! `check --external` asks for the links that leave the site; nothing else does.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use crate::common::Site;
use tiny_http::{Header, Response, Server};

/// A host on this machine that keeps count of what it is asked.
struct Host {
    server: Arc<Server>,
    asked: Arc<Mutex<Vec<String>>>,
    /// The most questions that were open at the same time.
    at_once: Arc<AtomicUsize>,
}

impl Host {
    fn new() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let at_once = Arc::new(AtomicUsize::new(0));
        let open = Arc::new(AtomicUsize::new(0));
        for _ in 0..4 {
            let (server, asked) = (Arc::clone(&server), Arc::clone(&asked));
            let (open, at_once) = (Arc::clone(&open), Arc::clone(&at_once));
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    at_once.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let question = format!("{} {}", request.method(), request.url());
                    let before = {
                        let mut asked = asked.lock().expect("no thread panics with it");
                        asked.push(question.clone());
                        asked.iter().filter(|known| **known == question).count() - 1
                    };
                    // Long enough for another question to come in between.
                    thread::sleep(Duration::from_millis(30));
                    let (status, location) = answer(&question, before);
                    let mut response = Response::from_string("text").with_status_code(status);
                    if let Some(location) = location {
                        response.add_header(Header::from_bytes("Location", location).expect("a header"));
                    }
                    open.fetch_sub(1, Ordering::SeqCst);
                    request.respond(response).ok();
                }
            });
        }
        Self { server, asked, at_once }
    }

    fn address(&self) -> String {
        format!("http://{}", self.server.server_addr())
    }

    /// What was asked for since the last call, in order of the questions.
    fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().expect("no thread panics with it"));
        asked.sort();
        asked
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        for _ in 0..4 {
            self.server.unblock();
        }
    }
}

/// The status and the place that the host answers with, the question having been asked `before` so often.
fn answer(question: &str, before: usize) -> (u16, Option<&'static str>) {
    let path = question.split(' ').nth(1).expect("a path").split('?').next().expect("a path");
    match path {
        "/gone" => (404, None),
        "/login" => (403, None),
        "/busy" => (429, None),
        "/broken" => (500, None),
        "/shaky" if before == 0 => (503, None),
        "/page-only" if question.starts_with("HEAD") => (405, None),
        "/old" => (301, Some("/older/")),
        "/older/" => (308, Some("../new")),
        "/for-now" => (302, Some("/old")),
        "/to-home" => (301, Some("/")),
        "/to-gone" => (301, Some("/gone")),
        "/circle" => (302, Some("circle")),
        _ => (200, None),
    }
}

/// A site with an entry that has these links, one per line from line 4 on.
fn site(host: &Host, paths: &[&str]) -> Site {
    let links: Vec<String> = paths.iter().map(|path| format!("[x]({}{path})\n", host.address())).collect();
    Site::new().file("content/a.md", format!("---\ntitle: A\n---\n{}", links.concat()))
}

#[test]
fn dead_and_moved_links_are_told_at_their_places() {
    let host = Host::new();
    let site = site(
        &host,
        &[
            "/fine#x",
            "/gone",
            "/page-only",
            "/old#part",
            "/for-now",
            "/to-gone",
            "/circle",
            "/shaky",
            "/fine",
        ],
    );
    let at = host.address();
    let run = site.run(["check", "--external"]).succeeds();
    for said in [
        format!("warning[dead-link]: there is nothing at `{at}/gone`: 404 Not Found"),
        "content/a.md:5:5".to_owned(),
        format!("warning[moved-link]: `{at}/old` has moved for good"),
        "content/a.md:7:5".to_owned(),
        format!("it is at `{at}/new#part` now"),
        format!("there is nothing at `{at}/to-gone`: 404 Not Found"),
        format!("there is nothing at `{at}/circle`: it redirects in a circle"),
        "8 external links, 0 of them known already".to_owned(),
    ] {
        assert!(run.stderr.contains(&said), "`{said}` is not in:\n{}", run.stderr);
    }
    assert_eq!(run.stderr.matches("warning[").count(), 4, "{}", run.stderr);
    let asked = host.asked();
    assert_eq!(
        asked.iter().filter(|question| question.ends_with("/fine")).collect::<Vec<_>>(),
        ["HEAD /fine"]
    );
    assert!(asked.contains(&"GET /page-only".to_owned()), "{asked:?}");
    assert_eq!(host.at_once.load(Ordering::SeqCst), 1, "a host is asked one question at a time");
}

#[test]
fn what_has_moved_is_followed() {
    let host = Host::new();
    let site = site(&host, &["/old#part", "/old", "/to-home", "/gone", "/fine"]);
    let (at, before) = (host.address(), site.read("content/a.md"));
    let run = site.run(["check", "--external", "--fix", "--dry-run"]).succeeds();
    assert!(run.stdout.contains(&format!("+[x]({at}/new#part)")), "{}", run.stdout);
    run.says("would fix 2 problems in 1 file");
    assert_eq!(site.read("content/a.md"), before);
    site.run(["check", "--external", "--fix"]).succeeds().says("fixed 2 problems").says("dead-link");
    let after = before.replace("/old", "/new");
    assert_eq!(site.read("content/a.md"), after, "a home page is not where the text was");
    site.run(["check", "--external", "--fix"]).succeeds();
    assert_eq!(site.read("content/a.md"), after);
}

#[test]
fn refusal_is_no_death() {
    let host = Host::new();
    let site = site(&host, &["/login", "/busy", "/broken"]);
    site.run(["check", "--external", "--strict"])
        .succeeds()
        .says(&format!("cannot tell: {}/login (403 Forbidden)", host.address()))
        .says("/busy (429 Too Many Requests)")
        .says("/broken (500 Internal Server Error)");
    let asked = host.asked();
    assert!(!asked.contains(&"GET /busy".to_owned()), "who is busy is not asked more");
    assert_eq!(asked.iter().filter(|question| **question == "GET /broken").count(), 3, "a trouble may pass");
    assert!(!site.path("external-links.json").exists(), "nothing is known");
}

#[test]
fn what_was_found_is_not_asked_again() {
    let host = Host::new();
    let site = site(&host, &["/old", "/b", "/a", "/gone"]);
    site.run(["check", "--external"]).says("moved-link").says("dead-link");
    host.asked();
    let known = site.read("external-links.json");
    let lines: Vec<&str> = known.lines().filter_map(|line| line.split('"').nth(1)).collect();
    let all = ["/a", "/b", "/old"].map(|path| host.address() + path);
    assert_eq!(lines, all.each_ref().map(String::as_str), "in order: {known}");
    site.run(["check", "--external"]).says("moved-link").says("dead-link").says("3 of them known already");
    assert_eq!(host.asked(), ["GET /gone", "HEAD /gone"]);
    assert_eq!(site.read("external-links.json"), known);

    // What is older than a month, or from the future, is asked for again; what is no longer linked is dropped.
    let found: String = known.split("found\":\"").nth(1).expect("a day").chars().take(10).collect();
    site.write("external-links.json", known.replacen(&found, "2001-01-01", 1).replace("/b\"", "/c\""));
    site.run(["check", "--external"]);
    assert_eq!(host.asked(), ["GET /gone", "HEAD /a", "HEAD /b", "HEAD /gone"]);
    assert_eq!(site.read("external-links.json"), known);

    site.write("external-links.json", "{ nonsense");
    site.run(["check", "--external"]).fails(3).says("cannot read `external-links.json`");
}

#[test]
fn site_says_what_not_to_ask_for_and_what_it_allows() {
    let host = Host::new();
    let site = site(&host, &["/private/x", "/gone/now"]).file(
        "site.toml",
        format!("title = \"Hub\"\n[external]\nexclude = [\"{}/private/\", \"http*/now\"]\n", host.address()),
    );
    site.run(["check", "--external", "--strict"]).succeeds().says("0 external links");
    assert_eq!(host.asked(), [] as [&str; 0]);
    let allowed =
        format!("---\ntitle: A\n---\n[x]({}/gone) <!-- nexus: allow dead-link -->\n", host.address());
    site.write("content/a.md", allowed);
    site.run(["check", "--external", "--strict"]).succeeds();
    site.run(["check", "--strict"]).succeeds();
}

#[test]
fn addresses_stand_in_front_matter_and_fragments_too() {
    let host = Host::new();
    let at = host.address();
    let site = Site::new()
        .file(
            "content/technologies/a.md",
            format!(
                "---\ntitle: A\nwebsite: {at}/gone\n---\n![p]({at}/gone)\n\n[f](../_f/f.md \"include\")\n"
            ),
        )
        .file("content/_f/f.md", format!("<{at}/gone>\n"));
    let run = site.run(["check", "--external", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let places: Vec<String> = value["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|problem| format!("{}:{}", problem["file"].as_str().expect("a file"), problem["line"]))
        .collect();
    assert_eq!(places, ["content/_f/f.md:1", "content/technologies/a.md:3", "content/technologies/a.md:5"]);
}

#[test]
fn host_that_does_not_answer_is_dead() {
    // Taken at the same time, so that they differ, and free again.
    let listeners = [0; 3].map(|_| std::net::TcpListener::bind("127.0.0.1:0").expect("a free port"));
    let ports = listeners.map(|listener| listener.local_addr().unwrap().port());
    let port = ports[0];
    let site = Site::new().file("content/a.md", format!("---\ntitle: A\n---\nhttp://127.0.0.1:{port}/x\n"));
    site.run(["check", "--external"]).succeeds().says(&format!(
        "warning[dead-link]: `http://127.0.0.1:{port}/x` cannot be reached: the host refuses the connection"
    ));
    let links = ports.map(|port| format!("http://127.0.0.1:{port}/\n\n")).concat();
    site.write("content/a.md", format!("---\ntitle: A\n---\n{links}"));
    site.run(["check", "--external"]).fails(3).says("is there a network?");
}

/// A host with a certificate that it has signed itself; nothing where there is no `openssl` to make one.
fn distrusted_host(folder: &Path) -> Option<(Child, String)> {
    let openssl = |args: &[&str]| {
        let mut command = Command::new("openssl");
        command
            .args(args)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command.spawn()
    };
    let names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
    let make = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"];
    openssl(&[&make[..], &names].concat()).ok()?.wait().ok()?;
    let mut host =
        openssl(&["s_server", "-accept", "127.0.0.1:0", "-key", "key.pem", "-cert", "cert.pem"]).ok()?;
    let lines = BufReader::new(host.stdout.take()?).lines();
    let accepts = lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("ACCEPT ")?.to_owned()));
    let port = accepts.as_deref().and_then(|at| at.rsplit_once(':')).map(|(_, port)| port.trim().to_owned());
    Some((host, port.expect("it says where it listens")))
}

#[test]
fn trouble_with_https_is_told_in_words() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let plain = format!("https://{}", listener.local_addr().expect("it listens"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let site = Site::new().file("content/a.md", format!("---\ntitle: A\n---\n{plain}/x\n"));
    site.run(["check", "--external"])
        .succeeds()
        .says(&format!("`{plain}/x` cannot be reached: it does not speak HTTPS"));
    let Some((mut process, port)) = distrusted_host(&site.root()) else {
        eprintln!("openssl is not installed: certificates are not tested");
        return;
    };
    site.write("content/a.md", format!("---\ntitle: A\n---\nhttps://localhost:{port}/x\n"));
    let run = site.run(["check", "--external"]);
    process.kill().expect("it is ours");
    process.wait().expect("it ends");
    run.succeeds()
        .says("cannot be reached: browsers warn of it, because it has signed its certificate itself");
}

#[test]
fn nothing_else_uses_the_network() {
    let host = Host::new();
    let site = site(&host, &["/gone"]);
    site.run(["check", "--strict"]).succeeds();
    site.run(["build", "--strict"]).succeeds();
    assert_eq!(host.asked(), [] as [&str; 0]);
    assert!(!site.path("external-links.json").exists());
}
