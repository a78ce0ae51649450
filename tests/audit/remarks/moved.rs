//! Addresses that are new for good, and redirects that are not.

use super::super::archive::TITLE;
use super::super::hands::{Domain, Request, STORIES, domain, domain_of, front, not_found, page, paper, story};
use super::{are_silent, are_told};
use crate::harness::server::Reply;

/// A redirect with this status to a path of the same host.
fn sent(request: &Request<'_>, status: u16, path: &str) -> Reply {
    Reply::with(status, &format!("location: http://{}:{}{path}", request.host, request.port))
}

/// The path of a story's new address.
fn new(path: &str) -> String {
    format!("/archive/4711{path}")
}

/// A paper that has the stories at their old addresses until that day, and redirects with this status since.
fn since(request: &Request<'_>, name: &str, day: i64, status: u16) -> Reply {
    match request.path {
        "/" => front(name),
        path if request.is_story() && request.day < day => paper(name, path),
        path if request.is_story() => sent(request, status, &new(path)),
        path if path.starts_with("/archive/4711/") => paper(name, path),
        _ => not_found(),
    }
}

#[test]
fn documents_that_have_moved() {
    let five = "moved moved moved moved moved";
    let stage = are_told(&[
        (domain("ellerygazette.example", |request| since(request, "Ellery Gazette", 30, 301)), 60, five),
        (domain("kestrelherald.example", |request| since(request, "Kestrel Herald", 30, 308)), 60, five),
        // Over a second hop, and it says so.
        (
            domain("ondinepost.example", |request| match request.path.strip_prefix("/old") {
                Some(path) => sent(request, 301, &new(path)),
                None if request.day >= 30 && request.is_story() => sent(request, 301, &format!("/old{}", request.path)),
                None => since(request, "Ondine Post", 30, 301),
            }),
            60,
            five,
        ),
        // From the first visit on, under the cited title.
        (
            domain_of("marrowradio.example", &["/?p=77"], |request| match request.path {
                "/?p=77" => sent(request, 301, "/2021/05/harbour-bridge"),
                "/2021/05/harbour-bridge" => page(&format!("{TITLE} | Marrow Radio"), story("/news.php?id=77").1),
                "/" => front("Marrow Radio"),
                _ => not_found(),
            }),
            30,
            "moved",
        ),
        // From a host below the domain to the domain itself, and some of its mishaps in between.
        (
            domain_of("osmundtimes.example", &["news/2004/08/crossing.html"], |request| match request.host {
                "news.osmundtimes.example" if request.day >= 20 && request.day != 40 && request.is_story() => {
                    request.moved("osmundtimes.example", &new(request.path))
                }
                "news.osmundtimes.example" if request.day == 40 => Reply::status(503),
                _ if request.is_story() || request.path.starts_with("/archive/4711") => {
                    paper("Osmund Times", request.path)
                }
                _ => not_found(),
            }),
            50,
            "moved",
        ),
        // The whole outlet, under a new name.
        (
            domain("saltbeacon.example", |request| match request.path {
                _ if request.day >= 40 => request.moved("coasttoday.example", &format!("/beacon{}", request.path)),
                "/" => front("Salt Beacon"),
                path if request.is_story() => paper("Salt Beacon", path),
                _ => not_found(),
            }),
            70,
            five,
        ),
        (
            domain_of("coasttoday.example", &[], |request| match request.path {
                "/" | "/beacon/" => front("The Coast Today"),
                path if path.starts_with("/beacon/")
                    && path != "/beacon/"
                    && STORIES.iter().any(|story| path.ends_with(story)) =>
                {
                    paper("The Coast Today", path)
                }
                _ => not_found(),
            }),
            0,
            "",
        ),
    ]);
    let of = |host: &str| {
        let report = stage.audit.report(120);
        let rows = report["urls"].as_array().unwrap();
        let row = rows.iter().find(|row| row["url"].as_str().unwrap().contains(host)).unwrap();
        row["remark"]["to"].as_str().unwrap().to_owned()
    };
    assert!(
        of("ellerygazette").contains("://ellerygazette.example:") && of("ellerygazette").contains("/archive/4711/")
    );
    assert!(of("news.osmundtimes").contains("://osmundtimes.example:"));
    assert!(of("saltbeacon").contains("://coasttoday.example:") && of("saltbeacon").contains("/beacon/2004/"));
}

