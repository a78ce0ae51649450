//! The resolved configuration, as TOML with a comment behind each value that says where it comes from.

use std::fmt::Write as _;
use std::ops::Range;

use serde_json::Value;

use super::hosts;
use super::keys::{EntryTable, Key, TABLES};
use super::read::{Document, RuleLevel};
use super::web_archives;
use crate::rules::{Levels, RULES};
use newslint_model::archive::CONFIG_FILE;
use newslint_model::diagnostic::level_name;
use newslint_model::diagnostic::{Level, LineIndex, acts};

/// What the file says, and where.
pub struct Written {
    pub(super) document: Document,
    pub(super) text: String,
}

impl Written {
    /// Whether two files say the same to the letter.
    pub fn is_same(&self, other: &Written) -> bool {
        self.text == other.text
    }

    /// What `known-paths` names.
    pub fn known_paths(&self) -> Option<&str> {
        self.document.settings.known_paths.as_deref()
    }

    /// What `verdicts` names.
    pub fn verdicts(&self) -> Option<&str> {
        self.document.settings.verdicts.as_deref()
    }

    /// All settings and levels. It is a configuration itself, and means the same.
    pub fn to_toml(&self, levels: &Levels) -> String {
        let origins = Origins(LineIndex::new(&self.text));
        let mut out = self.settings(&origins);
        out.push_str("[rules]\n");
        for (rule, known) in RULES.iter().enumerate() {
            let at = set_by(&self.document.rules, rule);
            out.push_str(&level_line(known.name, levels.get(rule), at, &origins));
        }
        for over in &self.document.overrides {
            let globs: Vec<&str> = over.globs.iter().map(|glob| glob.glob()).collect();
            // Writing to a String does not fail.
            let _ = writeln!(out, "\n[[overrides]]  # {}", origins.name(Some(&over.at)));
            let _ = writeln!(out, "paths = {}  # {}", toml(&globs.into()), origins.name(Some(&over.globs_at)));
            out.push_str("[overrides.rules]\n");
            for set in &over.rules {
                out.push_str(&level_line(RULES[set.rule].name, set.level, Some(&set.at), &origins));
            }
        }
        for host in &self.document.hosts {
            out.push_str(&entry_table("hosts", hosts::KEYS, host, &origins));
        }
        for archive in &self.document.web_archives {
            out.push_str(&entry_table("web-archives", web_archives::KEYS, archive, &origins));
        }
        out
    }

    fn settings(&self, origins: &Origins<'_>) -> String {
        // The fields are read as they are written: through a mutable reference.
        let mut settings = self.document.settings.clone();
        let mut out = String::new();
        for table in TABLES {
            let _ = writeln!(out, "[{}]", table.name);
            let is_replaced = |key: &str| table.name == "audit" && web_archives::FOR_ONE.contains(&key);
            let is_listed = !self.document.web_archives.is_empty();
            for key in table.keys.iter().filter(|key| !(is_listed && is_replaced(key.name))) {
                let origin = origins.name(self.document.set_at.get(&(table.name, key.name)));
                let _ = match key.field.value(&mut settings) {
                    Some(value) => writeln!(out, "{} = {}  # {origin}", key.name, toml(&value)),
                    None => writeln!(out, "# {} is not set  # {origin}", key.name),
                };
            }
            out.push('\n');
        }
        out
    }

    /// The levels for the file at `path`, relative to the root, as a table of that name.
    pub fn levels_at(&self, levels: &Levels, path: &str) -> String {
        let origins = Origins(LineIndex::new(&self.text));
        let fitting = levels.overrides_at(path);
        let levels = levels.at(path);
        let mut out = format!("[{}]\n", toml(&path.into()));
        for (rule, known) in RULES.iter().enumerate() {
            let overridden = fitting.iter().rev().find_map(|&at| set_by(&self.document.overrides[at].rules, rule));
            let at = overridden.or_else(|| set_by(&self.document.rules, rule));
            out.push_str(&level_line(known.name, levels[rule], at, &origins));
        }
        out
    }
}

fn entry_table<E: Clone>(name: &str, keys: &'static [Key<E>], table: &EntryTable<E>, origins: &Origins<'_>) -> String {
    let mut entry = table.entry.clone();
    let mut out = format!("\n[[{name}]]  # {}\n", origins.name(Some(&table.at)));
    for key in keys {
        let origin = origins.name(table.set_at.get(key.name));
        if let Some(value) = key.field.value(&mut entry) {
            let _ = writeln!(out, "{} = {}  # {origin}", key.name, toml(&value));
        }
    }
    out
}

/// Where `levels` set a rule's.
fn set_by(levels: &[RuleLevel], rule: usize) -> Option<&Range<usize>> {
    levels.iter().find(|set| set.rule == rule).map(|set| &set.at)
}

fn level_line(name: &str, level: Option<Level>, at: Option<&Range<usize>>, origins: &Origins<'_>) -> String {
    format!("{name} = \"{}\"  # {}\n", level_name(level), origins.name(at))
}

/// Names places of the file.
struct Origins<'t>(LineIndex<'t>);

impl Origins<'_> {
    fn name(&self, at: Option<&Range<usize>>) -> String {
        match at {
            Some(at) => format!("{CONFIG_FILE}:{}", self.0.position(at.start).line),
            None => "default".to_owned(),
        }
    }
}

fn bare_or_quoted(key: &str) -> String {
    let is_bare = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { key.to_owned() } else { toml(&key.into()) }
}

/// A value of JSON as TOML, on one line, with every character escaped that would act instead of being seen.
pub(super) fn toml(value: &Value) -> String {
    if let Value::Array(items) = value {
        let items: Vec<String> = items.iter().map(toml).collect();
        return format!("[{}]", items.join(", "));
    }
    if let Value::Object(members) = value {
        let members: Vec<String> =
            members.iter().map(|(key, value)| format!("{} = {}", bare_or_quoted(key), toml(value))).collect();
        return if members.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", members.join(", ")) };
    }
    // The escapes in a string of JSON are escapes in a basic string of TOML as well.
    let json = value.to_string();
    let mut text = String::new();
    for (at, c) in json.char_indices() {
        let _ = match c {
            c if !acts(&json, at, c) => write!(text, "{c}"),
            c if u32::from(c) > 0xffff => write!(text, "\\U{:08X}", u32::from(c)),
            c => write!(text, "\\u{:04X}", u32::from(c)),
        };
    }
    text
}
