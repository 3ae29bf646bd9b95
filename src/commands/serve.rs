//! `nexus serve`: the site as it will be published, live.

use std::{
    collections::HashSet,
    io::ErrorKind,
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    time::Instant,
};

use anyhow::Context as _;
use camino::Utf8Path;

use super::{Failure, Outcome, exit, open, records, show};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Level},
        path::SourcePath,
        source::Span,
        terminal::{say, say_out},
    },
    cli::{LIMIT, Serve},
    load,
    output::Preview,
    report::{self, Record},
    serve::{
        server::{
            self,
            edition::{Edition, Live},
            respond::Hosts,
        },
        watch,
    },
    session::{Plan, Session, Strictness},
};

pub fn run(root: &Utf8Path, args: &Serve) -> Outcome {
    end_on_interrupt()?;
    let mut session = open(root, &args.base, Strictness::Normal, Preview::Yes)?;
    session.load();
    let root = super::site_root(root)?;
    let listener = listen(&args.host, args.port)?;
    let address = listener.local_addr().context("cannot tell the preview's address")?;
    let (plan, errors) = plan(&session);
    show(&session, &plan.diagnostics, Some(LIMIT));
    let mut told = plan.diagnostics.clone();
    let url = url(&args.host, address, plan.site.config.base_path());
    let live = Live::new(Edition::first(plan, errors));
    let server = server::start(listener, live, Hosts::new(&args.host));
    say_out(format_args!("serving {url}"));
    if !address.ip().is_loopback() {
        say("note: everybody who can reach this machine can read the preview, drafts included");
    }
    if args.open
        && let Err(error) = open::that_detached(&url)
    {
        say(format_args!("note: cannot open a browser: {error}"));
    }
    watch::run(&root, &mut session, |session| publish(session, server.live(), &mut told))
}

/// Ends the process at once. There is nothing to tidy up: the preview writes no file, and the system closes its sockets.
fn end_on_interrupt() -> anyhow::Result<()> {
    ctrlc::set_handler(|| std::process::exit(exit::INTERRUPTED.into())).context("cannot listen for Ctrl-C")
}

fn listen(host: &str, port: u16) -> Result<TcpListener, Failure> {
    let bind = |port: u16| -> std::io::Result<TcpListener> {
        let host = host.trim_matches(['[', ']']);
        TcpListener::bind((host, port).to_socket_addrs()?.collect::<Vec<_>>().as_slice())
    };
    bind(port).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            let free = (port..).skip(1).take(1000).find(|port| bind(*port).is_ok());
            let cure = match free {
                Some(free) => format!("`--port {free}` is free"),
                None => "`--port 0` takes any that is free".to_owned(),
            };
            Failure::usage(format!("port {port} is taken; {cure}"))
        }
        _ => Failure::new(exit::IO, format!("cannot listen on {host}, port {port}: {error}")),
    })
}

/// The address to open, with the name that was asked for.
fn url(host: &str, address: SocketAddr, base_path: &str) -> String {
    let reachable = server::reachable(address);
    match host.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
        Ok(_) => format!("http://{reachable}{base_path}"),
        Err(_) => format!("http://{host}:{}{base_path}", reachable.port()),
    }
}

/// Plans the site, and tells what is wrong with it as the browser shows it.
fn plan(session: &Session) -> (Plan, Vec<Record>) {
    let mut plan = session.plan();
    if !session.has_config() {
        plan.diagnostics.push((Level::Error, config_is_gone()));
    }
    session.sweep();
    let errors: Vec<_> =
        plan.diagnostics.iter().filter(|(level, _)| *level == Level::Error).cloned().collect();
    let errors = records(session, &errors);
    (plan, errors)
}

/// A site that loses its settings would show up in the default ones.
fn config_is_gone() -> Diagnostic {
    let path = SourcePath::new(load::CONFIG);
    Diagnostic::new(Code::Unreadable, Span::start_of(&path), format!("`{path}` is gone"))
        .help("put it back; without it the folder is no site")
}

/// Puts a change before the browsers, and tells in the terminal what is wrong now and was not before.
fn publish(session: &Session, live: &Live, told: &mut Vec<(Level, Diagnostic)>) {
    let began = Instant::now();
    let (plan, errors) = plan(session);
    let before = std::mem::replace(told, plan.diagnostics.clone());
    show(session, &news(&before, told), Some(LIMIT));
    let tally = report::tally(told);
    let stays = if live.publish(plan, errors) { "; the last good pages stay up" } else { "" };
    let tally = if tally.is_empty() { String::new() } else { format!(": {tally}{stays}") };
    say(format_args!("changed, {} ms{tally}", began.elapsed().as_millis()));
}

/// The diagnostics that were not there before.
fn news(before: &[(Level, Diagnostic)], now: &[(Level, Diagnostic)]) -> Vec<(Level, Diagnostic)> {
    fn key((_, problem): &(Level, Diagnostic)) -> (Code, &str, Option<&Span>) {
        (problem.code, &problem.message, problem.span.as_ref())
    }
    let before: HashSet<_> = before.iter().map(key).collect();
    now.iter().filter(|problem| !before.contains(&key(problem))).cloned().collect()
}
