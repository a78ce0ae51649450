//! Renaming titles, files and folders, and deleting them.

mod law;

use serde_json::{Value, json};

use super::editor::{Editor, usual};
use crate::harness::{Archive, Repository, needs};

const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens.md";
const MARKET: &str = "news/2021/05/3/market-moves.md";
const FERRY: &str = "news/2021/05/4/ferry-sails.md";
const PIER: &str = "news/2021/05/4/pier-planned.md";

const BRIDGE_TEXT: &str = "
Formats: [HTML](/news/2021/05/3/harbour-bridge-opens.html)  [JSON](/news/2021/05/3/harbour-bridge-opens.json)  \
    [XML](/news/2021/05/3/harbour-bridge-opens.xml)  

### [2021-05-3](/news/2021/05/3/index.md)

##### Port Ellery
# Harbour bridge opens 

The first bus crossed it at noon, as [planned](/news/2021/05/3/harbour-bridge-opens.md).

### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)

### Changes:

1. [Market moves](/news/2021/05/3/market-moves.md) _2021-05-03 10:00:00 (First version)_
2. [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md) _(Current version)_

### Related:

1. [Ferry sails ](/news/2021/05/4/ferry-sails.md) _Context: Port Ellery_
2. [ Pier planned](/news/2021/05/4/pier-planned.md) _Context: Port Ellery_
";

const FERRY_TEXT: &str = "\
### [2021-05-4](/news/2021/05/4/index.md)

#  Ferry sails

### Source:

1. [Ellery Gazette](https://gazette.example/ferry)

### Related:

1. [ Harbour bridge opens  ](/news/2021/05/3/harbour-bridge-opens.md) _Context: Port Ellery, ferries_
2. [Pier planned](/news/2021/05/4/pier-planned.md) _Context: Port Ellery_
3. [Market moves](/news/2021/05/3/market-moves.md) _Context: Port Ellery_
";

const THIRD: &str = "
Formats: [HTML](2021/05/3/index.html)  [JSON](2021/05/3/index.json)  [XML](2021/05/3/index.xml)  

## [2021-05-3](/news/2021/05/3/index.md)

##### Port Ellery
### [Harbour bridge opens ](/news/2021/05/3/harbour-bridge-opens.md)
The first bus crossed it at noon.

### [Market moves ](/news/2021/05/3/market-moves.md)
_Context: Port Ellery_

## [Previous Day...](/news/2021/05/2/index.md)
";

const FOURTH: &str = "\
## [2021-05-4](/news/2021/05/4/index.md)

### [Ferry sails ](/news/2021/05/4/ferry-sails.md)
_Context: Port Ellery_

## [Previous Day...](/news/2021/05/3/index.md)
";

const FRONT: &str = "\
## [News](/news/2021/05/4/index.md)

### [Ferry sails ](/news/2021/05/4/ferry-sails.md)
It sails twice a day.

---

## [2021-05-3](/news/2021/05/3/index.md)

### [Harbour bridge opens ](/news/2021/05/3/harbour-bridge-opens.md)
The first bus crossed it at noon.
";

/// An event with a source.
fn event(path: &str, title: &str) -> String {
    crate::harness::event(path, title) + &crate::harness::sources(&[format!("https://gazette.example/{}", title.len())])
}

/// Two days with two events each, of which a check finds nothing.
fn archive() -> Archive {
    let archive = Archive::empty()
        .with("newslint.toml", "")
        .with(BRIDGE, BRIDGE_TEXT)
        .with(MARKET, event(MARKET, "Market moves"))
        .with(FERRY, FERRY_TEXT)
        .with(PIER, crate::harness::event(PIER, "Pier planned"))
        .with("news/2021/05/3/index.md", THIRD)
        .with("news/2021/05/4/index.md", FOURTH)
        .with("index.md", FRONT);
    assert_eq!(found(&archive), [""; 0]);
    archive
}

fn found(archive: &Archive) -> Vec<String> {
    archive.check(&["--now=2021-06-01"]).findings()
}

impl Editor {
    /// Asks what else changes with these paths.
    fn will_rename(&mut self, files: &[(&str, &str)]) -> Value {
        let file = |(old, new): &(&str, &str)| json!({ "oldUri": self.uri(old), "newUri": self.uri(new) });
        let files: Vec<Value> = files.iter().map(file).collect();
        self.ask("workspace/willRenameFiles", json!({ "files": files }))
    }

    /// Renames a file or a folder as an editor does.
    fn rename(&mut self, old: &str, new: &str) {
        let edit = self.will_rename(&[(old, new)]);
        if !edit.is_null() {
            self.apply(&edit);
        }
        self.move_file(old, new);
    }

    /// Asks what else goes with these paths.
    fn will_delete(&mut self, paths: &[&str]) -> Value {
        let files: Vec<Value> = paths.iter().map(|path| json!({ "uri": self.uri(path) })).collect();
        self.ask("workspace/willDeleteFiles", json!({ "files": files }))
    }

    /// Renames the title right behind `text` in an open file.
    fn retitle(&mut self, path: &str, text: &str, new: &str) -> Result<Value, Value> {
        let mut params = self.behind(path, text);
        params["newName"] = new.into();
        let id = self.begin("textDocument/rename", params);
        self.answer(id)
    }
}

const TUNNEL: &str = "news/2021/05/3/harbour-tunnel-floods-again.md";

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
        ("Har\u{200b}bour", "a title cannot have characters that nobody sees"),
        ("Taken", "there is an event at news/2021/05/3/taken.md already"),
    ] {
        let error = editor.retitle(BRIDGE, "# Harbour", new).unwrap_err();
        assert_eq!((error["code"].as_i64(), error["message"].as_str()), (Some(-32803), Some(why)), "{new:?}");
    }
    let error = editor.retitle(BRIDGE, "### Sou", "Bridge").unwrap_err();
    assert_eq!(error["message"], "there is no title of an event here");
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

