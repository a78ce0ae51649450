//! What a terminal shows: no line is wider than it is, and every mark is below what it marks.

use unicode_width::UnicodeWidthStr;

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, NEWSLINT, needs, program, run};

/// What newslint shows on a terminal of so many columns.
fn screen(archive: &Archive, columns: usize, arguments: &str, environment: &[(&str, &str)]) -> String {
    let mut script = program("script", archive.root());
    let command = format!("stty rows 50 cols {columns} -onlcr; '{NEWSLINT}' {arguments}");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).env("TERM", "xterm");
    run(script.envs(environment.iter().copied()), b"").stdout
}

/// What is as wide as anybody wants, and what is drawn in many ways.
fn archive() -> Archive {
    let titles = [
        "漢字".repeat(60),
        "e\u{301}\u{302}".repeat(90),
        "👩\u{200d}👩\u{200d}👧\u{200d}👦 ".repeat(30),
        "word\tword\t".repeat(30),
        "\u{feff}\u{202e}\u{1b}[31m".repeat(20),
        "plain words ".repeat(30),
        "\u{301}".repeat(3_000),
    ];
    let archive = Archive::new();
    for (number, title) in titles.iter().enumerate() {
        let text = BRIDGE_TEXT.replace("1. [", &format!("2. [{title}](漢字) ["))
            + &format!("3. {title} &amp;rsquo;\n\n# {title}\n");
        archive.write(format!("news/2021/05/3/{number}.md"), text);
    }
    archive
}

/// The lines without what colours them.
fn plain(screen: &str) -> String {
    let mut parts = screen.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    needs!("script");
    let archive = archive();
    for columns in [40, 80, 200] {
        let shown = plain(&screen(&archive, columns, "check --color always", &[]));
        assert!(shown.lines().count() > 50, "{shown}");
        for line in shown.lines().map(str::trim_end) {
            // A path, a URL or a word that cannot be broken has its line to itself.
            let is_one_word = !line.trim_start_matches([' ', '│', '·', '×', '⚠']).trim().contains(' ');
            let is_exempt = is_one_word || is_summary(line);
            assert!(line.width() <= columns || is_exempt, "{columns}: {} {line:?}", line.width());
        }
    }
}

/// The summary and what follows are lines to be copied or to be searched for.
fn is_summary(line: &str) -> bool {
    line.contains(" in ") && line.contains("files: ") || line.starts_with("next: ")
}

#[test]
fn marks_are_below_what_they_mark() {
    let width = |text: &str| text.width();
    for (before, word) in [("漢字", "&amp;"), ("e\u{301}\u{302}", "&amp;"), ("a\tb", "&amp;"), ("\u{feff}", "&amp;")]
    {
        let title = format!("{before} x{word}y opens");
        let text = BRIDGE_TEXT.replace("Harbour bridge opens", &title);
        let run = Archive::new().with(BRIDGE, text).run(&["check", "--select", "html-entity"]);
        let mut lines = run.stdout.lines().skip_while(|line| !line.starts_with(" 3 │"));
        let (line, marks) = (lines.next().unwrap(), lines.next().unwrap());
        let at = line.find(word).unwrap();
        let mark = marks.find(['─', '┬']).unwrap();
        assert_eq!(width(&marks[..mark]), width(&line[..at]), "{line}\n{marks}");
        let end = marks.trim_end().len();
        assert_eq!(width(&marks[mark..end]), word.len(), "{line}\n{marks}");
    }
}

#[test]
fn what_nobody_sees_fits_into_the_line() {
    let files =
        ["\u{feff}".repeat(30_000), "\u{301}".repeat(30_000), "\u{ad}\u{200b}".repeat(9_000), "\0".repeat(70_000)];
    let archive = Archive::new();
    for (number, start) in files.iter().enumerate() {
        archive.write(format!("news/2021/05/3/{number}.md"), format!("{start}{BRIDGE_TEXT}"));
    }
    let run = archive.run(&["check"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let widest = run.stdout.lines().max_by_key(|line| line.width()).unwrap();
    assert!(widest.width() <= 80, "{widest}");
    assert!(run.stdout.len() < 100_000, "{}", run.stdout.len());
}

#[test]
fn nothing_is_coloured_where_nobody_wants_it() {
    needs!("script");
    let archive = archive();
    assert!(screen(&archive, 80, "check", &[]).contains("\u{1b}["));
    for environment in [&[("NO_COLOR", "1")][..], &[("TERM", "dumb")], &[("CLICOLOR", "0")]] {
        for command in ["check", "explain slug", "rules", "check --diff", "--help"] {
            assert!(!screen(&archive, 80, command, environment).contains('\u{1b}'), "{command} {environment:?}");
        }
    }
}
