//! Pages that keep a document's title and say that it was taken away.

use super::*;

const PATH: &str = "/news/77.html";

/// A page with the document's title, menus and an imprint.
fn titled(text: &str) -> String {
    let menus =
        "<a href=/w>World and weather</a> <a href=/s>Sport of the islands</a> <a href=/m>Subscribe</a> ".repeat(20);
    format!(
        "<title>{TITLE} | Ellery Gazette</title>{menus}<h1>{TITLE}</h1>{text}<footer>Ellery Gazette, Harbour Street</footer>"
    )
}

fn honest(name: &'static str, expected: &'static str, text: &str) -> Case {
    let page = titled(text);
    site(name, expected, PATH, move |path| if path == PATH { Reply::page(200, &page) } else { Reply::status(404) })
}

#[test]
fn a_notice_with_the_title_is_evidence() {
    let (soft, named) = (
        titled("<p>This article has been removed for legal reasons."),
        format!("<title>Gazette</title><h1>{TITLE}</h1><p>This story is no longer available."),
    );
    check(&[
        honest(
            "english",
            "soft-404 removed",
            "<p>This article was removed on 3 May 2024 because its copyright ran out.",
        ),
        honest(
            "german",
            "soft-404 removed",
            "<p>Dieser Artikel ist nicht mehr verfügbar.".replace('ü', "&uuml;").as_str(),
        ),
        honest("french", "soft-404 removed", "<p>Cet article n&#8217;est plus disponible."),
        honest("scripts", "soft-404 removed", "<p>This article has been deleted.<script src=/count.js></script>"),
        site("in the text", "soft-404 removed", PATH, move |path| match path {
            PATH => Reply::page(200, &named),
            _ => Reply::page(404, MISSING),
        }),
        site("beside soft answers", "soft-404 removed", PATH, move |path| match path {
            PATH => Reply::page(200, &soft),
            _ => Reply::page(200, MISSING),
        }),
    ]);
}

#[test]
fn an_article_with_such_words_is_there() {
    let untitled = "<title>Ellery Gazette</title><p>This article has been removed.";
    let template =
        titled("<div hidden>This article has been removed.</div><div id=app></div><script src=/a.js></script>");
    let other = template.replace(TITLE, "Ellery Gazette");
    check(&[
        honest(
            "correction",
            "alive alive",
            &format!("{}<p>This article has been removed from the front page by mistake.", STORY.repeat(6)),
        ),
        honest("brief", "alive alive", &format!("{STORY}<p>A photograph has been removed from this article.")),
        honest("video", "alive alive", &format!("{STORY}<p>This video is no longer available.")),
        honest("subscribers", "alive alive", "<p>This article is no longer available for free. Subscribe to read it."),
        honest("region", "alive alive", "<p>This article is no longer available in your region."),
        honest(
            "about it",
            "alive alive",
            &format!("<p>“This article was removed”, the paper said.{}", STORY.repeat(6)),
        ),
        // A page without the title is believed, because the host is honest.
        site("untitled", "alive alive", PATH, move |path| match path {
            PATH => Reply::page(200, untitled),
            _ => Reply::status(404),
        }),
        // Its script shows that to whom it concerns.
        site("template", "alive alive", PATH, move |path| {
            Reply::page(200, if path == PATH { &template } else { &other })
        }),
    ]);
}