#[test]
fn an_event_moves_to_another_day_with_its_item() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let new = "news/2021/05/4/harbour-bridge-opens.md";
    editor.rename(BRIDGE, new);
    let moved = |text: &str| text.replace("/news/2021/05/3/harbour", "/news/2021/05/4/harbour");
    let heading = ["### [2021-05-3](/news/2021/05/3/index.md)", "### [2021-05-4](/news/2021/05/4/index.md)"];
    assert_eq!(archive.text(new), moved(BRIDGE_TEXT).replace(heading[0], heading[1]));
    assert_eq!(archive.text(FERRY), moved(FERRY_TEXT));
    assert_eq!(archive.text("index.md"), moved(FRONT));
    let item = "##### Port Ellery\n### [Harbour bridge opens ](/news/2021/05/3/harbour-bridge-opens.md)\n\
        The first bus crossed it at noon.\n\n";
    assert_eq!(archive.text("news/2021/05/3/index.md"), THIRD.replace(item, ""));
    let before = "## [Previous";
    assert_eq!(archive.text("news/2021/05/4/index.md"), FOURTH.replace(before, &(moved(item) + before)));
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn a_day_moves_with_its_index() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.rename("news/2021/05/3", "news/2021/04/28");
    let moved = |text: &str| text.replace("2021/05/3/", "2021/04/28/").replace("[2021-05-3]", "[2021-04-28]");
    assert_eq!(archive.text("news/2021/04/28/harbour-bridge-opens.md"), moved(BRIDGE_TEXT));
    assert_eq!(archive.text("news/2021/04/28/index.md"), moved(THIRD).replace("2021/05/2/", "2021/04/27/"));
    assert_eq!(archive.text("news/2021/05/4/index.md"), FOURTH, "which leads to the calendar's day before");
    assert_eq!(archive.text("index.md"), moved(FRONT));
    assert_eq!(archive.text(FERRY), moved(FERRY_TEXT));
    assert_eq!(found(&archive), [""; 0]);
    editor.rename("news/2021/04", "news/2021/03");
    assert!(archive.text("index.md").contains("## [2021-03-28](/news/2021/03/28/index.md)"));
    assert_eq!(found(&archive), [""; 0]);
    editor.rename("news/2021/03/28", "news/2021/05/3");
    for (path, text) in [(BRIDGE, BRIDGE_TEXT), (FERRY, FERRY_TEXT), ("index.md", FRONT)] {
        assert_eq!(archive.text(path), text);
    }
    assert_eq!(archive.text("news/2021/05/3/index.md"), THIRD);
}

