//! Days: what is expected of a heading or a link, and what is said of several files.

use crate::harness::Archive;

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
