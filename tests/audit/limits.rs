//! What this machine does not have – IPv6, file descriptors – says nothing of a host.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use tokio::net::{TcpListener as QueueingListener, TcpSocket};
use tokio::runtime;

use super::archive::Audit;
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server};
use crate::harness::{Run, needs, passed_over, run, shell};

/// An address at which no connection is made: its queue is full, and nobody takes one out of it. As silent as an address
/// to which there is no way.
struct Silent {
    address: SocketAddr,
    _queue: (QueueingListener, Vec<TcpStream>, runtime::Runtime),
}

impl Silent {
    /// Nothing where there is no IPv6 at all.
    fn new() -> Option<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listen = async {
            let socket = TcpSocket::new_v6()?;
            socket.bind((Ipv6Addr::LOCALHOST, 0).into())?;
            socket.listen(1)
        };
        let listener = runtime.block_on(listen).ok()?;
        let address = listener.local_addr().unwrap();
        let mut queued = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
            queued.push(stream);
        }
        Some(Self { address, _queue: (listener, queued, runtime) })
    }
}

/// A server at `::1` that says 200 to everything.
fn server_over_ipv6() -> Option<SocketAddr> {
    let listener = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).ok()?;
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n.");
        }
    });
    Some(address)
}

fn no_ipv6() {
    passed_over("there is no IPv6 on loopback");
}

#[test]
fn what_is_not_reached_over_ipv6_alone_is_our_fault() {
    let Some(silent) = Silent::new() else { return no_ipv6() };
    let port = silent.address.port();
    let dns = Dns::start(|name| match name {
        // Connections to a multicast address are refused by the system itself.
        "unreachable.test" => Record::Address6(Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 1)),
        "silent.test" => Record::Address6(Ipv6Addr::LOCALHOST),
        "both.test" => Record::Both(Ipv4Addr::new(127, 6, 6, 6), Ipv6Addr::LOCALHOST),
        _ => Record::Zone,
    });
    let audit = Audit::with_dns(dns);
    let [unreachable, silent, both] =
        ["unreachable", "silent", "both"].map(|name| format!("http://{name}.test:{port}/bridge"));
    let literal = format!("http://[::1]:{port}/bridge");
    audit.cite("one", &[&unreachable, &silent, &both, &literal]);
    for day in [0, 8, 16, 40, 63] {
        audit.visit_with(day, &["--timeout", "400ms", "--recheck", "all"]);
    }
    for url in [&unreachable, &silent, &literal] {
        assert_eq!(audit.verdict(63, url), "uncertain no-ipv6", "{url}");
    }
    // By what is seen over IPv4.
    assert_eq!(audit.verdict(63, &both), "dead connection-refused");
}

#[test]
fn where_ipv6_works_silence_is_the_hosts() {
    let (Some(silent), Some(there)) = (Silent::new(), server_over_ipv6()) else { return no_ipv6() };
    for name in ["there", "half"] {
        let audit = Audit::with_dns(Dns::start(|name| match name {
            "silent.test" | "there.test" => Record::Address6(Ipv6Addr::LOCALHOST),
            // Its address for IPv4 is out of date.
            "half.test" => Record::Both(Ipv4Addr::new(127, 6, 6, 7), Ipv6Addr::LOCALHOST),
            _ => Record::Zone,
        }));
        let reached = format!("http://{name}.test:{}/bridge", there.port());
        let lost = format!("http://silent.test:{}/bridge", silent.address.port());
        audit.cite("one", &[&reached, &lost]);
        audit.visit_with(0, &["--timeout", "2s"]);
        assert_eq!(audit.verdict(0, &reached), "alive alive");
        assert_eq!(audit.verdict(0, &lost), "suspect connect-timeout");
    }
}

/// A run for which a shell has set limits.
fn limited(audit: &Audit, script: &str) -> Run {
    let visit = audit.audit_run(0);
    let mut command = shell(&format!("{script}; exec \"$@\""), audit.root());
    run(command.arg(visit.get_program()).args(visit.get_args()), b"")
}

#[test]
fn too_few_files_make_a_run_slower() {
    let servers: Vec<Server> = (0..60)
        .map(|_| Server::start(|path| if path == "/bridge" { Reply::Held } else { Reply::status(404) }))
        .collect();
    let urls: Vec<String> = servers.iter().map(|server| server.url("/bridge")).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    let run = limited(&audit, "ulimit -n 40");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told = "newslint: too few file descriptors: with 40 of them, 2 requests are made at a time instead of 128; `ulimit -n` \
                raises the limit\n60 of 60 URLs visited: 60 there in ";
    assert!(run.stderr.starts_with(told), "{}", run.stderr);
}

/// Nobody knows how many there are left: others are open already.
#[test]
fn files_that_run_out_are_not_the_hosts_fault() {
    needs!("bash");
    let server = Server::start(|path| if path == "/bridge" { Reply::Held } else { Reply::status(404) });
    let (ip, port) = (server.ip(), server.port());
    let dns = Dns::start(move |name| if name.ends_with(".test") { Record::Address(ip) } else { Record::Zone });
    let audit = Audit::with_dns(dns);
    let urls: Vec<String> = (0..60).map(|host| format!("http://paper-{host}.test:{port}/bridge")).collect();
    audit.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());
    let held = "exec bash -c 'for file in {10..119}; do eval \"exec $file</dev/null\"; done; ulimit -n 140; exec \"$@\"' sh \
                \"$@\"";
    let run = limited(&audit, held);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("60 of 60 URLs visited: 60 there in "), "{}", run.stderr);
    assert_eq!(run.stderr.matches("too few file descriptors").count(), 1, "{}", run.stderr);
}

#[test]
fn whatever_cannot_be_opened_ends_in_a_message() {
    let server = Server::start(|_| Reply::status(200));
    for limit in 3..36 {
        let audit = Audit::of(&[&server.url("/bridge")]);
        let run = limited(&audit, &format!("ulimit -n {limit}"));
        // 127 is the loader's, which cannot open libraries.
        assert!([0, 2, 127].contains(&run.code), "{limit}: {run:?}");
        assert!(run.code == 127 || run.stderr.contains("too few file descriptors"), "{limit}: {run:?}");
    }
}
