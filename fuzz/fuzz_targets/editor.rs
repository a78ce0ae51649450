//! A session of an editor. The first piece of the input is an event's text, and the second what is done with it: six bytes
//! each, of which one says what, two pairs say where, and one how much. The third is what is typed.
//!
//! Laws: each request is answered, once, and none by an error of our own; each range that is given runs forward.

#![no_main]

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use newslint::server::{End, serve};
use newslint_fuzz::pieces;
use serde_json::{Value, json};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most that is done in a session.
const MOST: usize = 24;

/// The event, and others beside it.
const EVENT: &str = "news/2021/05/3/harbour-bridge-opens.md";
const FILES: [(&str, &str); 4] = [
    ("newslint.toml", ""),
    (EVENT, "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour bridge opens\n"),
    (
        "news/2021/05/3/index.md",
        "## [2021-05-3](/news/2021/05/3/index.md)\n\n### [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md)\n",
    ),
    ("news/2021/05/2/ferry-sails.md", "### [2021-05-2](/news/2021/05/2/index.md)\n\n# Ferry sails\n"),
];

/// Where they are.
static ROOT: OnceLock<PathBuf> = OnceLock::new();

fuzz_target!(init: write_archive(), |input: &[u8]| {
    let pieces = pieces::cut(input, 3);
    let text = |at: usize| String::from_utf8_lossy(pieces.get(at).copied().unwrap_or_default()).into_owned();
    let steps: Vec<&[u8]> = pieces.get(1).copied().unwrap_or_default().chunks_exact(6).take(MOST).collect();
    let messages = messages(&text(0), &steps, &text(2));
    let (answered, answers) = channel();
    let editor = Editor { messages, frame: Vec::new(), awaited: None, answers };
    let end = serve(editor, Screen { bytes: Vec::new(), answered }, &|| date(2021, 6, 1)).expect("threads");
    assert_eq!(end, End::Orderly);
});

fn write_archive() {
    let root = std::env::temp_dir().join("newslint-fuzz-editor");
    for (path, text) in FILES {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    ROOT.set(root.canonicalize().expect("a folder")).expect("it is set once");
}

fn messages(text: &str, steps: &[&[u8]], typed: &str) -> VecDeque<Value> {
    let root = format!("file://{}", ROOT.get().expect("it is set").display());
    let uri = format!("{root}/{EVENT}");
    let can = json!({
        "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename"] } },
        "textDocument": {
            "diagnostic": {},
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source"] } } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
    });
    let mut messages = VecDeque::new();
    let mut say = |method: &str, params: Value, is_request: bool| {
        let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if is_request {
            message["id"] = messages.len().into();
        }
        messages.push_back(message);
    };
    say("initialize", json!({ "processId": null, "rootUri": root, "capabilities": can }), true);
    say("initialized", json!({}), false);
    let document = json!({ "uri": uri, "languageId": "markdown", "version": 0, "text": text });
    say("textDocument/didOpen", json!({ "textDocument": document }), false);
    for (version, step) in steps.iter().enumerate() {
        let &[what, line, character, to_line, to_character, length] = *step else { continue };
        let (from, to) = (position(line, character), position(to_line, to_character));
        let range = json!({ "start": from, "end": to });
        let of = json!({ "uri": uri });
        let at = json!({ "textDocument": of, "position": from });
        let words: String = typed.chars().skip(usize::from(line)).take(usize::from(length)).collect();
        match what % 14 {
            0..3 => {
                let change = json!([{ "range": range, "text": words }]);
                let of = json!({ "uri": uri, "version": version + 1 });
                say("textDocument/didChange", json!({ "textDocument": of, "contentChanges": change }), false);
            }
            3 => say("textDocument/hover", at, true),
            4 | 5 => say("textDocument/completion", at, true),
            6 => say("textDocument/definition", at, true),
            7 => {
                let params = json!({ "textDocument": of, "position": from, "context": { "includeDeclaration": true } });
                say("textDocument/references", params, true);
            }
            8 => say("textDocument/rename", json!({ "textDocument": of, "position": from, "newName": words }), true),
            9 => {
                let params = json!({ "textDocument": of, "range": range, "context": { "diagnostics": [] } });
                say("textDocument/codeAction", params, true);
            }
            10 => {
                let options = json!({ "tabSize": 4, "insertSpaces": true });
                say("textDocument/formatting", json!({ "textDocument": of, "options": options }), true);
            }
            11 => say("textDocument/documentSymbol", json!({ "textDocument": of }), true),
            12 => say("textDocument/foldingRange", json!({ "textDocument": of }), true),
            _ => say("textDocument/prepareRename", at, true),
        }
    }
    say("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }), true);
    say("textDocument/documentLink", json!({ "textDocument": { "uri": uri } }), true);
    say("workspace/symbol", json!({ "query": typed }), true);
    say("shutdown", Value::Null, true);
    say("exit", Value::Null, false);
    messages
}

fn position(line: u8, character: u8) -> Value {
    json!({ "line": line, "character": character })
}

/// Who sends the messages, each once what it asked before is answered.
struct Editor {
    messages: VecDeque<Value>,
    /// What is left to be sent of a message.
    frame: Vec<u8>,
    awaited: Option<Value>,
    answers: Receiver<Value>,
}

impl Read for Editor {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.frame.is_empty() {
            if let Some(id) = self.awaited.take() {
                let answer = self.answers.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{id} is not answered"));
                assert_eq!(answer["id"], id, "another answer than the one that is awaited");
                assert_ne!(answer["error"]["code"], -32603, "{answer}");
                expect_ranges(&answer);
            }
            let Some(message) = self.messages.pop_front() else { return Ok(0) };
            self.awaited = message.get("id").cloned();
            let body = message.to_string();
            self.frame = format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
        }
        let length = buffer.len().min(self.frame.len());
        buffer[..length].copy_from_slice(&self.frame[..length]);
        self.frame.drain(..length);
        Ok(length)
    }
}

/// Who reads what the server says, and tells of answers.
struct Screen {
    bytes: Vec<u8>,
    answered: Sender<Value>,
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        while let Some(head) = self.bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let length = std::str::from_utf8(&self.bytes[..head]).expect("a head is ASCII");
            let length: usize =
                length.strip_prefix("Content-Length: ").and_then(|length| length.parse().ok()).expect("a length");
            let Some(body) = self.bytes.get(head + 4..head + 4 + length) else { break };
            let message: Value = serde_json::from_slice(body).expect("JSON");
            self.bytes.drain(..head + 4 + length);
            if message.get("method").is_none() {
                // The editor may have gone.
                let _ = self.answered.send(message);
            } else {
                expect_ranges(&message);
            }
        }
        Ok(())
    }
}

/// Each range within runs forward.
fn expect_ranges(value: &Value) {
    match value {
        Value::Array(values) => values.iter().for_each(expect_ranges),
        Value::Object(members) => {
            if let (Some(start), Some(end)) = (members.get("start"), members.get("end")) {
                let place = |at: &Value| (at["line"].as_u64(), at["character"].as_u64());
                assert!(place(start) <= place(end), "{value}");
            }
            members.values().for_each(expect_ranges);
        }
        _ => {}
    }
}
