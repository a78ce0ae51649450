//! How far a visit came. By itself that says as much of the network here as of the host.

use jiff::Timestamp;
use url::Url;

use super::history::{History, Visit};
use newslint_model::source::{Cause, Control, Observation, PageRecord, Similarity, registrable};

/// How far a visit came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// To the host, which said something of its own.
    Host,
    /// Nowhere: no address, no connection, no TLS, no answer, or that of a gateway which came no further.
    Nowhere,
    /// To this host, which is another site's. A captive portal sends everybody to itself.
    Elsewhere(String),
    /// To a page with this title and text that need not be the host's: nothing shows that the host knows its documents.
    /// Some captive portals answer in everybody's place.
    Page(String, Similarity),
}

impl Reach {
    /// How far the visit of a URL came. `None` if it did not set out, or came to an end that we set.
    pub fn of(url: &Url, observation: &Observation) -> Option<Reach> {
        let landing = observation.landing();
        if let Some(elsewhere) = landing.and_then(|landing| foreign_host(url, landing)) {
            return Some(Reach::Elsewhere(elsewhere.to_owned()));
        }
        match observation.cause {
            Cause::Deferred(_)
            | Cause::Invalid
            | Cause::Unsupported
            | Cause::BadPort
            | Cause::PrivateAddress
            | Cause::NoIpv6 => None,
            Cause::Robots | Cause::NoRobots => Some(Reach::Host),
            // Somebody else may have told that it is there.
            Cause::Alive if observation.status.is_none() => None,
            // By whoever answered instead, or has to be asked first (RFC 6585 §6).
            Cause::Tls | Cause::ServerError(502..=504 | 511) if landing.is_none() => Some(Reach::Nowhere),
            _ if observation.status.is_none() && landing.is_none() => Some(Reach::Nowhere),
            _ => {
                Some(anonymous_page(observation).map_or(Reach::Host, |page| Reach::Page(page.title.clone(), page.text)))
            }
        }
    }
}

/// The page that was seen, if it may be anybody's: it is not the one that is cited, and a document that cannot exist did
/// not show anything else.
fn anonymous_page(observation: &Observation) -> Option<&PageRecord> {
    let knows_documents = matches!(observation.control, Some(Control::Honest | Control::Different));
    let says_something = |page: &&PageRecord| page.words > 0 || !page.title.is_empty();
    observation.page.as_deref().filter(|page| !page.cited && !knows_documents).filter(says_something)
}

/// How far the last visit of a host came that set out.
pub fn last_reach(histories: &[History], now: Timestamp) -> Option<Reach> {
    let visits = histories.iter().flat_map(|history| history.visits_until(now).map(move |visit| (history, visit)));
    let mut latest: Option<(&History, &Visit)> = None;
    for (history, visit) in visits {
        if latest.is_none_or(|(_, latest)| latest.at <= visit.at) {
            latest = Some((history, visit));
        }
    }
    let (history, visit) = latest?;
    Reach::of(&Url::parse(&history.url).ok()?, &visit.observation)
}

/// The host of a URL, if it is another site's than that of the URL that led there.
fn foreign_host<'u>(from: &Url, to: &'u Url) -> Option<&'u str> {
    let (own, host) = (from.host_str()?, to.host_str()?);
    (registrable(own) != registrable(host)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_be_anybodys() -> Result<(), Box<dyn std::error::Error>> {
        let page = |words: u32, cited: bool| {
            let record = serde_json::json!({ "text": Similarity(7), "words": words, "cited": cited });
            serde_json::from_value::<PageRecord>(record)
        };
        let anybodys = Some(Reach::Page(String::new(), Similarity(7)));
        for (page, control, expected) in [
            (page(9, false), None, anybodys.clone()),
            (page(9, false), Some(Control::Alike), anybodys.clone()),
            (page(9, false), Some(Control::Unknown), anybodys),
            (page(9, false), Some(Control::Honest), Some(Reach::Host)),
            (page(9, false), Some(Control::Different), Some(Reach::Host)),
            (page(9, true), None, Some(Reach::Host)),
            (page(0, false), None, Some(Reach::Host)),
        ] {
            let observation = Observation {
                status: Some(200),
                page: Some(Box::new(page?)),
                control,
                ..Observation::new(Cause::Alive)
            };
            assert_eq!(Reach::of(&Url::parse("http://gazette.example/a")?, &observation), expected, "{observation:?}");
        }
        Ok(())
    }

    #[test]
    fn a_visit_comes_to_its_host_or_elsewhere_or_nowhere() -> Result<(), url::ParseError> {
        let (host, nowhere) = (Some(Reach::Host), Some(Reach::Nowhere));
        let elsewhere = |host: &str| Some(Reach::Elsewhere(host.to_owned()));
        for (url, cause, status, landing, expected) in [
            ("http://gazette.example/a", Cause::Alive, Some(200), None, host.clone()),
            ("http://gazette.example/a", Cause::NotFound, Some(404), None, host.clone()),
            ("http://gazette.example/a", Cause::Alive, Some(200), Some("https://www.gazette.example/a"), host.clone()),
            ("http://gazette.example/a", Cause::Tls, None, Some("https://www.gazette.example/a"), host.clone()),
            ("http://gazette.example/a", Cause::Robots, None, None, host.clone()),
            ("http://gazette.example/a", Cause::NoRobots, None, None, host.clone()),
            ("http://gazette.example/a", Cause::ConnectionRefused, None, None, nowhere.clone()),
            ("http://gazette.example/a", Cause::NoSuchName, None, None, nowhere.clone()),
            ("http://gazette.example/a", Cause::NoResolver, None, None, nowhere.clone()),
            ("https://gazette.example/a", Cause::Tls, None, None, nowhere.clone()),
            ("https://gazette.example/a", Cause::Tls, Some(200), None, nowhere.clone()),
            ("http://gazette.example/a", Cause::ServerError(503), Some(503), None, nowhere.clone()),
            ("http://gazette.example/a", Cause::ServerError(500), Some(500), None, host),
            ("http://gazette.example/a", Cause::Timeout, None, None, nowhere),
            (
                "http://a.example/a",
                Cause::Login,
                Some(200),
                Some("http://portal.example/"),
                elsewhere("portal.example"),
            ),
            ("http://a.example/a", Cause::Timeout, None, Some("http://10.0.0.1/"), elsewhere("10.0.0.1")),
            ("http://10.0.0.2/a", Cause::Alive, Some(200), Some("http://10.0.0.1/"), elsewhere("10.0.0.1")),
            ("http://a.co.uk/a", Cause::Alive, Some(200), Some("http://b.co.uk/"), elsewhere("b.co.uk")),
            ("ftp://gazette.example/a", Cause::Unsupported, None, None, None),
            ("http://gazette.example/a", Cause::PrivateAddress, None, None, None),
        ] {
            let redirects = landing.into_iter().map(Url::parse).collect::<Result<_, _>>()?;
            let observation = Observation { status, redirects, ..Observation::new(cause) };
            assert_eq!(Reach::of(&Url::parse(url)?, &observation), expected, "{url} {cause:?} {landing:?}");
        }
        Ok(())
    }
}
