//! Two months of an archive as it really is: days without events, indexes of the older and the newer form, what stands
//! beside them, and a front page.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::harness::{dated, sources};
use crate::synthetic::random::Random;

const WORDS: &[&str] = &[
    "harbour", "bridge", "ferry", "Marrow", "Islands", "violins", "dam", "customs", "strike", "treaty", "marathon",
    "lighthouse", "fog", "fair", "court", "Tavia", "Osmund", "Corran", "storm", "orders", "opens", "returns", "closes",
];

pub struct Months {
    pub days: Vec<Day>,
    /// The front page's lines, and those of other files at the root, by their paths.
    pub pages: BTreeMap<String, Vec<String>>,
}

pub struct Day {
    pub date: Date,
    pub events: Vec<Event>,
    /// The names of the index's files, with their lines.
    pub files: BTreeMap<String, Vec<String>>,
}

pub struct Event {
    pub path: String,
    pub title: String,
    pub is_sourced: bool,
    pub is_listed: bool,
}

/// `2004/08/9`
fn parts(date: Date) -> String {
    format!("{}/{:02}/{}", date.year(), date.month(), date.day())
}

pub fn written(date: Date) -> String {
    parts(date).replace('/', "-")
}

pub fn folder(date: Date) -> String {
    format!("news/{}", parts(date))
}

impl Months {
    pub fn new(first: Date, random: &mut Random) -> Self {
        let mut days: Vec<Day> = Vec::new();
        for offset in 0..60 {
            let date = first.checked_add(offset.days()).unwrap();
            if random.percent(45) {
                let earlier = days.last().map(|day| day.date);
                days.push(Day::new(date, earlier, random));
            }
        }
        let mut pages = BTreeMap::from([("index.md".to_owned(), front_page(&days))]);
        if random.percent(50) {
            let text =
                "# News of Port Ellery\n\n## How to help\n\nSee [the front page](/index.md).\n\n```\n## A block\n```";
            pages.insert("README.md".to_owned(), text.split('\n').map(str::to_owned).collect());
        }
        Self { days, pages }
    }

    /// Every file: its path, and its text.
    pub fn files(&self) -> impl Iterator<Item = (String, String)> {
        let indexes = self.days.iter().flat_map(|day| {
            let events = day.events.iter().map(|event| (event.path.clone(), event.text(day.date)));
            let files =
                day.files.iter().map(|(name, lines)| (format!("{}/{name}", folder(day.date)), lines.join("\n")));
            events.chain(files)
        });
        indexes.chain(self.pages.iter().map(|(path, lines)| (path.clone(), lines.join("\n"))))
    }
}

impl Event {
    fn new(date: Date, serial: usize, random: &mut Random) -> Self {
        let mut words: Vec<String> = (0..random.between(4, 12)).map(|_| random.pick(WORDS).to_owned()).collect();
        // No two of a day are alike, nor nearly.
        words.insert(
            0,
            format!("{}{}", ["First", "Another", "Last", "Next", "Final", "Sudden"][serial], "ly".repeat(serial)),
        );
        match random.below(8) {
            0 => words.insert(0, format!("{}", random.between(1999, 2021))),
            1 => words.insert(0, "2013-05-3 and after:".to_owned()),
            2 => words.push("[in two parts]".to_owned()),
            3 => words.push("(and more)".to_owned()),
            _ => {}
        }
        let title = words.join(" ");
        let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let slug = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
        Self { path: format!("{}/{slug}.md", folder(date)), title, is_sourced: random.percent(60), is_listed: true }
    }

    fn text(&self, date: Date) -> String {
        let text = dated(&written(date), &self.title);
        if self.is_sourced { text + &sources(&["https://gazette.example/a", "https://herald.example/b"]) } else { text }
    }

    /// The lines of its item, the last of them blank unless there is nothing below the heading.
    fn item(&self, random: &mut Random) -> Vec<String> {
        let mut lines = Vec::new();
        if random.percent(60) {
            lines.push(format!("##### {}", random.pick(WORDS)));
        }
        let (before, after) = (random.pick(&["", "", " "]), random.pick(&[" ", " ", "", "  "]));
        lines.push(format!("### [{before}{}{after}](/{})", self.title, self.path));
        match random.below(5) {
            0 => return lines,
            1 => lines.push(" A description with a space at both ends. ".to_owned()),
            2 => lines.push(
                "&quot;We are late,&quot; said the captain&hellip; #1 of [many](https://gazette.example/)".to_owned(),
            ),
            _ => lines.push("_Context: Port Ellery, Marrow Islands_".to_owned()),
        }
        lines.push(String::new());
        lines
    }
}

impl Day {
    fn new(date: Date, earlier: Option<Date>, random: &mut Random) -> Self {
        let is_newer = random.percent(50);
        let mut events: Vec<Event> = (0..random.between(1, 6)).map(|serial| Event::new(date, serial, random)).collect();
        for event in &mut events {
            event.is_listed = event.is_sourced || !is_newer;
        }
        let yesterday = date.yesterday().unwrap();
        let previous = if random.percent(60) { Some(yesterday) } else { earlier };
        let mut lines = Vec::new();
        if is_newer {
            let stem = format!("{}/index", parts(date));
            let formats = format!("Formats: [HTML]({stem}.html)  [JSON]({stem}.json)  [XML]({stem}.xml)  ");
            lines.extend([String::new(), formats, String::new()]);
        }
        lines.extend([format!("## [{}](/{}/index.md)", written(date), folder(date)), String::new()]);
        lines.extend(events.iter().filter(|event| event.is_listed).flat_map(|event| event.item(random)));
        if let Some(previous) = previous {
            lines.extend([format!("## [Previous Day...](/{}/index.md)", folder(previous)), String::new()]);
        }
        let mut files = BTreeMap::new();
        let link = match random.below(12) {
            0 => vec!["See [index.md](index.md).".to_owned()],
            1 => vec![format!("# {}", written(date)), String::new(), format!("[Events](/{}/index.md)", folder(date))],
            2 => vec![format!("## [{}](/{}/index.md)", written(date), folder(date))],
            3 => lines.clone(),
            _ => Vec::new(),
        };
        if !link.is_empty() {
            files.insert("README.md".to_owned(), link);
        }
        files
            .insert((if random.percent(90) || !files.is_empty() { "index.md" } else { "README.md" }).to_owned(), lines);
        Self { date, events, files }
    }

    /// The only file of the index, if it is `index.md` and lists anything.
    pub fn index(&mut self) -> Option<&mut Vec<String>> {
        let is_plain = self.files.len() == 1 && self.events.iter().any(|event| event.is_listed);
        self.files.get_mut("index.md").filter(|_| is_plain)
    }
}

/// The last days, most of their events.
fn front_page(days: &[Day]) -> Vec<String> {
    let mut lines =
        vec![String::new(), "Formats: [HTML](/index.html)  [JSON](/index.json)  ".to_owned(), String::new()];
    for (name, day) in ["News", "Yesterday", "Day Before Yesterday"].into_iter().zip(days.iter().rev()) {
        lines.extend([format!("## [{name}](/{}/index.md)", folder(day.date)), String::new()]);
        for event in day.events.iter().take(4) {
            lines.extend([
                format!("### [{} ](/{})", event.title, event.path),
                "_Context: fog_".to_owned(),
                String::new(),
            ]);
        }
        lines.extend(["---".to_owned(), String::new()]);
    }
    lines.extend(["## [Previous Day...](/news/2000/01/1/index.md)".to_owned(), String::new()]);
    lines
}
