//! What can be written next.

mod law;
mod protocol;

use std::fmt::Write;

use serde_json::{Value, json};

use super::editor::{Editor, edited, usual};
use crate::harness::{Archive, BRIDGE, event, law_rounds, list_of};
use crate::synthetic::random::Random;

/// All that is found by default, but for what is not said in these small archives.
const CONFIG: &str = "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\n";

const FERRY: &str = "news/2021/05/4/a-ferry-sails.md";

fn archive() -> Archive {
    Archive::empty().with("newslint.toml", CONFIG)
}

/// What is offered right behind the only occurrence of `text` in an open file.
fn offered(editor: &mut Editor, path: &str, text: &str) -> Vec<Value> {
    let place = editor.behind(path, text);
    offered_at(editor, place)
}

fn offered_at(editor: &mut Editor, place: Value) -> Vec<Value> {
    let list = editor.ask("textDocument/completion", place);
    let Some(items) = list["items"].as_array() else {
        assert_eq!(list, Value::Null);
        return Vec::new();
    };
    assert_eq!(list["isIncomplete"], true);
    assert!(items.len() <= 50);
    let order: Vec<&str> = items.iter().map(|item| item["sortText"].as_str().unwrap()).collect();
    assert!(order.is_sorted(), "{order:?}");
    items.clone()
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["label"].as_str().unwrap()).collect()
}

/// What an item inserts, without the marks of its places.
fn inserted(item: &Value) -> String {
    let text = item["textEdit"]["newText"].as_str().unwrap();
    if item["insertTextFormat"] == 2 { filled(text, &[]) } else { text.to_owned() }
}

/// A snippet with these texts in its places, from the first on, and what stands there in the others.
fn filled(snippet: &str, places: &[&str]) -> String {
    let (mut text, mut rest, mut number) = (String::new(), snippet, 0);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let c = rest.chars().next().unwrap();
                rest = &rest[c.len_utf8()..];
                text.push(c);
            }
            '$' if rest.starts_with('0') => {
                rest = &rest[1..];
                text.push_str(places.last().filter(|_| places.len() > number).unwrap_or(&""));
            }
            '$' => {
                rest = rest.strip_prefix(&format!("{{{}:", number + 1)).expect(snippet);
                let mut default = String::new();
                loop {
                    let c = rest.chars().next().expect(snippet);
                    rest = &rest[c.len_utf8()..];
                    match c {
                        '\\' => {
                            let c = rest.chars().next().unwrap();
                            rest = &rest[c.len_utf8()..];
                            default.push(c);
                        }
                        '}' => break,
                        c => default.push(c),
                    }
                }
                text.push_str(places.get(number).unwrap_or(&default.as_str()));
                number += 1;
            }
            c => text.push(c),
        }
    }
    text
}

/// Takes what is offered into the buffer.
fn accept(editor: &mut Editor, path: &str, item: &Value) {
    let edit = json!({ "range": item["textEdit"]["range"], "newText": inserted(item) });
    let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
    assert_eq!(start["line"], end["line"], "{item}");
    let mut edits = vec![edit];
    edits.extend(item["additionalTextEdits"].as_array().into_iter().flatten().cloned());
    let text = edited(editor.text(path), &edits);
    editor.change(path, &text);
}

/// What `newslint check` finds in the file as it is in the buffer.
fn found(editor: &Editor, archive: &Archive, path: &str) -> String {
    archive.write(path, editor.text(path));
    let printed = archive.check(&["--now", "2021-06-01", path]).stdout;
    printed.lines().filter(|line| line.contains(path)).collect::<Vec<_>>().join("\n")
}

/// An event with a context.
fn titled(path: &str, context: &str, title: &str) -> String {
    event(path, title).replace("# ", &format!("##### {context}\n# ")).replace("####### ", "### ")
}

