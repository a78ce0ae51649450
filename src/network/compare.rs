//! Whether what answers is the document: it is compared with controls, each asked for once a run.

use std::hash::Hasher;

use fnv::FnvHasher;
use url::Url;

use super::answer::Aim;
use super::arrival::{Arrival, KeptBody};
use super::control::{control_key, control_url};
use super::gate::{is_way_back, says_not_found};
use super::landing::landing;
use super::memo::Memo;
use super::page::markers::{default_page, for_sale, login, parked, suspended};
use super::page::{Page, Sketch, holds, likeness, repeated, repeats, title_matches};
use super::walk::Walker;
use crate::schedule::Permits;
use crate::source::{Cause, Control, Deferral, PageRecord, is_wall};

/// What hosts show of documents that do not exist.
#[derive(Default)]
pub(super) struct Controls {
    answers: Memo<ControlAnswer>,
    fronts: Memo<Front>,
}

/// What was requested, and for whom.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    pub url: &'a Url,
    /// Of the events that cite it.
    pub titles: &'a [String],
    pub needs_robots: bool,
}

/// What it takes to compare, for one visit.
struct Comparison<'a> {
    controls: &'a Controls,
    walker: &'a Walker,
    sought: Sought<'a>,
    permits: &'a Permits,
}

/// What a control showed.
enum ControlAnswer {
    /// That it does not exist.
    Honest,
    /// Something.
    There(Box<ControlPage>),
    /// Nothing that says anything.
    Unknown,
}

/// What there is where nothing can be, as far as it takes to know that again. It may be no page at all.
struct ControlPage {
    /// Where it led, if it led anywhere: a hash, because an address is as long as a host likes.
    at: Option<u64>,
    /// Whether the address there carries the way back.
    is_way_back: bool,
    vacancy: Option<Cause>,
    /// The words of its title that are its own URL's.
    repeated: Box<[u32]>,
    sketch: Option<Sketch>,
}

/// What a URL showed, to be compared with a control.
#[derive(Clone, Copy)]
struct Sample<'a> {
    url: &'a Url,
    at: &'a Url,
    page: Option<&'a Page>,
    landing: Option<Cause>,
    /// Whether its title is the one that is cited.
    is_titled: bool,
}

/// What the front page of an origin is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Front {
    NotFound,
    /// That of a host at which nobody has anything.
    Vacant(Cause),
    Other,
}

impl Sought<'_> {
    fn aim(&self, is_trusting: bool) -> Aim {
        Aim::Page { needs_robots: self.needs_robots, is_trusting }
    }

    fn is_title_of(&self, page: &Page) -> bool {
        self.titles.iter().any(|title| title_matches(page, title))
    }

    /// What is remembered of the page that the visit ended at, once it was compared.
    pub(super) fn record(&self, arrival: &Arrival) -> Option<PageRecord> {
        let seen = &arrival.seen;
        let page = arrival.page().filter(|_| seen.status.is_some_and(|status| (200..300).contains(&status)))?;
        // A title that is made of the URL is told from one that is the document's by what the control shows.
        let is_known = seen.cause.is_alive() && seen.control != Some(Control::Unknown);
        Some(page.record(arrival.at(self.url), is_known && self.is_title_of(page)))
    }
}

impl Controls {
    /// How to ask for the document: the beginning is enough where the host is known to be honest.
    pub(super) fn aim(&self, sought: Sought<'_>) -> Aim {
        let control = self.answers.known(&control_key(sought.url));
        sought.aim(control.is_some_and(|cell| matches!(cell.get(), Some(ControlAnswer::Honest))))
    }

    /// Whether the host says of what cannot be a document, beside this one, that there is none.
    pub(super) async fn is_honest(&self, walker: &Walker, sought: Sought<'_>, permits: &Permits) -> bool {
        let beneath_front = || control_url(&sought.url.join("/page").ok()?);
        let Some(control) = control_url(sought.url).or_else(beneath_front) else { return false };
        let comparison = Comparison { controls: self, walker, sought, permits };
        let cell = self.answers.about(&control_key(&control));
        let answer = cell.get_or_try_init(|| Box::pin(comparison.ask_control(control))).await;
        matches!(answer, Ok(ControlAnswer::Honest))
    }

