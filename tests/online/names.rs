//! Names and addresses: what is looked up, and what is connected to.

use super::archive::Archive;
use super::{loopback, within};
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server};

#[test]
fn private_addresses_are_not_connected_to() {
    let server = Server::start(|_| Reply::status(404));
    let port = server.port();
    let archive = Archive::new();
    archive.cite(
        "one",
        &[
            &server.url("/literal"),
            &format!("http://paper.example:{port}/named"),
            &format!("http://localhost:{port}/local"),
            &format!("http://2130706433:{port}/number"),
            &format!("http://[::ffff:127.0.0.1]:{port}/mapped"),
            "http://127.0.0.1:25/port",
        ],
    );

    let dns = Dns::honest(&[("paper.example", Record::Address(server.ip()))]);
    let report = archive.check(&dns.option());
    assert_eq!((report.code, report.places("note").len()), (0, 6), "{report:?}");
    for message in &report.messages()[..5] {
        assert!(message.contains("not on the public internet"), "{message}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn names_and_their_aliases_are_followed() {
    let server = Server::start(|_| Reply::status(200));
    let dns = Dns::honest(&[
        ("paper.example", Record::Address(server.ip())),
        ("www.paper.example", Record::Alias("paper.example")),
        ("lost.paper.example", Record::Alias("nowhere.example")),
    ]);
    let archive = Archive::new();
    let url = |host: &str| format!("http://{host}:{}/", server.port());
    archive.cite("one", &[&url("paper.example"), &url("www.paper.example."), &url("lost.paper.example")]);

    let report = archive.check(&loopback(&dns));
    assert_eq!((report.code, report.places("error")), (1, vec!["one:9".to_owned()]));
    assert_eq!(server.paths(), ["/", "/"]);
}

#[test]
fn a_resolver_that_does_not_work_buries_nobody() {
    let resolvers: [(Dns, &str); 4] = [
        (Dns::start(|_| Record::Silence), "no working name server"),
        (Dns::start(|_| Record::ServFail), "with an error"),
        (Dns::start(|_| Record::NoName), "no working name server"),
        (Dns::closed(), "no working name server"),
    ];
    for (dns, words) in resolvers {
        let archive = Archive::new();
        archive.cite("one", &["http://paper.example/", "http://other.example/"]);
        let options = within("2s", &dns);
        let report = archive.check(&options);
        assert_eq!((report.code, report.places("note").len()), (0, 2), "{report:?}");
        assert!(report.messages().iter().all(|message| message.contains(words)), "{words}: {report:?}");

        archive.cite("two", &["http://gone.invalid/"]);
        assert_eq!(archive.check(&options).places("error"), ["two:7"]);
    }
}

#[test]
fn a_resolver_that_lies_is_not_followed() {
    let portal = Server::start(|_| Reply::status(404));
    let address = portal.ip();
    let dns = Dns::start(move |_| Record::Address(address));
    let archive = Archive::new();
    archive.cite("one", &[&format!("http://paper.example:{}/", portal.port())]);

    let report = archive.check(&loopback(&dns));
    assert_eq!((report.code, report.places("note").len()), (0, 1), "{report:?}");
    assert!(report.messages()[0].contains("invents addresses"), "{report:?}");
    assert_eq!(portal.connections(), 0);
}

#[test]
fn a_name_is_looked_up_once() {
    let server = Server::start(|_| Reply::status(200));
    let dns = Dns::honest(&[("paper.example", Record::Address(server.ip()))]);
    let archive = Archive::new();
    let urls: Vec<String> = (0..5).map(|number| format!("http://paper.example:{}/{number}", server.port())).collect();
    archive.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());

    assert_eq!(archive.check(&loopback(&dns)).stdout, "");
    // Once for each family.
    assert_eq!(dns.asked().iter().filter(|name| *name == "paper.example").count(), 2);
}
