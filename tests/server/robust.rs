//! What comes from an editor that is hurried, broken or gone, and from files that are none of the server's.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::editor::{Editor, usual};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, broken};
use crate::synthetic::random::Random;

fn archive() -> Archive {
    Archive::new().with(BRIDGE, BRIDGE_TEXT)
}

fn code(answer: Result<Value, Value>) -> i64 {
    answer.unwrap_err()["code"].as_i64().unwrap()
}

#[test]
fn the_exit_code_is_the_protocols() {
    let archive = archive();
    assert_eq!(Editor::start(&archive).quit(), 0);
    let mut hurried = Editor::start(&archive);
    hurried.tell("exit", Value::Null);
    assert_eq!(hurried.ended(), 1);
    assert_eq!(Editor::start(&archive).vanish(), 1);
    assert_eq!(Editor::silent(archive.root()).vanish(), 1);
    let mut silent = Editor::silent(archive.root());
    silent.tell("exit", Value::Null);
    assert_eq!(silent.ended(), 1);
}

#[test]
fn an_editor_that_dies_takes_the_server_along() {
    // Its pipes stay open: another process may have them.
    let mut gone = Command::new("true").stdout(Stdio::null()).spawn().unwrap();
    gone.wait().unwrap();
    let archive = archive();
    let mut editor = Editor::silent(archive.root());
    editor.ask("initialize", json!({ "processId": gone.id(), "rootUri": null, "capabilities": usual() }));
    assert_eq!(editor.ended(), 1);
}

#[test]
fn what_makes_no_sense_is_answered_so() {
    let archive = archive();
    let mut editor = Editor::silent(archive.root());
    let early = editor.begin("textDocument/hover", json!({}));
    assert_eq!(code(editor.answer(early)), -32002);
    editor.tell("textDocument/didOpen", json!({ "nothing": 1 }));
    let params = json!({ "processId": null, "rootUri": editor.uri(""), "capabilities": {} });
    editor.ask("initialize", params.clone());
    for (method, params, expected) in [
        ("initialize", params, -32600),
        ("textDocument/implementation", json!({}), -32601),
        ("$/unheardOf", json!({}), -32601),
        ("textDocument/hover", json!({ "textDocument": 7 }), -32602),
        ("textDocument/hover", json!([]), -32602),
        ("textDocument/hover", json!({ "textDocument": { "uri": "no address" }, "position": {} }), -32602),
        ("workspace/executeCommand", Value::Null, -32602),
        ("workspace/symbol", Value::Null, -32602),
    ] {
        let id = editor.begin(method, params);
        assert_eq!(code(editor.answer(id)), expected, "{method}");
    }
    editor.tell("$/unheardOf", json!({ "a": [1, null] }));
    editor.tell("textDocument/didChange", json!(null));
    editor.tell("$/cancelRequest", json!({ "id": "never asked" }));
    let polled = json!({ "previousResultIds": [] });
    editor.ask("workspace/diagnostic", polled.clone());
    let waiting = editor.begin("workspace/diagnostic", polled);
    editor.ask("shutdown", Value::Null);
    assert_eq!(code(editor.answer(waiting)), -32800, "who waits is answered as well");
    let late = editor.begin("textDocument/hover", json!({}));
    assert_eq!(code(editor.answer(late)), -32600);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ended(), 0);
}

#[test]
fn a_body_that_is_no_message_is_passed_over() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    for body in ["{", "[]", "\"\u{1f600}\"", "{\"jsonrpc\":\"2.0\"}", "\u{0}", ""] {
        editor.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let told = editor.wait(|message| message["method"] == "window/logMessage");
        assert!(told["params"]["message"].as_str().unwrap().starts_with("an invalid message: "), "{told}");
    }
    let numbered = r#"{"jsonrpc":"2.0","id":"x","method":1234}"#;
    editor.send_bytes(format!("Content-Length: {}\r\n\r\n{numbered}", numbered.len()).as_bytes());
    let answer = editor.wait(|message| message["id"] == "x");
    assert_eq!(answer["error"]["code"], -32600);
    let hello = r#"{"jsonrpc":"2.0","method":"hello"}"#;
    editor.send_bytes(format!("content-type: text\r\nCONTENT-LENGTH:{}\r\n\r\n{hello}", hello.len()).as_bytes());
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_broken_frame_ends_the_session_and_nothing_else() {
    let archive = archive();
    for bytes in [
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length: 18446744073709551615\r\n\r\n",
        "Content-Length: 9999999999\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 10\r\n\r\n{",
        "Content-Type: x\r\n\r\n{}",
        "no head at all\r\n",
        "\r\n\r\n",
        &"x".repeat(100_000),
    ] {
        let mut editor = Editor::start(&archive);
        editor.send_bytes(bytes.as_bytes());
        assert_eq!(editor.vanish(), 1, "{:?}", &bytes[..bytes.len().min(40)]);
    }
}

