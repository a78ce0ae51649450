//! Pages that are no documents, recognised one by one.
//!
//! These are names of products and words of their pages, so they age. None of them makes a source dead by itself: a
//! challenge, a login and consent only keep a visit from telling, what is parked, suspended or by default has to be so on
//! every path, and what is removed or refused by a store has to be unlike, or like, what never was.

mod challenge;
mod door;
mod missing;
mod removed;
mod store;
mod vacant;

pub(in crate::network) use self::challenge::challenge;
pub(in crate::network) use self::door::{asks_consent, consent, login};
pub(in crate::network) use self::missing::{is_not_found, says_no_page, says_not_found};
pub(in crate::network) use self::removed::removed;
pub(in crate::network) use self::store::store_error;
pub(in crate::network) use self::vacant::vacancy;

#[cfg(test)]
mod tests;
