//! The day in a URL's path, on which what it leads to was published.

use std::ops::Range;

use jiff::civil::Date;
use memchr::memmem;

/// The first year in which there was news on the web.
const FIRST_YEAR: i16 = 1994;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day in a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathDate {
    /// Its bytes in the URL.
    pub range: Range<usize>,
    /// The day, if the month stands before it.
    pub date: Date,
    /// The day if it stands before the month, where the calendar has it.
    pub swapped: Option<Date>,
}

/// The day in the path of a URL: `/2004/04/15/`, `/2004/apr/15/`, `/20040415/` or `2004-04-15`. Years have four digits.
///
/// `None` if there is no such day or more than one, and where the path holds another URL: web archives have the time of
/// their visit there.
pub fn path_date(cited: &str) -> Option<PathDate> {
    let authority = memmem::find(cited.as_bytes(), b"://")? + 3;
    let start = authority + cited[authority..].find('/')?;
    let length = cited[start..].find(['?', '#']).unwrap_or(cited.len() - start);
    let path = &cited[start..start + length];
    if !path.bytes().any(|byte| byte.is_ascii_digit()) || has_url(path) {
        return None;
    }
    let mut dates = in_parts(path).into_iter().chain(dashed(path));
    let PathDate { range, date, swapped } = dates.next()?;
    let is_only = dates.all(|other| other.date == date);
    is_only.then(|| PathDate { range: start + range.start..start + range.end, date, swapped })
}

fn has_url(path: &str) -> bool {
    path.contains(":/") || path.contains("/http") || path.contains("/www.") || path.contains("/web/")
}

/// The days that are parts of the path: one part, or three in a row.
fn in_parts(path: &str) -> Vec<PathDate> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for (at, _) in path.match_indices('/') {
        parts.push(from..at);
        from = at + 1;
    }
    // What stands behind the last slash is a document's name, in which a number need not be a date.
    let name = from..path.len();
    let compact = parts.iter().filter_map(|part| {
        let text = &path[part.clone()];
        let is_number = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let fields = is_number.then(|| (&text[..4], &text[4..6], &text[6..]))?;
        day(fields, part.clone())
    });
    let all: Vec<Range<usize>> = parts.iter().cloned().chain([name]).collect();
    let separate = all.windows(3).filter_map(|three| {
        let [year, month, date] = three else { return None };
        let fields = (&path[year.clone()], &path[month.clone()], &path[date.clone()]);
        day(fields, year.start..date.end)
    });
    compact.chain(separate).collect()
}

/// The days written as `2004-04-15`.
fn dashed(path: &str) -> Vec<PathDate> {
    let bytes = path.as_bytes();
    let at = |at: usize| -> Option<PathDate> {
        let range = at.checked_sub(4)?..at + 6;
        let text = path.get(range.clone())?;
        let is_free = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let before = range.start.checked_sub(1).and_then(|before| bytes.get(before));
        let is_apart = is_free(before) && is_free(bytes.get(range.end)) && bytes[at + 3] == b'-';
        is_apart.then(|| day((&text[..4], text.get(5..7)?, text.get(8..)?), range))?
    };
    memchr::memchr_iter(b'-', bytes).filter_map(at).collect()
}

/// The day of these fields: four digits, one or two or a month's name, one or two.
fn day((year, month, day): (&str, &str, &str), range: Range<usize>) -> Option<PathDate> {
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i8>().ok())?;
    let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let year: i16 = digits.then(|| year.parse().ok())?.filter(|year| *year >= FIRST_YEAR)?;
    if !(1..=2).contains(&day.len()) {
        return None;
    }
    let day = number(day)?;
    let name = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month));
    let swapped = |month| Date::new(year, day, month).ok();
    let (month, swapped) = match name {
        Some(name) => (i8::try_from(name + 1).ok()?, None),
        None => (1..=2).contains(&month.len()).then(|| number(month))?.map(|month| (month, swapped(month)))?,
    };
    Some(PathDate { range, date: Date::new(year, month, day).ok()?, swapped })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn only_what_is_certainly_a_day_is_one() {
        for (cited, text, expected) in [
            ("http://a.example/2004/04/15/ferry.html?hp", "2004/04/15", date(2004, 4, 15)),
            ("http://a.example/world/2016/mar/02/ferry", "2016/mar/02", date(2016, 3, 2)),
            ("http://a.example/news/stories/2009/4/9/2540366.htm", "2009/4/9", date(2009, 4, 9)),
            ("http://a.example/20040415/ferry", "20040415", date(2004, 4, 15)),
            ("http://a.example/ferry-2004-04-15.html", "2004-04-15", date(2004, 4, 15)),
            ("http://a.example/2004-04-15", "2004-04-15", date(2004, 4, 15)),
            ("http://a.example/2004/04/15", "2004/04/15", date(2004, 4, 15)),
            ("http://a.example/2004/04/15/2004-04-15-ferry", "2004/04/15", date(2004, 4, 15)),
        ] {
            let found = path_date(cited).map(|found| (&cited[found.range], found.date));
            assert_eq!(found, Some((text, expected)), "{cited}");
        }
        for cited in [
            "http://a.example/2004/04/ferry",
            "http://a.example/04/04/15/ferry",
            "http://a.example/2004/13/32/ferry",
            "http://a.example/1912/04/15/ferry",
            "http://a.example/world-europe-20121015",
            "http://a.example/news/20121015.stm",
            "http://a.example/ferry?date=2004-04-15",
            "http://a.example/120040415/ferry",
            "http://a.example/x2004-04-15",
            "http://a.example/2004/04/15/from-2001-09-11",
            "http://web.example/web/20040415/a",
            "http://web.example/20040415/http://a.example/",
            "http://a.example",
            "2004-04-15",
            "http://a.example/é-é-2é-é",
        ] {
            assert_eq!(path_date(cited), None, "{cited}");
        }
        let both = path_date("http://a.example/2004/04/05/").map(|found| found.swapped);
        assert_eq!(both, Some(Some(date(2004, 5, 4))));
    }
}
