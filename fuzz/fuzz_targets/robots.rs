//! What a robots.txt asks of us. Below the first cut are paths, one in each line.
//!
//! Laws: however the bytes are cut when they come, they ask the same; of rules without escapes, the longest that fits
//! holds, and of two as long the one that allows (RFC 9309 §2.2.2).

#![no_main]

use libfuzzer_sys::fuzz_target;
use newslint_fuzz::pieces;
use newslint_web::network::{RobotsPolicy, RobotsReader};
use url::{Position, Url};

fuzz_target!(|input: &[u8]| {
    let pieces = pieces::cut(input, 2);
    let robots = pieces[0];
    let paths = String::from_utf8_lossy(pieces.get(1).copied().unwrap_or(b"/\n/news/bridge?id=1\n/a/b.pdf"));
    let base = Url::parse("http://gazette.example/").expect("a URL");
    let urls: Vec<Url> = paths.lines().take(8).filter_map(|path| base.join(path).ok()).collect();
    let policy = read(robots.chunks(robots.len().max(1)));
    for size in [1, 7] {
        let other = read(robots.chunks(size));
        urls.iter().for_each(|url| assert_eq!(other.allows(url), policy.allows(url), "{url} in pieces of {size}"));
    }
    let marked = read([b"\xef\xbb\xbf", robots].into_iter());
    let unix = read(robots.split_inclusive(|byte| *byte == b'\n').flat_map(|line| match line.strip_suffix(b"\n") {
        Some(line) => [line, b"\r\n"],
        None => [line, b""],
    }));
    let rules = plain_rules(robots);
    for url in &urls {
        let allows = policy.allows(url);
        assert_eq!(unix.allows(url), allows, "{url} with CRLF");
        assert!(robots.starts_with(b"\xef\xbb\xbf") || marked.allows(url) == allows, "{url} with a mark");
        let path = &url[Position::BeforePath..Position::AfterQuery];
        if let Some(rules) = rules.as_ref().filter(|_| is_plain(path)) {
            assert_eq!(allows, holds(rules, path), "{path} by {rules:?}");
        }
    }
});

fn read<'b>(pieces: impl Iterator<Item = &'b [u8]>) -> RobotsPolicy {
    let mut reader = RobotsReader::default();
    pieces.for_each(|piece| reader.feed(piece));
    reader.finish()
}

/// The rules of a file that is for anybody and has nothing else in it, whether each allows, and what; `None` of another.
fn plain_rules(robots: &[u8]) -> Option<Vec<(bool, &str)>> {
    let text = std::str::from_utf8(robots).ok()?.strip_prefix("User-agent: *\n")?;
    let rule = |line: &'_ str| {
        let allows = line.starts_with("Allow: ");
        let path = line.strip_prefix(if allows { "Allow: " } else { "Disallow: " })?.to_owned();
        is_plain(&path).then_some(allows)
    };
    let rules: Option<Vec<(bool, &str)>> =
        text.lines().map(|line| Some((rule(line)?, &line[line.find(' ')? + 1..]))).collect();
    rules.filter(|rules| rules.len() < 200)
}

/// Whether nothing in it is written in more than one way.
fn is_plain(path: &str) -> bool {
    path.len() < 1000
        && path.starts_with(['/', '*'])
        && path.bytes().all(|byte| byte.is_ascii_graphic() && !b"%#".contains(&byte))
}

fn holds(rules: &[(bool, &str)], path: &str) -> bool {
    let fitting = rules.iter().filter(|(_, rule)| fits(rule.as_bytes(), path.as_bytes()));
    fitting.map(|(allows, rule)| (rule.len(), *allows)).max().is_none_or(|(_, allows)| allows)
}

/// RFC 9309 §2.2.3, as it is written.
fn fits(rule: &[u8], path: &[u8]) -> bool {
    match rule.split_first() {
        None => true,
        Some((b'$', [])) => path.is_empty(),
        Some((b'*', rest)) => (0..=path.len()).any(|at| fits(rest, &path[at..])),
        Some((byte, rest)) => path.split_first().is_some_and(|(first, others)| first == byte && fits(rest, others)),
    }
}
