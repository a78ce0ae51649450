//! Soft 404s that show what else there is, which is something else each time.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

const WORDS: [&str; 12] = [
    "ferry", "storm", "mayor", "harvest", "lighthouse", "regatta", "strike", "museum", "herring", "election", "tunnel",
    "choir",
];

/// Links to six stories, which are others for each number.
fn teasers(number: usize) -> String {
    let word = |at: usize| WORDS[(number * 5 + at * 7) % WORDS.len()];
    (0..6)
        .map(|at| format!("<li><a href=/s/{at}>{} and {} of {}</a>", word(at), word(at + number), word(at * at + 1)))
        .collect()
}

fn missing(number: usize) -> Reply {
    Reply::page(
        200,
        &format!(
            "<title>Ellery Gazette</title><h1>Sorry</h1><p>We cannot find this page any more.<h2>Read these instead</h2><ul>{}</ul>",
            teasers(number)
        ),
    )
}

#[test]
fn teasers_that_rotate_are_no_document() {
    let (asked, times) = (AtomicUsize::new(0), AtomicUsize::new(0));
    check(&[
        site("by request", "soft-404 soft-404", "/news/bridge", move |_| missing(asked.fetch_add(1, Ordering::SeqCst))),
        site("by path", "soft-404 soft-404", "/news/bridge", |path| missing(path.bytes().map(usize::from).sum())),
        site("in an honest host's document", "alive alive", "/news/bridge", move |path| match path {
            "/news/bridge" => missing(times.fetch_add(1, Ordering::SeqCst)),
            _ => Reply::page(404, MISSING),
        }),
    ]);
}

#[test]
fn documents_that_are_lists_of_links_are_there() {
    let (asked, seen) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let list = |links: &str| {
        format!(
            "<title>Ellery Gazette</title><p>Ellery Gazette, Harbour Street, every day but Sunday.</p><ul>{links}</ul>"
        )
    };
    let results = "<li><a href=/r>Results of the regatta by boat and class, with times and crews</a>".repeat(20);
    let (document, other) = (list(&results), list(&teasers(3)));
    let longer = document.clone();
    check(&[
        // The same teasers each time, and other links in the document.
        site("list", "alive alive", "/news/bridge", move |path| {
            Reply::page(200, if path == "/news/bridge" { &document } else { &other })
        }),
        site("list beside teasers that rotate", "alive alive", "/news/bridge", move |path| match path {
            "/news/bridge" => Reply::page(200, &longer),
            _ => Reply::page(200, &list(&teasers(asked.fetch_add(1, Ordering::SeqCst)))),
        }),
        // Nothing is said outside of links.
        site("nothing but links", "alive alive", "/news/bridge", move |path| {
            let number = seen.fetch_add(1, Ordering::SeqCst);
            Reply::page(
                200,
                &format!("<title>Ellery Gazette</title>{}", teasers(if path == "/news/bridge" { 1 } else { number })),
            )
        }),
    ]);
}
