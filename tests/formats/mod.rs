//! The reports for other programs: what each holds, byte for byte, and that nothing in an archive can break out of one.

//! `INSTA_UPDATE=always cargo test formats` writes the expected reports in `tests/formats/snapshots/` anew.

mod archives;
mod elsewhere;
mod hostile;
mod limits;
mod output;
mod places;
mod structure;

use std::fs;
use std::path::Path;

use self::archives::{clean, hostile, mixed, pair};
use crate::harness::{Archive, assert_snapshot};
use serde_json::Value;

const FORMATS: [&str; 6] = ["sarif", "github", "gitlab", "junit", "rdjson", "markdown"];

/// The rules that the expected reports are about: others come and go without changing them.
const RULES: &str = "date-heading,duplicate-event,duplicate-source,file-path,related-path,related-title,section-heading,\
                     source-numbering,source-url,text-encoding,title-heading";

/// What is printed of an archive in a format.
fn report(archive: &Archive, format: &str) -> String {
    let run = archive.run(&["check", "--select", RULES, "--format", format]);
    assert_eq!(run.stderr, "", "{format}: programs are told nothing besides");
    run.stdout
}

#[test]
fn each_format_prints_what_is_expected() {
    for (name, archive) in [("mixed", mixed()), ("hostile", hostile()), ("clean", clean()), ("pair", pair())] {
        for format in FORMATS {
            assert_snapshot!(format!("{name}-{format}"), readable(&report(&archive, format)));
        }
    }
}

/// JSON in lines, and without what changes by itself: the version, and the rules' pages.
fn readable(report: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(report) else { return report.to_owned() };
    if let Some(driver) = value.pointer_mut("/runs/0/tool/driver") {
        assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
        driver["version"] = "…".into();
        driver["rules"].as_array_mut().unwrap().iter_mut().for_each(check_rule);
    }
    // The hostile archive's directions of writing are not to act on whoever reads the file.
    let acts = |c: &char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{206f}');
    let escaped = |c: char| if acts(&c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    format!("{value:#}\n").chars().map(escaped).collect()
}

/// Holds a rule of SARIF against its page, and takes the page's words out.
fn check_rule(rule: &mut Value) {
    let id = rule["id"].as_str().unwrap().to_owned();
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("rules/{id}.md"))).unwrap();
    let (front, body) = page.strip_prefix("+++\n").unwrap().split_once("+++\n\n").unwrap();
    let text = |pointer: &str| rule.pointer(pointer).and_then(Value::as_str).expect(pointer);
    assert!(front.contains(&format!("summary = {:?}\n", text("/shortDescription/text"))), "{front}");
    assert_eq!(text("/help/markdown"), body);
    assert!(body.starts_with(text("/help/text")) && text("/help/text").contains("## How to fix"), "{id}");
    assert!(body.replace('\n', " ").contains(text("/fullDescription/text")), "{id}");
    // GitHub's limit.
    assert!((40..1024).contains(&text("/fullDescription/text").len()), "{id}");
    for pointer in ["/help/markdown", "/help/text", "/fullDescription/text", "/shortDescription/text"] {
        *rule.pointer_mut(pointer).unwrap() = "…".into();
    }
}
