//! What an audit settled, and what a visit shows now.

use super::archive::{Archive, path};
use super::loopback;
use crate::harness::dns::Dns;
use crate::harness::server::{Reply, Server};

/// An archive whose sources are all settled dead.
fn archive(urls: &[String]) -> Archive {
    let line = |url: &String| {
        format!(
            "{{\"url\":\"{url}\",\"verdict\":\"dead\",\"cause\":\"410\",\"since\":\"2021-01-01T00:00:00Z\",\"archived\":\
             {{\"url\":\"https://web.archive.org/web/20210504120000/{url}\",\"at\":\"2021-05-04T12:00:00Z\"}}}}\n"
        )
    };
    let archive = Archive::new();
    archive.write("newslint.toml", "[links]\nverdicts = \"verdicts.jsonl\"\n");
    let lines: String = urls.iter().map(line).collect();
    archive.write("verdicts.jsonl", format!("{{\"newslint-verdicts\":1}}\n{lines}"));
    archive.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());
    archive
}

#[test]
fn a_document_that_is_there_again_outranks_its_verdict() {
    let server = Server::start(|path| match path {
        "/back" => Reply::status(200),
        "/failing" => Reply::status(503),
        _ => Reply::status(404),
    });
    let urls = ["/back", "/failing", "/gone"].map(|path| server.url(path));
    let archive = archive(&urls);
    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert_eq!(report.places("error"), ["one:8", "one:9"]);
    let gone = |url: &String| format!("the source {url} has been gone since 2021-01-01: the server answers 410 Gone");
    assert_eq!(report.messages(), [gone(&urls[1]), gone(&urls[2])]);
}

#[test]
fn nothing_is_replaced_before_it_was_visited() {
    let server = Server::start(|_| Reply::status(200));
    let archive = archive(&[server.url("/back")]);
    let options = ["--fix", "--unsafe-fixes"].map(str::to_owned);
    let report = archive.check(&[loopback(&Dns::honest(&[])), options.to_vec()].concat());
    assert_eq!((report.code, report.places("error")), (0, Vec::new()));
    assert!(archive.text(path("one")).contains(&format!("({})", server.url("/back"))), "{}", archive.text(path("one")));
}
