//! Mistakes that people make who write their first events, one a row: each is one finding, whatever else it brings with
//! it, and two in different parts of a file are two.

use super::target::*;
use super::*;

/// The parts of an event, from the first to the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Top,
    Date,
    Title,
    Description,
    Sources,
    Changes,
    Related,
}

/// The one mistake that adds a line at the end of the file.
const IN_A_FENCE: &str = "all of it in a fence";

/// A mistake, and the part of the event that it is in.
struct Mistake {
    part: Part,
    defect: Defect,
    /// Whether Markdown shows what is below as something else, or nothing of it; or whether it is found because of how
    /// Markdown shows it.
    shows: bool,
}

const fn mistake(
    part: Part,
    rule: &'static str,
    name: &'static str,
    apply: fn(&mut Target) -> Option<usize>,
) -> Mistake {
    Mistake { part, defect: Defect { name, rule, apply }, shows: false }
}

const fn hides(part: Part, rule: &'static str, name: &'static str, apply: fn(&mut Target) -> Option<usize>) -> Mistake {
    Mistake { shows: true, ..mistake(part, rule, name, apply) }
}

#[rustfmt::skip] // one row a mistake
const MISTAKES: &[Mistake] = &[
    mistake(Part::Changes, "changes-item", "no link", |t| t.edit(t.items(CHANGES)?[0], |i| format!("{}. {}{}", i.number, i.text, i.rest))),
    mistake(Part::Changes, "changes-item", "no time", |t| t.edit(t.items(CHANGES)?[0], |i| format!("{}. [{}]({})", i.number, i.text, i.target))),
    mistake(Part::Changes, "changes-item", "an impossible time", |t| {
        t.edit(t.items(CHANGES)?[0], |i| Item { rest: " _2018-03-05 29:00:00 (First version)_".to_owned(), ..i.clone() }.to_string())
    }),
    mistake(Part::Changes, "changes-item", "the current version under its old name", |t| {
        let items = t.items(CHANGES)?;
        t.retarget(*items.last()?, |path| path.replacen("-", "-old-", 1))
    }),
    mistake(Part::Changes, "changes-item", "a second current version", |t| {
        let (items, path) = (t.items(CHANGES)?, format!("/{}", t.path));
        t.edit(items[0], |i| Item { target: path, rest: " _(Current version)_".to_owned(), ..i.clone() }.to_string())?;
        Some(*items.last()? + 1)
    }),
    mistake(Part::Changes, "changes-item", "text below the versions", |t| t.write_below(CHANGES, "It went on like this.")),
    hides(Part::Changes, "changes-item", "an item indented into another", |t| t.indent_second(CHANGES, "   ")),

    mistake(Part::Top, "formats-link", "links to another event", |t| t.formats(|line, stem| line.replace(stem, "news/2001/01/1/other"))),
    mistake(Part::Top, "formats-link", "links to another day", |t| t.formats(|line, stem| {
        let slug = stem.rsplit('/').next().unwrap();
        line.replace(stem, &format!("news/1998/12/31/{slug}"))
    })),
    mistake(Part::Top, "formats-link", "a form that is missing", |t| {
        let line = t.position(|line| line.starts_with("Formats: "))?;
        let at = t.lines[line].find("[XML]")?;
        t.lines[line].truncate(at);
        Some(line + 1)
    }),
    mistake(Part::Top, "stray-text", "a remark at the top", |t| {
        t.insert(0, &["Please check the names."]);
        t.lines.insert(1, String::new());
        Some(1)
    }),
    mistake(Part::Top, "stray-text", "front matter", |t| {
        t.insert(0, &["---", "title: planted", "layout: event", "---", ""]);
        Some(1)
    }),
    hides(Part::Top, "hidden-text", IN_A_FENCE, |t| {
        t.insert(0, &["```markdown"]);
        let end = t.lines.len() - 1;
        t.insert(end, &["```"]);
        Some(1)
    }),

    mistake(Part::Date, "date-heading", "the day first", |t| t.set_date_text(&format!("{}-{}-{}", t.day(), t.month(), t.year()))),
    mistake(Part::Date, "date-heading", "a year of two digits", |t| t.set_date_text(&format!("{}-{}-{}", &t.year()[2..], t.month(), t.day()))),
    mistake(Part::Date, "date-heading", "an American date and no link", |t| t.set(t.date(), format!("### {} {}, {}", t.month_name(), t.day(), t.year()))),
    mistake(Part::Date, "date-heading", "no signs", |t| t.set(t.date(), t.lines[t.date()][4..].to_owned())),
    mistake(Part::Date, "date-heading", "bold", |t| t.set(t.date(), format!("**{}**", &t.lines[t.date()][4..]))),
    mistake(Part::Date, "date-heading", "a label", |t| t.set(t.date(), format!("Date: {}-{}-{}", t.year(), t.month(), t.day()))),
    mistake(Part::Date, "date-heading", "underlined", |t| {
        let date = t.date();
        t.insert(date + 1, &["-------"]);
        t.set(date, t.lines[date][4..].to_owned())
    }),

    mistake(Part::Title, "stray-text", "text above the title", |t| {
        let index = t.date() + 2;
        t.insert(index, &["The description stands here.", ""]);
        Some(index + 1)
    }),
    mistake(Part::Title, "title-heading", "bold", |t| t.rewrite_title(|title| format!("**{title}**"))),
    mistake(Part::Title, "title-heading", "a label", |t| t.rewrite_title(|title| format!("Title: {title}"))),
    mistake(Part::Title, "title-heading", "a bold label", |t| t.rewrite_title(|title| format!("**Title:** {title}"))),
    mistake(Part::Title, "title-heading", "underlined", |t| {
        let index = t.title() + 1;
        t.insert(index, &["====="]);
        t.rewrite_title(str::to_owned)
    }),
    mistake(Part::Title, "title-heading", "underlined with dashes", |t| {
        let index = t.title() + 1;
        t.insert(index, &["-----"]);
        t.rewrite_title(str::to_owned)
    }),
    mistake(Part::Title, "title-heading", "no space", |t| t.rewrite_title(|title| format!("#{title}"))),
    mistake(Part::Title, "section-heading", "a second context heading", |t| {
        let title = t.title();
        t.position(|line| line.starts_with("##### "))?;
        t.insert(title, &["##### Lanterns"]);
        Some(title + 1)
    }),

    hides(Part::Description, "hidden-text", "a comment without an end", |t| {
        let index = t.title() + 1;
        t.insert(index, &["", "<!-- to be checked", ""]);
        Some(index + 2)
    }),
    hides(Part::Description, "hidden-text", "indented", |t| {
        let description = t.description()?;
        t.set(description, format!("    {}", t.lines[description]))
    }),
    mistake(Part::Description, "section-heading", "dashes right below", |t| {
        let description = t.description()?;
        t.insert(description + 1, &["---"]);
        Some(description + 1)
    }),

    mistake(Part::Sources, "source-item", "dashes", |t| t.rewrite(SOURCES, 2, |i| format!("- [{}]({})", i.text, i.target))),
    mistake(Part::Sources, "source-item", "dashes without a space", |t| t.rewrite(SOURCES, 2, |i| format!("-[{}]({})", i.text, i.target))),
    mistake(Part::Sources, "source-item", "addresses alone", |t| t.rewrite(SOURCES, 2, |i| format!("{}. {}", i.number, i.target))),
    mistake(Part::Sources, "source-item", "addresses alone, with dashes", |t| t.rewrite(SOURCES, 2, |i| format!("- {}", i.target))),
    mistake(Part::Sources, "source-item", "addresses alone, without numbers", |t| t.rewrite(SOURCES, 2, |i| i.target.clone())),
    mistake(Part::Sources, "source-item", "a parenthesis after each number", |t| t.rewrite(SOURCES, 2, |i| format!("{}) [{}]({})", i.number, i.text, i.target))),
    mistake(Part::Sources, "source-item", "no numbers", |t| t.rewrite(SOURCES, 2, |i| format!("[{}]({})", i.text, i.target))),
    mistake(Part::Sources, "source-item", "an outlet and an address", |t| t.edit(t.source()?, |i| format!("{}. {}: {}", i.number, i.text, i.target))),
    mistake(Part::Sources, "source-item", "a definition of a link", |t| t.edit(t.source()?, |i| format!("{}. [{}]: {}", i.number, i.text, i.target))),
    mistake(Part::Sources, "source-item", "a link on two lines", |t| t.wrap(t.source()?, "](", "]\n(")),
    mistake(Part::Sources, "source-item", "an outlet on two lines", |t| {
        let source = t.source()?;
        t.edit(source, |i| format!("{}. [The Planted {}]({})", i.number, i.text, i.target))?;
        t.wrap(source, "The Planted ", "The Planted\n   ")
    }),
    mistake(Part::Sources, "section-heading", "a heading without signs", |t| t.set_heading(SOURCES, "Sources")),
    mistake(Part::Sources, "section-heading", "a bold heading", |t| t.set_heading(SOURCES, "**Sources:**")),
    mistake(Part::Sources, "section-heading", "an underlined heading", |t| {
        let heading = t.heading(SOURCES)?;
        t.insert(heading + 1, &["--------"]);
        t.set(heading, "Sources")
    }),
    mistake(Part::Sources, "section-heading", "no heading", |t| {
        let heading = t.heading(SOURCES)?;
        t.lines.remove(heading);
        Some(heading + 2)
    }),
    hides(Part::Sources, "source-item", "an item indented into another", |t| t.indent_second(SOURCES, "   ")),
    hides(Part::Sources, "source-item", "an item indented far", |t| t.indent_second(SOURCES, "    ")),
    hides(Part::Sources, "source-item", "an item behind a tab", |t| t.indent_second(SOURCES, "\t")),
    hides(Part::Sources, "hidden-text", "a fence around the list", |t| t.enclose(SOURCES, "```", "```")),
    hides(Part::Sources, "hidden-text", "a list in raw HTML", |t| t.enclose(SOURCES, "<div>", "</div>")),
    hides(Part::Sources, "hidden-text", "a comment without an end", |t| {
        let heading = t.heading(SOURCES)?;
        t.insert(heading, &["<!--", ""]);
        Some(heading + 1)
    }),

    mistake(Part::Related, "related-item", "dashes", |t| t.rewrite(RELATED, 2, |i| format!("* [{}]({}){}", i.text, i.target, i.rest))),
    mistake(Part::Related, "related-item", "the context on a line of its own", |t| t.wrap(t.related()?, ") _Context", ")\n_Context")),
    mistake(Part::Related, "related-item", "text at the end", |t| t.write_below(RELATED, "That is all that is known.")),
    hides(Part::Related, "related-item", "an item indented into another", |t| t.indent_second(RELATED, "   ")),
    hides(Part::Related, "hidden-text", "a fence around the list", |t| t.enclose(RELATED, "~~~", "~~~")),
];

