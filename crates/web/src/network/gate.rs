//! Gates: pages that a host puts before its documents, and from which a reader is let on to the one that he had asked
//! for.
//!
//! A gate is known by what it does. Whoever comes, for a document or for what cannot be one, is sent to an address that
//! carries the way back. Pages that say what they did not find are told it too, as a search is told what to look for.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
use url::{Position, Url};

use super::control::is_index;
use newslint_model::source::names_wall;

/// A redirect: what was asked for, and where that led.
#[derive(Clone, Copy)]
struct Passage<'u> {
    from: &'u Url,
    at: &'u Url,
}

/// Words in the address of a page that says what it did not find, or looks for it.
const NOT_FOUND: [&str; 36] = [
    "404", "410", "ara", "busca", "buscar", "busqueda", "cerca", "deleted", "err", "erreur", "erro", "error", "errore",
    "errors", "fehler", "find", "gone", "introuvable", "lost", "missing", "oops", "recherche", "removed", "results",
    "ricerca", "search", "sitemap", "sok", "such", "suche", "szukaj", "trovata", "unknown", "whoops", "zoek", "zoeken",
];

/// Names of parameters that say what to look for.
const SEARCHED: [&str; 8] = ["find", "k", "keyword", "keywords", "q", "query", "s", "search"];

/// Whether the address `at` that a visit was sent to says where it had come `from`, as only a gate does.
pub(super) fn is_way_back(from: &Url, at: &Url) -> bool {
    Passage { from, at }.carries_way_back()
}

impl Passage<'_> {
    fn carries_way_back(self) -> bool {
        let Self { from, at } = self;
        // The front page of the same site has nothing to let anybody through to.
        let mut segments = at.path().split('/').filter(|segment| !segment.is_empty());
        let is_front = segments.all(is_index) && host(from) == host(at);
        at != from && !is_front && (self.is_in_query() || self.is_in_path())
    }

    fn is_in_query(self) -> bool {
        if self.at.path().split('/').any(is_not_found) {
            return false;
        }
        let parameters = || self.at.query().into_iter().flat_map(|query| query.split('&'));
        let names_death = parameters().any(|parameter| {
            let name = parameter.split(['=', ';']).next().unwrap_or_default().to_ascii_lowercase();
            name.contains("error") || name.contains("notfound") || name == "404"
        });
        !names_death
            && parameters().any(|parameter| match parameter.split_once('=') {
                Some((name, _)) if SEARCHED.contains(&name.to_ascii_lowercase().as_str()) => false,
                // Some write it without any name.
                Some((_, value)) => self.is_back(value) || self.is_back(parameter),
                None => self.is_back(parameter),
            })
    }

    /// A path that has the old one as its end is mostly a new place for the same documents: it has to be written as
    /// something to go back to, or stand behind the name of a wall.
    fn is_in_path(self) -> bool {
        let (from, path) = (self.from.path(), self.at.path());
        let as_url = || {
            let start = path.find("http:/").or_else(|| path.find("https:/"))?;
            self.is_back(&path[start..]).then_some(&path[..start])
        };
        let escaped = || {
            let is_back = |segment: &&str| !from.ends_with(*segment) && self.is_back(segment);
            let start = path.split('/').find(is_back)?.as_ptr() as usize - path.as_ptr() as usize;
            Some(&path[..start])
        };
        let behind_wall = || {
            let before = path.strip_suffix(from).filter(|before| !before.is_empty())?;
            before.split('/').filter(|part| !part.is_empty()).all(names_wall).then_some(before)
        };
        let before = as_url().or_else(escaped).or_else(behind_wall);
        before.is_some_and(|before| !before.split('/').any(is_not_found))
    }

    /// Whether a text is the address of what was asked for, as it is or escaped.
    fn is_back(self, text: &str) -> bool {
        let once = percent_decode_str(text).decode_utf8_lossy();
        let twice = percent_decode_str(&once).decode_utf8_lossy();
        let decoded = unpacked(&once);
        let is_own = |text: &str| self.is_own_address(text);
        is_own(text) || is_own(&once) || is_own(&twice) || {
            decoded.is_some_and(|text| is_own(&text) || is_own(&percent_decode_str(&text).decode_utf8_lossy()))
        }
    }

    /// Whether a text is the URL that was asked for, whole or from the path on, up to its first parameter at least.
    fn is_own_address(self, text: &str) -> bool {
        let text = text.trim();
        // Without its scheme it may be whole, too.
        let bare = text.strip_prefix("//").or_else(|| text.strip_prefix(host(self.from)).map(|_| text));
        let whole = bare.map_or_else(|| Url::parse(text), |bare| Url::parse(&format!("http://{bare}"))).ok();
        let rest = match &whole {
            Some(url) if host(url) == host(self.from) => &url[Position::BeforePath..],
            Some(_) => return false,
            None => text,
        };
        let own = |part: &str| percent_decode_str(part).decode_utf8_lossy().trim_matches('/').to_owned();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let is_same_path = own(path) == own(self.from.path());
        // One segment alone is a name, which may be looked for.
        let is_address = rest.starts_with('/') || own(path).contains('/');
        let first = self.from.query().and_then(|query| query.split('&').next()).unwrap_or_default();
        is_same_path && is_address && own(query).starts_with(&own(first))
    }
}

