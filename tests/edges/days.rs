//! Days: what is expected of a heading or a link, and what is said of several files.

use crate::harness::{Archive, sources};

/// What `check` prints of these files, one line for each finding.
fn printed(config: &str, files: &[(&str, &str)]) -> String {
    archive(config, files).check(&["--quiet"]).stdout
}

fn archive(config: &str, files: &[(&str, &str)]) -> Archive {
    let archive = Archive::empty().with("newslint.toml", config);
    files.iter().for_each(|(path, text)| archive.write(path, text));
    archive
}

const NO_INDEX: &str = "[rules]\nday-index = \"off\"\n";

#[test]
fn a_date_of_several_days_is_not_mended() {
    let files = [
        ("news/2021/05/3/bridge.md", "### 7/4/2021\n\n# Bridge\n"),
        ("news/2021/05/4/ferry.md", "### [7/4/2021](/news/2021/05/4/index.md)\n\n# Ferry\n"),
    ];
    assert_eq!(
        printed(NO_INDEX, &files),
        "\
news/2021/05/3/bridge.md:1:5: error[date-heading] the date `7/4/2021` is not a link; expected a link to the day's index
news/2021/05/4/ferry.md:1:6: error[date-heading] the date `7/4/2021` is not in the archive's form; expected 2021-05-4
"
    );
}

/// `4.05` is 4 May to this archive, but the file is in the folder of another day, and it could be 5 April.
#[test]
fn a_date_is_mended_that_can_be_the_folders() {
    let config = format!("[archive]\ndate = \"{{day:02}}.{{month:02}}.{{year}}\"\n\n{NO_INDEX}");
    let files = [
        ("news/2021/05/6/bridge.md", "### [4.05.2021](/news/2021/05/6/index.md)\n\n# Bridge\n"),
        ("news/2021/05/7/ferry.md", "### [7.05.2021](/news/2021/05/7/index.md)\n\n# Ferry\n"),
    ];
    assert_eq!(
        printed(&config, &files),
        "\
news/2021/05/6/bridge.md:1:6: error[date-heading] the date `4.05.2021` is not in the archive's form; expected 04.05.2021
news/2021/05/6/bridge.md:1:6: error[date-path] the heading says 04.05.2021, but the file is in the folder of 06.05.2021; expected 06.05.2021
news/2021/05/7/ferry.md:1:6: error[date-heading] [*] the date `7.05.2021` is not in the archive's form; expected 07.05.2021
"
    );
}

#[test]
fn a_character_that_nobody_sees_is_named_by_its_number() {
    let files = [
        ("news/2021/05/3/bridge.md", "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Bridge&shy;opens\n"),
        ("news/2021/05/4/ferry.md", "### [2021-05-4](/news/2021/05/4/index.md)\n\n# Ferry&ensp;returns\n"),
    ];
    assert_eq!(
        printed(NO_INDEX, &files),
        "\
news/2021/05/3/bridge.md:3:9: warning[html-entity] the HTML entity `&shy;` in the title; expected U+00AD
news/2021/05/4/ferry.md:3:8: warning[html-entity] the HTML entity `&ensp;` in the title; expected U+2002
"
    );
}

/// The entities that the title will have lost are not copied; those that it keeps are.
#[test]
fn a_link_gets_the_title_as_it_will_be() {
    let ferry = "news/2021/05/4/ferry.md";
    let related = "### Related:\n\n1. [Bridge](/news/2021/05/3/bridge.md) _Context: Port Ellery_\n";
    let files = [
        (
            "news/2021/05/3/bridge.md",
            "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Bridge &eacute; &lt;soon&gt; &amp;eacute;\n",
        ),
        (ferry, &format!("### [2021-05-4](/news/2021/05/4/index.md)\n\n# Ferry\n\n{related}")),
    ];
    let archive = archive(NO_INDEX, &files);
    archive.check(&["--fix", "--unsafe-fixes"]);
    assert_eq!(
        archive.text(ferry).lines().last(),
        Some(&*related.lines().last().unwrap().replace("Bridge", "Bridge é &lt;soon&gt; é"))
    );
}

