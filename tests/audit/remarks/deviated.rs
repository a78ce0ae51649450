//! Documents in whose place there are others, and pages that change as pages do.

use super::super::archive::TITLE;
use super::super::hands::{
    Request, STORIES, domain, domain_of, front, gambling, not_found, page, page_in, paper, story,
};
use super::{are_silent, are_told};
use crate::harness::server::Reply;

/// The address of a document that has its host for itself.
const ALONE: [&str; 1] = ["/2004/4711"];

/// A paper with these stories at its addresses: the number of each by the number of the address.
fn shifted(request: &Request<'_>, name: &str, language: &str, of: impl Fn(usize) -> usize) -> Reply {
    match (request.path, STORIES.iter().position(|story| *story == request.path)) {
        ("/", _) => front(name),
        (_, Some(at)) => {
            let (title, text) = story(STORIES[of(at) % STORIES.len()]);
            page_in(language, &format!("{title} | {name}"), &format!("<p>{name}</p><h1>{title}</h1>{text}"))
        }
        _ => not_found(),
    }
}

/// A host of one document, and of nothing else.
fn alone(request: &Request<'_>, reply: impl Fn() -> Reply) -> Reply {
    if request.path == ALONE[0] { reply() } else { not_found() }
}

/// An article of sixty words and more, with a title that is not cited.
fn article(number: usize) -> (&'static str, &'static str) {
    story(STORIES[number])
}

#[test]
fn other_documents() {
    are_told(&[
        // One number was given to another article.
        (
            domain("ellerygazette.example", |request| {
                shifted(request, "Ellery Gazette", "", |at| if at == 2 && request.day >= 40 { 4 } else { at })
            }),
            70,
            // The page of the fifth document is shown twice.
            "- - - - -",
        ),
        (
            domain_of("kestrelherald.example", &FOUR, |request| {
                shifted(request, "Kestrel Herald", "", |at| if at == 2 && request.day >= 40 { 4 } else { at })
            }),
            70,
            "- - deviated -",
        ),
        // All were.
        (
            domain_of("ondinepost.example", &FOUR, |request| {
                shifted(request, "Ondine Post", "en", |at| at + usize::from(request.day >= 40 && at == 3))
            }),
            70,
            "- - - deviated",
        ),
        // A page that was filled with something new.
        (
            domain_of("marrowradio.example", &ALONE, |request| {
                alone(request, || match request.day {
                    0..50 => page("Marrow Radio | Ferry aground off Marrow", article(1).1),
                    _ => page("Winter tyres from thirty crowns", TYRES),
                })
            }),
            80,
            "deviated",
        ),
        // An address that leads to an article of today, for now, after some weeks without any.
        (
            domain_of("osmundtimes.example", &ALONE, |request| match (request.path, request.day) {
                ("/2004/4711", 0..30) => page(&format!("{TITLE} | Osmund Times"), article(0).1),
                ("/2004/4711", 30..50) => Reply::status(503),
                ("/2004/4711", _) => Reply::redirect("/2026/choir-wins-4712"),
                ("/2026/choir-wins-4712", _) => page("Choir wins the lyre | Osmund Times", article(4).1),
                ("/", _) => front("Osmund Times"),
                _ => not_found(),
            }),
            80,
            "deviated",
        ),
    ]);
}

const FOUR: [&str; 4] = [STORIES[0], STORIES[1], STORIES[2], STORIES[3]];

const TYRES: &str = "<p>Whoever drives over the pass needs them, and here they are cheap. Our fitters have them on while you \
    drink a coffee in the hall. Old ones are taken back and burnt for nothing. Choose by size, by maker or by the make of \
    your car. Vans and caravans cost a little more. Call before nine, come the same day, pay by card or in parts, and drive \
    home safely through snow and slush with a guarantee of two years.</p>";

