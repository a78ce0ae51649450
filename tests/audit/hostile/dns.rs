//! Name servers that do their worst. What they say leads to nobody that they do not name, and what is no answer is no
//! evidence.

use std::net::{Ipv4Addr, TcpListener};

use super::peak;
use crate::audit::archive::Audit;
use crate::harness::dns::{A, CNAME, Dns, OWN_NAME, Query, Raw, Record, encode};
use crate::harness::server::{Reply, Server, path_of};

/// Where everybody is whom one of these answers names.
const HERE: Ipv4Addr = Ipv4Addr::new(127, 6, 9, 1);

fn here() -> Raw {
    (OWN_NAME.to_vec(), A, HERE.octets().to_vec())
}

fn alias(of: &str, to: &[u8]) -> Raw {
    (encode(of), CNAME, to.to_vec())
}

/// An answer that is whole over TCP, and over UDP only says that it is too long.
fn long(query: &Query, records: &[Raw]) -> Option<Vec<u8>> {
    Some(query.message(0, !query.is_tcp, None, if query.is_tcp { records } else { &[] }))
}

/// The answer for IPv4, and that there is nothing of the other family.
fn of_ipv4(query: &Query, records: &[Raw]) -> Option<Vec<u8>> {
    Some(query.message(0, false, None, if query.is_of_ipv4() { records } else { &[] }))
}

