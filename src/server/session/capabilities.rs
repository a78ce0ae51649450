//! What this server can do, as it says at the beginning (LSP 3.17, "initialize").

use serde_json::{Value, json};

use crate::server::client::Client;
use crate::server::features::COMMANDS;

/// The answer to `initialize`.
pub fn initialized(client: &Client) -> Value {
    // Of all files, or of all in a folder.
    let files = json!({ "filters": [{ "scheme": "file", "pattern": { "glob": "**/*" } }] });
    let mut capabilities = json!({
        "positionEncoding": client.encoding.kind(),
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll.newslint", "source"] },
        "documentFormattingProvider": true,
        "completionProvider": { "triggerCharacters": ["[", "(", "/", "#", " ", "_"] },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentLinkProvider": {},
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "foldingRangeProvider": true,
        "renameProvider": { "prepareProvider": true },
        "executeCommandProvider": { "commands": COMMANDS },
        "workspace": {
            "workspaceFolders": { "supported": true, "changeNotifications": true },
            "fileOperations": {
                "willRename": files, "didRename": files, "willDelete": files, "didDelete": files, "didCreate": files,
            },
        },
    });
    if client.pulls {
        capabilities["diagnosticProvider"] =
            json!({ "identifier": "newslint", "interFileDependencies": true, "workspaceDiagnostics": true });
    }
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
    })
}