#[test]
fn related_events_are_found_by_words_of_their_titles() {
    let archive = archive()
        .with(BRIDGE, titled(BRIDGE, "Port Ellery", "Harbour bridge opens in Port Ellery"))
        .with("news/2021/05/9/b.md", event("news/2021/05/9/b.md", "A bridge of Élan opens"))
        .with("news/2021/05/1/c.md", event("news/2021/05/1/c.md", "Bridges open"))
        .with("news/2019/01/1/d.md", event("news/2019/01/1/d.md", "Old bridge, opened"))
        .with("news/2021/05/7/e.md", event("news/2021/05/7/e.md", "Footbridge opens"));
    let mut editor = Editor::start(&archive);
    let items = ["[Old bridge, opened ](/news/2019/01/1/d.md) _Context: Port Ellery_"];
    let text = event(FERRY, "A ferry sails from Port Ellery") + &list_of("Related", &items) + "2. op bri\n";
    editor.open_with(FERRY, &text);
    let items = offered(&mut editor, FERRY, "op bri");
    // 1 day, 3 days, 5 days away; one is listed.
    assert_eq!(labels(&items), ["Harbour bridge opens in Port Ellery", "Bridges open", "A bridge of Élan opens"]);
    assert_eq!(items[0]["detail"], "2021-05-3 · Port Ellery");
    assert_eq!(items[0]["filterText"], "op bri");
    // The number stands there.
    assert_eq!(items[0]["textEdit"]["range"]["start"]["character"], 3);
    accept(&mut editor, FERRY, &items[0]);
    let line =
        "2. [Harbour bridge opens in Port Ellery ](/news/2021/05/3/harbour-bridge-opens.md) _Context: Port Ellery_\n";
    assert_eq!(editor.text(FERRY), text.replace("2. op bri\n", line));
    assert_eq!(found(&editor, &archive, FERRY), "");
    editor.change(FERRY, &(text.clone() + "- [elan"));
    let items = offered(&mut editor, FERRY, "- [elan");
    assert_eq!(labels(&items), ["A bridge of Élan opens"]);
    assert_eq!(inserted(&items[0]), "3. [A bridge of Élan opens ](/news/2021/05/9/b.md) _Context: _");
}

#[test]
fn a_skeleton_that_is_filled_in_is_an_event() {
    let archive = archive().with(BRIDGE, event(BRIDGE, "Harbour bridge opens"));
    let mut editor = Editor::start(&archive);
    editor.open_with(FERRY, "");
    let place = editor.at(FERRY, 0, 0);
    let items = offered_at(&mut editor, place);
    assert_eq!(labels(&items)[0], "New event");
    let snippet = items[0]["textEdit"]["newText"].as_str().unwrap();
    let related = "[Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md) _Context: Port Ellery_";
    let places =
        ["Port Ellery", "A ferry sails", "It sails.", "Ellery Gazette", "https://gazette.example/ferry", related];
    let text = filled(snippet, &places);
    editor.change(FERRY, &text);
    assert_eq!(found(&editor, &archive, FERRY), "", "{text}");
}

#[test]
fn an_empty_index_is_filled_with_the_events_of_its_day() {
    let market = "news/2021/05/3/market.md";
    let archive = Archive::empty()
        .with("newslint.toml", "")
        .with(BRIDGE, titled(BRIDGE, "Port Ellery", "Harbour [bridge opens"))
        .with(market, event(market, "A market &amp; a fair"))
        .with("news/2021/05/3/empty.md", "");
    let index = "news/2021/05/3/index.md";
    let mut editor = Editor::start(&archive);
    editor.open_with(index, "");
    let place = editor.at(index, 0, 0);
    let items = offered_at(&mut editor, place);
    assert_eq!(labels(&items)[0], "New day index");
    accept(&mut editor, index, &items[0]);
    let text = "\
## [2021-05-3](/news/2021/05/3/index.md)

##### Port Ellery
### [Harbour \\[bridge opens](/news/2021/05/3/harbour-bridge-opens.md)

### [A market & a fair](/news/2021/05/3/market.md)

## [Previous Day...](/news/2021/05/2/index.md)
";
    assert_eq!(editor.text(index), text);
    assert_eq!(found(&editor, &archive, index), "");
    // What it lacks, line by line.
    editor.change(index, &text.replace("### [A market & a fair](/news/2021/05/3/market.md)\n", "### fair\n"));
    let items = offered(&mut editor, index, "### fair");
    assert_eq!(labels(&items), ["A market & a fair"]);
    accept(&mut editor, index, &items[0]);
    assert_eq!(editor.text(index), text);
    editor.change(index, "## \n\n### [A](/news/2021/05/3/market.md)\n");
    let items = offered(&mut editor, index, "## ");
    assert_eq!(labels(&items), ["## [2021-05-3](/news/2021/05/3/index.md)"]);
}

