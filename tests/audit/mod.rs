//! `newslint audit` against web servers and name servers that live in this process, on days that `--now` sets.

//!
//! Only loopback is ever connected to. Each address of 127.0.0.0/8 is a host of its own, and that all of them exist is
//! so on Linux only.

mod answers;
mod archive;
mod archives;
mod behaviours;
mod bodies;
mod budget;
mod connections;
mod copies;
mod ends;
mod explain;
mod gates;
mod hands;
mod hostile;
mod kill;
mod left_alone;
mod limits;
mod manners;
mod network;
mod pages;
mod plan;
mod progress;
mod redirects;
mod remarks;
mod repairs;
mod save;
mod shutdown;
mod soft;
mod tls;
mod workers;

use self::archive::Audit;
use crate::harness::server::{Reply, Server};

#[test]
fn a_page_is_dead_when_it_was_gone_three_times_in_three_weeks() {
    let server = Server::start(|path| Reply::status(if path == "/gone" { 404 } else { 200 }));
    let (gone, there) = (server.url("/gone"), server.url("/there"));
    let audit = Audit::of(&[&gone, &there]);
    assert_eq!(audit.after(&[0], &gone), "suspect 404");
    assert_eq!(audit.after(&[7], &gone), "suspect 404");
    assert_eq!(audit.after(&[20], &gone), "suspect 404");
    assert_eq!(audit.after(&[27], &gone), "dead 404");
    assert_eq!(audit.verdict(27, &there), "alive alive");
    // The clock decides what is known.
    assert_eq!(audit.verdict(20, &gone), "suspect 404");
}

#[test]
fn what_is_not_due_is_not_visited() {
    let server = Server::start(|_| Reply::status(200));
    let audit = Audit::of(&[&server.url("/there")]);
    audit.visit(0);
    let asked = server.paths().len();
    let run = audit.visit(20);
    assert_eq!(server.paths().len(), asked);
    assert!(run.stderr.starts_with("nothing is due of 1 URL in "), "{}", run.stderr);
    audit.visit_with(20, &["--recheck", "all"]);
    assert!(server.paths().len() > asked);
}

#[test]
fn a_host_that_is_named_is_visited_and_no_other() {
    let (named, other) = (Server::start(|_| Reply::status(200)), Server::start(|_| Reply::status(200)));
    let audit = Audit::of(&[&named.url("/there"), &other.url("/there")]);
    audit.visit(0);
    let asked = || (named.paths().len(), other.paths().len());
    let before = asked();
    audit.visit_with(20, &["--recheck", &format!("host:{}", named.ip())]);
    assert!(asked().0 > before.0);
    assert_eq!(asked().1, before.1);
}
