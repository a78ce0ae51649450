//! Whether what answers is the document: other URLs of its host are asked, each once a run.

use reqwest::StatusCode;
use url::Url;

use super::answer::Content;
use super::facts::Facts;
use super::landing::landing;
use super::page::markers::{default_page, login, parked, suspended};
use super::page::{ALIKE, Page, holds, likeness, repeats, title_matches};
use super::sibling::{control_key, sibling};
use super::walk::{Aim, Arrival, Walker};
use crate::schedule::Turns;
use crate::source::{Cause, Control, Deferral};

/// Asks hosts for what they show of documents that do not exist.
#[derive(Default)]
pub(super) struct Scales {
    siblings: Facts<Sibling>,
    fronts: Facts<Front>,
}

/// What was requested, and for whom.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    pub url: &'a Url,
    /// Of the events that cite it.
    pub titles: &'a [String],
    pub needs_robots: bool,
}

/// What a sibling that cannot exist showed.
enum Sibling {
    /// That it does not exist.
    Honest,
    /// Something.
    There(Box<There>),
    /// Nothing that says anything.
    Unknown,
}

/// What there is where nothing can be.
struct There {
    url: Url,
    at: Url,
    page: Option<Page>,
}

/// What a URL showed that is to be compared.
#[derive(Clone, Copy)]
struct Seen<'a> {
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
}

impl Scales {
    /// How to ask for the document: the beginning is enough where the host is known to be honest.
    pub fn aim(&self, sought: Sought<'_>) -> Aim {
        let control = self.siblings.known(&control_key(sought.url));
        sought.aim(control.is_some_and(|cell| matches!(cell.get(), Some(Sibling::Honest))))
    }

    /// What an arrival amounts to, and what a control showed if it took one to tell.
    pub async fn weigh(
        &self,
        walker: &Walker,
        sought: Sought<'_>,
        arrival: &Arrival,
        turns: &Turns,
    ) -> (Cause, Option<Control>) {
        match (arrival.ending.cause, &arrival.ending.content) {
            (cause, Content::Accepted) => (cause, None),
            (Cause::Alive, _) => self.weigh_answer(walker, sought, arrival, turns).await,
            (Cause::NotFound, _) => (self.weigh_not_found(walker, sought, arrival, turns).await, None),
            (cause, _) => (cause, None),
        }
    }

    async fn weigh_answer(
        &self,
        walker: &Walker,
        sought: Sought<'_>,
        arrival: &Arrival,
        turns: &Turns,
    ) -> (Cause, Option<Control>) {
        let (url, at) = (sought.url, arrival.at(sought.url));
        // A page can have the cited title because it repeats the URL. The control's page does so as well then.
        let mut is_titled = false;
        if let Some(page) = arrival.ending.page() {
            if login(url, at, page) {
                return (Cause::Login, None);
            }
            is_titled = sought.is_title_of(page);
            if is_titled && !sibling(url).is_some_and(|control| repeats(page, url, &control)) {
                return (Cause::Alive, None);
            }
        }
        if arrival.is_routed && !is_titled {
            // What is at that address without its fragment is for a script to fill.
            return (Cause::EmptyShell, None);
        }
        let page = match &arrival.ending.content {
            Content::Page(page) => Some(page),
            _ => None,
        };
        let landing = landing(url, at).filter(|_| !is_titled);
        let seen = Seen { url, at, page, landing, is_titled };
        if page.is_none() && seen.landing.is_none() {
            return (Cause::Alive, None);
        }
        // A front page has no sibling. If it shows that nobody is there, any other page is to show so too.
        let beneath_front =
            || url.join("/page").ok().filter(|_| seen.vacancy().is_some()).and_then(|page| sibling(&page));
        let Some(control) = sibling(url).or_else(beneath_front) else { return (Cause::Alive, None) };
        let cell = self.siblings.about(&control_key(&control));
        let asked = cell.get_or_try_init(|| Box::pin(ask_sibling(walker, sought, control, turns))).await;
        match asked {
            // A host that is not to be asked any more tells nothing.
            Ok(Sibling::Unknown) | Err(_) => (Cause::Alive, Some(Control::Unknown)),
            Ok(Sibling::Honest) => (seen.landing.unwrap_or(Cause::Alive), Some(Control::Honest)),
            Ok(Sibling::There(there)) => self.compare(walker, sought, seen, there, turns).await,
        }
    }