/// Words that are new at each visit.
fn rotating(seed: i64, count: usize) -> String {
    const WORDS: [&str; 24] = [
        "anchor", "barrel", "candle", "dagger", "ember", "feather", "goblet", "hammer", "island", "jacket", "kettle",
        "lantern", "marble", "needle", "orchard", "pebble", "quiver", "ribbon", "saddle", "timber", "umbrella",
        "velvet", "walnut", "yarrow",
    ];
    let mut number = seed.unsigned_abs().wrapping_mul(2_654_435_761).wrapping_add(97);
    let mut word = || {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(number >> 33) as usize % WORDS.len()]
    };
    (0..count).map(|_| word().to_owned() + " ").collect()
}

#[test]
fn pages_that_change_as_pages_do() {
    are_silent(&[
        // Advertisements, counters and dates.
        domain("ellerygazette.example", |request| match request.is_story() {
            true => {
                let (title, text) = story(request.path);
                let day = request.day;
                page(
                    &format!("{title} | Ellery Gazette"),
                    &format!(
                        "<p>Day {day}, {}00 readers</p>{text}<p>Advertisement: {}</p>",
                        day + 7,
                        rotating(day, 20)
                    ),
                )
            }
            false => not_found(),
        }),
        // Teasers that are longer than the article.
        domain("kestrelherald.example", |request| match request.is_story() {
            true => {
                let (title, text) = story(request.path);
                page(&format!("{title} | Kestrel Herald"), &format!("{text}<p>{}</p>", rotating(request.day, 300)))
            }
            false => not_found(),
        }),
        // A headline that was corrected, and another that was written anew with half of the text.
        domain_of("ondinepost.example", &ALONE, |request| {
            alone(request, || match request.day {
                0..30 => page("Ferry aground off Marrow | Ondine Post", article(1).1),
                30..60 => page("Forty rescued from sandbank | Ondine Post", article(1).1),
                _ => page(
                    "Ferry company must mend its buoys | Ondine Post",
                    &format!("{}<p>{}</p>", article(1).1, rotating(7, 60)),
                ),
            })
        }),
        // A new name, a new design, and more beside the text.
        domain("marrowradio.example", |request| match request.is_story() {
            true if request.day < 40 => paper("Marrow Radio", request.path),
            true => {
                let (title, text) = story(request.path);
                let menu = "<a href=/a>Politics</a> <a href=/b>Business</a> <a href=/c>Weather and tides</a>".repeat(9);
                page(
                    &format!("{title} – Coast FM"),
                    &format!("{menu}<h1>{title}</h1>{text}<p>{}</p>", rotating(3, 200)),
                )
            }
            false => not_found(),
        }),
        // The text is behind a wall, and the title is not.
        domain("osmundtimes.example", |request| match request.is_story() {
            true if request.day < 40 => paper("Osmund Times", request.path),
            true => page(&format!("{} | Osmund Times", story(request.path).0), &rotating(1, 60)),
            false => not_found(),
        }),
        // Two titles by turns, and two texts by turns.
        domain_of("saltbeacon.example", &ALONE, |request| {
            alone(request, || match request.day / 10 % 2 {
                0 => page("Ferry aground off Marrow", article(1).1),
                _ => page("Choir wins at Osmund", article(4).1),
            })
        }),
        // Something else for one visit, and since the last visits only.
        domain_of("quaysentinel.example", &ALONE, |request| {
            alone(request, || match request.day {
                50 => page("Choir wins at Osmund", article(4).1),
                _ => page("Ferry aground off Marrow", article(1).1),
            })
        }),
        domain_of("capecourier.example", &ALONE, |request| {
            alone(request, || match request.day {
                100.. => page("Choir wins at Osmund", article(4).1),
                _ => page("Ferry aground off Marrow", article(1).1),
            })
        }),
        // Too short to tell.
        domain_of("islandtribune.example", &ALONE, |request| {
            alone(request, || match request.day {
                0..40 => page("Ferry aground off Marrow", "<p>Forty passengers spent the night on a sandbank.</p>"),
                _ => page("Choir wins at Osmund", "<p>Thirty voices from the cannery brought home the lyre.</p>"),
            })
        }),
    ]);
}