#[test]
fn a_request_that_is_cancelled_is_answered_once() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let params = editor.behind(BRIDGE, "[Ellery");
    let ids: Vec<i64> = (0..50).map(|_| editor.begin("textDocument/hover", params.clone())).collect();
    for id in &ids {
        editor.tell("$/cancelRequest", json!({ "id": id }));
    }
    // Which of them are begun before they are cancelled, is for the clock to say.
    for id in ids {
        if let Err(error) = editor.answer(id) {
            assert_eq!(error["code"], -32800);
        }
    }
    editor.diagnostics(BRIDGE);
    assert_eq!(editor.quit(), 0);
}

#[test]
fn files_of_no_archive_are_let_alone() {
    let archive = archive().with("faq/how.md", "# How\n");
    let beside = tempfile::tempdir().unwrap();
    std::fs::write(beside.path().join("a.md"), "# A\n").unwrap();
    let mut editor = Editor::start(&archive);
    let outside = url::Url::from_file_path(beside.path().join("a.md")).unwrap().to_string();
    for uri in [
        "untitled:Untitled-1",
        "https://example.com/news/2021/05/3/a.md",
        &outside,
        &editor.uri("faq/how.md"),
        "file:///",
        "file:///%2e%2e/news/2021/05/3/a.md",
    ] {
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": "# A\n" });
        editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
        let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } });
        assert_eq!(editor.ask("textDocument/hover", place), Value::Null, "{uri}");
        let document = json!({ "uri": uri, "version": 2 });
        let change = json!({ "textDocument": document, "contentChanges": [{ "text": "x" }] });
        editor.tell("textDocument/didChange", change);
        editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_buffer_of_ten_megabytes_is_said_to_be_too_large_and_can_be_changed() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let large = BRIDGE_TEXT.to_owned() + &"A very long line of words. ".repeat(400_000);
    editor.open_with(BRIDGE, &large);
    let diagnostics = editor.diagnostics(BRIDGE);
    assert_eq!(diagnostics[0]["code"], "unreadable-file");
    let line = BRIDGE_TEXT.lines().count();
    let end = json!({ "line": line, "character": 99_999_999 });
    let range = json!({ "start": { "line": line, "character": 0 }, "end": end });
    editor.change_by(BRIDGE, BRIDGE_TEXT, json!([{ "range": range, "text": "" }]));
    assert_eq!(editor.diagnostics(BRIDGE), [] as [Value; 0]);
}

#[test]
fn what_is_shown_does_not_act() {
    let hostile = "news/2021/05/3/\u{1b}[31m.md";
    let text = BRIDGE_TEXT.replace("gazette.example/bridge", "gazette.example/\u{1b}[2J\u{202e}x y");
    let archive = Archive::new().with(BRIDGE, text).with(hostile, "### x\n");
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let shown = serde_json::to_string(&editor.diagnostics(BRIDGE)).unwrap();
    assert!(!shown.contains("\\u001b") && !shown.contains('\u{202e}'), "{shown}");
    assert!(shown.contains("gazette.example"), "{shown}");
}

/// The law of buffers: whatever is changed where, the server has the text that the editor has.
#[test]
fn random_changes_give_the_same_text_in_every_encoding() {
    let pieces = ["a", "\n", "\r\n", "\r", "é", "€", "😀", "1. [x](y)\n", "### ", ""];
    for (round, encoding) in ["utf-8", "utf-16", "utf-32"].into_iter().cycle().take(12).enumerate() {
        let mut random = Random::new(round as u64);
        let archive = archive();
        let mut can = usual();
        can["general"]["positionEncodings"] = json!([encoding, "utf-16"]);
        let mut editor = Editor::with(archive.root(), can);
        assert_eq!(editor.capabilities["positionEncoding"], encoding);
        editor.open(BRIDGE);
        let mut text = BRIDGE_TEXT.to_owned();
        for _ in 0..40 {
            let mut offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            offsets.retain(|&at| !(text[..at].ends_with('\r') && text[at..].starts_with('\n')));
            let start = random.below(offsets.len());
            let end = (start + random.below(30)).min(offsets.len() - 1);
            let span = [offsets[start], offsets[end]];
            let new: String = (0..random.below(4)).map(|_| random.pick(&pieces)).collect();
            let range = json!({ "start": place(&text, span[0], encoding), "end": place(&text, span[1], encoding) });
            text.replace_range(span[0]..span[1], &new);
            editor.change_by(BRIDGE, &text, json!([{ "range": range, "text": new }]));
        }
        let by_parts = editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": editor.uri(BRIDGE) } }));
        editor.change(BRIDGE, &text);
        let at_once = editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": editor.uri(BRIDGE) } }));
        assert_eq!(by_parts, at_once, "round {round}: {text:?}");
        let symbols =
            editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": editor.uri(BRIDGE) } }));
        if text.trim().is_empty() {
            continue;
        }
        let end = place(&text, text.trim_end().len(), encoding);
        assert_eq!(symbols[0]["range"]["end"], end, "round {round}: {text:?}");
    }
}

