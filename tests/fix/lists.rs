//! Lists that are wrong in several ways: all of it is mended at once, or is left for whoever knows what was meant.

use super::archive::{BRIDGE, BRIDGE_TEXT, bridge, check};
use crate::harness::{Archive, dated};

/// The forms of an item, `@` for its name.
const FORMS: &[&str] = &[
    "1. [@](https://@.example/)",
    "2. [@](https://@.example/)",
    "3. [@](https://@.example/)",
    "5. [@](https://@.example/)",
    "1) [@](https://@.example/)",
    "2) [@](https://@.example/)",
    "2.[@](https://@.example/)",
    "   1. [@](https://@.example/)",
    "   2. [@](https://@.example/)",
    "   3. [@](https://@.example/)",
    "- [@](https://@.example/)",
    "-[@](https://@.example/)",
    "  - [@](https://@.example/)",
    "[@](https://@.example/)",
    "   [@](https://@.example/)",
    "2. [@\n@](https://@.example/)",
    "   3. [@\n@](https://@.example/)",
    "- [@\n@](https://@.example/)",
    "[@\n@](https://@.example/)",
    "2. https://@.example/",
    "https://@.example/",
    "- https://@.example/",
    "3. none",
    "none",
];

/// What a second run makes of what the first one left of lists of three items: the same.
#[test]
fn a_list_is_fixed_at_once() {
    let archive = Archive::new();
    let mut paths = Vec::new();
    for first in FORMS.iter().step_by(6) {
        for second in FORMS {
            for third in FORMS {
                let (month, day) = (1 + paths.len() / 28 % 12, 1 + paths.len() % 28);
                let date = format!("{}-{month:02}-{day}", 1900 + paths.len() / 28 / 12);
                let path = format!("news/{}/event.md", date.replace('-', "/"));
                let items = [first.replace('@', "a"), second.replace('@', "b"), third.replace('@', "c")].join("\n");
                archive.write(&path, dated(&date, "Harbour bridge opens") + "\n### Sources:\n\n" + &items + "\n");
                paths.push(path);
            }
        }
    }
    let fix = || {
        archive.run(&["check", "--quiet", "--fix", "--unsafe-fixes"]);
        paths.iter().map(|path| archive.text(path)).collect::<Vec<_>>()
    };
    let once = fix();
    for (once, twice) in once.iter().zip(fix()) {
        assert_eq!(*once, twice);
    }
}

#[test]
fn a_list_with_a_wrong_number_is_numbered_with_the_items_that_have_none() {
    let list = |numbers: [&str; 2]| {
        let [third, fourth] = numbers;
        format!(
            "{BRIDGE_TEXT}{third}[Marrow Radio](https://radio.example/)\n{fourth}[Herald](https://herald.example/)\n"
        )
    };
    for fourth in ["- ", "", "   4. "] {
        let archive = bridge(list(["4. ", fourth]));
        let run = check(&archive, &["--fix"]);
        assert_eq!((run.code, archive.text(BRIDGE)), (0, list(["3. ", "4. "])), "{}", run.stdout);
    }
}

/// One that starts anew in an item may well be a list of its own.
#[test]
fn a_list_in_an_item_stays_there() {
    let text =
        format!("{BRIDGE_TEXT}   1. [Marrow Radio](https://radio.example/)\n5. [Herald](https://herald.example/)\n");
    let archive = bridge(&text);
    check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!(archive.text(BRIDGE), text);
}
