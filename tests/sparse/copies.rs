//! Copies of a part of an archive, of which git knows nothing.

use crate::harness::{Archive, Repository, needs, relating};

const PIER: &str = "news/2021/05/4/pier-planned.md";
const HINT: &str = "this looks like part of an archive";

/// An archive with an event that relates to as many events of years that are not here, and to some that are missing
/// from a day which is.
fn copy(elsewhere: usize, missing: usize, years: usize) -> Archive {
    let absent = (0..elsewhere).map(|at| format!("/news/{}/04/{}/a-story.md", 2000 + at % years, 1 + at / years));
    let missing = (0..missing).map(|at| format!("/news/2021/05/4/missing-{at}.md"));
    let links: Vec<String> = absent.chain(missing).collect();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    Archive::new().with(PIER, relating(PIER, &links))
}

#[test]
fn a_copy_of_some_folders_is_told() {
    let archive = copy(11, 9, 2);
    let run = archive.check(&["--select=related-path"]);
    let hint = "newslint: 11 of 20 broken links point to days that are not here: this looks like part of an archive; write absent = [\"news/2000\", \"news/2001\"] below [archive] in newslint.toml\n";
    assert!(run.stderr.starts_with(hint) && run.stderr.lines().count() == 2, "{run:?}");
    assert!(archive.run(&["check", "--format=markdown"]).stdout.contains("\n> 11 of 20 broken links"));
    assert_eq!(archive.check(&["--quiet"]).stderr, "");
    // What it says to write.
    let config = archive.text("newslint.toml");
    archive.write("newslint.toml", format!("[archive]\nabsent = [\"news/2000\", \"news/2001\"]\n\n{config}"));
    assert_eq!(archive.check(&["--select=related-path"]).summary(), "1 file: 9 errors");
    // Somebody who has a baseline knows.
    archive.write("newslint.toml", config);
    assert_eq!(archive.run(&["baseline", "update"]).code, 0);
    assert!(!archive.check(&[]).stderr.contains(HINT));
}

#[test]
fn a_few_broken_links_are_broken_links() {
    for (elsewhere, missing) in [(9, 0), (10, 10), (0, 30)] {
        let run = copy(elsewhere, missing, 1).check(&[]);
        assert!(run.code == 1 && !run.stderr.contains(HINT), "{elsewhere} {missing}: {run:?}");
    }
    assert!(copy(10, 9, 1).check(&[PIER]).stderr.contains(HINT), "a file that is named");
}

#[test]
fn a_copy_of_many_folders_needs_a_list() {
    needs!("git");
    let archive = copy(30, 0, 15);
    let run = archive.check(&[]);
    let words = "(in the whole archive, `git ls-files > known-paths`) and write known-paths = \"known-paths\" below";
    assert!(run.stderr.contains(words), "{run:?}");
    // What it says to do.
    let whole = Repository::empty();
    for at in 0..30 {
        whole.event(&format!("news/{}/04/{}/a-story.md", 2000 + at % 15, 1 + at / 15), &[]);
    }
    whole.commit();
    archive.write("known-paths", whole.git(&["ls-files"]));
    archive.write("newslint.toml", "[archive]\nknown-paths = \"known-paths\"\n");
    assert_eq!(archive.check(&["--select=related-path"]).summary(), "1 file: no findings");
}

/// The day before or after may have a story of nearly the same name: that the link means it is not sure.
#[test]
fn no_link_to_a_day_elsewhere_is_rewritten() {
    let mut links = Vec::new();
    let mut archive = Archive::new();
    for day in 1..=10 {
        links.push(format!("/news/2021/04/{}/harbour-bridge-opens-at-last.md", 2 * day));
        let other = format!("news/2021/04/{}/harbour-bridge-opens-at-least.md", 2 * day + 1);
        archive = archive.with(&other, relating(&other, &[]));
    }
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let text = relating(PIER, &links);
    let archive = archive.with(PIER, &text);
    let run = archive.check(&["--fix", "--unsafe-fixes"]);
    assert!(run.findings().len() == 10 && run.stderr.contains(HINT), "{run:?}");
    assert_eq!(archive.text(PIER), text);
}
