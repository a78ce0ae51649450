//! A network that does not work here, with the default settings and without control URLs: it says nothing of the web.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::archive::Audit;
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server, closed_port};
use crate::harness::{Run, run};

/// What is due on each of these days would settle every tier.
const DAYS: [i64; 6] = [0, 8, 16, 24, 45, 63];

/// A name server that knows every host under `.test`, all at this address, and the root.
fn everybody_at(address: Ipv4Addr) -> Dns {
    Dns::start(move |name| match name {
        "" | "com" => Record::Zone,
        name if name.ends_with(".test") => Record::Address(address),
        _ => Record::NoName,
    })
}

/// URLs of so many hosts, at this port.
fn hosts(number: usize, port: u16) -> Vec<String> {
    (0..number).map(|host| format!("http://paper-{host}.test:{port}/2004/bridge-opens.html")).collect()
}

fn audit(dns: Dns, urls: &[String]) -> Audit {
    let audit = Audit::with_dns(dns);
    audit.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit
}

fn visit(audit: &Audit, on: i64, options: &[&str]) -> Run {
    run(audit.audit_run(on).args(options), b"")
}

/// How many URLs have each verdict on a day.
fn count(audit: &Audit, on: i64, verdict: &str) -> u64 {
    audit.report(on)["summary"][verdict].as_u64().unwrap()
}

fn is_nothing_stored(audit: &Audit) -> bool {
    audit.run(&["audit", "export"]).stdout.lines().count() == 1
}

#[test]
fn a_firewall_that_refuses_everything_kills_nothing() {
    let closed = closed_port();
    let urls = hosts(30, closed.port());
    let audit = audit(everybody_at(*closed.ip()), &urls);
    for day in DAYS {
        let run = visit(&audit, day, &["--recheck", "all"]);
        let told = "  30 discarded: 30 of 30 hosts could not be reached at the same time, so this network failed\n";
        assert!(run.code == 2 && run.stderr.contains(told), "{run:?}");
    }
    assert!(is_nothing_stored(&audit));
    let quiet = visit(&audit, 70, &["--quiet"]);
    let told = "newslint: some observations were not stored: 30 of 30 hosts could not be reached at the same time, so this network failed\n";
    assert_eq!((quiet.code, quiet.stderr.as_str()), (2, told));
}

#[test]
fn names_that_no_longer_resolve_kill_nothing() {
    let urls = hosts(12, 80);
    let audit = audit(Dns::honest(&[]), &urls);
    for day in DAYS {
        let run = visit(&audit, day, &["--recheck", "all"]);
        assert!(run.code == 2 && run.stderr.contains("12 of 12 hosts could not be reached"), "{run:?}");
    }
    assert!(is_nothing_stored(&audit));
}

/// The same hosts were there before, and some of them had failed before.
#[test]
fn a_firewall_that_comes_later_changes_no_verdict() {
    let is_shut = Arc::new(AtomicBool::new(false));
    let server = Server::start({
        let is_shut = Arc::clone(&is_shut);
        move |path| match path {
            _ if is_shut.load(Ordering::SeqCst) => Reply::Reset,
            "/2004/bridge-opens.html" => Reply::status(200),
            _ => Reply::status(404),
        }
    });
    let closed = closed_port();
    let (ip, port, nobody) = (server.ip(), server.port(), *closed.ip());
    let dns = Dns::start(move |name| match name.strip_suffix(".test") {
        // Also with `www.`.
        Some(name) if name.ends_with("paper-0") => Record::Address(nobody),
        Some(_) => Record::Address(ip),
        None => Record::Zone,
    });
    let urls = hosts(20, port);
    let audit = audit(dns, &urls);
    audit.visit(0);
    assert_eq!((count(&audit, 0, "alive"), count(&audit, 0, "suspect")), (19, 1));
    is_shut.store(true, Ordering::SeqCst);
    for day in [8, 16, 24, 45, 63, 80] {
        let run = visit(&audit, day, &["--recheck", "all"]);
        // The one that had failed says nothing new.
        assert!(run.code == 2 && run.stderr.contains(" 19 of 19 hosts could not be reached"), "{run:?}");
    }
    assert_eq!((count(&audit, 80, "alive"), count(&audit, 80, "suspect")), (19, 1));
}

#[test]
fn a_captive_portal_makes_nothing_soft_404() {
    let login = "<title>Hotel Ondine</title><h1>Welcome</h1><p>Please enter the number of your room to use the internet.\
                 <form><input name=room></form>";
    let portal = Server::start(move |path| match path {
        "/welcome" => Reply::page(200, login),
        _ => Reply::status(404),
    });
    let (ip, port, welcome) = (portal.ip(), portal.port(), portal.url("/welcome"));
    let redirecting = Server::start(move |_| Reply::redirect(&welcome));
    let answering = Server::start(move |_| Reply::page(200, login));
    assert_ne!(port, 0);
    for (server, told) in [
        (&redirecting, format!(" 15 of 15 hosts redirected to {ip} at the same time")),
        (&answering, " 15 of 15 hosts showed the same page, “Hotel Ondine”, at the same time".to_owned()),
    ] {
        let urls = hosts(15, server.port());
        let audit = audit(everybody_at(server.ip()), &urls);
        for day in DAYS {
            let run = visit(&audit, day, &["--recheck", "all"]);
            assert!(run.code == 2 && run.stderr.contains(&told), "{run:?}");
        }
        assert!(is_nothing_stored(&audit));
    }
}

