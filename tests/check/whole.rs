//! What only the whole archive teaches: whose a host is.

use crate::harness::{Archive, dated, list_of};

const FERRY: &str = "news/2021/05/5/ferry.md";
const FINDING: &str =
    "news/2021/05/5/ferry.md:7:5: note[outlet-host] on radio.example nearly every other source is Radio Tavia\n";

fn event(date: &str, outlet: &str, host: &str, count: usize) -> String {
    let items: Vec<String> = (0..count).map(|at| format!("[{outlet}](https://{host}/{date}/{at})")).collect();
    dated(date, "A day in Tavia") + &list_of("Sources", &items)
}

/// Two outlets, each cited so often on its host, and one event that cites `outlet` on the radio's host.
fn archive(often: usize, outlet: &str) -> Archive {
    let rules = "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\noutlet-host = \"note\"\n";
    Archive::empty()
        .with("newslint.toml", rules)
        .with("news/2021/05/3/a.md", event("2021-05-3", "Gazette", "gazette.example", often))
        .with("news/2021/05/4/b.md", event("2021-05-4", "Radio Tavia", "radio.example", often))
        .with(FERRY, event("2021-05-5", outlet, "radio.example", 1))
}

fn check(archive: &Archive, paths: &[&str]) -> String {
    archive.run(&[&["check", "--quiet", "--format", "concise"], paths].concat()).stdout
}

#[test]
fn nothing_is_learned_from_little() {
    assert_eq!(check(&archive(10, "Gazette"), &[]), FINDING);
    assert_eq!(check(&archive(9, "Gazette"), &[]), "");
    assert_eq!(check(&archive(10, "Kestrel Herald"), &[]), "", "a name without a home");
    assert_eq!(check(&archive(10, "Tavia"), &[]), "", "a part of the name");
}

#[test]
fn agencies_are_at_home_everywhere() {
    let archive = archive(10, "Gazette");
    for name in ["one", "two", "three"] {
        let host = format!("{name}.example");
        archive.write(format!("news/2021/05/6/{name}.md"), event("2021-05-6", "AFP / Gazette via One", &host, 1));
    }
    assert_eq!(check(&archive, &[]), "");
    archive.remove("news/2021/05/6/two.md");
    assert_eq!(check(&archive, &[]), FINDING);
}

#[test]
fn some_files_teach_nothing() {
    let archive = archive(10, "Gazette");
    assert_eq!(check(&archive, &[FERRY, "news/2021/05/4"]), "");
    assert_eq!(check(&archive, &["news"]), FINDING, "the folder of all of them");
    let text = archive.text(FERRY);
    let with_draft = archive.run_with_input(&["check", "-", "--quiet", "--stdin-filename", FERRY], &text);
    assert_eq!((with_draft.stdout.as_str(), with_draft.code), ("", 0));
}

#[test]
fn where_it_does_not_run_nothing_is_said_of_what_holds_it() {
    let archive = archive(10, "Gazette");
    archive.run(&["baseline", "update"]);
    for paths in [&[FERRY][..], &[], &["news/2021"]] {
        assert_eq!(check(&archive, paths), "", "{paths:?}");
    }
    archive.change("news/2021/05/4/b.md", "Radio Tavia", "Tavia Radio");
    assert_eq!(check(&archive, &[FERRY]), "");
    archive.change(FERRY, "Gazette", "Radio Tavia");
    assert_eq!(check(&archive, &[FERRY]), "");
    assert!(check(&archive, &[]).contains("warning[stale-baseline]"));

    let archive = self::archive(10, "Gazette");
    archive.change(FERRY, "1. [", "<!-- newslint-ignore: outlet-host — the page is the Gazette's -->\n1. [");
    for paths in [&[FERRY][..], &[]] {
        assert_eq!(check(&archive, paths), "", "{paths:?}");
    }
    archive.change(FERRY, "[Gazette]", "[Radio Tavia]");
    assert_eq!(check(&archive, &[FERRY]), "");
    assert!(check(&archive, &[]).contains("warning[unused-suppression]"));
}
