//! One document cited twice, or perhaps.

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::rule::EventFile;
use newslint_model::diagnostic::{Level, Reporter, Span, brief_address};
use newslint_model::source::{differences, document_key, near_key, plain_host};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    let sources: Vec<Span> = event.event.sources(text).map(|link| link.destination).collect();
    if have_other_hosts(&sources, text) {
        return;
    }
    let mut seen: FxHashMap<String, Span> = FxHashMap::default();
    let mut near: FxHashMap<String, Span> = FxHashMap::default();
    for source in sources {
        let cited = source.of(text);
        // Sites that moved to https cite as the same document what they published on http.
        let mut key = document_key(cited);
        if let Some(scheme) = key.find("://") {
            key.drain(..scheme + "://".len());
        }
        let first = *seen.entry(key).or_insert(source);
        let nearest = *near.entry(near_key(cited)).or_insert(source);
        if first != source {
            let is_same = first.of(text) == cited;
            let url = brief_address(cited);
            let what = match is_same {
                true => format!("the source {url} is cited twice"),
                false => format!("{url} is the same document as another source"),
            };
            report.at(source, what).label(first, "first here").help("delete one of the two items");
        } else if nearest != source {
            report
                .at(source, format!("{} is possibly the same document as another source", brief_address(cited)))
                .label(nearest, "first here")
                .help(format!("they differ only in {}", differences(nearest.of(text), cited)))
                .at_most(Level::Note);
        }
    }
}

/// Whether no two of them can be the same document, as far as that can be seen without parsing them.
fn have_other_hosts(sources: &[Span], text: &str) -> bool {
    let host = |source: &Span| plain_host(source.of(text)).map(|host| host.strip_prefix("www.").unwrap_or(host));
    let mut hosts = FxHashSet::with_capacity_and_hasher(sources.len(), FxBuildHasher);
    sources.iter().all(|source| host(source).is_some_and(|host| hosts.insert(host)))
}
