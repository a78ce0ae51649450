//! What `newslint config` says of a configuration.

use newslint_linter::rules::RULES;

use super::{OLD, TOML, archive};
use crate::harness::{BRIDGE, assert_snapshot};

#[test]
fn the_configuration_in_force_says_where_each_value_comes_from() {
    let printed = archive(TOML).with("known.txt", "").run(&["config"]);
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""));
    let rules = RULES.iter().map(|rule| match rule.name {
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
        assert_eq!(table.trim_end().lines().count(), 1 + RULES.len());
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
