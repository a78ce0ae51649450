//! What the server says of open files.

use serde_json::{Value, json};

use super::editor::{Editor, usual};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, broken};

fn rules(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
}

#[test]
fn a_finding_has_its_place_its_rule_and_its_page() {
    let archive = Archive::new().with(BRIDGE, broken());
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let diagnostics = editor.diagnostics(BRIDGE);
    assert_eq!(rules(&diagnostics), ["source-numbering"]);
    let [diagnostic] = diagnostics.as_slice() else { unreachable!() };
    assert_eq!(
        diagnostic["range"],
        json!({ "start": { "line": 6, "character": 0 }, "end": { "line": 6, "character": 1 } })
    );
    assert_eq!((&diagnostic["severity"], &diagnostic["source"]), (&json!(1), &json!("newslint")));
    let page = diagnostic["codeDescription"]["href"].as_str().unwrap();
    assert_eq!(page, "https://newslint.github.io/newslint/rules/source-numbering.html");
    editor.change(BRIDGE, BRIDGE_TEXT);
    assert_eq!(editor.diagnostics(BRIDGE), [] as [Value; 0]);
    assert_eq!(editor.quit(), 0);
}

#[test]
fn an_open_buffer_is_seen_by_the_others() {
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT);
    let mut editor = Editor::start(&archive);
    let ferry = "news/2021/05/4/a-ferry-sails.md";
    let relating = crate::harness::relating(ferry, &["/news/2021/05/3/a-market-opens.md"]);
    editor.open_with(ferry, &relating);
    assert_eq!(rules(&editor.diagnostics(ferry)), ["related-path"]);
    let market = "news/2021/05/3/a-market-opens.md";
    editor.open_with(market, &crate::harness::event(market, "A market opens"));
    assert_eq!(rules(&editor.next_diagnostics(ferry)), [] as [&str; 0]);
    editor.close(market);
    assert_eq!(rules(&editor.next_diagnostics(ferry)), ["related-path"]);
}

#[test]
fn whoever_asks_is_told_and_nothing_is_published() {
    let archive = Archive::new().with(BRIDGE, broken());
    let mut can = usual();
    can["textDocument"]["diagnostic"] = json!({});
    let mut editor = Editor::with(archive.root(), can);
    editor.open(BRIDGE);
    let ask = json!({ "textDocument": { "uri": editor.uri(BRIDGE) } });
    let report = editor.ask("textDocument/diagnostic", ask);
    assert_eq!(
        (report["kind"].as_str(), rules(report["items"].as_array().unwrap())),
        (Some("full"), vec!["source-numbering"])
    );
    let ask = json!({ "textDocument": { "uri": editor.uri(BRIDGE) }, "previousResultId": report["resultId"] });
    assert_eq!(editor.ask("textDocument/diagnostic", ask)["kind"], "unchanged");
    let all = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert_eq!(all["items"][0]["resultId"], report["resultId"]);
    // Whoever asks again is answered when something is saved.
    let known = json!([{ "uri": editor.uri(BRIDGE), "value": report["resultId"] }]);
    let waiting = editor.begin("workspace/diagnostic", json!({ "previousResultIds": known }));
    editor.change(BRIDGE, BRIDGE_TEXT);
    editor.save(BRIDGE);
    assert_eq!(editor.answer(waiting).unwrap()["items"][0]["items"], json!([]));
    let waiting = editor.begin("workspace/diagnostic", json!({ "previousResultIds": [] }));
    editor.tell("$/cancelRequest", json!({ "id": waiting }));
    assert_eq!(editor.answer(waiting).unwrap_err()["code"], -32800);
}
