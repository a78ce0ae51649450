//! `newslint.toml`: what it can say, and errors that point into it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::archive::{Archive, Layout, SLUG_LENGTH};
use crate::diagnostic::Level;
use crate::rules::{self, Levels};

/// The configuration's file name, at the archive's root.
pub const FILE_NAME: &str = "newslint.toml";

/// What a configuration says, with everything that it leaves out as the real archive has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    archive: ArchiveConfig,
    rules: BTreeMap<Spanned<String>, LevelName>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct ArchiveConfig {
    event: Spanned<String>,
    day_index: Spanned<Vec<String>>,
    date: Spanned<String>,
    link_prefix: String,
    known_paths: Option<Spanned<PathBuf>>,
    absent: Vec<Spanned<String>>,
    slug_length: usize,
}

impl Default for ArchiveConfig {
    fn default() -> ArchiveConfig {
        ArchiveConfig {
            event: unplaced("news/{year}/{month:02}/{day}/{slug}.md".to_owned()),
            day_index: unplaced(vec!["index.md".to_owned(), "README.md".to_owned()]),
            date: unplaced("{year}-{month:02}-{day}".to_owned()),
            link_prefix: "/".to_owned(),
            known_paths: None,
            absent: Vec::new(),
            slug_length: SLUG_LENGTH,
        }
    }
}

/// A default value, which stands in no file.
fn unplaced<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

/// A level as it is configured; `None` is `off`.
#[derive(Debug)]
struct LevelName(Option<Level>);

impl<'de> Deserialize<'de> for LevelName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<LevelName, D::Error> {
        level(deserializer).map(LevelName)
    }
}

/// Reads `error`, `warning`, `note` or `off`.
pub fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Level>, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Name {
        Error,
        Warning,
        Note,
        Off,
    }
    Ok(match Name::deserialize(deserializer)? {
        Name::Error => Some(Level::Error),
        Name::Warning => Some(Level::Warning),
        Name::Note => Some(Level::Note),
        Name::Off => None,
    })
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Its text; empty if it could not be read.
    pub text: String,
    /// The bytes at fault.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for ConfigError {}

/// Reads the configuration of the archive at `root`: the archive itself, and the level of each rule. Without a file
/// it is the default.
pub fn load(root: &Path) -> Result<(Archive, Levels), Box<ConfigError>> {
    let path = root.join(FILE_NAME);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            let message = format!("cannot be read: {error}");
            return Err(Box::new(ConfigError { path, text: String::new(), span: None, message, help: None }));
        }
    };
    let source = Source { path, text };
    let config: Config = toml::from_str(&source.text)
        .map_err(|error| source.error(error.span(), error.message().trim_end().to_owned(), None))?;
    let levels = config.levels(&source)?;
    let archive = config.archive(root, &source)?;
    Ok((archive, levels))
}

/// The configuration's text, for errors that point into it.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    fn error(&self, span: Option<Range<usize>>, message: String, help: Option<String>) -> Box<ConfigError> {
        Box::new(ConfigError { path: self.path.clone(), text: self.text.clone(), span, message, help })
    }
}

impl Config {
    fn levels(&self, source: &Source) -> Result<Levels, Box<ConfigError>> {
        let mut levels = Levels::default();
        for (name, level) in &self.rules {
            let rule = rules::position(name.as_ref()).ok_or_else(|| {
                let help = rules::nearest(name.as_ref()).map(|near| format!("did you mean {near}"));
                source.error(Some(name.span()), format!("no rule is called `{}`", name.as_ref()), help)
            })?;
            levels.set(rule, level.0);
        }
        Ok(levels)
    }

    fn archive(self, root: &Path, source: &Source) -> Result<Archive, Box<ConfigError>> {
        let ArchiveConfig { event, day_index, date, link_prefix, known_paths, absent, slug_length } = self.archive;
        let spans = [("event", event.span()), ("day-index", day_index.span()), ("date", date.span())];
        let layout =
            Layout::new(event.as_ref(), date.as_ref(), day_index.into_inner(), link_prefix).map_err(|error| {
                let span = spans.into_iter().find(|(key, _)| *key == error.key).map(|(_, span)| span);
                source.error(span, error.message, None)
            })?;
        let known_paths = known_paths
            .map(|known| {
                let file = root.join(known.as_ref());
                match file.metadata() {
                    Ok(metadata) if metadata.is_file() => Ok(file),
                    Ok(_) => Err(source.error(Some(known.span()), "known-paths is no file".to_owned(), None)),
                    Err(error) => {
                        Err(source.error(Some(known.span()), format!("known-paths cannot be read: {error}"), None))
                    }
                }
            })
            .transpose()?;
        let absent = absent.into_iter().map(|folder| folder_name(folder, source)).collect::<Result<_, _>>()?;
        Ok(Archive::new(root.to_owned(), layout.with_slug_length(slug_length), absent, known_paths))
    }
}

/// A folder relative to the root, without a slash at either end.
fn folder_name(folder: Spanned<String>, source: &Source) -> Result<String, Box<ConfigError>> {
    let name = folder.as_ref().trim_matches('/');
    if name.is_empty() || name.split('/').any(|component| matches!(component, "" | "." | "..")) {
        let message = format!("`{}` is no folder of the archive", folder.as_ref());
        let help = Some("name it relative to the archive's root, such as news/1999".to_owned());
        return Err(source.error(Some(folder.span()), message, help));
    }
    Ok(name.to_owned())
}
