//! The control: a request that differs from another only in that there cannot be a document.
//!
//! `parts` says which parts of a URL select the document; here they are made up anew.

mod parts;

use std::hash::Hasher;

use fnv::FnvHasher;
use url::Url;

use self::parts::{UrlPart, UrlParts, extension};
pub(super) use self::parts::{is_form, is_index, selects_document};

/// A URL on the same host, in the same directory and with the same extension, at which there cannot be a document.
///
/// It is the same for the same URL, and most unlike it: whatever could select the document is another, so that a server
/// which looks at the number and not at the words (`/article/1234567/bridge-opens`) does not find it either. `None` for
/// the front page, which has no control, and for a URL within a URL, of which a web archive or a proxy is in charge.
pub(in crate::network) fn control_url(url: &Url) -> Option<Url> {
    let parts = UrlParts::of(url)?;
    let mut made_up = MadeUp::seeded(url.as_str());
    let mut control = url.clone();
    let path: Vec<String> = parts
        .path
        .iter()
        .map(|part| if part.selects { made_up.like(part.text) } else { part.text.to_owned() })
        .collect();
    control.set_path(&path.join("/"));
    let query: Vec<String> = parts
        .query
        .iter()
        .map(|part| match part.text.split_once('=') {
            Some((name, value)) if part.selects => format!("{name}={}", made_up.like(value)),
            _ if part.selects => made_up.like(part.text),
            _ => part.text.to_owned(),
        })
        .collect();
    control.set_query(url.query().is_some().then(|| query.join("&")).as_deref());
    Some(control)
}

/// What is the same for URLs whose controls get the same answer: origin, directory, extension, and the names of the
/// parameters that select a document.
///
/// Runs of digits in the directory are `#`, because news sites put dates there and one program serves them all: without
/// that there would be a control for each day.
pub(in crate::network) fn control_key(url: &Url) -> String {
    let mut key = url.origin().ascii_serialization();
    let Some(parts) = UrlParts::of(url) else { return key };
    let path: Vec<String> = parts.path.iter().map(UrlPart::form).collect();
    key.push_str(&path.join("/"));
    let mut names: Vec<&str> = parts.query.iter().filter(|part| part.selects).map(UrlPart::name).collect();
    names.sort_unstable();
    for name in names {
        key.push('?');
        key.push_str(name);
    }
    key
}

/// Text that nobody has written: letters and digits that follow from a seed.
struct MadeUp(u64);

impl MadeUp {
    /// The same texts follow from the same seed.
    fn seeded(text: &str) -> Self {
        let mut hasher = FnvHasher::default();
        hasher.write(text.as_bytes());
        Self(hasher.finish())
    }

