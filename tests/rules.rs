//! The rules' pages: each example in `rules/*.md` is an archive on disk, checked by the whole engine, and its `report`
//! fence holds what is printed; a `fixed` fence, a file after the fix. `NEWSLINT_UPDATE=1 cargo test rules::` writes
//! both anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::civil::{Date, date};
use newslint::report::{Format, Style};
use newslint::setup::{CheckOptions, Places, Run, Setup, What};
use newslint_linter::check::{Checked, Visit};
use newslint_linter::config;
use newslint_linter::fix::{Fixed, Outcome, Refused};
use newslint_linter::rules::{self, FixKind, RULES, Rule};
use newslint_linter::suppress::BaselineFile;
use newslint_model::diagnostic::Safety;
use newslint_model::progress::Progress;
use newslint_model::source::Observation;
use url::Url;

use crate::harness;

/// The present day of every example.
const TODAY: Date = date(2021, 6, 1);

/// How each report looks.
const STYLE: Style = Style { color: false, links: false, width: 80 };

/// A fenced block: the words behind its backticks, its text, and the bytes of that text in the page.
struct Fence<'p> {
    info: &'p str,
    text: &'p str,
    range: std::ops::Range<usize>,
}

/// A `###` part of a page's examples.
struct Example<'p> {
    name: &'p str,
    fences: Vec<Fence<'p>>,
}

/// Held while pages are read and written: two tests write them.
static PAGES: Mutex<()> = Mutex::new(());

fn page_path(rule: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(format!("{rule}.md"))
}

fn examples(page: &str) -> Vec<Example<'_>> {
    let mut examples: Vec<Example<'_>> = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match (line.strip_prefix("```"), open) {
            (Some(_), Some((info, text_start))) => {
                let fence = Fence { info, text: &page[text_start..start], range: text_start..start };
                examples.last_mut().expect("a fence stands below a ### heading").fences.push(fence);
                open = None;
            }
            (Some(info), None) => open = Some((info.trim(), at)),
            (None, None) => {
                if let Some(name) = line.strip_prefix("### ") {
                    examples.push(Example { name: name.trim(), fences: Vec::new() });
                }
            }
            (None, Some(_)) => {}
        }
    }
    assert!(open.is_none(), "a fence without an end");
    examples
}

