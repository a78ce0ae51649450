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
}

/// How many characters of a title go into the slug, unless configured: what all of the archive's slugs agree with.
pub const SLUG_LENGTH: usize = 140;

/// What is wrong with a layout, and the name of the setting that is.
#[derive(Debug)]
pub struct LayoutError {
    /// The key in `[archive]`.
    pub key: &'static str,
    /// The part of its value that is; `None` is all of it.
    pub part: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl LayoutError {
    fn new(key: &'static str, message: &str) -> LayoutError {
        LayoutError { key, part: None, message: message.to_owned(), help: None }
    }

    fn of_template(key: &'static str, error: TemplateError) -> LayoutError {
        let TemplateError { part, message, help } = error;
        LayoutError { key, part, message, help }
    }
}

/// What a path is by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An event's. The date is that of its folder, in whatever form, if the calendar has it.
    Event {
        /// The folder's date.
        date: Option<Date>,
    },
    /// A day index's, or that of an index of a month or year.
    Index,
    /// Below the events' folder and of their file type, but nowhere an event can be.
    Misplaced,
    /// None of newslint's business.
    Other,
}

/// What the destination of a link to another event is by its form alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<'t> {
    /// An event of a day that the calendar has.
    Event {
        /// Its path, relative to the root.
        path: &'t str,
        /// Its day.
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
    /// A URL.
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
    /// Checks and combines the settings.
    pub fn new(event: &str, date: &str, day_indexes: Vec<String>, link_prefix: String) -> Result<Layout, LayoutError> {
        let date = Template::parse(date).map_err(|error| LayoutError::of_template("date", error))?;
        if date.counts() != [1, 1, 1, 0] {
            return Err(LayoutError::new("date", "a date has {year}, {month} and {day} once each"));
        }
        let event = Template::parse(event).map_err(|error| LayoutError::of_template("event", error))?;
        let folder = event.folder().filter(|folder| folder.counts() == [1, 1, 1, 0]);
        let folder = folder.filter(|_| event.counts() == [1, 1, 1, 1]).ok_or_else(|| {
            let message = "an event's path is folders with {year}, {month} and {day}, and a file name with {slug}";
            LayoutError::new("event", message)
        })?;
        if day_indexes.is_empty() {
            return Err(LayoutError::new("day-index", "a day index has a file name"));
        }
        Ok(Layout { event, folder, date, day_indexes, link_prefix, slug_length: SLUG_LENGTH })
    }

    /// The same layout with another length of slugs.
    pub fn with_slug_length(self, slug_length: usize) -> Layout {
        Layout { slug_length, ..self }
    }

    /// How many characters of a title go into the slug.
    pub fn slug_length(&self) -> usize {
        self.slug_length
    }

    /// The form of an event's path.
    pub fn event(&self) -> &Template {
        &self.event
    }

    /// The form of a date.
    pub fn date(&self) -> &Template {
        &self.date
    }

    /// The path of an event.
    pub fn event_path(&self, date: Date, slug: &str) -> String {
        self.event.render(date, slug)
    }

    /// The path of a day's folder.
    pub fn day_folder(&self, date: Date) -> String {
        self.folder.render(date, "")
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

    /// The day of a day index, from its path: its numbers, as the layout wants them or not.
    pub fn scan_day_index(&self, path: &str) -> Option<Scan> {
        let (folder, name) = path.rsplit_once('/')?;
        if name != self.day_indexes[0] {
            return None;
        }
        self.folder.scan(folder).ok()
    }

    /// The day of which the file at `path` is an index, in whatever form its folder has the date.
    pub fn index_date(&self, path: &str) -> Option<Date> {
        let (folder, name) = path.rsplit_once('/')?;
        self.folder.scan(folder).ok().filter(|_| self.is_day_index(name))?.date()
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
    pub fn place(&self, path: &str) -> Place {
        let Some(below) = self.below_base(path) else { return Place::Other };
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_hidden = below.split('/').any(|component| component.starts_with('.'));
        if is_hidden || !self.is_event_type(name) {
            return Place::Other;
        }
        if self.is_day_index(name) {
            return Place::Index;
        }
        match self.event.scan(path) {
            Ok(scan) => Place::Event { date: scan.date() },
            Err(_) => Place::Misplaced,
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
        match climb(path) {
            Climb::None => {}
            Climb::Inside => return Target::Relative,
            Climb::Out => return Target::Outside,
        }
        match self.place(path) {
            Place::Index => Target::Index(path),
            Place::Event { date: Some(date) } => Target::Event { path, date },
            Place::Event { date: None } => Target::NoSuchDay(path),
            Place::Misplaced | Place::Other => Target::Other(path),
        }
    }
}

/// Whether the colon ends the scheme of a URL (RFC 3986 §3.1) that has an authority, or is an address for mail.
fn is_scheme(destination: &str, colon: usize) -> bool {
    destination[colon..].starts_with("://") || destination[..colon].eq_ignore_ascii_case("mailto")
}

/// Whether a path has components that lead upward or nowhere.
enum Climb {
    /// It has none.
    None,
    /// It has some and stays below its start.
    Inside,
    /// It leads above its start.
    Out,
}

fn climb(path: &str) -> Climb {
    let (mut depth, mut climb) = (0, Climb::None);
    for component in path.split('/') {
        match component {
            ".." if depth == 0 => return Climb::Out,
            ".." => (depth, climb) = (depth - 1, Climb::Inside),
            "." => climb = Climb::Inside,
            "" => {}
            _ => depth += 1,
        }
    }
    climb
}
