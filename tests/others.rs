//! What the rules about several files see when only some of the files are checked: a named event reads its own day and
//! what it is related to, and a day's index is judged where the day is checked.

use crate::harness::{Archive, Finding, event, sources};

const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens-in-port-ellery.md";
const FERRY: &str = "news/2021/05/4/ferry-returns-to-the-marrow-islands.md";
const FERRY_AGAIN: &str = "news/2021/05/4/the-ferry-returns.md";
const INDEX: &str = "news/2021/05/4/index.md";

/// Two days. The second has no right index, an event twice, and one that leads to the first day by an old title.
fn archive() -> Archive {
    let related = format!("\n### Related:\n\n1. [Bridge opens](/{BRIDGE}) _Context: Port Ellery_\n");
    let item = |title: &str, path: &str| format!("### [{title} ](/{path})\n_Context: ferries_\n\n");
    let first_day = "## [2021-05-3](/news/2021/05/3/index.md)\n\n".to_owned()
        + &item("Harbour bridge opens in Port Ellery", BRIDGE);
    let second_day = "## [2021-05-4](/news/2021/05/4/index.md)\n\n".to_owned()
        + &item("Ferry is back", FERRY)
        + "## [Previous Day...](/news/2021/05/3/index.md)\n";
    Archive::empty()
        .with("newslint.toml", "")
        .with(BRIDGE, event(BRIDGE, "Harbour bridge opens in Port Ellery"))
        .with(FERRY, event(FERRY, "Ferry returns to the Marrow Islands") + &related)
        .with(
            FERRY_AGAIN,
            event(FERRY_AGAIN, "Ferry returns to the Marrow islands!") + &sources(&["https://herald.example/ferry"]),
        )
        .with("news/2021/05/3/index.md", first_day)
        .with(INDEX, second_day)
}

/// The findings of a check of some paths, each as `path: level[rule] message`.
fn check(archive: &Archive, arguments: &[&str]) -> Vec<String> {
    check_at("2021-06-01", archive, arguments)
}

fn check_at(now: &str, archive: &Archive, arguments: &[&str]) -> Vec<String> {
    let run = archive.check(&[&["--quiet", "--now", now], arguments].concat());
    assert_eq!(run.stderr, "");
    let words = |Finding { path, level, rule, message, .. }: Finding| format!("{path}: {level}[{rule}] {message}");
    run.details().into_iter().map(words).collect()
}

fn old_title() -> String {
    format!(
        "{FERRY}: note[related-title] `Bridge opens` is not the event's title, which is `Harbour bridge opens in Port Ellery`"
    )
}

fn duplicate(path: &str, other: &str) -> String {
    let slug = other.rsplit('/').next().unwrap().trim_end_matches(".md");
    format!("{path}: warning[duplicate-event] the same title as the event {slug}")
}

fn unlisted() -> String {
    format!("{INDEX}: error[day-index] the index does not list the event the-ferry-returns.md")
}

fn other_text() -> String {
    format!(
        "{INDEX}: note[day-index] `Ferry is back` is not the event's title, which is `Ferry returns to the Marrow Islands`"
    )
}

#[test]
fn a_whole_check_tells_everything_once() {
    let archive = archive();
    let expected = [old_title(), unlisted(), other_text(), duplicate(FERRY_AGAIN, FERRY)];
    assert_eq!(check(&archive, &[]), expected);
    assert_eq!(check(&archive, &["news/2021/05"]), expected);
    assert_eq!(check(&archive, &["news/2021/05/4"]), expected);
}

#[test]
fn a_named_event_is_held_against_its_day_and_what_it_is_related_to() {
    let archive = archive();
    assert_eq!(check(&archive, &[FERRY]), [duplicate(FERRY, FERRY_AGAIN), old_title()]);
    assert_eq!(check(&archive, &[FERRY_AGAIN]), [duplicate(FERRY_AGAIN, FERRY)]);
    assert_eq!(check(&archive, &[FERRY, FERRY_AGAIN]), [old_title(), duplicate(FERRY_AGAIN, FERRY)]);
    assert_eq!(check(&archive, &[BRIDGE]), [""; 0]);
}

#[test]
fn a_named_index_is_held_against_its_day() {
    let archive = archive();
    assert_eq!(check(&archive, &[INDEX]), [unlisted(), other_text()]);
    assert_eq!(check(&archive, &["--select", "html-entity", INDEX]), [""; 0]);
}

