//! Servers that do their worst. What they do is told apart from evidence, takes little memory, and holds nobody up.

mod archives;
mod bodies;
mod dns;
mod heads;
mod http2;
mod memory;
mod names;
mod redirects;
mod robots;
mod tls;

use std::process::{Command, Stdio};
use std::{fs, io, thread};

use super::archive::Audit;
use crate::harness::Run;
use crate::harness::server::{MOMENT, Reply, Server};

/// A way to misbehave: its name, what is sent for every document, and the cause that this is.
type Kind = (&'static str, Reply, &'static str);

/// The beginning of a page.
const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";

fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// Sends this for whatever is asked for, and has no robots.txt.
fn everywhere(reply: Reply) -> Server {
    Server::start(move |path| if path == "/robots.txt" { Reply::status(404) } else { reply.clone() })
}

/// Sends this for the document, and 404 for all others.
fn document(reply: Reply) -> Server {
    Server::start(move |path| if path == "/bridge" { reply.clone() } else { Reply::status(404) })
}

/// Servers that are as they should be. Where nearly nobody is, it is the network that has failed.
fn honest(count: usize) -> Vec<Server> {
    (0..count).map(|_| document(Reply::status(200))).collect()
}

/// The URL of each server's document.
fn urls<'s>(servers: impl IntoIterator<Item = &'s Server>) -> Vec<String> {
    servers.into_iter().map(|server| server.url("/bridge")).collect()
}

/// An audit of them all, and of as many that are honest.
fn audit_of(hostile: &[String]) -> (Audit, Vec<Server>) {
    let honest = honest(hostile.len() / 2 + 1);
    let all = [hostile, &urls(&honest)].concat();
    (Audit::of(&all.iter().map(String::as_str).collect::<Vec<_>>()), honest)
}

/// Visits all of them on a day and expects their causes. What came of it is no evidence, and asked for again.
fn are_told_apart(kinds: Vec<Kind>, start: fn(Reply) -> Server, timeout: &str) {
    let servers: Vec<Server> = kinds.iter().map(|(_, reply, _)| start(reply.clone())).collect();
    let urls = urls(&servers);
    let (audit, _honest) = audit_of(&urls);
    audit.visit_with(0, &["--timeout", timeout]);
    for (((name, _, cause), url), server) in kinds.iter().zip(&urls).zip(&servers) {
        let verdict = if *cause == "alive" { "alive" } else { "uncertain" };
        assert_eq!(audit.verdict(0, url), format!("{verdict} {cause}"), "{name}: {}", audit.seen(url));
        let asked = server.paths().iter().filter(|path| *path == "/bridge").count();
        assert!(asked > 1 || !["timeout", "connection-closed"].contains(cause), "{name} is asked again");
    }
}

/// Runs a command, and says how much memory it took, in MB. What the system says of one that is over counts this process,
/// too.
fn peak(command: &mut Command) -> (Run, usize) {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stderr, status) = (child.stderr.take().unwrap(), format!("/proc/{}/status", child.id()));
    let mut kilobytes = 0;
    let run = thread::scope(|scope| {
        let told = scope.spawn(move || io::read_to_string(&mut stderr).unwrap());
        let code = loop {
            // One that is over has no memory.
            let status = fs::read_to_string(&status).unwrap();
            let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            kilobytes = most.map_or(kilobytes, |most| most.trim().trim_end_matches(" kB").parse().unwrap());
            match child.try_wait().unwrap() {
                Some(status) => break status.code().unwrap_or(-1),
                None => thread::sleep(MOMENT),
            }
        };
        Run { code, stdout: String::new(), stderr: told.join().unwrap() }
    });
    (run, kilobytes >> 10)
}