#[test]
fn redirects_that_are_not_for_good() {
    are_silent(&[
        domain("ellerygazette.example", |request| since(request, "Ellery Gazette", 20, 302)),
        domain("kestrelherald.example", |request| since(request, "Kestrel Herald", 20, 307)),
        // For good, and then for now.
        domain("ondinepost.example", |request| match request.path.strip_prefix("/old") {
            Some(path) => sent(request, 302, &new(path)),
            None if request.day >= 20 && request.is_story() => sent(request, 301, &format!("/old{}", request.path)),
            None => since(request, "Ondine Post", 20, 301),
        }),
        // For now, and then for good.
        domain("marrowradio.example", |request| match request.path.strip_prefix("/old") {
            Some(path) => sent(request, 301, &new(path)),
            None if request.day >= 20 && request.is_story() => sent(request, 302, &format!("/old{}", request.path)),
            None => since(request, "Marrow Radio", 20, 301),
        }),
        // A page that sends its reader on.
        domain("osmundtimes.example", |request| match request.is_story() && request.day >= 20 {
            true => page("Moved", &format!("<meta http-equiv=refresh content='0;url={}'>", new(request.path))),
            false => since(request, "Osmund Times", 500, 301),
        }),
        // Every other visit.
        domain("saltbeacon.example", |request| {
            let start = if request.day % 20 == 0 { 500 } else { 10 };
            since(request, "Salt Beacon", start, 301)
        }),
        // Each time to another address.
        domain("quaysentinel.example", |request| match request.path {
            path if request.is_story() && request.day >= 20 => {
                sent(request, 301, &format!("/s{}/1{path}", request.day))
            }
            path if path.starts_with("/s") && path.contains("/1/") => paper("Quay Sentinel", path),
            _ => since(request, "Quay Sentinel", 500, 301),
        }),
        // Too late to know.
        domain("capecourier.example", |request| since(request, "Cape Courier", 110, 301)),
    ]);
}

/// A paper that sends its readers from the stories to a path of its own since the twentieth day.
fn leading(request: &Request<'_>, name: &str, to: impl Fn(&str) -> String) -> Reply {
    match request.path {
        "/" => front(name),
        path if request.is_story() && request.day >= 20 => sent(request, 301, &to(path)),
        path if STORIES.iter().any(|story| {
            path.split('?').next().unwrap_or_default().ends_with(story.split('?').next().unwrap_or_default())
        }) =>
        {
            paper(name, path)
        }
        _ => not_found(),
    }
}

