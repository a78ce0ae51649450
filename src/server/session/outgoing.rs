//! What the server says and asks of itself.

use std::collections::{HashMap, HashSet};

use crossbeam_channel::Sender;
use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};
use lsp_server::{Message, Notification, Request, RequestId};
use serde::Serialize;
use serde_json::{Value, json};

use super::workers::Published;
use newslint_linter::rules::Rule;

/// What goes to the client, other than answers.
pub struct Outgoing {
    sender: Sender<Message>,
    next: i32,
    watches: bool,
    /// What was published last of each file, if it was anything.
    published: HashMap<Uri, (Option<i32>, Vec<Diagnostic>)>,
    /// The archives whose progress is shown.
    shown: HashSet<usize>,
}

impl Outgoing {
    /// Sends by `sender`.
    pub fn new(sender: Sender<Message>) -> Outgoing {
        Outgoing { sender, next: 0, watches: false, published: HashMap::new(), shown: HashSet::new() }
    }

    /// Publishes the diagnostics of a file, unless the client has just these (LSP 3.17,
    /// "textDocument/publishDiagnostics").
    pub fn publish(&mut self, (uri, version, diagnostics): Published) {
        let new = (version, diagnostics);
        let last = self.published.get(&uri);
        if last == Some(&new) || (last.is_none() && new == (None, Vec::new())) {
            return;
        }
        let params = PublishDiagnosticsParams { uri: uri.clone(), version, diagnostics: new.1.clone() };
        self.notify("textDocument/publishDiagnostics", params);
        match new {
            (None, diagnostics) if diagnostics.is_empty() => drop(self.published.remove(&uri)),
            new => drop(self.published.insert(uri, new)),
        }
    }

    /// Has the client tell of files that others change (LSP 3.17, "workspace/didChangeWatchedFiles").
    pub fn watch_files(&mut self) {
        if self.watches {
            return;
        }
        self.watches = true;
        let patterns = ["**/*.md", "**/newslint.toml", "**/.newslint-baseline"];
        let watchers: Vec<Value> = patterns.iter().map(|glob| json!({ "globPattern": glob })).collect();
        let options = json!({ "watchers": watchers });
        let files = json!({ "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": options });
        self.ask("client/registerCapability", json!({ "registrations": [files] }));
    }

    /// Has the client ask for all diagnostics again (LSP 3.17, "workspace/diagnostic/refresh").
    pub fn refresh_diagnostics(&mut self) {
        self.ask("workspace/diagnostic/refresh", Value::Null);
    }

    /// Shows what a rule is about: its page in a browser if the client opens any (LSP 3.17, "window/showDocument"), and
    /// else in a few words.
    pub fn show_rule(&mut self, rule: &Rule, opens_pages: bool) {
        if opens_pages {
            self.ask("window/showDocument", json!({ "uri": rule.page_url(), "external": true }));
        } else {
            let words = format!("{}: {}\n{}", rule.name, rule.meta().summary, rule.page_url());
            self.notify("window/showMessage", json!({ "type": 3, "message": words }));
        }
    }

    /// Shows that an archive is being read.
    pub fn begin_progress(&mut self, archive: usize) {
        if self.shown.insert(archive) {
            let token = token(archive);
            self.ask("window/workDoneProgress/create", json!({ "token": token }));
            let value = json!({ "kind": "begin", "title": "Reading the archive", "percentage": 0 });
            self.notify("$/progress", json!({ "token": token, "value": value }));
        }
    }

    /// Shows how much of it is read, in percent.
    pub fn report_progress(&mut self, archive: usize, percentage: u32) {
        if self.shown.contains(&archive) {
            let value = json!({ "kind": "report", "percentage": percentage });
            self.notify("$/progress", json!({ "token": token(archive), "value": value }));
        }
    }

    /// Shows that it is read.
    pub fn end_progress(&mut self, archive: usize) {
        if self.shown.remove(&archive) {
            self.notify("$/progress", json!({ "token": token(archive), "value": { "kind": "end" } }));
        }
    }

    /// Asks for something. No answer changes what is done.
    fn ask(&mut self, method: &str, params: impl Serialize) {
        self.next += 1;
        self.send(Request::new(RequestId::from(self.next), method.to_owned(), params).into());
    }

    fn notify(&self, method: &str, params: impl Serialize) {
        self.send(Notification::new(method.to_owned(), params).into());
    }

    fn send(&self, message: Message) {
        // Whoever is gone is noticed where messages come in.
        let _ = self.sender.send(message);
    }
}

/// By what the client knows the progress of an archive.
fn token(archive: usize) -> String {
    format!("newslint-{archive}")
}
