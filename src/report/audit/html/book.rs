//! Which sources are on which page: all of them in the main file, as long as a browser takes it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use percent_encoding::utf8_percent_encode;

use crate::report::URI_PATH;
use crate::report::audit::words;
use crate::setup::Places;
use newslint_audit::report::{Report, Row};
use newslint_model::source::registrable;

/// The most bytes of rows in the main file, more or less: a browser opens them within a second.
const ROOM: usize = 20_000_000;
/// The fewest bytes that a row counts for, so that there are 50,000 at most.
const LEAST: usize = 400;
/// What there is in a row besides its URLs.
const REST: usize = 250;
/// The fewest rows for which an outlet has pages of its own.
const OWN: usize = 200;
/// The most rows of a page beside the main file.
const PAGE: usize = 1000;
/// How much news of outlets with pages of their own the main file has as well.
const NEWS: usize = 5000;
/// The most characters of an outlet's name that a file's has.
const NAME: usize = 120;

/// An audit's report as HTML: a main file, and pages beside it if that gets too large.
pub struct Book<'r> {
    pub(super) report: &'r Report,
    /// What a path from the archive's root follows in the URL of its page.
    pub(super) web: Option<String>,
    /// The sources in the main file's table: what somebody has to look at, the worst first.
    pub(super) rows: Vec<&'r Row>,
    /// The pages beside it.
    pages: Vec<Page<'r>>,
    /// What is neither there nor beside, for want of a file to be beside of.
    pub(super) omitted: usize,
    /// The name of the main file.
    main: String,
}

/// A page beside the main file.
pub struct Page<'r> {
    /// The name of its file.
    pub(super) file: String,
    /// The outlet whose sources it has, as it is shown; without one it is what is left of all others.
    pub(super) outlet: Option<String>,
    /// Its number among the outlet's, and how many these are.
    pub(super) part: (usize, usize),
    pub(super) rows: Vec<&'r Row>,
}

/// The outlet of a source: its domain, whichever host of it.
pub(super) fn outlet(row: &Row) -> &str {
    registrable(&row.host)
}

