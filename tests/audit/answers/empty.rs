//! Answers without a body.

use super::*;

const PATH: &str = "/news/bridge.html";

fn beside_404(name: &'static str, expected: &'static str, reply: Reply) -> Case {
    site(name, expected, PATH, move |path| if path == PATH { reply.clone() } else { Reply::page(404, MISSING) })
}

fn raw(head: &str) -> Reply {
    Reply::Bytes(format!("HTTP/1.1 {head}\r\n\r\n").into_bytes())
}

#[test]
fn nothing_is_no_document_where_the_host_is_honest() {
    check(&[
        beside_404("204", "soft-404 no-content", raw("204 No Content")),
        beside_404("length", "soft-404 no-content", raw("200 OK\r\nContent-Length: 0")),
        beside_404("page", "soft-404 no-content", typed(200, "text/html", "")),
        beside_404("scan", "soft-404 no-content", typed(200, "application/pdf", "")),
        beside_404("closed", "soft-404 no-content", raw("200 OK\r\nContent-Type: text/html")),
    ]);
}

#[test]
fn nothing_may_come_of_a_fault() {
    let times = std::sync::atomic::AtomicUsize::new(0);
    check(&[
        host("for everything", "uncertain no-content", PATH, |_| typed(200, "text/html", "")),
        host("204 for everything", "uncertain no-content", PATH, |_| raw("204 No Content")),
        site("beside a soft answer", "uncertain no-content", PATH, |path| {
            typed(200, "text/html", if path == PATH { "" } else { MISSING })
        }),
        site("beside a refusal", "uncertain no-content", PATH, |path| {
            if path == PATH { raw("204 No Content") } else { Reply::status(403) }
        }),
        site("now and then", "alive alive", PATH, move |path| match path {
            PATH if times.fetch_add(1, std::sync::atomic::Ordering::SeqCst) % 3 < 2 => typed(200, "text/html", ""),
            PATH => Reply::page(200, STORY),
            _ => Reply::page(404, MISSING),
        }),
        beside_404("a picture", "alive alive", typed(200, "text/html", "<img src=scan.jpg>")),
        beside_404("sent on", "alive alive", raw("200 OK\r\nContent-Length: 0\r\nRefresh: 0; url=/2004/bridge")),
        beside_404("taken", "alive alive", raw("202 Accepted\r\nContent-Length: 0")),
        beside_404("cut", "alive alive", raw("200 OK\r\nContent-Type: text/html\r\nContent-Length: 99")),
    ]);
}
