//! What a host is asked for at a time, and when it is left alone.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::{Arc, Barrier};

use super::archive::Archive;
use super::loopback;
use crate::harness::dns::Dns;
use crate::harness::server::{Reply, Server};

#[test]
fn a_host_is_asked_one_thing_at_a_time() {
    let server = Server::start(|_| Reply::Held);
    let target = server.clone();
    let other = Server::start(move |path| Reply::redirect(&target.url(path)));
    let archive = Archive::new();
    let paths: Vec<String> = (0..4).map(|number| format!("/{number}")).collect();
    let direct = paths.iter().map(|path| server.url(path));
    let redirected = paths.iter().map(|path| other.url(&format!("{path}/redirected")));
    let urls: Vec<String> = direct.chain(redirected).collect();
    archive.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());

    assert_eq!(archive.check(&loopback(&Dns::honest(&[]))).stdout, "");
    assert_eq!(server.paths().len(), 8);
    assert_eq!(server.most_at_once(), 1);
}

#[test]
fn hosts_are_asked_at_the_same_time() {
    // Neither answers before both were asked.
    let barrier = Arc::new(Barrier::new(2));
    let servers = [(); 2].map(|()| {
        let barrier = Arc::clone(&barrier);
        Server::start(move |_| {
            barrier.wait();
            Reply::status(200)
        })
    });
    let archive = Archive::new();
    archive.cite("one", &[&servers[0].url("/"), &servers[1].url("/")]);
    assert_eq!(archive.check(&loopback(&Dns::honest(&[]))).stdout, "");
}

#[test]
fn a_host_that_asks_for_fewer_requests_is_left_alone() {
    let server = Server::start(|_| Reply::status(429));
    let archive = Archive::new();
    let urls: Vec<String> = (0..6).map(|number| server.url(&format!("/{number}"))).collect();
    archive.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());

    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert_eq!((report.code, report.places("note").len()), (0, 6));
    assert_eq!(report.messages().iter().filter(|message| message.contains("left alone")).count(), 5);
    assert_eq!(server.paths(), ["/0"]);
}

#[test]
fn a_host_that_fails_three_times_is_left_alone() {
    let server = Server::start(|_| Reply::Close);
    let flaky = Server::start(|path| if path.ends_with('2') { Reply::status(200) } else { Reply::Close });
    let archive = Archive::new();
    let urls: Vec<String> =
        [&server, &flaky].iter().flat_map(|server| (0..5).map(|number| server.url(&format!("/{number}")))).collect();
    archive.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());

    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert_eq!((report.code, report.places("note").len()), (0, 9));
    assert_eq!(server.paths(), ["/0", "/1", "/2"]);
    assert_eq!(flaky.paths(), ["/0", "/1", "/2", "/3", "/4"]);
}

/// So that a name for loopback is never what makes a test pass.
#[test]
fn the_servers_are_different_hosts() {
    let hosts: BTreeSet<Ipv4Addr> = (0..3).map(|_| Server::start(|_| Reply::Close).ip()).collect();
    assert_eq!(hosts.len(), 3);
}
