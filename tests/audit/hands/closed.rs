//! Owners who have nothing to show, for weeks or for ever.

use super::{Reply, Request, are_left_alone, domain, front, not_found, page, paper};

/// A notice on all pages for three weeks, and the documents before and after.
fn for_weeks(request: &Request<'_>, name: &str, notice: impl Fn() -> Reply) -> Reply {
    match request.path {
        _ if (7..28).contains(&request.day) => notice(),
        "/" => front(name),
        path if request.is_story() => paper(name, path),
        _ => not_found(),
    }
}

fn strike(name: &str) -> Reply {
    page(
        &format!("{name} – on strike"),
        &format!(
            "<h1>We are on strike</h1><p>The staff of {name} have put down their pens. After fourteen months of talks about \
             pay and about machines that write, the publisher has left the table. Until there is an offer, no page \
             will be filled. We thank our readers for their patience and invite them to the picket line at the \
             harbour gate, where there is soup at noon and a choir at six. Letters of support are read aloud.</p>"
        ),
    )
}

fn mourning(name: &str) -> Reply {
    page(
        "In mourning",
        &format!(
            "<p>The islands mourn those who were lost with the ferry on Sunday night. {name} appears without news, \
             pictures or advertisements until they are buried. The names of all who were on board are read on the \
             radio at seven. Flags are at half mast.</p>"
        ),
    )
}

fn blackout() -> Reply {
    page("", "<p>Imagine a week without news. That is what the bill on leaks will bring. Call your member today.")
}

fn farewell(name: &str) -> Reply {
    page(
        &format!("Goodbye from {name}"),
        &format!(
            "<h1>Thank you and goodbye</h1><p>After thirty-one years {name} has printed its last edition. Costs rose, \
             advertisers left, and the two of us who still set the pages are old. What we wrote can be read in the \
             reading room of the town library, in bound volumes, from Tuesday to Friday. To all who bought, argued \
             and corrected: it was an honour. The presses go to the museum of crafts, where children may print their \
             names on them.</p>"
        ),
    )
}

#[test]
fn notices_on_all_pages_for_some_weeks() {
    are_left_alone(&[
        domain("ellerygazette.example", |request| {
            for_weeks(request, "Ellery Gazette", || strike("the Ellery Gazette"))
        }),
        domain("kestrelherald.example", |request| {
            for_weeks(request, "Kestrel Herald", || mourning("The Kestrel Herald"))
        }),
        domain("ondinepost.example", |request| for_weeks(request, "Ondine Post", blackout)),
        // The same where only known documents have it.
        domain("marrowradio.example", |request| {
            let notice = || if request.is_story() { strike("Marrow Radio") } else { not_found() };
            for_weeks(request, "Marrow Radio", notice)
        }),
        // And from the first visit on.
        domain(
            "osmundtimes.example",
            |request| {
                if request.is_story() { mourning("Osmund Times") } else { not_found() }
            },
        ),
    ]);
}

#[test]
fn outlets_that_have_closed() {
    are_left_alone(&[
        domain("ellerygazette.example", |_| farewell("the Ellery Gazette")),
        domain(
            "kestrelherald.example",
            |request| {
                if request.is_story() { farewell("the Kestrel Herald") } else { not_found() }
            },
        ),
        // With its owner.
        domain("ondinepost.example", |request| request.moved("islandmedia.example", "/ondine-post-closes-2026")),
        domain("marrowradio.example", |_| page("Closed", "<p>This site is closed. Thank you for your visits.")),
        // Until it is paid for again.
        domain("osmundtimes.example", |request| match request.path {
            _ if (7..28).contains(&request.day) => page("", "<p>This domain has expired. It may be for sale."),
            "/" => front("Osmund Times"),
            path if request.is_story() => paper("Osmund Times", path),
            _ => not_found(),
        }),
        domain("taviastar.example", |_| page("Error", "<h1>Error establishing a database connection</h1>")),
    ]);
}
