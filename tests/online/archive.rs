//! An archive in a temporary folder, and what the command says about it.

use std::fmt::Write;
use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// Events of 2021-05-3.
pub struct Archive(TempDir);

/// What a run printed.
#[derive(Debug)]
pub struct Report {
    pub code: i32,
    pub stdout: String,
    findings: Vec<Value>,
}

impl Archive {
    pub fn new() -> Self {
        let archive = Self(TempDir::new().unwrap());
        fs::create_dir_all(archive.day()).unwrap();
        archive
    }

    /// Writes the configuration.
    pub fn configure(&self, toml: &str) {
        fs::write(self.0.path().join("newslint.toml"), toml).unwrap();
    }

    /// Writes a file, named relative to the root.
    pub fn put(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    /// The text of an event.
    pub fn text(&self, slug: &str) -> String {
        fs::read_to_string(self.day().join(slug).with_extension("md")).unwrap()
    }

    /// Writes an event whose sources are these. The first one is on line 7.
    pub fn cite(&self, slug: &str, urls: &[&str]) {
        let mut text =
            "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour bridge opens\n\n### Sources:\n\n".to_owned();
        for (number, url) in urls.iter().enumerate() {
            writeln!(text, "{}. [Ellery Gazette]({url})", number + 1).unwrap();
        }
        fs::write(self.day().join(slug).with_extension("md"), text).unwrap();
    }

    pub fn check(&self, options: &[String]) -> Report {
        self.check_through(options, "http://127.0.0.1:9")
    }

    /// With a proxy in the environment, where curl and most others look for one.
    pub fn check_through(&self, options: &[String], proxy: &str) -> Report {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newslint"));
        command.current_dir(self.0.path()).env_clear();
        for variable in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env(variable, proxy);
        }
        command.args(["check", "--online", "--select", "dead-source", "--format", "jsonl"]).args(options);
        let output = command.output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code().unwrap();
        assert!(code < 2, "{stderr}");
        let findings = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Report { code, stdout, findings }
    }

    fn day(&self) -> std::path::PathBuf {
        self.0.path().join("news/2021/05/3")
    }
}

impl Report {
    /// The findings of a level as `slug:line`.
    pub fn places(&self, level: &str) -> Vec<String> {
        let findings = self.findings.iter().filter(|finding| finding["level"] == level);
        findings
            .map(|finding| {
                assert_eq!(finding["rule"], "dead-source");
                let path = finding["path"].as_str().unwrap();
                let slug = path.trim_start_matches("news/2021/05/3/").trim_end_matches(".md");
                format!("{slug}:{}", finding["line"])
            })
            .collect()
    }

    /// All messages, in the order of the findings.
    pub fn messages(&self) -> Vec<&str> {
        self.findings.iter().map(|finding| finding["message"].as_str().unwrap()).collect()
    }
}
