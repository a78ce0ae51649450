//! How much a finding matters.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::suggest;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Worth mending.
    Warning,
    /// Wrong: the archive is not to be published like this.
    Error,
}

impl Level {
    /// The word for it, as in the configuration and in every output.
    pub fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The names of the levels; `None` is a rule that is off.
pub const LEVELS: [(&str, Option<Level>); 4] =
    [("error", Some(Level::Error)), ("warning", Some(Level::Warning)), ("note", Some(Level::Note)), ("off", None)];

/// What a level is.
pub const LEVEL_FORM: &str = "a level is error, warning, note or off";

/// The level of that name. The error says what to do.
pub fn parse_level(name: &str) -> Result<Option<Level>, String> {
    let known = LEVELS.iter().find(|(known, _)| *known == name);
    known.map(|(_, level)| *level).ok_or_else(|| {
        match suggest::nearest(name, LEVELS.iter().map(|(known, _)| *known), 0.5) {
            Some(near) => format!("did you mean {near}"),
            None => LEVEL_FORM.to_owned(),
        }
    })
}

/// The name of a level; `None` is `off`.
pub fn level_name(level: Option<Level>) -> &'static str {
    level.map_or("off", Level::name)
}

/// Reads a level out of a page's front matter.
pub fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Level>, D::Error> {
    parse_level(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}
