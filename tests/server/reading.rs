//! What an editor can ask of what stands there: hover, links and who links here, the parts of a file.

use serde_json::{Value, json};

use super::editor::{Editor, usual};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, event, relating};

const FERRY: &str = "news/2021/05/4/a-ferry-sails.md";
const INDEX: &str = "news/2021/05/3/index.md";

/// An archive in which a ferry relates to the bridge, and an index lists the bridge.
fn archive() -> Archive {
    let index = format!(
        "## [2021-05-3](/{INDEX})\n\n### [Harbour bridge opens](/{BRIDGE})\nCars cross.\n\n## [Previous Day...](/news/2021/05/2/index.md)\n"
    );
    let bridge = BRIDGE_TEXT.replace("opens\n", "opens\n\nThe *mayor* cuts a &quot;ribbon&quot; <b>today</b>.\n");
    let bridge = bridge.replace("# Harbour", "##### Port Ellery\n# Harbour");
    Archive::new().with(BRIDGE, bridge).with(FERRY, relating(FERRY, &[&format!("/{BRIDGE}")])).with(INDEX, index)
}

fn references(editor: &mut Editor, place: Value, declaration: bool) -> Vec<(String, Value)> {
    let mut params = place;
    params["context"] = json!({ "includeDeclaration": declaration });
    let found = editor.ask("textDocument/references", params);
    let of = |location: &Value| (editor.path(location["uri"].as_str().unwrap()), location["range"]["start"].clone());
    found.as_array().unwrap().iter().map(of).collect()
}

#[test]
fn a_related_event_is_shown_and_found() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.open(FERRY);
    let place = editor.behind(FERRY, "1. [A bri");
    let hover = editor.ask("textDocument/hover", place.clone());
    let shown = hover["contents"]["value"].as_str().unwrap();
    assert_eq!(
        shown,
        "**Harbour bridge opens**\n\n2021-05-3 · Port Ellery\n\nThe \\*mayor\\* cuts a \"ribbon\" \\<b\\>today\\</b\\>\\."
    );
    let definition = editor.ask("textDocument/definition", place.clone());
    assert_eq!(definition["uri"], editor.uri(BRIDGE));
    assert_eq!(definition["range"]["start"], json!({ "line": 3, "character": 2 }));
    let at = |line: u64, character: u64| json!({ "line": line, "character": character });
    let found = references(&mut editor, place, true);
    let expected = [(BRIDGE, at(3, 2)), (INDEX, at(2, 4)), (FERRY, at(6, 3))];
    assert_eq!(found, expected.map(|(path, at)| (path.to_owned(), at)));
}

#[test]
fn who_links_here_is_asked_anywhere_in_an_event() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let place = editor.behind(BRIDGE, "# Harbour");
    let paths = |found: Vec<(String, Value)>| found.into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    assert_eq!(paths(references(&mut editor, place.clone(), false)), [INDEX, FERRY]);
    editor.open(FERRY);
    editor.change(FERRY, &event(FERRY, "A ferry sails"));
    assert_eq!(paths(references(&mut editor, place, false)), [INDEX], "as the open buffer has it");
}

#[test]
fn a_client_without_markdown_gets_plain_words() {
    let archive = archive();
    let mut can = usual();
    can["textDocument"]["hover"] = json!({});
    let mut editor = Editor::with(archive.root(), can);
    editor.open(FERRY);
    let place = editor.behind(FERRY, "1. [A bri");
    let shown = editor.ask("textDocument/hover", place)["contents"].clone();
    let words = "Harbour bridge opens\n\n2021-05-3 · Port Ellery\n\nThe *mayor* cuts a \"ribbon\" <b>today</b>.";
    assert_eq!(shown, json!({ "kind": "plaintext", "value": words }));
}

#[test]
fn a_source_says_what_audits_settled() {
    let dead = concat!(
        "{\"newslint-verdicts\":1}\n",
        r#"{"url":"https://gazette.example/bridge","verdict":"dead","cause":"410","since":"2021-05-10T00:00:00Z","#,
        r#""archived":{"url":"https://web.archive.org/web/20210504000000/https://gazette.example/bridge","#,
        "\"at\":\"2021-05-04T00:00:00Z\"}}\n",
    );
    let toml = format!("{}\n[links]\nverdicts = \"verdicts.jsonl\"\n", crate::harness::CONFIG);
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with("newslint.toml", toml).with("verdicts.jsonl", dead);
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    assert_eq!(editor.diagnostics(BRIDGE)[0]["code"], "dead-source");
    let place = editor.behind(BRIDGE, "[Ellery");
    let shown = editor.ask("textDocument/hover", place)["contents"]["value"].as_str().unwrap().to_owned();
    assert!(shown.starts_with("**dead** since 2021-05-10: "), "{shown}");
    assert!(shown.contains("\n\nA copy of 2021-05-04 is in a web archive: <https://web.archive.org/"), "{shown}");
    let actions = editor.actions(BRIDGE, 6);
    assert_eq!(actions[0]["title"], "Cite the archived copy (unsafe: review it)");
    editor.apply(&actions[0]["edit"]);
    assert!(
        editor.text(BRIDGE).contains("(https://web.archive.org/web/20210504000000/https://gazette.example/bridge)")
    );
    // What the configuration names and is not there is told where it is named.
    std::fs::remove_file(archive.path("verdicts.jsonl")).unwrap();
    editor.open("newslint.toml");
    let told = editor.diagnostics("newslint.toml");
    assert_eq!(told[0]["severity"], 2);
    assert!(told[0]["message"].as_str().unwrap().contains("there is no such file"), "{told:?}");
}

