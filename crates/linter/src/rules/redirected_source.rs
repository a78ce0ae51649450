//! Sources whose documents have moved for good.

use rustc_hash::FxHashMap;

use super::rule::{EventFile, SourceFacts};
use super::shared::archived_copy::date;
use newslint_model::diagnostic::{Level, Reporter, brief_address};
use newslint_model::source::{Destination, Remark, document_key, is_plain_url, near_key, request_url};

pub fn check(event: &EventFile<'_>, facts: &SourceFacts<'_>, report: &mut Reporter<'_>) {
    let Some(settled) = facts.settled else { return };
    let (text, day) = (event.text(), event.kind.date());
    // How many sources of the event are, or will be, at an address.
    let mut cited_at: FxHashMap<String, usize> = FxHashMap::default();
    for link in event.event.sources(text) {
        *cited_at.entry(near_key(link.destination.of(text))).or_default() += 1;
    }
    for link in event.event.sources(text) {
        let cited = link.destination.of(text);
        let remark = settled.of(&document_key(cited), day).and_then(|settled| settled.remark.as_ref());
        let Some(Remark::Moved { to, since }) = remark else { continue };
        if is_refuted(cited, to, facts) {
            continue;
        }
        let (address, since) = (brief_address(cited), date(*since));
        let found = report
            .at(
                link.destination,
                format!(
                    "the document of the source {address} has been at another address since \
            {since}"
                ),
            )
            .at_most(Level::Note);
        let (own, new) = (near_key(cited), near_key(to));
        let others = cited_at.entry(new.clone()).or_default();
        if *others > usize::from(own == new) {
            found.help(format!("delete one of the two items: {to} is already cited"));
            continue;
        }
        *others += usize::from(own != new);
        found.help(format!("cite its new address: {to}"));
        if let Some(written) = written(cited, to) {
            found.unsafe_fix(link.destination, written);
        }
    }
}

/// Whether a visit that was made now shows something else: it has the last word.
fn is_refuted(cited: &str, to: &str, facts: &SourceFacts<'_>) -> bool {
    let seen = request_url(cited).and_then(|url| facts.observations?.get(url.as_str()));
    seen.is_some_and(|seen| !seen.cause.is_alive() || seen.landing().is_none_or(|at| at.as_str() != to))
}

/// The new address as it is to stand in the event: with the fragment that the citation has, as browsers keep it. `None`
/// if a link would be read as something else.
fn written(cited: &str, to: &str) -> Option<String> {
    let read = Destination::read(cited).url;
    let url = match read.split_once('#') {
        Some((_, fragment)) if !fragment.is_empty() => format!("{to}#{fragment}"),
        _ => to.to_owned(),
    };
    let depth = |depth: Option<usize>, c: char| match c {
        '(' => depth.map(|depth| depth + 1),
        ')' => depth?.checked_sub(1),
        _ => depth,
    };
    let is_balanced = url.chars().fold(Some(0), depth) == Some(0);
    (is_balanced && is_plain_url(&url) && Destination::read(&url).url == url).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_it_is_or_not_at_all() {
        for (cited, to, expected) in [
            ("http://a.example/1", "https://a.example/1", Some("https://a.example/1")),
            ("http://a.example/1#", "https://a.example/1", Some("https://a.example/1")),
            ("http://a.example/1#map", "https://a.example/1", Some("https://a.example/1#map")),
            ("http://a.example/?a&amp;b#c", "https://a.example/?a&b", Some("https://a.example/?a&b#c")),
            ("http://a.example/1#a\\_b", "https://a.example/1", Some("https://a.example/1#a_b")),
            ("http://a.example/1", "https://a.example/b_(1)", Some("https://a.example/b_(1)")),
            ("http://a.example/1", "https://a.example/b)", None),
            ("http://a.example/1", "https://a.example/)(", None),
            ("http://a.example/1", "https://a.example/?a&copy;b", None),
            ("http://a.example/1#&lt;b&gt;", "https://a.example/1", None),
        ] {
            assert_eq!(written(cited, to).as_deref(), expected, "{cited} {to}");
        }
    }
}
