//! What is wrong with a URL as it is cited.

use std::net::IpAddr;
use std::ops::Range;

use memchr::{memchr2, memmem};
use strsim::damerau_levenshtein;
use url::{Host, Url};

use super::address::is_global;
use super::cited::plain_host;
use super::destination::Destination;

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
    /// A host that at most its own network can reach.
    Unreachable(Unreachable),
    /// `&amp;` for which Markdown reads `&amp;`, because it was escaped twice.
    EscapedAmpersand,
    /// A closing bracket that nothing opened.
    UnbalancedBracket,
    /// An entity, such as `&amp;`, which Markdown reads as its character.
    Entity,
}

/// Why nobody else can reach a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// Its name has no dot.
    NoDot,
    /// Its name is that of the machine that asks, or one that only a local network knows.
    Local,
    /// Its name is of a kind that is kept out of the public web.
    Special,
    /// It is an address of no public network.
    Address,
    /// No server has the port.
    Port,
}

impl Unreachable {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoDot => "a name without a dot works in one network only",
            Self::Local => "a name of the reader's own machine or network",
            Self::Special => "a kind of name that the public web does not use",
            Self::Address => "an address of a private or reserved network",
            Self::Port => "no server has port 0",
        }
    }
}

impl UrlFault {
    /// Whether it is behind the host, which then is right.
    pub fn is_of_the_tail(&self) -> bool {
        matches!(self, Self::EscapedAmpersand | Self::UnbalancedBracket | Self::Entity)
    }

    /// Whether there is nothing to request, though the text may be a URL by its form.
    pub fn is_fatal(&self) -> bool {
        matches!(
            self,
            Self::NoHost | Self::ImpossibleHost(_) | Self::DoubledScheme | Self::Unreachable(Unreachable::NoDot)
        )
    }
}

/// The first fault of a cited URL, and the bytes that it is. One of what Markdown reads comes before one of how it is
/// written.
pub fn fault(cited: &str) -> Option<(UrlFault, Range<usize>)> {
    let destination = Destination::read(cited);
    if let Some((fault, range)) = fault_of(&destination.url) {
        return Some((fault, destination.cited_range(range)));
    }
    let (range, _) = destination.entities().next()?;
    Some((UrlFault::Entity, range))
}

fn fault_of(cited: &str) -> Option<(UrlFault, Range<usize>)> {
    if cited.is_empty() {
        return Some((UrlFault::Empty, 0..0));
    }
    let is_plain = cited.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain && let Some((at, c)) = cited.char_indices().find(|(_, c)| c.is_whitespace() || c.is_control()) {
        return Some((UrlFault::Space, at..at + c.len_utf8()));
    }
    if plain_host(cited).is_some_and(|host| unreachable_name(host).is_none()) {
        // A name that nothing can be wrong with.
        return tail(cited);
    }
    let authority = match scheme(cited) {
        Ok(authority) => authority,
        Err(fault) => return Some(fault),
    };
    let host = host(cited, authority);
    // Inside its own network a host that is not public is as good as any.
    match &host {
        Some((fault @ UrlFault::Unreachable(_), _)) if !fault.is_fatal() => tail(cited).or(host),
        Some(_) => host,
        None => tail(cited),
    }
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
    if let Some(why) = impossible_form(name) {
        return Some((UrlFault::ImpossibleHost(why), span));
    }
    let Some(url) = Url::parse(cited).ok().filter(Url::has_host) else {
        return Some((UrlFault::ImpossibleHost("no host can have this name or port"), span));
    };
    if let Some(why) = url.host().as_ref().and_then(unreachable) {
        return Some((UrlFault::Unreachable(why), span));
    }
    if let Some(why) = url.host().and_then(|host| impossible(name, &host)) {
        return Some((UrlFault::ImpossibleHost(why), span));
    }
    (url.port() == Some(0)).then_some((UrlFault::Unreachable(Unreachable::Port), authority))
}

/// Why a host cannot be reached from everywhere: all spellings of an address are one address here.
fn unreachable(host: &Host<&str>) -> Option<Unreachable> {
    let is_private = |address: IpAddr| (!is_global(address)).then_some(Unreachable::Address);
    match *host {
        Host::Ipv4(address) => is_private(address.into()),
        Host::Ipv6(address) => is_private(address.into()),
        Host::Domain(name) => unreachable_name(name.strip_suffix('.').unwrap_or(name)),
    }
}

