//! What one answer says, read as far as it takes to know that.

use std::time::{Duration, SystemTime};

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use url::Url;

use super::chain::Holds;
use super::page::markers::challenge;
use super::page::{self, Page};
use super::request::{Body, is_decoded, may_be_page};
use super::retry_after;
use super::robots::{self, Rules};
use super::walk::Aim;
use crate::schedule::Ended;
use crate::source::{Cause, TlsFault};

/// The bytes of a page that are read of a host that is known to be honest. A refresh and the script of a challenge have
/// to be found still.
const BEGINNING: usize = 64 * 1024;

/// What comes after a request.
pub(super) enum Step {
    End(Box<Ending>),
    /// To the bytes of a `Location`, with this status.
    Redirect(Vec<u8>, Holds, u16),
    /// To where a page with this status sends its reader.
    Refresh(Url, u16),
    /// The same URL once more, in another way.
    Again,
}

/// The answer that a walk ends with, or why there is none.
#[derive(Debug)]
pub(super) struct Ending {
    pub cause: Cause,
    /// Of the answer, if there was one.
    pub status: Option<u16>,
    /// Why there was none, in the words of the library that met the error.
    pub detail: Option<String>,
    pub tls: Option<TlsFault>,
    pub retry_after: Option<u64>,
    pub content: Content,
}

/// What is kept of a body.
#[derive(Debug)]
pub(super) enum Content {
    /// It was not asked for, is no page, or could not be read.
    Nothing,
    Page(Page),
    /// A page that broke off. It can speak for a document and not against one.
    CutPage(Page),
    Rules(Rules),
    /// The configuration says what the status means, so nothing else counts.
    Accepted,
}

impl Ending {
    /// Without an answer.
    pub fn new(cause: Cause) -> Self {
        Self { cause, status: None, detail: None, tls: None, retry_after: None, content: Content::Nothing }
    }

    /// The page, even if it broke off.
    pub fn page(&self) -> Option<&Page> {
        match &self.content {
            Content::Page(page) | Content::CutPage(page) => Some(page),
            Content::Nothing | Content::Rules(_) | Content::Accepted => None,
        }
    }
}

/// Reads an answer that came from the URL `at`. The body is dropped with what is left of it, which ends the connection.
pub(super) async fn read(mut response: Response, at: &Url, aim: Aim, is_accepted: bool) -> (Step, Ended) {
    let status = response.status().as_u16();
    // Elsewhere the header is about the document, or a redirect.
    let asks = matches!(status, 429 | 503);
    let retry_after = asks.then(|| retry_after::seconds(response.headers(), SystemTime::now())).flatten();
    let ended = if status == 429 || retry_after.is_some() {
        Ended::Throttled(retry_after.map(Duration::from_secs))
    } else {
        Ended::Answered
    };
    let mut ending = Ending { status: Some(status), retry_after, ..Ending::new(Cause::of_status(status)) };
    if is_accepted {
        (ending.cause, ending.content) = (Cause::Alive, Content::Accepted);
    } else if challenge(response.headers(), None) {
        ending.cause = Cause::Challenge;
    } else if let Some((location, holds)) = redirect(status, response.headers()) {
        return (Step::Redirect(location, holds, status), ended);
    } else {
        ending.content = content(&mut response, aim).await;
        if challenge(response.headers(), ending.page()) {
            // Some firewalls send to their CAPTCHA by a refresh.
            ending.cause = Cause::Challenge;
        } else if let Some(to) = ending.page().filter(|_| ending.cause.is_alive()).and_then(|page| page.refresh(at)) {
            return (Step::Refresh(to, status), ended);
        }
    }
    (Step::End(Box::new(ending)), ended)
}

/// Where an answer leads (WHATWG Fetch §2.2.3, redirect status), and for how long (RFC 9110 §15.4).
fn redirect(status: u16, headers: &HeaderMap) -> Option<(Vec<u8>, Holds)> {
    let holds = match status {
        301 | 308 => Holds::ForGood,
        302 | 303 | 307 => Holds::ForNow,
        _ => return None,
    };
    Some((headers.get(LOCATION)?.as_bytes().to_vec(), holds))
}

async fn content(response: &mut Response, aim: Aim) -> Content {
    let is_there = response.status().is_success();
    match aim {
        Aim::Robots if is_there && is_decoded(response.headers()) => {
            let body = Body::read(response, robots::MOST_BYTES).await;
            Content::Rules(Rules::read(&body.bytes))
        }
        Aim::Page { is_trusting, .. } if may_be_page(response.headers()) => {
            let most = if is_there && is_trusting { BEGINNING } else { page::MOST_BYTES };
            let body = Body::read(response, most).await;
            let content_type = response.headers().get(CONTENT_TYPE);
            // A picture without a type is no page.
            let is_page = content_type.is_some() || body.bytes.trim_ascii_start().starts_with(b"<");
            let content_type = content_type.map(HeaderValue::as_bytes).and_then(|value| str::from_utf8(value).ok());
            match body.is_whole {
                _ if !is_page || (body.bytes.is_empty() && !body.is_whole) => Content::Nothing,
                true => Content::Page(Page::read(&body.bytes, content_type)),
                false => Content::CutPage(Page::read(&body.bytes, content_type)),
            }
        }
        _ => Content::Nothing,
    }
}
