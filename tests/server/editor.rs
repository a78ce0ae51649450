//! An editor at the other end of `newslint server`: it opens and changes buffers, asks, and applies what it is given.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Archive, newslint};

/// A server that says nothing for so long says nothing more. No test waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor with its server.
pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    incoming: Receiver<Value>,
    /// What came while something else was waited for.
    unread: VecDeque<Value>,
    next: i64,
    root: PathBuf,
    /// The open buffers by path: version and text.
    buffers: BTreeMap<String, (i64, String)>,
    /// The diagnostics that were published last, by address.
    published: BTreeMap<String, Value>,
    /// What the server said that it can do.
    pub capabilities: Value,
}

/// What most editors can do.
pub fn usual() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "window": { "workDoneProgress": true, "showDocument": { "support": true } },
        "workspace": {
            "workspaceEdit": {
                "documentChanges": true,
                "resourceOperations": ["create", "rename", "delete"],
                "changeAnnotationSupport": {},
            },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "diagnostics": { "refreshSupport": true },
        },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true, "versionSupport": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source"] } } },
            "completion": { "completionItem": { "snippetSupport": true } },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "rename": { "prepareSupport": true },
        },
    })
}

impl Editor {
    /// An editor that works in an archive.
    pub fn start(archive: &Archive) -> Editor {
        Editor::with(archive.root(), usual())
    }

    /// An editor that works in a folder, and can do this.
    pub fn with(root: &Path, capabilities: Value) -> Editor {
        let mut editor = Editor::silent(root);
        let folders = json!([{ "uri": editor.uri(""), "name": "archive" }]);
        let params = json!({ "processId": std::process::id(), "rootUri": null, "capabilities": capabilities,
            "workspaceFolders": folders });
        editor.capabilities = editor.ask("initialize", params)["capabilities"].clone();
        editor.tell("initialized", json!({}));
        editor
    }

