//! Renaming titles, files and folders, and deleting them.

mod files;
mod law;
mod moves;
mod titles;

use serde_json::{Value, json};

use super::editor::{Editor, usual};
use crate::harness::{Archive, Repository, needs};

const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens.md";
const MARKET: &str = "news/2021/05/3/market-moves.md";
const FERRY: &str = "news/2021/05/4/ferry-sails.md";
const PIER: &str = "news/2021/05/4/pier-planned.md";
const TUNNEL: &str = "news/2021/05/3/harbour-tunnel-floods-again.md";

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
