//! From plans to Markdown: event files, day indexes, and the few pages around them.

use std::ops::Range;

use super::random::Random;
use super::shape::{Shape, Voice};
use super::{Day, Generation, Plan, SyntheticEvent};

/// The share of events with a Related part, in percent, as FORMAT.md counts them.
const WITH_RELATED: usize = 84;

fn file(path: &str, text: &str) -> SyntheticEvent {
    SyntheticEvent { path: path.to_owned(), text: text.to_owned() }
}

pub struct Archive<'a> {
    pub plans: &'a [Plan],
    pub days: &'a [Day],
    pub shape: &'a Shape,
    pub voice: &'a dyn Voice,
}

impl Archive<'_> {
    pub fn events(&self, random: &mut Random) -> Vec<SyntheticEvent> {
        (0..self.plans.len())
            .map(|event| SyntheticEvent { path: self.path(event), text: self.event(event, random) })
            .collect()
    }

    /// The day indexes, and the few pages around them. A day without events has no index.
    pub fn others(&self, random: &mut Random) -> Vec<SyntheticEvent> {
        let mut files = vec![
            file("README.md", "# Archive\n\nSee [the front page](/index.md).\n"),
            file("index.md", "\n# News\n\n## Today\n"),
            file("faq/index.md", "### Who writes this?\n\nRobots, mostly.\n"),
        ];
        let mut first = 0;
        for events in self.plans.chunk_by(|event, next| event.day == next.day) {
            let text = self.index(first..first + events.len(), random);
            let folder = format!("news/{}", self.days[events[0].day].folder());
            first += events.len();
            if random.percent(10) {
                files.push(file(&format!("{folder}/README.md"), &text));
            }
            files.push(file(&format!("{folder}/index.md"), &text));
        }
        files
    }

    fn path(&self, event: usize) -> String {
        format!("{}.md", self.stem(event))
    }

    fn stem(&self, event: usize) -> String {
        let plan = &self.plans[event];
        format!("news/{}/{}", self.days[plan.day].folder(), plan.slug)
    }

    fn event(&self, event: usize, random: &mut Random) -> String {
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
        if plan.is_sourced {
            self.sources(&mut text, event, random);
        }
        if !plan.versions.is_empty() {
            self.changes(&mut text, event, random);
        }
        if random.percent(WITH_RELATED) {
            self.related(&mut text, event, random);
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

    fn related(&self, text: &mut String, event: usize, random: &mut Random) {
        let others = self.draw(event, random);
        if others.is_empty() {
            return;
        }
        *text += "\n### Related:\n\n";
        for (position, &other) in others.iter().enumerate() {
            let mut contexts = self.plans[other].context.clone();
            for _ in 0..(self.shape.contexts)(random) {
                contexts = contexts + ", " + self.voice.context(random);
            }
            self.link(text, position + 1, other, &format!("_Context: {contexts}_"), random);
        }
    }

    /// Up to ten other events, each once.
    fn draw(&self, event: usize, random: &mut Random) -> Vec<usize> {
        let wanted = (self.shape.related)(random);
        let mut others = Vec::with_capacity(wanted);
        for _ in 0..wanted.min(self.plans.len() / 2) {
            let other = (self.shape.other)(event, self.plans.len(), random);
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

    /// The newer indexes leave out the events without sources. Each leads to the calendar's day before, or to the last
    /// earlier day that has an index: there are days without events.
    fn index(&self, events: Range<usize>, random: &mut Random) -> String {
        let first = events.start;
        let date = &self.days[self.plans[first].day];
        let mut text = String::with_capacity(4096);
        let is_newer = random.percent(70);
        if is_newer {
            formats(&mut text, &format!("{}/index", date.folder()), Generation::Newer, random);
        }
        text += &format!("## [{}](/news/{}/index.md)\n\n", date.date(), date.folder());
        for event in events.filter(|&event| self.plans[event].is_sourced || !is_newer) {
            let plan = &self.plans[event];
            text += &format!("##### {}\n### [{} ](/{})\n", plan.context, plan.title, self.path(event));
            if plan.description.is_empty() {
                text += &format!("_Context: {}, {}_\n\n", plan.context, self.voice.context(random));
            } else {
                text += &format!("{}\n\n", plan.description);
            }
        }
        if let Some(earlier) = first.checked_sub(1) {
            let last = self.days[self.plans[earlier].day];
            let before = if random.percent(80) { date.before() } else { last };
            text += &format!("## [Previous Day...](/news/{}/index.md)\n\n", before.folder());
        }
        text
    }

    fn sources(&self, text: &mut String, event: usize, random: &mut Random) {
        let generation = self.plans[event].generation;
        let heading = if generation == Generation::Older { "Source" } else { "Sources" };
        *text += &format!("\n### {heading}:\n\n");
        let count = (self.shape.sources)(random);
        for number in 1..=count {
            let url = self.voice.url(event * 8 + number, random);
            *text += &format!("{number}. [{}]({url})\n", self.voice.outlet(random));
        }
        if generation != Generation::Older && random.percent(50) {
            let image = format!("https://images.gazette.example/{event}/cover_{}.jpg?w=800", random.below(999));
            *text += &format!("{}. [Cover Image]({image})\n", count + 1);
        }
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
