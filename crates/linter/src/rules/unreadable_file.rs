//! Files that cannot be read as events.

use newslint_model::diagnostic::{Finding, Level, Reporter, Span};
use newslint_model::tree::{MAX_EVENT_BYTES, ReadFault};

/// What the message starts with if it is the operating system's.
const UNREAD: &str = "cannot be read: ";

/// The first of the findings that says nothing of the archive: something could not be read.
pub fn unread(findings: &[Finding]) -> Option<&Finding> {
    let is_unread = |finding: &&Finding| {
        finding.diagnostic.rule == "unreadable-file" && finding.diagnostic.message.starts_with(UNREAD)
    };
    findings.iter().find(is_unread)
}

pub fn check(path: &str, fault: &ReadFault, report: &mut Reporter<'_>) {
    let whole = Span::new(0, path.len());
    match fault {
        ReadFault::Vanished => {
            report.at_path(whole, "the file is gone").help("it was deleted while newslint ran").at_most(Level::Note)
        }
        ReadFault::TooLarge(bytes) => report
            .at_path(whole, format!("the file has {bytes} bytes; an event has at most {MAX_EVENT_BYTES}"))
            .help("events are pages of a few kilobytes; keep other files outside the events' folder"),
        ReadFault::NotAFile => {
            report.at_path(whole, "not a regular file").help("an event is a file, not a pipe, a socket or a folder")
        }
        ReadFault::LeadsOut => report
            .at_path(whole, "a symbolic link that points out of the archive, or nowhere")
            .help("replace the link with the file itself, or remove it"),
        // Nothing is wrong with the file, and the summary counts it.
        ReadFault::NotFetched => return,
        ReadFault::Io(error) => report.at_path(whole, format!("{UNREAD}{error}")),
    };
}
