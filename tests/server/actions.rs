//! Quick fixes and their kin.

use serde_json::{Value, json};

use super::editor::Editor;
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, broken, event};

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

#[test]
fn a_safe_fix_is_preferred_and_does_what_fix_does() {
    let archive = Archive::new().with(BRIDGE, broken());
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let actions = editor.actions(BRIDGE, 6);
    assert_eq!(
        titles(&actions),
        [
            "Number the list",
            "Suppress source-numbering with a comment: write the reason there",
            "Explain the rule source-numbering",
            "Apply all safe fixes"
        ]
    );
    assert_eq!(actions[0]["isPreferred"], true);
    editor.apply(&actions[0]["edit"]);
    assert_eq!(editor.text(BRIDGE), BRIDGE_TEXT);
    assert_eq!(editor.actions(BRIDGE, 6), [] as [Value; 0]);
}

#[test]
fn what_an_editor_names_is_fixed_wherever_the_cursor_is() {
    let archive = Archive::new().with(BRIDGE, broken());
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let named = editor.diagnostics(BRIDGE);
    let mut ask = |named: &[Value]| {
        let cursor = json!({ "line": 0, "character": 0 });
        let document = json!({ "uri": editor.uri(BRIDGE) });
        let range = json!({ "start": cursor, "end": cursor });
        let context = json!({ "diagnostics": named });
        let params = json!({ "textDocument": document, "range": range, "context": context });
        editor.ask("textDocument/codeAction", params).as_array().unwrap().clone()
    };
    assert_eq!(titles(&ask(&named))[0], "Number the list");
    assert_eq!(ask(&[]), [] as [Value; 0]);
}

#[test]
fn a_comment_suppresses_what_is_found() {
    let archive = Archive::new().with(BRIDGE, broken());
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let actions = editor.actions(BRIDGE, 6);
    editor.apply(&actions[1]["edit"]);
    let comment = "\n<!-- newslint-ignore: source-numbering —  -->\n2. [";
    assert!(editor.text(BRIDGE).contains(comment), "{}", editor.text(BRIDGE));
    let rules =
        |found: Vec<Value>| found.iter().map(|found| found["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    // Without a reason it is none.
    assert_eq!(rules(editor.diagnostics(BRIDGE)), ["unused-suppression", "source-numbering"]);
    let with_reason = editor.text(BRIDGE).replace("—  -->", "— the list goes on -->");
    editor.change(BRIDGE, &with_reason);
    assert_eq!(editor.diagnostics(BRIDGE), [] as [Value; 0]);
}

#[test]
fn formatting_applies_the_safe_fixes() {
    let archive = Archive::new().with(BRIDGE, broken());
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let params = json!({ "textDocument": { "uri": editor.uri(BRIDGE) }, "options": options });
    let edits = editor.ask("textDocument/formatting", params);
    assert_eq!(super::editor::edited(&broken(), edits.as_array().unwrap()), BRIDGE_TEXT);
}

#[test]
fn an_event_is_added_to_the_index_of_its_day() {
    let index = "news/2021/05/3/index.md";
    let heading = format!("## [2021-05-3](/{index})\n\n");
    let previous = "## [Previous Day...](/news/2021/05/2/index.md)\n";
    let archive = Archive::empty().with("newslint.toml", "").with(BRIDGE, BRIDGE_TEXT);
    archive.write(index, format!("{heading}{previous}"));
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let actions = editor.actions(BRIDGE, 2);
    assert_eq!(titles(&actions), ["Add the event to the index of 2021-05-3"]);
    editor.apply(&actions[0]["edit"]);
    let item = format!("### [Harbour bridge opens](/{BRIDGE})\n\n");
    assert_eq!(archive.text(index), format!("{heading}{item}{previous}"));
    assert_eq!(editor.actions(BRIDGE, 2), [] as [Value; 0]);
}

#[test]
fn an_unsafe_fix_is_marked_and_not_among_all_fixes() {
    let related =
        format!("{BRIDGE_TEXT}\n### Related:\n\n1. [A ferry sails](/news/2021/05/4/a-fery-sails.md) _Context: Sea_\n");
    let ferry = "news/2021/05/4/a-ferry-sails.md";
    let archive = Archive::new().with(BRIDGE, related).with(ferry, event(ferry, "A ferry sails"));
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let actions = editor.actions(BRIDGE, 10);
    let title = "Change `/news/2021/05/4/a-fery-sails.md` to `/news/2021/05/4/a-ferry-sails.md` (unsafe: review it)";
    assert_eq!(titles(&actions)[0], title);
    assert_eq!(actions[0]["isPreferred"], false);
    assert!(!titles(&actions).contains(&"Apply all safe fixes"));
    let document = json!({ "uri": editor.uri(BRIDGE) });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let only = json!({ "diagnostics": [], "only": ["source.fixAll"] });
    let params = json!({ "textDocument": document, "range": range, "context": only });
    assert_eq!(editor.ask("textDocument/codeAction", params), json!([]));
}

#[test]
fn of_a_thousand_findings_a_few_are_offered_and_a_fix_of_several_once() {
    let items: Vec<String> =
        (0..1000).map(|at| format!("[Ellery Gazette](https://gazette.example/{at}?a=1&amp;b=2)")).collect();
    let list = crate::harness::list_of("Sources", &items);
    let archive = Archive::new().with(BRIDGE, event(BRIDGE, "Harbour bridge opens") + &list);
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let document = json!({ "uri": editor.uri(BRIDGE) });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
    let params = json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", params.clone());
    let fixes = actions.as_array().unwrap().iter().filter(|action| action["isPreferred"].is_boolean()).count();
    assert_eq!(fixes, 20);
    let repeated = "3. [A](https://a.example/)\n3. [B](https://b.example/)\n2. [C](https://c.example/)\n";
    let text = event(BRIDGE, "Harbour bridge opens") + "\n### Sources:\n\n" + repeated;
    editor.change(BRIDGE, &text);
    assert!(editor.diagnostics(BRIDGE).len() > 1);
    let actions = editor.ask("textDocument/codeAction", params);
    let titles = titles(actions.as_array().unwrap());
    assert_eq!(titles.iter().filter(|title| **title == "Number the list").count(), 1, "{titles:?}");
}
