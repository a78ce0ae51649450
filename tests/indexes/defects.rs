//! What hands do to an index, one defect a row.

use super::Found;
use super::months::{Day, Months, folder, written};
use crate::synthetic::random::Random;

/// Damages a day's index, and returns the line, from 1, where that must be reported, and by which rule.
pub type Damage = fn(&mut Target<'_>, &mut Random) -> Option<(usize, &'static str)>;

/// The index of a day, and what can be said of it in the other days' words.
pub struct Target<'m> {
    lines: &'m mut Vec<String>,
    day: &'m DayFacts,
}

struct DayFacts {
    folder: String,
    date: String,
    /// An event of another day.
    elsewhere: (String, String),
    has_earlier: bool,
    sourced: Vec<String>,
}

const INDEX: &str = "day-index";
const FORM: &str = "index-form";

#[rustfmt::skip] // one row a defect
pub const DEFECTS: [(&str, Damage); 30] = [
    ("a typo in a path", |t, random| t.in_item(random, |line| line.replace(".md)", "x.md)"), INDEX)),
    ("a path of another day", |t, random| {
        let (from, to) = (t.day.folder.clone(), folder_of(&t.day.elsewhere.0));
        t.in_item(random, |line| line.replace(&format!("](/{from}/"), &format!("](/{to}/")), INDEX)
    }),
    ("a path of a day without events", |t, random| {
        let from = t.day.folder.clone();
        t.in_item(random, |line| line.replace(&format!("](/{from}/"), "](/news/1999/01/1/"), INDEX)
    }),
    ("a path without its slash", |t, random| t.in_item(random, |line| line.replace("](/news", "](news"), INDEX)),
    ("a padded path", |t, random| t.in_item(random, |line| line.replace("](/news/2", "](/news/02"), INDEX)),
    ("a path with nothing of the event's", |t, random| {
        t.in_item(random, |line| format!("{}](/{}/xyz.md)", line.rsplit_once("](").unwrap().0, "news/2004/01/1"), INDEX)
    }),
    ("no link", |t, random| t.in_item(random, |line| format!("### {}", &line[5..line.rfind("](").unwrap()]), INDEX)),
    ("another text", |t, random| t.in_item(random, |line| line.replace("### [", "### [Not: "), INDEX)),
    ("an item at the level of the date", |t, random| t.in_item(random, |line| line.replace("### [", "## ["), FORM)),
    ("an item as a title", |t, random| t.in_item(random, |line| line.replace("### [", "# ["), FORM)),
    ("an item as a context", |t, random| t.in_item(random, |line| line.replace("### [", "##### ["), FORM)),
    ("an item without a space", |t, random| t.in_item(random, |line| line.replace("### [", "###["), FORM)),
    ("an item twice", |t, random| {
        let item = t.lines[t.item(random)].clone();
        Some((t.insert(&item), INDEX))
    }),
    ("an item of another day", |t, _| {
        let (path, title) = &t.day.elsewhere;
        let item = format!("### [{title}](/{path})");
        Some((t.insert(&item), INDEX))
    }),
    ("an event that was withdrawn", |t, _| {
        let item = format!("### [Nobody knows this](/{}/0-nobody-knows-this.md)", t.day.folder);
        Some((t.insert(&item), INDEX))
    }),
    ("an event without an item", |t, _| {
        let path = t.day.sourced.first()?;
        let at = t.lines.iter().position(|line| line.starts_with("### [") && line.contains(path))?;
        t.lines.remove(at);
        // A context without an item may stay.
        Some((t.heading() + 1, INDEX))
    }),
    ("a context at another level", |t, _| {
        let at = t.lines.iter().position(|line| line.starts_with("##### "))?;
        t.replace(at, "##### ", "#### ", FORM)
    }),
    ("the heading's date padded", |t, _| {
        let (from, to) = (format!("[{}]", t.day.date), format!("[{}]", &t.day.date[2..]));
        t.replace(t.heading(), &from, &to, INDEX)
    }),
    ("the heading's link of another day", |t, _| {
        let (from, to) = (t.day.folder.clone(), folder_of(&t.day.elsewhere.0));
        t.replace(t.heading(), &from, &to, INDEX)
    }),
    ("no date heading", |t, _| {
        let heading = t.heading();
        t.lines.remove(heading);
        Some((t.lines.iter().position(|line| !line.is_empty())? + 1, INDEX))
    }),
    ("the date heading as an event has it", |t, _| t.replace(t.heading(), "## [", "### [", FORM)),
    ("the date heading as a title", |t, _| t.replace(t.heading(), "## [", "# [", FORM)),
    ("a link to the day itself", |t, _| {
        let at = t.previous()?;
        t.lines[at] = format!("## [Previous Day...](/{}/index.md)", t.day.folder);
        Some((at + 1, INDEX))
    }),
    ("no link to the day before", |t, _| {
        let at = t.previous().filter(|_| t.day.has_earlier)?;
        t.lines.remove(at);
        Some((t.heading() + 1, INDEX))
    }),
    ("the link to the day before as an item", |t, _| t.replace(t.previous()?, "## [", "### [", FORM)),
    ("text above", |t, _| {
        t.lines.splice(..0, ["Do not forget the ferry!".to_owned(), String::new()]);
        Some((1, FORM))
    }),
    ("front matter", |t, _| {
        t.lines.splice(..0, ["---", "title: News", "# a comment", "---"].map(str::to_owned));
        Some((1, FORM))
    }),
    ("an open comment", |t, random| {
        let at = random.below(t.lines.len());
        t.lines.insert(at, "<!-- to be continued".to_owned());
        Some((at + 1, FORM))
    }),
    ("the items as code", |t, random| {
        let at = random.below(t.heading() + 1);
        t.lines.insert(at, random.pick(&["```markdown", "~~~"]).to_owned());
        Some((at + 1, FORM))
    }),
    ("a heading that no index has", |t, _| Some((t.insert("#### More to come"), FORM))),
];

