//! Questions to the index of a web archive, in the words of its kind, and its answers.

use jiff::Timestamp;
use jiff::civil::Date;
use reqwest::{Response, StatusCode};
use url::Url;

use super::cdx::{self, Rows, digits};
use super::pacing::NoAnswer;
use super::turn::body;
use crate::history::Capture;
use newslint_model::source::{ArchiveKind, ArchivePlace};

/// How many captures to ask for.
pub(super) const CAPTURES: usize = 10;

/// How many of the last answers that the archive met with to ask for.
const RECORD: usize = 100;

/// What is asked of an index, besides the URL.
pub(super) type Parameters = Vec<(&'static str, String)>;

/// An index.
pub(super) struct Index {
    pub(super) url: Url,
    kind: ArchiveKind,
}

impl Index {
    pub(super) fn of(place: &ArchivePlace) -> Result<Self, url::ParseError> {
        Ok(Self { url: Url::parse(&place.index())?, kind: place.kind })
    }

    /// For the captures of documents nearest to a date.
    pub(super) fn nearest(&self, date: Date) -> Parameters {
        let date = date.strftime("%Y%m%d").to_string();
        vec![self.found(), ("closest", date), ("sort", "closest".to_owned()), limit(CAPTURES)]
    }

    /// For the first captures of documents from a date on.
    pub(super) fn later(&self, from: Date) -> Parameters {
        vec![self.found(), ("from", from.strftime("%Y%m%d").to_string()), limit(CAPTURES)]
    }

    /// For the last times that the archive found a document, or found it gone.
    pub(super) fn record(&self) -> Parameters {
        let met = |name: &str| ("filter", format!("{name}:(200|404|410)"));
        match self.kind {
            ArchiveKind::Wayback => vec![met("statuscode"), ("limit", format!("-{RECORD}"))],
            ArchiveKind::Pywb => vec![met("~status"), ("sort", "reverse".to_owned()), limit(RECORD)],
        }
    }

    /// For the captures that were made at these times, and others between the first and the last of them.
    pub(super) fn of_times(&self, times: &[Timestamp]) -> Parameters {
        let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else { return Parameters::new() };
        let mut parameters = vec![("from", digits(*first)), ("to", digits(*last))];
        if times.len() > 1 {
            let each: Vec<String> = times.iter().map(|at| digits(*at)).collect();
            let regular = if self.kind == ArchiveKind::Pywb { "~" } else { "" };
            parameters.push(("filter", format!("{regular}timestamp:({})", each.join("|"))));
        }
        parameters
    }

    fn found(&self) -> (&'static str, String) {
        let filter = match self.kind {
            ArchiveKind::Wayback => "statuscode:200",
            ArchiveKind::Pywb => "=status:200",
        };
        ("filter", filter.to_owned())
    }

    /// The whole question about a URL.
    pub(super) fn question(&self, url: &Url, parameters: &Parameters) -> Url {
        let columns = match self.kind {
            ArchiveKind::Wayback => cdx::COLUMNS,
            ArchiveKind::Pywb => cdx::PYWB_COLUMNS,
        };
        let mut question = self.url.clone();
        question
            .query_pairs_mut()
            .extend_pairs([("url", url.as_str()), ("output", "json"), ("fl", columns)])
            .extend_pairs(parameters);
        question
    }

    /// What an answer says of a URL.
    pub(super) async fn read(&self, mut response: Response, url: &Url, rows: Rows) -> Result<Vec<Capture>, NoAnswer> {
        let status = response.status();
        let body = body(&mut response).await?;
        match (status, body) {
            (StatusCode::OK, Some(body)) => match self.kind {
                ArchiveKind::Wayback => cdx::read(&body, url, rows),
                ArchiveKind::Pywb => cdx::read_lines(&body, url, rows),
            }
            .ok_or_else(|| NoAnswer::Nonsense("the web archive's answer is not a list of captures".to_owned())),
            (StatusCode::OK, None) => Err(NoAnswer::Nonsense("the web archive's answer is too long".to_owned())),
            (StatusCode::FORBIDDEN, Some(body)) if is_exclusion(&body) => Err(NoAnswer::Excluded),
            (StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, _) => Err(NoAnswer::Excluded),
            (StatusCode::NOT_FOUND, Some(body)) if self.kind == ArchiveKind::Pywb && is_absence(&body) => {
                Ok(Vec::new())
            }
            (status, _) => Err(NoAnswer::Failed(format!("the web archive answers {status}"))),
        }
    }
}

fn limit(captures: usize) -> (&'static str, String) {
    ("limit", captures.to_string())
}

/// Whether a 403 says that the site is excluded from the archive: by its owner, or by a robots.txt of its time. The
/// names are those of the exceptions in the Wayback Machine's sources (`org.archive.wayback.exception`).
fn is_exclusion(body: &[u8]) -> bool {
    const NAMES: [&[u8]; 3] =
        [b"AdministrativeAccessControlException", b"RobotAccessControlException", b"Blocked Site Error"];
    NAMES.iter().any(|name| memchr::memmem::find(body, name).is_some())
}

/// Whether a 404 of pywb says that there is no capture, and not that there is no such collection.
fn is_absence(body: &[u8]) -> bool {
    memchr::memmem::find(body, b"No Captures found").is_some()
}