    /// What an arrival amounts to, and what a control showed if it took one to tell.
    pub(super) async fn compare(
        &self,
        walker: &Walker,
        sought: Sought<'_>,
        arrival: &Arrival,
        permits: &Permits,
    ) -> (Cause, Option<Control>) {
        let comparison = Comparison { controls: self, walker, sought, permits };
        match (arrival.seen.cause, &arrival.content) {
            (cause, KeptBody::Accepted) => (cause, None),
            (Cause::Alive, _) => comparison.of_answer(arrival).await,
            (Cause::NotFound, _) => (comparison.of_not_found(arrival).await, None),
            (cause, _) => (cause, None),
        }
    }
}

impl Comparison<'_> {
    async fn of_answer(&self, arrival: &Arrival) -> (Cause, Option<Control>) {
        let (url, at) = (self.sought.url, arrival.at(self.sought.url));
        // A page can have the cited title because it repeats the URL. The control's page does so as well then.
        let mut is_titled = false;
        if let Some(page) = arrival.page() {
            if login(url, at, page) {
                return (Cause::Login, None);
            }
            is_titled = self.sought.is_title_of(page);
            if is_titled && !control_url(url).is_some_and(|control| repeats(&repeated(page, url), &control)) {
                return (Cause::Alive, None);
            }
        }
        if arrival.is_routed && !is_titled {
            // What is at that address without its fragment is for a script to fill.
            return (Cause::EmptyShell, None);
        }
        let page = match &arrival.content {
            KeptBody::Page(page) => Some(page),
            _ => None,
        };
        let landing = landing(url, at).filter(|_| !is_titled);
        let sample = Sample { url, at, page, landing, is_titled };
        match sample.control().filter(|_| page.is_some() || landing.is_some()) {
            Some(control) => self.of_sample(sample, control).await,
            None => (Cause::Alive, None),
        }
    }

    async fn of_sample(&self, sample: Sample<'_>, control: Url) -> (Cause, Option<Control>) {
        let cell = self.controls.answers.about(&control_key(&control));
        match cell.get_or_try_init(|| Box::pin(self.ask_control(control))).await {
            // A host that is not to be asked any more tells nothing.
            Ok(ControlAnswer::Unknown) | Err(_) => (Cause::Alive, Some(Control::Unknown)),
            Ok(ControlAnswer::Honest) => (sample.landing.unwrap_or(Cause::Alive), Some(Control::Honest)),
            Ok(ControlAnswer::There(control)) => self.with_page(sample, control).await,
        }
    }

    async fn with_page(&self, sample: Sample<'_>, control: &ControlPage) -> (Cause, Option<Control>) {
        if sample.is_titled && !repeats(&control.repeated, sample.url) {
            return (Cause::Alive, Some(Control::Different));
        }
        if let Some(vacancy) = sample.vacancy().filter(|vacancy| control.vacancy == Some(*vacancy))
            && self.front(sample.url).await == Front::Vacant(vacancy)
        {
            return (vacancy, Some(Control::Alike));
        }
        let is_alike = control.is_alike(sample);
        let cause = match sample.landing {
            None if is_alike && control.is_gate(sample) => Cause::Gate,
            // Its script may yet find the document, and nothing is like nothing.
            _ if sample.page.is_some_and(|page| page.is_empty_shell() || page.is_blank()) => Cause::EmptyShell,
            Some(cause) => cause,
            None if is_alike => Cause::SoftNotFound,
            None => Cause::Alive,
        };
        (cause, Some(if is_alike { Control::Alike } else { Control::Different }))
    }

    async fn of_not_found(&self, arrival: &Arrival) -> Cause {
        let page = arrival.page();
        if page.is_some_and(|page| self.sought.titles.iter().any(|title| holds(page, title))) {
            return Cause::NotFoundWithTitle;
        }
        let at = arrival.at(self.sought.url);
        if *at == front_of(at) || self.front(at).await == Front::NotFound {
            return Cause::NotFoundEverywhere;
        }
        Cause::NotFound
    }

    async fn front(&self, at: &Url) -> Front {
        let cell = self.controls.fronts.about(&at.origin().ascii_serialization());
        let front = cell.get_or_try_init(|| Box::pin(self.ask_front(front_of(at)))).await;
        front.copied().unwrap_or(Front::Other)
    }

    async fn ask_control(&self, url: Url) -> Result<ControlAnswer, Deferral> {
        let arrival = self.walker.walk(&url, self.sought.aim(false), self.permits).await?;
        let at = arrival.at(&url).clone();
        let page = match (arrival.seen.cause, arrival.content) {
            (Cause::NotFound | Cause::Gone, _) => return Ok(ControlAnswer::Honest),
            (Cause::Alive, KeptBody::Page(page)) => Some(page),
            (Cause::Alive, KeptBody::Nothing) => None,
            _ => return Ok(ControlAnswer::Unknown),
        };
        if page.as_ref().is_some_and(|page| login(&url, &at, page)) {
            return Ok(ControlAnswer::Unknown);
        }
        Ok(ControlAnswer::There(Box::new(ControlPage::new(&url, &at, page.as_ref()))))
    }

    async fn ask_front(&self, url: Url) -> Result<Front, Deferral> {
        let arrival = self.walker.walk(&url, self.sought.aim(false), self.permits).await?;
        let vacancy = || vacancy(&url, arrival.at(&url), arrival.page()?);
        Ok(match arrival.seen.status {
            Some(404) => Front::NotFound,
            _ => vacancy().map_or(Front::Other, Front::Vacant),
        })
    }
}