impl Target<'_> {
    fn heading(&self) -> usize {
        let heading = format!("## [{}]", self.day.date);
        self.lines.iter().position(|line| line.starts_with(&heading)).unwrap()
    }

    fn previous(&self) -> Option<usize> {
        self.lines.iter().position(|line| line.starts_with("## [Previous Day"))
    }

    /// The line of an item.
    fn item(&self, random: &mut Random) -> usize {
        let items: Vec<usize> = (0..self.lines.len()).filter(|&line| self.lines[line].starts_with("### [")).collect();
        items[random.below(items.len())]
    }

    /// Puts an item below the others, and returns its line, from 1.
    fn insert(&mut self, item: &str) -> usize {
        let at = self.previous().unwrap_or(self.lines.len());
        self.lines.splice(at..at, [String::new(), item.to_owned(), String::new()]);
        at + 2
    }

    fn in_item(
        &mut self,
        random: &mut Random,
        damage: impl Fn(&str) -> String,
        rule: &'static str,
    ) -> Option<(usize, &'static str)> {
        let at = self.item(random);
        let damaged = damage(&self.lines[at]);
        assert_ne!(self.lines[at], damaged);
        self.lines[at] = damaged;
        Some((at + 1, rule))
    }

    fn replace(&mut self, at: usize, from: &str, to: &str, rule: &'static str) -> Option<(usize, &'static str)> {
        let damaged = self.lines[at].replacen(from, to, 1);
        assert_ne!(self.lines[at], damaged, "{from}");
        self.lines[at] = damaged;
        Some((at + 1, rule))
    }
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/').unwrap().0.to_owned()
}

/// Damages the index of some day that can be damaged so.
pub fn apply(damage: Damage, months: &mut Months, random: &mut Random) -> Option<Found> {
    let start = random.below(months.days.len());
    for turn in 0..months.days.len() {
        let at = (start + turn) % months.days.len();
        let other = &months.days[(at + 5) % months.days.len()].events[0];
        let elsewhere = (other.path.clone(), other.title.clone());
        let day = &mut months.days[at];
        let facts = DayFacts {
            folder: folder(day.date),
            date: written(day.date),
            elsewhere,
            has_earlier: at > 0,
            sourced: sourced(day),
        };
        let path = format!("{}/index.md", facts.folder);
        let Some(lines) = day.index() else { continue };
        let original = lines.clone();
        if let Some((line, rule)) = damage(&mut Target { lines, day: &facts }, random) {
            return Some((path, line, rule.to_owned()));
        }
        *lines = original;
    }
    None
}

fn sourced(day: &Day) -> Vec<String> {
    day.events.iter().filter(|event| event.is_sourced).map(|event| event.path.clone()).collect()
}