impl Target {
    /// Rewrites the links of the Formats part, and gives the line of the first.
    fn formats(&mut self, change: impl Fn(&str, &str) -> String) -> Option<usize> {
        let first = self.position(|line| line.contains("[HTML]("))?;
        let stem = self.path.trim_end_matches(".md").to_owned();
        for line in &mut self.lines[first..first + 3] {
            *line = change(line, &stem);
        }
        Some(first + 1)
    }

    /// Writes the title otherwise, its text unchanged.
    fn rewrite_title(&mut self, change: impl FnOnce(&str) -> String) -> Option<usize> {
        let title = self.title();
        let text = self.lines[title].trim_start_matches('#').trim().to_owned();
        self.set(title, change(&text))
    }

    /// Rewrites all items of a section that has no fewer than `least`, and gives the line of the first.
    fn rewrite(&mut self, section: Section, least: usize, change: impl Fn(&Item) -> String) -> Option<usize> {
        let items = self.items(section).filter(|items| items.len() >= least)?;
        for &index in &items {
            self.edit(index, &change)?;
        }
        Some(items[0] + 1)
    }

    fn indent_second(&mut self, section: Section, indent: &str) -> Option<usize> {
        let items = self.items(section).filter(|items| items.len() > 1)?;
        self.set(items[1], format!("{indent}{}", self.lines[items[1]]))
    }

