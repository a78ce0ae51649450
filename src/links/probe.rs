//! Visits for an audit.

use std::io;
use std::sync::Arc;

use url::Url;

use super::once;
use super::visit::Visitor;
use super::{Cause, Observation, VisitOptions};
use crate::schedule::{Turns, Visited};

/// What is visited for a document.
#[derive(Debug, Default)]
pub struct Subject {
    /// As it is cited.
    pub cited: String,
    /// The URL to request; `None` if there is none in what is cited.
    pub url: Option<Url>,
    /// The titles of the events that cite it.
    pub titles: Vec<String>,
    /// Whether its host's robots.txt counts as none.
    pub robots_exempt: bool,
}

/// Visits for an audit.
pub struct Prober(Arc<Visitor>);

impl Prober {
    /// A prober.
    pub fn new(options: &VisitOptions) -> io::Result<Self> {
        Ok(Self(Arc::new(Visitor::new(options)?)))
    }

    /// Visits.
    pub async fn visit(&self, subject: &Subject, turns: &Turns) -> Visited<Observation> {
        match &subject.url {
            Some(url) => once::visit(Arc::clone(&self.0), Arc::new(url.clone()), turns.clone()).await,
            None => Visited::Done(Observation::new(Cause::Invalid)),
        }
    }
}
