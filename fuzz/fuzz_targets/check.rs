//! An archive that is checked, and what is printed of it.
//!
//! Laws: each finding points at what is there, its edits too; what is printed acts on no terminal, and is JSON where it
//! says so.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use newslint::report::{Format, Style};
use newslint::setup::Places;
use newslint_fuzz::{archive, pieces, places};

const FORMATS: [Format; 10] = [
    Format::Full,
    Format::Concise,
    Format::Json,
    Format::Jsonl,
    Format::Sarif,
    Format::Github,
    Format::Gitlab,
    Format::Junit,
    Format::Rdjson,
    Format::Markdown,
];

fuzz_target!(init: archive::work_alone(), |input: &[u8]| {
    let files = pieces::files(input);
    let Some(checked) = archive::check(&files) else { return };
    places::expect_findings(&checked, &files);
    // One after the other would be ten times as much to do for each input.
    let format = FORMATS[input.len() % FORMATS.len()];
    let root = Path::new("/newslint-fuzz-no-archive");
    let mut printed = Vec::new();
    let style = Style { color: false, links: false, width: 80 };
    format.write(&checked, &Places::new(root, root), &style, &mut printed).expect("nothing fails in memory");
    let printed = String::from_utf8(printed).expect("UTF-8");
    let acts = |c: &char| c.is_control() && *c != '\n';
    assert_eq!(printed.chars().find(acts), None, "{printed:?}");
    match format {
        Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => expect_json(&printed),
        Format::Jsonl => printed.lines().for_each(expect_json),
        _ => {}
    }
});

fn expect_json(text: &str) {
    assert!(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "{text}");
}
