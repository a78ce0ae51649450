//! Paths, and what is marked in them.

use crate::harness::Archive;

/// The years are at the archive's root.
#[test]
fn a_layout_needs_no_folder_around_its_years() {
    let config = "[archive]\nevent = \"{year}/{month:02}/{day}/{slug}.md\"\n\n[rules]\nday-index = \"off\"\n";
    let text = "### [2021-05-4](/2021/05/3/index.md)\n\n# Bridge\n";
    let archive = Archive::empty().with("newslint.toml", config);
    let archive = archive.with("2021/05/3/bridge.md", text).with("2021/May/4/ferry.md", text.replace("5/3", "5/4"));
    assert_eq!(
        archive.run(&["check", "--quiet"]).stdout,
        "\
2021/05/3/bridge.md:1:6
  × error[date-path] the heading says 2021-05-4, but the file is in the folder
  │ of 2021-05-3
   ╭────
 1 │ ### [2021-05-4](/2021/05/3/index.md)
   ·      ────┬────
   ·          ╰── expected 2021-05-3
   ╰────
   ╭─[path]
 1 │ 2021/05/3/bridge.md
   · ────┬────
   ·     ╰── the folder's date
   ╰────

2021/May/4/ferry.md:1:1
  × error[file-path] an event cannot be at 2021/May/4/ferry.md
   ╭─[path]
 1 │ 2021/May/4/ferry.md
   ·      ───
   ╰────
  help: events are at paths such as 2004/08/9/title-of-the-event.md

"
    );
}

/// A day in its folder's name, and a link without a file's ending.
#[test]
fn a_dot_in_a_folder_ends_no_name() {
    let config = "[archive]\nevent = \"news/{year}.{month:02}.{day}/{slug}.md\"\n\n[rules]\nday-index = \"off\"\n";
    let [html, json, xml] = ["", ".json", ".xml"].map(|ending| format!("/news/2021.05.3/bridge{ending}"));
    let text = format!(
        "Formats: [HTML]({html})  [JSON]({json})  [XML]({xml})\n\n\
         ### [2021-05-3](/news/2021.05.3/index.md)\n\n# Bridge\n"
    );
    let archive = Archive::empty().with("newslint.toml", config).with("news/2021.05.3/bridge.md", text);
    assert_eq!(
        archive.check(&["--quiet"]).stdout,
        "news/2021.05.3/bridge.md:1:17: error[formats-link] [*] the link points to another format, \
         /news/2021.05.3/bridge; expected /news/2021.05.3/bridge.html\n"
    );
}
