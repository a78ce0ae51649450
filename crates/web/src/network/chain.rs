//! A visit on its way from one URL to the next.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use url::Url;

use newslint_model::source::{Cause, TlsFault, bare, is_route};

/// The longest cookie that is kept, and how much of them in all, in bytes: as browsers do (RFC 6265 §6.1), for fewer
/// hosts. Servers refuse requests with more.
const LONGEST_COOKIE: usize = 4096;
const MOST_COOKIES: usize = 32 * 1024;

/// Where a visit is, how it came there, and what it carries.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    start: Url,
    redirects: Vec<Url>,
    permanent: usize,
    hops: usize,
    most_hops: usize,
    /// The requests that were made, by URL and cookies.
    made: HashSet<u64, RandomState>,
    /// What the servers of this chain want to be reminded of. Few want that.
    jar: Option<Arc<Jar>>,
    /// How many bytes more it may keep.
    room: usize,
    /// How many answers there were, and how many of them wanted that.
    answers: usize,
    reminders: usize,
    /// Whether the last redirect named the document in its fragment, which no server gets to see.
    pub is_routed: bool,
    /// Whether any type of document will do, after one was not acceptable.
    pub accepts_all: bool,
    /// What is wrong with the TLS of a server on the way.
    pub tls: Option<TlsFault>,
    /// Whether it is the document that is asked for, and not a robots.txt or something to compare it with: only there the
    /// headers of the configuration go.
    pub seeks_document: bool,
}

/// How long a redirect will hold (RFC 9110 §15.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    ForGood,
    ForNow,
}

impl Chain {
    /// At its start, and good for so many redirects.
    pub(super) fn new(start: Url, most_hops: usize) -> Self {
        let mut chain = Self {
            start: bare(start),
            redirects: Vec::new(),
            permanent: 0,
            hops: 0,
            most_hops,
            made: HashSet::default(),
            jar: None,
            room: MOST_COOKIES,
            answers: 0,
            reminders: 0,
            is_routed: false,
            accepts_all: false,
            tls: None,
            seeks_document: false,
        };
        let start = chain.start.clone();
        chain.is_new(&start);
        chain
    }

    /// Where it started.
    pub(super) fn start(&self) -> &Url {
        &self.start
    }

    /// What is to be requested next.
    pub(super) fn at(&self) -> &Url {
        self.redirects.last().unwrap_or(&self.start)
    }

    /// Whether a redirect led here.
    pub(super) fn is_redirected(&self) -> bool {
        !self.redirects.is_empty()
    }

    /// Whether what only its host may know can be sent there: for the document, and where nobody else can read it.
    pub(super) fn may_tell_secrets(&self) -> bool {
        self.seeks_document && self.at().scheme() == "https"
    }

    /// The cookies to send.
    pub(super) fn cookies(&self) -> Option<HeaderValue> {
        self.jar.as_ref()?.cookies(self.at())
    }

    /// Whether most answers so far set cookies. Where that does not end, it is not the document that is at fault: somebody
    /// keeps off who does not take the cookies as browsers do.
    pub(super) fn is_of_cookies(&self) -> bool {
        2 * self.reminders > self.answers
    }

    /// Notes an answer from where the visit is, and keeps its cookies if its server is to be believed.
    pub(super) fn note(&mut self, headers: &HeaderMap, is_believed: bool) {
        self.answers += 1;
        if !headers.contains_key(SET_COOKIE) {
            return;
        }
        self.reminders += 1;
        if is_believed {
            let jar = self.jar.get_or_insert_default();
            let mut kept = headers.get_all(SET_COOKIE).iter().filter(|cookie| {
                let left = self.room.checked_sub(cookie.len()).filter(|_| cookie.len() <= LONGEST_COOKIE);
                self.room = left.unwrap_or(self.room);
                left.is_some()
            });
            jar.set_cookies(&mut kept, self.redirects.last().unwrap_or(&self.start));
        }
    }

