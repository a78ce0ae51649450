//! What one answer says, read as far as it takes to know that.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use reqwest::Response;
use reqwest::header::{CONTENT_LANGUAGE, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, REFRESH, RETRY_AFTER};
use url::Url;

use super::arrival::{Arrival, KeptBody};
use super::chain::Holds;
use super::page::markers::challenge;
use super::page::{self, Page};
use super::request::{Body, is_decoded, may_be_page};
use super::robots::{self, RobotsReader};
use crate::schedule::Ended;
use newslint_model::source::{Cause, Observation};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// A status, and of a failure what tells a challenge.
    Status,
    /// A page.
    Page {
        /// Whether a robots.txt that cannot be read is a refusal.
        needs_robots: bool,
        /// Whether the beginning is enough of a page that is there.
        is_trusting: bool,
    },
    /// A robots.txt.
    Robots,
}

impl Aim {
    /// How many bytes of a page are read that is there, or not; `None` for none at all.
    fn most_of_page(self, is_there: bool) -> Option<usize> {
        match self {
            Self::Page { is_trusting: true, .. } if is_there => Some(page::BEGINNING),
            Self::Page { .. } => Some(page::MOST_BYTES),
            Self::Status => (!is_there).then_some(page::BEGINNING),
            Self::Robots => None,
        }
    }
}

/// What comes after a request.
pub(super) enum NextStep {
    /// Nothing.
    End(Box<Arrival>),
    /// Where an answer with this status sends on, as far as that is a URL.
    Onward(Result<Url, Cause>, Holds, u16),
    /// The same URL once more, in another way.
    Again,
}

/// Reads an answer that came from the URL `at`. The body is dropped with what is left of it, which ends the connection.
pub(super) async fn read(mut response: Response, at: &Url, aim: Aim, is_accepted: bool) -> (NextStep, Ended) {
    let status = response.status().as_u16();
    // Elsewhere the header is about the document, or a redirect.
    let asks = matches!(status, 429 | 503);
    let retry_after = asks.then(|| retry_after(response.headers(), SystemTime::now())).flatten();
    let ended = if status == 429 || retry_after.is_some() {
        Ended::Throttled(retry_after.map(Duration::from_secs))
    } else {
        Ended::Answered
    };
    let seen = Observation { status: Some(status), retry_after, ..Observation::new(Cause::of_status(status)) };
    let mut arrival = Arrival::new(seen);
    if is_accepted {
        (arrival.seen.cause, arrival.content) = (Cause::Alive, KeptBody::Accepted);
    } else if challenge(response.headers(), None) {
        arrival.seen.cause = Cause::Challenge;
    } else if let Some((to, holds)) = redirect(status, response.headers(), at) {
        return (NextStep::Onward(to, holds, status), ended);
    } else {
        arrival.content = content(&mut response, aim).await;
        let page = arrival.page();
        if challenge(response.headers(), page) {
            // Some firewalls send to their CAPTCHA by a refresh.
            arrival.seen.cause = Cause::Challenge;
        } else if let Some(to) = page.filter(|_| arrival.seen.cause.is_alive()).and_then(|page| page.refresh(at)) {
            return (NextStep::Onward(Ok(to), Holds::ForNow, status), ended);
        }
    }
    (NextStep::End(arrival), ended)
}

/// Where an answer leads (WHATWG Fetch §2.2.3, redirect status), and for how long (RFC 9110 §15.4).
fn redirect(status: u16, headers: &HeaderMap, at: &Url) -> Option<(Result<Url, Cause>, Holds)> {
    let holds = match status {
        301 | 308 => Holds::ForGood,
        302 | 303 | 307 => Holds::ForNow,
        _ => return None,
    };
    Some((target(at, headers.get(LOCATION)?.as_bytes()), holds))
}

async fn content(response: &mut Response, aim: Aim) -> KeptBody {
    let is_there = response.status().is_success();
    match aim {
        Aim::Robots if is_there && is_decoded(response.headers()) => {
            let mut reader = RobotsReader::default();
            // Of one that breaks off, what came of it holds.
            Body::pass(response, robots::MOST_BYTES, |chunk| reader.feed(chunk)).await;
            KeptBody::Robots(reader.finish())
        }
        Aim::Page { .. } if response.content_length() == Some(0) && means_empty(response) => KeptBody::Empty,
        Aim::Page { .. } | Aim::Status if may_be_page(response.headers()) => {
            let Some(most) = aim.most_of_page(is_there) else { return KeptBody::Nothing };
            let body = Body::read(response, most).await;
            let content_type = response.headers().get(CONTENT_TYPE);
            // A picture without a type is no page.
            let is_named = content_type.is_some() || body.bytes.trim_ascii_start().starts_with(b"<");
            let content_type = content_type.and_then(text);
            let is_page = is_named && !page::is_binary(&body.bytes, content_type);
            if body.is_whole && body.bytes.is_empty() && means_empty(response) {
                return KeptBody::Empty;
            }
            if !is_page || (body.bytes.is_empty() && !body.is_whole) {
                return KeptBody::Nothing;
            }
            let mut page = Page::read(&body.bytes, content_type);
            if let Some(language) = response.headers().get(CONTENT_LANGUAGE).and_then(text) {
                page.set_language(language);
            }
            if body.is_whole { KeptBody::Page(page) } else { KeptBody::CutPage(page) }
        }
        _ => KeptBody::Nothing,
    }
}

