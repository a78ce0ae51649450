//! What a check reads: paths, the root, standard input, and other layouts.

use std::fs;

use super::{FINDING, clean, with_finding};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, CONFIG, broken, newslint};

#[test]
fn paths_that_are_no_events_never_fail_a_run() {
    let archive = clean()
        .with("README.md", "no event\n")
        .with("faq/index.md", "no event\n")
        .with("opinion/2017/04/4/the-post/index.md", "no event\n")
        .with("news/2021/05/3/bridge.jpg", [0xff, 0xd8, 0xff])
        .with("news/README.md", "no event\n")
        .with("news/2021/05/3/.draft.md", "no event\n");
    let named = ["README.md", "faq", "opinion", "news/README.md", "news/2021/05/3/bridge.jpg"];
    for path in named {
        let run = archive.run(&["check", path]);
        assert_eq!((run.code, run.told()), (0, "0 files: no findings"), "{path}");
    }
    assert_eq!(archive.run(&["check"]).told(), "1 file: no findings");
}

#[test]
fn files_and_folders_can_be_named_from_anywhere() {
    let archive = with_finding().with("news/2022/05/3/other.md", broken().replace("2021", "2022"));
    let root = archive.root();
    let absolute = root.join(BRIDGE);
    let concise = ["check", "--format", "concise"];
    let check = |folder: &str, path: &str| archive.run_in(folder, &[&concise[..], &[path]].concat()).stdout;
    assert_eq!(check("", BRIDGE), FINDING);
    assert_eq!(check("", &format!("./{BRIDGE}")), FINDING);
    assert_eq!(check("", "news/2021"), FINDING);
    // The path is the one from there.
    let from = |folder: &str| FINDING.replacen("news/2021/05/3/", folder, 1);
    assert_eq!(check("news/2021", "."), from("05/3/"));
    assert_eq!(check("news/2022", "../2021/05/3"), from("../2021/05/3/"));
    assert_eq!(check("news/2021/05/3", "harbour-bridge-opens.md"), from(""));
    assert_eq!(check("news", absolute.to_str().unwrap()), from("2021/05/3/"));
    let both = archive.run(&["check", BRIDGE, "news/2021", BRIDGE]);
    assert_eq!(both.told(), "1 file: 1 error ([*] 1 fixable with --fix)", "a file named twice is checked once");
    let elsewhere = tempfile::tempdir().unwrap();
    let run = crate::harness::run(newslint(elsewhere.path()).args(concise).arg(root.join("news/2021")), b"");
    let from_elsewhere = from(&format!("{}/news/2021/05/3/", root.display()));
    assert_eq!(run.stdout, from_elsewhere, "the root is found from what is named");
}

#[test]
fn the_root_is_the_nearest_folder_with_a_configuration_else_with_news() {
    let archive = clean().with("inner/news/2021/05/3/harbour-bridge-opens.md", broken());
    let concise = &["check", "--format", "concise"];
    assert_eq!(archive.run_in("inner/news/2021", concise).stdout, "", "newslint.toml above wins");
    archive.remove("newslint.toml");
    let without = [&concise[..], &["--ignore", "day-index"]].concat();
    assert_eq!(archive.run_in("inner/news/2021", &without).stdout, FINDING.replace("news/2021/", ""));
    fs::create_dir(archive.path("inner/news/.git")).unwrap();
    let inside = archive.run_in("inner/news/2021", concise);
    assert_eq!(inside.code, 2, "a repository without news/ is no archive to check");
    assert!(inside.stderr.contains("no folder news in"), "{}", inside.stderr);
    let named = archive.run(&["check", "--format", "concise", "--root", "inner", "--ignore", "day-index"]);
    assert_eq!(named.stdout, format!("inner/{FINDING}"));
}