impl<'r> Book<'r> {
    /// Of an archive that lies there, for a main file of that name, or for standard output.
    pub fn new(report: &'r Report, places: &Places, main: Option<&Path>) -> Book<'r> {
        let mut rows: Vec<&Row> = report.rows.iter().filter(|row| is_shown(row)).collect();
        rows.sort_by_key(|row| (row.verdict(), Reverse(row.cited.citations.len())));
        let web = places.web().map(|web| format!("{web}{}", utf8_percent_encode(places.prefix(), URI_PATH)));
        let main_name = main.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let mut book = Book { report, web, rows, pages: Vec::new(), omitted: 0, main: main_name.unwrap_or_default() };
        let rest = match main {
            Some(_) => book.move_outlets(),
            None => book.room(),
        };
        let rest = book.rows.split_off(rest);
        match main {
            Some(_) => book.add_pages(None, &rest),
            None => book.omitted = rest.len(),
        }
        book
    }

    /// The pages beside the main file.
    pub fn pages(&self) -> &[Page<'r>] {
        &self.pages
    }

    /// The name of the folder in which they are.
    pub fn folder(&self) -> String {
        let stem = self.main.rsplit_once('.').map_or(&*self.main, |(stem, _)| stem);
        format!("{}-pages", if stem.is_empty() { "report" } else { stem })
    }

    /// The main file, as a page beside it links to it.
    pub(super) fn back(&self) -> String {
        format!("../{}", utf8_percent_encode(&self.main, URI_PATH))
    }

    /// A page, as the main file links to it.
    pub(super) fn link(&self, page: &Page<'_>) -> String {
        format!("{}/{}", utf8_percent_encode(&self.folder(), URI_PATH), utf8_percent_encode(&page.file, URI_PATH))
    }

    /// The first of the pages that each outlet has, with how many sources are on all of them.
    pub(super) fn outlets(&self) -> BTreeMap<&str, (&Page<'r>, usize)> {
        let mut outlets: BTreeMap<&str, (&Page<'r>, usize)> = BTreeMap::new();
        for page in &self.pages {
            if let Some(outlet) = &page.outlet {
                outlets.entry(outlet).or_insert((page, 0)).1 += page.rows.len();
            }
        }
        outlets
    }

    /// How many of the rows there is room for in one file.
    fn room(&self) -> usize {
        let mut taken = 0;
        let fits = |row: &&&Row| {
            taken += weight(row);
            taken <= ROOM
        };
        self.rows.iter().take_while(fits).count()
    }

    /// Gives pages of their own to the outlets with the most rows, until there is room for all others or no outlet has
    /// many. Returns for how many there is room then.
    fn move_outlets(&mut self) -> usize {
        let mut weights: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for row in &self.rows {
            let sums = weights.entry(outlet(row)).or_default();
            *sums = (sums.0 + 1, sums.1 + weight(row));
        }
        let mut all: usize = weights.values().map(|(_, weight)| weight).sum();
        let mut largest: Vec<(&str, (usize, usize))> = weights.into_iter().collect();
        largest.sort_by_key(|(_, (count, _))| Reverse(*count));
        let moved = largest.into_iter().take_while(|(_, (count, weight))| {
            let is_moved = all > ROOM && *count >= OWN;
            all -= if is_moved { *weight } else { 0 };
            is_moved
        });
        let mut moved: BTreeMap<&str, Vec<&'r Row>> = moved.map(|(name, _)| (name, Vec::new())).collect();
        let rows = std::mem::take(&mut self.rows);
        let mut news = 0;
        for row in rows {
            let own = moved.get_mut(outlet(row));
            let is_moved = own.is_some();
            own.into_iter().for_each(|own| own.push(row));
            news += usize::from(is_moved && row.judgment.news().is_some());
            // What is new is to be found in the main file, wherever else it is.
            if !is_moved || (row.judgment.news().is_some() && news <= NEWS) {
                self.rows.push(row);
            }
        }
        for (name, rows) in moved {
            self.add_pages(Some(words::host(name)), &rows);
        }
        self.room()
    }

    fn add_pages(&mut self, outlet: Option<String>, rows: &[&'r Row]) {
        let parts = rows.len().div_ceil(PAGE);
        let name = self.free_name(outlet.as_deref());
        for (number, rows) in (1..).zip(rows.chunks(PAGE)) {
            // No outlet's name has a tilde here.
            let file = if number == 1 { format!("{name}.html") } else { format!("{name}~{number}.html") };
            self.pages.push(Page { file, outlet: outlet.clone(), part: (number, parts), rows: rows.to_vec() });
        }
    }

    /// A name for an outlet's files that no other's have.
    fn free_name(&self, outlet: Option<&str>) -> String {
        let Some(outlet) = outlet else { return "others".to_owned() };
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
        let plain: String = outlet.chars().take(NAME).map(|c| if is_plain(c) { c } else { '_' }).collect();
        // Such names lead nowhere, are hidden nowhere, and are no devices of any system.
        let name = format!("of-{plain}");
        let is_taken = |name: &str| self.pages.iter().any(|page| page.file.strip_suffix(".html") == Some(name));
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(name)
    }
}

/// Whether there is anything to see of it: it needs somebody, or is back again.
pub(super) fn is_shown(row: &Row) -> bool {
    row.needs_somebody() || row.judgment.news().is_some()
}

/// About how many bytes a row takes in the main file.
fn weight(row: &Row) -> usize {
    let address = row.judgment.repair().or(row.judgment.redirect()).map_or(0, str::len);
    let copy = row.copy().map_or(0, |copy| copy.url.len());
    LEAST.max(REST + row.cited.url.len() + address.max(copy))
}
