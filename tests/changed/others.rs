//! Rules that hold a file against others: its day's index, and the events that it is related to.

use super::{BRIDGE, FERRY};
use crate::harness::{Repository, needs};

const INDEX: &str = "news/2021/05/3/index.md";
const ITEM: &str = "[Harbour bridge opens](/news/2021/05/3/bridge-opens.md)";

/// A day with one event and its index, and an event of the next day that is related to it. All rules are on.
fn day() -> Repository {
    let repository = Repository::empty();
    repository.write("newslint.toml", "");
    repository.write(BRIDGE, "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour bridge opens\n");
    repository.write(INDEX, format!("## [2021-05-3](/{INDEX})\n\n### {ITEM}\n_Context: Port Ellery_\n"));
    ferry(&repository, "Port Ellery");
    let next = "## [2021-05-4](/news/2021/05/4/index.md)\n\n### [Ferry sails](/news/2021/05/4/ferry-sails.md)\n";
    repository.write("news/2021/05/4/index.md", next);
    repository.commit();
    repository
}

fn ferry(repository: &Repository, context: &str) {
    let head = "### [2021-05-4](/news/2021/05/4/index.md)\n\n# Ferry sails\n\n### Related:\n\n";
    repository.write(FERRY, format!("{head}1. {ITEM} _Context: {context}_\n"));
}

#[test]
fn an_event_that_moves_breaks_the_item_of_its_day() {
    needs!("git");
    let repository = day();
    repository.git(&["mv", BRIDGE, "news/2021/05/3/harbour-bridge-opens.md"]);
    for option in ["--changed", "--staged"] {
        let expected = [format!("{INDEX}:3 day-index"), format!("{FERRY}:7 related-path")];
        assert_eq!(repository.check(&[option]).findings(), expected, "{option}");
    }
}

#[test]
fn what_is_staged_is_held_against_the_index() {
    needs!("git");
    let repository = day();
    ferry(&repository, "Kestrel Bay");
    let index = repository.text(INDEX);
    repository.write(INDEX, index.replace("Port Ellery", "Kestrel Bay"));
    repository.git(&["add", "--all"]);
    // Another title, and only on disk.
    repository.write(BRIDGE, "### [2021-05-3](/news/2021/05/3/index.md)\n\n# The bridge opens\n");
    assert_eq!(repository.check(&["--staged"]).findings(), [""; 0]);
    let changed = [format!("{INDEX}:3 day-index"), format!("{FERRY}:7 related-title")];
    assert_eq!(repository.check(&["--changed"]).findings(), changed);
    // And gone from the disk.
    repository.remove(BRIDGE);
    assert_eq!(repository.check(&["--staged"]).findings(), [""; 0]);
    assert_eq!(
        repository.check(&["--changed"]).findings(),
        [format!("{INDEX}:3 day-index"), format!("{FERRY}:7 related-path")]
    );
}

/// What a changed file is held against does not depend on what else has changed.
#[test]
fn an_event_that_is_gone_hides_nothing() {
    needs!("git");
    let repository = day();
    repository.write("news/2021/05/5/pier-planned.md", "### [2021-05-5](/news/2021/05/5/index.md)\n\n# Pier planned\n");
    repository.commit();
    ferry(&repository, "Kestrel Bay");
    let text = repository.text(FERRY);
    repository.write(FERRY, text.replace("[Harbour bridge", "[A bridge"));
    repository.git(&["add", "--all"]);
    for change in ["nothing", "news/2021/05/5/pier-planned.md"] {
        repository.git(&["rm", "--quiet", "--ignore-unmatch", change]);
        for option in ["--changed", "--staged"] {
            let found = repository.check(&[option]).findings();
            assert_eq!(found, [format!("{FERRY}:7 related-title")], "{option}, without {change}");
        }
    }
}
