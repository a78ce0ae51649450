//! With `--changed` and `--staged` only sources that are new are requested, and `--budget` ends it all.

use super::loopback;
use crate::harness::dns::Dns;
use crate::harness::server::{Reply, Server};
use crate::harness::{Repository, Run, needs, relating, run, sources};

const BRIDGE: &str = "news/2021/05/3/bridge-opens.md";
const FERRY: &str = "news/2021/05/4/ferry-sails.md";
const PIER: &str = "news/2021/05/4/pier-planned.md";
const STORM: &str = "news/2021/06/1/storm-nears.md";

/// Writes an event whose sources are these. The first one is on line 7.
fn cite(repository: &Repository, path: &str, urls: &[String]) {
    repository.write(path, relating(path, &[]) + &sources(urls));
}

fn check(repository: &Repository, options: &[&str], more: &[String]) -> Run {
    // Of servers that only this machine can reach another rule speaks.
    let ignored = "--ignore=duplicate-source,source-url";
    let mut command = repository.command(&["check", "--format=concise", "--online", ignored]);
    run(command.args(options).args(more), b"")
}

#[test]
fn only_new_sources_are_requested() {
    needs!("git");
    let server = Server::start(|_| Reply::status(404));
    let url = |path: &str| server.url(path);
    let dns = Dns::honest(&[]);
    let repository = Repository::empty();
    cite(&repository, BRIDGE, &[url("/bridge"), url("/harbour#top")]);
    cite(&repository, FERRY, &[url("/ferry")]);
    cite(&repository, PIER, &[url("/pier")]);
    repository.commit();

    let asked = || server.paths().len();
    for option in ["--changed", "--staged"] {
        let run = check(&repository, &[option], &loopback(&dns));
        assert_eq!((run.code, asked()), (0, 0), "{run:?}");
    }
    cite(&repository, BRIDGE, &[url("/harbour"), url("/bridge"), url("/opening")]);
    repository.git(&["mv", FERRY, "news/2021/05/4/the-ferry-sails.md"]);
    // Moved from one event to another.
    cite(&repository, STORM, &[url("/ferry"), url("/storm"), url("/storm#2")]);
    repository.git(&["add", "--all"]);
    for (option, words) in [("--staged", "staged"), ("--changed", "changed since main")] {
        let before = asked();
        let run = check(&repository, &[option], &loopback(&dns));
        let expected = [format!("{BRIDGE}:9"), format!("{STORM}:8"), format!("{STORM}:9")];
        assert_eq!(run.findings(), expected.map(|place| place + " dead-source"));
        assert_eq!(run.summary(), format!("3 files {words} and 2 sources: 3 errors"));
        let mut paths = server.paths().split_off(before);
        paths.sort();
        assert_eq!(paths, ["/opening", "/storm"]);
    }
    // The same files, without the option.
    assert_eq!(check(&repository, &[], &loopback(&dns)).findings().len(), 8);
}

#[test]
fn before_the_first_commit_every_source_is_new() {
    needs!("git");
    let server = Server::start(|_| Reply::status(404));
    let repository = Repository::empty();
    cite(&repository, BRIDGE, &[server.url("/bridge")]);
    repository.git(&["add", "--all"]);
    for option in ["--changed", "--staged"] {
        let run = check(&repository, &[option], &loopback(&Dns::honest(&[])));
        assert_eq!(run.findings(), [format!("{BRIDGE}:7 dead-source")]);
    }
}

#[test]
fn links_to_what_is_gone_are_no_reason_to_request_sources() {
    needs!("git");
    let server = Server::start(|_| Reply::status(404));
    let repository = Repository::with(&[BRIDGE]);
    let text = relating(FERRY, &[&format!("/{BRIDGE}")]);
    repository.write(FERRY, text + &sources(&[server.url("/ferry")]));
    repository.commit();
    repository.git(&["rm", "--quiet", BRIDGE]);
    for option in ["--changed", "--staged"] {
        let run = check(&repository, &[option, "--ignore=section-heading"], &loopback(&Dns::honest(&[])));
        assert_eq!(run.findings(), [format!("{FERRY}:7 related-path")]);
        assert_eq!(server.connections(), 0);
    }
}

