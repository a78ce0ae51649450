//! What is to be said where only a part of an archive is here.

use newslint_linter::check::Checked;
use newslint_model::diagnostic::sanitize;
use newslint_model::number::{counted, grouped};

/// A line for each thing that a reader of the findings has to know.
pub fn hints(checked: &Checked) -> Vec<String> {
    not_fetched(checked).into_iter().chain(looks_like_a_part(checked)).collect()
}

/// Contents that are not here, and that newslint does not ask a server for.
fn not_fetched(checked: &Checked) -> Option<String> {
    let files = match checked.not_fetched {
        0 => return None,
        1 => "1 file is neither in this checkout nor fetched, and what needs its text".to_owned(),
        count => {
            let count = grouped(count);
            format!("{count} files are neither in this checkout nor fetched, and what needs their text")
        }
    };
    Some(format!("{files} was not checked; `git backfill` fetches it"))
}

/// How many links have to be broken before their targets say anything of the archive.
const ENOUGH: usize = 10;

/// How many folders make a list that is written by hand.
const FEW: usize = 8;

/// A copy of some folders: most links that are broken lead to the others.
fn looks_like_a_part(checked: &Checked) -> Option<String> {
    let lost = &checked.lost;
    // The baseline may know them all.
    let reported = checked.findings.iter().filter(|finding| finding.diagnostic.rule == "related-path").count();
    if reported < ENOUGH || lost.to_absent_days < ENOUGH || lost.to_absent_days * 2 <= lost.links {
        return None;
    }
    let count = grouped(lost.to_absent_days);
    let links = counted(lost.links, "broken link");
    let write = if lost.folders.len() <= FEW {
        let folders: Vec<String> = lost.folders.iter().map(|folder| format!("{:?}", sanitize(folder))).collect();
        format!("write absent = [{}]", folders.join(", "))
    } else {
        "list all its paths in a file (in the whole archive, `git ls-files > known-paths`) and write known-paths = \"known-paths\""
            .to_owned()
    };
    Some(format!(
        "{count} of {links} point to days that are not here: this looks like part of an archive; {write} below \
        [archive] in newslint.toml"
    ))
}
