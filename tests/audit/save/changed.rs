//! With `--changed` only the sources that a change adds are saved.

use super::super::archive::{TITLE, day};
use crate::harness::save_page_now::{ACCESS, SECRET, SavePageNow};
use crate::harness::{Archive, Repository, dated, needs, run, sources};

const BRIDGE: &str = "news/2021/05/3/bridge-opens.md";
const FERRY: &str = "news/2021/05/4/ferry-sails.md";

fn cite(repository: &Repository, path: &str, urls: &[&str]) {
    repository.write(path, dated("2021-05-3", TITLE) + &sources(urls));
}

fn save(repository: &Repository, options: &[&str]) -> crate::harness::Run {
    let mut command = repository.command(&["audit", "save", "--allow-private", "--now", &day(0)]);
    command.env("INTERNET_ARCHIVE_ACCESS_KEY", ACCESS).env("INTERNET_ARCHIVE_SECRET_KEY", SECRET);
    run(command.args(options), b"")
}

/// A repository with one event in its first commit, and the settings of the service.
fn repository(service: &SavePageNow) -> Repository {
    let repository = Repository::of(Archive::empty());
    repository.write("newslint.toml", service.settings());
    repository.write(".gitignore", ".newslint\n");
    cite(&repository, BRIDGE, &["https://gazette.example/bridge", "https://gazette.example/harbour#top"]);
    repository.commit();
    repository
}

#[test]
fn only_sources_that_were_added_are_saved() {
    needs!("git");
    let service = SavePageNow::start();
    let repository = repository(&service);
    let told = save(&repository, &["--changed"]);
    assert!(told.stderr.starts_with("0 of 0 sources submitted in "), "{}", told.stderr);
    cite(&repository, BRIDGE, &["https://gazette.example/harbour", "https://gazette.example/opening"]);
    cite(&repository, FERRY, &["https://herald.example/ferry"]);
    for (options, words) in [
        (&["--changed", "--dry-run"][..], "2 of 2 sources that were added to save\n"),
        (&["--changed=main", "--dry-run", "news/2021/05/4"], "1 of 1 source that were added to save\n"),
    ] {
        let planned = save(&repository, options);
        assert_eq!((planned.code, planned.stdout.lines().next()), (0, Some(words.trim_end())), "{}", planned.stderr);
    }
    assert_eq!(save(&repository, &["--changed"]).code, 0);
    assert_eq!(service.submitted(), ["https://gazette.example/opening", "https://herald.example/ferry"]);
    repository.git(&["switch", "--quiet", "--create=ferry"]);
    repository.commit();
    assert_eq!(save(&repository, &["--changed=main"]).code, 0);
    assert_eq!(service.submitted().len(), 2, "also where a clock is behind");
    let unknown = save(&repository, &["--changed=nowhere"]);
    assert!((unknown.code, unknown.stderr.contains("--changed: ")) == (2, true), "{}", unknown.stderr);
    service.assert_manners();
}

/// A change that names another service would get the keys.
#[test]
fn a_change_does_not_say_who_gets_the_keys() {
    needs!("git");
    let (service, thief) = (SavePageNow::start(), SavePageNow::start());
    let repository = repository(&service);
    repository.write("newslint.toml", thief.settings());
    cite(&repository, FERRY, &["https://herald.example/ferry"]);
    let told = save(&repository, &["--changed"]);
    assert!(
        told.stderr.starts_with("newslint: ignored from this change: [audit]; these settings come from"),
        "{}",
        told.stderr
    );
    assert_eq!((service.submitted().len(), thief.requests().len()), (1, 0));
    // Nor does it in CI, without the option.
    let mut command = repository.command(&["audit", "save", "--allow-private", "--now", &day(0)]);
    command.env("INTERNET_ARCHIVE_ACCESS_KEY", ACCESS).env("INTERNET_ARCHIVE_SECRET_KEY", SECRET);
    let told = run(command.env("CI", "true"), b"");
    assert_eq!((told.code, thief.requests().len()), (0, 0), "{}", told.stderr);
    assert_eq!(service.submitted().len(), 3);
}
