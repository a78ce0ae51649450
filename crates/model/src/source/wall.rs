//! Pages that a site puts before its documents: for subscribers, after a registration, a consent or a proof that one is a
//! person, or not for our part of the world.
//!
//! A gate is better known by what it does. This is for where that is not seen, and several documents lead to one page: is
//! it what there is instead of them, or what stands before them?

use url::Url;

/// Beginnings of words that stand in the address or the title of such a page, in lower case.
const BEGINNINGS: [&str; 41] = [
    // Subscriptions.
    "abbona", "abonn", "assina", "assine", "membership", "metered", "paywall", "prenumer", "subscri", "suscri",
    "подпис", // Registrations.
    "cadastr", "inscri", "login", "regist", "signin", "signup", // Consents, and ages.
    "agegate", "confidentialit", "consent", "cookie", "datenschutz", "dsgvo", "einwillig", "gdpr", "lgpd", "privac",
    "rgpd", "zustimm", // Regions.
    "geoblock", "geofenc", "georestrict", // Robots.
    "antibot", "botcheck", "captcha", "hcaptcha", "notarobot", "ratelimit", "recaptcha", "verificat", "verify",
];

/// Whole words of that kind. 451 is the status for what a law forbids (RFC 7725).
const WORDS: [&str; 7] = ["451", "abo", "age", "bot", "captchas", "challenge", "robot"];

/// Words for what cannot be had, beginnings too.
const UNAVAILABLE: [&str; 13] = [
    "access", "availab", "block", "bloque", "denied", "dispon", "forbidden", "nicht", "restrict", "unavailab",
    "unterst", "verfugbar", "verfügbar",
];

/// Where that is so.
const REGIONS: [&str; 16] = [
    "area", "countries", "country", "eea", "eu", "europe", "land", "location", "paese", "pais", "país", "pays",
    "region", "regione", "regions", "territory",
];

/// The words at the beginning of a title in which a page says what it is.
const TITLE: usize = 5;

/// The most words of a segment that is no headline.
const SEGMENT: usize = 5;

/// Whether a redirect of `from` to `at`, a page with this title, leads to a wall, by their names. A document about walls
/// leads to none.
pub fn is_wall(from: &Url, at: &Url, title: Option<&str>) -> bool {
    let begins = |title: &str| {
        let words = words(title);
        says_wall(&words[..words.len().min(TITLE)]) || (words.len() <= 2 * TITLE && says_region(&words))
    };
    (is_named(at) || title.is_some_and(begins)) && !is_named(from)
}

/// Whether a part of an address has the name of a wall.
pub fn names_wall(part: &str) -> bool {
    let words = words(part);
    words.len() <= SEGMENT && (says_wall(&words) || says_region(&words))
}

fn is_named(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let labels = host.split('.').rev().skip(2);
    url.domain().is_some() && labels.into_iter().any(names_wall)
        || url.path_segments().is_some_and(|mut segments| segments.any(names_wall))
}

fn says_wall(words: &[String]) -> bool {
    let is_said = |word: &String| {
        WORDS.contains(&word.as_str()) || BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
    };
    // `sign-up`, `geo-blocked`.
    let pairs = words.windows(2).map(<[String]>::concat);
    words.iter().any(is_said) || pairs.into_iter().any(|pair| is_said(&pair))
}

fn says_region(words: &[String]) -> bool {
    let is_unavailable = |word: &String| UNAVAILABLE.iter().any(|beginning| word.starts_with(beginning));
    words.iter().any(is_unavailable) && words.iter().any(|word| REGIONS.contains(&word.as_str()))
}

/// Runs of letters and digits, in lower case.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walls_are_named() -> Result<(), url::ParseError> {
        let from = Url::parse("http://gazette.example/news/bridge-opens.html")?;
        for (at, title, expected) in [
            ("https://www.gazette.example/subscribe", None, true),
            ("https://www.gazette.example/plus/abo/angebote.html", None, true),
            ("https://subscribe.gazette.example/offers", None, true),
            ("https://www.gazette.example/account/register", None, true),
            ("https://www.gazette.example/sign-up/", None, true),
            ("https://www.gazette.example/cookie-wall", None, true),
            ("https://www.gazette.example/privacy.html", None, true),
            ("https://www.gazette.example/unavailable-in-your-region", None, true),
            ("https://www.gazette.example/static/451.html", None, true),
            ("https://www.gazette.example/geo-blocked", None, true),
            ("https://www.gazette.example/are-you-a-robot", None, true),
            ("https://www.gazette.example/notice.html", Some("Subscribe to read | Ellery Gazette"), true),
            ("https://www.gazette.example/notice.html", Some("This site is not available in your country"), true),
            ("https://www.gazette.example/notice.html", Some("Leider nicht verfügbar in Ihrem Land"), true),
            ("https://www.gazette.example/stories.html", None, false),
            ("https://www.gazette.example/region/north", None, false),
            ("https://www.gazette.example/unavailable", None, false),
            ("https://www.gazette.example/stories.html", Some("All the stories of the Gazette: subscribe"), false),
            ("https://www.gazette.example/2004/seven-ways-to-think-about-privacy", None, false),
            ("https://gazette.example/about", Some("A page"), false),
        ] {
            assert_eq!(is_wall(&from, &Url::parse(at)?, title), expected, "{at} {title:?}");
        }
        let about = Url::parse("http://gazette.example/privacy/policy.html")?;
        assert!(!is_wall(&about, &Url::parse("http://gazette.example/privacy")?, None));
        Ok(())
    }
}
