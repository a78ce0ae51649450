//! URLs that differ in what servers seldom look at, and so are perhaps of one document.

use std::borrow::Cow;

use url::Url;

use super::cited::document_key;

/// A document's URL, taken apart.
struct Parts {
    /// Without a full stop at the end, and without `www.`.
    host: String,
    has_full_stop: bool,
    has_www: bool,
    port: Option<u16>,
    /// Without a slash at the end.
    path: String,
    has_slash: bool,
    query: Vec<String>,
    fragment: String,
}

impl Parts {
    /// `None` where the text is no http(s) URL.
    fn of(cited: &str) -> Option<Parts> {
        let url = Url::parse(&document_key(cited)).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = url.host_str()?;
        let name = host.strip_suffix('.').unwrap_or(host);
        let bare = name.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(name);
        let path = url.path();
        let rest = path.strip_suffix('/').unwrap_or(path);
        Some(Parts {
            host: bare.to_owned(),
            has_full_stop: name.len() < host.len(),
            has_www: bare.len() < name.len(),
            port: url.port(),
            path: rest.to_owned(),
            has_slash: rest.len() < path.len(),
            query: url.query().map(|query| query.split('&').map(str::to_owned).collect()).unwrap_or_default(),
            fragment: url.fragment().unwrap_or_default().to_owned(),
        })
    }

    fn plain_query(&self) -> Vec<Cow<'_, str>> {
        self.query.iter().map(|parameter| plain(parameter)).collect()
    }

    /// The parameters in an order of their own. Those of one name stay in theirs, which can mean something.
    fn sorted_query(&self) -> Vec<Cow<'_, str>> {
        let mut query = self.plain_query();
        query.sort_by(|a, b| a.split('=').next().cmp(&b.split('=').next()));
        query
    }
}

/// A text that is the same for two citations whose URLs differ at most in their scheme and in what [`differences`]
/// tells.
pub fn near_key(cited: &str) -> String {
    let Some(parts) = Parts::of(cited) else { return cited.to_owned() };
    let port = parts.port.map(|port| format!(":{port}")).unwrap_or_default();
    let query = parts.sorted_query().join("&");
    format!("//{}{port}{}?{query}#{}", parts.host, plain(&parts.path), parts.fragment)
}

/// In what two URLs with one [`near_key`] differ, in words.
pub fn differences(one: &str, other: &str) -> String {
    let (Some(one), Some(other)) = (Parts::of(one), Parts::of(other)) else { return String::new() };
    let mut found = Vec::new();
    let mut tell = |differs: bool, words| found.extend(differs.then_some(words));
    tell(one.has_www != other.has_www, "www.");
    tell(one.has_full_stop != other.has_full_stop, "the full stop after the host");
    tell(one.has_slash != other.has_slash, "the slash at the end");
    let (query, other_query) = (one.plain_query(), other.plain_query());
    tell(query != other_query, "the order of the query");
    let mut raw = [one.query.clone(), other.query.clone()];
    raw.iter_mut().for_each(|query| query.sort_unstable());
    tell(one.path != other.path || raw[0] != raw[1], "percent-encoding");
    found.join(", ")
}

