//! From the text of a citation to the URL that is requested, and to the document that is meant.
//!
//! What Markdown reads is requested: `&` for `&amp;`. No percent escape is decoded or encoded again: which of two
//! spellings a server understands is for the server to say.

use std::ops::Range;

use memchr::memmem;
use url::Url;

use super::destination::Destination;

/// The URL to request for a cited one, or `None` if the text is no http(s) URL.
///
/// It has no fragment, which is for the reader, and no user's name and password, which are not for us to use. Two
/// citations with the same URL here need one visit.
pub fn request_url(cited: &str) -> Option<Url> {
    let url = Url::parse(&Destination::read(cited).url).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| bare(url))
}

/// Whether a text can be written into an event as it is: an http(s) URL of plain characters.
pub fn is_plain_url(url: &str) -> bool {
    let is_plain = |c: char| !(c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\'));
    request_url(url).is_some() && url.chars().all(is_plain)
}

/// Takes off what is not part of a request.
pub fn bare(mut url: Url) -> Url {
    url.set_fragment(None);
    // These fail for URLs that have no host, and so nothing to remove.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// The host of an http(s) URL whose host stands there as requests have it, so that nothing needs to be parsed to know
/// it: a name of lower case, without a port. Of two URLs with other such hosts, the documents are others.
pub fn plain_host(cited: &str) -> Option<&str> {
    let rest = cited.strip_prefix("https://").or_else(|| cited.strip_prefix("http://"))?;
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let host = &rest[..end];
    let (domain, top) = host.rsplit_once('.')?;
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        // Two hyphens may stand for letters of other scripts (RFC 5891 §4.2.3.1).
        (1..=63).contains(&label.len()) && is_plain && !label.contains("--")
    };
    // What ends in a number is an address, of which there are several spellings (WHATWG URL §3.5).
    let is_top = (2..=63).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_lowercase());
    (is_top && host.len() <= 253 && domain.split('.').all(is_label)).then_some(host)
}

/// Where the host of a URL stands in the cited text, and its name in the letters that it stands for, if any of them is
/// not ASCII: `bücher.example` for `xn--bcher-kva.example`.
pub fn unicode_host(destination: &Destination<'_>) -> Option<(Range<usize>, String)> {
    let url = &*destination.url;
    let start = url.find("://")? + "://".len();
    let length = url[start..].find(['/', '?', '#', '\\', ':']).unwrap_or(url.len() - start);
    let written = &url[start..start + length];
    if written.is_ascii() && !written.to_ascii_lowercase().contains("xn--") {
        return None;
    }
    let (name, _) = idna::domain_to_unicode(request_url(url)?.host_str()?);
    Some((destination.cited_range(start..start + length), name))
}

/// A text that is the same for two citations of one document.
///
/// Fragments, default ports and the parameters of trackers and sessions make no difference. The scheme does, because
/// `http` and `https` can be two servers. A text that is no http(s) URL is its own key.
pub fn document_key(cited: &str) -> String {
    if is_own_key(cited) {
        return cited.to_owned();
    }
    parsed_key(cited)
}

/// Whether a URL is so plain that it is its own key: what a parser makes of it is itself, and it has no query, no fragment
/// and no session.
fn is_own_key(cited: &str) -> bool {
    let Some(host) = plain_host(cited) else { return false };
    let scheme = if cited.starts_with("https") { "https://" } else { "http://" };
    let path = &cited.as_bytes()[scheme.len() + host.len()..];
    // Of what a path can hold (RFC 3986 §3.3), all but what stands before a session and what dots could be written as.
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-._~!$&()*+,=:@".contains(byte);
    path.first() == Some(&b'/') && path.iter().all(is_plain) && memmem::find(path, b"/.").is_none()
}

fn parsed_key(cited: &str) -> String {
    let read = Destination::read(cited).url;
    let Some(mut url) = request_url(cited) else {
        return cited.to_owned();
    };
    let path = without_session(url.path()).map(str::to_owned);
    if let Some(path) = path {
        url.set_path(&path);
    }
    let query = url.query().map(without_tracking).filter(|query| !query.is_empty());
    url.set_query(query.as_deref());
    url.set_fragment(route(&read));
    url.into()
}

/// The fragment, where it names the document: pages that draw themselves keep their route in it.
fn route(cited: &str) -> Option<&str> {
    let (_, fragment) = cited.split_once('#')?;
    is_route(fragment).then_some(fragment)
}

