//! What one HTML page says, without asking anybody else.
//!
//! Everything here is a pure function of bytes that a stranger has chosen. It takes time in proportion to them, and what
//! is kept of a page is small. Of a hundred hostile pages of 256 KiB (all `<`, all `&`, tags that are never closed, random
//! bytes) each was read within 50 ms on a busy machine, most within 5 ms.
//!
//! - `charset` makes characters of bytes, and `reader` finds in them what is kept of a page,
//! - `contents` is that, with the `machinery` by which pages of products are known,
//! - `words` cuts text into words, in any script,
//! - `refresh` reads where a page sends its reader,
//! - a `sketch` is the little that is kept of a page to compare others with, which `likeness` does,
//! - a `vocabulary` is the little that is kept of a front page, to tell whether other pages say more,
//! - `title` compares a page with the title of an event that cites it,
//! - `record` is what is remembered of a page, with whose it seems to be: `own_name` looks for the host's name on it,
//!   and `trade` for the words of those who take over domains,
//! - `markers` knows the pages that are no documents: challenges, logins, consent, parking, and the like.

mod charset;
mod contents;
mod likeness;
mod machinery;
pub(super) mod markers;
mod own_name;
mod reader;
mod record;
mod refresh;
mod sketch;
mod title;
mod trade;
mod vocabulary;
mod words;

pub(super) use self::charset::is_binary;
pub(super) use self::contents::Page;
pub(super) use self::likeness::likeness;
pub(super) use self::reader::{BEGINNING, MOST_BYTES};
pub(super) use self::sketch::{Drawn, Sketch};
pub(super) use self::title::{Naming, naming, repeated, repeats, text_repeats, title_matches};
pub(super) use self::trade::is_of_trade;
pub(super) use self::vocabulary::{Told, Vocabulary};