    /// Breaks one line.
    fn wrap(&mut self, index: usize, from: &str, to: &str) -> Option<usize> {
        let at = self.lines[index].find(from)?;
        let line = format!("{}{to}{}", &self.lines[index][..at], &self.lines[index][at + from.len()..]);
        let (first, second) = line.split_once('\n')?;
        let second = second.to_owned();
        self.lines[index] = first.to_owned();
        self.lines.insert(index + 1, second);
        Some(index + 1)
    }

    fn enclose(&mut self, section: Section, above: &str, below: &str) -> Option<usize> {
        let items = self.items(section)?;
        self.insert(*items.last()? + 1, &[below]);
        self.insert(items[0], &[above]);
        Some(items[0] + 1)
    }

    fn write_below(&mut self, section: Section, text: &str) -> Option<usize> {
        let last = *self.items(section)?.last()?;
        self.insert(last + 1, &["", text]);
        Some(last + 3)
    }
}

#[test]
fn a_mistake_is_one_finding_and_two_in_different_parts_are_two() {
    let archive = Archive::empty();
    let synthetic = Synthetic::new(EVENTS, SEED);
    synthetic.write(archive.root()).unwrap();
    let mut files = Target::all(&synthetic, |_| String::new());
    let mut planted = Planted::new();
    let mut tried = 0;
    for mistakes in plantings() {
        let found = files.iter().enumerate().find_map(|(index, file)| Some((index, make(&mistakes, file)?)));
        let Some((index, (damaged, lines))) = found else {
            assert!(mistakes.len() > 1, "no file for {:?}", mistakes[0].defect.name);
            continue;
        };
        files.swap_remove(index);
        tried += 1;
        damaged.write(archive.root());
        for (mistake, line) in mistakes.iter().zip(lines) {
            let (path, rule) = (damaged.path.clone(), mistake.defect.rule.to_owned());
            let place = Place { path, line, level: level(&rule).to_owned(), rule };
            planted.insert(place, mistakes.iter().map(|mistake| mistake.defect.name).collect::<Vec<_>>().join(" and "));
        }
    }
    assert!(tried > 1_000, "{tried}");
    let run = archive.run(&["check", "--format", "jsonl", "--now", "2020-01-01", "--root", "."]);
    let difference = compare(&planted, &findings(&run));
    if !difference.is_empty() {
        panic!("{difference}\nthe archive is left in {}", archive.keep().display());
    }
}

