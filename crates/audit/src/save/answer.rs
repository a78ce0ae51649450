//! What the service answers, read.
//!
//! Of its texts only words and numbers of a known form are taken over, and nothing that has a key in it: a message may
//! repeat the request, with all that it had.

use serde_json::Value;

use super::keys::Keys;
use crate::submission::{FailureReason, JobId};

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is a job now.
    Job(JobId),
    /// There is a copy from the last days, so none was made.
    Had,
    /// There is none, for this reason.
    Failed(FailureReason),
}

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It is under way.
    Pending,
    /// There is a copy now.
    Made,
    /// There is none, for this reason.
    Failed(FailureReason),
}

/// What the service says of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountStatus {
    /// How many captures it would take now. That lags.
    pub available: u64,
    /// How many were made today.
    pub captures: u64,
    /// How many may be made in a day.
    pub limit: u64,
}

/// Reads the answer to a submission. `None` if it makes no sense.
pub fn accepted(body: &[u8], keys: &Keys) -> Option<Accepted> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    if answer["status"] == "error" {
        return Some(Accepted::Failed(reason(&answer, keys)));
    }
    match answer.get("job_id")? {
        Value::String(job) => Some(Accepted::Job(job_id(job, keys)?)),
        Value::Null => {
            let message = answer["message"].as_str()?;
            message.starts_with("The same snapshot had been made").then_some(Accepted::Had)
        }
        _ => None,
    }
}

/// Reads the answer about jobs: those that it is about, each with its state.
pub fn states(body: &[u8], keys: &Keys) -> Option<Vec<(JobId, JobState)>> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let state = |job: &Value| {
        let state = match job["status"].as_str()? {
            "pending" => JobState::Pending,
            "success" => JobState::Made,
            "error" => JobState::Failed(reason(job, keys)),
            _ => return None,
        };
        Some((job_id(job["job_id"].as_str()?, keys)?, state))
    };
    Some(answer.as_array()?.iter().filter_map(state).collect())
}

/// Reads what is said of the account. `None` if it makes no sense.
pub fn account(body: &[u8]) -> Option<AccountStatus> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let number = |name: &str| answer[name].as_u64();
    Some(AccountStatus {
        available: number("available")?,
        captures: number("daily_captures")?,
        limit: number("daily_captures_limit")?,
    })
}

/// Whether the service says that it works. `None` if it says nothing of that.
pub fn is_up(body: &[u8]) -> Option<bool> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    Some(answer["status"].as_str()? == "ok")
}

fn job_id(text: &str, keys: &Keys) -> Option<JobId> {
    JobId::try_from(text.to_owned()).ok().filter(|job| !keys.are_in(job.text()))
}

fn reason(answer: &Value, keys: &Keys) -> FailureReason {
    let word = answer["status_ext"].as_str().unwrap_or_default();
    let word = word.strip_prefix("error:").unwrap_or(word);
    let reason = FailureReason::try_from(word.to_owned()).ok();
    reason.filter(|reason| !keys.are_in(reason.word())).unwrap_or_else(FailureReason::unintelligible)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Result<Keys, String> {
        Keys::from_environment(|_| Some("k3ysecret".to_owned()))
    }

    #[test]
    fn a_submission_is_a_job_or_not() -> Result<(), String> {
        let keys = keys()?;
        let failed = |word: &str| FailureReason::try_from(word.to_owned()).map(Accepted::Failed).ok();
        let job = JobId::try_from("spn2-0a".to_owned()).map(Accepted::Job).ok();
        for (answer, expected) in [
            (r#"{"url":"U","job_id":"spn2-0a"}"#, job.clone()),
            (r#"{"job_id":"spn2-0a","message":"The same snapshot had been made 2 minutes ago."}"#, job),
            (r#"{"job_id":null,"message":"The same snapshot had been made 177 hours ago."}"#, Some(Accepted::Had)),
            (r#"{"job_id":null,"message":"No."}"#, None),
            (r#"{"status":"error","status_ext":"error:blocked-url","job_id":"spn2-0a"}"#, failed("blocked-url")),
            (r#"{"status":"error","message":"LOW k3ysecret:k3ysecret"}"#, failed("unintelligible")),
            (r#"{"status":"error","status_ext":"error:k3ysecret"}"#, failed("unintelligible")),
            (r#"{"status":"error","status_ext":"\u001b[2J"}"#, failed("unintelligible")),
            (r#"{"job_id":"K3YSECRET"}"#, None),
            (r#"{"job_id":"../status"}"#, None),
            (r#"{"job_id":7}"#, None),
            ("{}", None),
            ("[]", None),
            ("<!doctype html>", None),
            (r#"{"job_id":"spn2"#, None),
        ] {
            assert_eq!(accepted(answer.as_bytes(), &keys), expected, "{answer}");
        }
        assert_eq!(accepted("[".repeat(100_000).as_bytes(), &keys), None);
        Ok(())
    }

    #[test]
    fn what_is_said_of_jobs_is_read_one_by_one() -> Result<(), String> {
        let answer = r#"[{"job_id":"a","status":"pending","resources":[]},{"job_id":"b","status":"success"},7,{},
            {"job_id":"c","status":"error","status_ext":"error:no-access"},{"job_id":"d","status":"asleep"},
            {"status":"success"},{"job_id":"k3ysecret","status":"success"}]"#;
        let found = states(answer.as_bytes(), &keys()?).unwrap_or_default();
        let words: Vec<String> = found.iter().map(|(job, state)| format!("{} {state:?}", job.text())).collect();
        assert_eq!(words, ["a Pending", "b Made", "c Failed(FailureReason(\"no-access\"))"]);
        assert_eq!(states(b"{}", &keys()?), None);
        Ok(())
    }

    #[test]
    fn limits_are_numbers() {
        let read = |text: &str| account(text.as_bytes()).map(|account| (account.available, account.limit));
        let known = r#"{"available":3,"processing":0,"daily_captures":49,"daily_captures_limit":30000}"#;
        assert_eq!(read(known), Some((3, 30_000)));
        for other in [&known.replace('3', "-3"), &known.replace("30000", "\"30000\""), "{}", "<html>"] {
            assert_eq!(read(other), None, "{other}");
        }
        let up = [&br#"{"status":"ok"}"#[..], br#"{"status":"down"}"#, b"ok", b"{}"].map(is_up);
        assert_eq!(up, [Some(true), Some(false), None, None]);
    }
}