    /// An editor that has said nothing yet.
    pub fn silent(root: &Path) -> Editor {
        let mut command = newslint(root);
        command
            .args(["server", "--now", "2021-06-01"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (send, incoming) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take();
        let (unread, buffers, published) = (VecDeque::new(), BTreeMap::new(), BTreeMap::new());
        let (root, capabilities) = (root.to_owned(), Value::Null);
        Editor { child, input, incoming, unread, next: 0, root, buffers, published, capabilities }
    }

    /// The address of a file of the archive.
    pub fn uri(&self, path: &str) -> String {
        url::Url::from_file_path(self.root.join(path)).unwrap().to_string()
    }

    /// The path of the file with that address.
    pub fn path(&self, uri: &str) -> String {
        let file = url::Url::parse(uri).unwrap().to_file_path().unwrap();
        file.strip_prefix(&self.root).unwrap_or(&file).to_str().unwrap().to_owned()
    }

    /// Sends these bytes, whatever they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        // A server that has gone is what some tests are about.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and gives its number.
    pub fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params }));
        self.next
    }

    /// The answer to a request: what it gives, or why it fails.
    pub fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let answer = self.wait(|message| message["id"] == id && message.get("method").is_none());
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Asks, and gives the answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        self.answer(id).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Waits for a message. What else comes is kept; requests of the server are answered with nothing.
    pub fn wait(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&is_wanted) {
            return self.unread.remove(at).unwrap();
        }
        loop {
            let message = self.incoming.recv_timeout(PATIENCE).expect("the server goes on");
            if message["method"] == "textDocument/publishDiagnostics" {
                let uri = message["params"]["uri"].as_str().unwrap().to_owned();
                self.published.insert(uri, message["params"].clone());
            }
            if message.get("method").is_some() && message.get("id").is_some() {
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
            }
            if is_wanted(&message) {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    /// Opens a file as it is on disk.
    pub fn open(&mut self, path: &str) {
        let text = std::fs::read_to_string(self.root.join(path)).unwrap();
        self.open_with(path, &text);
    }

    /// Opens a file with another text than it has on disk, where it need not be.
    pub fn open_with(&mut self, path: &str, text: &str) {
        self.buffers.insert(path.to_owned(), (1, text.to_owned()));
        let document = json!({ "uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Closes a file.
    pub fn close(&mut self, path: &str) {
        self.buffers.remove(path).unwrap();
        let document = json!({ "uri": self.uri(path) });
        self.tell("textDocument/didClose", json!({ "textDocument": document }));
    }

    /// Gives an open file another text.
    pub fn change(&mut self, path: &str, text: &str) {
        self.change_by(path, text, json!([{ "text": text }]));
    }

    /// Tells of changes by which an open file gets another text.
    pub fn change_by(&mut self, path: &str, text: &str, changes: Value) {
        let uri = self.uri(path);
        let (version, old) = self.buffers.get_mut(path).unwrap();
        *version += 1;
        text.clone_into(old);
        let document = json!({ "uri": uri, "version": *version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Writes an open file to disk.
    pub fn save(&mut self, path: &str) {
        std::fs::write(self.root.join(path), &self.buffers[path].1).unwrap();
        let document = json!({ "uri": self.uri(path) });
        self.tell("textDocument/didSave", json!({ "textDocument": document }));
    }

    /// The text of an open file.
    pub fn text(&self, path: &str) -> &str {
        &self.buffers[path].1
    }

    /// Waits for the diagnostics of an open file as it is now.
    pub fn diagnostics(&mut self, path: &str) -> Vec<Value> {
        let (uri, version) = (self.uri(path), self.buffers[path].0);
        let is_of_now = |params: &Value| params["uri"] == *uri && params["version"] == version;
        if !self.published.get(&uri).is_some_and(is_of_now) {
            self.wait(|message| {
                message["method"] == "textDocument/publishDiagnostics" && is_of_now(&message["params"])
            });
        }
        self.published[&uri]["diagnostics"].as_array().unwrap().clone()
    }

    /// Waits for other diagnostics of a file than it has, whichever version they are of.
    pub fn next_diagnostics(&mut self, path: &str) -> Vec<Value> {
        let uri = self.uri(path);
        self.unread.retain(|message| message["method"] != "textDocument/publishDiagnostics");
        let is_new = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *uri
        };
        self.wait(is_new)["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// A place in a file, as requests name it.
    pub fn at(&self, path: &str, line: usize, character: usize) -> Value {
        json!({ "textDocument": { "uri": self.uri(path) }, "position": { "line": line, "character": character } })
    }

    /// The place right behind the only occurrence of `text` in an open file, as requests name it.
    pub fn behind(&self, path: &str, text: &str) -> Value {
        let whole = self.text(path);
        let offset = whole.find(text).unwrap_or_else(|| panic!("no {text:?} in {whole}")) + text.len();
        let line = whole[..offset].matches('\n').count();
        let start = whole[..offset].rfind('\n').map_or(0, |end| end + 1);
        self.at(path, line, whole[start..offset].encode_utf16().count())
    }

    /// The code actions for a line of an open file.
    pub fn actions(&mut self, path: &str, line: usize) -> Vec<Value> {
        let range = json!({ "start": { "line": line, "character": 0 }, "end": { "line": line, "character": 999 } });
        let document = json!({ "uri": self.uri(path) });
        let params = json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } });
        self.ask("textDocument/codeAction", params).as_array().unwrap().clone()
    }

    /// Applies an edit to buffers and to files on disk, as an editor does that saves all.
    pub fn apply(&mut self, edit: &Value) {
        let mut written = Vec::new();
        for change in edit["documentChanges"].as_array().unwrap() {
            match change["kind"].as_str() {
                Some("rename") => {
                    let (old, new) =
                        [&change["oldUri"], &change["newUri"]].map(|uri| self.path(uri.as_str().unwrap())).into();
                    self.move_file(&old, &new);
                }
                Some(kind) => panic!("{kind}"),
                None => {
                    let path = self.path(change["textDocument"]["uri"].as_str().unwrap());
                    let open = self.buffers.get(&path);
                    assert_eq!(change["textDocument"]["version"].as_i64(), open.map(|(version, _)| *version), "{path}");
                    let before = open.map_or_else(
                        || std::fs::read_to_string(self.root.join(&path)).unwrap(),
                        |(_, text)| text.clone(),
                    );
                    let after = edited(&before, change["edits"].as_array().unwrap());
                    if open.is_some() {
                        self.change(&path, &after);
                    } else {
                        written.push(json!({ "uri": self.uri(&path), "type": 2 }));
                    }
                    std::fs::write(self.root.join(&path), after).unwrap();
                }
            }
        }
        self.tell("workspace/didChangeWatchedFiles", json!({ "changes": written }));
    }

    /// Moves a file on disk, and its buffer if it is open.
    pub fn move_file(&mut self, old: &str, new: &str) {
        std::fs::create_dir_all(self.root.join(new).parent().unwrap()).unwrap();
        std::fs::rename(self.root.join(old), self.root.join(new)).unwrap();
        if let Some((_, text)) = self.buffers.get(old).cloned() {
            self.close(old);
            self.open_with(new, &text);
        }
        let files = json!([{ "oldUri": self.uri(old), "newUri": self.uri(new) }]);
        self.tell("workspace/didRenameFiles", json!({ "files": files }));
    }

    /// Leaves as the protocol has it, and gives the exit code.
    pub fn quit(mut self) -> i32 {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.ended()
    }

    /// Closes the pipe to the server, and gives the exit code.
    pub fn vanish(mut self) -> i32 {
        self.input = None;
        self.ended()
    }

    /// Waits for the server to end, and gives the exit code.
    pub fn ended(&mut self) -> i32 {
        self.child.wait().unwrap().code().expect("no signal")
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a message; none if there is no further one.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((_, value)) => length = value.parse().ok()?,
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// A text with edits whose positions count UTF-16, none of which may overlap.
pub fn edited(text: &str, edits: &[Value]) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().unwrap() as usize;
        // One ends with `\n`, `\r\n` or `\r`.
        let is_end = |at: &usize| text.as_bytes()[*at] == b'\n' || text.as_bytes().get(at + 1) != Some(&b'\n');
        let mut ends = text.match_indices(['\n', '\r']).map(|(at, _)| at).filter(is_end);
        let start = line.checked_sub(1).map_or(0, |last| ends.nth(last).map_or(text.len(), |end| end + 1));
        let units = position["character"].as_u64().unwrap() as usize;
        let mut passed = 0;
        let within = text[start..].char_indices().find(|(_, c)| {
            let is_there = passed >= units;
            passed += c.len_utf16();
            is_there
        });
        start + within.map_or(text.len() - start, |(at, _)| at)
    };
    let span = |edit: &Value| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
    let mut edits: Vec<_> = edits.iter().map(|edit| (span(edit), edit["newText"].as_str().unwrap())).collect();
    edits.sort_by_key(|(span, _)| *span);
    assert!(edits.windows(2).all(|pair| pair[0].0.1 <= pair[1].0.0), "{edits:?}");
    let mut edited = text.to_owned();
    for ((start, end), new) in edits.into_iter().rev() {
        edited.replace_range(start..end, new);
    }
    edited
}
