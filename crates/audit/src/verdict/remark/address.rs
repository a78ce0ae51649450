//! Which of the addresses that redirects lead to can be cited instead of the old one.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::verdict::shared_page::{document, is_about};
use newslint_model::source::{document_key, is_front_page, is_wall, registrable};

/// Whether an address is worth to be cited instead of another, as far as the two show it: a document's own, for all
/// readers, on any device and in any language.
///
/// A last slash or a `www.` alone is not worth a change, TLS is.
pub(super) fn is_worth_citing(from: &Url, to: &Url) -> bool {
    let (old, new) = (Address::of(from), Address::of(to));
    let is_other = document(from) != document(to) || (from.scheme() == "http" && to.scheme() == "https");
    let is_safe = from.scheme() == to.scheme() || to.scheme() == "https";
    is_other
        && is_safe
        && !is_root(from)
        && !is_root(to)
        && !has_url_within(from)
        // Nothing of trackers and sessions, and nothing that Markdown reads as something else.
        && document_key(to.as_str()) == to.as_str()
        && !new.says_more_than(&old, Address::device)
        && !new.says_more_than(&old, Address::language)
        && !new.says_more_than(&old, Address::besides)
        && !is_other_country(from, to)
        && !is_wall(from, to, None)
        && !new.leads_back_to(from)
}

/// Whether a URL has another one in its path: that of a copy in a web archive, which is not the document's own.
pub(super) fn has_url_within(url: &Url) -> bool {
    ["/http:/", "/https:/"].iter().any(|scheme| url.path().contains(scheme))
}

/// Whether a site sends its readers from a country's part of it to another one: `gazette.co.uk` to `gazette.com`.
fn is_other_country(from: &Url, to: &Url) -> bool {
    let [old, new] = [from, to].map(|url| url.host_str().map_or("", registrable).split_once('.').unwrap_or_default());
    let is_country = |suffix: &str| suffix.rsplit('.').next().is_some_and(|top| top.len() == 2);
    old.0 == new.0 && old.1 != new.1 && (is_country(old.1) || is_country(new.1))
}

/// Whether an address is that of a host's front page.
pub(super) fn is_root(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

/// Whether a visit that ended there shows something that stands before documents, or lists them.
pub(super) fn is_beside(from: &Url, at: &Url, title: &str) -> bool {
    is_wall(from, at, Some(title)) || (!is_about(from, at) && is_front_page(at.as_str()))
}

/// Words for devices, as labels of a host, segments of a path, or what follows a last dot.
const DEVICES: [&str; 8] = ["amp", "lite", "m", "mobi", "mobil", "mobile", "touch", "wap"];

/// Names of parameters that stand for a language or a country.
const LANGUAGES: [&str; 11] =
    ["cc", "country", "edition", "hl", "lang", "language", "lc", "locale", "region", "setlang", "site"];

/// Words for editions, where a language or a country can be as well.
const EDITIONS: [&str; 5] = ["edition", "global", "international", "intl", "worldwide"];

/// Words for pages that list documents, or say that there is none.
const BESIDES: [&str; 24] = [
    "404", "410", "busca", "buscar", "deleted", "error", "errors", "expired", "gone", "notfound", "query", "recherche",
    "redirect", "removed", "ricerca", "search", "sok", "sorry", "suche", "tag", "tags", "topic", "unavailable",
    "zoeken",
];

/// Names of parameters that are searched for.
const SEARCHES: [&str; 6] = ["keyword", "keywords", "q", "query", "s", "search"];

/// An address in parts, in lower case.
struct Address {
    /// The labels of the host that stand before what somebody has registered.
    labels: Vec<String>,
    segments: Vec<String>,
    parameters: Vec<(String, String)>,
    /// The path and the query, without their escapes, even where these were escaped.
    decoded: String,
}

impl Address {
    fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let before = host.strip_suffix(registrable(host)).unwrap_or_default();
        let lower = |text: &str| text.to_ascii_lowercase();
        let decoded = percent_decode_str(&url[url::Position::BeforePath..]).decode_utf8_lossy();
        let parameters = url.query().unwrap_or_default().split('&').filter(|parameter| !parameter.is_empty());
        Self {
            labels: before.split('.').filter(|label| !label.is_empty()).map(lower).collect(),
            segments: url.path().split('/').filter(|segment| !segment.is_empty()).map(lower).collect(),
            parameters: parameters
                .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
                .map(|(name, value)| (lower(name), lower(value)))
                .collect(),
            decoded: percent_decode_str(&decoded).decode_utf8_lossy().to_ascii_lowercase(),
        }
    }

    /// Whether anything that `told` finds in it is not in the other.
    fn says_more_than(&self, other: &Address, told: fn(&Address) -> Vec<String>) -> bool {
        let known = told(other);
        told(self).iter().any(|word| !known.contains(word))
    }

    /// What is for some devices: `m` of `m.gazette.example`, `amp` of `/bridge.amp.html` and of `?amp=1`.
    fn device(&self) -> Vec<String> {
        let ends = self.segments.iter().flat_map(|segment| segment.split('.'));
        let names = self.parameters.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        let words = self.labels.iter().map(String::as_str).chain(ends).chain(names);
        words.filter(|word| DEVICES.contains(word)).map(str::to_owned).collect()
    }

    /// What is for some readers: `en` of `/en-gb/bridge`, of `en.gazette.example` and of `?lang=en`.
    fn language(&self) -> Vec<String> {
        let places = self.labels.iter().chain(&self.segments);
        let places = places.filter(|word| is_language(word) || EDITIONS.contains(&word.as_str())).cloned();
        let parameters = self.parameters.iter().filter(|(name, _)| LANGUAGES.contains(&name.as_str()));
        places.chain(parameters.map(|(name, value)| format!("{name}={value}"))).collect()
    }

    /// What is not for a document. In a headline, words are only words.
    fn besides(&self) -> Vec<String> {
        let is_name = |stem: &&str| stem.split(['-', '_']).count() <= 3;
        let stems = self.segments.iter().filter_map(|segment| segment.split('.').next()).filter(is_name);
        let parameters = self.parameters.iter().map(|(name, _)| name.as_str());
        let parameters = parameters.filter(|name| SEARCHES.contains(name)).map(|name| format!("{name}="));
        let parts = stems.flat_map(|stem| stem.split(['-', '_']).chain([stem]));
        parts.filter(|part| BESIDES.contains(part)).map(str::to_owned).chain(parameters).collect()
    }

    /// Whether it has the other address in it, as gates and web archives do that know the way back.
    fn leads_back_to(&self, from: &Url) -> bool {
        let host = from.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        self.decoded.contains(host)
    }
}

