//! What one answer says, read as far as it takes to know that.

use std::time::{Duration, SystemTime};

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use url::Url;

use super::arrival::{Arrival, KeptBody};
use super::chain::Holds;
use super::page::markers::challenge;
use super::page::{self, Page};
use super::redirect::target;
use super::request::{Body, is_decoded, may_be_page};
use super::retry_after;
use super::robots::{self, RobotsPolicy};
use crate::schedule::Ended;
use crate::source::{Cause, Observation};

/// The bytes of a page that are read of a host that is known to be honest. A refresh and the script of a challenge have
/// to be found still.
const BEGINNING: usize = 64 * 1024;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// A status, and nothing besides.
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
    let retry_after = asks.then(|| retry_after::seconds(response.headers(), SystemTime::now())).flatten();
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
            let body = Body::read(response, robots::MOST_BYTES).await;
            KeptBody::Robots(RobotsPolicy::read(&body.bytes))
        }
        Aim::Page { is_trusting, .. } if may_be_page(response.headers()) => {
            let most = if is_there && is_trusting { BEGINNING } else { page::MOST_BYTES };
            let body = Body::read(response, most).await;
            let content_type = response.headers().get(CONTENT_TYPE);
            // A picture without a type is no page.
            let is_page = content_type.is_some() || body.bytes.trim_ascii_start().starts_with(b"<");
            let content_type = content_type.map(HeaderValue::as_bytes).and_then(|value| str::from_utf8(value).ok());
            match body.is_whole {
                _ if !is_page || (body.bytes.is_empty() && !body.is_whole) => KeptBody::Nothing,
                true => KeptBody::Page(Page::read(&body.bytes, content_type)),
                false => KeptBody::CutPage(Page::read(&body.bytes, content_type)),
            }
        }
        _ => KeptBody::Nothing,
    }
}
