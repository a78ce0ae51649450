//! The control: a request that differs from another only in that there cannot be a document.
//!
//! - `parts` says what of a URL selects the document, `made_up` makes up something else, and `url` puts both together.

mod made_up;
mod parts;
mod url;

pub(super) use self::parts::{is_form, is_index, selects_document};
pub(super) use self::url::{control_key, control_url};