/// Whether a word is a language or a country, or both: `en`, `pt-br`, `zh_hans`.
fn is_language(word: &str) -> bool {
    let mut parts = word.split(['-', '_']);
    let is_code = |part: &str, longest| {
        (2..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    parts.next().is_some_and(|language| is_code(language, 2))
        && parts.next().is_none_or(|region| is_code(region, 4))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "http://www.gazette.example/2004/08/bridge.html";

    #[test]
    fn a_documents_own_address_is_worth_citing() -> Result<(), url::ParseError> {
        for (from, to) in [
            (FROM, "https://www.gazette.example/2004/08/bridge.html"),
            (FROM, "https://gazette.example/2004/08/bridge.html"),
            (FROM, "https://www.gazette.example/news/harbour-bridge-opens-4711"),
            (FROM, "http://archive.gazette.example/2004/08/bridge"),
            (FROM, "https://kestrelherald.example/2004/08/bridge.html"),
            ("http://www.gazette.com/2004/bridge", "https://www.gazette.net/2004/bridge"),
            ("http://m.gazette.example/2004/bridge", "http://www.gazette.example/2004/bridge"),
            ("https://gazette.example/2004/bridge/amp", "https://gazette.example/2004/bridge"),
            ("https://gazette.example/en/2004/bridge", "https://gazette.example/en/world/bridge-2004"),
            ("https://gazette.example/n.php?id=7&lang=en", "https://gazette.example/news/7?lang=en"),
            ("https://gazette.example/news/7", "https://gazette.example/news/7/search-for-the-lost-ferry"),
        ] {
            assert!(is_worth_citing(&Url::parse(from)?, &Url::parse(to)?), "{from} {to}");
        }
        Ok(())
    }

    #[test]
    fn what_is_for_some_readers_or_lists_documents_is_not() -> Result<(), url::ParseError> {
        for to in [
            "http://www.gazette.example/",
            "http://gazette.example/2004/08/bridge.html",
            "http://www.gazette.example/2004/08/bridge.html/",
            "https://www.gazette.example/2004/08/bridge.html?utm_source=old",
            "https://www.gazette.example/2004/08/bridge.html;jsessionid=17",
            "https://www.gazette.example/story?a=1&copy;=2",
            "https://m.gazette.example/2004/08/bridge.html",
            "https://amp.gazette.example/2004/08/bridge.html",
            "https://www.gazette.example/amp/2004/08/bridge.html",
            "https://www.gazette.example/2004/08/bridge.amp.html",
            "https://www.gazette.example/2004/08/bridge.html?outputType=amp",
            "https://en.gazette.example/2004/08/bridge.html",
            "https://www.gazette.example/de-at/2004/08/bridge.html",
            "https://www.gazette.example/2004/08/bridge.html?lang=en",
            "https://edition.gazette.example/2004/08/bridge.html",
            "https://www.gazette.example/subscribe/2004/08/bridge.html",
            "https://www.gazette.example/search?q=bridge",
            "https://www.gazette.example/2004/bridge?s=bridge",
            "https://www.gazette.example/error/2004",
            "https://www.gazette.example/article-removed/2004",
            "https://www.gazette.example/tag/bridge-2004",
            "https://gate.example/?back=http%3A%2F%2Fwww.gazette.example%2F2004%2F08%2Fbridge.html",
            "https://web.archive.org/web/2004/http://www.gazette.example/2004/08/bridge.html",
        ] {
            assert!(!is_worth_citing(&Url::parse(FROM)?, &Url::parse(to)?), "{to}");
        }
        let british = Url::parse("http://www.gazette.co.uk/2004/bridge")?;
        assert!(!is_worth_citing(&british, &Url::parse("https://www.gazette.com/2004/bridge")?));
        assert!(is_worth_citing(&british, &Url::parse("https://www.thegazette.com/2004/bridge")?));
        let safe = Url::parse("https://www.gazette.example/2004/08/bridge.html")?;
        assert!(!is_worth_citing(&safe, &Url::parse("http://www.gazette.example/news/bridge-2004")?));
        assert!(!is_worth_citing(&Url::parse("http://gazette.example/")?, &safe));
        Ok(())
    }
}