    /// Goes to a URL. One where the visit has been is no circle if there are new cookies to show there; the way round is
    /// then forgotten.
    pub(super) fn follow(&mut self, to: Url, holds: Holds) -> Result<(), Cause> {
        self.is_routed = to.fragment().is_some_and(is_route);
        let to = bare(to);
        if !self.is_new(&to) {
            return Err(Cause::RedirectLoop);
        }
        if self.hops == self.most_hops {
            return Err(Cause::TooManyRedirects);
        }
        self.hops += 1;
        // What a server says that does not prove who it is does not hold for good.
        let is_sure = self.tls.is_none_or(|fault| fault == TlsFault::Expired);
        if to == self.start {
            self.redirects.clear();
        } else if let Some(earlier) = self.redirects.iter().position(|url| *url == to) {
            self.redirects.truncate(earlier + 1);
        } else {
            if holds == Holds::ForGood && is_sure && self.permanent == self.redirects.len() {
                self.permanent += 1;
            }
            self.redirects.push(to);
        }
        self.permanent = self.permanent.min(self.redirects.len());
        Ok(())
    }

    /// Where the redirects led, and how many of them, from the first on, hold for good.
    pub(super) fn into_redirects(self) -> (Vec<Url>, usize) {
        (self.redirects, self.permanent)
    }

    /// Notes the next request. It is not new if the same was made before: its answer would be the same.
    fn is_new(&mut self, url: &Url) -> bool {
        let cookies = self.jar.as_ref().and_then(|jar| jar.cookies(url));
        let request = self.made.hasher().hash_one((url, cookies.as_ref().map(HeaderValue::as_bytes)));
        self.made.insert(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<Url, url::ParseError> {
        Url::parse("http://gazette.example/")?.join(text)
    }

    fn set_cookie(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(SET_COOKIE, HeaderValue::from_static(value))])
    }

    #[test]
    fn new_cookies_make_a_new_request() -> Result<(), url::ParseError> {
        let mut chain = Chain::new(url("/0")?, 20);
        chain.note(&set_cookie("seen=1"), true);
        assert_eq!(chain.follow(url("/0")?, Holds::ForGood), Ok(()));
        assert_eq!(chain.follow(url("/check")?, Holds::ForGood), Ok(()));
        chain.note(&set_cookie("seen=2"), true);
        assert_eq!(chain.follow(url("/0")?, Holds::ForGood), Ok(()));
        assert_eq!(chain.cookies(), Some(HeaderValue::from_static("seen=2")));
        assert_eq!(chain.follow(url("/0")?, Holds::ForGood), Err(Cause::RedirectLoop));
        assert_eq!(chain.into_redirects(), (Vec::new(), 0));
        Ok(())
    }

    #[test]
    fn cookies_stay_with_their_host() -> Result<(), url::ParseError> {
        let mut chain = Chain::new(url("/0")?, 20);
        chain.note(&set_cookie("here=1"), true);
        chain.note(&set_cookie("there=1; Domain=kestrel.example"), true);
        chain.note(&set_cookie("safe=1; Secure"), true);
        assert_eq!(chain.cookies(), Some(HeaderValue::from_static("here=1")));
        for (to, expected) in [
            ("http://www.gazette.example/", None),
            ("http://kestrel.example/", None),
            ("http://gazette.example:8080/", Some("here=1")),
        ] {
            assert_eq!(chain.follow(url(to)?, Holds::ForNow), Ok(()));
            assert_eq!(chain.cookies(), expected.map(HeaderValue::from_static), "{to}");
        }
        Ok(())
    }

    #[test]
    fn what_holds_for_good_ends_with_the_first_that_does_not() -> Result<(), url::ParseError> {
        use Holds::{ForGood, ForNow};
        for (hops, permanent) in
            [(&[ForGood, ForGood][..], 2), (&[ForGood, ForNow, ForGood], 1), (&[ForNow, ForGood], 0)]
        {
            let mut chain = Chain::new(url("/start")?, 20);
            for (at, &holds) in hops.iter().enumerate() {
                assert_eq!(chain.follow(url(&format!("/{at}"))?, holds), Ok(()));
            }
            assert_eq!(chain.into_redirects().1, permanent, "{hops:?}");
        }
        let mut chain = Chain::new(url("/start")?, 20);
        chain.tls = Some(TlsFault::Misnamed);
        assert_eq!(chain.follow(url("/new")?, ForGood), Ok(()));
        assert_eq!(chain.into_redirects().1, 0);
        Ok(())
    }
}
