//! Events, days and indexes that go elsewhere.

use super::*;

#[test]
fn an_event_moves_to_another_day_with_its_item() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let new = "news/2021/05/4/harbour-bridge-opens.md";
    editor.rename(BRIDGE, new);
    let moved = |text: &str| text.replace("/news/2021/05/3/harbour", "/news/2021/05/4/harbour");
    let heading = ["### [2021-05-3](/news/2021/05/3/index.md)", "### [2021-05-4](/news/2021/05/4/index.md)"];
    assert_eq!(archive.text(new), moved(BRIDGE_TEXT).replace(heading[0], heading[1]));
    assert_eq!(archive.text(FERRY), moved(FERRY_TEXT));
    assert_eq!(archive.text("index.md"), moved(FRONT));
    let item = "##### Port Ellery\n### [Harbour bridge opens ](/news/2021/05/3/harbour-bridge-opens.md)\n\
        The first bus crossed it at noon.\n\n";
    assert_eq!(archive.text("news/2021/05/3/index.md"), THIRD.replace(item, ""));
    let before = "## [Previous";
    assert_eq!(archive.text("news/2021/05/4/index.md"), FOURTH.replace(before, &(moved(item) + before)));
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn a_day_moves_with_its_index() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.rename("news/2021/05/3", "news/2021/04/28");
    let moved = |text: &str| text.replace("2021/05/3/", "2021/04/28/").replace("[2021-05-3]", "[2021-04-28]");
    assert_eq!(archive.text("news/2021/04/28/harbour-bridge-opens.md"), moved(BRIDGE_TEXT));
    assert_eq!(archive.text("news/2021/04/28/index.md"), moved(THIRD).replace("2021/05/2/", "2021/04/27/"));
    assert_eq!(archive.text("news/2021/05/4/index.md"), FOURTH, "which leads to the calendar's day before");
    assert_eq!(archive.text("index.md"), moved(FRONT));
    assert_eq!(archive.text(FERRY), moved(FERRY_TEXT));
    assert_eq!(found(&archive), [""; 0]);
    editor.rename("news/2021/04", "news/2021/03");
    assert!(archive.text("index.md").contains("## [2021-03-28](/news/2021/03/28/index.md)"));
    assert_eq!(found(&archive), [""; 0]);
    editor.rename("news/2021/03/28", "news/2021/05/3");
    for (path, text) in [(BRIDGE, BRIDGE_TEXT), (FERRY, FERRY_TEXT), ("index.md", FRONT)] {
        assert_eq!(archive.text(path), text);
    }
    assert_eq!(archive.text("news/2021/05/3/index.md"), THIRD);
}

#[test]
fn an_index_that_follows_leads_to_one_that_is_there() {
    let fourth = "news/2021/05/4/index.md";
    let archive = Archive::empty().with("newslint.toml", "");
    let index = |day: u8, before: Option<u8>| {
        let previous = before.map(|day| format!("\n## [Previous Day...](/news/2021/05/{day}/index.md)\n"));
        format!("## [2021-05-{day}](/news/2021/05/{day}/index.md)\n{}", previous.unwrap_or_default())
    };
    for (day, before) in [(4, None), (9, Some(4)), (14, Some(9)), (19, Some(9))] {
        archive.write(format!("news/2021/05/{day}/index.md"), index(day, before));
    }
    archive.write("news/2021/05/19/index.md", index(19, Some(14)));
    assert_eq!(found(&archive), [""; 0]);
    let mut editor = Editor::start(&archive);
    editor.rename("news/2021/05/9", "news/2021/05/2");
    assert_eq!(archive.text("news/2021/05/14/index.md"), index(14, Some(4)));
    assert_eq!(archive.text("news/2021/05/19/index.md"), index(19, Some(14)));
    assert_eq!(archive.text(fourth), index(4, Some(2)));
    assert_eq!(found(&archive), ["news/2021/05/2/index.md:3 day-index"; 0]);
    let edit = editor.will_delete(&[fourth]);
    editor.apply(&edit);
    archive.remove(fourth);
    assert_eq!(archive.text("news/2021/05/14/index.md"), index(14, Some(2)));
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn moves_of_one_request_see_each_other() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let aside = "news/2021/05/3/aside.md";
    let edit = editor.will_rename(&[(BRIDGE, MARKET), (MARKET, BRIDGE), (FERRY, "news/2021/05/4/ferry.md")]);
    editor.apply(&edit);
    for (old, new) in [(BRIDGE, aside), (MARKET, BRIDGE), (aside, MARKET), (FERRY, "news/2021/05/4/ferry.md")] {
        editor.move_file(old, new);
    }
    let text = archive.text(MARKET);
    assert!(text.contains("[HTML](/news/2021/05/3/market-moves.html)") && text.contains("(/news/2021/05/4/ferry.md)"));
    assert!(text.contains("1. [Market moves](/news/2021/05/3/harbour-bridge-opens.md) _2021"));
    assert!(text.contains("2. [Harbour bridge opens](/news/2021/05/3/market-moves.md) _(Current version)_"));
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn links_of_hundreds_of_files_change_at_once() {
    let archive = archive();
    let path = |number: usize| format!("news/2020/{:02}/{}/event-{number}.md", 1 + number % 12, 1 + number % 28);
    for number in 0..500 {
        let path = path(number);
        let related = "1. [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md) _Context: Sea_\n";
        let title = format!("Event {number}");
        archive.write(&path, crate::harness::event(&path, &title) + "\n### Related:\n\n" + related);
    }
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let edit = editor.retitle(BRIDGE, "# Harbour", "Bridge closes").unwrap();
    assert_eq!(
        edit["documentChanges"].as_array().unwrap().len(),
        500 + 5,
        "with the event, its file, and what else has it"
    );
    editor.apply(&edit);
    assert!(archive.text(path(499)).contains("1. [Bridge closes](/news/2021/05/3/bridge-closes.md) _Context"));
}

#[test]
fn an_index_that_moves_alone_is_that_of_its_new_day() {
    let archive = archive();
    let later = "news/2021/05/9/toll-is-raised.md";
    archive.write(later, event(later, "Toll is raised for the third time"));
    assert_eq!(found(&archive), ["news/2021/05/9/toll-is-raised.md:1 day-index"]);
    let mut editor = Editor::start(&archive);
    editor.rename("news/2021/05/3/index.md", "news/2021/05/9/index.md");
    let text = "
Formats: [HTML](2021/05/9/index.html)  [JSON](2021/05/9/index.json)  [XML](2021/05/9/index.xml)  

## [2021-05-9](/news/2021/05/9/index.md)

### [Toll is raised for the third time](/news/2021/05/9/toll-is-raised.md)

## [Previous Day...](/news/2021/05/8/index.md)
";
    assert_eq!(archive.text("news/2021/05/9/index.md"), text);
    assert_eq!(found(&archive), [format!("{BRIDGE}:1 day-index")], "the day has no index any more");
}
