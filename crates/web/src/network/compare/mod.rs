//! Whether what answers is the document: it is compared with controls, each asked for once a run.
//!
//! - `asked` asks for them,
//! - `kept` is what is kept of their answers, and a `sample` what they are compared with,
//! - `remembered` is what is remembered of a page once it was compared.

mod asked;
mod kept;
mod remembered;
mod sample;

use url::Url;

use self::asked::Asker;
use self::kept::{ControlAnswer, ControlPage, Front, FrontText, NotFoundPage, Sketches};
use self::sample::Sample;
use super::answer::Aim;
use super::arrival::{Arrival, KeptBody};
use super::control::{control_key, control_url};
use super::landing::landing;
use super::memo::Memo;
use super::page::markers::{login, removed, says_not_found, store_error};
use super::page::{Naming, Page, Told, likeness, naming, repeated, repeats, title_matches};
use super::walk::Walker;
use crate::schedule::Permits;
use newslint_model::source::{Cause, Control, is_wall};

/// What hosts show of documents that do not exist.
#[derive(Default)]
pub(super) struct Controls {
    answers: Memo<ControlAnswer>,
    fronts: Memo<Front>,
    /// Of few hosts: whose pages for what cannot exist are short.
    front_texts: Memo<Option<FrontText>>,
    /// Of few folders: in which a 404 has the title of what was asked for.
    not_found: Memo<Option<NotFoundPage>>,
    sketches: Sketches,
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
    asker: Asker<'a>,
    sought: Sought<'a>,
}

impl Sought<'_> {
    fn is_title_of(&self, page: &Page) -> bool {
        self.titles.iter().any(|title| title_matches(page, title))
    }

    /// How a page names the document, by any of its titles.
    fn naming(&self, page: &Page) -> Naming {
        self.titles.iter().map(|title| naming(page, self.url, title)).fold(Naming::default(), |a, b| Naming {
            in_title: a.in_title || b.in_title,
            in_text: a.in_text || b.in_text,
            is_beyond_url: a.is_beyond_url || b.is_beyond_url,
        })
    }
}

impl Controls {
    /// How to ask for the document: the beginning is enough where the host is known to be honest.
    pub(super) fn aim(&self, sought: Sought<'_>) -> Aim {
        let control = self.answers.known(&control_key(sought.url));
        let is_trusting = control.is_some_and(|cell| matches!(cell.get(), Some(ControlAnswer::Honest)));
        Aim::Page { needs_robots: sought.needs_robots, is_trusting }
    }

    fn asker<'a>(&'a self, walker: &'a Walker, sought: Sought<'_>, permits: &'a Permits) -> Asker<'a> {
        Asker { walker, permits, sketches: &self.sketches, needs_robots: sought.needs_robots }
    }

    /// Whether the host says of what cannot be a document, beside this one, that there is none.
    pub(super) async fn is_honest(&self, walker: &Walker, sought: Sought<'_>, permits: &Permits) -> bool {
        let beneath_front = || control_url(&sought.url.join("/page").ok()?);
        let Some(control) = control_url(sought.url).or_else(beneath_front) else { return false };
        let asker = self.asker(walker, sought, permits);
        let cell = self.answers.about(&control_key(&control));
        let answer = cell.get_or_try_init(|| Box::pin(asker.control(control))).await;
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
        let asker = self.asker(walker, sought, permits);
        let comparison = Comparison { controls: self, asker, sought };
        match (arrival.seen.cause, &arrival.content) {
            (cause, KeptBody::Accepted) => (cause, None),
            (Cause::Alive, _) => comparison.of_answer(arrival).await,
            (Cause::NotFound, _) => (comparison.of_not_found(arrival).await, None),
            (Cause::Refused(403), KeptBody::Page(page)) if store_error(page) => comparison.of_store_error().await,
            (cause, _) => (cause, None),
        }
    }
}

