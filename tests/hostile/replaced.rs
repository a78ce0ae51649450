//! Files that others replace, cut and write while they are read.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::text::sources;
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, Random, broken};

/// What always stands in the archive, with its finding.
const FERRY: &str = "news/2021/05/4/ferry-sails.md";

/// Does something to the bridge's file until it is told to stop.
fn disturb(archive: &Archive, random: &mut Random, versions: &[String], stop: &AtomicBool) {
    let path = archive.path(BRIDGE);
    let beside = archive.beside("next");
    while !stop.load(Ordering::Relaxed) {
        let version = &versions[random.below(versions.len() as u64) as usize];
        let _ = match random.below(6) {
            0 => fs::write(&path, version),
            1 => fs::File::options().write(true).open(&path).and_then(|file| file.set_len(random.below(2000))),
            2 => fs::remove_file(&path),
            3 => fs::write(&beside, version).and_then(|()| fs::rename(&beside, &path)),
            4 => fs::remove_file(&path).and_then(|()| std::os::unix::fs::symlink("/etc/hostname", &path)),
            _ => fs::remove_file(&path).and_then(|()| fs::create_dir(&path)).and_then(|()| fs::remove_dir(&path)),
        };
    }
}

/// The law: whatever happens to one file meanwhile, a check ends as usual, and finds what is wrong with the others.
#[test]
fn a_file_that_changes_meanwhile_disturbs_nothing() {
    let versions = [BRIDGE_TEXT.to_owned(), broken(), String::new(), sources(2_000, |_| "stray".to_owned())];
    let archive = Archive::new().with(FERRY, broken().replace("05-3", "05-4").replace("05/3/index", "05/4/index"));
    let (stop, mut random) = (AtomicBool::new(false), Random(13));
    thread::scope(|scope| {
        scope.spawn(|| disturb(&archive, &mut random, &versions, &stop));
        let run = || {
            for round in 0..60 {
                let arguments: &[&str] = match round % 4 {
                    0 => &[],
                    1 => &[FERRY, BRIDGE],
                    2 => &["--format", "json", "--statistics"],
                    _ => &["--diff", "--unsafe-fixes"],
                };
                let run = match round % 4 {
                    2 | 3 => archive.run(&[&["check"], arguments].concat()),
                    _ => archive.check(arguments),
                };
                let is_missing = run.code == 2 && run.stderr.contains("there is no such file or folder");
                assert!(run.code == 1 || is_missing, "{round}: {run:?}");
                assert!(is_missing || run.stdout.contains("ferry-sails.md"), "{round}: {run:?}");
            }
        };
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        stop.store(true, Ordering::Relaxed);
        ended.unwrap();
    });
}

/// The law: a fix that meets another writer leaves one of the texts that somebody wrote, with its fixes or without.
#[test]
fn a_fix_leaves_what_somebody_wrote() {
    let texts: Vec<String> = (0..8).map(|number| broken().replace("opens", &format!("opens {number}"))).collect();
    let fixed = |text: &String| text.replace("2. [", "1. [");
    let archive = Archive::new().with(BRIDGE, &texts[0]);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for text in texts.iter().cycle().take_while(|_| !stop.load(Ordering::Relaxed)) {
                fs::write(archive.beside("next"), text).unwrap();
                fs::rename(archive.beside("next"), archive.path(BRIDGE)).unwrap();
            }
        });
        let run = || {
            for round in 0..40 {
                let run = archive.check(&["--fix"]);
                assert!(run.code == 0 || run.code == 1 || run.stderr.contains("changed in the meantime"), "{run:?}");
                let text = archive.text(BRIDGE);
                assert!(texts.iter().any(|own| *own == text || fixed(own) == text), "{round}: {text}");
            }
        };
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        stop.store(true, Ordering::Relaxed);
        ended.unwrap();
    });
    assert_eq!(archive.names("news/2021/05/3"), ["harbour-bridge-opens.md"], "nothing is left beside the file");
}
