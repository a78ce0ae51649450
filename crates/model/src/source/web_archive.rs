//! Where web archives are, and what their URLs look like.

use std::sync::Arc;
use std::time::Duration;

/// A web archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivePlace {
    /// Where it is, without a slash at its end; of a pywb, where its collection is.
    pub url: String,
    /// How it answers.
    pub kind: ArchiveKind,
    /// How long it is left alone between two requests.
    pub gap: Duration,
}

/// How a web archive answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveKind {
    /// As the Wayback Machine: one array of JSON, whose first row names the columns.
    Wayback,
    /// As pywb: lines of JSON.
    Pywb,
}

impl ArchiveKind {
    /// What a configuration calls them.
    pub const NAMES: [&str; 2] = ["wayback", "pywb"];

    /// The kind of that name.
    pub fn named(name: &str) -> Self {
        if name == Self::NAMES[1] { Self::Pywb } else { Self::Wayback }
    }
}

impl ArchivePlace {
    /// Where the Wayback Machine is.
    const WAYBACK: &str = "https://web.archive.org";

    /// How a store names it. Nearly all that stores know is of the Wayback Machine, which needs no name.
    pub fn name(&self) -> Option<&str> {
        Some(self.url.as_str()).filter(|url| *url != Self::WAYBACK)
    }

    /// What the URLs of its copies begin with.
    pub fn copies(&self) -> String {
        match self.kind {
            ArchiveKind::Wayback => format!("{}/web/", self.url),
            ArchiveKind::Pywb => format!("{}/", self.url),
        }
    }

    /// Where its index is.
    pub fn index(&self) -> String {
        match self.kind {
            ArchiveKind::Wayback => format!("{}/cdx/search/cdx", self.url),
            ArchiveKind::Pywb => format!("{}/cdx", self.url),
        }
    }
}

/// Web archives, in the order in which they are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivePlaces(Arc<[ArchivePlace]>);

impl ArchivePlaces {
    /// In their order.
    pub fn iter(&self) -> impl Iterator<Item = &ArchivePlace> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one whose index shows what Save Page Now has captured: the first that answers as the Wayback Machine, or else
    /// the first.
    pub fn of_captures(&self) -> Option<&ArchivePlace> {
        self.0.iter().find(|place| place.kind == ArchiveKind::Wayback).or(self.0.first())
    }

    /// Whether that is the one that a store has named so.
    pub fn is_of_captures(&self, name: Option<&str>) -> bool {
        self.position(name) == self.of_captures().and_then(|place| self.position(place.name()))
    }

    /// The one at a position.
    pub fn get(&self, at: usize) -> Option<&ArchivePlace> {
        self.0.get(at)
    }

    /// Where the one is that a store has named so. What has no name is of the Wayback Machine, or from a time at which a
    /// store did not say of which archive it was: then of the first.
    pub fn position(&self, name: Option<&str>) -> Option<usize> {
        let found = self.0.iter().position(|place| place.name() == name);
        found.or_else(|| (name.is_none() && !self.0.is_empty()).then_some(0))
    }
}

impl FromIterator<ArchivePlace> for ArchivePlaces {
    fn from_iter<I: IntoIterator<Item = ArchivePlace>>(places: I) -> Self {
        Self(places.into_iter().collect())
    }
}