#[test]
fn one_named_file_is_checked_without_reading_the_others() {
    let related = "\n### Related:\n\n1. [Ferry](/news/2021/05/4/ferry.md) _Context: Port Ellery_\n";
    let archive = Archive::new()
        .with(BRIDGE, format!("{BRIDGE_TEXT}{related}"))
        .with("news/2021/05/4/ferry.md", "broken in every way")
        .with("news/2020/05/4/other.md", "broken in every way");
    let run = archive.run(&["check", BRIDGE]);
    assert_eq!((run.code, run.told()), (0, "1 file: no findings"), "{}", run.stdout);
}

#[test]
fn standard_input_stands_for_a_file() {
    let archive = clean();
    let arguments = ["check", "-", "--stdin-filename", BRIDGE, "--format", "concise"];
    let run = archive.run_with_input(&arguments, broken().as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (1, FINDING));
    let run = archive.run_with_input(&arguments, BRIDGE_TEXT.as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    let readme = archive.run_with_input(&["check", "-", "--stdin-filename", "README.md"], b"no event");
    assert_eq!((readme.code, readme.stdout.as_str()), (0, ""));
    let outside = archive.run_with_input(&["check", "-", "--stdin-filename", "/etc/x.md"], b"");
    assert_eq!(outside.code, 2);
    // A file that is not there yet can link to itself as its current version.
    let new = "### [2021-05-9](/news/2021/05/9/index.md)\n\n# New\n\n### Changes:\n\n\
               1. [New](/news/2021/05/9/new.md) _(Current version)_\n";
    let run = archive.run_with_input(&["check", "-", "--stdin-filename", "news/2021/05/9/new.md"], new.as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
}

#[test]
fn another_layout_is_a_matter_of_configuration() {
    let toml = CONFIG.to_owned()
        + "\n[archive]\nevent = \"events/{year}-{month:02}/{day:02}/{slug}.markdown\"\nday-index = [\"day.markdown\"]\n\
                date = \"{day:02}.{month:02}.{year}\"\nlink-prefix = \"/site/\"\n";
    let event = "### [03.05.2021](/site/events/2021-05/03/day.markdown)\n\n# Bridge\n\n### Related:\n\n\
                 1. [Ferry](/site/events/2021-05/04/ferry.markdown) _Context: Port Ellery_\n";
    let archive = Archive::new()
        .with("newslint.toml", toml)
        .with("events/2021-05/03/bridge.markdown", event)
        .with("events/2021-05/03/day.markdown", "no event")
        .with("events/2021-05/04/ferry.markdown", event.replace("03.05", "4.05").replace("/03/", "/04/"))
        .with("events/2021-05/5/padded.markdown", event.replace("03.05", "05.05").replace("/03/", "/05/"));
    let run = archive.run(&["check", "--format", "concise"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "events/2021-05/04/ferry.markdown:1:6: error[date-heading] [*] the date `4.05.2021` is not in the archive's form; expected 04.05.2021",
            "events/2021-05/04/ferry.markdown:7:12: warning[related-self] the event is related to itself",
            "events/2021-05/5/padded.markdown:1:1: error[file-path] the day `5` is not in the archive's form; expected events/2021-05/05",
        ]
    );
}

#[test]
fn a_part_of_an_archive_knows_what_is_elsewhere() {
    let related = |path: &str| format!("1. [Title]({path}) _Context: Port Ellery_\n");
    let text = format!(
        "{BRIDGE_TEXT}\n### Related:\n\n{}{}{}",
        related("/news/1999/05/4/absent.md"),
        related("/news/2021/05/4/known.md").replace("1.", "2."),
        related("/news/2021/05/4/unknown.md").replace("1.", "3."),
    );
    let toml = CONFIG.to_owned() + "\n[archive]\nabsent = [\"/news/1999/\"]\nknown-paths = \"known.txt\"\n";
    let archive = Archive::new()
        .with(BRIDGE, text)
        .with("newslint.toml", toml)
        .with("known.txt", "# paths of the whole archive\n\n/news/2021/05/4/known.md\nnews/2021/05/4/other.md\n");
    let run = archive.run(&["check", "--format", "concise"]);
    assert_eq!(run.stdout, format!("{BRIDGE}:13:12: error[related-path] no event at /news/2021/05/4/unknown.md\n"));
}
