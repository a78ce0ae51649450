//! Comments that suppress nothing.

use crate::suppress::{CommentFault, FaultKind};
use newslint_model::diagnostic::{Diagnostic, Level, Reporter, Span, brief};
use newslint_model::event::lines;

const FORM: &str = "write <!-- newslint-ignore: rule — reason -->, or newslint-ignore-file for the whole file";
const ALONE: &str = "put it on a line of its own, above the heading, item or paragraph that it is for";
const DELETE: &str = "delete the comment, or the rule's name if it names others as well";

pub fn check(text: &str, faults: &[CommentFault], report: &mut Reporter<'_>) {
    for &CommentFault { span, kind } in faults {
        let name = brief(span.of(text));
        match kind {
            FaultKind::Endless => damaged(report, span, "an unclosed suppression", "close the comment with -->"),
            FaultKind::Beside => damaged(report, span, "a suppression with other text on its line", ALONE),
            FaultKind::Form => damaged(report, span, "a suppression in an unknown form", FORM),
            FaultKind::NoRule => damaged(report, span, "a suppression that names no rule", FORM),
            FaultKind::NoReason => damaged(report, span, "a suppression that gives no reason", FORM),
            FaultKind::UnknownRule(Some(near)) => {
                report.at(span, format!("unknown rule `{name}`")).says(format!("did you mean {near}"))
            }
            FaultKind::UnknownRule(None) => {
                report.at(span, format!("unknown rule `{name}`")).help("`newslint rules` lists the rules")
            }
            FaultKind::UnusedInFile => report.at(span, format!("{name} finds nothing in this file")).help(DELETE),
            FaultKind::Unused(None) => {
                report.at(span, format!("nothing follows that {name} could apply to")).help(DELETE)
            }
            FaultKind::Unused(Some(block)) => {
                let first_line = lines(block.of(text)).next().map_or(block, |line| line.span.shifted(block.start));
                report
                    .at(span, format!("{name} finds nothing in the next block"))
                    .label(first_line.trimmed(text), "this is the next block")
                    .help(DELETE)
            }
        };
    }
}

/// Reports a comment that does not do what its author wants: that is an error, however little an unused one matters.
fn damaged<'r>(report: &'r mut Reporter<'_>, span: Span, message: &str, help: &str) -> &'r mut Diagnostic {
    report.at(span, message).help(help).at_least(Level::Error)
}
