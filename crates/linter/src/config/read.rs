//! From the file's text to what it says, and to every fault in it at once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::mem;
use std::ops::Range;

use globset::Glob;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::hosts::{self, HostEntry};
use super::keys::{EntryTable, Key, Settings, TABLES, Table};
use super::values::{globs, set};
use super::web_archives::{self, ArchiveEntry};
use crate::rules;
use newslint_model::diagnostic::Fault;
use newslint_model::diagnostic::{LEVEL_FORM, Level, parse_level, suggest};

/// What a file says, and where it says it.
#[derive(Debug, Default)]
pub struct Document {
    /// The settings, whether the file has them or leaves them out.
    pub settings: Settings,
    /// Where the file has a setting, by its table and key: the bytes of the value.
    pub set_at: BTreeMap<(&'static str, &'static str), Range<usize>>,
    /// The settings for some hosts.
    pub hosts: Vec<EntryTable<HostEntry>>,
    /// Where copies are looked for.
    pub web_archives: Vec<EntryTable<ArchiveEntry>>,
    /// The levels for every path.
    pub rules: Vec<RuleLevel>,
    /// The levels for some paths.
    pub overrides: Vec<Override>,
}

/// A level that the file sets.
#[derive(Debug)]
pub struct RuleLevel {
    /// The rule's position in [`rules::RULES`].
    pub rule: usize,
    /// The level; `None` is off.
    pub level: Option<Level>,
    /// Where the file has it.
    pub at: Range<usize>,
}

/// An `[[overrides]]` table.
#[derive(Debug)]
pub struct Override {
    /// Where it begins.
    pub at: Range<usize>,
    /// The paths that it is for.
    pub globs: Vec<Glob>,
    /// Where they are.
    pub globs_at: Range<usize>,
    /// The levels for them.
    pub rules: Vec<RuleLevel>,
}

/// The lists of tables.
const LISTS: [&str; 3] = ["hosts", "web-archives", "overrides"];

/// A key and its value.
type Entry<'t, 'i> = (&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>);

/// Reads a file. After a fault of TOML itself nothing else is looked at: what it hides cannot be known.
pub fn read(text: &str) -> (Document, Vec<Fault>) {
    let mut reader = Reader::default();
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        reader.root(table.get_ref());
    }
    let of_toml = |error: toml::de::Error| Fault::at(error.span().unwrap_or_default(), error.message().trim_end());
    reader.faults.extend(errors.into_iter().map(of_toml));
    (reader.document, reader.faults)
}

#[derive(Default)]
struct Reader {
    document: Document,
    faults: Vec<Fault>,
}

impl Reader {
    fn root(&mut self, root: &DeTable<'_>) {
        for (name, value) in root {
            match (name.as_ref().as_ref(), value.as_ref()) {
                ("rules", _) => self.document.rules = self.rules("rules", value),
                ("overrides", DeValue::Array(overrides)) => {
                    for value in overrides {
                        self.push_override(value);
                    }
                }
                ("hosts", DeValue::Array(hosts)) => {
                    for value in hosts {
                        self.push_host(value);
                    }
                }
                ("web-archives", DeValue::Array(archives)) => {
                    for value in archives {
                        self.push_archive(value);
                    }
                }
                (list @ ("overrides" | "hosts" | "web-archives"), _) => {
                    let fault = Fault::at(name.span(), format!("`{list}` must be a list of tables"));
                    self.fault(fault.help(format!("write [[{list}]]")));
                }
                (known, _) => match TABLES.iter().find(|table| table.name == known) {
                    Some(table) => self.table(table, value),
                    None => {
                        let tables = TABLES.iter().map(|table| table.name).chain(LISTS).chain(["rules"]);
                        self.unknown(name, tables, "the file");
                    }
                },
            }
        }
        self.refuse_two_ways_to_name_archives();
    }

    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// The entries of a table that is to be one.
    fn entries<'t, 'i>(&mut self, name: &str, value: &'t Spanned<DeValue<'i>>) -> Vec<Entry<'t, 'i>> {
        match value.as_ref() {
            DeValue::Table(table) => table.iter().collect(),
            _ => {
                self.fault(
                    Fault::at(value.span(), format!("`{name}` must be a table")).help(format!("write [{name}]")),
                );
                Vec::new()
            }
        }
    }

    fn table(&mut self, table: &'static Table, value: &Spanned<DeValue<'_>>) {
        let mut settings = mem::take(&mut self.document.settings);
        let set_at = self.keys(table.name, &format!("[{}]", table.name), table.keys, &mut settings, value);
        self.document.settings = settings;
        self.document.set_at.extend(set_at.into_iter().map(|(key, at)| ((table.name, key), at)));
    }

