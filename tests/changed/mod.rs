//! `newslint check --changed` and `--staged` in real git repositories, each in a temporary folder.

mod action;
mod base;
mod damaged;
mod gate;
mod hooks;
pub mod law;
mod others;
mod places;

use crate::harness::{CONFIG, Repository, git, needs, relating, run};

const BRIDGE: &str = "news/2021/05/3/bridge-opens.md";
const FERRY: &str = "news/2021/05/4/ferry-sails.md";
const PIER: &str = "news/2021/05/4/pier-planned.md";
const STORM: &str = "news/2021/06/1/storm-nears.md";

/// A link to an event that there never was.
const NOWHERE: &str = "/news/2021/04/1/nowhere.md";

fn link(path: &str) -> String {
    format!("/{path}")
}

/// All four events, of which the ferry and the pier link to the bridge. The pier has another broken link.
fn linked() -> Repository {
    let repository = Repository::with(&[BRIDGE, STORM]);
    repository.event(FERRY, &[&link(STORM), &link(BRIDGE)]);
    repository.event(PIER, &[&link(BRIDGE), NOWHERE]);
    repository.commit();
    repository
}

#[test]
fn what_changed_is_checked_and_nothing_else() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE, FERRY]);
    repository.event(PIER, &[NOWHERE]);
    repository.commit();
    repository.git(&["switch", "--quiet", "--create", "story"]);
    repository.event(BRIDGE, &[NOWHERE]);
    repository.commit();
    repository.event(FERRY, &[NOWHERE]);
    repository.event(STORM, &[NOWHERE]);
    repository.write(".gitignore", "*ignored.md\n");
    repository.event("news/2021/06/1/storm-ignored.md", &[NOWHERE]);

    let run = repository.check(&["--changed"]);
    let expected = [BRIDGE, FERRY, STORM].map(|path| format!("{path}:7 related-path"));
    assert_eq!((run.code, run.findings()), (1, expected.to_vec()));
    assert_eq!(run.summary(), "3 files changed since main: 3 errors");
}

#[test]
fn what_is_staged_is_checked_as_it_is_staged() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE, FERRY, PIER]);
    // Broken in the index and mended on disk, and the other way round.
    repository.event(BRIDGE, &[NOWHERE]);
    repository.event(FERRY, &[&link(BRIDGE)]);
    repository.git(&["add", "--all"]);
    repository.event(BRIDGE, &[]);
    repository.event(FERRY, &[NOWHERE]);
    repository.event(PIER, &[NOWHERE]);

    let run = repository.check(&["--staged"]);
    assert_eq!(run.findings(), [format!("{BRIDGE}:7 related-path")]);
    assert_eq!(run.summary(), "2 files staged: 1 error");
}

#[test]
fn the_index_says_which_events_there_are() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE, STORM]);
    repository.event(PIER, &[&link(STORM), &link("news/2021/06/1/storm-nears-port.md")]);
    repository.git(&["add", "--all"]);
    // On disk it is the other way round.
    repository.git(&["mv", STORM, "news/2021/06/1/storm-nears-port.md"]);
    repository.git(&["reset", "--quiet", "--", "news/2021/06"]);

    let run = repository.check(&["--staged"]);
    assert_eq!(run.findings(), [format!("{PIER}:8 related-path")]);
    let run = repository.check(&["--changed", PIER]);
    assert_eq!(run.findings(), [format!("{PIER}:7 related-path")]);
}

#[test]
fn an_event_that_moves_breaks_the_links_to_it() {
    needs!("git");
    let repository = linked();
    repository.git(&["mv", BRIDGE, "news/2021/05/3/harbour-bridge-opens.md"]);

    for options in [["--staged"], ["--changed"]] {
        let run = repository.check(&options);
        let expected = [format!("{FERRY}:8 related-path"), format!("{PIER}:7 related-path")];
        assert_eq!((run.code, run.findings()), (1, expected.to_vec()), "{options:?}");
        assert!(run.summary().ends_with(", 2 other files that this breaks: 2 errors"), "{run:?}");
    }

    // Committed, and the links mended in one of the two.
    repository.git(&["switch", "--quiet", "--create", "story"]);
    repository.event(FERRY, &[&link("news/2021/05/3/harbour-bridge-opens.md")]);
    repository.commit();
    let run = repository.check(&["--changed"]);
    assert_eq!(run.findings(), [format!("{PIER}:7 related-path")]);
    assert_eq!(repository.check(&["--staged"]).summary(), "no file staged: no findings");
}

#[test]
fn a_deleted_event_breaks_the_links_to_it() {
    needs!("git");
    let repository = linked();
    repository.remove(BRIDGE);
    let broken = [format!("{FERRY}:8 related-path"), format!("{PIER}:7 related-path")];

    let run = repository.check(&["--changed"]);
    assert_eq!(run.findings(), broken);
    assert_eq!(run.summary(), "no file changed since main, 2 other files that this breaks: 2 errors");
    assert_eq!(repository.check(&["--staged"]).findings(), [""; 0]);

    repository.git(&["add", "--all"]);
    assert_eq!(repository.check(&["--staged"]).findings(), broken);
    // Whoever puts it back on disk has still staged that it goes.
    repository.event(BRIDGE, &[]);
    assert_eq!(repository.check(&["--staged"]).findings(), broken);
    assert_eq!(repository.check(&["--changed"]).findings(), [""; 0]);
}