impl Comparison<'_> {
    async fn of_answer(&self, arrival: &Arrival) -> (Cause, Option<Control>) {
        let (url, at) = (self.sought.url, arrival.at(self.sought.url));
        let page = match &arrival.content {
            KeptBody::Page(page) => Some(page),
            _ => None,
        };
        let is_removal = page.is_some_and(|page| self.is_removal(page));
        // A page can have the cited title because it repeats the URL. The control's page does so as well then.
        let mut is_titled = false;
        if let Some(page) = arrival.page() {
            if login(url, at, page) {
                return (Cause::Login, None);
            }
            is_titled = self.sought.is_title_of(page);
            let may_repeat = || control_url(url).is_some_and(|control| repeats(&repeated(page, url), &control));
            if is_titled && !is_removal && !may_repeat() {
                return (Cause::Alive, None);
            }
        }
        if arrival.is_routed && !is_titled {
            // What is at that address without its fragment is for a script to fill.
            return (Cause::EmptyShell, None);
        }
        let is_empty = matches!(arrival.content, KeptBody::Empty);
        let landing = landing(url, at).filter(|_| !is_titled);
        if matches!(landing, Some(Cause::FrontPage | Cause::SectionPage)) && is_wall(url, at, None) {
            return (Cause::Gate, None);
        }
        let sample = Sample { url, at, page, landing, is_titled, is_removal, is_empty };
        match sample.control().filter(|_| page.is_some() || landing.is_some() || is_empty) {
            Some(control) => self.of_sample(sample, control).await,
            None => (Cause::Alive, None),
        }
    }

    /// Whether a page says that this very document was taken away.
    fn is_removal(&self, page: &Page) -> bool {
        removed(page) && {
            let naming = self.sought.naming(page);
            naming.in_title || naming.in_text
        }
    }

    async fn of_sample(&self, sample: Sample<'_>, control: Url) -> (Cause, Option<Control>) {
        let there = if sample.is_empty { Cause::NoContent } else { Cause::Alive };
        let cell = self.controls.answers.about(&control_key(&control));
        match cell.get_or_try_init(|| Box::pin(self.asker.control(control))).await {
            // A host that is not to be asked any more tells nothing.
            Ok(ControlAnswer::Unknown | ControlAnswer::StoreError) | Err(_) => (there, Some(Control::Unknown)),
            Ok(ControlAnswer::Honest) if sample.is_removal => (Cause::Removed, Some(Control::Honest)),
            Ok(ControlAnswer::Honest) => (sample.landing.unwrap_or(there), Some(Control::Honest)),
            Ok(ControlAnswer::There(control)) => self.with_page(sample, control).await,
        }
    }

    async fn with_page(&self, sample: Sample<'_>, control: &ControlPage) -> (Cause, Option<Control>) {
        // What a script is to show or not is in the page of every document.
        let is_of_template = control.is_removal && sample.page.is_some_and(Page::has_script);
        if sample.is_removal && !is_of_template {
            return (Cause::Removed, Some(Control::Different));
        }
        if sample.is_titled && !repeats(&control.repeated, sample.url) {
            return (Cause::Alive, Some(Control::Different));
        }
        if let Some(vacancy) = sample.vacancy().filter(|vacancy| control.vacancy == Some(*vacancy))
            && self.front(sample.url).await == Front::Vacant(vacancy)
        {
            return (vacancy, Some(Control::Alike));
        }
        if sample.is_target_of(control) {
            return (Cause::Alive, Some(Control::Different));
        }
        let is_alike = self.is_alike(sample, control).await;
        let cause = match (sample.landing, sample.page) {
            (None, _) if is_alike && sample.is_at_gate(control) => Cause::Gate,
            (Some(Cause::FrontPage), _) if sample.is_at_gate(control) => Cause::Gate,
            // Its script may yet find the document, and nothing is like nothing.
            (_, Some(page)) if page.is_empty_shell() || page.is_blank() => Cause::EmptyShell,
            (Some(cause), _) => cause,
            (None, _) if sample.is_empty => Cause::NoContent,
            (None, Some(page)) if is_alike => self.of_alike(sample, page, control).await,
            (None, None) if is_alike => Cause::SoftNotFound,
            (None, _) => Cause::Alive,
        };
        (cause, Some(if is_alike { Control::Alike } else { Control::Different }))
    }

    /// Whether a URL shows what the control did.
    async fn is_alike(&self, sample: Sample<'_>, control: &ControlPage) -> bool {
        if sample.shares_target(control) || (sample.is_empty && control.is_empty) {
            return true;
        }
        let Some((page, sketch)) = sample.page.zip(control.sketch.as_ref()) else { return false };
        let likeness = likeness(page, sample.url, sketch);
        if likeness.is_alike() || sample.landing.is_some() || !likeness.differs_in_links_only() {
            return likeness.is_alike();
        }
        // Other links can be the document's, or others each time.
        let rotates = control.rotates.get_or_try_init(|| Box::pin(self.asker.rotates(sample.url, control))).await;
        rotates.is_ok_and(|rotates| *rotates)
    }

    /// What a page amounts to that is sent for what cannot exist as well. If it is short, and the front page is the same or
    /// has all that it says, the host has one thing to say: that is about us or about itself, and not about a document.
    async fn of_alike(&self, sample: Sample<'_>, page: &Page, control: &ControlPage) -> Cause {
        /// The most words of such a page, and of an application's shell that has a name and an imprint.
        const SHORT: usize = 150;
        const SHELL: usize = 40;
        if page.length() > SHORT {
            return Cause::SoftNotFound;
        }
        let cell = self.controls.front_texts.about(&sample.url.origin().ascii_serialization());
        let front = cell.get_or_try_init(|| Box::pin(self.asker.front_text(front_of(sample.url)))).await;
        let Some(front) = front.ok().and_then(Option::as_ref) else { return Cause::SoftNotFound };
        if sample.shares_target(control) && !front.is_at(sample.at) {
            // Only documents are sent there.
            return Cause::SoftNotFound;
        }
        match front.vocabulary.told_by(page, sample.url) {
            Told::TheSame | Told::Less if page.has_script() && page.length() <= SHELL => Cause::EmptyShell,
            // As with the status: a block is likelier than a death.
            Told::TheSame if says_not_found(page) => Cause::NotFoundEverywhere,
            Told::TheSame => Cause::OneAnswer,
            Told::Less | Told::More => Cause::SoftNotFound,
        }
    }

    async fn of_not_found(&self, arrival: &Arrival) -> Cause {
        let at = arrival.at(self.sought.url);
        if let Some(page) = arrival.page() {
            let naming = self.sought.naming(page);
            if (naming.in_title || naming.in_text) && !self.is_hosts_own(page, naming, at).await {
                return Cause::NotFoundWithTitle;
            }
        }
        if self.has_nothing(at).await { Cause::NotFoundEverywhere } else { Cause::NotFound }
    }

    /// Whether the page of a 404 that names the document is none the less the one that the host has for everything: it
    /// made the name out of the URL, as it does for what cannot exist, or all its pages have it.
    async fn is_hosts_own(&self, page: &Page, naming: Naming, at: &Url) -> bool {
        let url = self.sought.url;
        let cell = self.controls.not_found.about(&control_key(url));
        let control = cell.get_or_try_init(|| Box::pin(self.asker.not_found(url))).await;
        let Some(control) = control.ok().and_then(Option::as_ref) else { return false };
        let is_repeated =
            (!naming.in_title || control.repeats_in_title) && (!naming.in_text || control.repeats_in_text);
        if is_repeated && !naming.is_beyond_url {
            return true;
        }
        // A host that has the document's name on all pages and no other status has one thing to say.
        likeness(page, url, &control.sketch).is_alike() && !(naming.is_beyond_url && self.has_nothing(at).await)
    }

    /// What a store's 403 amounts to: it may mean that there is no such thing.
    async fn of_store_error(&self) -> (Cause, Option<Control>) {
        let refused = Cause::Refused(403);
        let Some(control) = control_url(self.sought.url) else { return (refused, None) };
        let cell = self.controls.answers.about(&control_key(&control));
        match cell.get_or_try_init(|| Box::pin(self.asker.control(control))).await {
            Ok(ControlAnswer::StoreError) => (Cause::StoreError, Some(Control::Alike)),
            Ok(ControlAnswer::Honest) => (refused, Some(Control::Honest)),
            Ok(ControlAnswer::There(_)) => (refused, Some(Control::Different)),
            Ok(ControlAnswer::Unknown) | Err(_) => (refused, Some(Control::Unknown)),
        }
    }

    /// Whether the host answers 404 to a request for its front page too.
    async fn has_nothing(&self, at: &Url) -> bool {
        *at == front_of(at) || self.front(at).await == Front::NotFound
    }

    async fn front(&self, at: &Url) -> Front {
        let cell = self.controls.fronts.about(&at.origin().ascii_serialization());
        let front = cell.get_or_try_init(|| Box::pin(self.asker.front(front_of(at)))).await;
        front.copied().unwrap_or(Front::Other)
    }
}

fn front_of(url: &Url) -> Url {
    let mut front = url.clone();
    front.set_path("/");
    front.set_query(None);
    front
}
