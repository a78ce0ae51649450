//! The commented file to start from.

use std::fmt::Write as _;

use super::keys::{Settings, TABLES};
use super::level::level_name;
use super::show::toml;
use crate::rules::RULES;

const HEAD: &str = "\
# The configuration of newslint for this archive.
#
# Every setting is here with its default, behind a comment mark without a space: take the mark away to change it.
# `newslint config` prints what is in force, and where it comes from.
";

const OVERRIDES: &str = "\
# Levels for some paths. The last override that fits a path and names a rule wins.
#[[overrides]]
# Globs for paths relative to this file's folder; ** is any number of folders
#paths = [\"news/199*/**\"]
# Levels, as above
#rules = { title-heading = \"warning\" }
";

/// Stands for a file that has no default.
const KNOWN_PATHS: &str = "\"known-paths.txt\"";

/// Every setting and rule with its default, each as a comment with a line that explains it.
pub fn starter() -> String {
    let mut settings = Settings::default();
    // Writing to a String does not fail.
    let mut out = HEAD.to_owned();
    for table in TABLES {
        let _ = write!(out, "\n# {}.\n[{}]\n", table.summary, table.name);
        for key in table.keys {
            let value = key.field.value(&mut settings);
            let value = value.map_or_else(|| KNOWN_PATHS.to_owned(), |value| toml(&value));
            let _ = write!(out, "# {}\n#{} = {value}\n", key.summary, key.name);
        }
    }
    out.push_str(
        "\n# The level of each rule: error, warning, note or off. `newslint explain RULE` says more of one.\n[rules]\n",
    );
    for rule in RULES {
        let meta = rule.meta();
        let _ = write!(out, "# {}\n#{} = \"{}\"\n", meta.summary, rule.name, level_name(meta.level));
    }
    let _ = write!(out, "\n{OVERRIDES}");
    out
}
