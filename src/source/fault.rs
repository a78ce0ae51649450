//! What is wrong with a URL as it is cited.

use std::ops::Range;

use memchr::{memchr2, memmem};
use strsim::damerau_levenshtein;
use url::{Host, Url};

use super::cited::plain_host;

/// What keeps a cited text from being the URL of a document on the public web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlFault {
    /// Nothing at all.
    Empty,
    /// White space or a control character.
    Space,
    /// A host and a path, but no scheme.
    NoScheme,
    /// A path alone, or a URL that leaves out its scheme by `//`.
    Relative,
    /// Neither http nor https.
    OtherScheme,
    /// Seems to mean this scheme.
    BrokenScheme(&'static str),
    /// A scheme before a scheme.
    DoubledScheme,
    /// A user name or password.
    Userinfo,
    /// No host.
    NoHost,
    /// No name or address that a host of the public web can have; why.
    ImpossibleHost(&'static str),
    /// `&amp;`, which is HTML for `&`.
    EscapedAmpersand,
    /// A closing bracket that nothing opened.
    UnbalancedBracket,
}

impl UrlFault {
    /// Whether there is nothing to request, though the text may be a URL by its form.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::NoHost | Self::ImpossibleHost(_) | Self::DoubledScheme)
    }
}

/// The first fault of a cited URL, and the bytes that it is.
pub fn fault(cited: &str) -> Option<(UrlFault, Range<usize>)> {
    if cited.is_empty() {
        return Some((UrlFault::Empty, 0..0));
    }
    let is_plain = cited.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain && let Some((at, c)) = cited.char_indices().find(|(_, c)| c.is_whitespace() || c.is_control()) {
        return Some((UrlFault::Space, at..at + c.len_utf8()));
    }
    if plain_host(cited).is_some() {
        // A name that nothing can be wrong with.
        return tail(cited);
    }
    let authority = match scheme(cited) {
        Ok(authority) => authority,
        Err(fault) => return Some(fault),
    };
    host(cited, authority).or_else(|| tail(cited))
}

/// Where the authority (RFC 3986 §3.2) of an http(s) URL is, or what is wrong with what stands before it.
fn scheme(cited: &str) -> Result<Range<usize>, (UrlFault, Range<usize>)> {
    let lower = cited.to_ascii_lowercase();
    let name = if lower.starts_with("https") { "https" } else { "http" };
    let Some(rest) = lower.strip_prefix(name) else { return Err(other_scheme(&lower)) };
    let whole = || 0..name.len() + rest.bytes().take_while(|byte| matches!(byte, b':' | b'/' | b'\\' | b'-')).count();
    let Some(after) = rest.strip_prefix("://") else {
        let is_broken = rest.starts_with([':', '/', '\\']);
        return Err(if is_broken { (UrlFault::BrokenScheme(name), whole()) } else { other_scheme(&lower) });
    };
    let start = name.len() + "://".len();
    let is_again = |inner: &str| after.strip_prefix(inner).is_some_and(|rest| rest.starts_with([':', '/']));
    if is_again("http") || is_again("https") {
        return Err((UrlFault::DoubledScheme, 0..start));
    }
    let length = after.find(['/', '?', '#', '\\']).unwrap_or(after.len());
    Ok(start..start + length)
}

/// What is wrong with a text that does not start with `http`.
fn other_scheme(lower: &str) -> (UrlFault, Range<usize>) {
    const WITHOUT_SLASHES: [&str; 5] = ["mailto", "javascript", "data", "tel", "news"];
    let colon = lower
        .find(':')
        .filter(|&colon| lower[colon..].starts_with("://") || WITHOUT_SLASHES.contains(&&lower[..colon]));
    if let Some(colon) = colon {
        let name = &lower[..colon];
        let nearest = ["https", "http"]
            .map(|meant| (damerau_levenshtein(name, meant), meant))
            .into_iter()
            .min_by_key(|(distance, _)| *distance);
        return match nearest.filter(|(distance, _)| *distance <= 2 && name != "ftp") {
            Some((_, meant)) => (UrlFault::BrokenScheme(meant), 0..colon),
            None => (UrlFault::OtherScheme, 0..colon),
        };
    }
    let first = lower.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = first.contains('.') && first.split('.').all(|label| !label.is_empty());
    let fault = if is_host { UrlFault::NoScheme } else { UrlFault::Relative };
    (fault, 0..lower.len())
}

fn host(cited: &str, authority: Range<usize>) -> Option<(UrlFault, Range<usize>)> {
    let own = &cited[authority.clone()];
    if let Some(at) = own.rfind('@') {
        return Some((UrlFault::Userinfo, authority.start..authority.start + at + 1));
    }
    let port = own.rfind(':').filter(|_| !own.ends_with(']')).unwrap_or(own.len());
    let name = &own[..port];
    if name.is_empty() {
        return Some((UrlFault::NoHost, 0..authority.end));
    }
    let span = authority.start..authority.start + port;
    impossible(name, cited).map(|why| (UrlFault::ImpossibleHost(why), span))
}

/// Why no host of the public web has that name (RFC 1123 §2.1, RFC 1035 §2.3.4).
fn impossible(name: &str, cited: &str) -> Option<&'static str> {
    let labels = name.strip_suffix('.').unwrap_or(name);
    if labels.split('.').any(str::is_empty) {
        return Some("a part of its name is empty");
    }
    let Ok(url) = Url::parse(cited) else { return Some("no host can have this name or port") };
    match url.host() {
        // `1.2.3` would be taken for 1.2.0.3, and `010.1.1.1` for 8.1.1.1.
        Some(Host::Ipv4(address)) if address.to_string() != labels => Some("not a whole IPv4 address"),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => None,
        Some(Host::Domain(domain)) => {
            let domain = domain.strip_suffix('.').unwrap_or(domain);
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            if !domain.bytes().all(is_name) {
                Some("a character in it that no host name has")
            } else if domain.len() > 253 || domain.split('.').any(|label| label.len() > 63) {
                Some("longer than a host name can be")
            } else if !domain.contains('.') && domain != "localhost" {
                Some("without a dot it is no name of the public web")
            } else {
                None
            }
        }
        None => Some("no host can have this name or port"),
    }
}

/// What is wrong behind the host.
fn tail(cited: &str) -> Option<(UrlFault, Range<usize>)> {
    if let Some(at) = memmem::find(cited.as_bytes(), b"&amp;") {
        return Some((UrlFault::EscapedAmpersand, at..at + "&amp;".len()));
    }
    memchr2(b')', b']', cited.as_bytes())?;
    let mut open = Vec::new();
    for (at, byte) in cited.bytes().enumerate() {
        match byte {
            b'(' | b'[' => open.push(byte),
            b')' | b']' => {
                let opening = if byte == b')' { b'(' } else { b'[' };
                match open.iter().rposition(|&other| other == opening) {
                    Some(found) => open.truncate(found),
                    None => return Some((UrlFault::UnbalancedBracket, at..at + 1)),
                }
            }
            _ => {}
        }
    }
    None
}
