//! The laws of completion: whatever stands in the archive, what is taken in is right.

use super::*;

/// Words that titles and contexts are put together from.
const PIECES: [&str; 34] = [
    "Bridge",
    "ferry",
    "Élan",
    "北京",
    "[",
    "]",
    "[http://a.example (Name)]",
    "](",
    "(",
    ")",
    "|",
    "\\",
    "\\]",
    "`",
    "<b",
    "<!--",
    ">",
    "&amp;",
    "&quot;",
    "&amp;rsquo;",
    "&nbsp;",
    "&#93;",
    "$1",
    "${",
    "}",
    "_",
    "*a*",
    "#",
    "::",
    "''x''",
    "{{y}}",
    "\u{200b}",
    "😀",
    "1.",
];

fn words(random: &mut Random, most: usize) -> String {
    let count = random.between(1, most);
    (0..count).map(|_| random.pick(&PIECES)).collect::<Vec<_>>().join(if random.percent(80) { " " } else { "" })
}

#[test]
fn whatever_the_titles_are_what_is_taken_in_is_right() {
    for seed in law_rounds(0..6) {
        let random = &mut Random::new(seed);
        let archive = archive();
        let mut named = String::new();
        for day in 1..=60 {
            let path = format!("news/2020/{:02}/{}/a.md", 1 + day / 28, 1 + day % 28);
            let title = if day == 7 { "Bridge ".repeat(300) } else { words(random, 6) };
            let context = words(random, 2);
            write!(named, " {context} ;").unwrap();
            archive.write(&path, titled(&path, &context, title.trim_end()));
        }
        let mut editor = Editor::start(&archive);
        let text = event(FERRY, "A ferry sails") + "\nNames" + &named + "\n\n### Related:\n\n";
        editor.open_with(FERRY, &text);
        let place = editor.at(FERRY, text.matches('\n').count(), 0);
        let items = offered_at(&mut editor, place);
        assert!(items.len() > 20, "{}", items.len());
        // Without an item the file is not right, and the description is what it is.
        let known: Vec<String> = found(&editor, &archive, FERRY).lines().map(of_rule).collect();
        let mut taken = Vec::new();
        for (number, item) in items.iter().enumerate() {
            editor.change(FERRY, &text);
            accept(&mut editor, FERRY, item);
            let path = format!("news/2021/05/4/x{number}.md");
            archive.write(&path, editor.text(FERRY));
            taken.push((path, editor.text(FERRY).lines().last().unwrap().to_owned()));
        }
        let report = archive.check(&["--now", "2021-06-01", "news/2021/05/4"]).stdout;
        for (path, line) in taken {
            let of_file = report.lines().filter(|finding| finding.starts_with(&format!("{path}:")));
            let lacks_context = line.ends_with("_Context: _");
            let is_old = |finding: &str| {
                known.contains(&of_rule(finding)) || (lacks_context && finding.contains("[related-item]"))
            };
            assert_eq!(Vec::from_iter(of_file.filter(|finding| !is_old(finding))), [] as [&str; 0], "{seed}: {line}");
        }
    }
}

#[test]
fn whatever_the_titles_are_the_index_of_their_day_is_right() {
    let index = "news/2021/05/3/index.md";
    for seed in law_rounds(0..6) {
        let random = &mut Random::new(seed);
        let archive = Archive::empty().with("newslint.toml", "");
        for number in 1..=20 {
            let path = format!("news/2021/05/3/e{number}.md");
            archive.write(&path, titled(&path, &words(random, 2), &words(random, 6)));
        }
        let mut editor = Editor::start(&archive);
        editor.open_with(index, "");
        let place = editor.at(index, 0, 0);
        let items = offered_at(&mut editor, place);
        accept(&mut editor, index, &items[0]);
        for line in found(&editor, &archive, index).lines() {
            // A title that nobody can copy, or of which the format makes something else.
            let name = line.split("does not list the event ").nth(1).unwrap_or_else(|| panic!("{seed}: {line}"));
            let title = archive.text(format!("news/2021/05/3/{name}")).lines().last().unwrap().to_owned();
            assert!(["\u{200b}", ") _", "# &nbsp;"].iter().any(|odd| title.contains(odd)), "{seed}: {title}");
        }
    }
}

#[test]
fn whatever_contexts_are_in_use_what_is_taken_in_is_right() {
    let archive = archive();
    let random = &mut Random::new(20);
    for day in 1..=60 {
        let path = format!("news/2020/{:02}/{}/a.md", 1 + day / 28, 1 + day % 28);
        archive.write(&path, titled(&path, &words(random, 3), "A storm"));
    }
    let mut editor = Editor::start(&archive);
    let items = ["[A storm](/news/2020/01/2/a.md) _Context: _"];
    let text = event(FERRY, "A ferry sails").replace("# A", "#####\n# A").replacen("#####\n# [", "# [", 1)
        + &list_of("Related", &items);
    editor.open_with(FERRY, &text);
    for (behind, rest) in [("\n#####", "\n# A ferry"), ("_Context: ", "_")] {
        editor.change(FERRY, &text);
        let items = offered(&mut editor, FERRY, behind);
        assert!(items.len() > 20, "{}", items.len());
        for item in &items {
            let right = text.replace("#####\n", "").replace("_Context: _", "_Context: a_");
            editor.change(FERRY, &text);
            accept(&mut editor, FERRY, item);
            let taken = editor.text(FERRY).replace("#####\n", "").replace("_Context: _", "_Context: a_");
            assert!(taken != right && taken.contains(rest), "{taken}");
            editor.change(FERRY, &taken);
            assert_eq!(found(&editor, &archive, FERRY), "", "{taken}");
        }
    }
}
