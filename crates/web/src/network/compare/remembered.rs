//! What is remembered of a page, once it was compared.

use super::asked::Asker;
use super::{Controls, Sought, front_of};
use crate::network::arrival::Arrival;
use crate::network::page::{Page, Told};
use crate::network::walk::Walker;
use crate::schedule::Permits;
use newslint_model::source::{Control, OwnName, PageRecord, registrable};

/// The fewest words of a page of which it is to be known whether it is all that the host has.
const LONG: u32 = 60;

impl Controls {
    /// What is remembered of the page that the visit ended at.
    pub(in crate::network) async fn record(
        &self,
        walker: &Walker,
        sought: Sought<'_>,
        arrival: &Arrival,
        permits: &Permits,
    ) -> Option<PageRecord> {
        let seen = &arrival.seen;
        let page = arrival.page().filter(|_| seen.status.is_some_and(|status| (200..300).contains(&status)))?;
        // A title that is made of the URL is told from one that is the document's by what the control shows.
        let is_known = seen.cause.is_alive() && seen.control != Some(Control::Unknown);
        let mut record = page.record(sought.url, arrival.at(sought.url), is_known && sought.is_title_of(page));
        // Of the pages that bear their host's name, which are nearly all, nobody asks.
        let is_everywhere = seen.control == Some(Control::Alike) && record.own_name == OwnName::Missing;
        if is_everywhere && record.words >= LONG {
            let asker = self.asker(walker, sought, permits);
            record.front = self.is_front(asker, sought, arrival, page).await;
        }
        Some(record)
    }

    /// Whether the host's front page tells what this page does.
    async fn is_front(&self, asker: Asker<'_>, sought: Sought<'_>, arrival: &Arrival, page: &Page) -> bool {
        let at = arrival.at(sought.url);
        if at.host_str().map(registrable) != sought.url.host_str().map(registrable) {
            return false;
        }
        let cell = self.front_texts.about(&at.origin().ascii_serialization());
        let text = cell.get_or_try_init(|| Box::pin(asker.front_text(front_of(at)))).await;
        let text = text.ok().and_then(Option::as_ref);
        text.is_some_and(|text| text.is_at(at) || text.vocabulary.told_by(page, at) != Told::More)
    }
}
