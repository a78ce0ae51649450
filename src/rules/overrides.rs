//! Levels that differ by path.

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::diagnostic::Level;

/// Rules by their position, each with its level; `None` is off.
pub type RuleLevels = Vec<(usize, Option<Level>)>;

/// Levels for some paths, in the order of the configuration: the last that fits a path and has a rule wins.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    globs: GlobSet,
    /// For each glob, the position in `levels` of what it is for.
    owners: Vec<usize>,
    levels: Vec<RuleLevels>,
}

impl Overrides {
    /// Combines the globs. The error is that of the set of all: each glob itself is one already.
    pub fn new(parts: Vec<(Vec<Glob>, RuleLevels)>) -> Result<Overrides, globset::Error> {
        let mut globs = GlobSetBuilder::new();
        let mut overrides = Overrides::default();
        for (paths, levels) in parts {
            for glob in paths {
                globs.add(glob);
                overrides.owners.push(overrides.levels.len());
            }
            overrides.levels.push(levels);
        }
        overrides.globs = globs.build()?;
        Ok(overrides)
    }

    /// The positions of those that fit `path`, relative to the root, in their order; once for each glob that fits.
    pub fn at(&self, path: &str) -> Vec<usize> {
        if self.globs.is_empty() {
            return Vec::new();
        }
        self.globs.matches(path).into_iter().map(|glob| self.owners[glob]).collect()
    }

    /// The rules and levels of the one at `position`.
    pub(super) fn levels(&self, position: usize) -> &[(usize, Option<Level>)] {
        &self.levels[position]
    }

    /// Whether any turns the rule on.
    pub(super) fn have(&self, rule: usize) -> bool {
        self.levels.iter().flatten().any(|(other, level)| *other == rule && level.is_some())
    }

    /// Forgets a rule.
    pub(super) fn forget(&mut self, rule: usize) {
        for levels in &mut self.levels {
            levels.retain(|(other, _)| *other != rule);
        }
    }
}
