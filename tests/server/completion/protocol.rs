//! Offers as the protocol has them: snippets, positions, and whatever a client sends.

use super::*;

#[test]
fn a_skeleton_is_plain_for_editors_without_snippets() {
    let archive = archive();
    let mut can = usual();
    can["textDocument"]["completion"] = json!({});
    let mut editor = Editor::with(archive.root(), can);
    editor.open_with(FERRY, "\n\n");
    let place = editor.at(FERRY, 1, 0);
    let items = offered_at(&mut editor, place);
    assert_eq!(items[0]["insertTextFormat"], 1);
    let text = inserted(&items[0]);
    assert!(
        text.starts_with("### [2021-05-4](/news/2021/05/4/index.md)\n\n##### Context\n# A ferry sails\n\n"),
        "{text}"
    );
    let text = text.replace("https://", "https://gazette.example/ferry").replace("\n### Related:\n\n1. ", "");
    editor.change(FERRY, &text);
    assert_eq!(found(&editor, &archive, FERRY), "", "{text}");
}

#[test]
fn archive_text_does_nothing_in_a_snippet_or_on_a_screen() {
    let path = "news/2021/05/3/a.md";
    let title = "Costs ${1:a} \\b } $0 `x\u{202e}";
    let hidden = "news/2021/05/3/b.md";
    let archive = archive()
        .with(path, titled(path, "Port Ellery", &title.replace('\u{202e}', "")))
        .with(hidden, event(hidden, "Costs hidden \u{200b}text"))
        .with("news/2021/05/3/c.md", titled("news/2021/05/3/c.md", "\u{1b}[31mEllery", "A storm"));
    let mut editor = Editor::start(&archive);
    editor.open_with(FERRY, &(event(FERRY, "Port Ellery pays") + "\n### Related:\n\ncosts\n"));
    let items = offered(&mut editor, FERRY, "\ncosts");
    assert_eq!(labels(&items), ["Costs ${1:a} \\b } $0 `x"]);
    let snippet = items[0]["textEdit"]["newText"].as_str().unwrap();
    let start = "1. [Costs \\${1:a\\} \\\\b \\} \\$0 ";
    assert!(snippet.starts_with(start) && snippet.ends_with("_Context: ${1:Port Ellery}_"), "{snippet}");
    accept(&mut editor, FERRY, &items[0]);
    assert_eq!(found(&editor, &archive, FERRY), "");
    editor.change(FERRY, "##### e\n\n# A\n");
    let items = offered(&mut editor, FERRY, "##### e");
    assert_eq!(labels(&items), ["Port Ellery"]);
}

#[test]
fn positions_count_as_the_client_does() {
    let archive = archive().with(BRIDGE, event(BRIDGE, "Brücke 😀 opens"));
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let mut can = usual();
        can["general"]["positionEncodings"] = json!([encoding]);
        let mut editor = Editor::with(archive.root(), can);
        assert_eq!(editor.capabilities["positionEncoding"], encoding);
        editor.open_with(FERRY, &(event(FERRY, "A ferry sails") + "\n### Related:\n\n😀 – – brück\n"));
        let length = match encoding {
            "utf-8" => 4 + 1 + 3 + 1 + 3 + 1 + 6,
            "utf-16" => 2 + 1 + 1 + 1 + 1 + 1 + 5,
            _ => 1 + 1 + 1 + 1 + 1 + 1 + 5,
        };
        let place = editor.at(FERRY, 6, length);
        let items = offered_at(&mut editor, place);
        assert_eq!(labels(&items), ["Brücke 😀 opens"], "{encoding}");
        let range = json!({ "start": { "line": 6, "character": 0 }, "end": { "line": 6, "character": length } });
        assert_eq!(items[0]["textEdit"]["range"], range, "{encoding}");
    }
}

#[test]
fn no_position_is_too_odd() {
    let archive = archive().with(BRIDGE, event(BRIDGE, "Harbour bridge opens"));
    let mut editor = Editor::start(&archive);
    let long = "1. [".to_owned() + &"bridge ".repeat(100_000);
    let texts = [
        "",
        "\u{feff}",
        "\r\r\n",
        "### Related:\n\n1. [a](",
        "_Context: ",
        "](_Context: a",
        "1. [a]()_",
        "### Related:\n😀](",
        &long,
    ];
    editor.open_with(FERRY, "");
    for text in texts {
        editor.change(FERRY, text);
        for (line, character) in [(0, 0), (0, 3), (0, 9), (1, 0), (2, 99), (4_000_000_000, 4_000_000_000)] {
            let place = editor.at(FERRY, line, character);
            offered_at(&mut editor, place);
        }
    }
    // Neither of an archive, nor an event.
    for path in ["README.md", "faq/a.md", "news/2021/05/4/a.txt", "news/x/a.md"] {
        editor.open_with(path, "# \n");
        let place = editor.at(path, 0, 2);
        offered_at(&mut editor, place);
    }
    assert_eq!(editor.quit(), 0);
}
