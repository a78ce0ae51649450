//! What is wrong with a configuration, and where that is said to be.

use std::fs;

use super::archive;
use crate::harness::Run;

/// The place, message and help of each fault in what a failing run printed.
fn faults(run: &Run) -> Vec<(String, String, String)> {
    let mut faults: Vec<(String, String, String)> = Vec::new();
    for line in run.stderr.lines() {
        if let Some((_, place)) = line.split_once("newslint.toml:") {
            faults.push((place.to_owned(), String::new(), String::new()));
        } else if let Some(message) = line.strip_prefix("  × ") {
            faults.last_mut().expect("a place").1 = message.to_owned();
        } else if let Some(help) = line.strip_prefix("  help: ") {
            faults.last_mut().expect("a place").2 = help.to_owned();
        }
    }
    faults
}

fn fault(toml: &str) -> (String, String, String) {
    let run = archive(toml).run(&["config"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{toml}");
    let mut faults = faults(&run);
    assert_eq!(faults.len(), 1, "{toml}:\n{}", run.stderr);
    faults.remove(0)
}

#[test]
fn a_fault_says_where_it_is_and_what_to_do() {
    for (toml, place, message, help) in [
        // Keys.
        ("[archive]\nevnet = 1", "2:1", "unknown key `evnet`", "did you mean event"),
        ("[archive]\nday_index = 1", "2:1", "unknown key `day_index`", "did you mean day-index"),
        (
            "[links]\nzzz = 1",
            "2:1",
            "unknown key `zzz`",
            "[links] has timeout, concurrency, allow-private and verdicts",
        ),
        ("[audit]\nhost_gap = \"3s\"", "2:1", "unknown key `host_gap`", "did you mean host-gap"),
        ("[audit]\nreason = \"\"", "2:1", "unknown key `reason`", "it belongs in [[hosts]]"),
        ("[archive]\ntimeout = \"1s\"", "2:1", "unknown key `timeout`", "it belongs in [links]"),
        ("[rule]\na = 1", "1:2", "unknown key `rule`", "did you mean rules"),
        ("date-path = \"off\"", "1:1", "unknown key `date-path`", "the level of a rule belongs in a table `rules`"),
        ("archive = 3", "1:11", "`archive` must be a table", "write [archive]"),
        ("overrides = 3", "1:1", "`overrides` must be a list of tables", "write [[overrides]]"),
        ("[overrides]", "1:2", "`overrides` must be a list of tables", "write [[overrides]]"),
        ("[hosts]", "1:2", "`hosts` must be a list of tables", "write [[hosts]]"),
        ("[[host]]", "1:3", "unknown key `host`", "did you mean hosts"),
        // Rules and levels.
        ("[rules]\ndate-pth = \"off\"", "2:1", "unknown rule `date-pth`", "did you mean date-path"),
        ("[rules]\nzzz = \"off\"", "2:1", "unknown rule `zzz`", "`newslint rules` lists them"),
        ("[rules]\ndate-path = \"warn\"", "2:13", "unknown level `warn`", "did you mean warning"),
        ("[rules]\ndate-path = \"Ärger\"", "2:13", "unknown level `Ärger`", "a level is error, warning, note or off"),
        ("[rules]\ndate-path = false", "2:13", "`date-path` must be a level", "a level is error, warning, note or off"),
        // Values.
        ("[archive]\nevent = 1", "2:9", "`event` must be a string", ""),
        ("[archive]\nabsent = \"news/1999\"", "2:10", "`absent` must be a list of folders", ""),
        ("[archive]\nday-index = [\"é\", 3]", "2:19", "`day-index` must be a list of file names", ""),
        ("[archive]\nday-index-lists = \"some\"", "2:19", "`day-index-lists` must be \"sourced\" or \"all\"", ""),
        ("[archive]\nday-index-lists = true", "2:19", "`day-index-lists` must be \"sourced\" or \"all\"", ""),
        ("[archive]\nday-index = []", "2:13", "a day index needs a file name", ""),
        ("[archive]\nday-index = [\"a/b\"]", "2:14", "`a/b` is not a file name", "name the file without its folder"),
        (
            "[archive]\nevent = \"../news/{year}/{month}/{day}/{slug}.md\"",
            "2:10",
            "an event's path starts at the archive's root and stays inside the archive",
            "",
        ),
        (
            "[archive]\nevent = \"/news/{year}/{month}/{day}/{slug}.md\"",
            "2:9",
            "an event's path starts at the archive's root and stays inside the archive",
            "",
        ),
        (
            "[archive]\nevent = \"news/{yaer}/{month}/{day}/{slug}\"",
            "2:15",
            "unknown field `{yaer}`",
            "did you mean {year}",
        ),
        ("[archive]\ndate = \"{year}-{month}-{day\"", "2:24", "a `{` without a `}`", ""),
        ("[archive]\ndate = \"{year}\"", "2:8", "a date must have {year}, {month} and {day}, once each", ""),
        (
            "[links]\ntimeout = \"20 sec\"",
            "2:11",
            "`20 sec` is not a duration",
            "a duration is a number and ms, s, m, h or d",
        ),
        ("[links]\ntimeout = \"0s\"", "2:11", "`0s` is not a duration", "a duration must be longer than nothing"),
        ("[links]\ntimeout = 20", "2:11", "`timeout` must be a duration, such as \"20s\"", ""),
        ("[links]\nconcurrency = 0", "2:15", "`concurrency` must be a whole number from 1 to 256", ""),
        ("[links]\nconcurrency = -1", "2:15", "`concurrency` must be a whole number from 1 to 256", ""),
        ("[links]\nallow-private = \"no\"", "2:17", "`allow-private` must be true or false", ""),
        ("[audit]\nvantage = \"\"", "2:11", "a name must be one line that is not empty", ""),
        ("[audit]\nstore = \"a\\nb\"", "2:9", "a name must be one line that is not empty", ""),
        ("[audit]\nhost-gap = 3", "2:12", "`host-gap` must be a duration, such as \"20s\"", ""),
        ("[audit]\nrecheck = \"0d\"", "2:11", "`0d` is not a duration", "a duration must be longer than nothing"),
        ("[audit]\nconcurrency = 1025", "2:15", "`concurrency` must be a whole number from 1 to 1024", ""),
        ("[audit]\ncontrol-urls = \"\"", "2:16", "`control-urls` must be a list of URLs", ""),
        ("[audit]\ncontrol-urls = [\"x.example\"]", "2:17", "`x.example` is not an http or https URL", ""),
        (
            "[audit]\ncontact = \"me (here)\"",
            "2:11",
            "`me (here)` is neither a URL nor a mail address",
            "name a page such as https://archive.example/audit, or an address",
        ),
        (
            "[[web-archives]]\nurl = \"https://a.example\"\n[audit]\narchive-gap = \"1s\"",
            "4:15",
            "`archive-gap` is for one web archive, but [[web-archives]] is set",
            "add it to [[web-archives]], with `url`, `kind` and `gap`",
        ),
        ("[audit]\narchive-url = \"ftp://x.example\"", "2:15", "`ftp://x.example` is not an http or https URL", ""),
        (
            "[audit]\narchive-url = \"https://x.example/?q\"",
            "2:15",
            "`https://x.example/?q` has more than a host and a path",
            "",
        ),
        ("[audit]\nrepository = true", "2:14", "`repository` must be a URL", ""),
        (
            "[audit]\nrepository = \"https://desk:secret@forge.example/desk\"",
            "2:14",
            "`https://desk:secret@forge.example/desk` has more than a host and a path",
            "",
        ),
        // Hosts.
        ("[[hosts]]\nhost = \"x.example\"", "1:1", "a host without `reason`", ""),
        ("[[hosts]]\nreason = \"slow\"", "1:1", "a host without `host`", ""),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"\"", "3:10", "a name must be one line that is not empty", ""),
        (
            "[[hosts]]\nhost = \"http://x.example\"\nreason = \"slow\"",
            "2:8",
            "`http://x.example` is not a host name",
            "write it like news.example; its subdomains are included",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\n[[hosts]]\nhost = \"X.example.\"\nreason = \"-\"",
            "5:8",
            "`x.example` already has a table",
            "",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nvist = false",
            "4:1",
            "unknown key `vist`",
            "did you mean visit",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\ntimeout = \"1s\"",
            "4:1",
            "unknown key `timeout`",
            "it belongs in [links]",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nalive = [403, 99]",
            "4:15",
            "`alive` must be statuses from 100 to 999",
            "",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nheaders = { Cookie = \"a=b\" }",
            "4:22",
            "`Cookie` must be the name of an environment variable",
            "keep values out of the file: they are often secret",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nheaders = { Host = \"A\" }",
            "4:13",
            "the header `Host` cannot be set in a configuration",
            "",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nheaders = { \"a b\" = \"A\" }",
            "4:13",
            "`a b` is not the name of a header",
            "",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nheaders = { DNT = \"A\", dnt = \"B\" }",
            "4:24",
            "the header `dnt` is set twice",
            "",
        ),
        // Overrides.
        ("[[overrides]]\nrules = {}", "1:1", "an override without `paths`", ""),
        ("[[overrides]]\npaths = [\"**\"]", "1:1", "an override without `rules`", ""),
        ("[[overrides]]\npaths = []\nrules = {}", "2:9", "an override without a path", ""),
        (
            "[[overrides]]\npaths = [\"news/[0\"]\nrules = {}",
            "2:10",
            "unclosed character class; missing ']'",
            "write a glob such as news/199*/**",
        ),
        (
            "[[overrides]]\npaths = [\"/news/**\"]\nrules = {}",
            "2:10",
            "`/news/**` matches no file of the archive",
            "name paths relative to the archive's root, such as news/199*/**",
        ),
        (
            "[[overrides]]\npaths = [\"news/1999/\"]\nrules = {}",
            "2:10",
            "`news/1999/` matches no file of the archive",
            "for the files below a folder write news/1999/**",
        ),
        (
            "[[overrides]]\npaths = [\"**\"]\nrules = {}\ndate-path = \"off\"",
            "4:1",
            "unknown key `date-path`",
            "the level of a rule belongs in a table `rules`",
        ),
        // TOML itself.
        ("[archive", "1:9", "unclosed table, expected `]`", ""),
        ("[rules]\n[rules]", "2:2", "duplicate key", ""),
        ("\u{feff}[archive]\r\nevnet = 1", "2:1", "unknown key `evnet`", "did you mean event"),
    ] {
        let expected = (place.to_owned(), message.to_owned(), help.to_owned());
        assert_eq!(fault(toml), expected, "{toml}");
    }
}

#[test]
fn all_faults_are_told_in_their_order() {
    let run = archive("[rules]\nzzz = \"off\"\ndate-path = \"of\"\n\n[archive]\nevent = \"{x}\"\n").run(&["check"]);
    assert_eq!(run.code, 2);
    let places: Vec<String> = faults(&run).into_iter().map(|(place, _, _)| place).collect();
    assert_eq!(places, ["2:1", "3:13", "6:10"]);

    let rules: String = (0..1000).map(|number| format!("r{number} = \"off\"\n")).collect();
    let run = archive(&format!("[rules]\n{rules}")).run(&["check"]);
    assert_eq!(faults(&run).iter().filter(|(_, message, _)| !message.is_empty()).count(), 20);
    assert!(run.stderr.ends_with("newslint.toml: 980 more errors\n"), "{}", run.stderr);
}

#[test]
fn a_file_that_is_no_text_is_said_to_be_none() {
    let archive = archive("");
    let file = archive.path("newslint.toml");
    let complaint = |words: &str| {
        let run = archive.run(&["check", "--root", "."]);
        assert!(run.code == 2 && run.stderr.contains(words), "{words}: {run:?}");
    };

    archive.write("newslint.toml", b"[archive]\nevent = \"caf\xe9\"\n");
    complaint("newslint.toml:2:13\n  × this is not UTF-8");
    archive.write("newslint.toml", b"\xff\xfe[\0");
    complaint("newslint.toml:1:1\n  × this is not UTF-8");
    fs::File::create(&file).unwrap().set_len(100 << 20).unwrap();
    complaint("newslint.toml: is too large: 104857600 bytes, and a configuration has at most 1048576");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    complaint("newslint.toml: is not a file");
    fs::remove_dir(&file).unwrap();
    archive.link("newslint.toml", "/etc/passwd");
    complaint("newslint.toml: is a symbolic link that points out of the archive, or nowhere");
}

#[test]
fn hostile_text_is_harmless_in_a_fault() {
    let run = archive("[rules]\n\"\\u001b[2J\u{202e}\" = \"\\u0007::error::\"\n").run(&["check"]);
    assert!(!run.stderr.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", run.stderr);
    assert!(run.stderr.contains(r"unknown rule `\u{1b}[2J\u{202e}`"), "{}", run.stderr);
    let long = format!("a = \"{}\"\n", "x".repeat(500_000));
    let run = archive(&long).run(&["check"]);
    assert!(run.stderr.len() < 1_000, "{}", run.stderr.len());
}
