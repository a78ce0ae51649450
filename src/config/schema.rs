//! The JSON schema of `newslint.toml`, for editors and for programs that write one.

use serde_json::{Map, Value, json};

use super::keys::{Field, Settings, TABLES, Table};
use super::level::{LEVELS, level_name};
use crate::rules::RULES;

/// The schema, of draft 7: the newest that editors of TOML know.
pub fn schema() -> Value {
    let mut tables: Map<String, Value> = TABLES.iter().map(|known| (known.name.to_owned(), table(known))).collect();
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
    let mut settings = Settings::default();
    let mut keys = Map::new();
    for key in table.keys {
        let mut value = form(&key.field);
        value.insert("description".to_owned(), json!(key.summary));
        if let Some(default) = key.field.value(&mut settings) {
            value.insert("default".to_owned(), default);
        }
        keys.insert(key.name.to_owned(), value.into());
    }
    json!({ "description": table.summary, "type": "object", "additionalProperties": false, "properties": keys })
}

/// What the value of a field is.
fn form(field: &Field) -> Map<String, Value> {
    let form = match field {
        Field::Text(_) => json!({ "type": "string" }),
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
        Field::Duration(_) => json!({ "type": "string", "pattern": "^0*[1-9][0-9]*(ms|s|m)$" }),
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
            let description = format!("{} ({} unless set)", meta.summary, level_name(meta.level));
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
        "description": "Levels for some paths: the last override that fits a path and names a rule wins",
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
