//! What a visit saw, to be compared with what a control showed.

use url::Url;

use super::kept::ControlPage;
use crate::network::control::control_url;
use crate::network::gate::is_way_back;
use crate::network::page::Page;
use crate::network::page::markers::{is_not_found, vacancy};
use newslint_model::source::{Cause, is_wall};

/// What a URL showed, to be compared with a control.
#[derive(Clone, Copy)]
pub(super) struct Sample<'a> {
    pub url: &'a Url,
    pub at: &'a Url,
    pub page: Option<&'a Page>,
    pub landing: Option<Cause>,
    /// Whether its title is the one that is cited.
    pub is_titled: bool,
    /// Whether it says that the document was taken away.
    pub is_removal: bool,
    /// Whether not a byte was sent.
    pub is_empty: bool,
}

impl Sample<'_> {
    /// What it is to be compared with. A front page has no control: if it shows that nobody is there, any other page is to
    /// show so too.
    pub(super) fn control(&self) -> Option<Url> {
        let beneath_front = || control_url(&self.url.join("/page").ok().filter(|_| self.vacancy().is_some())?);
        control_url(self.url).or_else(beneath_front)
    }

    pub(super) fn vacancy(&self) -> Option<Cause> {
        vacancy(self.url, self.at, self.page?)
    }

    /// Whether what is shown here and of the control is a gate before whatever there is.
    pub(super) fn is_at_gate(&self, control: &ControlPage) -> bool {
        let title = self.page.map(Page::title);
        let is_passage = || control.is_way_back && is_way_back(self.url, self.at);
        let is_wall = || self.shares_target(control) && is_wall(self.url, self.at, title);
        !title.is_some_and(is_not_found) && (is_passage() || is_wall())
    }

    /// Whether this and the control led to one address, which is another.
    pub(super) fn shares_target(&self, control: &ControlPage) -> bool {
        !self.is_in_place() && control.leads_to(self.at)
    }

    /// Whether the control led to this very document, as hosts do that send what they do not know to a page that is worth
    /// citing itself.
    pub(super) fn is_target_of(&self, control: &ControlPage) -> bool {
        self.is_in_place() && control.leads_to(self.at)
    }

    /// Whether the page is at the URL, however that is spelt: with another scheme, with `www`, with a last slash.
    fn is_in_place(&self) -> bool {
        fn place(url: &Url) -> (&str, &str, Option<&str>) {
            let host = url.host_str().unwrap_or_default();
            (host.strip_prefix("www.").unwrap_or(host), url.path().trim_end_matches('/'), url.query())
        }
        place(self.url) == place(self.at)
    }
}