#[test]
fn paths_go_on_segment_by_segment() {
    let archive = archive()
        .with(BRIDGE, event(BRIDGE, "Harbour bridge opens"))
        .with("news/2021/05/12/b.md", event("news/2021/05/12/b.md", "A market opens"))
        .with("news/2021/05/12/index.md", "## [2021-05-12](/news/2021/05/12/index.md)\n")
        .with("news/2019/11/1/c.md", event("news/2019/11/1/c.md", "A storm"));
    let mut editor = Editor::start(&archive);
    editor.open_with(FERRY, "");
    for (path, expected) in [
        ("](", &["/news/"][..]),
        ("](/ne", &["news/"]),
        ("](/news/", &["2021/", "2019/"]),
        ("](/news/201", &["2019/"]),
        ("](/news/2021/05/", &["12/", "4/", "3/"]),
        ("](/news/2021/05/12/", &["b.md"]),
        ("](/news/2021/05/12/market", &["b.md"]),
        ("](/news/2021/05/4/", &[]),
        ("](/news/../news/", &[]),
        ("](/etc/", &[]),
        ("](../", &[]),
    ] {
        let text = event(FERRY, "A ferry sails") + &format!("\n### Related:\n\n1. [A{path}");
        editor.change(FERRY, &text);
        assert_eq!(labels(&offered(&mut editor, FERRY, &format!("[A{path}"))), expected, "{path}");
    }
    let text = event(FERRY, "A ferry sails") + "\n### Related:\n\n1. [A](/news/2021/05/3/h.md) _Context: a_\n";
    editor.change(FERRY, &text);
    let items = offered(&mut editor, FERRY, "/05/3/h");
    assert_eq!(
        (labels(&items), &items[0]["detail"]),
        (vec!["harbour-bridge-opens.md"], &json!("Harbour bridge opens"))
    );
    accept(&mut editor, FERRY, &items[0]);
    assert_eq!(editor.text(FERRY), text.replace("/3/h.md", "/3/harbour-bridge-opens.md"));
    // A folder in the midst of a path, and a heading.
    let items = offered(&mut editor, FERRY, "1. [A](/news/20");
    accept(&mut editor, FERRY, &items[1]);
    assert!(editor.text(FERRY).contains("1. [A](/news/2019/05/3/"), "{}", editor.text(FERRY));
    editor.change(FERRY, "### [2021-05-12](/news/2021/05/12/\n");
    let items = offered(&mut editor, FERRY, "/12/");
    assert_eq!(labels(&items), ["index.md"]);
    accept(&mut editor, FERRY, &items[0]);
    assert_eq!(editor.text(FERRY), "### [2021-05-12](/news/2021/05/12/index.md)\n");
}

