//! A page that was seen, and how far it can be strangers'.

use std::collections::HashMap;

use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::verdict::seen::{Case, Seen};
use crate::verdict::shared_page::{document, is_about};
use newslint_model::source::{
    Cause, Control, OwnName, PageRecord, Reading, Tier, is_front_page, is_wall, registered, registrable,
};

/// From how many words in a hundred on a page is of the trades that take over domains.
const TRADE: u8 = 3;

/// The same where the host's name is on it: if it is there for the cited documents only, and if it is for everything.
const PLENTY: [u8; 2] = [20, 30];

/// The fewest words of a page that says enough to be known as strangers', where the host has it for the cited documents
/// only. Walls, notices and errors seldom have as many, and owners have those for everything.
const LONG: u32 = 40;

/// The same where the host has it for whatever it is asked, its front page included.
const LONG_FOR_ALL: u32 = 80;

/// One page that was seen.
pub(super) struct Sighting<'h> {
    /// Where its case is, and where it is among what was seen there.
    pub case: usize,
    pub index: usize,
    pub at: Timestamp,
    pub page: &'h PageRecord,
    /// The document, as a number.
    pub document: usize,
    /// Whether a document was there, as far as the visit could tell.
    pub is_there: bool,
    /// Whether the host has a name that somebody has registered, and can lose.
    pub has_name: bool,
    /// Whether the document is the front page of its host.
    pub is_front: bool,
    pub place: Place,
    /// The words of the title that the document's address has not.
    pub title: Vec<String>,
    /// Whether the host has something else for what cannot exist.
    pub is_selective: bool,
    /// Whether the page calls itself something that an owner puts before his documents.
    pub is_wall: bool,
}

/// Where a page was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where the document is, or at another address of its own on the domain.
    Here,
    /// At an address on the same domain that is not the document's.
    Beside,
    /// On another domain, at an address that is a document's.
    Foreign(String),
    /// On another domain, at a front or section page: of somebody who has bought the paper, or only its name.
    ForeignFront(String),
    /// On another domain, at an address that has the document's in it: its new one, or that of a gate with a way back.
    ForeignOwn(String),
}

impl Place {
    /// The address on another domain.
    pub fn foreign(&self) -> Option<&str> {
        match self {
            Self::Here | Self::Beside => None,
            Self::Foreign(address) | Self::ForeignFront(address) | Self::ForeignOwn(address) => Some(address),
        }
    }
}

impl Sighting<'_> {
    /// Whether anything about the page is not as it is on an owner's.
    pub fn is_suspicious(&self) -> bool {
        is_suspicious(self.page)
    }

    /// Whether the page is full of the words of gambling or pills.
    pub fn is_of_the_trade(&self) -> bool {
        self.page.trade >= TRADE
    }

    /// Whether it can be strangers', once others are.
    pub fn may_be_strangers(&self) -> bool {
        let is_nameless = || self.is_nameless(LONG) && self.place.foreign().is_none();
        !self.page.cited && (self.is_of_the_trade() || is_nameless())
    }

    /// Whether it is enough if several documents show it.
    ///
    /// A page of gambling is, unless the host's name is on it and it is there for everything: that can be a paper's own
    /// front page. Any other page is if it has no trace of the owner.
    pub fn is_enough(&self, was_other: bool) -> bool {
        if self.is_of_the_trade() {
            let is_named = self.has_name && self.page.own_name == OwnName::Shown;
            let is_plenty = self.page.trade >= PLENTY[usize::from(!self.is_selective)];
            return !is_named || is_plenty || was_other || self.place.foreign().is_some();
        }
        match self.place {
            Place::Here if self.is_selective => {
                self.is_nameless(LONG)
                    || (self.page.own_name == OwnName::Unclear && self.page.words >= LONG && self.is_plain())
            }
            Place::Here | Place::Beside => self.page.front && self.is_nameless(LONG_FOR_ALL),
            // Some sites have their page for errors elsewhere.
            Place::Foreign(_) => self.is_nameless(LONG) && (self.is_there || !self.is_selective),
            Place::ForeignFront(_) | Place::ForeignOwn(_) => false,
        }
    }

    fn is_nameless(&self, words: u32) -> bool {
        self.page.own_name == OwnName::Missing && self.page.words >= words && self.is_plain()
    }

    fn is_plain(&self) -> bool {
        self.has_name && !self.page.cited && !self.page.password && !self.is_wall
    }
}

