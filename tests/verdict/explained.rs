//! What is said of a verdict.

use jiff::Timestamp;
use newslint::report::{Style, explanation};
use newslint_audit::ExplainedCopies;
use newslint_audit::verdict::{Policy, Standing, explain};

use super::histories::{Result, history, moment};
use crate::harness::assert_snapshot;

const URL: &str = "http://a.example/x";

/// The explanation of the first of a host's URLs.
fn explained(host: &[(&str, &str)], now: &str, due: Option<Timestamp>) -> Result<String> {
    let policy = Policy::default();
    let host: Vec<_> = host.iter().map(|(url, text)| history(url, text)).collect::<Result<_>>()?;
    let found = explain(&host, &host[0].url, &policy, moment(now)?).ok_or("not judged")?;
    let mut text = Vec::new();
    explanation(&found, &ExplainedCopies::default(), due, &Style { color: false, links: false, width: 80 }, &mut text)?;
    let text = String::from_utf8(text)?;
    assert!(text.lines().all(|line| line.chars().count() <= 80 && line.trim_end() == line), "{text}");
    Ok(text)
}

#[test]
fn a_suspect() -> Result<()> {
    let text = "0d 404; 40d alive; 60d 404 @ci; 62d 404; 67d timeout; 70d 404 >http://a.example/new; 75d 500; 99d 404";
    assert_snapshot!("suspect", explained(&[(URL, text)], "75d", Some(moment("77d")?))?);
    Ok(())
}

#[test]
fn gone_with_a_web_archive_as_witness() -> Result<()> {
    let text = "0d soft-404; 60d front-page; 60d captures -900d:200 -800d:404 -700d:404";
    assert_snapshot!("soft-404", explained(&[(URL, text)], "81d", Some(moment("150d")?))?);
    Ok(())
}

#[test]
fn evidence_that_cannot_be_believed_or_does_not_settle() -> Result<()> {
    let text = "0d 403 @a; 1d alive @b; 2d 404 @a";
    assert_snapshot!("refused-elsewhere", explained(&[(URL, text)], "2d", Some(moment("32d")?))?);
    let moved: Vec<_> =
        (0..10).map(|n| (format!("http://a.example/{n}"), "0d alive; 9d 404; 16d 404; 30d 404")).collect();
    let moved: Vec<_> = moved.iter().map(|(url, text)| (url.as_str(), *text)).collect();
    assert_snapshot!("host-that-moves", explained(&moved, "30d", Some(moment("37d")?))?);
    Ok(())
}

#[test]
fn what_was_never_visited_and_what_is_there() -> Result<()> {
    assert_snapshot!("never-visited", explained(&[(URL, "")], "0d", None)?);
    let text = "0d alive =>http://a.example/y >http://b.example/z; 30d 429 retry=86400";
    assert_snapshot!("redirected", explained(&[(URL, text)], "0d", Some(moment("28d")?))?);
    assert_snapshot!("blocked", explained(&[(URL, text)], "30d", Some(moment("31d")?))?);
    Ok(())
}

#[test]
fn what_is_missing_and_what_a_web_archives_record_spares() -> Result<()> {
    let record = "0d captures -300d:404 -200d:404";
    for (text, own, seconded) in [
        ("0d 404".to_owned(), Some(2), None),
        (format!("0d 404; {record}"), Some(2), Some(1)),
        (format!("0d 500; {record}"), Some(4), None),
        (format!("0d 404; 14d 404; {record}"), None, None),
    ] {
        let (host, policy) = ([history(URL, &text)?], Policy::default());
        let found = explain(&host, URL, &policy, moment("14d")?).ok_or("not judged")?;
        let observations =
            |missing: Option<newslint_audit::verdict::Missing>| missing.map(|missing| missing.observations);
        assert_eq!((observations(found.missing), observations(found.missing_seconded)), (own, seconded), "{text}");
    }
    Ok(())
}

#[test]
fn a_document_that_was_found_next_door() -> Result<()> {
    let (host, policy) = ([history(URL, "0d 404; 7d 404 repair=http://a.example/y; 8d 404")?], Policy::default());
    let found = explain(&host, URL, &policy, moment("14d")?).ok_or("not judged")?;
    let standings: Vec<Standing> = found.steps.iter().map(|step| step.standing).collect();
    assert_eq!(standings, [Standing::Past, Standing::Repaired, Standing::Counts]);
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
    explanation(
        &found,
        &ExplainedCopies::default(),
        None,
        &Style { color: false, links: false, width: 80 },
        &mut text,
    )?;
    let text = String::from_utf8(text)?;
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}']), "{text}");
    assert!(!text.contains("##[") && !text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
    assert!(text.contains("\\u{1b}[2J"), "{text}");
    Ok(())
}