#[test]
fn a_source_gets_the_outlet_that_its_host_is_cited_for() {
    let cite = |outlet: &str, url: &str| event(BRIDGE, "A") + &list_of("Sources", &[format!("[{outlet}]({url})")]);
    let archive = archive()
        .with("news/2021/05/1/a.md", cite("Ellery Gazette", "https://www.gazette.example/a"))
        .with("news/2021/05/1/b.md", cite("Gazette", "https://gazette.example/b"))
        .with("news/2021/05/1/c.md", cite("Ellery Gazette", "http://gazette.example/c"))
        .with("news/2021/05/1/d.md", cite("''Gazette''", "http://gazette.example/d"))
        .with("news/2021/05/1/e.md", cite("Cover Image", "http://gazette.example/e"));
    let mut editor = Editor::start(&archive);
    let start = event(FERRY, "A ferry sails") + "\n### Sources:\n\n";
    editor.open_with(FERRY, &(start.clone() + "https://gazette.example/ferry\n"));
    let items = offered(&mut editor, FERRY, "/ferry");
    let url = "(https://gazette.example/ferry)";
    assert_eq!(labels(&items), [format!("[Ellery Gazette]{url}"), format!("[Gazette]{url}")]);
    accept(&mut editor, FERRY, &items[0]);
    assert_eq!(editor.text(FERRY), start.clone() + &format!("1. [Ellery Gazette]{url}\n"));
    assert_eq!(found(&editor, &archive, FERRY), "");
    // In the link's text.
    editor.change(FERRY, &(start.clone() + &format!("1. [ga]{url}\n")));
    let items = offered(&mut editor, FERRY, "[ga");
    assert_eq!(labels(&items), ["Ellery Gazette", "Gazette"]);
    accept(&mut editor, FERRY, &items[1]);
    assert_eq!(editor.text(FERRY), start.clone() + &format!("1. [Gazette]{url}\n"));
    // A host that nobody has cited, before another source.
    let text = start.clone() + &format!("https://www.tavia.example/a_(b)\n1. [Gazette]{url}\n");
    editor.change(FERRY, &text);
    let items = offered(&mut editor, FERRY, "a_(b)");
    let new = &items[0]["textEdit"]["newText"];
    assert_eq!(*new, "1. [${1:tavia.example}](https://www.tavia.example/a_(b))");
    accept(&mut editor, FERRY, &items[0]);
    let list = format!("1. [tavia.example](https://www.tavia.example/a_(b))\n2. [Gazette]{url}\n");
    assert_eq!(editor.text(FERRY), start.clone() + &list);
    assert_eq!(found(&editor, &archive, FERRY), "");
    // What would be wrong, or is there already, is not made an item.
    for url in
        ["http://localhost/a", "https://gazette.example/a b", "https://gazette.example/a)", "https://[", "http://"]
    {
        editor.change(FERRY, &(start.clone() + url));
        assert_eq!(offered(&mut editor, FERRY, url), [] as [Value; 0], "{url}");
    }
    editor.change(FERRY, &(start.clone() + "1. [Gazette](https://gazette.example/x)\n- http://gazette.example/x"));
    assert_eq!(offered(&mut editor, FERRY, "- http://gazette.example/x"), [] as [Value; 0]);
}

#[test]
fn contexts_are_those_in_use() {
    let archive = archive()
        .with("news/2021/05/1/a.md", titled("news/2021/05/1/a.md", "Port Ellery", "A storm"))
        .with("news/2021/05/1/b.md", titled("news/2021/05/1/b.md", "Port Ellery", "A flood in Élan"))
        .with("news/2021/05/1/c.md", titled("news/2021/05/1/c.md", "Élan", "A fair"))
        .with("news/2021/05/1/d.md", titled("news/2021/05/1/d.md", "Tavia, the harbour", "A market"));
    let mut editor = Editor::start(&archive);
    let text = format!(
        "### [2021-05-4](/news/2021/05/4/index.md)\n\n##### \n# A ferry sails to Tavia and Elan\n{}",
        list_of("Related", &["[A storm](/news/2021/05/1/a.md) _Context: Tavia, "])
    );
    editor.open_with(FERRY, &text);
    let place = editor.at(FERRY, 2, 6);
    let items = offered_at(&mut editor, place);
    assert_eq!(labels(&items), ["Port Ellery", "Tavia, the harbour", "Élan"]);
    accept(&mut editor, FERRY, &items[2]);
    assert!(editor.text(FERRY).contains("\n##### Élan\n# A ferry"));
    let items = offered(&mut editor, FERRY, "_Context: Tavia, ");
    assert_eq!(labels(&items), ["Port Ellery", "Élan"]);
    accept(&mut editor, FERRY, &items[0]);
    assert!(editor.text(FERRY).contains("_Context: Tavia, Port Ellery\n"), "{}", editor.text(FERRY));
    editor.change(FERRY, &text.replace("_Context: Tavia, ", "_Context: Tavia, el, Fair_"));
    let items = offered(&mut editor, FERRY, "Tavia, el");
    assert_eq!(labels(&items), ["Port Ellery", "Élan"]);
    accept(&mut editor, FERRY, &items[1]);
    assert!(editor.text(FERRY).contains("_Context: Tavia, Élan, Fair_\n"));
    // All at once behind the link: what this event names of what is known of the other.
    editor.change(FERRY, &text.replace("/a.md) _Context: Tavia, ", "/c.md) _"));
    let items = offered(&mut editor, FERRY, "/c.md) _");
    assert_eq!(labels(&items), ["_Context: Élan_"]);
    accept(&mut editor, FERRY, &items[0]);
    assert!(editor.text(FERRY).contains("/c.md) _Context: Élan_\n"));
}

