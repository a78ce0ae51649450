//! The requests that it takes to compare, each of which is made for one visit and serves many.

use url::Url;

use super::kept::{ControlAnswer, ControlPage, Front, FrontText, NotFoundPage, Sketches};
use crate::network::answer::Aim;
use crate::network::arrival::{Arrival, KeptBody};
use crate::network::control::control_url;
use crate::network::page::markers::{login, store_error, vacancy};
use crate::network::page::{Page, likeness};
use crate::network::walk::Walker;
use crate::schedule::Permits;
use newslint_model::source::{Cause, Deferral};

/// Who asks, and for whom.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    pub walker: &'a Walker,
    pub permits: &'a Permits,
    pub sketches: &'a Sketches,
    /// Whether a robots.txt that cannot be read is a refusal.
    pub needs_robots: bool,
}

impl Asker<'_> {
    async fn go(&self, url: &Url) -> Result<Box<Arrival>, Deferral> {
        let aim = Aim::Page { needs_robots: self.needs_robots, is_trusting: false };
        Box::pin(self.walker.walk(url, aim, self.permits)).await
    }

    /// What there is at a URL that was made up.
    pub(super) async fn control(&self, url: Url) -> Result<ControlAnswer, Deferral> {
        let arrival = self.go(&url).await?;
        let at = arrival.at(&url);
        let page = match (arrival.seen.cause, &arrival.content) {
            (Cause::NotFound | Cause::Gone, _) => return Ok(ControlAnswer::Honest),
            (Cause::Refused(403), KeptBody::Page(page)) if store_error(page) => return Ok(ControlAnswer::StoreError),
            (Cause::Alive, KeptBody::Page(page)) => Some(page),
            (Cause::Alive, KeptBody::Nothing | KeptBody::Empty) => None,
            _ => return Ok(ControlAnswer::Unknown),
        };
        if page.is_some_and(|page| login(&url, at, page)) {
            return Ok(ControlAnswer::Unknown);
        }
        let is_empty = matches!(arrival.content, KeptBody::Empty);
        Ok(ControlAnswer::There(Box::new(ControlPage::new(&url, at, page, is_empty, self.sketches))))
    }

    /// Whether links alone tell a second page for what cannot exist `beside` a URL from the first one.
    pub(super) async fn rotates(&self, beside: &Url, first: &ControlPage) -> Result<bool, Deferral> {
        // Not the one that was asked for: a cache would have its answer.
        let Some(second) = control_url(beside).and_then(|control| control_url(&control)) else { return Ok(false) };
        let arrival = self.go(&second).await?;
        let KeptBody::Page(page) = &arrival.content else { return Ok(false) };
        let likeness = first.sketch.as_ref().map(|sketch| likeness(page, &second, sketch));
        Ok(likeness.is_some_and(|likeness| likeness.differs_in_links_only() && !likeness.is_alike()))
    }

    /// The page of the 404 for what cannot exist `beside` a URL, if that is what there is.
    pub(super) async fn not_found(&self, beside: &Url) -> Result<Option<NotFoundPage>, Deferral> {
        let Some(url) = control_url(beside) else { return Ok(None) };
        let arrival = self.go(&url).await?;
        let page = arrival.page().filter(|_| matches!(arrival.seen.cause, Cause::NotFound | Cause::Gone));
        Ok(page.map(|page| NotFoundPage::new(page, &url, beside, self.sketches)))
    }

    /// What the front page is.
    pub(super) async fn front(&self, url: Url) -> Result<Front, Deferral> {
        let arrival = self.go(&url).await?;
        let vacancy = |page: &Page| vacancy(&url, arrival.at(&url), page);
        Ok(match arrival.seen.status {
            Some(404) => Front::NotFound,
            _ => arrival.page().and_then(vacancy).map_or(Front::Other, Front::Vacant),
        })
    }

    /// What the front page tells, if there is one.
    pub(super) async fn front_text(&self, url: Url) -> Result<Option<FrontText>, Deferral> {
        let arrival = self.go(&url).await?;
        let page = arrival.page().filter(|_| arrival.seen.cause.is_alive());
        Ok(page.map(|page| FrontText::new(arrival.at(&url), page)))
    }
}
