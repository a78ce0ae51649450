//! The rules that are on, each at its level, and how they are run.

use std::borrow::Cow;

use super::{Check, EventFile, Facts, IndexFile, Needs, Overrides, RULES, SourceFacts, text_encoding};
use crate::archive::ReadFault;
use crate::diagnostic::{Diagnostic, Level, Reporter};
use crate::suppress::{Entry, Fault};

/// Which rules look at a file. A file can be looked at more than once: some rules have to wait for what others need not
/// know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Those about an event and its file.
    Event,
    /// Those that hold an event against others, once all are known.
    Others,
    /// Those about a day index.
    Index,
    /// Those about the links of an event.
    Links {
        /// Whether all of them were visited.
        all: bool,
    },
}

/// The rules that are on, each at its level.
#[derive(Clone, Debug)]
pub struct Levels {
    /// In the order of [`RULES`]; `None` is off.
    levels: Vec<Option<Level>>,
    overrides: Overrides,
}

impl Default for Levels {
    fn default() -> Levels {
        Levels { levels: RULES.iter().map(|rule| rule.meta().level).collect(), overrides: Overrides::default() }
    }
}

impl Levels {
    /// Sets a rule's level where no override has one; `None` is off.
    pub fn set(&mut self, rule: usize, level: Option<Level>) {
        self.levels[rule] = level;
    }

    /// A rule's level where no override has one; `None` is off.
    pub fn get(&self, rule: usize) -> Option<Level> {
        self.levels[rule]
    }

    /// Sets the levels for some paths.
    pub fn set_overrides(&mut self, overrides: Overrides) {
        self.overrides = overrides;
    }

    /// Turns a rule off for every path.
    pub fn turn_off(&mut self, rule: usize) {
        self.set(rule, None);
        self.overrides.forget(rule);
    }

    /// These levels, with every rule off that has nothing to say of which other files there are.
    pub fn about_other_files(&self) -> Levels {
        let mut levels = self.clone();
        for (position, rule) in RULES.iter().enumerate() {
            if matches!(rule.meta().needs, Needs::Event | Needs::Network) {
                levels.turn_off(position);
            }
        }
        levels
    }

    /// The positions of the overrides that fit `path`, relative to the root.
    pub fn overrides_at(&self, path: &str) -> Vec<usize> {
        self.overrides.at(path)
    }

    /// The levels for the file at `path`, relative to the root, in the order of [`RULES`].
    pub fn at(&self, path: &str) -> Cow<'_, [Option<Level>]> {
        let mut levels = Cow::Borrowed(self.levels.as_slice());
        for fitting in self.overrides_at(path) {
            for (rule, level) in self.overrides.levels(fitting) {
                levels.to_mut()[*rule] = *level;
            }
        }
        levels
    }

    /// Whether a rule looks at the file at `path` in that pass.
    pub fn runs(&self, rule: usize, path: &str, pass: Pass) -> bool {
        let looks = RULES[rule].check.parts().any(|check| match pass {
            Pass::Event => !matches!(check, Check::Others(_) | Check::Index(_) | Check::Links(_)),
            Pass::Others => matches!(check, Check::Others(_)),
            Pass::Index => matches!(check, Check::Index(_)),
            Pass::Links { all } => all && matches!(check, Check::Links(_)),
        });
        looks && self.at(path)[rule].is_some()
    }

    /// Whether a rule is on, for whatever path.
    pub fn is_on(&self, rule: usize) -> bool {
        self.levels[rule].is_some() || self.overrides.have(rule)
    }

    /// Whether any rule needs to know of other events, for whatever path.
    pub fn need_facts(&self) -> bool {
        RULES.iter().enumerate().any(|(position, rule)| {
            let needs = rule.check.parts().any(|check| matches!(check, Check::Others(_) | Check::Index(_)));
            needs && self.is_on(position)
        })
    }

    /// Runs the rules about a file that could not be read.
    pub fn check_fault(&self, path: &str, fault: &ReadFault) -> Vec<Diagnostic> {
        run(&self.at(path), |check, report| {
            if let Check::Fault(check) = check {
                check(path, fault, report);
            }
        })
    }

    /// Runs the rules about files and events.
    pub fn check_event(&self, event: &EventFile<'_>) -> Vec<Diagnostic> {
        let is_text = text_encoding::is_text(event.file.bytes());
        run(&self.at(event.path), |check, report| match check {
            Check::File(check) => check(event, report),
            Check::Event(check) if is_text => check(event, report),
            _ => {}
        })
    }

    /// Runs the rules that hold an event against others.
    pub fn check_others(&self, event: &EventFile<'_>, facts: &Facts<'_>) -> Vec<Diagnostic> {
        run(&self.at(event.path), |check, report| {
            if let Check::Others(check) = check {
                check(event, facts, report);
            }
        })
    }

    /// Runs the rules about day indexes.
    pub fn check_index(&self, index: &IndexFile<'_>, facts: &Facts<'_>) -> Vec<Diagnostic> {
        run(&self.at(index.path), |check, report| {
            if let Check::Index(check) = check {
                check(index, facts, report);
            }
        })
    }

    /// Runs the rules about links.
    pub fn check_links(&self, event: &EventFile<'_>, facts: &SourceFacts<'_>) -> Vec<Diagnostic> {
        run(&self.at(event.path), |check, report| {
            if let Check::Links(check) = check {
                check(event, facts, report);
            }
        })
    }

    /// Runs the rules about comments that suppress findings in the file at `path`.
    pub fn check_comments(&self, path: &str, text: &str, faults: &[Fault]) -> Vec<Diagnostic> {
        run(&self.at(path), |check, report| {
            if let Check::Comments(check) = check {
                check(text, faults, report);
            }
        })
    }

    /// Runs the rules about the baseline.
    pub fn check_baseline(&self, stale: &[&Entry<'_>]) -> Vec<Diagnostic> {
        run(&self.levels, |check, report| {
            if let Check::Baseline(check) = check {
                check(stale, report);
            }
        })
    }
}

/// Hands what each rule that is on looks at to `look`, with a reporter for the rule's name and level.
fn run(levels: &[Option<Level>], look: impl Fn(&Check, &mut Reporter<'_>)) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (rule, level) in RULES.iter().zip(levels) {
        let Some(level) = *level else { continue };
        for check in rule.check.parts() {
            look(check, &mut Reporter::new(rule.name, level, &mut diagnostics));
        }
    }
    diagnostics
}
