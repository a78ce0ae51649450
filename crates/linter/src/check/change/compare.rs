//! Which findings were there before.

use std::collections::HashMap;

use newslint_model::diagnostic::{Finding, Position};

/// Where a finding is, so that it is known again.
#[derive(PartialEq, Eq, Hash)]
enum Spot {
    /// In a file that is the same as before.
    At(Position, Position),
    /// In one that is not.
    Line(u64),
}

/// Findings before by file, rule and place, each with what it says.
type Before<'f> = HashMap<(&'f str, &'static str, Spot), Vec<&'f str>>;

/// Takes out of `is_new`, which goes with `now`, the findings that were there before, each once. `differs` says of a path
/// whether the file is another than before.
pub fn forget(is_new: &mut [bool], now: &[Finding], before: &[Finding], differs: &dyn Fn(&str) -> bool) {
    let mut known = Before::new();
    for finding in before {
        known.entry(key(finding, differs)).or_default().push(&finding.diagnostic.message);
    }
    // What says the same is the same. What says something else at the same place is so only if nothing else is left.
    for is_same_message in [true, false] {
        for (finding, is_new) in now.iter().zip(is_new.iter_mut()) {
            let Some(messages) = known.get_mut(&key(finding, differs)).filter(|_| *is_new) else { continue };
            let same = messages.iter().position(|message| !is_same_message || **message == finding.diagnostic.message);
            if let Some(same) = same {
                messages.swap_remove(same);
                *is_new = false;
            }
        }
    }
}

fn key<'f>(finding: &'f Finding, differs: &dyn Fn(&str) -> bool) -> (&'f str, &'static str, Spot) {
    let spot = match differs(&finding.path) {
        true => Spot::Line(finding.fingerprint),
        false => Spot::At(finding.location.start, finding.location.end),
    };
    (&finding.path, finding.diagnostic.rule, spot)
}
