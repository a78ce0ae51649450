//! What the command line says of requests where newslint was built without the feature `audit`: nothing, there are none.

use std::collections::HashSet;

use newslint_linter::config::Links;
use newslint_model::progress::Progress;

use super::VisitAll;

/// No options.
#[derive(Debug, clap::Args)]
pub struct OnlineArgs {}

impl OnlineArgs {
    /// Whether sources are requested.
    pub(super) fn is_on(&self) -> bool {
        false
    }

    /// The settings that the command line says itself.
    pub(super) fn overridden(&self) -> &'static [&'static str] {
        &[]
    }

    /// What requests the sources.
    pub(super) fn visit<'r>(&self, _: &Links, _: HashSet<String>, _: &'r Progress, _: bool) -> Option<VisitAll<'r>> {
        None
    }
}
