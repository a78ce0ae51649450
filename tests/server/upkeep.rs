//! What the server knows of the archive, kept while files come, go and change: by the editor, and by others.

use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use super::editor::{Editor, usual};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, Repository, event, needs, relating};

const FERRY: &str = "news/2021/05/4/a-ferry-sails.md";
const MARKET: &str = "news/2021/05/5/a-market-opens.md";

/// Which files link to the bridge.
fn linking(editor: &mut Editor) -> Vec<String> {
    let place = json!({ "textDocument": { "uri": editor.uri(BRIDGE) }, "position": { "line": 2, "character": 3 },
        "context": { "includeDeclaration": false } });
    let found = editor.ask("textDocument/references", place);
    let path = |location: &Value| editor.path(location["uri"].as_str().unwrap());
    found.as_array().unwrap().iter().map(path).collect()
}

fn to_bridge(path: &str) -> String {
    relating(path, &[&format!("/{BRIDGE}")])
}

#[test]
fn what_others_write_is_known_when_the_client_tells() {
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with(FERRY, to_bridge(FERRY));
    let mut editor = Editor::start(&archive);
    let watched = editor.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(watched["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    assert_eq!(linking(&mut editor), [FERRY]);
    archive.write(MARKET, to_bridge(MARKET));
    archive.remove(FERRY);
    let changes = json!([{ "uri": editor.uri(MARKET), "type": 1 }, { "uri": editor.uri(FERRY), "type": 3 }]);
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    assert_eq!(linking(&mut editor), [MARKET]);
    // A folder that came as a whole.
    archive.write(FERRY, to_bridge(FERRY));
    let changes = json!([{ "uri": editor.uri("news/2021/05/4"), "type": 1 }]);
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    assert_eq!(linking(&mut editor), [FERRY, MARKET]);
}

#[test]
fn a_buffer_counts_until_it_is_closed() {
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with(FERRY, to_bridge(FERRY));
    let mut editor = Editor::start(&archive);
    editor.open(FERRY);
    editor.change(FERRY, &event(FERRY, "A ferry sails"));
    assert_eq!(linking(&mut editor), [] as [&str; 0]);
    editor.close(FERRY);
    assert_eq!(linking(&mut editor), [FERRY]);
    editor.open(FERRY);
    editor.change(FERRY, &event(FERRY, "A ferry sails"));
    editor.save(FERRY);
    editor.close(FERRY);
    assert_eq!(linking(&mut editor), [] as [&str; 0]);
}

#[test]
fn a_sparse_checkout_knows_what_it_leaves_out() {
    needs!("git");
    let repository = Repository::empty();
    let old = "news/2019/05/3/a-tower-rises.md";
    repository.write("newslint.toml", crate::harness::CONFIG);
    repository.write(old, event(old, "A tower rises"));
    repository.write(FERRY, relating(FERRY, &[&format!("/{old}"), "/news/2019/05/3/a-tower-falls.md"]));
    repository.commit();
    repository.git(&["sparse-checkout", "set", "news/2021"]);
    assert!(!repository.exists(old));
    let mut editor = Editor::with(repository.root(), usual());
    editor.open(FERRY);
    let diagnostics = editor.diagnostics(FERRY);
    let lines: Vec<_> = diagnostics.iter().map(|found| found["range"]["start"]["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [7], "{diagnostics:?}");
    let place = editor.behind(FERRY, "1. [A bri");
    let shown = editor.ask("textDocument/hover", place)["contents"]["value"].as_str().unwrap().to_owned();
    assert!(shown.starts_with("**A tower rises**"), "{shown}");
}

#[test]
fn files_are_called_as_the_client_calls_them() {
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with(FERRY, to_bridge(FERRY));
    let link = archive.beside("a link");
    symlink(archive.root(), &link).unwrap();
    let mut editor = Editor::with(&link, usual());
    editor.open(FERRY);
    let place = editor.behind(FERRY, "1. [A bri");
    let definition = editor.ask("textDocument/definition", place);
    assert_eq!(definition["uri"], editor.uri(BRIDGE));
    assert!(editor.uri(BRIDGE).contains("a%20link"));
    assert_eq!(linking(&mut editor), [FERRY]);
}

#[test]
fn a_folder_in_an_archive_or_around_it_will_do() {
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with(FERRY, to_bridge(FERRY));
    let mut inner = Editor::with(&archive.path("news/2021"), usual());
    let place = json!({ "textDocument": { "uri": url::Url::from_file_path(archive.path(BRIDGE)).unwrap().to_string() },
        "position": { "line": 0, "character": 0 }, "context": { "includeDeclaration": false } });
    assert_eq!(inner.ask("textDocument/references", place).as_array().unwrap().len(), 1);
    let mut outer = Editor::with(archive.root().parent().unwrap(), usual());
    outer.open(&format!("archive/{FERRY}"));
    assert_eq!(outer.diagnostics(&format!("archive/{FERRY}")), [] as [Value; 0]);
}

#[test]
fn folders_come_and_go() {
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT);
    let other = Archive::new().with(FERRY, event(FERRY, "A ferry sails"));
    let mut editor = Editor::start(&archive);
    let titles = |editor: &mut Editor| {
        let found = editor.ask("workspace/symbol", json!({ "query": "" }));
        found.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles(&mut editor), ["Harbour bridge opens"]);
    let uri = url::Url::from_file_path(other.root()).unwrap().to_string();
    let folder = json!([{ "uri": uri, "name": "other" }]);
    for _ in 0..2 {
        editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": folder, "removed": [] } }));
        assert_eq!(titles(&mut editor), ["A ferry sails", "Harbour bridge opens"]);
        editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": folder } }));
        assert_eq!(titles(&mut editor), ["Harbour bridge opens"]);
    }
}
