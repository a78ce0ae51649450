//! What is said of a verdict.

use jiff::Timestamp;
use newslint::audit::verdict::{Policy, explain};
use newslint::report::{Style, explanation};

use super::histories::{Result, history, moment};

const URL: &str = "http://a.example/x";

/// The explanation of the first of a host's URLs.
fn explained(host: &[(&str, &str)], now: &str, due: Option<Timestamp>) -> Result<String> {
    let policy = Policy::default();
    let host: Vec<_> = host.iter().map(|(url, text)| history(url, text)).collect::<Result<_>>()?;
    let found = explain(&host, &host[0].url, &policy, moment(now)?).ok_or("not judged")?;
    let mut text = Vec::new();
    explanation(&found, due, &Style { color: false, width: 80 }, &mut text)?;
    let text = String::from_utf8(text)?;
    assert!(text.lines().all(|line| line.chars().count() <= 80 && line.trim_end() == line), "{text}");
    Ok(text)
}

#[test]
fn a_suspect() -> Result<()> {
    let text = "0d 404; 40d alive; 60d 404 @ci; 62d 404; 67d timeout; 70d 404 >http://a.example/new; 75d 500; 99d 404";
    assert_eq!(
        explained(&[(URL, text)], "75d", Some(moment("77d")?))?,
        "\
http://a.example/x
suspect since 2026-03-02: the server answers 404 Not Found

2026-01-01 00:00  the server answers 404 Not Found
                  does not count: the document was there later; from here
2026-02-10 00:00  the server has it
                  resets what speaks against it; from here
2026-03-02 00:00  the server answers 404 Not Found
                  counts (1); from ci
2026-03-04 00:00  the server answers 404 Not Found
                  does not count: too soon after the last that does; from here
2026-03-09 00:00  the server does not answer in time
                  neither counts nor resets; from here
2026-03-12 00:00  the server answers 404 Not Found
                  counts (2); from here
                  redirected to http://a.example/new
2026-03-17 00:00  the server fails (500 Internal Server Error)
                  does not count: evidence of another tier, unreachable; from
                  here
1 observation later than now left out

tier page (404, and what amounts to it): 2 of 3 observations, 7 days apart or
more, over 10 of 21 days
missing: 1 more observation, from 2026-03-23 00:00 on
reset by: one visit, from any vantage, that finds the document; refusals and
mishaps change nothing
next visit: from 2026-03-19 00:00 on
"
    );
    Ok(())
}

#[test]
fn gone_with_a_web_archive_as_witness() -> Result<()> {
    let text = "0d soft-404; 60d front-page; 60d captures -900d:200 -800d:404 -700d:404";
    assert_eq!(
        explained(&[(URL, text)], "81d", Some(moment("150d")?))?,
        "\
http://a.example/x
soft-404 since 2026-01-01: the server sends its front page instead

2026-01-01 00:00  the server answers as it does for a document that cannot exist
                  counts (1); from here
2026-03-02 00:00  the server sends its front page instead
                  counts (2); from here
2026-03-02 00:00  the web archive has 3 captures: 1 of a document, the last on
                  2023-07-16, and 2 of 404 or 410

tier page (404, and what amounts to it): 2 of 2 observations, 14 days apart or
more, over 60 of 14 days
reset by: one visit, from any vantage, that finds the document; refusals and
mishaps change nothing
next visit: from 2026-05-31 00:00 on
"
    );
    Ok(())
}