/// Each mistake alone, and all pairs in different parts, the upper one first; those first that few files can show.
fn plantings() -> Vec<Vec<&'static Mistake>> {
    let mut all: Vec<Vec<&Mistake>> = MISTAKES.iter().map(|mistake| vec![mistake]).collect();
    for upper in MISTAKES {
        // Of what Markdown does not show it cannot show something else.
        let lower = MISTAKES.iter().filter(|lower| upper.part < lower.part && !(upper.shows && lower.shows));
        all.extend(lower.map(|lower| vec![upper, lower]));
    }
    all.sort_by_key(|mistakes| (!mistakes.iter().any(|mistake| mistake.part == Part::Changes), mistakes.len()));
    all
}

/// The file with these mistakes, and the line of each.
fn make(mistakes: &[&Mistake], file: &Target) -> Option<(Target, Vec<usize>)> {
    let mut damaged = file.clone();
    // From below, so that each finds its part as it was.
    let mut below = Vec::new();
    for mistake in mistakes.iter().rev() {
        let line = (mistake.defect.apply)(&mut damaged)?;
        let behind = if mistake.defect.name == IN_A_FENCE { 1 } else { 0 };
        below.iter_mut().for_each(|below| *below += behind);
        below.push(damaged.lines.len() - line);
    }
    let lines = below.iter().rev().map(|below| damaged.lines.len() - below).collect();
    Some((damaged, lines))
}
