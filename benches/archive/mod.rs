//! A synthetic archive: as many valid events as asked for, the same for the same seed on every machine.
//!
//! It imitates the shape of a real archive (sizes, lengths of titles and slugs, the three generations of the
//! format, the share of files without sources or related events) and none of its text, so that the benchmark
//! measures what users have and the tests may plant defects into it. newslint has nothing to say about it.

mod calendar;
mod lexicon;
pub mod random;
mod render;
mod shape;
mod words;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use calendar::Day;
use lexicon::Lexicon;
use random::Random;
use shape::{LIFELIKE, PLAIN, Shape, Voice};
use words::Words;

/// The share of events that cite sources, in percent, as FORMAT.md counts them.
const WITH_SOURCES: usize = 60;

/// The whole archive, in memory.
pub struct Synthetic {
    events: Vec<SyntheticEvent>,
    others: Vec<SyntheticEvent>,
}

/// One file: its path from the archive's root, with `/`, and what is in it.
pub struct SyntheticEvent {
    pub path: String,
    pub text: String,
}

/// What is known of an event before any text is written, for others to relate to.
struct Plan {
    day: usize,
    slug: String,
    title: String,
    /// The older pages double the space before a title, and every link to them repeats it.
    wide: bool,
    context: String,
    description: String,
    generation: Generation,
    is_sourced: bool,
    /// Earlier versions of the same story, as indices of plans.
    versions: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Generation {
    Older,
    Newer,
    Newest,
}

impl Synthetic {
    /// The archive of the tests: short, and with everything in it that a defect can be planted into.
    pub fn new(events: usize, seed: u64) -> Self {
        let random = &mut Random::new(seed);
        Self::shaped(events, &PLAIN, &Words::new(random), random)
    }

    /// An archive with the days, the lengths, the related events and the vocabulary of the real one.
    #[allow(dead_code, reason = "only a benchmark needs it")]
    pub fn lifelike(events: usize, seed: u64) -> Self {
        let random = &mut Random::new(seed);
        Self::shaped(events, &LIFELIKE, &Lexicon::new(random), random)
    }

    fn shaped(events: usize, shape: &Shape, voice: &dyn Voice, random: &mut Random) -> Self {
        let sizes = sizes(events, shape, random);
        let days = calendar::days(sizes.len(), shape.years, |free| random.below(free + 1));
        let mut planner = Planner { shape, voice, random, plans: Vec::new(), day: 0, first: 0 };
        for (day, &size) in sizes.iter().enumerate() {
            planner.day(day, size);
        }
        let Planner { plans, random, .. } = planner;
        let archive = render::Archive { plans: &plans, days: &days, shape, voice };
        Self { events: archive.events(random), others: archive.others(random) }
    }

    pub fn events(&self) -> &[SyntheticEvent] {
        &self.events
    }

    /// Every Markdown file: the events, the day indexes, the few pages around them.
    pub fn files(&self) -> impl Iterator<Item = &SyntheticEvent> {
        self.events.iter().chain(&self.others)
    }

    /// Writes all files and an empty `newslint.toml`.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        let mut folders = HashSet::new();
        for file in self.files() {
            let path = root.join(&file.path);
            if let Some(folder) = path.parent()
                && folders.insert(folder.to_owned())
            {
                fs::create_dir_all(folder)?;
            }
            fs::write(path, &file.text)?;
        }
        fs::write(root.join("newslint.toml"), "")
    }
}

/// How many events each day has: more of them where the years would not hold them otherwise.
fn sizes(events: usize, shape: &Shape, random: &mut Random) -> Vec<usize> {
    let times = events.div_ceil(shape.most);
    let mut sizes = Vec::new();
    let mut left = events;
    while left > 0 {
        let size = (times * (shape.day)(random)).min(left);
        sizes.push(size);
        left -= size;
    }
    sizes
}

/// Invents events, day by day.
struct Planner<'a> {
    shape: &'a Shape,
    voice: &'a dyn Voice,
    random: &'a mut Random,
    plans: Vec<Plan>,
    day: usize,
    /// The day's first event in `plans`.
    first: usize,
}

impl Planner<'_> {
    fn day(&mut self, day: usize, size: usize) {
        self.day = day;
        self.first = self.plans.len();
        let end = self.first + size;
        while self.plans.len() < end {
            self.story(end - self.plans.len());
        }
    }

    /// One story: a page, or for the newest generation also the pages of its earlier versions if there is
    /// `room`, each a sentence shorter and under a slug of its own.
    fn story(&mut self, room: usize) {
        let generation = match self.random.below(100) {
            0..55 => Generation::Older,
            55..85 => Generation::Newer,
            _ => Generation::Newest,
        };
        if generation != Generation::Newest || room == 1 {
            let title = self.untold(|voice, random| voice.title(random));
            return self.event(title, generation, Vec::new());
        }
        let mut title = self.untold(|voice, random| voice.sentence(random));
        let mut versions = Vec::new();
        for _ in 0..self.random.between(1, 4).min(room - 1) {
            versions.push(self.plans.len());
            self.event(title.clone(), Generation::Newer, Vec::new());
            title = self.voice.longer(title, self.random);
        }
        self.event(title, generation, versions);
    }

    /// A title that no event of the day has.
    fn untold(&mut self, draw: fn(&dyn Voice, &mut Random) -> String) -> String {
        loop {
            let title = draw(self.voice, self.random);
            if self.plans[self.first..].iter().all(|other| other.title != title) {
                return title;
            }
        }
    }

    fn event(&mut self, title: String, generation: Generation, versions: Vec<usize>) {
        let described = self.random.percent(self.shape.described);
        let plan = Plan {
            day: self.day,
            slug: self.free_slug(&title),
            title,
            wide: self.random.percent(50),
            context: self.voice.context(self.random).to_owned(),
            description: if described { self.voice.description(self.random) } else { String::new() },
            generation,
            is_sourced: self.random.percent(WITH_SOURCES),
            versions,
        };
        self.plans.push(plan);
    }

    /// A slug that no event of the day has. The same story under two slugs differs in where the slug was cut.
    fn free_slug(&mut self, title: &str) -> String {
        let today = &self.plans[self.first..];
        let mut limit = self.random.between(133, 141);
        loop {
            let slug = words::slug(title, limit);
            if today.iter().all(|other| other.slug != slug) {
                return slug;
            }
            limit -= 1;
        }
    }
}
