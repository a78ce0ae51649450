//! What the commands work on.

use std::fs;

use crate::harness::{Archive, BRIDGE, broken};

/// A second event, of the next day.
pub const FERRY: &str = "news/2021/05/4/ferry-sails.md";

/// Two events with a wrong number each, one of them with permissions of its own.
pub fn two_findings() -> Archive {
    let ferry = broken().replace("2021-05-3", "2021-05-4").replace("05/3/index", "05/4/index");
    let archive =
        Archive::new().with(BRIDGE, broken()).with(FERRY, ferry.replace("Harbour bridge opens", "Ferry sails"));
    archive.set_mode(BRIDGE, 0o640);
    archive
}

/// A file beside the archive to import, with two observations.
pub fn import(archive: &Archive) -> String {
    let line = |url: &str| {
        let (at, seen) = ("2026-01-01T09:30:00Z", r#""vantage":"ci","cause":"404","status":404"#);
        format!("{{\"url\":\"https://gazette.example/{url}\",\"at\":\"{at}\",{seen}}}\n")
    };
    let path = archive.beside("import.jsonl");
    fs::write(&path, ["{\"newslint-observations\":3}\n", &line("a"), &line("b")].concat()).unwrap();
    path.display().to_string()
}
