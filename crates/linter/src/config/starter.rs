//! The commented file to start from.

use std::fmt::Write as _;

use super::hosts::{HostEntry, KEYS};
use super::keys::{Key, Settings, TABLES};
use super::show::toml;
use crate::rules::RULES;
use newslint_model::diagnostic::level_name;

const HEAD: &str = "\
# newslint's configuration for this archive.
#
# Every setting is listed with its default, commented out by a # without a space. Remove the # to change a setting.
# `newslint config` prints the effective values, and where each one comes from.
";

const OVERRIDES: &str = "\
# Levels for some paths. The last override that matches a path and names a rule wins.
#[[overrides]]
# Globs for paths relative to this file's folder; ** is any number of folders
#paths = [\"news/199*/**\"]
# Levels, as above
#rules = { title-heading = \"warning\" }
";

/// Not to be had beside what it replaces.
const WEB_ARCHIVES: &str = "
# Several web archives, instead of archive-url and archive-gap, in the order in which to ask them. For one that answers
# like pywb, kind is \"pywb\" and url is that of a collection.
# [[web-archives]]
# url = \"https://web.archive.org\"
# [[web-archives]]
# url = \"https://arquivo.pt/wayback\"
# kind = \"pywb\"
# gap = \"1s\"
";

/// Stand for what has no default.
const EXAMPLES: [(&str, &str); 8] = [
    ("known-paths", "\"known-paths.txt\""),
    ("verdicts", "\"newslint-verdicts.jsonl\""),
    ("contact", "\"https://archive.example/contact\""),
    ("repository", "\"https://forge.example/desk/news/blob/main\""),
    ("host", "\"gazette.example\""),
    ("reason", "\"it refuses more than two requests a minute\""),
    ("gap", "\"30s\""),
    ("headers", "{ Cookie = \"GAZETTE_COOKIE\" }"),
];

/// Every setting and rule with its default, each as a comment with a line that explains it.
pub fn starter() -> String {
    let mut settings = Settings::default();
    // Writing to a String does not fail.
    let mut out = HEAD.to_owned();
    for table in TABLES {
        let _ = write!(out, "\n# {}.\n[{}]\n", table.summary, table.name);
        for key in table.keys {
            out.push_str(&setting(key, &mut settings));
        }
    }
    out.push_str(
        "\n# The level of each rule: error, warning, note or off. `newslint explain RULE` explains one.\n[rules]\n",
    );
    for rule in RULES {
        let meta = rule.meta();
        let _ = write!(out, "# {}\n#{} = \"{}\"\n", meta.summary, rule.name, level_name(meta.level));
    }
    let _ = write!(out, "\n{OVERRIDES}");
    out.push_str("\n# Settings for particular hosts.\n#[[hosts]]\n");
    out.extend(KEYS.iter().map(|key| setting(key, &mut HostEntry::default())));
    out.push_str(WEB_ARCHIVES);
    out
}

/// A key with its default, or with an example.
fn setting<S>(key: &Key<S>, settings: &mut S) -> String {
    let example = EXAMPLES.iter().find(|(name, _)| *name == key.name).map(|(_, value)| (*value).to_owned());
    let value = example.or_else(|| key.field.value(settings).map(|value| toml(&value))).unwrap_or_default();
    format!("# {}\n#{} = {value}\n", key.summary, key.name)
}