#[test]
fn headings_that_are_lacking_stand_where_they_can() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let full =
        "### [2021-05-4](/news/2021/05/4/index.md)\n\n# A ferry sails\n\n### Sources:\n\n1. [A](https://a.example/a)\n";
    let date = "### [2021-05-4](/news/2021/05/4/index.md)";
    editor.open_with(FERRY, "");
    for (text, expected) in [
        ("### |\n# A\n", &[date, "### Formats:"][..]),
        ("### [20|\n# A\n", &[date]),
        ("DATE\n\n#|\n", &["# A ferry sails"]),
        ("DATE\n\n# fer|\n", &["# A ferry sails"]),
        ("DATE\n\n# A\n\n### |\n", &["### Sources:", "### Changes:", "### Related:"]),
        ("DATE\n\n# A\n\n|\n", &["### Sources:", "### Changes:", "### Related:"]),
        ("DATE\n\n# A\n\n### rel|\n", &["### Related:"]),
        ("DATE\n\n# A\n\n## |\n", &[]),
        ("DATE\n\n# A\n\n### Source:\n\n1. [a](https://a.example/)\n\n###|\n", &["### Changes:", "### Related:"]),
        ("DATE\n\n# A\n\n###|\n\n### Changes:\n", &["### Sources:"]),
        ("DATE\n\n# A\n\n### Related:\n\n### |\n", &[]),
        ("DATE\n\n# A\nSome text |\n", &[]),
    ] {
        let text = text.replace("DATE", date);
        let line = text[..text.find('|').unwrap()].matches('\n').count();
        let character = text.lines().nth(line).unwrap().find('|').unwrap();
        editor.change(FERRY, &text.replace('|', ""));
        let place = editor.at(FERRY, line, character);
        assert_eq!(labels(&offered_at(&mut editor, place)), expected, "{text}");
    }
    editor.change(FERRY, &full.replace("### Sources:\n\n1. [A](https://a.example/a)\n", "### S\n"));
    let items = offered(&mut editor, FERRY, "### S");
    let snippet = items[0]["textEdit"]["newText"].as_str().unwrap();
    assert_eq!(filled(snippet, &["A", "https://a.example/a"]) + "\n", full[full.find("### Sources").unwrap()..]);
}

#[test]
fn what_is_typed_between_items_moves_the_others_down() {
    let archive = archive().with(BRIDGE, event(BRIDGE, "Harbour bridge opens"));
    let mut editor = Editor::start(&archive);
    let items = ["[A](/news/2021/05/1/a.md) _Context: a_", "[B](/news/2021/05/1/b.md) _Context: a_"];
    let list = event(FERRY, "A ferry sails") + &list_of("Related", &items);
    editor.open_with(FERRY, &list.replace("\n2. ", "\nbridge\n2. "));
    let items = offered(&mut editor, FERRY, "\nbridge");
    accept(&mut editor, FERRY, &items[0]);
    let numbered =
        list.replace("\n2. ", "\n2. [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md) _Context: _\n3. ");
    assert_eq!(editor.text(FERRY), numbered);
    // Numbered by hand, they stay.
    editor.change(FERRY, &list.replace("\n2. ", "\n2. bridge\n3. "));
    let items = offered(&mut editor, FERRY, "\n2. bridge");
    accept(&mut editor, FERRY, &items[0]);
    assert_eq!(editor.text(FERRY), numbered);
}

#[test]
fn an_event_that_is_not_saved_is_offered_to_others() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    editor.open_with(BRIDGE, &event(BRIDGE, "Harbour bridge opens"));
    editor.open_with(FERRY, &(event(FERRY, "A ferry sails") + "\n### Related:\n\n1. [harb]\n"));
    let items = offered(&mut editor, FERRY, "1. [harb");
    assert_eq!(labels(&items), ["Harbour bridge opens"]);
    accept(&mut editor, FERRY, &items[0]);
    assert!(editor.text(FERRY).ends_with("/harbour-bridge-opens.md) _Context: _\n"), "{}", editor.text(FERRY));
    editor.close(BRIDGE);
    editor.change(FERRY, &(event(FERRY, "A ferry sails") + "\n### Related:\n\n1. [harb]\n"));
    assert_eq!(offered(&mut editor, FERRY, "1. [harb"), [] as [Value; 0]);
}

/// A line of a report without its place.
fn of_rule(line: &str) -> String {
    line[line.find(' ').unwrap()..].to_owned()
}
