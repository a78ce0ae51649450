//! Fixes as `check --fix` applies them: one that the file would not survive is refused here as well.

use crate::server::diagnostics::with_checker;
use crate::server::snapshot::Snapshot;
use crate::server::text::difference;
use newslint_linter::check::Files;
use newslint_linter::fix::Fixer;
use newslint_model::diagnostic::{Diagnostic, Edit, Finding, Safety, brief};

/// The edits that fix the findings in the file at `path` that `mends` takes, with this risk or less.
pub fn fixed(
    snapshot: &Snapshot,
    path: &str,
    safety: Safety,
    mends: &(dyn Fn(&Finding) -> bool + Sync),
) -> Option<Vec<Edit>> {
    let baseline = snapshot.settings.baseline.parse().ok()?;
    let (guards, root) = (&snapshot.settings.setup.levels, snapshot.place.root.as_path());
    let files = Files { paths: vec![path.into()], ..Files::default() };
    let mut fixed = None;
    with_checker(snapshot, |checker| {
        let fixer = Fixer { checker: *checker, guards, baseline: &baseline, safety, root, mends };
        fixer.each(&files, |outcome| {
            fixed = fixed.take().or(outcome.fixed);
            Ok(())
        })
    })
    .ok()?;
    let Some(fixed) = fixed else { return Some(Vec::new()) };
    Some(difference(std::str::from_utf8(&fixed.before).ok()?, std::str::from_utf8(&fixed.after).ok()?))
}

/// What a fix does, in a few words.
pub fn title(found: &Diagnostic, text: &str) -> String {
    let edits = found.fix.as_ref().map(|fix| &*fix.edits).unwrap_or_default();
    match (found.rule, edits) {
        (rule, _) if rule.ends_with("-numbering") => "Number the list".to_owned(),
        ("dead-source", _) if found.help.as_deref().is_some_and(|help| help.contains("web archive")) => {
            "Cite the archived copy".to_owned()
        }
        (_, [edit]) => match (edit.span.of(text).trim(), edit.text.trim()) {
            (old, "") if !old.is_empty() => format!("Delete `{}`", brief(old)),
            (_, "") => "Correct the white space".to_owned(),
            ("", new) => format!("Insert `{}`", brief(new)),
            (old, new) => format!("Change `{}` to `{}`", brief(old), brief(new)),
        },
        (rule, _) => format!("Fix what {rule} found"),
    }
}
