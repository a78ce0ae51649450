//! The JSON schema of `newslint.toml`, for editors and for programs that write one.

use serde_json::{Map, Value, json};

use super::hosts::{self, HostEntry};
use super::keys::{Field, Key, Settings, TABLES, Table};
use super::web_archives::{self, ArchiveEntry};
use crate::rules::RULES;
use newslint_model::diagnostic::{LEVELS, level_name};

/// The schema, of draft 7: the newest that editors of TOML know.
pub fn schema() -> Value {
    let mut tables: Map<String, Value> = TABLES.iter().map(|known| (known.name.to_owned(), table(known))).collect();
    tables.insert("hosts".to_owned(), hosts());
    tables.insert("web-archives".to_owned(), archives());
    tables.insert("rules".to_owned(), json!({ "$ref": "#/definitions/rules" }));
    tables.insert("overrides".to_owned(), overrides());
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "newslint.toml",
        "description": "The configuration of newslint for an archive",
        "type": "object",
        "additionalProperties": false,
        "properties": tables,
        "definitions": { "rules": rules() },
    })
}

fn table(table: &Table) -> Value {
    let keys = properties(table.keys, &mut Settings::default(), &[]);
    json!({ "description": table.summary, "type": "object", "additionalProperties": false, "properties": keys })
}

fn hosts() -> Value {
    json!({
        "description": "Settings for particular hosts",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": hosts::REQUIRED,
            "properties": properties(hosts::KEYS, &mut HostEntry::default(), &hosts::REQUIRED),
        },
    })
}

fn archives() -> Value {
    json!({
        "description": "Web archives to search for copies of sources, in this order",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": web_archives::REQUIRED,
            "properties": properties(web_archives::KEYS, &mut ArchiveEntry::default(), &web_archives::REQUIRED),
        },
    })
}

/// What the value of each key is, with its default unless it is required.
fn properties<S>(keys: &[Key<S>], defaults: &mut S, required: &[&str]) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys {
        let mut value = form(&key.field);
        value.insert("description".to_owned(), json!(key.summary));
        if let Some(default) = key.field.value(defaults).filter(|_| !required.contains(&key.name)) {
            value.insert("default".to_owned(), default);
        }
        properties.insert(key.name.to_owned(), value.into());
    }
    properties
}

/// What the value of a field is.
fn form<S>(field: &Field<S>) -> Map<String, Value> {
    let form = match field {
        Field::Text(_) => json!({ "type": "string" }),
        Field::Choice(words, _) => json!({ "enum": words }),
        Field::Template(_) => json!({
            "type": "string",
            "pattern": r"^([^{}]|\{(year|month|month:02|day|day:02|slug)\})*$",
        }),
        Field::FileNames(_) => {
            json!({ "type": "array", "minItems": 1, "items": { "type": "string", "pattern": "^[^/]+$" } })
        }
        // At least one character that is neither a slash nor of `.` and `..`.
        Field::Folders(_) => json!({ "type": "array", "items": { "type": "string", "pattern": "[^/.]" } }),
        Field::File(_) => json!({ "type": "string", "minLength": 1 }),
        Field::Name(_) => json!({ "type": "string", "pattern": r"^[^\u0000-\u001f\u007f-\u009f]+$" }),
        Field::Duration(_) => json!({ "type": "string", "pattern": "^0*[1-9][0-9]*(ms|s|m|h|d)$" }),
        Field::Gap(_) | Field::OwnGap(_) => json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$" }),
        Field::BaseUrl(_) | Field::OwnBaseUrl(_) => {
            json!({ "type": "string", "pattern": "^https?://[^/?#@]+(/[^?#]*)?$" })
        }
        Field::Urls(_) => json!({ "type": "array", "items": { "type": "string", "pattern": "^https?://" } }),
        // Printable ASCII without brackets and backslashes.
        Field::Contact(_) => json!({
            "type": "string",
            "pattern": r"^(https?://[!-'*-\[\]-~]+|[!-'*-?A-\[\]-~]+@[!-'*-\[\]-~]+)$",
        }),
        Field::Host(_) => json!({ "type": "string", "pattern": r"^([^\s/:*@?#]+|\[[0-9a-fA-F:.]+\])$" }),
        Field::Statuses(_) => {
            json!({ "type": "array", "items": { "type": "integer", "minimum": 100, "maximum": 999 } })
        }
        Field::Headers(_) => json!({
            "type": "object",
            "additionalProperties": { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
        }),
        Field::Count(bounds, _) => {
            json!({ "type": "integer", "minimum": bounds.start(), "maximum": bounds.end() })
        }
        Field::Switch(_) => json!({ "type": "boolean" }),
    };
    match form {
        Value::Object(form) => form,
        _ => Map::new(),
    }
}

fn rules() -> Value {
    let names: Vec<&str> = LEVELS.iter().map(|(name, _)| *name).collect();
    let rules: Map<String, Value> = RULES
        .iter()
        .map(|rule| {
            let meta = rule.meta();
            let description = format!("{} (default: {})", meta.summary, level_name(meta.level));
            (rule.name.to_owned(), json!({ "description": description, "enum": names }))
        })
        .collect();
    json!({
        "description": "The level of each rule",
        "type": "object",
        "additionalProperties": false,
        "properties": rules,
    })
}

fn overrides() -> Value {
    json!({
        "description": "Levels for some paths: the last override that matches a path and names a rule wins",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["paths", "rules"],
            "properties": {
                "paths": {
                    "description": "Globs for paths relative to the archive's root; ** is any number of folders",
                    "type": "array",
                    "minItems": 1,
                    "items": { "type": "string", "minLength": 1 },
                },
                "rules": { "$ref": "#/definitions/rules" },
            },
        },
    })
}
