//! Comments that suppress nothing.

use super::{Check, Rule, nearest};
use crate::diagnostic::{Level, Reporter, Span};
use crate::suppress::{Fault, FaultKind};

pub const RULE: Rule = Rule {
    name: "unused-suppression",
    page: include_str!("../../rules/unused-suppression.md"),
    check: Check::Comments(check),
};

const FORM: &str = "write <!-- newslint-ignore: rule — reason -->, or newslint-ignore-file for the whole file";
const DELETE: &str = "delete the comment, or the rule's name if it names others as well";

fn check(text: &str, faults: &[Fault], report: &mut Reporter<'_>) {
    for &Fault { span, kind } in faults {
        let name = span.of(text);
        match kind {
            FaultKind::Endless => damaged(report, span, "a suppression without an end", "end the comment with -->"),
            FaultKind::Beside => damaged(
                report,
                span,
                "a suppression beside other text",
                "put it on a line of its own, above the heading, item or paragraph that it is for",
            ),
            FaultKind::Form => damaged(report, span, "a suppression in an unknown form", FORM),
            FaultKind::NoRule => damaged(report, span, "a suppression that names no rule", FORM),
            FaultKind::NoReason => damaged(report, span, "a suppression that gives no reason", FORM),
            FaultKind::UnknownRule => {
                let diagnostic = report.at(span, "no rule has this name");
                match nearest(name) {
                    Some(near) => diagnostic.says(format!("did you mean {near}")),
                    None => diagnostic.help("`newslint rules` lists the rules"),
                };
            }
            FaultKind::UnusedInFile => {
                report.at(span, format!("{name} finds nothing in this file")).help(DELETE);
            }
            FaultKind::Unused(None) => {
                report.at(span, "nothing follows that this could suppress").help(DELETE);
            }
            FaultKind::Unused(Some(block)) => {
                let first_line = block.of(text).lines().next().unwrap_or_default().trim_end();
                report
                    .at(span, format!("{name} finds nothing in the next block"))
                    .label(Span::new(block.start, block.start + first_line.len()), "this is the next block")
                    .help(DELETE);
            }
        }
    }
}

/// Reports a comment that does not do what its author wants: that is an error, however little an unused one matters.
fn damaged(report: &mut Reporter<'_>, span: Span, message: &str, help: &str) {
    report.at(span, message).help(help).at_least(Level::Error);
}
