//! The values of keys: what each kind of them can be.

use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use globset::{Glob, GlobBuilder};
use toml::Spanned;
use toml::de::DeValue;

use super::keys::{Field, Key, within};
use super::network::{base_url, contact, headers, host, statuses, url};
use newslint_model::diagnostic::Fault;
use newslint_model::duration;

/// Sets what `key` sets.
pub(super) fn set<S>(settings: &mut S, key: &Key<S>, value: &Spanned<DeValue<'_>>) -> Result<(), Vec<Fault>> {
    let wants = |what: &str| vec![Fault::at(value.span(), format!("`{}` must be {what}", key.name))];
    let read_duration = |text: &str, read: fn(&str) -> Result<Duration, String>| {
        read(text).map_err(|help| vec![Fault::at(value.span(), format!("`{text}` is not a duration")).help(help)])
    };
    let at_value = |fault: Fault| vec![fault];
    match (&key.field, value.as_ref()) {
        (Field::Text(at) | Field::Template(at), DeValue::String(text)) => *at(settings) = text.clone().into_owned(),
        (Field::File(at), DeValue::String(text)) => *at(settings) = Some(text.clone().into_owned()),
        (Field::Name(at), DeValue::String(text)) => *at(settings) = name(text, value.span()).map_err(at_value)?,
        (Field::Duration(at), DeValue::String(text)) => {
            *at(settings) = read_duration(text, duration::parse_positive)?;
        }
        (Field::Gap(at), DeValue::String(text)) => *at(settings) = read_duration(text, duration::parse)?,
        (Field::OwnGap(at), DeValue::String(text)) => *at(settings) = Some(read_duration(text, duration::parse)?),
        (Field::BaseUrl(at), DeValue::String(text)) => {
            *at(settings) = base_url(text, value.span()).map_err(at_value)?;
        }
        (Field::OwnBaseUrl(at), DeValue::String(text)) => {
            *at(settings) = Some(base_url(text, value.span()).map_err(at_value)?);
        }
        (Field::Contact(at), DeValue::String(text)) => {
            *at(settings) = Some(contact(text, value.span()).map_err(at_value)?);
        }
        (Field::Host(at), DeValue::String(text)) => *at(settings) = host(text, value.span()).map_err(at_value)?,
        (Field::Headers(at), DeValue::Table(table)) => *at(settings) = headers(table)?,
        (Field::Urls(at), _) => *at(settings) = strings(value, key.name, "URLs", url)?,
        (Field::Statuses(at), DeValue::Array(items)) => *at(settings) = statuses(items, key.name)?,
        (Field::Choice(words, at), DeValue::String(text)) if words.contains(&&**text) => {
            *at(settings) = text.clone().into_owned();
        }
        (Field::Switch(at), DeValue::Boolean(switch)) => *at(settings) = *switch,
        (Field::FileNames(at), _) => *at(settings) = strings(value, key.name, "file names", file_name)?,
        (Field::Folders(at), _) => *at(settings) = strings(value, key.name, "folders", folder)?,
        (Field::Count(bounds, at), DeValue::Integer(number)) => {
            *at(settings) = within(bounds, number).ok_or_else(|| wants(&whole_number(bounds)))?;
        }
        (Field::Text(_) | Field::Name(_) | Field::Template(_), _) => return Err(wants("a string")),
        (Field::Choice(words, _), _) => return Err(wants(&format!("\"{}\"", words.join("\" or \"")))),
        (Field::File(_), _) => return Err(wants("the path of a file")),
        (Field::Duration(_) | Field::Gap(_) | Field::OwnGap(_), _) => {
            return Err(wants("a duration, such as \"20s\""));
        }
        (Field::Switch(_), _) => return Err(wants("true or false")),
        (Field::BaseUrl(_) | Field::OwnBaseUrl(_), _) => return Err(wants("a URL")),
        (Field::Contact(_), _) => return Err(wants("a URL or a mail address")),
        (Field::Host(_), _) => return Err(wants("the name of a host")),
        (Field::Headers(_), _) => return Err(wants("a table of headers, such as { Cookie = \"VARIABLE\" }")),
        (Field::Statuses(_), _) => return Err(wants("a list of statuses")),
        (Field::Count(bounds, _), _) => return Err(wants(&whole_number(bounds))),
    }
    Ok(())
}

fn whole_number(bounds: &RangeInclusive<usize>) -> String {
    format!("a whole number from {} to {}", bounds.start(), bounds.end())
}

fn name(text: &str, at: Range<usize>) -> Result<String, Fault> {
    if text.is_empty() || text.contains(char::is_control) {
        return Err(Fault::at(at, "a name must be one line that is not empty"));
    }
    Ok(text.to_owned())
}

/// A list of strings, each of which `read` makes something of.
fn strings<T>(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    what: &str,
    read: fn(&str, Range<usize>) -> Result<T, Fault>,
) -> Result<Vec<T>, Vec<Fault>> {
    let wants = |span| Fault::at(span, format!("`{key}` must be a list of {what}"));
    let DeValue::Array(items) = value.as_ref() else { return Err(vec![wants(value.span())]) };
    let mut faults = Vec::new();
    let mut list = Vec::new();
    for item in items {
        match item.as_ref().as_str().map(|text| read(text, item.span())) {
            Some(Ok(read)) => list.push(read),
            Some(Err(fault)) => faults.push(fault),
            None => faults.push(wants(item.span())),
        }
    }
    if faults.is_empty() { Ok(list) } else { Err(faults) }
}

fn file_name(name: &str, at: Range<usize>) -> Result<String, Fault> {
    if matches!(name, "" | "." | "..") || name.contains('/') {
        return Err(Fault::at(at, format!("`{name}` is not a file name")).help("name the file without its folder"));
    }
    Ok(name.to_owned())
}

/// A folder relative to the root, without a slash at either end.
fn folder(name: &str, at: Range<usize>) -> Result<String, Fault> {
    let trimmed = name.trim_matches('/');
    if trimmed.split('/').any(|component| matches!(component, "" | "." | "..")) {
        let fault = Fault::at(at, format!("`{name}` is not a folder of the archive"));
        return Err(fault.help("name it relative to the archive's root, such as news/1999"));
    }
    Ok(trimmed.to_owned())
}

/// The paths of an override.
pub(super) fn globs(value: &Spanned<DeValue<'_>>) -> Result<Vec<Glob>, Vec<Fault>> {
    let globs = strings(value, "paths", "globs", glob)?;
    if globs.is_empty() {
        return Err(vec![Fault::at(value.span(), "an override without a path")]);
    }
    Ok(globs)
}

/// A glob that can fit a path of the archive: one that cannot would silently do nothing.
fn glob(text: &str, at: Range<usize>) -> Result<Glob, Fault> {
    let built = GlobBuilder::new(text).literal_separator(true).build();
    let glob = built
        .map_err(|error| Fault::at(at.clone(), error.kind().to_string()).help("write a glob such as news/199*/**"))?;
    let never = Fault::at(at, format!("`{text}` matches no file of the archive"));
    if text.split('/').rev().skip(1).any(|component| matches!(component, "" | "." | "..")) {
        return Err(never.help("name paths relative to the archive's root, such as news/199*/**"));
    }
    let last = text.rsplit('/').next().unwrap_or(text);
    if !last.contains(['.', '*', '?', '[', '{']) {
        return Err(never.help(format!("for the files below a folder write {}/**", text.trim_end_matches('/'))));
    }
    Ok(glob)
}
