//! What `docs/src/many-machines.md` says to do.

use std::fs;
use std::path::Path;

use super::{Workers, stories};
use crate::harness::postgres::{Postgres, SUPERUSER};
use crate::harness::server::Reply;
use crate::harness::{output, run};

/// The texts of the page's fenced blocks of a kind.
fn blocks(kind: &str) -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/many-machines.md")).unwrap();
    assert!(page.len() <= 8 * 1024, "{}", page.len());
    let fence = format!("\n```{kind}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

/// The roles and databases of the page are this test's alone, so it has a server of its own.
#[test]
fn what_is_said_to_be_set_up_is_enough() {
    let Some(server) = Postgres::start() else { return };
    let (_web, urls) = stories(3, |_| Reply::status(200));
    let workers = Workers::of(&server, &urls);
    let [owner, worker, watching @ ..] = &blocks("sql")[..] else { panic!("no roles") };
    for statement in owner.split_inclusive(';') {
        server.sql(&server.url(SUPERUSER), statement);
    }
    workers.audit.visit_with(0, &["--max-urls", "1"]);

    // The commands, with the store that is here.
    let [console] = &blocks("console")[..] else { panic!("one set of commands") };
    let commands: Vec<&str> = console.lines().filter_map(|line| line.strip_prefix("$ newslint ")).collect();
    assert_eq!(commands, ["audit merge .newslint/links.db", "audit run"]);
    let place = server.url("links").replace(&format!("{SUPERUSER}@"), "newslint@");
    let mut merge = workers.audit.command(&commands[0].split(' ').collect::<Vec<_>>());
    let merged = run(merge.env("NEWSLINT_STORE", &place).env("PGPASSWORD", "secret"), b"");
    assert_eq!(merged.code, 0, "{}", merged.stderr);

    server.sql(&server.url("links"), worker);
    let place = place.replace("newslint@", "newslint_worker@");
    let mut visit = workers.audit.audit_run(0);
    let told = run(visit.env("NEWSLINT_STORE", &place).env("PGPASSWORD", "other"), b"");
    assert!(told.code == 0 && told.stderr.starts_with("2 of 2 URLs visited"), "{told:?}");
    for forbidden in ["DELETE FROM newslint.observations", "UPDATE newslint.observations SET at = 0"] {
        let refused = format!("SET ROLE newslint_worker; {forbidden}");
        let told = output(&mut server.psql(&server.url("links")), refused.as_bytes());
        assert!(!told.status.success(), "{forbidden}");
    }
    assert!(!watching.is_empty());
    for query in watching {
        server.sql(&server.url("links"), query);
    }
}
