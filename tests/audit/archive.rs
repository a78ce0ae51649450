//! An archive whose sources are audited, on days that the test counts.

use std::ops::Deref;
use std::process::{Command, Stdio};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::harness::dns::Dns;
use crate::harness::{Archive, Run, dated, run, sources};

/// The title of all events.
pub const TITLE: &str = "Harbour bridge opens in Port Ellery";

pub struct Audit {
    archive: Archive,
    /// Knows only what every name server knows, unless a test has its own.
    dns: Dns,
}

/// The moment of a test's day, from 0.
pub fn day(day: i64) -> String {
    let start: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
    (start + SignedDuration::from_hours(24 * day)).to_string()
}

impl Deref for Audit {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        &self.archive
    }
}

impl Audit {
    pub fn new() -> Self {
        Self::with_dns(Dns::honest(&[]))
    }

    pub fn with_dns(dns: Dns) -> Self {
        let audit = Self { archive: Archive::empty(), dns };
        // Nobody is at the archive's address, unless a test has somebody there.
        audit.configure("[audit]\narchive-url = \"http://127.0.0.1:9\"\narchive-gap = \"0s\"\n")
    }

    /// The names that the name server was asked for.
    pub fn names_asked(&self) -> Vec<String> {
        self.dns.asked()
    }

    /// An archive with one event that cites these.
    pub fn of(urls: &[&str]) -> Self {
        let audit = Self::new();
        audit.cite("harbour-bridge-opens", urls);
        audit
    }

    /// Without control URLs, unless these lines have some: the default ones are on the internet.
    pub fn configure(self, toml: &str) -> Self {
        let toml = if toml.contains("control-urls") {
            toml.to_owned()
        } else if toml.contains("[audit]\n") {
            toml.replacen("[audit]\n", "[audit]\ncontrol-urls = []\n", 1)
        } else {
            format!("{toml}\n[audit]\ncontrol-urls = []\n")
        };
        self.write("newslint.toml", toml);
        self
    }

    /// As newslint does it by default.
    pub fn with_default_control_urls(self) -> Self {
        self.change("newslint.toml", "control-urls = []\n", "");
        self
    }

    /// Writes an event with these sources.
    pub fn cite(&self, slug: &str, urls: &[&str]) {
        self.write(format!("news/2021/05/3/{slug}.md"), dated("2021-05-3", TITLE) + &sources(urls));
    }

    /// A run on a day, without gaps, with more time than any answer takes.
    pub fn visit(&self, on: i64) -> Run {
        self.visit_with(on, &["--timeout", "60s"])
    }

    /// A run for which the options say how long to wait.
    pub fn visit_with(&self, on: i64, options: &[&str]) -> Run {
        let run = run(self.audit_run(on).args(options), b"");
        assert_eq!(run.code, 0, "{}", run.stderr);
        run
    }

    /// The command of such a run, for those who look at the process.
    pub fn audit_run(&self, on: i64) -> Command {
        self.audit_run_at(&day(on))
    }

    /// The same at any moment.
    pub fn audit_run_at(&self, now: &str) -> Command {
        let mut command = self.command(&["audit", "run", "--host-gap", "0s", "--allow-private", "--now", now]);
        command.args(self.dns.option());
        command.stdin(Stdio::null());
        command
    }

    /// The report of a day.
    pub fn report(&self, on: i64) -> Value {
        let run = self.run(&["audit", "report", "--format", "json", "--now", &day(on)]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.json()
    }

    /// What the report of a day says of a URL.
    pub fn row(&self, on: i64, url: &str) -> Value {
        let report = self.report(on);
        let rows = report["urls"].as_array().unwrap();
        let row = rows.iter().find(|row| row["url"] == url);
        row.unwrap_or_else(|| panic!("no {url} in {report:#}")).clone()
    }

    /// `suspect 404`.
    pub fn verdict(&self, on: i64, url: &str) -> String {
        let row = self.row(on, url);
        format!("{} {}", row["verdict"].as_str().unwrap(), row["cause"].as_str().unwrap_or("-"))
    }

    /// The verdict after a visit on each of these days.
    pub fn after(&self, days: &[i64], url: &str) -> String {
        for &day in days {
            self.visit(day);
        }
        self.verdict(*days.last().unwrap(), url)
    }

    /// What the last visit of a URL showed, as it is exported.
    pub fn seen(&self, url: &str) -> Value {
        let run = self.run(&["audit", "export"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let mut lines = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let last = lines.rfind(|line| line["url"] == url && line["cause"].is_string());
        last.unwrap_or_else(|| panic!("no {url} in {}", run.stdout))
    }

    /// The cause of the last visit.
    pub fn cause(&self, url: &str) -> String {
        self.seen(url)["cause"].as_str().unwrap().to_owned()
    }
}