/// Whether an answer without a body says that there is nothing. One that only says that the request was taken, or that
/// sends browsers on by a header, does not.
fn means_empty(response: &Response) -> bool {
    matches!(response.status().as_u16(), 200 | 203..=206) && !response.headers().contains_key(REFRESH)
}

fn text(value: &HeaderValue) -> Option<&str> {
    str::from_utf8(value.as_bytes()).ok()
}

/// The longest URL that a redirect is followed to, in bytes. Servers take no longer one, and each on the way is kept.
const LONGEST_URL: usize = 8 * 1024;

/// The URL that a `Location` means (RFC 9110 §10.2.2), with its fragment.
///
/// Servers put bytes there that no URL may have. Each byte beyond ASCII is escaped by itself, as browsers do: so it
/// comes back to the server as the byte that it sent, whatever encoding it had in mind.
pub fn target(from: &Url, location: &[u8]) -> Result<Url, Cause> {
    if location.len() > LONGEST_URL {
        return Err(Cause::BadRedirect);
    }
    let mut reference = String::with_capacity(location.len());
    for &byte in location {
        if byte.is_ascii() {
            reference.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(reference, "%{byte:02X}");
        }
    }
    let url = from.join(&reference).map_err(|_| Cause::BadRedirect)?;
    match url.scheme() {
        "http" | "https" if url.as_str().len() <= LONGEST_URL => Ok(url),
        _ => Err(Cause::BadRedirect),
    }
}

/// A hundred years, in seconds. Nobody means a longer time, and clocks can still add it up.
const LONGEST_WAIT: u64 = 100 * 365 * 24 * 60 * 60;

/// The seconds for which the server is to be left alone, if it says so (RFC 9110 §10.2.3). `now` is the time of the answer.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<u64> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // What is no number is too great for one.
        return Some(value.parse().unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // The server's clock may be wrong, and then it is wrong in both headers.
    let now = headers.get(DATE).and_then(date).unwrap_or(now);
    let left = until.duration_since(now).unwrap_or_default();
    Some(left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0)).min(LONGEST_WAIT))
}

fn date(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn locations_as_servers_write_them() -> Result<(), url::ParseError> {
        let from = Url::parse("http://example.org/news/old?page=1")?;
        let cases: [(&[u8], Result<&str, Cause>); 12] = [
            (b"https://example.com/", Ok("https://example.com/")),
            (b"//example.com/x", Ok("http://example.com/x")),
            (b"/new", Ok("http://example.org/new")),
            (b"new", Ok("http://example.org/news/new")),
            (b"?page=2", Ok("http://example.org/news/old?page=2")),
            (b"/a b/c d", Ok("http://example.org/a%20b/c%20d")),
            (b"/caf\xe9", Ok("http://example.org/caf%E9")),
            ("/café".as_bytes(), Ok("http://example.org/caf%C3%A9")),
            ("http://bücher.example/".as_bytes(), Ok("http://xn--bcher-kva.example/")),
            (b"http://me:secret@example.org/a#top", Ok("http://me:secret@example.org/a#top")),
            (b"mailto:desk@example.org", Err(Cause::BadRedirect)),
            (b"http://", Err(Cause::BadRedirect)),
        ];
        for (location, expected) in cases {
            let found = target(&from, location);
            assert_eq!(found.as_ref().map(Url::as_str), expected.as_ref().map(|url| *url), "{location:?}");
        }
        Ok(())
    }

    #[test]
    fn both_forms_are_read() {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let served = "Sun, 06 Nov 1994 08:00:00 GMT";
        for (value, date, expected) in [
            ("120", None, Some(120)),
            (" 0 ", None, Some(0)),
            ("31536000", None, Some(31_536_000)),
            ("99999999999999999999999", None, Some(LONGEST_WAIT)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", None, Some(60)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(served), Some(3037)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", None, Some(60)),
            ("Sun Nov  6 08:50:37 1994", None, Some(60)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some("yesterday"), Some(60)),
            ("Sun, 06 Nov 1983 08:50:37 GMT", None, Some(0)),
            ("-1", None, None),
            ("1.5", None, None),
            ("later", None, None),
            ("", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
            if let Some(date) = date {
                headers.insert(DATE, HeaderValue::from_static(date));
            }
            assert_eq!(retry_after(&headers, now), expected, "{value:?}, {date:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
