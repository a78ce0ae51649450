//! `--output`: one run, many reports.

use std::fs;

use super::archives::mixed;
use crate::harness::Archive;

fn read(archive: &Archive, file: &str) -> String {
    fs::read_to_string(archive.path(file)).expect(file)
}

#[test]
fn one_run_writes_many_reports_and_prints_one() {
    let archive = mixed();
    let outputs = ["sarif=a.sarif", "gitlab=b.json", "junit=c.xml", "full=d.txt", "concise=e.txt"];
    let mut arguments = vec!["check", "--format", "github"];
    outputs.iter().for_each(|output| arguments.extend(["--output", output]));
    let run = archive.run(&arguments);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout, archive.run(&["check", "--format", "github"]).stdout);
    for output in outputs {
        let (format, file) = output.split_once('=').unwrap();
        let alone = archive.run(&["check", "--format", format]).stdout;
        assert_eq!(read(&archive, file), alone, "{output}");
    }
}

#[test]
fn a_file_without_a_format_takes_the_place_of_standard_output() {
    let archive = mixed();
    let run = archive.run(&["check", "--format", "concise", "--output", "a.txt", "--output", "gitlab=b.json"]);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("6 errors"), "people are told of the run: {run:?}");
    assert!(read(&archive, "a.txt").contains("error[title-heading]"));
    assert!(read(&archive, "b.json").starts_with("[{"));
}

#[test]
fn only_a_known_format_is_one() {
    let archive = mixed();
    for file in ["a=b.txt", "SARIF=c", "=d", "report.json=e"] {
        let run = archive.run(&["check", "--format", "concise", "--output", file]);
        assert_eq!(run.stdout, "", "{file}");
        assert!(read(&archive, file).contains("error[title-heading]"), "{file}");
    }
    for file in ["jsno=e.json", "sarf=e.json", "github-=e"] {
        let run = archive.run(&["check", "--output", file]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{file}");
        assert!(run.stderr.contains("did you mean") && !archive.exists(file), "{file}: {}", run.stderr);
    }
    archive.run(&["check", "--output", "./jsno=e.json"]);
    assert!(archive.exists("jsno=e.json"));
    archive.run(&["check", "--output", "concise=x=y.txt"]);
    assert!(read(&archive, "x=y.txt").contains("error[title-heading]"));
}

#[test]
fn files_have_no_colour_and_their_excerpts() {
    let archive = mixed();
    let run = archive.run(&["check", "--color", "always", "--format", "concise", "--output", "full=a.txt"]);
    assert!(run.stdout.contains("\u{1b}["), "{}", run.stdout);
    let file = read(&archive, "a.txt");
    assert!(!file.contains('\u{1b}') && file.contains("│ ## Ferry returns"), "{file}");
}

#[test]
fn a_file_named_twice_or_not_at_all_is_an_error_of_usage() {
    let archive = mixed().with("reports/x", "");
    for outputs in [["sarif=a.json", "gitlab=a.json"], ["a.json", "json=./a.json"], ["reports/../a.json", "a.json"]] {
        let run = archive.run(&["check", "--output", outputs[0], "--output", outputs[1]]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{outputs:?}");
        assert!(run.stderr.ends_with("a.json: named twice\n"), "{}", run.stderr);
    }
    assert!(!archive.exists("a.json"));
    let run = archive.run(&["check", "--output", "sarif="]);
    assert_eq!((run.code, run.stderr.as_str()), (2, "newslint: --output : no file is named\n"));
}

#[test]
fn a_report_that_cannot_be_written_leaves_the_old_one() {
    let archive = mixed().with("reports/old.json", "old");
    let run = archive.run(&["check", "--format", "concise", "--output", "json=nowhere/new.json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("newslint: --output nowhere/new.json: "), "{}", run.stderr);
    let run = archive.run(&["check", "--output", "json=reports/old.json", "--output", "sarif=reports"]);
    assert_eq!(run.code, 2, "a folder is no file: {run:?}");
    assert!(read(&archive, "reports/old.json").starts_with('{'));
}
