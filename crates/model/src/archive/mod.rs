//! The archive: where its files are, which there are, and what is known of its events.

mod checkout;
mod citations;
mod facts;
mod file_facts;
mod files;
mod key;
mod known_paths;
mod layout;
mod likeness;
mod mentions;
mod outlets;
mod root;
mod template;

pub use checkout::Archive;
pub use citations::Citation;
pub use facts::Day;
pub use facts::Facts;
pub use file_facts::{EventFacts, IndexFacts};
pub use file_facts::{document, is_same_text};
pub use key::{Key, key};
pub use known_paths::KnownPaths;
pub use layout::{Layout, PathKind, Target};
pub use likeness::{are_like_slugs, are_like_titles};
pub use mentions::Mentions;
pub use outlets::plain_outlet;
pub use root::{CONFIG_FILE, find_root};
pub use template::{Field, Scan};