#[test]
fn a_name_in_another_case_is_another_name() {
    needs!("git");
    let repository = linked();
    let other = "news/2021/05/3/Bridge-opens.md";
    repository.git(&["mv", BRIDGE, other]);

    for options in [["--staged"], ["--changed"]] {
        let run = repository.check(&[&options[..], &["--select=related-path"]].concat());
        assert_eq!(run.findings(), [format!("{FERRY}:8 related-path"), format!("{PIER}:7 related-path")]);
        assert!(run.stdout.contains("its name differs in upper and lower case"), "{run:?}");
    }
}

#[test]
fn what_is_gone_here_may_be_elsewhere() {
    needs!("git");
    let repository = linked();
    repository.git(&["rm", "--quiet", BRIDGE]);
    repository.write("newslint.toml", "[archive]\nabsent = [\"news/2021/05/3\"]\n\n[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-title = \"off\"\n");
    assert_eq!(repository.check(&["--changed"]).findings(), [""; 0]);
    repository.git(&["add", "newslint.toml"]);
    assert_eq!(repository.check(&["--staged"]).findings(), [""; 0]);
}

#[test]
fn the_configuration_is_read_as_it_is_staged() {
    needs!("git");
    let repository = Repository::with(&[FERRY]);
    repository.event(FERRY, &[NOWHERE]);
    repository.git(&["add", "--all"]);
    let findings = |options: &[&str]| repository.check(&[&["--staged"], options].concat()).findings();
    let broken = [format!("{FERRY}:7 related-path")];
    let off = format!("{CONFIG}related-path = \"off\"\n");
    repository.write("newslint.toml", &off);
    assert_eq!(findings(&[]), broken, "turned off on disk only");
    repository.git(&["add", "newslint.toml"]);
    repository.write("newslint.toml", CONFIG);
    assert_eq!(findings(&[]), [""; 0], "turned off in the index only");
    repository.write("newslint.toml", "[rules");
    assert_eq!(findings(&[]), [""; 0], "damaged on disk only");
    repository.git(&["add", "newslint.toml"]);
    let run = repository.check(&["--staged"]);
    assert!(run.code == 2 && run.stderr.contains("newslint.toml"), "{run:?}");
}

#[test]
fn the_baseline_and_the_known_paths_are_read_as_they_are_staged() {
    needs!("git");
    let repository = Repository::with(&[FERRY]);
    repository.event(FERRY, &[NOWHERE]);
    repository.git(&["add", FERRY]);
    let findings = || repository.check(&["--staged"]).findings();
    let broken = [format!("{FERRY}:7 related-path")];
    assert_eq!(repository.run(&["baseline", "update"]).code, 0);
    assert_eq!(findings(), broken, "the baseline is on disk only");
    repository.git(&["add", "--all"]);
    repository.remove(".newslint-baseline");
    assert_eq!(findings(), [""; 0], "the baseline is in the index only");
    repository.git(&["rm", "--quiet", "--cached", ".newslint-baseline"]);

    repository.write("newslint.toml", format!("[archive]\nknown-paths = \"known.txt\"\n\n{CONFIG}"));
    repository.write("known.txt", NOWHERE);
    repository.git(&["add", "newslint.toml"]);
    let run = repository.check(&["--staged"]);
    assert!(run.code == 2 && run.stderr.contains("known-paths cannot be read: it is not staged"), "{run:?}");
    repository.git(&["add", "known.txt"]);
    repository.write("known.txt", "");
    assert_eq!(findings(), [""; 0], "the path is in the index only");
}

#[test]
fn no_change_is_a_success() {
    needs!("git");
    let repository = linked();
    repository.write("faq/README.md", "Changed, and no event.\n");
    repository.git(&["add", "--all"]);
    for (option, words) in [("--changed", "changed since main"), ("--staged", "staged")] {
        let run = repository.check(&[option]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""));
        assert_eq!(run.summary(), format!("no file {words}: no findings"));
        let run = repository.check(&[option, "--quiet"]);
        assert_eq!((run.stdout.as_str(), run.summary()), ("", &*format!("no file {words}: no findings")));
    }
}

/// A gate that looks at the wrong folder would stay open unnoticed.
#[test]
fn an_archive_without_events_is_told() {
    needs!("git");
    let repository = Repository::empty();
    repository.commit();
    for option in ["--changed", "--staged"] {
        let run = repository.check(&[option]);
        assert_eq!(run.code, 2);
        assert_eq!(
            run.stderr,
            format!("newslint: no folder news in {}: nothing to check\n", repository.root().display())
        );
    }
}

