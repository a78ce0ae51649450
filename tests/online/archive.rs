//! An archive whose sources are requested, and what is said about them.

use std::ops::Deref;

use crate::harness::{self, Run, dated, run, sources};

/// Events of 2021-05-3.
pub struct Archive(harness::Archive);

impl Deref for Archive {
    type Target = harness::Archive;

    fn deref(&self) -> &harness::Archive {
        &self.0
    }
}

impl Archive {
    pub fn new() -> Self {
        Self(harness::Archive::empty())
    }

    /// Writes an event whose sources are these. The first one is on line 7.
    pub fn cite(&self, slug: &str, urls: &[&str]) {
        self.write(path(slug), dated("2021-05-3", "Harbour bridge opens") + &sources(urls));
    }

    pub fn check(&self, options: &[String]) -> Report {
        self.check_through(options, "http://127.0.0.1:9")
    }

    /// With a proxy in the environment, where curl and most others look for one.
    pub fn check_through(&self, options: &[String], proxy: &str) -> Report {
        let mut command = self.command(&["check", "--online", "--select", "dead-source", "--format", "jsonl"]);
        for variable in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env(variable, proxy);
        }
        Report::of(run(command.args(options), b""))
    }
}

/// Where the event of that name is.
pub fn path(slug: &str) -> String {
    format!("news/2021/05/3/{slug}.md")
}

/// What a run said of sources.
#[derive(Debug)]
pub struct Report {
    pub code: i32,
    pub stdout: String,
    findings: Vec<harness::Finding>,
}

impl Report {
    fn of(run: Run) -> Self {
        let findings = run.details();
        Self { code: run.code, stdout: run.stdout, findings }
    }

    /// The findings of a level as `slug:line`.
    pub fn places(&self, level: &str) -> Vec<String> {
        let findings = self.findings.iter().filter(|finding| finding.level == level);
        findings
            .map(|finding| {
                assert_eq!(finding.rule, "dead-source");
                let slug = finding.path.trim_start_matches("news/2021/05/3/").trim_end_matches(".md");
                format!("{slug}:{}", finding.line)
            })
            .collect()
    }

    /// All messages, in the order of the findings.
    pub fn messages(&self) -> Vec<&str> {
        self.findings.iter().map(|finding| finding.message.as_str()).collect()
    }
}
