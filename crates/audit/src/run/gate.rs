//! The health gate: whether it is the network here that does not work.
//!
//! A router that is down makes every source look dead. So URLs that always work are visited now and then, and what was
//! seen of others counts only if these worked before and after.

use url::Url;

use crate::reach::Reach;
use newslint_model::source::{Hosts, Observation};
use newslint_web::network::{self, VisitOptions};

/// The control URLs, and how to visit them.
pub(super) struct Gate {
    urls: Vec<Url>,
    options: VisitOptions,
}

impl Gate {
    /// There is no gate without control URLs.
    pub(super) fn new(urls: &[Url], options: &VisitOptions) -> Option<Gate> {
        // What is different for some hosts, and secret headers among that, is for sources.
        let options = VisitOptions { hosts: Hosts::default(), ..options.clone() };
        (!urls.is_empty()).then(|| Gate { urls: urls.to_vec(), options })
    }

    /// Whether one of the control URLs is there. One that is not may be the fault of its host; all of them are ours.
    pub(super) async fn is_open(&self) -> bool {
        let Ok(seen) = network::visit_each(self.urls.clone(), &self.options, &|| {}).await else { return false };
        self.urls.iter().any(|url| seen.get(url.as_str()).is_some_and(|observation| is_itself(url, observation)))
    }
}

/// Whether a control URL answered, and nobody in its place: a captive portal answers for everybody.
fn is_itself(url: &Url, observation: &Observation) -> bool {
    let answer = url.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
    // `generate_204` is named for the answer that it gives.
    let is_as_named = !answer.ends_with("204") || observation.status == Some(204);
    observation.cause.is_alive() && is_as_named && Reach::of(url, observation) == Some(Reach::Host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use newslint_model::source::Cause;

    #[test]
    fn a_control_url_has_to_answer_itself() -> Result<(), url::ParseError> {
        for (url, status, landing, expected) in [
            ("http://up.example/", 200, None, true),
            ("http://up.example/", 200, Some("https://www.up.example/"), true),
            ("http://up.example/", 200, Some("http://portal.example/"), false),
            ("http://up.example/", 503, None, false),
            ("http://up.example/generate_204", 204, None, true),
            ("http://up.example/generate_204", 200, None, false),
        ] {
            let redirects = landing.into_iter().map(Url::parse).collect::<Result<_, _>>()?;
            let observation =
                Observation { status: Some(status), redirects, ..Observation::new(Cause::of_status(status)) };
            assert_eq!(is_itself(&Url::parse(url)?, &observation), expected, "{url} {status} {landing:?}");
        }
        Ok(())
    }
}
