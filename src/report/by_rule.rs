//! What was found, one line a rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};

use super::Style;
use super::statistics::cut;
use newslint_linter::check::Checked;
use newslint_linter::rules;
use newslint_model::diagnostic::Level;
use newslint_model::number::grouped;

/// A line for each rule that found something, the most frequent first: how often, at which level, and what that is about.
pub fn by_rule(checked: &Checked, style: &Style) -> String {
    let mut rules: BTreeMap<&str, (usize, Level)> = BTreeMap::new();
    for finding in &checked.findings {
        let (count, level) = rules.entry(finding.diagnostic.rule).or_insert((0, Level::Note));
        (*count, *level) = (*count + 1, finding.diagnostic.level.max(*level));
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(_, (count, level))| std::cmp::Reverse((*count, *level)));
    let longest = rules.iter().map(|(rule, _)| rule.len()).max().unwrap_or_default();
    let dim = if style.color { Ansi::new().fg_color(Some(AnsiColor::BrightBlack.into())) } else { Ansi::new() };
    let mut text = String::new();
    for (rule, (count, level)) in rules {
        let number = format!("{:>9}", grouped(count));
        let name = format!("{}{}", level.name(), if count == 1 { "" } else { "s" });
        let color = style.level(level);
        let taken = number.len() + 1 + "warnings".len() + 2 + longest + 2;
        let summary = rules::position(rule).map_or("", |rule| &rules::RULES[rule].meta().summary);
        let summary = cut(summary, style.width.saturating_sub(taken));
        // Writing to a String does not fail.
        let _ = writeln!(text, "{number} {color}{name:<8}{color:#}  {rule:<longest$}  {dim}{summary}{dim:#}");
    }
    text
}
