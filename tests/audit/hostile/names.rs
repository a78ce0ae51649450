//! No connection is made to an address that is not allowed, however it is spelt and whoever spells it.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::audit::archive::{Audit, day};
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server};
use crate::harness::{Random, law_rounds, run};

/// An address of 127.0.0.0/8, spelt as nobody does.
fn spelt(address: Ipv4Addr, random: &mut Random) -> String {
    let octets = address.octets();
    // In one to four numbers, the last of which takes the rest (WHATWG URL §3.5).
    let numbers = 1 + random.below(4) as usize;
    let mut parts: Vec<u32> = octets[..numbers - 1].iter().map(|octet| u32::from(*octet)).collect();
    parts.push(octets[numbers - 1..].iter().fold(0, |number, octet| number << 8 | u32::from(*octet)));
    let mut spell = |number: u32| match random.below(6) {
        0 => format!("0{number:o}"),
        1 => format!("0x{number:x}"),
        2 => format!("0X{number:X}"),
        3 => format!("0x{number:012x}"),
        _ => number.to_string(),
    };
    let mut text = parts.into_iter().map(&mut spell).collect::<Vec<_>>().join(".");
    let mut replaced = |text: &str, by: fn(char) -> String| {
        let is_one = |random: &mut Random| random.below(3) == 0;
        text.chars().map(|c| if is_one(random) { by(c) } else { c.to_string() }).collect::<String>()
    };
    text = match text.len() % 5 {
        // Fullwidth characters and ideographic full stops.
        0 => replaced(&text, |c| char::from_u32(u32::from(c) + 0xfee0).unwrap().to_string()),
        1 => replaced(&text, |c| format!("%{:02X}", u32::from(c))),
        2 => replaced(&text, |c| if c == '.' { "\u{3002}".to_owned() } else { c.to_string() }),
        // What names are without (UTS #46).
        3 => replaced(&text, |c| format!("{c}\u{ad}")),
        _ => text,
    };
    if random.below(4) == 0 {
        text.push('.');
    }
    text
}

/// Names and addresses of this machine.
const OURS: [&str; 16] = [
    "localhost", "LOCALHOST", "localhost.", "a.b.localhost", "lo\u{ad}calhost", "\u{ff4c}ocalhost", "%6cocalhost",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:127.0.0.1]", "0", "0.0.0.0", "0x0",
    "[::]",
];

/// The law: whatever an event cites, nobody who listens on this machine hears of it.
#[test]
fn no_spelling_leads_to_this_machine() {
    for round in law_rounds(0..2) {
        let mut random = Random(round);
        let elsewhere = Server::start(|_| Reply::status(200));
        let here = Server::on(TcpListener::bind("127.0.0.1:0").unwrap(), |_| Reply::status(200));
        let mut urls = Vec::new();
        for server in [&elsewhere, &here] {
            let spellings: Vec<String> = (0..60).map(|_| spelt(server.ip(), &mut random)).collect();
            for host in spellings.iter().map(String::as_str).chain(OURS) {
                let before = ["", "gazette.example@", "8.8.8.8:80@"][random.below(3) as usize];
                let scheme = ["http", "https", "HTTP"][random.below(3) as usize];
                urls.push(format!("{scheme}://{before}{host}:{}/{}", server.port(), urls.len()));
            }
        }
        let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
        let audit = audit.configure("[audit]\narchive-url = \"http://archive.invalid\"\n");
        let mut command = audit.command(&["audit", "run", "--host-gap", "0s", "--now", &day(0)]);
        for proxy in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env(proxy, elsewhere.url(""));
        }
        let told = run(command.args(["--dns", "127.0.0.1:9"]), b"");
        assert_eq!(told.code, 0, "{}", told.stderr);
        assert_eq!((elsewhere.connections(), here.connections()), (0, 0), "round {round}");
        let report = audit.report(0);
        let rows = report["urls"].as_array().unwrap();
        assert!(rows.len() > 20, "{report:#}");
        for row in rows {
            let cause = row["cause"].as_str().unwrap();
            assert!(["private-address", "invalid", "unsupported"].contains(&cause), "{row:#}");
        }
    }
}

/// The second look-up of a name would lead elsewhere, and there is none.
#[test]
fn a_name_leads_to_where_it_was_first() {
    let first = Server::start(|path| Reply::status(if path == "/robots.txt" { 404 } else { 200 }));
    // The same port, as whoever changes his mind would have it.
    let second = TcpListener::bind((Ipv4Addr::new(127, 6, 7, 8), first.port())).unwrap();
    second.set_nonblocking(true).unwrap();
    let (ip, looked_up) = (first.ip(), AtomicUsize::new(0));
    let dns = Dns::start(move |name| match name {
        "gazette.test" if looked_up.fetch_add(1, Ordering::SeqCst) < 2 => Record::Address(ip),
        "gazette.test" => Record::Address(Ipv4Addr::new(127, 6, 7, 8)),
        _ => Record::Zone,
    });
    let audit = Audit::with_dns(dns);
    let urls: Vec<String> = (0..6).map(|at| format!("http://gazette.test:{}/{at}/{at}", first.port())).collect();
    audit.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit.visit(0);
    assert!(first.paths().len() > 6);
    assert!(second.accept().is_err_and(|error| error.kind() == ErrorKind::WouldBlock));
    assert_eq!(audit.names_asked().iter().filter(|name| *name == "gazette.test").count(), 2, "once for each family");
}
