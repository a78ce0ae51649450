//! Owners who move, merge, rename and redesign.

use super::{Reply, Request, STORIES, are_left_alone, domain, front, not_found, page, page_in, paper, story};

/// A house of many papers, whose name is not that of any.
pub fn owner(request: &Request<'_>) -> Reply {
    match request.path {
        "/" | "/local" => front("Island Media"),
        "/ondine-post-closes-2026" => page(
            "The Ondine Post has closed",
            "<p>With the edition of last Friday the Ondine Post has come to its end. Subscribers get the Island Media daily \
             instead until their time is up, or their money back if they ask for it by letter before the summer. We \
             thank the printers, the drivers and the boys on bicycles.</p>",
        ),
        path if path.starts_with("/ondine/") => paper("Island Media", &path["/ondine".len()..]),
        _ => page(
            "Page not found | Island Media",
            "<p>We could not find this page. It may have been moved or taken down by its author. Try the search at the top, \
             or one of the stories that others read just now: the tide tables, the price of herring, and how to mend \
             a net. Write to the desk if you think that something should be here, and tell us what you were looking \
             for, so that we can mend it.</p>",
        ),
    }
}

#[test]
fn a_merged_outlet_leads_to_its_owner() {
    are_left_alone(&[
        domain("ellerygazette.example", |request| request.moved("islandmedia.example", "/")),
        domain("kestrelherald.example", |request| request.moved("islandmedia.example", "/local")),
        // To its page for what it does not have.
        domain("marrowradio.example", |request| request.moved("islandmedia.example", request.path)),
        domain("osmundtimes.example", |request| request.redirect("islandmedia.example", "/error/404.html")),
    ]);
}

#[test]
fn a_paper_with_a_new_name_has_its_articles_there() {
    are_left_alone(&[
        domain("ondinetribune.example", |request| {
            request.moved("islandmedia.example", &format!("/ondine{}", request.path))
        }),
        domain("saltbeacon.example", |request| match request.path {
            "/" => front("Salt Beacon"),
            path if request.is_story() => paper(if request.day < 7 { "Salt Beacon" } else { "The Coast Today" }, path),
            _ => not_found(),
        }),
    ]);
}

#[test]
fn a_redesign_keeps_the_articles() {
    are_left_alone(&[
        domain("ellerygazette.example", |request| match request.path {
            "/" => front("Ellery Gazette"),
            path if request.is_story() && request.day < 7 => paper("Ellery Gazette", path),
            path if request.is_story() => {
                let (title, text) = story(path);
                let menu = "<a href=/a>Politics</a> <a href=/b>Business</a> <a href=/c>Weather and tides</a>".repeat(9);
                page_in("en", title, &format!("{menu}<h1>{title}</h1>{text}<p>Read next</p>{}", story("").1))
            }
            _ => not_found(),
        }),
        // It says its language at last.
        domain("kestrelherald.example", |request| match request.path {
            "/" => front("Kestrel Herald"),
            path if request.is_story() => {
                let language = if request.day < 7 { "" } else { "gd" };
                page_in(language, story(path).0, &format!("<p>Kestrel Herald</p>{}", story(path).1))
            }
            _ => not_found(),
        }),
        // Its numbers have gone to other articles.
        domain("ondinepost.example", |request| {
            let at = STORIES.iter().position(|story| *story == request.path);
            let moved = |at: usize| STORIES[(at + usize::from(request.day >= 7)) % STORIES.len()];
            at.map_or_else(not_found, |at| paper("Ondine Post", moved(at)))
        }),
    ]);
}
