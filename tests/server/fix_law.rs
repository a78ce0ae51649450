//! The law of fixes in the editor: what it applies to an open file is what `newslint check --fix` writes into that file.
//!
//! The days are edited at random places, as for the law of spans; every edited file is an open buffer.

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::editor::{Editor, edited};
use crate::check::spans::{apply, days, edits};
use crate::fix::law::Files;
use crate::harness::{Archive, cases};

/// An archive with these files, and all rules.
fn archive(files: &Files) -> Archive {
    let archive = Archive::empty().with("newslint.toml", "");
    files.iter().for_each(|(path, text)| archive.write(path, text));
    archive
}

/// The archive, with what was edited, whose fixes are written.
struct Disk<'f> {
    archive: Archive,
    files: &'f Files,
}

impl Disk<'_> {
    /// A file after `newslint check --fix`; afterwards it is again what it was.
    fn fixed(&self, path: &str, arguments: &[&str]) -> String {
        let run = self.archive.run(&[&["check", "--fix", "--quiet", "--now", "2021-06-01", path], arguments].concat());
        assert!(run.code < 2, "{run:?}");
        let fixed = self.archive.text(path);
        self.archive.write(path, &self.files[path]);
        fixed
    }
}

/// The file after the edits of all safe fixes, as an editor gets them that formats what it saves, and as it gets them for
/// `source.fixAll`.
fn all_fixed(editor: &mut Editor, path: &str) -> [String; 2] {
    let document = json!({ "uri": editor.uri(path) });
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let formatted = editor.ask("textDocument/formatting", json!({ "textDocument": document, "options": options }));
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
    let context = json!({ "diagnostics": [], "only": ["source.fixAll"] });
    let params = json!({ "textDocument": document, "range": whole, "context": context });
    let actions = editor.ask("textDocument/codeAction", params);
    let of_action = actions.as_array().unwrap().iter().flat_map(edits_of).collect::<Vec<_>>();
    let formatted = formatted.as_array().cloned().unwrap_or_default();
    [formatted, of_action].map(|edits| edited(editor.text(path), &edits))
}

/// The edits of an action that changes one file.
fn edits_of(action: &Value) -> Vec<Value> {
    let changes = action["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{action}");
    changes[0]["edits"].as_array().unwrap().clone()
}

/// For each rule with one finding that has a safe fix, the file after that quick fix.
fn mended(editor: &mut Editor, path: &str) -> Vec<(String, String)> {
    let mut mended: Vec<(String, String)> = Vec::new();
    let found = editor.diagnostics(path);
    let alone = |rule: &str| found.iter().filter(|found| found["code"] == rule).count() == 1;
    for found in found.iter().filter(|found| alone(found["code"].as_str().unwrap())) {
        let document = json!({ "uri": editor.uri(path) });
        let context = json!({ "diagnostics": [], "only": ["quickfix"] });
        let params = json!({ "textDocument": document, "range": found["range"], "context": context });
        let actions = editor.ask("textDocument/codeAction", params);
        let mends = |action: &&Value| {
            let of_this = action["diagnostics"][0]["code"] == found["code"];
            of_this && action["isPreferred"] == true
        };
        if let Some(action) = actions.as_array().unwrap().iter().find(mends) {
            let rule = found["code"].as_str().unwrap().to_owned();
            mended.push((rule, edited(editor.text(path), &edits_of(action))));
        }
    }
    mended
}

#[test]
fn fixes_in_the_editor_are_those_of_check() {
    let valid = days();
    let on_disk = archive(&valid);
    let mut editor = Editor::start(&on_disk);
    valid.keys().for_each(|path| editor.open(path));
    let (editor, fixed, quick) = (RefCell::new(editor), RefCell::new(0), RefCell::new(0));
    let law = |edits: Vec<_>| {
        let (mut files, mut editor) = (valid.clone(), editor.borrow_mut());
        edits.iter().for_each(|edit| apply(&mut files, edit));
        let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
        files
            .keys()
            .filter(|path| editor.text(path) != text(path))
            .cloned()
            .collect::<Vec<_>>()
            .iter()
            .for_each(|path| editor.change(path, &text(path)));
        let disk = Disk { archive: archive(&files), files: &files };
        for path in files.keys().filter(|path| files[*path] != valid[*path]) {
            let expected = disk.fixed(path, &[]);
            *fixed.borrow_mut() += usize::from(expected != text(path));
            prop_assert_eq!(all_fixed(&mut editor, path), [expected.clone(), expected], "{} of {:?}", path, text(path));
            for (rule, text) in mended(&mut editor, path) {
                *quick.borrow_mut() += 1;
                prop_assert_eq!(text, disk.fixed(path, &["--select", &rule]), "{} in {}", rule, path);
            }
        }
        Ok(())
    };
    TestRunner::new(cases(10)).run(&edits(), law).unwrap();
    let (fixed, quick) = (fixed.into_inner(), quick.into_inner());
    assert!(fixed > 0 && quick > 0, "{fixed} files fixed, {quick} quick fixes");
}
