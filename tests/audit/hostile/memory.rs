//! What all of them together take.

use super::{audit_of, bodies, everywhere, heads, peak, redirects, urls};
use crate::harness::server::Server;

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
