//! Just enough of a calendar to lay days out over the years.

const FIRST_YEAR: u16 = 1999;

/// A day as the archive writes it: the month with two digits, the day without a leading zero.
#[derive(Clone, Copy)]
pub struct Day {
    pub year: u16,
    pub month: usize,
    pub day: usize,
}

impl Day {
    /// The day `offset` days after 1 January; offsets stay within the year.
    fn in_year(year: u16, offset: usize) -> Self {
        let (mut month, mut left) = (1, offset);
        while left >= length(year, month) {
            left -= length(year, month);
            month += 1;
        }
        Self { year, month, day: left + 1 }
    }

    /// The calendar's day before.
    pub fn before(&self) -> Self {
        let Self { year, month, day } = *self;
        match (month, day) {
            (1, 1) => Self { year: year - 1, month: 12, day: 31 },
            (_, 1) => Self { year, month: month - 1, day: length(year, month - 1) },
            _ => Self { year, month, day: day - 1 },
        }
    }

    /// `2004-08-9`
    pub fn date(&self) -> String {
        format!("{}-{:02}-{}", self.year, self.month, self.day)
    }

    /// `2004/08/9`
    pub fn folder(&self) -> String {
        format!("{}/{:02}/{}", self.year, self.month, self.day)
    }
}

/// How many days a month has, from 1 for January.
fn length(year: u16, month: usize) -> usize {
    let february = if year.is_multiple_of(4) { 29 } else { 28 };
    [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

/// `count` days, oldest first: one run of neighbouring days in each of so many `years`, since that is how an archive
/// that is a part of a larger one looks. `start` chooses where in a year a run begins, given the free days.
pub fn days(count: usize, years: usize, mut start: impl FnMut(usize) -> usize) -> Vec<Day> {
    let mut days = Vec::with_capacity(count);
    for (index, year) in (FIRST_YEAR..).take(years).enumerate() {
        let run = (count - days.len()).div_ceil(years - index);
        let first = start(365 - run);
        days.extend((first..first + run).map(|offset| Day::in_year(year, offset)));
    }
    days
}
