//! The values of keys that are about the network: URLs, hosts, statuses and headers.

use std::collections::HashSet;
use std::ops::Range;

use http::header::{self, HeaderName};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::{Host, Url};

use super::keys::within;
use newslint_model::diagnostic::Fault;

/// Headers that are not for a configuration to set: those that say where a message ends or whom it is for, and who asks.
const OWN_HEADERS: [HeaderName; 9] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::EXPECT,
    header::HOST,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::USER_AGENT,
];

/// An http(s) URL.
pub(super) fn url(text: &str, at: Range<usize>) -> Result<Url, Fault> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| Fault::at(at, format!("`{text}` is not an http or https URL")))
}

/// A URL that paths can be put behind: without a slash at its end.
pub(super) fn base_url(text: &str, at: Range<usize>) -> Result<String, Fault> {
    let url = url(text, at.clone())?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(Fault::at(at, format!("`{text}` has more than a host and a path")));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// What can stand in the comment of a User-Agent (RFC 9110 §10.1.5): printable ASCII without brackets.
pub(super) fn contact(text: &str, at: Range<usize>) -> Result<String, Fault> {
    let is_safe = text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'\\'));
    let is_mail = text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty());
    if is_safe && (is_mail || url(text, at.clone()).is_ok()) {
        return Ok(text.to_owned());
    }
    let fault = Fault::at(at, format!("`{text}` is neither a URL nor a mail address"));
    Err(fault.help("name a page such as https://archive.example/audit, or an address"))
}

/// A host as URLs have it: in lower case, in ASCII, without a dot at its end.
pub(super) fn host(text: &str, at: Range<usize>) -> Result<String, Fault> {
    let parsed = Host::parse(text.strip_suffix('.').unwrap_or(text)).ok();
    let host = parsed.map(|host| host.to_string()).filter(|host| !host.contains('*') && !host.is_empty());
    let fault = || Fault::at(at, format!("`{text}` is not a host name"));
    host.ok_or_else(|| fault().help("write it like news.example; its subdomains are included"))
}

/// Statuses of answers (RFC 9110 §15), of which some servers make up more.
pub(super) fn statuses(items: &[Spanned<DeValue<'_>>], key: &str) -> Result<Vec<u16>, Vec<Fault>> {
    let mut statuses = Vec::new();
    let mut faults = Vec::new();
    for item in items {
        let number = match item.as_ref() {
            DeValue::Integer(number) => within(&(100..=999), number),
            _ => None,
        };
        match number.and_then(|number| u16::try_from(number).ok()) {
            Some(status) => statuses.push(status),
            None => faults.push(Fault::at(item.span(), format!("`{key}` must be statuses from 100 to 999"))),
        }
    }
    if faults.is_empty() { Ok(statuses) } else { Err(faults) }
}

/// Headers, each with the name of an environment variable.
pub(super) fn headers(table: &DeTable<'_>) -> Result<Vec<(HeaderName, String)>, Vec<Fault>> {
    let (mut headers, mut names) = (Vec::new(), HashSet::new());
    let mut faults = Vec::new();
    for (name, value) in table {
        let text = name.as_ref().as_ref();
        match HeaderName::from_bytes(text.as_bytes()) {
            Err(_) => faults.push(Fault::at(name.span(), format!("`{text}` is not the name of a header"))),
            Ok(header) if OWN_HEADERS.contains(&header) => {
                faults.push(Fault::at(name.span(), format!("the header `{text}` cannot be set in a configuration")));
            }
            Ok(header) if !names.insert(header.clone()) => {
                faults.push(Fault::at(name.span(), format!("the header `{text}` is set twice")));
            }
            Ok(header) => match value.as_ref().as_str().filter(|variable| is_variable(variable)) {
                Some(variable) => headers.push((header, variable.to_owned())),
                None => {
                    let fault =
                        Fault::at(value.span(), format!("`{text}` must be the name of an environment variable"));
                    faults.push(fault.help("keep values out of the file: they are often secret"));
                }
            },
        }
    }
    // The file has them in the order of their letters as they are written there.
    headers.sort_by(|(one, _): &(HeaderName, String), (other, _)| one.as_str().cmp(other.as_str()));
    if faults.is_empty() { Ok(headers) } else { Err(faults) }
}

/// Whether a shell can set it (POSIX.1-2017, XBD 3.235 "Name").
fn is_variable(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(is_part) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}
