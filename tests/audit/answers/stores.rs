//! Object stores, which refuse what they do not have.

use super::*;

const DENIED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message>\
    <RequestId>4C8A1D0F</RequestId><HostId>kq3v</HostId></Error>";
const NO_KEY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not \
    exist.</Message><Key>scans/bridge.pdf</Key></Error>";

fn denied() -> Reply {
    typed(403, "application/xml", DENIED)
}

fn scan() -> Reply {
    typed(200, "application/pdf", "%PDF-1.4")
}

/// A store, what it does by path and by how often it was asked for that, and what its documents are in the end.
fn store(name: &str, reply: impl Fn(&str, usize) -> Reply + Send + Sync + 'static, documents: &[(&str, &str)]) {
    let asked = std::sync::Mutex::new(std::collections::HashMap::<String, usize>::new());
    let server = Server::start(move |path| {
        let mut asked = asked.lock().unwrap();
        let times = asked.entry(path.to_owned()).or_default();
        *times += 1;
        reply(path, *times)
    });
    let urls: Vec<String> = documents.iter().map(|(path, _)| server.url(path)).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    for day in DAYS {
        audit.visit_with(day, &["--timeout", "60s", "--recheck", "all"]);
        for ((path, expected), url) in documents.iter().zip(&urls) {
            let verdict = audit.verdict(day, url);
            assert!(expected.starts_with("soft-404 ") || !verdict.starts_with("soft-404 "), "{name} {path}: {verdict}");
        }
    }
    for ((path, expected), url) in documents.iter().zip(&urls) {
        assert_eq!(audit.verdict(60, url), *expected, "{name} {path}");
    }
}

#[test]
fn what_a_readable_store_refuses_is_gone() {
    let documents = [("/scans/bridge.pdf", "soft-404 store-403"), ("/scans/ferry.pdf", "alive alive")];
    for body in [DENIED, NO_KEY] {
        let reply =
            move |path: &str, _| if path == "/scans/ferry.pdf" { scan() } else { typed(403, "application/xml", body) };
        store("readable", reply, &documents);
    }
    // The form of its answer that people see.
    const PAGE: &str =
        "<title>403 Forbidden</title><h1>403 Forbidden</h1><ul><li>Code: AccessDenied<li>Message: Access Denied</ul>";
    let reply = |path: &str, _| if path == "/scans/ferry.pdf" { scan() } else { Reply::page(403, PAGE) };
    store("website", reply, &documents);
}

#[test]
fn what_a_closed_store_refuses_may_be_there() {
    let blocked = "blocked store-403";
    store("closed", |_, _| denied(), &[("/scans/bridge.pdf", blocked), ("/scans/ferry.pdf", blocked)]);
    // It was open at the first two visits.
    let closing = |path: &str, times| {
        if path.starts_with("/scans/") && path.len() == 17 && times <= 2 { scan() } else { denied() }
    };
    store("closing", closing, &[("/scans/bridge.pdf", blocked), ("/scans/storms.pdf", blocked)]);
    // Rights hold for folders.
    let folder = |path: &str, _| if path == "/open/ferry.pdf" { scan() } else { denied() };
    store("folder", folder, &[("/scans/bridge.pdf", blocked), ("/open/ferry.pdf", "alive alive")]);
    // It knows what it does not have.
    let honest = |path: &str, _| match path {
        "/scans/ferry.pdf" => scan(),
        "/scans/bridge.pdf" => denied(),
        _ => typed(404, "application/xml", NO_KEY),
    };
    store("honest", honest, &[("/scans/bridge.pdf", "blocked 403"), ("/scans/ferry.pdf", "alive alive")]);
    // No store, but a wall that lets one document through.
    let wall = |path: &str, _| if path == "/scans/ferry.pdf" { scan() } else { Reply::page(403, "<h1>Forbidden</h1>") };
    store("wall", wall, &[("/scans/bridge.pdf", "blocked 403"), ("/scans/ferry.pdf", "alive alive")]);
}
