//! Whether a page bears the name of the host that is asked for it.
//!
//! Nearly every page of a newspaper has the paper's name on it, also those that say that something is missing, closed, to
//! be paid for, or on strike. Whoever takes over its domain puts up a name of his own.

use rustc_hash::FxHashMap;
use url::Url;

use super::contents::Page;
use super::words::{Word, words};
use newslint_model::source::{OwnName, registered};

/// The fewest letters of a name that can be looked for.
const SHORTEST: usize = 3;

/// The most.
const LONGEST: usize = 40;

/// The fewest letters of a part of a name that stands for it: `Times` for `nytimes`.
const PART: usize = 4;

/// Letters that names of hosts have without their marks.
const PLAIN: [(&str, char); 11] = [
    ("àáâãäåāăą", 'a'),
    ("çćčĉ", 'c'),
    ("ďđð", 'd'),
    ("èéêëēėęě", 'e'),
    ("ìíîïīį", 'i'),
    ("łľ", 'l'),
    ("ñńňņ", 'n'),
    ("òóôõöøōő", 'o'),
    ("śšşș", 's'),
    ("ùúûüūůű", 'u'),
    ("źžż", 'z'),
];

/// Looks for the name of the host of `url` on a page.
pub(super) fn own_name(page: &Page, url: &Url) -> OwnName {
    // An address has no name, so that nothing can be said of it.
    let Some(domain) = url.host_str().and_then(registered) else { return OwnName::Shown };
    let label = domain.split('.').next().unwrap_or_default();
    let name: String = label.chars().filter(|c| *c != '-').collect();
    if !(SHORTEST..=LONGEST).contains(&name.len()) || name == "www" || label.starts_with("xn--") {
        return OwnName::Unclear;
    }
    let titles = [plain(&page.title), plain(&page.shared_title)];
    if titles.iter().any(|title| is_in_title(title, &name)) || is_in_text(&page.words, &name) {
        return OwnName::Shown;
    }
    // A name in other letters may be the same.
    let letters = || page.title.chars().chain(page.shared_title.chars()).filter(|c| c.is_alphabetic());
    let latin = letters().filter(|c| matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')).count();
    if latin * 2 > letters().count() { OwnName::Missing } else { OwnName::Unclear }
}

/// The words of a title, in the letters that names of hosts have.
fn plain(title: &str) -> Vec<String> {
    let lower = title.to_lowercase();
    let letters: String = lower
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | '‘'))
        .map(|c| PLAIN.iter().find(|(marked, _)| marked.contains(c)).map_or(c, |(_, plain)| *plain))
        .collect();
    letters.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether words that follow each other are the name, or their first letters are, or one is a part of it.
fn is_in_title(title: &[String], name: &str) -> bool {
    let is_whole = |at: usize| {
        let mut rest = name;
        title[at..].iter().any(|word| match rest.strip_prefix(word.as_str()) {
            Some(left) => {
                rest = left;
                rest.is_empty()
            }
            None => {
                rest = "\0";
                false
            }
        })
    };
    let is_part = |word: &String| {
        (word.len() >= PART && (name.starts_with(word.as_str()) || name.ends_with(word.as_str())))
            || (name.len() >= PART && word.starts_with(name))
    };
    let initials = |shortest: usize| -> String {
        title.iter().filter(|word| word.len() >= shortest).filter_map(|word| word.chars().next()).collect()
    };
    (0..title.len()).any(is_whole)
        || title.iter().any(is_part)
        || [1, PART].into_iter().any(|shortest| initials(shortest).contains(name))
}

/// Whether words of the text that follow each other are the name.
fn is_in_text(text: &[Word], name: &str) -> bool {
    let parts = Parts::of(name);
    let mut reached = 0_u64;
    text.iter().any(|word| {
        reached = parts.after(reached | 1, *word);
        reached >> name.len() & 1 == 1
    })
}

/// What a name is made of: each part by its hash, with the positions at which it begins, one bit each, and its length.
struct Parts(FxHashMap<u32, (u64, usize)>);

impl Parts {
    fn of(name: &str) -> Self {
        let mut parts = FxHashMap::default();
        for start in 0..name.len() {
            for end in start + 1..=name.len() {
                let word = name.get(start..end).and_then(|part| words(part).first().copied());
                let Some(word) = word else { continue };
                parts.entry(word.hash()).or_insert((0, end - start)).0 |= 1 << start;
            }
        }
        Self(parts)
    }

    /// How far the name has come with this word, if it had come as far as `reached` before.
    fn after(&self, reached: u64, word: Word) -> u64 {
        self.0.get(&word.hash()).map_or(0, |(starts, length)| (reached & starts) << length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(host: &str, html: &str) -> Result<OwnName, url::ParseError> {
        let page = Page::read(html.as_bytes(), Some("text/html; charset=utf-8"));
        Ok(own_name(&page, &Url::parse(&format!("http://{host}/2004/bridge"))?))
    }

    #[test]
    fn names_are_found_in_many_spellings() -> Result<(), url::ParseError> {
        for (host, html) in [
            ("gazette.example", "<title>Bridge opens | Ellery Gazette</title>"),
            ("www.ellerygazette.example", "<title>Sorry</title><p>© The Ellery Gazette"),
            ("ellery-gazette.example", "<title>ElleryGazette</title>"),
            ("news.kbtimes.example", "<title>The Kestrel Bay Times</title>"),
            ("kbh.example", "<title>Page not found - Kestrel Bay Herald</title>"),
            ("kmh.example", "<title>The Kestrel of the Marrow Herald</title>"),
            ("elpuerto.example", "<title>El Puérto</title>"),
            ("chron.example", "<title>Ellery Chronicle</title>"),
            ("gazette.example", "<meta property=og:title content='Gazette'><p>No"),
            ("asahi-bay.example", "<title>朝の港</title><p>Copyright Asahi Bay Shimbun"),
            ("gazette.example", "<title>Sorry</title><p>Write to news@gazette.example"),
        ] {
            assert_eq!(shown(host, html)?, OwnName::Shown, "{host} {html}");
        }
        Ok(())
    }

    #[test]
    fn what_is_not_there_is_missing_unless_it_cannot_be_told() -> Result<(), url::ParseError> {
        for (host, html, expected) in [
            ("gazette.example", "<title>Situs slot gacor</title><p>Daftar sekarang", OwnName::Missing),
            ("ellerygazette.example", "<title>Ellery dentists</title>", OwnName::Shown),
            ("ellerygazette.example", "<title>Bright smile</title><p>Ellery, and the gazette", OwnName::Missing),
            ("gazette.example", "<title>港の店</title><p>安い", OwnName::Unclear),
            ("gazette.example", "<p>Cheap pills", OwnName::Unclear),
            ("kb.example", "<title>Cheap pills</title>", OwnName::Unclear),
            ("127.0.0.1", "<title>Cheap pills</title>", OwnName::Shown),
            ("xn--gazte-bta.example", "<title>Cheap pills</title>", OwnName::Unclear),
        ] {
            assert_eq!(shown(host, html)?, expected, "{host} {html}");
        }
        Ok(())
    }

    #[test]
    fn a_hostile_page_takes_no_longer() -> Result<(), url::ParseError> {
        let name = "a".repeat(39);
        let html = format!("<title>{}</title><p>{}", "a ".repeat(150), "a ".repeat(20_000));
        assert_eq!(shown(&format!("{name}.example"), &html)?, OwnName::Shown);
        let html = format!("<title>x</title><p>{}", "a aa aaa ".repeat(6_000));
        assert_eq!(shown(&format!("{name}b.example"), &html)?, OwnName::Missing);
        Ok(())
    }
}
