//! How many of the sources are left, of each year and of each outlet. Each chart is a table with bars in it, so that its
//! numbers are there for everybody.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;

use super::book::{Book, Page, is_shown, outlet};
use super::markup::{escaped, filter, percent, share};
use crate::report::audit::words;
use newslint_audit::report::Row;
use newslint_model::number::grouped;
use newslint_model::source::Verdict;

/// What the parts of a bar stand for.
pub(super) const KEY: &str = "<span><svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"gone\" width=\"100%\" height=\"100%\"/></svg>gone</span> \
    <span><svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"unsure\" width=\"100%\" height=\"100%\"/></svg>uncertain</span> \
    <span><svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"there\" width=\"100%\" height=\"100%\"/></svg>there</span>";

/// The most outlets that have a bar. The script has more.
const OUTLETS: usize = 30;

/// Sources, by what is left of them.
#[derive(Clone, Copy, Default)]
pub(super) struct Survival {
    pub there: usize,
    pub unsure: usize,
    pub gone: usize,
    /// Whether any of them is in the table of sources.
    pub is_listed: bool,
}

impl Survival {
    fn add(&mut self, row: &Row) {
        match row.verdict() {
            Verdict::Alive | Verdict::Redirected => self.there += 1,
            verdict if verdict.is_settled() => self.gone += 1,
            _ => self.unsure += 1,
        }
        self.is_listed |= is_shown(row);
    }

    pub fn all(&self) -> usize {
        self.there + self.unsure + self.gone
    }
}

/// What is left by anything that sources have in common.
fn by<'r, K: Ord>(book: &Book<'r>, key: impl Fn(&'r Row) -> K) -> BTreeMap<K, Survival> {
    let mut survivals: BTreeMap<K, Survival> = BTreeMap::new();
    for row in &book.report.rows {
        survivals.entry(key(row)).or_default().add(row);
    }
    survivals
}

/// A bar for each year.
pub(super) fn years(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (year, survival) in by(book, |row| row.date.map(Date::year)) {
        let value = year.map_or_else(|| "none".to_owned(), |year| year.to_string());
        let name = year.map_or("no date", |_| &value);
        line(name, &filter(&[("year", &value)]), &survival, out)?;
    }
    Ok(())
}

/// What is left of each outlet, those with the most sources first.
pub(super) fn of_outlets<'r>(book: &Book<'r>) -> Vec<(&'r str, Survival)> {
    let mut outlets: Vec<_> = by(book, outlet).into_iter().collect();
    outlets.sort_by_key(|(_, survival)| Reverse(survival.all()));
    outlets
}

/// A bar for each of the largest outlets.
pub(super) fn outlets(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (outlets, pages) = (of_outlets(book), book.outlets());
    for (name, survival) in outlets.iter().take(OUTLETS) {
        let name = words::host(name);
        line(&name, &target(book, &name, pages.get(&*name).map(|(page, _)| *page)), survival, out)?;
    }
    Ok(())
}

/// Where the sources of an outlet are.
pub(super) fn target(book: &Book<'_>, name: &str, page: Option<&Page<'_>>) -> String {
    page.map_or_else(|| filter(&[("outlet", name)]), |page| escaped(&book.link(page)))
}

/// How many outlets have no bar.
pub(super) fn more_outlets(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    match of_outlets(book).len().saturating_sub(OUTLETS) {
        0 => Ok(()),
        more => writeln!(out, "<p class=\"none\" id=\"more-outlets\">and {} more</p>", grouped(more)),
    }
}

/// A bar, and what it shows in words and numbers.
fn line(name: &str, target: &str, survival: &Survival, out: &mut dyn Write) -> io::Result<()> {
    let (name, all) = (escaped(name), survival.all());
    let Survival { there, unsure, gone, .. } = *survival;
    let name_cell = if survival.is_listed { format!("<a href=\"{target}\">{name}</a>") } else { name.clone() };
    write!(out, "<tr><th scope=\"row\">{name_cell}</th><td class=\"bar\"><svg role=\"img\" aria-label=\"")?;
    write!(out, "{name}: {} there, {} uncertain, {} gone\">", grouped(there), grouped(unsure), grouped(gone))?;
    let mut before = 0;
    for (class, words, count) in [("gone", "gone", gone), ("unsure", "uncertain", unsure), ("there", "there", there)] {
        if count > 0 {
            write!(
                out,
                "<rect class=\"{class}\" x=\"{}%\" width=\"{}%\" height=\"100%\"><title>{} {words}</title></rect>",
                share(before, all),
                share(count, all),
                grouped(count)
            )?;
        }
        before += count;
    }
    writeln!(
        out,
        "</svg></td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
        percent(there, all),
        grouped(gone),
        grouped(all)
    )
}
