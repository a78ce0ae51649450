//! Titles that become others, with all that says them.

use super::*;

#[test]
fn a_title_is_renamed_wherever_it_stands() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let range = json!({ "start": { "line": 6, "character": 2 }, "end": { "line": 6, "character": 22 } });
    let place = editor.behind(BRIDGE, "# Harbour");
    assert_eq!(
        editor.ask("textDocument/prepareRename", place),
        json!({ "range": range, "placeholder": "Harbour bridge opens" })
    );
    let edit = editor.retitle(BRIDGE, "# Harbour", "Harbour tunnel [floods again").unwrap();
    editor.apply(&edit);
    assert!(!archive.exists(BRIDGE));
    let renamed = |text: &str| {
        text.replace("harbour-bridge-opens", "harbour-tunnel-floods-again")
            .replace("# Harbour bridge opens", "# Harbour tunnel [floods again")
            .replace("Harbour bridge opens", "Harbour tunnel \\[floods again")
    };
    assert_eq!(archive.text(TUNNEL), renamed(BRIDGE_TEXT));
    assert_eq!(archive.text(FERRY), renamed(FERRY_TEXT));
    assert_eq!(archive.text("news/2021/05/3/index.md"), renamed(THIRD));
    assert_eq!(archive.text("index.md"), renamed(FRONT));
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn a_link_has_the_title_of_the_event_that_it_leads_to() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    for (path, text) in
        [(FERRY, "[ Harbour bri"), ("news/2021/05/3/index.md", "[Harbour bri"), ("index.md", "[Harbour bri")]
    {
        editor.open(path);
        let place = editor.behind(path, text);
        assert_eq!(editor.ask("textDocument/prepareRename", place)["placeholder"], "Harbour bridge opens", "{path}");
    }
    for text in ["### Sou", "[Ellery Gaz", "### [2021", "index.md)\n"] {
        let place = editor.behind(FERRY, text);
        assert_eq!(editor.ask("textDocument/prepareRename", place), Value::Null, "{text}");
    }
    let edit = editor.retitle(FERRY, "[ Harbour bri", "Bridge closes").unwrap();
    editor.apply(&edit);
    assert!(archive.text("news/2021/05/3/bridge-closes.md").contains("# Bridge closes \n"));
    assert!(editor.text(FERRY).contains("1. [ Bridge closes  ](/news/2021/05/3/bridge-closes.md) _Context"));
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn what_cannot_be_a_title_is_refused_in_words() {
    let archive = archive();
    let taken = "news/2021/05/3/taken.md";
    archive.write(taken, event(taken, "Taken"));
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    for (new, why) in [
        ("  ", "a title cannot be empty"),
        ("Two\nlines", "a title is one line, without control characters"),
        ("Bridge ##", "`Bridge ##` would not be read as a title"),
        ("Sources:", "`Sources:` would not be read as a title"),
        ("Har\u{200b}bour", "a title cannot have invisible characters"),
        ("Taken", "there is already an event at news/2021/05/3/taken.md"),
    ] {
        let error = editor.retitle(BRIDGE, "# Harbour", new).unwrap_err();
        assert_eq!((error["code"].as_i64(), error["message"].as_str()), (Some(-32803), Some(why)), "{new:?}");
    }
    let error = editor.retitle(BRIDGE, "### Sou", "Bridge").unwrap_err();
    assert_eq!(error["message"], "there is no event title here");
    assert_eq!(editor.retitle(BRIDGE, "# Harbour", " Harbour bridge opens ").unwrap(), Value::Null);
}

#[test]
fn a_file_keeps_a_name_that_is_not_its_titles_or_that_cannot_be_changed() {
    let odd = "news/2021/05/3/bridge.md";
    let archive = archive();
    archive.write(odd, event(odd, "Toll is raised").replace("/35", "/toll"));
    archive.change(
        "news/2021/05/3/index.md",
        "## [Prev",
        "### [Toll is raised](/news/2021/05/3/bridge.md)\n\n## [Prev",
    );
    let mut editor = Editor::start(&archive);
    editor.open(odd);
    let edit = editor.retitle(odd, "# Toll", "Toll is dropped").unwrap();
    editor.apply(&edit);
    assert!(archive.text(odd).contains("# Toll is dropped\n") && found(&archive) == [""; 0]);

    let mut can = usual();
    can["workspace"]["workspaceEdit"]["resourceOperations"] = json!([]);
    let mut editor = Editor::with(archive.root(), can);
    editor.open(FERRY);
    let edit = editor.retitle(FERRY, "#  Ferry", "Ferry sinks").unwrap();
    editor.apply(&edit);
    assert!(archive.text(FERRY).contains("#  Ferry sinks\n") && found(&archive) == [""; 0]);
    let mut can = usual();
    can["workspace"]["workspaceEdit"] = json!({});
    let mut editor = Editor::with(archive.root(), can);
    editor.open(FERRY);
    let edit = editor.retitle(FERRY, "#  Ferry", "Ferry is raised").unwrap();
    assert_eq!(edit["changes"].as_object().unwrap().len(), 4, "{edit}");
    assert_eq!(edit["documentChanges"], Value::Null);
}

#[test]
fn an_editor_that_says_only_that_it_renames_files_is_taken_at_its_word() {
    // As Neovim does.
    let mut can = usual();
    can["workspace"]["workspaceEdit"] = json!({ "resourceOperations": ["rename", "create", "delete"] });
    let archive = archive();
    let mut editor = Editor::with(archive.root(), can);
    editor.open(FERRY);
    let edit = editor.retitle(FERRY, "#  Ferry", "Ferry floats").unwrap();
    let renamed = edit["documentChanges"].as_array().unwrap().iter().filter(|change| change["kind"] == "rename");
    assert_eq!(renamed.count(), 1, "{edit}");
}

#[test]
fn a_cut_slug_is_cut_again() {
    let title = "Bridge opens ".repeat(12);
    let cut = &"bridge-opens-".repeat(12)[..133];
    let path = format!("news/2021/05/3/{cut}.md");
    let archive = Archive::new().with(&path, event(&path, title.trim()));
    let mut editor = Editor::start(&archive);
    editor.open(&path);
    let edit = editor.retitle(&path, "# Bridge", &title.replace("Bridge", "Tunnel")).unwrap();
    editor.apply(&edit);
    let right = &"tunnel-opens-".repeat(12)[..140];
    assert_eq!(archive.names("news/2021/05/3"), [format!("{right}.md")]);
}
