//! Which capture to cite.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use jiff::{Timestamp, tz};

use super::cdx::{digits, is_www};
use crate::audit::history::Capture;
use crate::source::document_key;

/// The shortest capture that can be a document, in bytes. What is shorter is an error, or a redirect by a script.
pub(super) const MIN_BYTES: u64 = 1_500;

/// A capture to cite instead of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedCopy {
    /// Where it is: `https://web.archive.org/web/<timestamp>/<original>`.
    pub url: String,
    /// When it was made.
    pub at: Timestamp,
    /// How many days after the event; negative for before.
    pub days: i32,
    /// Whether it was made before the event, of which it then hardly tells.
    pub is_weak: bool,
}

/// What is known of the copies in the web archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Archived {
    /// Nothing: nobody has asked.
    Unasked,
    /// There is none that is good enough.
    None,
    /// The web archive does not show the site.
    Excluded,
    /// This one is the best.
    Copy(ArchivedCopy),
}

/// The capture to cite for an event of that date. `shared` are the digests of texts that several documents of the host
/// have, see [`shared_digests`]; `base` is where the web archive is, without a slash at its end.
///
/// A document cannot be older than its event, so the best is the earliest from a day before it on, since dates differ by
/// time zone: the later it is, the more may have become of the page. Without one it is the nearest earlier.
pub(in crate::audit) fn choose<'c>(
    captures: impl IntoIterator<Item = &'c Capture>,
    event: Date,
    shared: &HashSet<String>,
    base: &str,
) -> Option<ArchivedCopy> {
    let is_document =
        |capture: &&Capture| capture.status == 200 && capture.length >= MIN_BYTES && !shared.contains(&capture.digest);
    let dated = captures.into_iter().filter(is_document).map(|capture| (days(event, capture.at), capture));
    let (days, capture) = dated.min_by_key(|(days, capture)| match *days {
        -1.. => (false, *days, capture.at),
        _ => (true, -*days, capture.at),
    })?;
    Some(ArchivedCopy {
        url: format!("{base}/web/{}/{}", digits(capture.at), capture.original),
        at: capture.at,
        days,
        is_weak: days < -1,
    })
}

/// How many days after the event's date that is, in UTC.
fn days(event: Date, at: Timestamp) -> i32 {
    let date = tz::TimeZone::UTC.to_datetime(at).date();
    // Both are dates of four-digit years.
    (date - event).get_days()
}

/// The digests that captures of more than one document have: a host that answers every URL with one text has no
/// document to cite. The captures are to be those of one host, whichever URLs they are of.
pub(in crate::audit) fn shared_digests<'c>(captures: impl IntoIterator<Item = &'c Capture>) -> HashSet<String> {
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
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    const EVENT: Date = date(2004, 8, 10);

    /// A capture so many days after the event, at noon.
    fn capture(days: i32, length: u64, digest: &str) -> Result<Capture, jiff::Error> {
        let at = tz::TimeZone::UTC.to_timestamp(EVENT.checked_add(days.days())?.at(12, 0, 0, 0))?;
        let original = "http://gazette.example/bridge".to_owned();
        Ok(Capture { at, original, status: 200, digest: digest.to_owned(), length })
    }

    #[test]
    fn the_nearest_after_the_event_is_chosen() -> Result<(), jiff::Error> {
        for (days, expected) in [
            (&[][..], None),
            (&[0], Some((0, false))),
            (&[-1, 0, 1], Some((-1, false))),
            (&[-2, 90], Some((90, false))),
            (&[-2, 5, 3, 400], Some((3, false))),
            (&[-2, 400, 91], Some((91, false))),
            (&[-2, 5000], Some((5000, false))),
            (&[-2000, -2], Some((-2, true))),
            (&[-1], Some((-1, false))),
        ] {
            let captures: Vec<_> = days.iter().map(|days| capture(*days, 9_000, "A")).collect::<Result<_, _>>()?;
            let copy = choose(&captures, EVENT, &HashSet::new(), "https://web.archive.org");
            assert_eq!(copy.map(|copy| (copy.days, copy.is_weak)), expected, "{days:?}");
        }
        Ok(())
    }

    #[test]
    fn what_can_be_no_document_is_not_chosen() -> Result<(), jiff::Error> {
        let shared = HashSet::from(["FRONT".to_owned()]);
        let gone = Capture { status: 404, ..capture(4, 9_000, "B")? };
        let captures = [capture(1, 1_499, "A")?, capture(2, 9_000, "FRONT")?, gone, capture(40, 1_500, "C")?];
        let copy = choose(&captures, EVENT, &shared, "https://web.archive.org");
        let url = "https://web.archive.org/web/20040919120000/http://gazette.example/bridge";
        let expected = ArchivedCopy { url: url.to_owned(), at: captures[3].at, days: 40, is_weak: false };
        assert_eq!(copy, Some(expected));
        assert_eq!(choose(&captures[..3], EVENT, &shared, "https://web.archive.org"), None);
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
