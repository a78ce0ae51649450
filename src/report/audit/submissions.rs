//! The requests that were made for copies of a URL, and what is to come of them.

use std::io::{self, Write};

use jiff::Timestamp;

use super::words::minute;
use crate::report::Style;
use crate::report::wrap::{filled, hanging};
use newslint_audit::submitted::{Attempt, SubmissionStanding, attempts, standing};
use newslint_audit::{FailureKind, History, SubmissionEnd};
use newslint_model::source::ArchivePlaces;

/// Columns of a time and what stands around it.
const TIME: usize = 18;

/// Writes each request from the oldest on, and what is awaited; nothing if there was none.
pub fn submissions(
    history: &History,
    archives: &ArchivePlaces,
    now: Timestamp,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let attempts = attempts(history, now);
    if attempts.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    for attempt in &attempts {
        let line = format!("{}  submitted for saving: {}", minute(attempt.intended), came_of(attempt));
        writeln!(out, "{}", hanging(0, TIME, &line, style))?;
    }
    let standing = match standing(history, archives, now) {
        SubmissionStanding::Free => "it may be submitted".to_owned(),
        SubmissionStanding::Later(at) => format!("it will not be submitted again before {}", minute(at)),
        SubmissionStanding::UnderWay(..) => "the next run asks the service for it".to_owned(),
        SubmissionStanding::Awaited(from) => {
            format!("the web archive's index should show it, and will be asked from {} on", minute(from))
        }
        SubmissionStanding::Shown => "the web archive's index shows it".to_owned(),
        SubmissionStanding::Over(_) => "it cannot be captured, and will not be submitted again".to_owned(),
    };
    writeln!(out, "{}", filled(0, &format!("copy: {standing}"), style))
}

fn came_of(attempt: &Attempt<'_>) -> String {
    let Some((_, how)) = attempt.ended else {
        return match attempt.taken {
            Some((_, job)) => format!("under way as {}", job.text()),
            None => "no answer came".to_owned(),
        };
    };
    match how {
        SubmissionEnd::Made => "the service says that it made a copy".to_owned(),
        SubmissionEnd::Had => "the service says that it has a recent copy".to_owned(),
        SubmissionEnd::Refused { .. } => "the service asked for fewer requests".to_owned(),
        SubmissionEnd::Unsent => "the service could not be reached".to_owned(),
        SubmissionEnd::Failed(reason) => {
            let how = match reason.kind() {
                FailureKind::Transient => "failed for now",
                FailureKind::Permanent => "failed permanently",
                FailureKind::Today => "failed for that day",
                FailureKind::Unknown => "failed for a reason that newslint does not know",
            };
            format!("{how}: {}", reason.word())
        }
    }
}
