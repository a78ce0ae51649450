//! Pages that are no documents, recognised one by one.
//!
//! These are names of products and words of their pages, so they age. None of them makes a source dead by itself: a
//! challenge, a login and consent only keep a visit from telling, and what is parked, suspended or by default has to be
//! so on every path.

mod challenge;
mod door;
mod vacant;

pub(in crate::network) use self::challenge::challenge;
pub(in crate::network) use self::door::{consent, login};
pub(in crate::network) use self::vacant::{default_page, for_sale, parked, suspended};

#[cfg(test)]
mod tests;