/// A part of a URL in which letters, digits and `-._~` stand as they are, and all else that is percent-encoded has large
/// letters: servers are to take it for the same (RFC 3986 §6.2.2).
fn plain(part: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'%', part.as_bytes()) else { return Cow::Borrowed(part) };
    let mut plain = part[..first].to_owned();
    let mut rest = &part[first..];
    while let Some(next) = rest.chars().next() {
        let byte = rest.strip_prefix('%').and_then(|hex| hex.get(..2)).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => plain.push(char::from(byte)),
            Some(_) => plain.push_str(&rest[..3].to_ascii_uppercase()),
            None => plain.push(next),
        }
        rest = &rest[if byte.is_some() { 3 } else { next.len_utf8() }..];
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A generator of numbers that are the same in each run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap_or_default() % limit
        }

        fn word(&mut self) -> String {
            const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789-_~";
            (0..=self.below(6)).map(|_| char::from(LETTERS[self.below(LETTERS.len())])).collect()
        }
    }

    struct Made {
        host: String,
        path: Vec<String>,
        query: Vec<(String, String)>,
    }

    impl Made {
        fn new(numbers: &mut Numbers) -> Made {
            Made {
                host: format!("a{}z.example", numbers.word().replace(['_', '~', '-'], "x")),
                path: (0..=numbers.below(4)).map(|_| numbers.word()).collect(),
                query: (0..numbers.below(4)).map(|nth| (format!("{}{nth}", numbers.word()), numbers.word())).collect(),
            }
        }

        fn url(&self) -> String {
            let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let mark = if query.is_empty() { "" } else { "?" };
            format!("https://{}/{}{mark}{}", self.host, self.path.join("/"), query.join("&"))
        }

        /// The same with a change of each kind that is told, with the kind's words.
        fn near(&self, numbers: &mut Numbers) -> Vec<(&'static str, String)> {
            let (url, host) = (self.url(), &self.host);
            let end = url.find('?').unwrap_or(url.len());
            let mut near = vec![
                ("www.", url.replacen(host, &format!("www.{host}"), 1)),
                ("the full stop after the host", url.replacen(host, &format!("{host}."), 1)),
                ("the slash at the end", format!("{}/{}", &url[..end], &url[end..])),
            ];
            let path = host.len() + "https:///".len();
            let letter = path + numbers.below(end - path);
            if url.as_bytes()[letter].is_ascii_alphanumeric() {
                let encoded = format!("%{:02x}", url.as_bytes()[letter]);
                near.push(("percent-encoding", format!("{}{encoded}{}", &url[..letter], &url[letter + 1..])));
            }
            if self.query.len() > 1 {
                let query: Vec<_> = self.query.iter().rev().cloned().collect();
                near.push(("the order of the query", Made { query, ..self.copy() }.url()));
            }
            near
        }

        /// The same with one part that is another.
        fn others(&self, numbers: &mut Numbers) -> Vec<String> {
            let own = self.url();
            let mut others = vec![self.copy(), self.copy(), self.copy()];
            others[0].host = format!("m.{}", self.host);
            let part = numbers.below(self.path.len());
            others[1].path[part].push('x');
            others[2].path.insert(part, String::from("y"));
            if !self.query.is_empty() {
                let part = numbers.below(self.query.len());
                others.push(Made { query: Vec::new(), ..self.copy() });
                let mut changed = self.copy();
                changed.query[part].1.push('x');
                others.push(changed);
            }
            let upper = Made { path: self.path.iter().map(|part| part.to_uppercase()).collect(), ..self.copy() };
            others.push(upper);
            others.iter().map(Made::url).filter(|url| *url != own).collect()
        }

        fn copy(&self) -> Made {
            Made { host: self.host.clone(), path: self.path.clone(), query: self.query.clone() }
        }
    }

    #[test]
    fn near_urls_have_one_key_and_others_have_not() {
        let mut numbers = Numbers(7);
        for _ in 0..2_000 {
            let made = Made::new(&mut numbers);
            let url = made.url();
            for (kind, near) in made.near(&mut numbers) {
                assert_eq!(near_key(&near), near_key(&url), "{near}");
                assert_eq!(differences(&url, &near), kind, "{url} {near}");
                assert_ne!(document_key(&near), document_key(&url), "{near}");
            }
            for other in made.others(&mut numbers) {
                assert_ne!(near_key(&other), near_key(&url), "{other}");
            }
        }
    }

    #[test]
    fn only_what_means_nothing_makes_no_difference() {
        for (one, other, differs_in) in [
            ("https://gazette.example/%c3%a9?a", "https://gazette.example/%C3%A9?a", Some("percent-encoding")),
            (
                "https://www.gazette.example/a/?b=1&c=2",
                "http://gazette.example/a?c=2&b=1",
                Some("www., the slash at the end, the order of the query"),
            ),
            ("https://gazette.example/?a=%62", "https://gazette.example/?a=b", Some("percent-encoding")),
            ("https://gazette.example/a%2Fb", "https://gazette.example/a/b", None),
            ("https://gazette.example/?a=1&a=2", "https://gazette.example/?a=2&a=1", None),
            ("https://gazette.example/a%", "https://gazette.example/a", None),
            ("https://gazette.example:8080/a", "https://gazette.example/a", None),
            ("https://gazette.example/#!/a", "https://gazette.example/#!/b", None),
            ("https://www.example/", "https://example/", None),
            ("no URL", "no URL/", None),
        ] {
            match differs_in {
                Some(words) => {
                    assert_eq!(near_key(one), near_key(other), "{one}");
                    assert_eq!(differences(one, other), words, "{one}");
                }
                None => assert_ne!(near_key(one), near_key(other), "{one}"),
            }
        }
    }
}