/// A proxy that reaches nobody says so in everybody's name.
#[test]
fn a_proxy_without_a_network_kills_nothing() {
    let server = Server::start(|path| Reply::status(if path == "/robots.txt" { 404 } else { 503 }));
    let audit = audit(everybody_at(server.ip()), &hosts(12, server.port()));
    for day in DAYS {
        let run = visit(&audit, day, &["--recheck", "all"]);
        assert!(run.code == 2 && run.stderr.contains(" 12 of 12 hosts could not be reached"), "{run:?}");
    }
    assert!(is_nothing_stored(&audit));
}

/// Half of the hosts lead to the portal, and for the others there is no TLS.
#[test]
fn a_portal_that_breaks_tls_is_one_too() {
    let portal = Server::start(|_| Reply::page(200, "<p>Please enter the number of your room."));
    let welcome = portal.url("/welcome");
    let server = Server::start(move |_| Reply::redirect(&welcome));
    let urls: Vec<String> = hosts(16, server.port())
        .into_iter()
        .enumerate()
        .map(|(number, url)| if number % 2 == 0 { url } else { url.replacen("http:", "https:", 1) })
        .collect();
    let audit = audit(everybody_at(server.ip()), &urls);
    let run = visit(&audit, 0, &[]);
    let told = format!(" 8 of 16 hosts could not be reached and 8 redirected to {} at the same time", portal.ip());
    assert!(run.code == 2 && run.stderr.contains(&told), "{run:?}");
    assert!(is_nothing_stored(&audit));
}

/// What the rule must not catch.
#[test]
fn a_death_of_many_is_stored() {
    let server = Server::start(|path| Reply::status(if path == "/2004/bridge-opens.html" { 200 } else { 404 }));
    let (ip, port, nobody) = (server.ip(), server.port(), *closed_port().ip());
    let dns = Dns::start(move |name| match name.strip_prefix("paper-").and_then(|name| name.strip_suffix(".test")) {
        Some(number) if number.parse::<u32>().unwrap() < 60 => Record::Address(nobody),
        Some(_) => Record::Address(ip),
        None => Record::Zone,
    });
    let urls = hosts(100, port);
    let audit = audit(dns, &urls);
    // After the first day only those that refuse are due: all of them fail, as they did before.
    for day in [0, 8, 16, 24] {
        assert_eq!(visit(&audit, day, &[]).code, 0);
    }
    assert_eq!((count(&audit, 24, "alive"), count(&audit, 24, "suspect")), (40, 60));
    assert_eq!(visit(&audit, 63, &[]).code, 0);
    assert_eq!((count(&audit, 63, "alive"), count(&audit, 63, "dead")), (40, 60));
    // They are looked at again all the same.
    let run = visit(&audit, 70, &["--recheck", "dead"]);
    assert_eq!((run.code, count(&audit, 70, "dead")), (0, 60), "{run:?}");
    assert!(run.stderr.starts_with("60 of 60 URLs visited: 60 possibly gone in "), "{}", run.stderr);
}

#[test]
fn ten_hosts_that_moved_to_different_places_are_believed() {
    let there = Server::start(|_| Reply::status(200));
    let (ip, port) = (there.ip(), there.port());
    let moved = AtomicUsize::new(0);
    let server = Server::start(move |path| match path {
        "/robots.txt" => Reply::status(404),
        _ => {
            let number = moved.fetch_add(1, Ordering::SeqCst);
            Reply::redirect(&format!("http://new-{number}.test:{port}/2004/bridge-opens.html"))
        }
    });
    let old = server.ip();
    let dns = Dns::start(move |name| match name {
        name if name.starts_with("paper-") => Record::Address(old),
        name if name.ends_with(".test") => Record::Address(ip),
        _ => Record::Zone,
    });
    let audit = audit(dns, &hosts(12, server.port()));
    let run = visit(&audit, 0, &[]);
    assert_eq!((run.code, count(&audit, 0, "alive")), (0, 12), "{run:?}");
}

#[test]
fn a_few_hosts_are_too_few_to_tell() {
    let closed = closed_port();
    let audit = audit(everybody_at(*closed.ip()), &hosts(9, closed.port()));
    assert_eq!((visit(&audit, 0, &[]).code, count(&audit, 0, "suspect")), (0, 9));
}

/// By default there are URLs that are asked whether the network works. Here nobody knows their names.
#[test]
fn two_control_urls_are_the_default() {
    let audit = Audit::new().with_default_control_urls();
    audit.cite("one", &[&format!("http://{}/bridge", closed_port())]);
    let run = visit(&audit, 0, &[]);
    let told = "newslint: no control URL can be reached, so this network is not working\n";
    assert_eq!((run.code, run.stderr.as_str()), (2, told));
    let asked = audit.names_asked();
    for name in ["cp.cloudflare.com", "connectivitycheck.gstatic.com"] {
        assert!(asked.iter().any(|asked| asked == name), "{asked:?}");
    }
}
