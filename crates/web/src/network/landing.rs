//! Redirects that lead away from a document instead of to it, as far as the two URLs show it.

use url::Url;

use super::control::{is_form, is_index, selects_document};
use newslint_model::source::{Cause, registrable};

/// Segments that are the front page's.
const FRONT: [&str; 9] =
    ["accueil", "front", "frontpage", "home", "homepage", "inicio", "start", "startseite", "welcome"];

/// Segments at which a whole site may be, so that its front page is there too.
const ENTRANCES: [&str; 10] = ["blog", "cms", "drupal", "joomla", "news", "portal", "site", "web", "wordpress", "wp"];

/// Segments, without extension, at which a site says that it has no such document.
const NOT_FOUND: [&str; 14] = [
    "404", "404-error", "404-not-found", "404-page", "404error", "404page", "error-404", "error404", "file-not-found",
    "not-found", "not_found", "notfound", "page-not-found", "pagenotfound",
];

/// Segments at which a site lists what it has.
const LISTS: [&str; 33] = [
    "actualites", "archief", "archiv", "archive", "archives", "archivio", "archivo", "articles", "blog", "categories",
    "category", "columns", "latest", "nachrichten", "news", "newsroom", "nieuws", "noticias", "press", "pressreleases",
    "recent", "rubrik", "rubriken", "section", "sections", "stories", "tag", "tags", "themen", "topic", "topics",
    "ultimas", "updates",
];

/// Last segments that say nothing: the document has the name of the folder.
const NAMELESS: [&str; 7] = ["article", "content", "full", "page", "story", "text", "view"];

/// What a redirect `from` a document `to` another URL amounts to, if that is not the document.
///
/// Conservative: a new scheme, host, extension, slash or slug is a document that moved, and whatever cannot be told is so
/// too.
pub(super) fn landing(from: &Url, to: &Url) -> Option<Cause> {
    let (origin, target) = (Endpoint::of(from), Endpoint::of(to));
    if origin.may_be_front() {
        return None;
    }
    if target.says_not_found() && !origin.says_not_found() {
        return Some(Cause::SoftNotFound);
    }
    if selects_document(to) {
        return None;
    }
    let is_same_site = origin.host == target.host;
    if target.is_front() {
        return (is_same_site || !origin.may_mean(&target)).then_some(Cause::FrontPage);
    }
    let is_section = target.is_section_above(&origin) || target.is_section_beside(&origin);
    (is_same_site && is_section).then_some(Cause::SectionPage)
}

/// An end of a redirect, as far as its URL says what kind of page there is.
struct Endpoint<'u> {
    url: &'u Url,
    /// Without `www.` and `m.`.
    host: &'u str,
    /// The segments of the path, without empty ones and without the last one if it is an index.
    segments: Vec<&'u str>,
}

impl<'u> Endpoint<'u> {
    fn of(url: &'u Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let host = ["www.", "m.", "mobile."].iter().find_map(|label| host.strip_prefix(label)).unwrap_or(host);
        let mut segments: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
        if segments.last().is_some_and(|last| is_index(last)) {
            segments.pop();
        }
        Self { url, host, segments }
    }

    /// Whether this is the front page of a host, in any language.
    fn is_front(&self) -> bool {
        self.is_front_or(&[])
    }

    /// Whether this may be the front page of a site.
    fn may_be_front(&self) -> bool {
        self.is_front_or(&ENTRANCES)
    }

    fn is_front_or(&self, others: &[&str]) -> bool {
        let is_front = |segment: &&str| {
            let stem = stem(segment);
            is_language(&stem) || FRONT.contains(&stem.as_str()) || others.contains(&stem.as_str())
        };
        self.segments.len() <= 2 && self.segments.iter().all(is_front) && !selects_document(self.url)
    }

    fn says_not_found(&self) -> bool {
        self.segments.iter().any(|segment| NOT_FOUND.contains(&stem(segment).as_str()))
    }

