//! Reads a copy as it was captured, without the frame that an archive puts around it.

use jiff::{SignedDuration, Timestamp, tz};
use reqwest::Response;
use reqwest::header::{HeaderName, LOCATION};
use url::Url;

use super::cdx::digits;
use super::cited_copy::CopyPlace;
use super::pacing::NoAnswer;
use super::turn::Turns;
use crate::history::{Capture, CopyReading, ServedCopy};
use newslint_model::source::{ArchivePlace, Cause, is_plain_url, request_url};
use newslint_web::network::{CopySeen, read_copy};

/// What a URL of a copy has behind its time, to have it as it was captured.
const AS_CAPTURED: &str = "id_";

/// Followed from one copy to another: to the exact time, and to where the page had moved.
const MOST_REDIRECTS: usize = 5;

/// The longest URL of an original, in bytes.
const LONGEST_URL: usize = 2_048;

/// When the copy was made that is served (RFC 7089 §2.1.1).
const MEMENTO_DATETIME: HeaderName = HeaderName::from_static("memento-datetime");

/// Reads copies of one archive.
pub(super) struct Reader {
    /// How readings name the archive.
    name: Option<Box<str>>,
    base: String,
    place: CopyPlace,
}

/// A copy that is asked for, or served.
#[derive(Clone, PartialEq, Eq)]
struct Copy {
    at: Timestamp,
    original: Url,
}

/// What an answer amounts to.
enum Answer {
    Onward(Copy),
    Seen(Copy, CopySeen),
}

impl Reader {
    pub(super) fn of(place: &ArchivePlace) -> Option<Self> {
        Some(Self { name: place.name().map(Box::from), base: place.copies(), place: CopyPlace::new(place)? })
    }

    /// Reads a capture. Each redirect on the way takes its turn.
    pub(super) async fn read(
        &self,
        turns: &Turns,
        capture: &Capture,
        titles: &[String],
    ) -> Result<CopyReading, NoAnswer> {
        let unreadable = |cause| self.reading(capture, None, CopySeen { cause, page: None });
        let Some(original) = request_url(&capture.original) else { return Ok(unreadable(Cause::Invalid)) };
        let asked = Copy { at: capture.at, original };
        let mut at = asked.clone();
        for _ in 0..=MOST_REDIRECTS {
            let Some(url) = self.url(&at) else { return Ok(unreadable(Cause::Invalid)) };
            match turns.ask(url, async |response| self.answer(response, &asked, &at, titles).await).await? {
                Answer::Onward(next) if next == at => return Ok(unreadable(Cause::RedirectLoop)),
                Answer::Onward(next) => at = next,
                Answer::Seen(served, seen) => {
                    let served = Some(served)
                        .filter(|served| *served != asked)
                        .map(|served| Box::new(ServedCopy { captured: served.at, original: served.original.into() }));
                    return Ok(self.reading(capture, served, seen));
                }
            }
        }
        Ok(unreadable(Cause::TooManyRedirects))
    }

    fn reading(&self, capture: &Capture, served: Option<Box<ServedCopy>>, seen: CopySeen) -> CopyReading {
        CopyReading {
            archive: self.name.clone(),
            captured: capture.at,
            original: capture.original.clone(),
            digest: capture.digest.clone(),
            served,
            cause: seen.cause,
            page: seen.page,
        }
    }

    fn url(&self, copy: &Copy) -> Option<Url> {
        Url::parse(&format!("{}{}{AS_CAPTURED}/{}", self.base, digits(copy.at), copy.original)).ok()
    }

    async fn answer(&self, response: Response, asked: &Copy, at: &Copy, titles: &[String]) -> Result<Answer, NoAnswer> {
        let status = response.status();
        let memento = response.headers().get(MEMENTO_DATETIME).and_then(|value| date(value.to_str().ok()?));
        if status.is_redirection()
            && let Some(location) = response.headers().get(LOCATION)
        {
            let next = location.to_str().ok().and_then(|location| self.next(response.url(), location, at));
            let nowhere = || Answer::Seen(at.clone(), CopySeen { cause: Cause::BadRedirect, page: None });
            return Ok(next.map_or_else(nowhere, Answer::Onward));
        }
        // What a copy says is that it was captured; what the archive says, that it has trouble now.
        if memento.is_none() && (status.is_server_error() || matches!(status.as_u16(), 401 | 407 | 408 | 425)) {
            return Err(NoAnswer::Failed(format!("the web archive answers {status}")));
        }
        let served = Copy { at: memento.unwrap_or(at.at), original: at.original.clone() };
        let seen = read_copy(response, &asked.original, &served.original, titles).await;
        let cut = || NoAnswer::Failed("the web archive's answer ends early".to_owned());
        seen.map(|seen| Answer::Seen(served, seen)).ok_or_else(cut)
    }

    /// Where a redirect leads: to another copy in the archive. Some archives send on to where the page itself did, and
    /// that is looked for in the archive as well.
    fn next(&self, from: &Url, location: &str, at: &Copy) -> Option<Copy> {
        let to = self.within(from, location)?;
        let next = match self.place.read(to.as_str()) {
            Some((at, original)) => Copy { at, original },
            None => Copy { at: at.at, original: request_url(at.original.join(location).ok()?.as_str())? },
        };
        let original = next.original.as_str();
        (original.len() <= LONGEST_URL && is_plain_url(original)).then_some(next)
    }

    fn within(&self, from: &Url, location: &str) -> Option<Url> {
        from.join(location).ok().filter(|to| matches!(to.scheme(), "http" | "https"))
    }
}

/// A time of HTTP, to the second.
fn date(text: &str) -> Option<Timestamp> {
    let since = httpdate::parse_http_date(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let at = Timestamp::UNIX_EPOCH.checked_add(SignedDuration::try_from(since).ok()?).ok()?;
    // Digits of a copy have four for the year.
    (tz::TimeZone::UTC.to_datetime(at).year() <= 9999).then_some(at)
}