#[test]
fn a_missing_index_is_told_where_the_whole_day_is_checked() {
    let archive = archive();
    archive.remove(INDEX);
    let missing = format!("{FERRY}: error[day-index] the day 2021-05-4 has no index");
    let rule = ["--select", "day-index"];
    assert_eq!(check(&archive, &rule), [missing.as_str()]);
    assert_eq!(check(&archive, &[&rule[..], &["news/2021/05/4"]].concat()), [missing.as_str()]);
    assert_eq!(check(&archive, &[&rule[..], &[FERRY]].concat()), [""; 0]);
    archive.write("newslint.toml", "[archive]\nabsent = [\"news/2021/05/4\"]\n");
    assert_eq!(check(&archive, &rule), [""; 0]);
}

#[test]
fn today_is_what_now_says() {
    let archive = archive();
    let future =
        format!("{BRIDGE}: warning[future-date] the event is dated 2021-05-3, after today; today is 2021-05-2");
    let at = |now| check_at(now, &archive, &["--select", "future-date", BRIDGE]);
    assert_eq!(at("2021-05-02"), [future.as_str()]);
    assert_eq!(at("2021-05-03"), [""; 0]);
    // Where it is latest on Earth the third begins at ten in the morning of the second, UTC.
    assert_eq!(at("2021-05-02T09:59:59Z"), [future.as_str()]);
    assert_eq!(at("2021-05-02T10:00:00Z"), [""; 0]);
}

#[test]
fn an_index_that_cannot_be_parsed_or_read_is_told_of() {
    let archive = archive();
    for text in [
        "",
        "\u{feff}\r\n\r\n",
        "##",
        "## [\r### [](",
        "\0\n##### x\n##### y",
        "## []()\n### []()\n## [Previous Day...]",
    ] {
        archive.write(INDEX, text);
        let found = check(&archive, &["--select", "day-index,html-entity", INDEX]);
        assert!(found.iter().any(|line| line.starts_with(INDEX)), "{text:?}: {found:?}");
    }
    archive.remove(INDEX);
    archive.link(INDEX, "/nowhere");
    let fault = format!("{INDEX}: error[unreadable-file] a symbolic link that points out of the archive, or nowhere");
    assert_eq!(check(&archive, &["--select", "unreadable-file,day-index", INDEX]), [fault.as_str()]);
}

#[test]
fn a_story_of_the_day_before_is_found_from_both_sides() {
    let source = "\n### Sources:\n\n1. [Gazette](https://gazette.example/2021/05/ferry)\n";
    let again = "news/2021/05/5/the-ferry-returns-to-the-marrow-islands.md";
    let later = "news/2021/05/5/the-ferry-returns-to-osmund.md";
    let archive = Archive::empty()
        .with("newslint.toml", "[rules]\nday-index = \"off\"\n")
        .with(FERRY, event(FERRY, "Ferry returns to the Marrow Islands") + source)
        .with(again, event(again, "The ferry returns to the Marrow Islands") + source)
        .with(later, event(later, "The ferry returns to Osmund") + source);
    let slug = |path: &str| path.rsplit('/').next().unwrap().trim_end_matches(".md").to_owned();
    let finding = |path, other, which| {
        let slug = slug(other);
        format!("{path}: note[duplicate-event] the same story, from the same sources, as {slug} of the day {which}")
    };
    assert_eq!(check(&archive, &[]), [finding(again, FERRY, "before")]);
    assert_eq!(check(&archive, &[again]), [finding(again, FERRY, "before")]);
    assert_eq!(check(&archive, &[FERRY]), [finding(FERRY, again, "after")]);
    assert_eq!(check(&archive, &[FERRY, again]), [finding(again, FERRY, "before")]);
    assert_eq!(check(&archive, &[later]), [""; 0]);

    let version = format!(
        "\n### Changes:\n\n1. [Ferry](/{FERRY}) _2021-05-04 10:00:00 (First version)_\n2. [Ferry](/{again}) _(Current version)_\n"
    );
    archive.write(again, archive.text(again) + &version);
    assert_eq!(check(&archive, &[]), [""; 0]);
    assert_eq!(check(&archive, &[FERRY]), [""; 0]);
}
