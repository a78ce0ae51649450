//! Hosts that have one thing to say, whatever they are asked for.

use super::*;

#[test]
fn one_short_page_for_everything_is_about_us() {
    let page = |body: &'static str| move |_: &str| Reply::page(200, body);
    check(&[
        host(
            "region",
            "uncertain one-answer",
            "/news/bridge",
            page(
                "<title>Gazette</title><h1>Not in your region</h1><p>We are sorry that readers outside of the islands cannot see these pages.",
            ),
        ),
        host("long notice", "uncertain one-answer", "/news/bridge", |_| {
            Reply::page(
                200,
                &format!(
                    "<title>Gazette</title>{}",
                    "<p>We are moving house and will be back when we have unpacked.".repeat(11)
                ),
            )
        }),
        host("works", "uncertain one-answer", "/news/bridge", page("<h1>Back soon</h1><p>The site is being mended.")),
        host("works, in text", "uncertain one-answer", "/news/bridge", |_| typed(200, "text/plain", "Back soon.")),
        host("numbered", "uncertain one-answer", "/news/bridge", |path| {
            Reply::page(200, &format!("<p>Request 7{} for {path} was stopped by the desk.", path.len()))
        }),
        host("sent away", "uncertain one-answer", "/news/bridge", |path| match path {
            "/works" => Reply::page(200, "<h1>Back soon</h1><p>The site is being mended."),
            _ => Reply::redirect("/works"),
        }),
        host(
            "shell with a name",
            "uncertain empty-shell",
            "/news/bridge",
            page(
                "<title>Gazette</title><p>Loading…</p><footer>Ellery Gazette, Harbour Street. Imprint.</footer><script src=/a.js></script>",
            ),
        ),
        // Only the front page is made on the server.
        site("shell beside a front page", "uncertain empty-shell", "/news/bridge", |_| {
            Reply::page(
                200,
                "<title>Ellery Gazette</title><div id=app></div><p>Imprint and privacy.<script src=/a.js></script>",
            )
        }),
        site("blank everywhere but there", "uncertain empty-shell", "/news/bridge", |_| {
            Reply::page(200, "<div id=app></div><script src=/a.js></script>")
        }),
    ]);
}

#[test]
fn what_is_said_of_documents_only_is_about_them() {
    let long = format!(
        "<title>Harbour Homes</title>{}",
        "<p>New flats by the water, with a view of the old bridge.".repeat(30)
    );
    check(&[
        site("soft", "soft-404 soft-404", "/news/bridge", |_| Reply::page(200, MISSING)),
        site("soft, with a script", "soft-404 soft-404", "/news/bridge", |_| {
            Reply::page(200, "<title>Ellery Gazette</title><p>Page not found<script src=/count.js></script>")
        }),
        // Another site has taken its place, and says much.
        host("long", "soft-404 soft-404", "/news/bridge", move |_| Reply::page(200, &long)),
        // It has all the words of the front page's head and foot, and no script that could add to them.
        site("template", "soft-404 soft-404", "/news/bridge", |_| {
            Reply::page(
                200,
                "<title>Ellery Gazette</title><h1>Ellery Gazette</h1><p>Imprint and privacy. Contact the editors.",
            )
        }),
        site("sent away", "soft-404 soft-404", "/news/bridge", |path| match path {
            "/sorry" => Reply::page(200, MISSING),
            _ => Reply::redirect("/sorry"),
        }),
    ]);
}