/// Where nothing else of the host is cited, nobody knows what its pages have in common.
#[test]
fn documents_that_are_alone() {
    are_silent(&[
        // A design of a time when all pages had one title, and a new one.
        domain_of("ellerygazette.example", &ALONE, |request| {
            alone(request, || match request.day {
                0..40 => page("Ministry of Fisheries: pages of the office", article(1).1),
                _ => page(
                    "Ferry aground off Marrow",
                    &format!("<p>{}</p>{}<p>{}</p>", rotating(3, 30), article(1).1, rotating(4, 70)),
                ),
            })
        }),
        // A wall, and behind it the document.
        domain_of("kestrelherald.example", &ALONE, |request| {
            alone(request, || match request.day {
                0..40 => page("Cookies and your consent", TYRES),
                _ => page("Ferry aground off Marrow", article(1).1),
            })
        }),
        // A password, and no password any more.
        domain_of("ondinepost.example", &ALONE, |request| {
            alone(request, || match request.day {
                0..40 => page("Members of the reading circle", &format!("{TYRES}<input type=password>")),
                _ => page("Ferry aground off Marrow", article(1).1),
            })
        }),
        // To a list, and to a wall elsewhere.
        domain_of("marrowradio.example", &ALONE, |request| match (request.path, request.day) {
            ("/2004/4711", 0..40) => page("Ferry aground off Marrow", article(1).1),
            ("/2004/4711", _) => Reply::redirect("/region/north"),
            ("/region/north", _) => page("Choir wins at Osmund", article(4).1),
            _ => not_found(),
        }),
        domain_of("osmundtimes.example", &ALONE, |request| match (request.path, request.day) {
            ("/2004/4711", 0..40) => page("Ferry aground off Marrow", article(1).1),
            ("/2004/4711", _) => Reply::redirect("/registration/2026?id=4711"),
            ("/registration/2026?id=4711", _) => page("Choir wins at Osmund", article(4).1),
            _ => not_found(),
        }),
        // A script draws it, and until then there is the imprint.
        domain_of("saltbeacon.example", &ALONE, |request| {
            let shell = format!("<div id=app></div><script src=/app.js></script><p>{}</p>", rotating(6, 60));
            match (request.path, request.day) {
                ("/2004/4711", 0..40) => page("Ferry aground off Marrow", article(1).1),
                (_, 0..40) => not_found(),
                _ => page("Harbour quays and their owners", &shell),
            }
        }),
    ]);
}

#[test]
fn pages_that_are_new_each_time() {
    are_silent(&[
        // A front page, a section, statistics of the month, a picture of the week.
        domain_of("ellerygazette.example", &["/"], |request| match request.path {
            "/" => page(
                &format!("{} | Ellery Gazette", article(usize::from(request.day >= 40)).0),
                article(usize::from(request.day >= 40)).1,
            ),
            _ => not_found(),
        }),
        domain_of("kestrelherald.example", &["/world/"], |request| match request.path {
            "/world/" => page(article(usize::from(request.day >= 40)).0, article(usize::from(request.day >= 40)).1),
            _ => not_found(),
        }),
        domain_of("ondinepost.example", &["/statistics/2004/jobs.html"], |request| match request.path {
            "/statistics/2004/jobs.html" => page(
                &format!("Jobs and wages in month {}", request.day / 30),
                &format!("<p>{}</p>", rotating(request.day / 30, 80)),
            ),
            _ => not_found(),
        }),
        domain_of("marrowradio.example", &["/picture/4711"], |request| match request.path {
            "/picture/4711" => {
                let seed = request.day / 20;
                page(&rotating(seed, 5), &format!("<p>{}</p>", rotating(seed + 50, 90)))
            }
            _ => not_found(),
        }),
        // Live until it is over.
        domain_of("osmundtimes.example", &["/live/4711"], |request| match (request.path, request.day) {
            ("/live/4711", 0..50) => {
                page("Storm over the coast: as it happened", &format!("<p>{}</p>", rotating(request.day, 120)))
            }
            ("/live/4711", _) => page("What the night has cost us", article(2).1),
            _ => not_found(),
        }),
        // Another document each time.
        domain_of("saltbeacon.example", &ALONE, |request| {
            alone(request, || {
                let number = usize::try_from(request.day / 10).unwrap_or(0) % STORIES.len();
                page(article(number).0, article(number).1)
            })
        }),
    ]);
}