    /// Sets what a table sets, and returns where it does. `owner` is what has the keys.
    fn keys<S>(
        &mut self,
        name: &str,
        owner: &str,
        keys: &'static [Key<S>],
        settings: &mut S,
        value: &Spanned<DeValue<'_>>,
    ) -> BTreeMap<&'static str, Range<usize>> {
        let mut set_at = BTreeMap::new();
        for (name, value) in self.entries(name, value) {
            match keys.iter().find(|key| key.name == name.as_ref().as_ref()) {
                Some(key) => {
                    set_at.insert(key.name, value.span());
                    self.faults.extend(set(settings, key, value).err().into_iter().flatten());
                }
                None => self.unknown(name, keys.iter().map(|key| key.name), owner),
            }
        }
        set_at
    }

    /// A key that nothing has, among `known` ones.
    fn unknown<'k>(&mut self, name: &Spanned<Cow<'_, str>>, known: impl Iterator<Item = &'k str> + Clone, owner: &str) {
        let key = name.as_ref().as_ref();
        let table = TABLES.iter().find(|table| table.keys.iter().any(|other| other.name == key));
        let help = match (table, nearest(key, known.clone())) {
            (Some(table), _) => format!("it belongs in [{}]", table.name),
            (None, _) if rules::position(key).is_some() => "the level of a rule belongs in a table `rules`".to_owned(),
            (None, Some(near)) => format!("did you mean {near}"),
            (None, None) if hosts::KEYS.iter().any(|other| other.name == key) => "it belongs in [[hosts]]".to_owned(),
            (None, None) if web_archives::KEYS.iter().any(|other| other.name == key) => {
                "it belongs in [[web-archives]]".to_owned()
            }
            (None, None) => format!("{owner} has {}", listed(known)),
        };
        self.fault(Fault::at(name.span(), format!("unknown key `{key}`")).help(help));
    }

    fn push_host(&mut self, value: &Spanned<DeValue<'_>>) {
        let mut entry = HostEntry::default();
        let set_at = self.keys("hosts", "a host", hosts::KEYS, &mut entry, value);
        self.require("a host", &hosts::REQUIRED, &set_at, value);
        let host = &entry.host;
        if let Some(at) = set_at.get("host")
            && self.document.hosts.iter().any(|other| !host.is_empty() && other.entry.host == *host)
        {
            self.faults.push(Fault::at(at.clone(), format!("`{host}` already has a table")));
        }
        self.document.hosts.push(EntryTable { at: value.span(), entry, set_at });
    }

    fn push_archive(&mut self, value: &Spanned<DeValue<'_>>) {
        let mut entry = ArchiveEntry::default();
        let set_at = self.keys("web-archives", "a web archive", web_archives::KEYS, &mut entry, value);
        self.require("a web archive", &web_archives::REQUIRED, &set_at, value);
        let url = &entry.url;
        if let Some(at) = set_at.get("url")
            && self.document.web_archives.iter().any(|other| !url.is_empty() && other.entry.url == *url)
        {
            self.faults.push(Fault::at(at.clone(), format!("`{url}` already has a table")));
        }
        self.document.web_archives.push(EntryTable { at: value.span(), entry, set_at });
    }

    /// The keys that a table lacks.
    fn require(
        &mut self,
        owner: &str,
        required: &[&str],
        set_at: &BTreeMap<&'static str, Range<usize>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        for key in required.iter().filter(|key| !set_at.contains_key(*key)) {
            if value.as_ref().is_table() {
                self.fault(Fault::at(value.span(), format!("{owner} without `{key}`")));
            }
        }
    }

    /// Either there is one web archive, or there is a list of them.
    fn refuse_two_ways_to_name_archives(&mut self) {
        let set_at = |key| self.document.set_at.get(&("audit", key)).cloned().map(|at| (key, at));
        let set: Vec<_> = web_archives::FOR_ONE.into_iter().filter_map(set_at).collect();
        if !self.document.web_archives.is_empty() {
            for (key, at) in set {
                let fault = Fault::at(at, format!("`{key}` is for one web archive, but [[web-archives]] is set"));
                self.fault(fault.help("add it to [[web-archives]], with `url`, `kind` and `gap`"));
            }
        }
    }

    /// A table of levels by rule.
    fn rules(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Vec<RuleLevel> {
        let mut levels = Vec::new();
        for (name, value) in self.entries(name, value) {
            let level = self.level(name.as_ref(), value);
            match rules::position(name.as_ref()) {
                Some(rule) => levels.extend(level.map(|level| RuleLevel { rule, level, at: value.span() })),
                None => {
                    let help = rules::nearest(name.as_ref()).map(|near| format!("did you mean {near}"));
                    let help = help.unwrap_or_else(|| "`newslint rules` lists them".to_owned());
                    self.fault(Fault::at(name.span(), format!("unknown rule `{}`", name.as_ref())).help(help));
                }
            }
        }
        levels
    }

    fn level(&mut self, rule: &str, value: &Spanned<DeValue<'_>>) -> Option<Option<Level>> {
        let read = match value.as_ref() {
            DeValue::String(name) => {
                parse_level(name).map_err(|help| Fault::at(value.span(), format!("unknown level `{name}`")).help(help))
            }
            _ => Err(Fault::at(value.span(), format!("`{rule}` must be a level")).help(LEVEL_FORM)),
        };
        read.map_err(|fault| self.fault(fault)).ok()
    }

    fn push_override(&mut self, value: &Spanned<DeValue<'_>>) {
        let mut found = Override { at: value.span(), globs: Vec::new(), globs_at: value.span(), rules: Vec::new() };
        let (mut has_paths, mut has_rules) = (false, false);
        for (name, value) in self.entries("overrides", value) {
            match name.as_ref().as_ref() {
                "paths" => {
                    has_paths = true;
                    found.globs_at = value.span();
                    match globs(value) {
                        Ok(globs) => found.globs = globs,
                        Err(faults) => self.faults.extend(faults),
                    }
                }
                "rules" => {
                    has_rules = true;
                    found.rules = self.rules("overrides.rules", value);
                }
                _ => self.unknown(name, ["paths", "rules"].into_iter(), "an override"),
            }
        }
        for (has, key) in [(has_paths, "paths"), (has_rules, "rules")] {
            if !has && value.as_ref().is_table() {
                self.fault(Fault::at(value.span(), format!("an override without `{key}`")));
            }
        }
        self.document.overrides.push(found);
    }
}

/// `a, b and c`.
fn listed<'k>(names: impl Iterator<Item = &'k str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// The name that `name` is a slip of, if one is near. Names here are short, and a slip is much of one: `evnet` and
/// `event` are 0.6 the same, `warn` and `warning` 0.57.
fn nearest<'c>(name: &str, known: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    suggest::nearest(name, known, 0.5)
}
