//! A rule's page: TOML front matter between `+++` lines, then Markdown.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::list::RULES;
use super::rule::{Check, Rule};
use newslint_model::diagnostic::Level;

/// What a page's front matter says of its rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// What the rule finds, in a few words.
    pub summary: String,
    /// The part of a file that it is about.
    pub group: String,
    /// Its level unless configured; `None` is off.
    #[serde(deserialize_with = "newslint_model::diagnostic::level")]
    pub level: Option<Level>,
    /// What kind of fix its findings can have.
    pub fix: FixKind,
    /// The first version that has it.
    pub since: String,
    /// What it has to see.
    pub needs: Needs,
}

/// What kind of fix a rule's findings can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixKind {
    /// One that leaves the event the same.
    Safe,
    /// One that somebody has to look at.
    Unsafe,
    /// None.
    None,
}

/// What a rule has to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// The file alone.
    Event,
    /// The other events of the day, and those of the days around it.
    Day,
    /// Which other files there are, and the titles of events that a file leads to.
    Archive,
    /// Every file of the archive: where less is checked, it does not run.
    Whole,
    /// The network.
    Network,
}

const FENCE: &str = "+++\n";

/// Where the book is on the web. `docs/build` makes a page of it for each rule.
const BOOK: &str = "https://newslint.github.io/newslint";

impl Rule {
    /// Where the page can be read on the web.
    pub fn page_url(&self) -> String {
        format!("{BOOK}/rules/{}.html", self.name)
    }

    /// The page without its front matter.
    pub fn body(&self) -> &'static str {
        self.split_page().map_or(self.page, |(_, body)| body.trim_start())
    }

    /// What the page's front matter says.
    pub fn meta(&self) -> &'static Meta {
        // The pages are part of the program; that each can be read is what `tests/rules.rs` holds.
        static METAS: LazyLock<HashMap<&'static str, Meta>> = LazyLock::new(|| {
            let meta = |rule: &Rule| toml::from_str(rule.split_page().map_or("", |(front, _)| front));
            RULES.iter().filter_map(|rule| Some((rule.name, meta(rule).ok()?))).collect()
        });
        &METAS[self.name]
    }

    /// What it has to see, as its functions say. Its page says the same.
    pub fn needs(&self) -> Needs {
        let needs = |check: &Check| match check {
            Check::Unreadable(_) | Check::Bytes(_) | Check::Path(_) => Needs::Event,
            Check::Event(_) | Check::Index(_) | Check::Comments(_) => Needs::Event,
            Check::Day(..) => Needs::Day,
            Check::Paths(_) | Check::Archive(..) | Check::FrontPage(_) | Check::Baseline(_) => Needs::Archive,
            Check::Whole(..) => Needs::Whole,
            Check::Sources(_) => Needs::Network,
        };
        self.checks.iter().map(needs).max().unwrap_or(Needs::Event)
    }

    fn split_page(&self) -> Option<(&'static str, &'static str)> {
        self.page.strip_prefix(FENCE)?.split_once(FENCE)
    }
}
