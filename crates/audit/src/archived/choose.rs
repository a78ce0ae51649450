//! Which capture to cite.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use jiff::{Timestamp, tz};

use super::cdx::{digits, is_www};
use crate::history::Capture;
use newslint_model::source::{ArchivePlace, document_key};

/// A capture to cite instead of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedCopy {
    /// Where it is: `https://web.archive.org/web/<timestamp>/<original>`, or the same of another archive.
    pub url: String,
    /// When it was made.
    pub at: Timestamp,
    /// How many days after the event; negative for before.
    pub days: i32,
    /// Whether it was made before the event, of which it then hardly tells.
    pub is_weak: bool,
}

/// What is known of the copies in the web archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Archived {
    /// Nothing: nobody has asked.
    #[default]
    Unasked,
    /// There is none.
    None,
    /// The web archive does not show the site.
    Excluded,
    /// There are some, and the one that comes first was not read yet.
    Unread,
    /// There are some, and so many of them turned out to be none of the document.
    Unfit(usize),
    /// This one is the best of those that are.
    Copy(ArchivedCopy),
}

impl ArchivedCopy {
    /// The copy of that time and text, of an event of that date.
    pub(super) fn new(archive: &ArchivePlace, event: Date, at: Timestamp, original: &str) -> Self {
        let days = days(event, at);
        let url = format!("{}{}/{original}", archive.copies(), digits(at));
        Self { url, at, days, is_weak: days < -1 }
    }
}

/// How good a capture of that time is for an event of that date, if it is one of the document: the least is the best.
///
/// A document cannot be older than its event, so the best is the earliest from a day before it on, since dates differ by
/// time zone: the later it is, the more may have become of the page. Without one it is the nearest earlier.
pub(crate) fn rank(event: Date, at: Timestamp) -> (bool, i32, Timestamp) {
    match days(event, at) {
        days @ -1.. => (false, days, at),
        days => (true, -days, at),
    }
}

/// How many days after the event's date that is, in UTC.
fn days(event: Date, at: Timestamp) -> i32 {
    let date = tz::TimeZone::UTC.to_datetime(at).date();
    // Both are dates of four-digit years.
    (date - event).get_days()
}

/// The digests that captures of more than one document have: a host that answers every URL with one text has no
/// document to cite. The captures are to be those of one host, whichever URLs they are of.
pub(crate) fn shared_digests<'c>(captures: impl IntoIterator<Item = &'c Capture>) -> HashSet<String> {
    let mut documents: HashMap<&str, String> = HashMap::new();
    let mut shared = HashSet::new();
    for capture in captures.into_iter().filter(|capture| capture.status == 200 && !capture.digest.is_empty()) {
        let document = document(&capture.original);
        let first = documents.entry(&capture.digest).or_insert_with(|| document.clone());
        if *first != document {
            shared.insert(capture.digest.clone());
        }
    }
    shared
}

/// What is the same for all URLs that an archive takes for one: scheme, `www`, case and a slash at the end make no
/// difference to it.
fn document(original: &str) -> String {
    let key = document_key(original).to_ascii_lowercase();
    let key = key.split_once("://").map_or(key.as_str(), |(_, rest)| rest);
    let key = key.split_once('.').filter(|(first, _)| is_www(first)).map_or(key, |(_, rest)| rest);
    key.replacen(":80/", "/", 1).trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;
    use newslint_model::source::ArchiveKind;

    const EVENT: Date = date(2004, 8, 10);

    /// A capture so many days after the event, at noon.
    fn capture(days: i32, length: u64, digest: &str) -> Result<Capture, jiff::Error> {
        let at = tz::TimeZone::UTC.to_timestamp(EVENT.checked_add(days.days())?.at(12, 0, 0, 0))?;
        let original = "http://gazette.example/bridge".to_owned();
        Ok(Capture { at, original, status: 200, digest: digest.to_owned(), length })
    }

    #[test]
    fn the_nearest_after_the_event_is_the_best() -> Result<(), jiff::Error> {
        for (days, expected) in [
            (&[0][..], (0, false)),
            (&[-1, 0, 1], (-1, false)),
            (&[-2, 90], (90, false)),
            (&[-2, 5, 3, 400], (3, false)),
            (&[-2, 400, 91], (91, false)),
            (&[-2, 5000], (5000, false)),
            (&[-2000, -2], (-2, true)),
            (&[-1], (-1, false)),
        ] {
            let captures: Vec<_> = days.iter().map(|days| capture(*days, 9_000, "A")).collect::<Result<_, _>>()?;
            let best = captures.iter().min_by_key(|capture| rank(EVENT, capture.at)).map(|capture| capture.at);
            let url = "https://web.archive.org".to_owned();
            let archive = ArchivePlace { url, kind: ArchiveKind::Wayback, gap: Duration::ZERO };
            let copy = best.map(|at| ArchivedCopy::new(&archive, EVENT, at, "http://gazette.example/bridge"));
            assert_eq!(copy.as_ref().map(|copy| (copy.days, copy.is_weak)), Some(expected), "{days:?}");
            assert!(copy.is_some_and(|copy| copy.url.ends_with("120000/http://gazette.example/bridge")));
        }
        Ok(())
    }

    #[test]
    fn one_document_has_a_text_for_itself() -> Result<(), jiff::Error> {
        let of =
            |original: &str, digest: &str| Ok(Capture { original: original.to_owned(), ..capture(0, 9_000, digest)? });
        let captures: Vec<Capture> = [
            ("http://gazette.example/bridge", "SAME"),
            ("https://www.gazette.example:443/Bridge/", "SAME"),
            ("http://www2.gazette.example:80/bridge", "SAME"),
            ("http://gazette.example/bridge", "FRONT"),
            ("http://gazette.example/ferry", "FRONT"),
            ("http://gazette.example/ferry", ""),
            ("http://gazette.example/ship", ""),
        ]
        .into_iter()
        .map(|(original, digest)| of(original, digest))
        .collect::<Result<_, jiff::Error>>()?;
        assert_eq!(shared_digests(&captures), HashSet::from(["FRONT".to_owned()]));
        Ok(())
    }
}
