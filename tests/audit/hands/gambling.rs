//! Gambling: what most domains are taken over for.

use super::{Domain, Reply, Request, STORIES, are_found, are_found_from, domain, domain_of, front, not_found, page};
use super::{page_in, paper};

pub fn english(brand: &str) -> Reply {
    page(
        &format!("{brand} – the best online casino"),
        "<h1>Play now</h1><p>Welcome to a casino with two thousand slots, live blackjack, roulette and baccarat. New players \
         get a hundred free spins and double their first payment. Our jackpots are paid the same day. Bet on football \
         with the best odds, join a poker table, or let the croupier deal. Sign up, claim your bonus and spin.</p>",
    )
}

fn indonesian(title: &str) -> Reply {
    page_in(
        "id",
        title,
        "<h1>Daftar situs slot gacor</h1><p>Selamat datang di situs judi slot online terpercaya dengan RTP tertinggi. \
         Daftar sekarang dan nikmati bonus member baru, deposit pulsa tanpa potongan, togel hari ini dan taruhan bola \
         dari bandar resmi. Maxwin setiap hari bersama pragmatic, zeus dan scatter hitam. Link alternatif anti \
         blokir, layanan dua puluh empat jam.</p>",
    )
}

fn thai() -> Reply {
    page_in(
        "th",
        "สล็อตเว็บตรง คาสิโนออนไลน์",
        "<p>คาสิโนออนไลน์ที่ดีที่สุด สล็อตแตกง่าย บาคาร่า แทงบอล หวยออนไลน์ สมัครวันนี้รับเครดิตฟรี ฝากถอนไม่มีขั้นต่ำ</p>",
    )
}

fn chinese() -> Reply {
    page_in(
        "zh",
        "在线娱乐城 官方网站",
        "<p>欢迎来到最大的在线娱乐城，百家乐、老虎机、体育投注、彩票、棋牌，注册就送彩金，提款快速，二十四小时客服。</p>",
    )
}

/// What each of these does on a request for a story; everything else is not found.
fn only(request: &Request<'_>, reply: impl Fn() -> Reply) -> Reply {
    if request.is_story() { reply() } else { not_found() }
}

#[test]
fn one_page_in_place_of_several_documents() {
    const TITLED: [&str; 3] = [
        "/news/harbour-bridge-opens-in-port-ellery",
        "/news/ferry-aground-off-marrow",
        "/news/storm-warning-for-all-coasts",
    ];
    const NEWER: [&str; 3] = ["/a/1.html", "/b/2.html", "/c/3.html"];
    are_found(&[
        domain("ellerygazette.example", |request| only(request, || indonesian("Slot Gacor Hari Ini"))),
        domain("kestrelherald.example", |_| english("Royal Reels")),
        domain("ondinepost.example", |request| only(request, thai)),
        domain("marrowradio.example", |_| thai()),
        domain("osmundtimes.example", |request| only(request, chinese)),
        // With another title each, as they are spun for search engines.
        domain("harbourecho.example", |request| {
            let at = STORIES.iter().position(|story| *story == request.path).unwrap_or(0);
            let title = ["Slot Gacor", "Judi Bola", "Togel Hongkong", "Situs Maxwin", "Bandar Sbobet"][at];
            only(request, || indonesian(title))
        }),
        // It says the name of the host, and is for the cited addresses alone.
        domain("taviastar.example", |request| only(request, || indonesian("taviastar.example: situs judi slot gacor"))),
        // The name that was asked for, and numbers that change.
        domain("saltbeacon.example", |request| {
            only(request, || indonesian(&format!("{} slot gacor {}", request.path, request.day * 7919)))
        }),
        // Only three addresses are known.
        domain_of("pierargus.example", &NEWER, |request| match request.path {
            path if NEWER.contains(&path) => indonesian("Slot Gacor"),
            _ => not_found(),
        }),
        // One address on each host.
        domain_of("quaysentinel.example", &["/a/1.html", "www/b/2.html", "news/c/3.html"], |request| {
            if NEWER.contains(&request.path) { english("Lucky Bay") } else { not_found() }
        }),
        // The name of the host, and nothing else for anything.
        domain("capecourier.example", |_| indonesian("capecourier.example: situs judi slot gacor")),
        // The cited title, out of the URL.
        domain_of("islandweekly.example", &TITLED, |request| {
            let slug = request.path.rsplit('/').next().unwrap().replace('-', " ");
            if TITLED.contains(&request.path) { indonesian(&format!("{slug} | Slot Gacor")) } else { not_found() }
        }),
        // As short as can be.
        domain("lagoonleader.example", |_| page("Royal Casino", "<p>Play slots and win")),
        domain("reefreporter.example", |request| only(request, || page("Slot Gacor 88", "<p>Daftar sekarang"))),
    ]);
}

/// It has the paper's name and its headlines, and between them what it is there for.
fn cloned(request: &Request<'_>) -> Reply {
    only(request, || {
        page(
            "Cliff Courier: news of the day",
            "<p>Cliff Courier</p><h2>New crossing for the old port</h2><p>Best online casino with free spins: slots, \
             roulette, blackjack, jackpot.</p><h2>Ferry aground off Marrow</h2><p>Sports betting, poker and baccarat \
             with the best odds. Situs judi slot gacor, togel, taruhan bola.</p><p>© Cliff Courier</p>",
        )
    })
}

#[test]
fn a_clone_of_the_front_page_between_which_there_is_gambling() {
    are_found(&[domain("cliffcourier.example", cloned)]);
}

fn later(request: &Request<'_>, name: &str, reply: impl Fn() -> Reply) -> Reply {
    match request.path {
        _ if request.day >= 14 => reply(),
        "/" => front(name),
        _ if request.is_story() => paper(name, request.path),
        _ => not_found(),
    }
}

#[test]
fn a_domain_that_is_taken_over_while_it_is_watched() {
    const ONE: [&str; 1] = ["/2004/08/crossing.html"];
    const TWO: [&str; 2] = ["/2004/08/crossing.html", "/news.php?id=77"];
    let domains: [Domain; 5] = [
        domain("ellerygazette.example", |request| {
            later(request, "Ellery Gazette", || only(request, || indonesian("Slot Gacor")))
        }),
        domain("kestrelherald.example", |request| later(request, "Kestrel Herald", || english("Royal Reels"))),
        // A clone of the front page for everything.
        domain("cliffcourier.example", |request| {
            later(request, "Cliff Courier", || cloned(&Request { path: STORIES[0], ..*request }))
        }),
        // Of one or two documents the change tells.
        domain_of("taviastar.example", &ONE, |request| {
            later(request, "Tavia Star", || only(request, || indonesian("Slot Gacor")))
        }),
        domain_of("saltbeacon.example", &TWO, |request| {
            later(request, "Salt Beacon", || request.moved("spin-palace.example", "/"))
        }),
    ];
    are_found_from(14, &domains);
}

/// Who shows us the document cannot be seen: a person has to look.
#[test]
fn who_is_cloaked_is_not_seen() {
    let stage = super::Stage::of(&[domain("ellerygazette.example", |request| {
        if request.is_story() { paper("Ellery Gazette", request.path) } else { not_found() }
    })]);
    assert_eq!(stage.on(0)["ellerygazette.example"], ["alive alive"; 5]);
}
