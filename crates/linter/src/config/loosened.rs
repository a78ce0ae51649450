//! What one configuration lets pass and another does not.

use std::collections::BTreeSet;

use super::read::{Document, RuleLevel};
use super::show::Written;
use crate::rules::RULES;
use newslint_model::diagnostic::Level;

/// What a configuration lets pass that it did not before.
#[derive(Default)]
pub struct Loosened {
    /// The rules that are off, each with the paths where that is so only for some.
    pub off: Vec<String>,
    /// Those with a lower level, in the same way.
    pub lowered: Vec<String>,
    /// The folders that are taken for not being there.
    pub absent: Vec<String>,
}

/// What `now` lets pass and `before` did not.
pub fn loosened(before: &Written, now: &Written) -> Loosened {
    let (before, now) = (&before.document, &now.document);
    let mut found = Loosened::default();
    let mut add = |was: Option<Level>, is: Option<Level>, name: String| match is {
        None if was.is_some() => found.off.push(name),
        Some(is) if was.is_some_and(|was| is < was) => found.lowered.push(name),
        _ => {}
    };
    for (rule, known) in RULES.iter().enumerate() {
        let general = |document: &Document| level(&document.rules, rule).unwrap_or_else(|| known.meta().level);
        add(general(before), general(now), known.name.to_owned());
    }
    let known: BTreeSet<_> = special(before).collect();
    for (glob, rule, is) in special(now).filter(|special| !known.contains(special)) {
        let was =
            known.iter().rev().find(|(other, known, _)| *other == glob && *known == rule).map(|(.., level)| *level);
        let was = was.or_else(|| level(&before.rules, rule)).unwrap_or_else(|| RULES[rule].meta().level);
        add(was, is, format!("{} for {glob}", RULES[rule].name));
    }
    let is_new = |folder: &&String| !before.settings.absent.contains(folder);
    found.absent = now.settings.absent.iter().filter(is_new).cloned().collect();
    found
}

/// The level that a table sets, if it does.
fn level(rules: &[RuleLevel], rule: usize) -> Option<Option<Level>> {
    rules.iter().find(|set| set.rule == rule).map(|set| set.level)
}

/// Each level for some paths: the pattern, the rule, the level.
fn special(document: &Document) -> impl Iterator<Item = (&str, usize, Option<Level>)> {
    document.overrides.iter().flat_map(|over| {
        let levels = over.rules.iter();
        levels.flat_map(|set| over.globs.iter().map(|glob| (glob.glob(), set.rule, set.level)))
    })
}