    /// The next number (SplitMix64).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn pick(&mut self, from: &[u8]) -> char {
        // The remainder is below the length.
        char::from(from[(self.next() % from.len() as u64) as usize])
    }

    /// A value of the form of `text`: a number for a number, words for words, with the same extension.
    fn like(&mut self, text: &str) -> String {
        let end = extension(text).map_or(text.len(), |extension| text.len() - extension.len() - 1);
        let (stem, extension) = text.split_at(end);
        let made_up = if !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_digit()) {
            self.number(stem)
        } else {
            self.words(stem)
        };
        made_up + extension
    }

    /// A number as large as one of a document can be: of ten digits, which fits into 31 bits and is the number of no
    /// second before the year 2033; or of more, if `like` has more.
    fn number(&mut self, like: &str) -> String {
        let (start, length) = if like.len() <= 10 { ("20", 10) } else { ("8", like.len()) };
        let digits = (start.len()..length).map(|_| self.pick(b"0123456789"));
        start.chars().chain(digits).collect()
    }

    /// Letters without vowels, and digits, where `like` has them, at least twelve.
    fn words(&mut self, like: &str) -> String {
        /// The longest name that any file system takes is 255 bytes.
        const LONGEST: usize = 100;
        let is_hex = like.len() >= 16 && like.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let letters: &[u8] = if is_hex { b"abcdef" } else { b"bcdfghjklmnpqrstvwxz" };
        // An escape stands for a letter, so a text that has any is made up as letters alone.
        let form = if like.contains('%') { "" } else { like };
        let form = form.bytes().take(LONGEST);
        let mut words: String = form
            .map(|byte| match byte {
                // Not a year.
                b'0'..=b'9' => self.pick(b"3456789"),
                b'-' | b'_' | b',' | b'.' => char::from(byte),
                _ => self.pick(letters),
            })
            .collect();
        while words.len() < 12 {
            words.push(self.pick(letters));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tested = Result<(), url::ParseError>;

    /// The control, in which what was made up is `*`, or `#` where it has digits only.
    fn shape(url: &str) -> Result<Option<String>, url::ParseError> {
        let url = Url::parse(url)?;
        let Some(control) = control_url(&url) else { return Ok(None) };
        assert_eq!(control.origin(), url.origin());
        assert_eq!(control_key(&control), control_key(&url), "{url} {control}");
        let old: Vec<&str> = url.as_str().split(['/', '?', '&', '=']).collect();
        let mut shape = String::new();
        for (part, new) in control.as_str().split_inclusive(['/', '?', '&', '=']).enumerate() {
            let (text, end) = new.split_at(new.trim_end_matches(['/', '?', '&', '=']).len());
            let (stem, extension) = text.rsplit_once('.').filter(|_| part > 2).unwrap_or((text, ""));
            let is_number = stem.bytes().all(|byte| byte.is_ascii_digit());
            match old.get(part) {
                Some(same) if *same == text => shape.push_str(text),
                _ if extension.is_empty() => shape.push(if is_number { '#' } else { '*' }),
                _ => shape = format!("{shape}{}.{extension}", if is_number { '#' } else { '*' }),
            }
            shape.push_str(end);
        }
        Ok(Some(shape))
    }

    #[test]
    fn whatever_selects_the_document_is_another() -> Tested {
        for (url, expected) in [
            ("https://a.example/news/2004/08/bridge-opens.html", Some("https://a.example/news/2004/08/*.html")),
            ("https://a.example/news/2004/08/bridge-opens/", Some("https://a.example/news/2004/08/*/")),
            ("https://a.example/news/2004/08/bridge-opens", Some("https://a.example/news/2004/08/*")),
            ("https://a.example/20040801/bridge.pdf", Some("https://a.example/20040801/*.pdf")),
            ("https://a.example/2/hi/europe/3529292.stm", Some("https://a.example/2/hi/europe/#.stm")),
            ("https://a.example/news/12345", Some("https://a.example/news/#")),
            ("https://a.example/bridge", Some("https://a.example/*")),
            // A directory's index is the directory's.
            ("https://a.example/2004/bridge/index.html", Some("https://a.example/2004/*/index.html")),
            // Servers look at the number and not at the words beside it.
            ("https://a.example/article/1234567/bridge-opens", Some("https://a.example/article/#/*")),
            ("https://a.example/article/1234567/news/bridge.html", Some("https://a.example/article/#/news/*.html")),
            ("https://a.example/video/x7abc12/bridge", Some("https://a.example/video/*/*")),
            ("https://a.example/a12/2004/bridge", Some("https://a.example/a12/2004/*")),
            // Programs look at the query.
            ("https://a.example/news.php?id=3", Some("https://a.example/news.php?id=#")),
            (
                "https://a.example/news.php?cat=world&storyid=3&lang=en",
                Some("https://a.example/news.php?cat=world&storyid=#&lang=en"),
            ),
            ("https://a.example/story?id=3", Some("https://a.example/story?id=#")),
            ("https://a.example/watch?v=aB3", Some("https://a.example/watch?v=*")),
            ("https://a.example/show.asp?3529292", Some("https://a.example/show.asp?#")),
            ("https://a.example/?p=123", Some("https://a.example/?p=#")),
            ("https://a.example/news/?p=123", Some("https://a.example/news/?p=#")),
            ("https://a.example/index.php?option=com&id=3", Some("https://a.example/index.php?option=com&id=#")),
            ("https://a.example/n.php?id_news=7&x=1", Some("https://a.example/n.php?id_news=#&x=1")),
            ("https://a.example/n.php?code=20417", Some("https://a.example/n.php?code=#")),
            // Another form of the document above, or a part of it.
            ("https://a.example/2004/bridge-opens-today/print", Some("https://a.example/2004/*/print")),
            ("https://a.example/2004/bridge-opens-today/2/", Some("https://a.example/2004/*/2/")),
            ("https://a.example/article/1234567/comments", Some("https://a.example/article/#/comments")),
            ("https://a.example/news/2", Some("https://a.example/news/#")),
            ("https://a.example/2004/08/01", Some("https://a.example/2004/08/#")),
            // Either may be what counts.
            ("https://a.example/news/bridge?id=3", Some("https://a.example/news/*?id=#")),
            // No document is selected by these.
            ("https://a.example/news/bridge.html?ref=rss", Some("https://a.example/news/*.html?ref=rss")),
            ("https://a.example/news/bridge.php?print=1", Some("https://a.example/news/*.php?print=1")),
            ("https://a.example/news/bridge.php?cid=rss", Some("https://a.example/news/*.php?cid=rss")),
            ("https://a.example/news/bridge.php?page=2", Some("https://a.example/news/*.php?page=2")),
            ("https://a.example/%D8%AC%D8%B3%D8%B1.html", Some("https://a.example/*.html")),
            ("https://a.example/", None),
            ("https://a.example/?utm_source=rss", None),
            ("https://a.example/index.html", None),
            ("https://a.example/?page=2", None),
            ("https://archive.example/web/2004/http://a.example/bridge", None),
        ] {
            assert_eq!(shape(url)?.as_deref(), expected, "{url}");
        }
        Ok(())
    }

    #[test]
    fn what_is_made_up_keeps_its_form_and_never_changes() -> Tested {
        for (url, form) in [
            ("https://a.example/a/bridge-3_opens.html", "xxxxxx-9_xxxxx.html"),
            ("https://a.example/a/b", "xxxxxxxxxxxx"),
            ("https://a.example/a/77", "9999999999"),
            ("https://a.example/a/77123456789012", "99999999999999"),
            ("https://a.example/a/0,1564,1288888,00.html", "9,9999,9999999,99.html"),
            ("https://a.example/a/0f8fad5b-d9cb-469f-a165-70867728950e", "9x9xxx9x-x9xx-999x-x999-99999999999x"),
        ] {
            let url = Url::parse(url)?;
            let found = control_url(&url).map(String::from).unwrap_or_default();
            let last = found.rsplit('/').next().unwrap_or_default();
            let (stem, extension) = last.strip_suffix(".html").map_or((last, ""), |stem| (stem, ".html"));
            let kind = |c: char| match c {
                '0'..='9' => '9',
                c if c.is_ascii_alphabetic() => 'x',
                c => c,
            };
            let generic = stem.chars().map(kind).collect::<String>() + extension;
            assert_eq!(generic, form, "{found}");
            assert_eq!(control_url(&url).map(String::from).as_deref(), Some(found.as_str()));
        }
        Ok(())
    }

    #[test]
    fn numbers_fit_where_servers_keep_them() -> Tested {
        for id in 0..200 {
            let control = control_url(&Url::parse(&format!("https://a.example/news/{id}"))?);
            let number = control.as_ref().and_then(|url| url.path().rsplit('/').next()?.parse::<i32>().ok());
            assert!(number.is_some_and(|number| number >= 2_000_000_000), "{id}: {control:?}");
        }
        Ok(())
    }

    #[test]
    fn one_control_serves_many() -> Tested {
        let key = |url: &str| Url::parse(url).map(|url| control_key(&url));
        for (one, other, is_same) in [
            ("https://a.example/2004/08/01/bridge.html", "https://a.example/2011/1/2/ferry.html", true),
            ("https://a.example/news-12/bridge", "https://a.example/news-7/ferry-sinks", true),
            ("https://a.example/n.php?id=3", "https://a.example/n.php?id=77&print=1", true),
            ("https://a.example/article/1234567/bridge", "https://a.example/article/7654321/ferry", true),
            ("https://a.example/2004/bridge.html", "https://a.example/2004/bridge.pdf", false),
            ("https://a.example/news/bridge", "https://a.example/sport/bridge", false),
            ("https://a.example/news/bridge", "https://a.example/news/bridge/", false),
            ("https://a.example/news/bridge", "https://a.example/news/1234567", false),
            ("https://a.example/news/bridge", "http://a.example/news/bridge", false),
            ("https://a.example/news/bridge", "https://b.example/news/bridge", false),
            ("https://a.example/n.php?id=3", "https://a.example/n.php?story=3", false),
            ("https://a.example/n.php?id=3", "https://a.example/n.php", false),
        ] {
            assert_eq!(key(one)? == key(other)?, is_same, "{} {}", key(one)?, key(other)?);
        }
        Ok(())
    }
}