#[test]
fn a_third_event_does_not_make_two_of_one_title_versions() {
    let text = |title: &str| format!("### [2021-05-3](/news/2021/05/3/index.md)\n\n# {title}\n");
    let (ferry, bridge) = (text("Ferry returns"), text("Bridge opens"));
    let files = [("news/2021/05/3/a.md", &*ferry), ("news/2021/05/3/b.md", &*ferry), ("news/2021/05/3/c.md", &*bridge)];
    assert_eq!(
        printed(NO_INDEX, &files),
        "news/2021/05/3/b.md:1:1: warning[duplicate-event] the same title as the event a\n"
    );
}

#[test]
fn the_titles_in_an_index_are_looked_at_as_those_of_events_are() {
    let index = "\u{feff}## [2021-05-3](/news/2021/05/3/index.md)\n\n\
                 ### [Ferry &ndash;\u{200b} returns](/news/2021/05/3/ferry.md)\n\n\
                 ## [Previous Day...](/news/2021/05/2/index.md)\n";
    let files = [
        ("news/2021/05/3/ferry.md", "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Ferry &ndash; returns\n"),
        ("news/2021/05/3/index.md", index),
    ];
    assert_eq!(
        printed("", &files),
        "\
news/2021/05/3/ferry.md:3:9: warning[html-entity] the HTML entity `&ndash;` in the title; expected –
news/2021/05/3/index.md:1:1: error[text-encoding] [*] the file starts with a byte order mark
news/2021/05/3/index.md:3:12: warning[html-entity] the HTML entity `&ndash;` in a link's text; expected –
news/2021/05/3/index.md:3:19: warning[hidden-character] [*] U+200B ZERO WIDTH SPACE in the heading
"
    );
}

/// None of them is an event that has its item already, or is of another day.
#[test]
fn an_item_is_told_which_event_it_means() {
    let index = "\
## [2021-05-3](/news/2021/05/3/index.md)

### [Bridge opens](/news/2021/05/3/bridge-opens.md)

### [Tide turns](/news/2021/05/3/bridge-opened.md)

### Ferry returns

### [The storm](/news/2021/05/4/storm.md)

## [Previous Day...](/news/2021/05/3/index.md)
";
    let text = |day: u8, title: &str| {
        format!("### [2021-05-{day}](/news/2021/05/{day}/index.md)\n\n# {title}\n{}", sources(&["https://a.example/1"]))
    };
    let archive = archive("", &[("news/2021/05/3/index.md", index)]);
    for (name, title) in [("bridge-opens", "Bridge opens"), ("tide", "Tide turns"), ("ferry", "Ferry returns")] {
        archive.write(format!("news/2021/05/3/{name}.md"), text(3, title));
    }
    archive.write("news/2021/05/3/storm.md", text(3, "Storm closes the harbour"));
    archive.write("news/2021/05/4/storm.md", text(4, "Storm goes on"));
    assert_eq!(
        archive.check(&["--quiet", "news/2021/05/3"]).stdout,
        "\
news/2021/05/3/index.md:5:18: error[day-index] no event at /news/2021/05/3/bridge-opened.md; did you mean /news/2021/05/3/tide.md?
news/2021/05/3/index.md:7:5: error[day-index] `Ferry returns` is not a link; expected [title](/news/2021/05/3/ferry.md)
news/2021/05/3/index.md:9:17: error[day-index] /news/2021/05/4/storm.md is an event of another day; expected one of 2021-05-3; did you mean /news/2021/05/3/storm.md?
news/2021/05/3/index.md:11:22: error[day-index] /news/2021/05/3/index.md is not the index of the previous day; expected /news/2021/05/2/index.md
"
    );
}

