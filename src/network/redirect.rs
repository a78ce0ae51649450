//! Where a redirect leads.

use std::fmt::Write;

use url::Url;

use crate::source::Cause;

/// The URL that a `Location` means (RFC 9110 §10.2.2), with its fragment.
///
/// Servers put bytes there that no URL may have. Each byte beyond ASCII is escaped by itself, as browsers do: so it
/// comes back to the server as the byte that it sent, whatever encoding it had in mind.
pub(super) fn target(from: &Url, location: &[u8]) -> Result<Url, Cause> {
    let mut reference = String::with_capacity(location.len());
    for &byte in location {
        if byte.is_ascii() {
            reference.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(reference, "%{byte:02X}");
        }
    }
    let url = from.join(&reference).map_err(|_| Cause::BadRedirect)?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(Cause::BadRedirect),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_as_servers_write_them() -> Result<(), url::ParseError> {
        let from = Url::parse("http://example.org/news/old?page=1")?;
        let cases: [(&[u8], Result<&str, Cause>); 12] = [
            (b"https://example.com/", Ok("https://example.com/")),
            (b"//example.com/x", Ok("http://example.com/x")),
            (b"/new", Ok("http://example.org/new")),
            (b"new", Ok("http://example.org/news/new")),
            (b"?page=2", Ok("http://example.org/news/old?page=2")),
            (b"/a b/c d", Ok("http://example.org/a%20b/c%20d")),
            (b"/caf\xe9", Ok("http://example.org/caf%E9")),
            ("/café".as_bytes(), Ok("http://example.org/caf%C3%A9")),
            ("http://bücher.example/".as_bytes(), Ok("http://xn--bcher-kva.example/")),
            (b"http://me:secret@example.org/a#top", Ok("http://me:secret@example.org/a#top")),
            (b"mailto:desk@example.org", Err(Cause::BadRedirect)),
            (b"http://", Err(Cause::BadRedirect)),
        ];
        for (location, expected) in cases {
            let found = target(&from, location);
            assert_eq!(found.as_ref().map(Url::as_str), expected.as_ref().map(|url| *url), "{location:?}");
        }
        Ok(())
    }
}
