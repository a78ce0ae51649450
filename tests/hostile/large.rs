//! Many findings, and settings that are as large.

use std::fmt::Write;
use std::fs;
use std::process::Stdio;

use super::text::sources;
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, newslint};
use crate::memory::peak;

const FORMATS: [&str; 10] =
    ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown"];

/// So many findings for each of five days.
fn archive(of_each: usize) -> Archive {
    let archive = Archive::new();
    for day in 1..=5 {
        let text = sources(of_each, |number| format!("[Ellery Gazette](gazette.example/{number})"));
        let text = text.replacen("2021-05-3](/news/2021/05/3", &format!("2021-05-{day}](/news/2021/05/{day}"), 1);
        archive.write(format!("news/2021/05/{day}/harbour-bridge-opens.md"), text);
    }
    archive
}

#[test]
fn a_hundred_thousand_findings_are_written_in_each_format_with_little_memory() {
    let archive = archive(20_001);
    let mut command = archive.command(&["check", "--select", "source-url"]);
    for format in FORMATS {
        command.args(["--output", &format!("{format}=../{format}")]);
    }
    let check = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let peak = peak(check).unwrap();
    assert!(peak < 300.0, "{peak} MB");
    let text = |format: &str| fs::read_to_string(archive.beside(format)).unwrap();
    for format in ["concise", "jsonl"] {
        assert_eq!(text(format).lines().count(), 100_000, "{format}");
    }
    for format in ["json", "gitlab", "rdjson", "junit"] {
        assert_eq!(text(format).matches("source-url\"").count() % 100_000, 0, "{format}");
    }
    for format in ["full", "sarif", "github", "markdown"] {
        let length = text(format).len();
        assert!((1_000..4 << 20).contains(&length), "{format}: {length} bytes");
    }
}

#[test]
fn a_reader_that_has_seen_enough_ends_every_report() {
    let archive = archive(1_000);
    for format in FORMATS {
        let mut check = archive.command(&["check", "--format", format, "--quiet"]);
        let mut check = check.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(check.stdout.take());
        let ended = check.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr), (Some(1), Vec::new()), "{format}");
    }
}

#[test]
fn a_configuration_that_is_too_large_is_not_read() {
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with("newslint.toml", "#\n".repeat(1 << 20));
    let run = archive.check(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.ends_with("is too large: 2097152 bytes, and a configuration has at most 1048576\n"), "{run:?}");
}

#[test]
fn a_baseline_of_damaged_lines_is_not_read_to_its_end() {
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with(".newslint-baseline", "x\n".repeat(1_000_000));
    let run = archive.check(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("too many damaged lines; the rest of the file is not read"), "{}", run.stderr);
    assert!(run.stderr.lines().count() < 200, "{}", run.stderr);
}

#[test]
fn a_baseline_is_held_against_files_that_cannot_be_read() {
    const COUNT: usize = 3_000;
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT);
    let mut baseline = String::new();
    for number in 0..COUNT {
        let path = format!("news/2021/05/3/{number}.md");
        archive.link(&path, "nowhere");
        (0..10).for_each(|line| writeln!(baseline, "slug {path} {line:016x}").unwrap());
    }
    archive.write(".newslint-baseline", baseline);
    let run = archive.check(&[]);
    assert_eq!(run.details().len(), COUNT, "what is not read says nothing of the baseline");
    assert!(run.stdout.lines().all(|line| line.contains("[unreadable-file]")), "{}", &run.stdout[..1000]);
}

#[test]
fn a_baseline_follows_a_file_with_many_findings() {
    let archive = Archive::new().with(BRIDGE, sources(10_000, |number| format!("[Ellery Gazette](x/{number})")));
    assert_eq!(archive.run(&["baseline", "update"]).code, 0);
    archive.write("news/2021/05/3/harbour-bridge-opened.md", archive.bytes(BRIDGE));
    archive.remove(BRIDGE);
    let run = archive.check(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(run.told(), "1 file: no findings, 9,999 in the baseline");
}

#[test]
fn folders_are_declared_absent_in_any_number() {
    let absent: Vec<String> =
        (0..20_000).map(|number| format!("\"/news/{}/{number}/\"", 1000 + number % 900)).collect();
    let related: Vec<String> =
        (0..5_000).map(|n| format!("/news/1950/0{}/{}/a-{n}.md", n % 9 + 1, n % 28 + 1)).collect();
    let related: Vec<&str> = related.iter().map(String::as_str).collect();
    let archive = Archive::new()
        .with("newslint.toml", format!("[archive]\nabsent = [{}]\n", absent.join(", ")))
        .with("news/2021/05/4/ferry.md", crate::harness::relating("news/2021/05/4/ferry.md", &related));
    assert_eq!(archive.check(&["--select", "related-path"]).details().len(), related.len());
}

#[test]
fn two_runs_that_are_cut_are_the_same() {
    let archive = archive(1_500);
    for format in FORMATS {
        let run = || crate::harness::run(newslint(archive.root()).args(["check", "--format", format]), b"").stdout;
        assert_eq!(run(), run(), "{format}");
    }
}
