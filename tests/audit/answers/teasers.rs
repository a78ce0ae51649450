//! Soft 404s that show what else there is, which is something else each time.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

/// Links to six stories, which are others for each number.
fn teasers(number: u64) -> String {
    let word = |at: u64| -> String {
        let spread = number.wrapping_add(at).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        [8, 20, 32, 44, 56].map(|shift| char::from(b'a' + (spread >> shift) as u8 % 26)).iter().collect()
    };
    (0..6)
        .map(|at| format!("<li><a href=/s/{at}>{} and {} of {}</a>", word(at), word(at + 50), word(at + 99)))
        .collect()
}

fn missing(number: u64) -> Reply {
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
    let (asked, times) = (AtomicU64::new(0), AtomicU64::new(0));
    check(&[
        site("by request", "soft-404 soft-404", "/news/bridge", move |_| missing(asked.fetch_add(1, Ordering::SeqCst))),
        site("by path", "soft-404 soft-404", "/news/bridge", |path| {
            missing(path.bytes().fold(7, |sum, byte| u64::wrapping_mul(sum, 31).wrapping_add(byte.into())))
        }),
        site("in an honest host's document", "alive alive", "/news/bridge", move |path| match path {
            "/news/bridge" => missing(times.fetch_add(1, Ordering::SeqCst)),
            _ => Reply::page(404, MISSING),
        }),
    ]);
}

#[test]
fn documents_that_are_lists_of_links_are_there() {
    let (asked, seen) = (AtomicU64::new(0), AtomicU64::new(0));
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