fn front_of(url: &Url) -> Url {
    let mut front = url.clone();
    front.set_path("/");
    front.set_query(None);
    front
}

/// What a page says of a host at which nobody has anything.
fn vacancy(from: &Url, at: &Url, page: &Page) -> Option<Cause> {
    if for_sale(from, at, page) {
        Some(Cause::ForSale)
    } else if parked(from, at, page) {
        Some(Cause::Parked)
    } else if suspended(at, page) {
        Some(Cause::Suspended)
    } else {
        default_page(at, page).then_some(Cause::DefaultPage)
    }
}

impl Sample<'_> {
    /// What it is to be compared with. A front page has no control: if it shows that nobody is there, any other page is to
    /// show so too.
    fn control(&self) -> Option<Url> {
        let beneath_front = || control_url(&self.url.join("/page").ok().filter(|_| self.vacancy().is_some())?);
        control_url(self.url).or_else(beneath_front)
    }

    fn vacancy(&self) -> Option<Cause> {
        vacancy(self.url, self.at, self.page?)
    }
}

impl ControlPage {
    fn new(url: &Url, at: &Url, page: Option<&Page>) -> Self {
        Self {
            at: (at != url).then(|| hash(at)),
            is_way_back: is_way_back(url, at),
            vacancy: page.and_then(|page| vacancy(url, at, page)),
            repeated: page.map(|page| repeated(page, url)).unwrap_or_default(),
            sketch: page.map(|page| Sketch::of(page, url)),
        }
    }

    fn is_one_target(&self, sample: Sample<'_>) -> bool {
        sample.at != sample.url && self.at == Some(hash(sample.at))
    }

    /// Whether what is shown of a URL and here is a gate before whatever there is.
    fn is_gate(&self, sample: Sample<'_>) -> bool {
        let title = sample.page.map(Page::title);
        let is_passage = || self.is_way_back && is_way_back(sample.url, sample.at);
        let is_wall = || self.is_one_target(sample) && is_wall(sample.url, sample.at, title);
        !title.is_some_and(says_not_found) && (is_passage() || is_wall())
    }

    /// Whether a URL that led to this page shows the same.
    fn is_alike(&self, sample: Sample<'_>) -> bool {
        let alike = |(page, sketch): (&Page, &Sketch)| likeness(page, sample.url, sketch).is_alike();
        self.is_one_target(sample) || sample.page.zip(self.sketch.as_ref()).is_some_and(alike)
    }
}

fn hash(url: &Url) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(url.as_str().as_bytes());
    hasher.finish()
}