/// Why the host of that name, in lower case, cannot be reached from everywhere (RFC 6761, 6762, 7686, 8375 and ICANN's
/// `.internal`).
///
/// Names under `.example` cannot either. They are for texts that explain something, as newslint's own do, and nobody
/// takes them for anything else.
fn unreachable_name(name: &str) -> Option<Unreachable> {
    let Some((rest, top)) = name.rsplit_once('.') else {
        return Some(if name == "localhost" { Unreachable::Local } else { Unreachable::NoDot });
    };
    match top {
        "localhost" | "local" | "internal" => Some(Unreachable::Local),
        "arpa" if rest == "home" || rest.ends_with(".home") => Some(Unreachable::Local),
        "test" | "invalid" | "onion" => Some(Unreachable::Special),
        _ => None,
    }
}

/// Why no host can have that name, by its form alone.
fn impossible_form(name: &str) -> Option<&'static str> {
    let labels = name.strip_suffix('.').unwrap_or(name);
    labels.split('.').any(str::is_empty).then_some("a part of its name is empty")
}

/// Why no host of the public web has that name (RFC 1123 §2.1, RFC 1035 §2.3.4). `name` is as it is written.
fn impossible(name: &str, host: &Host<&str>) -> Option<&'static str> {
    match host {
        // `1.2.3` would be taken for 1.2.0.3, and `010.1.1.1` for 8.1.1.1.
        Host::Ipv4(address) if address.to_string() != name.strip_suffix('.').unwrap_or(name) => {
            Some("not a whole IPv4 address")
        }
        Host::Ipv4(_) | Host::Ipv6(_) => None,
        Host::Domain(domain) => {
            let domain = domain.strip_suffix('.').unwrap_or(domain);
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            if !domain.bytes().all(is_name) {
                Some("a character that host names cannot have")
            } else if domain.len() > 253 || domain.split('.').any(|label| label.len() > 63) {
                Some("longer than a host name can be")
            } else {
                None
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_nobody_else_can_reach() {
        for (url, expected) in [
            ("http://reuters/", "reuters"),
            ("http://localhost:8080/a", "localhost"),
            ("http://LOCALHOST./", "LOCALHOST."),
            ("http://a.localhost/", "a.localhost"),
            ("http://printer.local/", "printer.local"),
            ("http://printer.Local./", "printer.Local."),
            ("http://wiki.internal/", "wiki.internal"),
            ("http://router.home.arpa/", "router.home.arpa"),
            ("http://gazette.test/", "gazette.test"),
            ("http://gazette.invalid/", "gazette.invalid"),
            ("http://gazette.onion/", "gazette.onion"),
            ("http://127.0.0.1/", "127.0.0.1"),
            ("http://10.0.0.1:80/", "10.0.0.1"),
            ("http://169.254.169.254/", "169.254.169.254"),
            ("http://203.0.113.9/", "203.0.113.9"),
            ("http://2130706433/", "2130706433"),
            ("http://0x7f.1/", "0x7f.1"),
            ("http://0177.0.0.1/", "0177.0.0.1"),
            ("http://[::1]/", "[::1]"),
            ("http://[::ffff:10.0.0.1]/", "[::ffff:10.0.0.1]"),
            ("http://[fe80::1]:80/", "[fe80::1]"),
            ("http://gazette.example:0/", "gazette.example:0"),
            ("http://127&#46;0.0.1/", "127&#46;0.0.1"),
        ] {
            let found = fault(url);
            assert!(matches!(found, Some((UrlFault::Unreachable(_), _))), "{url} {found:?}");
            assert_eq!(found.map(|(_, range)| &url[range]), Some(expected), "{url}");
        }
        for url in [
            "http://gazette.example/",
            "http://1.1.1.1/",
            "http://[2606:4700:4700::1111]/",
            "http://local.example/",
            "http://localhost.example/",
            "http://gazette.example:8080/",
            "http://in-addr.arpa/",
        ] {
            assert_eq!(fault(url), None, "{url}");
        }
    }

    #[test]
    fn what_markdown_reads_is_judged() {
        for (cited, expected) in [
            ("https://gazette.example/?a&amp;b", Some((UrlFault::Entity, "&amp;"))),
            ("https://gazette.example/?a&#38;b", Some((UrlFault::Entity, "&#38;"))),
            ("https&#58;//gazette.example/", Some((UrlFault::Entity, "&#58;"))),
            ("https://gazette.example/?a&copy=1", None),
            ("https://gazette.example/?a&notaname;", None),
            ("https://gazette.example/a\\_(b\\)", None),
            ("https://gazette.example/a&rpar;", Some((UrlFault::UnbalancedBracket, "&rpar;"))),
            ("https://gazette.example/?a&amp;amp;b", Some((UrlFault::EscapedAmpersand, "&amp;amp;"))),
            ("https://gazette.example/a&nbsp;b", Some((UrlFault::Space, "&nbsp;"))),
        ] {
            let found = fault(cited).map(|(fault, range)| (fault, &cited[range]));
            assert_eq!(found, expected, "{cited}");
        }
    }
}
