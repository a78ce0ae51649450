//! Where a visit has come to: one record, which grows from the first answer to what a control shows.

use url::Url;

use super::chain::Chain;
use super::page::Page;
use super::robots::RobotsPolicy;
use newslint_model::source::{Cause, Observation};

/// The answer that a visit ends with, or why there is none.
#[derive(Debug)]
pub(super) struct Arrival {
    /// What is seen so far.
    pub seen: Observation,
    /// What is kept of the answer's body.
    pub content: KeptBody,
    /// Whether the last redirect named the document in its fragment.
    pub is_routed: bool,
}

/// What is kept of a body.
#[derive(Debug)]
pub(super) enum KeptBody {
    /// It was not asked for, is no page, or could not be read.
    Nothing,
    /// There was none: a success of which the server sent not one byte.
    Empty,
    Page(Page),
    /// A page that broke off. It can speak for a document and not against one.
    CutPage(Page),
    Robots(RobotsPolicy),
    /// The configuration says what the status means, so nothing else counts.
    Accepted,
}

impl Arrival {
    /// With this, of which there is no more to say.
    pub(super) fn new(seen: Observation) -> Box<Self> {
        Box::new(Self { seen, content: KeptBody::Nothing, is_routed: false })
    }

    /// Without an answer.
    pub(super) fn without_answer(cause: Cause) -> Box<Self> {
        Self::new(Observation::new(cause))
    }

    /// With the way that led there.
    pub(super) fn by(mut self: Box<Self>, chain: Chain) -> Box<Self> {
        self.seen.tls = self.seen.tls.max(chain.tls);
        self.is_routed = chain.is_routed;
        (self.seen.redirects, self.seen.permanent) = chain.into_redirects();
        self
    }

    /// The URL that the answer is from, of a visit that started at `start`.
    pub(super) fn at<'u>(&'u self, start: &'u Url) -> &'u Url {
        self.seen.redirects.last().unwrap_or(start)
    }

    /// The page, even if it broke off.
    pub(super) fn page(&self) -> Option<&Page> {
        match &self.content {
            KeptBody::Page(page) | KeptBody::CutPage(page) => Some(page),
            KeptBody::Nothing | KeptBody::Empty | KeptBody::Robots(_) | KeptBody::Accepted => None,
        }
    }
}
