//! What owners show in place of documents, and documents that are like each other.

use super::{Reply, are_left_alone, domain, domain_of, front, not_found, page, page_in, paper, story};

#[test]
fn soft_404s_of_an_honest_owner() {
    fn missing(name: &str) -> Reply {
        page(
            &format!("Nothing here | {name}"),
            &format!(
                "<p>{name}</p><p>We are sorry. What you were looking for is not here any more, or never was. Our archive \
                 reaches back to the spring of the year in which the lighthouse was built, but the fire in the cellar \
                 took some of it. Use the search, look through the sections, or write to the librarian, who knows \
                 where most of it went.</p>"
            ),
        )
    }
    are_left_alone(&[
        domain("ellerygazette.example", |_| missing("Ellery Gazette")),
        domain(
            "kestrelherald.example",
            |request| if request.is_story() { missing("Kestrel Herald") } else { not_found() },
        ),
        domain("ondinepost.example", |request| match request.path {
            "/" => front("Ondine Post"),
            _ => page("Page not found", "<p>Sorry, this page does not exist. Try the search."),
        }),
        domain("marrowradio.example", |_| front("Marrow Radio")),
        domain(
            "osmundtimes.example",
            |request| if request.path == "/" { front("Osmund Times") } else { Reply::redirect("/") },
        ),
        // Articles may be shown for half a year, and who has them says so.
        domain("asahibay.example", |request| {
            let notice = page_in(
                "ja",
                "記事の公開期間は終了しました",
                "<p>お探しの記事は公開期間が終了したため、ご覧いただけません。過去の記事は有料のデータベースで検索できます。\
                 図書館でもご利用いただけます。最新の記事は一面からご覧ください。ご意見は編集部まで。Copyright Asahi Bay \
                 Shimbun</p>",
            );
            if request.is_story() { notice } else { not_found() }
        }),
        // A paper of that trade.
        domain("pokerherald.example", |_| {
            page(
                "Poker Herald",
                "<p>Poker Herald: casino, blackjack and roulette news, odds and jackpots of the week.</p>",
            )
        }),
    ]);
}

const GALLERY: [&str; 6] = ["/g/1.html", "/g/2.html", "/g/3.html", "/g/4.html", "/g/5.html", "/g/6.html"];

#[test]
fn documents_that_are_like_each_other() {
    fn picture(path: &str, name: &str) -> Reply {
        let what = ["the pier", "a gull", "two boats", "the mayor", "a lamp", "the fog"];
        let what = GALLERY.iter().position(|picture| *picture == path).map_or("", |at| what[at]);
        page(
            &format!("Regatta: {what}{name}"),
            &format!(
                "<p>{name}</p><p>Pictures of the regatta, taken by our readers from the wall and from the water. All \
                 rights are with those who took them. Click to see the next one, or send us yours by the end of the \
                 week; the best three win a day on the pilot's boat with breakfast.</p><p>This one: {what}.</p>"
            ),
        )
    }
    are_left_alone(&[
        domain_of("ellerygazette.example", &GALLERY, |request| {
            if GALLERY.contains(&request.path) { picture(request.path, " | Ellery Gazette") } else { not_found() }
        }),
        domain_of("kestrelherald.example", &GALLERY, |request| {
            if GALLERY.contains(&request.path) { picture(request.path, "") } else { not_found() }
        }),
        // One article under several addresses.
        domain_of("ondinepost.example", &["/crossing", "/crossing/print", "m/crossing", "/?p=7"], |_| {
            paper("Ondine Post", "/2004/08/crossing.html")
        }),
        // An outlet that does not say its name, with documents of their own.
        domain("marrowradio.example", |request| match request.is_story() {
            true => page(story(request.path).0, story(request.path).1),
            false => not_found(),
        }),
    ]);
}

/// The same text with other numbers, and a program that shows whatever it is asked for.
#[test]
fn tables_and_viewers() {
    const DRAWS: [&str; 4] = ["/lotto/1", "/lotto/2", "/lotto/3", "/lotto/4"];
    const FILES: [&str; 4] = [
        "/web/viewer.html?file=1.pdf",
        "/web/viewer.html?file=2.pdf",
        "/web/viewer.html?file=a.pdf",
        "/web/viewer.html?file=b.pdf",
    ];
    are_left_alone(&[
        domain_of("ellerygazette.example", &DRAWS, |request| match request.path.strip_prefix("/lotto/") {
            Some(week @ ("1" | "2" | "3" | "4")) => page(
                "Lottery: the numbers of the week | Ellery Gazette",
                &format!(
                    "<p>Ellery Gazette</p><p>The numbers of week {week} are 3, 14, {week}5 and 49. The jackpot stands at \
                     {week} million. Tickets for the next lottery are sold at the kiosk by the pier until Friday at \
                     noon. All numbers without warranty. Ask for help if you cannot stop.</p>"
                ),
            ),
            _ => not_found(),
        }),
        domain_of("kestrelherald.example", &FILES, |request| {
            let tools = "Toggle sidebar, find in document, previous page, next page, zoom out, zoom in, automatic zoom, \
                actual size, fit to page, full width, open file, print, download, current view, go to first page, rotate \
                clockwise, text selection tool, hand tool, vertical scrolling, wrapped scrolling, no spreads, odd \
                spreads, document properties, file name, author, subject, keywords, creation date, producer, version, \
                count, size, password protected, enter the password to open this file, cancel, preparing document for \
                printing, highlight all, match case, whole words, presentation mode, attachments, layers, outline.";
            if request.path == "/" { front("Kestrel Herald") } else { page("Viewer", &format!("<p>{tools}</p>")) }
        }),
    ]);
}

#[test]
fn gambling_in_the_news() {
    are_left_alone(&[
        domain("ellerygazette.example", |request| match request.path {
            "/2004/08/crossing.html" => page(
                "Casino opens on the pier | Ellery Gazette",
                "<p>Slots, roulette, blackjack and a poker room: the casino on the pier opened its doors, and by midnight the \
                 first jackpot was won by a retired croupier. Betting on horses follows in May.</p>",
            ),
            path if request.is_story() => paper("Ellery Gazette", path),
            _ => not_found(),
        }),
        // Advertisements on each page, which are the same.
        domain("kestrelherald.example", |request| match request.is_story() {
            true => page(
                &format!("{} | Kestrel Herald", story(request.path).0),
                &format!(
                    "{}<p>Advertisement: best online casino, slots, free spins, jackpot, poker, roulette, betting</p>",
                    story(request.path).1
                ),
            ),
            false => not_found(),
        }),
        // The same without the name, and since last week.
        domain("ondinepost.example", |request| match request.is_story() {
            true => page(
                story(request.path).0,
                &format!(
                    "{}{}",
                    story(request.path).1,
                    if request.day < 7 { "" } else { "<p>Casino slots jackpot</p>" }
                ),
            ),
            false => not_found(),
        }),
        // Short links, three of them to one article.
        domain_of("sho-rt.example", &["/a", "/b", "/c", "/d", "/e", "/f"], |request| match request.path {
            "/a" | "/b" | "/c" => request.moved("islandmedia.example", "/ondine-post-closes-2026"),
            "/d" => request.moved("islandmedia.example", "/ondine/2004/08/crossing.html"),
            "/e" => request.moved("islandmedia.example", "/ondine/2005/03/ferry-aground.html"),
            "/f" => request.moved("islandmedia.example", "/ondine/news.php?id=77"),
            _ => not_found(),
        }),
    ]);
}
