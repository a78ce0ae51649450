//! What becomes of a request for a copy: from the intent to what the service said in the end.
//!
//! The intent is stored before the request is made, and the receipt before anybody waits. So whatever ends a run, it is
//! known which addresses may have been submitted, and none is submitted twice for want of knowing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a request for a copy came. What belongs together has the second of the intent in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Submission {
    /// The request is about to be made.
    Intended,
    /// The service has taken it.
    Taken {
        /// When it was intended.
        intended: Timestamp,
        /// What the service calls the job.
        job: JobId,
    },
    /// The service has said what came of it, or it never came there.
    Ended {
        /// When it was intended.
        intended: Timestamp,
        /// How.
        how: SubmissionEnd,
    },
}

/// What came of a request for a copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubmissionEnd {
    /// The service says that it has made a copy. There is one once the archive's index shows it.
    Made,
    /// The service says that there is a copy from the last days.
    Had,
    /// There is none, for this reason.
    Failed(FailureReason),
    /// The service took nothing, and nothing is to be asked of it until then.
    Refused {
        /// To the second.
        until: Timestamp,
    },
    /// The request did not come to the service.
    Unsent,
}

/// What a service calls a job: letters, digits and hyphens, at most 64.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobId(String);

/// Why a capture failed, in the service's word for it: small letters, digits and hyphens, at most 48.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FailureReason(String);

/// What a failure says of another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureKind {
    /// It may work another day.
    Transient,
    /// It will not, for this address.
    Permanent,
    /// There is nothing more to be had today, for no address.
    Today,
    /// Nobody knows the word. It is not held against the address.
    Unknown,
}

/// The words that Save Page Now has, without `error:`.
const TRANSIENT: [&str; 18] = [
    "bad-gateway",
    "bandwidth-limit-exceeded",
    "browsing-timeout",
    "cannot-fetch",
    "capture-location-error",
    "celery",
    "gateway-timeout",
    "internal-server-error",
    "invalid-server-response",
    "job-failed",
    "no-browsers-available",
    "protocol-error",
    "proxy-error",
    "read-timeout",
    "service-unavailable",
    "soft-time-limit-exceeded",
    "too-many-requests",
    "user-session-limit",
];

const PERMANENT: [&str; 11] = [
    "blocked",
    "blocked-url",
    "filesize-limit",
    "invalid-host-resolution",
    "invalid-url-syntax",
    "method-not-allowed",
    "no-access",
    "not-found",
    "not-implemented",
    "too-many-redirects",
    "unauthorized",
];

const TODAY: &str = "too-many-daily-captures";

impl FailureReason {
    /// For what is no word.
    pub fn unintelligible() -> FailureReason {
        FailureReason("unintelligible".to_owned())
    }

    /// The word.
    pub fn word(&self) -> &str {
        &self.0
    }

    /// What it says of another try.
    pub fn kind(&self) -> FailureKind {
        match self.word() {
            TODAY => FailureKind::Today,
            word if TRANSIENT.contains(&word) => FailureKind::Transient,
            word if PERMANENT.contains(&word) => FailureKind::Permanent,
            _ => FailureKind::Unknown,
        }
    }
}

impl JobId {
    /// The id.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for JobId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<JobId, &'static str> {
        let is_one = (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if is_one { Ok(JobId(text)) } else { Err("an invalid job id") }
    }
}

impl TryFrom<String> for FailureReason {
    type Error = &'static str;

    fn try_from(text: String) -> Result<FailureReason, &'static str> {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let is_one = (1..=48).contains(&text.len()) && text.bytes().all(is_plain);
        if is_one { Ok(FailureReason(text)) } else { Err("a reason that is not a word") }
    }
}

impl From<JobId> for String {
    fn from(job: JobId) -> String {
        job.0
    }
}

impl From<FailureReason> for String {
    fn from(reason: FailureReason) -> String {
        reason.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() -> Result<(), &'static str> {
        for (word, kind) in [
            ("browsing-timeout", FailureKind::Transient),
            ("no-access", FailureKind::Permanent),
            ("too-many-daily-captures", FailureKind::Today),
            ("blocked-by-the-moon", FailureKind::Unknown),
            ("unintelligible", FailureKind::Unknown),
        ] {
            assert_eq!(FailureReason::try_from(word.to_owned())?.kind(), kind, "{word}");
        }
        Ok(())
    }

    #[test]
    fn what_would_act_is_no_word() {
        for text in ["", "Not-Found", "a b", "\u{1b}[2J", "a/../b", &"a".repeat(49)] {
            assert!(FailureReason::try_from(text.to_owned()).is_err(), "{text}");
        }
        for text in ["", "spn2/..", "a,b", "é", &"a".repeat(65)] {
            assert!(JobId::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
