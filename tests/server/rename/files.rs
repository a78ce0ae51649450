//! Files that are not as most are: what is written into them, and what is not.

use super::*;

#[test]
fn an_open_buffer_counts_as_its_file() {
    let archive = archive();
    let mut editor = Editor::start(&archive);
    let pier = archive.text(PIER)
        + "\n### Related:\n\n1. [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md) _Context: Sea_\n";
    editor.open_with(PIER, &pier);
    editor.open_with(FERRY, &crate::harness::event(FERRY, "Ferry sails"));
    editor.open(BRIDGE);
    let edit = editor.retitle(BRIDGE, "# Harbour", "Bridge closes").unwrap();
    editor.apply(&edit);
    assert!(editor.text(PIER).contains("1. [Bridge closes](/news/2021/05/3/bridge-closes.md) _Context"));
    assert_eq!(archive.text(FERRY), FERRY_TEXT, "there is nothing to change in the buffer");
    assert!(editor.text("news/2021/05/3/bridge-closes.md").contains("# Bridge closes"));
}

#[test]
fn a_file_that_cannot_be_written_as_text_is_left_as_it_is() {
    let archive = archive();
    let mut latin = FERRY_TEXT.as_bytes().to_vec();
    latin.extend(b"\nCaf\xe9\n");
    archive.write(FERRY, &latin);
    let conflict = format!("{}<<<<<<< ours\n=======\n{BRIDGE}\n>>>>>>> theirs\n", archive.text(PIER));
    archive.write(PIER, &conflict);
    let mut editor = Editor::start(&archive);
    editor.rename(BRIDGE, TUNNEL);
    assert_eq!((archive.bytes(FERRY), archive.text(PIER)), (latin, conflict));
    assert!(archive.text("news/2021/05/3/index.md").contains(TUNNEL) && archive.text("index.md").contains(TUNNEL));
    let params = json!({ "textDocument": { "uri": editor.uri(FERRY) }, "position": { "line": 2, "character": 5 },
        "newName": "Ferry sinks" });
    let id = editor.begin("textDocument/rename", params);
    assert_eq!(editor.answer(id).unwrap_err()["message"], format!("nothing can be written into {FERRY}"));
}

#[test]
fn what_is_a_link_to_another_file_is_written_there() {
    let archive = archive();
    archive.link("news/2021/05/4/README.md", "index.md");
    archive.link("news/2021/05/4/ferry-again.md", "ferry-sails.md");
    let mut editor = Editor::start(&archive);
    editor.open("news/2021/05/4/ferry-again.md");
    editor.rename(FERRY, "news/2021/05/4/ferry.md");
    assert_eq!(archive.text("news/2021/05/4/index.md"), FOURTH.replace("ferry-sails", "ferry"));
    assert!(archive.path("news/2021/05/4/README.md").is_symlink());
}

#[test]
fn line_ends_and_marks_of_the_byte_order_stay() {
    for change in [
        |text: &str| text.replace('\n', "\r\n"),
        |text: &str| format!("\u{feff}{text}"),
        |text: &str| text.replace('\n', "\r"),
    ] {
        let archive = archive();
        for path in [BRIDGE, FERRY, "news/2021/05/3/index.md", "news/2021/05/4/index.md", "index.md"] {
            archive.write(path, change(&archive.text(path)));
        }
        let mut editor = Editor::start(&archive);
        let before = ["news/2021/05/3/index.md", FERRY, BRIDGE].map(|path| archive.text(path));
        editor.rename(BRIDGE, TUNNEL);
        let renamed = |text: &str| text.replace("harbour-bridge-opens", "harbour-tunnel-floods-again");
        let after = ["news/2021/05/3/index.md", FERRY, TUNNEL].map(|path| archive.text(path));
        assert_eq!(after, before.each_ref().map(|text| renamed(text)));
        let edit = editor.will_delete(&[TUNNEL]);
        editor.apply(&edit);
        let text = archive.text(FERRY);
        assert!(text.contains("1. [Pier planned]") && text.contains("2. [Market moves]"), "{text}");
        assert_eq!(
            text.len(),
            before[1].len() - before[1].find("2. [Pier").unwrap() + before[1].find("1. [ Harb").unwrap()
        );
    }
}

#[test]
fn entities_and_brackets_are_read_as_what_they_are() {
    let archive = archive();
    archive.change(BRIDGE, "# Harbour bridge opens", "# Harbour ] bridge \"opens\"");
    for path in [FERRY, "news/2021/05/3/index.md", "index.md", BRIDGE] {
        let text = archive.text(path);
        archive.write(path, text.replace("[Harbour bridge opens", "[Harbour \\] bridge &quot;opens&quot;"));
    }
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let edit = editor.retitle(BRIDGE, "# Harbour", "A `b [c] d] &amp; e").unwrap();
    editor.apply(&edit);
    assert!(archive.text("index.md").contains("### [A \\`b \\[c\\] d\\] & e ]("), "{}", archive.text("index.md"));
    let text = archive.text("news/2021/05/3/a-b-c-d-amp-e.md");
    assert!(text.contains("# A `b [c] d] &amp; e \n"), "{text}");
}

