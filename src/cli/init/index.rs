//! What the package index says of a release's wheels.

use super::release::Release;

/// Whether it is the name of a wheel of that version (PEP 427).
#[cfg(any(feature = "audit", test))]
fn is_wheel(name: &str, version: &str) -> bool {
    name.strip_prefix("newslint-").and_then(|rest| rest.strip_prefix(version)).is_some_and(|rest| rest.starts_with('-'))
        && name.ends_with(".whl")
}

/// The SHA-256 of each wheel of the release, in hexadecimal digits, by the page of the index that lists them (PEP 503). There
/// they stand at the end of links: `…/newslint-0.2.0-py3-none-win_amd64.whl#sha256=0a1b…`.
#[cfg(any(feature = "audit", test))]
fn listed(page: &str, version: &str) -> Vec<String> {
    let hash = |(at, mark): (usize, &str)| {
        let name = page[..at].rsplit(['/', '"', '\'']).next()?;
        let hash = page.get(at + mark.len()..at + mark.len() + 64)?;
        let is_hash = hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (is_hash && is_wheel(name, version)).then(|| hash.to_owned())
    };
    let hashes: std::collections::BTreeSet<String> = page.match_indices("#sha256=").filter_map(hash).collect();
    hashes.into_iter().collect()
}

/// Asks the index that pip would ask, as far as its environment says which.
///
/// # Errors
///
/// It does not answer, or has no wheel of this release; in a few words.
#[cfg(feature = "audit")]
pub(super) fn hashes(release: &Release) -> Result<Vec<String>, String> {
    use std::time::Duration;

    use newslint_model::source::Hosts;
    use newslint_web::network::{VisitOptions, document};
    use url::Url;

    const INDEX: &str = "https://pypi.org/simple";
    /// The most bytes of its page.
    const MOST: usize = 1 << 22;

    let named = std::env::var("PIP_INDEX_URL").ok().filter(|url| !url.is_empty());
    let options = VisitOptions {
        timeout: Duration::from_secs(10),
        // An index of somebody's own may be on a network of their own.
        allow_private: named.is_some(),
        budget: None,
        concurrency: 1,
        dns: None,
        hosts: Hosts::default(),
        contact: None,
        keeps_connections: false,
    };
    let index = named.unwrap_or_else(|| INDEX.to_owned());
    let url = Url::parse(&format!("{}/newslint/", index.trim_end_matches('/')));
    let page = document(&url.map_err(|_| "PIP_INDEX_URL is no URL".to_owned())?, &options, MOST)?;
    let hashes = listed(&String::from_utf8_lossy(&page), release.version);
    if hashes.is_empty() { Err(format!("it has no wheel of version {}", release.version)) } else { Ok(hashes) }
}

/// There is nothing to ask it with.
#[cfg(not(feature = "audit"))]
pub(super) fn hashes(_: &Release) -> Result<Vec<String>, String> {
    Err("this newslint was built without its network part".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wheels_of_the_release_count() {
        let (one, two, three) = ("1a".repeat(32), "2b".repeat(32), "3c".repeat(32));
        let page = format!(
            "<a href=\"../../files/newslint-0.2.0-py3-none-win_amd64.whl#sha256={two}\">\n\
             <a href='https://index.example/newslint-0.2.0-py3-none-any.whl#sha256={one}&x'>\n\
             <a href=\"newslint-0.2.0-py3-none-any.whl#sha256={one}\">\n\
             <a href=\"newslint-0.2.0.tar.gz#sha256={three}\">\n\
             <a href=\"newslint-0.2.01-py3-none-any.whl#sha256={three}\">\n\
             <a href=\"other-0.2.0-py3-none-any.whl#sha256={three}\">\n\
             <a href=\"newslint-0.2.0-py3-none-any.whl#sha256={}\">\n\
             <a href=\"newslint-0.2.0-py3-none-any.whl#sha256=é{three}\">\n\
             <a href=\"newslint-0.2.0-py3-none-any.whl#sha256=3c",
            three.to_uppercase()
        );
        assert_eq!(listed(&page, "0.2.0"), [one, two]);
    }
}
