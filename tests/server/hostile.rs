//! Large texts that are made of one thing: an editor that has one open is answered.
//!
//! What takes quadratic time would not end at these sizes, or not within the editor's patience.

use serde_json::{Value, json};

use super::editor::Editor;
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, list_of, relating};
use crate::hostile::text::sources;

const FERRY: &str = "news/2021/05/4/ferry-sails.md";

/// What is asked of a place.
const OF_PLACES: [&str; 5] = [
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/hover",
    "textDocument/prepareRename",
    "textDocument/references",
];

/// What is asked of a file.
const OF_FILES: [&str; 5] = [
    "textDocument/diagnostic",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/formatting",
];

fn texts() -> Vec<String> {
    const BYTES: usize = 20_000;
    let of_one_sign = ["[", "[]()", "[http:", "&amp;", "<!--", "\u{feff}", "😀"].into_iter().map(|sign| {
        let signs = sign.repeat(BYTES / sign.len());
        let story = BRIDGE_TEXT.replace("opens\n", &format!("opens {signs}\n\nSo {signs}.\n"));
        format!("{story}2. [Herald {signs}](https://herald.example/{signs})\n")
    });
    let related = vec!["[Ferry sails](/news/2021/05/4/ferry-sails.md) _Context: Port Ellery_"; 3_000];
    of_one_sign
        .chain([
            sources(5_000, |number| format!("[A](https://a.example/{number})")),
            sources(5_000, |_| "[A](https://a.example/)".to_owned()),
            sources(3_000, |number| format!("[É](b/{number})")).replace('\n', "\r"),
            BRIDGE_TEXT.to_owned() + &list_of("Related", &related),
            // One line with many findings.
            format!("{BRIDGE_TEXT}\n{}\n", "<!-- newslint-ignore: source-item — é -->".repeat(5_000)),
            "### Sources:\n\n".repeat(10_000),
        ])
        .collect()
}

#[test]
fn each_request_about_a_large_text_is_answered() {
    let bridge = format!("/{BRIDGE}");
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with(FERRY, relating(FERRY, &[&bridge]));
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    for text in texts() {
        editor.change(BRIDGE, &text);
        let lines = text.split(['\n', '\r']).count();
        for (line, character) in [(2, 3), (6, 10), (lines - 2, 200_000)] {
            let place = editor.at(BRIDGE, line, character);
            OF_PLACES.iter().for_each(|method| expect_answer(&mut editor, method, place.clone()));
        }
        let document = json!({ "uri": editor.uri(BRIDGE) });
        let end = json!({ "line": lines, "character": 0 });
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        let params = json!({ "textDocument": document, "range": whole, "context": { "diagnostics": [] },
            "options": { "tabSize": 4, "insertSpaces": true } });
        OF_FILES.iter().for_each(|method| expect_answer(&mut editor, method, params.clone()));
        expect_answer(&mut editor, "textDocument/codeAction", params);
        let mut title = editor.at(BRIDGE, 2, 3);
        title["newName"] = json!(format!("Snow {}", &text[..text.floor_char_boundary(1000)]));
        expect_answer(&mut editor, "textDocument/rename", title);
        expect_answer(&mut editor, "workspace/symbol", json!({ "query": text }));
    }
    editor.change(BRIDGE, BRIDGE_TEXT);
    assert_eq!(editor.diagnostics(BRIDGE), [] as [Value; 0]);
    assert_eq!(editor.quit(), 0);
}

/// What cannot be done is said, and nothing breaks.
fn expect_answer(editor: &mut Editor, method: &str, params: Value) {
    const INTERNAL_ERROR: i64 = -32603;
    let id = editor.begin(method, params);
    if let Err(error) = editor.answer(id) {
        assert_ne!(error["code"], INTERNAL_ERROR, "{method}: {error}");
    }
}