    /// Whether the front page of another host may be what this URL stood for: a site of its own for what was a part of
    /// this one, or a URL that was made to lead there.
    fn may_mean(&self, front: &Endpoint<'_>) -> bool {
        let own = self.url[url::Position::BeforePath..].to_ascii_lowercase();
        let is_named =
            |label: &str| label.len() > 2 && own.contains(label) && !self.host.split('.').any(|mine| mine == label);
        let is_short = self.segments.len() == 1
            && self
                .segments
                .iter()
                .all(|segment| segment.len() <= 12 && segment.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let is_other_site = registrable(self.host) != registrable(front.host);
        front.host.split('.').any(is_named) || (is_short && is_other_site)
    }

    /// Whether this is a page that lists what is below it, and `other` a document there.
    fn is_section_above(&self, other: &Endpoint<'_>) -> bool {
        let Some(below) = other.segments.strip_prefix(self.segments.as_slice()) else { return false };
        let is_list = self.segments.last().is_some_and(|last| is_section(last));
        match below {
            [] => false,
            [.., last] => is_list && !is_form(last),
        }
    }

    /// Whether this is a page that lists what there is, at an address that has nothing of the `other`'s but folders:
    /// `/sections/news` for `/news/2004/bridge`.
    fn is_section_beside(&self, other: &Endpoint<'_>) -> bool {
        let Some((last, folders)) = other.segments.split_last() else { return false };
        let is_list = |segment: &str| {
            let stem = stem(segment);
            LISTS.contains(&stem.as_str()) || is_language(&stem)
        };
        let is_folder = |segment: &str| folders.iter().any(|folder| folder.eq_ignore_ascii_case(segment));
        let is_nameless = is_form(last) || is_list(last) || NAMELESS.contains(&stem(last).as_str());
        !is_nameless
            && self.segments.last().is_some_and(|last| is_section(&stem(last)))
            && self.segments.iter().all(|segment| is_list(segment) || is_folder(segment))
    }
}

/// A segment in lower case, without its extension.
fn stem(segment: &str) -> String {
    segment.split('.').next().unwrap_or_default().to_ascii_lowercase()
}

/// Whether a segment is a language: `en`, `pt-br`, `zh_Hans`.
fn is_language(segment: &str) -> bool {
    let mut parts = segment.split(['-', '_']);
    let is_code = |part: &str, longest| {
        (2..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    parts.next().is_some_and(|language| is_code(language, 2))
        && parts.next().is_none_or(|region| is_code(region, 4))
        && parts.next().is_none()
}

/// Whether a segment looks like a section: a word or two, or part of a date. A document has a number or more words.
fn is_section(segment: &str) -> bool {
    let is_date = segment.len() <= 4 && segment.bytes().all(|byte| byte.is_ascii_digit());
    let is_words = segment.len() <= 20
        && segment.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
        && segment.split(['-', '_']).count() <= 2;
    is_date || is_words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn landed(from: &str, to: &str) -> Result<Option<Cause>, url::ParseError> {
        Ok(landing(&Url::parse(from)?, &Url::parse(to)?))
    }

    #[test]
    fn front_pages() -> Result<(), url::ParseError> {
        const FROM: &str = "http://gazette.example/2004/08/bridge.html";
        for to in [
            "http://gazette.example/",
            "https://www.gazette.example/",
            "https://www.gazette.example/?redirected=1",
            "https://www.gazette.example/?utm_source=old&ref=404",
            "https://www.gazette.example/index.html",
            "https://www.gazette.example/en/",
            "https://www.gazette.example/pt-br/index.php",
            "https://www.gazette.example/home",
            "https://www.gazette.example/Default.aspx",
            "https://herald.example/",
            "https://herald.example/en/home",
        ] {
            assert_eq!(landed(FROM, to)?, Some(Cause::FrontPage), "{to}");
        }
        for from in ["?p=123", "old-story", "story"].map(|path| format!("http://gazette.example/{path}")) {
            assert_eq!(landed(&from, "http://gazette.example/")?, Some(Cause::FrontPage), "{from}");
        }
        Ok(())
    }

    #[test]
    fn section_pages_and_not_found_pages() -> Result<(), url::ParseError> {
        const FROM: &str = "http://gazette.example/news/2004/08/bridge-opens.html";
        for (to, expected) in [
            ("https://www.gazette.example/news/2004/08/", Cause::SectionPage),
            ("https://www.gazette.example/news/2004", Cause::SectionPage),
            ("http://gazette.example/news/index.html", Cause::SectionPage),
            ("http://gazette.example/news/2004/?ref=old", Cause::SectionPage),
            ("http://gazette.example/sections/news", Cause::SectionPage),
            ("http://gazette.example/archive/", Cause::SectionPage),
            ("http://gazette.example/archive.html", Cause::SectionPage),
            ("http://gazette.example/en/news/", Cause::SectionPage),
            ("http://gazette.example/archive/2004/", Cause::SectionPage),
            ("http://gazette.example/404", Cause::SoftNotFound),
            ("http://gazette.example/404.html", Cause::SoftNotFound),
            ("http://gazette.example/en/NotFound.aspx?aspxerrorpath=/news/2004", Cause::SoftNotFound),
            ("http://gazette.example/error/404?id=7", Cause::SoftNotFound),
            ("http://herald.example/page-not-found/", Cause::SoftNotFound),
        ] {
            assert_eq!(landed(FROM, to)?, Some(expected), "{to}");
        }
        for from in ["http://gazette.example/world/bridge", "http://gazette.example/world/read.php?id=3"] {
            assert_eq!(landed(from, "http://gazette.example/world/")?, Some(Cause::SectionPage), "{from}");
        }
        Ok(())
    }

    #[test]
    fn documents_that_moved() -> Result<(), url::ParseError> {
        for (from, to) in [
            // The same, spelt otherwise.
            ("http://gazette.example/2004/bridge", "https://www.gazette.example/2004/bridge"),
            ("http://gazette.example/2004/bridge", "http://gazette.example/2004/bridge/"),
            ("http://gazette.example/2004/bridge", "http://gazette.example/2004/bridge.html"),
            ("http://gazette.example/2004/bridge/index.html", "http://gazette.example/2004/bridge/"),
            ("http://gazette.example/2004/bridge?utm_source=rss", "http://gazette.example/2004/bridge"),
            // Another slug or place.
            ("http://gazette.example/2004/08/x", "http://gazette.example/news/x-a-long-story"),
            ("http://gazette.example/news/bridge", "http://herald.example/news/"),
            ("http://gazette.example/n.php?id=3", "http://gazette.example/?p=3"),
            ("http://gazette.example/n.php?id=3", "http://gazette.example/news/?story=bridge"),
            ("http://gazette.example/article/1234567/bridge-opens", "http://gazette.example/article/1234567"),
            (
                "http://gazette.example/news/bridge-opens-in-ellery/x.html",
                "http://gazette.example/news/bridge-opens-in-ellery",
            ),
            ("http://gazette.example/bridge/print", "http://gazette.example/bridge"),
            ("http://gazette.example/bridge/2", "http://gazette.example/bridge"),
            // Its own name is there, or a new one.
            ("http://gazette.example/2004/bridge/story.html", "http://gazette.example/bridge/"),
            ("http://gazette.example/news/2004/bridge.html", "http://gazette.example/archive/bridge"),
            ("http://gazette.example/news/2004/bridge.html", "http://gazette.example/bridge/"),
            ("http://gazette.example/news/2004/x.html", "http://gazette.example/harbour/"),
            ("http://gazette.example/news/2004/x.html", "http://gazette.example/archive/x-marks-the-spot"),
            ("http://gazette.example/archive/", "http://gazette.example/archives/"),
            // Front pages that were cited as such.
            ("http://gazette.example/", "https://www.gazette.example/en/"),
            ("http://gazette.example/index.php", "http://gazette.example/home"),
            ("http://gazette.example/en/", "http://gazette.example/"),
            ("http://gazette.example/blog/", "http://gazette.example/"),
            // A site of its own, and a URL that was made to lead there.
            ("http://provider.example/users/kestrelbay/", "http://kestrelbay.example/"),
            ("http://gazette.example/blogs/harbour/", "http://harbour.gazette.example/"),
            ("http://sho.example/x7Ab", "http://gazette.example/"),
            ("http://sho.example/go?to=http://gazette.example/", "http://gazette.example/"),
            // A document about it.
            ("http://gazette.example/404", "http://gazette.example/not-found"),
        ] {
            assert_eq!(landed(from, to)?, None, "{from} {to}");
        }
        Ok(())
    }
}
