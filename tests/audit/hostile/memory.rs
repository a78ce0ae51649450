//! What all of them together take.

use std::process::Stdio;

use wait4::Wait4;

use super::{audit_of, bodies, everywhere, heads, redirects, urls};
use crate::harness::server::Server;

/// One host of each kind at a time, and some that have a visit carry more with each redirect.
#[test]
fn under_a_hundred_megabytes() {
    let kinds = [heads::kinds(), bodies::kinds()].concat();
    let mut servers: Vec<Server> = kinds.into_iter().map(|(_, reply, _)| everywhere(reply)).collect();
    servers.extend((0..4).flat_map(|_| redirects::growing()));
    let (audit, honest) = audit_of(&urls(&servers));
    let mut command = audit.audit_run(0);
    let command = command.args(["--timeout", "60s"]).stdout(Stdio::null()).stderr(Stdio::null());
    let used = command.spawn().unwrap().wait4().unwrap();
    assert_eq!(used.status.code(), Some(0));
    let peak = used.rusage.maxrss >> 20;
    assert!(peak < 100, "{peak} MB");
    for url in urls(&honest) {
        assert_eq!(audit.cause(&url), "alive");
    }
}