/// What was packed into letters (RFC 4648 §4 and §5), with or without padding.
fn unpacked(text: &str) -> Option<String> {
    const PADDING: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, PADDING);
    const FOR_URLS: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, PADDING);
    let bytes = STANDARD.decode(text).or_else(|_| FOR_URLS.decode(text)).ok()?;
    String::from_utf8(bytes).ok()
}

fn is_not_found(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase();
    let squeezed: String = words(&segment).collect();
    squeezed.contains("notfound")
        || squeezed.contains("nichtgefunden")
        || words(&segment).any(|word| NOT_FOUND.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "http://gazette.example/news/bridge.html";

    fn carries(from: &str, at: &str) -> Result<bool, url::ParseError> {
        let from = Url::parse(from)?;
        let at = from.join(at)?;
        Ok(is_way_back(&from, &at))
    }

    #[test]
    fn ways_back() -> Result<(), url::ParseError> {
        for at in [
            "/welcome?to=/news/bridge.html",
            "/welcome?to=%2Fnews%2Fbridge.html&x=1",
            "/welcome?x=1&to=%252Fnews%252Fbridge.html",
            "/welcome?to=http://gazette.example/news/bridge.html",
            "/welcome?to=https%3A%2F%2Fwww.gazette.example%2Fnews%2Fbridge.html%3Ffrom%3Dhere",
            "/welcome?http://gazette.example/news/bridge.html",
            "/welcome?//gazette.example/news/bridge.html",
            "/welcome?to=gazette.example/news/bridge.html",
            "/welcome?to=news/bridge.html",
            // `/news/bridge.html`, and the whole URL without its padding.
            "/welcome?to=L25ld3MvYnJpZGdlLmh0bWw=",
            "/welcome?to=L25ld3MvYnJpZGdlLmh0bWw%3D",
            "/welcome?to=aHR0cDovL2dhemV0dGUuZXhhbXBsZS9uZXdzL2JyaWRnZS5odG1s",
            "/welcome/L25ld3MvYnJpZGdlLmh0bWw",
            "/welcome/%2Fnews%2Fbridge.html",
            "/welcome/http://gazette.example/news/bridge.html",
            "/verify/news/bridge.html",
            "http://pass.example/?to=http%3A%2F%2Fgazette.example%2Fnews%2Fbridge.html",
        ] {
            assert!(carries(FROM, at)?, "{at}");
        }
        assert!(carries("http://gazette.example/n.php?id=7&x=1", "/welcome?to=/n.php?id=7&x=1")?);
        assert!(!carries("http://gazette.example/n.php?id=7&x=1", "/welcome?to=/n.php")?);
        Ok(())
    }

    #[test]
    fn what_is_told_what_was_not_found_is_no_gate() -> Result<(), url::ParseError> {
        for at in [
            "/news/bridge.html",
            "https://www.gazette.example/news/bridge.html",
            "/en/news/bridge.html",
            "/archive/news/bridge.html",
            "/?from=/news/bridge.html",
            "/index.php?url=/news/bridge.html",
            "/search?q=bridge",
            "/search?term=/news/bridge.html",
            "/find?q=/news/bridge.html",
            "/all?q=/news/bridge.html",
            "/all?name=bridge.html",
            "/404?url=/news/bridge.html",
            "/404.aspx?404;http://gazette.example:80/news/bridge.html",
            "/error?aspxerrorpath=/news/bridge.html",
            "/message?aspxerrorpath=/news/bridge.html",
            "/PageNotFound.aspx?requestUrl=/news/bridge.html",
            "/fehler/seite?url=/news/bridge.html",
            "/welcome?to=/news/other.html",
            "/welcome?to=http://herald.example/news/bridge.html",
            "/welcome?to=L25ld3M=",
            "/welcome",
        ] {
            assert!(!carries(FROM, at)?, "{at}");
        }
        Ok(())
    }
}