impl Example<'_> {
    fn fence(&self, info: &str) -> Option<&Fence<'_>> {
        self.fences.iter().find(|fence| fence.info == info)
    }

    /// Whether it has any; most examples show single events and leave the days' indexes out.
    fn has_day_index(&self) -> bool {
        self.fences.iter().any(|fence| fence.info.ends_with("/index.md") || fence.info.ends_with("/README.md"))
    }

    /// An archive of the example's files.
    fn archive(&self) -> harness::Archive {
        let archive = harness::Archive::empty().with(config::FILE_NAME, "");
        for fence in &self.fences {
            match fence.info.split_once(' ') {
                None if fence.info == "toml" => archive.write(config::FILE_NAME, fence.text),
                Some(("file", path)) => archive.write(path, fence.text),
                Some(("event", rest)) => match rest.split_once(' ') {
                    Some(("escaped", path)) => archive.write(path, unescape(fence.text)),
                    Some(("symlink", path)) => archive.link(path, fence.text.trim()),
                    _ => archive.write(rest, fence.text),
                },
                Some(("fixed", _)) => {}
                _ => assert!(["report", "links"].contains(&fence.info), "unknown fence {:?}", fence.info),
            }
        }
        archive
    }

    /// What the visits are said to have shown; without a fence nothing is visited.
    fn observations(&self) -> Option<BTreeMap<String, Observation>> {
        let lines = self.fence("links")?.text.lines();
        let observe = |line: &str| {
            let (url, cause) = line.split_once(' ').expect("a URL and what came of it");
            let url = Url::parse(url).expect("a URL");
            let cause = cause.parse().expect("a cause's token");
            (url.to_string(), Observation::new(cause))
        };
        Some(lines.map(observe).collect())
    }

    /// The rules that fired, and the printed report.
    fn run(&self, root: &Path) -> (Vec<&'static str>, String) {
        let checked = self.check(root);
        let mut report = Vec::new();
        Format::Full.write(&checked, &Places::new(root, root), &STYLE, &mut report).unwrap();
        let rules = checked.findings.iter().map(|finding| finding.diagnostic.rule).collect();
        (rules, String::from_utf8(report).unwrap().trim_end().to_owned())
    }

    /// Has the example's archive checked or fixed, as the command would do it. Nothing is visited without `visit`.
    fn with_run<T>(&self, root: &Path, visit: Option<Visit<'_>>, work: impl FnOnce(Run<'_>, &What) -> T) -> T {
        let mut setup = Setup::open(root.to_owned()).expect("a configuration");
        if !self.has_day_index() {
            setup.levels.turn_off(rules::position("day-index").unwrap());
        }
        let levels = setup.levels.clone();
        let options = CheckOptions {
            settled: setup.settled(&levels, TODAY).expect("verdicts"),
            levels,
            baseline: &BaselineFile::open(&setup.disk, root, None).unwrap(),
            visit,
            excerpt_width: Some(STYLE.excerpt_width()),
            today: TODAY,
            progress: &Progress::new(false),
            counts: false,
        };
        let what = What::Named(setup.whole().unwrap());
        work(Run { setup: &setup, options: &options }, &what)
    }

    fn check(&self, root: &Path) -> Checked {
        let observations = self.observations();
        let visit = |urls: Vec<Url>| {
            let known = observations.clone().unwrap_or_default();
            let asked = urls.into_iter().filter_map(|url| Some((url.to_string(), known.get(url.as_str())?.clone())));
            Ok(asked.collect())
        };
        let visit: Option<Visit<'_>> = if observations.is_some() { Some(&visit) } else { None };
        self.with_run(root, visit, |run, what| {
            run.check(what, &run.options.baseline.parse().unwrap()).unwrap_or_else(|why| panic!("{}: {why}", self.name))
        })
    }

    /// The fences with a file after the fix, and that file's path.
    fn fixed(&self) -> impl DoubleEndedIterator<Item = (&str, &Fence<'_>)> {
        self.fences.iter().filter_map(|fence| Some((fence.info.strip_prefix("fixed ")?, fence)))
    }
}

/// `\xEF`, `\r`, `\0`, `\t` and `\\`.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next() {
            Some(b'r') => b'\r',
            Some(b'0') => 0,
            Some(b't') => b'\t',
            Some(b'\\') => b'\\',
            Some(b'x') => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            other => panic!("no escape {other:?}"),
        });
    }
    bytes
}

/// The names of a page's `##` sections.
fn sections(page: &str) -> Vec<&str> {
    let mut fenced = false;
    let outside = page.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        !fenced
    });
    outside.filter_map(|line| line.strip_prefix("## ")).collect()
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut pages: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let mut rules: Vec<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    pages.sort();
    rules.sort();
    assert_eq!(pages, rules);
    for rule in RULES {
        assert!(rule.body().starts_with(&format!("# {}\n", rule.name)), "{}: the page's title", rule.name);
        assert!(rule.meta().since.split('.').count() == 3, "{}: since", rule.name);
        let sections = sections(rule.body());
        let details = sections.get(2).filter(|name| **name == "Details");
        let expected: Vec<&str> = ["Why", "How to fix"].iter().chain(details).chain(&["Examples"]).copied().collect();
        assert_eq!(sections, expected, "{}: every page has the same sections, in this order", rule.name);
        assert_eq!(rule.meta().needs, rule.needs(), "{}: needs, as its functions say", rule.name);
    }
}

