//! What is remembered of a page that was seen, so that later visits and other documents can be compared with it.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is remembered of a page: not its text, but enough to know it again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageRecord {
    /// What its `<title>` says, with its white space folded, at most [`LONGEST_TITLE`](Self::LONGEST_TITLE) characters.
    /// Empty if it has none.
    #[serde(default, skip_serializing_if = "String::is_empty", deserialize_with = "title")]
    pub title: String,
    /// Of its visible text, without words that have digits and without the words of its own URL.
    pub text: Similarity,
    /// How many words its visible text has, within its first 64 KiB.
    pub words: u32,
    /// The language that it says it is in: the primary subtag (RFC 5646 §2.2.1), in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "language")]
    pub language: Option<String>,
    /// Whether its title is that of an event that cites it, and not just made of the URL.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cited: bool,
    /// Whether it bears the name of the host that was asked.
    #[serde(default, skip_serializing_if = "OwnName::is_shown")]
    pub own_name: OwnName,
    /// How many of its words, in percent, are of the trades for which most domains are taken over.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub trade: u8,
    /// Whether it is the host's front page, and what the host sends for whatever it is asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub front: bool,
    /// Whether it asks for a password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub password: bool,
}

/// Whether a page bears the name of the host that was asked: `Gazette` of `www.gazette.example`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnName {
    /// It does. What says nothing of it says so too.
    #[default]
    Shown,
    /// It cannot be told: the host has no name, or the page is in letters that names of hosts are not in.
    Unclear,
    /// It does not.
    Missing,
}

impl OwnName {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    fn is_shown(&self) -> bool {
        *self == Self::Shown
    }
}

impl PageRecord {
    /// The characters of a title that are remembered.
    pub const LONGEST_TITLE: usize = 120;
}

/// A hash of a text in 64 bits, of which few differ where the texts differ little.
///
/// M. Charikar, "Similarity Estimation Techniques from Rounding Algorithms", STOC 2002: of two texts that have the share
/// `s` of their word pairs in common, `acos(s) / π` of the bits differ on average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Similarity(pub u64);

impl Similarity {
    /// How many bits differ: about 32 for two texts that have nothing in common, and 3 where a hundredth differs.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

impl fmt::Display for Similarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Similarity {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

/// Sixteen hexadecimal digits: readers of JSON take large numbers for approximate ones.
impl Serialize for Similarity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Similarity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(number: &u8) -> bool {
    *number == 0
}

fn title<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let title = String::deserialize(deserializer)?;
    let is_short = title.chars().nth(PageRecord::LONGEST_TITLE).is_none();
    if is_short { Ok(title) } else { Err(serde::de::Error::custom("a page's title of more than 120 characters")) }
}

fn language<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let language = String::deserialize(deserializer)?;
    let is_subtag = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_subtag { Ok(Some(language)) } else { Err(serde::de::Error::custom("a page's language that is none")) }
}