    async fn compare(
        &self,
        walker: &Walker,
        sought: Sought<'_>,
        seen: Seen<'_>,
        there: &There,
        turns: &Turns,
    ) -> (Cause, Option<Control>) {
        if seen.is_titled && !there.repeats_its_url(seen.url) {
            return (Cause::Alive, Some(Control::Different));
        }
        if let Some(vacancy) = seen.vacancy().filter(|vacancy| there.vacancy() == Some(*vacancy))
            && self.front(walker, sought, seen.url, turns).await == Front::Vacant(vacancy)
        {
            return (vacancy, Some(Control::Alike));
        }
        let is_alike = there.is_alike(seen);
        let cause = match seen.landing {
            // Its script may yet find the document, and nothing is like nothing.
            _ if seen.page.is_some_and(|page| page.is_empty_shell() || page.is_blank()) => Cause::EmptyShell,
            Some(cause) => cause,
            None if is_alike => Cause::SoftNotFound,
            None => Cause::Alive,
        };
        (cause, Some(if is_alike { Control::Alike } else { Control::Different }))
    }

    async fn weigh_not_found(&self, walker: &Walker, sought: Sought<'_>, arrival: &Arrival, turns: &Turns) -> Cause {
        let page = arrival.ending.page();
        if page.is_some_and(|page| sought.titles.iter().any(|title| holds(page, title))) {
            return Cause::NotFoundWithTitle;
        }
        let at = arrival.at(sought.url);
        if *at == front_of(at) || self.front(walker, sought, at, turns).await == Front::NotFound {
            return Cause::NotFoundEverywhere;
        }
        Cause::NotFound
    }

    async fn front(&self, walker: &Walker, sought: Sought<'_>, at: &Url, turns: &Turns) -> Front {
        let cell = self.fronts.about(&at.origin().ascii_serialization());
        let front = cell.get_or_try_init(|| Box::pin(ask_front(walker, sought, front_of(at), turns))).await;
        front.copied().unwrap_or(Front::Other)
    }
}

async fn ask_sibling(walker: &Walker, sought: Sought<'_>, url: Url, turns: &Turns) -> Result<Sibling, Deferral> {
    let arrival = walker.walk(&url, sought.aim(false), turns).await?;
    let at = arrival.at(&url).clone();
    let page = match (arrival.ending.cause, arrival.ending.content) {
        (Cause::NotFound | Cause::Gone, _) => return Ok(Sibling::Honest),
        (Cause::Alive, Content::Page(page)) => Some(page),
        (Cause::Alive, Content::Nothing) => None,
        _ => return Ok(Sibling::Unknown),
    };
    if page.as_ref().is_some_and(|page| login(&url, &at, page)) {
        return Ok(Sibling::Unknown);
    }
    Ok(Sibling::There(Box::new(There { url, at, page })))
}

async fn ask_front(walker: &Walker, sought: Sought<'_>, url: Url, turns: &Turns) -> Result<Front, Deferral> {
    let arrival = walker.walk(&url, sought.aim(false), turns).await?;
    let vacancy = || vacancy(&url, arrival.at(&url), arrival.ending.page()?);
    Ok(match arrival.ending.status.and_then(|status| StatusCode::from_u16(status).ok()) {
        Some(StatusCode::NOT_FOUND) => Front::NotFound,
        _ => vacancy().map_or(Front::Other, Front::Vacant),
    })
}

fn front_of(url: &Url) -> Url {
    let mut front = url.clone();
    front.set_path("/");
    front.set_query(None);
    front
}

/// What a page says of a host at which nobody has anything.
fn vacancy(from: &Url, at: &Url, page: &Page) -> Option<Cause> {
    if parked(from, at, page) {
        Some(Cause::Parked)
    } else if suspended(at, page) {
        Some(Cause::Suspended)
    } else {
        default_page(at, page).then_some(Cause::DefaultPage)
    }
}

impl Seen<'_> {
    fn vacancy(&self) -> Option<Cause> {
        vacancy(self.url, self.at, self.page?)
    }
}

impl There {
    fn vacancy(&self) -> Option<Cause> {
        vacancy(&self.url, &self.at, self.page.as_ref()?)
    }

    /// Whether its title has words from its own URL that `url` has not.
    fn repeats_its_url(&self, url: &Url) -> bool {
        self.page.as_ref().is_some_and(|page| repeats(page, &self.url, url))
    }

    /// Whether a URL that led to this page shows the same.
    fn is_alike(&self, seen: Seen<'_>) -> bool {
        let is_one_target = *seen.at == self.at && seen.at != seen.url;
        let alike = |(page, own): (&Page, &Page)| likeness(page, seen.url, own, &self.url) >= ALIKE;
        is_one_target || seen.page.zip(self.page.as_ref()).is_some_and(alike)
    }
}