#[test]
fn what_a_host_shows_as_a_whole() {
    are_silent(&[
        // A translation that does not say so, and one that does.
        domain_of("ellerygazette.example", &FOUR, |request| {
            shifted(request, "Ellery Gazette", "", |at| at + usize::from(request.day >= 40))
        }),
        domain_of("kestrelherald.example", &FOUR, |request| {
            let language = if request.day < 40 { "sv" } else { "en" };
            shifted(request, "Kestrel Herald", language, |at| at + usize::from(request.day >= 40))
        }),
        domain_of("ondinepost.example", &ALONE, |request| {
            alone(request, || match request.day {
                0..40 => page_in("sv", "Färja på grund vid Marrow", article(1).1),
                _ => page_in("en", "Choir wins at Osmund", article(4).1),
            })
        }),
        // A consent, a strike, a shell, a region: one page in the place of all.
        domain("marrowradio.example", |request| {
            instead(request, "Marrow Radio", "Before you continue to our pages", TYRES)
        }),
        domain("osmundtimes.example", |request| {
            instead(request, "Osmund Times", "We are on strike today", article(4).1)
        }),
        domain("saltbeacon.example", |request| {
            instead(
                request,
                "Salt Beacon",
                "Salt Beacon",
                &format!("<script src=/app.js></script><p>{}", rotating(2, 70)),
            )
        }),
        domain_of("quaysentinel.example", &ALONE, |request| {
            alone(request, || match request.day {
                0..40 => page("Ferry aground off Marrow", article(1).1),
                _ => page("Not available in your country: rights of readers", TYRES),
            })
        }),
        domain_of("capecourier.example", &ALONE, |request| {
            alone(request, || match request.day {
                0..40 => page("Ferry aground off Marrow", article(1).1),
                _ => page("Members of the reading circle", &format!("{TYRES}<input type=password>")),
            })
        }),
        // The notice came first, and then the documents.
        domain("islandtribune.example", |request| match request.is_story() {
            true if request.day < 40 => page("Our cellar is under water", TYRES),
            true => paper("Island Tribune", request.path),
            false => not_found(),
        }),
        // Each document has a title of its own, and no text but that of the script.
        domain("harbourecho.example", |request| match STORIES.iter().position(|story| *story == request.path) {
            Some(_) if request.day < 40 => paper("Harbour Echo", request.path),
            Some(at) => page(&format!("Document {at}4711 of the archive | Harbour Echo"), &rotating(at as i64, 80)),
            None => not_found(),
        }),
    ]);
}

/// A paper that has one page for all stories since the fortieth day.
fn instead(request: &Request<'_>, name: &str, title: &str, text: &str) -> Reply {
    match request.path {
        "/" => front(name),
        path if request.is_story() && request.day < 40 => paper(name, path),
        _ if request.is_story() => page(title, text),
        _ => not_found(),
    }
}

/// What other verdicts tell of is not told twice.
#[test]
fn what_is_gone_or_strangers_is_left_to_others() {
    are_silent(&[
        domain("ellerygazette.example", |request| match request.is_story() {
            true if request.day < 40 => paper("Ellery Gazette", request.path),
            true => gambling::english("Royal Reels"),
            false => not_found(),
        }),
        domain("kestrelherald.example", |request| match request.is_story() {
            true if request.day < 40 => paper("Kestrel Herald", request.path),
            _ => Reply::status(404),
        }),
        // The same page as for what cannot exist.
        domain("ondinepost.example", |request| match (request.is_story(), request.day) {
            (true, 0..40) => paper("Ondine Post", request.path),
            (_, 0..40) => not_found(),
            _ if request.path == "/" => front("Ondine Post"),
            _ => page("Nothing is here any more, look around", article(2).1),
        }),
        // Refusals say nothing.
        domain("marrowradio.example", |request| match request.is_story() {
            true if request.day < 40 => paper("Marrow Radio", request.path),
            _ => Reply::status(403),
        }),
    ]);
}