/// A place in a text, counted as the encoding does. A line ends with `\n`, `\r\n` or `\r`.
fn place(text: &str, offset: usize, encoding: &str) -> Value {
    let before = &text[..offset];
    let lines = before.replace("\r\n", "\n").matches(['\n', '\r']).count();
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let character = match encoding {
        "utf-8" => before[start..].len(),
        "utf-16" => before[start..].encode_utf16().count(),
        _ => before[start..].chars().count(),
    };
    json!({ "line": lines, "character": character })
}

#[test]
fn a_configuration_is_edited_while_it_is_open() {
    let archive = Archive::new().with(BRIDGE, broken());
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    assert_eq!(editor.diagnostics(BRIDGE).len(), 1);
    editor.open("newslint.toml");
    editor.change("newslint.toml", "[rules]\nsource-numbering = \"of\"\n");
    let faults = editor.diagnostics("newslint.toml");
    assert_eq!(faults[0]["range"]["start"]["line"], 1, "{faults:?}");
    // No check of the open files takes that back.
    for text in [BRIDGE_TEXT.to_owned(), broken()] {
        editor.change(BRIDGE, &text);
        editor.diagnostics(BRIDGE);
    }
    assert_eq!(editor.diagnostics("newslint.toml"), faults);
    editor.change("newslint.toml", "[rules]\nsource-numbering = \"off\"\nday-index = \"off\"\n");
    assert_eq!(editor.next_diagnostics("newslint.toml"), [] as [Value; 0]);
    assert_eq!(editor.next_diagnostics(BRIDGE), [] as [Value; 0]);
    editor.close("newslint.toml");
    assert_eq!(editor.next_diagnostics(BRIDGE).len(), 1, "the file on disk counts again");
    // What is wrong with the file on disk is said of it also when nobody has it open.
    archive.write("newslint.toml", "[rules]\nsource-numbering = \"of\"\n");
    editor.open("newslint.toml");
    assert_eq!(editor.diagnostics("newslint.toml").len(), 1);
    editor.close("newslint.toml");
    assert_eq!(editor.next_diagnostics("newslint.toml"), [] as [Value; 0]);
    assert_eq!(editor.next_diagnostics("newslint.toml").len(), 1);
}

#[test]
fn two_roots_are_two_archives() {
    let (first, second) = (archive(), Archive::new().with(BRIDGE, broken()));
    let mut editor = Editor::start(&first);
    editor.open(BRIDGE);
    assert_eq!(editor.diagnostics(BRIDGE), [] as [Value; 0]);
    let uri = url::Url::from_file_path(second.path(BRIDGE)).unwrap().to_string();
    let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": broken() });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let told = editor.wait(|message| message["params"]["uri"] == *uri);
    assert_eq!(told["params"]["diagnostics"][0]["code"], "source-numbering");
}

/// Whatever is asked about whichever place of whatever text, there is an answer.
#[test]
fn every_question_is_answered_at_every_place() {
    let questions = [
        "completion", "hover", "definition", "references", "documentLink", "documentSymbol", "foldingRange",
        "codeAction", "formatting", "prepareRename", "rename",
    ];
    let pieces = [
        "### [2021-05-3](/news/2021/05/3/index.md)\n",
        "# Harbour [bridge] opens\n",
        "##### Sea, ](\n",
        "\n",
        "### Sources:\n",
        "### Related:\n",
        "### Changes:\n",
        "Formats: [HTML](/news/x.html)  [JSON](x.json)\n",
        "1. [Ellery 😀](https://gazette.example/é)\n",
        "2. [A \\[bridge\\] opens](/news/2021/05/3/harbour-bridge-opens.md) _Context: Sea, (a), b_\r\n",
        "7. [x](",
        "- [",
        "](/news/",
        "https://gazette.example/\n",
        "<!-- newslint-ignore: x",
        " -->\n",
        "\u{feff}",
        "\r",
        "```\n",
        "&amp;amp;",
        "_Context: ",
        "\u{202e}",
        "## [Previous Day...](/news/2021/05/2/index.md)\n",
    ];
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let paths = [
        BRIDGE,
        "news/2021/05/3/index.md",
        "news/2021/05/3/README.md",
        "index.md",
        "news/2021/05/31/x.md",
        "news/x.md",
    ];
    paths.iter().for_each(|path| editor.open_with(path, ""));
    let mut random = Random::new(7);
    for round in 0..60 {
        let path = random.pick(&paths).to_owned();
        let text: String = (0..random.below(14)).map(|_| random.pick(&pieces)).collect();
        editor.change(&path, &text);
        let mut place = || json!({ "line": random.below(16), "character": random.below(90) });
        let (start, end) = (place(), place());
        for question in questions {
            let params = json!({
                "textDocument": { "uri": editor.uri(&path) }, "position": start, "range": { "start": start, "end": end },
                "context": { "diagnostics": [], "includeDeclaration": true, "triggerKind": 1 }, "newName": text,
                "options": { "tabSize": 4, "insertSpaces": true },
            });
            let id = editor.begin(&format!("textDocument/{question}"), params);
            if let Err(error) = editor.answer(id) {
                assert!(error["code"] == -32803, "{round}: {question}: {error} in {text:?}");
            }
        }
    }
    assert_eq!(editor.quit(), 0);
}
