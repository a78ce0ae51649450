//! `newslint.toml`: what it sets, what `newslint config` says of it, and the faults that are found in it.

use std::fs;

use serde_json::Value;

use crate::harness::{Archive, BRIDGE, Run, assert_snapshot, broken};

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

// What it sets.

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

// What `newslint config` says of it.

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
fn the_configuration_in_force_says_where_each_value_comes_from() {
    let printed = archive(TOML).with("known.txt", "").run(&["config"]);
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""));
    let rules = newslint::rules::RULES.iter().map(|rule| match rule.name {
        "date-path" => "date-path = \"note\"  # newslint.toml:19\n".to_owned(),
        name => format!("{name} = \"{}\"  # default\n", rule.meta().level.map_or("off", |level| level.name())),
    });
    let (before, after) = printed.stdout.split_once(&rules.collect::<String>()).expect(&printed.stdout);
    assert_snapshot!("in-force", format!("{before}# … each rule …\n{after}"));
}

#[test]
fn the_configuration_in_force_means_the_same_as_the_file() {
    let values = |printed: &str| -> String {
        printed.lines().map(|line| line.rsplit_once("  # ").map_or(line, |(value, _)| value)).collect()
    };
    for toml in ["", TOML] {
        let archive = archive(toml).with("known.txt", "");
        let first = archive.run(&["config"]).stdout;
        let second = archive.with("newslint.toml", &first).run(&["config"]);
        assert_eq!(values(&second.stdout), values(&first), "{}", second.stderr);
    }
}

#[test]
fn the_levels_for_a_file_say_where_each_comes_from() {
    let archive = archive(TOML).with("known.txt", "");
    let run = archive.run(&["config", OLD, "news/1995/none.md", BRIDGE]);
    let tables: Vec<&str> = run.stdout.split("\n\n").collect();
    for (table, path, heading) in [
        (tables[0], OLD, "\"note\"  # newslint.toml:26"),
        (tables[1], "news/1995/none.md", "\"off\"  # newslint.toml:23"),
        (tables[2], BRIDGE, "\"error\"  # default"),
    ] {
        assert!(table.starts_with(&format!("[\"{path}\"]\n")), "{table}");
        assert!(table.contains(&format!("\ntitle-heading = {heading}\n")), "{table}");
        assert!(table.contains("\ndate-path = \"note\"  # newslint.toml:19\n"), "{table}");
        assert_eq!(table.trim_end().lines().count(), 1 + newslint::rules::RULES.len());
    }
    let from_within = archive.run_in("news/1999", &["config", "05/3/x.md"]);
    assert!(from_within.stdout.starts_with("[\"news/1999/05/3/x.md\"]\n"), "{from_within:?}");
    assert_eq!(archive.run(&["config", "../elsewhere.md"]).code, 2);
}

