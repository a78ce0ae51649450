//! One HTML file for a browser, which needs nothing else: no network, no fonts, no images.
//!
//! Counts and charts are in the page as it is written, so they are there without scripts and on paper. The table of
//! sources is drawn by a script from data that it finds in the page. A content security policy names the one script and
//! the one style by their digests, so that whatever else a URL or a title could smuggle in would not run.

mod charts;
mod data;
mod escaped;
mod page;

pub(super) use self::page::write;
