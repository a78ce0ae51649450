//! What is to be said of documents that are there: that one has moved for good, or that another is in its place.
//!
//! Neither is a verdict, and neither is told before it is sure: whoever reads it is to change a source that works.
//!
//! - `moved` finds documents at new addresses, and `address` knows which addresses can be cited,
//! - `deviated` finds documents that others have taken the place of, on a host of which `site` knows what all pages
//!   share,
//! - `title` compares titles.

mod address;
mod deviated;
mod moved;
mod site;
mod title;

use super::policy::Policy;
use super::seen::Case;

/// Finds new addresses, in all of a domain's cases.
pub(super) fn mark_moved(cases: &mut [&mut Case<'_>], policy: &Policy) {
    moved::mark(cases, policy);
}

/// Finds other documents in the place of those that were first seen, in the cases of one host.
pub(super) fn mark_deviated(cases: &mut [Case<'_>], policy: &Policy) {
    deviated::mark(cases, policy);
}