#[test]
fn addresses_that_are_not_the_documents() {
    let domains: Vec<Domain> = vec![
        domain("ellerygazette.example", |request| leading(request, "Ellery Gazette", |_| "/".to_owned())),
        domain("kestrelherald.example", |request| match request.path {
            "/news/" => page("News | Kestrel Herald", &front_text()),
            _ => leading(request, "Kestrel Herald", |_| "/news/".to_owned()),
        }),
        domain("ondinepost.example", |request| match request.path {
            path if path.starts_with("/subscribe") => page("Subscribe | Ondine Post", &front_text()),
            _ => leading(request, "Ondine Post", |path| format!("/subscribe/4711?back={path}")),
        }),
        // With a tracker in it, for telephones, in a language, for a country.
        domain("marrowradio.example", |request| {
            leading(request, "Marrow Radio", |path| {
                format!("/a/4711{path}{}utm_source=old", if path.contains('?') { '&' } else { '?' })
            })
        }),
        domain("osmundtimes.example", |request| match request.host {
            "osmundtimes.example" if request.is_story() && request.day >= 20 => {
                request.moved("m.osmundtimes.example", request.path)
            }
            _ => leading(request, "Osmund Times", |path| format!("/amp{path}")),
        }),
        domain("saltbeacon.example", |request| leading(request, "Salt Beacon", |path| format!("/en{path}"))),
        domain("quaysentinel.example", |request| {
            leading(request, "Quay Sentinel", |path| format!("/en-gb/4711{path}"))
        }),
        // The name with `www` alone.
        domain("capecourier.example", |request| match request.host {
            "capecourier.example" if request.day >= 20 => request.moved("www.capecourier.example", request.path),
            _ => leading(request, "Cape Courier", |path| format!("{path}/")),
        }),
        // One page for all, and a page that says that it is gone.
        domain("islandtribune.example", |request| match request.path {
            "/2021/our-archive-moves-house" => page("Our archive moves house", &front_text()),
            _ => leading(request, "Island Tribune", |_| "/2021/our-archive-moves-house".to_owned()),
        }),
        domain("harbourecho.example", |request| match request.path {
            path if path.starts_with("/expired/") => page("This article has expired | Harbour Echo", &front_text()),
            _ => leading(request, "Harbour Echo", |path| format!("/expired{path}")),
        }),
        // From the first visit on, so that nobody has seen what it was.
        domain("northledger.example", |request| match request.is_story() {
            true => sent(request, 301, &new(request.path)),
            false => since(request, "North Ledger", 0, 301),
        }),
        // Another document, from the first visit on.
        domain_of("bayreporter.example", &["/2004/4711"], |request| match request.path {
            "/2004/4711" => sent(request, 301, "/2019/choir-4712"),
            "/2019/choir-4712" => paper("Bay Reporter", "/news.php?id=77"),
            _ => not_found(),
        }),
    ];
    are_silent(&domains);
}

fn front_text() -> String {
    STORIES.map(|path| story(path).1).concat()
}

#[test]
fn outlets_that_have_not_moved_as_a_whole() {
    are_silent(&[
        // Three documents of five have.
        domain("ellerygazette.example", |request| match STORIES.iter().position(|story| *story == request.path) {
            Some(0..3) if request.day >= 20 => {
                request.moved("coasttoday.example", &format!("/gazette{}", request.path))
            }
            Some(_) => paper("Ellery Gazette", request.path),
            None => not_found(),
        }),
        // There are not enough of them.
        domain_of("kestrelherald.example", &STORIES_OF_FOUR, |request| match request.path {
            path if request.is_story() && request.day >= 20 => {
                request.moved("coasttoday.example", &format!("/herald{path}"))
            }
            path if request.is_story() => paper("Kestrel Herald", path),
            _ => not_found(),
        }),
        // To whoever has bought the name.
        domain("ondinepost.example", |request| match request.path {
            "/" => front("Ondine Post"),
            path if request.day >= 20 => request.moved("spin-palace.example", path),
            path if request.is_story() => paper("Ondine Post", path),
            _ => not_found(),
        }),
        // To a web archive, which has the way back in its addresses.
        domain("marrowradio.example", |request| match request.path {
            path if request.is_story() && request.day >= 20 => {
                request.moved("coasttoday.example", &format!("/web/2004/http://marrowradio.example{path}"))
            }
            path if request.is_story() => paper("Marrow Radio", path),
            _ => not_found(),
        }),
        // Each to an address that has nothing of its own.
        domain("osmundtimes.example", |request| match STORIES.iter().position(|story| *story == request.path) {
            Some(at) if request.day >= 20 => request.moved("coasttoday.example", &format!("/2004/4711-{at}")),
            Some(_) => paper("Osmund Times", request.path),
            None => not_found(),
        }),
        domain_of("coasttoday.example", &[], |request| match request.path {
            path if STORIES.iter().any(|story| path.ends_with(story)) => paper("The Coast Today", path),
            "/" => front("The Coast Today"),
            path => {
                let at = path.strip_prefix("/2004/4711-").and_then(|at| at.parse::<usize>().ok());
                at.and_then(|at| STORIES.get(at)).map_or_else(not_found, |story| paper("The Coast Today", story))
            }
        }),
    ]);
}

const STORIES_OF_FOUR: [&str; 4] = [STORIES[0], STORIES[1], STORIES[2], STORIES[3]];
