//! A 404 with the document's name.

use super::*;

const SLUG: &str = "/news/harbour-bridge-opens-in-port-ellery";

/// The words of a path, as hosts make titles of them.
fn words(path: &str) -> String {
    path.rsplit('/').next().unwrap().replace('-', " ")
}

/// Apache's stock page.
fn stock(path: &str) -> String {
    format!("<title>404 Not Found</title><h1>Not Found</h1><p>The requested URL {path} was not found on this server.")
}

#[test]
fn a_404_that_has_the_documents_name_cannot_be_told() {
    let article = format!("<title>{TITLE} | Gazette</title>{}", STORY.repeat(5));
    let shared = format!("<title>Gazette</title><meta property=og:title content='{TITLE}'>{STORY}");
    let named = article.clone();
    check(&[
        site("title", "uncertain 404-with-title", "/news/77", move |path| match path {
            "/news/77" => Reply::page(404, &article),
            _ => Reply::page(404, MISSING),
        }),
        site("og:title", "uncertain 404-with-title", "/news/77", move |path| match path {
            "/news/77" => Reply::page(404, &shared),
            _ => Reply::page(404, MISSING),
        }),
        // Its host repeats what it is asked for, and this is more.
        site("title, beside the stock page", "uncertain 404-with-title", "/news/77", move |path| match path {
            "/news/77" => Reply::page(404, &named),
            _ => Reply::page(404, &stock(path)),
        }),
        // The host has titles of its documents, and repeats nothing of what it does not know.
        site("slug in the title", "uncertain 404-with-title", SLUG, |path| match path {
            SLUG => Reply::page(404, &format!("<title>{}</title>{STORY}", words(path))),
            _ => Reply::page(404, MISSING),
        }),
        site("no page beside it", "uncertain 404-with-title", SLUG, |path| match path {
            SLUG => Reply::page(404, &format!("<title>{TITLE}</title>{STORY}")),
            _ => Reply::status(404),
        }),
        site("a host that refuses what never was", "uncertain 404-with-title", SLUG, |path| match path {
            SLUG => Reply::page(404, &format!("<title>{TITLE}</title>{STORY}")),
            _ => Reply::status(403),
        }),
    ]);
}

#[test]
fn a_name_that_the_host_makes_out_of_the_url_says_nothing() {
    let teasers = format!("<title>Not found</title><p>Sorry.</p><h2>Most read</h2><a href=/b>{TITLE}</a>");
    check(&[
        site("stock page", "dead 404", SLUG, |path| Reply::page(404, &stock(path))),
        site("title", "dead 404", SLUG, |path| {
            Reply::page(404, &format!("<title>{} - not found</title><p>Nothing here.", words(path)))
        }),
        site("title and text, with suggestions", "dead 404", SLUG, |path| {
            let other = if path == SLUG { "Bridges of the harbour" } else { "Letters to the editors" };
            let (title, words) = (words(path), words(path));
            Reply::page(
                404,
                &format!("<title>{title}</title><h1>{words}</h1><p>There is no such page. See also: {other}."),
            )
        }),
        site("og:title", "dead 404", SLUG, |path| {
            Reply::page(404, &format!("<meta property=og:title content='{}'><p>Gone.", words(path)))
        }),
        // It is on the page of every 404.
        site("most read", "dead 404", "/news/77", move |_| Reply::page(404, &teasers)),
    ]);
}

#[test]
fn a_404_for_everything_asks_once_a_folder() {
    let case = site("stock page", "suspect 404", SLUG, |path| Reply::page(404, &stock(path)));
    let urls: Vec<String> =
        (0..5).map(|day| case.server.url(&format!("/2004/0{day}/harbour-bridge-opens-in-port-ellery"))).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit.visit(0);
    for url in &urls {
        assert_eq!(audit.verdict(0, url), case.expected);
    }
    // With the robots.txt, the front page, and one that cannot exist.
    assert_eq!(case.server.paths().len(), urls.len() + 3);
}
