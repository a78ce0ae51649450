//! `newslint explain` and `newslint rules`: what they print on a pipe and on a terminal.

use newslint_linter::rules::{FixKind, RULES};

use crate::harness::{Archive, assert_snapshot, needs, newslint, program, run, shell};

/// What is printed of a rule, on a pipe.
fn explained(words: &[&str]) -> String {
    Archive::empty().run(&[&["explain"], words].concat()).printed()
}

#[test]
fn a_rule_is_explained_on_one_screen() {
    assert_snapshot!("short", explained(&["date-path"]));
    for rule in RULES {
        let short = explained(&[rule.name]);
        let lines: Vec<&str> = short.lines().collect();
        assert!(short.starts_with(&format!("{}: ", rule.name)) && lines.contains(&"Why"), "{short}");
        assert!(
            lines.contains(&"How to fix") && !lines.contains(&"Examples") && !lines.contains(&"Details"),
            "{short}"
        );
        assert!(lines.len() <= 60, "{}: {} lines", rule.name, lines.len());
        let too_wide = lines.iter().find(|line| line.chars().count() > 80 && !line.contains("://"));
        assert_eq!(too_wide, None, "{}", rule.name);
        let fix = match rule.meta().fix {
            FixKind::Safe => "fix:      `newslint check --fix`\n",
            FixKind::Unsafe => "fix:      `newslint check --fix --unsafe-fixes`, which needs a review\n",
            FixKind::None => "fix:      none, by hand only\n",
        };
        assert!(short.contains(fix), "{short}");
        assert!(short.ends_with(&format!("page:     {}\n", rule.page_url())), "{short}");
    }
}

#[test]
fn with_examples_the_whole_page_is_shown() {
    assert_snapshot!("whole", explained(&["related-self", "--examples"]));
    for rule in RULES {
        let (short, whole) = (explained(&[rule.name]), explained(&[rule.name, "--examples"]));
        assert!(whole.lines().any(|line| line == "Examples") && !whole.contains("```"), "{whole}");
        let page = |text: &str| text.split("\nlevel:  ").next().unwrap().to_owned();
        assert!(
            whole.starts_with(page(&short).trim_end()),
            "{}: what is short is the start of what is whole",
            rule.name
        );
    }
}

#[test]
fn colour_and_links_change_nothing_but_the_looks() {
    let archive = Archive::empty();
    for words in [&["explain", "date-path", "--examples"][..], &["rules"]] {
        let plain = archive.run(words).printed();
        assert!(!plain.contains('\u{1b}'), "{plain}");
        let mut command = newslint(archive.root());
        command.args(words).env("FORCE_COLOR", "1").env("FORCE_HYPERLINK", "1");
        let shown = run(&mut command, b"").printed();
        assert!(shown.contains("\u{1b}[") && shown.contains("/date-path.html\u{1b}\\"), "{shown:?}");
        assert_eq!(without_sequences(&shown), plain);
    }
}

/// Without colours and links.
fn without_sequences(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, sequence)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        let end = if sequence.starts_with(']') { "\u{1b}\\" } else { "m" };
        rest = sequence.split_once(end).expect("a sequence that ends").1;
    }
    plain + rest
}

#[test]
fn a_terminal_has_colour_and_its_own_width() {
    needs!("script");
    let archive = Archive::empty();
    let widest = |columns: usize, words: &str| {
        // A terminal of that width, with newslint on it.
        let line = format!("stty rows 40 cols {columns}; exec {} {words}", crate::harness::NEWSLINT);
        let mut terminal = program("script", archive.root());
        terminal.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("TERM", "xterm-256color");
        let shown = run(&mut terminal, b"").printed().replace('\r', "");
        assert!(shown.contains("\u{1b}[1m"), "{shown:?}");
        assert!(!shown.contains("\u{1b}]8"), "nobody said that this terminal knows links: {shown:?}");
        without_sequences(&shown).lines().filter(|line| !line.contains("://")).map(|line| line.chars().count()).max()
    };
    assert_eq!(widest(70, "explain day-index").map(|width| (60..=70).contains(&width)), Some(true));
    assert_eq!(widest(80, "explain day-index").map(|width| (70..=80).contains(&width)), Some(true));
    assert_eq!(widest(200, "explain day-index").map(|width| (90..=100).contains(&width)), Some(true));
}

#[test]
fn a_pipe_that_is_closed_is_no_failure() {
    let archive = Archive::empty();
    let mut pipe =
        shell(&format!("{} explain dead-source --examples | head -1", crate::harness::NEWSLINT), archive.root());
    let first = run(&mut pipe, b"").printed();
    assert_eq!(first, "dead-source: The page of a source is gone from the web\n");
}