/// The third has the title and the sources, but no slug that looks like it.
#[test]
fn a_story_of_two_days_is_told_at_the_later_or_at_the_one_that_is_checked() {
    let urls = ["https://gazette.example/2021/05/storm", "https://herald.example/2021/05/storm"];
    let text = |day: u8| {
        format!("### [2021-05-{day}](/news/2021/05/{day}/index.md)\n\n# Storm closes the harbour\n{}", sources(&urls))
    };
    let first = "news/2021/05/3/storm-closes-the-harbour.md";
    let archive = archive(NO_INDEX, &[(first, &text(3)), ("news/2021/05/5/ships-stay-at-sea.md", &text(5))]);
    archive.write("news/2021/05/4/storm-closes-the-harbour.md", text(4));
    let told = |day: u8, other: &str| {
        format!(
            "news/2021/05/{day}/storm-closes-the-harbour.md:1:1: note[duplicate-event] the same story, \
             from the same sources, as storm-closes-the-harbour of the day {other}\n"
        )
    };
    assert_eq!(archive.check(&["--quiet"]).stdout, told(4, "before"));
    assert_eq!(archive.check(&["--quiet", first]).stdout, told(3, "after"));
}

/// Other rules speak of a text or a title that is not there.
#[test]
fn nothing_is_no_wrong_title() {
    let related = "### Related:\n\n1. [](/news/2021/05/5/ferry.md) _Context: Port Ellery_\n\
                   2. [Bridge](/news/2021/05/3/bridge.md) _Context: Port Ellery_\n";
    let files = [
        ("news/2021/05/3/bridge.md", "### [2021-05-3](/news/2021/05/3/index.md)\n"),
        ("news/2021/05/4/tide.md", &format!("### [2021-05-4](/news/2021/05/4/index.md)\n\n# Tide turns\n\n{related}")),
        ("news/2021/05/5/ferry.md", "### [2021-05-5](/news/2021/05/5/index.md)\n\n# Ferry returns\n"),
    ];
    assert_eq!(
        printed(NO_INDEX, &files),
        "\
news/2021/05/3/bridge.md:1:1: error[title-heading] no title; expected the title below this
news/2021/05/4/tide.md:7:4: error[related-item] the link to /news/2021/05/5/ferry.md has no text
"
    );
}

#[test]
fn who_deletes_front_matter_is_told_what_the_event_then_lacks() {
    let front = "---\ntitle: Bridge opens\n---\n\n";
    let (date, title) = ("### [2021-05-3](/news/2021/05/3/index.md)\n\n", "# Bridge opens\n");
    let help = |text: String| {
        let archive = archive(NO_INDEX, &[("news/2021/05/3/bridge.md", &text)]);
        let report = archive.run(&["check", "--quiet", "--format", "json", "--select", "stray-text"]).json();
        report["diagnostics"][0]["help"].as_str().unwrap().to_owned()
    };
    let lacks = "delete it, and write the line ### [2021-05-3](/news/2021/05/3/index.md) and below it # with the title";
    assert_eq!(help(format!("{front}{date}")), lacks);
    assert_eq!(help(format!("{front}{title}")), lacks);
    assert_eq!(help(format!("{front}{date}{title}")), "delete it: an event's date and title are its headings");
}

#[test]
fn a_rule_over_several_files_can_be_on_for_some_alone() {
    let overrides = "[[overrides]]\npaths = [\"news/2021/05/**\"]\n\n[overrides.rules]\nmissing-sources = \"note\"\n\
                     related-unreturned = \"note\"\n";
    let related = "### Related:\n\n1. [Ferry](/news/2021/05/4/ferry.md) _Context: Port Ellery_\n";
    let bridge = format!("### [2021-05-3](/news/2021/05/3/index.md)\n\n# Bridge\n\n{related}");
    let ferry = "### [2021-05-4](/news/2021/05/4/index.md)\n\n# Ferry\n";
    let archive = archive(
        &format!("{NO_INDEX}\n{overrides}"),
        &[("news/2021/05/3/bridge.md", &bridge), ("news/2021/05/4/ferry.md", ferry)],
    );
    let unreturned = "news/2021/05/3/bridge.md:7 related-unreturned";
    assert_eq!(
        archive.check(&[]).findings(),
        ["news/2021/05/3/bridge.md:3 missing-sources", unreturned, "news/2021/05/4/ferry.md:3 missing-sources"]
    );
    assert_eq!(archive.check(&["--ignore", "missing-sources"]).findings(), [unreturned]);
}
