//! Taken over by redirect.

use super::{Reply, Request, STORIES, are_found, domain, not_found, page};

fn casino(request: &Request<'_>) -> Reply {
    request.redirect("spin-palace.example", "/")
}

#[test]
fn each_path_leads_to_one_page() {
    are_found(&[
        domain("ellerygazette.example", casino),
        domain("kestrelherald.example", |request| {
            if request.is_story() { request.moved("spin-palace.example", "/play?aff=7") } else { not_found() }
        }),
        domain("ondinepost.example", |request| request.moved("pills.example", "/")),
        // Over several hops, one of them a page.
        domain("marrowradio.example", |request| match request.path {
            "/go" => page(
                "",
                &format!("<meta http-equiv=refresh content='0;url=http://www.{}:{}/out'>", request.host, request.port),
            ),
            "/out" => casino(request),
            _ => Reply::redirect("/go"),
        }),
        // To names of their own, at which there is one page.
        domain("osmundtimes.example", |request| {
            let at = STORIES.iter().position(|story| *story == request.path);
            at.map_or_else(not_found, |at| {
                request.moved("spin-palace.example", &format!("/games/{at}-{}", request.path.len()))
            })
        }),
        domain("taviastar.example", |request| request.moved("spin-palace.example", request.path)),
        domain("harbourecho.example", |request| {
            request.redirect("spin-palace.example", &format!("/welcome?ref=harbourecho.example{}", request.path))
        }),
        // Hardly a word, at an address that says it.
        domain("lagoonleader.example", |request| request.moved("lucky-casino.example", "/")),
        // To a document of theirs, in no trade that has a name.
        domain("saltbeacon.example", |request| request.moved("coin-engine.example", "/coins/why-to-buy-them-now-2026")),
    ]);
}

#[test]
fn a_dealer_offers_the_name() {
    are_found(&[
        domain("ellerygazette.example", |request| {
            request.redirect("www.hugedomains.com", &format!("/domain_profile.cfm?d={}", request.host))
        }),
        domain("kestrelherald.example", |request| {
            page(
                &format!("{} is for sale", request.host),
                &"<p>A short and memorable name helps your customers to find you. Transfer within a day.</p>"
                    .repeat(20),
            )
        }),
    ]);
}
