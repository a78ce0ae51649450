//! From plans to Markdown: event files, day indexes, and the few pages around them.

use std::ops::Range;

use super::random::Random;
use super::words::{self, Words};
use super::{Day, Generation, Plan, SyntheticEvent};

/// Shares of the files, in percent, as FORMAT.md counts them.
const WITH_SOURCES: usize = 60;
const WITH_RELATED: usize = 84;

pub fn events(plans: &[Plan], days: &[Day], words: &Words, random: &mut Random) -> Vec<SyntheticEvent> {
    let archive = Archive { plans, days };
    (0..plans.len())
        .map(|event| SyntheticEvent { path: archive.path(event), text: archive.event(event, words, random) })
        .collect()
}

pub fn others(plans: &[Plan], days: &[Day], words: &Words, random: &mut Random) -> Vec<SyntheticEvent> {
    let archive = Archive { plans, days };
    let mut files = vec![
        file("README.md", "# Archive\n\nSee [the front page](/index.md).\n"),
        file("index.md", "\n# News\n\n## Today\n"),
        file("faq/index.md", "### Who writes this?\n\nRobots, mostly.\n"),
    ];
    let mut first = 0;
    for (day, date) in days.iter().enumerate() {
        let size = plans[first..].iter().take_while(|plan| plan.day == day).count();
        let text = archive.index(day, first..first + size, words, random);
        let folder = format!("news/{}", date.folder());
        if random.percent(10) {
            files.push(file(&format!("{folder}/README.md"), &text));
        }
        files.push(file(&format!("{folder}/index.md"), &text));
        first += size;
    }
    files
}

fn file(path: &str, text: &str) -> SyntheticEvent {
    SyntheticEvent { path: path.to_owned(), text: text.to_owned() }
}

struct Archive<'a> {
    plans: &'a [Plan],
    days: &'a [Day],
}

