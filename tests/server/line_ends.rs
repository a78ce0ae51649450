//! A line ends with `\n`, `\r\n` or `\r`, for the server as for the editor.

use serde_json::Value;

use super::editor::Editor;
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, broken};

const ENDS: [&str; 3] = ["\n", "\r\n", "\r"];

#[test]
fn a_comment_is_put_above_the_line_whatever_ends_it() {
    for end in ENDS {
        let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT);
        let mut editor = Editor::start(&archive);
        let text = broken().replace('\n', end);
        editor.open_with(BRIDGE, &text);
        let actions = editor.actions(BRIDGE, 6);
        let title = "Suppress source-numbering with a comment: write the reason there";
        let suppress = actions.iter().find(|action| action["title"] == title).expect(title);
        editor.apply(&suppress["edit"]);
        let comment = format!("<!-- newslint-ignore: source-numbering —  -->{end}2. [");
        assert_eq!(editor.text(BRIDGE), text.replace("2. [", &comment), "{end:?}");
    }
}

#[test]
fn a_rule_is_explained_on_the_line_that_names_it_alone() {
    for end in ENDS {
        let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT);
        let mut editor = Editor::start(&archive);
        let comment = "<!-- newslint-ignore: source-item — printed -->\n1. [";
        let text = BRIDGE_TEXT.replace("opens\n", "opens\n\nA slug is seen.\n").replace("1. [", comment);
        editor.open_with(BRIDGE, &text.replace('\n', end));
        let mut said = |line: usize, character: usize| {
            let place = editor.at(BRIDGE, line, character);
            editor.ask("textDocument/hover", place).to_string()
        };
        assert!(!said(4, 4).contains("rules/slug"), "{end:?}");
        assert!(said(8, 26).contains("rules/source-item"), "{end:?}: {}", said(8, 26));
    }
}

#[test]
fn an_event_is_added_to_an_index_with_its_line_ends() {
    let index = "news/2021/05/3/index.md";
    let text = format!("## [2021-05-3](/{index})\n\n## [Previous Day...](/news/2021/05/2/index.md)\n");
    let item = format!("### [Harbour bridge opens](/{BRIDGE})\n\n");
    let listed = text.replace("## [Prev", &format!("{item}## [Prev"));
    for end in ENDS {
        let archive = Archive::empty().with("newslint.toml", "").with(BRIDGE, BRIDGE_TEXT);
        archive.write(index, text.replace('\n', end));
        let mut editor = Editor::start(&archive);
        editor.open(BRIDGE);
        let actions = editor.actions(BRIDGE, 2);
        editor.apply(&actions[0]["edit"]);
        assert_eq!(archive.text(index), listed.replace('\n', end), "{end:?}");
        assert_eq!(editor.actions(BRIDGE, 2), [] as [Value; 0], "{end:?}");
    }
}