#[test]
fn an_index_that_follows_leads_to_one_that_is_there() {
    let fourth = "news/2021/05/4/index.md";
    let archive = Archive::empty().with("newslint.toml", "");
    let index = |day: u8, before: Option<u8>| {
        let previous = before.map(|day| format!("\n## [Previous Day...](/news/2021/05/{day}/index.md)\n"));
        format!("## [2021-05-{day}](/news/2021/05/{day}/index.md)\n{}", previous.unwrap_or_default())
    };
    for (day, before) in [(4, None), (9, Some(4)), (14, Some(9)), (19, Some(9))] {
        archive.write(format!("news/2021/05/{day}/index.md"), index(day, before));
    }
    archive.write("news/2021/05/19/index.md", index(19, Some(14)));
    assert_eq!(found(&archive), [""; 0]);
    let mut editor = Editor::start(&archive);
    editor.rename("news/2021/05/9", "news/2021/05/2");
    assert_eq!(archive.text("news/2021/05/14/index.md"), index(14, Some(4)));
    assert_eq!(archive.text("news/2021/05/19/index.md"), index(19, Some(14)));
    assert_eq!(archive.text(fourth), index(4, Some(2)));
    assert_eq!(found(&archive), ["news/2021/05/2/index.md:3 day-index"; 0]);
    let edit = editor.will_delete(&[fourth]);
    editor.apply(&edit);
    archive.remove(fourth);
    assert_eq!(archive.text("news/2021/05/14/index.md"), index(14, Some(2)));
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn moves_of_one_request_see_each_other() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let aside = "news/2021/05/3/aside.md";
    let edit = editor.will_rename(&[(BRIDGE, MARKET), (MARKET, BRIDGE), (FERRY, "news/2021/05/4/ferry.md")]);
    editor.apply(&edit);
    for (old, new) in [(BRIDGE, aside), (MARKET, BRIDGE), (aside, MARKET), (FERRY, "news/2021/05/4/ferry.md")] {
        editor.move_file(old, new);
    }
    let text = archive.text(MARKET);
    assert!(text.contains("[HTML](/news/2021/05/3/market-moves.html)") && text.contains("(/news/2021/05/4/ferry.md)"));
    assert!(text.contains("1. [Market moves](/news/2021/05/3/harbour-bridge-opens.md) _2021"));
    assert!(text.contains("2. [Harbour bridge opens](/news/2021/05/3/market-moves.md) _(Current version)_"));
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn links_to_what_is_deleted_go_if_the_user_wants_it() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let edit = editor.will_delete(&[BRIDGE]);
    assert_eq!(
        edit["changeAnnotations"]["newslint"],
        json!({ "label": "Remove the links to what is deleted", "needsConfirmation": true })
    );
    editor.apply(&edit);
    archive.remove(BRIDGE);
    let item =
        "1. [ Harbour bridge opens  ](/news/2021/05/3/harbour-bridge-opens.md) _Context: Port Ellery, ferries_\n";
    let text = FERRY_TEXT.replace(item, "").replace("2. [Pier", "1. [Pier").replace("3. [Market", "2. [Market");
    assert_eq!(archive.text(FERRY), text);
    let index = archive.text("news/2021/05/3/index.md");
    assert_eq!(index, THIRD.replace(&THIRD[THIRD.find("##### Port").unwrap()..THIRD.find("### [Market").unwrap()], ""));
    assert_eq!(archive.text("index.md"), FRONT[..FRONT.find("\n### [Harbour").unwrap()]);
    assert_eq!(found(&archive), [""; 0]);
    let edit = editor.will_delete(&[PIER, "news/2021/05/3"]);
    editor.apply(&edit);
    archive.remove(PIER);
    std::fs::remove_dir_all(archive.path("news/2021/05/3")).unwrap();
    assert_eq!(archive.text(FERRY), FERRY_TEXT[..FERRY_TEXT.find("\n### Related").unwrap()]);
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn a_version_without_its_newest_is_listed() {
    let archive = archive();
    archive.write(
        "news/2021/05/3/index.md",
        THIRD.replace("### [Market moves ](/news/2021/05/3/market-moves.md)\n_Context: Port Ellery_\n\n", ""),
    );
    assert_eq!(found(&archive), [""; 0]);
    let mut editor = Editor::start(&archive);
    let edit = editor.will_delete(&[BRIDGE]);
    editor.apply(&edit);
    archive.remove(BRIDGE);
    assert!(
        archive.text("news/2021/05/3/index.md").contains("### [Market moves](/news/2021/05/3/market-moves.md)\n\n##")
    );
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn an_open_buffer_counts_as_its_file() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let pier = archive.text(PIER)
        + "\n### Related:\n\n1. [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md) _Context: Sea_\n";
    editor.open_with(PIER, &pier);
    editor.open_with(FERRY, &crate::harness::event(FERRY, "Ferry sails"));
    editor.open(BRIDGE);
    let edit = editor.retitle(BRIDGE, "# Harbour", "Bridge closes").unwrap();
    editor.apply(&edit);
    assert!(editor.text(PIER).contains("1. [Bridge closes](/news/2021/05/3/bridge-closes.md) _Context"));
    assert_eq!(archive.text(FERRY), FERRY_TEXT, "there is nothing to change in the buffer");
    assert!(editor.text("news/2021/05/3/bridge-closes.md").contains("# Bridge closes"));
}

#[test]
fn a_file_that_cannot_be_written_as_text_is_left_as_it_is() {
    let archive = archive();
    let mut latin = FERRY_TEXT.as_bytes().to_vec();
    latin.extend(b"\nCaf\xe9\n");
    archive.write(FERRY, &latin);
    let conflict = format!("{}<<<<<<< ours\n=======\n{BRIDGE}\n>>>>>>> theirs\n", archive.text(PIER));
    archive.write(PIER, &conflict);
    let mut editor = Editor::start(&archive);
    editor.rename(BRIDGE, TUNNEL);
    assert_eq!((archive.bytes(FERRY), archive.text(PIER)), (latin, conflict));
    assert!(archive.text("news/2021/05/3/index.md").contains(TUNNEL) && archive.text("index.md").contains(TUNNEL));
    let params = json!({ "textDocument": { "uri": editor.uri(FERRY) }, "position": { "line": 2, "character": 5 },
        "newName": "Ferry sinks" });
    let id = editor.begin("textDocument/rename", params);
    assert_eq!(editor.answer(id).unwrap_err()["message"], format!("nothing can be written into {FERRY}"));
}

#[test]
fn what_is_a_link_to_another_file_is_written_there() {
    let archive = archive();
    archive.link("news/2021/05/4/README.md", "index.md");
    archive.link("news/2021/05/4/ferry-again.md", "ferry-sails.md");
    let mut editor = Editor::start(&archive);
    editor.open("news/2021/05/4/ferry-again.md");
    editor.rename(FERRY, "news/2021/05/4/ferry.md");
    assert_eq!(archive.text("news/2021/05/4/index.md"), FOURTH.replace("ferry-sails", "ferry"));
    assert!(archive.path("news/2021/05/4/README.md").is_symlink());
}

#[test]
fn line_ends_and_marks_of_the_byte_order_stay() {
    for change in [
        |text: &str| text.replace('\n', "\r\n"),
        |text: &str| format!("\u{feff}{text}"),
        |text: &str| text.replace('\n', "\r"),
    ] {
        let archive = archive();
        for path in [BRIDGE, FERRY, "news/2021/05/3/index.md", "news/2021/05/4/index.md", "index.md"] {
            archive.write(path, change(&archive.text(path)));
        }
        let mut editor = Editor::start(&archive);
        let before = ["news/2021/05/3/index.md", FERRY, BRIDGE].map(|path| archive.text(path));
        editor.rename(BRIDGE, TUNNEL);
        let renamed = |text: &str| text.replace("harbour-bridge-opens", "harbour-tunnel-floods-again");
        let after = ["news/2021/05/3/index.md", FERRY, TUNNEL].map(|path| archive.text(path));
        assert_eq!(after, before.each_ref().map(|text| renamed(text)));
        let edit = editor.will_delete(&[TUNNEL]);
        editor.apply(&edit);
        let text = archive.text(FERRY);
        assert!(text.contains("1. [Pier planned]") && text.contains("2. [Market moves]"), "{text}");
        assert_eq!(
            text.len(),
            before[1].len() - before[1].find("2. [Pier").unwrap() + before[1].find("1. [ Harb").unwrap()
        );
    }
}

#[test]
fn entities_and_brackets_are_read_as_what_they_are() {
    let archive = archive();
    archive.change(BRIDGE, "# Harbour bridge opens", "# Harbour ] bridge \"opens\"");
    for path in [FERRY, "news/2021/05/3/index.md", "index.md", BRIDGE] {
        let text = archive.text(path);
        archive.write(path, text.replace("[Harbour bridge opens", "[Harbour \\] bridge &quot;opens&quot;"));
    }
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let edit = editor.retitle(BRIDGE, "# Harbour", "A `b [c] d] &amp; e").unwrap();
    editor.apply(&edit);
    assert!(archive.text("index.md").contains("### [A \\`b \\[c\\] d\\] & e ]("), "{}", archive.text("index.md"));
    let text = archive.text("news/2021/05/3/a-b-c-d-amp-e.md");
    assert!(text.contains("# A `b [c] d] &amp; e \n"), "{text}");
}

#[test]
fn an_event_that_is_listed_twice_leaves_both_places() {
    let archive = archive();
    archive.change(
        "news/2021/05/3/index.md",
        "## [Prev",
        "### [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md)\n\n## [Prev",
    );
    archive.write("news/2021/05/3/README.md", archive.text("news/2021/05/3/index.md"));
    let mut editor = Editor::start(&archive);
    editor.rename(BRIDGE, "news/2021/05/4/harbour-bridge-opens.md");
    for name in ["index.md", "README.md"] {
        assert!(!archive.text(format!("news/2021/05/3/{name}")).contains("Harbour"));
    }
    assert_eq!(archive.text("news/2021/05/4/index.md").matches("Harbour").count(), 1);
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn what_is_left_out_of_a_checkout_is_not_written() {
    needs!("git");
    let repository = Repository::of(archive());
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message=All"]);
    repository.git(&["sparse-checkout", "set", "news/2021/05/3"]);
    assert!(!repository.exists(FERRY));
    let mut editor = Editor::start(&repository);
    editor.open(BRIDGE);
    let place = editor.behind(BRIDGE, "[Ferry sai");
    assert_eq!(editor.ask("textDocument/prepareRename", place)["placeholder"], "Ferry sails");
    let error = editor.retitle(BRIDGE, "[Ferry sai", "Ferry sinks").unwrap_err();
    assert_eq!(error["message"], format!("nothing can be written into {FERRY}"));
    let edit = editor.retitle(BRIDGE, "# Harbour", "Bridge closes").unwrap();
    editor.apply(&edit);
    assert!(!repository.exists(FERRY) && repository.exists("news/2021/05/3/bridge-closes.md"));
    assert_eq!(found(&repository), [""; 0]);
}

#[test]
fn a_comment_goes_with_what_it_is_about() {
    let archive = archive();
    let comment = "<!-- newslint-ignore: related-title — an older wording -->\n";
    archive.change(FERRY, "1. [ Harbour bridge opens", &format!("{comment}1. [ The bridge"));
    archive.change(
        "news/2021/05/3/index.md",
        "### [Market moves ]",
        "<!-- newslint-ignore: day-index — an older wording -->\n### [The market ]",
    );
    assert_eq!(found(&archive), [""; 0]);
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let edit = editor.retitle(BRIDGE, "# Harbour", "Bridge closes").unwrap();
    editor.apply(&edit);
    assert!(archive.text(FERRY).contains("1. [ The bridge  ](/news/2021/05/3/bridge-closes.md)"));
    assert_eq!(found(&archive), [""; 0]);
    let gone = ["news/2021/05/3/bridge-closes.md", MARKET];
    let edit = editor.will_delete(&gone);
    editor.apply(&edit);
    gone.iter().for_each(|path| archive.remove(path));
    assert_eq!(found(&archive), [""; 0]);
    assert!(!archive.text(FERRY).contains("<!--") && !archive.text("news/2021/05/3/index.md").contains("<!--"));
}

#[test]
fn what_the_baseline_knows_it_knows_afterwards() {
    let archive = archive();
    archive.change(FERRY, "[ Harbour bridge opens  ]", "[ The bridge  ]");
    archive.change(
        PIER,
        "# Pier planned\n",
        "# Pier planned\n\n### Sources:\n\n2. [Ellery Gazette](https://gazette.example/pier)\n",
    );
    archive.change(
        "news/2021/05/4/index.md",
        "## [Prev",
        "### [Pier planned](/news/2021/05/4/pier-planned.md)\n\n## [Prev",
    );
    assert_eq!(archive.run(&["baseline", "update"]).code, 0);
    assert_eq!(archive.text(".newslint-baseline").lines().filter(|line| !line.starts_with('#')).count(), 2);
    assert_eq!(found(&archive), [""; 0]);
    let mut editor = Editor::start(&archive);
    editor.rename(BRIDGE, TUNNEL);
    editor.rename(PIER, "news/2021/05/4/pier.md");
    assert_eq!(found(&archive), [""; 0]);
    let edit = editor.will_delete(&["news/2021/05/4/pier.md", TUNNEL]);
    editor.apply(&edit);
    archive.remove("news/2021/05/4/pier.md");
    archive.remove(TUNNEL);
    assert_eq!(found(&archive), [""; 0]);
    assert_eq!(archive.text(".newslint-baseline").lines().filter(|line| !line.starts_with('#')).count(), 0);
}

#[test]
fn links_of_hundreds_of_files_change_at_once() {
    let archive = archive();
    let path = |number: usize| format!("news/2020/{:02}/{}/event-{number}.md", 1 + number % 12, 1 + number % 28);
    for number in 0..500 {
        let path = path(number);
        let related = "1. [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md) _Context: Sea_\n";
        let title = format!("Event {number}");
        archive.write(&path, crate::harness::event(&path, &title) + "\n### Related:\n\n" + related);
    }
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let edit = editor.retitle(BRIDGE, "# Harbour", "Bridge closes").unwrap();
    assert_eq!(
        edit["documentChanges"].as_array().unwrap().len(),
        500 + 5,
        "with the event, its file, and what else has it"
    );
    editor.apply(&edit);
    assert!(archive.text(path(499)).contains("1. [Bridge closes](/news/2021/05/3/bridge-closes.md) _Context"));
}

#[test]
fn an_index_that_moves_alone_is_that_of_its_new_day() {
    let archive = archive();
    let later = "news/2021/05/9/toll-is-raised.md";
    archive.write(later, event(later, "Toll is raised for the third time"));
    assert_eq!(found(&archive), ["news/2021/05/9/toll-is-raised.md:1 day-index"]);
    let mut editor = Editor::start(&archive);
    editor.rename("news/2021/05/3/index.md", "news/2021/05/9/index.md");
    let text = "
Formats: [HTML](2021/05/9/index.html)  [JSON](2021/05/9/index.json)  [XML](2021/05/9/index.xml)  

## [2021-05-9](/news/2021/05/9/index.md)

### [Toll is raised for the third time](/news/2021/05/9/toll-is-raised.md)

## [Previous Day...](/news/2021/05/8/index.md)
";
    assert_eq!(archive.text("news/2021/05/9/index.md"), text);
    assert_eq!(found(&archive), [format!("{BRIDGE}:1 day-index")], "the day has no index any more");
}
