//! The commented file to start from.

use std::fmt::Write as _;

use super::hosts::{HostEntry, KEYS};
use super::keys::{Key, Settings, TABLES};
use super::show::toml;
use crate::rules::RULES;
use newslint_model::diagnostic::level_name;

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

/// Not to be had beside what it replaces.
const WEB_ARCHIVES: &str = "
# Several web archives, in place of archive-url and archive-gap, in the order in which they are asked. Those that answer
# as pywb does are of that kind, and their url is that of a collection.
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
    ("reason", "\"it refuses whoever asks more than twice a minute\""),
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
        "\n# The level of each rule: error, warning, note or off. `newslint explain RULE` says more of one.\n[rules]\n",
    );
    for rule in RULES {
        let meta = rule.meta();
        let _ = write!(out, "# {}\n#{} = \"{}\"\n", meta.summary, rule.name, level_name(meta.level));
    }
    let _ = write!(out, "\n{OVERRIDES}");
    out.push_str("\n# What is different for some hosts.\n#[[hosts]]\n");
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