/// Whether a fragment names the document, which a script is to find.
pub fn is_route(fragment: &str) -> bool {
    fragment.starts_with(['!', '/'])
}

/// The path without the session that Java servers write into it.
fn without_session(path: &str) -> Option<&str> {
    let start = path.to_ascii_lowercase().find(";jsessionid=")?;
    path.get(..start)
}

fn without_tracking(query: &str) -> String {
    let is_kept = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or(parameter).to_ascii_lowercase();
        !name.starts_with("utm_") && !UNRELATED.contains(&name.as_str())
    };
    query.split('&').filter(is_kept).collect::<Vec<_>>().join("&")
}

/// Parameters that say how a reader came to a document, or who reads it, and nothing about the document.
const UNRELATED: [&str; 18] = [
    "_hsenc", "_hsmi", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igshid", "jsessionid", "mc_cid", "mc_eid",
    "mkt_tok", "msclkid", "phpsessid", "ttclid", "twclid", "wbraid", "yclid",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_request_is_left() {
        for (cited, requested) in [
            ("http://example.org/a?b#c", Some("http://example.org/a?b")),
            ("https://me:secret@example.org:8443/", Some("https://example.org:8443/")),
            ("http://example.org/a?b=1&amp;c=2&copy=3\\_4", Some("http://example.org/a?b=1&c=2&copy=3_4")),
            ("HTTP://Example.ORG:80", Some("http://example.org/")),
            ("http://example.org/a%2fb%C3%a9", Some("http://example.org/a%2fb%C3%a9")),
            ("mailto:desk@example.org", None),
            ("example.org", None),
            ("http://", None),
        ] {
            assert_eq!(request_url(cited).as_ref().map(Url::as_str), requested, "{cited}");
        }
    }

    #[test]
    fn a_plain_host_is_what_a_parser_finds() {
        for cited in ["http://example.org/a", "https://www.ab-cd.example.org?x", "http://a1.b2.museum#c", "http://x.co"]
        {
            assert_eq!(plain_host(cited), request_url(cited).as_ref().and_then(Url::host_str), "{cited}");
        }
        for cited in [
            "http://Example.org/",
            "http://example.org:80/",
            "http://me@example.org/",
            "http://example.org./",
            "http://example/",
            "http://127.0.0.1/",
            "http://a.0x10/",
            "http://xn--bcher-kva.example/",
            "http://a..b/",
            "http://bücher.example/",
            "http://a%2eb.org/",
            "http:/example.org/",
            "ftp://example.org/",
            "http://",
            "",
        ] {
            assert_eq!(plain_host(cited), None, "{cited}");
        }
    }

    #[test]
    fn what_is_its_own_key_is_so_when_it_is_parsed() {
        let pieces = [
            "a", "/", ".", "..", "-", "~!$&()*+,=:@_", "%2e", "%41", "?b", "?utm_source=x", "#c", ";jsessionid=1", "é",
            "'", "|",
        ];
        let mut own = 0;
        for host in ["http://example.org", "https://www.example.org", "http://Example.org", "http://example.org:80"] {
            for first in pieces {
                for second in pieces {
                    for third in pieces {
                        let cited = format!("{host}{first}{second}/{third}");
                        if is_own_key(&cited) {
                            own += 1;
                            assert_eq!(parsed_key(&cited), cited);
                        }
                    }
                }
            }
        }
        assert!(own > 40, "{own}");
    }

    #[test]
    fn one_document_has_one_key() {
        let key = document_key("https://example.org/story?id=7");
        for same in [
            "https://EXAMPLE.org:443/story?id=7",
            "https://example.org/story?id=7#comments",
            "https://example.org/story?utm_source=feed&id=7&UTM_Medium=rss",
            "https://example.org/story?fbclid=x&id=7",
            "https://example.org/story;JSESSIONID=0123?id=7",
            "https://example.org/story?utm_source=feed&amp;id=7",
            "https://example.org/story?id=7&#35;comments",
        ] {
            assert_eq!(document_key(same), key, "{same}");
        }
        for other in [
            "http://example.org/story?id=7",
            "https://example.org/story?id=8",
            "https://example.org/Story?id=7",
            "https://example.org/story?id=7&page=2",
            "https://example.org/story?id=7#!/2",
            "https://example.org/story?id=%37",
        ] {
            assert_ne!(document_key(other), key, "{other}");
        }
        assert_eq!(document_key("https://example.org/?utm_source=feed"), "https://example.org/");
        assert_eq!(document_key("not a URL"), "not a URL");
    }
}