#[test]
fn what_acts_on_a_terminal_is_printed_as_an_escape() {
    let toml = "[archive]\nlink-prefix = \"\\u001b[31m\u{202e}\u{e0041}/\"\n";
    let run = archive(toml).run(&["config"]);
    assert!(run.stdout.contains(r#"link-prefix = "\u001b[31m\u202E\U000E0041/"  # "#), "{}", run.stdout);
    let run = archive(toml).run(&["config", "news/a\u{202e}.md"]);
    assert!(run.stdout.starts_with("[\"news/a\\u202E.md\"]\n"), "{}", run.stdout);
}

// What is wrong with it.

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
        ("archive = 3", "1:11", "`archive` wants a table", "write [archive]"),
        ("overrides = 3", "1:1", "`overrides` wants a list of tables", "write [[overrides]]"),
        ("[overrides]", "1:2", "`overrides` wants a list of tables", "write [[overrides]]"),
        ("[hosts]", "1:2", "`hosts` wants a list of tables", "write [[hosts]]"),
        ("[[host]]", "1:3", "unknown key `host`", "did you mean hosts"),
        // Rules and levels.
        ("[rules]\ndate-pth = \"off\"", "2:1", "no rule is called `date-pth`", "did you mean date-path"),
        ("[rules]\nzzz = \"off\"", "2:1", "no rule is called `zzz`", "`newslint rules` lists them"),
        ("[rules]\ndate-path = \"warn\"", "2:13", "no level is called `warn`", "did you mean warning"),
        (
            "[rules]\ndate-path = \"Ärger\"",
            "2:13",
            "no level is called `Ärger`",
            "a level is error, warning, note or off",
        ),
        ("[rules]\ndate-path = false", "2:13", "`date-path` wants a level", "a level is error, warning, note or off"),
        // Values.
        ("[archive]\nevent = 1", "2:9", "`event` wants a string", ""),
        ("[archive]\nabsent = \"news/1999\"", "2:10", "`absent` wants a list of folders", ""),
        ("[archive]\nday-index = [\"é\", 3]", "2:19", "`day-index` wants a list of file names", ""),
        ("[archive]\nday-index = []", "2:13", "a day index has a file name", ""),
        ("[archive]\nday-index = [\"a/b\"]", "2:14", "`a/b` is no file name", "name the file without its folder"),
        (
            "[archive]\nevent = \"news/{yaer}/{month}/{day}/{slug}\"",
            "2:15",
            "no field is called `{yaer}`",
            "did you mean {year}",
        ),
        ("[archive]\ndate = \"{year}-{month}-{day\"", "2:24", "a `{` without a `}`", ""),
        ("[archive]\ndate = \"{year}\"", "2:8", "a date has {year}, {month} and {day} once each", ""),
        (
            "[links]\ntimeout = \"20 sec\"",
            "2:11",
            "`20 sec` is no duration",
            "a duration is a number and ms, s, m, h or d",
        ),
        ("[links]\ntimeout = \"0s\"", "2:11", "`0s` is no duration", "a duration is longer than nothing"),
        ("[links]\ntimeout = 20", "2:11", "`timeout` wants a duration, such as \"20s\"", ""),
        ("[links]\nconcurrency = 0", "2:15", "`concurrency` wants a whole number from 1 to 256", ""),
        ("[links]\nconcurrency = -1", "2:15", "`concurrency` wants a whole number from 1 to 256", ""),
        ("[links]\nallow-private = \"no\"", "2:17", "`allow-private` wants true or false", ""),
        ("[audit]\nvantage = \"\"", "2:11", "a name is one line that is not empty", ""),
        ("[audit]\nstore = \"a\\nb\"", "2:9", "a name is one line that is not empty", ""),
        ("[audit]\nhost-gap = 3", "2:12", "`host-gap` wants a duration, such as \"20s\"", ""),
        ("[audit]\nrecheck = \"0d\"", "2:11", "`0d` is no duration", "a duration is longer than nothing"),
        ("[audit]\nconcurrency = 1025", "2:15", "`concurrency` wants a whole number from 1 to 1024", ""),
        ("[audit]\ncontrol-urls = \"\"", "2:16", "`control-urls` wants a list of URLs", ""),
        ("[audit]\ncontrol-urls = [\"x.example\"]", "2:17", "`x.example` is no http or https URL", ""),
        (
            "[audit]\ncontact = \"me (here)\"",
            "2:11",
            "`me (here)` is no URL and no mail address",
            "name a page such as https://archive.example/audit, or an address",
        ),
        ("[audit]\narchive-url = \"ftp://x.example\"", "2:15", "`ftp://x.example` is no http or https URL", ""),
        (
            "[audit]\narchive-url = \"https://x.example/?q\"",
            "2:15",
            "`https://x.example/?q` is more than a host and a path",
            "",
        ),
        // Hosts.
        ("[[hosts]]\nhost = \"x.example\"", "1:1", "a host without `reason`", ""),
        ("[[hosts]]\nreason = \"slow\"", "1:1", "a host without `host`", ""),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"\"", "3:10", "a name is one line that is not empty", ""),
        (
            "[[hosts]]\nhost = \"http://x.example\"\nreason = \"slow\"",
            "2:8",
            "`http://x.example` is no host",
            "name it as in news.example; its subdomains are meant as well",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\n[[hosts]]\nhost = \"X.example.\"\nreason = \"-\"",
            "5:8",
            "`x.example` has a table already",
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
            "`alive` wants statuses from 100 to 999",
            "",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nheaders = { Cookie = \"a=b\" }",
            "4:22",
            "`Cookie` wants the name of an environment variable",
            "values are kept out of the file: they are often secret",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nheaders = { Host = \"A\" }",
            "4:13",
            "the header `Host` is not for a configuration to set",
            "",
        ),
        (
            "[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"\nheaders = { \"a b\" = \"A\" }",
            "4:13",
            "`a b` is no name of a header",
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
        ("[[overrides]]\npaths = []\nrules = {}", "2:9", "an override for no path", ""),
        (
            "[[overrides]]\npaths = [\"news/[0\"]\nrules = {}",
            "2:10",
            "unclosed character class; missing ']'",
            "write a glob such as news/199*/**",
        ),
        (
            "[[overrides]]\npaths = [\"/news/**\"]\nrules = {}",
            "2:10",
            "`/news/**` fits no file of the archive",
            "name paths relative to the archive's root, such as news/199*/**",
        ),
        (
            "[[overrides]]\npaths = [\"news/1999/\"]\nrules = {}",
            "2:10",
            "`news/1999/` fits no file of the archive",
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
    assert!(run.stderr.ends_with("newslint.toml: 980 more faults\n"), "{}", run.stderr);
}

#[test]
fn a_file_that_is_no_text_is_said_to_be_none() {
    let archive = archive("");
    let file = archive.path("newslint.toml");
    let complaint = |words: &str| {
        let run = archive.run(&["check", "--root", "."]);
        assert!(run.code == 2 && run.stderr.contains(words), "{words}: {run:?}");
    };

    fs::write(&file, b"[archive]\nevent = \"caf\xe9\"\n").unwrap();
    complaint("newslint.toml:2:13\n  × this is not UTF-8");
    fs::write(&file, b"\xff\xfe[\0").unwrap();
    complaint("newslint.toml:1:1\n  × this is not UTF-8");
    fs::File::create(&file).unwrap().set_len(100 << 20).unwrap();
    complaint("newslint.toml: is too large: 104857600 bytes, and a configuration has at most 1048576");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    complaint("newslint.toml: is not a file");
    fs::remove_dir(&file).unwrap();
    archive.link("newslint.toml", "/etc/passwd");
    complaint("newslint.toml: is a symbolic link that leads out of the archive, or nowhere");
}

#[test]
fn hostile_text_is_harmless_in_a_fault() {
    let run = archive("[rules]\n\"\\u001b[2J\u{202e}\" = \"\\u0007::error::\"\n").run(&["check"]);
    assert!(!run.stderr.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", run.stderr);
    assert!(run.stderr.contains(r"no rule is called `\u{1b}[2J\u{202e}`"), "{}", run.stderr);
    let long = format!("a = \"{}\"\n", "x".repeat(500_000));
    let run = archive(&long).run(&["check"]);
    assert!(run.stderr.len() < 1_000, "{}", run.stderr.len());
}

// The schema.

fn schema() -> Value {
    let run = archive("").run(&["config", "--schema"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    serde_json::from_str(&run.stdout).unwrap()
}

/// Whether the schema accepts a configuration.
fn accepts(schema: &jsonschema::Validator, toml: &str) -> bool {
    let document: toml::Table = toml.parse().expect(toml);
    schema.is_valid(&serde_json::to_value(document).unwrap())
}

#[test]
fn the_schema_and_the_loader_agree() {
    let schema = schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (toml, is_valid) in [
        ("", true),
        (TOML, true),
        ("[archive]\nevent = \"e/{year}{month:02}{day:02}/{slug}.md\"", true),
        ("[archive]\nevent = \"{x}\"", false),
        ("[archive]\nevent = 1", false),
        ("[archive]\nevnet = \"\"", false),
        ("[archive]\nday-index = []", false),
        ("[archive]\nday-index = [\"a/b\"]", false),
        ("[archive]\nabsent = [\"..\"]", false),
        ("[archive]\nabsent = [3]", false),
        ("[archive]\nknown-paths = true", false),
        ("[links]\ntimeout = \"1500ms\"", true),
        ("[links]\ntimeout = \"20\"", false),
        ("[links]\ntimeout = \"00s\"", false),
        ("[links]\ntimeout = 20", false),
        ("[links]\nconcurrency = 256", true),
        ("[links]\nconcurrency = 257", false),
        ("[links]\nallow-private = 1", false),
        ("[links]\nverdicts = \"verdicts.jsonl\"", true),
        ("[links]\nverdicts = 1", false),
        ("[audit]\nvantage = \"\"", false),
        ("[audit]\nvantage = \"Port Ellery, first floor\"", true),
        ("[audit]\nhost-gap = \"0s\"", true),
        ("[audit]\nhost-gap = \"s\"", false),
        ("[audit]\nrecheck = \"0s\"", false),
        ("[audit]\nrecheck = \"12h\"", true),
        ("[audit]\nconcurrency = 1024", true),
        ("[audit]\nconcurrency = 1025", false),
        ("[audit]\ncontrol-urls = [\"http://up.example\"]", true),
        ("[audit]\ncontrol-urls = [\"up.example\"]", false),
        ("[audit]\ncontact = \"desk@archive.example\"", true),
        ("[audit]\ncontact = \"https://archive.example/audit\"", true),
        ("[audit]\ncontact = \"https://archive.example/)\"", false),
        ("[audit]\ncontact = \"desk\"", false),
        ("[audit]\narchive-url = \"http://127.0.0.1:8080/wayback/\"", true),
        ("[audit]\narchive-url = \"web.archive.org\"", false),
        ("[audit]\narchive-url = \"https://web.archive.org/?x\"", false),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"", true),
        ("[[hosts]]\nhost = \"[::1]\"\nreason = \"slow\"", true),
        ("[[hosts]]\nhost = \"*.example\"\nreason = \"slow\"", false),
        ("[[hosts]]\nhost = \"x.example:80\"\nreason = \"slow\"", false),
        ("[[hosts]]\nhost = \"x.example\"", false),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"\"", false),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"-\"\ngap = \"0s\"\nvisit = false\nalive = [999]", true),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"-\"\nalive = [1000]", false),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"-\"\nheaders = { Cookie = \"A_1\" }", true),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"-\"\nheaders = { Cookie = \"1\" }", false),
        ("[hosts]\nhost = \"x.example\"", false),
        ("[rules]\ndate-path = \"off\"", true),
        ("[rules]\ndate-path = \"warn\"", false),
        ("[rules]\ndate-paths = \"off\"", false),
        ("[[overrides]]\npaths = [\"**\"]\nrules = {}", true),
        ("[[overrides]]\npaths = []\nrules = {}", false),
        ("[[overrides]]\npaths = [\"**\"]", false),
        ("[[overrides]]\nrules = {}", false),
        ("[[overrides]]\npaths = [\"**\"]\nrules = { x = \"off\" }", false),
        ("[overrides]\npaths = [\"**\"]\nrules = {}", false),
        ("[other]", false),
    ] {
        assert_eq!(accepts(&validator, toml), is_valid, "the schema on {toml}");
        let run = archive(toml).with("known.txt", "").run(&["config"]);
        assert_eq!(run.code, if is_valid { 0 } else { 2 }, "the loader on {toml}: {}", run.stderr);
    }
}

#[test]
fn the_schema_has_the_keys_that_the_loader_has_and_no_others() {
    let schema = schema();
    let printed: toml::Table = archive(TOML).with("known.txt", "").run(&["config"]).stdout.parse().unwrap();
    let keys = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let printed = serde_json::to_value(printed).unwrap();
    assert_eq!(keys(&schema["properties"]), keys(&printed));
    for table in ["archive", "links", "audit"] {
        assert_eq!(keys(&schema["properties"][table]["properties"]), keys(&printed[table]), "{table}");
    }
    assert_eq!(keys(&schema["definitions"]["rules"]["properties"]), keys(&printed["rules"]));
    let an_override = &schema["properties"]["overrides"]["items"]["properties"];
    assert_eq!(keys(an_override), keys(&printed["overrides"][0]));
    assert_eq!(keys(&schema["properties"]["hosts"]["items"]["properties"]), keys(&printed["hosts"][0]));
}

#[test]
fn the_schemas_defaults_are_those_in_force() {
    let printed: toml::Table = archive("").run(&["config"]).stdout.parse().unwrap();
    let printed = serde_json::to_value(printed).unwrap();
    for table in ["archive", "links", "audit"] {
        for (key, form) in schema()["properties"][table]["properties"].as_object().unwrap() {
            assert_eq!(form.get("default"), printed[table].get(key), "{table}.{key}");
        }
    }
}
