//! The question, which only a terminal can be asked.

use super::*;
use crate::harness::program;

#[test]
fn without_a_terminal_nothing_is_written() {
    needs!("git");
    let archive = old();
    let refused = run(newslint(archive.root()).arg("adopt"), b"y\n");
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("nothing was written: there is no terminal to ask on; `newslint adopt --yes`"),
        "{refused:?}"
    );
    assert!(refused.stdout.contains("\nTo write:\n  newslint.toml "), "{refused:?}");
    assert!(!archive.exists("newslint.toml") && !archive.exists(HOOK));
}

/// What a terminal shows, and how it ended.
#[cfg(target_os = "linux")]
fn on_terminal(archive: &Archive, answer: &str) -> Run {
    let mut script = program("script", archive.root());
    script.args(["--quiet", "--return", "--command", &format!("'{NEWSLINT}' adopt"), "/dev/null"]).env("TERM", "xterm");
    run(&mut script, answer.as_bytes())
}

#[cfg(target_os = "linux")]
#[test]
fn it_asks_once() {
    needs!("git");
    needs!("script");
    for (answer, is_written) in
        [("\n", true), ("y\n", true), ("Yes\n", true), ("n\n", false), ("what\n", false), ("\u{4}", false)]
    {
        let archive = old();
        let asked = on_terminal(&archive, answer);
        assert_eq!(asked.code, 0, "{asked:?}");
        assert!(asked.stdout.contains("Write them? [Y/n] "), "{asked:?}");
        assert_eq!(asked.stdout.contains("Nothing was written."), !is_written, "{answer:?}: {asked:?}");
        assert_eq!((archive.exists("newslint.toml"), archive.exists(HOOK)), (is_written, is_written), "{answer:?}");
    }
}
