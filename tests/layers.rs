//! The rooms of the source and the order in which they stand, as the list in `src/lib.rs` has it: no room uses one above
//! it, and no two files use each other, directly or by way of others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its module's path, such as `check::file`, what `crate` stands for in it, and its text without tests.
struct SourceFile {
    module: Vec<String>,
    top: Vec<String>,
    text: String,
}

/// What a crate's own name stands for: the room that it is, if it is one, or nothing, if it has rooms.
fn top(name: &str) -> Vec<String> {
    if name == "newslint_audit" { vec!["audit".to_owned()] } else { Vec::new() }
}

/// All source files of all crates, by the paths of their modules.
fn sources() -> BTreeMap<Vec<String>, SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = fs::read_dir(root.join("crates")).unwrap().map(|entry| {
        let folder = entry.unwrap().path();
        (folder.join("src"), top(&format!("newslint_{}", folder.file_name().unwrap().to_str().unwrap())))
    });
    let mut sources = BTreeMap::new();
    for (folder, top) in crates.chain([(root.join("src"), Vec::new())]) {
        let mut files = Vec::new();
        collect(&folder, &mut files);
        for path in files.iter().filter(|path| !path.ends_with("main.rs")) {
            let inner = path.strip_prefix(&folder).unwrap().with_extension("");
            let names = inner.iter().map(|name| name.to_str().unwrap().to_owned());
            let names = names.filter(|name| !["mod", "lib"].contains(&name.as_str()));
            let module: Vec<String> = top.iter().cloned().chain(names).collect();
            let text = fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
            sources.insert(module.clone(), SourceFile { module, top: top.clone(), text });
        }
    }
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

impl SourceFile {
    /// The paths that its `use` items name, from the crate's root on; of those, only what it re-exports, or the rest.
    fn uses(&self, re_exports: bool) -> BTreeSet<Vec<String>> {
        let code: Vec<&str> = self.text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        let mut uses = BTreeSet::new();
        for (at, keyword) in code.match_indices("use ") {
            let before = code[..at].lines().next_back().unwrap_or_default();
            let Some((tree, _)) = code[at + keyword.len()..].split_once(';') else { continue };
            if before.trim_start().starts_with("pub") == re_exports {
                uses.extend(expanded(tree).iter().map(|path| self.absolute(path)));
            }
        }
        uses
    }

    /// A name that stands for nothing here is that of a child, or of another crate, which looks like one.
    fn absolute(&self, path: &str) -> Vec<String> {
        let mut names: Vec<String> = path.split("::").map(|name| name.trim().to_owned()).collect();
        let mut module = self.module.clone();
        match names[0].as_str() {
            "crate" => module.clone_from(&self.top),
            name if name.starts_with("newslint_") => module = top(name),
            "self" => {}
            "super" => {
                module.pop();
                while names.get(1).is_some_and(|name| name == "super") {
                    names.remove(0);
                    module.pop();
                }
            }
            _ => names.insert(0, "self".to_owned()),
        }
        module.extend(names.drain(1..));
        module
    }
}

/// The paths in a `use` tree: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
fn expanded(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap().to_owned()];
    };
    let inner = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expanded(part).into_iter().map(move |path| format!("{head}{path}"))).collect()
}

/// The rooms from the highest to the lowest, those on one line as high as each other.
fn order() -> Vec<Vec<String>> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("//! - "));
    let names = |line: &str| line.split("[`").skip(1).map(|part| part.split('`').next().unwrap().to_owned()).collect();
    lines.map(names).collect()
}

#[test]
fn the_list_has_every_room_once() {
    let mut listed: Vec<String> = order().into_iter().flatten().collect();
    listed.sort();
    let mut rooms: Vec<String> = sources().into_keys().filter_map(|module| module.first().cloned()).collect();
    rooms.dedup();
    assert_eq!(listed, rooms);
}

#[test]
fn no_room_uses_a_room_above_it() {
    let order = order();
    let height = |room: &str| order.iter().rev().position(|line| line.iter().any(|name| name == room)).unwrap();
    let mut upward = Vec::new();
    for file in sources().values().filter(|file| !file.module.is_empty()) {
        let room = &file.module[0];
        for path in file.uses(false).into_iter().chain(file.uses(true)) {
            if path[0] != *room && height(&path[0]) > height(room) {
                upward.push(format!("{} uses {}", file.module.join("::"), path.join("::")));
            }
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn no_files_use_each_other() {
    let sources = sources();
    // What a file re-exports of another is that other's.
    let owner = |path: &[String]| -> Option<Vec<String>> {
        let mut path = path.to_vec();
        for _ in 0..4 {
            let module = (0..=path.len()).rev().map(|end| &path[..end]).find(|module| sources.contains_key(*module))?;
            let Some(name) = path.get(module.len()) else { return Some(module.to_vec()) };
            let exported =
                sources[module].uses(true).into_iter().find(|used| used.last() == Some(name) && *used != path);
            match exported {
                Some(other) => path = other,
                None => return Some(module.to_vec()),
            }
        }
        None
    };
    let mut uses: BTreeMap<&[String], BTreeSet<Vec<String>>> = BTreeMap::new();
    for (module, file) in &sources {
        // A file that re-exports its children uses none of them.
        let owners = file.uses(false).into_iter().filter_map(|path| owner(&path));
        uses.insert(module, owners.filter(|other| other != module).collect());
    }
    // What uses nothing that is left, or is used by nothing, is no part of a circle.
    loop {
        let left: BTreeSet<Vec<String>> = uses.keys().map(|module| module.to_vec()).collect();
        let used_by_any: BTreeSet<Vec<String>> = uses.values().flatten().cloned().collect();
        let before = uses.len();
        uses.retain(|module, used| used_by_any.contains(*module) && used.iter().any(|other| left.contains(other)));
        if uses.len() == before {
            break;
        }
    }
    let circles: Vec<String> = uses
        .iter()
        .map(|(module, used)| {
            let used: Vec<String> =
                used.iter().filter(|other| uses.contains_key(other.as_slice())).map(|other| other.join("::")).collect();
            format!("{} uses {}", module.join("::"), used.join(", "))
        })
        .collect();
    assert!(circles.is_empty(), "{circles:#?}");
}
