//! Redirects to pages that list others.

use super::*;

const PATH: &str = "/news/2004/bridge.html";

/// An honest host that sends the readers of one document to a page.
fn sent(name: &'static str, expected: &'static str, to: &'static str, body: &'static str) -> Case {
    site(name, expected, PATH, move |path| match path {
        PATH => Reply::redirect(to),
        path if path == to => Reply::page(200, body),
        _ => Reply::page(404, MISSING),
    })
}

#[test]
fn a_list_beside_the_document_is_none() {
    check(&[
        sent("section", "soft-404 section-page", "/sections/news", FRONT),
        sent("archive", "soft-404 section-page", "/archive/", FRONT),
        sent("year", "soft-404 section-page", "/archive/2004/", FRONT),
        sent("language", "soft-404 section-page", "/en/news/", FRONT),
        // With everything sent there, that is what tells.
        site("all", "soft-404 soft-404", PATH, |path| match path {
            "/harbour" => Reply::page(200, FRONT),
            _ => Reply::redirect("/harbour"),
        }),
    ]);
}

#[test]
fn a_document_that_moved_is_there() {
    const TITLED: &str = "<title>Harbour bridge opens in Port Ellery</title><p>It is open.";
    check(&[
        sent("name", "alive alive", "/archive/bridge", STORY),
        sent("word", "alive alive", "/harbour", STORY),
        sent("words", "alive alive", "/archive/it-is-open-at-last", STORY),
        sent("number", "alive alive", "/sections/news/1234", STORY),
        sent("query", "alive alive", "/archive/?id=77", STORY),
        sent("title", "alive alive", "/archive/2004/", TITLED),
        // What never was is sent to the document.
        site("all to its place", "alive alive", "/harbour-and-bridge", |path| match path {
            "/harbour-and-bridge/" => Reply::page(200, STORY),
            _ => Reply::redirect("/harbour-and-bridge/"),
        }),
        site("all", "alive alive", "/harbour-and-bridge", |path| match path {
            "/harbour-and-bridge" => Reply::page(200, STORY),
            _ => Reply::redirect("/harbour-and-bridge"),
        }),
    ]);
}
