//! Several web archives, copies that are read before they are proposed, and copies of sources that are there.

use serde_json::{Value, json};

use super::archive::{Audit, TITLE, day};
use crate::harness::server::{Reply, Server};

/// A copy in a simulated archive: when it was made, of what path, and what is sent for it as it was captured.
#[derive(Clone)]
struct Copy {
    time: &'static str,
    path: &'static str,
    reply: Reply,
}

fn copy(time: &'static str, reply: Reply) -> Copy {
    Copy { time, path: "/bridge", reply }
}

/// A page whose title and text are these.
fn page(title: &str, text: &str) -> Reply {
    Reply::page(200, &format!("<title>{title}</title><p>{text}</p>"))
}

fn good() -> Reply {
    page(&format!("{TITLE} | Ellery Gazette"), "The bridge was opened on Tuesday by the mayor.")
}

fn error() -> Reply {
    page("Page not found", "The page that you requested does not exist.")
}

fn answer(body: String) -> Reply {
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ";
    Reply::Bytes(format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes())
}

/// What is asked of an archive with `of` for the host whose sources it has.
fn wayback(of: &str, copies: Vec<Copy>) -> Server {
    let of = of.to_owned();
    Server::start(move |path| match path.strip_prefix("/cdx/search/cdx?") {
        Some(question) => {
            let header = r#"["timestamp","original","mimetype","statuscode","digest","length"]"#;
            let rows = copies.iter().filter(|copy| is_about(question, copy.path));
            let row = |copy: &Copy| {
                let Copy { time, path, .. } = copy;
                format!(r#",["{time}","{of}{path}","text/html","200","D{time}{path}","900"]"#)
            };
            answer(format!("[{header}{}]", rows.map(row).collect::<String>()))
        }
        None => replay(path, "/web/", &of, &copies),
    })
}

fn pywb(of: &str, copies: Vec<Copy>) -> Server {
    let of = of.to_owned();
    Server::start(move |path| match path.strip_prefix("/news/cdx?") {
        Some(question) => {
            let rows = copies.iter().filter(|copy| is_about(question, copy.path));
            let row = |Copy { time, path, .. }: &Copy| {
                json!({ "urlkey": "x", "timestamp": time, "url": format!("{of}{path}"), "mime": "text/html",
                    "status": "200", "digest": format!("P{time}{path}"), "length": "900", "filename": "a.warc.gz" })
            };
            answer(rows.map(|copy| format!("{}\n", row(copy))).collect())
        }
        None => replay(path, "/news/", &of, &copies),
    })
}

fn is_about(question: &str, path: &str) -> bool {
    let url = question.split('&').next().unwrap_or_default();
    url.ends_with(&path.replace('/', "%2F"))
}

fn replay(asked: &str, place: &str, of: &str, copies: &[Copy]) -> Reply {
    let is_asked = |copy: &&Copy| asked == format!("{place}{}id_/{of}{}", copy.time, copy.path);
    copies.iter().find(is_asked).map_or(Reply::status(404), |copy| copy.reply.clone())
}

/// The web archives in a configuration.
fn archives(list: &[(&Server, &str)]) -> String {
    let table = |(server, kind): &(&Server, &str)| {
        let url = server.url(if *kind == "pywb" { "/news" } else { "" });
        format!("[[web-archives]]\nurl = \"{url}\"\nkind = \"{kind}\"\ngap = \"0s\"\n")
    };
    format!("[audit]\n{}", list.iter().map(table).collect::<String>())
}

/// A dead source, audited for three weeks with these archives.
fn dead(site: &Server, list: &[(&Server, &str)]) -> (Audit, String) {
    let url = site.url("/bridge");
    let audit = Audit::of(&[&url]).configure(&archives(list));
    assert_eq!(audit.after(&[0, 7, 14, 21], &url), "dead 404");
    (audit, url)
}

fn gone() -> Server {
    Server::start(|path| Reply::status(if path == "/" || path == "/there" { 200 } else { 404 }))
}

/// What was asked of an archive besides its index.
fn read(archive: &Server) -> Vec<String> {
    archive.paths().into_iter().filter(|path| !path.contains("cdx")).collect()
}

#[test]
fn a_copy_is_read_before_it_is_proposed() {
    let site = gone();
    let consent = "We value your privacy. We and our partners store and access information on a device, such as cookies, \
        and process personal data for personalised ads and content, ad measurement and insights. Accept all. Reject all.";
    let web = wayback(
        &site.url(""),
        vec![
            copy("20210503120000", error()),
            copy("20210504120000", page(TITLE, consent)),
            copy("20210505120000", page(TITLE, "This domain is parked. Related searches: loans, insurance.")),
            copy("20210601120000", good()),
            copy("20220601120000", good()),
        ],
    );
    let (audit, url) = dead(&site, &[(&web, "wayback")]);
    let expected = web.url(&format!("/web/20210601120000/{url}"));
    let row = audit.row(21, &url);
    assert_eq!((&row["archived"]["url"], &row["lookup"]), (&json!(expected), &json!("copy")), "{row:#}");
    assert_eq!(read(&web).len(), 4, "the last one is not needed: {:?}", read(&web));
    let exported = audit.run(&["audit", "export", "--verdicts", "--now", &day(21)]).stdout;
    assert!(exported.contains(&format!("\"archived\":{{\"url\":\"{expected}\"")), "{exported}");
    audit.change("newslint.toml", "[audit]\n", "[links]\nverdicts = \".newslint/links.db\"\n[audit]\n");
    audit.run(&["check", "--fix", "--unsafe-fixes", "--select", "dead-source", "--now", "2026-02-01"]);
    assert!(audit.text("news/2021/05/3/harbour-bridge-opens.md").contains(&format!("({expected})")));
}

#[test]
fn what_was_passed_over_is_told() {
    let site = gone();
    let web = wayback(
        &site.url(""),
        vec![
            copy("20210503120000", error()),
            copy("20210504120000", page("Ellery Gazette", "All the news of today.")),
            copy("20210601120000", good()),
        ],
    );
    let (audit, url) = dead(&site, &[(&web, "wayback")]);
    let told = joined(&audit.run(&["audit", "explain", &url, "--now", &day(21)]).stdout);
    for words in [
        "the archived copy of 2021-05-03 12:00 was read",
        "rejected: it says that there is no such page",
        "rejected: its title is neither the event's nor the page's own",
        "it is the document",
        &format!("archived copy: {}", web.url("/web/20210601120000/")),
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
}

#[test]
fn no_more_than_four_are_read_and_none_of_them_is_proposed() {
    let site = gone();
    let times = ["20210503120000", "20210504120000", "20210505120000", "20210506120000", "20210507120000"];
    let web = wayback(&site.url(""), times.map(|time| copy(time, error())).to_vec());
    let (audit, url) = dead(&site, &[(&web, "wayback")]);
    let row = audit.row(21, &url);
    assert_eq!((&row["archived"], &row["lookup"]), (&Value::Null, &json!("unfit")), "{row:#}");
    assert_eq!(read(&web).len(), 4);
    let full = joined(&audit.run(&["audit", "report", "--now", &day(21)]).stdout);
    assert!(full.contains("none of 5 archived copies turned out to be the"), "{full}");
    audit.visit(22);
    assert_eq!(read(&web).len(), 4, "not again soon");
}

#[test]
fn documents_that_look_like_something_else_are_proposed() {
    let casino = "Casino opens at the harbour of Port Ellery";
    for (title, reply) in [
        (casino, page(casino, "The casino opens with slots, roulette and a poker room, the council said on Friday.")),
        (TITLE, page(TITLE, "The bridge is open.")),
        (TITLE, page(&TITLE.to_uppercase(), "The bridge was opened on Tuesday by the mayor.")),
        (TITLE, page(&format!("{TITLE} - News - The Ellery Gazette and Harbour Times"), "The bridge is open.")),
        (
            "Ferry Aurora is not found after ten days",
            page("Ferry Aurora is not found after ten days", "Nothing was found."),
        ),
    ] {
        let site = gone();
        let web = wayback(&site.url(""), vec![copy("20210504120000", reply)]);
        let url = site.url("/bridge");
        let audit = Audit::of(&[&url]).configure(&archives(&[(&web, "wayback")]));
        audit.change("news/2021/05/3/harbour-bridge-opens.md", TITLE, title);
        assert_eq!(audit.after(&[0, 7, 14, 21], &url), "dead 404");
        assert_eq!(audit.row(21, &url)["lookup"], "copy", "{title}");
    }
}

/// The page had a title of its own, that no event has.
#[test]
fn a_copy_is_known_by_what_the_page_was() {
    let own = "<title>A crossing at last | Quay Sentinel</title><p>Quay Sentinel</p><p>Lorries with salt and timber cross.</p>";
    let day_of_site = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let is_there = std::sync::Arc::clone(&day_of_site);
    let site = Server::start(move |path| match path {
        "/bridge" if is_there.load(std::sync::atomic::Ordering::SeqCst) => Reply::page(200, own),
        "/" => Reply::status(200),
        _ => Reply::status(404),
    });
    let web = wayback(
        &site.url(""),
        vec![
            copy("20210503120000", page("Quay Sentinel", "All the news of the quays, and of the harbour.")),
            copy("20210504120000", page("QUAY SENTINEL | A crossing at last", "Lorries cross.")),
        ],
    );
    let url = site.url("/bridge");
    let audit = Audit::of(&[&url]).configure(&archives(&[(&web, "wayback")]));
    assert_eq!(audit.after(&[0], &url), "alive alive");
    day_of_site.store(false, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(audit.after(&[40, 47, 54, 61], &url), "dead 404");
    let row = audit.row(61, &url);
    assert_eq!(row["archived"]["url"], json!(web.url(&format!("/web/20210504120000/{url}"))), "{row:#}");
}

#[test]
fn redirects_are_followed_within_the_archive() {
    let site = gone();
    let of = site.url("");
    let (exact, moved) = (format!("/web/20210504121212id_/{of}/bridge"), format!("{of}/new/bridge"));
    let web = wayback(
        &of,
        vec![
            copy("20210504120000", Reply::redirect(&exact)),
            copy("20210504121212", Reply::redirect(&moved)),
            Copy { time: "20210504121212", path: "/new/bridge", reply: good() },
            copy("20210601120000", good()),
        ],
    );
    let (audit, url) = dead(&site, &[(&web, "wayback")]);
    let row = audit.row(21, &url);
    assert_eq!(row["archived"]["url"], json!(web.url(&format!("/web/20210504121212/{moved}"))), "{row:#}");
    assert_eq!(row["archived"]["at"], "2021-05-04T12:12:12Z");

    for leads_away in ["http://127.0.0.1:9/", "/web/20210504120000id_/http://other.example/", "mailto:desk@a.example"] {
        let web =
            wayback(&of, vec![copy("20210504120000", Reply::redirect(leads_away)), copy("20210601120000", good())]);
        let (audit, url) = dead(&site, &[(&web, "wayback")]);
        assert_eq!(audit.row(21, &url)["archived"]["at"], "2021-06-01T12:00:00Z", "{leads_away}");
    }
}

#[test]
fn archives_are_asked_in_their_order() {
    let site = gone();
    let of = site.url("");
    let excluded = || {
        let body = "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error";
        let head = format!("HTTP/1.1 403 Forbidden\r\nContent-Length: {}\r\n\r\n", body.len());
        Server::start(move |_| Reply::Bytes([head.as_bytes(), body.as_bytes()].concat()))
    };
    let own = || pywb(&of, vec![copy("20210601120000", good())]);
    for (first, is_first, is_asked) in [
        (wayback(&of, vec![copy("20210801120000", good())]), true, false),
        (wayback(&of, vec![copy("20210504120000", error())]), false, true),
        (wayback(&of, Vec::new()), false, true),
        (excluded(), false, true),
        (Server::start(|_| Reply::status(503)), false, true),
        (Server::start(|_| Reply::Endless), false, true),
    ] {
        let second = own();
        let (audit, url) = dead(&site, &[(&first, "wayback"), (&second, "pywb")]);
        let row = audit.row(21, &url);
        let expected = match is_first {
            true => first.url(&format!("/web/20210801120000/{url}")),
            false => second.url(&format!("/news/20210601120000/{url}")),
        };
        assert_eq!(row["archived"]["url"], json!(expected), "{row:#}");
        assert_eq!(!second.paths().is_empty(), is_asked);
    }
}

#[test]
fn a_copy_that_nobody_read_is_read_by_the_next_run() {
    let site = gone();
    let web = wayback(&site.url(""), vec![copy("20210504120000", good())]);
    let url = site.url("/bridge");
    let audit = Audit::of(&[&url]).configure(&archives(&[(&web, "wayback")]));
    let mut lines = String::from("{\"newslint-observations\":2}\n");
    for on in [0, 7, 14, 21] {
        lines +=
            &format!("{}\n", json!({ "url": url, "at": day(on), "vantage": "default", "cause": "404", "status": 404 }));
    }
    let capture =
        json!({ "at": "2021-05-04T12:00:00Z", "original": url, "status": 200, "digest": "D", "length": 9000 });
    // A store of before: it does not say of which archive that is.
    lines += &format!("{}\n", json!({ "url": url, "at": day(20), "archive": { "captures": [capture] } }));
    let import = audit.run_with_input(&["audit", "import", "-"], lines.as_bytes());
    assert_eq!(import.code, 0, "{}", import.stderr);
    let row = audit.row(22, &url);
    assert_eq!((&row["verdict"], &row["archived"], &row["lookup"]), (&json!("dead"), &Value::Null, &json!("unread")));
    let told = audit.visit(23).stderr;
    assert!(told.contains("  1 archived copy read\n"), "{told}");
    assert_eq!(audit.row(23, &url)["lookup"], "copy");
    assert_eq!(audit.row(22, &url)["lookup"], "unread", "the clock decides what is known");
}

#[test]
fn living_sources_are_asked_about_in_the_time_that_is_left() {
    let site = Server::start(|path| Reply::status(if path.starts_with("/gone") { 404 } else { 200 }));
    let of = site.url("");
    let web = wayback(&of, vec![Copy { time: "20210504120000", path: "/there", reply: good() }]);
    let own = pywb(
        &of,
        vec![
            Copy { time: "20210504120000", path: "/second", reply: good() },
            Copy { time: "20000101120000", path: "/early", reply: good() },
        ],
    );
    let urls = ["/there", "/second", "/early", "/never"].map(|path| site.url(path));
    let audit = Audit::of(&urls.each_ref().map(String::as_str));
    let audit = audit.configure(&archives(&[(&web, "wayback"), (&own, "pywb")]));
    let told = audit.visit_with(0, &["--timeout", "60s", "--budget", "10m"]).stderr;
    assert!(told.contains("  copies of 4 living sources looked for in the web archive, 0 to go\n"), "{told}");
    assert_eq!((read(&web).len(), read(&own).len()), (0, 0), "nobody reads what is there");
    let report = audit.report(0);
    let expected = json!({
        "living": 4, "copy": 2, "none": 2, "excluded": 0, "unasked": 0,
        "outlets": [{ "outlet": site.ip().to_string(), "living": 4, "copy": 2, "none": 2, "excluded": 0, "unasked": 0 }],
    });
    assert_eq!(report["coverage"], expected);
    let lookups = urls.each_ref().map(|url| audit.row(0, url)["lookup"].as_str().map(str::to_owned));
    assert_eq!(lookups.map(Option::unwrap), ["copy", "copy", "none", "none"]);
    let full = audit.run(&["audit", "report", "--now", &day(0)]).stdout;
    assert!(full.contains("copies of living sources: 2 of 4 have one, 2 have none\n"), "{full}");
    let markdown = audit.run(&["audit", "report", "--format", "markdown", "--now", &day(0)]).stdout;
    assert!(markdown.contains("| 2 | 0 | 0 | 4 |"), "{markdown}");

    let asked = web.paths().len();
    audit.visit_with(200, &["--timeout", "60s", "--budget", "10m"]);
    assert_eq!(web.paths().len(), asked, "once a year");
    audit.visit_with(400, &["--timeout", "60s", "--budget", "10m"]);
    assert_eq!(web.paths().len(), 2 * asked);
}

/// An archive that takes long keeps no run from its end.
#[test]
fn without_a_budget_a_run_lasts_no_longer_than_its_visits() {
    let site = Server::start(|_| Reply::status(200));
    let web = Server::start(|_| Reply::Silence);
    let audit = Audit::of(&[&site.url("/there")]).configure(&archives(&[(&web, "wayback")]));
    let start = std::time::Instant::now();
    audit.visit_with(0, &["--timeout", "300s"]);
    assert!(start.elapsed().as_secs() < 200, "{:?}", start.elapsed());
    assert_eq!(audit.report(0)["coverage"]["unasked"], 1);
}

#[test]
fn copies_of_all_archives_are_looked_for_in_their_index() {
    let of = "http://gazette.example";
    let (web, own) =
        (wayback(of, vec![copy("20210504120000", good())]), pywb(of, vec![copy("20210504120000", good())]));
    let urls = [
        web.url("/web/20210504120000/http://gazette.example/bridge"),
        own.url("/news/20210504120000/http://gazette.example/bridge"),
    ];
    let audit = Audit::of(&[&urls[0], &urls[1]]).configure(&archives(&[(&web, "wayback"), (&own, "pywb")]));
    let told = audit.visit(0).stderr;
    assert!(told.contains("2 of 2 URLs of archived copies found"), "{told}");
    assert_eq!((read(&web).len(), read(&own).len()), (0, 0));
    assert_eq!(audit.report(0)["coverage"]["living"], 0, "a copy needs none");
}

/// The words of a report, wherever its lines end.
fn joined(report: &str) -> String {
    report.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whatever ends a run.
#[test]
fn an_archive_that_refuses_is_left_alone_across_runs() {
    let site = gone();
    for (answer, minutes) in [("Retry-After: 7200", 120), ("Server: a", 1)] {
        let web = Server::start(move |_| Reply::with(429, answer));
        let url = site.url("/bridge");
        let audit = Audit::of(&[&url]).configure(&archives(&[(&web, "wayback")]));
        let start: jiff::Timestamp = day(0).parse().unwrap();
        let after = |seconds: i64| {
            let at = (start + jiff::SignedDuration::from_secs(seconds)).to_string();
            assert_eq!(crate::harness::run(&mut audit.audit_run_at(&at), b"").code, 0);
            web.paths().len()
        };
        let asked = [after(0), after(30), after(60 * minutes - 5), after(60 * minutes + 5)];
        assert_eq!(asked, [1, 1, 1, 2], "{answer}");
        let lines = audit.run(&["audit", "export"]).printed();
        assert_eq!(lines.matches("\"copy\":{\"refused\":{").count(), 2, "{lines}");
    }
}