#[test]
fn an_event_that_is_listed_twice_leaves_both_places() {
    let archive = archive();
    archive.change(
        "news/2021/05/3/index.md",
        "## [Prev",
        "### [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md)\n\n## [Prev",
    );
    archive.write("news/2021/05/3/README.md", archive.text("news/2021/05/3/index.md"));
    let mut editor = Editor::start(&archive);
    editor.rename(BRIDGE, "news/2021/05/4/harbour-bridge-opens.md");
    for name in ["index.md", "README.md"] {
        assert!(!archive.text(format!("news/2021/05/3/{name}")).contains("Harbour"));
    }
    assert_eq!(archive.text("news/2021/05/4/index.md").matches("Harbour").count(), 1);
    assert_eq!(found(&archive), [""; 0]);
}

#[test]
fn what_is_left_out_of_a_checkout_is_not_written() {
    needs!("git");
    let repository = Repository::of(archive());
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message=All"]);
    repository.git(&["sparse-checkout", "set", "news/2021/05/3"]);
    assert!(!repository.exists(FERRY));
    let mut editor = Editor::start(&repository);
    editor.open(BRIDGE);
    let place = editor.behind(BRIDGE, "[Ferry sai");
    assert_eq!(editor.ask("textDocument/prepareRename", place)["placeholder"], "Ferry sails");
    let error = editor.retitle(BRIDGE, "[Ferry sai", "Ferry sinks").unwrap_err();
    assert_eq!(error["message"], format!("nothing can be written into {FERRY}"));
    let edit = editor.retitle(BRIDGE, "# Harbour", "Bridge closes").unwrap();
    editor.apply(&edit);
    assert!(!repository.exists(FERRY) && repository.exists("news/2021/05/3/bridge-closes.md"));
    assert_eq!(found(&repository), [""; 0]);
}

#[test]
fn a_comment_goes_with_what_it_is_about() {
    let archive = archive();
    let comment = "<!-- newslint-ignore: related-title — an older wording -->\n";
    archive.change(FERRY, "1. [ Harbour bridge opens", &format!("{comment}1. [ The bridge"));
    archive.change(
        "news/2021/05/3/index.md",
        "### [Market moves ]",
        "<!-- newslint-ignore: day-index — an older wording -->\n### [The market ]",
    );
    assert_eq!(found(&archive), [""; 0]);
    let mut editor = Editor::start(&archive);
    editor.open(BRIDGE);
    let edit = editor.retitle(BRIDGE, "# Harbour", "Bridge closes").unwrap();
    editor.apply(&edit);
    assert!(archive.text(FERRY).contains("1. [ The bridge  ](/news/2021/05/3/bridge-closes.md)"));
    assert_eq!(found(&archive), [""; 0]);
    let gone = ["news/2021/05/3/bridge-closes.md", MARKET];
    let edit = editor.will_delete(&gone);
    editor.apply(&edit);
    gone.iter().for_each(|path| archive.remove(path));
    assert_eq!(found(&archive), [""; 0]);
    assert!(!archive.text(FERRY).contains("<!--") && !archive.text("news/2021/05/3/index.md").contains("<!--"));
}

#[test]
fn what_the_baseline_knows_it_knows_afterwards() {
    let archive = archive();
    archive.change(FERRY, "[ Harbour bridge opens  ]", "[ The bridge  ]");
    archive.change(
        PIER,
        "# Pier planned\n",
        "# Pier planned\n\n### Sources:\n\n2. [Ellery Gazette](https://gazette.example/pier)\n",
    );
    archive.change(
        "news/2021/05/4/index.md",
        "## [Prev",
        "### [Pier planned](/news/2021/05/4/pier-planned.md)\n\n## [Prev",
    );
    assert_eq!(archive.run(&["baseline", "update"]).code, 0);
    assert_eq!(archive.text(".newslint-baseline").lines().filter(|line| !line.starts_with('#')).count(), 2);
    assert_eq!(found(&archive), [""; 0]);
    let mut editor = Editor::start(&archive);
    editor.rename(BRIDGE, TUNNEL);
    editor.rename(PIER, "news/2021/05/4/pier.md");
    assert_eq!(found(&archive), [""; 0]);
    let edit = editor.will_delete(&["news/2021/05/4/pier.md", TUNNEL]);
    editor.apply(&edit);
    archive.remove("news/2021/05/4/pier.md");
    archive.remove(TUNNEL);
    assert_eq!(found(&archive), [""; 0]);
    assert_eq!(archive.text(".newslint-baseline").lines().filter(|line| !line.starts_with('#')).count(), 0);
}
