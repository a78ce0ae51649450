//! Merging is commutative, associative and idempotent: stores of a seeded generator, merged in every way, have exports
//! that are equal byte for byte.

use std::fmt::Write;

use super::folder::Folder;
use crate::harness::Random;

impl Random {
    /// Lines of few URLs, times, vantages and outcomes, so that many are in several stores.
    fn lines(&mut self) -> String {
        let mut lines = String::new();
        for _ in 0..self.below(60) {
            let url = ["https://gazette.example/", "https://herald.example/", "not a URL "][self.below(3) as usize];
            let (page, second) = (self.below(3), self.below(4));
            if self.below(12) == 0 {
                writeln!(lines, "{{\"report\":\"2026-03-01T09:30:0{second}Z\"}}").unwrap();
                continue;
            }
            write!(lines, "{{\"url\":\"{url}{page}\",\"at\":\"2026-03-01T09:30:0{second}Z\",").unwrap();
            let outcome = match self.below(20) {
                0 => "\"archive\":\"excluded\"",
                1 => "\"archive\":{\"captures\":[]}",
                2 | 3 => "\"vantage\":\"desk\",\"cause\":\"404\",\"status\":404",
                4 => "\"vantage\":\"desk\",\"cause\":\"nxdomain\",\"detail\":\"no such name\"",
                5 => "\"vantage\":\"ci\",\"cause\":\"404\",\"status\":404",
                6 => "\"copy\":{\"submitted\":\"intended\"}",
                7 => {
                    "\"copy\":{\"read\":{\"captured\":\"2025-03-01T09:30:00Z\",\"original\":\"http://gazette.example/\",\"cause\":\"alive\"}}"
                }
                8 => r#""copy":{"submitted":{"taken":{"intended":"2026-03-01T09:30:00Z","job":"spn2-0a"}}}"#,
                9 => r#""copy":{"submitted":{"ended":{"intended":"2026-03-01T09:30:00Z","how":{"failed":"celery"}}}}"#,
                10 => r#""archive":"excluded","from":"https://web.archive.example/\u001b[2J""#,
                11 => concat!(
                    r#""archive":{"captures":[{"at":"9999-12-30T22:00:00Z","original":"\u0000\u202e","#,
                    r#""status":65535,"digest":"","length":18446744073709551615}]},"from":"""#,
                ),
                12 => concat!(
                    r#""copy":{"read":{"archive":"https://web.archive.example","captured":"2025-03-01T09:30:00Z","#,
                    r#""original":"a\u0000b","digest":"ABC","served":{"captured":"2025-04-01T09:30:00Z","original":""},"#,
                    r#""cause":"alive","page":{"title":"Ferry \u009b31m","text":"00000000000000ff","words":4294967295}}}"#,
                ),
                13 => r#""copy":{"submitted":{"ended":{"intended":"2026-03-01T09:30:00Z","how":"unsent"}}}"#,
                14 => concat!(
                    r#""copy":{"submitted":{"ended":{"intended":"2026-03-01T09:30:00Z","#,
                    r#""how":{"refused":{"until":"2026-03-01T10:30:00Z"}}}}}"#,
                ),
                15 => concat!(
                    r#""vantage":"desk","cause":"alive","detail":"\u0000\u001b[31m","retry_after":18446744073709551615,"#,
                    r#""page":{"title":"\u001b]0;é\u202e","text":"ffffffffffffffff","words":0,"language":"en"}"#,
                ),
                _ => "\"vantage\":\"ci\",\"cause\":\"alive\",\"status\":200",
            };
            writeln!(lines, "{outcome}}}").unwrap();
        }
        lines
    }
}

/// The export of a new store into which these were merged.
fn merged(folder: &Folder, into: &str, stores: &[&str]) -> String {
    let mut arguments = vec!["merge", "--store", into];
    arguments.extend(stores);
    let run = folder.audit(&arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    folder.export(into)
}

#[test]
fn the_order_of_merging_does_not_matter() {
    for seed in 0..12 {
        the_order_of_merging_does_not_matter_in(&Folder::new(), seed);
    }
    for (seed, folder) in (0..3).filter_map(|seed| Some((seed, Folder::on_server()?))) {
        the_order_of_merging_does_not_matter_in(&folder, seed);
    }
}

fn the_order_of_merging_does_not_matter_in(folder: &Folder, seed: u64) {
    let mut random = Random(seed);
    let mut union: Vec<String> = Vec::new();
    for store in ["a.db", "b.db", "c.db"] {
        let lines = random.lines();
        folder.import(store, &lines);
        union.extend(lines.lines().map(str::to_owned));
    }
    union.sort();
    union.dedup();

    let expected = merged(folder, "abc.db", &["a.db", "b.db", "c.db"]);
    // No line is lost and none is added, and an export is a set that says itself.
    let mut lines: Vec<&str> = expected.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, union, "seed {seed}");

    assert_eq!(merged(folder, "cba.db", &["c.db", "b.db", "a.db"]), expected, "seed {seed}: commutative");
    merged(folder, "ab.db", &["a.db", "b.db"]);
    merged(folder, "bc.db", &["b.db", "c.db"]);
    assert_eq!(merged(folder, "ab.db", &["c.db"]), expected, "seed {seed}: associative");
    assert_eq!(merged(folder, "bc.db", &["a.db"]), expected, "seed {seed}: associative");
    assert_eq!(merged(folder, "abc.db", &["abc.db", "a.db", "bc.db"]), expected, "seed {seed}: idempotent");

    folder.audit(&["export", "--store", "b.db", "--output", "b.jsonl"]);
    assert_eq!(merged(folder, "mixed.db", &["a.db", "b.jsonl", "c.db"]), expected, "seed {seed}: exports too");
    assert_eq!(merged(folder, "file", &["ab.db"]), expected, "seed {seed}: into a file");
    assert_eq!(merged(folder, "again.db", &["file"]), expected, "seed {seed}: and out of it");
    for store in ["imported", "imported.db"] {
        folder.import(store, &expected);
        assert_eq!(folder.export(store), expected, "seed {seed}: what was exported is what was imported");
    }
}

#[test]
fn a_store_that_cannot_be_merged_leaves_all_as_it_was() {
    for folder in Folder::of_each_kind() {
        let mut random = Random(7);
        folder.import("links.db", &random.lines());
        folder.import("a.db", &random.lines());
        let before = folder.export("links.db");
        folder.write("bad.jsonl", "{\"newslint-observations\":1}\nnonsense\n");
        assert_eq!(
            folder.fault(&["merge", "a.db", "bad.jsonl", "--store", "links.db"]),
            "bad.jsonl:2:2: expected ident; nothing was imported"
        );
        assert_eq!(folder.export("links.db"), before);
        assert_eq!(
            folder.fault(&["merge", "a.db", "no", "--store", "new.db"]),
            "no: No such file or directory (os error 2)"
        );
        let new = folder.audit(&["export", "--store", "new.db"]);
        assert!(new.code == 2 && new.stderr.starts_with("newslint: no store at "), "{new:?}");
    }
}