#[test]
fn evidence_that_cannot_be_believed_or_does_not_settle() -> Result<()> {
    let text = "0d 403 @a; 1d alive @b; 2d 404 @a";
    assert_eq!(
        explained(&[(URL, text)], "2d", Some(moment("32d")?))?,
        "\
http://a.example/x
uncertain since 2026-01-03: the server answers 404 Not Found

2026-01-01 00:00  the server refuses us (403 Forbidden)
                  does not count: the document was there later; from a
2026-01-02 00:00  the server has it
                  resets what speaks against it; from b
2026-01-03 00:00  the server answers 404 Not Found
                  does not count: this vantage was refused at the host where
                  another was sent a document; from a

no evidence against it counts, and what says nothing never becomes evidence
next visit: from 2026-02-02 00:00 on
"
    );
    let moved: Vec<_> =
        (0..10).map(|n| (format!("http://a.example/{n}"), "0d alive; 9d 404; 16d 404; 30d 404")).collect();
    let moved: Vec<_> = moved.iter().map(|(url, text)| (url.as_str(), *text)).collect();
    assert_eq!(
        explained(&moved, "30d", Some(moment("37d")?))?,
        "\
http://a.example/0
suspect since 2026-01-10: the server answers 404 Not Found

2026-01-01 00:00  the server has it
                  resets what speaks against it; from here
2026-01-10 00:00  the server answers 404 Not Found
                  counts (1), and settles nothing: the host is being moved until
                  2026-02-09; from here
2026-01-17 00:00  the server answers 404 Not Found
                  counts (2), and settles nothing: the host is being moved until
                  2026-02-09; from here
2026-01-31 00:00  the server answers 404 Not Found
                  counts (3), and settles nothing: the host is being moved until
                  2026-02-09; from here

tier page (404, and what amounts to it): 3 of 3 observations, 7 days apart or
more, over 21 of 21 days
missing: 1 more observation, from 2026-02-09 00:00 on
the host is being moved, so nothing is settled by what is seen before 2026-02-09
reset by: one visit, from any vantage, that finds the document; refusals and
mishaps change nothing
next visit: from 2026-02-07 00:00 on
"
    );
    Ok(())
}

#[test]
fn what_was_never_visited_and_what_is_there() -> Result<()> {
    assert_eq!(
        explained(&[(URL, "")], "0d", None)?,
        "\
http://a.example/x
uncertain: it was not visited yet

no evidence against it counts, and what says nothing never becomes evidence
next visit: at once
"
    );
    let text = "0d alive =>http://a.example/y >http://b.example/z; 30d 429 retry=86400";
    assert_eq!(
        explained(&[(URL, text)], "0d", Some(moment("28d")?))?,
        "\
http://a.example/x
redirected since 2026-01-01: the server has it
new address: http://a.example/y

2026-01-01 00:00  the server has it
                  resets what speaks against it; from here
                  moved to http://a.example/y
                  redirected to http://b.example/z
1 observation later than now left out

nothing speaks against it
next visit: from 2026-01-29 00:00 on
"
    );
    assert_eq!(
        explained(&[(URL, text)], "30d", Some(moment("31d")?))?,
        "\
http://a.example/x
blocked since 2026-01-31: the server wants fewer requests (429 Too Many
Requests)

2026-01-01 00:00  the server has it
                  resets what speaks against it; from here
                  moved to http://a.example/y
                  redirected to http://b.example/z
2026-01-31 00:00  the server wants fewer requests (429 Too Many Requests)
                  neither counts nor resets; from here
                  asks to be left alone until 2026-02-01 00:00

no evidence against it counts, and what says nothing never becomes evidence
next visit: from 2026-02-01 00:00 on
"
    );
    Ok(())
}

/// Servers and contributors choose these texts.
#[test]
fn hostile_texts_are_shown_and_do_nothing() -> Result<()> {
    let policy = Policy::default();
    let mut history = history("http://a.example/\u{1b}[2J::error::x", "0d 500 @a\u{202e}b")?;
    history.visits[0].observation.detail = Some("\u{7}\n::error::x ##[group]".to_owned());
    history.visits[0].observation.repair = Some("http://a.example/\u{200b}".to_owned());
    let host = [history];
    let found = explain(&host, &host[0].url, &policy, moment("1d")?).ok_or("not judged")?;
    let mut text = Vec::new();
    explanation(&found, None, &Style { color: false, width: 80 }, &mut text)?;
    let text = String::from_utf8(text)?;
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}']), "{text}");
    assert!(!text.contains("##[") && !text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
    assert!(text.contains("\\u{1b}[2J"), "{text}");
    Ok(())
}