/// All pages that were seen, in an order that does not depend on that of the cases.
pub(super) fn sightings<'h>(cases: &[&mut Case<'h>]) -> Vec<Sighting<'h>> {
    let mut documents = HashMap::new();
    let mut found: Vec<(&'h str, Sighting<'h>)> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        if !case.seen.iter().any(|seen| page(seen).is_some()) {
            continue;
        }
        let Some(cited) = Cited::of(&case.history.url) else { continue };
        let next = documents.len();
        let number = *documents.entry(document(&cited.url)).or_insert(next);
        for (index, seen) in case.seen.iter().enumerate() {
            let Some(page) = page(seen) else { continue };
            let sighting = Sighting { case: at, index, document: number, ..cited.sighting(seen, page) };
            found.push((&case.history.url, sighting));
        }
    }
    found.sort_by(|(url, a), (other, b)| (a.at, url, a.page).cmp(&(b.at, other, b.page)));
    found.into_iter().map(|(_, sighting)| sighting).collect()
}

/// Whether anything was seen that is not as it is on an owner's page.
pub(super) fn is_any_suspicious(case: &Case<'_>) -> bool {
    case.seen.iter().filter_map(page).any(is_suspicious)
}

fn is_suspicious(page: &PageRecord) -> bool {
    // A page of gambling can have the cited title, out of the URL.
    (!page.cited && page.own_name != OwnName::Shown) || page.trade >= TRADE
}

/// The page of an answer that can be strangers'.
fn page<'h>(seen: &Seen<'h>) -> Option<&'h PageRecord> {
    let page = seen.visit.observation.page.as_deref()?;
    match seen.reading {
        Reading::Alive | Reading::Evidence(Tier::Page) => Some(page),
        // That nothing can be told of it by itself does not keep the words from telling, or the name that is not there.
        Reading::Neutral if page.trade >= TRADE || seen.cause == Cause::OneAnswer => Some(page),
        // Some send on with the address from which the reader comes, as gates do.
        Reading::Blocked if page.trade >= TRADE && seen.cause == Cause::Gate => Some(page),
        _ => None,
    }
}

/// A cited URL.
struct Cited<'h> {
    url: Url,
    domain: &'h str,
    has_name: bool,
    words: Vec<String>,
}

impl<'h> Cited<'h> {
    fn of(cited: &'h str) -> Option<Self> {
        let url = Url::parse(cited).ok()?;
        let host = url.host_str()?;
        let start = cited.find(host)?;
        let host = &cited[start..start + host.len()];
        let (domain, has_name) = (registrable(host), registered(host).is_some());
        let words = words(&percent_decode_str(cited).decode_utf8_lossy()).collect();
        Some(Self { domain, has_name, words, url })
    }

    fn sighting(&self, seen: &Seen<'h>, page: &'h PageRecord) -> Sighting<'h> {
        let observation = &seen.visit.observation;
        let own = |word: &String| self.words.contains(word) || word.bytes().any(|byte| byte.is_ascii_digit());
        Sighting {
            case: 0,
            index: 0,
            document: 0,
            at: seen.visit.at,
            page,
            is_there: matches!(seen.cause, Cause::Alive | Cause::SharedPage),
            has_name: self.has_name,
            is_front: self.is_front(),
            place: observation.landing().map_or(Place::Here, |landing| self.place(landing)),
            title: words(&page.title).filter(|word| !own(word)).collect(),
            is_wall: is_wall(&self.url, observation.landing().unwrap_or(&self.url), Some(&page.title)),
            is_selective: matches!(observation.control, Some(Control::Honest | Control::Different)),
        }
    }

    fn place(&self, landing: &Url) -> Place {
        let is_same = landing.host_str().map(registrable) == Some(self.domain);
        if is_same {
            return if is_about(&self.url, landing) { Place::Here } else { Place::Beside };
        }
        let address = document(landing);
        let address = address.split('?').next().unwrap_or_default().to_owned();
        if self.leads_back(landing) {
            Place::ForeignOwn(address)
        } else if is_front_page(landing.as_str()) {
            Place::ForeignFront(address)
        } else {
            Place::Foreign(address)
        }
    }

    /// Whether an address has the cited one in it, or its name.
    fn leads_back(&self, landing: &Url) -> bool {
        let address = percent_decode_str(&landing[url::Position::BeforePath..]).decode_utf8_lossy();
        let address = percent_decode_str(&address).decode_utf8_lossy();
        let path = self.url.path().trim_end_matches('/');
        let name = self.domain.split('.').next().unwrap_or(self.domain);
        (!path.is_empty() && address.contains(path))
            || address.contains(name)
            || (!self.is_front() && is_about(&self.url, landing))
    }

    fn is_front(&self) -> bool {
        self.url.path() == "/" && self.url.query().is_none()
    }
}

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
