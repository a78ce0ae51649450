//! `newslint.toml`: what it sets, what `newslint config` says of it, and the faults that are found in it.

mod faults;
mod schema;
mod shown;

use crate::harness::{Archive, BRIDGE, broken};

/// An event of another year, with the same defect as [`BRIDGE`].
const OLD: &str = "news/1999/05/3/harbour-bridge-opens.md";

fn archive(toml: &str) -> Archive {
    let old = broken().replace("2021", "1999");
    Archive::new().with(BRIDGE, broken()).with(OLD, old).with("newslint.toml", toml)
}

/// The findings of `newslint check`, each as its year and `level[rule]`.
fn found(archive: &Archive, arguments: &[&str]) -> Vec<String> {
    // Of the day's missing index another test speaks.
    let check = ["check", "--quiet", "--format", "concise", "--ignore", "day-index"];
    let run = archive.run(&[&check[..], arguments].concat());
    assert!(run.code < 2, "{run:?}");
    let finding = |line: &str| format!("{} {}", &line[5..9], line.split(' ').nth(1).unwrap());
    run.stdout.lines().map(finding).collect()
}

/// Settings of every kind.
const TOML: &str = "\
[archive]
absent = [
    \"/news/1998/\",
    'news/a \"b\"',
]
known-paths = \"known.txt\"

[links]
timeout = \"120s\"
verdicts = \"verdicts.jsonl\"

[audit]
host-gap = \"0ms\"
recheck = \"168h\"
control-urls = [\"https://UP.example\"]
contact = \"desk@archive.example\"
repository = \"https://forge.example/desk/news/blob/main\"
[rules]
date-path = \"note\"

[[overrides]]
paths = [\"news/199*/**\"]
rules.title-heading = \"off\"

[[overrides]]
rules = { title-heading = \"note\" }
paths = [\"news/1999/**\"]

[[hosts]]
host = \"Gazette.example.\"
reason = \"slow \u{202e}host\"
gap = \"90s\"
alive = [403]
headers = { Cookie = \"GAZETTE_COOKIE\", \"x.y\" = \"XY\" }
";

#[test]
fn the_last_override_that_fits_a_path_wins() {
    let everywhere = "[rules]\nsource-numbering = \"warning\"\n";
    let note = "[[overrides]]\npaths = [\"news/199*/**\"]\nrules.source-numbering = \"note\"\n";
    let off = "[[overrides]]\npaths = [\"**/nothing.md\", \"news/{1998,1999}/**\"]\nrules.source-numbering = \"off\"\n";
    let other = "[[overrides]]\npaths = [\"news/**\"]\nrules.title-heading = \"off\"\n";
    let new = "2021 warning[source-numbering]";
    let old = "1999 note[source-numbering]";
    assert_eq!(found(&archive(everywhere), &[]), ["1999 warning[source-numbering]", new]);
    assert_eq!(found(&archive(&[everywhere, note].concat()), &[]), [old, new]);
    assert_eq!(found(&archive(&[everywhere, note, off].concat()), &[]), [new]);
    assert_eq!(found(&archive(&[everywhere, off, note, other].concat()), &[]), [old, new]);
}

#[test]
fn a_star_stays_within_a_folder() {
    let toml = "[[overrides]]\npaths = [\"news/*\", \"news/*/05/*/harbour*\"]\nrules.source-numbering = \"note\"\n";
    assert_eq!(found(&archive(toml), &[]), ["1999 note[source-numbering]", "2021 note[source-numbering]"]);
    let toml = toml.replace(", \"news/*/05/*/harbour*\"", ", \"news/*/harbour*\"");
    assert_eq!(found(&archive(&toml), &[]), ["1999 error[source-numbering]", "2021 error[source-numbering]"]);
}

#[test]
fn an_override_holds_for_a_named_file_and_for_standard_input() {
    let archive = archive("[[overrides]]\npaths = [\"news/1999/**\"]\nrules.source-numbering = \"note\"\n");
    assert_eq!(found(&archive, &[OLD]), ["1999 note[source-numbering]"]);
    let arguments = ["check", "--quiet", "--format", "concise", "--stdin-filename", OLD, "-"];
    let run = archive.run_with_input(&arguments, broken().replace("2021", "1999").as_bytes());
    assert!(run.stdout.contains(" note[source-numbering]"), "{run:?}");
}

#[test]
fn the_command_line_has_the_last_word_over_overrides() {
    let archive = archive(
        "[rules]\nsource-numbering = \"off\"\n[[overrides]]\npaths = [\"news/1999/**\"]\n\
         rules = { source-numbering = \"note\", date-path = \"note\" }\n",
    );
    assert_eq!(found(&archive, &[]), ["1999 note[source-numbering]"]);
    assert_eq!(found(&archive, &["--ignore", "source-numbering"]), [""; 0]);
    assert_eq!(found(&archive, &["--select", "date-path"]), [""; 0]);
    let selected = found(&archive, &["--select", "source-numbering"]);
    assert_eq!(selected, ["1999 note[source-numbering]", "2021 error[source-numbering]"]);
}
