//! From the text of a citation to the URL that is requested, and to the document that is meant.
//!
//! The text itself is never changed, and no percent escape in it is decoded or encoded again: which of two spellings a
//! server understands is for the server to say.

use url::Url;

/// The URL to request for a cited one, or `None` if the text is no http(s) URL.
///
/// It has no fragment, which is for the reader, and no user's name and password, which are not for us to use. Two
/// citations with the same URL here need one visit.
pub fn request_url(cited: &str) -> Option<Url> {
    let url = Url::parse(cited).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| bare(url))
}

/// Takes off what is not part of a request.
pub(crate) fn bare(mut url: Url) -> Url {
    url.set_fragment(None);
    // These fail for URLs that have no host, and so nothing to remove.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// A text that is the same for two citations of one document.
///
/// Fragments, default ports and the parameters of trackers and sessions make no difference. The scheme does, because
/// `http` and `https` can be two servers. A text that is no http(s) URL is its own key.
pub fn document_key(cited: &str) -> String {
    let Some(mut url) = request_url(cited) else {
        return cited.to_owned();
    };
    let path = without_session(url.path()).map(str::to_owned);
    if let Some(path) = path {
        url.set_path(&path);
    }
    let query = url.query().map(without_tracking).filter(|query| !query.is_empty());
    url.set_query(query.as_deref());
    url.set_fragment(route(cited));
    url.into()
}

/// The fragment, where it names the document: pages that draw themselves keep their route in it.
fn route(cited: &str) -> Option<&str> {
    let (_, fragment) = cited.split_once('#')?;
    is_route(fragment).then_some(fragment)
}

/// Whether a fragment names the document, which a script is to find.
pub(crate) fn is_route(fragment: &str) -> bool {
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
    "_hsenc",
    "_hsmi",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "igshid",
    "jsessionid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "phpsessid",
    "ttclid",
    "twclid",
    "wbraid",
    "yclid",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_request_is_left() {
        for (cited, requested) in [
            ("http://example.org/a?b#c", Some("http://example.org/a?b")),
            ("https://me:secret@example.org:8443/", Some("https://example.org:8443/")),
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
    fn one_document_has_one_key() {
        let key = document_key("https://example.org/story?id=7");
        for same in [
            "https://EXAMPLE.org:443/story?id=7",
            "https://example.org/story?id=7#comments",
            "https://example.org/story?utm_source=feed&id=7&UTM_Medium=rss",
            "https://example.org/story?fbclid=x&id=7",
            "https://example.org/story;JSESSIONID=0123?id=7",
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