/// What a name server says of a name, and the causes that this may be.
type Case = (&'static str, fn(&Query) -> Option<Vec<u8>>, &'static [&'static str]);

const THERE: &[&str] = &["alive"];
/// Nothing is known, or nothing is stored.
const NOTHING: &[&str] = &["servfail", "dns-timeout", "-"];
/// The name is there, and leads nowhere. Whether there was time to find that out is another matter.
const NOWHERE: &[&str] = &["no-address", "servfail", "dns-timeout", "-"];

fn cases() -> Vec<Case> {
    vec![
        ("tcp", |query| long(query, &[here()]), THERE),
        ("thousands", |query| long(query, &vec![here(); 4_000]), THERE),
        ("tcp-truncated", |query| Some(query.message(0, true, None, &[])), NOTHING),
        ("tcp-silent", |query| (!query.is_tcp).then(|| query.message(0, true, None, &[])), NOTHING),
        ("itself", |query| of_ipv4(query, &[alias("itself.test", &encode("itself.test"))]), NOWHERE),
        ("one", |query| of_ipv4(query, &[alias("one.test", &encode("two.test"))]), NOWHERE),
        ("two", |query| of_ipv4(query, &[alias("two.test", &encode("one.test"))]), NOWHERE),
        (
            "circle",
            |query| {
                let (there, back) = (encode("back.test"), encode("circle.test"));
                of_ipv4(query, &[alias("circle.test", &there), alias("back.test", &back)])
            },
            NOWHERE,
        ),
        ("aliases", |query| long(query, &vec![alias("aliases.test", &encode("aliases.test")); 1_500]), NOWHERE),
        // Never the same name again.
        ("on", |query| of_ipv4(query, &[alias("on.test", &encode("on-1.test"))]), NOWHERE),
        ("another-name", |query| of_ipv4(query, &[(encode("other.test"), A, HERE.octets().to_vec())]), NOWHERE),
        // Whoever forges an answer has to know the question (RFC 5452 §4.2).
        (
            "another-question",
            |query| {
                let question = [encode("other.test"), vec![0, 1, 0, 1]].concat();
                (!query.is_tcp).then(|| query.message(0, false, Some(&question), &[here()]))
            },
            NOTHING,
        ),
        (
            "another-question-denied",
            |query| {
                let question = [encode("other.test"), vec![0, 1, 0, 1]].concat();
                (!query.is_tcp).then(|| query.message(3, false, Some(&question), &[]))
            },
            NOTHING,
        ),
        ("no-question", |query| (!query.is_tcp).then(|| query.message(3, false, Some(&[]), &[])), NOTHING),
        ("long-address", |query| of_ipv4(query, &[(OWN_NAME.to_vec(), A, vec![127; 9])]), NOTHING),
        ("short-address", |query| of_ipv4(query, &[(OWN_NAME.to_vec(), A, vec![127; 2])]), NOTHING),
        (
            "a-pointer-to-itself",
            |query| {
                let at = u16::try_from(query.message(0, false, None, &[]).len()).unwrap() | 0xc000;
                of_ipv4(query, &[(at.to_be_bytes().to_vec(), A, HERE.octets().to_vec())])
            },
            NOTHING,
        ),
        (
            "counts",
            |query| {
                let mut message = query.message(0, false, None, &[]);
                message[6..12].fill(0xff);
                Some(message)
            },
            NOTHING,
        ),
        ("half", |query| Some(query.message(0, false, None, &[here()])[..20].to_vec()), NOTHING),
        ("nothing", |_| Some(Vec::new()), NOTHING),
        ("refused", |query| Some(query.message(5, false, None, &[])), NOTHING),
        ("unknown-code", |query| Some(query.message(15, false, None, &[])), NOWHERE),
    ]
}

/// Names with what no name has: their addresses count or not, and nobody is shown them as they are.
fn strange() -> Vec<Case> {
    const ANY: &[&str] = &["alive", "servfail", "dns-timeout", "-"];
    vec![
        ("control", |query| of_ipv4(query, &to(b"\x05\x1b[2J\n\x04test\0")), ANY),
        ("nul", |query| of_ipv4(query, &to(b"\x03a\0b\x04test\0")), ANY),
        ("dots", |query| of_ipv4(query, &to(b"\x05a.b..\x04test\0")), ANY),
        ("bytes", |query| of_ipv4(query, &to(b"\x04\xff\xfe\xfd\xfc\x04test\0")), ANY),
        ("root", |query| of_ipv4(query, &to(b"\0")), ANY),
        ("long", |query| of_ipv4(query, &to(&[&[63; 1][..], &[b'a'; 63]].concat().repeat(9))), ANY),
    ]
}

/// An alias of the question's name, and the address of what it stands for.
fn to(name: &[u8]) -> Vec<Raw> {
    vec![(OWN_NAME.to_vec(), CNAME, name.to_vec()), (name.to_vec(), A, HERE.octets().to_vec())]
}

#[test]
fn answers_that_are_none_are_no_evidence() {
    let listener = TcpListener::bind((HERE, 0)).unwrap();
    let server = Server::on(listener, |head| Reply::status(if path_of(head) == "/bridge" { 200 } else { 404 }));
    let cases = [cases(), strange()].concat();
    let names = cases.clone();
    let dns = Dns::start(move |name| {
        let Some(name) = name.strip_suffix(".test") else { return Record::Zone };
        if let Some((_, answer, _)) = names.iter().find(|(known, ..)| *known == name) {
            return Record::Bytes(*answer);
        }
        match name.strip_prefix("on-") {
            Some(_) => Record::Bytes(|query| {
                let number: usize = query.name().trim_start_matches("on-").trim_end_matches(".test").parse().unwrap();
                of_ipv4(query, &[(OWN_NAME.to_vec(), CNAME, encode(&format!("on-{}.test", number + 1)))])
            }),
            None if name.starts_with("honest-") => Record::Address(HERE),
            None => Record::NoName,
        }
    });
    let audit = Audit::with_dns(dns);
    let url = |name: &str| format!("http://{name}.test:{}/bridge", server.port());
    let urls: Vec<String> = cases
        .iter()
        .map(|(name, ..)| url(name))
        .chain((0..30).map(|number| url(&format!("honest-{number}"))))
        .collect();
    audit.cite("harbour-bridge-opens", &urls.iter().map(String::as_str).collect::<Vec<_>>());
    let (run, megabytes) = peak(audit.audit_run(0).args(["--timeout", "2s"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(megabytes < 100, "{megabytes} MB");
    let exported = audit.run(&["audit", "export"]).stdout;
    assert!(!exported.chars().any(|c| c.is_control() && c != '\n') && !run.stderr.contains('\x1b'), "{exported}");
    for (name, _, causes) in &cases {
        let verdict = audit.verdict(0, &url(name));
        let (verdict, cause) = verdict.split_once(' ').unwrap();
        assert!(causes.contains(&cause), "{name}: {verdict} {cause}");
        let expected = match cause {
            "alive" => "alive",
            // It has to be said for weeks.
            "servfail" | "no-address" => "suspect",
            _ => "uncertain",
        };
        assert_eq!(verdict, expected, "{name}: {}", audit.seen(&url(name)));
    }
}
