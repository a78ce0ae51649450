//! Pages to which a host sends the readers of several documents.
//!
//! One redirect from a document to another page can be the document's new address. When several documents have the
//! same new address, it is that of none of them: it is what there is instead of them, or what stands before them all.
//!
//! Where redirects lead decides that, and of the page nothing but its title: one that is cited is the document's.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::seen::{Case, Seen};
use newslint_model::source::{Cause, Reading, Tier, is_wall, request_url};

/// Makes evidence of what leads to a page that at least `least` documents lead to.
pub(super) fn mark(cases: &mut [Case<'_>], least: usize) {
    let mut documents: HashMap<String, HashSet<String>> = HashMap::new();
    let mut landings: Vec<Landing> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let redirected = || case.seen.iter().enumerate().filter(|(_, seen)| seen.landed().is_some());
        // Most URLs are never redirected, and those need not be read.
        let Some(url) = redirected().next().and_then(|_| request_url(&case.history.url)) else { continue };
        for (index, target) in redirected().filter_map(|(index, seen)| Some((index, seen.landed()?))) {
            if is_about(&url, target) {
                continue;
            }
            let page = document(target);
            documents.entry(page.clone()).or_default().insert(document(&url));
            let is_wall = is_wall(&url, target, case.seen[index].title());
            landings.push(Landing { case: at, index, page, is_wall });
        }
    }
    for Landing { case, index, page, is_wall } in landings {
        let is_shared = documents.get(&page).is_some_and(|documents| documents.len() >= least);
        let seen = &mut cases[case].seen[index];
        if is_shared && is_wall {
            (seen.reading, seen.cause) = (Reading::Blocked, Cause::Gate);
        } else if is_shared && seen.reading == Reading::Alive {
            (seen.reading, seen.cause) = (Reading::Evidence(Tier::Page), Cause::SharedPage);
        }
    }
}

/// That an observation ended at another page.
struct Landing {
    /// Whose observation it is, and which.
    case: usize,
    index: usize,
    page: String,
    /// Whether such a page stands before documents.
    is_wall: bool,
}

impl<'h> Seen<'h> {
    /// Where the visit was led to, if there was a page, and not under the cited title.
    fn landed(&self) -> Option<&'h Url> {
        let observation = &self.visit.observation;
        let is_page = matches!(self.reading, Reading::Alive | Reading::Evidence(Tier::Page));
        let is_cited = observation.page.as_ref().is_some_and(|page| page.cited);
        observation.landing().filter(|_| is_page && !is_cited && self.cause != Cause::NotFound)
    }

    fn title(&self) -> Option<&'h str> {
        self.visit.observation.page.as_ref().map(|page| page.title.as_str())
    }
}

/// What is the same for the spellings of one document's address: with and without TLS, `www` and a last slash.
pub(super) fn document(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = url.path().trim_end_matches('/');
    format!("{host}{path}?{}", url.query().unwrap_or_default())
}

/// Whether a redirect leads to where this very document can be: from a front page, to another spelling of the same
/// address, or to an address with the document's own name in it.
pub(super) fn is_about(url: &Url, target: &Url) -> bool {
    let is_root = url.path() == "/" && url.query().is_none();
    is_root || document(url) == document(target) || names(url).iter().any(|name| has_name(target, name))
}

/// By what a URL names its document: the last part of its path without the extension; of a script or a folder, what it
/// is asked.
fn names(url: &Url) -> Vec<&str> {
    const SCRIPTS: [&str; 9] = ["asp", "aspx", "cfm", "cgi", "dll", "exe", "jsp", "php", "pl"];
    let last = url.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let (stem, extension) = last.split_once('.').unwrap_or((last, ""));
    match url.query() {
        Some(query) if stem.is_empty() || SCRIPTS.contains(&extension) => {
            query.split('&').map(|parameter| parameter.split_once('=').map_or(parameter, |(_, value)| value)).collect()
        }
        _ => vec![stem],
    }
}

/// Whether the words of a name stand in a URL's path and query, one after the other.
fn has_name(url: &Url, name: &str) -> bool {
    let address = format!("{}?{}", url.path(), url.query().unwrap_or_default()).to_ascii_lowercase();
    let name = name.to_ascii_lowercase();
    let (address, name): (Vec<&str>, Vec<&str>) = (words(&address).collect(), words(&name).collect());
    !name.is_empty() && address.windows(name.len()).any(|words| words == name)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_may_move_under_its_own_name() -> Result<(), url::ParseError> {
        for (url, target, is_its_own) in [
            ("http://a.example/", "http://a.example/home", true),
            ("http://a.example/x/", "https://www.a.example/x", true),
            ("http://a.example/x?id=7", "https://a.example/x?id=7", true),
            ("http://a.example/story/123.html", "http://a.example/2004/05/harbour-fire-123", true),
            ("http://a.example/Harbour-Fire.html", "http://a.example/2004/harbour-fire/", true),
            ("http://a.example/news/7?ref=feed", "http://a.example/news/7", true),
            ("http://a.example/story.php?id=7", "http://a.example/stories/7", true),
            ("http://a.example/?p=7", "http://a.example/2004/harbour-fire-7", true),
            ("http://a.example/---", "https://www.a.example/---/", true),
            ("http://a.example/?p=7", "http://a.example/blog", false),
            ("http://a.example/story.php?id=7", "http://a.example/story.php", false),
            ("http://a.example/news/7", "http://a.example/news/", false),
            ("http://a.example/news/7", "http://a.example/news/72", false),
            ("http://a.example/harbour-fire", "http://a.example/fire", false),
            ("http://a.example/---", "http://a.example/archive", false),
        ] {
            assert_eq!(is_about(&Url::parse(url)?, &Url::parse(target)?), is_its_own, "{url} {target}");
        }
        Ok(())
    }
}
