//! The part of a report that somebody asked for.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use newslint_model::source::{Cause, Verdict};

/// What a source has to have to be in a report. Of several values of a kind any will do, and no values ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The verdict.
    pub verdicts: Vec<Verdict>,
    /// The host, or one above it.
    pub hosts: Vec<String>,
    /// How the visit ended that the verdict rests on.
    pub causes: Vec<Cause>,
    /// When the earliest event was that cites it.
    pub years: Vec<Years>,
    /// Whether something has to be new of it.
    pub is_new: bool,
}

/// A year, or some that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Years(pub RangeInclusive<i16>);

/// Reads `2019` or `2015..2019`, the last one included.
impl FromStr for Years {
    type Err = String;

    fn from_str(text: &str) -> Result<Years, String> {
        let year = |text: &str| text.parse().ok().filter(|year| (0..=9999).contains(year));
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        match (year(first), year(last)) {
            (Some(first), Some(last)) if first > last => Err(format!("{first} is after {last}")),
            (Some(first), Some(last)) => Ok(Years(first..=last)),
            _ => Err("expected a year or a range of years: 2019 or 2015..2019".to_owned()),
        }
    }
}

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.0.start(), self.0.end());
        if first == last { write!(f, "{first}") } else { write!(f, "{first}..{last}") }
    }
}

impl Filter {
    /// Whether it leaves anything out, besides what is not new.
    pub fn is_selective(&self) -> bool {
        *self != Filter { is_new: self.is_new, ..Filter::default() }
    }
}
