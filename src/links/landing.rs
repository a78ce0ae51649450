//! Redirects that lead away from a document instead of to it, as far as the two URLs show it.

use url::Url;

use super::Cause;
use super::sibling::{is_index, selects_document};

/// Segments that are the front page's, or the front door's of a site that moved from it.
const FRONT: [&str; 20] = [
    "accueil",
    "blog",
    "cms",
    "drupal",
    "en",
    "front",
    "frontpage",
    "home",
    "homepage",
    "inicio",
    "joomla",
    "news",
    "portal",
    "site",
    "start",
    "startseite",
    "web",
    "welcome",
    "wordpress",
    "wp",
];

/// Segments, without extension, at which a site says that it has no such document.
const NOT_FOUND: [&str; 14] = [
    "404",
    "404-error",
    "404-not-found",
    "404-page",
    "404error",
    "404page",
    "error-404",
    "error404",
    "file-not-found",
    "not-found",
    "not_found",
    "notfound",
    "page-not-found",
    "pagenotfound",
];

/// Last segments that show the document above them in another form.
const FORMS: [&str; 20] = [
    "all",
    "amp",
    "comments",
    "feed",
    "full",
    "gallery",
    "images",
    "mobile",
    "photos",
    "print",
    "printable",
    "reviews",
    "share",
    "single",
    "slideshow",
    "story",
    "text",
    "trackback",
    "video",
    "view",
];

/// What a redirect `from` a document `to` another URL amounts to, if that is not the document.
///
/// Conservative: a new scheme, host, extension, slash or slug is a document that moved, and whatever cannot be told is so
/// too. `to` may have a fragment; a route in it is a document.
pub(super) fn landing(from: &Url, to: &Url) -> Option<Cause> {
    let (origin, target) = (Place::of(from), Place::of(to));
    if origin.is_front() || to.fragment().is_some_and(|fragment| fragment.starts_with(['/', '!'])) {
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
    (is_same_site && target.is_section_above(&origin)).then_some(Cause::SectionPage)
}

/// A URL as far as it says what kind of page there is.
struct Place<'u> {
    url: &'u Url,
    /// Without `www.` and `m.`.
    host: &'u str,
    /// The segments of the path, without empty ones and without the last one if it is an index.
    segments: Vec<&'u str>,
}

impl<'u> Place<'u> {
    fn of(url: &'u Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let host = ["www.", "m.", "mobile."].iter().find_map(|label| host.strip_prefix(label)).unwrap_or(host);
        let mut segments: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
        if segments.last().is_some_and(|last| is_index(last)) {
            segments.pop();
        }
        Self { url, host, segments }
    }

    /// Whether this is the front page of a host, in any language, or so near to it that it may be.
    fn is_front(&self) -> bool {
        let is_near = |segment: &&str| {
            let stem = stem(segment);
            is_language(&stem) || FRONT.contains(&stem.as_str())
        };
        self.segments.len() <= 2 && self.segments.iter().all(is_near) && !selects_document(self.url)
    }

    fn says_not_found(&self) -> bool {
        self.segments.iter().any(|segment| NOT_FOUND.contains(&stem(segment).as_str()))
    }

    /// Whether the front page of another host may be what this URL stood for: a site of its own for what was a part of
    /// this one, or a URL that was made to lead there.
    fn may_mean(&self, front: &Place<'_>) -> bool {
        let own = self.url[url::Position::BeforePath..].to_ascii_lowercase();
        let is_named =
            |label: &str| label.len() > 2 && own.contains(label) && !self.host.split('.').any(|mine| mine == label);
        let is_short = self.segments.len() == 1
            && self
                .segments
                .iter()
                .all(|segment| segment.len() <= 12 && segment.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let is_other_site = psl::domain_str(self.host) != psl::domain_str(front.host);
        front.host.split('.').any(is_named) || (is_short && is_other_site)
    }

    /// Whether this is a page that lists what is below it, and `other` a document there.
    fn is_section_above(&self, other: &Place<'_>) -> bool {
        let Some(below) = other.segments.strip_prefix(self.segments.as_slice()) else { return false };
        let is_list = self.segments.last().is_some_and(|last| is_section(last));
        match below {
            [] => false,
            [.., last] => is_list && is_document(last),
        }
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

/// Whether a segment looks like a document below a section: not a page's number, nor another form of what is above it.
fn is_document(segment: &str) -> bool {
    let is_number = segment.len() < 4 && segment.bytes().all(|byte| byte.is_ascii_digit());
    !is_number && !FORMS.contains(&stem(segment).as_str())
}