impl Archive<'_> {
    fn path(&self, event: usize) -> String {
        format!("{}.md", self.stem(event))
    }

    fn stem(&self, event: usize) -> String {
        let plan = &self.plans[event];
        format!("news/{}/{}", self.days[plan.day].folder(), plan.slug)
    }

    fn event(&self, event: usize, words: &Words, random: &mut Random) -> String {
        let plan = &self.plans[event];
        let day = &self.days[plan.day];
        let mut text = String::with_capacity(4096);
        if plan.generation != Generation::Older {
            formats(&mut text, &format!("/{}", self.stem(event)), plan.generation, random);
        }
        text += &format!("### [{}](/news/{}/index.md)\n\n", day.date(), day.folder());
        if plan.generation != Generation::Older {
            text += &format!("##### {}\n", plan.context);
        }
        let space = if plan.wide { "  " } else { " " };
        let end = if random.percent(75) { " " } else { "" };
        text += &format!("#{space}{}{end}\n\n{}\n\n", plan.title, plan.description);
        if random.percent(WITH_SOURCES) {
            sources(&mut text, event, plan.generation, random);
        }
        if !plan.versions.is_empty() {
            self.changes(&mut text, event, random);
        }
        if random.percent(WITH_RELATED) {
            self.related(&mut text, event, words, random);
        }
        text
    }

    fn changes(&self, text: &mut String, event: usize, random: &mut Random) {
        *text += "\n### Changes:\n\n";
        let plan = &self.plans[event];
        let day = &self.days[plan.day];
        let date = format!("{}-{:02}-{:02}", day.year, day.month, day.day);
        for (position, &version) in plan.versions.iter().enumerate() {
            let what = if position == 0 { "First version" } else { "Update" };
            let note = format!("_{date} {:02}:{:02}:00 ({what})_", 8 + position, random.below(60));
            self.link(text, position + 1, version, &note, random);
        }
        self.link(text, plan.versions.len() + 1, event, "_(Current version)_", random);
    }

    fn related(&self, text: &mut String, event: usize, words: &Words, random: &mut Random) {
        let others = self.draw(event, random);
        if others.is_empty() {
            return;
        }
        *text += "\n### Related:\n\n";
        for (position, &other) in others.iter().enumerate() {
            let mut contexts = self.plans[other].context.clone();
            for _ in 0..random.below(3) {
                contexts = contexts + ", " + words.context(random);
            }
            self.link(text, position + 1, other, &format!("_Context: {contexts}_"), random);
        }
    }

    /// Up to ten other events, each once. Only events of odd number are ever related to: in a real archive
    /// many events are not either, and tests need some that can be moved without breaking a link.
    fn draw(&self, event: usize, random: &mut Random) -> Vec<usize> {
        let popular = self.plans.len() / 2;
        let wanted = if random.percent(40) { 10 } else { random.between(1, 8) };
        let mut others = Vec::with_capacity(wanted);
        for _ in 0..wanted.min(popular) {
            let other = random.below(popular) * 2 + 1;
            if other != event && !others.contains(&other) {
                others.push(other);
            }
        }
        others
    }

    /// `N. [Title ](/news/….md) _note_`
    fn link(&self, text: &mut String, number: usize, to: usize, note: &str, random: &mut Random) {
        let plan = &self.plans[to];
        let before = if plan.wide { " " } else { "" };
        let after = ["", " ", " ", " ", " ", "  ", "   "][random.below(7)];
        *text += &format!("{number}. [{before}{}{after}](/{}) {note}\n", plan.title, self.path(to));
    }

    fn index(&self, day: usize, events: Range<usize>, words: &Words, random: &mut Random) -> String {
        let date = &self.days[day];
        let mut text = String::with_capacity(4096);
        if random.percent(70) {
            formats(&mut text, &format!("{}/index", date.folder()), Generation::Newer, random);
        }
        text += &format!("## [{}](/news/{}/index.md)\n\n", date.date(), date.folder());
        for event in events {
            let plan = &self.plans[event];
            text += &format!("##### {}\n### [{} ](/{})\n", plan.context, plan.title, self.path(event));
            if plan.description.is_empty() {
                text += &format!("_Context: {}, {}_\n\n", plan.context, words.context(random));
            } else {
                text += &format!("{}\n\n", plan.description);
            }
        }
        if let Some(previous) = day.checked_sub(1) {
            text += &format!("## [Previous Day...](/news/{}/index.md)\n\n", self.days[previous].folder());
        }
        text
    }
}

/// The formats part, as a line or as a section; files that have one begin with a blank line.
fn formats(text: &mut String, stem: &str, generation: Generation, random: &mut Random) {
    let links = [("HTML", "html"), ("JSON", "json"), ("XML", "xml")];
    if generation == Generation::Newest {
        let bullet = random.pick(&["-", "*"]);
        *text += "\n### Formats:\n\n";
        for (name, extension) in links {
            *text += &format!("{bullet} [{name}]({stem}.{extension})\n");
        }
    } else {
        *text += "\nFormats: ";
        for (name, extension) in links {
            *text += &format!("[{name}]({stem}.{extension})  ");
        }
        text.push('\n');
    }
    text.push('\n');
}

fn sources(text: &mut String, event: usize, generation: Generation, random: &mut Random) {
    let heading = if generation == Generation::Older { "Source" } else { "Sources" };
    *text += &format!("\n### {heading}:\n\n");
    let count = [1, 1, 1, 1, 1, 2, 2, 3, 4, 6][random.below(10)];
    for number in 1..=count {
        let url = words::url(event * 8 + number, random);
        *text += &format!("{number}. [{}]({url})\n", words::outlet(random));
    }
    if generation != Generation::Older && random.percent(50) {
        let image = format!("https://images.gazette.example/{event}/cover_{}.jpg?w=800", random.below(999));
        *text += &format!("{}. [Cover Image]({image})\n", count + 1);
    }
}
