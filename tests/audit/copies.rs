//! Sources that are copies in a web archive.

use serde_json::json;

use super::archive::{Audit, day};
use crate::harness::server::{Reply, Server};

/// When all copies were made.
const TIME: &str = "20210504120000";

/// A web archive with an index of these originals, whose pages have these statuses.
fn archive(index: impl Fn(&str) -> Reply + Send + Sync + 'static, pages: u16) -> Server {
    Server::start(move |path| match path.split_once("/cdx/search/cdx?") {
        Some((_, question)) => index(question),
        None if path == "/" => Reply::status(200),
        None if path.contains("/bridge") => Reply::page(pages, "<title>Bridge</title><p>The harbour bridge opens."),
        None => Reply::status(404),
    })
}

/// An answer with a row for each time and status.
fn rows(rows: &[(&str, &str)]) -> Reply {
    let row = |(time, status): &(&str, &str)| {
        let kind = if *status == "-" { "warc/revisit" } else { "text/html" };
        format!(r#",["{time}","http://gazette.example/bridge","{kind}","{status}","DIGEST","5000"]"#)
    };
    let header = r#"["timestamp","original","mimetype","statuscode","digest","length"]"#;
    let body = format!("[{header}{}]", rows.iter().map(row).collect::<String>());
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ";
    Reply::Bytes(format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes())
}

/// An archive of news that cites these paths of the web archive.
fn citing(server: &Server, paths: &[&str]) -> (Audit, Vec<String>) {
    let urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    let base = server.url("");
    (audit.configure(&format!("[audit]\narchive-url = \"{base}\"\narchive-gap = \"0s\"\n")), urls)
}

fn copy(original: &str) -> String {
    format!("/web/{TIME}/{original}")
}

/// What was asked for besides the index.
fn pages(server: &Server) -> Vec<String> {
    server.paths().into_iter().filter(|path| !path.starts_with("/cdx/")).collect()
}

#[test]
fn a_copy_that_the_index_has_is_there_and_looked_at_once_a_year() {
    for status in ["200", "-"] {
        let server = archive(move |_| rows(&[(TIME, status)]), 200);
        let (audit, urls) = citing(&server, &[&copy("http://gazette.example/bridge")]);
        for on in [0, 60, 200, 320] {
            let told = audit.visit(on).stderr;
            let found = "  1 of 1 URL of archived copies found in the web archive's index\n";
            assert_eq!(told.contains(found), on == 0, "{told}");
            let first =
                if on == 0 { "nothing but archived copies is due of 1 URL in " } else { "nothing is due of 1 URL in " };
            assert!(told.starts_with(first), "{told}");
        }
        assert_eq!(audit.verdict(320, &urls[0]), "alive alive");
        assert_eq!(audit.seen(&urls[0])["detail"], "the web archive's index has this copy");
        let question = format!(
            "/cdx/search/cdx?url=http%3A%2F%2Fgazette.example%2Fbridge&output=json\
             &fl=timestamp%2Coriginal%2Cmimetype%2Cstatuscode%2Cdigest%2Clength&from={TIME}&to={TIME}"
        );
        assert_eq!(server.paths(), [question.as_str()]);
        audit.visit(365);
        assert_eq!(server.paths(), [question.as_str(), &question]);
    }
}

#[test]
fn a_copy_that_the_index_does_not_have_is_visited_by_the_next_run() {
    for (answer, page, verdict) in [
        (&[][..], 200, "alive alive"),
        (&[("20210504120001", "200")], 200, "alive alive"),
        (&[(TIME, "302")], 200, "alive alive"),
        (&[], 404, "suspect 404"),
        (&[(TIME, "404")], 404, "suspect 404"),
    ] {
        let server = archive(move |_| rows(answer), page);
        let (audit, urls) = citing(&server, &[&copy("http://gazette.example/bridge")]);
        audit.visit(0);
        assert_eq!(pages(&server), [""; 0], "{answer:?}");
        assert_eq!(audit.verdict(0, &urls[0]), "uncertain -", "{answer:?}");
        audit.visit(1);
        assert!(pages(&server).contains(&copy("http://gazette.example/bridge")), "{answer:?}");
        assert_eq!(audit.verdict(1, &urls[0]), verdict, "{answer:?}");
        // An index that lags is asked again in a year, and until then the page tells.
        assert_eq!(server.paths().len() - pages(&server).len(), 1, "{answer:?}");
    }
}

#[test]
fn a_dead_copy_is_settled_like_any_page() {
    let server = archive(|_| rows(&[]), 404);
    let (audit, urls) = citing(&server, &[&copy("http://gazette.example/bridge")]);
    assert_eq!(audit.after(&[0, 1, 8, 15, 22], &urls[0]), "dead 404");
}

#[test]
fn an_index_that_fails_says_nothing_and_is_asked_again() {
    let server = archive(|_| Reply::status(503), 404);
    let (audit, urls) = citing(&server, &[&copy("http://gazette.example/bridge")]);
    for on in 0..3 {
        let told = audit.visit(on).stderr;
        let lines = "  1 URL of archived copies left for another run\n  \
                     the web archive answers 503 Service Unavailable\n";
        assert!(told.contains(lines), "{told}");
    }
    assert_eq!(server.paths().len(), 3);
    assert_eq!((pages(&server).len(), audit.verdict(2, &urls[0]).as_str()), (0, "uncertain -"));
}

#[test]
fn copies_of_one_document_are_one_question() {
    let server = archive(|_| rows(&[(TIME, "200"), ("20220101000000", "200")]), 200);
    let paths = [
        copy("http://gazette.example/bridge"),
        "/web/20220101000000id_/http:/gazette.example/bridge".to_owned(),
        "/web/20230101000000/http://gazette.example/bridge".to_owned(),
    ];
    let (audit, urls) = citing(&server, &paths.each_ref().map(String::as_str));
    audit.visit(0);
    assert_eq!(server.paths().len(), 1);
    assert!(server.paths()[0].contains("&from=20210504120000&to=20230101000000&filter=timestamp%3A%28"));
    let verdicts: Vec<String> = urls.iter().map(|url| audit.verdict(0, url)).collect();
    assert_eq!(verdicts, ["alive alive", "alive alive", "uncertain -"]);
}

#[test]
fn what_is_no_copy_is_visited() {
    let server = archive(|_| rows(&[(TIME, "200")]), 200);
    let other = Server::start(|_| Reply::status(200));
    let (audit, mut urls) = citing(
        &server,
        &["/web/2021/http://gazette.example/bridge", "/web/20210504120000*/http://gazette.example/bridge"],
    );
    urls.push(other.url(&copy("http://gazette.example/bridge")));
    audit.cite("ferry-sinks", &[&urls[2]]);
    audit.visit(0);
    for url in &urls {
        assert_eq!(audit.verdict(0, url), "alive alive", "{url}");
    }
    // The index is asked for copies of the one that is none of its own, and is there, if there is time for that.
    let questions: Vec<String> = server.paths().into_iter().filter(|path| path.starts_with("/cdx/")).collect();
    assert!(questions.iter().all(|question| question.contains(&other.port().to_string())), "{questions:?}");
}

#[test]
fn many_copies_are_looked_for_in_one_run() {
    let server = Server::start(|path| {
        // The original's name is between two escapes and the next parameter.
        let name = path.split("gazette.example%2F").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
        let body = format!(
            r#"[["timestamp","original","mimetype","statuscode","digest","length"],
                ["{TIME}","http://gazette.example/{name}","text/html","200","DIGEST","5000"]]"#
        );
        let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ";
        Reply::Bytes(format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes())
    });
    let paths: Vec<String> = (0..250).map(|number| copy(&format!("http://gazette.example/bridge-{number}"))).collect();
    let (audit, _) = citing(&server, &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let told = audit.visit(0).stderr;
    assert!(told.contains("  250 of 250 URLs of archived copies found in the web archive's index\n"), "{told}");
    assert_eq!((server.paths().len(), pages(&server).len()), (250, 0));
    assert_eq!(audit.report(0)["summary"]["alive"], 250);
}

/// Five thousand of them would be hours at their host.
#[test]
fn a_plan_has_copies_apart_from_their_host() {
    let server = archive(|_| rows(&[(TIME, "200")]), 200);
    let paths: Vec<String> = (0..5000).map(|number| copy(&format!("http://gazette.example/bridge-{number}"))).collect();
    let (audit, _) = citing(&server, &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let audit = audit.configure(&format!("[audit]\narchive-url = \"{}\"\narchive-gap = \"3s\"\n", server.url("")));
    let plan = |on, options: &[&str]| audit.run(&[&["audit", "plan", "--now", &day(on)], options].concat()).printed();
    let copies = "nothing to visit\n\n5,000 URLs of archived copies due: 5,000 questions to the web archive's index,\n\
                  about 5 h 34 m beside the visits\n";
    assert_eq!(plan(0, &[]), copies);
    let found: serde_json::Value = serde_json::from_str(&plan(0, &["--format", "json"])).unwrap();
    assert_eq!((&found["due"], &found["later"], &found["seconds"]), (&json!(0), &json!(0), &json!(0)));
    assert_eq!(found["copies"], json!({"urls": 5000, "questions": 5000, "seconds": 20_000}));
}

/// What an archive says at its pages holds for its index too.
#[test]
fn an_archive_that_asks_to_be_left_alone_is_not_asked_for_copies() {
    let server = Server::start(|path| match path {
        "/robots.txt" => Reply::status(404),
        path if path.starts_with("/cdx/") => rows(&[(TIME, "200")]),
        _ => Reply::with(429, "Retry-After: 864000"),
    });
    let (audit, _) = citing(&server, &["/web/2021/http://gazette.example/bridge"]);
    audit.visit(0);
    let asked = server.paths().len();
    audit.cite("ferry-sinks", &[&server.url(&copy("http://gazette.example/bridge"))]);
    audit.visit(1);
    assert_eq!(server.paths().len(), asked);
    audit.visit(10);
    assert!(server.paths().len() > asked);
}
