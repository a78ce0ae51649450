//! Where an archive's files are: path to date and slug, and back.

use jiff::civil::Date;

use super::template::{Scan, Template, TemplateError};

/// The layout of an archive. The default is the real archive's.
#[derive(Clone, Debug)]
pub struct Layout {
    event: Template,
    folder: Template,
    date: Template,
    day_indexes: Vec<String>,
    link_prefix: String,
    slug_length: usize,
    lists_all: bool,
}

/// What a path is by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// An event's. The date is that of its folder, in whatever form, if the calendar has it.
    Event {
        /// The day of its folder.
        date: Option<Date>,
    },
    /// A day index's, in whatever case its name is, or that of an index of a month or year.
    Index,
    /// That of the archive's front page, or of another text about it all.
    FrontPage,
    /// Below the events' folder and of their file type, but nowhere an event can be.
    Misplaced,
    /// None of newslint's business.
    Other,
}

impl PathKind {
    /// The day of an event's folder, if the calendar has it.
    pub fn date(self) -> Option<Date> {
        if let PathKind::Event { date } = self { date } else { None }
    }
}

/// What the destination of a link to another event is by its form alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<'t> {
    /// An event of a day that the calendar has.
    Event {
        /// Its path, relative to the root.
        path: &'t str,
        /// The day of its folder.
        date: Date,
    },
    /// An event of a day that no calendar has.
    NoSuchDay(&'t str),
    /// A day index.
    Index(&'t str),
    /// Another path in the archive.
    Other(&'t str),
    /// A path that leads out of the archive.
    Outside,
    /// An address on the web.
    Url,
    /// A path that does not start with the link prefix.
    Relative,
}

impl<'t> Target<'t> {
    /// The path relative to the root, if it is one in the archive.
    pub fn path(&self) -> Option<&'t str> {
        match *self {
            Target::Event { path, .. } | Target::NoSuchDay(path) | Target::Index(path) | Target::Other(path) => {
                Some(path)
            }
            Target::Outside | Target::Url | Target::Relative => None,
        }
    }
}

impl Layout {
    /// Checks and combines the settings. The error names the key in `[archive]` that is wrong.
    pub fn new(
        event: &str,
        date: &str,
        day_indexes: Vec<String>,
        link_prefix: String,
        slug_length: usize,
        lists_all: bool,
    ) -> Result<Layout, (&'static str, TemplateError)> {
        let wrong = |key, message| (key, TemplateError::new(None, message));
        let date = Template::parse(date).map_err(|error| ("date", error))?;
        if date.counts() != [1, 1, 1, 0] {
            return Err(wrong("date", "a date must have {year}, {month} and {day}, once each"));
        }
        if let Some(part) = event.split('/').find(|part| matches!(*part, "" | "." | "..")) {
            let part = Some(part).filter(|part| !part.is_empty());
            let message = "an event's path starts at the archive's root and stays inside the archive";
            return Err(("event", TemplateError::new(part, message)));
        }
        let event = Template::parse(event).map_err(|error| ("event", error))?;
        let folder = event.folder().filter(|folder| folder.counts() == [1, 1, 1, 0]);
        let folder = folder.filter(|_| event.counts() == [1, 1, 1, 1]).ok_or_else(|| {
            let message = "an event's path must have folders with {year}, {month} and {day}, and a file name with \
            {slug}";
            wrong("event", message)
        })?;
        if day_indexes.is_empty() {
            return Err(wrong("day-index", "a day index needs a file name"));
        }
        Ok(Layout { event, folder, date, day_indexes, link_prefix, slug_length, lists_all })
    }

    /// How many characters of a title go into the slug.
    pub fn slug_length(&self) -> usize {
        self.slug_length
    }

    /// Whether a day's index lists all events of the day, also those without a source.
    pub fn lists_all(&self) -> bool {
        self.lists_all
    }

    /// The form of an event's path.
    pub fn event(&self) -> &Template {
        &self.event
    }

    /// The form of a date.
    pub fn date(&self) -> &Template {
        &self.date
    }

    /// The path of an event, relative to the root.
    pub fn event_path(&self, date: Date, slug: &str) -> String {
        self.event.render(date, slug)
    }

    /// The path of a day's folder, relative to the root.
    pub fn day_folder(&self, date: Date) -> String {
        self.folder.render(date, "")
    }

    /// The folders of the day before a date and of the day after it.
    pub fn days_around(&self, date: Date) -> impl Iterator<Item = String> {
        [date.yesterday(), date.tomorrow()].into_iter().flatten().map(|day| self.day_folder(day))
    }

    /// The path of the day index that links go to.
    pub fn day_index(&self, date: Date) -> String {
        format!("{}/{}", self.day_folder(date), self.day_indexes[0])
    }

    /// A date in the archive's form.
    pub fn format_date(&self, date: Date) -> String {
        self.date.render(date, "")
    }

    /// A link's destination for a path.
    pub fn destination(&self, path: &str) -> String {
        format!("{}{path}", self.link_prefix)
    }

    /// What a link's destination has before the path.
    pub fn link_prefix(&self) -> &str {
        &self.link_prefix
    }

    /// The date heading of a day, as a whole line.
    pub fn date_heading(&self, date: Date) -> String {
        format!("### [{}]({})", self.format_date(date), self.destination(&self.day_index(date)))
    }

    /// The date heading of a day's index, as a whole line.
    pub fn index_heading(&self, date: Date) -> String {
        format!("## [{}]({})", self.format_date(date), self.destination(&self.day_index(date)))
    }

    /// The day of the day index that a link leads to: its numbers, as the layout wants them or not.
    pub fn scan_day_index(&self, destination: &str) -> Option<Scan> {
        let (folder, name) = destination.strip_prefix(&self.link_prefix)?.rsplit_once('/')?;
        if name != self.day_indexes[0] {
            return None;
        }
        self.folder.scan(folder).ok()
    }

    /// The day of which the file at `path` is an index, in whatever form its folder has the date.
    pub fn index_date(&self, path: &str) -> Option<Date> {
        let (folder, name) = path.rsplit_once('/')?;
        self.folder.scan(folder).ok().filter(|_| self.index_name(name).is_some())?.date()
    }

    /// The file names that a day index can have; links go to the first.
    pub fn day_indexes(&self) -> &[String] {
        &self.day_indexes
    }

    /// The folder that all events are in; empty for the root.
    pub fn base(&self) -> &str {
        self.event.base()
    }

    /// What a path is, by its form.
    pub fn kind(&self, path: &str) -> PathKind {
        if self.is_day_index(path) {
            return PathKind::FrontPage;
        }
        let Some(below) = self.below_base(path) else { return PathKind::Other };
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_hidden = below.split('/').any(|component| component.starts_with('.'));
        if is_hidden || !self.is_event_type(name) {
            return PathKind::Other;
        }
        let is_nearly = || self.index_name(name).is_some() && self.index_date(path).is_some();
        if self.is_day_index(name) || is_nearly() {
            return PathKind::Index;
        }
        match self.event.scan(path) {
            Ok(scan) => PathKind::Event { date: scan.date() },
            Err(_) => PathKind::Misplaced,
        }
    }

    /// The path below the events' folder. In an archive whose events are right at the root, that is only what starts
    /// with a year.
    fn below_base<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.base() {
            "" => path.starts_with(|c: char| c.is_ascii_digit()).then_some(path),
            base => path.strip_prefix(base)?.strip_prefix('/'),
        }
    }

    /// Whether a file of that name is an index.
    pub fn is_day_index(&self, name: &str) -> bool {
        self.day_indexes.iter().any(|index| index == name)
    }

    /// The file name of an index that `name` is, in whatever case.
    pub fn index_name(&self, name: &str) -> Option<&str> {
        let names = || self.day_indexes.iter().map(String::as_str);
        names().find(|index| *index == name).or_else(|| names().find(|index| index.eq_ignore_ascii_case(name)))
    }

    /// Whether a file name ends as an event's does, in whatever case.
    fn is_event_type(&self, name: &str) -> bool {
        let suffix = self.event.suffix().as_bytes();
        let start = name.len().saturating_sub(suffix.len());
        name.as_bytes()[start..].eq_ignore_ascii_case(suffix)
    }

    /// What a link's destination is, by its form.
    pub fn target<'t>(&self, destination: &'t str) -> Target<'t> {
        let is_url =
            destination.starts_with("//") || destination.find(':').is_some_and(|colon| is_scheme(destination, colon));
        if is_url {
            return Target::Url;
        }
        let Some(path) = destination.strip_prefix(self.link_prefix.as_str()) else { return Target::Relative };
        if let Some(elsewhere) = climb(path) {
            return elsewhere;
        }
        match self.kind(path) {
            PathKind::Index => Target::Index(path),
            PathKind::Event { date: Some(date) } => Target::Event { path, date },
            PathKind::Event { date: None } => Target::NoSuchDay(path),
            PathKind::Misplaced | PathKind::FrontPage | PathKind::Other => Target::Other(path),
        }
    }
}

/// Whether the colon ends the scheme of a URL (RFC 3986 §3.1) that has an authority, or is an address for mail.
fn is_scheme(destination: &str, colon: usize) -> bool {
    destination[colon..].starts_with("://") || destination[..colon].eq_ignore_ascii_case("mailto")
}

/// What a path is that has components which lead upward or nowhere; `None` if it has none.
fn climb(path: &str) -> Option<Target<'static>> {
    let (mut depth, mut climb) = (0, None);
    for component in path.split('/') {
        match component {
            ".." if depth == 0 => return Some(Target::Outside),
            ".." => (depth, climb) = (depth - 1, Some(Target::Relative)),
            "." => climb = Some(Target::Relative),
            "" => {}
            _ => depth += 1,
        }
    }
    climb
}
