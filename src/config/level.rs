//! Levels by their names.

use serde::{Deserialize, Deserializer, de};

use super::nearest;
use crate::diagnostic::Level;

/// The names of the levels; `None` is a rule that is off.
pub(super) const LEVELS: [(&str, Option<Level>); 4] =
    [("error", Some(Level::Error)), ("warning", Some(Level::Warning)), ("note", Some(Level::Note)), ("off", None)];

/// What a level is.
pub(super) const FORM: &str = "a level is error, warning, note or off";

/// The level of that name. The error says what to do.
pub(super) fn parse(name: &str) -> Result<Option<Level>, String> {
    let known = LEVELS.iter().find(|(known, _)| *known == name);
    known.map(|(_, level)| *level).ok_or_else(|| match nearest(name, LEVELS.iter().map(|(known, _)| *known)) {
        Some(near) => format!("did you mean {near}"),
        None => FORM.to_owned(),
    })
}

/// The name of a level; `None` is `off`.
pub(super) fn level_name(level: Option<Level>) -> &'static str {
    level.map_or("off", Level::name)
}

/// Reads a level out of a page's front matter.
pub fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Level>, D::Error> {
    parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}