#[test]
fn every_example_prints_its_report() {
    let _pages = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
    let update = std::env::var_os("NEWSLINT_UPDATE").is_some();
    let mut failures = Vec::new();
    for rule in RULES {
        let path = page_path(rule.name);
        let page = fs::read_to_string(&path).unwrap();
        let mut updated = page.clone();
        let (mut failing, mut clean) = (0, 0);
        // From the last to the first, so that the ranges before stay right.
        for example in examples(&page).iter().rev() {
            let archive = example.archive();
            let (fired, report) = example.run(archive.root());
            let Some(expected) = example.fence("report") else {
                clean += 1;
                if !fired.is_empty() {
                    failures.push(format!("{}: {:?} is to be clean:\n{report}", rule.name, example.name));
                }
                continue;
            };
            failing += 1;
            if fired.is_empty() || fired.iter().any(|name| *name != rule.name) {
                failures
                    .push(format!("{}: {:?} is to be found by this rule alone:\n{report}", rule.name, example.name));
            } else if update {
                updated.replace_range(expected.range.clone(), &format!("{report}\n"));
            } else if expected.text.trim_end() != report {
                let printed = format!("printed:\n{report}\n\nexpected:\n{}", expected.text);
                failures.push(format!("{}: {:?}\n{printed}", rule.name, example.name));
            }
        }
        assert!(failing > 0 && clean > 0, "{}: a failing and a clean example", rule.name);
        if updated != page {
            fs::write(&path, updated).unwrap();
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Fixes the archive on disk. Gives what was fixed and what was refused.
fn fix(example: &Example<'_>, root: &Path, safety: Safety) -> (Vec<Fixed>, Vec<Refused>) {
    let (mut fixed, mut refused) = (Vec::new(), Vec::new());
    let take = |outcome: Outcome| {
        fixed.extend(outcome.fixed);
        refused.extend(outcome.refused);
        Ok(())
    };
    let fixes = |run: Run<'_>, what: &What| run.fix(what, safety, |fixer, files| fixer.each(files, take));
    example.with_run(root, None, fixes).unwrap();
    for fixed in &fixed {
        fs::write(fixed.on_disk.as_ref().unwrap(), &fixed.after).unwrap();
    }
    (fixed, refused)
}

fn safety(rule: &Rule) -> Option<Safety> {
    match rule.meta().fix {
        FixKind::Safe => Some(Safety::Safe),
        FixKind::Unsafe => Some(Safety::Unsafe),
        FixKind::None => None,
    }
}

#[test]
fn every_fix_gives_what_its_fence_holds() {
    let _pages = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
    let update = std::env::var_os("NEWSLINT_UPDATE").is_some();
    let mut failures = Vec::new();
    for rule in RULES {
        let path = page_path(rule.name);
        let page = fs::read_to_string(&path).unwrap();
        let mut updated = page.clone();
        let mut fences = 0;
        for example in examples(&page).iter().rev() {
            let mut fail = |what: String| failures.push(format!("{}: {:?}: {what}", rule.name, example.name));
            let archive = example.archive();
            for finding in example.check(archive.root()).findings {
                if finding.diagnostic.fix.is_some() && safety(rule).is_none() {
                    fail("a finding with a fix, but the page says that there is none".to_owned());
                }
            }
            let Some(safety) = safety(rule) else { continue };
            let (files, refused) = fix(example, archive.root(), safety);
            let left = example.check(archive.root()).findings;
            for (path, fence) in example.fixed().rev() {
                fences += 1;
                let fixed = archive.text(path);
                if !files.iter().any(|fixed| fixed.path == path) {
                    fail(format!("{path} has no fix"));
                } else if let Some(finding) = left.iter().find(|finding| *finding.path == *path) {
                    fail(format!("{path} is fixed and not clean: {}", finding.diagnostic.message));
                } else if update {
                    updated.replace_range(fence.range.clone(), &fixed);
                } else if fence.text != fixed {
                    fail(format!("fixed:\n{fixed}\nexpected:\n{}", fence.text));
                }
            }
            let (again, _) = fix(example, archive.root(), safety);
            if !refused.is_empty() || !again.is_empty() {
                fail(format!("a fix refused, or a second one: {refused:?} {again:?}"));
            }
        }
        assert_eq!(fences > 0, safety(rule).is_some(), "{}: a `fixed` fence if there is a fix", rule.name);
        if updated != page {
            fs::write(&path, updated).unwrap();
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