#[test]
fn a_finding_is_explained_where_it_is() {
    let archive = Archive::new().with(BRIDGE, crate::harness::broken());
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let place = editor.at(BRIDGE, 6, 0);
    let shown = editor.ask("textDocument/hover", place)["contents"]["value"].as_str().unwrap().to_owned();
    assert!(shown.starts_with("[source-numbering](https://"), "{shown}");
    editor.change(BRIDGE, &format!("{}<!-- newslint-ignore: related-path — moved -->\n", crate::harness::broken()));
    let place = editor.behind(BRIDGE, "related-");
    let shown = editor.ask("textDocument/hover", place)["contents"]["value"].as_str().unwrap().to_owned();
    assert!(shown.starts_with("[related-path](https://"), "{shown}");
    let explain = json!({ "command": "newslint.explain", "arguments": ["source-numbering"] });
    let page = editor.ask("workspace/executeCommand", explain);
    assert!(page.as_str().unwrap().starts_with("# source-numbering"), "{page}");
    let shown = editor.wait(|message| message["method"] == "window/showDocument");
    assert_eq!(shown["params"]["external"], true);
}

#[test]
fn links_open_pages_and_files_that_are_there() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.open_with(BRIDGE, &format!("{BRIDGE_TEXT}2. [Odd](javascript:alert(1))\n"));
    editor.open(FERRY);
    let mut targets = |path: &str| {
        let params = json!({ "textDocument": { "uri": editor.uri(path) } });
        let links = editor.ask("textDocument/documentLink", params);
        links.as_array().unwrap().iter().map(|link| link["target"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (of_bridge, of_ferry) = (targets(BRIDGE), targets(FERRY));
    assert_eq!(of_bridge, [editor.uri(INDEX), "https://gazette.example/bridge".to_owned()]);
    assert_eq!(of_ferry, [editor.uri(BRIDGE)]);
}

#[test]
fn a_file_has_parts_that_can_be_listed_and_folded() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.open(FERRY);
    editor.open(INDEX);
    let ask = |editor: &mut Editor, method: &str, path: &str| {
        let params = json!({ "textDocument": { "uri": editor.uri(path) } });
        editor.ask(method, params)
    };
    let symbols = ask(&mut editor, "textDocument/documentSymbol", FERRY);
    let event = &symbols[0];
    assert_eq!((&event["name"], &event["detail"]), (&json!("A ferry sails"), &json!("2021-05-4")));
    assert_eq!(event["children"][0]["name"], "Related:");
    assert_eq!(event["children"][0]["children"][0]["name"], "A bridge opens");
    assert_eq!(ask(&mut editor, "textDocument/documentSymbol", INDEX)[0]["name"], "Harbour bridge opens");
    let folds = ask(&mut editor, "textDocument/foldingRange", FERRY);
    let lines = |fold: &Value| [fold["startLine"].as_u64().unwrap(), fold["endLine"].as_u64().unwrap()];
    assert_eq!(folds.as_array().unwrap().iter().map(lines).collect::<Vec<_>>(), [[0, 6], [4, 6]]);
}

#[test]
fn an_event_is_found_by_words_of_its_title() {
    let other = "news/2021/05/6/the-harbours-new-bridge.md";
    let archive = archive().with(other, event(other, "The harbour&#39;s n&eacute;w *bridge*"));
    let mut editor = Editor::start(&archive);
    let mut find = |query: &str| {
        let found = editor.ask("workspace/symbol", json!({ "query": query }));
        let name = |symbol: &Value| symbol["name"].as_str().unwrap().to_owned();
        found.as_array().unwrap().iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(find("bri HARB"), ["The harbour's néw *bridge*", "Harbour bridge opens"], "the newest first");
    assert_eq!(find("new"), ["The harbour's néw *bridge*"]);
    assert_eq!(find("ridge"), [] as [&str; 0]);
    assert_eq!(find("").len(), 3);
    let found = editor.ask("workspace/symbol", json!({ "query": "opens" }));
    assert_eq!(found[0]["containerName"], "2021-05-3");
    assert_eq!(found[0]["location"]["range"]["start"], json!({ "line": 3, "character": 2 }));
}