#[test]
fn paths_restrict_what_is_reported() {
    needs!("git");
    let repository = linked();
    repository.git(&["mv", BRIDGE, "news/2021/05/3/harbour-bridge-opens.md"]);
    repository.event(STORM, &[NOWHERE]);
    repository.git(&["add", "--all"]);
    for option in ["--changed", "--staged"] {
        let found = |path: &str| repository.check(&[option, path]).findings();
        assert_eq!(found("news/2021/06"), [format!("{STORM}:7 related-path")]);
        assert_eq!(found(FERRY), [format!("{FERRY}:8 related-path")]);
        assert_eq!(found("news/2021/05/3"), [""; 0]);
        assert_eq!(found(BRIDGE), [""; 0], "a file that is gone can be named");
        assert_eq!(found("/"), [""; 0], "a path outside of the archive");
        assert_eq!(found(".").len(), 3);
    }
}

#[test]
fn some_options_do_not_go_together() {
    needs!("git");
    let repository = linked();
    for (options, words) in [
        (vec!["--changed", "-"], "--changed cannot be used with the path `-`"),
        (vec!["--staged", "-"], "--staged cannot be used with the path `-`"),
        (vec!["--staged", "--changed"], "cannot be used with"),
        (vec!["--staged", "--stdin-filename", BRIDGE], "cannot be used with"),
        (vec!["--changed", "--stdin-filename", BRIDGE], "cannot be used with"),
        (vec!["--budget", "5s"], "--online"),
    ] {
        let run = repository.check(&options);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{options:?}");
        assert!(run.stderr.contains(words), "{run:?}");
    }
}

#[test]
fn a_conflict_is_nothing_to_check() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    repository.git(&["switch", "--quiet", "--create", "story"]);
    repository.event(BRIDGE, &[NOWHERE]);
    repository.commit();
    repository.git(&["switch", "--quiet", "main"]);
    repository.event(BRIDGE, &[&link(FERRY)]);
    repository.event(FERRY, &[]);
    repository.commit();
    let merge = run(git(repository.root()).args(["merge", "--quiet", "story"]), b"");
    assert_ne!(merge.code, 0);

    let run = repository.check(&["--staged"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        format!("newslint: --staged: {BRIDGE} has a merge conflict: its staged version is not one file\n")
    );
    let run = repository.check(&["--changed"]);
    assert_eq!(run.summary(), "1 file changed since main: 1 error");
    assert!(run.stdout.contains("[merge-conflict] a merge left a conflict here"), "{}", run.stdout);
}

#[test]
fn a_link_in_the_index_is_followed_on_disk() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    repository.write("draft.md", relating(FERRY, &[NOWHERE]));
    repository.link(FERRY, "../../../../draft.md");
    repository.link(PIER, "../../../../../out.md");
    repository.git(&["add", "--all"]);
    let expected = [format!("{FERRY}:7 related-path"), format!("{PIER}:1 unreadable-file")];
    assert_eq!(repository.check(&["--staged"]).findings(), expected);
    assert_eq!(repository.check(&["--changed"]).findings(), expected);
}

#[test]
fn a_large_file_is_not_read_whole() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    repository.write(FERRY, vec![b'a'; 3 << 20]);
    repository.event(PIER, &[NOWHERE]);
    repository.git(&["add", "--all"]);
    let expected = [format!("{FERRY}:1 unreadable-file"), format!("{PIER}:7 related-path")];
    assert_eq!(repository.check(&["--staged"]).findings(), expected);
}

/// A hook's bytes are read by people who compare them.
#[test]
fn two_runs_print_the_same() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    for day in 1..=28 {
        repository.event(&format!("news/2021/07/{day}/ferry-sails.md"), &[&link(BRIDGE), NOWHERE]);
    }
    repository.commit();
    repository.git(&["mv", BRIDGE, "news/2021/05/3/harbour-bridge-opens.md"]);
    for option in ["--changed", "--staged"] {
        let first = repository.check(&[option]);
        assert_eq!(first.findings().len(), 28);
        assert_eq!(repository.check(&[option]).stdout, first.stdout);
    }
}

#[test]
fn fixes_are_confined_to_the_change() {
    needs!("git");
    let renamed = "news/2021/05/3/bridge-opened.md";
    let repository = linked();
    // A link in a file that did not change, to an event that was gone before.
    let gone_before = link(&STORM.replace("nears", "neers"));
    let pier = |bridge: &str| relating(PIER, &[&link(bridge), &gone_before]);
    repository.write(PIER, pier(BRIDGE));
    repository.commit();
    repository.git(&["switch", "--quiet", "--create", "story"]);
    repository.git(&["mv", BRIDGE, renamed]);

    let run = repository.check(&["--changed", "--fix", "--unsafe-fixes"]);
    assert_eq!(run.findings(), Vec::<String>::new());
    let words = "1 file changed since main: 2 fixed, no findings";
    assert_eq!(run.summary(), words, "{run:?}");
    assert_eq!(repository.text(PIER), pier(renamed));

    let staged = repository.check(&["--staged", "--fix"]);
    assert_eq!(staged.code, 2, "what is staged is not on disk");
}
