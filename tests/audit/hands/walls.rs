//! Gates before documents: not evidence of anything.

use super::{Reply, Request, are_left_alone, domain, front, not_found, page, page_in, paper};

/// Where somebody is asked for consent who has been sent from anywhere.
pub fn consent_desk() -> Reply {
    page(
        "Your privacy",
        "<h1>We value your privacy</h1><p>We and our eight hundred partners store information on your device, such as \
         cookies, and read it again. We process what identifies you for personalised advertisements, for measuring \
         them, and for research on audiences. With your consent we may use precise data on where you are. You can \
         agree to all of this, refuse it, or choose for each purpose before you consent. Some processing rests on \
         legitimate interest, to which you may object. Your choice holds for these sites only, and you can change it at \
         any time with the button at the foot of each page, or in the policy on privacy.</p><button>Agree</button>",
    )
}

fn known(request: &Request<'_>, reply: impl Fn() -> Reply) -> Reply {
    if request.is_story() { reply() } else { not_found() }
}

/// First the documents, and from the second week on what stands before them.
fn from_day_7(request: &Request<'_>, name: &str, reply: impl Fn() -> Reply) -> Reply {
    match request.path {
        "/" => front(name),
        _ if !request.is_story() => not_found(),
        path if request.day < 7 => paper(name, path),
        _ => reply(),
    }
}

fn subscription(name: &str) -> Reply {
    page(
        &format!("Subscribe | {name}"),
        &format!(
            "<h1>Keep reading with a subscription</h1><p>You have reached the limit of free articles this month. \
             Independent reporting costs money, and {name} is paid for by its readers. Choose between digital access \
             and home delivery, cancel whenever you like, and share with three members of your household. Students \
             and pensioners pay half. Already a subscriber? Sign in to continue.</p>"
        ),
    )
}

#[test]
fn walls_are_not_strangers() {
    are_left_alone(&[
        domain("ellerygazette.example", |request| known(request, || subscription("Ellery Gazette"))),
        domain("kestrelherald.example", |request| {
            from_day_7(request, "Kestrel Herald", || subscription("the Kestrel Herald"))
        }),
        domain("ondinepost.example", |request| match request.path {
            path if path.starts_with("/register") => subscription("Ondine Post"),
            path => Reply::redirect(&format!("/register?next={path}")),
        }),
        // It keeps where to go back to in a cookie.
        domain("marrowradio.example", |request| {
            if request.path == "/subscribe" { subscription("Marrow Radio") } else { Reply::redirect("/subscribe") }
        }),
        domain("osmundtimes.example", |_| {
            page("Are you a person?", "<p>Our systems have noticed unusual traffic. Tick the box to go on.")
        }),
        domain("taviastar.example", |request| {
            known(request, || page("Sign in", "<form><input name=user><input type=password></form><p>Tavia Star"))
        }),
        domain("harbourecho.example", |request| request.redirect("id-desk.example", "/login")),
    ]);
}

#[test]
fn consent_and_regions_are_not_strangers() {
    are_left_alone(&[
        domain("ellerygazette.example", |request| request.redirect("privacy-desk.example", "/")),
        domain("kestrelherald.example", |request| {
            request.redirect("privacy-desk.example", &format!("/v2?site=77&to={}", request.path))
        }),
        domain("ondinepost.example", |request| request.redirect("privacy-desk.example", "/consent")),
        // In the language of the place that we seem to come from.
        domain("marrowradio.example", |request| {
            from_day_7(request, "Marrow Radio", || {
                page_in(
                    "de",
                    "Marrow Radio: Einwilligung",
                    "<p>Wir und unsere Partner speichern Informationen auf Ihrem Gerät und greifen darauf zu, um Anzeigen \
                     zu messen und Inhalte auszuwählen. Sie können zustimmen oder mit einem Abonnement ohne Werbung \
                     lesen. Ihre Entscheidung lässt sich jederzeit widerrufen, und zwar am Ende jeder Seite. Näheres \
                     steht in der Erklärung zum Datenschutz.</p>",
                )
            })
        }),
        domain("osmundtimes.example", |_| {
            page(
                "Unavailable",
                "<p>Our visitors from your region are important to us. This site is not available there \
                for legal reasons while we work on it.",
            )
        }),
        domain("taviastar.example", |request| {
            if request.path == "/region" {
                page("Not in your country", "<p>This content is not available in your country.")
            } else {
                Reply::redirect("/region")
            }
        }),
        domain("harbourecho.example", |_| page("", "<div id=root></div><script src=/app.js></script>")),
    ]);
}