#[test]
fn what_the_budget_does_not_reach_is_told() {
    needs!("git");
    let server = Server::start(|_| Reply::Silence);
    let repository = Repository::empty();
    cite(&repository, BRIDGE, &[server.url("/bridge"), server.url("/harbour")]);
    let dns = Dns::honest(&[]);
    // One is under way when the time is over. Of no time at all, nothing is begun.
    for (budget, requests) in [("500ms", 1), ("0s", 1)] {
        let run = check(&repository, &["--budget", budget], &loopback(&dns));
        assert_eq!((run.code, run.findings().len(), server.connections()), (0, 2, requests), "{run:?}");
        for line in run.stdout.lines() {
            let words = "could not be checked: it was not reached within the budget";
            assert!(line.contains("note[dead-source] the source http") && line.ends_with(words), "{line}");
        }
        assert_eq!(run.summary(), "1 file and 2 sources (2 not reached within the budget): 2 notes");
    }
}

#[test]
fn a_budget_that_is_enough_changes_nothing() {
    needs!("git");
    let server = Server::start(|path| if path == "/moved" { Reply::redirect("/new") } else { Reply::status(404) });
    let repository = Repository::empty();
    cite(&repository, BRIDGE, &[server.url("/moved"), server.url("/missing")]);
    let run = check(&repository, &["--budget=60s"], &loopback(&Dns::honest(&[])));
    assert_eq!(run.findings(), [format!("{BRIDGE}:7 dead-source"), format!("{BRIDGE}:8 dead-source")]);
    assert_eq!(run.summary(), "1 file and 2 sources: 2 errors");
}

/// An archive whose configuration opens the network, committed or not.
fn opened(server: &Server, is_committed: bool) -> Repository {
    let repository = Repository::empty();
    repository.write("newslint.toml", "");
    repository.commit();
    let url = server.url("/");
    let host = url.split(['/', ':']).nth(3).unwrap();
    let hosts = format!("[[hosts]]\nhost = \"{host}\"\nreason = \"ours\"\nalive = [404]\n");
    repository.write("newslint.toml", format!("[links]\nallow-private = true\n\n{hosts}"));
    if is_committed {
        repository.commit();
    }
    cite(&repository, BRIDGE, &[server.url("/bridge")]);
    repository.git(&["add", "--all"]);
    repository
}

#[test]
fn a_change_cannot_open_the_network_for_itself() {
    needs!("git");
    let server = Server::start(|_| Reply::status(404));
    let dns = Dns::honest(&[]).option();
    let options = |option| ["check", "--format=concise", "--online", "--select=dead-source", option];
    for option in ["--staged", "--changed"] {
        let repository = opened(&server, false);
        let run = run(repository.command(&options(option)).args(&dns), b"");
        assert_eq!((run.code, server.connections()), (0, 0), "{run:?}");
        let told = "newslint: ignored from this change: links.allow-private, [[hosts]]; these settings come from the state before it, or the command line";
        assert!(run.stderr.lines().any(|line| line == told), "{run:?}");
    }
    // What was there before counts, and so does the command line.
    let repository = opened(&server, true);
    let run_open = run(repository.command(&options("--staged")).args(&dns), b"");
    assert_eq!((run_open.code, server.connections()), (0, 1), "alive is 404: {run_open:?}");
    let repository = opened(&server, false);
    let run_told = run(repository.command(&options("--staged")).arg("--allow-private").args(&dns), b"");
    assert_eq!((run_told.code, server.connections()), (1, 2), "{run_told:?}");
    assert!(run_told.stderr.contains("ignored from this change: [[hosts]];"), "{run_told:?}");
}

#[test]
fn in_ci_the_network_is_opened_by_what_was_committed() {
    needs!("git");
    let server = Server::start(|_| Reply::status(404));
    let dns = Dns::honest(&[]).option();
    let check = |repository: &Repository, more: &[(&str, &str)]| {
        let mut command = repository.command(&["check", "--format=concise", "--online", "--select=dead-source"]);
        run(command.args(&dns).env("CI", "true").envs(more.iter().copied()), b"")
    };
    let committed = opened(&server, true);
    assert_eq!((check(&committed, &[]).code, server.connections()), (0, 1));
    let edited = opened(&server, false);
    let refused = check(&edited, &[]);
    assert_eq!(server.connections(), 1, "{refused:?}");
    assert!(
        refused.stderr.contains("ignored from newslint.toml: links.allow-private, [[hosts]]; these"),
        "{refused:?}"
    );
    // In a pull request it is the base that says so, and without it nobody.
    committed.git(&["update-ref", "refs/remotes/origin/trunk", "HEAD~1"]);
    for base in ["trunk", "no-such"] {
        let refused = check(&committed, &[("GITHUB_BASE_REF", base)]);
        assert_eq!(server.connections(), 1, "{refused:?}");
        assert!(refused.stderr.contains("ignored from newslint.toml"), "{refused:?}");
    }
    // Outside of CI it is whoever runs the command.
    assert_eq!((check(&edited, &[("CI", "false")]).code, server.connections()), (0, 2));
}
