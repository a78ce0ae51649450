//! From the file's text to what it says, and to every fault in it at once.

use std::collections::BTreeMap;
use std::ops::Range;

use globset::{Glob, GlobBuilder};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Fault;
use super::keys::{Field, Key, Settings, TABLES, Table};
use super::{duration, level, nearest};
use crate::diagnostic::Level;
use crate::rules;

/// What a file says, and where it says it.
#[derive(Debug, Default)]
pub struct Document {
    /// The settings, whether the file has them or leaves them out.
    pub settings: Settings,
    /// Where the file has a setting, by its table and key: the bytes of the value.
    pub set_at: BTreeMap<(&'static str, &'static str), Range<usize>>,
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

type Entry<'t, 'i> = (&'t Spanned<std::borrow::Cow<'i, str>>, &'t Spanned<DeValue<'i>>);

/// Reads a file. After a fault of TOML itself nothing else is looked at: what it hides cannot be known.
pub fn read(text: &str) -> (Document, Vec<Fault>) {
    let mut reader = Reader::default();
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        reader.root(table.get_ref());
    }
    reader.faults.extend(errors.into_iter().map(|error| Fault {
        help: None,
        message: error.message().trim_end().replace('\n', ", "),
        ..Fault::at(error.span().unwrap_or_default(), "")
    }));
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
                ("overrides", _) => {
                    self.fault(
                        Fault::at(name.span(), "`overrides` wants a list of tables").help("write [[overrides]]"),
                    );
                }
                (known, _) => match TABLES.iter().find(|table| table.name == known) {
                    Some(table) => self.table(table, value),
                    None => {
                        let tables = TABLES.iter().map(|table| table.name).chain(["rules", "overrides"]);
                        self.unknown(name, tables, "the file");
                    }
                },
            }
        }
    }

    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// The entries of a table that is to be one.
    fn entries<'t, 'i>(&mut self, name: &str, value: &'t Spanned<DeValue<'i>>) -> Vec<Entry<'t, 'i>> {
        match value.as_ref() {
            DeValue::Table(table) => table.iter().collect(),
            _ => {
                self.fault(Fault::at(value.span(), format!("`{name}` wants a table")).help(format!("write [{name}]")));
                Vec::new()
            }
        }
    }

    fn table(&mut self, table: &'static Table, value: &Spanned<DeValue<'_>>) {
        for (name, value) in self.entries(table.name, value) {
            match table.keys.iter().find(|key| key.name == name.as_ref().as_ref()) {
                Some(key) => {
                    self.document.set_at.insert((table.name, key.name), value.span());
                    let read = set(&mut self.document.settings, key, value);
                    self.faults.extend(read.err().into_iter().flatten());
                }
                None => self.unknown(name, table.keys.iter().map(|key| key.name), &format!("[{}]", table.name)),
            }
        }
    }

    /// A key that nothing has, among `known` ones.
    fn unknown<'k>(
        &mut self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        known: impl Iterator<Item = &'k str> + Clone,
        owner: &str,
    ) {
        let key = name.as_ref().as_ref();
        let table = TABLES.iter().find(|table| table.keys.iter().any(|other| other.name == key));
        let help = match (table, nearest(key, known.clone())) {
            (Some(table), _) => format!("it belongs in [{}]", table.name),
            (None, _) if rules::position(key).is_some() => "the level of a rule belongs in a table `rules`".to_owned(),
            (None, Some(near)) => format!("did you mean {near}"),
            (None, None) => format!("{owner} has {}", listed(known)),
        };
        self.fault(Fault::at(name.span(), format!("unknown key `{key}`")).help(help));
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
                    self.fault(Fault::at(name.span(), format!("no rule is called `{}`", name.as_ref())).help(help));
                }
            }
        }
        levels
    }

    fn level(&mut self, rule: &str, value: &Spanned<DeValue<'_>>) -> Option<Option<Level>> {
        let read = match value.as_ref() {
            DeValue::String(name) => level::parse(name)
                .map_err(|help| Fault::at(value.span(), format!("no level is called `{name}`")).help(help)),
            _ => Err(Fault::at(value.span(), format!("`{rule}` wants a level")).help(level::FORM)),
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

/// Sets what `key` sets.
fn set(settings: &mut Settings, key: &Key, value: &Spanned<DeValue<'_>>) -> Result<(), Vec<Fault>> {
    let wants = |what: &str| vec![Fault::at(value.span(), format!("`{}` wants {what}", key.name))];
    match (&key.field, value.as_ref()) {
        (Field::Text(at) | Field::Template(at), DeValue::String(text)) => *at(settings) = text.clone().into_owned(),
        (Field::File(at), DeValue::String(text)) => *at(settings) = Some(text.clone().into_owned()),
        (Field::Duration(at), DeValue::String(text)) => {
            let no_duration = |help| vec![Fault::at(value.span(), format!("`{text}` is no duration")).help(help)];
            *at(settings) = duration::parse_positive(text).map_err(no_duration)?;
        }
        (Field::Switch(at), DeValue::Boolean(switch)) => *at(settings) = *switch,
        (Field::FileNames(at), _) => *at(settings) = strings(value, key.name, "file names", file_name)?,
        (Field::Folders(at), _) => *at(settings) = strings(value, key.name, "folders", folder)?,
        (Field::Count(bounds, at), DeValue::Integer(number)) => {
            let number = usize::from_str_radix(number.as_str(), number.radix()).ok();
            let within = number.filter(|number| bounds.contains(number));
            *at(settings) = within.ok_or_else(|| wants(&whole_number(bounds)))?;
        }
        (Field::Text(_) | Field::Template(_), _) => return Err(wants("a string")),
        (Field::File(_), _) => return Err(wants("the path of a file")),
        (Field::Duration(_), _) => return Err(wants("a duration, such as \"20s\"")),
        (Field::Switch(_), _) => return Err(wants("true or false")),
        (Field::Count(bounds, _), _) => return Err(wants(&whole_number(bounds))),
    }
    Ok(())
}

fn whole_number(bounds: &std::ops::RangeInclusive<usize>) -> String {
    format!("a whole number from {} to {}", bounds.start(), bounds.end())
}

/// A list of strings, each of which `read` makes something of; its error says what to do.
fn strings<T>(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    what: &str,
    read: fn(&str) -> Result<T, (String, String)>,
) -> Result<Vec<T>, Vec<Fault>> {
    let wants = |span| Fault::at(span, format!("`{key}` wants a list of {what}"));
    let DeValue::Array(items) = value.as_ref() else { return Err(vec![wants(value.span())]) };
    let mut faults = Vec::new();
    let mut list = Vec::new();
    for item in items {
        let read = item
            .as_ref()
            .as_str()
            .ok_or_else(|| wants(item.span()))
            .and_then(|text| read(text).map_err(|(message, help)| Fault::at(item.span(), message).help(help)));
        match read {
            Ok(read) => list.push(read),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(list) } else { Err(faults) }
}

fn file_name(name: &str) -> Result<String, (String, String)> {
    if matches!(name, "" | "." | "..") || name.contains('/') {
        return Err((format!("`{name}` is no file name"), "name the file without its folder".to_owned()));
    }
    Ok(name.to_owned())
}

/// A folder relative to the root, without a slash at either end.
fn folder(name: &str) -> Result<String, (String, String)> {
    let trimmed = name.trim_matches('/');
    if trimmed.split('/').any(|component| matches!(component, "" | "." | "..")) {
        let help = "name it relative to the archive's root, such as news/1999";
        return Err((format!("`{name}` is no folder of the archive"), help.to_owned()));
    }
    Ok(trimmed.to_owned())
}

fn globs(value: &Spanned<DeValue<'_>>) -> Result<Vec<Glob>, Vec<Fault>> {
    let globs = strings(value, "paths", "globs", glob)?;
    if globs.is_empty() {
        return Err(vec![Fault::at(value.span(), "an override for no path")]);
    }
    Ok(globs)
}

/// A glob that can fit a path of the archive: one that cannot would silently do nothing.
fn glob(text: &str) -> Result<Glob, (String, String)> {
    let built = GlobBuilder::new(text).literal_separator(true).build();
    let glob = built.map_err(|error| (error.kind().to_string(), "write a glob such as news/199*/**".to_owned()))?;
    let never = || format!("`{text}` fits no file of the archive");
    if text.split('/').rev().skip(1).any(|component| matches!(component, "" | "." | "..")) {
        return Err((never(), "name paths relative to the archive's root, such as news/199*/**".to_owned()));
    }
    let last = text.rsplit('/').next().unwrap_or(text);
    if !last.contains(['.', '*', '?', '[', '{']) {
        return Err((never(), format!("for the files below a folder write {}/**", text.trim_end_matches('/'))));
    }
    Ok(glob)
}
