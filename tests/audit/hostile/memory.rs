//! What all of them together take.

use super::{PAGE, audit_of, bodies, bytes, everywhere, heads, peak, redirects, urls};
use crate::harness::server::{Reply, Server};

/// One host of each kind at a time, and some that have a visit carry more with each redirect.
#[test]
fn under_a_hundred_megabytes() {
    let kinds = [heads::kinds(), bodies::kinds()].concat();
    let mut servers: Vec<Server> = kinds.into_iter().map(|(_, reply, _)| everywhere(reply)).collect();
    servers.extend((0..4).flat_map(|_| redirects::growing()));
    let (audit, honest) = audit_of(&urls(&servers));
    let (run, megabytes) = peak(audit.audit_run(0).args(["--timeout", "60s"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(megabytes < 100, "{megabytes} MB");
    for url in urls(&honest) {
        assert_eq!(audit.cause(&url), "alive");
    }
}

/// All of them send nearly all of a page that is read, and then nothing. Without a bound they took 106 MB.
#[test]
fn of_long_pages_a_few_are_read_at_a_time() {
    let page = Reply::Stalls(bytes(&[PAGE, b"\r\n", &b" ".repeat(250_000)]));
    let servers: Vec<Server> = (0..180).map(|_| everywhere(page.clone())).collect();
    let (audit, _honest) = audit_of(&urls(&servers));
    let (run, megabytes) = peak(audit.audit_run(0).args(["--timeout", "300ms", "--concurrency", "300"]));
    assert!(run.code <= 2 && megabytes < 80, "{megabytes} MB: {}", run.stderr);
}
